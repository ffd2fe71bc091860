//! Reads a workbook, each sheet on its own, as a stream of cells.

use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::archive::{self, Package, Seekable};
use super::open::Source;
use super::sheet::{self, Rows, Take, WIDEST};
use super::table::Place;
use super::{Context, Outcome, Refused};
use crate::error::{Refusal, Remark, Topic};

type Book = Xlsx<BufReader<Box<dyn Seekable>>>;

/// Reads all sheets of a workbook that hold an export.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    // The reader is foreign code on foreign input: a panic in it is one more broken workbook.
    catch_unwind(AssertUnwindSafe(|| read_sheets(source, context)))
        .unwrap_or_else(|_| Err(Refusal::Broken("its contents contradict each other".into())))
}

fn read_sheets(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let held = source.held()?;
    match archive::look(held.open_seekable()?)? {
        Package::Xlsx => {}
        Package::Archive(_) => {
            return Err(Refusal::Other(
                "it is an archive within an archive, which is not opened\n  help    unpack it and name the folder"
                    .into(),
            ));
        }
        Package::Document(product) => {
            return Err(Refusal::Other(format!(
                "it is a document of {product} and has no sheets\n  help    export as CSV or XLSX"
            )));
        }
        Package::Xlsb | Package::Ods => return Err(Refusal::Format("XLSB and ODS")),
    }
    archive::check_workbook(&mut || held.open_seekable())?;
    let mut book: Book = Xlsx::new(BufReader::new(held.open_seekable()?)).map_err(|cause| refusal(&cause))?;
    let wanted = source.sheet().map(str::to_owned);
    let names: Vec<_> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .filter(|name| wanted.as_ref().is_none_or(|wanted| wanted == name))
        .filter(|name| !source.but.contains(name))
        .collect();
    if let Some(wanted) = wanted.filter(|_| names.is_empty()) {
        return Err(Refusal::Other(format!("it has no sheet '{wanted}'\n  help    name the sheet as Excel shows it")));
    }
    let mut outcome = Outcome::default();
    let mut refused = None;
    for name in names {
        match sheet::read(source, Some(&name), &mut Cells { book: &mut book, sheet: &name }) {
            Ok((table, remarks)) => {
                outcome.tables.push(table);
                outcome.remarks.extend(remarks);
            }
            Err(refusal) => {
                let message = format!("sheet not used: {}", first_line(&refusal));
                outcome.remarks.push(Remark::on_file(&source.path, Some(&name), Topic::File, message));
                let (path, sheet) = (source.path.clone(), Some(name));
                outcome.refused.push(Refused { path, sheet, refusal: refusal.clone(), named: false });
                refused = Some(refusal);
            }
        }
    }
    context.progress.advance(source.size());
    match refused {
        Some(refusal) if outcome.tables.is_empty() => Err(refusal),
        None if outcome.tables.is_empty() && source.but.is_empty() => Err(Refusal::NoRows),
        _ => Ok(outcome),
    }
}

fn first_line(refusal: &Refusal) -> String {
    refusal.to_string().lines().next().unwrap_or_default().to_owned()
}

fn refusal(cause: &XlsxError) -> Refusal {
    match cause {
        XlsxError::Password => Refusal::Encrypted,
        other => Refusal::Broken(other.to_string()),
    }
}

/// A sheet that is read as a stream of cells.
struct Cells<'b> {
    book: &'b mut Book,
    sheet: &'b str,
}

impl Rows for Cells<'_> {
    fn each(&mut self, take: &mut Take<'_>) -> Result<(), Refusal> {
        let mut reader = self.book.worksheet_cells_reader(self.sheet).map_err(|cause| refusal(&cause))?;
        let mut current: Option<(u32, Vec<String>)> = None;
        while let Some(cell) = reader.next_cell().map_err(|cause| refusal(&cause))? {
            let (row, column) = cell.get_position();
            let column = column as usize;
            if column >= WIDEST {
                continue;
            }
            let text = text_of(cell.get_value());
            if text.is_empty() {
                continue;
            }
            if current.as_ref().is_some_and(|(at, _)| *at != row)
                && let Some((at, cells)) = current.take()
            {
                if row < at {
                    return Err(Refusal::Broken(format!("row {} stands behind row {}", row + 1, at + 1)));
                }
                if !take(Place { row: at + 1, line: 0 }, cells) {
                    return Ok(());
                }
            }
            let (_, cells) = current.get_or_insert_with(|| (row, Vec::new()));
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
        if let Some((at, cells)) = current {
            take(Place { row: at + 1, line: 0 }, cells);
        }
        Ok(())
    }
}

/// The stored value as an export would print it.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "True".to_owned(),
        DataRef::Bool(false) => "False".to_owned(),
        DataRef::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(error) => error.to_string(),
    }
}
