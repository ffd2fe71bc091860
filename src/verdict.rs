use std::borrow::Cow;

use crate::cases::{self, Answer, Case, Evidence, Facts, Finding, NEVER_ROOT, Nature, NotExpected, Severity};
use crate::schema::{Field, FieldSet};
use crate::tenant::Subject;
use crate::truth::Truth;

/// How a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Blocked,
    Waiting,
    Undetermined,
    NotExpected,
    Provisioned,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Provisioned, Self::Blocked, Self::Waiting, Self::NotExpected, Self::Undetermined];

    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "provisioned",
            Self::Blocked => "blocked",
            Self::Waiting => "waiting",
            Self::NotExpected => "not-expected",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What part a finding plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Root,
    /// What the root explains.
    Symptom,
    /// A blocking case that ends with the root.
    Consequence,
    /// To be mended on its own.
    Also,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Symptom => "symptom",
            Self::Consequence => "consequence",
            Self::Also => "also",
        }
    }
}

/// A finding in its place.
#[derive(Debug)]
pub struct Judged<'t> {
    pub case: &'static Case,
    pub finding: Finding<'t>,
    pub role: Role,
}

/// What is said of one person.
#[derive(Debug)]
pub struct Verdict<'t> {
    pub state: State,
    pub root: Option<&'static Case>,
    /// The root first, then by rank.
    pub findings: Vec<Judged<'t>>,
    /// Cases that could still change state or root, and the columns they hang on.
    pub undecided: Vec<(&'static Case, FieldSet)>,
    pub not_expected: Option<NotExpected>,
}

/// A verdict without its words, which are made when they are written. Few different ones serve people by the million.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Brief {
    pub state: State,
    pub root: Option<&'static Case>,
    /// Why no mailbox is expected, as the summary counts it.
    pub not_expected: Option<&'static str>,
    pub undecided: Vec<(&'static Case, FieldSet)>,
    marks: Vec<Mark>,
}

/// A finding without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Mark {
    case: &'static Case,
    severity: Severity,
    certain: bool,
    role: Role,
    plain: Option<Plain>,
}

/// The words of a finding whose sentence is the same for everybody, and whose proof are cells of the person's own rows:
/// the case need not be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Plain {
    message: &'static str,
    /// The cells, by the fields that stand in them.
    cells: [Option<Field>; 4],
}

impl Plain {
    fn of(finding: &Finding<'_>, subject: &Subject<'_>) -> Option<Self> {
        let Cow::Borrowed(message) = finding.message else { return None };
        let mut cells = [None; 4];
        for (at, evidence) in finding.evidence.iter().enumerate() {
            let Evidence::Cell(cited) = evidence else { return None };
            let own = subject.record_of(cited.field)?;
            let is_own = own.is_just(cited.row) && own.table().kind == cited.record.table().kind;
            *cells.get_mut(at).filter(|_| is_own)? = Some(cited.field);
        }
        Some(Self { message, cells })
    }

    fn tell<'t>(&self, mark: &Mark, subject: &Subject<'t>) -> Judged<'t> {
        let Mark { case, severity, certain, role, .. } = *mark;
        let own = |field: Field| Some((subject.record_of(field)?, field));
        let cells = self.cells.into_iter().flatten().filter_map(own);
        let finding =
            cells.fold(Finding::new(severity, self.message), |finding, (own, field)| finding.cite(own, field));
        Judged { case, finding: Finding { certain, ..finding }, role }
    }
}

impl Verdict<'_> {
    pub fn brief(self, subject: &Subject<'_>) -> Brief {
        let mark = |judged: Judged<'_>| Mark {
            case: judged.case,
            severity: judged.finding.severity,
            certain: judged.finding.certain,
            role: judged.role,
            plain: Plain::of(&judged.finding, subject),
        };
        Brief {
            state: self.state,
            root: self.root,
            not_expected: self.not_expected.map(NotExpected::name),
            undecided: self.undecided,
            marks: self.findings.into_iter().map(mark).collect(),
        }
    }
}

/// Cases of which a forward sync is the last remedy.
const ENDS_IN_FORWARD_SYNC: [&str; 2] = ["not-in-exchange", "forward-sync-needed-after-fix"];

impl Brief {
    /// Whether a forward sync by Microsoft is what is left: nothing else blocks or might, and no case is open.
    pub fn ends_in_forward_sync(&self) -> bool {
        let is_remedy = self.root.is_some_and(|root| ENDS_IN_FORWARD_SYNC.contains(&root.id));
        let in_the_way =
            |mark: &Mark| mark.severity == Severity::Blocks && !matches!(mark.role, Role::Root | Role::Symptom);
        let is_clean = self.undecided.is_empty() && !self.marks.iter().any(in_the_way);
        self.state == State::Blocked && is_remedy && is_clean
    }

    /// What was found, how serious it is, and whether it is certain.
    pub fn findings(&self) -> impl Iterator<Item = (&'static Case, Severity, bool)> {
        self.marks.iter().map(|mark| (mark.case, mark.severity, mark.certain))
    }

