//! `docs/exports.md` says what is read and how. It is written from the tables of the program:
//! `UPDATE=1 cargo test --test exports_page`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mailgap::intake::{CONTAINERS, Charset, Damage};
use mailgap::schema::{Field, Kind, Producer, Shape, translations};

#[test]
fn the_page_of_exports_is_what_the_program_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exports.md");
    let written = page();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, written).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(written.lines()).find(|(kept, written)| kept != written);
    assert!(kept == written, "docs/exports.md is out of date at {differs:?}; UPDATE=1 writes it again");
}

fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    page.push_str("| file | told by | how it is read |\n|---|---|---|\n");
    for (name, told_by, how) in CONTAINERS {
        writeln!(page, "| {name} | {} | {} |", cell(told_by), cell(how)).unwrap();
    }
    writeln!(page, "{ENCODINGS}`--encoding` takes {}.", Charset::LABELS).unwrap();
    page.push_str(DAMAGE);
    for damage in Damage::ALL {
        writeln!(page, "| {} | {} |", code(damage.example()), cell(damage.message())).unwrap();
    }
    page.push_str(PRODUCERS);
    for kind in Kind::ALL.into_iter().filter(|kind| kind.layout() == *kind) {
        for producer in Producer::ALL.into_iter().filter(|producer| producer.kind() == Some(kind)) {
            let blank = if producer.fills_what_it_prints() { "empty" } else { "unknown" };
            writeln!(page, "| `{kind}` | {producer} | {blank} |").unwrap();
        }
    }
    page.push_str(COLUMNS);
    for kind in Kind::ALL.into_iter().filter(|kind| kind.layout() == *kind) {
        writeln!(page, "\n### {kind}\n\n| column | kept as | also called |\n|---|---|---|").unwrap();
        for field in kind.fields() {
            writeln!(page, "| `{}` | {} | {} |", field.column(), kept_as(field.shape()), names(field)).unwrap();
        }
    }
    page
}

fn names(field: Field) -> String {
    let others = || field.headers().skip(1).map(str::to_owned);
    let translated = field.headers().flat_map(translations).map(|name| (*name).to_owned());
    let mut names: Vec<String> = Vec::new();
    for name in others().chain(translated) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    cell(&names.join(", "))
}

fn kept_as(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Word => "one of few values",
        Shape::Guid => "GUID, in any spelling",
        Shape::Sid => "SID, also as bytes",
        Shape::Addresses => "list of addresses",
        Shape::Container => "distinguished name, its container",
        Shape::Instant => "instant",
        Shape::Past => "instant, for the date of the export only",
        Shape::Named => "counted only, no case asks for it",
    }
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}

const INTRODUCTION: &str = "\
# The exports that are read

Written from the tables of the program; a test keeps it true. `mailgap inspect` tells how your own files were understood, and
`mailgap inspect --rows PATH` prints the rows as they were read. `mailgap collect` prints the PowerShell that makes exports in the
form that is read best.

A file is told by its first bytes and its header, never by its name.

## Files

";

const ENCODINGS: &str = "
## Text

The encoding is told by the byte order mark; without one the text is UTF-8 if all of it is, else UTF-16 if NULs stand where they
must, else the code page of Windows that its letters tell, which is always remarked. Lines of another encoding in the same file are
read line by line and remarked. ";

const DAMAGE: &str = "
Above the header may stand `#TYPE` and `sep=` lines, blank lines and titles. A second header in the middle begins another table.
Totals, lines of dashes and padding are set aside; a row with too many or too few cells is unread, with a remark, unless it can be
mended in one way only. Whether `3/12/2025` is in March or in December is decided over all rows of a column; where nothing decides,
its dates count as unknown.

## Damage

Such a cell is remarked with file, row and column, and counts as unknown. An export of exactly 100, 500, 999 or 1000 rows, or one
that looks filtered, makes no cell unknown, but who is not in it is never certainly missing.

| cell | what it means |
|---|---|
";

const PRODUCERS: &str = "
## Producers

A column that is blank in all rows of all files of a kind and producer is unknown, not empty, unless the producer always fills what
it prints, or the file was made with `mailgap collect`, or `--trust-blank` says so.

| kind | producer | column blank throughout |
|---|---|---|
";

const COLUMNS: &str = "
## Columns

Upper and lower case, blanks, hyphens and quotes of a header do not count. Where a header may mean two things, its cells decide, or it
is not read. Deleted users (`entra-deleted-users`) have the columns of `entra-users`.
";
