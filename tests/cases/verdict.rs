//! State, root cause and roles: what comes first, what is certain, and who is expected to have a mailbox.

use super::support::{
    E5, E5_WITHOUT_EXCHANGE, Exports, IMMUTABLE_ID, MAILBOX_GUID, OBJECT_ID, OTHER_GUID, OTHER_OBJECT_ID, Person, anna,
    anna_missing_in_entra, exports, plan_of,
};

const OPEN: &str = r#"[{"createdDateTime":"2024-10-01T08:00:00Z","isResolved":false,"serviceInstance":"exchange/EURPR05-001-01","errorDetail":"x"}]"#;

/// Anna without anything that says a mailbox is wanted, with an account like everybody's.
fn without_sign() -> Exports {
    anna().exchange_absent().entra("AssignedLicenses", "[]").ad("mailNickname", "").ad("proxyAddresses", "")
}

#[test]
fn who_is_not_in_entra_is_blocked_there_and_not_by_licenses_or_exchange() {
    let person = anna_missing_in_entra().judge();
    for case in ["no-license", "usage-location-missing", "not-in-exchange", "mailuser-not-mailbox"] {
        assert_eq!(person.finding(case), "silent");
    }
}

#[test]
fn who_is_certainly_missing_in_entra_is_blocked_without_any_export_of_exchange() {
    let person = anna_missing_in_entra().without_file("recipients.csv").judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
}

#[test]
fn scope_ranks_before_deleted_users_and_they_before_conflicts_and_those_before_identity() {
    let deleted = format!(
        "
        # deleted.csv
        Id,DisplayName,UserPrincipalName,Mail,UserType,OnPremisesImmutableId,DeletedDateTime
        {OTHER_OBJECT_ID},Anna B.,x@contoso.example,x@contoso.example,Member,{IMMUTABLE_ID},2024-10-10T12:00:00Z
        88888888-0000-4000-8000-000000000008,Zoe,z@contoso.example,z@contoso.example,Member,AQAAAAAAAAAAAAAAAAAAAA==,2024-10-01T12:00:00Z
        "
    );
    let guest = [
        ("Id", "99999999-0000-4000-8000-00000000000e"),
        ("DisplayName", "Guest"),
        ("UserPrincipalName", "g_x.example#EXT#@contoso.onmicrosoft.com"),
        ("UserType", "Guest"),
        ("ProxyAddresses", "SMTP:anna@contoso.example"),
    ];
    let exports = anna_missing_in_entra().ad("userPrincipalName", "");
    assert_eq!(exports.clone().judge().verdict(), "blocked: upn-empty");
    let exports = exports.row("entra.csv", &guest);
    let person = exports.clone().judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
    assert_eq!(person.finding("upn-empty"), "also, blocks, certain");
    let exports = exports.with(&deleted);
    let person = exports.clone().judge();
    assert_eq!(person.verdict(), "blocked: entra-user-soft-deleted");
    assert_eq!(person.finding("missing-in-entra"), "symptom, blocks, certain");
    let person = exports.ad("adminDescription", "User_x").judge();
    assert_eq!(person.verdict(), "blocked: scope-admin-description");
}

#[test]
fn equal_ranks_are_judged_in_the_order_of_the_index() {
    let person = anna_missing_in_entra()
        .ad("userPrincipalName", "")
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", "SMTP:carla@contoso.example;smtp:anna@contoso.example")
        .judge();
    assert_eq!(person.verdict(), "blocked: upn-empty");
    assert_eq!(person.finding("proxyaddress-duplicate-in-ad"), "also, blocks, certain");
}

