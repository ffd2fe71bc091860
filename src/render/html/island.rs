//! The people as the page's script reads them: columns for the table, and portions of details that are opened one by one.

use std::collections::HashMap;
use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cases::{self, Case};
use crate::report::{EvidenceView, FindingView, Likeness, Names, Person, Roll, Side, Source, Way};

/// So many people share a portion of details.
const PORTION: usize = 256;
/// So many bytes, before base64, may the table and the details of people take together.
const BYTES: usize = 2_880_000;
/// So many bytes of details there are in any case.
const LEAST_DETAILS: usize = 500_000;

/// What the page holds of people, compressed.
pub(super) struct Island {
    pub(super) table: String,
    pub(super) details: Vec<String>,
    /// How many people have details.
    pub(super) detailed: usize,
}

/// The columns of the table; a person is a number.
#[derive(Default, Serialize)]
struct Columns<'t> {
    name: Vec<Option<&'t str>>,
    /// The UPN before its last @, and the number of what stands behind it.
    local: Vec<Option<&'t str>>,
    domain: Vec<Option<usize>>,
    /// Null where it is the UPN.
    smtp: Vec<Option<&'t str>>,
    /// Null where it stands before the @ of the UPN.
    alias: Vec<Option<&'t str>>,
    /// Only of people without UPN.
    account: Vec<Option<&'t str>>,
    unit: Vec<Option<usize>>,
    pattern: Vec<usize>,
}

/// Texts by number, in the order in which they come.
struct Numbered<T> {
    all: Vec<T>,
    numbers: HashMap<T, usize>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbered<T> {
    fn new() -> Self {
        Self { all: Vec::new(), numbers: HashMap::new() }
    }

    fn number(&mut self, text: T) -> usize {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}

/// People who are told alike, and whose details matter equally.
struct Pattern {
    told: Value,
    urgency: u8,
}

pub(super) fn build(roll: Roll<'_, '_>) -> io::Result<Island> {
    let people: Vec<(Names<'_>, Likeness)> =
        (0..roll.len()).into_par_iter().map(|at| (roll.names(at), roll.likeness(at))).collect();
    let (mut domains, mut units, mut likenesses) = (Numbered::new(), Numbered::new(), Numbered::new());
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut columns = Columns::default();
    for (at, (names, likeness)) in people.iter().enumerate() {
        let (local, domain) = match names.upn.map(|upn| upn.rsplit_once('@').ok_or(upn)) {
            None => (None, None),
            Some(Ok((local, domain))) => (Some(local), Some(domain)),
            Some(Err(upn)) => (Some(upn), None),
        };
        columns.name.push(names.name);
        columns.local.push(local);
        columns.domain.push(domain.map(|domain| domains.number(domain)));
        columns.smtp.push(unless_same(names.primary_smtp, names.upn));
        columns.alias.push(unless_same(names.mail_nickname, local));
        columns.account.push(names.sam_account_name.filter(|_| names.upn.is_none()));
        columns.unit.push(names.unit.as_deref().map(|unit| units.number(unit)));
        let pattern = likenesses.number(likeness);
        if pattern == patterns.len() {
            patterns.push(self::pattern(&roll.person(at), roll.way(at)));
        }
        columns.pattern.push(pattern);
    }
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|at| patterns[columns.pattern[*at]].urgency);

    let patterns: Vec<Value> = patterns.into_iter().map(|pattern| pattern.told).collect();
    let table = json!({
        "cases": case_words(&patterns),
        "patterns": patterns,
        "domains": domains.all,
        "units": units.all,
        "portion": PORTION,
        "columns": columns,
    });
    let table = deflate(&table)?;
    let room = BYTES.saturating_sub(table.len()).max(LEAST_DETAILS);
    let (details, detailed) = details(roll, &order, room)?;
    Ok(Island { table: STANDARD.encode(table), details, detailed })
}

/// Null where nothing new is said; nothing at all is an empty text.
fn unless_same<'t>(text: Option<&'t str>, known: Option<&str>) -> Option<&'t str> {
    match (text, known) {
        (Some(text), Some(known)) if text.to_lowercase() == known.to_lowercase() => None,
        (text, _) => Some(text.unwrap_or_default()),
    }
}

/// Whose details matter most. The script puts people in the same order.
fn urgency(person: &Person<'_>) -> u8 {
    let is_certain = person.findings.iter().any(|finding| finding.certainty == "certain");
    match person.state {
        "blocked" => 0,
        "waiting" => 1,
        _ if is_certain => 2,
        "undetermined" => 3,
        _ if !person.findings.is_empty() => 4,
        _ => 5,
    }
}

