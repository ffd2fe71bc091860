//! CSV that a spreadsheet opens without taking a cell for a formula.

use std::fmt::Write as _;

use tempfile::TempDir;

use crate::support::{Run, run};

/// People of Active Directory who are called like formulas.
fn hostile() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut ad = String::from("objectGUID,sAMAccountName,userPrincipalName,displayName,mailNickname,proxyAddresses\n");
    for (number, name) in NAMES.iter().enumerate() {
        let guid = format!("11111111-1111-1111-1111-{number:012}");
        writeln!(ad, "{guid},user{number},user{number}@contoso.example,\"{name}\",user{number},").unwrap();
    }
    std::fs::write(folder.path().join("ad.csv"), ad).unwrap();
    folder
}

const NAMES: [&str; 9] =
    ["=1+2", "+49 30 1234", "-2+3", "@SUM(A1)", "＝1+2", " =1+2", "Anna = Berg", "O'Neil, Ann", "Zoë Müller"];

fn names(run: &Run) -> Vec<String> {
    let text = run.stdout.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
}

#[test]
fn cells_that_begin_like_a_formula_get_an_apostrophe() {
    let folder = hostile();
    let names = names(&run(folder.path(), "check --all --format csv", b""));
    for name in NAMES {
        // Blanks at the ends of a cell are taken off when it is read.
        let name = name.trim();
        let expected = if name.starts_with(['=', '+', '-', '@', '＝']) { format!("'{name}") } else { name.to_owned() };
        assert!(names.contains(&expected), "{expected} in {names:?}");
    }
}

#[test]
fn csv_raw_leaves_them_as_they_are() {
    let folder = hostile();
    let names = names(&run(folder.path(), "check --all --format csv --csv-raw", b""));
    for name in NAMES {
        assert!(names.iter().any(|own| own == name.trim()), "{name} in {names:?}");
    }
}

#[test]
fn a_byte_order_mark_comes_first_where_it_is_asked_for() {
    let folder = hostile();
    for format in ["csv", "forward-sync"] {
        let plain = run(folder.path(), &format!("check --format {format}"), b"").stdout;
        let marked = run(folder.path(), &format!("check --format {format} --csv-bom"), b"").stdout;
        assert_eq!(marked, format!("\u{feff}{plain}"));
    }
}
