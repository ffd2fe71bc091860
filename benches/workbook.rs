//! Reading a workbook, beside what calamine alone takes to tell its cells:
//!
//!     cargo bench --bench workbook
//!
//! The workbook has 100,000 rows and 20 columns, all texts in the table of shared strings, as Excel writes them.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

#[path = "../examples/tenant/world/mod.rs"]
mod world;

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::LazyLock;

use calamine::{DataRef, Reader, Xlsx};
use divan::Bencher;
use divan::counter::ItemsCount;
use mailgap::intake::{self, Request, Silent};
use tempfile::TempDir;
use world::{Dialect, Encoding, Tenant};

const ROWS: u32 = 100_000;
const COLUMNS: u32 = 20;

fn main() {
    divan::main();
}

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let dialect = Dialect { delimiter: ',', quotes_all: true, line_end: "\r\n", encoding: Encoding::Utf8 };
    Tenant { people: ROWS, seed: 1, faults: 120, dialect }.write(&folder.path().join("tenant"), None).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut reader = csv::Reader::from_path(folder.path().join("tenant/ad-users.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows = std::iter::once(header).chain(reader.records().map(Result::unwrap));
    for (row, record) in (0..=ROWS).zip(rows) {
        for (column, cell) in (0..COLUMNS).zip(&record) {
            sheet.write_string(row, u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    book.save(folder.path().join("users.xlsx")).unwrap();
    fs::remove_dir_all(folder.path().join("tenant")).unwrap();
    folder
});

fn path() -> PathBuf {
    FOLDER.path().join("users.xlsx")
}

/// From the file to the cells of a table, its parts checked.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>) {
    let paths = vec![path().to_str().unwrap().to_owned()];
    let request = Request { paths, ..Request::default() };
    bencher.counter(ItemsCount::new(ROWS * COLUMNS)).bench(|| {
        let exports = intake::read(&request, &Silent).unwrap().usable().unwrap();
        assert_eq!(exports.tables[0].records(), u64::from(ROWS));
        exports
    });
}

/// From the file to each of its cells, of which nothing is kept.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn calamine_alone(bencher: Bencher<'_, '_>) {
    let path = path();
    bencher.counter(ItemsCount::new(ROWS * COLUMNS)).bench(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(&path).unwrap())).unwrap();
        let name = book.sheet_names()[0].clone();
        let mut cells = book.worksheet_cells_reader(&name).unwrap();
        let mut bytes = 0;
        while let Some(cell) = cells.next_cell().unwrap() {
            if let DataRef::SharedString(text) = cell.get_value() {
                bytes += text.len();
            }
        }
        bytes
    });
}
