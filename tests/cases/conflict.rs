//! Stage 3: objects of the cloud that stand in the way.

use super::support::{Exports, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, Person, anna, anna_missing_in_entra};

const ROOT: &str = "root, blocks, certain";
const MEMBER: &str = "conflict-with-cloud-only-user";
const GUEST: &str = "conflict-with-guest";
const OFFICE: &str = "smtp:office@contoso.example";

/// Anna has a second address, which another object of Entra holds as well.
fn shared(exports: Exports, user_type: &str) -> Exports {
    exports.ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{OFFICE}")).row(
        "entra.csv",
        &[
            ("Id", OTHER_OBJECT_ID),
            ("DisplayName", "Holder"),
            ("UserPrincipalName", "holder@contoso.onmicrosoft.com"),
            ("UserType", user_type),
            ("ProxyAddresses", OFFICE),
            ("AccountEnabled", "True"),
        ],
    )
}

fn holder(exports: Exports, column: &str, value: &str) -> Person {
    exports.cell("entra.csv", "Holder", column, value).judge()
}

#[test]
fn a_cloud_only_user_with_an_address_blocks_who_is_missing_in_entra() {
    let person = shared(anna_missing_in_entra(), "Member").judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-cloud-only-user");
    assert_eq!(person.finding(MEMBER), ROOT);
    assert_eq!(person.finding(GUEST), "silent");
    assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain");
}

#[test]
fn a_guest_with_an_address_blocks_who_is_missing_in_entra() {
    let person = shared(anna_missing_in_entra(), "Guest").judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
    assert_eq!(person.finding(GUEST), ROOT);
    assert_eq!(person.finding(MEMBER), "silent");
}

#[test]
fn a_guest_with_the_upn_is_a_conflict_and_no_match() {
    let guest = shared(anna_missing_in_entra(), "Guest").cell("entra.csv", "Holder", "ProxyAddresses", "");
    assert_eq!(guest.clone().judge().finding(GUEST), "silent");
    let person = holder(guest, "UserPrincipalName", "anna@contoso.example");
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
}

#[test]
fn the_mail_of_a_guest_is_no_conflict_by_itself() {
    let guest = shared(anna_missing_in_entra(), "Guest").cell("entra.csv", "Holder", "ProxyAddresses", "");
    assert_eq!(holder(guest, "Mail", "office@contoso.example").finding(GUEST), "silent");
}

#[test]
fn who_comes_from_active_directory_or_holds_another_address_is_in_nobodys_way() {
    for (case, user_type) in [(MEMBER, "Member"), (GUEST, "Guest")] {
        for (column, value) in [
            ("OnPremisesImmutableId", OTHER_IMMUTABLE_ID),
            ("OnPremisesSyncEnabled", "True"),
            ("ProxyAddresses", "smtp:other@contoso.example"),
            ("ProxyAddresses", "SIP:office@contoso.example"),
        ] {
            let person = holder(shared(anna_missing_in_entra(), user_type), column, value);
            assert_eq!(person.finding(case), "silent", "{column} {value}");
            assert_eq!(person.verdict(), "blocked: missing-in-entra", "{column} {value}");
        }
    }
}

#[test]
fn the_case_of_an_address_does_not_matter() {
    let person = holder(shared(anna_missing_in_entra(), "Member"), "ProxyAddresses", "SMTP:Office@Contoso.Example");
    assert_eq!(person.finding(MEMBER), ROOT);
}

#[test]
fn a_conflict_degrades_who_is_in_entra_without_the_address() {
    for (case, user_type) in [(MEMBER, "Member"), (GUEST, "Guest")] {
        let person = shared(anna(), user_type).judge();
        assert_eq!(person.verdict(), "provisioned");
        assert_eq!(person.finding(case), "also, degrades, certain");
    }
}

#[test]
fn an_address_that_the_own_entra_row_has_is_no_conflict() {
    for (case, user_type) in [(MEMBER, "Member"), (GUEST, "Guest")] {
        let held = shared(anna(), user_type).entra("ProxyAddresses", &format!("SMTP:anna@contoso.example;{OFFICE}"));
        assert_eq!(held.judge().finding(case), "silent");
    }
}

