//! Some thousand records of a table, packed: only the mapped columns.

mod addresses;
mod builder;

use std::borrow::Cow;

use super::damage::Damage;
use crate::guid::{Form, Guid};
use crate::schema::Shape;

pub(super) use builder::ChunkBuilder;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Every record and blank line counts, the first is 1; in workbooks the sheet's row.
    pub row: u32,
    /// The physical line of a text file; 0 in workbooks.
    pub line: u32,
}

/// Some thousand consecutive records of a table.
///
/// The cells of one record lie side by side, because people are judged record by record: a part of fixed width with
/// the GUIDs, the numbers of words and the places of texts, and the texts themselves. A text that another one of the
/// record begins with, or an address of its list, is not kept twice: UPN, mail and alias mostly stand in proxyAddresses.
#[derive(Debug)]
pub struct Chunk {
    rows: usize,
    /// Where its first row stands behind the beginning of the table; places of records are counted from there.
    begin: Place,
    columns: Vec<Slot>,
    /// Bytes of a record in `fixed`.
    stride: usize,
    /// For each record where its text begins and where it stands, then its slots.
    fixed: Vec<u8>,
    text: String,
    /// Cells that do not fit the fixed part, ascending by record and column: long texts, and GUIDs that are none.
    odd: Vec<(u32, u16, Box<str>)>,
    /// Cells that were damaged on their way, ascending by record and column.
    damaged: Vec<(u32, u16, Damage)>,
    /// What befell many cells of a column.
    befallen: Vec<Befallen>,
}

/// What befell many cells of a column: the first of them, and how many there are.
#[derive(Clone, Copy, Debug)]
pub(in crate::intake) struct Befallen {
    pub(in crate::intake) column: usize,
    pub(in crate::intake) damage: Damage,
    pub(in crate::intake) first: Place,
    pub(in crate::intake) count: u64,
}

/// How the cells of a column are found in the records of one chunk: by their first bytes in the fixed part.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// Cell by cell.
    Careful,
    Text {
        at: u16,
    },
    Word {
        at: u16,
    },
    Guid {
        at: u16,
    },
}

/// How a column stands in the fixed part of a record.
#[derive(Debug)]
struct Slot {
    shape: Shape,
    /// Its first byte.
    at: u16,
    /// Of columns of words, the words.
    words: Vec<Box<str>>,
}

impl Chunk {
    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Where a record stands.
    pub fn place(&self, row: usize) -> Place {
        let record = &self.fixed[row * self.stride..][..TEXTS];
        Place { row: self.begin.row + four_bytes(record, 4), line: self.begin.line + four_bytes(record, 8) }
    }

    /// Moves all places behind so many rows and lines.
    pub(in crate::intake) fn move_behind(&mut self, passed: Place) {
        let behind = |place: Place| Place { row: place.row + passed.row, line: place.line + passed.line };
        self.begin = behind(self.begin);
        for befallen in &mut self.befallen {
            befallen.first = behind(befallen.first);
        }
    }

    /// The different words of a column; none for columns kept otherwise.
    pub fn words(&self, column: usize) -> &[Box<str>] {
        &self.columns[column].words
    }

