//! Who is who: by which keys rows are joined, what an absent row proves, and what is one object.

use super::support::{
    E5, Exports, GUID, IMMUTABLE_ID, MAILBOX_GUID, OBJECT_ID, OTHER_GUID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, UPN,
    anna, anna_missing_in_entra,
};

const MISSING: &str = "missing-in-entra";
const CERTAIN: &str = "root, blocks, certain";
const POSSIBLE: &str = "also, blocks, possible";

/// Anna's Entra row has none of her keys.
fn stranger() -> Exports {
    anna()
        .exchange_absent()
        .entra("OnPremisesImmutableId", "")
        .entra("UserPrincipalName", "x@contoso.example")
        .entra("Mail", "x@contoso.example")
        .entra("ProxyAddresses", "SMTP:x@contoso.example")
        .entra("MailNickname", "x")
        .entra("OnPremisesSyncEnabled", "False")
        .entra("DisplayName", "Stranger")
}

fn stranger_with(column: &str, value: &str) -> Exports {
    stranger().cell("entra.csv", "Stranger", column, value)
}

fn matched(exports: Exports) -> Option<String> {
    exports.report().person("anna").matched_by("ad-entra").map(str::to_owned)
}

#[test]
fn who_shares_no_key_is_somebody_else() {
    let report = stranger().report();
    assert_eq!(report.count("people"), 5);
    assert_eq!(report.person("anna").finding(MISSING), CERTAIN);
}

#[test]
fn each_key_alone_joins_active_directory_and_entra() {
    for (column, value, key) in [
        ("OnPremisesImmutableId", IMMUTABLE_ID, "immutable-id"),
        ("UserPrincipalName", UPN, "upn"),
        ("OnPremisesUserPrincipalName", UPN, "upn"),
        ("ProxyAddresses", "SMTP:anna@contoso.example", "primary-smtp"),
        ("MailNickname", "anna", "alias"),
    ] {
        assert_eq!(matched(stranger_with(column, value)).as_deref(), Some(key), "{column}");
    }
}

#[test]
fn sid_and_object_id_join_where_they_are_exported() {
    let sid = stranger_with("OnPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1001");
    assert_eq!(matched(sid.clone()), None);
    assert_eq!(matched(sid.ad("objectSid", "S-1-5-21-1-2-3-1001")).as_deref(), Some("sid"));
    let written_back = stranger().ad("msDS-ExternalDirectoryObjectId", &format!("User_{OBJECT_ID}"));
    assert_eq!(matched(written_back).as_deref(), Some("object-id"));
}

#[test]
fn a_secondary_address_joins_nobody() {
    assert_eq!(matched(stranger_with("ProxyAddresses", "smtp:anna@contoso.example")), None);
}

#[test]
fn the_stronger_key_wins() {
    let report = stranger_with("UserPrincipalName", UPN)
        .without_row("entra.csv", "Carla Diaz")
        .cell("entra.csv", "Stranger", "OnPremisesImmutableId", "h1A7fatlsEeHo9YPO7mkgg==")
        .report();
    assert_eq!(report.person("carla").text("object_id"), Some(OBJECT_ID));
    assert_eq!(report.person("carla").matched_by("ad-entra"), Some("immutable-id"));
}

#[test]
fn blank_keys_join_nobody() {
    for (ad, entra) in [
        ("userPrincipalName", "UserPrincipalName"),
        ("mailNickname", "MailNickname"),
        ("objectSid", "OnPremisesSecurityIdentifier"),
    ] {
        assert_eq!(matched(stranger_with(entra, "").ad(ad, "")), None, "{ad}");
    }
}

#[test]
fn names_join_whatever_their_case() {
    for (column, value, key) in [
        ("UserPrincipalName", "ANNA@Contoso.Example", "upn"),
        ("ProxyAddresses", "SMTP:Anna@CONTOSO.example", "primary-smtp"),
        ("MailNickname", "Anna", "alias"),
    ] {
        assert_eq!(matched(stranger_with(column, value)).as_deref(), Some(key), "{column}");
    }
}

