//! Stages 6 and 7: the recipient in Exchange Online, and the way there.

use super::support::{
    E5, E5_WITHOUT_EXCHANGE, Exports, MAILBOX_GUID, NO_GUID, OBJECT_ID, OTHER_GUID, OTHER_OBJECT_ID, POWER_BI, UPN,
    anna, plan_of, state_of,
};

const ROOT: &str = "root, blocks, certain";
const ABSENT: &str = "not-in-exchange";
const SKU: &str = "sku-not-assigned-in-exchange";
const MAIL_USER: &str = "mailuser-not-mailbox";
const FORWARD_SYNC: &str = "forward-sync-needed-after-fix";
const DELAY: &str = "provisioning-delay";
const ON_PREMISES: &str = "on-premises-mailbox-present";
const RESOLVED: &str = r#"[{"createdDateTime":"2024-10-01T08:00:00Z","isResolved":true,"serviceInstance":"exchange/EURPR05-001-01","errorDetail":"<e>It was refused</e>"}]"#;

/// Anna has a mailbox on a server and is a mail user in the cloud.
fn on_premises() -> Exports {
    anna().mail_user().ad("msExchMailboxGuid", MAILBOX_GUID).ad("msExchRecipientTypeDetails", "1")
}

/// Exchange lists everybody who is no mailbox as well, as Get-User does.
fn all_users(exports: Exports) -> Exports {
    exports.cell("recipients.csv", "Bert Lund", "PreviousRecipientTypeDetails", "MailUser")
}

#[test]
fn a_licensed_user_whom_exchange_does_not_know_is_not_in_exchange() {
    let person = anna().exchange_absent().judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(ABSENT), ROOT);
}

#[test]
fn any_recipient_of_the_user_is_in_exchange() {
    assert_eq!(anna().judge().finding(ABSENT), "silent");
    assert_eq!(anna().mail_user().judge().finding(ABSENT), "silent");
    // By the UPN alone.
    let unnumbered = anna().mail_user().exchange("ExternalDirectoryObjectId", "");
    assert_eq!(unnumbered.judge().finding(ABSENT), "silent");
}

#[test]
fn somebody_who_is_not_in_entra_is_not_sought_in_exchange() {
    assert_eq!(anna().entra_absent().exchange_absent().judge().finding(ABSENT), "silent");
}

#[test]
fn somebody_without_license_is_not_blocked_by_exchange() {
    for licenses in ["[]", POWER_BI, E5_WITHOUT_EXCHANGE] {
        let person = anna().exchange_absent().entra("AssignedLicenses", licenses).judge();
        assert!(!person.verdict().contains(ABSENT));
    }
}

#[test]
fn with_licenses_unknown_an_absent_recipient_is_at_most_possible() {
    let person = anna().exchange_absent().entra("AssignedPlans", "[]").without("entra.csv", "AssignedLicenses").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn against_a_list_of_all_users_the_absence_is_certain_whatever_the_licenses() {
    let unknown = anna().exchange_absent().entra("AssignedPlans", "[]").without("entra.csv", "AssignedLicenses");
    let person = all_users(unknown).judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(ABSENT), ROOT);
}

#[test]
fn a_missing_license_explains_the_absence_from_a_list_of_all_users() {
    let person = all_users(anna().exchange_absent().entra("AssignedLicenses", "[]")).judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(person.finding(ABSENT), "symptom, blocks, certain");
}

#[test]
fn without_any_export_of_exchange_nobody_is_missing_there() {
    let person = anna().without_file("recipients.csv").judge();
    assert_eq!(person.finding(ABSENT), "silent");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn a_recipient_without_its_license_waits_for_the_sku() {
    for sku in ["", "False"] {
        let person = anna().mail_user().exchange("SKUAssigned", sku).judge();
        assert_eq!(person.verdict(), "blocked: sku-not-assigned-in-exchange", "{sku}");
        assert_eq!(person.finding(SKU), ROOT, "{sku}");
    }
}

#[test]
fn a_recipient_with_its_license_does_not_wait_for_the_sku() {
    assert_eq!(anna().mail_user().judge().finding(SKU), "silent");
}

#[test]
fn a_mailbox_or_an_unlicensed_person_waits_for_no_sku() {
    assert_eq!(anna().exchange("SKUAssigned", "False").judge().finding(SKU), "silent");
    let person = anna().mail_user().exchange("SKUAssigned", "False").entra("AssignedLicenses", "[]").judge();
    assert_eq!(person.finding(SKU), "silent");
    assert_eq!(person.verdict(), "blocked: no-license");
}

#[test]
fn without_its_column_no_sku_is_missing() {
    let mut blank = anna().mail_user();
    for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
        blank = blank.cell("recipients.csv", name, "SKUAssigned", "");
    }
    for exports in [blank, anna().mail_user().without("recipients.csv", "SKUAssigned")] {
        let person = exports.judge();
        assert_eq!(person.finding(SKU), "silent");
        assert_eq!(person.undecided(SKU), ["exchange-recipients: SKUAssigned"]);
        assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox");
    }
}

#[test]
fn a_blank_sku_says_nothing_in_a_file_that_says_true_of_nobody() {
    let mut exports = anna().mail_user().exchange("SKUAssigned", "");
    for name in ["Bert Lund", "Carla Diaz"] {
        exports = exports.cell("recipients.csv", name, "SKUAssigned", "False");
    }
    let person = exports.judge();
    assert_eq!(person.finding(SKU), "silent");
    assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox");
}

#[test]
fn a_licensed_mail_user_has_no_mailbox_yet() {
    for kind in ["MailUser", "User", "DisabledUser"] {
        let person = anna().mail_user().exchange("RecipientTypeDetails", kind).judge();
        assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox", "{kind}");
        assert_eq!(person.finding(MAIL_USER), ROOT, "{kind}");
    }
}

#[test]
fn mailboxes_of_every_kind_are_mailboxes() {
    for kind in [
        "UserMailbox",
        "SharedMailbox",
        "RoomMailbox",
        "EquipmentMailbox",
        "SchedulingMailbox",
        "TeamMailbox",
        "LinkedMailbox",
        "LinkedRoomMailbox",
        "LegacyMailbox",
        "DiscoveryMailbox",
    ] {
        let person = anna().exchange("RecipientTypeDetails", kind).exchange("ExchangeGuid", NO_GUID).judge();
        assert_eq!(person.verdict(), "provisioned", "{kind}");
        assert_eq!(person.finding(MAIL_USER), "silent", "{kind}");
    }
}

