//! CSV: a row for each person and finding, named as in JSON with nested names dotted.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{cited, place, write_people};
use crate::report::{FindingView, Person, Report, Source};

/// How cells are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialect {
    /// Also cells that a spreadsheet would take for a formula stay as they are.
    pub raw: bool,
    /// A byte order mark first, by which Excel knows UTF-8.
    pub bom: bool,
}

impl Dialect {
    pub(super) fn begin(self, out: &mut dyn Write) -> io::Result<()> {
        if self.bom { out.write_all("\u{feff}".as_bytes()) } else { Ok(()) }
    }

    pub(super) fn cell(self, text: &str) -> Cow<'_, str> {
        if self.raw { Cow::Borrowed(text) } else { without_formula(text) }
    }
}

/// An apostrophe before each line that a spreadsheet would take for a formula makes it a text.
fn without_formula(text: &str) -> Cow<'_, str> {
    if !text.split(['\n', '\r']).any(is_formula) {
        return Cow::Borrowed(text);
    }
    let guarded = |line: &str| if is_formula(line) { format!("'{line}") } else { line.to_owned() };
    Cow::Owned(text.split_inclusive(['\n', '\r']).map(guarded).collect())
}

/// Blanks before the sign do not count; a tab is such a sign itself.
fn is_formula(line: &str) -> bool {
    let is_blank = |letter: char| letter.is_whitespace() && !matches!(letter, '\t' | '\n' | '\r');
    let starts_one = |letter| matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    line.trim_start_matches(is_blank).starts_with(starts_one)
}

const COLUMNS: [&str; 36] = [
    "name",
    "upn",
    "object_guid",
    "immutable_id",
    "object_id",
    "sam_account_name",
    "mail_nickname",
    "primary_smtp",
    "sources.ad.path",
    "sources.ad.sheet",
    "sources.ad.row",
    "sources.ad.line",
    "sources.ad.more",
    "sources.entra.path",
    "sources.entra.sheet",
    "sources.entra.row",
    "sources.entra.line",
    "sources.entra.more",
    "sources.exchange.path",
    "sources.exchange.sheet",
    "sources.exchange.row",
    "sources.exchange.line",
    "sources.exchange.more",
    "matched_by.ad-entra",
    "matched_by.entra-exchange",
    "matched_by.ad-exchange",
    "state",
    "root_cause",
    "findings.case",
    "findings.severity",
    "findings.certainty",
    "findings.role",
    "findings.act",
    "findings.message",
    "findings.remedy",
    "findings.sources",
];
const LAST_COLUMNS: [&str; 3] = ["findings.evidence", "undecided.case", "undecided.missing"];

/// Writes the listed people; people without findings have one row.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, dialect: Dialect, out: &mut (dyn Write + Send)) -> io::Result<()> {
    dialect.begin(out)?;
    let mut writer = csv::Writer::from_writer(&mut *out);
    writer.write_record(COLUMNS.iter().chain(&LAST_COLUMNS))?;
    writer.flush()?;
    drop(writer);
    write_people(report, out, |_, person, bytes| {
        let mut writer = csv::Writer::from_writer(bytes);
        let mut write =
            |cells: Vec<String>| writer.write_record(cells.iter().map(|cell| dialect.cell(cell).into_owned()));
        if person.findings.is_empty() {
            write(cells(person, None))?;
        }
        for finding in &person.findings {
            write(cells(person, Some(finding)))?;
        }
        writer.flush()
    })
}

fn cells(person: &Person<'_>, finding: Option<&FindingView<'_>>) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let mut cells = vec![
        text(person.name),
        text(person.upn),
        text(person.object_guid.as_deref()),
        text(person.immutable_id.as_deref()),
        text(person.object_id.as_deref()),
        text(person.sam_account_name),
        text(person.mail_nickname),
        text(person.primary_smtp),
    ];
    for source in [&person.sources.ad, &person.sources.entra, &person.sources.exchange] {
        cells.extend(source_cells(source.as_ref()));
    }
    for pair in ["ad-entra", "entra-exchange", "ad-exchange"] {
        cells.push(text(person.matched_by.iter().find(|(own, _)| *own == pair).map(|(_, key)| *key)));
    }
    cells.push(person.state.to_owned());
    cells.push(text(person.root_cause));
    match finding {
        Some(finding) => cells.extend([
            finding.case.to_owned(),
            finding.severity.to_owned(),
            finding.certainty.to_owned(),
            finding.role.to_owned(),
            finding.act.to_owned(),
            finding.message.clone().into_owned(),
            finding.remedy.to_owned(),
            finding.sources.join("\n"),
            finding.evidence.iter().map(cited).collect::<Vec<_>>().join("\n"),
        ]),
        None => cells.resize(cells.len() + 9, String::new()),
    }
    cells.push(person.undecided.iter().map(|entry| entry.case).collect::<Vec<_>>().join("\n"));
    cells.push(person.undecided.iter().map(|entry| entry.missing.join(", ")).collect::<Vec<_>>().join("\n"));
    cells
}

fn source_cells(source: Option<&Source<'_>>) -> [String; 5] {
    let Some(source) = source else { return Default::default() };
    [
        source.path.to_owned(),
        source.sheet.unwrap_or_default().to_owned(),
        source.row.to_string(),
        source.line.map(|line| line.to_string()).unwrap_or_default(),
        source
            .more
            .iter()
            .map(|other| format!("{}:{}", place(other.path, other.sheet), other.row))
            .collect::<Vec<_>>()
            .join("\n"),
    ]
}
