//! A chunk of a table, and what its cells say before anybody asks what they mean for a person.

use super::{Standing, recipient, words};
use crate::guid::Guid;
use crate::intake::{self, Chunk, Raw, Table};
use crate::schema::{FIELDS, Field, FieldSet, Kind, ad, entra, exchange};
use crate::truth::Known;

/// A chunk with the meaning of its words: few words stand for many rows, so each is read once.
#[derive(Debug)]
pub(super) struct Part<'t> {
    /// The number of its table.
    pub(super) table: u32,
    pub(super) chunk: &'t Chunk,
    /// Where each field of the schema stands in the chunk; 255 where it does not.
    columns: [u8; FIELDS],
    /// Fields whose blank cells are unknown, because the column is blank throughout and may not have been requested.
    doubtful: FieldSet,
    /// By column, of those that hold words.
    words: Vec<Vec<Known<&'t str>>>,
    numbers: [Vec<Known<i64>>; NUMBERS.len()],
    /// What the types of recipients say.
    standings: Vec<Known<Standing>>,
}

/// Reads the number that a word stands for.
type Read = fn(&str) -> Option<i64>;

/// Columns of words that stand for numbers, and how these are read.
static NUMBERS: [(Field, Read); 2] = [(ad::TYPE_DETAILS, words::type_details), (ad::REMOTE_TYPE, words::remote_type)];

pub(super) type Cell<'t> = Known<Raw<'t>>;

const ABSENT: u8 = u8::MAX;

impl<'t> Part<'t> {
    pub(super) fn new(number: u32, table: &Table, chunk: &'t Chunk, doubtful: FieldSet) -> Self {
        let mut part = Self {
            table: number,
            chunk,
            columns: [ABSENT; FIELDS],
            doubtful,
            words: Vec::new(),
            numbers: Default::default(),
            standings: Vec::new(),
        };
        for (at, mapped) in (0u8..).zip(&table.mapped) {
            part.columns[mapped.field.index()] = at;
            let words = chunk.words(usize::from(at)).iter();
            part.words.push(words.map(|word| read(word, mapped.field, doubtful)).collect());
        }
        for (at, (field, number)) in NUMBERS.iter().enumerate() {
            let Some(column) = part.column(*field) else { continue };
            let words = part.words[column].iter();
            part.numbers[at] = words.map(|word| to_number(*word, *number, *field)).collect();
        }
        if let Some(column) = part.column(exchange::TYPE_DETAILS) {
            let words = part.words[column].iter();
            part.standings = words.map(|word| recipient::standing_of_word(*word, table.producer)).collect();
        }
        part
    }

    fn column(&self, field: Field) -> Option<usize> {
        let column = self.columns[field.index()];
        (column != ABSENT).then_some(usize::from(column))
    }

    pub(super) fn raw(&self, row: usize, field: Field) -> Option<Raw<'t>> {
        self.column(field).map(|column| self.chunk.raw(column, row))
    }

    /// The text of a cell; `None` where it is kept as something else.
    #[inline]
    pub(super) fn text(&self, row: usize, field: Field) -> Option<Known<&'t str>> {
        let unknown = Some(Known::Unknown(FieldSet::of(field)));
        let Some(column) = self.column(field) else { return unknown };
        if self.chunk.is_damaged(column, row) {
            return unknown;
        }
        if let Some(word) = self.chunk.word(column, row) {
            return Some(self.words[column][word]);
        }
        let text = self.chunk.text(column, row)?;
        // Nearly every cell of nearly everybody.
        Some(if is_plain(text) { Known::Value(text) } else { read(text, field, self.doubtful) })
    }

    /// The number that a word stands for; `None` where the cell has to be read.
    #[inline]
    pub(super) fn number(&self, row: usize, field: Field) -> Option<Known<i64>> {
        let at = NUMBERS.iter().position(|(own, _)| *own == field)?;
        let Some(column) = self.column(field) else { return Some(Known::Unknown(FieldSet::of(field))) };
        if self.chunk.is_damaged(column, row) {
            return None;
        }
        self.numbers[at].get(self.chunk.word(column, row)?).copied()
    }

    /// What the type says of a recipient; `None` where the cell does not tell.
    #[inline]
    pub(super) fn standing(&self, row: usize) -> Option<Known<Standing>> {
        let column = self.column(exchange::TYPE_DETAILS)?;
        if self.chunk.is_damaged(column, row) {
            return None;
        }
        let word = self.chunk.word(column, row)?;
        let is_told = !matches!(self.words[column][word], Known::Unknown(_));
        is_told.then(|| self.standings[word])
    }

    /// A GUID that stands there as one; `None` where the cell has to be looked at.
    #[inline]
    pub(super) fn guid(&self, row: usize, field: Field) -> Option<Known<Guid>> {
        let Some(column) = self.column(field) else { return Some(Known::Unknown(FieldSet::of(field))) };
        if self.chunk.is_damaged(column, row) {
            return None;
        }
        let guid = self.chunk.guid(column, row)?;
        Some(if guid.is_zero() { Known::Empty } else { Known::Value(guid) })
    }

    pub(super) fn cell(&self, row: usize, field: Field) -> Cell<'t> {
        if let Some(text) = self.text(row, field) {
            return text.map(Raw::Text);
        }
        match self.raw(row, field) {
            None => Known::Unknown(FieldSet::of(field)),
            Some(Raw::Guid(guid, _)) if guid.is_zero() => Known::Empty,
            Some(raw @ Raw::Guid(..)) => Known::Value(raw),
            Some(Raw::Text(text)) => read(text, field, self.doubtful).map(Raw::Text),
        }
    }
}

