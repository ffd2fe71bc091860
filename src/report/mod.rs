mod inspection;
mod more;
mod overview;
mod person;
mod roll;
mod walk;
mod way;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use foldhash::quality::RandomState;
use rayon::prelude::*;
use serde::Serialize;

use crate::cases::{self, Case, Severity};
use crate::collect;
use crate::error::Remark;
use crate::guid::{Guid, GuidText};
use crate::instant::Instant;
use crate::intake::{Exports, Table};
use crate::schema::{FieldSet, Kind};
use crate::tenant::{Tenant, folded};
use crate::verdict::{self, Brief, State, Verdict};

pub use inspection::{Column, Inspected, Inspection, JoinKey, SetAside, inspect};
pub use more::MoreExport;
pub use overview::{CauseCount, StateCount};
pub use person::{EvidenceView, FindingView, Person, Source, Sources, Undecided, whole_person};
use person::{evidence, person, source, undecided};
pub use roll::{Likeness, Names, Roll, Side};
pub use walk::{Note, Outcome, SidesView, StepView, Walk, walk};
pub use way::{Stage, Way};

/// What the reader wants to see; it changes no verdict.
#[derive(Clone, Debug, Default)]
pub struct Showing {
    /// Also people with a mailbox, or of whom none is expected, without findings.
    pub all: bool,
    /// Keeps these people for reports in which everybody can be looked up, without listing them elsewhere.
    pub everybody: bool,
    /// Only findings of these cases; none means all.
    pub only: Vec<&'static Case>,
    pub ignore: Vec<&'static Case>,
}

impl Showing {
    fn hides(&self, case: &Case) -> bool {
        self.ignore.contains(&case) || !self.only.is_empty() && !self.only.contains(&case)
    }
}

/// Everything that is said, in the order in which it is said.
#[derive(Debug)]
pub struct Report<'t> {
    pub as_of: String,
    pub inputs: Vec<Input>,
    pub remarks: Vec<Remark>,
    pub summary: Summary,
    pub not_judged: Vec<NotJudged>,
    /// The exports that were not there, the most telling first.
    pub more_exports: Vec<MoreExport>,
    /// What concerns the tenant as a whole, without what is hidden.
    pub tenant_findings: Vec<TenantFindingView<'t>>,
    /// For whom Microsoft is to be asked, in the order of people, without what is hidden.
    pub forward_sync: Vec<ForwardSync<'t>>,
    /// The command that would export all that is missing.
    pub export: Option<String>,
    tenant: &'t Tenant<'t>,
    showing: Showing,
    /// The people listed, in order.
    listed: Vec<Listed>,
    /// Everybody, in order, where that was asked for.
    everybody: Vec<Listed>,
    /// The different verdicts, and what is open in each.
    briefs: Vec<(Brief, Vec<Undecided>)>,
}

/// How a file or sheet was understood.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    pub path: String,
    pub sheet: Option<String>,
    pub kind: &'static str,
    pub producer: Option<&'static str>,
    /// What told the kind, and so how sure it is.
    pub told_by: &'static str,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<String>,
    /// None where each record names its cells.
    pub header_row: Option<u32>,
    pub rows: u64,
    pub rows_set_aside: u64,
    pub rows_unread: u64,
    pub newest: Option<String>,
    pub sha256: Option<String>,
    /// Rows set aside, by reason.
    pub set_aside: BTreeMap<&'static str, u64>,
}

/// Counts over everybody, listed or not.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    pub people: u64,
    pub leavers: u64,
    pub states: BTreeMap<&'static str, u64>,
    pub root_causes: BTreeMap<&'static str, u64>,
    pub findings: BTreeMap<&'static str, u64>,
    pub not_expected: BTreeMap<&'static str, u64>,
    pub by_design: BTreeMap<&'static str, u64>,
    pub hidden: u64,
    /// The most serious certain finding that is shown, of the tenant or of people of whom a mailbox may be expected.
    #[serde(skip)]
    pub worst: Option<Severity>,
}

/// A case that could not be judged for some people.
#[derive(Clone, Debug, Serialize)]
pub struct NotJudged {
    pub case: &'static str,
    pub missing: Vec<&'static str>,
    pub people: u64,
    /// The command that would export what is missing.
    pub export: Option<String>,
}

/// A finding that concerns the tenant as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct TenantFindingView<'t> {
    pub case: &'static str,
    pub severity: &'static str,
    pub certainty: &'static str,
    pub act: &'static str,
    pub message: Cow<'static, str>,
    pub remedy: &'static str,
    pub sources: &'static [&'static str],
    pub evidence: Vec<EvidenceView<'t>>,
    /// How many people it concerns.
    pub people: u64,
}

