//! Packs the cells of records into a chunk, and looks for damage on the way.

use std::cell::Cell;
use std::collections::HashMap;

use super::addresses::push_addresses;
use super::{Befallen, Chunk, Place, Raw, Slot, TEXTS, four_bytes, two_bytes};
use crate::guid::{self, Form};
use crate::intake::damage::{self, Damage};
use crate::intake::sid;
use crate::schema::{Field, Shape};

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

thread_local! {
    /// Buffers of the chunk before, so that memory is not taken anew for each.
    static SPARE: Cell<(Vec<u8>, String)> = Cell::default();
}

/// Collects the records of one chunk.
#[derive(Debug)]
pub(in crate::intake) struct ChunkBuilder {
    chunk: Chunk,
    /// What the columns feed.
    fields: Vec<Field>,
    /// The numbers of the words of each column.
    known: Vec<HashMap<Box<str>, u16, foldhash::quality::RandomState>>,
    /// The word of the record before, by column.
    last: Vec<u16>,
    /// Cells that hold anything, by column.
    pub(in crate::intake) filled: Vec<u64>,
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
    pub(in crate::intake) const ROWS: usize = u16::MAX as usize;

    pub(in crate::intake) fn new(fields: impl Iterator<Item = Field>, rows: usize) -> Self {
        let fields: Vec<Field> = fields.collect();
        let mut columns: Vec<Slot> = Vec::new();
        let mut stride = TEXTS;
        for field in &fields {
            let shape = field.shape();
            let at = u16::try_from(stride).expect("there are few columns");
            columns.push(Slot { shape, at, words: Vec::new() });
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

    pub(in crate::intake) fn len(&self) -> usize {
        self.chunk.len()
    }

    /// Adds a record; `cell` tells the text of a column.
    pub(in crate::intake) fn push<C: AsRef<str>>(&mut self, place: Place, cell: impl Fn(usize) -> C) {
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
            let slot = record + usize::from(self.chunk.columns[column].at);
            match self.chunk.columns[column].shape {
                Shape::Named => {}
                Shape::Past => self.inspect_date(row, column, cell),
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
                    self.inspect_date(row, column, cell);
                    self.push_text(row, column, (slot, base), cell);
                }
            }
        }
    }

    /// Dates begin with a digit; what begins otherwise may be `########`.
    fn inspect_date(&mut self, row: u32, column: usize, cell: &str) {
        if cell.as_bytes().first().is_some_and(|first| !first.is_ascii_digit()) && is_suspect(cell) {
            self.inspect(row, column, cell);
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
    pub(in crate::intake) fn contradict(&mut self, column: usize) {
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
                    let word = self.chunk.word_at(row, self.chunk.columns[column].at);
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
            let place = usize::from(slot.at);
            let cell = || start(low) + usize::from(two_bytes(record, place));
            is_text && (cell()..cell() + usize::from(two_bytes(record, place + 2))).contains(&at)
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

    pub(in crate::intake) fn finish(mut self) -> Chunk {
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
