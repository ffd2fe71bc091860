//! What concerns the tenant as a whole is told once, with how many people it concerns.

use super::support::{E5, Exports, NOW, anna, anna_missing_in_entra};

/// Adds users of Active Directory who are nowhere else.
fn missing(exports: Exports, people: usize, unit: &str, created: &str) -> Exports {
    (0..people).fold(exports, |exports, at| {
        let (name, mail) = (format!("New {at}"), format!("new{at}@contoso.example"));
        exports.row(
            "ad.csv",
            &[
                ("objectGUID", &format!("66666666-0000-4000-8000-{at:012}")),
                ("sAMAccountName", &format!("new{at}")),
                ("userPrincipalName", &mail),
                ("mailNickname", &format!("new{at}")),
                ("mail", &mail),
                ("proxyAddresses", &format!("SMTP:{mail}")),
                ("displayName", &name),
                ("distinguishedName", &format!("CN={name},{unit}")),
                ("objectClass", "user"),
                ("Enabled", "True"),
                ("whenCreated", created),
            ],
        )
    })
}

const PEOPLE: &str = "OU=People,DC=contoso,DC=example";
const BRANCH: &str = "OU=Branch,DC=contoso,DC=example";
const LONG_AGO: &str = "2020-01-02T09:00:00Z";

#[test]
fn nothing_is_said_of_a_healthy_tenant() {
    let report = anna().report();
    let worse: Vec<String> =
        report.tenant_findings().into_iter().filter(|told| !told.contains(", advisory, ")).collect();
    assert_eq!((worse, report.exit_code()), (Vec::new(), 0));
}

#[test]
fn an_ou_of_which_nobody_is_in_entra_looks_unsynchronised() {
    const CASE: &str = "out-of-scope-by-configuration";
    let report = missing(anna(), 3, BRANCH, LONG_AGO).report();
    assert_eq!(
        report.tenant(CASE),
        "blocks, possible, 3 people: Everybody in these OUs is missing in Entra ID, while users of other OUs are there, so \
         they look as if they were not synchronised: OU=Branch,DC=contoso,DC=example (3)"
    );
    assert_eq!(report.tenant_evidence(CASE), ["ad.csv:6:distinguishedName"]);
    assert_eq!(report.person("new0@contoso.example").verdict(), "blocked: missing-in-entra", "nobody is accused by it");

    let silent = |exports: Exports| assert_eq!(exports.report().tenant(CASE), "silent");
    silent(missing(anna(), 2, BRANCH, LONG_AGO));
    silent(missing(anna(), 3, PEOPLE, LONG_AGO));
    silent(
        missing(anna(), 3, BRANCH, LONG_AGO).config("[scope]\nexcluded_ous = [\"OU=Branch,DC=contoso,DC=example\"]"),
    );
    silent(missing(anna(), 3, BRANCH, LONG_AGO).without("ad.csv", "distinguishedName"));
    silent(missing(anna(), 3, BRANCH, LONG_AGO).without_file("entra.csv"));
}

#[test]
fn with_a_configuration_the_same_people_are_certainly_out_of_scope() {
    let config = "[scope]\nexcluded_ous = [\"OU=Branch,DC=contoso,DC=example\"]";
    let report = missing(anna(), 3, BRANCH, LONG_AGO).config(config).report();
    assert_eq!(report.count("root_causes/out-of-scope-by-configuration"), 3);
}

