//! One person: what the three directories say, side by side, then each step of the procedure, passed, failed or not judged.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, ColumnConstraint, Width};

use super::catalogue::wrap;
use super::table::{Page, heading, keep_whole, new_table, proof, shown_value};
use super::{clean, place};
use crate::report::{EvidenceView, Outcome, Person, SidesView, Source, StepView, Walk};

/// Below that the three sides stand below each other.
const NARROW: u16 = 80;
/// Cells of a step stand below its title.
const INDENT: u16 = 4;

/// Writes the way of one person.
///
/// # Errors
/// Only those of `out`.
pub fn render(walk: &Walk<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let person = &walk.person;
    let name = person.name.or(person.upn).or(person.sam_account_name).unwrap_or("(no name)");
    writeln!(out, "{} · as of {}", heading(page, &clean(name)), walk.as_of)?;
    write_sides(walk, page, out)?;
    for (number, step) in (1..).zip(&walk.steps) {
        write_step(walk, step, number, page, out)?;
    }
    write_verdict(walk, page, out)
}

fn sources<'p, 't>(person: &'p Person<'t>) -> [(&'static str, Option<&'p Source<'t>>); 3] {
    let sources = &person.sources;
    [("AD", sources.ad.as_ref()), ("Entra", sources.entra.as_ref()), ("Exchange", sources.exchange.as_ref())]
}

fn write_sides(walk: &Walk<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let rows = sources(&walk.person).map(|(_, source)| {
        source.map_or("no row".to_owned(), |source| {
            let more = if source.more.is_empty() { String::new() } else { format!(" (+{} merged)", source.more.len()) };
            format!("{} row {}{more}", place(source.path, source.sheet), source.row)
        })
    });
    let mut lines = vec![("stands in", rows)];
    for SidesView { what, ad, entra, exchange } in &walk.sides {
        let cells = [ad, entra, exchange].map(|cell| cell.as_ref().map(shown_value).unwrap_or_default());
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push((what, cells));
        }
    }
    if page.width < NARROW {
        for (at, side) in ["AD", "Entra", "Exchange"].into_iter().enumerate() {
            writeln!(out, "{}", heading(page, side))?;
            for (what, cells) in lines.iter().filter(|(_, cells)| !cells[at].is_empty()) {
                writeln!(out, "  {what:<12} {}", clean(&cells[at]))?;
            }
        }
    } else {
        let mut table = new_table(page);
        table.set_header(["", "AD", "Entra", "Exchange"].map(Cell::new));
        for (what, cells) in lines {
            let mut row = vec![Cell::new(what)];
            row.extend(cells.iter().map(|cell| Cell::new(clean(cell))));
            table.add_row(row);
        }
        keep_whole(&mut table, page, &[0]);
        writeln!(out, "{table}")?;
    }
    for (pair, key) in &walk.person.matched_by {
        writeln!(out, "{pair} joined by {key}")?;
    }
    writeln!(out)
}

fn write_step(walk: &Walk<'_>, step: &StepView<'_>, number: usize, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let (mark, colour) = match step.outcome {
        Outcome::Passed => ("passed", "32"),
        Outcome::Failed => ("FAILED", "31"),
        Outcome::Possible => ("perhaps", "33"),
        Outcome::NotJudged => ("not judged", "33"),
    };
    let mark = if page.colour { format!("\u{1b}[{colour}m{mark:<10}\u{1b}[0m") } else { format!("{mark:<10}") };
    let end = if walk.stops_at == Some(number) { "  <== the way stops here" } else { "" };
    writeln!(out, "{number:>2}. {mark} {}{}", step.title, heading(page, end))?;
    for note in &step.notes {
        let text = clean(&format!("{}: {}", note.case, note.text));
        for (at, part) in wrap(&text, usize::from(page.width.min(120)).saturating_sub(17)).iter().enumerate() {
            let indent = if at == 0 { "               " } else { "                 " };
            writeln!(out, "{indent}{part}")?;
        }
    }
    if page.width < NARROW {
        return step.cells.iter().try_for_each(|cell| writeln!(out, "    · {}", clean(&proof(cell))));
    }
    write_cells(walk, step, page, out)
}

/// The cells of a step, those of each side in a column of their own.
fn write_cells(walk: &Walk<'_>, step: &StepView<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let mut sides: [Vec<String>; 3] = Default::default();
    for cell in &step.cells {
        let stands_in =
            |source: &Source<'_>| (source.path, source.sheet, Some(source.row)) == (cell.path, cell.sheet, cell.row);
        let owns = |source: Option<&Source<'_>>| {
            source.is_some_and(|source| stands_in(source) || source.more.iter().any(stands_in))
        };
        let side = sources(&walk.person).iter().position(|(_, source)| owns(*source)).unwrap_or(0);
        let is_first = sources(&walk.person)[side].1.is_some_and(stands_in);
        sides[side].push(clean(&told(cell, is_first)));
    }
    let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
    if longest == 0 {
        return Ok(());
    }
    let mut table = new_table(page);
    table.load_style(NOTHING).set_width(page.width - INDENT);
    for at in 0..longest {
        table.add_row(sides.iter().map(|side| side.get(at).map_or("", String::as_str)));
    }
    let width = (page.width - INDENT) / 3;
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    for line in table.to_string().lines() {
        writeln!(out, "{}{}", " ".repeat(usize::from(INDENT)), line.trim_end())?;
    }
    Ok(())
}

/// A cell without its row where that stands at the head of the column.
fn told(cell: &EvidenceView<'_>, is_first: bool) -> String {
    if is_first { format!("{} = {}", cell.column, shown_value(cell)) } else { proof(cell) }
}

fn write_verdict(walk: &Walk<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let person = &walk.person;
    let width = usize::from(page.width.min(120)) - 2;
    writeln!(out)?;
    let root = person.root_cause.map(|root| format!(", root cause {root}")).unwrap_or_default();
    writeln!(out, "{}: {}{root}", heading(page, "Verdict"), person.state)?;
    let root = person.findings.iter().find(|finding| finding.role == "root");
    if let Some(finding) = root {
        for part in wrap(&format!("{}.", clean(&finding.message)), width) {
            writeln!(out, "  {part}")?;
        }
        writeln!(out, "{}", heading(page, "Remedy"))?;
        for part in wrap(finding.remedy, width) {
            writeln!(out, "  {part}")?;
        }
        writeln!(out, "{}", heading(page, "Sources"))?;
        for source in finding.sources {
            writeln!(out, "  {source}")?;
        }
    }
    writeln!(out, "{}", heading(page, "What would change it"))?;
    for change in &walk.would_change {
        for part in wrap(&clean(change), width) {
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
