//! Workbooks in every format of spreadsheets.
//!
//! `contoso.xls` and `contoso.ods` beside this file are the workbook that is written here, converted by LibreOffice:
//! `UPDATE=1 cargo test --test containers` writes `contoso.xlsx` into the system's folder for temporary files, and
//! `soffice --headless --convert-to xls` and `… ods` make the two of it.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;

use crate::archive::{packed, zipped};
use crate::twins::{AD, ENTRA, EXCHANGE, Folder, cells, certainty, input, named, remark};
use zip::CompressionMethod;

const SHEETS: [(&str, &str); 3] = [("AD", AD), ("Entra", ENTRA), ("Exchange", EXCHANGE)];

/// The tenant on three sheets, truth values and dates as such, a title above the first header.
fn workbook() -> Workbook {
    let mut book = Workbook::new();
    for (name, text) in SHEETS {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        fill(sheet, u32::from(name == "AD"), text);
    }
    book.worksheet_from_index(0).unwrap().write(0, 0, "Users of contoso").unwrap();
    book
}

fn fill(sheet: &mut Worksheet, top: u32, text: &str) {
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (row, cells) in (top..).zip(cells(text)) {
        for (column, cell) in (0..).zip(cells) {
            match cell.as_str() {
                "" => continue,
                "True" | "False" => sheet.write(row, column, cell == "True"),
                _ if cell.ends_with(":00Z") => {
                    let at = ExcelDateTime::parse_from_str(cell.trim_end_matches('Z')).unwrap();
                    sheet.write_with_format(row, column, &at, &date)
                }
                _ => sheet.write(row, column, cell),
            }
            .unwrap();
        }
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/containers").join(name)).unwrap()
}

/// Every format, whose sheets hold the same.
fn formats() -> [(&'static str, Vec<u8>); 4] {
    [
        ("contoso.xlsx", workbook().save_to_buffer().unwrap()),
        ("contoso.xls", fixture("contoso.xls")),
        ("contoso.ods", fixture("contoso.ods")),
        ("contoso.xlsb", xlsb()),
    ]
}

#[test]
fn the_fixtures_are_made_of_a_workbook() {
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        workbook().save(std::env::temp_dir().join("contoso.xlsx")).unwrap();
    }
    assert!(fixture("contoso.xls").starts_with(b"\xD0\xCF\x11\xE0"));
}

#[test]
fn every_format_reads_as_its_csv_twin() {
    for (name, bytes) in formats() {
        let report = Folder::empty().with(name, &bytes).is_twin("check", &[]);
        let place = &named(&report, "dora")["sources"];
        assert_eq!((&place["ad"]["row"], &place["ad"]["sheet"]), (&6.into(), &"AD".into()), "{name}");
        assert_eq!((&place["entra"]["row"], &place["entra"]["line"]), (&4.into(), &Value::Null), "{name}");
        assert_eq!(input(&report, name)["header_row"], 2);
    }
}

#[test]
fn a_workbook_is_told_by_its_bytes_whatever_it_is_called_and_wherever_it_lies() {
    for (name, bytes) in formats() {
        Folder::empty().with("export.csv", &bytes).is_twin("check", &[]);
        let archive = zipped([(name, bytes.as_slice())]);
        let report = Folder::empty().with("dump.zip", &archive).is_twin("check", &[]);
        input(&report, &format!("dump.zip/{name}"));
        Folder::empty()
            .with("dump.zip", &archive)
            .is_twin(&format!("check dump.zip --as ad-users=dump.zip/{name}#AD"), &[]);
        let run = Folder::empty().run_with("check - --all --format json", &bytes);
        assert_eq!(named(&run.json(), "bert")["root_cause"], "no-license", "{name}");
        let folder = Folder::empty().with(name, &bytes);
        folder.run(&format!("check --as ad-users={name}#Gone")).fails_with(&["no sheet 'Gone'"]);
    }
}

#[test]
fn a_workbook_with_macros_is_a_workbook() {
    let bytes = workbook().save_to_buffer().unwrap();
    Folder::empty().with("contoso.xlsm", bytes).is_twin("check", &[]);
}

#[test]
fn a_hidden_sheet_is_read_and_said_to_be_hidden() {
    let mut book = workbook();
    book.worksheet_from_name("Exchange").unwrap().set_hidden(true);
    let folder = Folder::empty().with("contoso.xlsx", book.save_to_buffer().unwrap());
    let report = folder.is_twin("check", &["hidden in the workbook"]);
    assert_eq!(remark(&report, "contoso.xlsx", "hidden")["sheet"], "Exchange");
}

#[test]
fn hidden_rows_are_read_and_said_to_be_hidden() {
    let mut book = workbook();
    book.worksheet_from_name("Entra").unwrap().set_row_hidden(2).unwrap().set_column_hidden(1).unwrap();
    let folder = Folder::empty().with("contoso.xlsx", book.save_to_buffer().unwrap());
    let report = folder.is_twin("check", &["1 rows are hidden"]);
    remark(&report, "contoso.xlsx", "1 rows are hidden in its sheets; they are read all the same");
}

#[test]
fn a_cell_merged_with_another_is_unknown_and_not_empty() {
    let folder = |areas: &[[u32; 4]]| {
        let mut book = workbook();
        let sheet = book.worksheet_from_name("AD").unwrap();
        for [top, left, bottom, right] in areas.iter().copied() {
            let [left, right] = [left, right].map(|column| u16::try_from(column).unwrap());
            sheet.merge_range(top, left, bottom, right, "anna", &Format::new()).unwrap();
        }
        Folder::empty().with("contoso.xlsx", book.save_to_buffer().unwrap())
    };
    // Dora's alias, which is empty, stands in D6; below a title over all columns it stays so.
    let report = folder(&[[0, 0, 0, 5]]).report("check");
    assert_eq!(named(&report, "dora")["root_cause"], "mailnickname-empty");
    assert!(!report["remarks"].to_string().contains("merged"));

    for areas in [[[4, 3, 5, 3]].as_slice(), &[[0, 0, 0, 5], [1, 20, 2, 20], [3, 20, 4, 21], [4, 3, 7, 3]]] {
        let report = folder(areas).report("check");
        assert_eq!(certainty(named(&report, "dora"), "mailnickname-empty"), None);
        let found = remark(&report, "contoso.xlsx", "merged with the one above or beside and count as unknown");
        assert_eq!((&found["sheet"], &found["row"]), (&"AD".into(), &6.into()));
    }
}

#[test]
fn a_formula_that_was_never_calculated_is_unknown() {
    let book = workbook().save_to_buffer().unwrap();
    let folder = Folder::empty().with(
        "contoso.xlsx",
        parts(&book, |name, bytes| {
            // Bert's alias stands in D4.
            let text = String::from_utf8(bytes).unwrap();
            let Some(at) = text.find("<c r=\"D4\"").filter(|_| name == "xl/worksheets/sheet1.xml") else {
                return text.into();
            };
            let end = at + text[at..].find("</c>").unwrap();
            format!("{}<c r=\"D4\"><f>A1&amp;A2</f>{}", &text[..at], &text[end..]).into_bytes()
        }),
    );
    let report = folder.report("check");
    assert_eq!(remark(&report, "contoso.xlsx", "no stored value")["row"], 4);
    assert_eq!(certainty(named(&report, "bert"), "mailnickname-empty"), None);
    assert_eq!(named(&report, "dora")["root_cause"], "mailnickname-empty");
}

#[test]
fn two_sheets_of_one_name_are_refused_instead_of_reading_one_twice() {
    let book = workbook().save_to_buffer().unwrap();
    let bytes = parts(&book, |name, bytes| match String::from_utf8(bytes) {
        Ok(text) if name == "xl/workbook.xml" => text.replace("name=\"Entra\"", "name=\"ad\"").into(),
        Ok(text) => text.into(),
        Err(other) => other.into_bytes(),
    });
    let folder = Folder::empty().with("contoso.xlsx", bytes);
    folder.run("check contoso.xlsx").fails_with(&["two of its sheets are called 'ad'", "help"]);
}

#[test]
fn old_workbooks_that_span_too_many_cells_are_refused_with_the_numbers() {
    let mut xls = fixture("contoso.xls");
    // The record of the first sheet's dimensions: rows and columns up to which there are cells.
    let at = xls.windows(4).position(|bytes| bytes == [0x00, 0x02, 0x0E, 0x00]).unwrap() + 4;
    xls[at..at + 14].copy_from_slice(&[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]);
    let ods = |rows: &str| {
        let table = format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"AD\">\
             <table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"string\" \
             table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        );
        packed(
            [
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
                ("META-INF/manifest.xml", b"<manifest:manifest/>"),
                ("content.xml", table.as_bytes()),
            ],
            CompressionMethod::Stored,
        )
    };
    for (bytes, numbers) in [(xls, "16777295 cells"), (ods("1000000"), "16000000000 cells")] {
        let folder = Folder::empty().with("large", bytes);
        folder.run("check large").fails_with(&["'large'", numbers, "5000000", "save it as XLSX or CSV"]);
    }
    Folder::empty().with("small", ods("2")).run("check small").fails_with(&["not recognised"]);
}

#[test]
fn what_else_lies_in_an_old_container_is_named() {
    let container = |entry: &str| {
        let utf16: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // A header whose directory is the first sector, whose table of sectors is the second.
        let mut bytes = vec![0; 512 * 3];
        bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
        bytes[30] = 9;
        bytes[32] = 6;
        bytes[68..72].fill(0xFF);
        bytes[76..512].fill(0xFF);
        bytes[76..80].copy_from_slice(&[1, 0, 0, 0]);
        bytes[512 + 128..512 + 128 + utf16.len()].copy_from_slice(&utf16);
        bytes[1024..1536].fill(0xFF);
        bytes
    };
    for (entry, words) in [
        ("EncryptedPackage", ["the workbook is encrypted", "remove the password"]),
        ("WordDocument", ["a document of Word", "no workbook"]),
        ("__properties_version1.0", ["a message of Outlook", "no workbook"]),
        ("Contents", ["old Excel file (.xls)", "help"]),
    ] {
        let folder = Folder::empty().with("export.xls", container(entry));
        folder.run("check export.xls").fails_with(&words);
    }
    let word = zipped([("[Content_Types].xml", b"<Types/>".as_slice()), ("word/document.xml", b"<w/>")]);
    Folder::empty().with("letter.xlsx", word).run("check letter.xlsx").fails_with(&["document of Word", "no sheets"]);
}

#[test]
fn a_damaged_part_of_a_workbook_is_told_and_nothing_of_it_is_data() {
    let mut bytes = parts(&workbook().save_to_buffer().unwrap(), |_, bytes| bytes);
    let at = bytes.windows(9).rposition(|bytes| bytes == b"sheetData").unwrap();
    bytes[at - 3] ^= 1;
    let folder = Folder::empty().with("contoso.xlsx", bytes);
    folder.run("check contoso.xlsx").fails_with(&["xl/worksheets/sheet", "checksum (CRC)", "help"]);
}

#[test]
fn a_workbook_that_would_take_memory_without_end_is_refused() {
    let book = workbook().save_to_buffer().unwrap();
    let bytes = parts(&book, |_, bytes| {
        let Ok(text) = String::from_utf8(bytes.clone()) else { return bytes };
        let Some(at) = text.find("uniqueCount=\"") else { return bytes };
        let end = at + 13 + text[at + 13..].find('"').unwrap();
        format!("{}uniqueCount=\"99999999999{}", &text[..at], &text[end..]).into_bytes()
    });
    let folder = Folder::empty().with("contoso.xlsx", bytes);
    folder.run("check contoso.xlsx").fails_with(&["xl/sharedStrings.xml", "99999999999 strings", "help"]);

    // The table of sectors leads from each sector to itself.
    let mut xls = fixture("contoso.xls");
    let table = (usize::from(xls[76]) + 1) * 512;
    for (at, entry) in (0u32..).zip(xls[table..table + 512].chunks_mut(4)) {
        entry.copy_from_slice(&at.to_le_bytes());
    }
    Folder::empty().with("contoso.xls", xls).run("check contoso.xls").fails_with(&["old Excel file (.xls)", "help"]);
}

/// A workbook whose parts are changed, and stored as they are.
fn parts(book: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.push((name.clone(), change(&name, bytes)));
    }
    packed(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())), CompressionMethod::Stored)
}