#[test]
fn a_new_kind_of_mailbox_is_a_mailbox() {
    let kind = |name: &str| anna().exchange("RecipientTypeDetails", name).judge().verdict();
    assert_eq!(kind("HologramMailbox"), "provisioned");
    assert_eq!(kind("Hologram"), "undetermined");
}

#[test]
fn with_licenses_unknown_a_mail_user_is_at_most_possibly_late() {
    let person = anna().mail_user().entra("AssignedPlans", "[]").without("entra.csv", "AssignedLicenses").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn without_the_mailbox_guid_it_is_open_whether_the_mail_user_is_by_design() {
    let person = anna().mail_user().without("recipients.csv", "ExchangeGuid").judge();
    for case in [MAIL_USER, ON_PREMISES] {
        assert_eq!(person.finding(case), "silent");
        assert_eq!(person.undecided(case), ["exchange-recipients: ExchangeGuid"]);
    }
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn without_the_recipient_type_it_is_open_whether_there_is_a_mailbox() {
    let person =
        anna().without("recipients.csv", "RecipientTypeDetails").without("recipients.csv", "RecipientType").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(person.undecided(ON_PREMISES), ["exchange-recipients: RecipientTypeDetails"]);
}

#[test]
fn after_a_resolved_error_exchange_is_to_be_told_again() {
    for exports in [anna().exchange_absent(), anna().mail_user(), anna().mail_user().exchange("SKUAssigned", "False")] {
        let person = exports.entra("ServiceProvisioningErrors", RESOLVED).judge();
        assert_eq!(person.verdict(), "blocked: forward-sync-needed-after-fix");
        assert_eq!(person.finding(FORWARD_SYNC), ROOT);
    }
}

#[test]
fn without_proof_of_a_fix_the_symptom_is_the_root() {
    for errors in ["[]", "", &RESOLVED.replace("exchange/", "SharePoint/")] {
        let person = anna().exchange_absent().entra("ServiceProvisioningErrors", errors).judge();
        assert_eq!(person.finding(FORWARD_SYNC), "silent", "{errors}");
        assert_eq!(person.verdict(), "blocked: not-in-exchange", "{errors}");
    }
}

#[test]
fn while_an_error_is_open_or_a_license_is_missing_nothing_is_mended() {
    let both =
        format!("{},{}", RESOLVED.trim_end_matches(']'), RESOLVED.replace("true", "false").trim_start_matches('['));
    let person = anna().exchange_absent().entra("ServiceProvisioningErrors", &both).judge();
    assert_eq!(person.finding(FORWARD_SYNC), "silent");
    let fixed = anna().exchange_absent().entra("ServiceProvisioningErrors", RESOLVED);
    assert_eq!(fixed.clone().entra("AssignedLicenses", "[]").judge().verdict(), "blocked: no-license");
    let person = fixed.ad("mailNickname", "").judge();
    assert_eq!(person.verdict(), "blocked: mailnickname-empty");
    assert_eq!(person.finding(FORWARD_SYNC), "silent");
}

#[test]
fn a_mailbox_needs_no_forward_sync() {
    assert_eq!(anna().entra("ServiceProvisioningErrors", RESOLVED).judge().finding(FORWARD_SYNC), "silent");
}

#[test]
fn without_error_records_no_fix_is_proved() {
    let person = anna().exchange_absent().without("entra.csv", "ServiceProvisioningErrors").judge();
    assert_eq!(person.finding(FORWARD_SYNC), "silent");
    assert_eq!(person.undecided(FORWARD_SYNC), ["entra-users: ServiceProvisioningErrors"]);
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn within_24_hours_of_any_relevant_instant_a_mailbox_may_still_come() {
    let instant = "2024-10-15T02:00:00Z";
    for (column, value) in [
        ("CreatedDateTime", instant.to_owned()),
        ("AssignedPlans", plan_of(instant)),
        ("LicenseAssignmentStates", state_of(instant)),
    ] {
        for exports in
            [anna().exchange_absent(), anna().mail_user(), anna().mail_user().exchange("SKUAssigned", "False")]
        {
            let person = exports.entra(column, &value).judge();
            assert_eq!(person.verdict(), "waiting: provisioning-delay", "{column}");
            assert_eq!(person.finding(DELAY), "root, advisory, certain", "{column}");
            for case in [ABSENT, SKU, MAIL_USER] {
                assert_eq!(person.finding(case), "silent", "{column}");
            }
        }
    }
}

#[test]
fn the_instants_of_other_plans_and_licenses_do_not_count() {
    let instant = "2024-10-15T02:00:00Z";
    for (column, value) in [
        // Exchange Foundation, and Power BI.
        (
            "AssignedPlans",
            plan_of(instant).replace("efb87545-963c-4e0d-99df-69c6916d9eb0", "113feb6c-3fe4-4440-bddc-54d774bf0318"),
        ),
        (
            "LicenseAssignmentStates",
            state_of(instant).replace("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235"),
        ),
        ("OnPremisesLastSyncDateTime", instant.to_owned()),
    ] {
        let person = anna().exchange_absent().entra(column, &value).judge();
        assert_eq!(person.verdict(), "blocked: not-in-exchange", "{column}");
        assert_eq!(person.finding(DELAY), "silent", "{column}");
    }
}

#[test]
fn the_last_synchronisation_counts_where_nothing_else_is_dated() {
    let sole = |instant: &str| {
        anna()
            .exchange_absent()
            .without("entra.csv", "CreatedDateTime")
            .without("entra.csv", "LicenseAssignmentStates")
            .without("ad.csv", "whenCreated")
            .entra("AssignedPlans", "[]")
            .entra("OnPremisesLastSyncDateTime", instant)
            .judge()
    };
    assert_eq!(sole("2024-10-15T02:00:00Z").verdict(), "waiting: provisioning-delay");
    assert_eq!(sole("2024-10-13T02:00:00Z").verdict(), "blocked: not-in-exchange");
}

#[test]
fn without_any_instant_nobody_waits() {
    let person = anna()
        .exchange_absent()
        .without("entra.csv", "CreatedDateTime")
        .without("entra.csv", "LicenseAssignmentStates")
        .without("entra.csv", "OnPremisesLastSyncDateTime")
        .entra("AssignedPlans", "[]")
        .judge();
    assert_eq!(person.finding(DELAY), "silent");
    assert!(!person.undecided(DELAY).is_empty());
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn nobody_waits_who_is_blocked_by_something_else() {
    let young = anna().mail_user().entra("CreatedDateTime", "2024-10-15T02:00:00Z");
    assert_eq!(young.clone().entra("AssignedLicenses", "[]").judge().verdict(), "blocked: no-license");
    let open = RESOLVED.replace("true", "false");
    let refused = young.entra("ServiceProvisioningErrors", &open);
    assert_eq!(refused.judge().verdict(), "blocked: exchange-validation-error");
}

#[test]
fn a_mailbox_on_a_server_is_not_in_the_cloud_by_design() {
    for kind in ["1", "4", "8", "16", "32"] {
        let report = on_premises().ad("msExchRecipientTypeDetails", kind).report();
        let person = report.person("Anna Berg");
        assert_eq!(person.verdict(), "blocked: on-premises-mailbox-present", "{kind}");
        assert_eq!(person.finding(ON_PREMISES), ROOT, "{kind}");
        for case in [MAIL_USER, SKU, ABSENT, FORWARD_SYNC] {
            assert_eq!(person.finding(case), "silent", "{kind}");
        }
        assert_eq!(report.count("by_design/on-premises-mailbox-present"), 1);
    }
}

#[test]
fn a_mailbox_on_a_server_is_by_design_whatever_the_license() {
    for licenses in ["[]", POWER_BI, E5_WITHOUT_EXCHANGE] {
        let person = on_premises().entra("AssignedLicenses", licenses).judge();
        assert_eq!(person.verdict(), "blocked: on-premises-mailbox-present", "{licenses}");
        assert_eq!(person.finding(ON_PREMISES), ROOT, "{licenses}");
    }
}

#[test]
fn no_license_is_a_note_until_the_mailbox_is_moved() {
    let person = on_premises().entra("AssignedLicenses", "[]").judge();
    assert_eq!(person.finding("no-license"), "also, advisory, certain");
}

#[test]
fn a_mailbox_in_the_cloud_ends_what_was_by_design() {
    let person = anna().ad("msExchMailboxGuid", MAILBOX_GUID).ad("msExchRecipientTypeDetails", "1").judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(ON_PREMISES), "silent");
}

#[test]
fn a_remote_type_or_no_guid_is_no_mailbox_on_a_server() {
    for (column, value) in [
        ("msExchMailboxGuid", ""),
        ("msExchMailboxGuid", NO_GUID),
        ("msExchRecipientTypeDetails", "2147483648"),
        ("msExchRecipientTypeDetails", ""),
    ] {
        let person = on_premises().ad(column, value).judge();
        assert_eq!(person.finding(ON_PREMISES), "silent", "{column} {value}");
        assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox", "{column} {value}");
    }
}

#[test]
fn a_home_database_shows_a_mailbox_on_a_server_unless_the_type_is_remote() {
    let stored = on_premises().ad("msExchRecipientTypeDetails", "").ad("homeMDB", "CN=DB01,DC=contoso,DC=example");
    assert_eq!(stored.clone().judge().finding(ON_PREMISES), ROOT);
    assert_eq!(stored.ad("msExchRecipientTypeDetails", "2147483648").judge().finding(ON_PREMISES), "silent");
}

#[test]
fn a_guid_stamped_on_the_mail_user_says_that_the_mailbox_is_elsewhere() {
    let stamped = anna().mail_user().exchange("ExchangeGuid", MAILBOX_GUID);
    let person = stamped.clone().judge();
    assert_eq!(person.verdict(), "blocked: on-premises-mailbox-present");
    assert_eq!(person.finding(ON_PREMISES), ROOT);
    for (column, value) in [("msExchRecipientTypeDetails", "2147483648"), ("msExchRemoteRecipientType", "1")] {
        assert_eq!(stamped.clone().ad(column, value).judge().finding(ON_PREMISES), "silent", "{column}");
    }
    assert_eq!(stamped.ad("msExchRemoteRecipientType", "2").judge().finding(ON_PREMISES), ROOT);
}

#[test]
fn without_any_export_of_active_directory_a_stamped_guid_is_possible() {
    let person = anna().mail_user().exchange("ExchangeGuid", MAILBOX_GUID).without_file("ad.csv").judge();
    assert_eq!(person.finding(ON_PREMISES), "also, blocks, possible");
    assert!(!person.is_accused());
}

#[test]
fn without_its_column_no_mailbox_is_on_a_server() {
    let person = on_premises().exchange_absent().without("ad.csv", "msExchMailboxGuid").judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(ON_PREMISES), "silent");
    assert_eq!(person.undecided(ON_PREMISES), ["ad-users: msExchMailboxGuid"]);
}

#[test]
fn a_guid_that_is_set_but_not_readable_is_set() {
    assert_eq!(on_premises().ad("msExchMailboxGuid", "System.Byte[]").judge().finding(ON_PREMISES), ROOT);
}

#[test]
fn the_object_id_joins_a_recipient_of_any_name() {
    let person = anna()
        .exchange("WindowsLiveID", "x@contoso.example")
        .exchange("PrimarySmtpAddress", "x@contoso.example")
        .exchange("EmailAddresses", "SMTP:x@contoso.example")
        .exchange("Alias", "x")
        .judge();
    assert_eq!(person.matched_by("entra-exchange"), Some("object-id"));
    assert_eq!(person.text("object_id"), Some(OBJECT_ID));
    assert_eq!(person.verdict(), "provisioned");
}

const MIGRATED: &str = "migrated-flag-without-mailbox";
const MISMATCH: &str = "remote-mailbox-guid-mismatch";
const HIDDEN: &str = "hidden-flag-not-applied";
const PREVIOUS: &str = "previous-mailbox-info";
const BOTH: &str = "mailbox-in-both-places";
const DEPROVISIONED: &str = "deprovisioned-flag";
const TYPE: &str = "remote-mailbox-type-mismatch";
const DISABLED: &str = "account-disabled";
const MANAGED: &str = "exchange-attributes-cloud-managed";
const OTHER_TYPE: &str = "recipient-conflict-other-type";
const REMOTE: &str = "2147483648";
const NOTE: &str = "also, advisory, certain";

/// Anna was moved to the cloud, and her mailbox is gone.
fn migrated() -> Exports {
    anna().mail_user().ad("msExchRecipientTypeDetails", REMOTE).ad("msExchRemoteRecipientType", "4")
}

#[test]
fn a_migrated_user_without_mailbox_gets_no_new_one() {
    for flags in ["4", "6", "20", "36", "100", "Migrated", "ProvisionArchive, Migrated"] {
        let person = migrated().ad("msExchRemoteRecipientType", flags).judge();
        assert_eq!(person.verdict(), "blocked: migrated-flag-without-mailbox", "{flags}");
        assert_eq!(person.finding(MIGRATED), ROOT, "{flags}");
        assert_eq!(person.finding(MAIL_USER), "symptom, blocks, certain", "{flags}");
    }
    assert!(migrated().judge().proof(MIGRATED)[0].starts_with("ad.csv:2:msExchRemoteRecipientType=4"));
    assert_eq!(migrated().exchange_absent().judge().verdict(), "blocked: migrated-flag-without-mailbox");
}

#[test]
fn a_deleted_mailbox_whose_guid_cannot_be_compared_may_be_the_one_that_was_moved() {
    let beside = |own: &str, deleted: &str| {
        migrated().ad("msExchMailboxGuid", own).row(
            "recipients.csv",
            &[
                ("DisplayName", "Zoe"),
                ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
                ("ExchangeGuid", deleted),
                ("RecipientTypeDetails", "UserMailbox"),
                ("WhenSoftDeleted", "2024-10-01T08:00:00Z"),
            ],
        )
    };
    assert_eq!(beside(MAILBOX_GUID, OTHER_GUID).judge().finding(MIGRATED), ROOT);
    for (own, deleted) in [(MAILBOX_GUID, "#VALUE!"), (MAILBOX_GUID, ""), ("#VALUE!", OTHER_GUID)] {
        let person = beside(own, deleted).judge();
        assert_eq!(person.finding(MIGRATED), "also, blocks, possible", "{own} {deleted}");
        assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox", "{own} {deleted}");
    }
}

#[test]
fn a_recipient_whose_id_nobody_can_read_may_be_anybody() {
    for (id, finding) in [("#VALUE!", "also, blocks, possible"), (OTHER_OBJECT_ID, ROOT)] {
        let exports = anna().exchange_absent().row(
            "recipients.csv",
            &[
                ("DisplayName", "Anna Moe"),
                ("ExternalDirectoryObjectId", id),
                ("RecipientTypeDetails", "UserMailbox"),
                ("PrimarySmtpAddress", "moe@contoso.example"),
            ],
        );
        assert_eq!(exports.judge().finding(ABSENT), finding, "{id}");
    }
}

#[test]
fn without_the_flag_or_with_a_mailbox_somewhere_nothing_waits_for_a_move() {
    for exports in [
        migrated().ad("msExchRemoteRecipientType", "1"),
        migrated().ad("msExchRemoteRecipientType", ""),
        migrated().exchange("RecipientTypeDetails", "UserMailbox"),
        migrated().ad("msExchRecipientTypeDetails", "1").ad("msExchMailboxGuid", MAILBOX_GUID),
        migrated().entra("AssignedLicenses", "[]"),
        // Licensed within the last 24 hours: it may come back.
        migrated().entra("AssignedPlans", &plan_of("2024-10-15T02:00:00Z")),
        migrated().row(
            "recipients.csv",
            &[
                ("ExternalDirectoryObjectId", OBJECT_ID),
                ("ExchangeGuid", OTHER_GUID),
                ("RecipientTypeDetails", "UserMailbox"),
                ("WhenSoftDeleted", "2024-10-01T08:00:00Z"),
            ],
        ),
    ] {
        assert_eq!(exports.judge().finding(MIGRATED), "silent");
    }
}

#[test]
fn who_was_migrated_and_has_the_mailbox_is_healthy_whatever_else_was_not_exported() {
    let moved = |exports: Exports| exports.ad("msExchRecipientTypeDetails", REMOTE);
    for flags in ["4", "6", "20", "36", "68", "100", "Migrated"] {
        for kind in ["UserMailbox", "SharedMailbox", "RoomMailbox", "EquipmentMailbox"] {
            let person =
                moved(anna()).ad("msExchRemoteRecipientType", flags).exchange("RecipientTypeDetails", kind).judge();
            assert_eq!((person.verdict().as_str(), person.finding(MIGRATED).as_str()), ("provisioned", "silent"));
        }
    }
    for (file, column) in [
        ("ad.csv", "msExchRecipientTypeDetails"),
        ("ad.csv", "msExchMailboxGuid"),
        ("entra.csv", "AssignedLicenses"),
        ("entra.csv", "AssignedPlans"),
        ("entra.csv", "LicenseAssignmentStates"),
        ("recipients.csv", "ExchangeGuid"),
        ("recipients.csv", "SKUAssigned"),
    ] {
        let person = moved(anna()).ad("msExchRemoteRecipientType", "4").without(file, column).judge();
        assert_eq!(
            (person.verdict().as_str(), person.finding(MIGRATED).as_str()),
            ("provisioned", "silent"),
            "{column}"
        );
    }
    // What the mailbox is told by is missing: nothing is said of it, either way.
    let person = moved(anna()).ad("msExchRemoteRecipientType", "4").without("recipients.csv", "RecipientTypeDetails");
    assert_eq!(person.judge().finding(MIGRATED), "silent");
}

#[test]
fn without_the_date_of_the_license_a_migrated_user_is_possible() {
    let person = migrated().entra("AssignedPlans", "[]").entra("LicenseAssignmentStates", "[]").judge();
    assert_eq!(person.finding(MIGRATED), "also, blocks, possible");
    assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox");
    let person = migrated().without("ad.csv", "msExchRemoteRecipientType").judge();
    assert_eq!(person.undecided(MIGRATED), ["ad-users: msExchRemoteRecipientType"]);
}

#[test]
fn a_stamped_guid_of_a_mailbox_that_was_to_be_made_is_a_suspicion() {
    let stamped = anna()
        .mail_user()
        .ad("msExchRecipientTypeDetails", REMOTE)
        .ad("msExchRemoteRecipientType", "1")
        .ad("msExchMailboxGuid", MAILBOX_GUID)
        .exchange("ExchangeGuid", MAILBOX_GUID);
    let person = stamped.clone().judge();
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(person.finding(MAIL_USER), "also, blocks, possible");
    assert_eq!(person.message(MAIL_USER), "A mailbox GUID is stamped, perhaps of a mailbox that no longer exists");
    assert_eq!(stamped.ad("msExchMailboxGuid", "").judge().finding(MAIL_USER), "silent");
}

/// Anna is a remote mailbox with this GUID in Active Directory.
fn remote(guid: &str) -> Exports {
    anna().ad("msExchRecipientTypeDetails", REMOTE).ad("msExchRemoteRecipientType", "4").ad("msExchMailboxGuid", guid)
}

#[test]
fn a_remote_mailbox_with_another_guid_cannot_be_moved_back() {
    let person = remote(OTHER_GUID).judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(MISMATCH), "also, degrades, certain");
    assert_eq!(
        person.proof(MISMATCH),
        [format!("ad.csv:2:msExchMailboxGuid={OTHER_GUID}"), format!("recipients.csv:2:ExchangeGuid={MAILBOX_GUID}")]
    );
    for exports in [
        remote(MAILBOX_GUID),
        remote(""),
        remote("System.Byte[]"),
        remote(OTHER_GUID).ad("msExchRemoteRecipientType", "12"),
        remote(OTHER_GUID).ad("msExchRecipientTypeDetails", "128").ad("msExchRemoteRecipientType", ""),
        remote(OTHER_GUID).exchange("IsExchangeCloudManaged", "True"),
    ] {
        assert_eq!(exports.judge().finding(MISMATCH), "silent");
    }
}

#[test]
fn remote_mailboxes_without_guid_are_counted_once() {
    let told = |exports: Exports| exports.report().tenant_findings().join("; ");
    let case = "remote-mailbox-guid-empty, advisory, certain, 1";
    // The shared mailbox of the tenant has none.
    assert!(told(anna()).contains(case));
    assert!(told(remote("")).contains("remote-mailbox-guid-empty, advisory, certain, 2"));
    assert!(told(remote(MAILBOX_GUID)).contains(case));
    assert!(told(remote("System.Byte[]")).contains(case));
    assert!(told(remote("").exchange("IsExchangeCloudManaged", "True")).contains(case));
    assert!(!told(anna().without("ad.csv", "msExchMailboxGuid")).contains("remote-mailbox-guid-empty"));
    assert!(!remote("").judge().has_findings());
}

#[test]
fn mailboxes_that_active_directory_does_not_know_are_counted_once() {
    let told = |exports: Exports| exports.report().tenant_findings().join("; ");
    // Anna and Carla.
    assert!(told(anna()).contains("remote-mailbox-not-enabled, advisory, certain, 2"));
    for exports in [
        remote(MAILBOX_GUID),
        anna().exchange("IsDirSynced", "False"),
        anna().ad("msExchRemoteRecipientType", "8"),
        anna().exchange("IsExchangeCloudManaged", "True"),
        anna().mail_user(),
    ] {
        assert!(told(exports).contains("remote-mailbox-not-enabled, advisory, certain, 1"));
    }
    // Without an Exchange organisation that is the normal state.
    let mut without = anna();
    for name in ["Bert Lund", "Sales"] {
        without = without.cell("ad.csv", name, "msExchRecipientTypeDetails", "");
    }
    assert!(!told(without).contains("remote-mailbox-not-enabled"));
    assert!(!told(anna().without("ad.csv", "msExchRecipientTypeDetails")).contains("remote-mailbox-not-enabled"));
}

#[test]
fn a_hidden_flag_that_did_not_arrive_is_told() {
    let hidden = || anna().ad("msExchHideFromAddressLists", "True").exchange("HiddenFromAddressListsEnabled", "False");
    let person = hidden().judge();
    assert_eq!(person.finding(HIDDEN), NOTE);
    assert_eq!(
        person.proof(HIDDEN)[..2],
        ["ad.csv:2:msExchHideFromAddressLists=True", "recipients.csv:2:HiddenFromAddressListsEnabled=False"]
    );
    for exports in [
        hidden().exchange("HiddenFromAddressListsEnabled", "True"),
        hidden().exchange("HiddenFromAddressListsEnabled", ""),
        hidden().ad("msExchHideFromAddressLists", "False"),
        hidden().exchange("IsExchangeCloudManaged", "True"),
    ] {
        assert_eq!(exports.judge().finding(HIDDEN), "silent");
    }
}

#[test]
fn traces_of_an_earlier_mailbox_are_told_of_mail_users() {
    let earlier = |kind: &str| anna().mail_user().exchange("PreviousRecipientTypeDetails", kind);
    assert_eq!(earlier("UserMailbox").judge().finding(PREVIOUS), NOTE);
    assert_eq!(earlier("SharedMailbox").judge().finding(PREVIOUS), NOTE);
    assert_eq!(earlier("MailUser").judge().finding(PREVIOUS), "silent");
    assert_eq!(anna().exchange("PreviousRecipientTypeDetails", "UserMailbox").judge().finding(PREVIOUS), "silent");
    let to_be_moved = on_premises().exchange("PreviousRecipientTypeDetails", "UserMailbox").judge();
    assert_eq!(to_be_moved.finding(PREVIOUS), "also, degrades, certain");
}

#[test]
fn two_mailboxes_of_one_person_are_told_by_their_guids() {
    let both = || anna().ad("msExchMailboxGuid", OTHER_GUID).ad("msExchRecipientTypeDetails", "1");
    let person = both().judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(BOTH), "also, degrades, certain");
    assert!(person.proof(BOTH).contains(&format!("recipients.csv:2:ExchangeGuid={MAILBOX_GUID}")));
    for exports in [
        both().ad("msExchMailboxGuid", MAILBOX_GUID),
        both().ad("msExchMailboxGuid", "System.Byte[]"),
        both().ad("msExchRecipientTypeDetails", REMOTE),
        both().exchange("RecipientTypeDetails", "MailUser"),
    ] {
        assert_eq!(exports.judge().finding(BOTH), "silent");
    }
}

