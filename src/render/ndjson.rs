//! NDJSON: the report without people in the first line, then a person a line.

use std::io::{self, Write};

use super::{PerVerdict, json, write_people};
use crate::report::Report;

/// Writes the whole report.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut head = Vec::new();
    json::write_head(report, &mut head, "", "")?;
    // The last field has a comma behind it, for the people that follow in the other format.
    let head = head.strip_suffix(b",").unwrap_or(&head);
    out.write_all(b"{")?;
    out.write_all(head)?;
    out.write_all(b"}\n")?;
    let open_cases = PerVerdict::new(report);
    write_people(report, out, |at, person, bytes| {
        let write_open = |out: &mut Vec<u8>| json::write_open(person, out);
        json::write_person(person, bytes, |out| open_cases.write(report.verdict(at), out, write_open))?;
        bytes.push(b'\n');
        Ok(())
    })
}