/// Somebody for whom Microsoft is to be asked for a forward sync to Exchange Online.
#[derive(Clone, Debug, Serialize)]
pub struct ForwardSync<'t> {
    /// As Entra ID has it.
    pub upn: Option<&'t str>,
    pub object_id: GuidText,
    /// The root cause.
    pub case: &'static str,
    pub reason: String,
    /// When this was so.
    pub date: String,
}

/// What part of the people came to.
#[derive(Default)]
struct Part {
    summary: Summary,
    not_judged: BTreeMap<usize, (FieldSet, u64)>,
    listed: Vec<Listed>,
    briefs: Briefs,
}

/// Somebody who is listed, and what was found.
#[derive(Clone, Copy, Debug)]
struct Listed {
    number: u32,
    /// The number of the verdict.
    brief: u32,
    /// Whether the person is only kept to be looked up.
    is_aside: bool,
}

/// Different verdicts, numbered.
#[derive(Debug, Default)]
struct Briefs {
    all: Vec<Brief>,
    numbers: HashMap<Brief, u32, RandomState>,
}

impl Briefs {
    fn number(&mut self, brief: Brief) -> u32 {
        if let Some(number) = self.numbers.get(&brief) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).expect("fewer verdicts than people");
        self.all.push(brief.clone());
        self.numbers.insert(brief, number);
        number
    }
}

impl<'t> Report<'t> {
    /// Judges everybody.
    ///
    /// # Panics
    /// When rows were lost between reading and joining, which would be a fault of this program.
    pub fn new(exports: &Exports, tenant: &'t Tenant<'t>, showing: Showing) -> Self {
        let people: Vec<u32> = tenant.numbers().collect();
        let parts: Vec<Part> = people.par_chunks(2048).map(|numbers| judge(tenant, numbers, &showing)).collect();
        let mut summary = Summary { leavers: tenant.leavers, ..Summary::default() };
        for state in State::ALL {
            summary.states.insert(state.name(), 0);
        }
        let mut not_judged: BTreeMap<usize, (FieldSet, u64)> = BTreeMap::new();
        let mut listed = Vec::new();
        let mut briefs = Briefs::default();
        for part in parts {
            let numbers: Vec<u32> = part.briefs.all.into_iter().map(|brief| briefs.number(brief)).collect();
            summary.add(&part.summary);
            for (case, (fields, people)) in part.not_judged {
                let entry = not_judged.entry(case).or_default();
                *entry = (entry.0.and(fields), entry.1 + people);
            }
            let renumbered = |listed: Listed| Listed { brief: numbers[listed.brief as usize], ..listed };
            listed.extend(part.listed.into_iter().map(renumbered));
        }
        sort(tenant, &mut listed);
        let everybody = if showing.everybody { listed.clone() } else { Vec::new() };
        listed.retain(|listed| !listed.is_aside);
        let forward_sync = forward_sync(tenant, &listed, &briefs.all, &showing);
        let tenant_findings = tenant_findings(tenant, &showing, &mut summary);
        let mut remarks: Vec<Remark> = exports.remarks.iter().chain(&tenant.remarks).cloned().collect();
        remarks.sort();
        remarks.dedup();
        let missing = not_judged.values().fold(FieldSet::EMPTY, |all, (fields, _)| all.and(*fields));
        let inputs: Vec<Input> = tenant.records.tables().map(|table| input(tenant, table)).collect();
        Self {
            as_of: Instant::to_text(tenant.as_of),
            more_exports: more::more_exports(&inputs),
            inputs,
            remarks,
            summary,
            not_judged: not_judged
                .into_iter()
                .map(|(case, (fields, people))| NotJudged {
                    case: cases::catalogue()[case].id,
                    missing: fields.labels(),
                    people,
                    export: collect::command(fields),
                })
                .collect(),
            tenant_findings,
            forward_sync,
            export: collect::command(missing),
            tenant,
            showing,
            listed,
            everybody,
            briefs: briefs.all.into_iter().map(with_open_cases).collect(),
        }
    }

    /// Whether people are listed of whom there is nothing to say.
    pub fn lists_everybody(&self) -> bool {
        self.showing.all
    }

    /// Whether a forward sync is asked for before anybody has looked for deleted mailboxes.
    pub fn is_step_skipped(&self) -> bool {
        !self.forward_sync.is_empty() && !self.tenant.lists_deleted_mailboxes()
    }

