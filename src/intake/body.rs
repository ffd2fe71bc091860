//! Builds the table of a text file from its records, block by block, and remarks what it cannot use.

use std::borrow::Cow;
use std::io::Read;
use std::sync::OnceLock;

use super::chunk::{Chunk, ChunkBuilder, Place};
use super::header::{self, Layout};
use super::mapping::Joined;
use super::open::Source;
use super::recognise::{self, Recognised};
use super::row::{self, Twins};
use super::scan::{self, Cell, Scanned};
use super::split::{Splitter, Start};
use super::table::{Mapped, Table};
use super::wrapped;
use super::{Bytes, Context, Outcome};
use crate::error::{Remark, Topic};
use crate::instant::DateColumn;
use crate::schema::{Field, Shape};

/// How the fast way through a file ended.
pub(super) enum Course {
    Read,
    /// The bytes are not what the plan says.
    Undecodable,
    /// A header of other columns in the middle of the file.
    Header(NextHeader),
    Irregular,
}

pub(super) struct NextHeader {
    pub(super) place: Place,
    pub(super) names: Vec<String>,
    /// The first rows below.
    pub(super) sample: Vec<Vec<String>>,
}

/// Whole records of the file.
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) starts: Vec<Start>,
}

/// The table under construction.
pub(super) struct Body<'a> {
    source: &'a Source,
    keeps_rows: bool,
    pub(super) layout: &'a Layout,
    fields: Vec<Field>,
    positions: Vec<usize>,
    /// Whether the cells of a field are only counted.
    only_named: Vec<bool>,
    /// Fields that several columns feed together, each with where it stands among the fields.
    joined: Vec<(usize, Joined)>,
    limit: Option<i64>,
    table: Table,
    dates: Vec<DateColumn>,
    remarks: Vec<Remark>,
    /// The columns that hold dates.
    dated: Vec<usize>,
    /// Columns that feed a field, each with another column of the same name.
    twins: Vec<Twins>,
    /// What the cells of each column look like, made when a row is out of shape.
    forms: OnceLock<row::Forms>,
    /// Behind the last column that has a name.
    named: usize,
    /// Rows too short for the header.
    short: Vec<(Place, Vec<String>)>,
    /// Where the rows stand that were taken out of one cell each: the first, and how many.
    taken_out: Option<(Place, u64)>,
    last_row: u32,
    /// Rows and lines of the blocks before.
    passed: Place,
    bytes: Bytes,
}

/// What one block came to.
pub(super) struct Parsed {
    bytes: Bytes,
    chunks: Vec<Chunk>,
    /// The chunk under construction.
    chunk: ChunkBuilder,
    filled: Vec<u64>,
    dates: Vec<DateColumn>,
    ragged: Vec<(Place, usize)>,
    /// Records of so many lines in which a quote holds rows together.
    swallowed: Vec<(Place, u32)>,
    taken_out: Option<(Place, u64)>,
    short: Vec<(Place, Vec<String>)>,
    passed_over: Vec<(&'static str, u64)>,
    next: Option<NextHeader>,
    last_row: u32,
    /// Rows and lines of the block, where places within it are counted from its beginning.
    extent: Place,
    /// All cells of the rows, where they were asked for.
    rows_read: Vec<(Place, csv::StringRecord)>,
}

impl Parsed {
    fn pass_over(&mut self, reason: &'static str) {
        match self.passed_over.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.passed_over.push((reason, 1)),
        }
    }

