//! Stage 1: what keeps a user of Active Directory out of Entra ID.

use super::support::{GUID, OTHER_GUID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, anna, anna_missing_in_entra};

const ROOT: &str = "root, blocks, certain";
const MISSING: &str = "missing-in-entra";
const ANCHOR: &str = "source-anchor-changed";

#[test]
fn the_healthy_tenant_has_no_finding_at_all() {
    let report = anna().report();
    assert_eq!((report.count("people"), report.count("states/provisioned")), (4, 4));
    assert_eq!(report.count("hidden"), 0);
    for person in ["anna", "bert", "carla", "sales"] {
        let person = report.person(person);
        assert_eq!(person.verdict(), "provisioned");
        assert!(!person.has_findings());
    }
}

#[test]
fn a_user_without_entra_row_is_missing_in_entra() {
    let person = anna_missing_in_entra().judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(person.finding(MISSING), ROOT);
}

#[test]
fn a_user_with_entra_row_is_not_missing_in_entra() {
    assert_eq!(anna().exchange_absent().judge().finding(MISSING), "silent");
}

#[test]
fn who_has_a_mailbox_is_provisioned_even_without_entra_row() {
    let person = anna().entra_absent().judge();
    assert_eq!(person.verdict(), "provisioned");
    assert!(!person.is_accused());
}

#[test]
fn without_any_export_of_entra_nobody_is_missing_there() {
    let person = anna().without_file("entra.csv").exchange_absent().judge();
    assert_eq!(person.finding(MISSING), "silent");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn without_guid_and_upn_nobody_can_be_called_missing_in_entra() {
    let person = anna_missing_in_entra()
        .without("ad.csv", "objectGUID")
        .without("ad.csv", "mS-DS-ConsistencyGuid")
        .without("ad.csv", "userPrincipalName")
        .judge();
    assert_eq!(person.finding(MISSING), "silent");
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(person.undecided(MISSING), ["ad-users: objectGUID", "ad-users: userPrincipalName"]);
}

#[test]
fn without_any_anchor_a_user_is_only_possibly_missing_in_entra() {
    let person =
        anna_missing_in_entra().without("ad.csv", "objectGUID").without("ad.csv", "mS-DS-ConsistencyGuid").judge();
    assert_eq!(person.finding(MISSING), "also, blocks, possible");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn an_anchor_that_nobody_can_read_makes_a_user_only_possibly_missing_in_entra() {
    // Somebody of another name, who may be Anna by the id.
    let stranger = |id: &str| {
        anna_missing_in_entra().row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("DisplayName", "Anna Moe"),
                ("UserPrincipalName", "moe@contoso.example"),
                ("OnPremisesImmutableId", id),
            ],
        )
    };
    let own = |id: &str| anna_missing_in_entra().ad("mS-DS-ConsistencyGuid", id);
    for unread in ["#VALUE!", "C4GP0FyjqEmkzcaSPfwDHg"] {
        assert_eq!(stranger(unread).judge().finding(MISSING), "also, blocks, possible", "{unread}");
        assert_eq!(own(unread).judge().finding(MISSING), "also, blocks, possible", "{unread}");
    }
    for read in ["", OTHER_IMMUTABLE_ID] {
        assert_eq!(stranger(read).judge().finding(MISSING), ROOT, "{read}");
        assert_eq!(own(read).judge().finding(MISSING), ROOT, "{read}");
    }
}

