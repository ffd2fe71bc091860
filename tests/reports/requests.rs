//! The forward-sync request names those of whom nothing else is left, and nobody else.

use serde_json::Value;

use crate::support::{people, run, run_on_samples};

const HEADER: &str = "UPN,Object id,Reason,Date\n";
const NOT_IN_EXCHANGE: &str = "samples/cases/not-in-exchange";

/// The people of the request in a JSON report.
fn requested(report: &Value) -> Vec<&str> {
    let requests = report["forward_sync"].as_array().unwrap();
    requests.iter().map(|request| request["upn"].as_str().unwrap()).collect()
}

#[test]
fn a_licensed_person_without_recipient_and_without_any_other_cause_is_requested() {
    let request = run_on_samples(&format!("check {NOT_IN_EXCHANGE} --format forward-sync"));
    assert_eq!(
        request.stdout,
        format!(
            "{HEADER}carmen.dahl@contoso.example,b3a42b74-fecb-5974-a7d9-41cd196d45e8,\"not-in-exchange: The user is in \
             Entra ID, but Exchange Online has no object for it\",2026-10-15T06:30:00Z\n"
        )
    );
    assert_eq!(request.code, 1);
}

#[test]
fn a_person_whose_error_is_marked_resolved_is_requested_also_with_a_recipient() {
    let report = run_on_samples("check samples/cases/forward-sync-needed-after-fix --format json").json();
    for upn in ["ursula.vetter@contoso.example", "volker.weiss@contoso.example"] {
        assert!(requested(&report).contains(&upn), "{upn}");
    }
}

#[test]
fn who_is_requested_is_blocked_for_that_cause_with_an_object_id_and_nothing_open() {
    let samples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/cases")).unwrap();
    let mut count = 0;
    for sample in samples {
        let report = std::fs::read(sample.unwrap().path().join("report.json")).unwrap();
        let report: Value = serde_json::from_slice(&report).unwrap();
        for request in report["forward_sync"].as_array().unwrap() {
            let person = people(&report).iter().find(|person| person["object_id"] == request["object_id"]).unwrap();
            assert_eq!(person["state"], "blocked", "{request}");
            assert_eq!(person["root_cause"], request["case"], "{request}");
            assert_eq!(person["findings"][0]["message"], request["reason"], "{request}");
            assert_eq!(person["findings"][0]["certainty"], "certain", "{request}");
            assert_eq!(person["undecided"], Value::Array(Vec::new()), "{request}");
            assert_eq!(report["as_of"], request["date"]);
            count += 1;
        }
    }
    assert!(count > 3, "{count}");
}

#[test]
fn nobody_is_requested_whose_mailbox_may_still_come_or_whose_cause_is_hidden_or_open() {
    for arguments in ["--as-of 2021-03-09T01:00:00Z", "--ignore not-in-exchange", "--only no-license"] {
        let request = run_on_samples(&format!("check {NOT_IN_EXCHANGE} --format forward-sync {arguments}"));
        assert_eq!(request.stdout, HEADER, "{arguments}: {}", request.stderr);
    }

    // The same person, while nobody knows whether Exchange refuses something.
    let folder = tempfile::tempdir().unwrap();
    for name in ["ad-users.csv", "entra-users.csv", "recipients.csv"] {
        let sample = format!("{}/{NOT_IN_EXCHANGE}/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(sample).unwrap().replace("ServiceProvisioningErrors", "Notes");
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let report = run(folder.path(), "check --format json", b"").json();
    assert_eq!(people(&report)[0]["root_cause"], "not-in-exchange");
    assert_eq!(requested(&report), [""; 0]);
}
