//! How each export was understood, for a terminal and as JSON.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment};
use serde::Serialize;

use super::clean;
use super::json::RemarkView;
use super::table::{Page, heading, keep_whole, new_table};
use crate::report::{Column, Inspected, Inspection, NotJudged, SetAside};

/// Writes the inspection as JSON.
///
/// # Errors
/// Only those of `out`.
pub fn render_json(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        format: "mailgap-inspect",
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        as_of: &inspection.as_of,
        inputs: &inspection.inputs,
        set_aside: &inspection.set_aside,
        remarks: inspection.remarks.iter().map(RemarkView::new).collect(),
        not_judged: &inspection.not_judged,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'i> {
    format: &'static str,
    version: u32,
    tool: &'static str,
    as_of: &'i str,
    inputs: &'i [Inspected],
    set_aside: &'i [SetAside],
    remarks: Vec<RemarkView<'i>>,
    not_judged: &'i [NotJudged],
}

/// Writes the inspection as text.
///
/// # Errors
/// Only those of `out`.
pub fn render(inspection: &Inspection, page: Page, out: &mut dyn Write) -> io::Result<()> {
    for inspected in &inspection.inputs {
        write_input(inspected, page, out)?;
    }
    write_set_aside(&inspection.set_aside, page, out)?;
    write_open(inspection, page, out)
}

fn write_input(inspected: &Inspected, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let input = &inspected.input;
    let name = match &input.sheet {
        Some(sheet) => format!("{}#{sheet}", input.path),
        None => input.path.clone(),
    };
    writeln!(out, "{}", heading(page, &clean(&name)))?;
    let told = match input.told_by {
        "said" => "as --as says",
        "type-line" => "told by its #TYPE line",
        "narrow" => "told by few columns only, so perhaps something else",
        _ => "told by its header",
    };
    writeln!(out, "  kind      {}, {}; {told}", input.kind, input.producer.unwrap_or("producer not recognised"))?;
    writeln!(out, "  layout    {}", layout(inspected))?;
    writeln!(out, "  rows      {}", rows(inspected))?;
    writeln!(out, "  newest    {}", input.newest.as_deref().unwrap_or("no date of a past event"))?;
    let keys: Vec<_> = inspected
        .join_keys
        .iter()
        .map(|key| format!("{} {:.0} %", bare(key.field), (key.share * 100.0).floor()))
        .collect();
    write_wrapped("joins by", &keys, page, out)?;
    let (used, unused): (Vec<&Column>, Vec<&Column>) =
        inspected.columns.iter().partition(|column| column.field.is_some());
    let mut table = new_table(page);
    table.set_header(["column", "feeds", "filled"]);
    for column in used {
        table.add_row(vec![
            Cell::new(clean(&column.header)),
            Cell::new(column.field.unwrap_or_default()),
            Cell::new(column.filled.unwrap_or_default()).set_alignment(CellAlignment::Right),
        ]);
    }
    keep_whole(&mut table, page, &[0, 1]);
    writeln!(out, "{table}")?;
    let unused: Vec<_> = unused.iter().map(|column| clean(&column.header)).collect();
    write_wrapped("not used", &unused, page, out)?;
    let missing: Vec<_> = inspected.missing.iter().map(|label| bare(label).to_owned()).collect();
    write_wrapped("not there", &missing, page, out)?;
    for open in &inspected.undecided {
        let mut items: Vec<_> = open.missing.iter().map(|label| bare(label).to_owned()).collect();
        items[0] = format!("{} of {}: {}", open.case, people(open.people), items[0]);
        write_wrapped("undecided", &items, page, out)?;
    }
    writeln!(out)
}

/// The column without its kind, which stands above.
fn bare(label: &str) -> &str {
    label.split_once(": ").map_or(label, |(_, column)| column)
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn layout(inspected: &Inspected) -> String {
    let input = &inspected.input;
    let delimiter = input.delimiter.as_deref().map(|delimiter| match delimiter {
        "," => "parted by commas".to_owned(),
        ";" => "parted by semicolons".to_owned(),
        "\t" => "parted by tabs".to_owned(),
        other => format!("parted by {other}"),
    });
    let header = match input.header_row {
        None => "each record names its cells".to_owned(),
        Some(row) => format!("header in row {row}"),
    };
    let parts = [input.encoding.map(str::to_owned), delimiter, Some(header)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn rows(inspected: &Inspected) -> String {
    let input = &inspected.input;
    let reasons: Vec<_> = input.set_aside.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let read = input.rows - input.rows_set_aside - input.rows_unread;
    let aside = match input.rows_set_aside {
        0 => "0 set aside".to_owned(),
        count => format!("{count} set aside ({})", reasons.join(", ")),
    };
    let remarks = match inspected.remarks {
        0 => "no remark".to_owned(),
        1 => "1 remark".to_owned(),
        count => format!("{count} remarks"),
    };
    format!("{}: {read} read, {aside}, {} unread; {remarks}", input.rows, input.rows_unread)
}

/// A list behind its name, broken between its items.
fn write_wrapped(name: &str, items: &[String], page: Page, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 12;
    let width = usize::from(page.width);
    let mut line = format!("  {name:<10}");
    for (at, item) in items.iter().enumerate() {
        let item = if at + 1 < items.len() { format!("{item}, ") } else { item.clone() };
        if line.trim_end().len() > INDENT && line.chars().count() + item.trim_end().chars().count() > width {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(INDENT);
        }
        line.push_str(&item);
    }
    if items.is_empty() {
        line.push_str("nothing");
    }
    writeln!(out, "{}", line.trim_end())
}

fn write_set_aside(set_aside: &[SetAside], page: Page, out: &mut dyn Write) -> io::Result<()> {
    for SetAside { path, sheet, reason } in set_aside {
        let sheet = sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
        writeln!(out, "{}", heading(page, &clean(&format!("{path}{sheet}"))))?;
        for (at, line) in reason.lines().enumerate() {
            writeln!(out, "  {}{}", if at == 0 { "not used  " } else { "" }, clean(line.trim()))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_open(inspection: &Inspection, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if inspection.inputs.is_empty() {
        return Ok(());
    }
    if inspection.not_judged.is_empty() {
        return writeln!(out, "No case stays undecided for want of a column.");
    }
    writeln!(out, "{}", heading(page, "Undecided for want of columns"))?;
    let mut table = new_table(page);
    table.set_header(["people", "case", "export these columns"]);
    for open in &inspection.not_judged {
        table.add_row(vec![
            Cell::new(open.people).set_alignment(CellAlignment::Right),
            Cell::new(open.case),
            Cell::new(open.missing.join(", ")),
        ]);
    }
    writeln!(out, "{table}")?;
    match &inspection.export {
        Some(command) => writeln!(out, "{command} prints the PowerShell that exports them."),
        None => Ok(()),
    }
}
