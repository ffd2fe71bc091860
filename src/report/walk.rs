//! One person's way through Microsoft's procedure, step by step.

use serde::Serialize;

use super::{EvidenceView, FindingView, Person, evidence, whole_person};
use crate::cases::{self, Severity};
use crate::instant::Instant;
use crate::records::{Coverage, Record};
use crate::schema::{Field, FieldSet, Kind, ad, entra, exchange};
use crate::tenant::Subject;
use crate::truth::Truth;

/// The way of one person through Microsoft's procedure.
#[derive(Debug, Serialize)]
pub struct Walk<'t> {
    pub format: &'static str,
    pub version: u32,
    pub tool: &'static str,
    pub as_of: String,
    pub person: Person<'t>,
    /// What the three directories say of the same things.
    pub sides: Vec<SidesView<'t>>,
    pub steps: Vec<StepView<'t>>,
    /// The number of the step of the root cause, the first being 1.
    pub stops_at: Option<usize>,
    /// What would change the verdict, a sentence each.
    pub would_change: Vec<String>,
}

/// One thing as each directory has it; none where there is no row, or no such column.
#[derive(Debug, Serialize)]
pub struct SidesView<'t> {
    pub what: &'static str,
    pub ad: Option<EvidenceView<'t>>,
    pub entra: Option<EvidenceView<'t>>,
    pub exchange: Option<EvidenceView<'t>>,
}

/// What is laid side by side: the first of the columns that is filled.
type SameThing = (&'static str, &'static [Field], &'static [Field], &'static [Field]);

static SAME_THINGS: [SameThing; 11] = [
    ("UPN", &[ad::UPN], &[entra::UPN], &[exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID]),
    ("mail", &[ad::MAIL, ad::PRIMARY], &[entra::MAIL], &[exchange::PRIMARY]),
    ("addresses", &[ad::PROXIES], &[entra::PROXIES], &[exchange::ADDRESSES]),
    ("alias", &[ad::NICKNAME], &[entra::NICKNAME], &[exchange::ALIAS]),
    ("anchor", &[ad::CONSISTENCY, ad::GUID], &[entra::IMMUTABLE_ID], &[]),
    ("object id", &[ad::EXTERNAL_ID], &[entra::ID], &[exchange::ID]),
    ("mailbox GUID", &[ad::MAILBOX_GUID], &[], &[exchange::MAILBOX_GUID]),
    ("type", &[ad::TYPE_DETAILS], &[entra::USER_TYPE], &[exchange::TYPE_DETAILS, exchange::TYPE]),
    ("enabled", &[ad::ENABLED, ad::ACCOUNT_CONTROL], &[entra::ENABLED], &[]),
    ("blocked", &[], &[entra::BLOCKED], &[]),
    ("license", &[], &[entra::ASSIGNED_LICENSES, entra::LICENSES, entra::IS_LICENSED], &[exchange::SKU_ASSIGNED]),
];

/// A step of the procedure for one person.
#[derive(Debug, Serialize)]
pub struct StepView<'t> {
    pub title: &'static str,
    pub outcome: Outcome,
    pub notes: Vec<Note>,
    /// What was seen on all sides.
    pub cells: Vec<EvidenceView<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Passed,
    Failed,
    /// Something may be wrong, without certainty.
    Possible,
    NotJudged,
}

/// What a case says of a person in a step.
#[derive(Debug, Serialize)]
pub struct Note {
    pub case: &'static str,
    pub text: String,
}

