//! Rows of cells become a table, wherever they come from: a sheet of a workbook, or records that name their cells.

use std::borrow::Cow;

use calamine::Dimensions;

use super::chunk::{Chunk, ChunkBuilder, Place};
use super::mapping::Joined;
use super::open::Source;
use super::recognise::Recognised;
use super::row::Twins;
use super::scan::Cell;
use super::table::{Mapped, Table};
use super::{Context, UNREADABLE, batch, header, recognise, row};
use crate::error::{Refusal, Remark, Topic};
use crate::instant::DateColumn;
use crate::schema::{Field, Shape};

/// Cells beyond this column are not looked at; no export is so wide.
pub(super) const WIDEST: usize = 4096;

/// Rows collected before they are packed.
const ROWS: usize = 4096;

/// What takes rows, until it answers that it has seen enough.
pub(super) type Take<'a> = dyn FnMut(Place, &[String]) -> bool + 'a;

/// Rows that can be read again from the beginning.
pub(super) trait Rows {
    /// In what form the rows come, where that tells who wrote them: `LDIF`, `JSON`.
    fn form(&self) -> Option<&'static str> {
        None
    }

    /// The names of the cells, where they do not stand in a row of their own.
    fn names(&mut self) -> Result<Option<Vec<String>>, Refusal> {
        Ok(None)
    }

    /// The areas of merged cells: only the first cell of each holds what all of them show.
    fn merged(&mut self) -> Result<Vec<Dimensions>, Refusal> {
        Ok(Vec::new())
    }

    /// Calls `take` with each row that has a cell, in order, until it answers false.
    fn each(&mut self, take: &mut Take<'_>) -> Result<(), Refusal>;
}

/// Several values as the cell of a table: parted by `;`, or by line feeds where a value holds one itself.
pub(super) fn join(values: &[String]) -> String {
    let joint = if values.len() > 1 && values.iter().any(|value| value.contains(';')) { "\n" } else { ";" };
    values.join(joint)
}

/// Finds header and kind in the first rows, then reads all.
pub(super) fn read(
    source: &Source,
    context: &Context,
    sheet: Option<&str>,
    rows: &mut dyn Rows,
) -> Result<(Table, Vec<Remark>), Refusal> {
    let head = head(rows)?;
    let forced = source.forced.as_ref().map(|forced| forced.kind);
    let found = match recognise::recognise(&source.path, &head.names, &head.sample, rows.form(), forced) {
        // Who wants to see the rows need not know what they are.
        Err(_) if context.rows => Recognised::nothing(),
        known => known?,
    };

    let modified = source.modified();
    let mut body = Body {
        fields: found.mapping.iter().map(|(field, _)| *field).collect(),
        positions: found.mapping.iter().map(|(_, position)| *position).collect(),
        joined: found.joined_fields(),
        twins: Twins::find(&head.names, &found.mapping),
        dates: vec![DateColumn::default(); found.mapping.len()],
        filled: vec![0; found.mapping.len()],
        limit: super::date_limit(modified),
        chunks: Vec::new(),
        chunk: None,
    };
    let mut merged = Merged::new(rows.merged()?, &body.positions);
    let mut aside: Vec<&'static str> = Vec::new();
    let (mut beside, mut below, mut rows_read) = (Vec::new(), Below::default(), Vec::new());
    batch::each(rows, |place, cells| {
        if place.row <= head.row {
            return;
        }
        let is_data =
            below.first.is_none() && cells.first().is_some_and(|cell| row::is_plainly_data(&[Cell::plain(cell)]));
        if !is_data && cells.iter().all(|cell| cell.trim().is_empty()) {
            aside.push("blank row");
        } else if !is_data && head.is_repeated_by(cells) {
            aside.push("header again");
        } else if let Some(reason) = if is_data { None } else { head.reason_to_pass_over(cells) } {
            aside.push(reason);
        } else if !is_data && below.begins(&head, place, cells) {
            below.rows += 1;
        } else {
            if context.rows {
                let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
                rows_read.push((place, (0..head.names.len()).map(cell).collect()));
            }
            if cells.len() > head.names.len() && cells[head.names.len()..].iter().any(|cell| !cell.trim().is_empty()) {
                beside.push(place);
            }
            if body.knows_any(cells) {
                body.push(place, &merged.uncover(place, cells));
            } else {
                aside.push(row::UNKNOWN);
            }
        }
    })?;
    let (chunks, filled, dates) = body.finish();
    let mut table = Table {
        path: source.path.clone(),
        sheet: sheet.map(str::to_owned),
        kind: found.kind,
        producer: found.producer,
        sureness: found.sureness,
        encoding: None,
        delimiter: None,
        header_row: head.row,
        header: head.names,
        mapped: Vec::new(),
        chunks,
        passed_over: Vec::new(),
        unread: below.rows + head.above.map_or(0, |(_, count)| count),
        cut: false,
        modified,
        sha256: None,
        rows_read,
    };
    for ((field, position), (filled, dates)) in found.mapping.into_iter().zip(filled.into_iter().zip(dates)) {
        table.mapped.push(Mapped { filled, dates, ..Mapped::new(field, position) });
    }
    for reason in aside {
        table.pass_over(reason, 1);
    }
    let second = head_beside(&table.header).map(|at| table.header[at].clone());
    let mut remarks: Vec<Remark> = beside
        .into_iter()
        .map(|place| Remark {
            row: Some(place.row),
            line: (place.line > 0).then_some(place.line),
            ..Remark::on_file(&source.path, sheet, Topic::Column, "cells to the right of the header are not read")
        })
        .collect();
    let on_row = |row: u32, topic: Topic, message: String| Remark {
        row: Some(row),
        ..Remark::on_file(&source.path, sheet, topic, message)
    };
    remarks.extend(head.above.map(|(row, count)| on_row(row, Topic::UnreadRow, header::unread_above(count))));
    remarks.extend(merged.remark().map(|(row, message)| on_row(row, Topic::Column, message)));
    remarks.extend(below.remark().map(|(row, message)| on_row(row, Topic::UnreadRow, message)));
    remarks.extend(second.map(|name| {
        let message = "another table seems to begin with this column: put it on a sheet of its own, or its columns are \
                       taken for those of the first";
        Remark { column: Some(name), ..Remark::on_file(&source.path, sheet, Topic::Column, message) }
    }));
    Ok((table, remarks))
}

