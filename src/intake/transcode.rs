//! The text of LDIF and JSON as UTF-8, line by line or as a stream, whatever its encoding.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::open::Source;
use crate::error::{Refusal, Remark, Topic};

/// Bytes decoded at one go.
const BLOCK: usize = 64 << 10;

/// How the text of a file is encoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    encoding: &'static Encoding,
    /// Bytes of its byte order mark.
    mark: usize,
    is_guessed: bool,
}

impl Text {
    /// By byte order mark; without one UTF-8 if the whole file is, else Windows-1252.
    pub(super) fn of(source: &Source) -> Result<Self, Refusal> {
        let first = source.first()?;
        if let Some((encoding, mark)) = Encoding::for_bom(&first) {
            return Ok(Self { encoding, mark, is_guessed: false });
        }
        let wide = match *first {
            [letter, 0, ..] if letter > 0 => Some(UTF_16LE),
            [0, letter, ..] if letter > 0 => Some(UTF_16BE),
            _ => None,
        };
        let encoding = match wide {
            Some(wide) => wide,
            None if is_utf8(source)? => UTF_8,
            None => WINDOWS_1252,
        };
        Ok(Self { encoding, mark: 0, is_guessed: encoding == WINDOWS_1252 })
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
    pub(super) fn open(self, source: &Source) -> Result<Box<dyn BufRead>, Refusal> {
        let mut input = source.open()?;
        let mut mark = vec![0; self.mark];
        input.read_exact(&mut mark).map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        if self.encoding == UTF_8 {
            return Ok(Box::new(BufReader::with_capacity(BLOCK, input)));
        }
        let decoder = self.encoding.new_decoder_without_bom_handling();
        let utf8 = Utf8 { input, decoder, raw: vec![0; BLOCK], text: String::new(), given: 0, ended: false };
        Ok(Box::new(BufReader::with_capacity(BLOCK, utf8)))
    }

    pub(super) fn name(self) -> &'static str {
        if self.encoding == UTF_8 && self.mark > 0 { "UTF-8 with BOM" } else { self.encoding_name() }
    }

    fn encoding_name(self) -> &'static str {
        if self.encoding == WINDOWS_1252 { "Windows-1252" } else { self.encoding.name() }
    }

    /// What the reader should know of a guess.
    pub(super) fn remark(self, path: &str) -> Option<Remark> {
        let message = "neither UTF-8 nor UTF-16: read as Windows-1252, so letters beyond ASCII may be wrong";
        self.is_guessed.then(|| Remark::on_file(path, None, Topic::Encoding, message))
    }
}

fn is_utf8(source: &Source) -> Result<bool, Refusal> {
    let mut input = source.open()?;
    let mut bytes = Vec::with_capacity(BLOCK);
    loop {
        let already = bytes.len();
        input
            .by_ref()
            .take(BLOCK as u64)
            .read_to_end(&mut bytes)
            .map_err(|cause| Refusal::Unreadable(cause.to_string()))?;
        let ended = bytes.len() == already;
        match std::str::from_utf8(&bytes) {
            Ok(_) if ended => return Ok(true),
            Ok(_) => bytes.clear(),
            // The last letter of the block may be cut in half.
            Err(cut) if cut.error_len().is_none() && !ended => {
                bytes.drain(..cut.valid_up_to());
            }
            Err(_) => return Ok(false),
        }
    }
}

/// Decodes while it is read.
struct Utf8<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    /// Bytes of the text that were given out.
    given: usize,
    ended: bool,
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let read = self.input.read(&mut self.raw)?;
            self.ended = read == 0;
            self.text.clear();
            self.given = 0;
            let mut from = 0;
            loop {
                let room = self.decoder.max_utf8_buffer_length(read - from).unwrap_or(BLOCK * 4);
                self.text.reserve(room);
                let (result, taken, _) =
                    self.decoder.decode_to_string(&self.raw[from..read], &mut self.text, self.ended);
                from += taken;
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        let count = out.len().min(self.text.len() - self.given);
        out[..count].copy_from_slice(&self.text.as_bytes()[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