/// Walks every step of the procedure for one person.
pub fn walk(subject: Subject<'_>) -> Walk<'_> {
    let facts = cases::Facts::new(subject);
    let person = whole_person(subject);
    let stop = person.root_cause.and_then(cases::find).map(|root| root.step);
    Walk {
        format: "mailgap-why",
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: Instant::to_text(subject.tenant.as_of),
        sides: SAME_THINGS.iter().map(|thing| sides(&subject, *thing)).collect(),
        steps: cases::Step::ALL.into_iter().map(|step| step_view(&facts, step)).collect(),
        stops_at: cases::Step::ALL.into_iter().position(|step| Some(step) == stop).map(|at| at + 1),
        would_change: would_change(&person),
        person,
    }
}

fn sides<'t>(subject: &Subject<'t>, (what, in_ad, in_entra, in_exchange): SameThing) -> SidesView<'t> {
    SidesView {
        what,
        ad: subject.ad.and_then(|user| filled(user.0, in_ad)),
        entra: subject.entra.and_then(|user| filled(user.0, in_entra)),
        exchange: subject.exchange.and_then(|recipient| filled(recipient.0, in_exchange)),
    }
}

/// The first of these cells that is filled, else the first whose column is there.
fn filled<'t>(record: Record<'t>, fields: &[Field]) -> Option<EvidenceView<'t>> {
    let cite = |finding: cases::Finding<'t>, field: &Field| finding.cite(record, *field);
    let all = fields.iter().fold(cases::Finding::new(Severity::Advisory, ""), cite);
    let mut cells: Vec<_> = all.evidence.into_iter().map(evidence).collect();
    let is_filled = |cell: &EvidenceView<'_>| cell.value.as_ref().is_some_and(|value| !value.trim().is_empty());
    let first = cells.iter().position(is_filled).unwrap_or(0);
    (!cells.is_empty()).then(|| cells.swap_remove(first))
}

fn would_change(person: &Person<'_>) -> Vec<String> {
    let named = |wanted: &dyn Fn(&FindingView<'_>) -> bool| {
        let cases: Vec<_> = person.findings.iter().filter(|found| wanted(found)).map(|found| found.case).collect();
        (!cases.is_empty()).then(|| cases.join(", "))
    };
    let blocks = |found: &FindingView<'_>| found.severity == "blocks" && found.role == "also";
    let mut changes = Vec::new();
    match (person.state, person.root_cause) {
        ("provisioned", _) => changes.push(match named(&|found| found.severity != "advisory") {
            Some(cases) => format!("The mailbox is there; to be mended all the same: {cases}."),
            None => "The mailbox is there, and nothing has to change.".to_owned(),
        }),
        ("blocked", Some(root)) => {
            let then = named(&|found| blocks(found) && found.certain());
            let then = then.map_or("nothing else that is certain is in the way".to_owned(), |cases| {
                format!("this is still in the way: {cases}")
            });
            changes.push(format!("The remedy of {root}; then {then}."));
        }
        ("waiting", _) => changes.push("Exports taken when the 24 hours are over.".to_owned()),
        ("not-expected", Some(root)) => {
            changes.push(format!("Nothing, as long as {root} holds: of such an account no mailbox is expected."));
        }
        ("not-expected", None) => changes.push(
            "A license for a mailbox, or remote-mailbox attributes, on an account of a person who is no guest."
                .to_owned(),
        ),
        _ => {}
    }
    if let Some(cases) = named(&|found| found.severity == "blocks" && !found.certain() && found.role != "symptom") {
        changes.push(format!(
            "Proof of what is only possible as yet: {cases}; mailgap explain CASE tells what proves it."
        ));
    }
    for open in &*person.undecided {
        changes.push(format!("{} could be judged with {}.", open.case, open.missing.join(", ")));
    }
    if changes.is_empty() {
        changes.push("An export that says whether there is a mailbox, or a license for one.".to_owned());
    }
    changes
}