#[test]
fn an_address_that_the_service_makes_itself_is_in_nobodys_way() {
    let held = |mail: &str| {
        let address = format!("smtp:{mail}");
        shared(anna_missing_in_entra(), "Member")
            .ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{address}"))
            .cell("entra.csv", "Holder", "ProxyAddresses", &address)
            .judge()
    };
    assert_eq!(held("office@contoso.onmicrosoft.com").finding(MEMBER), "silent");
    assert_eq!(held("office@contoso.microsoftonline.com").finding(MEMBER), "silent");
    // The routing address is kept like any other.
    assert_eq!(held("office@contoso.mail.onmicrosoft.com").finding(MEMBER), ROOT);
}

#[test]
fn who_is_managed_in_the_cloud_has_no_conflict() {
    let managed = |cell: &str| shared(anna(), "Member").entra("IsCloudManaged", cell).judge();
    assert_eq!(managed("False").finding(MEMBER), "also, degrades, certain");
    assert_eq!(managed("True").finding(MEMBER), "silent");
}

#[test]
fn a_cloud_only_user_with_the_upn_is_the_own_match() {
    let report = shared(anna_missing_in_entra(), "Member")
        .cell("entra.csv", "Holder", "UserPrincipalName", "anna@contoso.example")
        .report();
    let person = report.person("anna@contoso.example");
    assert_eq!(person.matched_by("ad-entra"), Some("upn"));
    assert_eq!(person.finding(MEMBER), "silent");
    assert_eq!(person.finding("missing-in-entra"), "silent");
}

#[test]
fn the_own_deleted_twin_is_no_conflict() {
    for (case, user_type) in [(MEMBER, "Member"), (GUEST, "Guest")] {
        let person = shared(anna_missing_in_entra(), user_type)
            .cell("entra.csv", "Holder", "UserPrincipalName", "9999999900004000800000000000000fanna@contoso.example")
            .cell("entra.csv", "Holder", "DeletedDateTime", "2024-10-10T12:00:00Z")
            .judge();
        assert_eq!(person.finding(case), "silent");
    }
}

#[test]
fn a_contact_or_guest_of_exchange_with_the_address_is_a_conflict() {
    let contact = |kind: &str, synced: &str| {
        anna_missing_in_entra()
            .ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{OFFICE}"))
            .row(
                "recipients.csv",
                &[
                    ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
                    ("DisplayName", "Holder"),
                    ("RecipientTypeDetails", kind),
                    ("PrimarySmtpAddress", "office@contoso.example"),
                    ("EmailAddresses", "SMTP:office@contoso.example"),
                    ("IsDirSynced", synced),
                ],
            )
            .judge()
    };
    assert_eq!(contact("MailContact", "False").verdict(), "blocked: conflict-with-guest");
    assert_eq!(contact("GuestMailUser", "False").verdict(), "blocked: conflict-with-guest");
    assert_eq!(contact("MailContact", "True").finding(GUEST), "silent");
}

#[test]
fn a_conflict_is_possible_where_the_user_is_only_possibly_missing() {
    for (case, user_type) in [(MEMBER, "Member"), (GUEST, "Guest")] {
        let person = shared(anna_missing_in_entra(), user_type)
            .without("ad.csv", "objectGUID")
            .without("ad.csv", "mS-DS-ConsistencyGuid")
            .judge();
        assert_eq!(person.finding(case), "also, blocks, possible");
        assert_eq!(person.verdict(), "undetermined");
    }
}

#[test]
fn without_the_user_type_nobody_is_a_guest_or_a_member() {
    let person = shared(anna_missing_in_entra(), "Guest").without("entra.csv", "UserType").judge();
    for case in [MEMBER, GUEST] {
        assert_eq!(person.finding(case), "silent");
        assert_eq!(person.undecided(case), ["entra-users: UserType"]);
    }
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
}

#[test]
fn without_immutable_ids_nobody_is_known_to_be_cloud_only() {
    let person = shared(anna_missing_in_entra(), "Member").without("entra.csv", "OnPremisesImmutableId").judge();
    assert_eq!(person.finding(MEMBER), "silent");
    assert_eq!(person.undecided(MEMBER), ["entra-users: OnPremisesImmutableId"]);
}

#[test]
fn without_addresses_nobody_is_known_to_be_in_the_way() {
    let person = shared(anna_missing_in_entra(), "Member").without("entra.csv", "ProxyAddresses").judge();
    for case in [MEMBER, GUEST] {
        assert_eq!(person.finding(case), "silent");
        assert_eq!(person.undecided(case), ["entra-users: ProxyAddresses"]);
    }
}
