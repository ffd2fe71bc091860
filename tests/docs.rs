//! Keeps the documents true: console examples, schemas, sample reports, tables and links.
//!
//! `UPDATE=1 cargo test --test docs` rewrites the sample reports.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod json_schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use json_schema::{Checker, Schemas};
use mailgap::cases;
use mailgap::schema::{Field, Kind};
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
fn the_console_examples_of_the_readme_are_what_the_program_prints() {
    let folder = samples();
    let mut compared = 0;
    for Example { command, shown } in examples(&read("README.md")) {
        if command == "cargo test" {
            continue;
        }
        let arguments = command.strip_prefix("mailgap ").or_else(|| command.strip_prefix("cargo run --release -- "));
        let arguments = arguments.unwrap_or_else(|| panic!("'{command}' is no command of this program"));
        let printed = mailgap(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());
        if shown.is_empty() {
            continue;
        }
        if let Err(missing) = is_excerpt(&shown, &printed) {
            panic!("'{command}' does not print this part of its example:\n\n{missing}\n\nIt prints:\n\n{printed}");
        }
        compared += 1;
    }
    assert!(compared >= 2, "the examples were found");
}

#[test]
fn the_sample_reports_are_what_the_program_writes() {
    let folder = samples();
    for (report, exports) in
        [("samples/contoso/report.json", "samples/contoso"), ("samples/fabrikam.report.json", "samples/fabrikam.xlsx")]
    {
        // A report in the folder of its exports is remarked, so it must be there before it can be written.
        let copy = folder.path().join(report);
        if !copy.exists() {
            fs::write(&copy, json!({ "format": "mailgap-report" }).to_string()).unwrap();
        }
        let written = mailgap(folder.path(), &["check", exports, "--all", "--format", "json"]);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(repository(report), written).unwrap();
        } else {
            let kept = fs::read_to_string(repository(report)).unwrap_or_default();
            assert!(kept == written, "{report} is out of date at {}", first_difference(&kept, &written));
        }
    }
}

#[test]
fn the_schemas_describe_what_the_program_writes_and_nothing_else() {
    let folder = samples();
    let extra = tenant_of_odd_rows();
    let schemas = Schemas::new(["report", "why", "inspect", "cases", "explain"].map(|name| {
        let file = format!("{name}.schema.json");
        let schema = read(&format!("docs/{file}"));
        (file, serde_json::from_str(&schema).unwrap())
    }));
    let mut checker = Checker::new(&schemas);
    let mut check = |folder: &Path, arguments: &str, schema: &str| {
        let mut arguments: Vec<_> = arguments.split_whitespace().collect();
        arguments.extend(["--format", "json"]);
        let document: Value = serde_json::from_str(&mailgap(folder, &arguments)).unwrap();
        checker.check(&arguments.join(" "), &document, schema);
    };

    for exports in ["samples/contoso", "samples/fabrikam.xlsx"] {
        check(folder.path(), &format!("check {exports}"), "report.schema.json");
        check(folder.path(), &format!("check {exports} --all --hash"), "report.schema.json");
    }
    check(extra.path(), "check . --all", "report.schema.json");
    check(&repository("samples/cases/attribute-filtered"), "check .", "report.schema.json");
    for person in ["quentin.faure samples/contoso", "anna.berg samples/contoso", "pia.nordin samples/fabrikam.xlsx"] {
        check(folder.path(), &format!("why {person}"), "why.schema.json");
    }
    // A file that is no export is told beside the others.
    fs::write(extra.path().join("list.csv"), "Title,Owner\na,b\n").unwrap();
    check(extra.path(), "inspect .", "inspect.schema.json");
    check(folder.path(), "inspect samples/contoso", "inspect.schema.json");
    check(folder.path(), "inspect samples/fabrikam.xlsx", "inspect.schema.json");
    check(folder.path(), "cases", "cases.schema.json");
    for case in cases::catalogue() {
        check(folder.path(), &format!("explain {}", case.id), "explain.schema.json");
    }

    assert!(checker.faults.is_empty(), "{}", checker.faults.join("\n"));
    let never = checker.never_seen();
    assert!(never.is_empty(), "described, but never written:\n{}", never.join("\n"));
}

