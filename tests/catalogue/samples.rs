//! Every case has a sample of its own, in which it fires, and says what was written down by hand.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use mailgap::cases;
use mailgap::config::Config;
use mailgap::schema::Kind;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::files::{is_updating, keep, names, read, repository};

/// The folder `samples/cases/<id>`, or `samples/cases/<id>.<variant>` for columns that stand in for others.
pub(super) struct Sample {
    /// The case it is about.
    pub(super) case: String,
    pub(super) folder: String,
    /// The report as the program writes it now.
    text: String,
    pub(super) report: Value,
}

/// All samples, each judged once.
pub(super) static SAMPLES: LazyLock<Vec<Sample>> =
    LazyLock::new(|| names("samples/cases").into_par_iter().map(|name| Sample::judge(&name)).collect());

/// Cases that the exports of a sample leave open, with the reason; without a case, all of them.
const NOT_JUDGED: &[(&str, &str, &str)] = &[
    ("exchange-validation-error.msol", "exchange-plan-disabled", "Get-MsolUser does not print which plans are off"),
    ("exchange-validation-error.msol", "exchange-plan-not-enabled", "Get-MsolUser does not print the state of plans"),
    ("validation-status-unavailable", "", "that the columns are missing is what the case tells"),
];

impl Sample {
    fn judge(name: &str) -> Self {
        let folder = format!("samples/cases/{name}");
        let report = repository(&format!("{folder}/report.json"));
        if !report.exists() {
            assert!(is_updating(), "{folder} has no report.json; UPDATE=1 cargo test --test catalogue writes it");
            // A report in the folder of its exports is remarked, so it must be there before it can be written.
            fs::write(&report, json!({ "format": "mailgap-report" }).to_string()).unwrap();
            let first = check(&folder, None);
            fs::write(&report, first).unwrap();
        }
        // The report says for when it holds, so that it never changes with the dates of the files.
        let kept: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
        let text = check(&folder, Some(kept["as_of"].as_str().unwrap()));
        let case = name.split('.').next().unwrap().to_owned();
        Self { case, folder, report: serde_json::from_str(&text).unwrap(), text }
    }

    pub(super) fn people(&self) -> &[Value] {
        self.report["people"].as_array().unwrap()
    }

    /// The findings of people and of the tenant, each with the name of its person.
    pub(super) fn findings(&self) -> impl Iterator<Item = (&str, &Value)> {
        let of_people = self.people().iter().flat_map(|person| {
            let who = ["name", "upn", "sam_account_name"].iter().find_map(|key| person[key].as_str());
            person["findings"].as_array().unwrap().iter().map(move |finding| (who.unwrap_or_default(), finding))
        });
        let of_tenant = self.report["tenant_findings"].as_array().into_iter().flatten();
        of_people.chain(of_tenant.map(|finding| ("the tenant", finding)))
    }

    /// Whether its case is found in it.
    fn fires(&self) -> bool {
        self.findings().any(|(_, finding)| finding["case"] == self.case.as_str())
    }

