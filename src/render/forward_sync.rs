//! The forward-sync request: CSV to paste into a ticket at Microsoft, a row for each person who needs it.

use std::io::{self, Write};

use super::csv::Dialect;
use crate::report::Report;

/// The header, which tells our own requests when a folder is read again.
const COLUMNS: [&str; 4] = ["UPN", "Object id", "Reason", "Date"];

/// Writes the request.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, dialect: Dialect, out: &mut dyn Write) -> io::Result<()> {
    dialect.begin(out)?;
    dialect.write_row(COLUMNS, out)?;
    for request in &report.forward_sync {
        let reason = format!("{}: {}", request.case, request.reason);
        dialect.write_row([request.upn.unwrap_or_default(), &request.object_id, &reason, &request.date], out)?;
    }
    Ok(())
}
