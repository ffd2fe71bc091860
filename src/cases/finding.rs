//! What a case answers: it applies with proof, does not apply, or hangs on columns that are not there.

use std::borrow::Cow;
use std::ops::BitAnd;

use super::Severity;
use crate::intake::Table;
use crate::records::{Record, Row, Side};
use crate::schema::{Field, FieldSet};
use crate::truth::Truth;

/// The answer of a case for one person.
#[derive(Debug)]
pub enum Answer<'t> {
    Clear,
    Found(Finding<'t>),
    /// It hangs on these columns.
    Undecidable(FieldSet),
}

/// A condition, and whether it is certain where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likely {
    pub truth: Truth,
    pub certain: bool,
}

impl From<Truth> for Likely {
    fn from(truth: Truth) -> Self {
        Self { truth, certain: true }
    }
}

impl From<bool> for Likely {
    fn from(known: bool) -> Self {
        Truth::from(known).into()
    }
}

impl BitAnd for Likely {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self { truth: self.truth & other.truth, certain: self.certain && other.certain }
    }
}

impl BitAnd<Truth> for Likely {
    type Output = Self;

    fn bitand(self, other: Truth) -> Self {
        self & Self::from(other)
    }
}

impl Likely {
    pub fn possibly(truth: impl Into<Truth>) -> Self {
        Self { truth: truth.into(), certain: false }
    }

    /// Turns the condition into an answer; a finding is at most as certain as the condition.
    pub fn then<'t>(self, found: impl FnOnce() -> Finding<'t>) -> Answer<'t> {
        match self.truth {
            Truth::True => {
                let finding = found();
                Answer::Found(Finding { certain: finding.certain && self.certain, ..finding })
            }
            Truth::False => Answer::Clear,
            Truth::Unknown(fields) => Answer::Undecidable(fields),
        }
    }
}

/// One sentence as said on the phone, and the cells that prove it.
#[derive(Debug)]
pub struct Finding<'t> {
    pub severity: Severity,
    pub certain: bool,
    pub message: Cow<'static, str>,
    pub evidence: Vec<Evidence<'t>>,
}

/// A cell somebody can open, or a search that found nothing.
#[derive(Debug)]
pub struct Evidence<'t> {
    pub table: &'t Table,
    /// The header as it stands in the file.
    pub column: &'t str,
    pub spot: Spot<'t>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Spot<'t> {
    Cell {
        row: u32,
        line: u32,
        value: Option<Cow<'t, str>>,
    },
    /// So many rows were searched for this value.
    Absence {
        searched: u64,
        sought: String,
    },
}

impl<'t> Finding<'t> {
    pub fn new(severity: Severity, message: impl Into<Cow<'static, str>>) -> Self {
        Self { severity, certain: true, message: message.into(), evidence: Vec::new() }
    }

    #[must_use]
    pub fn possible(self) -> Self {
        Self { certain: false, ..self }
    }

    /// Cites a cell as it stands in the file.
    #[must_use]
    pub fn cite(self, record: Record<'t>, field: Field) -> Self {
        let row = record.row_of(field);
        self.cite_spot(record, row, field, record.shown_in(row, field))
    }

    /// Cites one entry of a list, as it stands there.
    #[must_use]
    pub fn cite_entry(self, record: Record<'t>, field: Field, entry: &str) -> Self {
        self.cite_spot(record, record.row_of(field), field, Some(Cow::Owned(entry.to_owned())))
    }

    fn cite_spot(mut self, record: Record<'t>, row: Row, field: Field, value: Option<Cow<'t, str>>) -> Self {
        let (table, place) = (record.table_of(row), record.place_of(row));
        // A column that is not there proves nothing.
        if let Some(header) = table.header_of(field) {
            self.evidence.push(Evidence {
                table,
                column: header,
                spot: Spot::Cell { row: place.row, line: place.line, value },
            });
        }
        self
    }

    /// Cites that no row of any live export of a side holds a value.
    #[must_use]
    pub fn cite_absence(mut self, side: &'t Side<'t>, fields: &[Field], sought: Option<String>) -> Self {
        let Some(sought) = sought else { return self };
        for table in side.live_tables() {
            let header = fields.iter().find_map(|field| table.header_of(*field));
            if let Some(header) = header {
                self.evidence.push(Evidence {
                    table,
                    column: header,
                    spot: Spot::Absence { searched: table.records(), sought: sought.clone() },
                });
            }
        }
        self
    }
}