#[test]
fn a_deprovisioned_user_is_told_and_never_certainly_blocked_by_it() {
    let given_up = |exports: Exports| {
        exports.ad("msExchRecipientTypeDetails", "128").ad("msExchRemoteRecipientType", "8").ad("homeMDB", "")
    };
    let person = given_up(anna()).judge();
    assert_eq!((person.verdict().as_str(), person.finding(DEPROVISIONED).as_str()), ("provisioned", NOTE));
    let person = given_up(anna().mail_user()).judge();
    assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox");
    assert_eq!(person.finding(DEPROVISIONED), "also, blocks, possible");
    for exports in [
        given_up(anna()).ad("msExchRemoteRecipientType", "4"),
        given_up(anna()).exchange("IsExchangeCloudManaged", "True"),
        given_up(anna()).ad("msExchRecipientTypeDetails", "1").ad("msExchMailboxGuid", MAILBOX_GUID),
        given_up(anna().mail_user()).entra("AssignedLicenses", "[]"),
        given_up(anna().mail_user()).entra("AssignedPlans", &plan_of("2024-10-15T02:00:00Z")),
    ] {
        assert_eq!(exports.judge().finding(DEPROVISIONED), "silent");
    }
    assert_eq!(
        given_up(anna()).ad("msExchRemoteRecipientType", "DeprovisionMailbox").judge().finding(DEPROVISIONED),
        NOTE
    );
}

