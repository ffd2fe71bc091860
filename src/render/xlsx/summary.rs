//! The first sheet: how many, why, what next, with charts and links to all other sheets.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFormat, ChartPoint, ChartSolidFill, ChartType, Color, Format, FormatAlign, Table,
    TableColumn, TableStyle, Worksheet, XlsxError,
};

use super::sheet::{Sheet, cell_of, header_format, sheet_name};
use super::{SUMMARY, TITLE, count};
use crate::cases::{self, Case};
use crate::report::{CauseCount, Report, StateCount};
use crate::verdict::State;

/// Bars beyond that are too thin to read.
const BARS: usize = 20;

/// Charts stand beside the tables.
const BESIDE: u16 = 6;

/// Writes the summary of what the other sheets hold.
pub(super) fn write(report: &Report<'_>, sheets: &[Sheet], page: &mut Worksheet) -> Result<(), XlsxError> {
    for (column, width) in [(0, 44), (1, 10), (2, 76), (3, 18), (4, 16), (5, 70)] {
        page.set_column_width(column, width)?;
    }
    page.set_column_format(2, &Format::new().set_indent(1))?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    let next = write_facts(report, page)?;
    let next = write_states(report, page, next + 1)?;
    let next = write_causes(report, sheets, page, next + 1)?;
    let next = write_next_steps(report, page, next + 1)?;
    let next = write_contents(sheets, page, next + 1)?;
    write_findings(report, page, next + 1)
}

fn write_facts(report: &Report<'_>, page: &mut Worksheet) -> Result<u32, XlsxError> {
    page.write_string_with_format(0, 0, TITLE, &Format::new().set_bold().set_font_size(18))?;
    let summary = &report.summary;
    let left = Format::new().set_align(FormatAlign::Left);
    page.write_string(1, 0, "as of")?;
    page.write_string(1, 1, &report.as_of)?;
    page.write_string(2, 0, "written by mailgap")?;
    page.write_string(2, 1, env!("CARGO_PKG_VERSION"))?;
    let mut row = 3;
    for (words, number) in [
        ("people", summary.people),
        ("listed here", count(report.len())),
        ("not counted: deleted, of people who have left", summary.leavers),
        ("findings hidden by --only or --ignore", summary.hidden),
    ] {
        page.write_string(row, 0, words)?;
        page.write_with_format(row, 1, number, &left)?;
        row += 1;
    }
    Ok(row)
}

fn title(page: &mut Worksheet, row: u32, words: &str) -> Result<u32, XlsxError> {
    page.write_string_with_format(row, 0, words, &Format::new().set_bold().set_font_size(13))?;
    Ok(row + 1)
}

/// The header of a table of so many rows; the row below it.
fn table(page: &mut Worksheet, row: u32, name: &str, columns: &[&str], rows: usize) -> Result<u32, XlsxError> {
    let format = header_format();
    let named = |column: &&str| TableColumn::new().set_header(*column).set_header_format(&format);
    let table = Table::new()
        .set_name(name)
        .set_style(TableStyle::Light1)
        .set_columns(&columns.iter().map(named).collect::<Vec<_>>());
    let last = row + u32::try_from(rows).unwrap_or(u32::MAX);
    page.add_table(row, 0, last, u16::try_from(columns.len() - 1).unwrap_or(u16::MAX), &table)?;
    Ok(row + 1)
}

fn write_states(report: &Report<'_>, page: &mut Worksheet, row: u32) -> Result<u32, XlsxError> {
    let row = title(page, row, "How many")?;
    let states = report.states();
    let first = table(page, row, "States", &["state", "people", "meaning"], states.len())?;
    let mut row = first;
    let broken = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_indent(1);
    for StateCount { state, people, meaning } in &states {
        page.write_string_with_format(row, 0, state.name(), &Format::new().set_font_color(ink(*state)).set_bold())?;
        page.write(row, 1, *people)?;
        page.write_string_with_format(row, 2, meaning, &broken)?;
        row += 1;
    }
    let colours: Vec<_> = states.iter().map(|count| bar(ink(count.state))).collect();
    let mut chart = bars("People by state", first, row - 1, &colours);
    chart.set_width(560).set_height(260);
    page.insert_chart(1, BESIDE, &chart)?;
    Ok(row)
}