/// Where the header of another table begins, parted from the first by columns without a name.
fn head_beside(names: &[String]) -> Option<usize> {
    let gap = names.iter().skip_while(|name| name.is_empty()).position(String::is_empty)?;
    let gap = gap + names.iter().take_while(|name| name.is_empty()).count();
    let second = gap + names[gap..].iter().position(|name| !name.is_empty())?;
    (header::is_telling(&names[..gap]) && header::is_telling(&names[second..])).then_some(second)
}

/// Merged cells, which show the value of the first one: whether it is meant for all of them nobody knows.
struct Merged {
    /// The areas below the row at hand, the last to come first.
    areas: Vec<Dimensions>,
    /// Those that the row at hand meets.
    open: Vec<Dimensions>,
    /// Where known columns stand.
    known: Vec<usize>,
    /// The first row with such cells in known columns, and how many there are.
    first: Option<Place>,
    count: u64,
}

impl Merged {
    fn new(mut areas: Vec<Dimensions>, known: &[usize]) -> Self {
        areas.sort_unstable_by_key(|area| std::cmp::Reverse(area.start));
        Self { areas, open: Vec::new(), known: known.to_vec(), first: None, count: 0 }
    }

    /// The cells of a row, those unknown that another one covers. Rows come in their order.
    fn uncover<'c, 't>(&mut self, place: Place, cells: &'c [&'t str]) -> Cow<'c, [&'t str]> {
        let mut cells = Cow::Borrowed(cells);
        let row = place.row - 1;
        while let Some(area) = self.areas.pop_if(|area| area.start.0 <= row) {
            self.open.push(area);
        }
        self.open.retain(|area| area.end.0 >= row);
        // Areas that lie over each other are none of Excel's.
        self.open.truncate(WIDEST);
        for area in &self.open {
            for at in self.known.iter().copied() {
                let is_covered = u32::try_from(at).is_ok_and(|column| area.contains(row, column))
                    && (row, at) != (area.start.0, area.start.1 as usize)
                    && cells.get(at).is_none_or(|cell| cell.is_empty());
                if is_covered {
                    let cells = cells.to_mut();
                    cells.resize(cells.len().max(at + 1), "");
                    cells[at] = UNREADABLE;
                    self.first = self.first.or(Some(place));
                    self.count += 1;
                }
            }
        }
        cells
    }

    /// The first row with such cells, and what to say of them.
    fn remark(&self) -> Option<(u32, String)> {
        let message = format!(
            "{} cells are merged with the one above or beside and count as unknown; unmerge them and fill each",
            self.count
        );
        self.first.map(|place| (place.row, message))
    }
}