#[test]
fn an_immutable_id_joins_to_the_letter_only() {
    assert_eq!(matched(stranger_with("OnPremisesImmutableId", &IMMUTABLE_ID.to_lowercase())), None);
    let padded = format!("  {IMMUTABLE_ID} ");
    assert_eq!(matched(stranger_with("OnPremisesImmutableId", &padded)).as_deref(), Some("immutable-id"));
}

#[test]
fn every_spelling_of_a_guid_is_the_same_anchor() {
    for guid in [
        GUID.to_uppercase(),
        format!("{{{GUID}}}"),
        IMMUTABLE_ID.to_owned(),
        "X'0b818fd05ca3a849a4cdc6923dfc031e'".to_owned(),
    ] {
        let exports = stranger_with("OnPremisesImmutableId", IMMUTABLE_ID).ad("objectGUID", &guid);
        assert_eq!(matched(exports).as_deref(), Some("immutable-id"), "{guid}");
    }
}

#[test]
fn the_consistency_guid_goes_before_the_object_guid() {
    let report = anna()
        .exchange_absent()
        .ad("mS-DS-ConsistencyGuid", OTHER_IMMUTABLE_ID)
        .row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("UserPrincipalName", "other@contoso.example"),
                ("UserType", "Member"),
                ("OnPremisesImmutableId", OTHER_IMMUTABLE_ID),
            ],
        )
        .report();
    let person = report.person("anna");
    assert_eq!(person.text("object_id"), Some(OTHER_OBJECT_ID));
    assert_eq!(person.matched_by("ad-entra"), Some("immutable-id"));
}

#[test]
fn a_consistency_guid_of_another_application_leaves_the_object_guid_to_join() {
    let person = anna().ad("mS-DS-ConsistencyGuid", OTHER_IMMUTABLE_ID).judge();
    assert_eq!(person.matched_by("ad-entra"), Some("immutable-id"));
    assert_eq!(person.text("object_id"), Some(OBJECT_ID));
}

#[test]
fn an_alias_never_joins_across_another_anchor() {
    let alias = stranger_with("MailNickname", "anna");
    assert_eq!(matched(alias.clone()).as_deref(), Some("alias"));
    assert_eq!(matched(alias.cell("entra.csv", "Stranger", "OnPremisesImmutableId", OTHER_IMMUTABLE_ID)), None);
}

#[test]
fn an_alias_that_two_hold_joins_neither() {
    let alias = stranger_with("MailNickname", "anna");
    assert_eq!(matched(alias.clone().cell("ad.csv", "Carla Diaz", "mailNickname", "anna")), None);
    assert_eq!(matched(alias.cell("entra.csv", "Carla Diaz", "MailNickname", "anna")), None);
}

#[test]
fn a_guest_joins_by_the_immutable_id_only() {
    for (column, value) in [
        ("UserPrincipalName", UPN),
        ("OnPremisesUserPrincipalName", UPN),
        ("ProxyAddresses", "SMTP:anna@contoso.example"),
        ("MailNickname", "anna"),
    ] {
        let guest = stranger_with(column, value).cell("entra.csv", "Stranger", "UserType", "Guest");
        let report = guest.report();
        assert_eq!(report.count("people"), 5, "{column}");
        assert!(!report.person("anna").has("entra"), "{column}");
    }
    let guest = stranger_with("OnPremisesImmutableId", IMMUTABLE_ID).cell("entra.csv", "Stranger", "UserType", "Guest");
    assert_eq!(matched(guest).as_deref(), Some("immutable-id"));
}

#[test]
fn a_key_that_two_users_of_entra_hold_joins_neither_and_makes_nobody_certainly_missing() {
    let twice = |second: &str| {
        stranger_with("ProxyAddresses", "SMTP:anna@contoso.example")
            .row(
                "entra.csv",
                &[
                    ("Id", OTHER_OBJECT_ID),
                    ("DisplayName", "Second"),
                    ("UserPrincipalName", "second@contoso.example"),
                    ("UserType", "Member"),
                    ("ProxyAddresses", second),
                ],
            )
            .report()
    };
    let report = twice("SMTP:anna@contoso.example");
    let person = report.person("anna");
    assert!(!person.has("entra"));
    assert_eq!(person.finding(MISSING), POSSIBLE);
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
    let single = twice("SMTP:second@contoso.example");
    assert_eq!(single.person("anna").matched_by("ad-entra"), Some("primary-smtp"));
}

