//! Markdown: summary and causes, short enough for a ticket.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{clean, table};
use crate::report::{CauseCount, Report, StateCount};
use crate::verdict::State;

/// The first line, by which our own reports are known.
const TITLE: &str = "# mailgap report";

/// So many people of a cause are named; the other formats have them all.
const NAMED: usize = 10;

/// Writes summary and causes.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(
        out,
        "{TITLE}\n\nAs of {}, mailgap {}. People: {}",
        report.as_of,
        env!("CARGO_PKG_VERSION"),
        summary.people
    )?;
    writeln!(out, "\n| people | state | meaning |\n|---:|---|---|")?;
    for StateCount { state, people, meaning } in report.states() {
        writeln!(out, "| {people} | {} | {} |", state.name(), escaped(&meaning))?;
    }
    if summary.leavers > 0 {
        writeln!(out, "\nNot counted: {} deleted users or mailboxes of people who have left.", summary.leavers)?;
    }
    if summary.hidden > 0 {
        writeln!(out, "\nHidden by --only or --ignore: {} findings.", summary.hidden)?;
    }
    write_causes(report, out)?;
    write_tenant(report, out)?;
    write_people(report, out)?;
    write_forward_sync(report, out)?;
    write_not_judged(report, out)?;
    write_inputs(report, out)?;
    writeln!(out, "\n## What next\n")?;
    report.next_steps().iter().try_for_each(|step| writeln!(out, "- {}", escaped(step)))
}

fn write_causes(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let causes = report.causes();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Root causes\n\n| people | root cause | what it is | who mends it |\n|---:|---|---|---|")?;
    for CauseCount { case, people } in causes {
        let link = case.sources.first().map_or(case.id.to_owned(), |source| format!("[{}]({source})", case.id));
        writeln!(out, "| {people} | {link} | {} | {} |", escaped(case.title), case.act.name())?;
    }
    Ok(())
}

fn write_tenant(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.tenant_findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The tenant as a whole\n")?;
    for finding in &report.tenant_findings {
        let (case, message) = (finding.case, sentence(&finding.message));
        writeln!(
            out,
            "- {case} ({}, {}): {message} (people: {})",
            finding.severity, finding.certainty, finding.people
        )?;
    }
    Ok(())
}

/// The first few of each root cause, each with the cell that proves it.
fn write_people(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let blocked = report.positions(State::Blocked);
    for CauseCount { case, .. } in report.causes() {
        let people: Vec<usize> = blocked.iter().copied().filter(|at| report.root(*at) == Some(case)).collect();
        if people.is_empty() {
            continue;
        }
        writeln!(out, "\n### {}\n", case.id)?;
        writeln!(out, "Remedy ({}): {}\n", case.act.name(), escaped(case.remedy))?;
        for at in people.iter().take(NAMED) {
            let person = report.person(*at);
            let mut line = code(person.shown_name());
            if let Some(finding) = person.leading() {
                let _ = write!(line, ": {}", sentence(&finding.message));
                if let Some(proof) = finding.evidence.first().map(table::proof) {
                    let _ = write!(line, " ({})", code(&proof));
                }
            }
            writeln!(out, "- {line}")?;
        }
        if people.len() > NAMED {
            writeln!(out, "- … and {} more", people.len() - NAMED)?;
        }
    }
    let others = report.len() - blocked.len();
    if others > 0 {
        writeln!(out, "\nNot named here, but in the other formats: {others} people who are not blocked.")?;
    }
    Ok(())
}

fn write_forward_sync(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.forward_sync.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## To ask Microsoft for: forward sync\n\n| UPN | object id | reason | date |\n|---|---|---|---|")?;
    for request in report.forward_sync.iter().take(NAMED) {
        let upn = cell(request.upn.unwrap_or_default());
        let reason = escaped(&request.reason);
        writeln!(out, "| {upn} | {} | {}: {reason} | {} |", &*request.object_id, request.case, request.date)?;
    }
    if report.forward_sync.len() > NAMED {
        writeln!(out, "\n… and {} more: --format forward-sync has them all.", report.forward_sync.len() - NAMED)?;
    }
    Ok(())
}

fn write_not_judged(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Not judged, for want of columns\n\n| people | case | export these columns |\n|---:|---|---|")?;
    for entry in &report.not_judged {
        writeln!(out, "| {} | {} | {} |", entry.people, entry.case, escaped(&entry.missing.join(", ")))?;
    }
    Ok(())
}

fn write_inputs(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## Read\n\n| file | kind | rows | unread |\n|---|---|---:|---:|")?;
    for input in &report.inputs {
        let sheet = input.sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
        let file = cell(&format!("{}{sheet}", input.path));
        writeln!(out, "| {file} | {} | {} | {} |", input.kind, input.rows, input.rows_unread)?;
    }
    match report.remarks.len() {
        0 => Ok(()),
        remarks => writeln!(out, "\nRemarks on files, rows and cells: {remarks}"),
    }
}

/// A sentence of ours with values of exports in it. Where a ticket system would find a mention, a number of another
/// ticket or a link in them, it is shown as code, which systems leave alone.
fn sentence(text: &str) -> String {
    let mut before = ' ';
    let mut calls = text.contains("://") || text.contains("www.");
    for letter in text.chars() {
        calls |= matches!(letter, '@' | '#' | '!' | '~' | '%') && !before.is_alphanumeric();
        before = letter;
    }
    if calls { code(text) } else { escaped(text) }
}

/// Plain text: no sign of it means anything.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => shown.extend(['\\', letter]),
            _ => shown.push(letter),
        }
    }
    shown
}

/// A value of an export, fenced by more backticks than it has.
fn code(text: &str) -> String {
    let text = clean(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The same in a table, whose cells end at a bar even within code.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}
