//! A workbook to sort and pivot: a summary with charts, people, a sheet for each root cause, and all evidence.
//!
//! Rows go to temporary files beside the report while they are written, so that a million of them need no memory.

mod remembering;
mod sheet;
mod summary;
mod tables;

use std::io::{self, BufWriter, Seek as _, Write};
use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::remembering::Remembering;
use self::sheet::{Column, Limits, Sheet, Value, cell_of, sheet_name};
use self::tables::{Ranges, copy_with_ranges};
use super::{cited, place};
use crate::cases::{self, Case};
use crate::error::Remark;
use crate::intake::{OWN_TITLE as TITLE, quietly};
use crate::report::{EvidenceView, FindingView, Person, Report, Source};
use crate::verdict::State;

/// So many people have their words made at once.
const PORTION: usize = 4096;

const SUMMARY: &str = "Summary";
const PEOPLE: &str = "People";
const EVIDENCE: &str = "Evidence";

/// Writes the workbook, and tells what Excel has no room for. `path` names it in these remarks; beside it are the temporary files.
///
/// # Errors
/// Those of `out` and of the temporary files.
pub fn render(report: &Report<'_>, path: &Path, out: &mut (dyn Write + Send)) -> io::Result<Vec<Remark>> {
    caught(|| write(report, Limits::EXCEL, path, out)).map_err(|cause| match cause {
        XlsxError::IoError(cause) => cause,
        other => io::Error::other(other.to_string()),
    })
}

/// Where a temporary file cannot be written, the crate panics.
fn caught<T>(write: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    let words = "the temporary files beside it could not be written: is the disk full?";
    quietly(write).unwrap_or_else(|| Err(XlsxError::IoError(io::Error::other(words))))
}

/// The sheets that are written while people pass by.
struct Passing<'c> {
    people: Sheet,
    causes: Vec<(&'c Case, Sheet)>,
    evidence: Sheet,
}

fn write(
    report: &Report<'_>,
    limits: Limits,
    path: &Path,
    out: &mut (dyn Write + Send),
) -> Result<Vec<Remark>, XlsxError> {
    let mut book = Workbook::new();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    book.set_tempdir(folder)?;
    book.set_properties(&properties(report));

    // The summary stands first, and is written last.
    book.add_worksheet().set_name(SUMMARY)?;
    let mut passing = Passing {
        people: Sheet::begin(&mut book, (PEOPLE, limits), Vec::new(), &PEOPLE_COLUMNS)?,
        causes: cause_sheets(report, limits, &mut book)?,
        evidence: Sheet::begin(&mut book, (EVIDENCE, limits), Vec::new(), &EVIDENCE_COLUMNS)?,
    };
    write_people(report, &mut passing)?;
    let Passing { people, causes, evidence } = passing;
    let mut sheets = vec![people];
    sheets.extend(causes.into_iter().map(|(_, sheet)| sheet));
    sheets.push(evidence);
    sheets.push(tenant_findings(report, limits, &mut book)?);
    sheets.push(not_judged(report, limits, &mut book)?);
    sheets.push(forward_sync(report, limits, &mut book)?);
    sheets.push(inputs(report, limits, &mut book)?);
    let name = path.display().to_string();
    let mut lost: Vec<Remark> = sheets.iter().flat_map(|sheet| sheet.remarks(&name)).collect();
    let remarks = remarks(report, &lost, limits, &mut book)?;
    lost.extend(remarks.remarks(&name));
    sheets.push(remarks);
    summary::write(report, &sheets, book.worksheet_from_index(0)?)?;
    let ranges: Ranges = sheets.iter().filter_map(Sheet::table_range).collect();
    for sheet in sheets {
        sheet.end(&mut book)?;
    }
    let mut file = tempfile::tempfile_in(folder)?;
    let mut saved = Remembering::new(BufWriter::new(&mut file));
    book.save_to_writer(&mut saved)?;
    saved.end()?;
    file.rewind()?;
    copy_with_ranges(file, &ranges, out)?;
    Ok(lost)
}

/// The same exports give the same bytes: the clock of the report is that of the exports.
fn properties(report: &Report<'_>) -> DocProperties {
    let properties = DocProperties::new().set_title(TITLE).set_author("mailgap").set_comment(format!(
        "as of {}, mailgap {}",
        report.as_of,
        env!("CARGO_PKG_VERSION")
    ));
    let as_of = ExcelDateTime::parse_from_str(report.as_of.trim_end_matches('Z'));
    match as_of.or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1)) {
        Ok(instant) => properties.set_creation_datetime(&instant),
        Err(_) => properties,
    }
}