#[test]
fn an_anchor_that_two_users_of_active_directory_hold_joins_neither() {
    let report = anna()
        .ad("mS-DS-ConsistencyGuid", OTHER_GUID)
        .cell("ad.csv", "Carla Diaz", "mS-DS-ConsistencyGuid", OTHER_GUID)
        .row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("UserPrincipalName", "second@contoso.example"),
                ("UserType", "Member"),
                ("OnPremisesImmutableId", OTHER_IMMUTABLE_ID),
            ],
        )
        .report();
    assert!(!report.person("second@contoso.example").has("ad"));
}

#[test]
fn a_name_that_two_recipients_hold_joins_neither_and_makes_nobody_certainly_missing() {
    let twice = |second: &str| {
        anna()
            .exchange("ExternalDirectoryObjectId", "")
            .exchange("Alias", "first")
            .exchange("DisplayName", "First")
            .row(
                "recipients.csv",
                &[
                    ("DisplayName", "Second"),
                    ("RecipientTypeDetails", "UserMailbox"),
                    ("WindowsLiveID", second),
                    ("PrimarySmtpAddress", second),
                ],
            )
            .report()
    };
    let person = twice(UPN).person("anna");
    assert!(!person.has("exchange"));
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(twice("second@contoso.example").person("anna").verdict(), "provisioned");
}

#[test]
fn each_key_alone_joins_a_recipient() {
    for (column, value, key) in [
        ("ExternalDirectoryObjectId", OBJECT_ID, "object-id"),
        ("WindowsLiveID", UPN, "upn"),
        ("PrimarySmtpAddress", "Anna@contoso.example", "primary-smtp"),
        ("Alias", "anna", "alias"),
    ] {
        let person = anna()
            .exchange("ExternalDirectoryObjectId", "")
            .exchange("WindowsLiveID", "x@contoso.example")
            .exchange("PrimarySmtpAddress", "x@contoso.example")
            .exchange("EmailAddresses", "SMTP:x@contoso.example")
            .exchange("Alias", "x")
            .exchange(column, value)
            .judge();
        assert_eq!(person.matched_by("entra-exchange"), Some(key), "{column}");
    }
}

#[test]
fn an_alias_never_joins_the_recipient_of_another_object_id() {
    let alias = anna()
        .exchange("ExternalDirectoryObjectId", "")
        .exchange("WindowsLiveID", "x@contoso.example")
        .exchange("PrimarySmtpAddress", "x@contoso.example")
        .exchange("EmailAddresses", "SMTP:x@contoso.example")
        .exchange("DisplayName", "Recipient");
    assert!(alias.clone().report().person("anna").has("exchange"));
    let other = alias.cell("recipients.csv", "Recipient", "ExternalDirectoryObjectId", OTHER_OBJECT_ID);
    assert!(!other.report().person("anna").has("exchange"));
}

#[test]
fn rows_with_the_same_object_guid_are_one_object_and_fill_each_others_gaps() {
    let split = anna().mail_user().without("ad.csv", "msExchMailboxGuid");
    let second = |guid: &str| {
        format!(
            "
            # second.csv
            objectGUID,sAMAccountName,msExchMailboxGuid,msExchRecipientTypeDetails
            {guid},anna,{MAILBOX_GUID},1
            4a662dec-bc58-4e90-848d-35e761f5cd59,bert,33333333-0000-4000-8000-00000000000b,2147483648
            "
        )
    };
    let report = split.with(&second(GUID)).report();
    assert_eq!(report.count("people"), 4);
    assert_eq!(report.person("anna").verdict(), "blocked: on-premises-mailbox-present");
}

