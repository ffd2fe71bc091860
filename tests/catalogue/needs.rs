//! Proves that the columns a case says it needs are those its answer hangs on: each column of each sample is taken away
//! in turn, and the answers are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::mem;
use std::path::Path;

use mailgap::cases::{self, Answer, Case, Evidence, Facts};
use mailgap::instant::Instant;
use mailgap::intake::{self, Exports, Forced, Request, Silent, Table};
use mailgap::schema::{Field, FieldSet, Kind, Shape, ad, entra, exchange, sync_error};
use mailgap::tenant::{Given, Tenant};
use rayon::prelude::*;

use super::files::repository;
use super::samples::{SAMPLES, Sample};

/// Columns by which rows are joined: without them there are other people, and what is found of these says nothing
/// about the cases, but for the one the sample is made for.
static JOIN_KEYS: &[Field] = &[
    ad::GUID,
    ad::CONSISTENCY,
    ad::COMPUTED_ID,
    ad::SID,
    ad::MASTER_SID,
    ad::EXTERNAL_ID,
    ad::UPN,
    ad::NICKNAME,
    ad::MAIL,
    ad::PRIMARY,
    ad::PROXIES,
    entra::ID,
    entra::IMMUTABLE_ID,
    entra::SID,
    entra::UPN,
    entra::AD_UPN,
    entra::MAIL,
    entra::NICKNAME,
    entra::PROXIES,
    exchange::ID,
    exchange::UPN,
    exchange::LIVE_ID,
    exchange::SERVICES_ID,
    exchange::ALIAS,
    exchange::PRIMARY,
    exchange::ADDRESSES,
];

/// Columns that tell what kind of object a row is: without them it is another one, and of what is found of that the same holds.
static KINDS_OF_ROWS: &[Field] = &[ad::CLASS, exchange::DELETED, exchange::INACTIVE];

/// Columns of other exports with what a need tells by the name it has in the newest ones.
static STAND_INS: &[(Field, Field)] = &[
    (entra::LICENSES, entra::ASSIGNED_LICENSES),
    (entra::BLOCKED, entra::ENABLED),
    (entra::ERRORS, entra::SERVICE_ERRORS),
    (entra::VALIDATION, entra::SERVICE_ERRORS),
    (entra::LAST_SYNC, entra::SYNCED),
    (sync_error::DETAIL, sync_error::CATEGORY),
];

/// Columns by which accounts of systems are known, of which no mailbox is expected.
static SYSTEM_ACCOUNTS: &[Field] = &[ad::SAM, ad::DN, ad::CRITICAL];

/// What a case says of a person, who is known by the file and row of the first record.
pub(super) type Answers = BTreeMap<(&'static str, String), Said>;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Said {
    Clear,
    /// Everything that is shown of the finding.
    Found(String),
    Undecidable(FieldSet),
}

/// One column of one sample, and what changes without it.
struct Removal<'s> {
    sample: &'s Sample,
    field: Field,
    before: &'s Answers,
    after: &'s Answers,
}

