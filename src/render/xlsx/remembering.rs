//! Keeps the first error of a writer for later. A ZIP archive that is given up finishes itself and tells the terminal of
//! its failure; with this it does so in silence.

use std::io::{self, Write};

pub(super) struct Remembering<W> {
    out: W,
    first: io::Result<()>,
}

impl<W: Write> Remembering<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, first: Ok(()) }
    }

    /// Whether all was written.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.flush()?;
        self.first
    }
}

impl<W: Write> Write for Remembering<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.first.is_ok() {
            self.first = self.out.write_all(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.first.is_ok() {
            self.first = self.out.flush();
        }
        Ok(())
    }
}
