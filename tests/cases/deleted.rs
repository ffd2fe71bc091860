//! Stage 8: what was deleted and can come back.

use super::support::{
    Exports, IMMUTABLE_ID, MAILBOX_GUID, NO_GUID, OBJECT_ID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, UPN, anna,
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

const PURGED_USER: &str = "entra-user-hard-deleted";
const PURGED: &str = "mailbox-hard-deleted";
const TWIN: &str = "duplicate-deleted-recipient";
const HOLD: &str = "hold-on-deleted-mailbox";
const APART: &str = "mailbox-not-reattached";
const SECOND_USER: &str = "duplicate-entra-user";
const LEFT: &str = "deleted-mailboxes.csv";

/// Anna's mailbox is soft-deleted with her own object id.
fn own_mailbox() -> Exports {
    deleted_mailbox(anna().exchange_absent(), OBJECT_ID, NOBODY, X, X, "False")
}

/// Anna's mailbox is soft-deleted, known by its GUID in Active Directory, and has this object id.
fn mailbox_of(id: &str) -> Exports {
    let stamped =
        anna().exchange_absent().ad("msExchMailboxGuid", MAILBOX_GUID).ad("msExchRecipientTypeDetails", "2147483648");
    deleted_mailbox(stamped, id, MAILBOX_GUID, X, X, "False")
}

/// Deleted users of whom none is Anna.
fn bin(exports: Exports) -> Exports {
    deleted_user(exports, "AQAAAAAAAAAAAAAAAAAAAA==", X, "2024-10-10T12:00:00Z")
}

#[test]
fn a_user_that_is_back_without_its_mailbox_is_deleted_and_restored_once_more() {
    let person = own_mailbox().judge();
    assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted");
    assert_eq!(person.finding(APART), "consequence, blocks, certain");
    assert_eq!(person.message(APART), "The Entra user is live, but its own mailbox stayed soft-deleted");
    assert_eq!(
        person.proof(APART),
        [
            format!("{LEFT}:2:ExternalDirectoryObjectId={OBJECT_ID}"),
            format!("{LEFT}:2:WhenSoftDeleted=2024-10-01T12:00:00Z"),
            format!("entra.csv:2:Id={OBJECT_ID}"),
        ]
    );
    assert_eq!(person.finding(SECOND_USER), "silent");
}

#[test]
fn a_mailbox_is_not_reattached_only_where_its_user_is_back() {
    assert_eq!(mailbox_of(OBJECT_ID).judge().finding(APART), "consequence, blocks, certain");
    assert_eq!(mailbox_of(OTHER_OBJECT_ID).judge().finding(APART), "silent");
    assert_eq!(mailbox_of("").judge().finding(APART), "silent");
    assert_eq!(own_mailbox().cell(LEFT, "Old", "IsInactiveMailbox", "True").judge().finding(APART), "silent");
    assert_eq!(deleted_mailbox(anna(), OBJECT_ID, NOBODY, X, X, "False").judge().finding(APART), "silent");
}

#[test]
fn a_mailbox_of_the_same_guid_and_another_object_id_is_that_of_a_second_entra_user() {
    let person = mailbox_of(OTHER_OBJECT_ID).judge();
    assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted");
    assert_eq!(person.finding(SECOND_USER), "consequence, blocks, certain");
    assert!(person.proof(SECOND_USER).contains(&format!("{LEFT}:2:ExternalDirectoryObjectId={OTHER_OBJECT_ID}")));
    assert!(person.proof(SECOND_USER).contains(&format!("entra.csv:2:Id={OBJECT_ID}")));
    for id in [OBJECT_ID, ""] {
        assert_eq!(mailbox_of(id).judge().finding(SECOND_USER), "silent", "{id}");
    }
}

#[test]
fn the_deleted_twin_with_the_immutable_id_proves_a_second_entra_user() {
    let mailbox = |immutable_id: &str| {
        let user = deleted_user(anna().exchange_absent(), immutable_id, RECYCLED_UPN, "2024-10-10T12:00:00Z");
        deleted_mailbox(user, OTHER_OBJECT_ID, NOBODY, X, X, "False").judge()
    };
    assert_eq!(mailbox(IMMUTABLE_ID).finding(SECOND_USER), "consequence, blocks, certain");
    assert_eq!(mailbox("AQAAAAAAAAAAAAAAAAAAAA==").finding(SECOND_USER), "silent");
}

#[test]
fn names_prove_no_second_entra_user() {
    let named = |upn: &str, primary: &str| {
        deleted_mailbox(anna().exchange_absent(), OTHER_OBJECT_ID, NOBODY, upn, primary, "False").judge()
    };
    for (upn, primary) in [("anna@contoso.example", X), (X, "anna@contoso.example")] {
        assert_eq!(named(upn, primary).finding(SECOND_USER), "silent", "{upn}");
    }
}

#[test]
fn a_mailbox_whose_user_is_nowhere_lost_it_for_good() {
    let person = bin(mailbox_of(NOBODY)).judge();
    assert_eq!(person.finding(PURGED_USER), "also, advisory, certain");
    assert_eq!(person.message(PURGED_USER), "The Entra user of the soft-deleted mailbox is gone for good");
    assert!(person.proof(PURGED_USER).contains(&format!("{LEFT}:2:ExternalDirectoryObjectId={NOBODY}")));
    // The id is that of a live or of a deleted user.
    for id in [OBJECT_ID, OTHER_OBJECT_ID] {
        assert_eq!(bin(mailbox_of(id)).judge().finding(PURGED_USER), "silent", "{id}");
    }
}

#[test]
fn without_the_recycle_bin_only_a_blank_object_id_proves_that_the_user_is_gone() {
    assert_eq!(mailbox_of(NOBODY).judge().finding(PURGED_USER), "silent");
    assert_eq!(mailbox_of("").judge().finding(PURGED_USER), "also, advisory, certain");
    assert_eq!(bin(mailbox_of(NOBODY)).fill("entra.csv", 100).judge().finding(PURGED_USER), "silent");
    let unknown = bin(mailbox_of(NOBODY)).without(LEFT, "ExternalDirectoryObjectId");
    assert_eq!(unknown.judge().finding(PURGED_USER), "silent");
}

#[test]
fn by_its_address_alone_a_purged_user_is_possible() {
    let mailbox = deleted_mailbox(anna().exchange_absent(), "", NOBODY, X, "anna@contoso.example", "True");
    assert_eq!(mailbox.judge().finding(PURGED_USER), "also, advisory, possible");
    assert_eq!(
        deleted_mailbox(anna().exchange_absent(), "", NOBODY, X, X, "True").judge().finding(PURGED_USER),
        "silent"
    );
}

#[test]
fn a_mailbox_is_deleted_even_where_nobody_can_tell_when() {
    let written = |when: &str| {
        let exports = own_mailbox().without(LEFT, "DistinguishedName");
        exports.cell(LEFT, "Old", "WhenSoftDeleted", when).cell(LEFT, "Zoe", "WhenSoftDeleted", when)
    };
    for when in ["05/06/2024 10:00:00", "6. Okt. 2024 10:00", "45571.41666"] {
        let person = written(when).judge();
        assert_eq!(person.verdict(), "blocked: mailbox-soft-deleted", "{when}");
    }
    for never in ["", "01/01/0001 00:00:00", "never"] {
        assert_eq!(written(never).judge().verdict(), "provisioned", "{never}");
    }
}

#[test]
fn a_user_is_deleted_even_where_nobody_can_tell_when() {
    for (when, verdict) in [
        ("05/06/2024 10:00:00", "blocked: missing-in-entra"),
        ("6. Okt. 2024 10:00", "blocked: missing-in-entra"),
        ("", "blocked: not-in-exchange"),
        ("01/01/0001 00:00:00", "blocked: not-in-exchange"),
    ] {
        let person = anna().exchange_absent().entra("SoftDeletionTimestamp", when).judge();
        assert_eq!(person.verdict(), verdict, "{when}");
    }
}

/// Anna's soft-deleted mailbox, deleted on a day, without any hold.
fn without_hold(deleted: &str) -> Exports {
    let mailbox = own_mailbox().cell(LEFT, "Old", "WhenSoftDeleted", deleted);
    let mailbox = mailbox.cell(LEFT, "Old", "LitigationHoldEnabled", "False");
    mailbox.cell(LEFT, "Old", "ComplianceTagHoldApplied", "False").cell(LEFT, "Old", "InPlaceHolds", "-mbx01")
}

const LONG_AGO: &str = "2024-09-14T12:00:00Z";

#[test]
fn after_30_days_a_mailbox_without_hold_may_be_purged() {
    let person = without_hold(LONG_AGO).judge();
    assert_eq!(person.finding(PURGED), "also, advisory, possible");
    assert_eq!(
        person.message(PURGED),
        "The 30 days of the soft-deleted mailbox ended on 2024-10-14 and no hold keeps it: it may be purged"
    );
    assert!(person.proof(PURGED).contains(&format!("{LEFT}:2:WhenSoftDeleted={LONG_AGO}")));
    assert_eq!(without_hold("2024-09-16T12:00:00Z").judge().finding(PURGED), "silent");
    assert_eq!(without_hold(LONG_AGO).cell(LEFT, "Old", "IsInactiveMailbox", "True").judge().finding(PURGED), "silent");
}

#[test]
fn after_30_days_a_deleted_mailbox_may_be_an_inactive_one_where_nobody_tells() {
    let told = without_hold(LONG_AGO).judge().message(MAILBOX);
    assert!(told.ends_with("so it may be purged any moment"), "{told}");
    let open = without_hold(LONG_AGO).cell(LEFT, "Old", "IsInactiveMailbox", "#VALUE!").judge();
    let words = "so it is inactive under a hold or may be purged any moment (IsInactiveMailbox would tell)";
    assert!(open.message(MAILBOX).ends_with(words), "{}", open.message(MAILBOX));
}

#[test]
fn a_hold_or_one_that_is_not_known_keeps_a_mailbox_from_being_purged() {
    for (column, value) in
        [("LitigationHoldEnabled", "True"), ("InPlaceHolds", "UniH01"), ("ComplianceTagHoldApplied", "True")]
    {
        assert_eq!(
            without_hold(LONG_AGO).cell(LEFT, "Old", column, value).judge().finding(PURGED),
            "silent",
            "{column}"
        );
        assert_eq!(without_hold(LONG_AGO).without(LEFT, column).judge().finding(PURGED), "silent", "{column}");
    }
}

#[test]
fn each_of_the_holds_stands_on_a_deleted_mailbox() {
    assert_eq!(without_hold(LONG_AGO).judge().finding(HOLD), "silent");
    for (column, value) in
        [("LitigationHoldEnabled", "True"), ("InPlaceHolds", "UniH01"), ("ComplianceTagHoldApplied", "True")]
    {
        for inactive in ["False", "True"] {
            let held = without_hold("2024-10-01T12:00:00Z").cell(LEFT, "Old", column, value);
            let person = held.cell(LEFT, "Old", "IsInactiveMailbox", inactive).judge();
            assert_eq!(person.finding(HOLD), "also, advisory, certain", "{column}");
            assert!(person.message(HOLD).ends_with(&format!("({column})")), "{column}");
            assert!(person.proof(HOLD).contains(&format!("{LEFT}:2:{column}={value}")), "{column}");
        }
    }
}

#[test]
fn exemptions_and_policies_that_delete_are_no_holds() {
    for hold in ["-mbx7cfb30345d454ac0a989ab3041051209", "mbx7cfb30345d454ac0a989ab3041051209:1", ""] {
        assert_eq!(without_hold(LONG_AGO).cell(LEFT, "Old", "InPlaceHolds", hold).judge().finding(HOLD), "silent");
    }
    let held = without_hold(LONG_AGO).cell(LEFT, "Old", "InPlaceHolds", "-mbx01;mbx02:3");
    assert_eq!(held.judge().finding(HOLD), "also, advisory, certain");
}

#[test]
fn a_hold_on_a_mailbox_that_may_be_somebody_elses_is_possible_and_no_matter_beside_a_live_one() {
    let held = |exports: Exports| {
        let mailbox = deleted_mailbox(exports, OTHER_OBJECT_ID, NOBODY, X, "anna@contoso.example", "False");
        mailbox.cell(LEFT, "Old", "LitigationHoldEnabled", "True").judge().finding(HOLD)
    };
    assert_eq!(held(anna().exchange_absent()), "also, advisory, possible");
    assert_eq!(held(anna()), "silent");
}

#[test]
fn a_deleted_mailbox_with_an_address_of_the_live_one_is_a_twin() {
    for (inactive, state) in [("False", "soft-deleted"), ("True", "inactive")] {
        let person = deleted_mailbox(anna(), OTHER_OBJECT_ID, NOBODY, X, X, inactive).judge();
        assert_eq!(person.verdict(), "provisioned");
        assert_eq!(person.finding(TWIN), "also, advisory, certain");
        let told = "The address anna@contoso.mail.onmicrosoft.com is also that of a mailbox which is";
        assert_eq!(person.message(TWIN), format!("{told} {state}"));
        let shared = "EmailAddresses=smtp:anna@contoso.mail.onmicrosoft.com";
        assert_eq!(person.proof(TWIN)[..2], [format!("recipients.csv:2:{shared}"), format!("{LEFT}:2:{shared}")]);
    }
}

#[test]
fn a_deleted_mailbox_with_other_addresses_is_no_twin() {
    let alone = deleted_mailbox(anna(), OTHER_OBJECT_ID, NOBODY, X, X, "False");
    let person = alone.cell(LEFT, "Old", "EmailAddresses", "SMTP:x@contoso.example").judge();
    assert_eq!(person.finding(TWIN), "silent");
    let twin = deleted_mailbox(anna(), OTHER_OBJECT_ID, NOBODY, X, "Anna@Contoso.example", "False");
    let by_primary = twin.without(LEFT, "EmailAddresses").without("recipients.csv", "EmailAddresses");
    assert_eq!(by_primary.judge().finding(TWIN), "also, advisory, certain");
}

#[test]
fn a_deleted_user_explains_for_certain_only_where_the_live_list_was_read_whole() {
    let deleted = || deleted_user(anna_missing_in_entra(), IMMUTABLE_ID, RECYCLED_UPN, "2024-10-10T12:00:00Z");
    assert_eq!(deleted().judge().finding(USER), ROOT);
    let cut = deleted().fill("entra.csv", 100).judge();
    assert_eq!(cut.finding(USER), "also, blocks, possible");
    assert_eq!(cut.verdict(), "undetermined");
}

#[test]
fn a_mailbox_of_which_nobody_can_read_whether_it_is_inactive_is_neither_for_certain() {
    let deleted = |inactive: &str, id: &str| {
        let exports = anna().exchange_absent().ad("msExchMailboxGuid", MAILBOX_GUID);
        deleted_mailbox(exports, id, MAILBOX_GUID, X, X, inactive).judge()
    };
    for id in [OBJECT_ID, OTHER_OBJECT_ID] {
        assert_eq!(deleted("False", id).verdict(), "blocked: mailbox-soft-deleted");
        let unread = deleted("########", id);
        assert_eq!(unread.finding(MAILBOX), "also, blocks, possible");
        for case in ["mailbox-not-reattached", "duplicate-entra-user"] {
            assert!(!unread.finding(case).ends_with("certain"), "{case}: {}", unread.finding(case));
        }
    }
}

#[test]
fn a_soft_deleted_mail_user_is_no_mailbox() {
    let deleted = |kind: &str| {
        anna()
            .exchange_absent()
            .row(
                "recipients.csv",
                &[
                    ("ExternalDirectoryObjectId", OBJECT_ID),
                    ("DisplayName", "Anna Berg"),
                    ("WindowsLiveID", UPN),
                    ("RecipientTypeDetails", kind),
                    ("WhenSoftDeleted", "2024-10-01T08:00:00Z"),
                ],
            )
            .judge()
    };
    assert_ne!(deleted("UserMailbox").finding("mailbox-soft-deleted"), "silent");
    assert_eq!(deleted("MailUser").finding("mailbox-soft-deleted"), "silent");
    assert_eq!(deleted("MailUser").verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_user_whose_upn_begins_with_its_own_id_is_deleted_though_no_date_says_so() {
    let upn = format!("{}anna@contoso.example", OBJECT_ID.replace('-', ""));
    let person = anna().exchange_absent().entra("UserPrincipalName", &upn).judge();
    assert_eq!(person.finding("entra-user-soft-deleted"), "also, blocks, possible");
    assert_eq!(person.finding("upn-not-updated"), "silent");
}