#[test]
fn identity_ranks_before_licenses_and_they_before_what_exchange_refuses() {
    let refused = anna().exchange_absent().entra("ServiceProvisioningErrors", OPEN);
    assert_eq!(refused.clone().judge().verdict(), "blocked: exchange-validation-error");
    let unlicensed = refused.entra("AssignedLicenses", "[]");
    let person = unlicensed.clone().judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(person.finding("exchange-validation-error"), "also, blocks, certain");
    let person = unlicensed.ad("mailNickname", "").judge();
    assert_eq!(person.verdict(), "blocked: mailnickname-empty");
    assert_eq!(person.finding("no-license"), "also, blocks, certain");
}

#[test]
fn the_usage_location_comes_before_everything_else_about_licenses() {
    let person =
        anna().exchange_absent().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE).entra("UsageLocation", "").judge();
    assert_eq!(person.verdict(), "blocked: usage-location-missing");
}

#[test]
fn what_exchange_refuses_comes_before_the_sku() {
    let waiting = anna().mail_user().exchange("SKUAssigned", "False");
    assert_eq!(waiting.clone().judge().verdict(), "blocked: sku-not-assigned-in-exchange");
    let person = waiting.entra("ServiceProvisioningErrors", OPEN).judge();
    assert_eq!(person.verdict(), "blocked: exchange-validation-error");
    assert_eq!(person.finding("sku-not-assigned-in-exchange"), "consequence, blocks, certain");
}