#[test]
fn without_immutable_ids_a_user_is_only_possibly_missing_in_entra() {
    let person = anna_missing_in_entra().without("entra.csv", "OnPremisesImmutableId").judge();
    assert_eq!(person.finding(MISSING), "also, blocks, possible");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn a_compared_sid_makes_up_for_anchors_that_were_not_exported() {
    let person = anna_missing_in_entra()
        .without("entra.csv", "OnPremisesImmutableId")
        .ad("objectSid", "S-1-5-21-1-2-3-1001")
        .cell("entra.csv", "Bert Lund", "OnPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1002")
        .judge();
    assert_eq!(person.finding(MISSING), ROOT);
}

#[test]
fn a_filled_upn_that_could_not_be_compared_leaves_the_absence_possible() {
    let person = anna_missing_in_entra().without("entra.csv", "UserPrincipalName").judge();
    assert_eq!(person.finding(MISSING), "also, blocks, possible");
}

#[test]
fn addresses_that_could_not_be_compared_leave_the_absence_possible() {
    let person = anna_missing_in_entra().without("entra.csv", "ProxyAddresses").without("entra.csv", "Mail").judge();
    assert_eq!(person.finding(MISSING), "also, blocks, possible");
}

/// Judges a rule of the default scope: it takes Anna out of Entra, and says nothing once she is there.
fn filters(case: &str, column: &str, value: &str, verdict: &str) {
    let missing = anna_missing_in_entra().ad(column, value).judge();
    assert_eq!(missing.verdict(), verdict, "{column} {value}");
    assert_eq!(missing.finding(case), ROOT, "{column} {value}");
    let present = anna().ad(column, value).judge();
    assert_eq!(present.verdict(), "provisioned", "{column} {value}");
    assert_eq!(present.finding(case), "silent", "{column} {value}");
}

/// Judges a near miss: the user is missing, but not for this reason.
fn lets_pass(case: &str, column: &str, value: &str) {
    let person = anna_missing_in_entra().ad(column, value).judge();
    assert_eq!(person.finding(case), "silent", "{column} {value}");
    assert_eq!(person.verdict(), "blocked: missing-in-entra", "{column} {value}");
}

/// Without the column the rule is open, and the user is missing for a reason nobody knows.
fn hangs_on(case: &str, column: &str) {
    let person = anna_missing_in_entra().without("ad.csv", column).judge();
    assert_eq!(person.finding(case), "silent");
    assert_eq!(person.undecided(case), [format!("ad-users: {column}")]);
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
}

#[test]
fn a_critical_system_object_is_filtered() {
    filters(
        "scope-critical-system-object",
        "isCriticalSystemObject",
        "True",
        "not-expected: scope-critical-system-object",
    );
}

#[test]
fn an_object_that_is_not_critical_passes() {
    for value in ["False", ""] {
        lets_pass("scope-critical-system-object", "isCriticalSystemObject", value);
    }
}

#[test]
fn without_its_column_nobody_is_a_critical_system_object() {
    hangs_on("scope-critical-system-object", "isCriticalSystemObject");
}

#[test]
fn a_user_without_account_name_is_filtered() {
    for value in ["", "  "] {
        filters("scope-no-samaccountname", "sAMAccountName", value, "not-expected: scope-no-samaccountname");
    }
}

#[test]
fn a_user_with_account_name_passes() {
    lets_pass("scope-no-samaccountname", "sAMAccountName", "a");
}

#[test]
fn without_its_column_nobody_lacks_an_account_name() {
    hangs_on("scope-no-samaccountname", "sAMAccountName");
}

#[test]
fn accounts_of_the_synchronisation_are_filtered() {
    for name in ["AAD_0123456789ab", "MSOL_0123456789ab", "msol_0123456789ab", "SUPPORT_388945a0", "MSOL_AD_Sync"] {
        filters("scope-sync-service-account", "sAMAccountName", name, "not-expected: scope-sync-service-account");
    }
}

#[test]
fn names_that_only_resemble_those_of_the_synchronisation_pass() {
    for name in ["anna_MSOL_", "MSOLanna", "aadanna", "SUPPORT_388945a01", "SUPPORT_388945a"] {
        lets_pass("scope-sync-service-account", "sAMAccountName", name);
    }
}

#[test]
fn without_its_column_nobody_is_an_account_of_the_synchronisation() {
    hangs_on("scope-sync-service-account", "sAMAccountName");
}

#[test]
fn system_accounts_of_exchange_are_filtered() {
    for (column, name) in [
        ("mailNickname", "SystemMailbox{1f05a927-1234-4000-8000-000000000001}"),
        ("mailNickname", "systemmailbox{1f05a927"),
        ("mailNickname", "CAS_{0123456789abcdef}"),
        ("sAMAccountName", "CAS_{0123456789abcdef}"),
        ("sAMAccountName", "cas_0123456789abcdef}"),
    ] {
        filters("scope-exchange-system-account", column, name, "not-expected: scope-exchange-system-account");
    }
}

#[test]
fn names_that_only_resemble_those_of_exchange_pass() {
    for (column, name) in [
        ("mailNickname", "SystemMailbox"),
        ("mailNickname", "CAS_anna"),
        ("sAMAccountName", "CAS_anna"),
        ("sAMAccountName", "anna_CAS_}"),
        ("sAMAccountName", "SystemMailbox{1f05a927"),
    ] {
        lets_pass("scope-exchange-system-account", column, name);
    }
}

#[test]
fn without_its_columns_nobody_is_a_system_account_of_exchange() {
    hangs_on("scope-exchange-system-account", "sAMAccountName");
    hangs_on("scope-exchange-system-account", "mailNickname");
}

#[test]
fn every_bit_of_the_mask_filters_a_recipient_type() {
    for value in ["4096", "8192", "16384", "4194304", "8388608", "16777216", "536870912", "566259712"] {
        let person = anna_missing_in_entra().ad("msExchRecipientTypeDetails", value).judge();
        assert_eq!(person.verdict(), "not-expected: scope-recipient-type-mask", "{value}");
        assert_eq!(person.finding("scope-recipient-type-mask"), ROOT, "{value}");
    }
}

#[test]
fn recipient_types_outside_the_mask_pass() {
    for value in ["", "1", "128", "2048", "32768", "2147483648", "34359738368"] {
        lets_pass("scope-recipient-type-mask", "msExchRecipientTypeDetails", value);
    }
}

#[test]
fn the_mask_is_not_asked_of_users_in_entra() {
    let person = anna().ad("msExchRecipientTypeDetails", "8388608").exchange_absent().judge();
    assert_eq!(person.finding("scope-recipient-type-mask"), "silent");
    assert_eq!(person.verdict(), "not-expected: not-a-user-object");
}

#[test]
fn without_its_column_no_recipient_type_is_filtered() {
    hangs_on("scope-recipient-type-mask", "msExchRecipientTypeDetails");
}

#[test]
fn the_object_of_a_replication_conflict_is_filtered() {
    for name in [
        r"CN=Anna Berg\0ACNF:1f05a927-1234-4000-8000-000000000001,OU=People,DC=contoso,DC=example",
        r"CN=Berg\, Anna\0ACNF:1f05a927-1234-4000-8000-000000000001,OU=People,DC=contoso,DC=example",
    ] {
        filters("scope-replication-conflict", "distinguishedName", name, "blocked: scope-replication-conflict");
    }
}

#[test]
fn a_conflict_marker_that_is_none_passes() {
    lets_pass("scope-replication-conflict", "distinguishedName", "CN=CNF:Anna,OU=People,DC=contoso,DC=example");
}

#[test]
fn without_its_column_nobody_is_a_replication_conflict() {
    hangs_on("scope-replication-conflict", "distinguishedName");
}

#[test]
fn an_admin_description_that_begins_with_user_is_filtered() {
    for text in ["User_1f05a927", "user_1f05a927"] {
        filters("scope-admin-description", "adminDescription", text, "blocked: scope-admin-description");
    }
}

#[test]
fn other_admin_descriptions_pass() {
    for text in ["", "User", "Group_1f05a927", "a User_1f05a927"] {
        lets_pass("scope-admin-description", "adminDescription", text);
    }
}

#[test]
fn without_its_column_no_admin_description_filters() {
    hangs_on("scope-admin-description", "adminDescription");
}

#[test]
fn another_immutable_id_on_the_same_person_blocks_a_missing_mailbox() {
    let person = anna().entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID).exchange_absent().judge();
    assert_eq!(person.verdict(), "blocked: source-anchor-changed");
    assert_eq!(person.finding(ANCHOR), ROOT);
    assert_eq!(person.finding(MISSING), "silent");
}

