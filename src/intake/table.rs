//! A table as it was read: only the mapped columns, kept by column in blocks of rows.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::guid::{self, Form, Guid};
use crate::instant::DateColumn;
use crate::schema::{Field, Kind, Producer, Shape};

/// One export: a text file, or one sheet of a workbook.
#[derive(Debug)]
pub struct Table {
    /// As the user wrote it, or as it was found below what the user wrote.
    pub path: String,
    pub sheet: Option<String>,
    pub kind: Kind,
    pub producer: Producer,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<char>,
    /// The row of the header, the first row of the file being 1.
    pub header_row: u32,
    pub header: Vec<String>,
    /// Which field each kept column feeds, in the order of [`Chunk::columns`].
    pub mapped: Vec<Mapped>,
    pub chunks: Vec<Chunk>,
    /// Rows below the header that were no data: blank, or the header again. Counted by reason.
    pub passed_over: Vec<(&'static str, u64)>,
    /// Rows that could not be read, each with a remark.
    pub unread: u64,
    /// When the file was last written, in seconds since 1970; none for standard input.
    pub modified: Option<i64>,
    pub sha256: Option<String>,
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

    /// The newest instant of a past event in any of its columns.
    pub fn newest(&self) -> Option<i64> {
        self.mapped.iter().filter_map(|mapped| mapped.dates.newest()).max()
    }

    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.mapped.iter().position(|mapped| mapped.field == field)
    }

    /// The header above a field, as it stands in the file.
    pub fn header_of(&self, field: Field) -> Option<&str> {
        self.column_of(field).map(|column| self.header[self.mapped[column].position].as_str())
    }
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Every record and blank line counts, the first is 1; in workbooks the sheet's row.
    pub row: u32,
    /// The physical line of a text file; 0 in workbooks.
    pub line: u32,
}

/// Some thousand consecutive records of a table.
#[derive(Debug)]
pub struct Chunk {
    pub places: Vec<Place>,
    pub columns: Vec<Column>,
}

impl Chunk {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
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

/// The cells of one column in one chunk.
#[derive(Debug)]
pub enum Column {
    /// `ends[i]` is where cell `i` ends in `text`.
    Text { ends: Vec<u32>, text: String },
    /// Cell `i` is `words[ids[i]]`.
    Word { ids: Vec<u16>, words: Vec<Box<str>> },
    /// Nothing is kept: only the newest instant was wanted.
    Nothing,
    /// Cells that are no GUID stand in `odd`, ascending by row; all others are blank or a GUID.
    Guid { values: Vec<Guid>, forms: Vec<Form>, odd: Vec<(u32, Box<str>)> },
}

impl Column {
    /// The different words of the chunk; none for columns kept otherwise.
    pub fn words(&self) -> &[Box<str>] {
        match self {
            Self::Word { words, .. } => words,
            Self::Text { .. } | Self::Guid { .. } | Self::Nothing => &[],
        }
    }

    pub fn raw(&self, row: usize) -> Raw<'_> {
        match self {
            Self::Text { ends, text } => {
                let start = if row == 0 { 0 } else { ends[row - 1] as usize };
                Raw::Text(&text[start..ends[row] as usize])
            }
            Self::Word { ids, words } => Raw::Text(&words[usize::from(ids[row])]),
            Self::Nothing => Raw::Text(""),
            Self::Guid { values, forms, odd } => match forms[row] {
                Form::Blank => Raw::Text(""),
                Form::Odd => {
                    let found = odd.binary_search_by_key(&row, |(at, _)| *at as usize);
                    Raw::Text(found.map_or("", |index| &odd[index].1))
                }
                form => Raw::Guid(values[row], form),
            },
        }
    }
}

/// Collects the cells of one column.
#[derive(Debug)]
pub(super) struct ColumnBuilder {
    shape: Shape,
    column: Column,
    known: HashMap<Box<str>, u16, foldhash::quality::RandomState>,
    last: u16,
    pub(super) filled: u64,
}