fn count(number: usize) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}

/// An empty sheet for each root cause of somebody listed, the most frequent first; system accounts and their like last.
fn cause_sheets(
    report: &Report<'_>,
    limits: Limits,
    book: &mut Workbook,
) -> Result<Vec<(&'static Case, Sheet)>, XlsxError> {
    let mut is_root = vec![false; cases::catalogue().len()];
    for root in (0..report.len()).filter_map(|at| report.root(at)) {
        is_root[cases::position(root)] = true;
    }
    let expected: Vec<&Case> = report.causes().into_iter().map(|cause| cause.case).collect();
    let others = cases::catalogue().iter().copied().filter(|case| !expected.contains(case));
    let listed = expected.iter().copied().chain(others).filter(|case| is_root[cases::position(case)]);
    listed
        .map(|case| {
            let mut above = vec![
                Value::from(format!("{}: {}", case.id, case.title)),
                Value::from(case.why),
                Value::from(format!("Remedy ({}): {}", case.act.name(), case.remedy)),
            ];
            above.extend(case.sources.iter().map(|source| Value::link(source, (*source).to_owned())));
            above.push(Value::link("Back to the summary", cell_of(SUMMARY, 0)));
            Ok((case, Sheet::begin(book, (case.id, limits), above, &CAUSE_COLUMNS)?))
        })
        .collect()
}

/// Writes everybody to all sheets concerned; the words of the next portion are made meanwhile.
fn write_people(report: &Report<'_>, sheets: &mut Passing<'_>) -> Result<(), XlsxError> {
    let portion = |start: usize| -> Vec<Person<'_>> {
        let end = (start + PORTION).min(report.len());
        (start..end).into_par_iter().map(|at| report.person(at)).collect()
    };
    let mut people = portion(0);
    let mut next = PORTION;
    while !people.is_empty() {
        let (written, following) = rayon::join(
            || caught(|| people.iter().try_for_each(|person| sheets.write(person))),
            || if next < report.len() { portion(next) } else { Vec::new() },
        );
        written?;
        people = following;
        next += PORTION;
    }
    Ok(())
}

const PEOPLE_COLUMNS: [Column; 23] = [
    Column::new("person", 34),
    Column::new("name", 26),
    Column::new("upn", 34),
    Column::new("domain", 22),
    Column::new("state", 14),
    Column::new("root_cause", 30),
    Column::new("severity", 12),
    Column::new("certainty", 12),
    Column::new("act", 16),
    Column::new("message", 70),
    Column::new("remedy", 60),
    Column::new("other_findings", 34),
    Column::new("undecided", 34),
    Column::new("primary_smtp", 34),
    Column::new("mail_nickname", 20),
    Column::new("sam_account_name", 20),
    Column::new("object_guid", 38),
    Column::new("immutable_id", 28),
    Column::new("object_id", 38),
    Column::new("sources.ad", 28),
    Column::new("sources.entra", 28),
    Column::new("sources.exchange", 28),
    Column::new("matched_by", 34),
];

const CAUSE_COLUMNS: [Column; 11] = [
    Column::new("person", 34),
    Column::new("upn", 34),
    Column::new("state", 14),
    // By it a list made of this sheet is known, and not taken for an export.
    Column::new("root_cause", 30),
    Column::new("message", 70),
    Column::new("evidence", 70),
    Column::new("other_findings", 34),
    Column::new("primary_smtp", 34),
    Column::new("sam_account_name", 20),
    Column::new("object_guid", 38),
    Column::new("object_id", 38),
];

const EVIDENCE_COLUMNS: [Column; 18] = [
    Column::new("person", 34),
    Column::new("upn", 34),
    Column::new("state", 14),
    Column::new("root_cause", 30),
    Column::new("case", 30),
    Column::new("severity", 12),
    Column::new("certainty", 12),
    Column::new("role", 12),
    Column::new("act", 16),
    Column::new("message", 60),
    Column::new("path", 28),
    Column::new("sheet", 14),
    Column::new("row", 8),
    Column::new("line", 8),
    Column::new("column", 26),
    Column::new("value", 40),
    Column::new("searched", 10),
    Column::new("for", 34),
];

