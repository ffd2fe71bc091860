//! The formats say the same, each in its way.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::HashMap;

use calamine::{Reader, Xlsx, open_workbook};
use mailgap::cases;
use regex::Regex;
use serde_json::Value;
use support::{people, run_on_samples};

const SAMPLES: [&str; 2] = ["samples/contoso", "samples/fabrikam.xlsx"];

#[test]
fn ndjson_is_the_json_report_with_a_person_a_line() {
    for sample in SAMPLES {
        let json = run_on_samples(&format!("check {sample} --all --format json")).json();
        let run = run_on_samples(&format!("check {sample} --all --format ndjson"));

        assert_eq!(run.code, 1, "{}", run.stderr);
        let mut lines = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let head = lines.next().unwrap();
        let mut without_people = json.clone();
        without_people.as_object_mut().unwrap().remove("people");
        assert_eq!(head, without_people, "{sample}");
        assert_eq!(lines.collect::<Vec<_>>(), people(&json), "{sample}");
    }
}

#[test]
fn csv_has_a_row_for_each_person_and_finding_in_the_order_of_the_json_report() {
    for sample in SAMPLES {
        let json = run_on_samples(&format!("check {sample} --all --format json")).json();
        let rows = csv_rows(sample);

        let mut expected = Vec::new();
        for person in people(&json) {
            let findings = person["findings"].as_array().unwrap();
            if findings.is_empty() {
                expected.push((person, &Value::Null));
            }
            expected.extend(findings.iter().map(|finding| (person, finding)));
        }
        assert_eq!(rows.len(), expected.len(), "{sample}");
        for (row, (person, finding)) in rows.iter().zip(expected) {
            for (column, cell) in row {
                let value = match column.split_once('.') {
                    None => &person[column.as_str()],
                    Some(("findings", name)) => &finding[name],
                    Some(("matched_by", pair)) => &person["matched_by"][pair],
                    Some(("sources", place)) => {
                        let (side, name) = place.split_once('.').unwrap();
                        &person["sources"][side][name]
                    }
                    Some(("undecided", "case")) => {
                        assert_eq!(cell, &listed(&person["undecided"], |entry| text(&entry["case"])), "{column}");
                        continue;
                    }
                    Some(("undecided", "missing")) => {
                        let missing = |entry: &Value| text(&entry["missing"]).replace('\n', ", ");
                        assert_eq!(cell, &listed(&person["undecided"], missing), "{column}");
                        continue;
                    }
                    Some(_) => panic!("{column} is no column of the report"),
                };
                match column.as_str() {
                    "findings.evidence" => assert_eq!(cell, &listed(value, proof), "{sample}: {column}"),
                    column if column.rsplit('.').next() == Some("more") => {
                        assert_eq!(cell, &listed(value, place), "{sample}: {column}");
                    }
                    column => assert_eq!(cell, &text(value), "{sample}: {column}"),
                }
            }
        }
    }
}

#[test]
fn csv_names_its_columns_as_json_does() {
    let rows = csv_rows("samples/contoso");
    for column in [
        "upn",
        "state",
        "root_cause",
        "sources.ad.path",
        "sources.exchange.line",
        "matched_by.ad-entra",
        "findings.case",
        "findings.evidence",
        "undecided.missing",
    ] {
        assert!(rows[0].contains_key(column), "{column}");
    }
}

#[test]
fn the_table_names_everybody_who_has_no_mailbox_and_the_cause() {
    for sample in SAMPLES {
        let json = run_on_samples(&format!("check {sample} --format json")).json();
        // Cells are broken at the width of the page.
        let table: String = run_on_samples(&format!("check {sample}"))
            .stdout
            .lines()
            .flat_map(|line| line.split(['│', '┆']))
            .map(str::trim)
            .collect();
        let blocked = people(&json).iter().filter(|person| person["state"] == "blocked").count();
        assert!(table.contains(&format!("People without the mailbox they should have ({blocked})")), "{sample}");
        for root in json["summary"]["root_causes"].as_object().unwrap().keys() {
            assert!(table.contains(root.as_str()) || root.starts_with("scope-"), "{sample}: {root}");
        }
    }
}

/// What a format tells of a tenant, as far as it tells it.
#[derive(Debug, Default, PartialEq)]
struct Told {
    states: Option<Vec<(String, u64)>>,
    /// Root causes and their people, the most frequent first.
    causes: Option<Vec<(String, u64)>>,
    /// Everybody listed without mailbox, in order, with the root cause.
    blocked: Option<Vec<(String, String)>>,
    forward_sync: Option<Vec<String>>,
}

const STATES: [&str; 5] = ["provisioned", "blocked", "waiting", "undetermined", "not-expected"];

/// Runs a sample in a format and reads what it tells.
type ReadBack = fn(&str) -> Told;