#[test]
fn ndjson_is_the_same_report_in_lines() {
    let folder = samples();
    let report = mailgap(folder.path(), &["check", "samples/contoso", "--format", "json"]);
    let mut report: Value = serde_json::from_str(&report).unwrap();
    let people = report.as_object_mut().unwrap().remove("people").unwrap();

    let lines = mailgap(folder.path(), &["check", "samples/contoso", "--format", "ndjson"]);
    let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!(lines.next().unwrap(), report);
    assert_eq!(Value::Array(lines.collect()), people);
}

#[test]
fn the_schema_of_the_report_knows_every_kind() {
    let schema: Value = serde_json::from_str(&read("docs/report.schema.json")).unwrap();
    let known = schema["$defs"]["kind"]["enum"].as_array().unwrap();
    for kind in Kind::ALL {
        assert!(known.contains(&kind.name().into()), "{kind}");
    }
}

#[test]
fn the_readme_names_only_columns_that_are_read() {
    let row = Regex::new(r"(?m)^\| `([a-z-]+)` \| `Get-[^|]*\| (.*) \|").unwrap();
    let readme = read("README.md");
    let mut kinds = 0;
    for found in row.captures_iter(&readme) {
        let kind = Kind::from_name(&found[1]).unwrap();
        for column in found[2].split(", ").map(|column| column.trim_matches('`')) {
            assert!(Field::named(kind, column).is_some(), "{kind}: '{column}' is not read");
        }
        kinds += 1;
    }
    assert!(kinds >= Kind::ALL.len(), "a row for each kind");
}

#[test]
fn the_readme_names_only_options_that_exist_and_all_of_them() {
    let option = Regex::new(r"--[a-z][a-z-]*").unwrap();
    let readme = read("README.md");
    let options = readme.split("## Options").nth(1).unwrap().split("\n## ").next().unwrap();
    let help = mailgap(Path::new("."), &["check", "--help"]);
    let names = |text: &str| {
        let found: std::collections::BTreeSet<_> =
            option.find_iter(text).map(|name| name.as_str().to_owned()).collect();
        found
            .into_iter()
            .filter(|name| !["--help", "--quiet", "--verbose"].contains(&name.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(options), names(&help));
}

#[test]
fn the_changelog_names_every_case_once() {
    let new = Regex::new(r"\*\*New case\*\* `([a-z0-9-]+)`").unwrap();
    let changelog = read("CHANGELOG.md");
    let mut named: Vec<_> = new.captures_iter(&changelog).map(|found| found[1].to_owned()).collect();
    let mut listed: Vec<_> = cases::catalogue().iter().map(|case| case.id.to_owned()).collect();
    named.sort();
    listed.sort();
    assert_eq!(named, listed);
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    for document in ["README.md", "CHANGELOG.md", "docs/architecture.md"] {
        for found in link.captures_iter(&read(document)) {
            let target = repository(document).parent().unwrap().join(&found[1]);
            assert!(target.exists(), "{document} links to '{}', which is not there", &found[1]);
        }
    }
}

#[test]
fn continuous_integration_runs_the_test_command_of_the_readme() {
    let run = read(".ci/run");
    let shown = examples(&read("README.md")).into_iter().any(|example| example.command == "cargo test");
    assert!(shown && run.lines().any(|line| line.ends_with("cargo test")));
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A document with the line ends of Linux.
fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|cause| panic!("{path}: {cause}")).replace("\r\n", "\n")
}

/// A folder with the samples, as if their files had been written on the day after the exports were taken: the
/// date of a file may count, and a checkout does not keep it.
fn samples() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(AFTER_THE_EXPORTS);
    for part in ["samples", "samples/contoso"] {
        fs::create_dir(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(repository(part)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                let copy = folder.path().join(part).join(entry.file_name());
                fs::write(&copy, fs::read(entry.path()).unwrap()).unwrap();
                fs::OpenOptions::new().write(true).open(&copy).unwrap().set_modified(written).unwrap();
            }
        }
    }
    folder
}