#[test]
fn a_shared_mailbox_that_active_directory_takes_for_a_user_mailbox_is_in_danger() {
    let shared = || {
        anna()
            .exchange("RecipientTypeDetails", "SharedMailbox")
            .entra("AssignedLicenses", "[]")
            .exchange("LitigationHoldEnabled", "False")
            .ad("msExchRecipientTypeDetails", REMOTE)
            .ad("msExchRemoteRecipientType", "1")
    };
    // Whether a hold keeps the mailbox, lists of recipients do not tell.
    assert_eq!(
        shared().without("recipients.csv", "LitigationHoldEnabled").judge().finding(TYPE),
        "also, degrades, possible"
    );
    let person = shared().judge();
    assert_eq!(person.finding(TYPE), "also, degrades, certain");
    assert_eq!(
        person.message(TYPE),
        "It is a shared mailbox in Exchange Online, and a user mailbox in Active Directory"
    );
    for (column, value) in [("RecipientTypeDetails", "RoomMailbox"), ("RecipientTypeDetails", "EquipmentMailbox")] {
        assert_eq!(shared().exchange(column, value).judge().finding(TYPE), "also, degrades, certain", "{value}");
    }
    assert_eq!(shared().ad("msExchRemoteRecipientType", "4").judge().finding(TYPE), "also, degrades, possible");
    for kind in ["97", "99", "100", "102", "116"] {
        assert_eq!(shared().ad("msExchRemoteRecipientType", kind).judge().finding(TYPE), "silent", "{kind}");
    }
    for exports in [
        shared().ad("msExchRecipientTypeDetails", "34359738368"),
        shared().exchange("RecipientTypeDetails", "UserMailbox"),
        shared().exchange("LitigationHoldEnabled", "True"),
        shared().exchange("IsExchangeCloudManaged", "True"),
        shared().entra("AssignedLicenses", E5),
    ] {
        assert_eq!(exports.judge().finding(TYPE), "silent");
    }
}