/// How each format is read back; what it does not tell is left open.
const READERS: [(&str, ReadBack); 8] = [
    ("json", told_by_json),
    ("ndjson", told_by_ndjson),
    ("csv", told_by_csv),
    ("table", told_by_table),
    ("markdown", told_by_markdown),
    ("forward-sync", told_by_request),
    ("xlsx", told_by_workbook),
    ("html", told_by_page),
];

#[test]
fn every_format_tells_the_same_in_the_same_order() {
    for sample in SAMPLES {
        let json = told_by_json(sample);
        assert!(
            json.states.is_some() && json.causes.is_some() && json.blocked.is_some() && json.forward_sync.is_some()
        );
        for (format, read) in READERS {
            let told = read(sample);
            assert_ne!(told, Told::default(), "{format}");
            assert!(told.states.is_none() || told.states == json.states, "{sample} {format}: {told:#?}");
            assert!(told.causes.is_none() || told.causes == json.causes, "{sample} {format}: {told:#?}");
            assert!(told.blocked.is_none() || told.blocked == json.blocked, "{sample} {format}: {told:#?}");
            assert!(
                told.forward_sync.is_none() || told.forward_sync == json.forward_sync,
                "{sample} {format}: {told:#?}"
            );
        }
    }
}

fn output(sample: &str, format: &str) -> String {
    let run = run_on_samples(&format!("check {sample} --format {format}"));
    assert_eq!(run.code, 1, "{}", run.stderr);
    run.stdout
}

fn told_by_json(sample: &str) -> Told {
    told_by_report(&serde_json::from_str(&output(sample, "json")).unwrap())
}

fn told_by_ndjson(sample: &str) -> Told {
    let text = output(sample, "ndjson");
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut report = lines.next().unwrap();
    report["people"] = lines.collect();
    told_by_report(&report)
}

fn told_by_report(report: &Value) -> Told {
    let count = |counts: &str, name: &str| report["summary"][counts][name].as_u64().unwrap_or(0);
    let causes = report["summary"]["root_causes"].as_object().unwrap();
    let mut causes: Vec<_> = causes
        .keys()
        .map(|case| (case.clone(), count("root_causes", case) - count("not_expected", case)))
        .filter(|(_, people)| *people > 0)
        .collect();
    causes.sort_by_key(|(case, people)| {
        let case = cases::find(case).unwrap();
        (std::cmp::Reverse(*people), case.rank, cases::position(case))
    });
    let blocked = people(report).iter().filter(|person| person["state"] == "blocked");
    let requests = report["forward_sync"].as_array().unwrap();
    Told {
        states: Some(STATES.map(|state| (state.to_owned(), count("states", state))).into()),
        causes: Some(causes),
        blocked: Some(blocked.map(|person| (shown_name(person), text(&person["root_cause"]))).collect()),
        forward_sync: Some(requests.iter().map(|request| text(&request["upn"])).collect()),
    }
}

fn shown_name(person: &Value) -> String {
    let names = ["upn", "sam_account_name", "primary_smtp", "name"];
    names.iter().find_map(|name| person[*name].as_str()).unwrap().to_owned()
}

fn told_by_csv(sample: &str) -> Told {
    let text = output(sample, "csv");
    let rows: Vec<HashMap<String, String>> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect();
    let named = |row: &HashMap<String, String>| {
        let names = ["upn", "sam_account_name", "primary_smtp", "name"];
        names.iter().map(|name| row[*name].clone()).find(|name| !name.is_empty()).unwrap()
    };
    let blocked = rows.iter().filter(|row| row["state"] == "blocked" && row["findings.role"] == "root");
    let blocked = blocked.map(|row| (named(row), row["root_cause"].clone())).collect();
    Told { blocked: Some(blocked), ..Told::default() }
}

/// The cells of lines that begin like a row of a table.
fn table_rows(text: &str, separators: &[char]) -> Vec<Vec<String>> {
    let cells = |line: &str| line.split(separators).map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    text.lines().filter(|line| line.starts_with(separators)).map(cells).collect()
}

/// `people`, name and more cells, as tables of counts have them.
fn counts(rows: &[Vec<String>], is_wanted: impl Fn(&str) -> bool) -> Vec<(String, u64)> {
    let counted = |row: &Vec<String>| Some((row.get(2)?.clone(), row.get(1)?.parse().ok()?));
    rows.iter().filter_map(counted).filter(|(name, _)| is_wanted(name)).collect()
}

fn told_by_table(sample: &str) -> Told {
    let text = output(sample, "table");
    let (overview, people) = text.split_once("\nNext\n").unwrap();
    let rows = table_rows(overview, &['│', '┆']);
    let listed =
        people.split_once("People without the mailbox they should have").unwrap().1.split("\n\n").next().unwrap();
    let mut blocked: Vec<(String, String)> = Vec::new();
    for row in table_rows(listed, &['│', '┆']).into_iter().filter(|row| row[1] != "person") {
        // Long names go on in the next line.
        match blocked.last_mut() {
            Some(last) if row[2].is_empty() || !is_case(&row[2]) => {
                last.0.push_str(&row[1]);
                last.1.push_str(&row[2]);
            }
            _ => blocked.push((row[1].clone(), row[2].clone())),
        }
    }
    Told {
        states: Some(counts(&rows, |name| STATES.contains(&name))),
        causes: Some(counts(&rows, is_case)),
        blocked: Some(blocked),
        ..Told::default()
    }
}

