//! Stage 8: what was deleted and can come back.

use super::support::{
    Exports, IMMUTABLE_ID, MAILBOX_GUID, NO_GUID, OBJECT_ID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, anna,
    anna_missing_in_entra,
};

const ROOT: &str = "root, blocks, certain";
const USER: &str = "entra-user-soft-deleted";
const MAILBOX: &str = "mailbox-soft-deleted";
const INACTIVE: &str = "mailbox-inactive";
const RECYCLED_UPN: &str = "9999999900004000800000000000000fanna@contoso.example";

/// A user in the recycle bin of Entra ID, and one who left for good.
fn deleted_user(exports: Exports, immutable_id: &str, upn: &str, deleted: &str) -> Exports {
    exports.with(&format!(
        "
        # deleted.csv
        Id,DisplayName,UserPrincipalName,Mail,UserType,OnPremisesImmutableId,DeletedDateTime
        {OTHER_OBJECT_ID},Anna B.,{upn},x@contoso.example,Member,{immutable_id},{deleted}
        88888888-0000-4000-8000-000000000008,Zoe,88888888000040008000000000000008zoe@contoso.example,zoe@contoso.example,Member,{OTHER_IMMUTABLE_ID},2024-10-01T12:00:00Z
        "
    ))
}

/// A deleted mailbox that names these keys, beside one that nobody here knows.
fn deleted_mailbox(exports: Exports, id: &str, guid: &str, upn: &str, primary: &str, inactive: &str) -> Exports {
    exports.with(&format!(
        "
        # deleted-mailboxes.csv
        ExternalDirectoryObjectId,DisplayName,Alias,UserPrincipalName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,ExchangeGuid,IsInactiveMailbox,WhenSoftDeleted,DistinguishedName
        {id},Old,anna,{upn},{primary},SMTP:{primary};smtp:anna@contoso.mail.onmicrosoft.com,UserMailbox,{guid},{inactive},2024-10-01T12:00:00Z,'CN=a,OU=Soft Deleted Objects,DC=PROD,DC=OUTLOOK,DC=COM'
        88888888-0000-4000-8000-000000000008,Zoe,zoe,zoe@contoso.example,zoe@contoso.example,SMTP:zoe@contoso.example,UserMailbox,66666666-0000-4000-8000-000000000066,{inactive},2024-10-01T12:00:00Z,'CN=z,OU=Soft Deleted Objects,DC=PROD,DC=OUTLOOK,DC=COM'
        "
    ))
}

const NOBODY: &str = "66666666-0000-4000-8000-000000000001";
const X: &str = "x@contoso.example";

#[test]
fn the_deleted_user_with_the_immutable_id_explains_who_is_missing_in_entra() {
    let person = deleted_user(anna_missing_in_entra(), IMMUTABLE_ID, RECYCLED_UPN, "2024-10-10T12:00:00Z").judge();
    assert_eq!(person.verdict(), "blocked: entra-user-soft-deleted");
    assert_eq!(person.finding(USER), ROOT);
    assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain");
}

#[test]
fn a_deleted_user_is_known_by_its_immutable_id_whatever_its_upn() {
    let person = deleted_user(anna_missing_in_entra(), IMMUTABLE_ID, X, "2024-10-10T12:00:00Z").judge();
    assert_eq!(person.finding(USER), ROOT);
}

#[test]
fn another_deleted_user_explains_nothing() {
    for upn in [X, RECYCLED_UPN] {
        let other = "AQAAAAAAAAAAAAAAAAAAAA==";
        let person = deleted_user(anna_missing_in_entra(), other, upn, "2024-10-10T12:00:00Z").judge();
        assert_eq!(person.finding(USER), "silent", "{upn}");
        assert_eq!(person.verdict(), "blocked: missing-in-entra", "{upn}");
    }
}

#[test]
fn without_immutable_id_the_upn_behind_its_prefix_is_the_name() {
    let named = |upn: &str| deleted_user(anna_missing_in_entra(), "", upn, "2024-10-10T12:00:00Z").judge();
    assert_ne!(named(RECYCLED_UPN).finding(USER), "silent");
    assert_eq!(named(X).finding(USER), "silent");
}

