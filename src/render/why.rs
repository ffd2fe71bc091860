//! One person: each step of the procedure, passed, failed or not judged, with the cells of all three sides.

use std::io::{self, Write};

use super::catalogue::wrap;
use super::clean;
use super::table::{Page, heading, proof};
use crate::report::{Outcome, Walk};

/// Writes the way of one person.
///
/// # Errors
/// Only those of `out`.
pub fn render(walk: &Walk<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let person = &walk.person;
    let width = usize::from(page.width.min(120));
    let name = person.name.or(person.upn).or(person.sam_account_name).unwrap_or("(no name)");
    writeln!(out, "{} · as of {}", heading(page, &clean(name)), walk.as_of)?;
    for (label, value) in [
        ("UPN", person.upn),
        ("primary SMTP", person.primary_smtp),
        ("sAMAccountName", person.sam_account_name),
        ("object id", person.object_id.as_deref()),
        ("ImmutableId", person.immutable_id.as_deref()),
    ] {
        writeln!(out, "  {label:<15} {}", clean(value.unwrap_or("-")))?;
    }
    for (side, source) in
        [("AD", &person.sources.ad), ("Entra", &person.sources.entra), ("Exchange", &person.sources.exchange)]
    {
        let place = source.as_ref().map_or("no row".to_owned(), |source| {
            let sheet = source.sheet.map(|sheet| format!("#{sheet}")).unwrap_or_default();
            format!("{}{sheet} row {}", source.path, source.row)
        });
        writeln!(out, "  {side:<15} {}", clean(&place))?;
    }
    for (pair, key) in &person.matched_by {
        writeln!(out, "  {pair:<15} joined by {key}")?;
    }
    writeln!(out)?;
    for (number, step) in walk.steps.iter().enumerate() {
        let (mark, colour) = match step.outcome {
            Outcome::Passed => ("passed", "32"),
            Outcome::Failed => ("FAILED", "31"),
            Outcome::Possible => ("perhaps", "33"),
            Outcome::NotJudged => ("not judged", "33"),
        };
        let mark = if page.colour { format!("\u{1b}[{colour}m{mark:<10}\u{1b}[0m") } else { format!("{mark:<10}") };
        writeln!(out, "{:>2}. {mark} {}", number + 1, step.title)?;
        for note in &step.notes {
            let text = clean(&format!("{}: {}", note.case, note.text));
            for (at, part) in wrap(&text, width.saturating_sub(17)).iter().enumerate() {
                let indent = if at == 0 { "               " } else { "                 " };
                writeln!(out, "{indent}{part}")?;
            }
        }
        for cell in &step.cells {
            writeln!(out, "               · {}", clean(&proof(cell)))?;
        }
    }
    writeln!(out)?;
    let root = person.root_cause.map(|root| format!(", root cause {root}")).unwrap_or_default();
    writeln!(out, "{}: {}{root}", heading(page, "Verdict"), person.state)?;
    let root = person.findings.iter().find(|finding| finding.role == "root");
    if let Some(finding) = root {
        for part in wrap(&format!("{}.", clean(&finding.message)), width - 2) {
            writeln!(out, "  {part}")?;
        }
        writeln!(out, "{}", heading(page, "Remedy"))?;
        for part in wrap(finding.remedy, width - 2) {
            writeln!(out, "  {part}")?;
        }
        writeln!(out, "{}", heading(page, "Sources"))?;
        for source in finding.sources {
            writeln!(out, "  {source}")?;
        }
    }
    writeln!(out, "{}", heading(page, "What would change it"))?;
    for change in &walk.would_change {
        for part in wrap(&clean(change), width - 2) {
            writeln!(out, "  {part}")?;
        }
    }
    Ok(())
}

/// Writes the way of one person as JSON.
///
/// # Errors
/// Only those of `out`.
pub fn render_json(walk: &Walk<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, walk)?;
    writeln!(out)
}