    /// How many people are listed.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The listed person at a position, its words made now.
    pub fn person(&self, at: usize) -> Person<'_> {
        self.shown(self.listed[at])
    }

    fn shown(&self, listed: Listed) -> Person<'_> {
        let (brief, undecided) = &self.briefs[listed.brief as usize];
        person(self.tenant.subject(listed.number), brief, Cow::Borrowed(undecided), &self.showing)
    }

    /// How many different verdicts there are.
    pub fn verdicts(&self) -> usize {
        self.briefs.len()
    }

    /// The number of the verdict of a listed person. What is undecided of people depends on it alone.
    pub fn verdict(&self, at: usize) -> usize {
        self.listed[at].brief as usize
    }

    fn brief(&self, at: usize) -> &Brief {
        &self.briefs[self.verdict(at)].0
    }

    /// The root cause of a listed person, without making words.
    pub fn root(&self, at: usize) -> Option<&'static Case> {
        self.brief(at).root
    }

    /// The positions of the listed people in a state.
    pub fn positions(&self, state: State) -> Vec<usize> {
        (0..self.listed.len()).filter(|at| self.brief(*at).state == state).collect()
    }

    /// Whether Active Directory alone was exported, so that its attributes are all that can be judged.
    pub fn is_readiness_check(&self) -> bool {
        let directories = [Kind::EntraUsers, Kind::ExchangeRecipients].map(Kind::name);
        let has = |name: &str| self.inputs.iter().any(|input| input.kind == name);
        has(Kind::AdUsers.name()) && !directories.into_iter().any(has)
    }

    /// Whether nothing could be determined of anybody.
    pub fn is_all_undetermined(&self) -> bool {
        self.summary.people > 0 && self.summary.states[State::Undetermined.name()] == self.summary.people
    }
}

fn with_open_cases(brief: Brief) -> (Brief, Vec<Undecided>) {
    let open = undecided(&brief);
    (brief, open)
}

/// Those of whom it is certain that nothing is left but a forward sync, and whom Microsoft can find by object id.
fn forward_sync<'t>(
    tenant: &'t Tenant<'t>,
    listed: &[Listed],
    briefs: &[Brief],
    showing: &Showing,
) -> Vec<ForwardSync<'t>> {
    let date = Instant::to_text(tenant.as_of);
    listed
        .par_iter()
        .filter_map(|listed| {
            let brief = &briefs[listed.brief as usize];
            let root = brief.root.filter(|root| brief.ends_in_forward_sync() && !showing.hides(root))?;
            let subject = tenant.subject(listed.number);
            let cloud = subject.entra?;
            let facts = cases::Facts::new(subject);
            let is_entitled = facts.has_plan().truth.holds() || facts.needs_license().fails();
            let found = brief.tell(subject).into_iter().find(|judged| judged.case == root)?;
            is_entitled.then_some(())?;
            Some(ForwardSync {
                upn: cloud.upn().value(),
                object_id: cloud.id().value()?.text(),
                case: root.id,
                reason: found.finding.message.into_owned(),
                date: date.clone(),
            })
        })
        .collect()
}

/// Asks what concerns the tenant as a whole, and counts it.
fn tenant_findings<'t>(tenant: &'t Tenant<'t>, showing: &Showing, summary: &mut Summary) -> Vec<TenantFindingView<'t>> {
    let mut shown = Vec::new();
    for cases::TenantFinding { case, finding, people } in cases::examine_tenant(tenant) {
        if showing.hides(case) {
            summary.hidden += 1;
            continue;
        }
        if finding.certain {
            // Whoever has no mailbox for it is blocked, and counts; where nobody is, nothing is blocked.
            summary.worst = summary.worst.max(Some(finding.severity.min(Severity::Degrades)));
        }
        shown.push(TenantFindingView {
            case: case.id,
            severity: finding.severity.name(),
            certainty: if finding.certain { "certain" } else { "possible" },
            act: case.act.name(),
            message: finding.message,
            remedy: case.remedy,
            sources: case.sources,
            evidence: finding.evidence.into_iter().map(evidence).collect(),
            people,
        });
    }
    shown
}