#[test]
fn rows_of_one_object_that_contradict_each_other_are_unknown_and_remarked() {
    let exports = |kind: &str| {
        anna().mail_user().ad("msExchRecipientTypeDetails", "1").ad("msExchMailboxGuid", MAILBOX_GUID).with(&format!(
            "
            # second.csv
            objectGUID,sAMAccountName,msExchRecipientTypeDetails
            {GUID},anna,{kind}
            4a662dec-bc58-4e90-848d-35e761f5cd59,bert,2147483648
            "
        ))
    };
    assert_eq!(exports("1").judge().verdict(), "blocked: on-premises-mailbox-present");
    let report = exports("2147483648").report();
    assert_eq!(report.person("anna").finding("on-premises-mailbox-present"), "silent");
    assert!(report.remarks("contradicts"));
    assert!(!exports("1").report().remarks("contradicts"));
}

#[test]
fn rows_with_the_same_object_id_are_one_user_of_entra() {
    let report = anna()
        .exchange_absent()
        .without("entra.csv", "UsageLocation")
        .with(&format!(
            "
            # second.csv
            Id,UserPrincipalName,UserType,UsageLocation
            {OBJECT_ID},anna@contoso.example,Member,
            11111111-0000-4000-8000-00000000000b,bert@contoso.example,Member,SE
            "
        ))
        .report();
    assert_eq!(report.count("people"), 4);
    assert_eq!(report.person("anna").finding("usage-location-missing"), "also, advisory, certain");
}

const MAILBOXES: &str = "
    # mailboxes.csv
    ExternalDirectoryObjectId,DisplayName,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid,IsInactiveMailbox,WhenChangedUTC
    11111111-0000-4000-8000-00000000000b,Bert Lund,bert@contoso.example,bert@contoso.example,UserMailbox,33333333-0000-4000-8000-00000000000b,False,2024-10-15T12:00:00Z
    11111111-0000-4000-8000-00000000000c,Carla Diaz,carla@contoso.example,carla@contoso.example,UserMailbox,33333333-0000-4000-8000-00000000000c,False,2024-10-15T12:00:00Z
";

#[test]
fn a_list_of_mailboxes_proves_that_there_is_no_mailbox_but_not_that_there_is_no_recipient() {
    let listed = anna().without_file("recipients.csv").with(MAILBOXES);
    let person = listed.clone().judge();
    assert_eq!(person.finding("not-in-exchange"), "silent");
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(listed.entra("AssignedLicenses", "[]").judge().verdict(), "blocked: no-license");
}

#[test]
fn exports_of_a_round_number_of_rows_were_perhaps_cut() {
    for (rows, finding) in [
        (99, CERTAIN),
        (100, POSSIBLE),
        (101, CERTAIN),
        (499, CERTAIN),
        (500, POSSIBLE),
        (998, CERTAIN),
        (999, POSSIBLE),
        (1000, POSSIBLE),
        (1001, CERTAIN),
    ] {
        let person = anna_missing_in_entra().fill("entra.csv", rows).judge();
        assert_eq!(person.finding(MISSING), finding, "{rows}");
        let person = anna().exchange_absent().fill("recipients.csv", rows).judge();
        assert_eq!(person.finding("not-in-exchange"), finding, "{rows}");
    }
}

#[test]
fn who_was_created_after_or_shortly_before_an_export_is_only_possibly_missing_in_it() {
    // The newest instant of both exports is 2024-10-15T12:00:00Z.
    for (created, finding) in [
        ("2024-10-14T11:59:00Z", CERTAIN),
        ("2024-10-14T12:01:00Z", POSSIBLE),
        ("2024-10-15T11:00:00Z", POSSIBLE),
        ("2024-10-16T09:00:00Z", POSSIBLE),
    ] {
        let person = anna_missing_in_entra().ad("whenCreated", created).taken("2024-10-18T00:00:00Z").judge();
        assert_eq!(person.finding(MISSING), finding, "{created}");
        let absent = anna().exchange_absent().entra("CreatedDateTime", created).taken("2024-10-18T00:00:00Z");
        assert_eq!(absent.judge().finding("not-in-exchange"), finding, "{created}");
    }
}

