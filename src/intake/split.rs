//! Finds where records begin, in one pass over the bytes.
//!
//! The csv crate neither counts blank lines nor tells of a quote left open, so this pass does both, by the same rules
//! that crate reads by: a quote opens a cell only as its first byte, and any of CR, LF, CRLF ends a record.

use memchr::{memchr, memchr3};

use super::chunk::Place;

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The first byte of a record.
    RecordStart,
    /// The first byte of a cell.
    CellStart,
    /// Inside a cell that began without a quote.
    Bare,
    /// Inside quotes.
    Quoted,
    /// Behind a quote inside quotes: the end of the cell, or half of a doubled quote.
    QuoteSeen,
}

/// The state of the pass between two blocks.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    state: State,
    /// Where the record under way began.
    start: Place,
    /// The place of the next byte.
    here: Place,
    /// Where the quote under way was opened.
    quote: Place,
}

/// The beginning of a record in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) offset: u32,
    pub(super) place: Place,
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        let first = Place { row: 1, line: 1 };
        Self { delimiter, state: State::RecordStart, start: first, here: first, quote: first }
    }

    /// The place where a quote was opened that nothing has closed so far.
    pub(super) fn open_quote(&self) -> Option<Place> {
        (self.state == State::Quoted).then_some(self.quote)
    }

    /// Scans `bytes` from `from` on, where the last call ended, and adds the beginning of each record to `starts`.
    /// Returns where the scan ended, and behind the last complete record. A CR as the very last byte waits for the
    /// next block, which may begin with its LF.
    pub(super) fn scan(&mut self, bytes: &[u8], from: usize, last: bool, starts: &mut Vec<Start>) -> (usize, usize) {
        let mut at = from;
        let mut complete = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match self.state {
                State::RecordStart | State::CellStart | State::QuoteSeen | State::Bare
                    if matches!(byte, b'\r' | b'\n') =>
                {
                    let Some(width) = line_end(bytes, at, last) else { return (at, complete) };
                    at += width;
                    complete = at;
                    // At the first byte of a record this is a blank line, which counts as a row.
                    self.here = Place { row: self.here.row + 1, line: self.here.line + 1 };
                    self.state = State::RecordStart;
                }
                State::RecordStart => {
                    self.start = self.here;
                    let offset = u32::try_from(at).expect("a block is far below 4 GiB");
                    starts.push(Start { offset, place: self.start });
                    self.state = State::CellStart;
                }
                State::CellStart if byte == b'"' => {
                    self.quote = self.here;
                    self.state = State::Quoted;
                    at += 1;
                }
                State::CellStart | State::Bare => {
                    let next =
                        memchr3(self.delimiter, b'\r', b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
                    let ended = bytes.get(next) == Some(&self.delimiter);
                    self.state = if ended { State::CellStart } else { State::Bare };
                    at = next + usize::from(ended);
                }
                State::Quoted => {
                    let end = memchr(b'"', &bytes[at..]).map(|found| at + found);
                    let upto = end.unwrap_or(bytes.len());
                    let Some(lines) = self.count_lines(bytes, at, upto, last) else {
                        // A CR stands last; what precedes it has been counted.
                        return (bytes.len() - 1, complete);
                    };
                    self.here.line += lines;
                    at = upto;
                    if end.is_some() {
                        self.state = State::QuoteSeen;
                        at += 1;
                    }
                }
                State::QuoteSeen if byte == b'"' => {
                    self.state = State::Quoted;
                    at += 1;
                }
                State::QuoteSeen if byte == self.delimiter => {
                    self.state = State::CellStart;
                    at += 1;
                }
                // Text behind a closing quote is read as a cell without quotes.
                State::QuoteSeen => self.state = State::Bare,
            }
        }
        (at, complete)
    }

    /// Line ends within quotes; `None` when a CR is the last byte of an unfinished block.
    fn count_lines(&mut self, bytes: &[u8], from: usize, upto: usize, last: bool) -> Option<u32> {
        let mut lines = 0;
        let mut at = from;
        while let Some(found) = memchr::memchr2(b'\r', b'\n', &bytes[at..upto]) {
            let Some(width) = line_end(bytes, at + found, last) else {
                self.here.line += lines;
                return None;
            };
            at += found + width;
            lines += 1;
        }
        Some(lines)
    }
}

/// Behind the last line end outside quotes, if quotes are used as they should be.
pub(super) fn last_record_end(bytes: &[u8]) -> Option<usize> {
    let mut quotes = memchr::memchr_iter(b'"', bytes).count();
    let mut end = bytes.len();
    while let Some(at) = memchr::memrchr(b'\n', &bytes[..end]) {
        quotes -= memchr::memchr_iter(b'"', &bytes[at..end]).count();
        if quotes.is_multiple_of(2) {
            return Some(at + 1);
        }
        end = at;
    }
    None
}

/// The width of the line end at `at`; `None` when its second half may follow in the next block.
fn line_end(bytes: &[u8], at: usize, last: bool) -> Option<usize> {
    match (bytes[at], bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(2),
        (b'\r', None) if !last => None,
        _ => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::proof;

    fn places(text: &[u8], size: usize) -> Vec<(usize, Place)> {
        proof::places(text, b',', size)
    }

    const NASTY: &[u8] =
        b"a,b\r\n\r\n\"x\r\ny\",\"he said \"\"no\"\"\"\n\nq\"r,\"s\"t\r\"\",\"\n\n\"\r\n,\n\"last, \r\r\nrow\",1";

    #[test]
    fn rows_and_lines_are_told_whatever_the_block_size() {
        let whole = places(NASTY, NASTY.len());
        let told: Vec<_> = whole.iter().map(|(_, place)| (place.row, place.line)).collect();
        assert_eq!(told, [(1, 1), (3, 3), (5, 6), (6, 7), (7, 10), (8, 11)]);
        for size in 1..NASTY.len() {
            assert_eq!(places(NASTY, size), whole, "blocks of {size}");
        }
    }

    #[test]
    fn an_open_quote_is_told_with_its_place() {
        let mut splitter = Splitter::new(b',');
        splitter.scan(b"a,b\n1,\"2\n3,4\n", 0, true, &mut Vec::new());
        assert_eq!(splitter.open_quote(), Some(Place { row: 2, line: 2 }));
    }
}