#[test]
fn a_case_needs_the_columns_its_answer_hangs_on_and_no_others() {
    let judged: Vec<_> = SAMPLES.par_iter().map(|sample| (sample, removals(sample))).collect();
    let removals: Vec<Removal<'_>> = judged
        .iter()
        .flat_map(|(sample, (before, removed))| {
            removed.iter().map(move |(field, after)| Removal { sample, field: *field, before, after })
        })
        .collect();

    let mut faults = BTreeSet::new();
    for case in cases::catalogue() {
        let own: Vec<_> = removals.iter().filter(|removal| removal.sample.case == case.id).collect();
        for field in case.needs {
            if !own.iter().any(|removal| removal.field == *field && removal.changes(case)) {
                faults.insert(format!("{} says it needs {}, and no sample shows it", case.id, field.label()));
            }
        }
    }
    for removal in &removals {
        let joins = JOIN_KEYS.contains(&removal.field);
        let concerned = |case: &Case| !joins || case.id == removal.sample.case;
        for (case, missing) in removal.newly_undecided().filter(|(case, _)| concerned(case)) {
            for field in missing.iter().filter(|field| !may_hang_on(case, *field)) {
                let (folder, label) = (&removal.sample.folder, field.label());
                faults.insert(format!("{} hangs on {label}, which it does not need ({folder})", case.id));
            }
        }
    }
    for removal in removals.iter().filter(|removal| !tells_rows(removal.field)) {
        for case in removal.turned().filter(|case| !may_hang_on(case, removal.field)) {
            let (folder, label) = (&removal.sample.folder, removal.field.label());
            faults.insert(format!("{} turns without {label}, which it does not need ({folder})", case.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Whether other rows join, or other objects are seen in them, without a column.
fn tells_rows(field: Field) -> bool {
    JOIN_KEYS.contains(&field) || KINDS_OF_ROWS.contains(&field)
}

/// Whether the answer of a case may hang on a column: it needs it or the one that it stands for, or it tells whether a
/// mailbox is expected of somebody at all.
fn may_hang_on(case: &Case, field: Field) -> bool {
    let stands_for = |(other, meant): &(Field, Field)| *other == field && case.needs.contains(meant);
    case.needs.contains(&field)
        || STAND_INS.iter().any(stands_for)
        || cases::EXPECTED.contains(&field)
        || SYSTEM_ACCOUNTS.contains(&field)
}

impl Removal<'_> {
    fn changes(&self, case: &Case) -> bool {
        let of_case = |answers: &Answers| {
            let own = answers.iter().filter(|((id, _), said)| *id == case.id && **said != Said::Clear);
            own.map(|((_, who), said)| (who.clone(), said.clone())).collect::<Vec<_>>()
        };
        of_case(self.before) != of_case(self.after)
    }

    /// Cases that are found, clear or undecided for somebody only without the column.
    fn turned(&self) -> impl Iterator<Item = &'static Case> {
        self.after.iter().filter_map(|(key, said)| {
            let turned = mem::discriminant(self.before.get(key)?) != mem::discriminant(said);
            turned.then(|| cases::find(key.0)).flatten()
        })
    }

    /// Cases that are undecided for somebody only without the column, and what they hang on.
    fn newly_undecided(&self) -> impl Iterator<Item = (&'static Case, FieldSet)> {
        self.after.iter().filter_map(|(key, said)| {
            let was_open = matches!(self.before.get(key), Some(Said::Undecidable(_)));
            match said {
                Said::Undecidable(missing) if !was_open => Some((cases::find(key.0)?, *missing)),
                _ => None,
            }
        })
    }
}

/// The columns of an export whose cells are kept, with the fields they feed.
pub(super) fn columns(path: &str, kind: Kind) -> Vec<(String, Field)> {
    let (_, text) = split_type_line(path);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let headers = table.headers().unwrap().iter().map(|header| header.trim_start_matches('\u{feff}').to_owned());
    let named = headers.filter_map(|header| Some((header.clone(), Field::named(kind, &header)?)));
    named.filter(|(_, field)| field.shape() != Shape::Named).collect()
}

/// What PowerShell writes before the header, and the rest.
pub(super) fn split_type_line(path: &str) -> (String, String) {
    let text = fs::read_to_string(repository(path)).unwrap();
    match text.split_once('\n') {
        Some((first, rest)) if first.trim_start_matches('\u{feff}').starts_with("#TYPE") => {
            (format!("{first}\n"), rest.to_owned())
        }
        _ => (String::new(), text),
    }
}

/// A file without one of its columns.
fn without(path: &str, column: &str) -> Vec<u8> {
    let (first, text) = split_type_line(path);
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut written = csv::Writer::from_writer(first.into_bytes());
    let mut at = None;
    for row in table.records().map(Result::unwrap) {
        let at = *at.get_or_insert_with(|| {
            row.iter().position(|header| header.trim_start_matches('\u{feff}') == column).unwrap()
        });
        written.write_record(row.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, cell)| cell)).unwrap();
    }
    written.into_inner().unwrap()
}

/// Takes the columns of a sample away in turn. Only the file that lost a column is read again.
fn removals(sample: &Sample) -> (Answers, Vec<(Field, Answers)>) {
    let mut exports = Exports::default();
    for (path, kind) in sample.inputs() {
        exports.tables.push(table(&repository(path), kind).unwrap_or_else(|| panic!("{path} cannot be used")));
    }
    let as_of = Instant::as_of(sample.report["as_of"].as_str().unwrap());
    let given = Given { as_of, config: sample.config(), ..Given::default() };

    let before = answers(&exports, &given);
    let mut after = Vec::new();
    for (at, (path, kind)) in sample.inputs().enumerate() {
        for (header, field) in columns(path, kind) {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(&without(path, &header)).unwrap();
            let whole = exports.tables.remove(at);
            // Without a key the file is of no use.
            let rest = table(file.path(), kind);
            let is_usable = rest.is_some();
            if let Some(rest) = rest {
                exports.tables.insert(at, rest);
            }
            after.push((field, answers(&exports, &given)));
            if is_usable {
                exports.tables.remove(at);
            }
            exports.tables.insert(at, whole);
        }
    }
    (before, after)
}

/// Reads a file; `None` where it cannot be used.
pub(super) fn table(path: &Path, kind: Kind) -> Option<Table> {
    let forced = vec![Forced { kind, path: path.to_str().unwrap().to_owned(), sheet: None }];
    let request = Request { paths: Vec::new(), forced, encoding: None, hash: false, rows: false };
    intake::read(&request, &Silent).unwrap().usable().ok()?.tables.pop()
}

/// What every case says of everybody.
pub(super) fn answers(exports: &Exports, given: &Given) -> Answers {
    let tenant = Tenant::join(exports, given);
    let mut answers = Answers::new();
    for number in tenant.numbers() {
        let facts = Facts::new(tenant.subject(number));
        let (_, row) = facts.subject.place();
        let side = if facts.subject.ad.is_some() { "ad" } else { "cloud" };
        for case in cases::catalogue() {
            answers.insert((case.id, format!("{side} {row}")), said(&(case.check)(&facts)));
        }
    }
    for found in cases::examine_tenant(&tenant) {
        answers.insert((found.case.id, "tenant".to_owned()), said(&Answer::Found(found.finding)));
    }
    answers
}

fn said(answer: &Answer<'_>) -> Said {
    match answer {
        Answer::Clear => Said::Clear,
        Answer::Undecidable(fields) => Said::Undecidable(*fields),
        Answer::Found(finding) => {
            let cells = finding.evidence.iter().map(|evidence| match evidence {
                Evidence::Cell(cell) => format!("{:?} {:?}", cell.field, cell.record.shown_in(cell.row, cell.field)),
                Evidence::Entry(cell, entry) => format!("{:?} {entry}", cell.field),
                Evidence::Absence { column, searched, sought, .. } => format!("{column} {searched} {sought}"),
            });
            let cells: Vec<_> = cells.collect();
            Said::Found(format!("{:?} {} {} {cells:?}", finding.severity, finding.certain, finding.message))
        }
    }
}
