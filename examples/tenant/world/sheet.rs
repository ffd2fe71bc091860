//! Rows as bytes: what a CSV file is written in, and with which signs.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::rows::Row;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    pub(crate) delimiter: char,
    /// Whether all cells stand in quotes, as PowerShell 5.1 writes them, or only those that must.
    pub(crate) quotes_all: bool,
    pub(crate) line_end: &'static str,
    pub(crate) encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Encoding {
    Utf8,
    /// With a byte order mark.
    Utf8Bom,
    /// With a byte order mark.
    Utf16le,
}

impl Dialect {
    /// What PowerShell 7 writes.
    pub(crate) const PLAIN: Self = Self { delimiter: ',', quotes_all: false, line_end: "\n", encoding: Encoding::Utf8 };
}

/// A file under way.
pub(super) struct Sheet {
    out: BufWriter<File>,
    dialect: Dialect,
    /// The row under way, kept for its memory.
    line: String,
    bytes: Vec<u8>,
}

impl Sheet {
    /// Begins a file with the names of `row`.
    pub(super) fn create(path: &Path, dialect: Dialect, row: &Row<'_>) -> io::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "these are no reports")]
        let out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let mut sheet = Self { out, dialect, line: String::new(), bytes: Vec::new() };
        if dialect.encoding != Encoding::Utf8 {
            sheet.line.push('\u{feff}');
        }
        sheet.write(row.iter().map(|(name, _)| *name))?;
        Ok(sheet)
    }

    pub(super) fn push(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.write(row.iter().map(|(_, cell)| &**cell))
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn write<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        let Dialect { delimiter, quotes_all, line_end, encoding } = self.dialect;
        for (number, cell) in cells.enumerate() {
            if number > 0 {
                self.line.push(delimiter);
            }
            if quotes_all || cell.contains([delimiter, '"', '\n']) {
                self.line.push('"');
                for sign in cell.chars() {
                    match sign {
                        '"' => self.line.push_str("\"\""),
                        '\n' => self.line.push_str(line_end),
                        _ => self.line.push(sign),
                    }
                }
                self.line.push('"');
            } else {
                self.line.push_str(cell);
            }
        }
        self.line.push_str(line_end);
        if encoding == Encoding::Utf16le {
            self.bytes.clear();
            self.bytes.extend(self.line.encode_utf16().flat_map(u16::to_le_bytes));
            self.out.write_all(&self.bytes)?;
        } else {
            self.out.write_all(self.line.as_bytes())?;
        }
        self.line.clear();
        Ok(())
    }
}
