//! The catalogue of cases, and one case in full.

use std::io::{self, Write};

use comfy_table::Cell;
use serde::Serialize;

use super::table::{Page, heading, keep_whole, new_table};
use crate::cases::{Case, Example, NEVER_ROOT, catalogue};
use crate::schema::Field;

/// A case as JSON.
#[derive(Serialize)]
struct CaseView {
    id: &'static str,
    title: &'static str,
    severities: Vec<&'static str>,
    /// Stage of the verdict; null for cases that are never a root cause.
    rank: Option<u8>,
    act: &'static str,
    step: &'static str,
    criterion: &'static str,
    why: &'static str,
    remedy: &'static str,
    needs: Vec<&'static str>,
    explained_by: &'static [&'static str],
    sources: &'static [&'static str],
    example: Option<ExampleView>,
}

/// A finding of the case's sample.
#[derive(Serialize)]
struct ExampleView {
    who: String,
    message: String,
    proof: String,
}

impl From<Example> for ExampleView {
    fn from(Example { who, message, proof }: Example) -> Self {
        Self { who, message, proof }
    }
}

impl CaseView {
    fn new(case: &'static Case) -> Self {
        Self {
            id: case.id,
            title: case.title,
            severities: case.severities.iter().map(|severity| severity.name()).collect(),
            rank: (case.rank != NEVER_ROOT).then_some(case.rank),
            act: case.act.name(),
            step: case.step.title(),
            criterion: case.criterion,
            why: case.why,
            remedy: case.remedy,
            needs: case.needs.iter().copied().map(Field::label).collect(),
            explained_by: case.explained_by,
            sources: case.sources,
            example: case.example().map(ExampleView::from),
        }
    }
}

#[derive(Serialize)]
struct Document<T> {
    format: &'static str,
    version: u32,
    tool: &'static str,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct Cases {
    cases: Vec<CaseView>,
}

#[derive(Serialize)]
struct OneCase {
    case: CaseView,
}

fn write_json(format: &'static str, body: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let document = Document { format, version: 1, tool: env!("CARGO_PKG_VERSION"), body };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes the list of all cases as JSON.
///
/// # Errors
/// Only those of `out`.
pub fn cases_json(out: &mut dyn Write) -> io::Result<()> {
    let cases = catalogue().iter().copied().map(CaseView::new).collect();
    write_json("mailgap-cases", Cases { cases }, out)
}

/// Writes one case as JSON.
///
/// # Errors
/// Only those of `out`.
pub fn explain_json(case: &'static Case, out: &mut dyn Write) -> io::Result<()> {
    write_json("mailgap-explain", OneCase { case: CaseView::new(case) }, out)
}

/// Writes the list of all cases.
///
/// # Errors
/// Only those of `out`.
pub fn cases(page: Page, out: &mut dyn Write) -> io::Result<()> {
    let mut table = new_table(page);
    table.set_header(["case", "what it is", "severity", "who mends it"]);
    for case in catalogue() {
        table.add_row(vec![
            Cell::new(case.id),
            Cell::new(case.title),
            Cell::new(severities(case)),
            Cell::new(case.act.name()),
        ]);
    }
    keep_whole(&mut table, page, &[0]);
    writeln!(out, "{table}")?;
    writeln!(out, "{} cases. mailgap explain CASE tells one in full.", catalogue().len())
}

fn severities(case: &Case) -> String {
    case.severities.iter().map(|severity| severity.name()).collect::<Vec<_>>().join(", ")
}

/// Writes one case in full.
///
/// # Errors
/// Only those of `out`.
pub fn explain(case: &'static Case, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let width = usize::from(page.width.min(100));
    writeln!(out, "{}", heading(page, case.title))?;
    writeln!(out, "{} · {} · mended by {}\n", case.id, severities(case), case.act.name())?;
    let example = case.example().map(|Example { who, message, proof }| format!("{who}: {message}\n{proof}"));
    let needs = case.needs.iter().copied().map(Field::label).collect::<Vec<_>>().join(", ");
    for (name, text) in [
        ("Step", format!("{}, in Microsoft's procedure (KB 4051375)", case.step.title())),
        ("Applies when", case.criterion.to_owned()),
        ("Columns", needs),
        ("Why", case.why.to_owned()),
        ("Remedy", case.remedy.to_owned()),
        ("Explained by", case.explained_by.join(", ")),
        ("Example", example.unwrap_or_default()),
        ("Sources", case.sources.join("\n")),
    ] {
        if text.is_empty() {
            continue;
        }
        writeln!(out, "{}", heading(page, name))?;
        for line in text.lines() {
            for part in wrap(line, width - 2) {
                writeln!(out, "  {part}")?;
            }
        }
    }
    Ok(())
}

/// Breaks a line at blanks.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let current = lines.last_mut().expect("there is always a line");
        if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
    }
    lines
}
