//! Takes off what stands around the cells of CSV: the one cell into which Excel puts a row when it opens a file whose
//! delimiter is not its own, blanks before quotes, and quotes that belong to no value.

use super::header::{self, Layout};
use super::row as rows;
use super::scan::{self, Cell, Scanned};

/// So many rows are looked at.
const ROWS: usize = 30;

const DELIMITERS: &[u8; 4] = b",;\t|";

/// What has to be taken off before a file is CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// Each row is one cell, behind which Excel wrote this delimiter.
    OneCell(u8),
    /// Blanks stand between this delimiter and the quotes: `"a", "b"`.
    Blanks(u8),
    /// The cells stand in quotes of their own: `'a','b'` or `"""a""","""b"""`.
    Quotes { delimiter: u8, quote: u8 },
}

impl Dress {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::OneCell(_) => "Excel had put each row into one cell: taken out again; better export once more",
            Self::Blanks(_) => "blanks stand before the quotes of its cells: left out; better export once more",
            Self::Quotes { .. } => {
                "its cells stand in quotes that belong to no value: taken off; better export once more"
            }
        }
    }
}

/// What the first lines show.
pub(super) fn dress(text: &str) -> Option<Dress> {
    delimiter(text).map(Dress::OneCell).or_else(|| blanks(text).map(Dress::Blanks))
}

/// The delimiter behind which blanks stand before quotes, by the header; where that has no quotes, by the rows as well.
fn blanks(text: &str) -> Option<u8> {
    let lines = || text.trim_start_matches('\u{feff}').lines().take(ROWS);
    let is_changed = |line: &str, delimiter: u8| {
        let mut closed = Vec::new();
        close_up(line, delimiter, &mut closed);
        (closed != line.as_bytes()).then_some(closed)
    };
    if !lines().any(|line| line.contains(" \"") || line.contains("\t\"")) {
        return None;
    }
    DELIMITERS.iter().copied().find(|delimiter| {
        lines().enumerate().any(|(at, line)| {
            if let Some(closed) = is_changed(line, *delimiter) {
                return std::str::from_utf8(&closed).is_ok_and(header::is_header_line);
            }
            let mut gaps = line.split(char::from(*delimiter)).skip(1).peekable();
            let is_spaced = gaps.peek().is_some() && gaps.all(|name| name.starts_with(' '));
            is_spaced
                && header::is_header_line(line)
                && lines().skip(at + 1).any(|line| is_changed(line, *delimiter).is_some())
        })
    })
}

