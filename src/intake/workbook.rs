//! Reads a workbook, each sheet on its own, as a stream of cells.

use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::open::{Input, Source};
use super::table::{Chunk, ChunkBuilder, Mapped, Place, Table};
use super::{Context, Outcome};
use super::{header, recognise};
use crate::error::{Refusal, Remark, Topic};
use crate::instant::DateColumn;
use crate::schema::{Field, Shape};

/// Cells beyond this column are not looked at; no export is so wide.
const WIDEST: usize = 4096;

/// Rows collected before they are packed.
const ROWS: usize = 4096;

type Book = Xlsx<BufReader<Box<dyn Input>>>;

/// Reads all sheets of a workbook that hold an export.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    // The reader is foreign code on foreign input: a panic in it is one more broken workbook.
    catch_unwind(AssertUnwindSafe(|| read_sheets(source, context)))
        .unwrap_or_else(|_| Err(Refusal::Broken("its contents contradict each other".into())))
}

fn read_sheets(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let mut book: Book = Xlsx::new(BufReader::new(source.open()?)).map_err(|cause| match cause {
        XlsxError::FileNotFound(_) => Refusal::Other(
            "it is an archive and no XLSX workbook; archives are not read yet\n  \
             help    extract it and name the folder, or save the workbook as XLSX"
                .into(),
        ),
        cause => refusal(&cause),
    })?;
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
        match read_sheet(&mut book, source, &name) {
            Ok((table, remarks)) => {
                outcome.tables.push(table);
                outcome.remarks.extend(remarks);
            }
            Err(refusal) => {
                let message = format!("sheet not used: {}", first_line(&refusal));
                outcome.remarks.push(Remark::on_file(&source.path, Some(&name), Topic::File, message));
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

fn read_sheet(book: &mut Book, source: &Source, sheet: &str) -> Result<(Table, Vec<Remark>), Refusal> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    each_row(book, sheet, |row, cells| {
        rows.push((row, cells));
        rows.len() < header::ROWS + recognise::SAMPLE
    })?;
    let mut cells: Vec<Vec<String>> = rows.iter().map(|(_, cells)| cells.clone()).collect();
    for row in &mut cells {
        for cell in row {
            *cell = cell.trim().to_owned();
        }
    }
    let (_, index) = header::best_header(&cells).ok_or(Refusal::NoRows)?;
    let header_row = rows[index].0;
    let header = cells[index].clone();
    let forced = source.forced.as_ref().map(|forced| forced.kind);
    let found = recognise::recognise(&source.path, &header, &cells[index + 1..], None, forced)?;

    let modified = source.modified();
    let mut body = Body {
        fields: found.mapping.iter().map(|(field, _)| *field).collect(),
        positions: found.mapping.iter().map(|(_, position)| *position).collect(),
        dates: vec![DateColumn::default(); found.mapping.len()],
        filled: vec![0; found.mapping.len()],
        limit: super::date_limit(modified),
        chunks: Vec::new(),
        chunk: None,
    };
    let (mut blank, mut repeated, mut beside) = (0, 0, Vec::new());
    each_row(book, sheet, |row, cells| {
        if row <= header_row {
            return true;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            blank += 1;
        } else if header.iter().enumerate().all(|(at, name)| cells.get(at).map_or("", |cell| cell.trim()) == name) {
            repeated += 1;
        } else {
            if cells.len() > header.len() && cells[header.len()..].iter().any(|cell| !cell.trim().is_empty()) {
                beside.push(row);
            }
            body.push(row, &cells);
        }
        true
    })?;
    let (chunks, filled, dates) = body.finish();
    let mut table = Table {
        path: source.path.clone(),
        sheet: Some(sheet.to_owned()),
        kind: found.kind,
        producer: found.producer,
        encoding: None,
        delimiter: None,
        header_row,
        header,
        mapped: Vec::new(),
        chunks,
        passed_over: Vec::new(),
        unread: 0,
        modified,
        sha256: None,
    };
    for ((field, position), (filled, dates)) in found.mapping.into_iter().zip(filled.into_iter().zip(dates)) {
        table.mapped.push(Mapped { filled, dates, ..Mapped::new(field, position) });
    }
    table.pass_over("blank row", blank);
    table.pass_over("header again", repeated);
    let remarks = beside
        .into_iter()
        .map(|row| Remark {
            row: Some(row),
            ..Remark::on_file(&source.path, Some(sheet), Topic::Column, "cells to the right of the header are not read")
        })
        .collect();
    Ok((table, remarks))
}

/// The rows of a sheet collected so far.
struct Body {
    fields: Vec<Field>,
    positions: Vec<usize>,
    dates: Vec<DateColumn>,
    filled: Vec<u64>,
    limit: Option<i64>,
    chunks: Vec<Chunk>,
    chunk: Option<ChunkBuilder>,
}

impl Body {
    fn push(&mut self, row: u32, cells: &[String]) {
        let cell = |position: usize| cells.get(position).map_or("", String::as_str);
        for (index, field) in self.fields.iter().enumerate() {
            if matches!(field.shape(), Shape::Instant | Shape::Past) {
                self.dates[index].note(cell(self.positions[index]), self.limit);
            }
        }
        let chunk = self.chunk.get_or_insert_with(|| ChunkBuilder::new(self.fields.iter().copied(), ROWS));
        chunk.push(Place { row, line: 0 }, self.positions.iter().map(|position| cell(*position)));
        if chunk.len() == ROWS {
            self.pack();
        }
    }

    fn pack(&mut self) {
        if let Some(chunk) = self.chunk.take() {
            for (filled, more) in self.filled.iter_mut().zip(&chunk.filled) {
                *filled += more;
            }
            self.chunks.push(chunk.finish());
        }
    }

    fn finish(mut self) -> (Vec<Chunk>, Vec<u64>, Vec<DateColumn>) {
        self.pack();
        (self.chunks, self.filled, self.dates)
    }
}

/// Calls `take` with each row that has a cell (the sheet's first row is 1), until it returns false.
fn each_row(book: &mut Book, sheet: &str, mut take: impl FnMut(u32, Vec<String>) -> bool) -> Result<(), Refusal> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|cause| refusal(&cause))?;
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
            if !take(at + 1, cells) {
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
        take(at + 1, cells);
    }
    Ok(())
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
