//! `inspect`: how each file was understood is what `check` goes by.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;

use serde_json::{Map, Value};
use support::{Run, run, run_on_samples};
use tempfile::TempDir;

const AD: &str = "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\n\
    \"SamAccountName\";\"UserPrincipalName\";\"ObjectGUID\";\"Title\";\"mailNickname\"\n\
    \"anna\";\"anna@contoso.example\";\"d08f810b-a35c-49a8-a4cd-c6923dfc031e\";\"Clerk\";\"\"\n\
    \"bert\";\"\";\"4a662dec-bc58-4e90-848d-35e761f5cd59\";\"\";\"\"\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn inspected(files: &[(&str, &str)], arguments: &str) -> Run {
    run(folder(files).path(), &format!("inspect {arguments}"), b"")
}

#[test]
fn each_column_is_shown_with_what_it_feeds_and_how_often_it_is_filled() {
    let report = inspected(&[("ad.csv", AD)], "ad.csv --format json").json();
    let input = &report["inputs"][0];
    let told: Vec<_> = ["kind", "producer", "encoding", "delimiter", "header_row", "rows", "rows_unread"]
        .map(|name| input[name].to_string())
        .into();
    assert_eq!(told, ["\"ad-users\"", "\"Get-ADUser\"", "\"UTF-8\"", "\";\"", "2", "2", "0"]);
    let columns: Vec<_> = input["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| {
            let field = column["field"].as_str().unwrap_or("-").to_owned();
            (
                column["position"].as_u64().unwrap(),
                column["header"].as_str().unwrap().to_owned(),
                field,
                column["filled"].clone(),
            )
        })
        .collect();
    let column = |at: u64, header: &str, field: &str, filled: Value| (at, header.to_owned(), field.to_owned(), filled);
    assert_eq!(columns[0], column(1, "SamAccountName", "ad-users: sAMAccountName", 2.into()));
    assert_eq!(columns[1], column(2, "UserPrincipalName", "ad-users: userPrincipalName", 1.into()));
    assert_eq!(columns[2], column(3, "ObjectGUID", "ad-users: objectGUID", 2.into()));
    assert_eq!(columns[4], column(5, "mailNickname", "ad-users: mailNickname", 0.into()));

    let keys = input["join_keys"].as_array().unwrap();
    let share = |field: &str| keys.iter().find(|key| key["field"] == field).unwrap()["share"].as_f64().unwrap();
    assert!((share("ad-users: userPrincipalName") - 0.5).abs() < 1e-9);
    assert!((share("ad-users: objectGUID") - 1.0).abs() < 1e-9);

    let missing: Vec<_> = input["missing"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(missing.contains(&"ad-users: proxyAddresses"), "absent: {missing:?}");
    assert!(missing.contains(&"ad-users: mailNickname"), "blank throughout: {missing:?}");
    assert!(!missing.contains(&"ad-users: objectGUID"));
    let open = input["undecided"].as_array().unwrap();
    assert!(open.iter().any(|open| open["case"] == "mailnickname-empty" && open["people"] == 2), "{open:?}");
}

#[test]
fn the_terminal_shows_the_same() {
    let run = inspected(&[("ad.csv", AD)], "ad.csv");
    assert_eq!(run.code, 0);
    for words in [
        "ad.csv\n",
        "kind      ad-users, Get-ADUser; told by its #TYPE line",
        "layout    UTF-8, parted by semicolons, header in row 2",
        "rows      2: 2 read, 0 set aside, 0 unread",
        "userPrincipalName 50 %",
        "│ UserPrincipalName ┆ ad-users: userPrincipalName ┆      1 │",
        "not used  Title",
        "undecided mailnickname-empty of 2 people:",
        "Undecided for want of columns",
        "mailgap collect --for ad --for entra prints the PowerShell that exports them.",
    ] {
        assert!(run.stdout.contains(words), "{words:?} in\n{}", run.stdout);
    }
}