#[test]
fn an_export_without_rows_makes_nobody_missing() {
    for (file, case) in [("entra.csv", MISSING), ("recipients.csv", "not-in-exchange")] {
        let mut empty = anna();
        for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
            empty = empty.without_row(file, name);
        }
        let report = empty.report();
        assert_eq!(report.count(&format!("findings/{case}")), 0, "{file}");
    }
}

#[test]
fn recipients_of_an_exchange_server_are_no_evidence_of_a_mailbox_in_the_cloud() {
    let report = anna()
        .mail_user()
        .with(&format!(
            "
            # server.csv
            Guid,Name,DisplayName,Alias,SamAccountName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,ExchangeGuid,Database,DistinguishedName
            {GUID},Anna,Anna Berg,anna,anna,anna@contoso.example,SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com,UserMailbox,{MAILBOX_GUID},DB01,'CN=Anna Berg,OU=People,DC=contoso,DC=example'
            e0cd54d1-ebf6-4bd3-96d6-e36090c53998,Sales,Sales,sales,sales,sales@contoso.example,SMTP:sales@contoso.example;smtp:sales@contoso.mail.onmicrosoft.com,RemoteSharedMailbox,,,'CN=Sales,OU=Shared,DC=contoso,DC=example'
            "
        ))
        .report();
    assert_eq!(report.count("people"), 4);
    assert_eq!(report.person("anna").verdict(), "blocked: on-premises-mailbox-present");
}

/// Adds a user of another forest.
fn other_forest(cells: &[(&str, &str)]) -> Exports {
    let mut row = vec![
        ("objectGUID", OTHER_GUID),
        ("sAMAccountName", "other"),
        ("displayName", "Other"),
        ("objectClass", "user"),
        ("distinguishedName", "CN=Other,OU=People,DC=fabrikam,DC=example"),
        ("Enabled", "True"),
    ];
    row.extend_from_slice(cells);
    anna().row("ad.csv", &row)
}

#[test]
fn users_of_several_forests_that_connect_makes_one_are_one_person() {
    let people = |exports: Exports| exports.report().count("people");
    assert_eq!(people(other_forest(&[])), 5);
    assert_eq!(people(other_forest(&[("mail", "anna@contoso.example")])), 4);
    assert_eq!(people(other_forest(&[("mS-DS-ConsistencyGuid", IMMUTABLE_ID)])), 4);
    let master = ("objectSid", "S-1-5-21-1-2-3-1001");
    assert_eq!(people(other_forest(&[master]).ad("msExchMasterAccountSid", master.1)), 4);
    assert_eq!(people(other_forest(&[master]).ad("msExchMasterAccountSid", "S-1-5-21-1-2-3-1002")), 5);
    let namesake = other_forest(&[("mailNickname", "anna")]);
    assert_eq!(people(namesake.clone()), 5);
    assert_eq!(people(namesake.cell("ad.csv", "Other", "sAMAccountName", "anna")), 4);
}

#[test]
fn within_one_forest_the_same_mail_makes_no_person_of_two() {
    let report = other_forest(&[("mail", "anna@contoso.example")])
        .cell("ad.csv", "Other", "distinguishedName", "CN=Other,OU=People,DC=contoso,DC=example")
        .report();
    assert_eq!(report.count("people"), 5);
}

#[test]
fn a_child_domain_is_no_other_forest() {
    let report = other_forest(&[("mail", "anna@contoso.example")])
        .cell("ad.csv", "Other", "distinguishedName", "CN=Other,OU=People,DC=emea,DC=contoso,DC=example")
        .report();
    assert_eq!(report.count("people"), 5);
}

#[test]
fn a_person_of_two_forests_is_judged_by_the_enabled_account() {
    let report = other_forest(&[("objectSid", "S-1-5-21-1-2-3-1001"), ("userPrincipalName", "anna@fabrikam.example")])
        .ad("msExchMasterAccountSid", "S-1-5-21-1-2-3-1001")
        .ad("msExchRecipientTypeDetails", "2")
        .ad("Enabled", "False")
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .report();
    assert_eq!(report.count("people"), 4);
    let person = report.person("other");
    assert_eq!(person.matched_by("ad-entra"), Some("immutable-id"));
    assert_eq!(person.verdict(), "provisioned");
}