fn judge(tenant: &Tenant<'_>, numbers: &[u32], showing: &Showing) -> Part {
    let mut part = Part::default();
    for number in numbers {
        let subject = tenant.subject(*number);
        subject.touch();
        let verdict = verdict::weigh(subject);
        part.summary.count(&verdict, showing);
        for (case, fields) in &verdict.undecided {
            let entry = part.not_judged.entry(cases::position(case)).or_default();
            *entry = (entry.0.and(*fields), entry.1 + 1);
        }
        let is_plain = matches!(verdict.state, State::Provisioned | State::NotExpected);
        let shown = verdict.findings.iter().any(|judged| !showing.hides(judged.case));
        let is_aside = is_plain && !shown && !showing.all;
        if showing.everybody || !is_aside {
            let brief = part.briefs.number(verdict.brief(&subject));
            part.listed.push(Listed { number: *number, brief, is_aside });
        }
    }
    part
}

impl Summary {
    fn count(&mut self, verdict: &Verdict<'_>, showing: &Showing) {
        self.people += 1;
        *self.states.entry(verdict.state.name()).or_default() += 1;
        if let Some(root) = verdict.root {
            *self.root_causes.entry(root.id).or_default() += 1;
            if root.nature == cases::Nature::ByDesign {
                *self.by_design.entry(root.id).or_default() += 1;
            }
        }
        if let Some(reason) = verdict.not_expected {
            *self.not_expected.entry(reason.name()).or_default() += 1;
        }
        for judged in &verdict.findings {
            if showing.hides(judged.case) {
                self.hidden += 1;
                continue;
            }
            *self.findings.entry(judged.case.id).or_default() += 1;
            if judged.finding.certain && verdict.state != State::NotExpected {
                self.worst = self.worst.max(Some(judged.finding.severity));
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.hidden += other.hidden;
        self.worst = self.worst.max(other.worst);
        for (own, more) in [
            (&mut self.states, &other.states),
            (&mut self.root_causes, &other.root_causes),
            (&mut self.findings, &other.findings),
            (&mut self.not_expected, &other.not_expected),
            (&mut self.by_design, &other.by_design),
        ] {
            for (name, count) in more {
                *own.entry(name).or_default() += count;
            }
        }
    }
}

/// First letters, the whole UPN, and whose it is.
type Keyed<'t> = ((bool, u128), Option<Cow<'t, str>>, Listed);

/// By UPN (case folded, null last), objectGUID, object id, primary address, and where they stand.
fn sort(tenant: &Tenant<'_>, listed: &mut Vec<Listed>) {
    let upn = |listed: &Listed| tenant.subject(listed.number).upn().map(folded);
    let rest = |listed: &Listed| {
        let subject = tenant.subject(listed.number);
        let ids = (subject.object_guid().map(Guid::text), subject.object_id().map(Guid::text));
        let (path, row) = subject.place();
        (ids, subject.primary_smtp().map(str::to_lowercase), path, row)
    };
    // The first letters decide nearly always, and numbers are compared faster than texts.
    let first_letters = |upn: &Option<Cow<'_, str>>| {
        let mut letters = [0; 16];
        for (letter, byte) in letters.iter_mut().zip(upn.as_deref().unwrap_or_default().bytes()) {
            *letter = byte;
        }
        (upn.is_none(), u128::from_be_bytes(letters))
    };
    let mut keyed: Vec<Keyed<'_>> = std::mem::take(listed)
        .into_par_iter()
        .map(|listed| {
            let upn = upn(&listed);
            (first_letters(&upn), upn, listed)
        })
        .collect();
    keyed.par_sort_unstable_by(|(one_first, one_upn, one), (other_first, other_upn, other)| {
        let by_upn = one_first.cmp(other_first).then_with(|| one_upn.cmp(other_upn));
        by_upn.then_with(|| rest(one).cmp(&rest(other)))
    });
    listed.extend(keyed.into_iter().map(|(.., listed)| listed));
}

fn input(tenant: &Tenant<'_>, table: &Table) -> Input {
    let set_aside = tenant.records.set_aside(table);
    let rows_set_aside: u64 = set_aside.values().sum();
    let records = tenant.records.kept(table);
    let rows = table.rows();
    assert_eq!(rows, records + rows_set_aside + table.unread, "no row of {} is lost", table.path);
    Input {
        path: table.path.clone(),
        sheet: table.sheet.clone(),
        kind: table.kind.name(),
        producer: table.producer.name(),
        told_by: table.sureness.name(),
        encoding: table.encoding,
        delimiter: table.delimiter.map(String::from),
        header_row: (table.header_row > 0).then_some(table.header_row),
        rows,
        rows_set_aside,
        rows_unread: table.unread,
        newest: table.newest().map(Instant::to_text),
        sha256: table.sha256.clone(),
        set_aside,
    }
}
