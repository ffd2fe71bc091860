//! What only a configuration can tell: the scope of the synchronisation, the attributes that were chosen.

use super::support::{Exports, OTHER_GUID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, anna, anna_missing_in_entra};

const ROOT: &str = "root, blocks, certain";
const SCOPE: &str = "out-of-scope-by-configuration";
const READABLE: &str = "not-readable-by-connector";

/// Anna is missing in Entra and these filters are known.
fn filtered(scope: &str) -> Exports {
    anna_missing_in_entra().config(&format!("[scope]\n{scope}"))
}

#[test]
fn filters_that_leave_somebody_out_are_the_cause() {
    for (scope, why) in [
        (r#"included_ous = ["OU=Staff,DC=contoso,DC=example"]"#, "none of the included OUs holds it"),
        (r#"excluded_ous = ["ou=people, dc=contoso, dc=example"]"#, "ou=people, dc=contoso, dc=example is excluded"),
        (r#"included_domains = ["fabrikam.example"]"#, "the domain contoso.example is not among those included"),
        (r#"excluded_domains = ["DC=contoso,DC=example"]"#, "the domain contoso.example is excluded"),
        (r#"group_members = ["bert", "carla@contoso.example"]"#, "it is no direct member of the scoping group"),
        ("group_members = []", "it is no direct member of the scoping group"),
        ("excluded_values.sAMAccountName = [\"ANNA\"]", "sAMAccountName is 'anna'"),
        ("required_values.mailNickname = [\"sync\"]", "mailNickname is 'anna'"),
        ("required_values.adminDescription = [\"sync\"]", "adminDescription is empty"),
    ] {
        let person = filtered(scope).judge();
        assert_eq!(person.verdict(), format!("blocked: {SCOPE}"), "{scope}");
        assert_eq!(person.finding(SCOPE), ROOT, "{scope}");
        assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain", "{scope}");
        assert!(person.message(SCOPE).ends_with(why), "{}", person.message(SCOPE));
    }
    assert_eq!(filtered("group_members = []").judge().places(SCOPE), ["ad.csv:2:sAMAccountName"]);
}

#[test]
fn filters_that_let_somebody_pass_leave_the_rights_of_the_connector() {
    for scope in [
        r#"included_ous = ["OU=People,DC=contoso,DC=example"]"#,
        r#"excluded_ous = ["OU=ople,DC=contoso,DC=example", "OU=Shared,DC=contoso,DC=example"]"#,
        // Of two containers the deeper one decides.
        "included_ous = [\"OU=People,DC=contoso,DC=example\"]\nexcluded_ous = [\"DC=contoso,DC=example\"]",
        r#"included_domains = ["contoso.example"]"#,
        r#"group_members = ["CONTOSO\\anna"]"#,
        r#"group_members = ["ANNA@contoso.example"]"#,
        r#"group_members = ["d08f810b-a35c-49a8-a4cd-c6923dfc031e"]"#,
        r#"group_members = ["cn=Anna Berg, ou=People, dc=contoso, dc=example"]"#,
        r#"excluded_values.adminDescription = ["NoSync"]"#,
        r#"required_values.mailNickname = ["Anna"]"#,
    ] {
        let person = filtered(scope).judge();
        assert_eq!(person.verdict(), "blocked: missing-in-entra", "{scope}");
        assert_eq!(person.finding(SCOPE), "silent", "{scope}");
        assert_eq!(person.finding(READABLE), "also, blocks, possible", "{scope}");
    }
}

#[test]
fn all_filters_must_let_somebody_pass() {
    let person = filtered("included_domains = [\"contoso.example\"]\ngroup_members = [\"bert\"]").judge();
    assert_eq!(person.verdict(), format!("blocked: {SCOPE}"));
    assert_eq!(person.finding(READABLE), "silent");
}

#[test]
fn who_is_in_entra_is_asked_no_filter() {
    let person = anna().config("[scope]\ngroup_members = []").judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(SCOPE), "silent");
}

#[test]
fn without_a_configuration_nobody_is_out_of_scope_and_nothing_is_said_of_rights() {
    let person = anna_missing_in_entra().judge();
    assert_eq!((person.finding(SCOPE), person.finding(READABLE)), ("silent".to_owned(), "silent".to_owned()));
}

#[test]
fn a_filter_on_a_column_that_was_not_exported_stays_open() {
    let open = |exports: Exports| {
        let person = exports.judge();
        assert_eq!(person.finding(SCOPE), "silent");
        assert_eq!(person.verdict(), "blocked: missing-in-entra");
        assert_eq!(person.undecided(READABLE), person.undecided(SCOPE));
        person.undecided(SCOPE)
    };
    let scope = r#"excluded_values.extensionAttribute15 = ["NoSync"]"#;
    assert_eq!(open(filtered(scope)), ["ad-users: extensionAttribute15"]);
    let scope = r#"included_ous = ["OU=Staff,DC=contoso,DC=example"]"#;
    assert_eq!(open(filtered(scope).without("ad.csv", "distinguishedName")), ["ad-users: distinguishedName"]);
    let scope = r#"group_members = ["bert"]"#;
    assert_eq!(open(filtered(scope).without("ad.csv", "sAMAccountName")), ["ad-users: sAMAccountName"]);
}

#[test]
fn where_a_conflict_explains_the_absence_nothing_is_said_of_rights() {
    let scope = r#"included_ous = ["OU=People,DC=contoso,DC=example"]"#;
    let guest = [("Id", OTHER_OBJECT_ID), ("UserPrincipalName", "a_x#EXT#@contoso.example"), ("UserType", "Guest")];
    let guest = [&guest[..], &[("ProxyAddresses", "SMTP:anna@contoso.example")]].concat();
    let person = filtered(scope).row("entra.csv", &guest).judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
    assert_eq!(person.finding(READABLE), "silent");
}

#[test]
fn the_scope_of_cloud_sync_is_named_as_such() {
    let scope = "[scope]\ngroup_members = [\"bert\"]\n[synchronisation]\nengine = ";
    let cloud = anna_missing_in_entra().config(&format!("{scope}\"cloud-sync\"")).judge();
    assert_eq!(cloud.verdict(), "blocked: cloud-sync-scope");
    assert_eq!((cloud.finding("cloud-sync-scope"), cloud.finding(SCOPE)), (ROOT.to_owned(), "silent".to_owned()));
    let connect = anna_missing_in_entra().config(&format!("{scope}\"entra-connect\"")).judge();
    assert_eq!(connect.finding("cloud-sync-scope"), "silent");
    assert_eq!(connect.verdict(), format!("blocked: {SCOPE}"));
}

#[test]
fn an_empty_match_attribute_keeps_a_user_out() {
    let config = "[synchronisation]\nmatch_attribute = \"mail\"";
    let person = anna_missing_in_entra().ad("mail", "").config(config).judge();
    assert_eq!(person.verdict(), "blocked: match-attribute-empty");
    assert_eq!(person.finding("match-attribute-empty"), ROOT);
    assert_eq!(person.places("match-attribute-empty"), ["ad.csv:2:mail"]);

    let silent = |exports: Exports| assert_eq!(exports.judge().finding("match-attribute-empty"), "silent");
    silent(anna_missing_in_entra().config(config));
    silent(anna_missing_in_entra().ad("mail", ""));
    silent(anna().ad("mail", "").config(config));
    let person = anna_missing_in_entra().without("ad.csv", "mail").config(config).judge();
    assert_eq!(person.undecided("match-attribute-empty"), ["ad-users: mail"]);
}

#[test]
fn an_anchor_that_is_empty_or_invalid_keeps_a_user_out() {
    let config = "[synchronisation]\nanchor_attribute = \"employeeID\"";
    let with = |anchor: &str| {
        let exports = anna_missing_in_entra().cell("ad.csv", "Bert Lund", "employeeID", "1002");
        exports.ad("employeeID", anchor).config(config).judge()
    };
    for (anchor, fault) in
        [("", "is empty"), ("anna@contoso", "has the character @"), (&"7".repeat(61), "is longer than 60 characters")]
    {
        let person = with(anchor);
        assert_eq!(person.verdict(), "blocked: source-anchor-empty", "{anchor}");
        assert_eq!(person.finding("source-anchor-empty"), ROOT);
        assert!(person.message("source-anchor-empty").starts_with(&format!("employeeID {fault}")));
    }
    for anchor in ["1001", "A-1001", &"7".repeat(60)] {
        assert_eq!(with(anchor).finding("source-anchor-empty"), "silent", "{anchor}");
    }
    let person = anna_missing_in_entra().config(config).judge();
    assert_eq!(person.undecided("source-anchor-empty"), ["ad-users: employeeID"]);
    // A GUID is never empty and always valid.
    let person = anna_missing_in_entra().config(&config.replace("employeeID", "objectGUID")).judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
}

/// Somebody in Entra, synchronised from an account that is in no export.
fn orphan() -> Exports {
    anna().row(
        "entra.csv",
        &[
            ("Id", OTHER_OBJECT_ID),
            ("DisplayName", "Otto Vang"),
            ("UserPrincipalName", "otto@contoso.example"),
            ("UserType", "Member"),
            ("AccountEnabled", "True"),
            ("OnPremisesImmutableId", OTHER_IMMUTABLE_ID),
            ("OnPremisesSyncEnabled", "True"),
            ("AssignedLicenses", super::support::E5),
        ],
    )
}

#[test]
fn a_synchronised_user_without_source_is_orphaned_where_every_domain_was_exported() {
    const ORPHANED: &str = "orphaned-in-entra";
    let all = "[synchronisation]\nall_domains_exported = true";
    let otto = |exports: Exports| exports.report().person("otto@contoso.example").finding(ORPHANED);
    assert_eq!(otto(orphan().config(all)), "also, advisory, certain");
    assert_eq!(otto(orphan()), "silent", "an export of one domain tells nothing of others");
    let of_domain = |name: &str| orphan().cell("entra.csv", "Otto Vang", "OnPremisesDomainName", name);
    assert_eq!(otto(of_domain("contoso.example")), "also, advisory, possible");
    assert_eq!(otto(of_domain("fabrikam.example")), "silent");
    let cloud = |column: &str, value: &str| orphan().cell("entra.csv", "Otto Vang", column, value).config(all);
    assert_eq!(otto(cloud("OnPremisesSyncEnabled", "")), "silent");
    assert_eq!(otto(cloud("OnPremisesImmutableId", "")), "silent");
    assert_eq!(otto(cloud("IsCloudManaged", "True")), "silent");
    let owned =
        [("objectGUID", OTHER_GUID), ("displayName", "Otto V"), ("sAMAccountName", "otto"), ("objectClass", "user")];
    assert_eq!(otto(orphan().row("ad.csv", &owned).config(all)), "silent");
}

#[test]
fn the_option_wins_over_the_date_in_the_configuration() {
    // The tests name a date themselves.
    let dated = anna().config("as_of = 1999-01-01").report();
    assert_eq!(dated.as_of(), super::support::NOW);
}

#[test]
fn filters_that_leave_out_many_who_are_there_are_not_those_of_the_synchronisation() {
    let ids = ["AQAAAAAAAECAAAAAAAAAAA==", "AgAAAAAAAECAAAAAAAAAAA=="];
    let of_people = |exports: Exports, at: usize| {
        let (name, upn) = (format!("Filler {at}"), format!("filler{at}@contoso.example"));
        let (guid, dn) =
            (format!("0000000{at}-0000-4000-8000-000000000000"), format!("CN={name},OU=People,DC=contoso,DC=example"));
        let user = [("objectGUID", guid.as_str()), ("userPrincipalName", &upn), ("distinguishedName", &dn)];
        let cloud = [("OnPremisesImmutableId", ids[at - 1]), ("UserPrincipalName", &upn), ("UserType", "Member")];
        exports.row("ad.csv", &user).row("entra.csv", &cloud)
    };
    let typed = r#"included_ous = ["OU=Poeple,DC=contoso,DC=example"]"#;
    // Bert, Carla and Sales are there, too.
    let report = (1..=2).fold(filtered(typed), of_people).report();
    assert_eq!(report.person("Anna Berg").verdict(), "blocked: missing-in-entra");
    assert_eq!(report.person("Anna Berg").finding(SCOPE), "also, blocks, possible");
    assert!(report.remarks("the filters of [scope] leave 5 users out who are in Entra ID"));
    assert!(
        report.remarks("OUs of [scope] in which no user of Active Directory lies: OU=Poeple,DC=contoso,DC=example")
    );
    let few = (1..=1).fold(filtered(typed), of_people).report();
    assert_eq!(few.person("Anna Berg").finding(SCOPE), ROOT);
}

#[test]
fn members_of_the_scoping_group_that_are_nobody_are_named() {
    let report = filtered(r#"group_members = ["anna.breg", "CONTOSO\\bert", "carla@contoso.example"]"#).report();
    assert!(report.remarks("group_members of [scope] that are no user of Active Directory: anna.breg"));
    assert!(!report.remarks("anna.breg; bert"));
}