impl Passing<'_> {
    fn write(&mut self, person: &Person<'_>) -> Result<(), XlsxError> {
        let row = self.people.next();
        // Links lead to rows that are there.
        let to_person = self.people.has_room(row).then(|| cell_of(PEOPLE, row));
        let cause = person.root_cause.and_then(|root| self.causes.iter_mut().find(|(case, _)| case.id == root));
        if let Some((_, sheet)) = cause {
            sheet.write(cause_row(person, to_person.as_deref()))?;
        }
        self.people.write(person_row(person))?;
        for finding in &person.findings {
            if finding.evidence.is_empty() {
                self.evidence.write(evidence_row(person, finding, None, to_person.as_deref()))?;
            }
            for cell in &finding.evidence {
                self.evidence.write(evidence_row(person, finding, Some(cell), to_person.as_deref()))?;
            }
        }
        Ok(())
    }
}

fn person_row<'a>(person: &'a Person<'_>) -> Vec<Value<'a>> {
    let leading = person.leading();
    let domain = person.upn.and_then(|upn| upn.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase());
    let undecided: Vec<_> = person.undecided.iter().map(|open| open.case).collect();
    let matched: Vec<_> = person.matched_by.iter().map(|(pair, key)| format!("{pair}: {key}")).collect();
    let source = |source: &Option<Source<'_>>| {
        source.as_ref().map_or(Value::Nothing, |source| {
            Value::from(format!("{}:{}", place(source.path, source.sheet), source.row))
        })
    };
    vec![
        person.shown_name().into(),
        person.name.into(),
        person.upn.into(),
        domain.map_or(Value::Nothing, Value::from),
        person.state.into(),
        person.root_cause.map_or(Value::Nothing, |root| Value::link(root, cell_of(&sheet_name(root), 0))),
        leading.map(|finding| finding.severity).into(),
        leading.map(|finding| finding.certainty).into(),
        leading.map(|finding| finding.act).into(),
        leading.map(|finding| &*finding.message).into(),
        leading.map(|finding| finding.remedy).into(),
        other_findings(person),
        undecided.join(", ").into(),
        person.primary_smtp.into(),
        person.mail_nickname.into(),
        person.sam_account_name.into(),
        person.object_guid.as_deref().into(),
        person.immutable_id.as_deref().into(),
        person.object_id.as_deref().into(),
        source(&person.sources.ad),
        source(&person.sources.entra),
        source(&person.sources.exchange),
        matched.join(", ").into(),
    ]
}

fn other_findings(person: &Person<'_>) -> Value<'static> {
    let leading = person.leading().map(|finding| finding.case);
    let others = person.findings.iter().map(|finding| finding.case).filter(|case| Some(*case) != leading);
    others.collect::<Vec<_>>().join(", ").into()
}

/// The name of a person, as a link to the row of the sheet of people.
fn named<'a>(person: &'a Person<'_>, to_person: Option<&str>) -> Value<'a> {
    let name = person.shown_name();
    to_person.map_or(Value::from(name), |to| Value::link(name, to.to_owned()))
}

fn cause_row<'a>(person: &'a Person<'_>, to_person: Option<&str>) -> Vec<Value<'a>> {
    let leading = person.leading();
    let evidence: Vec<_> = leading.iter().flat_map(|finding| &finding.evidence).map(cited).collect();
    vec![
        named(person, to_person),
        person.upn.into(),
        person.state.into(),
        person.root_cause.into(),
        leading.map(|finding| &*finding.message).into(),
        evidence.join(" | ").into(),
        other_findings(person),
        person.primary_smtp.into(),
        person.sam_account_name.into(),
        person.object_guid.as_deref().into(),
        person.object_id.as_deref().into(),
    ]
}

fn evidence_row<'a>(
    person: &'a Person<'_>,
    finding: &'a FindingView<'_>,
    cell: Option<&'a EvidenceView<'_>>,
    to_person: Option<&str>,
) -> Vec<Value<'a>> {
    let mut values = vec![
        named(person, to_person),
        person.upn.into(),
        person.state.into(),
        person.root_cause.into(),
        finding.case.into(),
        finding.severity.into(),
        finding.certainty.into(),
        finding.role.into(),
        finding.act.into(),
        (&*finding.message).into(),
    ];
    if let Some(cell) = cell {
        values.extend([
            cell.path.into(),
            cell.sheet.into(),
            cell.row.into(),
            cell.line.into(),
            cell.column.into(),
            cell.value.as_deref().into(),
            cell.searched.map_or(Value::Nothing, Value::Number),
            cell.sought.as_deref().into(),
        ]);
    }
    values
}