#[test]
fn a_disabled_account_is_a_note_and_never_the_root() {
    let person = anna().ad("Enabled", "False").judge();
    assert_eq!(person.finding(DISABLED), NOTE);
    assert!(person.proof(DISABLED).contains(&"ad.csv:2:Enabled=False".to_owned()));
    assert_eq!(anna().entra("AccountEnabled", "False").judge().finding(DISABLED), NOTE);
    assert_eq!(anna().mail_user().ad("Enabled", "False").judge().verdict(), "blocked: mailuser-not-mailbox");
    assert_eq!(anna().judge().finding(DISABLED), "silent");
    // Shared mailboxes and linked ones are disabled by nature.
    assert_eq!(anna().report().person("Sales").finding(DISABLED), "silent");
    assert_eq!(anna().ad("Enabled", "False").ad("msExchRecipientTypeDetails", "2").judge().finding(DISABLED), "silent");
}

#[test]
fn exchange_attributes_mastered_in_the_cloud_end_every_comparison() {
    let managed = |exports: Exports| exports.exchange("IsExchangeCloudManaged", "True");
    assert_eq!(managed(anna()).judge().finding(MANAGED), NOTE);
    assert_eq!(anna().exchange("IsExchangeCloudManaged", "False").judge().finding(MANAGED), "silent");
    let without_alias = remote(MAILBOX_GUID).ad("mailNickname", "");
    assert_eq!(without_alias.clone().judge().finding("mailnickname-empty"), NOTE);
    assert_eq!(managed(without_alias).judge().finding("mailnickname-empty"), "silent");
}