#[test]
fn a_tenant_that_only_begins_to_synchronise_is_told_with_certainty() {
    const CASE: &str = "tenant-dirsync-pending";
    let settings = |status: &str| {
        anna().with(&format!(
            "
            # tenant.csv
            DisplayName,DirectorySynchronizationEnabled,DirectorySynchronizationStatus
            Contoso,True,{status}"
        ))
    };
    let report = settings("PendingEnabled").report();
    let said = "blocks, certain, 0 people: Directory synchronisation is just being activated for the whole tenant";
    assert_eq!(report.tenant(CASE), said);
    assert_eq!(report.tenant_evidence(CASE), ["tenant.csv:2:DirectorySynchronizationStatus"]);
    assert_eq!(report.exit_code(), 0, "everybody has a mailbox, so nothing is blocked");
    let degrades = |exports: Exports| exports.argument("--fail-on").argument("degrades");
    assert_eq!(degrades(settings("PendingEnabled")).report().exit_code(), 1, "but something is wrong");
    assert!(settings("PendingDisabled").report().tenant(CASE).contains("deactivated"));
    for status in ["Enabled", "Disabled", ""] {
        assert_eq!(settings(status).report().tenant(CASE), "silent", "{status}");
    }

    let hidden = degrades(settings("PendingEnabled")).argument("--ignore").argument(CASE).report();
    assert_eq!((hidden.tenant(CASE).as_str(), hidden.count("hidden"), hidden.exit_code()), ("silent", 1, 0));
    let never = settings("PendingEnabled").argument("--fail-on").argument("never").report();
    assert_eq!(never.exit_code(), 0);
}

#[test]
fn an_exceeded_quota_is_told_once() {
    const CASE: &str = "object-quota-exceeded";
    let errors = |message: &str| {
        anna_missing_in_entra().with(&format!(
            "
            # errors.csv
            Id,UserPrincipalName,CreatedDateTime,IsResolved,ServiceInstance,ErrorDetail
            11111111-0000-4000-8000-0000000000aa,anna@contoso.example,{NOW},False,directory,{message}"
        ))
    };
    let message = "This company has exceeded the number of objects that can be synchronized. Error 016";
    let report = errors(message).report();
    assert!(report.tenant(CASE).starts_with("blocks, certain, 1 people: "), "{}", report.tenant(CASE));
    assert_eq!(report.tenant_evidence(CASE), ["errors.csv:2:ErrorDetail", "errors.csv:2:CreatedDateTime"]);
    assert_eq!(errors("The name is in use").report().tenant(CASE), "silent");
}

#[test]
fn a_synchronisation_that_rests_for_days_is_told_and_what_is_new_since_is_counted() {
    let days_later = "2024-10-19T12:00:00Z";
    let stale = anna().taken(days_later).report();
    let said = stale.tenant("sync-stale");
    assert!(
        said.starts_with("advisory, possible, 0 people: Nobody was synchronised after 2024-10-15T12:00:00Z"),
        "{said}"
    );
    assert_eq!(stale.tenant_evidence("sync-stale"), ["entra.csv:2:OnPremisesLastSyncDateTime"]);
    assert_eq!(stale.tenant("tenant-sync-stopped"), "silent", "nobody new is missing");
    assert_eq!(anna().taken("2024-10-16T12:00:00Z").report().tenant("sync-stale"), "silent");

    let since = missing(anna(), 1, PEOPLE, "2024-10-17T08:00:00Z").taken(days_later).report();
    let said = since.tenant("tenant-sync-stopped");
    assert!(said.starts_with("blocks, possible, 1 people: Nobody was synchronised after"), "{said}");
    assert_eq!(
        since.tenant_evidence("tenant-sync-stopped"),
        ["ad.csv:6:whenCreated", "entra.csv:2:OnPremisesLastSyncDateTime"]
    );
    let older = missing(anna(), 1, PEOPLE, "2024-10-14T08:00:00Z").taken(days_later).report();
    assert_eq!(older.tenant("tenant-sync-stopped"), "silent");
}

#[test]
fn what_else_happened_in_the_cloud_makes_the_rest_certain() {
    let newer = anna().entra("CreatedDateTime", "2024-10-18T12:00:00Z").taken("2024-10-18T12:00:00Z").report();
    assert!(newer.tenant("sync-stale").starts_with("advisory, certain"), "{}", newer.tenant("sync-stale"));
}

