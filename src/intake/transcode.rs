//! The text of LDIF and JSON as UTF-8, line by line or as a stream, whatever its encoding.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

use super::encoding::{self, Decoded, Plan};
use super::open::Source;
use super::text::Sizes;
use super::{Context, Silent};
use crate::error::{Refusal, Remark};

/// Bytes decoded at one go.
const BLOCK: usize = 64 << 10;

/// These files are read several times, of which one counts as progress.
static UNWATCHED: Context<'static> =
    Context { progress: &Silent, hash: false, rows: false, encoding: None, sizes: Sizes::USUAL };

/// How the text of a file is encoded.
#[derive(Debug)]
pub(super) struct Text {
    plan: Plan,
    remark: Option<Remark>,
}

impl Text {
    /// By its beginning; if its bytes prove that wrong, by all of it.
    pub(super) fn of(source: &Source, context: &Context) -> Result<Self, Refusal> {
        let (plan, remark) = encoding::choose(source, context.encoding)?;
        if fits(source, plan)? {
            return Ok(Self { plan, remark });
        }
        let (plan, found) = encoding::survey(source, context.encoding)?;
        if !fits(source, plan)? {
            return Err(Refusal::Other("its text cannot be decoded\n  help    export as UTF-8".into()));
        }
        Ok(Self { plan, remark: found.or(remark) })
    }

    /// The beginning of a file, to tell what it is.
    pub(super) fn beginning(first: &[u8]) -> String {
        let encoding = match *first {
            [letter, 0, ..] if letter > 0 => UTF_16LE,
            [0, letter, ..] if letter > 0 => UTF_16BE,
            _ => UTF_8,
        };
        encoding.decode(first).0.into_owned()
    }

    /// The text from its beginning, as UTF-8 bytes.
    pub(super) fn open(&self, source: &Source) -> Result<Box<dyn BufRead>, Refusal> {
        let decoded = Decoded::open(source, &UNWATCHED, self.plan)?;
        Ok(Box::new(BufReader::with_capacity(BLOCK, Utf8 { decoded, text: Vec::new(), given: 0 })))
    }

    pub(super) fn name(&self) -> &'static str {
        self.plan.name()
    }

    /// What the reader should know of a guess.
    pub(super) fn remark(&self) -> Option<Remark> {
        self.remark.clone()
    }
}

/// Whether all bytes are what the plan says.
fn fits(source: &Source, plan: Plan) -> Result<bool, Refusal> {
    let mut decoded = Decoded::open(source, &UNWATCHED, plan)?;
    let mut text = Vec::new();
    while !decoded.ended {
        decoded.fill(&mut text, BLOCK).map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        if decoded.is_doubtful || memchr::memchr(0, &text).is_some() {
            return Ok(false);
        }
        match std::str::from_utf8(&text) {
            Ok(_) => text.clear(),
            // The last letter of the block may be cut in half.
            Err(cut) if cut.error_len().is_none() && !decoded.ended => {
                text.drain(..cut.valid_up_to());
            }
            Err(_) => return Ok(false),
        }
    }
    Ok(true)
}

/// Decodes while it is read.
struct Utf8 {
    decoded: Decoded<'static>,
    text: Vec<u8>,
    /// Bytes of the text that were given out.
    given: usize,
}

impl Read for Utf8 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.decoded.ended {
            self.text.clear();
            self.given = 0;
            self.decoded.fill(&mut self.text, BLOCK)?;
        }
        let count = out.len().min(self.text.len() - self.given);
        out[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
