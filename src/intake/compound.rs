//! The old container of Office, a file system within a file: what lies in it, and how large a workbook in it is.

/// What such a container is.
pub(super) enum Compound {
    /// The stream of a workbook of Excel 97 to 2003.
    Workbook(Vec<u8>),
    /// A workbook of today with a password.
    Encrypted,
    /// Something of another program.
    Document(&'static str),
    Broken,
}

/// Tells what it is by the names in its directory.
pub(super) fn look(bytes: &[u8]) -> Compound {
    let Some(container) = Container::open(bytes) else { return by_names(bytes) };
    let has = |name: &str| container.find(name).is_some();
    if has("EncryptedPackage") {
        Compound::Encrypted
    } else if let Some(stream) = container.stream("Workbook").or_else(|| container.stream("Book")) {
        Compound::Workbook(stream)
    } else if has("WordDocument") {
        Compound::Document("a document of Word")
    } else if has("PowerPoint Document") {
        Compound::Document("a presentation of PowerPoint")
    } else if has("__properties_version1.0") {
        Compound::Document("a message of Outlook")
    } else {
        Compound::Broken
    }
}

/// Of a damaged container the names may still be there.
fn by_names(bytes: &[u8]) -> Compound {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if has("EncryptedPackage") { Compound::Encrypted } else { Compound::Broken }
}

/// Numbers from here on stand for no sector.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// Streams shorter than this lie in the small sectors of another stream.
const SMALL: usize = 4096;

struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// Which sector follows each.
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = 1usize << number(bytes, 30, 2)?.clamp(7, 16);
        let mut container = Self { bytes, sector, next: Vec::new(), directory: Vec::new() };
        // The first 109 sectors of the table stand in the header, the others in a list of their own.
        let mut tables: Vec<u32> = (0..109).map_while(|at| number(bytes, 76 + at * 4, 4)).collect();
        let mut more = number(bytes, 68, 4)?;
        for _ in 0..bytes.len() / sector {
            let Some(list) = container.sector(more) else { break };
            // Its last number tells where the list goes on.
            tables.extend((0..list.len() / 4).filter_map(|at| number(list, at * 4, 4)));
            more = tables.pop()?;
        }
        for table in tables.into_iter().filter(|table| *table < NO_SECTOR) {
            let entries = container.sector(table)?;
            container.next.extend((0..entries.len() / 4).filter_map(|at| number(entries, at * 4, 4)));
        }
        container.directory = container.chain(number(bytes, 48, 4)?)?;
        // Where a chain runs in a circle, the reader of workbooks would follow it for ever.
        container.chain(number(bytes, 60, 4)?)?;
        container.chain(number(container.directory.get(..128)?, 116, 4)?)?;
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number < NO_SECTOR).then_some(number as usize + 1)?.checked_mul(self.sector)?;
        let bytes = self.bytes.get(start..)?;
        Some(&bytes[..bytes.len().min(self.sector)])
    }

    /// The sectors from one on; `None` when they run in a circle.
    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut at = first;
        for _ in 0..=self.next.len() {
            let Some(sector) = self.sector(at) else { return Some(bytes) };
            bytes.extend_from_slice(sector);
            let Some(next) = self.next.get(at as usize) else { return Some(bytes) };
            at = *next;
        }
        None
    }

    fn find(&self, name: &str) -> Option<&[u8]> {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_named = |entry: &&[u8]| entry.starts_with(&wide) && entry[wide.len()..wide.len() + 2] == [0, 0];
        self.directory.chunks_exact(128).find(is_named)
    }

    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.find(name)?;
        let (first, length) = (number(entry, 116, 4)?, number(entry, 120, 4)? as usize);
        if length >= SMALL {
            let mut bytes = self.chain(first)?;
            bytes.truncate(length);
            return Some(bytes);
        }
        let small = self.chain(number(self.directory.get(..128)?, 116, 4)?)?;
        let table = self.chain(number(self.bytes, 60, 4)?)?;
        let mut bytes = Vec::new();
        let mut at = first;
        while bytes.len() < length {
            let start = (at as usize).checked_mul(64)?;
            bytes.extend_from_slice(small.get(start..start + 64)?);
            at = number(&table, at as usize * 4, 4)?;
        }
        bytes.truncate(length);
        Some(bytes)
    }
}

/// A little-endian number of two or four bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

// Types of the records of a workbook.
const FILE_PASS: u32 = 0x2F;
const BOUND_SHEET: u32 = 0x85;
const DIMENSIONS: u32 = 0x200;
const SEVERAL_NUMBERS: u32 = 0xBD;
const END: u32 = 0x0A;
/// Records of one cell, which begin with its row and column.
const CELLS: [u32; 7] = [0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E];

/// The records of a workbook from a place on, up to the end of the sheet.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, at, 2)?, number(stream, at + 2, 2)? as usize);
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
    .take_while(|(kind, _)| *kind != END)
}

/// Whether a password protects the workbook.
pub(super) fn is_encrypted(stream: &[u8]) -> bool {
    records(stream, 0).any(|(kind, data)| kind == FILE_PASS && number(data, 0, 2).is_some_and(|method| method != 0))
}

/// The cells that the sheets span together, by what they declare and by where their cells stand.
pub(super) fn cells(stream: &[u8]) -> u64 {
    let sheets = records(stream, 0).filter(|(kind, _)| *kind == BOUND_SHEET);
    sheets.filter_map(|(_, data)| number(data, 0, 4)).map(|start| cells_of_sheet(stream, start as usize)).sum()
}

fn cells_of_sheet(stream: &[u8], start: usize) -> u64 {
    let (mut declared, mut rows, mut columns) = (0, 0, 0);
    for (kind, data) in records(stream, start) {
        let at = |at: usize, width: usize| u64::from(number(data, at, width).unwrap_or(0));
        if kind == DIMENSIONS {
            let (height, width) = match data.len() {
                0..14 => (at(2, 2).saturating_sub(at(0, 2)), at(6, 2).saturating_sub(at(4, 2))),
                _ => (at(4, 4).saturating_sub(at(0, 4)), at(10, 2).saturating_sub(at(8, 2))),
            };
            declared = height.saturating_mul(width);
        } else if kind == SEVERAL_NUMBERS {
            rows = rows.max(at(0, 2) + 1);
            columns = columns.max(at(data.len().saturating_sub(2), 2) + 1);
        } else if CELLS.contains(&kind) {
            rows = rows.max(at(0, 2) + 1);
            columns = columns.max(at(2, 2) + 1);
        }
    }
    declared.max(rows * columns)
}
