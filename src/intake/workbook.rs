//! Reads a workbook, each sheet on its own: XLSX and XLSB as streams of cells, XLS and ODS from memory.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::BufReader;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use calamine::{DataRef, Dimensions, Reader, Sheet, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};

use super::archive::{self, Package, Parts, Seekable, Signs};
use super::chunk::Place;
use super::dense::{self, Grid};
use super::open::Source;
use super::sheet::{self, Rows, Take, WIDEST};
use super::table::Table;
use super::{Context, Outcome, Refused, UNREADABLE, damage};
use crate::error::{Refusal, Remark, Topic};

type Input = BufReader<Box<dyn Seekable>>;

/// Reads all sheets of a workbook that hold an export.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    quietly(|| read_sheets(source, context)).unwrap_or_else(|| Err(contradictory()))
}

fn contradictory() -> Refusal {
    Refusal::Broken("its contents contradict each other".into())
}

thread_local! {
    static READS_WORKBOOK: Cell<bool> = const { Cell::new(false) };
}

/// The readers are foreign code on foreign input: a panic in them is one more broken workbook, and no word for the user.
pub(crate) fn quietly<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !READS_WORKBOOK.get() {
                before(info);
            }
        }));
    });
    READS_WORKBOOK.set(true);
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    READS_WORKBOOK.set(false);
    read.ok()
}

fn read_sheets(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let mut book = Book::open(source)?;
    let mut names: Vec<_> = book.sheets().iter().map(|sheet| sheet.name.to_lowercase()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Broken(format!("two of its sheets are called '{name}'")));
    }
    // The user overrules recognition.
    if source.forced.is_none() && source.but.is_empty() && book.is_own_report() {
        return Err(Refusal::OwnReport);
    }
    let wanted = source.sheet().map(str::to_owned);
    let sheets: Vec<_> = book
        .sheets()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| wanted.as_ref().is_none_or(|wanted| *wanted == sheet.name))
        .filter(|sheet| !source.but.contains(&sheet.name))
        .cloned()
        .collect();
    if let Some(wanted) = wanted.filter(|_| sheets.is_empty()) {
        return Err(Refusal::Other(format!("it has no sheet '{wanted}'\n  help    name the sheet as Excel shows it")));
    }
    let mut outcome = Outcome::default();
    let mut refused = None;
    for Sheet { name, visible, .. } in sheets {
        let remark = |message: String| Remark::on_file(&source.path, Some(&name), Topic::File, message);
        let mut cells = Cells::new(&mut book, &name);
        match sheet::read(source, context, Some(&name), &mut cells) {
            Ok((table, remarks)) => {
                if let Some((row, _)) = cells.valueless.first() {
                    let message = format!(
                        "{} formulas have no stored value and count as unknown; open the workbook in Excel and save it",
                        cells.valueless.len()
                    );
                    outcome.remarks.push(Remark { row: Some(row + 1), topic: Topic::Column, ..remark(message) });
                }
                outcome.remarks.extend(numbers_for_names(&table, &cells.numbers));
                outcome.tables.push(table);
                outcome.remarks.extend(remarks);
                if visible != SheetVisible::Visible {
                    outcome.remarks.push(remark("the sheet is hidden in the workbook; it is read all the same".into()));
                }
            }
            Err(refusal) => {
                outcome.remarks.push(remark(format!("sheet not used: {}", first_line(&refusal))));
                let (path, sheet) = (source.path.clone(), Some(name.clone()));
                outcome.refused.push(Refused { path, sheet, refusal: refusal.clone(), named: false });
                refused = Some(refusal);
            }
        }
    }
    if let Book::Xlsx(_, signs) = &book
        && signs.hidden_rows > 0
    {
        let message = format!("{} rows are hidden in its sheets; they are read all the same", signs.hidden_rows);
        outcome.remarks.push(Remark::on_file(&source.path, None, Topic::File, message));
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

/// A workbook in any format.
enum Book {
    Xlsx(Xlsx<Input>, Signs),
    Xlsb(Xlsb<Input>),
    /// XLS and ODS, whose readers hold all cells anyway.
    Dense(Vec<Sheet>, HashMap<String, Grid>),
}

impl Book {
    fn open(source: &Source) -> Result<Self, Refusal> {
        let held = source.held()?;
        let input = || Ok::<_, Refusal>(BufReader::new(held.open_seekable()?));
        if dense::is_compound(&source.first()?) {
            let (sheets, grids) = dense::open_xls(&held)?;
            return Ok(Self::Dense(sheets, grids));
        }
        match archive::look(held.open_seekable()?)? {
            Package::Xlsx => {
                let (book, signs) = checked(&held, || Xlsx::new(input()?).map_err(|cause| of_xlsx(&cause)))?;
                Ok(Self::Xlsx(book, signs))
            }
            Package::Xlsb => {
                let (book, _) = checked(&held, || Xlsb::new(input()?).map_err(|cause| of_xlsb(&cause)))?;
                Ok(Self::Xlsb(book))
            }
            Package::Ods => {
                Parts::of(held.open_seekable()?)?.check_sheets(|| held.open_seekable())?;
                let (sheets, grids) = dense::open_ods(&held)?;
                Ok(Self::Dense(sheets, grids))
            }
            Package::Archive(_) => Err(Refusal::Other(
                "it is an archive within an archive, which is not opened\n  help    unpack it and name the folder"
                    .into(),
            )),
            Package::Document(product) => Err(Refusal::Other(format!(
                "it is a document of {product} and has no sheets\n  help    export as CSV or XLSX"
            ))),
        }
    }

    /// Whether the first cell says so, also when a spreadsheet saved the report again.
    fn is_own_report(&mut self) -> bool {
        let Some(name) = self.sheets().first().map(|sheet| sheet.name.clone()) else { return false };
        let mut first = None;
        let mut take = |_: Place, cells: &[String]| {
            first = cells.first().cloned();
            false
        };
        let mut cells = Cells::new(self, &name);
        cells.each(&mut take).is_ok() && first.as_deref() == Some(OWN_TITLE)
    }

    fn sheets(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book, _) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Dense(sheets, _) => sheets,
        }
    }
}