    fn pack(&mut self, next: ChunkBuilder) {
        let chunk = std::mem::replace(&mut self.chunk, next);
        for (filled, more) in self.filled.iter_mut().zip(&chunk.filled) {
            *filled += more;
        }
        if chunk.len() > 0 {
            self.chunks.push(chunk.finish());
        }
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(source: &'a Source, context: &Context, layout: &'a Layout, found: &Recognised) -> Self {
        let modified = source.modified();
        let above = layout.above.map(|(place, count)| Remark {
            row: Some(place.row),
            line: Some(place.line),
            ..Remark::on_file(&source.path, None, Topic::UnreadRow, header::unread_above(count))
        });
        let table = Table {
            path: source.path.clone(),
            sheet: None,
            kind: found.kind,
            producer: found.producer,
            sureness: found.sureness,
            encoding: None,
            delimiter: Some(char::from(layout.delimiter)),
            header_row: layout.header_row,
            header: layout.header.clone(),
            mapped: found.mapping.iter().map(|(field, position)| Mapped::new(*field, *position)).collect(),
            chunks: Vec::new(),
            passed_over: Vec::new(),
            unread: layout.above.map_or(0, |(_, count)| count),
            cut: false,
            modified,
            sha256: None,
            rows_read: Vec::new(),
        };
        Self {
            source,
            keeps_rows: context.rows,
            layout,
            fields: found.mapping.iter().map(|(field, _)| *field).collect(),
            positions: found.mapping.iter().map(|(_, position)| *position).collect(),
            only_named: found.mapping.iter().map(|(field, _)| field.shape() == Shape::Named).collect(),
            joined: found.joined_fields(),
            limit: super::date_limit(modified),
            dates: vec![DateColumn::default(); found.mapping.len()],
            dated: (0..found.mapping.len())
                .filter(|index| matches!(found.mapping[*index].0.shape(), Shape::Instant | Shape::Past))
                .collect(),
            twins: Twins::find(&layout.header, &found.mapping),
            forms: OnceLock::new(),
            named: layout.header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1),
            short: Vec::new(),
            taken_out: None,
            last_row: 0,
            passed: Place { row: 0, line: 0 },
            bytes: Bytes::default(),
            table,
            remarks: above.into_iter().collect(),
        }
    }

    fn chunk(&self, rows: usize) -> ChunkBuilder {
        ChunkBuilder::new(self.fields.iter().copied(), rows.min(ChunkBuilder::ROWS))
    }

    fn begin(&self, rows: usize) -> Parsed {
        Parsed {
            bytes: Bytes::default(),
            chunks: Vec::new(),
            chunk: self.chunk(rows),
            filled: vec![0; self.fields.len()],
            dates: vec![DateColumn::default(); self.fields.len()],
            ragged: Vec::new(),
            swallowed: Vec::new(),
            taken_out: None,
            short: Vec::new(),
            passed_over: Vec::new(),
            rows_read: Vec::new(),
            next: None,
            last_row: 0,
            extent: Place { row: 0, line: 0 },
        }
    }