#[test]
fn a_possible_cause_stands_beside_the_certain_symptom() {
    let person = anna()
        .exchange_absent()
        .with(
            "
            # deleted-mailboxes.csv
            ExternalDirectoryObjectId,DisplayName,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid,IsInactiveMailbox,WhenSoftDeleted
            99999999-0000-4000-8000-00000000000f,Old,anna@contoso.example,x@contoso.example,UserMailbox,66666666-0000-4000-8000-000000000066,False,2024-10-01T12:00:00Z
            ",
        )
        .judge();
    assert_eq!(person.finding("mailbox-soft-deleted"), "also, advisory, possible");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn where_all_is_only_possible_there_is_no_root() {
    let person =
        anna_missing_in_entra().ad("userPrincipalName", "").without("entra.csv", "OnPremisesImmutableId").judge();
    assert_eq!(person.finding("upn-empty"), "also, blocks, possible");
    assert_eq!(person.finding("missing-in-entra"), "also, blocks, possible");
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn an_undecided_case_withholds_no_root() {
    let person = anna().exchange_absent().entra("AssignedLicenses", "[]").without("entra.csv", "UsageLocation").judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(person.undecided("usage-location-missing"), ["entra-users: UsageLocation"]);
}

#[test]
fn undecided_names_only_what_could_still_change_the_verdict() {
    let scope = "scope-critical-system-object";
    let open = anna_missing_in_entra().without("ad.csv", "isCriticalSystemObject");
    assert_eq!(open.judge().undecided(scope), ["ad-users: isCriticalSystemObject"]);
    let person = anna().without("ad.csv", "isCriticalSystemObject").judge();
    assert!(person.undecided(scope).is_empty());
    // The usage location cannot explain who is missing in Entra, and nothing who has a mailbox.
    for exports in [anna_missing_in_entra(), anna()] {
        let person = exports.without("entra.csv", "UsageLocation").judge();
        assert!(person.undecided("usage-location-missing").is_empty());
    }
}

/// Anna is a mail user whose license was assigned at an instant.
fn assigned_at(instant: &str) -> Person {
    anna().mail_user().entra("AssignedPlans", &plan_of(instant)).judge()
}

#[test]
fn the_24_hours_turn_waiting_into_blocked() {
    for (instant, verdict) in [
        ("2024-10-14T12:00:01Z", "waiting: provisioning-delay"),
        ("2024-10-14T12:00:00Z", "blocked: mailuser-not-mailbox"),
        ("2024-10-14T11:59:59Z", "blocked: mailuser-not-mailbox"),
        ("2024-10-14T14:00:01+02:00", "waiting: provisioning-delay"),
        ("2024-10-14T14:00:00+02:00", "blocked: mailuser-not-mailbox"),
        // An age below zero is zero.
        ("2024-10-16T12:00:00Z", "waiting: provisioning-delay"),
    ] {
        assert_eq!(assigned_at(instant).verdict(), verdict, "{instant}");
    }
}

#[test]
fn an_instant_without_zone_makes_the_verdict_possible_within_14_hours_of_the_limit() {
    for instant in ["2024-10-14T11:00:00", "2024-10-13T22:00:01"] {
        let person = assigned_at(instant);
        assert_eq!(person.finding("mailuser-not-mailbox"), "also, blocks, possible", "{instant}");
        assert!(!person.is_accused(), "{instant}");
    }
    assert_eq!(assigned_at("2024-10-15T01:59:59").finding("provisioning-delay"), "root, advisory, possible");
    assert_eq!(assigned_at("2024-10-14T13:00:00").finding("provisioning-delay"), "root, advisory, possible");
    assert_eq!(assigned_at("2024-10-13T21:59:59").verdict(), "blocked: mailuser-not-mailbox");
    assert_eq!(assigned_at("2024-10-15T02:00:01").finding("provisioning-delay"), "root, advisory, certain");
}

#[test]
fn the_newest_instant_counts_from_the_given_date_of_the_exports() {
    let late = anna().mail_user().entra("AssignedPlans", &plan_of("2024-10-15T02:00:00Z"));
    assert_eq!(late.clone().taken("2024-10-16T01:59:59Z").judge().verdict(), "waiting: provisioning-delay");
    assert_eq!(late.clone().taken("2024-10-16T02:00:00Z").judge().verdict(), "blocked: mailuser-not-mailbox");
    // A date alone means its end.
    assert_eq!(late.clone().taken("2024-10-15").judge().verdict(), "waiting: provisioning-delay");
    assert_eq!(late.taken("2024-10-16").judge().verdict(), "blocked: mailuser-not-mailbox");
}

#[test]
fn an_active_mailbox_ends_every_accusation() {
    let person = anna()
        .ad("userPrincipalName", "")
        .ad("msExchHideFromAddressLists", "TRUE")
        .ad("mailNickname", "")
        .entra("UsageLocation", "")
        .entra("AssignedLicenses", "[]")
        .entra("ServiceProvisioningErrors", OPEN)
        .judge();
    assert_eq!(person.verdict(), "provisioned");
    assert!(!person.is_accused());
}

#[test]
fn a_guest_is_expected_to_have_no_mailbox() {
    let report = anna()
        .row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("UserPrincipalName", "pat_partner.example#EXT#@contoso.onmicrosoft.com"),
                ("UserType", "Guest"),
                ("AssignedLicenses", E5),
                ("UsageLocation", "DE"),
            ],
        )
        .report();
    let person = report.person("pat_partner.example#EXT#@contoso.onmicrosoft.com");
    assert_eq!(person.verdict(), "not-expected");
    assert!(!person.has_findings());
    assert_eq!(report.count("not_expected/guest"), 1);
}

#[test]
fn system_accounts_are_counted_by_the_case_that_says_why() {
    let report = anna_missing_in_entra().ad("isCriticalSystemObject", "True").report();
    assert_eq!(report.count("not_expected/scope-critical-system-object"), 1);
    assert_eq!(report.count("states/not-expected"), 1);
}

#[test]
fn a_disabled_account_without_license_and_remote_attributes_is_not_expected_to_have_a_mailbox() {
    let disabled = anna().exchange_absent().ad("Enabled", "False").entra("AssignedLicenses", "[]");
    let person = disabled.clone().judge();
    assert_eq!(person.verdict(), "not-expected");
    assert!(!person.has_findings());
    for near in [
        disabled.clone().ad("Enabled", "True"),
        disabled.clone().entra("AssignedLicenses", E5),
        disabled.clone().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE),
        disabled.clone().ad("msExchRecipientTypeDetails", "2147483648"),
        disabled.clone().ad("msExchRemoteRecipientType", "1"),
        // The account of a linked mailbox is always disabled.
        disabled.ad("msExchRecipientTypeDetails", "2"),
    ] {
        assert!(near.judge().verdict().starts_with("blocked"), "expected");
    }
}

