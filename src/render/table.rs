//! The report for a terminal: how many, why, what next.

use std::fmt::Write as _;
use std::io::{self, Write};

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use rayon::prelude::*;

use super::catalogue::wrap;
use super::clean;
use crate::report::{CauseCount, EvidenceView, Person, Report, StateCount};
use crate::verdict::State;

/// Where the text goes.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub width: u16,
    pub colour: bool,
    /// So many people of a state are shown; none means all.
    pub longest: Option<usize>,
}

impl Page {
    /// Pipes and files: 120 columns, no colour, nothing cut.
    pub const FILE: Self = Self { width: 120, colour: false, longest: None };
}

/// How a report for a terminal begins; by it our own are known.
const TITLE: &str = "mailgap report";

/// On narrower pages rows become lines below each other.
const NARROW: u16 = 110;
/// So many root causes fit on the first screen of a terminal.
const FIRST_CAUSES: usize = 8;

/// A table is rendered in portions, in parallel, because each row takes kilobytes and time to be laid out.
const PORTION: usize = 1000;

/// Writes the report.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    write_counts(report, page, out)?;
    write_causes(report, page, out)?;
    write_next(report, page, out)?;
    write_tenant(report, page, out)?;
    let with_mailbox =
        if report.lists_everybody() { "People with a mailbox" } else { "People with a mailbox, and something to mend" };
    for (state, title) in [
        (State::Blocked, "People without the mailbox they should have"),
        (State::Waiting, "People whose mailbox may still come"),
        (State::Undetermined, "People who cannot be judged"),
        (State::Provisioned, with_mailbox),
        (State::NotExpected, "Accounts of which no mailbox is expected"),
    ] {
        write_people(report, state, title, page, out)?;
    }
    write_not_judged(report, page, out)?;
    write_more_exports(report, page, out)?;
    write_inputs(report, page, out)?;
    write_reminder(report, page, out)
}

impl Page {
    fn is_narrow(self) -> bool {
        self.width < NARROW
    }
}

pub(super) fn new_table(page: Page) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(page.width);
    if page.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// Without lines on a narrow page, so that all of it fits on the first screen.
fn compact_table(page: Page) -> Table {
    let mut table = new_table(page);
    if page.is_narrow() {
        table.load_style(NOTHING);
    }
    table
}

pub(super) fn heading(page: Page, text: &str) -> String {
    if page.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn header<const N: usize>(names: [&str; N]) -> Vec<Cell> {
    names.into_iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)).collect()
}

fn number(count: u64) -> Cell {
    Cell::new(count).set_alignment(CellAlignment::Right)
}

fn write_inputs(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", heading(page, "Read"))?;
    let mut table = new_table(page);
    if page.is_narrow() {
        table.set_header(header(["file", "kind", "rows", "aside", "unread"]));
    } else {
        table.set_header(header(["file", "kind", "producer", "rows", "set aside", "unread", "newest event"]));
    }
    for input in &report.inputs {
        let name = match &input.sheet {
            Some(sheet) => format!("{}#{sheet}", input.path),
            None => input.path.clone(),
        };
        if page.is_narrow() {
            table.add_row(vec![
                Cell::new(end_of(&clean(&name), usize::from(page.width) / 2 - 10)),
                Cell::new(input.kind),
                number(input.rows),
                number(input.rows_set_aside),
                number(input.rows_unread),
            ]);
            continue;
        }
        let aside: Vec<_> = input.set_aside.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        table.add_row(vec![
            Cell::new(clean(&name)),
            Cell::new(input.kind),
            Cell::new(input.producer.unwrap_or("not recognised")),
            number(input.rows),
            Cell::new(aside.join(", ")),
            number(input.rows_unread),
            Cell::new(input.newest.as_deref().unwrap_or("no date")),
        ]);
    }
    keep_whole(&mut table, page, if page.is_narrow() { &[0, 1, 2] } else { &[1, 6] });
    writeln!(out, "{table}")
}

/// The end of a path tells more than its beginning.
fn end_of(path: &str, longest: usize) -> String {
    let letters = path.chars().count();
    if letters <= longest {
        return path.to_owned();
    }
    ['…'].into_iter().chain(path.chars().skip(letters - longest + 1)).collect()
}

fn write_counts(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(out, "{}: {} people, as of {}", heading(page, TITLE), summary.people, report.as_of)?;
    let mut table = compact_table(page);
    table.set_header(header(["people", "state", "meaning"]));
    let mut reasons = None;
    for StateCount { state, people, meaning } in report.states() {
        let meaning = match meaning.split_once(": ") {
            Some((short, rest)) if page.is_narrow() => {
                reasons = Some(rest.to_owned());
                short.to_owned()
            }
            _ => meaning,
        };
        let name = Cell::new(state.name());
        let name = if people > 0 && page.colour { name.fg(colour(state)) } else { name };
        table.add_row(vec![number(people), name, Cell::new(meaning)]);
    }
    writeln!(out, "{table}")?;
    if let Some(reasons) = reasons {
        for line in wrap(&format!("Not expected: {reasons}"), usize::from(page.width)) {
            writeln!(out, "{line}")?;
        }
    }
    if summary.leavers > 0 {
        writeln!(out, "Not counted: {} deleted users or mailboxes of people who have left", summary.leavers)?;
    }
    if summary.hidden > 0 {
        writeln!(out, "Hidden by --only or --ignore: {} findings", summary.hidden)?;
    }
    writeln!(out)
}