    /// The findings with their words; where they are the person's own, the case is asked once more.
    pub fn tell<'t>(&self, subject: Subject<'t>) -> Vec<Judged<'t>> {
        let mut facts = None;
        let mut ask = |mark: &Mark| match (mark.case.check)(facts.get_or_insert_with(|| Facts::new(subject))) {
            Answer::Found(finding) => {
                let finding = Finding { severity: mark.severity, certain: mark.certain, ..finding };
                Some(Judged { case: mark.case, finding, role: mark.role })
            }
            Answer::Clear | Answer::Undecidable(_) => None,
        };
        let told = |mark: &Mark| match &mark.plain {
            Some(plain) => Some(plain.tell(mark, &subject)),
            None => ask(mark),
        };
        self.marks.iter().filter_map(told).collect()
    }
}

/// The cases that only say that the mailbox is not there yet.
const NOT_YET: [&str; 3] = ["not-in-exchange", "sku-not-assigned-in-exchange", "mailuser-not-mailbox"];
const DELAY: &str = "provisioning-delay";
/// Cases that are certain by a record of an error only, or never: what columns leave open changes nothing.
const POSSIBLE_ONLY: [&str; 6] = [
    "proxyaddress-unverified-domain",
    "sync-error-invalid-soft-match",
    "sync-error-attribute-must-be-unique",
    "sync-error-object-type-mismatch",
    "sync-error-large-object",
    "sync-error-invalid-hard-match",
];
const BY_DESIGN_STEPS_ASIDE: [&str; 8] = [
    "usage-location-missing",
    "usage-location-invalid",
    "license-assignment-error",
    "exchange-plan-disabled",
    "exchange-plan-not-enabled",
    "license-without-exchange-plan",
    "mailbox-disconnected-license-removed",
    "no-license",
];

/// Judges one person by every case.
pub fn weigh(subject: Subject<'_>) -> Verdict<'_> {
    let facts = Facts::new(subject);
    if facts.has_mailbox() {
        return provisioned(&facts);
    }
    match facts.expected() {
        Err(reason) => not_expected(&facts, reason),
        Ok(expected) => expecting(&facts, expected),
    }
}

fn examine<'t>(facts: &Facts<'t>) -> (Vec<Judged<'t>>, Vec<(&'static Case, FieldSet)>) {
    let (mut found, mut undecided) = (Vec::with_capacity(4), Vec::with_capacity(8));
    for case in cases::catalogue() {
        match (case.check)(facts) {
            Answer::Clear => {}
            Answer::Found(finding) => found.push(Judged { case, finding, role: Role::Also }),
            Answer::Undecidable(fields) => undecided.push((*case, fields)),
        }
    }
    (found, undecided)
}

/// A mailbox ends the accusation: what is found may degrade it, nothing blocks it.
fn provisioned<'t>(facts: &Facts<'t>) -> Verdict<'t> {
    let (mut findings, _) = examine(facts);
    findings.retain(|judged| judged.case.id != "not-a-user-object");
    for judged in &mut findings {
        judged.finding.severity = judged.finding.severity.min(Severity::Degrades);
    }
    order(&mut findings);
    Verdict { state: State::Provisioned, root: None, findings, undecided: Vec::new(), not_expected: None }
}

/// Where no mailbox is expected, no case accuses; the one that says why is named.
fn not_expected<'t>(facts: &Facts<'t>, reason: NotExpected) -> Verdict<'t> {
    let mut findings = Vec::new();
    if let NotExpected::Case(case) = reason
        && let Answer::Found(finding) = (case.check)(facts)
    {
        findings.push(Judged { case, finding, role: Role::Root });
    }
    let root = findings.first().map(|judged| judged.case);
    Verdict { state: State::NotExpected, root, findings, undecided: Vec::new(), not_expected: Some(reason) }
}

fn expecting<'t>(facts: &Facts<'t>, expected: Truth) -> Verdict<'t> {
    let (mut findings, mut undecided) = examine(facts);
    soften(facts, expected, &mut findings, &mut undecided);

    let root = if expected.holds() { root(&findings) } else { None };
    let delayed = expected.holds() && is_only_late(&findings);
    let state = match (delayed, root) {
        (true, _) => State::Waiting,
        (false, Some(_)) => State::Blocked,
        (false, None) => State::Undetermined,
    };
    let root = if delayed { cases::find(DELAY) } else { root };
    findings.retain(|judged| if delayed { !NOT_YET.contains(&judged.case.id) } else { judged.case.id != DELAY });
    for at in 0..findings.len() {
        findings[at].role = role(&findings, at, root);
    }
    order(&mut findings);
    undecided.retain(|(case, _)| !POSSIBLE_ONLY.contains(&case.id) && could_change(case, root, state));
    Verdict { state, root, findings, undecided, not_expected: None }
}

