//! Stage 2: attributes of Active Directory that are empty or shared.

use super::support::{Exports, GUID, MAILBOX_GUID, OTHER_GUID, POWER_BI, anna, anna_missing_in_entra};

const ROOT: &str = "root, blocks, certain";
const UPN_EMPTY: &str = "upn-empty";
const UPN_DIFFERS: &str = "upn-differs-from-primary-smtp";
const NICKNAME: &str = "mailnickname-empty";
const DUPLICATE: &str = "proxyaddress-duplicate-in-ad";

#[test]
fn an_empty_upn_blocks_who_is_missing_in_entra() {
    for upn in ["", "   "] {
        let person = anna_missing_in_entra().ad("userPrincipalName", upn).judge();
        assert_eq!(person.verdict(), "blocked: upn-empty");
        assert_eq!(person.finding(UPN_EMPTY), ROOT);
        assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain");
    }
}

#[test]
fn a_filled_upn_is_not_empty() {
    assert_eq!(anna_missing_in_entra().judge().finding(UPN_EMPTY), "silent");
}

#[test]
fn an_empty_upn_is_only_a_note_on_who_is_in_entra_by_the_anchor() {
    let person = anna().ad("userPrincipalName", "").judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(UPN_EMPTY), "also, advisory, certain");
}

#[test]
fn an_empty_upn_degrades_who_stands_in_entra_under_an_unverified_name() {
    // Joined by the address, not by the anchor.
    let named = anna().ad("userPrincipalName", "").entra("OnPremisesImmutableId", "");
    let person = named.clone().entra("UserPrincipalName", "anna@contoso.onmicrosoft.com").judge();
    assert_eq!(person.finding(UPN_EMPTY), "also, degrades, certain");
    assert_eq!(named.judge().finding(UPN_EMPTY), "also, advisory, certain");
}

#[test]
fn an_empty_upn_is_no_cause_of_a_missing_recipient() {
    let person = anna().ad("userPrincipalName", "").exchange_absent().judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn without_its_column_no_upn_is_empty() {
    let person = anna_missing_in_entra().without("ad.csv", "userPrincipalName").judge();
    assert_eq!(person.finding(UPN_EMPTY), "silent");
    assert_eq!(person.undecided(UPN_EMPTY), ["ad-users: userPrincipalName"]);
}

#[test]
fn a_upn_other_than_the_primary_address_is_noted() {
    let person = anna().entra("UserPrincipalName", "anna@contoso.onmicrosoft.com").judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(UPN_DIFFERS), "also, advisory, certain");
}

#[test]
fn the_primary_address_is_the_smtp_entry_rather_than_mail() {
    assert_eq!(anna().ad("mail", "a.berg@contoso.example").judge().finding(UPN_DIFFERS), "silent");
    let person = anna().ad("proxyAddresses", "SMTP:a.berg@contoso.example;smtp:anna@contoso.example").judge();
    assert_eq!(person.finding(UPN_DIFFERS), "also, advisory, certain");
}

#[test]
fn mail_is_the_primary_address_where_no_entry_is_marked() {
    let marked_none = anna().ad("proxyAddresses", "smtp:anna@contoso.mail.onmicrosoft.com");
    assert_eq!(marked_none.clone().judge().finding(UPN_DIFFERS), "silent");
    let person = marked_none.ad("mail", "a.berg@contoso.example").judge();
    assert_eq!(person.finding(UPN_DIFFERS), "also, advisory, certain");
}

#[test]
fn a_upn_that_differs_in_case_only_is_the_primary_address() {
    assert_eq!(anna().entra("UserPrincipalName", "Anna@Contoso.Example").judge().finding(UPN_DIFFERS), "silent");
}

#[test]
fn a_differing_upn_never_explains_a_missing_mailbox() {
    let person = anna().entra("UserPrincipalName", "anna@contoso.onmicrosoft.com").exchange_absent().judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(UPN_DIFFERS), "also, advisory, certain");
}

#[test]
fn without_its_column_no_upn_differs() {
    assert_eq!(anna().without("entra.csv", "UserPrincipalName").judge().finding(UPN_DIFFERS), "silent");
    let unmarked = anna().without("ad.csv", "proxyAddresses").without("ad.csv", "mail");
    assert_eq!(unmarked.judge().finding(UPN_DIFFERS), "silent");
}

#[test]
fn an_empty_alias_blocks_who_is_in_entra_and_not_in_exchange() {
    let person = anna().exchange_absent().ad("mailNickname", "").judge();
    assert_eq!(person.verdict(), "blocked: mailnickname-empty");
    assert_eq!(person.finding(NICKNAME), ROOT);
    assert_eq!(person.finding("not-in-exchange"), "symptom, blocks, certain");
}