fn step_view<'t>(facts: &cases::Facts<'t>, step: cases::Step) -> StepView<'t> {
    let mut outcome = Outcome::Passed;
    let mut notes = Vec::new();
    let mut worse = |found: Outcome| {
        let weight = |outcome| match outcome {
            Outcome::Passed => 0,
            Outcome::NotJudged => 1,
            Outcome::Possible => 2,
            Outcome::Failed => 3,
        };
        if weight(found) > weight(outcome) {
            outcome = found;
        }
    };
    let of_step = || cases::catalogue().iter().filter(|case| case.step == step);
    for case in of_step() {
        match (case.check)(facts) {
            // Steps 4 and 6 look at attributes of Active Directory.
            cases::Answer::Clear if matches!(step, cases::Step::NamesFilled | cases::Step::NoSyncErrors) => {
                let needs: FieldSet = case.needs.iter().copied().filter(|need| need.kind() == Kind::AdUsers).collect();
                if !needs.is_empty() && facts.unseen_in_ad() != Truth::False {
                    worse(Outcome::NotJudged);
                    let text =
                        format!("not judged without an export of Active Directory: {}", needs.labels().join(", "));
                    notes.push(Note { case: case.id, text });
                }
            }
            cases::Answer::Clear => {}
            cases::Answer::Found(finding) => {
                let harmless = finding.severity == Severity::Advisory;
                worse(match (finding.certain, harmless) {
                    (true, false) => Outcome::Failed,
                    _ => Outcome::Possible,
                });
                notes.push(Note { case: case.id, text: finding.message.into_owned() });
            }
            cases::Answer::Undecidable(fields) => {
                worse(Outcome::NotJudged);
                let text = format!("not judged, it hangs on {}", fields.labels().join(", "));
                notes.push(Note { case: case.id, text });
            }
        }
    }
    if outcome == Outcome::Passed
        && let Some((case, text)) = not_asked(facts, step)
    {
        outcome = Outcome::NotJudged;
        notes.push(Note { case, text: text.to_owned() });
    }
    let fields: FieldSet = of_step().flat_map(|case| case.needs.iter().copied()).collect();
    StepView { title: step.title(), outcome, notes, cells: seen(&facts.subject, fields) }
}

/// Why a step that no case spoke of was not passed either: there is no export to look into.
fn not_asked(facts: &cases::Facts<'_>, step: cases::Step) -> Option<(&'static str, &'static str)> {
    const ENTRA: &str = "not judged without an export of Entra ID";
    const EXCHANGE: &str = "not judged without an export of Exchange Online that would hold the person";
    let (subject, tenant) = (&facts.subject, facts.subject.tenant);
    let in_entra = subject.entra.is_some() || tenant.records.entra.has(Kind::EntraUsers);
    let in_exchange = subject.exchange.is_some() || tenant.coverage != Coverage::Nobody;
    match step {
        cases::Step::InEntra if !in_entra => Some(("missing-in-entra", ENTRA)),
        cases::Step::InExchange if !in_exchange => Some(("not-in-exchange", EXCHANGE)),
        cases::Step::NoConflict if !in_entra => Some(("conflict-with-cloud-only-user", ENTRA)),
        cases::Step::Licensed if !in_entra => Some(("no-license", ENTRA)),
        cases::Step::NotDeleted if !facts.has_mailbox() && !tenant.lists_deleted_mailboxes() => {
            Some(("mailbox-soft-deleted", "not judged without a list of soft-deleted and inactive mailboxes"))
        }
        cases::Step::AfterAFix if !in_exchange => Some(("forward-sync-needed-after-fix", EXCHANGE)),
        _ => None,
    }
}

/// The cells of the live rows of a person, as far as the columns are there.
fn seen<'t>(subject: &Subject<'t>, fields: FieldSet) -> Vec<EvidenceView<'t>> {
    let sides = [
        subject.ad.map(|user| user.0),
        subject.entra.map(|user| user.0),
        subject.exchange.map(|recipient| recipient.0),
    ];
    let mut cells = Vec::new();
    for record in sides.into_iter().flatten() {
        let finding = fields
            .iter()
            .filter(|field| field.kind() == record.table().kind.layout())
            .fold(cases::Finding::new(Severity::Advisory, ""), |finding, field| finding.cite(record, field));
        cells.extend(finding.evidence.into_iter().map(evidence));
    }
    cells
}
