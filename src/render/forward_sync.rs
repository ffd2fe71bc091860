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
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for request in &report.forward_sync {
        let reason = format!("{}: {}", request.case, request.reason);
        let cells = [request.upn.unwrap_or_default(), &request.object_id, &reason, &request.date];
        writer.write_record(cells.map(|cell| dialect.cell(cell).into_owned()))?;
    }
    writer.flush()
}