#[test]
fn deleted_users_can_be_restored_for_30_days() {
    for (deleted, finding) in [
        ("2024-09-15T12:00:01Z", ROOT),
        ("2024-09-15T11:59:59Z", "silent"),
        // Without zone and within 14 hours of the limit.
        ("2024-09-15T13:00:00", "also, blocks, possible"),
        ("2024-09-16T02:00:01", ROOT),
        ("2024-09-14T21:00:00", "silent"),
        ("2024-10-16T12:00:00Z", ROOT),
    ] {
        let person = deleted_user(anna_missing_in_entra(), IMMUTABLE_ID, RECYCLED_UPN, deleted).judge();
        assert_eq!(person.finding(USER), finding, "{deleted}");
    }
}

#[test]
fn a_deleted_user_inside_the_live_export_is_deleted() {
    let person = anna().exchange_absent().entra("DeletedDateTime", "2024-10-10T12:00:00Z").judge();
    assert_eq!(person.verdict(), "blocked: entra-user-soft-deleted");
    assert!(!person.has("entra"));
}

#[test]
fn beside_a_live_user_the_deleted_one_is_a_twin() {
    let twin = |exports| deleted_user(exports, IMMUTABLE_ID, RECYCLED_UPN, "2024-10-10T12:00:00Z").judge();
    let person = twin(anna().exchange_absent());
    assert_eq!(person.finding(USER), "also, advisory, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(twin(anna()).verdict(), "provisioned");
}

#[test]
fn a_soft_deleted_mailbox_with_the_object_id_is_the_missing_mailbox() {
    let person = deleted_mailbox(anna().exchange_absent(), OBJECT_ID, NOBODY, X, X, "False").judge();
    assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted");
    assert_eq!(person.finding(MAILBOX), ROOT);
    assert_eq!(person.finding("not-in-exchange"), "symptom, blocks, certain");
    assert_eq!(person.finding(INACTIVE), "silent");
}

#[test]
fn a_soft_deleted_mailbox_of_another_object_id_is_not() {
    let person = deleted_mailbox(anna().exchange_absent(), OTHER_OBJECT_ID, NOBODY, X, X, "False").judge();
    assert_eq!(person.finding(MAILBOX), "silent");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn the_mailbox_guid_in_active_directory_proves_a_deleted_mailbox() {
    for (case, inactive) in [(MAILBOX, "False"), (INACTIVE, "True")] {
        let absent = anna().exchange_absent();
        let person = deleted_mailbox(
            absent.ad("msExchMailboxGuid", MAILBOX_GUID).ad("msExchRecipientTypeDetails", "2147483648"),
            OTHER_OBJECT_ID,
            MAILBOX_GUID,
            X,
            X,
            inactive,
        )
        .judge();
        assert_eq!(person.finding(case), ROOT, "{case}");
    }
}

#[test]
fn the_deleted_user_with_the_immutable_id_proves_its_mailbox() {
    let user = deleted_user(anna_missing_in_entra(), IMMUTABLE_ID, RECYCLED_UPN, "2024-10-10T12:00:00Z");
    let person = deleted_mailbox(user, OTHER_OBJECT_ID, NOBODY, X, X, "False").judge();
    assert_eq!(person.verdict(), "blocked: entra-user-soft-deleted");
    assert_eq!(person.finding(MAILBOX), "consequence, blocks, certain");
}

#[test]
fn the_upn_proves_a_deleted_mailbox_only_while_its_object_id_is_blank() {
    for (case, inactive) in [(MAILBOX, "False"), (INACTIVE, "True")] {
        let named = |id: &str| {
            deleted_mailbox(anna().exchange_absent(), id, NOBODY, "Anna@contoso.example", X, inactive).judge()
        };
        assert_eq!(named("").finding(case), ROOT, "{case}");
        let person = named(OTHER_OBJECT_ID);
        assert_eq!(person.finding(case), "also, advisory, possible", "{case}");
        assert_eq!(person.verdict(), "blocked: not-in-exchange", "{case}");
    }
}

#[test]
fn the_primary_address_alone_makes_a_deleted_mailbox_possible() {
    for (case, inactive) in [(MAILBOX, "False"), (INACTIVE, "True")] {
        let absent = anna().exchange_absent();
        let person = deleted_mailbox(absent, OTHER_OBJECT_ID, NOBODY, X, "anna@contoso.example", inactive).judge();
        assert_eq!(person.finding(case), "also, advisory, possible", "{case}");
    }
}

#[test]
fn two_guids_that_are_zero_name_no_mailbox() {
    let zero = anna().exchange_absent().ad("msExchMailboxGuid", NO_GUID);
    assert_eq!(deleted_mailbox(zero, OTHER_OBJECT_ID, NO_GUID, X, X, "False").judge().finding(MAILBOX), "silent");
}

#[test]
fn alias_and_secondary_addresses_make_no_mailbox_that_of_a_person() {
    for (case, inactive) in [(MAILBOX, "False"), (INACTIVE, "True")] {
        let person = deleted_mailbox(anna().exchange_absent(), OTHER_OBJECT_ID, NOBODY, X, X, inactive).judge();
        assert_eq!(person.finding(case), "silent", "{case}");
    }
}

#[test]
fn who_has_a_mailbox_misses_no_deleted_one() {
    for inactive in ["False", "True"] {
        let person = deleted_mailbox(anna(), OBJECT_ID, NOBODY, X, X, inactive).judge();
        assert_eq!(person.verdict(), "provisioned");
        assert!(!person.is_accused());
    }
}

#[test]
fn restoring_a_soft_deleted_mailbox_comes_before_licensing() {
    let unlicensed = anna().exchange_absent().entra("AssignedLicenses", "[]");
    let person = deleted_mailbox(unlicensed, OBJECT_ID, NOBODY, X, X, "False").judge();
    assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted");
}

#[test]
fn an_inactive_mailbox_is_the_root_where_nothing_ranks_before_it() {
    let person = deleted_mailbox(anna().exchange_absent(), OBJECT_ID, NOBODY, X, X, "True").judge();
    assert_eq!(person.verdict(), "blocked: mailbox-inactive");
    assert_eq!(person.finding(INACTIVE), ROOT);
    assert_eq!(person.finding(MAILBOX), "silent");
    assert_eq!(person.finding("not-in-exchange"), "symptom, blocks, certain");
}

#[test]
fn an_inactive_mailbox_is_a_note_beside_anything_else_that_blocks() {
    let unlicensed = anna().exchange_absent().entra("AssignedLicenses", "[]");
    let person = deleted_mailbox(unlicensed, OBJECT_ID, NOBODY, X, X, "True").judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(person.finding(INACTIVE), "also, advisory, certain");
}

#[test]
fn without_its_object_id_the_upn_of_a_deleted_mailbox_proves_nothing() {
    let person = deleted_mailbox(anna().exchange_absent(), OBJECT_ID, NOBODY, "anna@contoso.example", X, "False")
        .without("deleted-mailboxes.csv", "ExternalDirectoryObjectId")
        .judge();
    assert_eq!(person.finding(MAILBOX), "also, advisory, possible");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_deleted_mailbox_in_the_list_of_recipients_is_deleted() {
    let person = anna()
        .exchange("WhenSoftDeleted", "2024-10-10T12:00:00Z")
        .row(
            "recipients.csv",
            &[("ExternalDirectoryObjectId", NOBODY), ("DisplayName", "Zoe"), ("RecipientTypeDetails", "MailUser")],
        )
        .judge();
    assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted");
    assert!(!person.has("exchange"));
}

#[test]
fn deleted_objects_of_nobody_are_leavers() {
    let report = deleted_mailbox(
        deleted_user(anna(), "AQAAAAAAAAAAAAAAAAAAAA==", X, "2024-10-10T12:00:00Z"),
        NOBODY,
        NOBODY,
        X,
        X,
        "True",
    )
    .report();
    // Anna B. and her mailbox have different ids; Zoe and hers have one.
    assert_eq!(report.count("leavers"), 3);
    assert_eq!(report.count("people"), 4);
}

#[test]
fn without_immutable_id_the_upn_without_its_prefix_is_the_name() {
    for (upn, found) in [(RECYCLED_UPN, true), ("anna@contoso.example", true), (X, false)] {
        let person = deleted_user(anna_missing_in_entra(), "", upn, "2024-10-10T12:00:00Z").judge();
        assert_eq!(person.finding(USER) != "silent", found, "{upn}");
    }
}