/// 2026-10-15T00:00:00Z
const AFTER_THE_EXPORTS: u64 = 1_792_022_400;

/// Anna stands in two files of one kind and is joined to Exchange without Entra; a row is torn. The tenant is about to
/// synchronise.
fn tenant_of_odd_rows() -> TempDir {
    const ONE: &str = "\
        objectGUID,sAMAccountName,userPrincipalName,mailNickname\n\
        77ab90d1-0000-4000-8000-000000000001,anna,anna@contoso.example,anna\n\
        77ab90d1-0000-4000-8000-000000000002,ben,ben@contoso.example,ben\n\
        torn,row\n";
    const OTHER: &str = "\
        objectGUID,sAMAccountName,userPrincipalName,mailNickname\n\
        77ab90d1-0000-4000-8000-000000000001,anna,anna@contoso.example,anna\n";
    const RECIPIENTS: &str = "\
        Alias,WindowsLiveID,PrimarySmtpAddress,RecipientTypeDetails,SKUAssigned\n\
        anna,anna@contoso.example,anna@contoso.example,UserMailbox,True\n";
    // A remote mailbox without GUID: something of which the tenant is told once.
    const REMOTE: &str = "\
        objectGUID,sAMAccountName,msExchMailboxGuid,msExchRecipientTypeDetails\n\
        77ab90d1-0000-4000-8000-000000000001,anna,,2147483648\n\
        77ab90d1-0000-4000-8000-000000000002,ben,33333333-0000-4000-8000-000000000002,2147483648\n";

    const SETTINGS: &str = "\
        DisplayName,DirectorySynchronizationEnabled,DirectorySynchronizationStatus\n\
        Contoso,True,PendingEnabled\n";

    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("one.csv", ONE),
        ("other.csv", OTHER),
        ("recipients.csv", RECIPIENTS),
        ("remote.csv", REMOTE),
        ("tenant.csv", SETTINGS),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Runs the program and returns what it prints; it may find something, but must not fail.
fn mailgap(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mailgap")).args(arguments).current_dir(folder).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "mailgap {} failed: {errors}", arguments.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// A command of a document, and the output shown below it.
struct Example {
    command: String,
    shown: Vec<String>,
}

fn examples(document: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match (line, line.strip_prefix("$ ")) {
            ("```console", _) => inside = true,
            ("```", _) => inside = false,
            (_, Some(command)) if inside => {
                examples.push(Example { command: command.to_owned(), shown: Vec::new() });
            }
            _ if inside => examples.last_mut().unwrap().shown.push(line.trim_end().to_owned()),
            _ => {}
        }
    }
    examples
}

/// Whether the lines shown are those printed, where a line of only `…` stands for any lines. Else the part not found.
fn is_excerpt(shown: &[String], printed: &str) -> Result<(), String> {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let parts: Vec<&[String]> = shown.split(|line| line == "…").collect();
    let mut from = 0;
    for (at, part) in parts.iter().enumerate() {
        let starts: Vec<usize> = match (at == 0, at + 1 == parts.len()) {
            (true, _) => vec![0],
            (_, true) if part.is_empty() => return Ok(()),
            (_, true) => vec![printed.len().saturating_sub(part.len()).max(from)],
            _ => (from..printed.len()).collect(),
        };
        let fits = |start: &usize| printed.get(*start..*start + part.len()).is_some_and(|lines| lines == *part);
        let Some(start) = starts.into_iter().find(fits) else { return Err(part.join("\n")) };
        from = start + part.len();
    }
    let whole = parts.len() > 1 || from == printed.len();
    if whole { Ok(()) } else { Err("(the end)".to_owned()) }
}

fn first_difference(kept: &str, written: &str) -> String {
    let (mut kept, mut written) = (kept.lines(), written.lines());
    for number in 1.. {
        let (old, new) = (kept.next(), written.next());
        if old != new || old.is_none() {
            return format!("line {number}\n  kept    {}\n  written {}", old.unwrap_or("-"), new.unwrap_or("-"));
        }
    }
    unreachable!("the numbers do not end")
}