#[test]
fn a_filled_alias_is_not_empty() {
    let person = anna().exchange_absent().judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(NICKNAME), "silent");
}

#[test]
fn an_empty_alias_is_normal_where_exchange_knows_the_person() {
    assert_eq!(anna().ad("mailNickname", "").judge().finding(NICKNAME), "silent");
    assert_eq!(anna().ad("mailNickname", "").mail_user().judge().finding(NICKNAME), "silent");
}

#[test]
fn an_empty_alias_holds_up_attributes_that_are_to_flow() {
    for (column, value) in [
        ("msExchRecipientTypeDetails", "2147483648"),
        ("msExchRemoteRecipientType", "1"),
        ("msExchMailboxGuid", MAILBOX_GUID),
        ("msExchArchiveGUID", MAILBOX_GUID),
        ("msExchHideFromAddressLists", "TRUE"),
    ] {
        let empty = anna().ad("mailNickname", "").ad(column, value);
        let person = empty.clone().judge();
        assert_eq!(person.finding(NICKNAME), "also, advisory, certain", "{column}");
        assert_eq!(empty.ad("mailNickname", "anna").judge().finding(NICKNAME), "silent", "{column}");
    }
}

#[test]
fn attributes_that_say_nothing_need_no_alias() {
    for (column, value) in [
        ("msExchRecipientTypeDetails", "128"),
        ("msExchRemoteRecipientType", "2"),
        ("msExchMailboxGuid", "00000000-0000-0000-0000-000000000000"),
        ("msExchHideFromAddressLists", "FALSE"),
    ] {
        assert_eq!(anna().ad("mailNickname", "").ad(column, value).judge().finding(NICKNAME), "silent", "{column}");
    }
}

#[test]
fn an_empty_alias_degrades_a_mail_user_that_is_to_become_a_remote_mailbox() {
    let person = anna().ad("mailNickname", "").ad("msExchRecipientTypeDetails", "2147483648").mail_user().judge();
    assert_eq!(person.finding(NICKNAME), "also, degrades, certain");
    assert_eq!(person.verdict(), "blocked: mailuser-not-mailbox");
}

#[test]
fn an_empty_alias_blocks_a_remote_shared_mailbox_that_is_a_mail_user() {
    let shared = anna().ad("msExchRecipientTypeDetails", "34359738368").mail_user();
    let person = shared.clone().ad("mailNickname", "").judge();
    assert_eq!(person.verdict(), "blocked: mailnickname-empty");
    assert_eq!(person.finding(NICKNAME), ROOT);
    assert_eq!(shared.judge().finding(NICKNAME), "silent");
}

#[test]
fn an_empty_alias_is_no_cause_of_missing_in_entra() {
    let person = anna_missing_in_entra().ad("mailNickname", "").ad("msExchRecipientTypeDetails", "2147483648").judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(person.finding(NICKNAME), "also, degrades, certain");
}

#[test]
fn a_list_of_mailboxes_proves_no_missing_recipient_for_an_empty_alias() {
    let person = without_recipients().ad("mailNickname", "").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
}

/// Anna beside a list of mailboxes, in which mail users never stand.
fn without_recipients() -> Exports {
    anna().without_file("recipients.csv").with(
        "
        # mailboxes.csv
        ExternalDirectoryObjectId,DisplayName,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid,IsInactiveMailbox,WhenChangedUTC
        11111111-0000-4000-8000-00000000000b,Bert Lund,bert@contoso.example,bert@contoso.example,UserMailbox,33333333-0000-4000-8000-00000000000b,False,2024-10-15T12:00:00Z
        11111111-0000-4000-8000-00000000000c,Carla Diaz,carla@contoso.example,carla@contoso.example,UserMailbox,33333333-0000-4000-8000-00000000000c,False,2024-10-15T12:00:00Z
        ",
    )
}

#[test]
fn without_its_column_no_alias_is_empty() {
    let person = anna().exchange_absent().without("ad.csv", "mailNickname").judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding(NICKNAME), "silent");
    assert_eq!(person.undecided(NICKNAME), ["ad-users: mailNickname"]);
}

#[test]
fn a_primary_address_on_two_users_blocks_the_one_that_is_missing_in_entra() {
    for entry in ["smtp:anna@contoso.example", "SMTP:anna@contoso.example", "smtp:ANNA@Contoso.Example"] {
        let report = anna_missing_in_entra()
            .cell("ad.csv", "Carla Diaz", "proxyAddresses", &format!("SMTP:carla@contoso.example;{entry}"))
            .report();
        let person = report.person("Anna Berg");
        assert_eq!(person.verdict(), "blocked: proxyaddress-duplicate-in-ad", "{entry}");
        assert_eq!(person.finding(DUPLICATE), ROOT, "{entry}");
        assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain", "{entry}");
    }
}

