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

/// A cell somebody can open, or a search that found nothing. What stands there is looked up when it is shown.
#[derive(Debug)]
pub enum Evidence<'t> {
    /// A cell as it stands in the file.
    Cell(Cited<'t>),
    /// One entry of the list in a cell.
    Entry(Cited<'t>, String),
    /// So many rows of a table were searched for this value, in the column with this header.
    Absence { table: &'t Table, column: &'t str, searched: u64, sought: String },
}

/// A cell of a row, whose column is there.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'t> {
    pub record: Record<'t>,
    pub row: Row,
    pub field: Field,
}

impl<'t> Finding<'t> {
    pub fn new(severity: Severity, message: impl Into<Cow<'static, str>>) -> Self {
        Self { severity, certain: true, message: message.into(), evidence: Vec::new() }
    }

    #[must_use]
    pub fn possible(self) -> Self {
        Self { certain: false, ..self }
    }

    /// Cites a cell as it stands in the file; a column that is not there proves nothing.
    #[must_use]
    pub fn cite(mut self, record: Record<'t>, field: Field) -> Self {
        self.evidence.extend(cited(record, field).map(Evidence::Cell));
        self
    }

    /// Cites one entry of a list, as it stands there.
    #[must_use]
    pub fn cite_entry(mut self, record: Record<'t>, field: Field, entry: &str) -> Self {
        self.evidence.extend(cited(record, field).map(|cited| Evidence::Entry(cited, entry.to_owned())));
        self
    }

    /// Cites that no row of any live export of a side holds a value.
    #[must_use]
    pub fn cite_absence(mut self, side: &'t Side<'t>, fields: &[Field], sought: Option<String>) -> Self {
        let Some(sought) = sought else { return self };
        for table in side.live_tables() {
            if let Some(column) = fields.iter().find_map(|field| table.header_of(*field)) {
                self.evidence.push(Evidence::Absence {
                    table,
                    column,
                    searched: table.records(),
                    sought: sought.clone(),
                });
            }
        }
        self
    }
}

fn cited(record: Record<'_>, field: Field) -> Option<Cited<'_>> {
    let row = record.row_of(field);
    record.has_column(row, field).then_some(Cited { record, row, field })
}