#[test]
fn without_any_sign_no_mailbox_is_expected() {
    let person = without_sign().judge();
    assert_eq!(person.verdict(), "not-expected");
    assert!(!person.has_findings());
}

#[test]
fn every_sign_that_a_mailbox_is_wanted_counts() {
    for expected in [
        without_sign().ad("mailNickname", "anna"),
        without_sign().ad("proxyAddresses", "SMTP:anna@contoso.example"),
        without_sign().ad("msExchRecipientTypeDetails", "2147483648"),
        without_sign().ad("msExchRemoteRecipientType", "1"),
        without_sign().entra("AssignedLicenses", E5),
        without_sign().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE),
        without_sign().expect("anna@contoso.example"),
    ] {
        assert!(expected.judge().verdict().starts_with("blocked"), "expected");
    }
}

#[test]
fn a_deleted_mailbox_of_the_person_is_a_sign_unless_the_account_is_disabled() {
    let deleted = |exports: Exports| {
        exports.with(&format!(
            "
            # deleted-mailboxes.csv
            ExternalDirectoryObjectId,DisplayName,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid,IsInactiveMailbox,WhenSoftDeleted
            {OBJECT_ID},Old,x@contoso.example,x@contoso.example,UserMailbox,66666666-0000-4000-8000-000000000066,False,2024-10-01T12:00:00Z
            "
        ))
    };
    assert_eq!(deleted(without_sign()).judge().verdict(), "blocked: mailbox-soft-deleted");
    assert_eq!(deleted(without_sign().ad("Enabled", "False")).judge().verdict(), "not-expected");
}

#[test]
fn a_remote_mailbox_that_was_given_up_is_no_sign() {
    for kind in ["8", "2", "16"] {
        assert_eq!(without_sign().ad("msExchRemoteRecipientType", kind).judge().verdict(), "not-expected", "{kind}");
    }
}

#[test]
fn a_secondary_address_is_no_sign_that_a_mailbox_is_wanted() {
    assert_eq!(without_sign().ad("proxyAddresses", "smtp:anna@contoso.example").judge().verdict(), "not-expected");
}

#[test]
fn naming_somebody_does_not_make_guests_or_system_accounts_people() {
    let named = anna_missing_in_entra().ad("isCriticalSystemObject", "True").expect("anna");
    assert_eq!(named.judge().verdict(), "not-expected: scope-critical-system-object");
}

#[test]
fn nobody_is_accused_while_it_is_open_whether_a_mailbox_is_wanted() {
    let person = without_sign().without("ad.csv", "mailNickname").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
}

#[test]
fn an_export_of_active_directory_alone_accuses_nobody_but_tells_system_accounts() {
    let report = exports(
        "
        # ad.csv
        objectGUID,sAMAccountName,userPrincipalName,mailNickname,proxyAddresses,displayName,isCriticalSystemObject,whenCreated
        d08f810b-a35c-49a8-a4cd-c6923dfc031e,anna,anna@contoso.example,anna,SMTP:anna@contoso.example,Anna Berg,False,2020-02-03T09:00:00Z
        4a662dec-bc58-4e90-848d-35e761f5cd59,bert,bert@contoso.example,bert,SMTP:bert@contoso.example,Bert Lund,False,2020-02-03T09:00:00Z
        7d3b5087-65ab-47b0-87a3-d60f3bb9a482,carla,carla@contoso.example,carla,SMTP:carla@contoso.example,Carla Diaz,True,2020-02-03T09:00:00Z
        ",
    )
    .report();
    assert_eq!(report.person("anna").verdict(), "undetermined");
    assert_eq!(report.person("carla").verdict(), "not-expected: scope-critical-system-object");
    assert_eq!(report.count("states/blocked"), 0);
}