fn is_case(name: &str) -> bool {
    cases::find(name).is_some()
}

/// What the page tells before its script runs.
fn told_by_page(sample: &str) -> Told {
    let text = output(sample, "html");
    let counts = |pattern: &str| {
        let link = Regex::new(pattern).unwrap();
        let pairs = link.captures_iter(&text).map(|found| (found[1].to_owned(), found[2].parse().unwrap()));
        Some(pairs.collect())
    };
    let id = Regex::new(r#"<tr><td>([^<]*)</td><td><code class="id">"#).unwrap();
    Told {
        states: counts(r#"data-state="([a-z-]+)" href="[^"]*"><b class="count">(\d+)</b>"#),
        causes: counts(r##"<li><a href="#cause=([a-z0-9-]+)"><b class="count">(\d+)</b>"##),
        forward_sync: Some(id.captures_iter(&text).map(|found| found[1].to_owned()).collect()),
        ..Told::default()
    }
}

fn told_by_markdown(sample: &str) -> Told {
    let text = output(sample, "markdown");
    let linked = Regex::new(r"\[([a-z0-9-]+)\]\(https://[^)]+\)").unwrap();
    let rows = table_rows(&linked.replace_all(&text, "$1"), &['|']);
    let requested = text.split("forward sync\n").nth(1).map(|part| part.split("\n## ").next().unwrap());
    let requests = table_rows(requested.unwrap_or_default(), &['|']);
    let (causes, _) = text.split_once("\n### ").unwrap_or((&text, ""));
    Told {
        states: Some(counts(&rows, |name| STATES.contains(&name))),
        causes: Some(counts(&table_rows(&linked.replace_all(causes, "$1"), &['|']), is_case)),
        forward_sync: Some(requests.iter().skip(2).map(|row| row[1].trim_matches('`').to_owned()).collect()),
        ..Told::default()
    }
}

fn told_by_request(sample: &str) -> Told {
    let text = output(sample, "forward-sync");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let upns = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    Told { forward_sync: Some(upns), ..Told::default() }
}

fn told_by_workbook(sample: &str) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xlsx");
    run_on_samples(&format!("check {sample} --output {}", path.display()));
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let mut rows = |sheet: &str| -> Vec<Vec<String>> {
        let range = book.worksheet_range(sheet).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    let summary = rows("Summary");
    let section = |title: &str| {
        let from = summary.iter().position(|row| row[0] == title).unwrap() + 2;
        let rows = summary[from..].iter().take_while(|row| !row[0].is_empty());
        rows.map(|row| (row[0].clone(), row[1].parse().unwrap())).collect()
    };
    let people = rows("People");
    let column = |name: &str| people[0].iter().position(|own| own == name).unwrap();
    let (person, state, root) = (column("person"), column("state"), column("root_cause"));
    let blocked = people.iter().filter(|row| row[state] == "blocked");
    let told = Told {
        states: Some(section("How many")),
        causes: Some(section("Why: root causes")),
        blocked: Some(blocked.map(|row| (row[person].clone(), row[root].clone())).collect()),
        forward_sync: None,
    };
    let requests = rows("Forward sync");
    Told { forward_sync: Some(requests.iter().skip(1).map(|row| row[0].clone()).collect()), ..told }
}

fn csv_rows(sample: &str) -> Vec<HashMap<String, String>> {
    let run = run_on_samples(&format!("check {sample} --all --format csv"));
    assert_eq!(run.code, 1, "{}", run.stderr);
    csv::Reader::from_reader(run.stdout.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// A value as a CSV cell: lists by line feed, null as nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(_) => listed(value, text),
        other => other.to_string(),
    }
}

fn listed(value: &Value, shown: impl Fn(&Value) -> String) -> String {
    value.as_array().map_or_else(String::new, |list| list.iter().map(shown).collect::<Vec<_>>().join("\n"))
}

fn file(value: &Value) -> String {
    match &value["sheet"] {
        Value::String(sheet) => format!("{}#{sheet}", text(&value["path"])),
        _ => text(&value["path"]),
    }
}

fn place(source: &Value) -> String {
    format!("{}:{}", file(source), source["row"])
}

fn proof(evidence: &Value) -> String {
    let column = text(&evidence["column"]);
    match &evidence["row"] {
        Value::Null => format!(
            "{}::{column}= (searched {} rows for {})",
            file(evidence),
            evidence["searched"],
            text(&evidence["for"])
        ),
        row => format!("{}:{row}:{column}={}", file(evidence), text(&evidence["value"])),
    }
}