    /// What the sample says about the tenant beside its exports.
    pub(super) fn config(&self) -> Config {
        let path = format!("{}/mailgap.toml", self.folder);
        if repository(&path).exists() { Config::parse(&path, &read(&path)).unwrap() } else { Config::default() }
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = (&str, Kind)> {
        let inputs = self.report["inputs"].as_array().unwrap().iter();
        inputs.map(|input| (input["path"].as_str().unwrap(), Kind::from_name(input["kind"].as_str().unwrap()).unwrap()))
    }
}

/// Runs the program on a folder, with its configuration where it has one.
fn check(folder: &str, as_of: Option<&str>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailgap"));
    command.current_dir(repository("")).args(["check", folder, "--all", "--format", "json", "--fail-on", "never"]);
    let config = format!("{folder}/mailgap.toml");
    if repository(&config).exists() {
        command.args(["--config", &config]);
    }
    if let Some(instant) = as_of {
        command.args(["--as-of", instant]);
    }
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "mailgap check {folder} failed: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Collects what is wrong with each sample, to tell it all at once.
fn faults(judge: impl Fn(&Sample, &mut Vec<String>)) -> Vec<String> {
    let mut faults = Vec::new();
    for sample in SAMPLES.iter() {
        let mut own = Vec::new();
        judge(sample, &mut own);
        faults.extend(own.into_iter().map(|fault| format!("{}: {fault}", sample.folder)));
    }
    faults
}

#[test]
fn every_case_has_its_file_and_its_sample() {
    let stages: Vec<_> = names("src/cases").into_iter().filter(|name| !name.contains('.')).collect();
    let files: BTreeSet<String> =
        stages.iter().flat_map(|stage| names(&format!("src/cases/{stage}"))).filter(|name| name != "mod.rs").collect();
    let wanted: BTreeSet<String> =
        cases::catalogue().iter().map(|case| format!("{}.rs", case.id.replace('-', "_"))).collect();
    let missing: Vec<_> = wanted.difference(&files).collect();
    assert!(missing.is_empty(), "cases without a file of their name: {missing:?}");

    let sampled: BTreeSet<&str> = SAMPLES.iter().map(|sample| sample.case.as_str()).collect();
    let listed: BTreeSet<&str> = cases::catalogue().iter().map(|case| case.id).collect();
    let without: Vec<_> = listed.difference(&sampled).collect();
    assert!(without.is_empty(), "cases without samples/cases/<id>: {without:?}");
    let strange: Vec<_> = sampled.difference(&listed).collect();
    assert!(strange.is_empty(), "samples of no case: {strange:?}");
}

#[test]
fn the_samples_give_the_states_and_roots_that_were_written_down_by_hand() {
    let faults = faults(|sample, faults| {
        let mut table = csv::Reader::from_path(repository(&format!("{}/expected.csv", sample.folder))).unwrap();
        assert_eq!(table.headers().unwrap(), vec!["name", "state", "root_cause"], "{}", sample.folder);
        let mut expected: Vec<[String; 3]> =
            table.records().map(|row| row.unwrap()).map(|row| [0, 1, 2].map(|at| row[at].to_owned())).collect();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut judged: Vec<_> = sample
            .people()
            .iter()
            .map(|person| ["name", "state", "root_cause"].map(|key| text(&person[key])))
            .collect();
        expected.sort();
        judged.sort();
        for person in expected.iter().filter(|person| !judged.contains(person)) {
            faults.push(format!("{} was expected", person.join(" ")));
        }
        for person in judged.iter().filter(|person| !expected.contains(person)) {
            faults.push(format!("{} was judged", person.join(" ")));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_case_fires_in_its_sample_and_not_for_everybody() {
    let faults = faults(|sample, faults| {
        let fires = |value: &Value| value["case"] == sample.case.as_str();
        let is_found = |person: &&Value| person["findings"].as_array().unwrap().iter().any(fires);
        let with = sample.people().iter().filter(is_found).count();
        let of_tenant = sample.report["tenant_findings"].as_array().unwrap().iter().any(fires);
        if with == 0 && !of_tenant {
            faults.push("the case does not fire".to_owned());
        }
        if with == sample.people().len() {
            faults.push("nobody is without the case".to_owned());
        }
        if sample.people().len() < 3 {
            faults.push("it has fewer than three people".to_owned());
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_open_in_a_sample() {
    let faults = faults(|sample, faults| {
        let undetermined = sample.people().iter().filter(|person| person["state"] == "undetermined");
        faults.extend(undetermined.map(|person| format!("{} is undetermined", person["name"])));
        for open in sample.report["not_judged"].as_array().unwrap() {
            let is_known = |(name, case, _): &&(&str, &str, &str)| {
                sample.folder.ends_with(&format!("/{name}")) && (case.is_empty() || open["case"] == *case)
            };
            if !NOT_JUDGED.iter().any(|known| is_known(&known)) {
                faults.push(format!("{} is not judged, for want of {}", open["case"], open["missing"]));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reports_beside_the_samples_are_what_the_program_writes() {
    let written = SAMPLES.iter().map(|sample| (format!("{}/report.json", sample.folder), sample.text.clone()));
    keep(&written.collect::<Vec<_>>());
}

/// A case that is worked out from the attributes does not need anybody else's list of errors.
#[test]
fn cases_that_are_worked_out_fire_without_a_file_of_errors() {
    // Of these nothing but a record of the service tells.
    let is_told =
        |case: &cases::Case| !case.needs.is_empty() && case.needs.iter().all(|field| field.kind() == Kind::SyncErrors);
    for case in cases::catalogue().iter().filter(|case| !is_told(case)) {
        let is_free = |sample: &&Sample| sample.inputs().all(|(_, kind)| kind != Kind::SyncErrors);
        let mut own = SAMPLES.iter().filter(|sample| sample.case == case.id).filter(is_free);
        assert!(own.any(Sample::fires), "{} needs a file of errors", case.id);
    }
}

#[test]
fn the_example_of_a_case_is_a_finding_of_its_sample() {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["case", "who", "message", "proof"]).unwrap();
    for case in cases::catalogue() {
        if let Some(example) = example(case) {
            table.write_record(std::iter::once(case.id).chain(example.iter().map(String::as_str))).unwrap();
        }
    }
    let text = String::from_utf8(table.into_inner().unwrap()).unwrap();
    keep(&[("src/cases/examples.csv".to_owned(), text)]);
    if is_updating() {
        return;
    }

    for case in cases::catalogue() {
        let arguments = ["explain", case.id, "--format", "json"];
        let output = Command::new(env!("CARGO_BIN_EXE_mailgap")).args(arguments).output().unwrap();
        let explained: Value = serde_json::from_slice(&output.stdout).unwrap();
        let shown = &explained["case"]["example"];
        let [who, message, proof] = example(case).unwrap_or_else(|| panic!("{} has no example", case.id));
        assert_eq!(*shown, json!({ "who": who, "message": message, "proof": proof }), "{}", case.id);
    }
}

/// Who it is, what is said of them, and the cell or the search that proves it; the root of somebody before all others.
pub(super) fn example(case: &cases::Case) -> Option<[String; 3]> {
    let own = SAMPLES.iter().filter(|sample| sample.case == case.id);
    let findings = own.flat_map(Sample::findings).filter(|(_, finding)| finding["case"] == case.id);
    let (who, finding) = findings.min_by_key(|(_, finding)| {
        (finding["certainty"] != "certain", finding["role"] != "root", finding["severity"] != "blocks")
    })?;
    let evidence = finding["evidence"].as_array().unwrap();
    // What is missing shows best that it was sought.
    let absence = evidence.iter().find(|entry| case.is_symptom() && entry["row"].is_null());
    let proof = absence.or(evidence.first()).map(proof).unwrap_or_default();
    Some([who.to_owned(), finding["message"].as_str().unwrap().to_owned(), proof])
}

/// A cell that proves something, as the table of a report shows it.
fn proof(evidence: &Value) -> String {
    let text = |key: &str| evidence[key].as_str().unwrap_or_default();
    let file = text("path").rsplit('/').next().unwrap_or_default();
    let column = text("column");
    match evidence["row"].as_u64() {
        Some(row) => match text("value") {
            "" => format!("{file}:{row} {column} = (blank)"),
            value if value.chars().count() > 60 => {
                format!("{file}:{row} {column} = {}…", value.chars().take(59).collect::<String>())
            }
            value => format!("{file}:{row} {column} = {value}"),
        },
        None => format!("{file}: none of {} rows has {} in {column}", evidence["searched"], text("for")),
    }
}

#[test]
fn the_samples_name_no_real_domain() {
    let address = regex::Regex::new(r"(?i)[a-z0-9]@([a-z0-9-]+(?:\.[a-z0-9-]+)+)").unwrap();
    let is_invented = |domain: &str| {
        let domain = domain.to_lowercase();
        let of_tenant = ["contoso", "fabrikam"]
            .iter()
            .any(|name| domain.strip_prefix(name).is_some_and(|rest| rest.ends_with(".onmicrosoft.com")));
        of_tenant || [".example", ".test", ".invalid", ".local"].iter().any(|end| domain.ends_with(end))
    };
    let faults = faults(|sample, faults| {
        for (path, _) in sample.inputs() {
            let text = read(path);
            let named: BTreeSet<&str> =
                address.captures_iter(&text).map(|found| found.get(1).unwrap().as_str()).collect();
            faults.extend(named.into_iter().filter(|domain| !is_invented(domain)).map(str::to_owned));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