#[test]
fn another_immutable_id_degrades_who_has_a_mailbox() {
    let person = anna().entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID).judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(ANCHOR), "also, degrades, certain");
}

#[test]
fn either_anchor_is_the_immutable_id() {
    let changed = anna().entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID).exchange_absent();
    let person = changed.ad("mS-DS-ConsistencyGuid", OTHER_IMMUTABLE_ID).judge();
    assert_eq!(person.finding(ANCHOR), "silent");
}

#[test]
fn an_immutable_id_that_another_user_owns_has_not_changed() {
    let person = anna()
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .row("ad.csv", &[("objectGUID", OTHER_GUID), ("sAMAccountName", "dora"), ("objectClass", "user")])
        .report();
    assert!(person.people("Anna Berg").iter().all(|person| person.finding(ANCHOR) == "silent"));
}

#[test]
fn the_upn_alone_does_not_prove_a_changed_anchor() {
    let person = anna()
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .entra("ProxyAddresses", "SMTP:a.berg@contoso.example;smtp:anna@contoso.example")
        .exchange_absent()
        .report();
    assert!(person.people("Anna Berg").iter().all(|person| person.finding(ANCHOR) == "silent"));
}

#[test]
fn the_sid_alone_proves_a_changed_anchor() {
    let person = anna()
        .ad("objectSid", "S-1-5-21-1-2-3-1001")
        .entra("OnPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1001")
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .entra("UserPrincipalName", "a.berg@contoso.example")
        .entra("ProxyAddresses", "SMTP:a.berg@contoso.example")
        .exchange_absent()
        .judge();
    assert_eq!(person.finding(ANCHOR), ROOT);
}