/// A record of XLSB: type and length in groups of seven bits.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let groups = |mut number: usize| {
        let mut bytes = Vec::new();
        loop {
            let low = u8::try_from(number & 0x7F).unwrap();
            number >>= 7;
            bytes.push(if number > 0 { low | 0x80 } else { low });
            if number == 0 {
                return bytes;
            }
        }
    };
    let mut bytes = groups(usize::from(kind));
    bytes.extend(groups(data.len()));
    bytes.extend(data);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap().to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// The tenant as XLSB, with the few records a reader needs.
fn xlsb() -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut book = record(0x8F, &[]);
    let mut relations = String::new();
    let mut parts = vec![("[Content_Types].xml".to_owned(), b"<Types/>".to_vec())];
    for (at, (name, text)) in SHEETS.into_iter().enumerate() {
        let id = format!("rId{at}");
        relations.push_str(&["<Relationship Id=\"", &id, "\" Target=\"worksheets/sheet", &id, ".bin\"/>"].concat());
        book.extend(record(0x9C, &[&number(0)[..], &number(at + 1), &wide(&id), &wide(name)].concat()));
        let top = usize::from(name == "AD");
        let mut sheet = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[])].concat();
        for (row, cells) in (top..).zip(cells(text)) {
            sheet.extend(record(0, &[&number(row)[..], &[0; 13]].concat()));
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let place = [number(column), number(0)].concat();
                sheet.extend(match cell.as_str() {
                    "True" | "False" => record(4, &[&place[..], &[u8::from(cell == "True")]].concat()),
                    text => record(6, &[place, wide(text)].concat()),
                });
            }
        }
        sheet.extend(record(0x92, &[]));
        parts.push((format!("xl/worksheets/sheet{id}.bin"), sheet));
    }
    book.extend([record(0x90, &[]), record(0x9D, &[]), record(0x84, &[])].concat());
    parts.push(("xl/workbook.bin".to_owned(), book));
    let relations = format!("<Relationships>{relations}</Relationships>");
    parts.push(("xl/_rels/workbook.bin.rels".to_owned(), relations.into_bytes()));
    zipped(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

#[test]
fn names_that_are_numbers_and_a_second_table_beside_the_first_are_remarked() {
    let mut book = workbook();
    let sheet = book.worksheet_from_name("AD").unwrap();
    sheet.write(2, 9, 4711).unwrap();
    let numbers = "cells of this column are numbers";
    let beside = "another table seems to begin with this column";
    let folder = Folder::empty().with("contoso.xlsx", book.save_to_buffer().unwrap());
    let report = folder.report("check -v");
    let found = remark(&report, "contoso.xlsx", numbers);
    assert_eq!((&found["sheet"], &found["column"], &found["row"]), (&"AD".into(), &"SamAccountName".into(), &3.into()));
    assert!(!report["remarks"].to_string().contains(beside));

    let mut book = workbook();
    let sheet = book.worksheet_from_name("Exchange").unwrap();
    for (column, name) in (12..).zip(ENTRA.lines().next().unwrap().split(',')) {
        sheet.write(0, column, name).unwrap();
    }
    let folder = Folder::empty().with("contoso.xlsx", book.save_to_buffer().unwrap());
    let report = folder.report("check -v");
    assert_eq!(remark(&report, "contoso.xlsx", beside)["column"], "id");
    assert!(!report["remarks"].to_string().contains(numbers));
}

#[test]
fn a_long_sheet_reads_to_its_last_row_whatever_the_threads() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = 6_000u32;
    fill(sheet, 0, "objectGUID,sAMAccountName,userPrincipalName,displayName,mail\n");
    for row in 1..=rows {
        let name = format!("user{row}");
        let mail = format!("{name}@contoso.example");
        let guid = format!("77ab90d1-0000-4000-8000-{row:012}");
        for (column, cell) in (0..).zip([&guid, &name, &mail, &name, &mail]) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    // Another table below, which would be read by the columns of the first.
    fill(sheet, rows + 1, ENTRA);
    let folder = Folder::empty().with("users.xlsx", book.save_to_buffer().unwrap());
    let reports = ["1", "2", "5"].map(|threads| folder.report(&format!("check -v --threads {threads}")));
    let [report, ..] = &reports;
    assert_eq!(reports.iter().find(|other| *other != report), None);

    assert_eq!(input(report, "users.xlsx")["rows_unread"], ENTRA.lines().count());
    assert_eq!(remark(report, "users.xlsx", "another header")["row"], rows + 2);
    assert_eq!(report["summary"]["people"], rows);
    for row in [1, 3_000, rows] {
        let person = named(report, &format!("user{row}@"));
        assert_eq!(person["sources"]["ad"]["row"], row + 1);
        assert_eq!(person["sam_account_name"], format!("user{row}"));
    }
}