/// Adds the text without the blanks around quoted cells.
fn close_up(text: &str, delimiter: u8, closed: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let behind_blanks = |from: usize| {
        let is_blank = |byte: &&u8| **byte == b' ' || **byte == b'\t' && delimiter != b'\t';
        from + bytes[from..].iter().take_while(is_blank).count()
    };
    let mut at = 0;
    while at < bytes.len() {
        let start = behind_blanks(at);
        if bytes.get(start) == Some(&b'"') {
            let end = behind_quotes(bytes, start);
            closed.extend_from_slice(&bytes[start..end]);
            let behind = behind_blanks(end);
            let is_end = bytes.get(behind).is_none_or(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n'));
            at = if is_end { behind } else { end };
        }
        let end = memchr::memchr2(delimiter, b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1);
        closed.extend_from_slice(&bytes[at..end]);
        at = end;
    }
}

/// Behind the quote that closes the one at `start`.
fn behind_quotes(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(length) = memchr::memchr(b'"', &bytes[at..]) {
        at += length + 1;
        if bytes.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Quotes around all names of the header, or around every filled cell of the first rows.
pub(super) fn quotes(text: &str, layout: &Layout) -> Option<Dress> {
    let delimiter = layout.delimiter;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().map_while(Result::ok);
    let is_header = |record: &csv::StringRecord| record.iter().map(rows::name).eq(layout.header.iter());
    let header = records.find(is_header).filter(|header| header.len() > 2)?;
    let sample: Vec<_> = records.take(ROWS).filter(|record| record.len() == header.len()).collect();
    let quote = [b'\'', b'"'].into_iter().find(|quote| {
        let is_quoted = |cell: &str| inside(cell, *quote).is_some();
        let are_quoted = |row: &csv::StringRecord| {
            let filled = || row.iter().filter(|cell| !cell.is_empty());
            filled().count() > 2 && filled().all(is_quoted)
        };
        header.iter().map(|name| name.trim_start_matches('\u{feff}')).all(is_quoted)
            || !sample.is_empty() && sample.iter().all(are_quoted)
    })?;
    Some(Dress::Quotes { delimiter, quote })
}

/// What a cell holds inside such quotes.
fn inside(cell: &str, quote: u8) -> Option<&str> {
    let quote = char::from(quote);
    cell.trim().strip_prefix(quote)?.strip_suffix(quote)
}

/// The cells of a row that Excel has put into one cell, if they are as many as the header has.
pub(super) fn row(cell: &str, delimiter: u8, width: usize) -> Option<csv::StringRecord> {
    if width < 2 || memchr::memchr_iter(delimiter, cell.as_bytes()).count() + 1 < width {
        return None;
    }
    // The delimiter of that Excel, once for each cell it found missing.
    let cell = cell.trim_end_matches(|letter| matches!(letter, ';' | '\t') && letter != char::from(delimiter));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(cell.as_bytes());
    reader.records().next()?.ok().filter(|record| record.len() == width)
}

/// The delimiter Excel wrote, if each row stands in its first cell: `"sAMAccountName,mail,""cn"""`, maybe with `;;;`.
fn delimiter(text: &str) -> Option<u8> {
    let text = text.trim_start_matches('\u{feff}');
    // The cells behind the first one must be blank, whatever the delimiter.
    let only_cell = |line: &str, delimiter: u8| {
        let mut cells = Vec::new();
        let is_record = matches!(scan::record(line, 0, delimiter, &mut cells), Scanned::Record { .. });
        is_record.then(|| cells.iter().skip(1).all(|cell| cell.is_blank()).then(|| cells[0].text().into_owned()))
    };
    let header = text.lines().take(ROWS).filter(|line| line.starts_with('"')).find(|line| {
        let answers: Vec<_> = DELIMITERS.iter().filter_map(|delimiter| only_cell(line, *delimiter)).collect();
        let is_whole = !answers.is_empty() && answers.iter().all(Option::is_some);
        is_whole && answers.iter().flatten().any(|cell| header::is_header_line(cell))
    })?;
    // What follows the closing quote tells, if anything does, in this line or in another one.
    let behind = |line: &str, delimiter: u8| {
        let mut cells = Vec::new();
        matches!(scan::record(line, 0, delimiter, &mut cells), Scanned::Record { .. }) && cells.len() > 1
    };
    let told = |line: &str| DELIMITERS.iter().copied().find(|delimiter| behind(line, *delimiter));
    told(header).or_else(|| text.lines().take(ROWS).filter(|line| line.starts_with('"')).find_map(told)).or(Some(b';'))
}

/// Adds the rows of whole lines to `rows`, each as it was before it was dressed.
pub(super) fn take_out(text: &str, dress: Dress, rows: &mut Vec<u8>) {
    let delimiter = match dress {
        Dress::Blanks(delimiter) => return close_up(text, delimiter, rows),
        Dress::OneCell(delimiter) | Dress::Quotes { delimiter, .. } => delimiter,
    };
    let joint = char::from(delimiter).to_string();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match scan::record(text, at, delimiter, &mut cells) {
            Scanned::Blank { next } => at = next,
            Scanned::Record { next } => {
                if let Dress::Quotes { quote, .. } = dress {
                    take_off_quotes(&text[at..next], delimiter, quote, rows);
                } else {
                    let filled = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
                    let texts: Vec<_> = cells[..filled].iter().map(|cell| cell.text()).collect();
                    rows.extend_from_slice(texts.join(&joint).as_bytes());
                }
                at = next;
            }
            Scanned::Irregular => {
                let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length);
                rows.extend_from_slice(text[at..end].trim_end_matches('\r').as_bytes());
                at = (end + 1).min(text.len());
            }
        }
        rows.push(b'\n');
    }
}

/// Adds a record whose cells stand in quotes of their own; cells without such quotes stay as they are.
fn take_off_quotes(record: &str, delimiter: u8, quote: u8, rows: &mut Vec<u8>) {
    let mark = if record.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let record = &record[mark.len()..];
    let outer = if record.as_bytes().first() == Some(&quote) { quote } else { b'"' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quote(outer)
        .has_headers(false)
        .flexible(true)
        .from_reader(record.as_bytes());
    let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
    rows.extend_from_slice(mark.as_bytes());
    for (at, cell) in cells.iter().enumerate() {
        let cell = inside(cell, quote).unwrap_or(cell);
        if at > 0 {
            rows.push(delimiter);
        }
        let is_plain = !cell.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n'));
        if is_plain {
            rows.extend_from_slice(cell.as_bytes());
        } else {
            rows.extend_from_slice(format!("\"{}\"", cell.replace('"', "\"\"")).as_bytes());
        }
    }
}