/// Opens a workbook whose parts are sound. Opening reads the shared strings only, so the sheets may be checked beside it.
fn checked<B>(source: &Source, open: impl FnOnce() -> Result<B, Refusal>) -> Result<(B, Signs), Refusal> {
    let parts = Parts::of(source.open_seekable()?)?;
    let input = || source.open_seekable();
    if rayon::current_num_threads() == 1 {
        parts.check_strings(input)?;
        let signs = parts.check_sheets(input)?;
        return Ok((open()?, signs));
    }
    thread::scope(|scope| {
        let sheets = scope.spawn(|| quietly(|| parts.check_sheets(input)).unwrap_or_else(|| Err(contradictory())));
        parts.check_strings(input)?;
        let opened = open();
        let signs = sheets.join().unwrap_or_else(|panic| panic::resume_unwind(panic))?;
        Ok((opened?, signs))
    })
}

/// The first cell of a report of ours that is a workbook.
pub(crate) const OWN_TITLE: &str = "mailgap report";

fn of_xlsx(cause: &XlsxError) -> Refusal {
    match cause {
        XlsxError::Password => Refusal::Encrypted,
        other => Refusal::Broken(other.to_string()),
    }
}

fn of_xlsb(cause: &XlsbError) -> Refusal {
    match cause {
        XlsbError::Password => Refusal::Encrypted,
        other => Refusal::Broken(other.to_string()),
    }
}

/// A sheet that is read as a stream of cells.
struct Cells<'b> {
    book: &'b mut Book,
    sheet: &'b str,
    /// Cells with a formula that was never calculated, as some programs write them.
    valueless: Vec<(u32, u32)>,
    /// Cells that are numbers, by column: the row of the first, and how many.
    numbers: BTreeMap<u32, (u32, u64)>,
}

/// Remarks the names that the workbook keeps as numbers: what leading zeros they had is lost.
fn numbers_for_names(table: &Table, numbers: &BTreeMap<u32, (u32, u64)>) -> Vec<Remark> {
    let named = table.mapped.iter().filter(|mapped| damage::is_name(mapped.field));
    named
        .filter_map(|mapped| {
            let (row, count) = numbers.get(&u32::try_from(mapped.position).ok()?)?;
            let message =
                format!("{count} cells of this column are numbers and no texts: zeros in front of them would be lost");
            Some(Remark {
                row: Some(row + 1),
                column: Some(table.header[mapped.position].clone()),
                ..Remark::on_file(&table.path, table.sheet.as_deref(), Topic::Column, message)
            })
        })
        .collect()
}

impl<'b> Cells<'b> {
    fn new(book: &'b mut Book, sheet: &'b str) -> Self {
        Self { book, sheet, valueless: Vec::new(), numbers: BTreeMap::new() }
    }
}