#[test]
fn only_a_contact_or_a_group_with_the_address_is_possible_beside_the_absence() {
    for (kind, address) in [
        ("MailContact", UPN),
        ("GroupMailbox", UPN),
        ("PublicFolder", UPN),
        ("GuestMailUser", "anna@contoso.mail.onmicrosoft.com"),
    ] {
        let holder = |exports: Exports, address: &str| {
            exports.row(
                "recipients.csv",
                &[
                    ("DisplayName", "Other"),
                    ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
                    ("RecipientTypeDetails", kind),
                    ("EmailAddresses", &format!("SMTP:{address}")),
                    ("IsDirSynced", "True"),
                ],
            )
        };
        let person = holder(anna().exchange_absent(), address).judge();
        assert_eq!(person.finding(OTHER_TYPE), "also, degrades, possible", "{kind}");
        assert_eq!(person.finding("proxy-address-in-use-in-exchange"), "silent", "{kind}");
        assert_eq!(person.verdict(), "blocked: not-in-exchange", "{kind}");
        let other = holder(anna().exchange_absent(), "other@contoso.example").judge();
        assert_eq!(other.finding(OTHER_TYPE), "silent", "{kind}");
        assert_eq!(holder(anna().mail_user(), address).judge().finding(OTHER_TYPE), "silent", "{kind}");
    }
}