/// The number in a text of a field.
pub(super) fn number(text: Known<&str>, field: Field) -> Known<i64> {
    let read = NUMBERS.iter().find(|(own, _)| *own == field).map_or(words::number as Read, |(_, read)| *read);
    to_number(text, read, field)
}

fn to_number(text: Known<&str>, read: Read, field: Field) -> Known<i64> {
    match text {
        Known::Value(text) => read(text).map_or(Known::Unknown(FieldSet::of(field)), Known::Value),
        other => other.map(|_| 0),
    }
}

/// What a text says that is not damaged.
fn read(text: &str, field: Field, doubtful: FieldSet) -> Known<&str> {
    let text = trimmed(text);
    if text.is_empty() {
        return if doubtful.contains(field) { Known::Unknown(FieldSet::of(field)) } else { Known::Empty };
    }
    match meaning(text, field) {
        Meaning::Text => Known::Value(text),
        Meaning::Nothing => Known::Empty,
        Meaning::Set => Known::Set(FieldSet::of(field)),
        Meaning::Unreadable => Known::Unknown(FieldSet::of(field)),
    }
}

/// Whether a cell is a text that needs neither trimming nor a closer look.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'@' | b'#' | b'N' | b'n' | b'(' | b'<' | b'{' | b'-' | b'"'), _) => false,
        (Some(b'E'), _) if text == EMPTY => false,
        (Some(b'S' | b'M' | b'D'), _) if intake::begins_like_type(text) => false,
        (Some(first), Some(last)) => first.is_ascii_graphic() && last.is_ascii_graphic(),
        _ => false,
    }
}

/// Trims, without decoding the letters of cells that plainly need no trimming.
fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        (None, _) => text,
        _ => text.trim(),
    }
}

/// What some tools print for an empty string.
const EMPTY: &str = "Empty";

/// Fields in which `None` and `Empty` may be meant.
const MAY_BE_A_WORD: [Field; 5] =
    [ad::DISPLAY_NAME, ad::NAME, ad::ADMIN_DESCRIPTION, entra::DISPLAY_NAME, exchange::DISPLAY_NAME];

enum Meaning {
    Text,
    Nothing,
    /// A type name that proves a value.
    Set,
    /// A type name, an error of a spreadsheet, a cell shown too narrow.
    Unreadable,
}

fn meaning(text: &str, field: Field) -> Meaning {
    let first = text.as_bytes()[0];
    match first {
        b'S' | b'M' | b'D' | b'@' | b'#' if intake::unreadable(text, first).is_some() => {
            // A byte value of Active Directory is printed only where there is one, and so are the errors of MSOL.
            let is_type = first != b'#' && first != b'@';
            let proves = text == "System.Byte[]" && field.kind() == Kind::AdUsers || is_type && field == entra::ERRORS;
            if proves { Meaning::Set } else { Meaning::Unreadable }
        }
        // What ADRecon writes where it found nothing, or was not let in.
        b'-' if text == "-" => Meaning::Unreadable,
        b'N' | b'E' if matches!(text, "None" | EMPTY) && MAY_BE_A_WORD.contains(&field) => Meaning::Text,
        b'N' | b'n' | b'(' | b'<' | b'{' | b'"' | b'E' if intake::is_nothing(text) => Meaning::Nothing,
        _ => Meaning::Text,
    }
}