#[test]
fn everybody_created_after_an_instant_is_missing_when_the_synchronisation_has_stopped() {
    const CASE: &str = "tenant-sync-stopped";
    let since = "2024-10-01T08:00:00Z";
    let report = missing(anna(), 3, PEOPLE, since).report();
    assert_eq!(
        report.tenant(CASE),
        "blocks, possible, 3 people: Everybody created after 2020-02-03T09:00:00Z is missing in Entra ID, while older users \
         are there"
    );
    let silent = |exports: Exports| assert_eq!(exports.report().tenant(CASE), "silent");
    silent(missing(anna(), 2, PEOPLE, since));
    silent(missing(anna(), 3, PEOPLE, LONG_AGO));
    silent(missing(anna(), 3, PEOPLE, since).ad("whenCreated", since));
    // They may be newer than the export of Entra ID.
    silent(missing(anna(), 3, PEOPLE, "2024-10-15T11:00:00Z"));
    silent(missing(anna(), 3, PEOPLE, since).without("ad.csv", "whenCreated"));
}

#[test]
fn a_synchronisation_that_ended_with_the_service_for_old_versions_is_told() {
    const CASE: &str = "connect-version-blocked";
    let last = |instant: &str| {
        let names = ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"];
        let exports = names
            .into_iter()
            .fold(anna(), |exports, name| exports.cell("entra.csv", name, "OnPremisesLastSyncDateTime", instant));
        missing(exports, 1, PEOPLE, "2026-10-08T08:00:00Z").taken("2026-10-10T12:00:00Z")
    };
    let said = last("2026-09-30T03:00:00Z").report().tenant(CASE);
    assert!(said.starts_with("blocks, possible, 1 people: The last synchronisation, 2026-09-30T03:00:00Z"), "{said}");
    for other in ["2026-08-30T03:00:00Z", "2026-10-05T03:00:00Z"] {
        assert_eq!(last(other).report().tenant(CASE), "silent", "{other}");
    }
}

#[test]
fn users_without_mail_who_are_all_missing_look_as_if_mail_matched_accounts() {
    const CASE: &str = "match-attribute-empty";
    let without_mail = |people: usize| {
        let exports = missing(anna(), people, PEOPLE, LONG_AGO);
        (0..people).fold(exports, |exports, at| exports.cell("ad.csv", &format!("New {at}"), "mail", ""))
    };
    let said = without_mail(3).report().tenant(CASE);
    assert!(said.starts_with("blocks, possible, 3 people: Nobody without mail is in Entra ID (3 missing)"), "{said}");
    let silent = |exports: Exports| assert_eq!(exports.report().tenant(CASE), "silent");
    silent(without_mail(2));
    silent(without_mail(3).ad("mail", ""));
    silent(without_mail(3).cell("ad.csv", "New 0", "mail", "new0@contoso.example"));
    silent(without_mail(3).config("[synchronisation]\nmatch_attribute = \"mail\""));
}

#[test]
fn another_anchor_attribute_is_told_once_and_changes_nobodys_anchor() {
    const CASE: &str = "source-anchor-changed";
    let others = [
        ("Anna Berg", "2ZqutHYO2EeXXWFMuESGeQ=="),
        ("Bert Lund", "2ZqutHYO2EeXXWFMuESGeA=="),
        ("Carla Diaz", "2ZqutHYO2EeXXWFMuESGew=="),
    ];
    let anchored = |people: usize| {
        let rows = others.into_iter().take(people);
        rows.fold(anna(), |exports, (name, id)| exports.cell("entra.csv", name, "OnPremisesImmutableId", id)).report()
    };
    let report = anchored(3);
    assert!(
        report.tenant(CASE).starts_with("advisory, possible, 3 people: 3 joined people"),
        "{}",
        report.tenant(CASE)
    );
    assert_eq!(report.person("Anna Berg").finding(CASE), "silent");
    assert_eq!(anchored(1).tenant(CASE), "silent");
    assert_eq!(anchored(1).person("Anna Berg").finding(CASE), "also, degrades, certain");
}

/// A linked mailbox that is missing in Entra.
fn linked() -> Exports {
    anna_missing_in_entra().ad("msExchRecipientTypeDetails", "2").ad("Enabled", "False")
}