#[test]
fn a_linked_mailbox_is_joined_by_the_sid_of_an_account_that_was_not_exported() {
    let linked = |master: &str| {
        anna()
            .ad("msExchMasterAccountSid", master)
            .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
            .entra("OnPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1001")
            .judge()
    };
    let person = linked("S-1-5-21-1-2-3-1001");
    assert_eq!(person.matched_by("ad-entra"), Some("sid"));
    assert_eq!(person.finding("source-anchor-changed"), "silent");
    // NT AUTHORITY\SELF, as shared mailboxes have it.
    let person = linked("S-1-5-10");
    assert_eq!(person.matched_by("ad-entra"), Some("upn"));
    assert_eq!(person.finding("source-anchor-changed"), "also, degrades, certain");
}

#[test]
fn with_several_forests_duplicates_and_changed_anchors_are_only_possible() {
    let changed =
        |exports: Exports| exports.exchange_absent().entra("OnPremisesImmutableId", "AQAAAAAAAAAAAAAAAAAAAA==").judge();
    assert_eq!(changed(anna()).finding("source-anchor-changed"), CERTAIN);
    assert_eq!(changed(other_forest(&[])).finding("source-anchor-changed"), POSSIBLE);
    let shared = |exports: Exports| {
        let both = "SMTP:carla@contoso.example;smtp:anna@contoso.example";
        exports.entra_absent().exchange_absent().cell("ad.csv", "Carla Diaz", "proxyAddresses", both).judge()
    };
    assert_eq!(shared(anna()).finding("proxyaddress-duplicate-in-ad"), CERTAIN);
    assert_eq!(shared(other_forest(&[])).finding("proxyaddress-duplicate-in-ad"), POSSIBLE);
}

#[test]
fn the_upn_shown_is_that_of_entra_and_else_that_of_active_directory() {
    let renamed = anna().entra("UserPrincipalName", "anna@contoso.onmicrosoft.com");
    assert_eq!(renamed.judge().text("upn"), Some("anna@contoso.onmicrosoft.com"));
    assert_eq!(anna_missing_in_entra().judge().text("upn"), Some(UPN));
}

#[test]
fn the_order_of_rows_changes_nothing_that_is_said() {
    let exports = anna().mail_user().entra("UsageLocation", "").entra("AssignedLicenses", "[]");
    let (forward, backward) = (exports.clone().report(), exports.reversed().report());
    for name in ["anna", "bert", "carla", "sales"] {
        let (one, other) = (forward.person(name), backward.person(name));
        assert_eq!(one.verdict(), other.verdict());
        for case in ["usage-location-missing", "no-license", "mailuser-not-mailbox"] {
            assert_eq!(one.finding(case), other.finding(case));
        }
    }
    assert_eq!(forward.upns(), backward.upns());
}

#[test]
fn a_disabled_account_beside_another_forest_has_no_changed_anchor() {
    let changed = other_forest(&[]).exchange_absent().entra("OnPremisesImmutableId", "AQAAAAAAAAAAAAAAAAAAAA==");
    assert_eq!(changed.clone().judge().finding("source-anchor-changed"), POSSIBLE);
    assert_eq!(changed.ad("Enabled", "False").judge().finding("source-anchor-changed"), "silent");
}

#[test]
fn a_key_that_joins_nobody_because_two_hold_it_is_reported() {
    let remarks = |second: &str| {
        stranger_with("ProxyAddresses", "SMTP:anna@contoso.example")
            .cell("entra.csv", "Carla Diaz", "ProxyAddresses", second)
            .report()
            .count_remarks()
    };
    assert!(remarks("SMTP:anna@contoso.example") > remarks("SMTP:carla@contoso.example"));
}

