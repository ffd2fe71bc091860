//! JSON, version 1: the contract with scripts. One element of a list a line, so that reports can be compared.

use std::io::{self, Write};

use serde::Serialize;

use super::write_people;
use crate::error::Remark;
use crate::report::Report;

/// The version of the shape; it may gain fields, never lose or retype one.
pub const VERSION: u32 = 1;

/// A remark as it is written.
#[derive(Serialize)]
struct RemarkView<'r> {
    path: &'r str,
    sheet: Option<&'r str>,
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    column: Option<&'r str>,
    message: &'r str,
}

impl<'r> RemarkView<'r> {
    fn new(remark: &'r Remark) -> Self {
        Self {
            path: &remark.path,
            sheet: remark.sheet.as_deref(),
            row: remark.row,
            line: remark.line,
            column: remark.column.as_deref(),
            message: &remark.message,
        }
    }
}

/// Writes the whole report.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\n")?;
    write_head(report, out, "  ", "\n")?;
    out.write_all(b"  \"people\": [")?;
    write_people(report, out, |at, person, bytes| {
        bytes.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
        Ok(serde_json::to_writer(bytes, person)?)
    })?;
    out.write_all(if report.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

/// Writes everything but the people, each field with `indent` before and `end` behind it.
pub(super) fn write_head(report: &Report<'_>, out: &mut dyn Write, indent: &str, end: &str) -> io::Result<()> {
    let remarks: Vec<_> = report.remarks.iter().map(RemarkView::new).collect();
    field(out, indent, "format", &"mailgap-report", end)?;
    field(out, indent, "version", &VERSION, end)?;
    field(out, indent, "tool", &env!("CARGO_PKG_VERSION"), end)?;
    field(out, indent, "as_of", &report.as_of, end)?;
    list(out, indent, "inputs", &report.inputs, end)?;
    list(out, indent, "remarks", &remarks, end)?;
    field(out, indent, "summary", &report.summary, end)?;
    list(out, indent, "not_judged", &report.not_judged, end)?;
    list::<()>(out, indent, "tenant_findings", &[], end)
}

fn field(out: &mut dyn Write, indent: &str, name: &str, value: &impl Serialize, end: &str) -> io::Result<()> {
    write!(out, "{indent}\"{name}\": {},{end}", serde_json::to_string(value)?)
}

fn list<T: Serialize>(out: &mut dyn Write, indent: &str, name: &str, values: &[T], end: &str) -> io::Result<()> {
    write!(out, "{indent}\"{name}\": [")?;
    for (at, value) in values.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{end}{indent}{indent}{}", serde_json::to_string(value)?)?;
    }
    let close = if values.is_empty() { "" } else { end };
    let before = if values.is_empty() { "" } else { indent };
    write!(out, "{close}{before}],{end}")
}