#[test]
fn entra_and_exchange_alone_judge_licenses_and_provisioning() {
    let cloud = anna().without_file("ad.csv");
    assert_eq!(cloud.clone().exchange_absent().judge().verdict(), "blocked: not-in-exchange");
    let waiting = cloud.clone().mail_user().exchange("SKUAssigned", "False").judge();
    assert_eq!(waiting.verdict(), "blocked: sku-not-assigned-in-exchange");
    let off = cloud.exchange_absent().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE).judge();
    assert_eq!(off.verdict(), "blocked: exchange-plan-disabled");
}

#[test]
fn hiding_a_case_changes_no_verdict() {
    let report = anna().exchange_absent().argument("--ignore").argument("not-in-exchange").report();
    let person = report.person("Anna Berg");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(person.finding("not-in-exchange"), "silent");
    assert_eq!((report.count("states/blocked"), report.count("hidden")), (1, 1));
}

#[test]
fn the_counts_cover_everybody() {
    let report = anna()
        .exchange_absent()
        .row(
            "ad.csv",
            &[
                ("objectGUID", OTHER_GUID),
                ("sAMAccountName", "dora"),
                ("userPrincipalName", "dora@contoso.example"),
                ("mailNickname", "dora"),
                ("msExchMailboxGuid", MAILBOX_GUID),
            ],
        )
        .report();
    assert_eq!(report.count("people"), 5);
    assert_eq!((report.count("states/provisioned"), report.count("states/blocked")), (3, 2));
    assert_eq!((report.count("root_causes/not-in-exchange"), report.count("root_causes/missing-in-entra")), (1, 1));
}

/// The marks of the ten steps.
fn marks(exports: Exports) -> Vec<String> {
    let told = exports.why("anna@contoso.example");
    let steps = told.lines().filter(|line| line.get(..4).is_some_and(|start| start.trim_end().ends_with('.')));
    steps.map(|step| step[4..15].trim().to_owned()).collect()
}

#[test]
fn a_step_is_passed_only_where_somebody_could_look() {
    let healthy = marks(anna());
    assert_eq!([0, 1, 2, 3, 4, 6, 7, 8, 9].map(|step: usize| healthy[step].as_str()), ["passed"; 9]);
    // Nobody has exported deleted mailboxes.
    let absent = marks(anna().exchange_absent());
    assert_eq!((&*absent[2], &*absent[8]), ("FAILED", "not judged"));
    let blind = marks(anna().without_file("recipients.csv"));
    assert_eq!([&*blind[2], &*blind[8], &*blind[9]], ["not judged"; 3]);
    let alone = marks(anna().without_file("recipients.csv").without_file("entra.csv"));
    assert_eq!([0, 2, 6, 7, 8, 9].map(|step: usize| alone[step].as_str()), ["not judged"; 6]);
    let looked = anna().exchange_absent().with(
        "
        # deleted.csv
        ExternalDirectoryObjectId,DisplayName,PrimarySmtpAddress,ExchangeGuid,IsInactiveMailbox,WhenSoftDeleted
        88888888-0000-4000-8000-000000000008,Zoe,zoe@contoso.example,66666666-0000-4000-8000-000000000066,False,2024-10-01T12:00:00Z
        ",
    );
    assert_eq!(marks(looked)[8], "passed");
}

#[test]
fn a_blocked_credential_is_not_shown_as_an_enabled_account() {
    let told = anna().without("entra.csv", "AccountEnabled").entra("BlockCredential", "True").why("anna");
    let line = |what: &str| told.lines().find(|line| line.contains(what) && line.contains("True")).map(str::to_owned);
    assert!(line(" blocked ").is_some(), "{told}");
    assert_eq!(line(" enabled ").map(|line| line.matches("True").count()), Some(1), "{told}");
}
