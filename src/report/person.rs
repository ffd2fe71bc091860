//! A person as it is shown: who it is, where it stands, and what was found, with the cells that prove it.

use std::borrow::Cow;

use serde::Serialize;

use super::Showing;
use crate::cases::{Case, Cited, Evidence};
use crate::guid::{Guid, GuidText};
use crate::records::Record;
use crate::schema::FieldSet;
use crate::tenant::Subject;
use crate::verdict::{self, Brief};

/// One person as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Person<'t> {
    pub name: Option<&'t str>,
    pub upn: Option<&'t str>,
    pub object_guid: Option<GuidText>,
    pub immutable_id: Option<String>,
    pub object_id: Option<GuidText>,
    pub sam_account_name: Option<&'t str>,
    pub mail_nickname: Option<&'t str>,
    pub primary_smtp: Option<&'t str>,
    pub sources: Sources<'t>,
    #[serde(serialize_with = "as_map")]
    pub matched_by: Vec<(&'static str, &'static str)>,
    pub state: &'static str,
    pub root_cause: Option<&'static str>,
    pub findings: Vec<FindingView<'t>>,
    pub undecided: Cow<'t, [Undecided]>,
    /// Findings that the reader does not want to see.
    #[serde(skip)]
    pub hidden: usize,
    /// Why no mailbox is expected, as the summary counts it.
    #[serde(skip)]
    pub not_expected: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Sources<'t> {
    pub ad: Option<Source<'t>>,
    pub entra: Option<Source<'t>>,
    pub exchange: Option<Source<'t>>,
}

/// The row that decided for a side, and those merged with it.
#[derive(Clone, Debug, Serialize)]
pub struct Source<'t> {
    pub path: &'t str,
    pub sheet: Option<&'t str>,
    pub row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Source<'t>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FindingView<'t> {
    pub case: &'static str,
    pub severity: &'static str,
    pub certainty: &'static str,
    pub role: &'static str,
    pub act: &'static str,
    pub message: Cow<'static, str>,
    pub remedy: &'static str,
    pub sources: &'static [&'static str],
    pub evidence: Vec<EvidenceView<'t>>,
}

impl FindingView<'_> {
    pub(super) fn certain(&self) -> bool {
        self.certainty == "certain"
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView<'t> {
    pub path: &'t str,
    pub sheet: Option<&'t str>,
    pub row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    pub column: &'t str,
    pub value: Option<Cow<'t, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<u64>,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub sought: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Undecided {
    pub case: &'static str,
    pub missing: Vec<&'static str>,
}

/// Pairs as the members of an object, in their order.
fn as_map<S: serde::Serializer>(pairs: &[(&'static str, &'static str)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().copied())
}

/// A person whatever is hidden or left out elsewhere.
pub fn whole_person(subject: Subject<'_>) -> Person<'_> {
    let brief = verdict::weigh(subject).brief(&subject);
    let undecided = undecided(&brief);
    person(subject, &brief, Cow::Owned(undecided), &Showing::default())
}

/// The open cases of a verdict.
pub(super) fn undecided(brief: &Brief) -> Vec<Undecided> {
    let open = |(case, fields): &(&'static Case, FieldSet)| Undecided { case: case.id, missing: fields.labels() };
    brief.undecided.iter().map(open).collect()
}

pub(super) fn person<'t>(
    subject: Subject<'t>,
    brief: &Brief,
    undecided: Cow<'t, [Undecided]>,
    showing: &Showing,
) -> Person<'t> {
    subject.touch();
    let mut found = brief.tell(subject);
    let all = found.len();
    found.retain(|judged| !showing.hides(judged.case));
    let hidden = all - found.len();
    let findings = found
        .into_iter()
        .map(|judged| FindingView {
            case: judged.case.id,
            severity: judged.finding.severity.name(),
            certainty: if judged.finding.certain { "certain" } else { "possible" },
            role: judged.role.name(),
            act: judged.case.act.name(),
            message: judged.finding.message,
            remedy: judged.case.remedy,
            sources: judged.case.sources,
            evidence: judged.finding.evidence.into_iter().map(evidence).collect(),
        })
        .collect();
    Person {
        name: subject.name(),
        upn: subject.upn(),
        object_guid: subject.object_guid().map(Guid::text),
        immutable_id: subject.immutable_id(),
        object_id: subject.object_id().map(Guid::text),
        sam_account_name: subject.sam_account_name(),
        mail_nickname: subject.mail_nickname(),
        primary_smtp: subject.primary_smtp(),
        sources: Sources {
            ad: subject.ad.map(|user| source(user.0)),
            entra: subject.entra.map(|user| source(user.0)),
            exchange: subject.exchange.map(|recipient| source(recipient.0)),
        },
        matched_by: subject.matched_by().map(|(pair, key)| (pair, key.name())).collect(),
        state: brief.state.name(),
        root_cause: brief.root.map(|case| case.id),
        findings,
        undecided,
        hidden,
        not_expected: brief.not_expected,
    }
}

pub(super) fn source(record: Record<'_>) -> Source<'_> {
    let mut rows = record.rows().map(|row| {
        let (table, place) = (record.table_of(row), record.place_of(row));
        Source {
            path: &table.path,
            sheet: table.sheet.as_deref(),
            row: place.row,
            line: (place.line > 0).then_some(place.line),
            more: Vec::new(),
        }
    });
    let first = rows.next();
    let more = rows.collect();
    Source { more, ..first.expect("a record has a row") }
}

pub(super) fn evidence(evidence: Evidence<'_>) -> EvidenceView<'_> {
    match evidence {
        Evidence::Cell(cited) => cell(cited, None),
        Evidence::Entry(cited, entry) => cell(cited, Some(entry)),
        Evidence::Absence { table, column, searched, sought } => EvidenceView {
            path: &table.path,
            sheet: table.sheet.as_deref(),
            row: None,
            line: None,
            column,
            value: None,
            searched: Some(searched),
            sought: Some(sought),
        },
    }
}

/// A cell, or one entry of its list.
fn cell(cited: Cited<'_>, entry: Option<String>) -> EvidenceView<'_> {
    let Cited { record, row, field } = cited;
    let (table, place) = (record.table_of(row), record.place_of(row));
    EvidenceView {
        path: &table.path,
        sheet: table.sheet.as_deref(),
        row: Some(place.row),
        line: (place.line > 0).then_some(place.line),
        column: table.header_of(field).unwrap_or_default(),
        value: entry.map(Cow::Owned).or_else(|| record.shown_in(row, field)),
        searched: None,
        sought: None,
    }
}