    /// Takes one record of a block; answers whether the next one is wanted.
    fn take(&self, parsed: &mut Parsed, place: Place, cells: &[Cell<'_>]) -> bool {
        if let Some(next) = &mut parsed.next {
            next.sample.push(cells.iter().map(|cell| cell.text().trim().to_owned()).collect());
            return next.sample.len() < recognise::SAMPLE;
        }
        let width = self.layout.header.len();
        // Of a file that is no export nothing is known, and it is printed all the same.
        let is_known = || self.positions.is_empty() || self.positions.iter().any(|at| !cells[*at].is_blank());
        if cells.len() == width && row::is_plainly_data(cells) && is_known() {
            self.push(parsed, place, cells);
        } else if cells.iter().all(|cell| cell.is_blank()) {
            parsed.pass_over("blank row");
        } else if cells.len() == width && !is_known() {
            parsed.pass_over(row::UNKNOWN);
        } else if self.repeats_header(cells) {
            parsed.pass_over("header again");
        } else if let Some(names) = row::as_header(cells).filter(|names| self.is_any_header(names)) {
            if self.is_header(&names) {
                parsed.pass_over("header again");
            } else {
                parsed.next = Some(NextHeader { place, names, sample: Vec::new() });
            }
        } else if let Some(reason) = row::reason_to_pass_over(cells) {
            parsed.pass_over(reason);
        } else if let Some(record) = self.in_one_cell(cells) {
            let (first, count) = parsed.taken_out.unwrap_or((place, 0));
            parsed.taken_out = Some((first, count + 1));
            return self.take(parsed, place, &record.iter().map(Cell::plain).collect::<Vec<_>>());
        } else if cells.len() == width || (self.named..width).contains(&cells.len()) {
            self.push(parsed, place, cells);
        } else if let Some((cells, names)) = row::parted_from_header(cells, &self.layout.header) {
            if cells.len() == width {
                self.push(parsed, place, &cells.iter().map(|cell| Cell::plain(cell)).collect::<Vec<_>>());
            } else {
                parsed.ragged.push((place, cells.len() + names.len()));
            }
            if !self.is_header(&names) {
                parsed.next = Some(NextHeader { place, names, sample: Vec::new() });
            }
        } else if let Some(cells) = row::fit(cells, width, self.layout.delimiter, self.columns(), || self.forms()) {
            self.push(parsed, place, &cells.iter().map(|cell| Cell::plain(cell)).collect::<Vec<_>>());
        } else if cells.len() < width {
            parsed.short.push((place, cells.iter().map(|cell| cell.text().into_owned()).collect()));
        } else {
            parsed.ragged.push((place, cells.len()));
        }
        true
    }

    fn push(&self, parsed: &mut Parsed, place: Place, cells: &[Cell<'_>]) {
        if self.keeps_rows {
            let blank = std::iter::repeat_n(Cow::Borrowed(""), self.layout.header.len().saturating_sub(cells.len()));
            parsed.rows_read.push((place, cells.iter().map(|cell| cell.text()).chain(blank).collect()));
        }
        let text = |column: usize| {
            let cell = cells[self.positions[column]];
            if self.only_named[column] { cell.raw().into() } else { cell.text() }
        };
        if self.joined.is_empty() {
            parsed.chunk.push(place, text);
        } else {
            let mut texts: Vec<Cow<'_, str>> = (0..self.positions.len()).map(text).collect();
            for (at, joined) in &self.joined {
                texts[*at] = joined.text(|column| cells[column].text()).into();
            }
            parsed.chunk.push(place, |column| &*texts[column]);
        }
        for index in &self.dated {
            parsed.dates[*index].note(&cells[self.positions[*index]].text(), self.limit);
        }
        for twins in &self.twins {
            if twins.differ(|position| cells.get(position).map(|cell| cell.text()).unwrap_or_default()) {
                parsed.chunk.contradict(twins.column);
            }
        }
        if parsed.chunk.len() == ChunkBuilder::ROWS {
            parsed.pack(self.chunk(ChunkBuilder::ROWS));
        }
    }

    /// The row that Excel has put into its first cell.
    fn in_one_cell(&self, cells: &[Cell<'_>]) -> Option<csv::StringRecord> {
        let (cell, rest) = cells.split_first()?;
        let is_only = rest.iter().all(|cell| cell.is_blank());
        is_only.then(|| wrapped::row(&cell.text(), self.layout.delimiter, self.layout.header.len())).flatten()
    }

    /// Whether a record of several lines is made of rows that a quote holds together.
    fn is_swallowed(&self, record: &str) -> bool {
        self.forms().swallowed(record, self.layout.delimiter)
    }

    fn forms(&self) -> &row::Forms {
        self.forms.get_or_init(|| {
            row::Forms::of(&self.layout.header, &self.layout.sample, &self.columns().collect::<Vec<_>>())
        })
    }

    fn columns(&self) -> impl Iterator<Item = (Field, usize)> {
        self.fields.iter().copied().zip(self.positions.iter().copied())
    }

    fn repeats_header(&self, cells: &[Cell<'_>]) -> bool {
        let header = &self.layout.header;
        cells.len() == header.len() && cells.iter().zip(header).all(|(cell, name)| row::name(&cell.text()) == name)
    }

    /// Whether the names are those of some export, or some of this one in another order.
    fn is_any_header(&self, names: &[String]) -> bool {
        let is_own = |name: &String| self.layout.header.iter().any(|own| own.eq_ignore_ascii_case(name));
        header::is_telling(names) || names.len() > 1 && names.iter().all(is_own)
    }

    fn is_header(&self, names: &[String]) -> bool {
        let header = &self.layout.header[..self.named];
        names.len() == header.len() && names.iter().zip(header).all(|(name, own)| name.eq_ignore_ascii_case(own))
    }

    /// Parses whole records in one pass; only records with misplaced quotes go through the csv crate.
    pub(super) fn parse_regular(&self, block: &[u8], is_first: bool) -> Result<Parsed, Course> {
        let text = simdutf8::basic::from_utf8(block).map_err(|_| Course::Undecodable)?;
        match scan::first_oddity(block) {
            None => {}
            Some(0) => return Err(Course::Undecodable),
            Some(_) => return Err(Course::Irregular),
        }
        let mut parsed = self.begin(block.len() / 128 + 16);
        let mut cells = Vec::with_capacity(self.layout.header.len());
        // Where the next row stands, counted from the beginning of the block.
        let mut here = Place { row: 1, line: 1 };
        let mut at = 0;
        // The next line end that is not yet counted.
        let mut line_end = memchr::memchr(b'\n', block).unwrap_or(block.len());
        while at < block.len() {
            let mut irregular = None;
            let next = match scan::record(text, at, self.layout.delimiter, &mut cells) {
                Scanned::Blank { next } => {
                    here = Place { row: here.row + 1, line: here.line + 1 };
                    line_end = memchr::memchr(b'\n', &block[next..]).map_or(block.len(), |more| next + more);
                    at = next;
                    continue;
                }
                Scanned::Record { next } => next,
                Scanned::Irregular => {
                    let (next, record) = self.irregular_record(&block[at..]).ok_or(Course::Irregular)?;
                    irregular = Some(record);
                    parsed.bytes.irregular += next as u64;
                    at + next
                }
            };
            let mut lines = 0;
            while line_end < next {
                lines += 1;
                line_end =
                    memchr::memchr(b'\n', &block[line_end + 1..]).map_or(block.len(), |more| line_end + 1 + more);
            }
            let inner_ends = lines - u32::from(block[next - 1] == b'\n');
            if !is_first || here.row > self.layout.header_row {
                let goes_on = match &irregular {
                    _ if inner_ends > 0 && self.is_swallowed(&text[at..next]) => {
                        parsed.swallowed.push((here, inner_ends + 1));
                        true
                    }
                    None => self.take(&mut parsed, here, &cells),
                    Some(record) => self.take(&mut parsed, here, &record.iter().map(Cell::plain).collect::<Vec<_>>()),
                };
                if !goes_on {
                    break;
                }
            }
            here.row += 1;
            here.line += lines;
            at = next;
        }
        parsed.bytes.regular = at as u64 - parsed.bytes.irregular;
        parsed.extent = Place { row: here.row - 1, line: here.line - 1 };
        parsed.last_row = parsed.extent.row;
        parsed.pack(self.chunk(0));
        Ok(parsed)
    }

    /// The record at the beginning of `bytes` as the csv crate reads it, and where the next begins; `None` when it
    /// does not end within the block, which then was cut in the wrong place.
    fn irregular_record(&self, bytes: &[u8]) -> Option<(usize, csv::StringRecord)> {
        let mut starts = Vec::new();
        let mut splitter = Splitter::new(self.layout.delimiter);
        let mut known = 0;
        let mut scanned = 0;
        while starts.len() < 2 && known < bytes.len() {
            known = (known + 4096).min(bytes.len());
            (scanned, _) = splitter.scan(&bytes[..known], scanned, known == bytes.len(), &mut starts);
        }
        let end = match starts.get(1) {
            Some(next) => next.offset as usize,
            None if splitter.open_quote().is_some() => return None,
            None => bytes.len(),
        };
        // Blank lines before the next record are its neighbours' affair, not part of this one.
        let end = record_end(bytes, end);
        let mut reader = self.csv_reader(&bytes[..end]);
        let mut record = csv::StringRecord::new();
        reader.read_record(&mut record).ok().filter(|read| *read)?;
        Some((end, record))
    }

    /// The csv crate as the reader of a part of the file. It passes over a byte order mark at the beginning, which further
    /// down is a letter of a cell, and over a blank line: so that line stands before the mark.
    fn csv_reader<'b>(&self, bytes: &'b [u8]) -> csv::Reader<impl Read + use<'b>> {
        let before: &[u8] = if bytes.starts_with("\u{feff}".as_bytes()) { b"\n" } else { b"" };
        csv::ReaderBuilder::new()
            .delimiter(self.layout.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(bytes.len().clamp(1 << 10, 64 << 10))
            .from_reader(before.chain(bytes))
    }

    /// Parses a block whose records are known; `None` when it is no text in UTF-8.
    pub(super) fn parse(&self, block: &Block) -> Option<Parsed> {
        if memchr::memchr(0, &block.bytes).is_some() {
            return None;
        }
        let mut reader = self.csv_reader(&block.bytes);
        let mut parsed = self.begin(block.starts.len());
        parsed.bytes.irregular = block.bytes.len() as u64;
        let mut record = csv::StringRecord::new();
        let mut read = 0;
        while reader.read_record(&mut record).ok()? {
            // Both passes over the bytes must see the same records, or places would be wrong without notice.
            let place = block.starts.get(read).expect("the two passes agree on where records begin").place;
            read += 1;
            parsed.last_row = place.row;
            let is_below = place.row > self.layout.header_row;
            if is_below && let Some(lines) = self.lines_swallowed(block, read - 1, &record) {
                parsed.swallowed.push((place, lines));
                continue;
            }
            if is_below && !self.take(&mut parsed, place, &record.iter().map(Cell::plain).collect::<Vec<_>>()) {
                break;
            }
        }
        let agree = read == block.starts.len() || parsed.next.is_some();
        assert!(agree, "the two passes agree on the number of records");
        parsed.pack(self.chunk(0));
        Some(parsed)
    }

    /// The lines of a record in which a quote holds rows together.
    fn lines_swallowed(&self, block: &Block, at: usize, record: &csv::StringRecord) -> Option<u32> {
        if !record.iter().any(|cell| cell.contains(['\r', '\n'])) {
            return None;
        }
        let start = block.starts[at].offset as usize;
        let end = block.starts.get(at + 1).map_or(block.bytes.len(), |next| next.offset as usize);
        let text = std::str::from_utf8(&block.bytes[start..end]).ok()?;
        let lines = text.split(['\r', '\n']).filter(|line| !line.is_empty()).count();
        self.is_swallowed(text).then_some(u32::try_from(lines).expect("a block is far below 4 GiB"))
    }

    /// Adds what a block came to; answers with the other header it holds.
    pub(super) fn add(&mut self, parsed: Parsed) -> Option<NextHeader> {
        let base = self.passed;
        let shift = |place: Place| Place { row: place.row + base.row, line: place.line + base.line };
        self.passed = shift(parsed.extent);
        self.bytes += parsed.bytes;
        self.last_row = self.last_row.max(parsed.last_row + base.row);
        for (index, mapped) in self.table.mapped.iter_mut().enumerate() {
            mapped.filled += parsed.filled[index];
            self.dates[index] = self.dates[index].and(parsed.dates[index]);
        }
        for (place, cells) in parsed.ragged {
            self.leave_unread(shift(place), cells);
        }
        for (place, lines) in parsed.swallowed {
            let place = shift(place);
            let message = format!(
                "not read: a quote that opens in this row holds the rows of lines {} to {} together; remove the quote \
                 or double it, or export once more",
                place.line,
                place.line + lines - 1
            );
            self.remark_unread(place, message);
        }
        if let Some((first, count)) = parsed.taken_out {
            let (first, before) = self.taken_out.unwrap_or((shift(first), 0));
            self.taken_out = Some((first, before + count));
        }
        self.short.extend(parsed.short.into_iter().map(|(place, cells)| (shift(place), cells)));
        for (reason, count) in parsed.passed_over {
            self.table.pass_over(reason, count);
        }
        self.table.chunks.extend(parsed.chunks.into_iter().map(|mut chunk| {
            chunk.move_behind(base);
            chunk
        }));
        self.table.rows_read.extend(parsed.rows_read.into_iter().map(|(place, cells)| (shift(place), cells)));
        parsed.next.map(|next| NextHeader { place: shift(next.place), ..next })
    }

    fn leave_unread(&mut self, place: Place, cells: usize) {
        self.remark_unread(place, format!("not read: {cells} cells, the header has {}", self.layout.header.len()));
    }

    fn remark_from(&mut self, first: Place, message: String) {
        self.remarks.push(Remark {
            row: Some(first.row),
            line: Some(first.line),
            ..Remark::on_file(&self.source.path, None, Topic::File, message)
        });
    }

    fn remark_unread(&mut self, place: Place, message: String) {
        self.table.unread += 1;
        self.remarks.push(Remark {
            row: Some(place.row),
            line: Some(place.line),
            ..Remark::on_file(&self.source.path, None, Topic::UnreadRow, message)
        });
    }

    /// Of the rows that are too short, those Excel has cut are read all the same.
    fn settle_short_rows(&mut self) {
        let short = std::mem::take(&mut self.short);
        let widths: Vec<_> = short.iter().map(|(place, cells)| (place.row, cells.len())).collect();
        let stand = |range: std::ops::Range<usize>| {
            self.forms().stand(&short[range].iter().map(|(_, cells)| cells.as_slice()).collect::<Vec<_>>())
        };
        let cut = row::cut_by_excel(&widths, self.last_row, self.layout.header.len(), stand);
        let count = cut.iter().filter(|is_cut| **is_cut).count();
        if let Some(first) = cut.iter().position(|is_cut| *is_cut) {
            let message = format!(
                "{count} rows from here on lack the last cells, as Excel leaves them out: read as blank; better export \
                 once more"
            );
            self.remark_from(short[first].0, message);
        }
        let mut parsed = self.begin(short.len());
        for ((place, cells), is_cut) in short.into_iter().zip(cut) {
            if is_cut {
                let filled = cells.iter().map(String::as_str).chain(std::iter::repeat(""));
                let cells: Vec<_> = filled.take(self.layout.header.len()).map(Cell::plain).collect();
                self.push(&mut parsed, place, &cells);
            } else {
                self.leave_unread(place, cells.len());
            }
        }
        parsed.pack(self.chunk(0));
        self.passed = Place { row: 0, line: 0 };
        self.add(parsed);
    }

    pub(super) fn finish(mut self, encoding: &'static str) -> Outcome {
        if !self.short.is_empty() {
            self.settle_short_rows();
        }
        if let Some((first, count)) = self.taken_out {
            let message = format!(
                "Excel had put {count} rows from here on into one cell each: taken out again; better export once more"
            );
            self.remark_from(first, message);
        }
        // Short rows were settled last.
        self.table.rows_read.sort_by_key(|(place, _)| *place);
        self.table.encoding = Some(encoding);
        for (mapped, dates) in self.table.mapped.iter_mut().zip(self.dates) {
            mapped.dates = dates;
        }
        Outcome { tables: vec![self.table], remarks: self.remarks, bytes: self.bytes, ..Outcome::default() }
    }
}

/// Behind the line end of the record that ends before `limit`, where blank lines may follow it.
fn record_end(bytes: &[u8], limit: usize) -> usize {
    let mut end = limit;
    while let Some(before) = end.checked_sub(1).filter(|at| bytes[*at] == b'\n') {
        let start = before - usize::from(before > 0 && bytes[before - 1] == b'\r');
        if start == 0 || bytes[start - 1] != b'\n' {
            break;
        }
        end = start;
    }
    end
}