#[test]
fn inspect_tells_what_check_uses() {
    for exports in
        ["samples/contoso", "samples/fabrikam.xlsx", "samples/contoso/ad-users.csv", "samples/contoso/entra-users.csv"]
    {
        let checked = run_on_samples(&format!("check {exports} --format json --fail-on never")).json();
        let inspected = run_on_samples(&format!("inspect {exports} --format json")).json();
        assert_eq!(inspected["not_judged"], checked["not_judged"], "{exports}");
        assert_eq!(inspected["as_of"], checked["as_of"]);
        let known: Vec<Value> = inspected["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .zip(checked["inputs"].as_array().unwrap())
            .map(|(input, checked)| {
                let same = |(name, _): &(&String, &Value)| checked.get(name.as_str()).is_some();
                let members = input.as_object().unwrap().iter().filter(same);
                Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
            })
            .collect();
        assert_eq!(Value::from(known), checked["inputs"], "{exports}");
    }
}

#[test]
fn a_column_that_is_renamed_moves_from_used_to_missing_and_its_case_to_undecided() {
    let told = |text: &str| {
        let report = inspected(&[("ad.csv", text)], "ad.csv --format json").json();
        let used = report["inputs"][0]["columns"].to_string().contains("ad-users: objectGUID");
        let missing = report["inputs"][0]["missing"].to_string().contains("ad-users: objectGUID");
        (used, missing)
    };
    assert_eq!(told(AD), (true, false));
    assert_eq!(told(&AD.replace("ObjectGUID", "Owner")), (false, true));
}

#[test]
fn what_cannot_be_used_is_told_beside_what_can() {
    let files = [("ad.csv", AD), ("list.csv", "Alias,Owner,Status\na,b,c\n")];
    let found = inspected(&files, ".");
    assert_eq!(found.code, 0, "{}", found.stderr);
    for words in ["list.csv\n", "not used  it is not recognised", "header  Alias; Owner; Status", "help"] {
        assert!(found.stdout.contains(words), "{words:?} in\n{}", found.stdout);
    }
    let named = inspected(&files, "ad.csv list.csv --format json");
    assert_eq!(named.code, 2);
    assert!(named.stderr.contains("error: cannot use 'list.csv'"), "{}", named.stderr);
    let report: Value = serde_json::from_str(&named.stdout).unwrap();
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(report["set_aside"][0]["path"], "list.csv");

    let nothing = inspected(&[("list.csv", "Alias,Owner,Status\na,b,c\n")], ".");
    assert_eq!(nothing.code, 2);
    assert!(nothing.stderr.contains("nothing to examine"));
    assert!(nothing.stdout.contains("not recognised"));
}

#[test]
fn the_word_of_the_user_overrules_what_was_recognised() {
    let files = [("ad.csv", AD)];
    let kind = |arguments: &str| inspected(&files, arguments).json()["inputs"][0]["kind"].clone();
    assert_eq!(kind("ad.csv --format json"), "ad-users");
    assert_eq!(kind("--as entra-users=ad.csv --format json"), "entra-users");
}

fn rows(name: &str, bytes: &[u8]) -> Run {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    run(folder.path(), &format!("inspect --rows {name}"), b"")
}

#[test]
fn rows_are_printed_as_they_were_read_whatever_they_are() {
    for (file, printed) in [
        (
            "Name;City;Note\nA;\"B;x\";\"he said \"\"no\"\"\"\nC;\"D,E\";\n",
            "Name,City,Note\r\nA,B;x,\"he said \"\"no\"\"\"\r\nC,\"D,E\",\r\n",
        ),
        ("a\tb\n1\t2\n\n3\t4\n", "a,b\r\n1,2\r\n3,4\r\n"),
        ("Umlaut,Line\n\u{e4}\u{f6}\u{fc},\"one\ntwo\"\n", "Umlaut,Line\r\näöü,\"one\ntwo\"\r\n"),
    ] {
        let run = rows("list.csv", file.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (0, printed), "{}", run.stderr);
    }
    let wide: Vec<u8> = "a;b\n\u{fc};2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows("list.csv", &wide).stdout, "a,b\r\n\u{fc},2\r\n");
    assert_eq!(rows("list.json", br#"[{"a":1,"b":"x"},{"b":"y"}]"#).stdout, "a,b\r\n1,x\r\n,y\r\n");
}

#[test]
fn rows_of_an_export_are_those_that_check_reads() {
    let run = run_on_samples("inspect --rows samples/contoso/ad-users.csv");
    let mut printed = csv::Reader::from_reader(run.stdout.as_bytes());
    let inspected = run_on_samples("inspect samples/contoso/ad-users.csv --format json").json();
    let header: Vec<_> = printed.headers().unwrap().iter().map(Value::from).collect();
    let columns = inspected["inputs"][0]["columns"].as_array().unwrap().iter();
    assert_eq!(header, columns.map(|column| column["header"].clone()).collect::<Vec<_>>());
    assert_eq!(printed.records().count(), 44);
}

#[test]
fn a_row_that_cannot_be_read_is_not_printed_but_remarked() {
    let run = rows("list.csv", b"Name,City\nA,B\nC,D,E\nF,G\n");
    assert_eq!(run.stdout, "Name,City\r\nA,B\r\nF,G\r\n");
    assert!(run.stderr.contains("list.csv row 3: not read: 3 cells, the header has 2"), "{}", run.stderr);
}

#[test]
fn of_a_workbook_one_sheet_must_be_named() {
    let several = run_on_samples("inspect --rows samples/fabrikam.xlsx");
    assert_eq!(several.code, 2);
    for words in ["4 tables", "samples/fabrikam.xlsx#Exchange", "PATH#SHEET"] {
        assert!(several.stderr.contains(words), "{}", several.stderr);
    }
    let one = run_on_samples("inspect --rows samples/fabrikam.xlsx#Exchange");
    assert_eq!(one.code, 0, "{}", one.stderr);
    assert!(one.stdout.lines().count() > 3);
}

#[test]
fn how_sure_the_kind_is_can_be_seen() {
    for (text, told_by) in [
        (AD.to_owned(), "type-line"),
        (AD.split_once('\n').unwrap().1.to_owned(), "header"),
        ("objectSid;Name;enabled\nS-1-5-21-1-2-3-1001;Anna;True\nS-1-5-21-1-2-3-1002;Bert;True\n".to_owned(), "narrow"),
    ] {
        let report = inspected(&[("ad.csv", &text)], "ad.csv --format json").json();
        assert_eq!(report["inputs"][0]["told_by"], told_by, "{text}");
    }
    let said = inspected(&[("ad.csv", AD)], "--as ad-users=ad.csv --format json").json();
    assert_eq!(said["inputs"][0]["told_by"], "said");
    let narrow = inspected(
        &[("ad.csv", "objectSid;Name;enabled\nS-1-5-21-1-2-3-1001;Anna;True\nS-1-5-21-1-2-3-1002;Bert;True\n")],
        "ad.csv",
    );
    assert!(narrow.stdout.contains("told by few columns only"), "{}", narrow.stdout);
    assert!(narrow.stderr.contains("by few columns only"), "{}", narrow.stderr);
}
