//! What the catalogue covers, written to `docs/coverage.md`: findings of each case over all samples, and which case
//! answers each check of Microsoft's procedure and tools.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mailgap::cases;

use super::files::{keep, read, repository};
use super::pages::cell;
use super::samples::{SAMPLES, Sample};

/// Cases of which no sample has a certain finding, with the reason.
const NEVER_CERTAIN: &[(&str, &str)] = &[
    ("not-readable-by-connector", "rights are in no export"),
    ("tenant-sync-stopped", "the date of the last synchronisation does not say why there was none since"),
    ("connect-version-blocked", "no export tells the version of Connect"),
    ("recipient-conflict-other-type", "only Exchange Online says which of two it refuses"),
    ("mailbox-hard-deleted", "that the mailbox is listed proves that it was still there"),
];

/// Which case answers which check. A check without cases has a reason.
const ANSWERS: &str = "tests/catalogue/answers.csv";
/// Cases that are documented and not built yet; an id leaves the list when it is built.
const PLANNED: &str = "tests/catalogue/planned.txt";

/// A check that somebody else makes.
struct Check {
    list: String,
    name: String,
    cases: Vec<String>,
    reason: String,
}

fn checks() -> Vec<Check> {
    let mut table = csv::Reader::from_path(repository(ANSWERS)).unwrap();
    table
        .records()
        .map(Result::unwrap)
        .map(|row| Check {
            list: row[0].to_owned(),
            name: row[1].to_owned(),
            cases: row[2].split_whitespace().map(str::to_owned).collect(),
            reason: row[3].to_owned(),
        })
        .collect()
}

fn planned() -> BTreeSet<String> {
    read(PLANNED).lines().map(str::to_owned).collect()
}

#[test]
fn the_page_of_what_is_covered_is_true() {
    keep(&[("docs/coverage.md".to_owned(), page())]);
}

#[test]
fn every_check_is_answered_by_a_case_or_has_a_reason() {
    let planned = planned();
    let mut faults = Vec::new();
    for check in checks() {
        if check.cases.is_empty() && check.reason.is_empty() {
            faults.push(format!("{}, '{}': neither a case nor a reason", check.list, check.name));
        }
        let unknown = check.cases.iter().filter(|id| cases::find(id).is_none() && !planned.contains(*id));
        faults.extend(unknown.map(|id| format!("{}, '{}': '{id}' is no case", check.list, check.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_built_is_no_longer_planned() {
    let left: String = planned().iter().filter(|id| cases::find(id).is_none()).fold(String::new(), |mut list, id| {
        writeln!(list, "{id}").unwrap();
        list
    });
    keep(&[(PLANNED.to_owned(), left)]);
}

#[test]
fn a_case_that_is_never_certain_says_why() {
    let mut faults = Vec::new();
    for case in cases::catalogue() {
        let [certain, possible] = findings(case.id);
        let listed = NEVER_CERTAIN.iter().any(|(id, _)| *id == case.id);
        match (certain > 0, listed) {
            (false, false) => faults.push(format!("{}: {possible} possible findings, and no certain one", case.id)),
            (true, true) => faults.push(format!("{}: it is certain in a sample, strike it off the list", case.id)),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// How many findings of a case are certain, and how many possible.
fn findings(id: &str) -> [usize; 2] {
    let found = SAMPLES.iter().flat_map(Sample::findings).filter(|(_, finding)| finding["case"] == id);
    let (certain, possible): (Vec<_>, Vec<_>) = found.partition(|(_, finding)| finding["certainty"] == "certain");
    [certain.len(), possible.len()]
}

fn page() -> String {
    let mut text = "# Coverage\n\n\
        Written from the code and the samples; a test keeps it true.\n\n\
        ## Findings over all samples\n\n\
        A finding is possible where the exports speak for it without proving it. The pages of the cases tell when.\n\n\
        | case | certain | possible | |\n|---|---:|---:|---|\n"
        .to_owned();
    for case in cases::catalogue() {
        let [certain, possible] = findings(case.id);
        let reason = NEVER_CERTAIN.iter().find(|(id, _)| *id == case.id);
        let reason = reason.map(|(_, reason)| cell(&format!("never certain: {reason}"))).unwrap_or_default();
        writeln!(text, "| [`{0}`](cases/{0}.md) | {certain} | {possible} | {reason} |", case.id).unwrap();
    }
    text += "\n## Who answers the checks of others\n\n\
        Each step of Microsoft's procedure, and each check of the tools around it. Cases in italics are not built yet.\n";
    let mut list = String::new();
    for check in checks() {
        if check.list != list {
            write!(text, "\n### {}\n\n| check | answered by | |\n|---|---|---|\n", check.list).unwrap();
            list.clone_from(&check.list);
        }
        let link = |id: &String| match cases::find(id) {
            Some(_) => format!("[`{id}`](cases/{id}.md)"),
            None => format!("*{id}*"),
        };
        let answer = match check.cases[..] {
            [] => "cannot be seen in exports, or is no fault".to_owned(),
            _ => check.cases.iter().map(link).collect::<Vec<_>>().join(", "),
        };
        writeln!(text, "| {} | {answer} | {} |", cell(&check.name), cell(&check.reason)).unwrap();
    }
    text
}