#[test]
fn a_linked_mailbox_waits_for_its_master_account() {
    const CASE: &str = "linked-mailbox-without-master";
    let with_sids = |exports: Exports, master: &str| {
        exports.cell("ad.csv", "Bert Lund", "msExchMasterAccountSid", "S-1-5-10").ad("msExchMasterAccountSid", master)
    };
    let person = with_sids(linked(), "").judge();
    assert_eq!(person.verdict(), format!("blocked: {CASE}"));
    assert_eq!(person.finding(CASE), "root, blocks, certain");
    assert_eq!(person.places(CASE), ["ad.csv:2:msExchRecipientTypeDetails", "ad.csv:2:msExchMasterAccountSid"]);

    // The forest of the master account was not exported.
    let person = with_sids(linked(), "S-1-5-21-7-7-7-1001").judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(person.undecided(CASE), ["ad-users: objectSid"]);
    assert_eq!(linked().judge().undecided(CASE), ["ad-users: msExchMasterAccountSid"]);

    let shared = with_sids(linked(), "").ad("msExchRecipientTypeDetails", "4").judge();
    assert_eq!(shared.finding(CASE), "silent");
    let present = with_sids(anna().ad("msExchRecipientTypeDetails", "2"), "").judge();
    assert_eq!(present.finding(CASE), "silent");
}

#[test]
fn a_name_that_nearly_matches_is_a_hint_beside_who_is_missing() {
    let other = |upn: &str| {
        let cells = [
            ("Id", super::support::OTHER_OBJECT_ID),
            ("DisplayName", "Somebody"),
            ("UserPrincipalName", upn),
            ("UserType", "Member"),
            ("AssignedLicenses", E5),
        ];
        let exports = anna_missing_in_entra().ad("userPrincipalName", "anna.berg@contoso.example");
        exports.row("entra.csv", &cells).judge()
    };
    let said = "The user is in Active Directory, but not in Entra ID";
    for (upn, difference) in [
        ("anna.breg@contoso.example", "what may be a typing error"),
        ("anna.bérg@contoso.example", "an accent"),
        ("anna.bеrg@contoso.example", "a letter of another alphabet"),
        ("anna. berg@contoso.example", "a blank or an invisible character"),
        ("anna.berg@fabrikam.example", "the domain"),
    ] {
        let person = other(upn);
        assert_eq!(person.verdict(), "blocked: missing-in-entra", "{upn} is no join");
        assert_eq!(person.message("missing-in-entra"), format!("{said}; {upn} there differs by {difference} only"));
        assert!(person.places("missing-in-entra").contains(&"entra.csv:5:UserPrincipalName".to_owned()));
    }
    for upn in ["anna.berg2@contoso.example", "berta.anders@contoso.example"] {
        assert_eq!(other(upn).message("missing-in-entra"), said, "{upn}");
    }
    // Whoever belongs to somebody else is no hint.
    let taken = anna_missing_in_entra().ad("userPrincipalName", "berta@contoso.example").judge();
    assert_eq!(taken.message("missing-in-entra"), said);
}

#[test]
fn an_enabled_account_beside_a_linked_mailbox_is_its_master() {
    const CASE: &str = "linked-mailbox-without-master";
    let with = |master: &str, column: &str, value: &str| {
        linked()
            .ad("msExchMasterAccountSid", master)
            .cell("ad.csv", "Bert Lund", "msExchMasterAccountSid", "S-1-5-10")
            .cell("ad.csv", "Carla Diaz", column, value)
    };
    assert_eq!(with("S-1-5-10", "objectSid", "S-1-5-21-7-7-7-1001").judge().finding(CASE), "root, blocks, certain");
    for (master, column, value) in [
        ("S-1-5-21-7-7-7-1001", "objectSid", "S-1-5-21-7-7-7-1001"),
        ("S-1-5-10", "mail", "anna@contoso.example"),
        ("S-1-5-10", "mS-DS-ConsistencyGuid", super::support::IMMUTABLE_ID),
    ] {
        let person = with(master, column, value).judge();
        assert_eq!(person.finding(CASE), "silent", "{column}");
        let disabled = with(master, column, value).cell("ad.csv", "Carla Diaz", "Enabled", "False").judge();
        assert_ne!(disabled.verdict(), "provisioned", "{column}");
    }
}