#[test]
fn linked_unsynchronised_and_cloud_managed_users_have_no_changed_anchor() {
    let changed = anna().entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID).exchange_absent();
    for near in [
        changed.clone().ad("msExchRecipientTypeDetails", "2"),
        changed.clone().entra("OnPremisesSyncEnabled", "False"),
        changed.clone().entra("IsCloudManaged", "True"),
        changed.entra("OnPremisesImmutableId", ""),
    ] {
        let report = near.report();
        assert!(report.people("Anna Berg").iter().all(|person| person.finding(ANCHOR) == "silent"));
    }
}

#[test]
fn anchors_that_cannot_be_read_have_not_changed() {
    let person = anna()
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .ad("objectGUID", "System.Byte[]")
        .ad("mS-DS-ConsistencyGuid", "System.Byte[]")
        .exchange_absent()
        .judge();
    assert_eq!(person.finding(ANCHOR), "silent");
    assert_eq!(person.undecided(ANCHOR), ["ad-users: mS-DS-ConsistencyGuid", "ad-users: objectGUID"]);
}

#[test]
fn one_anchor_that_was_not_exported_may_be_the_immutable_id() {
    let changed = anna().entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID).exchange_absent();
    let person = changed.without("ad.csv", "mS-DS-ConsistencyGuid").judge();
    assert_eq!(person.finding(ANCHOR), "silent");
    assert_eq!(person.undecided(ANCHOR), ["ad-users: mS-DS-ConsistencyGuid"]);
}

#[test]
fn without_immutable_ids_no_anchor_has_changed() {
    let person = anna().without("entra.csv", "OnPremisesImmutableId").exchange_absent().judge();
    assert_eq!(person.finding(ANCHOR), "silent");
    assert_eq!(person.undecided(ANCHOR), ["entra-users: OnPremisesImmutableId"]);
}

#[test]
fn where_every_immutable_id_differs_another_attribute_is_the_anchor() {
    let mut exports = anna().exchange_absent();
    let others = [
        "AQAAAAAAAAAAAAAAAAAAAA==",
        "AgAAAAAAAAAAAAAAAAAAAA==",
        "AwAAAAAAAAAAAAAAAAAAAA==",
        "BAAAAAAAAAAAAAAAAAAAAA==",
    ];
    for (name, id) in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"].into_iter().zip(others) {
        exports = exports.cell("entra.csv", name, "OnPremisesImmutableId", id);
    }
    let report = exports.report();
    assert_eq!(report.count("findings/source-anchor-changed"), 0);
    assert_eq!(report.person("anna").matched_by("ad-entra"), Some("upn"));
}

