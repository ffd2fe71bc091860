//! A chunk of a table, and what its cells say before anybody asks what they mean for a person.

use super::{Standing, recipient, words};
use crate::guid::{Form, Guid};
use crate::intake::{self, Chunk, Raw, Table, Way};
use crate::schema::{FIELDS, Field, FieldSet, Kind, ad, entra, exchange};
use crate::truth::{Known, Truth};

/// A chunk with the meaning of its words: few words stand for many rows, so each is read once.
#[derive(Debug)]
pub(super) struct Part<'t> {
    /// The number of its table.
    pub(super) table: u32,
    pub(super) chunk: &'t Chunk,
    /// Where each field of the schema stands in the chunk; 255 where it does not.
    columns: [u8; FIELDS],
    /// By column, how its cells are found.
    ways: Vec<Way>,
    /// By column, whether blank cells are unknown, because the column is blank throughout and may not have been requested.
    doubtful: Vec<bool>,
    /// By column, of those that hold words.
    words: Vec<Vec<Known<&'t str>>>,
    /// What these words say as booleans, of columns with few of them.
    flags: Vec<Vec<Truth>>,
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

/// Columns with more different words are no booleans.
const FEW: usize = 64;

impl<'t> Part<'t> {
    pub(super) fn new(number: u32, table: &Table, chunk: &'t Chunk, doubtful: FieldSet) -> Self {
        let mut part = Self {
            table: number,
            chunk,
            columns: [ABSENT; FIELDS],
            doubtful: table.mapped.iter().map(|mapped| doubtful.contains(mapped.field)).collect(),
            ways: (0..table.mapped.len()).map(|column| chunk.way(column)).collect(),
            words: Vec::new(),
            flags: Vec::new(),
            numbers: Default::default(),
            standings: Vec::new(),
        };
        for (at, mapped) in (0u8..).zip(&table.mapped) {
            part.columns[mapped.field.index()] = at;
            let words = chunk.words(usize::from(at)).iter();
            let is_doubtful = part.doubtful[usize::from(at)];
            let words: Vec<_> = words.map(|word| read(word, mapped.field, is_doubtful)).collect();
            let few = if words.len() <= FEW { &words[..] } else { &[] };
            part.flags.push(few.iter().map(|word| flag(*word, mapped.field)).collect());
            part.words.push(words);
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

    pub(super) fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }

    pub(super) fn raw(&self, row: usize, field: Field) -> Option<Raw<'t>> {
        self.column(field).map(|column| self.chunk.raw(column, row))
    }

    /// The column of a field, and how its cells are found.
    #[inline]
    fn way(&self, field: Field) -> Option<(usize, Way)> {
        let column = self.column(field)?;
        Some((column, self.ways[column]))
    }