impl ColumnBuilder {
    fn new(shape: Shape, rows: usize) -> Self {
        let column = match shape {
            Shape::Text | Shape::Addresses | Shape::Instant => {
                Column::Text { ends: Vec::with_capacity(rows), text: String::new() }
            }
            Shape::Past => Column::Nothing,
            Shape::Word | Shape::Container => Column::Word { ids: Vec::with_capacity(rows), words: Vec::new() },
            Shape::Guid => {
                Column::Guid { values: Vec::with_capacity(rows), forms: Vec::with_capacity(rows), odd: Vec::new() }
            }
        };
        Self { shape, column, known: HashMap::default(), last: 0, filled: 0 }
    }

    fn push(&mut self, cell: &str) {
        self.filled += u64::from(!cell.trim_ascii().is_empty());
        match &mut self.column {
            Column::Text { ends, text } => {
                match self.shape {
                    Shape::Addresses => push_addresses(text, cell),
                    _ => text.push_str(cell),
                }
                ends.push(u32::try_from(text.len()).expect("a block is far below 4 GiB"));
            }
            Column::Nothing => {}
            Column::Word { ids, words } => {
                let word = match self.shape {
                    Shape::Container => container(cell),
                    _ => cell,
                };
                let repeats = words.get(usize::from(self.last)).is_some_and(|last| **last == *word);
                if !repeats {
                    self.last = match self.known.get(word) {
                        Some(id) => *id,
                        None => {
                            let id = u16::try_from(words.len()).expect("a chunk has at most 65,536 rows");
                            words.push(word.into());
                            self.known.insert(word.into(), id);
                            id
                        }
                    };
                }
                ids.push(self.last);
            }
            Column::Guid { values, forms, odd } => {
                let (guid, form) = guid::parse(cell);
                if form == Form::Odd {
                    odd.push((u32::try_from(forms.len()).expect("a chunk is small"), cell.into()));
                }
                values.push(guid);
                forms.push(form);
            }
        }
    }

    fn finish(mut self) -> Column {
        match &mut self.column {
            Column::Text { ends, text } => {
                ends.shrink_to_fit();
                text.shrink_to_fit();
            }
            Column::Word { ids, words } => {
                ids.shrink_to_fit();
                words.shrink_to_fit();
            }
            Column::Nothing => {}
            Column::Guid { values, forms, odd } => {
                values.shrink_to_fit();
                forms.shrink_to_fit();
                odd.shrink_to_fit();
            }
        }
        self.column
    }
}

/// Collects the records of one chunk.
#[derive(Debug)]
pub(super) struct ChunkBuilder {
    places: Vec<Place>,
    pub(super) columns: Vec<ColumnBuilder>,
}

impl ChunkBuilder {
    /// More rows than this would overflow the vocabulary of a [`Column::Word`].
    pub(super) const ROWS: usize = u16::MAX as usize;

    pub(super) fn new(fields: impl Iterator<Item = Field>, rows: usize) -> Self {
        let columns = fields.map(|field| ColumnBuilder::new(field.shape(), rows)).collect();
        Self { places: Vec::with_capacity(rows), columns }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Adds a record; `cells` yields one text for each column.
    pub(super) fn push(&mut self, place: Place, cells: impl Iterator<Item = impl AsRef<str>>) {
        self.places.push(place);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell.as_ref());
        }
    }

    pub(super) fn finish(mut self) -> Chunk {
        self.places.shrink_to_fit();
        Chunk { places: self.places, columns: self.columns.into_iter().map(ColumnBuilder::finish).collect() }
    }
}

/// The types of proxy addresses that are no mail address and take no part in any comparison.
const OTHER_TYPES: [&str; 12] =
    ["x500", "x400", "sip", "spo", "eum", "notes", "ccmail", "ms", "msmail", "gwise", "fax", "rfax"];