#[test]
fn system_accounts_are_expected_to_have_no_mailbox_whether_synchronised_or_not() {
    for (column, value) in [
        ("distinguishedName", "CN=HealthMailbox0123456,CN=Monitoring Mailboxes,DC=contoso,DC=example"),
        ("distinguishedName", "CN=SystemMailbox{1f05a927-1234-4000-8000-000000000001},CN=Users,DC=contoso,DC=example"),
        ("distinguishedName", "CN=DiscoverySearchMailbox {D919BA05},CN=Users,DC=contoso,DC=example"),
        ("distinguishedName", "CN=FederatedEmail.4c1f4d8b-8179-4148-93bf-00a95fa1e042,CN=Users,DC=contoso,DC=example"),
        ("distinguishedName", "CN=Migration.8f3e7716-2011-43e4-96b1-aba62d229136,CN=Users,DC=contoso,DC=example"),
        ("distinguishedName", "CN=Anna,CN=Microsoft Exchange System Objects,DC=contoso,DC=example"),
        ("sAMAccountName", "krbtgt"),
        ("sAMAccountName", "krbtgt_12345"),
        ("sAMAccountName", "SERVER01$"),
        ("msExchRecipientTypeDetails", "549755813888"),
    ] {
        for exports in [anna().exchange_absent(), anna_missing_in_entra()] {
            let person = exports.ad(column, value).judge();
            assert_eq!(person.verdict(), "not-expected: not-a-user-object", "{column} {value}");
            assert_eq!(person.finding("not-a-user-object"), "root, advisory, certain", "{column} {value}");
        }
    }
}

#[test]
fn people_whose_names_resemble_system_accounts_are_people() {
    for (column, value) in [
        ("distinguishedName", "CN=Anna Berg,OU=HealthMailboxes,DC=contoso,DC=example"),
        ("distinguishedName", "CN=FederatedEmail.anna,CN=Users,DC=contoso,DC=example"),
        ("distinguishedName", "CN=Migration Manager,CN=Users,DC=contoso,DC=example"),
        ("sAMAccountName", "anna$berg"),
        ("sAMAccountName", "xkrbtgt"),
        ("msExchRecipientTypeDetails", "2147483648"),
    ] {
        let person = anna().exchange_absent().ad(column, value).judge();
        assert_eq!(person.verdict(), "blocked: not-in-exchange", "{column} {value}");
        assert_eq!(person.finding("not-a-user-object"), "silent", "{column} {value}");
    }
}

#[test]
fn a_scope_case_says_why_before_not_a_user_object() {
    let person = anna_missing_in_entra().ad("sAMAccountName", "krbtgt").ad("isCriticalSystemObject", "True").judge();
    assert_eq!(person.verdict(), "not-expected: scope-critical-system-object");
}

#[test]
fn contacts_and_computers_are_no_people() {
    for class in ["contact", "group", "computer"] {
        let report = anna()
            .row(
                "ad.csv",
                &[("objectGUID", GUID.replace("d08f", "d08e").as_str()), ("displayName", "X"), ("objectClass", class)],
            )
            .report();
        assert_eq!(report.count("people"), 4, "{class}");
    }
}

#[test]
fn a_user_of_entra_alone_is_missing_nowhere() {
    let report = anna()
        .row(
            "entra.csv",
            &[("Id", OTHER_OBJECT_ID), ("UserPrincipalName", "dora@contoso.example"), ("UserType", "Member")],
        )
        .report();
    assert_eq!(report.person("dora@contoso.example").finding(MISSING), "silent");
}

#[test]
fn a_user_below_a_replication_conflict_is_none_itself() {
    let name = r"CN=Anna Berg,OU=People\0ACNF:1f05a927-1234-4000-8000-000000000001,DC=contoso,DC=example";
    lets_pass("scope-replication-conflict", "distinguishedName", name);
}

