//! The workbook: what Excel opens without repair, sorts and follows links in.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use regex::Regex;
use tempfile::TempDir;

use crate::support::{Run, run, run_on_samples};

const CONTOSO: &str = "samples/contoso";

/// A workbook that was written, and what was said meanwhile.
pub(super) struct Written {
    pub(super) run: Run,
    pub(super) book: Xlsx<Cursor<Vec<u8>>>,
    bytes: Vec<u8>,
}

impl Written {
    /// The report of these exports as a workbook.
    pub(super) fn of(folder: &Path, arguments: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("report.xlsx");
        let run = run(folder, &format!("check {arguments} --output {}", path.display()), b"");
        assert!(run.code < 2, "{}", run.stderr);
        let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["report.xlsx"], "temporary files are gone");
        let bytes = std::fs::read(path).unwrap();
        Self { run, book: Xlsx::new(Cursor::new(bytes.clone())).unwrap(), bytes }
    }

    pub(super) fn of_samples(arguments: &str) -> Self {
        Self::of(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
    }

    /// The rows of a sheet as texts.
    pub(super) fn rows(&mut self, sheet: &str) -> Vec<Vec<String>> {
        let range = self.book.worksheet_range(sheet).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    /// The rows below the header, each cell by the name of its column.
    pub(super) fn records(&mut self, sheet: &str) -> Vec<BTreeMap<String, String>> {
        let mut rows = self.rows(sheet).into_iter();
        let header = rows.next().unwrap();
        rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
    }

    /// The XML of every sheet, by its name.
    fn sheets(&self) -> Vec<(String, String)> {
        let numbered = |number: usize| self.part(&format!("xl/worksheets/sheet{number}.xml"));
        self.book.sheet_names().iter().enumerate().map(|(at, name)| (name.clone(), numbered(at + 1))).collect()
    }

    fn part(&self, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

#[test]
fn it_has_a_summary_people_a_sheet_for_each_root_cause_and_what_proves_them() {
    let mut written = Written::of_samples("samples/cases/no-license -q");
    assert_eq!(
        written.book.sheet_names(),
        [
            "Summary",
            "People",
            "no-license",
            "provisioning-delay",
            "Evidence",
            "Tenant",
            "Not judged",
            "Forward sync",
            "Inputs",
            "Remarks"
        ]
    );
    let causes = written.rows("no-license");
    assert!(causes[0][0].starts_with("no-license: "), "{causes:?}");
    let summary = written.rows("Summary");
    assert_eq!(summary[0][0], "mailgap report");
    assert!(summary.iter().any(|row| row[0] == "no-license"), "{summary:?}");
    assert!(written.part("xl/charts/chart1.xml").contains("People by state"));
}

#[test]
fn every_sheet_with_rows_is_a_table_with_filters_below_a_header_that_stays() {
    let pane = Regex::new(r#"<pane xSplit="1" ySplit="(\d+)""#).unwrap();
    for sample in [CONTOSO, "samples/fabrikam.xlsx", "samples/healthy/hybrid"] {
        let mut written = Written::of_samples(&format!("{sample} --all -q"));
        // The crate would tell there that a header is lost.
        assert_eq!(written.run.stderr, "", "{sample}");
        written.book.load_tables().unwrap();
        for (name, xml) in written.sheets().into_iter().skip(1) {
            let header = pane.captures(&xml).unwrap()[1].parse::<usize>().unwrap();
            let rows = written.rows(&name);
            let tables = written.book.table_names_in_sheet(&name).into_iter().cloned().collect::<Vec<_>>();
            if rows.len() == header {
                assert!(tables.is_empty(), "{sample} {name}");
                continue;
            }
            let table = written.book.table_by_name(&tables[0]).unwrap();
            let columns: Vec<_> = rows[header - 1].iter().filter(|cell| !cell.is_empty()).cloned().collect();
            assert_eq!(table.columns(), columns, "{sample} {name}");
            assert_eq!(table.data().height(), rows.len() - header, "{sample} {name}");
            assert!(xml.contains("<tablePart "), "{sample} {name}");
        }
        let tables = (1..).map_while(|number| {
            let mut archive = zip::ZipArchive::new(Cursor::new(&written.bytes)).unwrap();
            let mut text = String::new();
            archive.by_name(&format!("xl/tables/table{number}.xml")).ok()?.read_to_string(&mut text).unwrap();
            Some(text)
        });
        for table in tables {
            assert!(table.contains("<autoFilter "), "{table}");
        }
    }
}

#[test]
fn every_link_leads_to_a_cell_that_is_there_or_to_a_documented_source() {
    let inside = Regex::new(r#"<hyperlink [^>]*location="'?([^'"]+)'?!A(\d+)""#).unwrap();
    let outside = Regex::new(r#"Target="(http[^"]+)""#).unwrap();
    for sample in [CONTOSO, "samples/fabrikam.xlsx"] {
        let mut written = Written::of_samples(&format!("{sample} -q"));
        let mut count = 0;
        for (name, xml) in written.sheets() {
            for link in inside.captures_iter(&xml) {
                let rows = written.rows(&link[1]);
                let row = link[2].parse::<usize>().unwrap();
                assert!(rows.get(row - 1).is_some_and(|row| !row[0].is_empty()), "{sample} {name}: {}", &link[0]);
                count += 1;
            }
            // The name of a person leads to that person.
            if name == "Evidence" {
                let rows = written.rows("Evidence");
                let people = written.rows("People");
                for (row, link) in rows.iter().skip(1).zip(inside.captures_iter(&xml)) {
                    let person = &people[link[2].parse::<usize>().unwrap() - 1];
                    assert!(person.contains(&row[0]), "{person:?} for {row:?}");
                }
            }
        }
        assert!(count > 20, "{sample}: {count}");
        let relations = written.part("xl/worksheets/_rels/sheet1.xml.rels");
        let targets: Vec<_> = outside.captures_iter(&relations).map(|link| link[1].to_owned()).collect();
        assert!(!targets.is_empty() && targets.iter().all(|target| target.starts_with("https://")), "{targets:?}");
    }
}

#[test]
fn where_nobody_is_listed_there_is_no_table_and_a_header_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("recipients.csv"),
        "ExternalDirectoryObjectId,Alias,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned\n\
         aaaaaaaa-0000-4000-8000-000000000001,anna,anna@contoso.example,SMTP:anna@contoso.example,UserMailbox,\
         anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True\n",
    )
    .unwrap();
    let mut written = Written::of(folder.path(), "-q");
    assert_eq!((written.run.code, written.run.stderr.as_str()), (0, ""));
    written.book.load_tables().unwrap();
    for sheet in ["People", "Evidence", "Tenant", "Forward sync"] {
        assert_eq!(written.rows(sheet).len(), 1, "{sheet}");
        assert!(written.book.table_names_in_sheet(sheet).is_empty(), "{sheet}");
    }
    assert_eq!(written.rows("People")[0][0], "person");
    assert!(written.rows("Summary").iter().any(|row| row[0] == "Nothing to do."));
}

#[test]
fn words_have_their_colours() {
    let written = Written::of_samples(&format!("{CONTOSO} -q"));
    let people = &written.sheets()[1].1;
    for word in ["provisioned", "blocked", "waiting", "undetermined", "blocks", "degrades", "advisory"] {
        assert!(people.contains(&format!("<formula>\"{word}\"</formula>")), "{word}");
    }
}

/// A tenant of one user of Active Directory.
fn one(name: &str, account: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "objectGUID,sAMAccountName,userPrincipalName,displayName,mailNickname,proxyAddresses\n\
         11111111-1111-1111-1111-111111111111,{account},{account}@contoso.example,\"{name}\",anna,\n"
    );
    std::fs::write(folder.path().join("ad.csv"), text).unwrap();
    folder
}

#[test]
fn text_stays_text() {
    for name in
        ["=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")", "-1+2", "+4930", "@SUM(A1)", "{=1}", "2026-10-15", "TRUE"]
    {
        let folder = one(name, "00123");
        let mut written = Written::of(folder.path(), "--all -q");
        let person = &written.records("People")[0];
        assert_eq!(person["name"], name.replace("\"\"", "\""));
        assert_eq!(person["sam_account_name"], "00123");
        let range = written.book.worksheet_range("People").unwrap();
        assert!(matches!(range.get_value((1, 1)), Some(Data::String(_))), "{name}");
        for (sheet, xml) in written.sheets() {
            assert!(!xml.contains("<f>"), "{name} is a formula on {sheet}");
        }
    }
}

#[test]
fn control_and_direction_marks_are_shown_and_hostile_names_break_nothing() {
    let folder = one("<b>&\u{1}\u{202e}\u{fffe}]]>_x0041_", "anna");
    let mut written = Written::of(folder.path(), "--all -q");
    let name = written.records("People")[0]["name"].clone();
    assert!(name.starts_with("<b>&\\u{1}\\u{202e}") && name.ends_with("]]>_x0041_"), "{name}");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_remarked_in_the_workbook_and_on_stderr() {
    let folder = one(&"ü".repeat(40_000), "anna");
    let mut written = Written::of(folder.path(), "--all");
    let name = written.records("People")[0]["name"].clone();
    assert_eq!(name.chars().count(), 32_767);
    assert!(name.ends_with('…'));
    let told = "cells are cut and end in …, because a cell of Excel holds 32767 letters";
    assert!(written.run.stderr.contains(told), "{}", written.run.stderr);
    let remarks = written.records("Remarks");
    assert!(
        remarks.iter().any(|remark| remark["sheet"] == "People" && remark["message"].contains(told)),
        "{remarks:?}"
    );
}

#[test]
fn the_same_exports_give_the_same_bytes_whatever_the_threads() {
    let one = Written::of_samples(&format!("{CONTOSO} --all --threads 1 -q"));
    let two = Written::of_samples(&format!("{CONTOSO} --all --threads 2 -q"));
    assert!(one.bytes == two.bytes);
    assert!(one.part("docProps/core.xml").contains("2026-10-14T06:30:00Z"));
}

#[test]
fn it_tells_which_bytes_were_read() {
    let mut written = Written::of_samples(&format!("{CONTOSO} -q"));
    for input in written.records("Inputs") {
        assert_eq!(input["sha256"].len(), 64, "{input:?}");
    }
    let report = run_on_samples(&format!("check {CONTOSO} --format json")).json();
    assert!(report["inputs"][0]["sha256"].is_null(), "other reports need --hash for it");
}

#[test]
fn it_goes_down_a_pipe_as_well() {
    let folder = one("Anna Berg", "anna");
    let output = assert_cmd::cargo::cargo_bin_cmd!("mailgap")
        .current_dir(folder.path())
        .args(["check", "--all", "--format", "xlsx"])
        .output()
        .unwrap();
    let mut book = Xlsx::new(Cursor::new(output.stdout)).unwrap();
    assert_eq!(book.worksheet_range("People").unwrap().height(), 2);
}

#[test]
fn lists_made_from_its_sheets_are_no_exports() {
    let mut written = Written::of_samples(&format!("{CONTOSO} -q"));
    let folder = tempfile::tempdir().unwrap();
    let sheets = ["People", "not-in-exchange", "Evidence", "Forward sync", "Inputs", "Remarks", "Summary"];
    for sheet in sheets {
        let mut list = csv::Writer::from_path(folder.path().join(format!("{sheet}.csv"))).unwrap();
        for row in written.rows(sheet) {
            list.write_record(row).unwrap();
        }
        list.flush().unwrap();
    }
    let run = run(folder.path(), "check", b"");
    assert_eq!(run.code, 2, "{}", run.stdout);
    for sheet in ["People", "not-in-exchange", "Forward sync"] {
        let told = format!("'{sheet}.csv': it has the columns of a mailgap report");
        assert!(run.stderr.contains(&told), "{told} in {}", run.stderr);
    }
}
