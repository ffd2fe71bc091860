//! Stage 5: what Exchange refuses.

use super::support::{Exports, MAILBOX_GUID, NO_GUID, OBJECT_ID, OTHER_GUID, OTHER_OBJECT_ID, Person, UPN, anna};

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

const ARCHIVE: &str = "archive-guid-conflict";
const GUID_IN_USE: &str = "exchange-guid-conflict";
const ADDRESS_IN_USE: &str = "proxy-address-in-use-in-exchange";
const NAME_IN_USE: &str = "name-already-used";
const TOO_MANY: &str = "too-many-proxy-addresses-validation";
const NOT_CHECKED: &str = "validation-status-unavailable";
const ERRORS: [&str; 1] = ["entra-users: ServiceProvisioningErrors"];

const ARCHIVE_ERROR: &str = "Failed to sync the ArchiveGuid of the mailbox because one cloud archive exists.";
const GUID_ERROR: &str = "The value of property ExchangeGuid is used by another recipient object.";
const ADDRESS_ERROR: &str = "The proxy address smtp:info@contoso.example is already being used by Info.";
const NAME_ERROR: &str = "The name Anna Berg is already being used. Please try another name.";
const TOO_MANY_ERROR: &str = "There are too many proxy addresses. The maximum supported number is 300.";

fn open(text: &str) -> String {
    OPEN.replace("The value is refused", text)
}

/// Anna is a remote mailbox with a cloud archive.
fn archive(own: &str) -> Exports {
    anna()
        .ad("msExchRecipientTypeDetails", "2147483648")
        .ad("msExchMailboxGuid", MAILBOX_GUID)
        .ad("msExchArchiveGUID", own)
        .exchange("ArchiveGuid", OTHER_GUID)
}

#[test]
fn the_text_of_an_open_error_tells_what_is_refused() {
    for (case, text, finding) in [
        (ARCHIVE, ARCHIVE_ERROR, "also, degrades, certain"),
        (ARCHIVE, "Failed to enable the new cloud archive.", "also, degrades, certain"),
        (GUID_IN_USE, GUID_ERROR, "consequence, blocks, certain"),
        (GUID_IN_USE, &GUID_ERROR.replace("ExchangeGuid", "ArchiveGuid"), "consequence, blocks, certain"),
        (ADDRESS_IN_USE, ADDRESS_ERROR, "consequence, blocks, certain"),
        (
            ADDRESS_IN_USE,
            "Another object with the same value for property proxyAddresses already exists.",
            "consequence, blocks, certain",
        ),
        (NAME_IN_USE, NAME_ERROR, "consequence, blocks, certain"),
        (TOO_MANY, TOO_MANY_ERROR, "also, advisory, certain"),
    ] {
        let person = anna().mail_user().entra("ServiceProvisioningErrors", &open(text)).judge();
        assert_eq!(person.verdict(), "blocked: exchange-validation-error", "{text}");
        assert_eq!(person.finding(case), finding, "{text}");
        assert_eq!(person.proof(case).len(), 1);
        assert!(person.proof(case)[0].starts_with("entra.csv:2:ServiceProvisioningErrors="));
        for other in [ARCHIVE, GUID_IN_USE, ADDRESS_IN_USE, NAME_IN_USE, TOO_MANY].into_iter().filter(|id| *id != case)
        {
            assert_eq!(person.finding(other), "silent", "{text}");
        }
    }
}

#[test]
fn a_resolved_error_or_one_of_another_service_tells_nothing() {
    for (case, text) in [
        (ARCHIVE, ARCHIVE_ERROR),
        (GUID_IN_USE, GUID_ERROR),
        (ADDRESS_IN_USE, ADDRESS_ERROR),
        (NAME_IN_USE, NAME_ERROR),
        (TOO_MANY, TOO_MANY_ERROR),
    ] {
        for errors in [open(text).replace("false", "true"), open(text).replace("exchange/", "SharePoint/")] {
            assert_eq!(anna().mail_user().entra("ServiceProvisioningErrors", &errors).judge().finding(case), "silent");
        }
        let with_mailbox = anna().entra("ServiceProvisioningErrors", &open(text)).judge();
        assert_eq!(with_mailbox.verdict(), "provisioned");
        assert_ne!(with_mailbox.finding(case), "silent");
    }
}

#[test]
fn errors_of_msol_are_told_by_their_text_too() {
    let person = msol("Error", Some(&format!("Exchange: {NAME_ERROR}"))).judge();
    assert_eq!(person.finding(NAME_IN_USE), "consequence, blocks, certain");
    assert!(
        person
            .message(NAME_IN_USE)
            .ends_with("in use: The name Anna Berg is already being used. Please try another name")
    );
    assert_eq!(
        msol("Error", Some(&format!("SharePoint: {NAME_ERROR} Not by Exchange."))).judge().finding(CASE),
        "silent"
    );
}