fn tenant_findings(report: &Report<'_>, limits: Limits, book: &mut Workbook) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 9] = [
        Column::new("case", 30),
        Column::new("people", 10),
        Column::new("severity", 12),
        Column::new("certainty", 12),
        Column::new("act", 16),
        Column::new("message", 80),
        Column::new("remedy", 70),
        Column::new("evidence", 70),
        Column::new("source", 70),
    ];
    let mut sheet = Sheet::begin(book, ("Tenant", limits), Vec::new(), &COLUMNS)?;
    for finding in &report.tenant_findings {
        sheet.write(vec![
            finding.case.into(),
            Value::Number(finding.people),
            finding.severity.into(),
            finding.certainty.into(),
            finding.act.into(),
            (&*finding.message).into(),
            finding.remedy.into(),
            finding.evidence.iter().map(cited).collect::<Vec<_>>().join(" | ").into(),
            first_source(finding.sources),
        ])?;
    }
    Ok(sheet)
}

fn first_source(sources: &'static [&'static str]) -> Value<'static> {
    sources.first().map_or(Value::Nothing, |source| Value::link(source, (*source).to_owned()))
}

fn not_judged(report: &Report<'_>, limits: Limits, book: &mut Workbook) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 4] =
        [Column::new("case", 36), Column::new("people", 10), Column::new("missing", 80), Column::new("export", 40)];
    let mut sheet = Sheet::begin(book, ("Not judged", limits), Vec::new(), &COLUMNS)?;
    for entry in &report.not_judged {
        let missing = entry.missing.join(", ");
        let values =
            vec![entry.case.into(), Value::Number(entry.people), missing.into(), entry.export.as_deref().into()];
        sheet.write(values)?;
    }
    Ok(sheet)
}

fn forward_sync(report: &Report<'_>, limits: Limits, book: &mut Workbook) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 6] = [
        Column::new("upn", 34),
        Column::new("object_id", 38),
        Column::new("state", 14),
        Column::new("root_cause", 30),
        Column::new("reason", 90),
        Column::new("date", 22),
    ];
    let mut sheet = Sheet::begin(book, ("Forward sync", limits), Vec::new(), &COLUMNS)?;
    for request in &report.forward_sync {
        sheet.write(vec![
            request.upn.into(),
            (&*request.object_id).into(),
            State::Blocked.name().into(),
            request.case.into(),
            request.reason.as_str().into(),
            request.date.as_str().into(),
        ])?;
    }
    Ok(sheet)
}

fn inputs(report: &Report<'_>, limits: Limits, book: &mut Workbook) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 14] = [
        Column::new("path", 40),
        Column::new("sheet", 16),
        Column::new("kind", 22),
        Column::new("producer", 24),
        Column::new("told_by", 12),
        Column::new("encoding", 14),
        Column::new("delimiter", 10),
        Column::new("header_row", 12),
        Column::new("rows", 10),
        Column::new("rows_set_aside", 16),
        Column::new("rows_unread", 14),
        Column::new("set_aside", 40),
        Column::new("newest", 22),
        Column::new("sha256", 68),
    ];
    let mut sheet = Sheet::begin(book, ("Inputs", limits), Vec::new(), &COLUMNS)?;
    for input in &report.inputs {
        let aside: Vec<_> = input.set_aside.iter().map(|(reason, rows)| format!("{rows} {reason}")).collect();
        sheet.write(vec![
            input.path.as_str().into(),
            input.sheet.as_deref().into(),
            input.kind.into(),
            input.producer.into(),
            input.told_by.into(),
            input.encoding.into(),
            input.delimiter.as_deref().into(),
            input.header_row.into(),
            Value::Number(input.rows),
            Value::Number(input.rows_set_aside),
            Value::Number(input.rows_unread),
            aside.join(", ").into(),
            input.newest.as_deref().into(),
            input.sha256.as_deref().into(),
        ])?;
    }
    Ok(sheet)
}

fn remarks(report: &Report<'_>, lost: &[Remark], limits: Limits, book: &mut Workbook) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 6] = [
        Column::new("path", 40),
        Column::new("sheet", 20),
        Column::new("row", 8),
        Column::new("line", 8),
        Column::new("column", 26),
        Column::new("message", 120),
    ];
    let mut sheet = Sheet::begin(book, ("Remarks", limits), Vec::new(), &COLUMNS)?;
    // What this workbook leaves out comes first.
    for remark in lost.iter().chain(&report.remarks) {
        sheet.write(vec![
            remark.path.as_str().into(),
            remark.sheet.as_deref().into(),
            remark.row.into(),
            remark.line.into(),
            remark.column.as_deref().into(),
            remark.message.as_str().into(),
        ])?;
    }
    Ok(sheet)
}