    /// The text of a cell; `None` where it is kept as something else.
    #[inline]
    pub(super) fn text(&self, row: usize, field: Field) -> Option<Known<&'t str>> {
        match self.way(field) {
            None => Some(Known::Unknown(FieldSet::of(field))),
            Some((column, Way::Text { at })) => {
                let text = self.chunk.text_at(row, at);
                // Nearly every cell of nearly everybody.
                Some(if is_plain(text) { Known::Value(text) } else { read(text, field, self.doubtful[column]) })
            }
            Some((column, Way::Word { at })) => Some(self.words[column][self.chunk.word_at(row, at)]),
            Some((_, Way::Guid { .. })) => None,
            Some((column, Way::Careful)) => self.text_with_care(row, column, field),
        }
    }

    #[inline(never)]
    fn text_with_care(&self, row: usize, column: usize, field: Field) -> Option<Known<&'t str>> {
        if self.chunk.is_damaged(column, row) {
            return Some(Known::Unknown(FieldSet::of(field)));
        }
        if let Some(word) = self.chunk.word(column, row) {
            return Some(self.words[column][word]);
        }
        self.chunk.text(column, row).map(|text| read(text, field, self.doubtful[column]))
    }

    /// The number that a word stands for; `None` where the cell has to be read.
    #[inline]
    pub(super) fn number(&self, row: usize, field: Field) -> Option<Known<i64>> {
        let numbers = &self.numbers[NUMBERS.iter().position(|(own, _)| *own == field)?];
        match self.way(field) {
            None => Some(Known::Unknown(FieldSet::of(field))),
            Some((_, Way::Word { at })) => numbers.get(self.chunk.word_at(row, at)).copied(),
            _ => None,
        }
    }

    /// What a word says as a boolean; `None` where the cell has to be read.
    #[inline]
    pub(super) fn flag(&self, row: usize, field: Field) -> Option<Truth> {
        match self.way(field) {
            None => Some(Truth::Unknown(FieldSet::of(field))),
            Some((column, Way::Word { at })) => self.flags[column].get(self.chunk.word_at(row, at)).copied(),
            _ => None,
        }
    }

    /// What the type says of a recipient; `None` where the cell does not tell.
    #[inline]
    pub(super) fn standing(&self, row: usize) -> Option<Known<Standing>> {
        let Some((column, Way::Word { at })) = self.way(exchange::TYPE_DETAILS) else { return None };
        let word = self.chunk.word_at(row, at);
        let is_told = !matches!(self.words[column][word], Known::Unknown(_));
        is_told.then(|| self.standings[word])
    }

    /// A GUID that stands there as one; `None` where the cell has to be looked at.
    #[inline]
    pub(super) fn guid(&self, row: usize, field: Field) -> Option<Known<Guid>> {
        match self.way(field) {
            None => Some(Known::Unknown(FieldSet::of(field))),
            Some((column, Way::Guid { at })) => match self.chunk.guid_at(row, at) {
                (Form::Odd, _) => None,
                (Form::Blank, _) if self.doubtful[column] => Some(Known::Unknown(FieldSet::of(field))),
                (_, guid) if guid.is_zero() => Some(Known::Empty),
                (_, guid) => Some(Known::Value(guid)),
            },
            Some(_) => None,
        }
    }

    pub(super) fn cell(&self, row: usize, field: Field) -> Cell<'t> {
        if let Some(text) = self.text(row, field) {
            return text.map(Raw::Text);
        }
        let Some(column) = self.column(field) else { return Known::Unknown(FieldSet::of(field)) };
        match self.chunk.raw(column, row) {
            Raw::Guid(guid, _) if guid.is_zero() => Known::Empty,
            raw @ Raw::Guid(..) => Known::Value(raw),
            Raw::Text(text) => read(text, field, self.doubtful[column]).map(Raw::Text),
        }
    }
}

/// The number in a text of a field.
pub(super) fn number(text: Known<&str>, field: Field) -> Known<i64> {
    let read = NUMBERS.iter().find(|(own, _)| *own == field).map_or(words::number as Read, |(_, read)| *read);
    to_number(text, read, field)
}

/// What a word says as a boolean; an empty one is false.
pub(super) fn flag(word: Known<&str>, field: Field) -> Truth {
    match word {
        Known::Value(text) => words::boolean(text).map_or(Truth::Unknown(FieldSet::of(field)), Truth::from),
        Known::Empty => Truth::False,
        Known::Set(fields) | Known::Unknown(fields) => Truth::Unknown(fields),
    }
}

fn to_number(text: Known<&str>, read: Read, field: Field) -> Known<i64> {
    match text {
        Known::Value(text) => read(text).map_or(Known::Unknown(FieldSet::of(field)), Known::Value),
        other => other.map(|_| 0),
    }
}

/// What a text says that is not damaged.
fn read(text: &str, field: Field, is_doubtful: bool) -> Known<&str> {
    let text = trimmed(text);
    if text.is_empty() {
        return if is_doubtful { Known::Unknown(FieldSet::of(field)) } else { Known::Empty };
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
pub(super) fn trimmed(text: &str) -> &str {
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