impl Rows for Cells<'_> {
    fn merged(&mut self) -> Result<Vec<Dimensions>, Refusal> {
        match self.book {
            // The reader goes through the whole sheet for it.
            Book::Xlsx(book, signs) if signs.has_merged_cells => {
                let merged = book.merge_cells_by_sheet_name(self.sheet);
                merged.map_err(|cause| of_xlsx(&cause))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn each(&mut self, take: &mut Take<'_>) -> Result<(), Refusal> {
        match self.book {
            Book::Xlsx(book, _) => {
                let mut reader = book.worksheet_cells_reader(self.sheet).map_err(|cause| of_xlsx(&cause))?;
                self.valueless.clear();
                self.numbers.clear();
                each_row(take, |text| {
                    let cell = reader.next_cell_with_formula_metadata().map_err(|cause| of_xlsx(&cause))?;
                    let Some(cell) = cell else { return Ok(None) };
                    if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                        self.valueless.push(cell.pos);
                        text.push_str(UNREADABLE);
                    } else {
                        note_number(&mut self.numbers, cell.pos, &cell.value);
                        push_text(text, &cell.value);
                    }
                    Ok(Some(cell.pos))
                })
            }
            Book::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(self.sheet).map_err(|cause| of_xlsb(&cause))?;
                self.numbers.clear();
                each_row(take, |text| {
                    let cell = reader.next_cell().map_err(|cause| of_xlsb(&cause))?;
                    Ok(cell.map(|cell| {
                        note_number(&mut self.numbers, cell.get_position(), cell.get_value());
                        push_text(text, cell.get_value());
                        cell.get_position()
                    }))
                })
            }
            Book::Dense(_, grids) => {
                let Some(grid) = grids.get(self.sheet) else { return Ok(()) };
                let mut cells = grid.cells();
                each_row(take, |text| {
                    Ok(cells.next().map(|(position, cell)| {
                        *text = cell;
                        position
                    }))
                })
            }
        }
    }
}

fn note_number(numbers: &mut BTreeMap<u32, (u32, u64)>, (row, column): (u32, u32), value: &DataRef<'_>) {
    if matches!(value, DataRef::Int(_) | DataRef::Float(_)) {
        numbers.entry(column).or_insert((row, 0)).1 += 1;
    }
}

/// Puts the cells of a row together. `next` writes the text of the next cell and tells its row and column, the first being
/// 0. The texts of one row serve the next ones, as a sheet has millions of them.
fn each_row(
    take: &mut Take<'_>,
    mut next: impl FnMut(&mut String) -> Result<Option<(u32, u32)>, Refusal>,
) -> Result<(), Refusal> {
    let mut cells: Vec<String> = Vec::new();
    // How many of them the row at hand has, and which row that is.
    let (mut width, mut current) = (0, None);
    let mut text = String::new();
    loop {
        text.clear();
        let Some((row, column)) = next(&mut text)? else { break };
        let column = column as usize;
        if column >= WIDEST || text.is_empty() {
            continue;
        }
        if let Some(at) = current.filter(|at| *at != row) {
            if row < at {
                return Err(Refusal::Broken(format!("row {} stands behind row {}", row + 1, at + 1)));
            }
            if !take(Place { row: at + 1, line: 0 }, &cells[..width]) {
                return Ok(());
            }
            cells[..width].iter_mut().for_each(String::clear);
            width = 0;
        }
        current = Some(row);
        width = width.max(column + 1);
        if cells.len() < width {
            cells.resize(width, String::new());
        }
        std::mem::swap(&mut cells[column], &mut text);
    }
    if let Some(at) = current {
        take(Place { row: at + 1, line: 0 }, &cells[..width]);
    }
    Ok(())
}

/// The stored value as an export would print it.
pub(super) fn text_of(value: &DataRef<'_>) -> String {
    let mut text = String::new();
    push_text(&mut text, value);
    text
}

fn push_text(text: &mut String, value: &DataRef<'_>) {
    // Nothing keeps a text from growing.
    let _ = match value {
        DataRef::Empty => Ok(()),
        DataRef::String(own) | DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => text.write_str(own),
        DataRef::SharedString(own) => text.write_str(own),
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) => write!(text, "{number}"),
        DataRef::Bool(true) => text.write_str("True"),
        DataRef::Bool(false) => text.write_str("False"),
        DataRef::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            write!(text, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(error) => write!(text, "{error}"),
    };
}