#[test]
fn other_addresses_on_the_other_user_are_no_duplicates() {
    for entry in ["smtp:anna.b@contoso.example", "SIP:anna@contoso.example", "X500:anna@contoso.example"] {
        let report = anna_missing_in_entra()
            .cell("ad.csv", "Carla Diaz", "proxyAddresses", &format!("SMTP:carla@contoso.example;{entry}"))
            .report();
        assert_eq!(report.count("findings/proxyaddress-duplicate-in-ad"), 0, "{entry}");
    }
}

#[test]
fn a_shared_secondary_address_keeps_nobody_out_of_entra() {
    let person = anna_missing_in_entra()
        .ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:office@contoso.example")
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", "SMTP:carla@contoso.example;smtp:office@contoso.example")
        .judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_ne!(person.finding(DUPLICATE), "silent");
}

#[test]
fn a_duplicate_degrades_the_one_that_lacks_the_address_in_entra_and_only_names_the_other() {
    let both = "smtp:office@contoso.example";
    let report = anna()
        .ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{both}"))
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", &format!("SMTP:carla@contoso.example;{both}"))
        .cell("entra.csv", "Carla Diaz", "ProxyAddresses", &format!("SMTP:carla@contoso.example;{both}"))
        .report();
    assert_eq!(report.person("Anna Berg").finding(DUPLICATE), "also, degrades, certain");
    assert_eq!(report.person("Carla Diaz").finding(DUPLICATE), "silent");
}

#[test]
fn a_duplicate_is_a_note_where_both_have_the_address_in_entra() {
    let both = "smtp:office@contoso.example";
    let person = anna()
        .ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{both}"))
        .entra("ProxyAddresses", &format!("SMTP:anna@contoso.example;{both}"))
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", &format!("SMTP:carla@contoso.example;{both}"))
        .cell("entra.csv", "Carla Diaz", "ProxyAddresses", &format!("SMTP:carla@contoso.example;{both}"))
        .judge();
    assert_eq!(person.finding(DUPLICATE), "also, advisory, certain");
}

#[test]
fn mail_counts_only_where_the_other_user_has_no_proxy_addresses() {
    let shared = anna_missing_in_entra().cell("ad.csv", "Carla Diaz", "mail", "anna@contoso.example");
    assert_eq!(shared.clone().judge().finding(DUPLICATE), "silent");
    let person = shared.cell("ad.csv", "Carla Diaz", "proxyAddresses", "").judge();
    assert_eq!(person.finding(DUPLICATE), ROOT);
}

#[test]
fn a_contact_with_the_same_mail_is_the_same_person() {
    let contact = |mail: &str| {
        anna_missing_in_entra()
            .row(
                "ad.csv",
                &[
                    ("objectGUID", OTHER_GUID),
                    ("displayName", "Anna (external)"),
                    ("objectClass", "contact"),
                    ("mail", mail),
                    ("proxyAddresses", "SMTP:anna@contoso.example"),
                ],
            )
            .judge()
    };
    assert_eq!(contact("anna@contoso.example").finding(DUPLICATE), "silent");
    assert_eq!(contact("anna@fabrikam.example").finding(DUPLICATE), ROOT);
}

#[test]
fn a_group_with_the_address_is_a_duplicate() {
    let person = anna_missing_in_entra()
        .row(
            "ad.csv",
            &[("objectGUID", OTHER_GUID), ("objectClass", "group"), ("proxyAddresses", "SMTP:anna@contoso.example")],
        )
        .judge();
    assert_eq!(person.finding(DUPLICATE), ROOT);
}

#[test]
fn a_upn_becomes_an_address_of_who_has_a_mailbox_plan() {
    let shared = anna()
        .ad("proxyAddresses", "SMTP:a.berg@contoso.example")
        .entra("ProxyAddresses", "SMTP:a.berg@contoso.example")
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", "SMTP:carla@contoso.example;smtp:anna@contoso.example");
    assert_eq!(shared.clone().judge().finding(DUPLICATE), "also, degrades, certain");
    assert_eq!(shared.entra("AssignedLicenses", POWER_BI).judge().finding(DUPLICATE), "silent");
}

#[test]
fn rows_of_the_same_object_are_no_duplicates() {
    let report = anna_missing_in_entra()
        .with(&format!(
            "
            # second.csv
            objectGUID,sAMAccountName,proxyAddresses
            {GUID},anna,SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com
            4a662dec-bc58-4e90-848d-35e761f5cd59,bert,SMTP:bert@contoso.example;smtp:bert@contoso.mail.onmicrosoft.com
            "
        ))
        .report();
    assert_eq!(report.count("people"), 4);
    assert_eq!(report.count("findings/proxyaddress-duplicate-in-ad"), 0);
}

