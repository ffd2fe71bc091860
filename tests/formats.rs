//! The formats say the same, each in its way.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::HashMap;

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
