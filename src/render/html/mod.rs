//! HTML: one page that needs nothing else. The first screen is text and stands without script; people lie compressed in
//! the page, and the script draws those that are looked at.

mod island;

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::clean;
use crate::cases::{self, Nature};
use crate::report::{CauseCount, ForwardSync, Input, MoreExport, Report, Stage, StateCount, Way};
use crate::verdict::State;

/// Up to so many people, everybody is in the page; of more, those who are listed.
pub const EVERYBODY: usize = 250_000;
/// So many remarks are shown.
const REMARKS: usize = 200;
/// So many people who need a forward sync are shown.
const FORWARD_SYNC: usize = 1000;

const NAME: &str = "page.html";
const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the template shows.
#[derive(Serialize)]
struct PageView<'r> {
    style_hash: String,
    script_hash: String,
    style: String,
    script: String,
    tool: &'static str,
    as_of: &'r str,
    as_of_text: String,
    headline: String,
    people: u64,
    leavers: u64,
    hidden: u64,
    states: Vec<StateView>,
    not_expected: &'r BTreeMap<&'static str, u64>,
    funnel: Vec<StageView>,
    causes: Vec<CauseView>,
    tenant_findings: Vec<TenantFinding<'r>>,
    not_judged: Vec<NotJudgedView<'r>>,
    export: Option<&'r str>,
    more_exports: &'r [MoreExport],
    forward_sync: &'r [ForwardSync<'r>],
    more_forward_sync: usize,
    inputs: &'r [Input],
    remarks: Vec<RemarkView<'r>>,
    more_remarks: usize,
    everybody: usize,
    embedded: usize,
    detailed: usize,
    table: String,
    details: Vec<String>,
}

/// Writes the page.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let roll = report.roll(EVERYBODY);
    let people = island::build(roll)?;
    // A browser hashes the text after it has read the line ends, which a checkout may have changed.
    let (style, script) = (STYLE.replace("\r\n", "\n"), SCRIPT.replace("\r\n", "\n"));
    let summary = &report.summary;
    let view = PageView {
        style_hash: hash(&style),
        script_hash: hash(&script),
        style,
        script,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: &report.as_of,
        as_of_text: report.as_of.replace('T', " ").replace('Z', " UTC"),
        headline: headline(report),
        people: summary.people,
        leavers: summary.leavers,
        hidden: summary.hidden,
        states: states(report),
        not_expected: &summary.not_expected,
        funnel: funnel(report),
        causes: causes(report),
        tenant_findings: tenant_findings(report),
        not_judged: not_judged(report),
        export: report.export.as_deref(),
        more_exports: &report.more_exports,
        forward_sync: &report.forward_sync[..report.forward_sync.len().min(FORWARD_SYNC)],
        more_forward_sync: report.forward_sync.len().saturating_sub(FORWARD_SYNC),
        inputs: &report.inputs,
        remarks: report.remarks.iter().take(REMARKS).map(remark).collect(),
        more_remarks: report.remarks.len().saturating_sub(REMARKS),
        everybody: EVERYBODY,
        embedded: roll.len(),
        detailed: people.detailed,
        table: people.table,
        details: people.details,
    };
    let page = environment().and_then(|environment| environment.get_template(NAME)?.render(Serde(&view)));
    out.write_all(page.map_err(io::Error::other)?.as_bytes())
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("clean", |text: &str| clean(text));
    environment.add_filter("number", grouped);
    environment.add_filter("persons", persons);
    environment.add_template(NAME, TEMPLATE)?;
    Ok(environment)
}

/// The answer in one sentence.
fn headline(report: &Report<'_>) -> String {
    let summary = &report.summary;
    let count = |state: State| summary.states[state.name()];
    let (blocked, open) = (count(State::Blocked), count(State::Undetermined));
    let lack = match (blocked, open) {
        _ if report.is_readiness_check() && blocked == 0 => {
            format!("a readiness check of {} people in Active Directory", grouped(summary.people))
        }
        (0, 0) => "nobody lacks the mailbox they should have".to_owned(),
        (0, open) => format!("{} of {} people cannot be judged", grouped(open), grouped(summary.people)),
        (1, _) => format!("1 of {} people lacks the mailbox they should have", grouped(summary.people)),
        _ => format!("{} of {} people lack the mailbox they should have", grouped(blocked), grouped(summary.people)),
    };
    let mut letters = lack.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// A number with thin blanks between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn persons(number: u64) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{} people", grouped(number)) }
}

/// The width of a bar in percent, with one decimal; what is not nothing can be seen.
fn percent(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "people, not atoms")]
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    if part == 0 { 0.0 } else { (share * 10.0).round().max(8.0) / 10.0 }
}

#[derive(Serialize)]
struct StateView {
    id: &'static str,
    people: u64,
    label: &'static str,
    meaning: String,
}

fn states(report: &Report<'_>) -> Vec<StateView> {
    let view = |count: StateCount| StateView {
        id: count.state.name(),
        people: count.people,
        label: match count.state {
            State::Provisioned => "have a mailbox",
            State::Blocked => "blocked",
            State::Waiting => "waiting",
            State::Undetermined => "undetermined",
            State::NotExpected => "not expected",
        },
        meaning: match count.state {
            // The reasons have a line of their own.
            State::NotExpected => "no mailbox is wanted".to_owned(),
            _ => count.meaning,
        },
    };
    report.states().into_iter().map(view).collect()
}