#[test]
fn without_the_column_of_errors_it_is_open_what_they_say() {
    let person = anna().mail_user().without("entra.csv", "ServiceProvisioningErrors").judge();
    for case in [ADDRESS_IN_USE, NAME_IN_USE] {
        assert_eq!(person.undecided(case), ERRORS, "{case}");
    }
    assert_eq!(person.undecided(GUID_IN_USE), ERRORS);
}

#[test]
fn that_validation_was_not_checked_is_told_where_it_could_be_the_reason() {
    let unchecked = |exports: Exports| exports.without("entra.csv", "ServiceProvisioningErrors").judge();
    let person = unchecked(anna().mail_user());
    assert_eq!(person.finding(NOT_CHECKED), "also, advisory, certain");
    assert!(person.message(NOT_CHECKED).starts_with("Exchange validation not checked"));
    assert_eq!(person.proof(NOT_CHECKED), ["entra.csv:-:ServiceProvisioningErrors="]);
    assert_eq!(anna().mail_user().judge().finding(NOT_CHECKED), "silent");
    assert_eq!(unchecked(anna()).finding(NOT_CHECKED), "silent");
    assert_eq!(unchecked(anna().mail_user().entra("AssignedLicenses", "[]")).finding(NOT_CHECKED), "silent");
    assert_eq!(msol("Healthy", None).judge().finding(NOT_CHECKED), "silent");
}

#[test]
fn an_archive_with_another_guid_than_active_directory_says_is_a_note() {
    let person = archive(MAILBOX_GUID).judge();
    assert_eq!(person.finding(ARCHIVE), "also, advisory, certain");
    assert_eq!(
        person.proof(ARCHIVE)[..2],
        [format!("ad.csv:2:msExchArchiveGUID={MAILBOX_GUID}"), format!("recipients.csv:2:ArchiveGuid={OTHER_GUID}")]
    );
    assert_eq!(archive(OTHER_GUID).judge().finding(ARCHIVE), "silent");
    assert_eq!(archive(MAILBOX_GUID).exchange("ArchiveGuid", NO_GUID).judge().finding(ARCHIVE), "silent");
    assert_eq!(archive(MAILBOX_GUID).ad("msExchRecipientTypeDetails", "1").judge().finding(ARCHIVE), "silent");
    assert_eq!(archive(MAILBOX_GUID).exchange("IsExchangeCloudManaged", "True").judge().finding(ARCHIVE), "silent");
    assert_eq!(archive("System.Byte[]").judge().finding(ARCHIVE), "silent");
}

#[test]
fn an_archive_that_active_directory_asked_for_and_does_not_know_is_possible() {
    for (kind, finding) in [("3", "also, advisory, possible"), ("6", "also, advisory, possible"), ("1", "silent")] {
        assert_eq!(archive("").ad("msExchRemoteRecipientType", kind).judge().finding(ARCHIVE), finding, "{kind}");
    }
    let words = archive("").ad("msExchRemoteRecipientType", "ProvisionMailbox, ProvisionArchive");
    assert_eq!(words.judge().finding(ARCHIVE), "also, advisory, possible");
}

/// Anna's mailbox GUID in Active Directory is that of Carla in Exchange Online.
fn carlas_guid() -> Exports {
    anna().mail_user().ad("msExchMailboxGuid", "33333333-0000-4000-8000-00000000000c")
}

#[test]
fn a_mailbox_guid_of_another_recipient_blocks() {
    let person = carlas_guid().judge();
    assert_eq!(person.verdict(), "blocked: exchange-guid-conflict");
    assert_eq!(person.finding(GUID_IN_USE), ROOT);
    assert_eq!(person.finding("mailuser-not-mailbox"), "symptom, blocks, certain");
    assert_eq!(person.message(GUID_IN_USE), "The mailbox GUID belongs to Carla Diaz in Exchange Online");
    assert_eq!(
        person.proof(GUID_IN_USE),
        [
            "ad.csv:2:msExchMailboxGuid=33333333-0000-4000-8000-00000000000c",
            "recipients.csv:4:ExchangeGuid=33333333-0000-4000-8000-00000000000c",
            "recipients.csv:4:ExternalDirectoryObjectId=11111111-0000-4000-8000-00000000000c",
            &format!("entra.csv:2:Id={OBJECT_ID}"),
        ]
    );
}

#[test]
fn a_mailbox_guid_of_nobody_else_is_no_conflict() {
    for exports in [
        carlas_guid().ad("msExchMailboxGuid", OTHER_GUID),
        carlas_guid().ad("msExchMailboxGuid", ""),
        // Whose the other one is, is not known.
        carlas_guid().cell("recipients.csv", "Carla Diaz", "ExternalDirectoryObjectId", ""),
        anna().ad("msExchMailboxGuid", MAILBOX_GUID),
    ] {
        assert_eq!(exports.judge().finding(GUID_IN_USE), "silent");
    }
}

