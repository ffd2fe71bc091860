//! Stage 5: what Exchange refuses.

use super::support::{Exports, Person, anna};

const ROOT: &str = "root, blocks, certain";
const CASE: &str = "exchange-validation-error";
const OPEN: &str = r#"[{"createdDateTime":"2024-10-01T08:00:00Z","isResolved":false,"serviceInstance":"exchange/EURPR05-001-01","errorDetail":"<e>The value is refused</e>"}]"#;

fn graph(errors: &str) -> Person {
    anna().exchange_absent().entra("ServiceProvisioningErrors", errors).judge()
}

/// The columns of the retired MSOL cmdlet, which are about any service.
fn msol(status: &str, errors: Option<&str>) -> Exports {
    let exports = anna()
        .exchange_absent()
        .without("entra.csv", "ServiceProvisioningErrors")
        .cell("entra.csv", "Bert Lund", "ValidationStatus", "Healthy")
        .entra("ValidationStatus", status);
    match errors {
        Some(errors) => exports.cell("entra.csv", "Carla Diaz", "Errors", "SharePoint: x").entra("Errors", errors),
        None => exports,
    }
}

#[test]
fn an_open_error_of_exchange_blocks() {
    let person = graph(OPEN);
    assert_eq!(person.verdict(), "blocked: exchange-validation-error");
    assert_eq!(person.finding(CASE), ROOT);
    assert_eq!(person.finding("not-in-exchange"), "symptom, blocks, certain");
}

#[test]
fn an_open_error_blocks_a_mail_user_too() {
    let person = anna().mail_user().entra("ServiceProvisioningErrors", OPEN).judge();
    assert_eq!(person.verdict(), "blocked: exchange-validation-error");
    assert_eq!(person.finding("mailuser-not-mailbox"), "symptom, blocks, certain");
}

#[test]
fn an_open_error_degrades_who_has_a_mailbox() {
    let person = anna().entra("ServiceProvisioningErrors", OPEN).judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(CASE), "also, degrades, certain");
}

#[test]
fn resolved_errors_and_those_of_other_services_are_none() {
    for errors in ["[]", "", &OPEN.replace("false", "true"), &OPEN.replace("exchange/", "SharePoint/")] {
        assert_eq!(graph(errors).finding(CASE), "silent", "{errors}");
    }
}

#[test]
fn one_open_error_among_resolved_ones_is_enough() {
    let both = format!("{},{}", OPEN.replace("false", "true").trim_end_matches(']'), OPEN.trim_start_matches('['));
    assert_eq!(graph(&both).finding(CASE), ROOT);
}

#[test]
fn without_its_column_nothing_is_refused() {
    for exports in [
        anna().exchange_absent().without("entra.csv", "ServiceProvisioningErrors"),
        anna().exchange_absent().entra(
            "ServiceProvisioningErrors",
            "System.Collections.Generic.List`1[Microsoft.Graph.PowerShell.Models.ServiceProvisioningError]",
        ),
    ] {
        let person = exports.judge();
        assert_eq!(person.finding(CASE), "silent");
        assert_eq!(person.undecided(CASE), ["entra-users: ServiceProvisioningErrors"]);
        assert_eq!(person.verdict(), "blocked: not-in-exchange");
    }
}

#[test]
fn errors_of_msol_that_name_exchange_block() {
    let person = msol("Error", Some("Exchange: The value is refused")).judge();
    assert_eq!(person.verdict(), "blocked: exchange-validation-error");
    assert_eq!(person.finding(CASE), ROOT);
}

#[test]
fn errors_of_msol_that_name_another_service_are_none() {
    assert_eq!(msol("Error", Some("SharePoint: The value is refused")).judge().finding(CASE), "silent");
}

#[test]
fn a_status_without_readable_errors_is_possible_and_never_the_root() {
    for errors in [None, Some("Microsoft.Online.Administration.ValidationError")] {
        let person = msol("Error", errors).judge();
        assert_eq!(person.finding(CASE), "also, blocks, possible");
        assert_eq!(person.verdict(), "blocked: not-in-exchange");
    }
}

#[test]
fn a_healthy_status_is_no_error() {
    let person = msol("Healthy", None).judge();
    assert_eq!(person.finding(CASE), "silent");
    assert!(person.undecided(CASE).is_empty());
}