#[test]
fn an_address_listed_twice_for_one_user_is_no_duplicate() {
    let person =
        anna_missing_in_entra().ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:anna@contoso.example").judge();
    assert_eq!(person.finding(DUPLICATE), "silent");
}

#[test]
fn without_its_column_no_address_is_a_duplicate() {
    let person = anna_missing_in_entra()
        .without("ad.csv", "proxyAddresses")
        .cell("ad.csv", "Carla Diaz", "mail", "carla@contoso.example")
        .judge();
    assert_eq!(person.finding(DUPLICATE), "silent");
    assert_eq!(person.undecided(DUPLICATE), ["ad-users: proxyAddresses"]);
}

#[test]
fn who_lacks_an_address_in_entra_that_is_the_upn_of_another_is_degraded() {
    let shared = anna().ad("proxyAddresses", "SMTP:a.berg@contoso.example").cell(
        "ad.csv",
        "Carla Diaz",
        "proxyAddresses",
        "SMTP:carla@contoso.example;smtp:anna@contoso.example",
    );
    assert_eq!(shared.clone().report().person("carla").finding(DUPLICATE), "also, degrades, certain");
    let unlicensed = shared.entra("AssignedLicenses", POWER_BI);
    assert_eq!(unlicensed.report().person("carla").finding(DUPLICATE), "silent");
}

#[test]
fn a_missing_alias_blocks_for_certain_only_where_the_mailbox_is_certainly_missing() {
    let room = |exports: Exports| {
        exports
            .ad("mailNickname", "")
            .ad("msExchRecipientTypeDetails", "8589934592")
            .ad("msExchRemoteRecipientType", "33")
            .entra("AssignedLicenses", "[]")
            .exchange_absent()
            .cell("recipients.csv", "Carla Diaz", "IsInactiveMailbox", "False")
            .cell("recipients.csv", "Carla Diaz", "MailboxPlan", "ExchangeOnlineEnterprise")
            .cell("recipients.csv", "Carla Diaz", "UserPrincipalName", "carla@contoso.example")
    };
    assert_eq!(room(anna()).judge().verdict(), "blocked: mailnickname-empty");
    // A list of exactly 100 mailboxes was perhaps cut.
    let cut = room(anna()).fill("recipients.csv", 100).judge();
    assert_eq!(cut.finding(NICKNAME), "also, blocks, possible");
    assert_eq!(cut.verdict(), "undetermined");
}

#[test]
fn what_the_default_rules_leave_out_competes_with_nobody() {
    let shared = || {
        anna_missing_in_entra().row(
            "ad.csv",
            &[
                ("objectGUID", "66666666-0000-4000-8000-000000000001"),
                ("sAMAccountName", "twin"),
                ("displayName", "Twin"),
                ("distinguishedName", "CN=Twin,OU=People,DC=contoso,DC=example"),
                ("objectClass", "user"),
                ("Enabled", "True"),
                ("proxyAddresses", "SMTP:twin@contoso.example;smtp:anna@contoso.example"),
            ],
        )
    };
    assert_eq!(shared().judge().verdict(), "blocked: proxyaddress-duplicate-in-ad");
    for (column, value) in [
        ("distinguishedName", "CN=Twin\\0ACNF:66666666-0000-4000-8000-000000000001,OU=People,DC=contoso,DC=example"),
        ("adminDescription", "User_1"),
        ("isCriticalSystemObject", "True"),
        ("sAMAccountName", ""),
        ("msExchRecipientTypeDetails", "8388608"),
    ] {
        let person = shared().cell("ad.csv", "Twin", column, value).judge();
        assert_eq!(person.verdict(), "blocked: missing-in-entra", "{column}");
        assert_eq!(person.finding(DUPLICATE), "silent", "{column}");
    }
}

#[test]
fn of_users_managed_in_the_cloud_no_alias_is_asked() {
    let person = anna().exchange_absent().ad("mailNickname", "").entra("IsCloudManaged", "True").judge();
    assert_eq!(person.finding("mailnickname-empty"), "silent");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_disabled_user_who_is_not_in_entra_either_may_compete_with_nobody() {
    let shared = |enabled: &str| {
        anna_missing_in_entra()
            .row(
                "ad.csv",
                &[
                    ("objectGUID", OTHER_GUID),
                    ("sAMAccountName", "leaver"),
                    ("displayName", "Leaver"),
                    ("distinguishedName", "CN=Leaver,OU=Leavers,DC=contoso,DC=example"),
                    ("objectClass", "user"),
                    ("Enabled", enabled),
                    ("proxyAddresses", "smtp:anna@contoso.example"),
                ],
            )
            .judge()
    };
    assert_eq!(shared("True").finding(DUPLICATE), ROOT);
    assert_eq!(shared("False").finding(DUPLICATE), "also, blocks, possible");
    assert_eq!(shared("False").verdict(), "blocked: missing-in-entra");
}