/// Shared mailboxes only, instead of the list of recipients.
fn only(types: [&str; 2], heading: &str) -> Exports {
    anna().without_file("recipients.csv").with(&format!(
        "
        # others.csv
        {heading}
        77777777-0000-4000-8000-000000000001,Reception,reception,reception@contoso.example,reception@contoso.example,{}
        77777777-0000-4000-8000-000000000002,Office,office,office@contoso.example,office@contoso.example,{}
        ",
        types[0], types[1]
    ))
}

#[test]
fn a_list_without_mailboxes_of_users_proves_nothing_of_users() {
    const HEADING: &str =
        "ExternalDirectoryObjectId,DisplayName,Alias,PrimarySmtpAddress,WindowsLiveID,RecipientTypeDetails";
    for types in [
        ["SharedMailbox", "RoomMailbox"],
        ["MailUser", "MailUser"],
        ["User", "User"],
        ["MailUniversalDistributionGroup", "MailUniversalSecurityGroup"],
        ["MailContact", "GroupMailbox"],
    ] {
        let report = only(types, HEADING).report();
        for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
            let person = report.person(name);
            assert_eq!(person.verdict(), "undetermined", "{types:?} {name}");
            assert!(!person.is_accused(), "{types:?} {name}");
        }
        assert!(report.remarks("no mailbox of a user stands in it"), "{types:?}");
    }
    // With several kinds of recipients it is the list of all, though no user has a mailbox yet.
    for types in [["SharedMailbox", "MailUser"], ["MailUser", "MailContact"]] {
        let report = only(types, HEADING).report();
        assert_eq!(report.person("Carla Diaz").verdict(), "blocked: not-in-exchange", "{types:?}");
    }
}

#[test]
fn a_list_of_groups_beside_the_mailboxes_proves_no_more_than_they_do() {
    let groups = "
        # groups.csv
        DisplayName,Alias,PrimarySmtpAddress,EmailAddresses,GroupType,RecipientType,RecipientTypeDetails,ExternalDirectoryObjectId
        Team,team,team@contoso.example,SMTP:team@contoso.example,Universal,MailUniversalDistributionGroup,MailUniversalDistributionGroup,77777777-0000-4000-8000-000000000003
        ";
    let mailboxes = anna()
        .exchange_absent()
        .cell("recipients.csv", "Carla Diaz", "IsInactiveMailbox", "False")
        .cell("recipients.csv", "Carla Diaz", "MailboxPlan", "ExchangeOnlineEnterprise")
        .cell("recipients.csv", "Carla Diaz", "UserPrincipalName", "carla@contoso.example");
    for exports in [mailboxes.clone(), mailboxes.with(groups)] {
        let person = exports.judge();
        assert_eq!(person.verdict(), "undetermined");
        assert_eq!(
            person.undecided(ABSENT),
            ["exchange-recipients: ExternalDirectoryObjectId", "exchange-recipients: RecipientTypeDetails"]
        );
    }
}

#[test]
fn by_an_address_alone_nobody_is_surely_absent() {
    let bare = |exports: Exports| {
        exports.without("recipients.csv", "ExternalDirectoryObjectId").without("recipients.csv", "WindowsLiveID")
    };
    let person = bare(anna().exchange_absent()).judge();
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(person.finding(ABSENT), "also, blocks, possible");
    // That there is no mailbox the primary address tells.
    assert_eq!(bare(anna().exchange_absent().entra("AssignedLicenses", "[]")).judge().verdict(), "blocked: no-license");
    // A recipient of an unknown id has one of her addresses: it may be hers.
    let renamed = anna()
        .exchange("ExternalDirectoryObjectId", "")
        .exchange("WindowsLiveID", "anna.berg@contoso.example")
        .exchange("Alias", "anna.berg")
        .exchange("PrimarySmtpAddress", "anna.berg@contoso.example")
        .exchange("EmailAddresses", "SMTP:anna.berg@contoso.example;smtp:anna@contoso.example")
        .exchange("DisplayName", "Renamed");
    assert_eq!(renamed.clone().judge().finding(ABSENT), "also, blocks, possible");
    let anothers = renamed.cell("recipients.csv", "Renamed", "ExternalDirectoryObjectId", OTHER_OBJECT_ID);
    assert_eq!(anothers.judge().finding(ABSENT), ROOT);
}

#[test]
fn without_any_mailbox_that_needs_no_license_in_the_list_none_is_surely_missing() {
    let absent = || anna().without_row("recipients.csv", "Sales");
    assert_eq!(absent().report().person("Sales").finding(ABSENT), "also, blocks, possible");
    let room = absent().cell("recipients.csv", "Carla Diaz", "RecipientTypeDetails", "RoomMailbox");
    assert_eq!(room.report().person("Sales").finding(ABSENT), ROOT);
}

#[test]
fn a_mailbox_guid_is_foreign_for_certain_only_where_active_directory_was_read_whole() {
    let stamped = |exports: Exports| exports.mail_user().exchange("ExchangeGuid", MAILBOX_GUID);
    let cut = (0..96).fold(stamped(anna()).without_row("ad.csv", "Anna Berg"), |exports, at| {
        let upn = format!("filler{at}@contoso.example");
        let guid = format!("66666666-0000-4000-8000-{at:012}");
        exports.row("ad.csv", &[("objectGUID", &guid), ("userPrincipalName", &upn), ("objectClass", "user")])
    });
    let of = |exports: Exports| exports.report().person("Anna Berg").finding(ON_PREMISES);
    assert_eq!(of(cut.clone()), ROOT);
    // With exactly 100 rows the export was perhaps cut.
    let guid = "66666666-0000-4000-8000-999999999999";
    let full =
        cut.row("ad.csv", &[("objectGUID", guid), ("userPrincipalName", "z@contoso.example"), ("objectClass", "user")]);
    assert_eq!(of(full), "also, blocks, possible");
}

#[test]
fn an_earlier_room_or_shared_mailbox_is_a_trace_too() {
    for was in ["UserMailbox", "SharedMailbox", "RoomMailbox"] {
        let person = anna()
            .mail_user()
            .ad("mailNickname", "")
            .ad("proxyAddresses", "")
            .ad("mail", "")
            .entra("AssignedLicenses", "[]")
            .exchange("PreviousRecipientTypeDetails", was)
            .judge();
        assert_ne!(person.verdict(), "not-expected", "{was}");
    }
}