/// What is told of everybody who is like this person.
fn pattern(person: &Person<'_>, way: Option<Way>) -> Pattern {
    let findings: Vec<_> =
        person.findings.iter().map(|found| json!([found.case, found.severity, found.certainty, found.role])).collect();
    let undecided: Vec<_> = person.undecided.iter().map(|open| json!([open.case, open.missing])).collect();
    let sources = &person.sources;
    let way = way.map(|way| match way {
        Way::Through => json!(["through"]),
        Way::Stopped(stage) => json!(["stopped", stage.name()]),
        Way::Open(stage) => json!(["open", stage.name()]),
    });
    let urgency = urgency(person);
    let told = json!({
        "state": person.state,
        "root": person.root_cause,
        "findings": findings,
        "hidden": person.hidden,
        "undecided": undecided,
        "sides": [sources.ad.is_some(), sources.entra.is_some(), sources.exchange.is_some()],
        "joined": person.matched_by,
        "way": way,
        "urgency": urgency,
    });
    Pattern { told, urgency }
}

/// The words of the cases that are named.
fn case_words(patterns: &[Value]) -> Value {
    let mut named: Vec<&Case> = Vec::new();
    for pattern in patterns {
        let texts = |list: &'static str| pattern[list].as_array().into_iter().flatten().map(|entry| &entry[0]);
        let ids = texts("findings").chain(texts("undecided")).chain([&pattern["root"]]);
        named.extend(ids.filter_map(|id| cases::find(id.as_str()?)));
    }
    let words = named.into_iter().map(|case| {
        let words = json!({
            "title": case.title, "act": case.act.name(), "why": case.why, "remedy": case.remedy, "sources": case.sources,
        });
        (case.id.to_owned(), words)
    });
    Value::Object(words.collect())
}

/// The details of people in this order, as far as there is room; and of how many.
fn details(roll: Roll<'_, '_>, order: &[usize], room: usize) -> io::Result<(Vec<String>, usize)> {
    let mut portions = Vec::new();
    let (mut detailed, mut bytes) = (0, 0);
    let at_once = PORTION * 2 * rayon::current_num_threads();
    for people in order.chunks(at_once) {
        let packed: Vec<_> = people.par_chunks(PORTION).map(|people| (people.len(), portion(roll, people))).collect();
        for (people, packed) in packed {
            let packed = packed?;
            bytes += packed.len();
            if bytes > room {
                return Ok((portions, detailed));
            }
            detailed += people;
            portions.push(STANDARD.encode(packed));
        }
    }
    Ok((portions, detailed))
}

fn portion(roll: Roll<'_, '_>, people: &[usize]) -> io::Result<Vec<u8>> {
    let (mut places, mut columns) = (Numbered::new(), Numbered::new());
    let people: Vec<Value> = people
        .iter()
        .map(|at| {
            let person = roll.person(*at);
            let mut words = Words { places: &mut places, columns: &mut columns };
            let sides = roll.sides(*at).map(|side| side.map(|side| words.side(&side)));
            let findings: Vec<_> = person.findings.iter().map(|finding| words.finding(finding)).collect();
            json!([
                [person.object_guid, person.immutable_id, person.object_id, person.sam_account_name],
                sides,
                findings,
            ])
        })
        .collect();
    deflate(&json!({ "places": places.all, "columns": columns.all, "people": people }))
}

/// Repeated words of a portion, which are told by number.
struct Words<'w, 't> {
    places: &'w mut Numbered<(&'t str, Option<&'t str>)>,
    columns: &'w mut Numbered<String>,
}

impl<'t> Words<'_, 't> {
    fn side(&mut self, side: &Side<'t>) -> Value {
        let cells: Vec<_> =
            side.cells.iter().map(|cell| json!([self.columns.number(cell.column.to_owned()), cell.value])).collect();
        json!([self.source(&side.source), cells])
    }

    /// The row that decided, then those merged with it.
    fn source(&mut self, source: &Source<'t>) -> Vec<Value> {
        let mut rows = vec![json!([self.places.number((source.path, source.sheet)), source.row, source.line])];
        rows.extend(source.more.iter().flat_map(|more| self.source(more)));
        rows
    }

    fn finding(&mut self, finding: &FindingView<'t>) -> Value {
        let evidence: Vec<_> = finding.evidence.iter().map(|cell| self.evidence(cell)).collect();
        json!([finding.message, evidence])
    }

    fn evidence(&mut self, cell: &EvidenceView<'t>) -> Value {
        let place = self.places.number((cell.path, cell.sheet));
        let column = self.columns.number(cell.column.to_owned());
        match cell.row {
            Some(row) => json!([place, column, row, cell.line, cell.value]),
            None => json!([place, column, null, null, null, cell.searched, cell.sought]),
        }
    }
}

fn deflate(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&serde_json::to_vec(value)?)?;
    encoder.finish()
}