#[test]
fn a_contact_by_its_type_is_no_person_where_the_object_class_was_not_exported() {
    for (details, expected) in [
        ("64", "not-expected: not-a-user-object"),
        ("32768", "not-expected: not-a-user-object"),
        ("1024", "not-expected: not-a-user-object"),
        ("128", "blocked: missing-in-entra"),
        ("2147483648", "blocked: missing-in-entra"),
    ] {
        let exports = anna_missing_in_entra().ad("msExchRecipientTypeDetails", details);
        assert_eq!(exports.clone().without("ad.csv", "objectClass").judge().verdict(), expected, "{details}");
        assert_eq!(exports.judge().verdict(), "blocked: missing-in-entra", "a user is a user, {details}");
    }
}

#[test]
fn who_may_be_missing_from_the_file_only_may_have_a_license() {
    let nobody = || anna_missing_in_entra().ad("mailNickname", "").ad("proxyAddresses", "").ad("mail", "");
    for exports in [nobody(), nobody().ad("Enabled", "False")] {
        assert_eq!(exports.clone().judge().verdict(), "not-expected");
        assert_eq!(exports.fill("entra.csv", 100).judge().verdict(), "undetermined");
    }
}

#[test]
fn the_object_id_that_exchange_wrote_back_tells_of_a_changed_anchor_too() {
    let person = anna()
        .exchange_absent()
        .ad("msDS-ExternalDirectoryObjectId", &format!("User_{}", super::support::OBJECT_ID))
        .ad("userPrincipalName", "anna.new@contoso.example")
        .entra("OnPremisesImmutableId", OTHER_IMMUTABLE_ID)
        .judge();
    assert_eq!(person.matched_by("ad-entra"), Some("object-id"));
    assert_eq!(person.finding("source-anchor-changed"), "also, blocks, possible");
}

#[test]
fn nobody_is_certainly_missing_where_no_anchor_is_that_of_anybody() {
    let foreign = |own: &str| {
        ["Bert Lund", "Carla Diaz", "Sales"].into_iter().fold(anna_missing_in_entra(), |all, name| {
            let number = name.len();
            all.cell("entra.csv", name, "OnPremisesImmutableId", &format!("E{number}")).cell(
                "ad.csv",
                name,
                "mS-DS-ConsistencyGuid",
                own,
            )
        })
    };
    assert_eq!(anna_missing_in_entra().judge().finding("missing-in-entra"), "root, blocks, certain");
    let person = foreign("").judge();
    assert_eq!(person.finding("missing-in-entra"), "also, blocks, possible");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn with_another_anchor_and_other_sign_in_names_people_are_known_by_their_address() {
    let names = ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"];
    let foreign = names.into_iter().enumerate().fold(anna(), |all, (at, name)| {
        all.cell("ad.csv", name, "userPrincipalName", &format!("user{at}@contoso.local")).cell(
            "entra.csv",
            name,
            "OnPremisesImmutableId",
            &format!("99999999-0000-4000-8000-00000000000{at}"),
        )
    });
    let report = foreign.report();
    for name in names {
        assert_eq!(report.person(name).verdict(), "provisioned", "{name}");
    }
}

#[test]
fn a_recipient_with_an_object_id_tells_that_the_export_of_entra_lacks_somebody() {
    let person = anna().entra_absent().mail_user().judge();
    assert_eq!(person.finding("missing-in-entra"), "also, blocks, possible");
}

#[test]
fn the_name_of_a_type_says_that_there_is_a_master_account() {
    let linked = |sid: &str| {
        anna_missing_in_entra().ad("msExchRecipientTypeDetails", "2").ad("msExchMasterAccountSid", sid).judge()
    };
    assert_ne!(linked("System.Byte[]").verdict(), "blocked: linked-mailbox-without-master");
}

#[test]
fn where_enabled_is_blank_the_flags_tell_who_is_disabled() {
    let person = anna()
        .exchange_absent()
        .ad("Enabled", "")
        .ad("userAccountControl", "514")
        .entra("AccountEnabled", "False")
        .entra("AssignedLicenses", "[]")
        .entra("AssignedPlans", "[]")
        .judge();
    assert_eq!(person.verdict(), "not-expected");
    assert_eq!(person.finding("no-license"), "silent");
}