#[test]
fn a_plan_assigned_at_a_time_that_nobody_can_read_may_be_new() {
    let person = |instant: &str| {
        let exports = anna().exchange_absent().entra("LicenseAssignmentStates", "[]");
        exports.entra("AssignedPlans", &plan_of(instant)).judge()
    };
    assert_eq!(person("2024-09-01T08:00:00Z").finding(ABSENT), ROOT);
    for unread in ["10/11/2024 10:00:00", "yesterday"] {
        assert_eq!(person(unread).finding(ABSENT), "also, blocks, possible", "{unread}");
        assert_eq!(person(unread).verdict(), "undetermined", "{unread}");
    }
    // There is no 15th month.
    assert_eq!(person("10/15/2024 10:00:00").verdict(), "waiting: provisioning-delay");
}

#[test]
fn a_missing_license_in_exchange_is_no_cause_where_the_mailbox_may_lie_elsewhere() {
    let lacking = |guid: &str| anna().mail_user().exchange("SKUAssigned", "False").exchange("ExchangeGuid", guid);
    assert_eq!(lacking(NO_GUID).judge().verdict(), "blocked: sku-not-assigned-in-exchange");
    // Stamped, and no export of Active Directory tells whose mailbox it is.
    let stamped = lacking(OTHER_GUID).without_file("ad.csv").judge();
    assert_eq!(stamped.finding(SKU), "also, blocks, possible");
    assert!(!stamped.is_accused());
}

#[test]
fn a_license_younger_than_what_exchange_lists_proves_nothing() {
    let licensed = |instant: &str| {
        let all = anna().mail_user().entra("AssignedPlans", &plan_of(instant)).undated();
        ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"]
            .into_iter()
            .fold(all, |all, name| all.cell("recipients.csv", name, "WhenChangedUTC", "2024-09-30T08:00:00Z"))
            .judge()
    };
    assert_eq!(licensed("2024-09-28T08:00:00Z").verdict(), "blocked: mailuser-not-mailbox");
    assert_eq!(licensed("2024-10-11T08:00:00Z").verdict(), "undetermined");
    assert_eq!(licensed("2024-10-11T08:00:00Z").finding(MAIL_USER), "also, blocks, possible");
}

#[test]
fn a_mail_user_who_needs_no_license_may_be_one_on_purpose() {
    let person = anna()
        .mail_user()
        .ad("msExchRecipientTypeDetails", "34359738368")
        .ad("msExchRemoteRecipientType", "97")
        .entra("AssignedLicenses", "[]")
        .entra("AssignedPlans", "[]")
        .exchange("SKUAssigned", "False")
        .judge();
    assert_eq!(person.finding(MAIL_USER), "also, blocks, possible");
    assert!(!person.is_accused());
}

#[test]
fn an_open_error_of_the_synchronisation_comes_before_a_forward_sync() {
    const OPEN: &str = r#"[{"category":"PropertyConflict","propertyCausingError":"ProxyAddresses","value":"smtp:office@contoso.example"}]"#;
    let fixed = anna().exchange_absent().entra("ServiceProvisioningErrors", RESOLVED);
    assert_eq!(fixed.clone().judge().verdict(), "blocked: forward-sync-needed-after-fix");
    let open = fixed.entra("OnPremisesProvisioningErrors", OPEN).judge();
    assert_eq!(open.finding(FORWARD_SYNC), "silent");
    assert_eq!(open.verdict(), "blocked: not-in-exchange");
}

#[test]
fn marks_of_resolved_errors_may_be_texts_and_errors_without_a_mark_are_not_surely_open() {
    let with = |mark: &str| {
        let errors = format!(
            r#"[{{"createdDateTime":"2024-10-01T08:00:00Z",{mark}"serviceInstance":"exchange/EURPR05-001-01","errorDetail":"<e>Refused</e>"}}]"#
        );
        anna().exchange_absent().entra("ServiceProvisioningErrors", &errors).judge()
    };
    assert_eq!(with(r#""isResolved":"False","#).verdict(), "blocked: exchange-validation-error");
    assert_eq!(with(r#""isResolved":"True","#).verdict(), "blocked: forward-sync-needed-after-fix");
    assert_ne!(with("").verdict(), "blocked: exchange-validation-error");
}

#[test]
fn whoever_lost_its_id_to_another_recipient_is_not_surely_absent() {
    let bert = "11111111-0000-4000-8000-00000000000b";
    let twice = || anna().exchange("ExternalDirectoryObjectId", bert);
    assert_eq!(twice().report().person("Anna Berg").finding(ABSENT), "also, blocks, possible");
    // Carla is called like neither of the two.
    let carla = twice().without_row("recipients.csv", "Carla Diaz").report();
    assert_eq!(carla.person("Carla Diaz").finding(ABSENT), ROOT);
}

#[test]
fn a_list_of_nothing_but_mailboxes_proves_no_missing_recipient() {
    let mailboxes = (0..10).fold(anna().exchange_absent(), |exports, at| {
        let address = format!("filler{at}@contoso.example");
        exports.row(
            "recipients.csv",
            &[
                ("DisplayName", &address),
                ("PrimarySmtpAddress", &address),
                ("WindowsLiveID", &address),
                ("RecipientTypeDetails", "UserMailbox"),
                ("IsDirSynced", "True"),
            ],
        )
    });
    let person = mailboxes.clone().report().person("Anna Berg");
    assert_eq!(person.verdict(), "undetermined");
    assert_ne!(person.finding(ABSENT), ROOT);
    let beside = mailboxes.row("recipients.csv", &[("DisplayName", "Staff"), ("RecipientTypeDetails", "MailContact")]);
    assert_eq!(beside.report().person("Anna Berg").finding(ABSENT), ROOT);
}

#[test]
fn a_list_of_nobody_but_synchronised_recipients_proves_nothing_of_others() {
    let cloud = || anna().without_row("ad.csv", "Anna Berg").exchange_absent().entra("OnPremisesSyncEnabled", "False");
    let of = |exports: Exports| exports.entra("OnPremisesImmutableId", "").report().person("Anna Berg").finding(ABSENT);
    assert_eq!(of(cloud()), "also, blocks, possible");
    assert_eq!(of(cloud().cell("recipients.csv", "Sales", "IsDirSynced", "False")), ROOT);
}
