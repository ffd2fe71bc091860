//! JSON, version 1: the contract with scripts. One element of a list a line, so that reports can be compared.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use foldhash::quality::RandomState;
use serde::Serialize;

use super::{PerVerdict, number, write_people};
use crate::cases::{self, Case};
use crate::eight;
use crate::error::Remark;
use crate::report::{EvidenceView, FindingView, Person, Report, Source, Sources};

/// The version of the shape; it may gain fields, never lose or retype one.
pub const VERSION: u32 = 1;

/// A remark as it is written.
#[derive(Serialize)]
pub(super) struct RemarkView<'r> {
    path: &'r str,
    sheet: Option<&'r str>,
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    column: Option<&'r str>,
    message: &'r str,
}

impl<'r> RemarkView<'r> {
    pub(super) fn new(remark: &'r Remark) -> Self {
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
pub fn render(report: &Report<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    out.write_all(b"{\n")?;
    write_head(report, out, "  ", "\n")?;
    out.write_all(b"  \"people\": [")?;
    let open_cases = PerVerdict::new(report);
    write_people(report, out, |at, person, bytes| {
        bytes.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
        write_person(person, bytes, |out| open_cases.write(report.verdict(at), out, |out| write_open(person, out)))
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
    list(out, indent, "more_exports", &report.more_exports, end)?;
    list(out, indent, "tenant_findings", &report.tenant_findings, end)?;
    list(out, indent, "forward_sync", &report.forward_sync, end)
}

pub(super) fn field(
    out: &mut dyn Write,
    indent: &str,
    name: &str,
    value: &impl Serialize,
    end: &str,
) -> io::Result<()> {
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

/// Writes a person as `serde_json` would, several times as fast: reports have a million of them. A test holds both
/// against each other.
pub(super) fn write_person(
    person: &Person<'_>,
    out: &mut Vec<u8>,
    write_open: impl FnOnce(&mut Vec<u8>),
) -> io::Result<()> {
    out.extend_from_slice(b"{\"name\":");
    text(person.name, out)?;
    for (name, value) in [
        (&b",\"upn\":"[..], person.upn),
        (b",\"object_guid\":", person.object_guid.as_deref()),
        (b",\"immutable_id\":", person.immutable_id.as_deref()),
        (b",\"object_id\":", person.object_id.as_deref()),
        (b",\"sam_account_name\":", person.sam_account_name),
        (b",\"mail_nickname\":", person.mail_nickname),
        (b",\"primary_smtp\":", person.primary_smtp),
    ] {
        out.extend_from_slice(name);
        text(value, out)?;
    }
    let Sources { ad, entra, exchange } = &person.sources;
    for (name, source) in [(&b",\"sources\":{\"ad\":"[..], ad), (b",\"entra\":", entra), (b",\"exchange\":", exchange)]
    {
        out.extend_from_slice(name);
        match source {
            Some(source) => write_source(source, out)?,
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(b"},\"matched_by\":{");
    for (at, (pair, key)) in person.matched_by.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b"," });
        word(pair, out);
        out.push(b':');
        word(key, out);
    }
    out.extend_from_slice(b"},\"state\":");
    word(person.state, out);
    out.extend_from_slice(b",\"root_cause\":");
    text(person.root_cause, out)?;
    out.extend_from_slice(b",\"findings\":[");
    for (at, finding) in person.findings.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b"," });
        write_finding(finding, out)?;
    }
    out.extend_from_slice(b"],\"undecided\":[");
    write_open(out);
    out.extend_from_slice(b"]}");
    Ok(())
}

pub(super) fn write_open(person: &Person<'_>, out: &mut Vec<u8>) {
    for (at, open) in person.undecided.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"case\":" } else { b",{\"case\":" });
        word(open.case, out);
        out.extend_from_slice(b",\"missing\":[");
        for (at, label) in open.missing.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"" } else { b"," });
            word(label, out);
        }
        out.extend_from_slice(b"]}");
    }
}

/// Of each case what all its findings say: remedy and sources, escaped once instead of for everybody.
static WORDS: LazyLock<HashMap<&str, Vec<u8>, RandomState>> = LazyLock::new(|| {
    let words = |case: &&Case| {
        let mut words = b",\"remedy\":".to_vec();
        serde_json::to_writer(&mut words, case.remedy).expect("a text can be written");
        words.extend_from_slice(b",\"sources\":");
        serde_json::to_writer(&mut words, case.sources).expect("texts can be written");
        (case.id, words)
    };
    cases::catalogue().iter().map(words).collect()
});

fn write_finding(finding: &FindingView<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    for (name, value) in [
        (&b"{\"case\":"[..], finding.case),
        (b",\"severity\":", finding.severity),
        (b",\"certainty\":", finding.certainty),
        (b",\"role\":", finding.role),
        (b",\"act\":", finding.act),
    ] {
        out.extend_from_slice(name);
        word(value, out);
    }
    out.extend_from_slice(b",\"message\":");
    text(Some(&finding.message), out)?;
    out.extend_from_slice(WORDS.get(finding.case).map_or(&[], Vec::as_slice));
    out.extend_from_slice(b",\"evidence\":[");
    for (at, evidence) in finding.evidence.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"path\":" } else { b",{\"path\":" });
        write_evidence(evidence, out)?;
    }
    out.extend_from_slice(b"]}");
    Ok(())
}

