//! The rows of a table as they were read: CSV by RFC 4180, in UTF-8.

use std::io::{self, Write};

use crate::intake::Table;

/// Writes header and rows; nothing is cut, mapped or mended further.
///
/// # Errors
/// Only those of `out`.
pub fn render(tables: &[&Table], out: &mut dyn Write) -> io::Result<()> {
    for table in tables {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
        writer.write_record(&table.header)?;
        for (_, cells) in &table.rows_read {
            writer.write_record(cells)?;
        }
        writer.flush()?;
    }
    Ok(())
}