/// Applies what one finding means for the severity and certainty of others.
fn soften(
    facts: &Facts<'_>,
    expected: Truth,
    findings: &mut Vec<Judged<'_>>,
    undecided: &mut Vec<(&'static Case, FieldSet)>,
) {
    // Nobody is accused while it is open whether a mailbox is wanted.
    if let Truth::Unknown(fields) = expected {
        for judged in findings.iter_mut().filter(|judged| judged.finding.severity == Severity::Blocks) {
            judged.finding.certain = false;
            undecided.push((judged.case, fields));
        }
    }
    // So near the 24 hours that the unknown time zone may turn it, or licensed since Exchange was exported.
    if findings.iter().any(|judged| NOT_YET.contains(&judged.case.id)) {
        let (delay, outrun) = (facts.is_within_delay(), facts.may_outrun_exchange());
        for judged in findings.iter_mut().filter(|judged| NOT_YET.contains(&judged.case.id)) {
            judged.finding.certain &= (delay.certain || !delay.truth.fails()) && !outrun;
        }
    }
    // With the mailbox elsewhere by design there is nothing to provision, and a license is due with the move.
    if findings.iter().any(|judged| judged.case.nature == Nature::ByDesign && blocks(judged)) {
        findings.retain(|judged| !NOT_YET.contains(&judged.case.id) && judged.case.nature != Nature::Residual);
        for judged in findings.iter_mut().filter(|judged| BY_DESIGN_STEPS_ASIDE.contains(&judged.case.id)) {
            judged.finding.severity = Severity::Advisory;
        }
    }
    let first = findings.iter().filter(|judged| blocks(judged)).map(|judged| judged.case.rank).min();
    let Some(first) = first else { return };
    for judged in findings.iter_mut() {
        if judged.case.nature == Nature::LastExplanation && first < judged.case.rank {
            judged.finding.severity = Severity::Advisory;
        }
    }
    findings.retain(|judged| judged.case.nature != Nature::Residual || first >= judged.case.rank);
}

fn blocks(judged: &Judged<'_>) -> bool {
    judged.finding.certain && judged.finding.severity == Severity::Blocks
}

/// The first certain blocking case by rank; a symptom only when none of its causes holds.
fn root(findings: &[Judged<'_>]) -> Option<&'static Case> {
    let holding: Vec<&'static Case> =
        findings.iter().filter(|judged| blocks(judged)).map(|judged| judged.case).collect();
    holding
        .iter()
        .copied()
        .filter(|case| case.rank != NEVER_ROOT)
        .filter(|case| !holding.iter().any(|cause| gives_way(case, cause)))
        .min_by_key(|case| turn(case))
}

/// The order in which cases are asked for the root: by rank; within it what was recorded as an error comes before what
/// is concluded.
fn turn(case: &Case) -> (u8, bool, usize) {
    (case.rank, !case.id.starts_with("sync-error-"), cases::position(case))
}

/// Whether a case is no root beside its cause: a symptom always, another one where the cause is not judged later.
fn gives_way(case: &Case, before: &Case) -> bool {
    case.explained_by.contains(&before.id) && (case.is_symptom() || before.rank <= case.rank)
}

/// Whether nothing blocks but that the mailbox is not there yet, and the 24 hours are not over.
fn is_only_late(findings: &[Judged<'_>]) -> bool {
    let late = findings.iter().any(|judged| judged.case.id == DELAY);
    let not_yet = findings.iter().any(|judged| NOT_YET.contains(&judged.case.id));
    late && not_yet && findings.iter().filter(|judged| blocks(judged)).all(|judged| NOT_YET.contains(&judged.case.id))
}

fn role(findings: &[Judged<'_>], at: usize, root: Option<&'static Case>) -> Role {
    let case = findings[at].case;
    let Some(root) = root else { return Role::Also };
    if case == root {
        return Role::Root;
    }
    // Explained by the root itself, or by something that the root explains.
    let explains = |cause: &Case| case.explained_by.contains(&cause.id);
    let through_another = findings.iter().any(|other| {
        explains(other.case) && other.case.explained_by.contains(&root.id) && other.finding.severity == Severity::Blocks
    });
    if !explains(root) && !through_another {
        Role::Also
    } else if case.is_symptom() {
        Role::Symptom
    } else if findings[at].finding.severity == Severity::Blocks {
        Role::Consequence
    } else {
        Role::Also
    }
}

fn order(findings: &mut [Judged<'_>]) {
    findings.sort_by_key(|judged| (judged.role, judged.case.rank, cases::position(judged.case)));
}

/// Whether a case that could not be judged might be another root, or make a first one.
fn could_change(case: &Case, root: Option<&'static Case>, state: State) -> bool {
    let can_block = case.severities.contains(&Severity::Blocks) && case.nature != Nature::Suspicion;
    match (root, state) {
        (_, State::Provisioned | State::NotExpected) => false,
        (None, _) => can_block || case.id == DELAY,
        (Some(_), State::Waiting) => can_block && !NOT_YET.contains(&case.id) && case.nature != Nature::Residual,
        (Some(root), _) if root.is_symptom() => {
            let explains = root.explained_by.contains(&case.id);
            let before = !case.is_symptom() && case.rank < root.rank && can_block;
            explains && can_block || before || case.id == DELAY && NOT_YET.contains(&root.id)
        }
        (Some(root), _) => {
            let before = turn(case) < turn(root);
            can_block && before && !case.explained_by.contains(&root.id)
        }
    }
}
