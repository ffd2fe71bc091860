//! XLS and ODS, whose readers put all cells of a sheet into memory: so their size is measured first.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read as _};

use calamine::{Data, DataRef, Ods, OdsError, Range, Reader, Sheet, Xls, XlsError};

use super::archive;
use super::compound::{self, Compound};
use super::open::Source;
use super::workbook::text_of;
use crate::error::Refusal;

/// A file larger than this is not read.
const LARGEST: u64 = 64 << 20;

/// More cells than these are not read, blank ones between others included.
const MOST_CELLS: u64 = 5_000_000;

/// A tag, or the text before it, longer than this is none.
const LONGEST_TAG: u64 = 16 << 20;

/// All cells of a sheet.
pub(super) struct Grid(Range<Data>);

impl Grid {
    /// Each cell that holds anything, row by row.
    pub(super) fn cells(&self) -> impl Iterator<Item = ((u32, u32), String)> {
        let (row, column) = self.0.start().unwrap_or_default();
        let place =
            move |at: (usize, usize)| Some((row + u32::try_from(at.0).ok()?, column + u32::try_from(at.1).ok()?));
        self.0.used_cells().filter_map(move |(down, right, value)| Some((place((down, right))?, text(value))))
    }
}

fn text(value: &Data) -> String {
    text_of(&match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::Error(error) => DataRef::Error(error.clone()),
    })
}

type Sheets = (Vec<Sheet>, HashMap<String, Grid>);

fn grids<B: Reader<I>, I: std::io::Read + std::io::Seek>(mut book: B) -> Sheets {
    let grids = book.worksheets().into_iter().map(|(name, range)| (name, Grid(range))).collect();
    (book.sheets_metadata().to_vec(), grids)
}

/// Whether the first bytes are those of Office's old container.
pub(super) fn is_compound(first: &[u8]) -> bool {
    first.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Excel 97 to 2003; whatever else lies in such a container is named.
pub(super) fn open_xls(source: &Source) -> Result<Sheets, Refusal> {
    let mut bytes = Vec::new();
    let refuse = |cause: std::io::Error| Refusal::Unreadable(cause.to_string());
    source.open()?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(refuse)?;
    match compound::look(&bytes) {
        Compound::Encrypted => return Err(Refusal::Encrypted),
        Compound::Document(product) => {
            return Err(Refusal::Other(format!("it is {product} and no workbook\n  help    export as CSV or XLSX")));
        }
        Compound::Broken => {
            refuse_size("XLS", source.size())?;
            return Err(Refusal::Broken("it has the beginning of an old Excel file (.xls), but not its parts".into()));
        }
        Compound::Workbook(stream) => {
            refuse_size("XLS", source.size())?;
            if compound::is_encrypted(&stream) {
                return Err(Refusal::Encrypted);
            }
            refuse_cells("XLS", compound::cells(&stream))?;
        }
    }
    let book = Xls::new(std::io::Cursor::new(bytes)).map_err(|cause| match cause {
        XlsError::Password => Refusal::Encrypted,
        other => Refusal::Broken(other.to_string()),
    })?;
    Ok(grids(book))
}

/// A spreadsheet of OpenDocument.
pub(super) fn open_ods(source: &Source) -> Result<Sheets, Refusal> {
    refuse_size("ODS", source.size())?;
    if let Some(content) = archive::part(source.open_seekable()?, "content.xml")? {
        refuse_cells("ODS", cells_of_ods(BufReader::new(content.open(source.open_seekable()?)?))?)?;
    }
    let book = Ods::new(BufReader::new(source.open_seekable()?)).map_err(|cause| match cause {
        OdsError::Password => Refusal::Encrypted,
        other => Refusal::Broken(other.to_string()),
    })?;
    Ok(grids(book))
}

fn refuse_size(format: &str, size: u64) -> Result<(), Refusal> {
    if size <= LARGEST {
        return Ok(());
    }
    Err(Refusal::Other(format!(
        "it is {} MiB of {format}, of which at most {} MiB are read\n  help    save it as XLSX or CSV",
        size.div_ceil(1 << 20),
        LARGEST >> 20
    )))
}

fn refuse_cells(format: &str, cells: u64) -> Result<(), Refusal> {
    if cells <= MOST_CELLS {
        return Ok(());
    }
    Err(Refusal::Other(format!(
        "its sheets span {cells} cells, of which at most {MOST_CELLS} are read from {format}\n  \
         help    save it as XLSX or CSV"
    )))
}

/// The cells that the sheets span together: rows and columns up to the last that holds anything, repeated ones included.
fn cells_of_ods(mut content: impl BufRead) -> Result<u64, Refusal> {
    let (mut total, mut rows) = (0u64, 0u64);
    // Of the sheet at hand its widest row; of the row at hand its columns, and those up to the last filled one.
    let (mut widest, mut columns, mut filled, mut last_row) = (0u64, 0u64, 0u64, 0u64);
    let mut tag = Vec::new();
    loop {
        tag.clear();
        let read = content.by_ref().take(LONGEST_TAG).read_until(b'>', &mut tag);
        if read.map_err(|cause| Refusal::Unreadable(cause.to_string()))? == 0 {
            return Ok(total);
        }
        let Some(start) = memchr::memrchr(b'<', &tag) else {
            if tag.len() as u64 == LONGEST_TAG {
                return Err(Refusal::Broken("a cell is longer than 16 MiB".into()));
            }
            continue;
        };
        let tag = &tag[start + 1..];
        let repeats = |name: &str| attribute(tag, name).unwrap_or(1);
        if tag.starts_with(b"table:table-row") {
            (columns, filled) = (0, 0);
            rows = rows.saturating_add(repeats("table:number-rows-repeated"));
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            columns = columns.saturating_add(repeats("table:number-columns-repeated"));
            let is_blank = tag.ends_with(b"/>") && memchr::memmem::find(tag, b"value").is_none();
            if !is_blank {
                filled = columns;
            }
        } else if tag.starts_with(b"/table:table-row") {
            if filled > 0 {
                last_row = rows;
                widest = widest.max(filled);
            }
        } else if tag.starts_with(b"/table:table>") {
            total = total.saturating_add(last_row.saturating_mul(widest));
            (rows, widest, last_row) = (0, 0, 0);
        }
    }
}

/// A number among the attributes of a tag.
fn attribute(tag: &[u8], name: &str) -> Option<u64> {
    let at = memchr::memmem::find(tag, name.as_bytes())? + name.len();
    let rest = tag.get(at..)?.strip_prefix(b"=")?;
    let digits = rest.get(1..)?.split(|byte| !byte.is_ascii_digit()).next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