fn write_causes(report: &Report<'_>, sheets: &[Sheet], page: &mut Worksheet, row: u32) -> Result<u32, XlsxError> {
    let causes = report.causes();
    let row = title(page, row, "Why: root causes")?;
    if causes.is_empty() {
        page.write_string(row, 0, "none")?;
        return Ok(row + 1);
    }
    let columns = ["root cause", "people", "what it is", "who mends it", "severity", "source"];
    let first = table(page, row, "Causes", &columns, causes.len())?;
    let mut row = first;
    for CauseCount { case, people } in &causes {
        let name = sheet_name(case.id);
        if sheets.iter().any(|sheet| sheet.name == name) {
            page.write_url_with_text(row, 0, cell_of(&name, 0).as_str(), case.id)?;
        } else {
            page.write_string(row, 0, case.id)?;
        }
        page.write(row, 1, *people)?;
        page.write_string(row, 2, case.title)?;
        page.write_string(row, 3, case.act.name())?;
        page.write_string(row, 4, severity(case))?;
        write_source(page, row, case)?;
        row += 1;
    }
    let last = first + u32::try_from(causes.len().min(BARS)).unwrap_or(u32::MAX) - 1;
    let mut chart = bars("People by root cause", first, last, &[]);
    chart.set_width(760).set_height(120 + 24 * (last - first + 1));
    page.insert_chart(15, BESIDE, &chart)?;
    Ok(row)
}

/// Bars of the first two columns of a table.
fn bars(title: &str, first: u32, last: u32, points: &[ChartPoint]) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    let series = chart.add_series();
    series
        .set_categories((SUMMARY, first, 0, last, 0))
        .set_values((SUMMARY, first, 1, last, 1))
        .set_gap(40)
        .set_data_label(ChartDataLabel::new().show_value())
        .set_format(&mut fill(Color::RGB(0x2F_5597)));
    if !points.is_empty() {
        series.set_points(points);
    }
    chart.title().set_name(title);
    chart.legend().set_hidden();
    // The first row is drawn on top.
    chart.y_axis().set_reverse();
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart.set_alt_text(format!("{title}, as in the table beside it"));
    chart
}

fn fill(colour: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    format
}

fn bar(colour: Color) -> ChartPoint {
    ChartPoint::new().set_format(&mut fill(colour))
}

fn ink(state: State) -> Color {
    Color::RGB(match state {
        State::Provisioned => 0x1E_5631,
        State::Blocked => 0x8A_1020,
        State::Waiting => 0x8A_5F00,
        State::Undetermined => 0x6B_4A00,
        State::NotExpected => 0x50_5A66,
    })
}

fn write_next_steps(report: &Report<'_>, page: &mut Worksheet, row: u32) -> Result<u32, XlsxError> {
    let mut row = title(page, row, "What next")?;
    for step in report.next_steps() {
        page.write_string(row, 0, step)?;
        row += 1;
    }
    Ok(row)
}

fn write_contents(sheets: &[Sheet], page: &mut Worksheet, row: u32) -> Result<u32, XlsxError> {
    let row = title(page, row, "Sheets")?;
    let mut row = table(page, row, "Sheets", &["sheet", "rows", "what it holds"], sheets.len())?;
    for sheet in sheets {
        page.write_url_with_text(row, 0, cell_of(&sheet.name, 0).as_str(), sheet.name.as_str())?;
        page.write(row, 1, sheet.rows())?;
        page.write_string(row, 2, holds(&sheet.name))?;
        row += 1;
    }
    Ok(row)
}

fn holds(sheet: &str) -> String {
    let words = match sheet {
        "People" => "everybody listed: state, root cause, identity and where they stand in the exports",
        "Evidence" => "every finding with each cell that proves it",
        "Tenant" => "what concerns the tenant as a whole",
        "Not judged" => "cases that could not be judged, and the columns to export",
        "Forward sync" => "for whom Microsoft is to be asked for a forward sync",
        "Inputs" => "the exports as they were understood",
        "Remarks" => "what to know of files, rows and cells",
        root => {
            let case = cases::catalogue().iter().find(|case| sheet_name(case.id) == root);
            return case.map(|case| format!("people whose root cause is {}", case.id)).unwrap_or_default();
        }
    };
    words.to_owned()
}

fn write_findings(report: &Report<'_>, page: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    let findings: Vec<_> =
        report.summary.findings.iter().filter_map(|(id, people)| Some((cases::find(id)?, *people))).collect();
    let row = title(page, row, "All findings, root cause or not")?;
    if findings.is_empty() {
        page.write_string(row, 0, "none")?;
        return Ok(());
    }
    let columns = ["case", "people", "what it is", "who mends it", "severity", "source"];
    let first = table(page, row, "Findings", &columns, findings.len())?;
    for (row, (case, people)) in (first..).zip(findings) {
        page.write_string(row, 0, case.id)?;
        page.write(row, 1, people)?;
        page.write_string(row, 2, case.title)?;
        page.write_string(row, 3, case.act.name())?;
        page.write_string(row, 4, severity(case))?;
        write_source(page, row, case)?;
    }
    Ok(())
}

/// The most serious one.
fn severity(case: &Case) -> &'static str {
    case.severities.first().map_or("", |severity| severity.name())
}

fn write_source(page: &mut Worksheet, row: u32, case: &Case) -> Result<(), XlsxError> {
    match case.sources.first() {
        Some(source) => page.write_url(row, 5, *source).map(|_| ()),
        None => Ok(()),
    }
}
