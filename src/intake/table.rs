//! A table as it was read: how it was understood, and its records in chunks.

use super::chunk::{Chunk, Place};
use super::recognise::Sureness;
use crate::instant::DateColumn;
use crate::schema::{Field, Kind, Producer};

/// One export: a text file, or one sheet of a workbook.
#[derive(Debug)]
pub struct Table {
    /// As the user wrote it, or as it was found below what the user wrote.
    pub path: String,
    pub sheet: Option<String>,
    pub kind: Kind,
    pub producer: Producer,
    /// How sure the kind is.
    pub sureness: Sureness,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<char>,
    /// The row of the header, the first row of the file being 1.
    pub header_row: u32,
    pub header: Vec<String>,
    /// Which field each kept column feeds, in the order of the columns of [`Chunk`].
    pub mapped: Vec<Mapped>,
    pub chunks: Vec<Chunk>,
    /// Rows below the header that were no data: blank, or the header again. Counted by reason.
    pub passed_over: Vec<(&'static str, u64)>,
    /// Rows that could not be read, each with a remark.
    pub unread: u64,
    /// Whether the export itself says that it ends early, so that absence from it proves nothing.
    pub cut: bool,
    /// When the file was last written, in seconds since 1970; none for standard input.
    pub modified: Option<i64>,
    pub sha256: Option<String>,
    /// All cells of all rows that were read, where they were asked for.
    pub rows_read: Vec<(Place, csv::StringRecord)>,
}

/// A column that feeds a field.
#[derive(Debug)]
pub struct Mapped {
    pub field: Field,
    /// Its position in the file, the first being 0.
    pub position: usize,
    /// Cells that hold anything, over all rows.
    pub filled: u64,
    /// What its dates say together, if it holds instants.
    pub dates: DateColumn,
}

impl Mapped {
    pub(super) fn new(field: Field, position: usize) -> Self {
        Self { field, position, filled: 0, dates: DateColumn::default() }
    }
}

impl Table {
    /// Its path, and its sheet behind a `#`.
    pub fn place(&self) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
        format!("{}{sheet}", self.path)
    }

    pub fn records(&self) -> u64 {
        self.chunks.iter().map(|chunk| chunk.len() as u64).sum()
    }

    /// All rows below the header: records, those passed over, and those unread.
    pub fn rows(&self) -> u64 {
        self.records() + self.passed_over.iter().map(|(_, count)| count).sum::<u64>() + self.unread
    }

    pub(super) fn pass_over(&mut self, reason: &'static str, count: u64) {
        match self.passed_over.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, counted)) => *counted += count,
            None if count > 0 => self.passed_over.push((reason, count)),
            None => {}
        }
    }

    /// Whether it was exported with the script that this program prints, which asks for every column it writes: blank
    /// then means empty.
    pub fn asked_for_its_columns(&self) -> bool {
        self.header.iter().any(|name| name == MARK)
    }

    /// The newest instant of a past event in any of its columns.
    pub fn newest(&self) -> Option<i64> {
        self.mapped.iter().filter_map(|mapped| mapped.dates.newest()).max()
    }

    /// The newest instant in one column.
    pub fn newest_of(&self, field: Field) -> Option<i64> {
        self.mapped[self.column_of(field)?].dates.newest()
    }

    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.mapped.iter().position(|mapped| mapped.field == field)
    }

    /// The header above a field, as it stands in the file.
    pub fn header_of(&self, field: Field) -> Option<&str> {
        self.column_of(field).map(|column| self.header[self.mapped[column].position].as_str())
    }
}

/// The files of our own script that stay empty, without any header, where there is no deleted mailbox.
pub const EMPTY_LISTS: [&str; 2] = ["soft-deleted-mailboxes.csv", "inactive-mailboxes.csv"];

/// The column by which exports of our own script are known.
pub const MARK: &str = "mailgap";