fn colour(state: State) -> Color {
    match state {
        State::Provisioned => Color::Green,
        State::Blocked => Color::Red,
        State::Waiting | State::Undetermined => Color::Yellow,
        State::NotExpected => Color::Reset,
    }
}

fn write_causes(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let causes = report.causes();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", heading(page, "Root causes"))?;
    let mut table = compact_table(page);
    if page.is_narrow() {
        table.set_header(header(["people", "root cause", "who mends it"]));
    } else {
        table.set_header(header(["people", "root cause", "what it is", "who mends it"]));
    }
    let shown = page.longest.map_or(causes.len(), |_| FIRST_CAUSES.min(causes.len()));
    for CauseCount { case, people } in &causes[..shown] {
        let mut row = vec![number(*people), Cell::new(case.id)];
        if !page.is_narrow() {
            row.push(Cell::new(case.title));
        }
        row.push(Cell::new(case.act.name()));
        table.add_row(row);
    }
    keep_whole(&mut table, page, &[1]);
    writeln!(out, "{table}")?;
    if shown < causes.len() {
        let people: u64 = causes[shown..].iter().map(|cause| cause.people).sum();
        writeln!(
            out,
            "… and {} more root causes of {people} people; a pipe or --output report.txt shows all",
            causes.len() - shown
        )?;
    }
    writeln!(out)
}

/// What concerns the tenant as a whole.
fn write_tenant(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if report.tenant_findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", heading(page, "The tenant as a whole"))?;
    let mut table = new_table(page);
    table.set_header(header(["people", "case", "what is seen, and the cell that proves it"]));
    for finding in &report.tenant_findings {
        let case = format!("{} ({}, {})", finding.case, finding.severity, finding.certainty);
        let why = match finding.evidence.first().map(proof) {
            Some(proof) => format!("{}\n{}", clean(&finding.message), clean(&proof)),
            None => clean(&finding.message),
        };
        table.add_row(vec![number(finding.people), Cell::new(case), Cell::new(why)]);
    }
    keep_whole(&mut table, page, &[1]);
    writeln!(out, "{table}\n")
}

/// Names in these columns are not broken, as long as the page has room and they are not very long.
pub(super) fn keep_whole(table: &mut Table, page: Page, columns: &[usize]) {
    const LONGEST: u16 = 36;
    let widths = table.column_max_content_widths();
    let wanted: u16 =
        columns.iter().filter_map(|column| widths.get(*column)).map(|width| width.min(&LONGEST) + 3).sum();
    // What is not a name needs a third of the page.
    if wanted > page.width - page.width / 3 {
        return;
    }
    for column in columns {
        // The padding counts.
        let width = widths.get(*column).copied().unwrap_or(0).min(LONGEST) + 2;
        if let Some(column) = table.column_mut(*column) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
}

fn write_people(report: &Report<'_>, state: State, title: &str, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = report.positions(state);
    if positions.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} ({})", heading(page, title), positions.len())?;
    if state == State::Undetermined && report.is_readiness_check() {
        let people = positions.len();
        positions.retain(|at| {
            let person = report.person(*at);
            person.leading().is_some() || person.hidden > 0
        });
        writeln!(
            out,
            "Active Directory alone was read: of {} nothing is to be mended there, {}",
            people - positions.len(),
            if positions.is_empty() { "and of nobody else." } else { "of the others this:" }
        )?;
    }
    let shown = page.longest.unwrap_or(positions.len()).min(positions.len());
    if page.is_narrow() {
        for at in &positions[..shown] {
            write_person(&report.person(*at), page, out)?;
        }
    } else {
        let portions: Vec<_> = positions[..shown].chunks(PORTION).collect();
        for at_once in portions.chunks(rayon::current_num_threads()) {
            let tables: Vec<String> = at_once.par_iter().map(|portion| table_of(report, portion, page)).collect();
            tables.iter().try_for_each(|table| writeln!(out, "{table}"))?;
        }
    }
    if shown < positions.len() {
        writeln!(
            out,
            "… and {} more: add --output report.csv or --output report.json to see all, or pipe into a pager",
            positions.len() - shown
        )?;
    }
    writeln!(out)
}

fn table_of(report: &Report<'_>, positions: &[usize], page: Page) -> String {
    let mut table = new_table(page);
    table.set_header(header(["person", "cause", "why, and the cell that proves it"]));
    for at in positions {
        table.add_row(Told::of(&report.person(*at)).row());
    }
    keep_whole(&mut table, page, &[0, 1]);
    table.to_string()
}

/// What is said of a person in a list.
struct Told {
    name: String,
    cause: String,
    why: String,
    proof: String,
}