/// Keeps what has the type SMTP or none, an entry a line; a cell with other types only keeps its first entry, so
/// that it does not look empty.
fn push_addresses(text: &mut String, cell: &str) {
    let start = text.len();
    let mut first = None;
    for entry in split_addresses(cell) {
        first = first.or(Some(entry));
        let kind = entry.split_once(':').map_or("", |(kind, _)| kind);
        if OTHER_TYPES.iter().any(|other| other.eq_ignore_ascii_case(kind)) {
            continue;
        }
        if text.len() > start {
            text.push('\n');
        }
        text.push_str(entry);
    }
    if text.len() == start {
        text.push_str(first.unwrap_or_default());
    }
}

/// Splits a list of proxy addresses at any of the separators exports use, but only where the next entry begins
/// with its type, because X400 and X500 addresses hold `;`, `,` and blanks themselves. A list without a single type
/// is split at every separator.
fn split_addresses(cell: &str) -> impl Iterator<Item = &str> {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}'));
    let bytes = cell.as_bytes();
    let typed = type_before_colon(bytes, memchr::memchr(b':', bytes).unwrap_or(0)) == Some(0);
    let mut colons = memchr::memchr_iter(b':', bytes);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let end = if typed {
                let next = colons.by_ref().filter_map(|colon| type_before_colon(bytes, colon));
                next.into_iter().find(|start| *start > at).unwrap_or(bytes.len())
            } else {
                let separator = |byte: &u8| matches!(byte, b';' | b',' | b'|' | b' ' | b'\t' | b'\n' | b'\r');
                bytes[at..].iter().position(separator).map_or(bytes.len(), |length| at + length + 1)
            };
            // A plus sign joins entries as well, but only in front of a type.
            let plus = |letter: char| typed && end < bytes.len() && letter == '+';
            let entry = cell[at..end].trim_matches(is_edge).trim_end_matches(plus).trim_end_matches(is_edge);
            at = end;
            if !entry.is_empty() {
                return Some(entry);
            }
        }
        None
    })
}

/// Where the type in front of a colon begins, if it stands at the beginning or behind a separator.
fn type_before_colon(bytes: &[u8], colon: usize) -> Option<usize> {
    let letters = bytes[..colon].iter().rev().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let start = colon - letters;
    let parted = |byte: &u8| matches!(byte, b';' | b',' | b'|' | b'+' | b' ' | b'\t' | b'\n' | b'\r');
    (letters >= 2 && bytes[..start].last().is_none_or(parted)).then_some(start)
}

fn is_edge(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ';' | ',' | '|')
}

/// The distinguished name without its first part.
fn container(name: &str) -> &str {
    let mut escaped = false;
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b',' => return name[at + 1..].trim_start(),
            _ => {}
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cell: &str) -> Vec<String> {
        let mut text = String::new();
        push_addresses(&mut text, cell);
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn addresses_are_split_at_every_separator_in_use() {
        for joint in [";", ",", ", ", " | ", "|", " ", "\t", "\n", "\r\n", "+", "; "] {
            let cell = ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"].join(joint);
            assert_eq!(kept(&cell), ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"], "{joint:?}");
        }
    }

    #[test]
    fn separators_inside_other_addresses_do_not_cut_them() {
        let cell = "X500:/o=Contoso, Ltd/cn=Recipients;SMTP:a+b@contoso.example;x400:c=DE;a= ;p=Contoso;s=Berg;";
        assert_eq!(kept(cell), ["SMTP:a+b@contoso.example"]);
    }

    #[test]
    fn a_cell_with_other_types_only_does_not_look_empty() {
        assert_eq!(kept("SIP:anna@contoso.example"), ["SIP:anna@contoso.example"]);
    }

    #[test]
    fn addresses_without_type_are_kept() {
        assert_eq!(
            kept("anna@contoso.example; berg@contoso.example"),
            ["anna@contoso.example", "berg@contoso.example"]
        );
    }

    #[test]
    fn a_container_is_what_follows_the_first_part() {
        assert_eq!(container(r"CN=Berg\, Anna,OU=Staff,DC=contoso"), "OU=Staff,DC=contoso");
        assert_eq!(container("anna"), "anna");
    }
}
