//! Cuts a regular record into cells without copying; whatever is irregular is left to the csv crate.
//!
//! Regular is a record in which every quote opens, closes or is doubled. The result is the same as that of the csv
//! crate, which `proof` holds against random input.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr2_iter};

use crate::eight;

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

    #[inline]
    pub(super) fn text(self) -> Cow<'b, str> {
        if self.is_escaped { Cow::Owned(undoubled(self.raw)) } else { Cow::Borrowed(self.raw) }
    }
}

/// A text without the second of each two quotes. A cell of JSON holds hundreds of them.
fn undoubled(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(quote) = memchr(b'"', rest.as_bytes()) {
        text.push_str(&rest[..=quote]);
        let behind = &rest[quote + 1..];
        rest = behind.strip_prefix('"').unwrap_or(behind);
    }
    text.push_str(rest);
    text
}

/// The first CR without LF, which [`record`] does not expect, or NUL, which no text holds.
pub(super) fn first_oddity(bytes: &[u8]) -> Option<u8> {
    let odd = memchr2_iter(b'\r', 0, bytes).find(|at| bytes[*at] == 0 || bytes.get(at + 1) != Some(&b'\n'));
    odd.map(|at| bytes[at])
}

/// Collects the cells of the record that begins at `at`.
pub(super) fn record<'b>(text: &'b str, mut at: usize, delimiter: u8, cells: &mut Vec<Cell<'b>>) -> Scanned {
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
                let Some(quote) = quote(bytes, end) else { return Scanned::Irregular };
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

/// Where the next quote stands. Most cells are so short that it is found sooner eight bytes at a time than by a search
/// made for long texts.
#[inline]
fn quote(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..4 {
        let Some(letters) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) else { break };
        let quotes = eight::equal(u64::from_le_bytes(*letters), b'"');
        if quotes != 0 {
            return Some(at + quotes.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr(b'"', &bytes[at..]).map(|length| at + length)
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
