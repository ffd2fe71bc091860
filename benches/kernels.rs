//! The steps of a run, each on its own and on one thread:
//!
//!     cargo bench --bench kernels            all
//!     cargo bench --bench kernels -- join    those whose name holds the word
//!
//! What the library does not offer by itself is measured with a file that asks for little else: of a file whose columns
//! feed nothing each byte is scanned, and hardly one is kept.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

#[path = "../examples/tenant/world/mod.rs"]
mod world;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use mailgap::intake::{self, Exports, Request, Silent};
use mailgap::report::{Report, Showing};
use mailgap::tenant::{Given, Tenant as Joined};
use tempfile::TempDir;
use world::{Dialect, Encoding, Tenant};

const PEOPLE: u32 = 5_000;

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    divan::main();
}

/// Files that are written once and read often.
static FILES: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, dialect| {
        Tenant { people: PEOPLE, seed: 1, faults: 120, dialect }.write(&folder.path().join(name), None).unwrap();
    };
    let quoted = Dialect { delimiter: ',', quotes_all: true, line_end: "\r\n", encoding: Encoding::Utf8 };
    write("tenant", quoted);
    write("utf16", Dialect { encoding: Encoding::Utf16le, ..quoted });
    let users = fs::read_to_string(folder.path().join("tenant/ad-users.csv")).unwrap();
    // Text behind a closing quote, in every row: this is left to the csv crate.
    fs::write(folder.path().join("irregular.csv"), users.replace("\"user\"", "\"us\"er")).unwrap();
    fs::write(folder.path().join("unmapped.csv"), unmapped()).unwrap();
    folder
});

/// Users with a key each and with many columns that nobody asks for.
fn unmapped() -> String {
    let mut text = String::from("objectGUID,sAMAccountName,userPrincipalName");
    for column in 0..40 {
        write!(text, ",note{column}").unwrap();
    }
    for row in 0..PEOPLE {
        write!(text, "\n77ab90d1-0000-4000-8000-{row:012},user{row},user{row}@contoso.example").unwrap();
        for column in 0..40 {
            write!(text, ",\"what nobody asks for, {column}\"").unwrap();
        }
    }
    text
}

fn path(name: &str) -> PathBuf {
    FILES.path().join(name)
}

/// Reads a file or a folder, and counts its bytes.
fn bench_reading(bencher: Bencher<'_, '_>, name: &str) {
    let path = path(name);
    let bytes: u64 = match fs::read_dir(&path) {
        Ok(entries) => entries.map(|entry| entry.unwrap().metadata().unwrap().len()).sum(),
        Err(_) => path.metadata().unwrap().len(),
    };
    bencher.counter(BytesCount::new(bytes)).bench(|| exports(name));
}

fn exports(name: &str) -> Exports {
    let paths = vec![path(name).to_str().unwrap().to_owned()];
    let exports = intake::read(&Request { paths, ..Request::default() }, &Silent).unwrap();
    exports.usable().unwrap()
}

/// From bytes to cells of which hardly one is kept.
#[divan::bench]
fn scan(bencher: Bencher<'_, '_>) {
    bench_reading(bencher, "unmapped.csv");
}

/// From UTF-16 to UTF-8, and then as `parse`.
#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    bench_reading(bencher, "utf16/ad-users.csv");
}

/// From bytes to the cells of a table.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    bench_reading(bencher, "tenant/ad-users.csv");
}

/// The same by the csv crate.
#[divan::bench]
fn parse_irregular(bencher: Bencher<'_, '_>) {
    bench_reading(bencher, "irregular.csv");
}

/// All files of a tenant.
#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bench_reading(bencher, "tenant");
}

/// Active Directory alone: nobody is joined to anybody, and everything is indexed.
#[divan::bench]
fn index(bencher: Bencher<'_, '_>) {
    let exports = exports("tenant/ad-users.csv");
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| Joined::join(&exports, &Given::default()).len());
}

/// All files of a tenant, with the indexes.
#[divan::bench]
fn join(bencher: Bencher<'_, '_>) {
    let exports = exports("tenant");
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| Joined::join(&exports, &Given::default()).len());
}

/// All cases of all people, and everybody counted and sorted, which is the smaller part.
#[divan::bench]
fn judge(bencher: Bencher<'_, '_>) {
    let exports = exports("tenant");
    let tenant = Joined::join(&exports, &Given::default());
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| Report::new(&exports, &tenant, everybody()).len());
}

/// Everybody as JSON.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let exports = exports("tenant");
    let tenant = Joined::join(&exports, &Given::default());
    let report = Report::new(&exports, &tenant, everybody());
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| {
        let mut out = Vec::new();
        mailgap::render::json::render(&report, &mut out).unwrap();
        out.len()
    });
}

fn everybody() -> Showing {
    Showing { all: true, ..Showing::default() }
}