/// Another table below the first: its rows would be read by the wrong columns.
#[derive(Default)]
struct Below {
    first: Option<Place>,
    rows: u64,
}

impl Below {
    /// Whether a row is the header of another table, or stands below one.
    fn begins(&mut self, head: &Head, place: Place, cells: &[&str]) -> bool {
        if self.first.is_none() && head.row > 0 {
            let cells: Vec<_> = cells.iter().map(|cell| Cell::plain(cell)).collect();
            let is_header = |names: &Vec<String>| header::is_telling(names);
            self.first = row::as_header(&cells).filter(is_header).map(|_| place);
        }
        self.first.is_some()
    }

    fn remark(&self) -> Option<(u32, String)> {
        let message = format!(
            "another header: the {} rows from here on are not read; put them on a sheet of their own",
            self.rows
        );
        self.first.map(|place| (place.row, message))
    }
}

/// The beginning of the rows.
struct Head {
    /// The row of the header; 0 where each record names its cells.
    row: u32,
    names: Vec<String>,
    /// The first rows below.
    sample: Vec<Vec<String>>,
    /// The first row of people above, and how many there are.
    above: Option<(u32, u64)>,
}

impl Head {
    fn reason_to_pass_over(&self, cells: &[&str]) -> Option<&'static str> {
        let cells: Vec<_> = cells.iter().map(|cell| Cell::plain(cell)).collect();
        if self.row == 0 { None } else { row::reason_to_pass_over(&cells) }
    }

    fn is_repeated_by(&self, cells: &[&str]) -> bool {
        self.row > 0
            && self.names.iter().enumerate().all(|(at, name)| cells.get(at).map_or("", |cell| cell.trim()) == name)
    }
}

fn head(rows: &mut dyn Rows) -> Result<Head, Refusal> {
    let names = rows.names()?;
    let mut first: Vec<(u32, Vec<String>)> = Vec::new();
    rows.each(&mut |place, cells| {
        let trimmed = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        first.push((place.row, trimmed));
        first.len() < header::ROWS + recognise::SAMPLE
    })?;
    let (numbers, mut cells): (Vec<u32>, Vec<Vec<String>>) = first.into_iter().unzip();
    if let Some(names) = names {
        return Ok(Head { row: 0, names, sample: cells, above: None });
    }
    let (_, index) = header::best_header(&cells).ok_or(Refusal::NoRows)?;
    let sample = cells.split_off(index + 1);
    let above = header::people_above(&cells).map(|(index, count)| (numbers[index], count));
    Ok(Head { row: numbers[index], names: cells.pop().unwrap_or_default(), sample, above })
}

/// The rows collected so far.
struct Body {
    fields: Vec<Field>,
    positions: Vec<usize>,
    /// Fields that several columns feed together, each with where it stands among the fields.
    joined: Vec<(usize, Joined)>,
    /// Columns that feed a field, each with another column of the same name.
    twins: Vec<Twins>,
    dates: Vec<DateColumn>,
    filled: Vec<u64>,
    limit: Option<i64>,
    chunks: Vec<Chunk>,
    chunk: Option<ChunkBuilder>,
}

impl Body {
    /// Whether a cell of a known column is filled; of a sheet that is no export none is known, and it is printed all the same.
    fn knows_any(&self, cells: &[&str]) -> bool {
        let is_filled = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.trim().is_empty());
        self.positions.is_empty() || self.positions.iter().any(is_filled)
    }

    fn push(&mut self, place: Place, cells: &[&str]) {
        let cell = |position: usize| cells.get(position).copied().unwrap_or_default();
        for (index, field) in self.fields.iter().enumerate() {
            if matches!(field.shape(), Shape::Instant | Shape::Past) {
                self.dates[index].note(cell(self.positions[index]), self.limit);
            }
        }
        let chunk = self.chunk.get_or_insert_with(|| ChunkBuilder::new(self.fields.iter().copied(), ROWS));
        if self.joined.is_empty() {
            chunk.push(place, |column| cell(self.positions[column]));
        } else {
            let mut texts: Vec<Cow<'_, str>> = self.positions.iter().map(|position| cell(*position).into()).collect();
            for (at, joined) in &self.joined {
                texts[*at] = joined.text(|column| cell(column).into()).into();
            }
            chunk.push(place, |column| &*texts[column]);
        }
        for twins in &self.twins {
            if twins.differ(|position| cell(position).into()) {
                chunk.contradict(twins.column);
            }
        }
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