    /// A cell.
    pub fn raw(&self, column: usize, row: usize) -> Raw<'_> {
        let slot = &self.columns[column];
        if slot.shape != Shape::Guid {
            return Raw::Text(self.text(column, row).unwrap_or_default());
        }
        match self.guid_at(row, slot.at) {
            (Form::Blank, _) => Raw::Text(""),
            (Form::Odd, _) => Raw::Text(self.odd(row, column)),
            (form, guid) => Raw::Guid(guid, form),
        }
    }

    /// How the cells of a column are found without asking for their shape again: of those that are neither damaged nor
    /// kept apart in this chunk.
    pub fn way(&self, column: usize) -> Way {
        let is_column = |other: &u16| usize::from(*other) == column;
        if self.damaged.iter().any(|(_, other, _)| is_column(other)) {
            return Way::Careful;
        }
        let slot = &self.columns[column];
        match slot.shape {
            Shape::Word | Shape::Container => Way::Word { at: slot.at },
            Shape::Guid => Way::Guid { at: slot.at },
            Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant
                if !self.odd.iter().any(|(_, other, _)| is_column(other)) =>
            {
                Way::Text { at: slot.at }
            }
            _ => Way::Careful,
        }
    }

    /// The text of a cell, found by its way.
    #[inline]
    pub fn text_at(&self, row: usize, at: u16) -> &str {
        let record = &self.fixed[row * self.stride..(row + 1) * self.stride];
        let base = four_bytes(record, 0) as usize;
        let start = base + usize::from(two_bytes(record, usize::from(at)));
        &self.text[start..start + usize::from(two_bytes(record, usize::from(at) + 2))]
    }

    /// The number of the word in a cell, found by its way.
    #[inline]
    pub fn word_at(&self, row: usize, at: u16) -> usize {
        usize::from(two_bytes(&self.fixed, row * self.stride + usize::from(at)))
    }

    /// The form of a GUID and the GUID, found by its way.
    #[inline]
    pub fn guid_at(&self, row: usize, at: u16) -> (Form, Guid) {
        let cell = &self.fixed[row * self.stride + usize::from(at)..][..17];
        (Form::from_byte(cell[0]), Guid(cell[1..].try_into().unwrap_or_default()))
    }

    /// The number of the word in a cell; `None` for columns kept otherwise.
    pub fn word(&self, column: usize, row: usize) -> Option<usize> {
        let slot = &self.columns[column];
        matches!(slot.shape, Shape::Word | Shape::Container).then(|| self.word_at(row, slot.at))
    }

    /// The text of a cell; `None` where a GUID is kept.
    pub fn text(&self, column: usize, row: usize) -> Option<&str> {
        let slot = &self.columns[column];
        Some(match slot.shape {
            Shape::Guid => return None,
            Shape::Past | Shape::Named => "",
            Shape::Word | Shape::Container => &slot.words[self.word_at(row, slot.at)],
            Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant => match self.text_at(row, slot.at) {
                "" if !self.odd.is_empty() => self.odd(row, column),
                text => text,
            },
        })
    }

    /// Fetches a record into the cache as a whole, where its cells are about to be asked one by one: so the waits for
    /// memory overlap.
    pub fn touch(&self, row: usize) {
        const LINE: usize = 64;
        let record = &self.fixed[row * self.stride..(row + 1) * self.stride];
        let start = four_bytes(record, 0) as usize;
        let next = (row + 1) * self.stride;
        let end = self.fixed.get(next..next + TEXTS).map_or(self.text.len(), |record| four_bytes(record, 0) as usize);
        let lines = record.iter().step_by(LINE).chain(self.text.as_bytes()[start..end].iter().step_by(LINE));
        std::hint::black_box(lines.fold(0, |sum, byte| sum ^ byte));
    }

    /// Whether a cell says something else than the directory did.
    #[inline]
    pub fn is_damaged(&self, column: usize, row: usize) -> bool {
        // Nearly every chunk is sound.
        !self.damaged.is_empty()
            && self
                .damaged
                .binary_search_by_key(&(row, column), |(row, column, _)| (*row as usize, usize::from(*column)))
                .is_ok()
    }

    /// The damaged cells: column, place, and what became of them.
    pub(in crate::intake) fn damaged(&self) -> impl Iterator<Item = (usize, Place, Damage)> {
        self.damaged.iter().map(|(row, column, damage)| (usize::from(*column), self.place(*row as usize), *damage))
    }

    pub(in crate::intake) fn befallen(&self) -> &[Befallen] {
        &self.befallen
    }

    fn odd(&self, row: usize, column: usize) -> &str {
        let found =
            self.odd.binary_search_by_key(&(row, column), |(row, column, _)| (*row as usize, usize::from(*column)));
        found.map_or("", |at| &self.odd[at].2)
    }
}

/// What a cell holds before anybody asks what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw<'t> {
    Text(&'t str),
    Guid(Guid, Form),
}

impl<'t> Raw<'t> {
    /// The text as it stood in the file; of address lists, the kept entries.
    pub fn text(self) -> Cow<'t, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Guid(guid, form) => Cow::Owned(form.write(guid)),
        }
    }
}

/// What stands before the slots of a record: where its text begins, its row and its line, each a number of four bytes.
const TEXTS: usize = 12;

fn two_bytes(record: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([record[at], record[at + 1]])
}

fn four_bytes(record: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(record[at..at + 4].try_into().unwrap_or_default())
}
