//! Takes rows out of the one cell into which Excel puts each, when it opens a file whose delimiter is not its own.

use super::header;
use super::scan::{self, Cell, Scanned};

/// So many rows are looked at.
const ROWS: usize = 30;

const DELIMITERS: &[u8; 4] = b",;\t|";

/// The delimiter Excel wrote, if each row stands in its first cell: `"sAMAccountName,mail,""cn"""`, maybe with `;;;`.
pub(super) fn delimiter(text: &str) -> Option<u8> {
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

/// Adds the rows of whole lines to `rows`, each as it was before Excel took it for a cell.
pub(super) fn take_out(text: &str, delimiter: u8, rows: &mut Vec<u8>) {
    let joint = char::from(delimiter).to_string();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match scan::record(text, at, delimiter, &mut cells) {
            Scanned::Blank { next } => at = next,
            Scanned::Record { next } => {
                let filled = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
                let texts: Vec<_> = cells[..filled].iter().map(|cell| cell.text()).collect();
                rows.extend_from_slice(texts.join(&joint).as_bytes());
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