/// A stage of the way to a mailbox.
#[derive(Serialize)]
struct StageView {
    id: &'static str,
    label: &'static str,
    reached: u64,
    /// Of whom it is proved that they do not reach this stage.
    stopped: u64,
    /// Of whom this is the first stage that is not certain.
    open: u64,
    missed: &'static str,
    reached_width: f64,
    stopped_width: f64,
    open_width: f64,
}

fn funnel(report: &Report<'_>) -> Vec<StageView> {
    let mut ends: BTreeMap<Stage, (u64, u64)> = BTreeMap::new();
    let (mut reached, mut in_ad) = (0, 0);
    for (way, is_in_ad) in report.ways() {
        reached += 1;
        in_ad += u64::from(is_in_ad);
        match way {
            Way::Through => {}
            Way::Stopped(stage) => ends.entry(stage).or_default().0 += 1,
            Way::Open(stage) => ends.entry(stage).or_default().1 += 1,
        }
    }
    let all = reached;
    // Nobody stops before the first stage: the others are made in the cloud, and join at the next.
    let mut stages = vec![StageView {
        id: "ad",
        label: "In Active Directory",
        reached: in_ad,
        stopped: 0,
        open: all - in_ad,
        missed: "only in the cloud",
        reached_width: percent(in_ad, all),
        stopped_width: 0.0,
        open_width: percent(all - in_ad, all),
    }];
    for stage in Stage::ALL {
        let (stopped, open) = ends.get(&stage).copied().unwrap_or_default();
        reached -= stopped + open;
        let (label, missed) = match stage {
            Stage::Entra => ("In Entra ID", "not in Entra ID"),
            Stage::License => ("Licensed, or no license needed", "without a license for a mailbox"),
            Stage::Recipient => ("Recipient in Exchange Online", "unknown to Exchange Online"),
            Stage::Mailbox => ("Mailbox", "a recipient without mailbox"),
        };
        stages.push(StageView {
            id: stage.name(),
            label,
            reached,
            stopped,
            open,
            missed,
            reached_width: percent(reached, all),
            stopped_width: percent(stopped, all),
            open_width: percent(open, all),
        });
    }
    stages
}

#[derive(Serialize)]
struct CauseView {
    case: &'static str,
    title: &'static str,
    act: &'static str,
    people: u64,
    by_design: bool,
    width: f64,
}

fn causes(report: &Report<'_>) -> Vec<CauseView> {
    let causes = report.causes();
    let all = causes.iter().map(|cause| cause.people).sum();
    let view = |cause: CauseCount| CauseView {
        case: cause.case.id,
        title: cause.case.title,
        act: cause.case.act.name(),
        people: cause.people,
        by_design: cause.case.nature == Nature::ByDesign,
        width: percent(cause.people, all),
    };
    causes.into_iter().map(view).collect()
}

#[derive(Serialize)]
struct NotJudgedView<'r> {
    case: &'static str,
    title: &'static str,
    missing: &'r [&'static str],
    people: u64,
    export: Option<&'r str>,
}

fn not_judged<'r>(report: &'r Report<'_>) -> Vec<NotJudgedView<'r>> {
    let view = |entry: &'r crate::report::NotJudged| NotJudgedView {
        case: entry.case,
        title: cases::find(entry.case).map_or("", |case| case.title),
        missing: &entry.missing,
        people: entry.people,
        export: entry.export.as_deref(),
    };
    report.not_judged.iter().map(view).collect()
}

#[derive(Serialize)]
struct TenantFinding<'r> {
    case: &'static str,
    title: &'static str,
    severity: &'static str,
    certainty: &'static str,
    people: u64,
    message: &'r str,
    remedy: &'static str,
    sources: &'static [&'static str],
    proofs: Vec<String>,
}

fn tenant_findings<'r>(report: &'r Report<'_>) -> Vec<TenantFinding<'r>> {
    let view = |finding: &'r crate::report::TenantFindingView<'_>| TenantFinding {
        case: finding.case,
        title: cases::find(finding.case).map_or("", |case| case.title),
        severity: finding.severity,
        certainty: finding.certainty,
        people: finding.people,
        message: &finding.message,
        remedy: finding.remedy,
        sources: finding.sources,
        proofs: finding.evidence.iter().map(super::table::proof).collect(),
    };
    report.tenant_findings.iter().map(view).collect()
}

#[derive(Serialize)]
struct RemarkView<'r> {
    place: String,
    message: &'r str,
}

fn remark(remark: &crate::error::Remark) -> RemarkView<'_> {
    let sheet = remark.sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
    let row = remark.row.map(|row| format!(":{row}")).unwrap_or_default();
    let column = remark.column.as_ref().map(|column| format!(" {column}")).unwrap_or_default();
    RemarkView { place: format!("{}{sheet}{row}{column}", remark.path), message: &remark.message }
}