fn write_evidence(evidence: &EvidenceView<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    text(Some(evidence.path), out)?;
    out.extend_from_slice(b",\"sheet\":");
    text(evidence.sheet, out)?;
    out.extend_from_slice(b",\"row\":");
    match evidence.row {
        Some(row) => number(row, out),
        None => out.extend_from_slice(b"null"),
    }
    if let Some(line) = evidence.line {
        out.extend_from_slice(b",\"line\":");
        number(line, out);
    }
    out.extend_from_slice(b",\"column\":");
    text(Some(evidence.column), out)?;
    out.extend_from_slice(b",\"value\":");
    text(evidence.value.as_deref(), out)?;
    if let Some(searched) = evidence.searched {
        out.extend_from_slice(b",\"searched\":");
        serde_json::to_writer(&mut *out, &searched)?;
    }
    if let Some(sought) = &evidence.sought {
        out.extend_from_slice(b",\"for\":");
        text(Some(sought), out)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_source(source: &Source<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(b"{\"path\":");
    text(Some(source.path), out)?;
    out.extend_from_slice(b",\"sheet\":");
    text(source.sheet, out)?;
    out.extend_from_slice(b",\"row\":");
    number(source.row, out);
    if let Some(line) = source.line {
        out.extend_from_slice(b",\"line\":");
        number(line, out);
    }
    if !source.more.is_empty() {
        out.extend_from_slice(b",\"more\":");
        serde_json::to_writer(&mut *out, &source.more)?;
    }
    out.push(b'}');
    Ok(())
}

/// A text in quotes; only texts that need it are escaped letter by letter.
fn text(value: Option<&str>, out: &mut Vec<u8>) -> io::Result<()> {
    match value {
        None => out.extend_from_slice(b"null"),
        Some(value) if needs_escape(value.as_bytes()) => serde_json::to_writer(out, value)?,
        Some(value) => word(value, out),
    }
    Ok(())
}

/// A text of this program, which never needs escaping.
fn word(value: &str, out: &mut Vec<u8>) {
    out.reserve(value.len() + 2);
    out.push(b'"');
    out.extend_from_slice(value.as_bytes());
    out.push(b'"');
}

/// Whether any byte cannot stand in a text of JSON as it is: control characters, quotes and backslashes, sought in eight
/// bytes at once.
fn needs_escape(text: &[u8]) -> bool {
    let found = |letters| eight::below(letters, b' ') | eight::equal(letters, b'"') | eight::equal(letters, b'\\');
    eight::eights(text, b' ').fold(0, |sum, letters| sum | found(letters)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Undecided;
    use std::borrow::Cow;

    #[test]
    fn people_are_written_as_serde_would_write_them() {
        let source = |more| Source { path: "a \"b\".csv", sheet: Some("S"), row: 4, line: Some(5), more };
        let case = cases::find("upn-empty").unwrap();
        let finding = |evidence| FindingView {
            case: case.id,
            severity: "blocks",
            certainty: "certain",
            role: "root",
            act: "ad-admin",
            message: "\"no\" UPN".into(),
            remedy: case.remedy,
            sources: case.sources,
            evidence,
        };
        let cell = || EvidenceView {
            path: "a \"b\".csv",
            sheet: None,
            row: Some(4_294_967_295),
            line: Some(10),
            column: "UPN",
            value: Some("a\tb".into()),
            searched: None,
            sought: None,
        };
        let absence = EvidenceView {
            row: None,
            line: None,
            value: None,
            searched: Some(41_233),
            sought: Some("anna\\".into()),
            sheet: Some("S"),
            ..cell()
        };
        let person = Person {
            name: Some("Anna \\ \"B\"\u{1}\n é"),
            upn: None,
            object_guid: crate::guid::Guid::from_text("d08f810b-a35c-49a8-a4cd-c6923dfc031e")
                .map(crate::guid::Guid::text),
            immutable_id: Some("x==".into()),
            object_id: None,
            sam_account_name: Some(""),
            mail_nickname: Some("anna"),
            primary_smtp: Some("anna@contoso.example"),
            sources: Sources {
                ad: Some(source(vec![source(Vec::new())])),
                entra: None,
                exchange: Some(source(Vec::new())),
            },
            matched_by: vec![("ad-entra", "upn"), ("entra-exchange", "object-id")],
            state: "blocked",
            root_cause: Some("upn-empty"),
            findings: vec![finding(Vec::new()), finding(vec![cell(), absence])],
            undecided: Cow::Owned(vec![
                Undecided { case: "a", missing: vec!["x: Y", "z: Z"] },
                Undecided { case: "b", missing: Vec::new() },
            ]),
            hidden: 0,
            not_expected: None,
        };
        let mut written = Vec::new();
        write_person(&person, &mut written, |out| write_open(&person, out)).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), serde_json::to_string(&person).unwrap());
    }

    #[test]
    fn every_letter_that_needs_it_is_escaped_wherever_it_stands() {
        for letter in (0..=0xFFu8).map(char::from) {
            for at in 0..20 {
                let value = format!("{}{letter}{}", "x".repeat(at), "é".repeat(20 - at));
                let mut written = Vec::new();
                text(Some(&value), &mut written).unwrap();
                assert_eq!(String::from_utf8(written).unwrap(), serde_json::to_string(&value).unwrap());
            }
        }
    }
}
