//! Cuts a regular record into cells without copying; whatever is irregular is left to the csv crate.
//!
//! Regular is a record in which every quote opens, closes or is doubled. The result is the same as that of the csv
//! crate, which `proof` holds against random input.

use std::borrow::Cow;

use memchr::{memchr2, memchr2_iter};

/// What stands at a position that is the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// A line end: it counts as a row.
    Blank { next: usize },
    /// A record, whose cells were collected.
    Record { next: usize },
    /// Text behind a closing quote, or a quote that is never closed.
    Irregular,
}

/// A cell as it stands between delimiters or quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'b> {
    raw: &'b str,
    /// Whether it holds doubled quotes.
    is_escaped: bool,
}

impl<'b> Cell<'b> {
    pub(super) fn plain(raw: &'b str) -> Self {
        Self { raw, is_escaped: false }
    }

    /// Without regard to doubled quotes.
    pub(super) fn raw(self) -> &'b str {
        self.raw
    }

    pub(super) fn is_blank(self) -> bool {
        self.raw.trim_ascii().is_empty()
    }

    pub(super) fn text(self) -> Cow<'b, str> {
        if self.is_escaped { Cow::Owned(self.raw.replace("\"\"", "\"")) } else { Cow::Borrowed(self.raw) }
    }
}

/// The first CR without LF, which [`record`] does not expect, or NUL, which no text holds.
pub(super) fn first_oddity(bytes: &[u8]) -> Option<u8> {
    let odd = memchr2_iter(b'\r', 0, bytes).find(|at| bytes[*at] == 0 || bytes.get(at + 1) != Some(&b'\n'));
    odd.map(|at| bytes[at])
}

/// Where the quotes of a text stand, 64 bytes looked at together: where every cell is quoted, a search of its own for each
/// would take longer.
pub(super) struct Quotes<'b> {
    bytes: &'b [u8],
    /// Where the bytes begin that were looked at last.
    base: usize,
    /// A bit for each quote among them.
    mask: u64,
}

/// Bytes looked at together.
const TOGETHER: usize = u64::BITS as usize;

impl<'b> Quotes<'b> {
    pub(super) fn of(text: &'b str) -> Self {
        let bytes = text.as_bytes();
        Self { bytes, base: 0, mask: mask(bytes) }
    }

    /// The first quote at or behind a position.
    fn from(&mut self, at: usize) -> Option<usize> {
        if at < self.base || at >= self.base + TOGETHER {
            self.look(at);
        }
        let mut mask = self.mask & (u64::MAX << (at - self.base));
        while mask == 0 {
            self.look(self.base + TOGETHER);
            if self.base >= self.bytes.len() {
                return None;
            }
            mask = self.mask;
        }
        Some(self.base + mask.trailing_zeros() as usize)
    }

    fn look(&mut self, base: usize) {
        self.base = base;
        self.mask = mask(self.bytes.get(base..).unwrap_or_default());
    }
}

/// A bit for each quote among the first 64 bytes.
fn mask(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(block) => mask_of(block),
        None => bytes.iter().enumerate().fold(0, |mask, (at, byte)| mask | u64::from(*byte == b'"') << at),
    }
}

fn mask_of(block: &[u8; TOGETHER]) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    block.as_chunks().0.iter().rev().fold(0, |mask, eight: &[u8; 8]| {
        // The highest bit of each byte that is a quote, then these bits side by side.
        let other = u64::from_le_bytes(*eight) ^ u64::from_le_bytes([b'"'; 8]);
        let found = !(((other & LOW) + LOW) | other | LOW);
        mask << 8 | (found >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// Collects the cells of the record that begins at `at`.
pub(super) fn record<'b>(
    text: &'b str,
    mut at: usize,
    delimiter: u8,
    quotes: &mut Quotes<'b>,
    cells: &mut Vec<Cell<'b>>,
) -> Scanned {
    let bytes = text.as_bytes();
    match bytes[at..] {
        [b'\n', ..] => return Scanned::Blank { next: at + 1 },
        [b'\r', b'\n', ..] => return Scanned::Blank { next: at + 2 },
        _ => {}
    }
    cells.clear();
    loop {
        if bytes.get(at) == Some(&b'"') {
            let start = at + 1;
            let mut is_escaped = false;
            let mut end = start;
            loop {
                let Some(quote) = quotes.from(end) else { return Scanned::Irregular };
                end = quote;
                if bytes.get(end + 1) != Some(&b'"') {
                    break;
                }
                is_escaped = true;
                end += 2;
            }
            cells.push(Cell { raw: &text[start..end], is_escaped });
            at = end + 1;
            match bytes.get(at) {
                Some(byte) if *byte == delimiter => at += 1,
                Some(b'\n') => return Scanned::Record { next: at + 1 },
                Some(b'\r') => return Scanned::Record { next: at + 2 },
                None => return Scanned::Record { next: at },
                Some(_) => return Scanned::Irregular,
            }
        } else {
            let start = at;
            let end = memchr2(delimiter, b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
            if bytes.get(end) == Some(&delimiter) {
                cells.push(Cell::plain(&text[start..end]));
                at = end + 1;
                continue;
            }
            let is_windows = end > start && bytes[end - 1] == b'\r' && end < bytes.len();
            cells.push(Cell::plain(&text[start..end - usize::from(is_windows)]));
            return Scanned::Record { next: (end + 1).min(bytes.len()) };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::intake::proof::{read, scanned};

    #[test]
    fn regular_records_are_cut_into_their_cells() {
        let text = "a,\"b,c\",\r\n\r\n\"x\ny\",\"\",é\n\"he said \"\"no\"\"\",\"\"\"\"\n,";
        assert_eq!(scanned(text, b','), Some(read(text, b',')));
    }

    #[test]
    fn misplaced_quotes_are_left_to_the_csv_crate() {
        for text in ["\"a\"b\n", "\"a\n", "\"\"\"\n"] {
            assert_eq!(scanned(text, b','), None, "{text:?}");
        }
    }
}