#[test]
fn a_guid_shared_in_active_directory_is_possible_and_only_names_who_has_the_mailbox() {
    let shared = anna().mail_user().ad("msExchMailboxGuid", OTHER_GUID).cell(
        "ad.csv",
        "Carla Diaz",
        "msExchMailboxGuid",
        OTHER_GUID,
    );
    let report = shared.clone().report();
    assert_eq!(report.person("Anna Berg").finding(GUID_IN_USE), "also, blocks, possible");
    assert_eq!(report.person("Carla Diaz").finding(GUID_IN_USE), "also, degrades, possible");
    let held = shared
        .cell("recipients.csv", "Carla Diaz", "ExchangeGuid", OTHER_GUID)
        .cell("recipients.csv", "Carla Diaz", "ExternalDirectoryObjectId", "")
        .report();
    assert_eq!(held.person("Carla Diaz").finding(GUID_IN_USE), "silent");
}

#[test]
fn a_guid_that_cannot_be_read_leaves_the_conflict_open() {
    let person = carlas_guid().ad("msExchMailboxGuid", "System.Byte[]").judge();
    assert_eq!(person.undecided(GUID_IN_USE), ["ad-users: msExchMailboxGuid"]);
    let person = anna().mail_user().without("ad.csv", "msExchMailboxGuid").judge();
    assert_eq!(person.undecided(GUID_IN_USE), ["ad-users: msExchMailboxGuid"]);
    let person = carlas_guid().without("recipients.csv", "ExchangeGuid").judge();
    assert_eq!(person.undecided(GUID_IN_USE), ["exchange-recipients: ExchangeGuid"]);
}

/// A group holds an address that Anna has in Active Directory.
fn group(exports: Exports) -> Exports {
    let extra = format!("SMTP:{UPN};smtp:helpdesk@contoso.example");
    exports.ad("proxyAddresses", &extra).row(
        "recipients.csv",
        &[
            ("DisplayName", "Helpdesk"),
            ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
            ("RecipientTypeDetails", "GroupMailbox"),
            ("EmailAddresses", "SMTP:helpdesk@contoso.example"),
            ("IsDirSynced", "True"),
        ],
    )
}

#[test]
fn an_address_held_by_another_recipient_is_possible() {
    let person = group(anna()).judge();
    assert_eq!(person.finding(ADDRESS_IN_USE), "also, degrades, possible");
    assert_eq!(person.message(ADDRESS_IN_USE), "Another recipient of Exchange Online holds helpdesk@contoso.example");
    assert_eq!(
        person.proof(ADDRESS_IN_USE),
        [
            "ad.csv:2:proxyAddresses=smtp:helpdesk@contoso.example".to_owned(),
            "recipients.csv:6:EmailAddresses=SMTP:helpdesk@contoso.example".to_owned(),
            "recipients.csv:6:RecipientTypeDetails=GroupMailbox".to_owned(),
            format!("recipients.csv:6:ExternalDirectoryObjectId={OTHER_OBJECT_ID}"),
        ]
    );
    assert_eq!(group(anna().mail_user()).judge().finding(ADDRESS_IN_USE), "also, degrades, possible");
}

#[test]
fn an_address_that_nobody_else_holds_or_that_came_through_is_not_in_use() {
    let own = format!("SMTP:{UPN};smtp:helpdesk@contoso.example");
    for exports in [
        group(anna()).ad("proxyAddresses", &format!("SMTP:{UPN}")),
        group(anna()).exchange("EmailAddresses", &own),
        group(anna()).cell("recipients.csv", "Helpdesk", "WhenSoftDeleted", "2024-10-01T08:00:00Z"),
    ] {
        assert_eq!(exports.judge().finding(ADDRESS_IN_USE), "silent");
    }
}

#[test]
fn equal_names_alone_are_in_nobodys_way() {
    let report = anna().mail_user().cell("recipients.csv", "Carla Diaz", "DisplayName", "Anna Berg").report();
    assert!(report.people("Anna Berg").iter().all(|person| person.finding(NAME_IN_USE) == "silent"));
}

#[test]
fn a_sentence_about_exchange_in_the_error_of_another_service_is_none_of_exchange() {
    for text in [
        "MicrosoftCommunicationsOnline: the value is invalid\nCorrect it in your Active Directory or Exchange organization",
        "MicrosoftCommunicationsOnline: the value is taken\nCheck Exchange proxy addresses: remove one",
        "SharePoint: the object was refused by Exchange Online",
    ] {
        let person = msol("Error", Some(text)).judge();
        assert_eq!(person.finding(CASE), "silent", "{text}");
    }
    for text in [
        "Exchange: the name is taken",
        "SharePoint: x\nExchange: the name is taken",
        "Exchange Online: the name is taken",
    ] {
        assert_ne!(msol("Error", Some(text)).judge().finding(CASE), "silent", "{text}");
    }
}