#[test]
fn a_second_export_without_ids_doubles_nobody() {
    let entra = anna().exchange_absent().with(&format!(
        "
        # second.csv
        UserPrincipalName,DisplayName,UserType,AssignedLicenses,AccountEnabled
        {UPN},Anna Berg,Member,'{E5}',True
        carla@contoso.example,Carla Diaz,Member,'{E5}',True
        "
    ));
    let report = entra.report();
    assert_eq!(report.count("people"), 4);
    assert_eq!(report.person("anna").verdict(), "blocked: not-in-exchange");
    assert_eq!(report.person("carla").verdict(), "provisioned");

    let sids = |exports: Exports| {
        ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"].into_iter().zip(1..).fold(exports, |exports, (name, at)| {
            exports.cell("ad.csv", name, "objectSid", &format!("S-1-5-21-1-2-3-100{at}"))
        })
    };
    // By the name, or by the SID where the account was moved between the exports.
    for place in ["People", "Moved"] {
        let ad = sids(anna()).with(&format!(
            "
            # second.csv
            distinguishedName,objectClass,objectSid,sAMAccountName,userPrincipalName,mail,displayName
            'CN=Anna Berg,OU={place},DC=contoso,DC=example',user,S-1-5-21-1-2-3-1001,anna,{UPN},{UPN},Anna Berg
            "
        ));
        let report = ad.report();
        assert_eq!(report.count("people"), 4, "{place}");
        assert_eq!(report.count("states/provisioned"), 4, "{place}");
    }
}

#[test]
fn who_may_be_somebody_already_joined_is_not_surely_missing() {
    // Nothing tells whether the second account with Anna's SID is hers.
    let report = anna()
        .ad("objectGUID", "")
        .ad("mS-DS-ConsistencyGuid", IMMUTABLE_ID)
        .ad("objectSid", "S-1-5-21-1-2-3-1001")
        .entra("OnPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1001")
        .row(
            "ad.csv",
            &[
                ("displayName", "Anna again"),
                ("sAMAccountName", "anna.again"),
                ("objectSid", "S-1-5-21-1-2-3-1001"),
                ("userPrincipalName", "anna.again@contoso.example"),
                ("mailNickname", "anna.again"),
                ("objectClass", "user"),
                ("Enabled", "True"),
            ],
        )
        .report();
    let again = report.person("Anna again");
    assert!(!again.is_accused());
    assert_eq!(again.finding("sid-conflict"), "also, blocks, possible");
    assert!(report.remarks("holds it, but so do several people"));
}

#[test]
fn mailboxes_that_are_their_own_master_are_nobodys_twins() {
    let master = ("msExchMasterAccountSid", "S-1-5-10");
    let report = other_forest(&[master]).ad(master.0, master.1).report();
    assert_eq!(report.count("people"), 5);
    // Nor are two mailboxes with one master account that nobody has.
    let master = ("msExchMasterAccountSid", "S-1-5-21-7-7-7-1001");
    assert_eq!(other_forest(&[master]).ad(master.0, master.1).report().count("people"), 5);
}

#[test]
fn a_key_that_two_of_one_forest_hold_makes_one_person_of_nobody_whatever_the_order() {
    let shared = ("mail", "anna@contoso.example");
    let exports = other_forest(&[shared]).cell("ad.csv", "Carla Diaz", shared.0, shared.1);
    assert_eq!(exports.clone().report().count("people"), 5);
    assert_eq!(exports.reversed().report().count("people"), 5);
}

#[test]
fn a_date_without_zone_or_that_nobody_can_read_leaves_open_who_is_newer_than_an_export() {
    for (created, finding) in [
        // 2024-10-14T12:00:00Z is the limit, and the zone may be 14 hours off.
        ("2024-10-13 21:00:00", CERTAIN),
        ("2024-10-14 03:00:00", POSSIBLE),
        ("10/12/2024", POSSIBLE),
        ("10/12/2020", CERTAIN),
        ("System.DateTime", POSSIBLE),
        ("########", POSSIBLE),
        ("1601-01-01", CERTAIN),
    ] {
        let person = anna_missing_in_entra().ad("whenCreated", created).taken("2024-12-18T00:00:00Z").judge();
        assert_eq!(person.finding(MISSING), finding, "{created}");
    }
}
