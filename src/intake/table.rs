//! A table as it was read: only the mapped columns, kept by column in blocks of rows.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use super::damage::{self, Damage};
use super::recognise::Sureness;
use super::sid;
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

/// The column by which exports of our own script are known.
pub const MARK: &str = "mailgap";

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
pub(super) struct Befallen {
    pub(super) column: usize,
    pub(super) damage: Damage,
    pub(super) first: Place,
    pub(super) count: u64,
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
    at: usize,
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
    pub(super) fn move_behind(&mut self, passed: Place) {
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
    #[inline]
    pub fn raw(&self, column: usize, row: usize) -> Raw<'_> {
        let slot = &self.columns[column];
        let record = &self.fixed[row * self.stride..(row + 1) * self.stride];
        match slot.shape {
            Shape::Guid => match Form::from_byte(record[slot.at]) {
                Form::Blank => Raw::Text(""),
                Form::Odd => Raw::Text(self.odd(row, column)),
                form => {
                    let bytes = record[slot.at + 1..slot.at + 17].try_into().unwrap_or_default();
                    Raw::Guid(Guid(bytes), form)
                }
            },
            _ => Raw::Text(self.text(column, row).unwrap_or_default()),
        }
    }

    /// How the cells of a column are found without asking for their shape again: of those that are neither damaged nor
    /// kept apart in this chunk.
    ///
    /// # Panics
    /// With more columns than any export has.
    pub fn way(&self, column: usize) -> Way {
        let is_column = |other: &u16| usize::from(*other) == column;
        if self.damaged.iter().any(|(_, other, _)| is_column(other)) {
            return Way::Careful;
        }
        let slot = &self.columns[column];
        let at = |byte: usize| u16::try_from(byte).expect("there are few columns");
        match slot.shape {
            Shape::Word | Shape::Container => Way::Word { at: at(slot.at) },
            Shape::Guid => Way::Guid { at: at(slot.at) },
            Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant
                if !self.odd.iter().any(|(_, other, _)| is_column(other)) =>
            {
                Way::Text { at: at(slot.at) }
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
    #[inline]
    pub fn word(&self, column: usize, row: usize) -> Option<usize> {
        let slot = &self.columns[column];
        let is_word = matches!(slot.shape, Shape::Word | Shape::Container);
        is_word.then(|| usize::from(two_bytes(&self.fixed, row * self.stride + slot.at)))
    }

    /// A GUID that was read as one.
    #[inline]
    pub fn guid(&self, column: usize, row: usize) -> Option<Guid> {
        let slot = &self.columns[column];
        if slot.shape != Shape::Guid {
            return None;
        }
        let cell = &self.fixed[row * self.stride + slot.at..][..17];
        let is_read = !matches!(Form::from_byte(cell[0]), Form::Blank | Form::Odd);
        is_read.then(|| Guid(cell[1..].try_into().unwrap_or_default()))
    }

    /// The text of a cell; `None` where a GUID is kept.
    #[inline]
    pub fn text(&self, column: usize, row: usize) -> Option<&str> {
        let slot = &self.columns[column];
        Some(match slot.shape {
            Shape::Guid => return None,
            Shape::Past | Shape::Named => "",
            Shape::Word | Shape::Container => {
                &slot.words[usize::from(two_bytes(&self.fixed, row * self.stride + slot.at))]
            }
            Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant => {
                let record = &self.fixed[row * self.stride..(row + 1) * self.stride];
                let base = four_bytes(record, 0) as usize;
                let start = base + usize::from(two_bytes(record, slot.at));
                let length = usize::from(two_bytes(record, slot.at + 2));
                if length == 0 && !self.odd.is_empty() {
                    return Some(self.odd(row, column));
                }
                &self.text[start..start + length]
            }
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
    pub(super) fn damaged(&self) -> impl Iterator<Item = (usize, Place, Damage)> {
        self.damaged.iter().map(|(row, column, damage)| (usize::from(*column), self.place(*row as usize), *damage))
    }

    pub(super) fn befallen(&self) -> &[Befallen] {
        &self.befallen
    }

    fn odd(&self, row: usize, column: usize) -> &str {
        let found =
            self.odd.binary_search_by_key(&(row, column), |(row, column, _)| (*row as usize, usize::from(*column)));
        found.map_or("", |at| &self.odd[at].2)
    }
}

/// What stands before the slots of a record: where its text begins, its row and its line, each a number of four bytes.
const TEXTS: usize = 12;

/// Texts up to this length are kept with their record, whose lengths are numbers of two bytes.
const LONGEST_TEXT: usize = 1500;

/// No cell of a spreadsheet holds more characters.
const FULL_CELL: usize = 32_767;

/// Whether a cell is worth a closer look: numbers, errors of spreadsheets, names of types, lists in braces.
fn is_suspect(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(b'S' | b'M' | b'D') => damage::begins_like_type(cell),
        Some(b'0'..=b'9' | b'#' | b'@' | b'{' | b'=' | b' ' | b'\'') => true,
        _ => cell.len() == 32,
    }
}

/// Whether a text begins with a soft hyphen, or with a letter of U+200B to U+200D or U+2060.
fn is_without_width(text: &[u8]) -> bool {
    matches!(text, [0xC2, 0xAD, ..] | [0xE2, 0x80, 0x8B..=0x8D, ..] | [0xE2, 0x81, 0xA0, ..])
}

fn two_bytes(record: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([record[at], record[at + 1]])
}

fn four_bytes(record: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(record[at..at + 4].try_into().unwrap_or_default())
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

thread_local! {
    /// Buffers of the chunk before, so that memory is not taken anew for each.
    static SPARE: Cell<(Vec<u8>, String)> = Cell::default();
}

/// Collects the records of one chunk.
#[derive(Debug)]
pub(super) struct ChunkBuilder {
    chunk: Chunk,
    /// What the columns feed.
    fields: Vec<Field>,
    /// The numbers of the words of each column.
    known: Vec<HashMap<Box<str>, u16, foldhash::quality::RandomState>>,
    /// The word of the record before, by column.
    last: Vec<u16>,
    /// Cells that hold anything, by column.
    pub(super) filled: Vec<u64>,
    /// The addresses of the cell at hand.
    addresses: String,
    /// The columns in the order in which they are kept: lists of addresses first, because other texts stand in them.
    order: Vec<usize>,
    /// Where the texts of the record at hand begin.
    beginnings: Beginnings,
}

/// Where texts of one record begin, each with its first eight letters.
#[derive(Debug, Default)]
struct Beginnings {
    count: usize,
    known: [(u64, u16); 12],
}

impl Beginnings {
    fn head(text: &[u8]) -> Option<u64> {
        text.first_chunk::<8>().map(|head| u64::from_le_bytes(*head))
    }

    fn add(&mut self, text: &[u8], at: usize) {
        if let (Some(head), Ok(at), Some(free)) = (Self::head(text), u16::try_from(at), self.known.get_mut(self.count))
        {
            *free = (head, at);
            self.count += 1;
        }
    }

    /// Where a text stands already among the texts of the record; short ones are not worth it.
    fn find(&self, texts: &[u8], text: &[u8]) -> Option<u16> {
        let head = Self::head(text)?;
        let mut alike = self.known[..self.count].iter().filter(|(own, _)| *own == head);
        alike.find(|(_, at)| texts[usize::from(*at)..].starts_with(text)).map(|(_, at)| *at)
    }
}

impl ChunkBuilder {
    /// More rows than this would overflow the numbers of words.
    pub(super) const ROWS: usize = u16::MAX as usize;

    pub(super) fn new(fields: impl Iterator<Item = Field>, rows: usize) -> Self {
        let fields: Vec<Field> = fields.collect();
        let mut columns: Vec<Slot> = Vec::new();
        let mut stride = TEXTS;
        for field in &fields {
            let shape = field.shape();
            columns.push(Slot { shape, at: stride, words: Vec::new() });
            match shape {
                Shape::Past | Shape::Named => {}
                Shape::Word | Shape::Container => stride += 2,
                Shape::Guid => stride += 17,
                Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant => stride += 4,
            }
        }
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|column| columns[*column].shape != Shape::Addresses);
        let width = columns.len();
        let (fixed, text) = if rows > 0 { SPARE.take() } else { Default::default() };
        let (odd, damaged, befallen) = Default::default();
        Self {
            chunk: Chunk {
                rows: 0,
                begin: Place { row: 0, line: 0 },
                columns,
                stride,
                fixed,
                text,
                odd,
                damaged,
                befallen,
            },
            fields,
            known: vec![HashMap::default(); width],
            last: vec![0; width],
            filled: vec![0; width],
            addresses: String::new(),
            order,
            beginnings: Beginnings::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chunk.len()
    }

    /// Adds a record; `cell` tells the text of a column.
    pub(super) fn push<C: AsRef<str>>(&mut self, place: Place, cell: impl Fn(usize) -> C) {
        let row = u32::try_from(self.chunk.len()).expect("a chunk is small");
        let base = self.chunk.text.len();
        let start = u32::try_from(base).expect("a block is far below 4 GiB");
        let record = self.chunk.fixed.len();
        self.chunk.rows += 1;
        self.chunk.fixed.resize(record + self.chunk.stride, 0);
        for (at, number) in [start, place.row, place.line].into_iter().enumerate() {
            self.chunk.fixed[record + at * 4..record + at * 4 + 4].copy_from_slice(&number.to_le_bytes());
        }
        self.beginnings.count = 0;
        for at in 0..self.order.len() {
            let column = self.order[at];
            let cell = cell(column);
            let cell = cell.as_ref();
            // A cell that begins with a letter is not blank.
            let is_filled = cell.as_bytes().first().is_some_and(|first| *first > b' ' || !cell.trim_ascii().is_empty());
            self.filled[column] += u64::from(is_filled);
            if cell.len() >= FULL_CELL && cell.chars().count() == FULL_CELL {
                self.note(row, column, Damage::Full);
            }
            let slot = record + self.chunk.columns[column].at;
            match self.chunk.columns[column].shape {
                Shape::Past | Shape::Named => {}
                Shape::Word => self.push_word(slot, column, cell),
                Shape::Container => self.push_word(slot, column, container(cell)),
                Shape::Guid => {
                    let (guid, form) = guid::parse(cell);
                    let kept = &mut self.chunk.fixed[slot..slot + 17];
                    kept[0] = form.to_byte();
                    kept[1..].copy_from_slice(&guid.0);
                    if form == Form::Odd {
                        self.inspect(row, column, cell);
                        self.push_odd(row, column, cell.into());
                    }
                }
                Shape::Addresses => {
                    if is_suspect(cell) {
                        self.inspect(row, column, cell);
                    }
                    let mut addresses = std::mem::take(&mut self.addresses);
                    addresses.clear();
                    push_addresses(&mut addresses, cell);
                    let at = self.chunk.text.len() - base;
                    if self.push_text(row, column, (slot, base), &addresses) {
                        for colon in memchr::memchr_iter(b':', addresses.as_bytes()) {
                            self.beginnings.add(&addresses.as_bytes()[colon + 1..], at + colon + 1);
                        }
                    }
                    self.addresses = addresses;
                }
                Shape::Sid => {
                    if is_suspect(cell) {
                        self.inspect(row, column, cell);
                    }
                    self.push_text(row, column, (slot, base), &sid::text(cell));
                }
                Shape::Text => {
                    if is_suspect(cell) {
                        self.inspect(row, column, cell);
                    }
                    self.push_text(row, column, (slot, base), cell);
                }
                Shape::Instant => {
                    self.push_text(row, column, (slot, base), cell);
                }
            }
        }
    }

    /// Looks closely at a cell whose form may tell damage; letters lost inside are found later, in all texts at once.
    fn inspect(&mut self, row: u32, column: usize, cell: &str) {
        let text = cell.trim();
        if let Some(first) = text.as_bytes().first()
            && let Some(damage) = damage::told_by_its_form(self.fields[column], text, *first)
        {
            self.note(row, column, damage);
        }
    }

    fn note(&mut self, row: u32, column: usize, damage: Damage) {
        let first = self.chunk.place(row as usize);
        if damage.is_of_columns() {
            self.befall(column, damage, first, 1);
        } else {
            self.chunk.damaged.push((row, u16::try_from(column).expect("there are few columns"), damage));
        }
    }

    /// The cell of the last row is contradicted by another of the same name.
    pub(super) fn contradict(&mut self, column: usize) {
        if let Some(row) = self.chunk.len().checked_sub(1) {
            self.note(u32::try_from(row).expect("a chunk is small"), column, Damage::Contradicted);
        }
    }

    fn befall(&mut self, column: usize, damage: Damage, first: Place, count: u64) {
        match self.chunk.befallen.iter_mut().find(|known| known.column == column && known.damage == damage) {
            Some(known) => known.count += count,
            None => self.chunk.befallen.push(Befallen { column, damage, first, count }),
        }
    }

    /// Looks at what no first letter tells: words once each, and letters lost inside texts.
    fn find_damage(&mut self) {
        for column in 0..self.fields.len() {
            let words = self.chunk.columns[column].words.iter();
            let words: Vec<Option<Damage>> = words.map(|word| damage::of(self.fields[column], word)).collect();
            if words.iter().any(Option::is_some) {
                for row in 0..self.chunk.len() {
                    let record = &self.chunk.fixed[row * self.chunk.stride..];
                    let word = usize::from(two_bytes(record, self.chunk.columns[column].at));
                    if let Some(damage) = words[word] {
                        self.note(u32::try_from(row).expect("a chunk is small"), column, damage);
                    }
                }
            }
        }
        let text = self.chunk.text.as_bytes();
        let is_suspect = |at: &usize| match text[*at] {
            b'?' => true,
            b'+' => *at > 0 && text[*at - 1] == b'E',
            _ => ["\u{fffd}", "\u{feff}"].iter().any(|letter| text[*at..].starts_with(letter.as_bytes())),
        };
        let mut suspects: Vec<usize> = memchr::memchr3_iter(b'?', b'+', 0xEF, text).filter(is_suspect).collect();
        // The first bytes of letters without width; few texts hold either.
        suspects.extend(memchr::memchr2_iter(0xC2, 0xE2, text).filter(|at| is_without_width(&text[*at..])));
        for at in suspects {
            let (row, columns) = self.cells_at(at);
            for column in columns {
                if let Raw::Text(cell) = self.chunk.raw(column, row as usize)
                    && let Some(damage) = damage::of(self.fields[column], cell)
                {
                    self.note(row, column, damage);
                }
            }
        }
        self.chunk.damaged.sort_unstable();
        self.chunk.damaged.dedup_by_key(|(row, column, _)| (*row, *column));
    }

    /// The cells to which a byte of the texts belongs: the row, and its columns.
    fn cells_at(&self, at: usize) -> (u32, Vec<usize>) {
        let chunk = &self.chunk;
        let start = |row: usize| four_bytes(&chunk.fixed[row * chunk.stride..], 0) as usize;
        let (mut low, mut high) = (0, chunk.len());
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if start(middle) <= at { low = middle } else { high = middle }
        }
        let record = &chunk.fixed[low * chunk.stride..];
        let holds = |(_, slot): &(usize, &Slot)| {
            let is_text = matches!(slot.shape, Shape::Text | Shape::Sid | Shape::Addresses | Shape::Instant);
            let cell = || start(low) + usize::from(two_bytes(record, slot.at));
            is_text && (cell()..cell() + usize::from(two_bytes(record, slot.at + 2))).contains(&at)
        };
        let columns = chunk.columns.iter().enumerate().filter(holds).map(|(column, _)| column).collect();
        (u32::try_from(low).expect("a chunk is small"), columns)
    }

    /// Keeps a text, unless it stands there already; answers whether it was added.
    fn push_text(&mut self, row: u32, column: usize, (slot, base): (usize, usize), text: &str) -> bool {
        let length = self.chunk.text.len() - base;
        let known = self.beginnings.find(&self.chunk.text.as_bytes()[base..], text.as_bytes());
        let fits = text.len() <= LONGEST_TEXT && u16::try_from(length + text.len()).is_ok();
        if !fits {
            // It does not stand with the texts, where lost letters are sought.
            if let Some(damage) = damage::lost_letters(self.fields[column], text) {
                self.note(row, column, damage);
            }
            self.push_odd(row, column, text.into());
            return false;
        }
        if known.is_none() {
            self.beginnings.add(text.as_bytes(), length);
            self.chunk.text.push_str(text);
        }
        let two_bytes = |number: usize| u16::try_from(number).expect("the texts of a record are kept below 64 KiB");
        let start = known.unwrap_or_else(|| two_bytes(length));
        let kept = &mut self.chunk.fixed[slot..slot + 4];
        kept[..2].copy_from_slice(&start.to_le_bytes());
        kept[2..].copy_from_slice(&two_bytes(text.len()).to_le_bytes());
        known.is_none()
    }

    fn push_odd(&mut self, row: u32, column: usize, text: Box<str>) {
        self.chunk.odd.push((row, u16::try_from(column).expect("there are few columns"), text));
    }

    fn push_word(&mut self, slot: usize, column: usize, word: &str) {
        let words = &mut self.chunk.columns[column].words;
        let last = self.last[column];
        let repeats = words.get(usize::from(last)).is_some_and(|last| **last == *word);
        if !repeats {
            let known = &mut self.known[column];
            self.last[column] = if let Some(number) = known.get(word) {
                *number
            } else {
                let number = u16::try_from(words.len()).expect("a chunk has at most 65,535 rows");
                words.push(word.into());
                known.insert(word.into(), number);
                number
            };
        }
        self.chunk.fixed[slot..slot + 2].copy_from_slice(&self.last[column].to_le_bytes());
    }

    pub(super) fn finish(mut self) -> Chunk {
        // Columns are not kept in their order.
        self.chunk.odd.sort_by_key(|(row, column, _)| (*row, *column));
        self.find_damage();
        self.chunk.odd.shrink_to_fit();
        // Kept to the byte; the roomy buffers serve the next chunk of this thread.
        let mut fixed = std::mem::take(&mut self.chunk.fixed);
        let mut text = std::mem::take(&mut self.chunk.text);
        self.chunk.fixed = fixed.as_slice().to_vec();
        self.chunk.text = String::from(text.as_str());
        fixed.clear();
        text.clear();
        SPARE.set((fixed, text));
        self.chunk
    }
}

/// Whether a type of proxy addresses is of those that are no mail address and take no part in any comparison.
fn is_other_type(kind: &str) -> bool {
    const fn number(kind: &[u8]) -> u64 {
        let (mut number, mut at) = (0, 0);
        while at < kind.len() {
            number = number << 8 | kind[at].to_ascii_lowercase() as u64;
            at += 1;
        }
        number
    }
    const OTHER: [u64; 12] = [
        number(b"x500"),
        number(b"sip"),
        number(b"spo"),
        number(b"x400"),
        number(b"eum"),
        number(b"notes"),
        number(b"ccmail"),
        number(b"ms"),
        number(b"msmail"),
        number(b"gwise"),
        number(b"fax"),
        number(b"rfax"),
    ];
    kind.len() <= 6 && OTHER.contains(&number(kind.as_bytes()))
}

/// Keeps what has the type SMTP or none, an entry a line; a cell with other types only keeps its first entry, so
/// that it does not look empty.
fn push_addresses(text: &mut String, cell: &str) {
    if cell.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<String>>(cell)
    {
        return push_addresses(text, &list.join("\n"));
    }
    let start = text.len();
    let mut first = None;
    for entry in split_addresses(cell) {
        first = first.or(Some(entry));
        let kind = memchr::memchr(b':', entry.as_bytes()).map_or("", |colon| &entry[..colon]);
        if is_other_type(kind) {
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
            let joins = |byte: u8| is_edge(byte) || typed && end < bytes.len() && byte == b'+';
            let first = bytes[at..end].iter().take_while(|byte| is_edge(**byte)).count();
            let last = bytes[at + first..end].iter().rev().take_while(|byte| joins(**byte)).count();
            let entry = &cell[at + first..end - last];
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

fn is_edge(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b'|')
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
    fn addresses_of_a_json_list_are_those_in_it() {
        assert_eq!(
            kept(r#"["SMTP:anna@contoso.example","smtp:a.berg@contoso.example"]"#),
            ["SMTP:anna@contoso.example", "smtp:a.berg@contoso.example"]
        );
        assert!(kept("[]").is_empty());
    }

    #[test]
    fn addresses_without_type_are_kept() {
        assert_eq!(
            kept("anna@contoso.example; berg@contoso.example"),
            ["anna@contoso.example", "berg@contoso.example"]
        );
    }

    #[test]
    fn cells_come_back_as_they_went_in() {
        use crate::schema::ad;
        let long = "x".repeat(5000);
        let guid = "d08f810b-a35c-49a8-a4cd-c6923dfc031e";
        let rows = [
            ["anna", guid, "True", "SMTP:a@x.example"],
            ["", "", "", ""],
            [&long, "System.Byte[]", "False", "smtp:b@x.example"],
            ["berg", "no guid", "True", &long],
        ];
        let fields = [ad::SAM, ad::GUID, ad::ENABLED, ad::PROXIES];
        let mut builder = ChunkBuilder::new(fields.into_iter(), 1);
        for row in rows {
            builder.push(Place { row: 1, line: 1 }, |column| row[column]);
        }
        let chunk = builder.finish();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                assert_eq!(chunk.raw(column, row).text(), *cell, "row {row}, column {column}");
            }
        }
        assert_eq!(chunk.words(2).len(), 3);
    }

    #[test]
    fn a_container_is_what_follows_the_first_part() {
        assert_eq!(container(r"CN=Berg\, Anna,OU=Staff,DC=contoso"), "OU=Staff,DC=contoso");
        assert_eq!(container("anna"), "anna");
    }
}
