//! Tenants in which everything is as it should be, though much of it looks odd: nobody is accused.

use std::process::Command;

use rayon::prelude::*;
use serde_json::Value;

use super::files::{names, repository};

/// When the exports were taken.
const NOW: &str = "2026-10-15T06:30:00Z";

#[test]
fn nobody_in_a_healthy_tenant_is_accused() {
    // The largest is a whole tenant.
    let mut people = 0;
    for (tenant, exports) in tenants() {
        let report = check(&exports);
        people = people.max(report["people"].as_array().unwrap().len());
        let faults: Vec<_> = above_advisory(&report).map(|(who, finding)| told(&who, finding)).collect();
        assert!(faults.is_empty(), "{tenant}:\n{}", faults.join("\n"));
        assert!(report["not_judged"].as_array().unwrap().is_empty(), "{tenant}: {}", report["not_judged"]);
        let open =
            ["blocked", "waiting", "undetermined"].iter().filter(|state| report["summary"]["states"][*state] != 0);
        assert_eq!(open.collect::<Vec<_>>(), Vec::<&&str>::new(), "{tenant}");
    }
    assert!(people >= 60, "{people} people");
}

#[test]
fn nor_is_anybody_accused_where_a_file_of_it_is_missing() {
    let incomplete = tenants().into_iter().flat_map(|(tenant, exports)| {
        (0..exports.len()).map(move |missing| (tenant.clone(), exports.clone(), missing))
    });
    let faults: Vec<String> = incomplete
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(_, mut exports, missing)| {
            let missing = exports.remove(missing);
            accusations(&check(&exports)).map(move |fault| format!("without {missing}: {fault}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The tenants with their files.
fn tenants() -> Vec<(String, Vec<String>)> {
    let folders = names("samples/healthy").into_iter().map(|name| format!("samples/healthy/{name}"));
    folders
        .map(|folder| {
            let files = names(&folder).into_iter().map(|name| format!("{folder}/{name}")).collect();
            (folder, files)
        })
        .collect()
}

fn check(exports: &[String]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_mailgap"))
        .current_dir(repository(""))
        .args(["check", "--all", "--format", "json", "--fail-on", "never", "--as-of", NOW])
        .args(exports)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is above an advice, certain or not. Of system accounts it is said why no mailbox is expected of them.
fn above_advisory(report: &Value) -> impl Iterator<Item = (String, &Value)> {
    let people = report["people"].as_array().unwrap().iter().filter(|person| person["state"] != "not-expected");
    let of_people = people.flat_map(|person| {
        person["findings"].as_array().unwrap().iter().map(move |finding| (person["name"].to_string(), finding))
    });
    let of_tenant = report["tenant_findings"].as_array().unwrap().iter();
    of_people
        .chain(of_tenant.map(|finding| ("the tenant".to_owned(), finding)))
        .filter(|(_, finding)| finding["severity"] != "advisory")
}

/// With less to judge by, more is possible; nothing becomes certain.
fn accusations(report: &Value) -> impl Iterator<Item = String> {
    let certain = above_advisory(report).filter(|(_, finding)| finding["certainty"] == "certain");
    certain.map(|(who, finding)| told(&who, finding))
}

fn told(who: &str, finding: &Value) -> String {
    format!("{who} {} {}", finding["case"], finding["message"])
}