impl Told {
    fn of(person: &Person<'_>) -> Self {
        let finding = person.leading();
        let cause = match (person.root_cause, finding) {
            (Some(root), _) => root.to_owned(),
            (None, Some(finding)) => format!("{} ({}, {})", finding.case, finding.severity, finding.certainty),
            (None, None) => String::new(),
        };
        let mut why = match (finding, person.undecided.first()) {
            (Some(finding), _) => finding.message.clone().into_owned(),
            (None, _) if person.hidden > 0 => "the finding is hidden by --only or --ignore".to_owned(),
            (None, Some(open)) => format!("{} hangs on {}", open.case, open.missing.join(", ")),
            (None, None) => nothing_found(person).to_owned(),
        };
        let others = person.findings.len() - usize::from(finding.is_some());
        if others > 0 {
            let _ = write!(why, " (+{others} more)");
        }
        let proof = finding.and_then(|finding| finding.evidence.first()).map(proof).unwrap_or_default();
        Self { name: clean(person.shown_name()), cause: clean(&cause), why: clean(&why), proof: clean(&proof) }
    }

    fn row(self) -> Vec<Cell> {
        let Self { name, cause, why, proof } = self;
        let why = if proof.is_empty() { why } else { format!("{why}\n{proof}") };
        vec![Cell::new(name), Cell::new(cause), Cell::new(why)]
    }
}

/// What is said of somebody of whom nothing was found.
fn nothing_found(person: &Person<'_>) -> &'static str {
    match (person.state, person.not_expected) {
        ("provisioned", _) => "the mailbox is there, and nothing is to be mended",
        (_, Some("guest")) => "a guest",
        (_, Some("account-disabled")) => "the account is disabled, without license and remote mailbox",
        (_, Some(_)) => "no license, and no sign that a mailbox is wanted",
        _ => "nothing found that explains it",
    }
}

/// A person in lines below each other, where a table would break every word.
fn write_person(person: &Person<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let Told { name, cause, why, proof } = Told::of(person);
    writeln!(out, "{}  {cause}", heading(page, &name))?;
    for text in [why, proof].iter().filter(|text| !text.is_empty()) {
        for line in wrap(text, usize::from(page.width) - 2) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// The proving cell in short.
pub(super) fn proof(evidence: &EvidenceView<'_>) -> String {
    let file = evidence.path.rsplit(['/', '\\']).next().unwrap_or(evidence.path);
    let place = match evidence.sheet {
        Some(sheet) => format!("{file}#{sheet}"),
        None => file.to_owned(),
    };
    match (evidence.row, &evidence.sought) {
        (Some(row), _) => {
            format!("{place}:{row} {} = {}", evidence.column, shown_value(evidence))
        }
        (None, Some(sought)) => {
            format!(
                "{place}: none of {} rows has {sought} in {}",
                evidence.searched.unwrap_or_default(),
                evidence.column
            )
        }
        (None, None) => place,
    }
}

/// The value of a cell in short.
pub(super) fn shown_value(evidence: &EvidenceView<'_>) -> String {
    match evidence.value.as_deref().map(str::trim) {
        None | Some("") => "(blank)".to_owned(),
        Some(value) if value.chars().count() > 60 => value.chars().take(59).chain(['…']).collect(),
        Some(value) => value.to_owned(),
    }
}

fn write_not_judged(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if report.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", heading(page, "Not judged, for want of columns"))?;
    let mut table = new_table(page);
    table.set_header(header(["people", "case", "export these columns"]));
    for entry in &report.not_judged {
        table.add_row(vec![number(entry.people), Cell::new(entry.case), Cell::new(entry.missing.join(", "))]);
    }
    writeln!(out, "{table}")?;
    if let Some(command) = &report.export {
        writeln!(out, "{command} prints the PowerShell that exports them.")?;
    }
    writeln!(out)
}

fn write_more_exports(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if report.more_exports.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", heading(page, "One more export would add"))?;
    for more in &report.more_exports {
        let cases = more.cases.len();
        let cases = format!("{cases} {} it", if cases == 1 { "case needs" } else { "cases need" });
        let command = more.export.as_ref().map(|command| format!(" ({command})")).unwrap_or_default();
        let text = format!("{}: {}; {cases}{command}", more.kind, more.adds);
        for (at, line) in wrap(&text, usize::from(page.width) - 4).iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "  " } else { "    " })?;
        }
    }
    writeln!(out)
}

fn write_next(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", heading(page, "Next"))?;
    for step in report.next_steps() {
        for (at, line) in wrap(&step, usize::from(page.width) - 2).iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "- " } else { "  " })?;
        }
    }
    writeln!(out)
}

/// On a terminal the beginning has scrolled away.
fn write_reminder(report: &Report<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if page.longest.is_none() {
        return Ok(());
    }
    let counts = report.states().into_iter().filter(|count| count.people > 0);
    let counts: Vec<_> = counts.map(|count| format!("{} {}", count.people, count.state.name())).collect();
    let text =
        format!("{} people: {}; why, and what next, stands at the top", report.summary.people, counts.join(", "));
    wrap(&text, usize::from(page.width)).iter().try_for_each(|line| writeln!(out, "{line}"))
}
