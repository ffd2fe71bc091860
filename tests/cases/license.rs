//! Stage 4: usage location and licenses.

use super::support::{E5, E5_WITHOUT_EXCHANGE, Exports, POWER_BI, anna, plan_in};

const ROOT: &str = "root, blocks, certain";
const LOCATION: &str = "usage-location-missing";
const UNLICENSED: &str = "no-license";
const WITHOUT_PLAN: &str = "license-without-exchange-plan";
const DISABLED: &str = "exchange-plan-disabled";
const CASES: [&str; 4] = [LOCATION, UNLICENSED, WITHOUT_PLAN, DISABLED];

/// A subscription that Microsoft's list does not know.
const UNKNOWN_SKU: &str = r#"[{"skuId":"77777777-0000-4000-8000-000000000077","disabledPlans":[]}]"#;

/// Anna is a remote shared mailbox in Active Directory, of which there is no recipient.
fn shared_mailbox() -> Exports {
    anna().exchange_absent().ad("msExchRecipientTypeDetails", "34359738368")
}

#[test]
fn without_usage_location_no_license_can_be_assigned() {
    let person = anna().exchange_absent().entra("AssignedLicenses", "[]").entra("UsageLocation", "").judge();
    assert_eq!(person.verdict(), "blocked: usage-location-missing");
    assert_eq!(person.finding(LOCATION), ROOT);
    assert_eq!(person.finding(UNLICENSED), "consequence, blocks, certain");
}

#[test]
fn a_filled_usage_location_is_not_missing() {
    let person = anna().exchange_absent().entra("AssignedLicenses", "[]").judge();
    assert_eq!(person.finding(LOCATION), "silent");
    assert_eq!(person.verdict(), "blocked: no-license");
}

#[test]
fn a_missing_usage_location_is_a_note_beside_a_license() {
    let person = anna().exchange_absent().entra("UsageLocation", "").judge();
    assert_eq!(person.finding(LOCATION), "also, advisory, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_missing_usage_location_is_a_note_where_no_license_is_needed() {
    let person = shared_mailbox().entra("AssignedLicenses", "[]").entra("UsageLocation", "").judge();
    assert_eq!(person.finding(LOCATION), "also, advisory, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn without_its_column_no_usage_location_is_missing() {
    let person = anna().exchange_absent().entra("AssignedLicenses", "[]").without("entra.csv", "UsageLocation").judge();
    assert_eq!(person.finding(LOCATION), "silent");
    assert_eq!(person.undecided(LOCATION), ["entra-users: UsageLocation"]);
    assert_eq!(person.verdict(), "blocked: no-license");
}

#[test]
fn a_usage_location_nobody_filled_was_perhaps_not_exported() {
    let mut exports = anna().exchange_absent().entra("AssignedLicenses", "[]");
    for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
        exports = exports.cell("entra.csv", name, "UsageLocation", "");
    }
    let person = exports.clone().judge();
    assert_eq!(person.undecided(LOCATION), ["entra-users: UsageLocation"]);
    assert_eq!(person.verdict(), "blocked: no-license");
    let trusted = exports.argument("--trust-blank").argument("entra-users:UsageLocation").judge();
    assert_eq!(trusted.verdict(), "blocked: usage-location-missing");
}

#[test]
fn without_license_no_mailbox_is_made() {
    for licenses in ["[]", ""] {
        let person = anna().exchange_absent().entra("AssignedLicenses", licenses).judge();
        assert_eq!(person.verdict(), "blocked: no-license", "{licenses}");
        assert_eq!(person.finding(UNLICENSED), ROOT, "{licenses}");
    }
}

#[test]
fn a_mail_user_without_license_has_no_license() {
    let person = anna().mail_user().entra("AssignedLicenses", "[]").judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(anna().mail_user().judge().finding(UNLICENSED), "silent");
}

#[test]
fn who_has_a_license_is_not_without() {
    assert_eq!(anna().exchange_absent().judge().finding(UNLICENSED), "silent");
}

#[test]
fn a_mailbox_ends_every_accusation_about_licenses() {
    for licenses in ["[]", POWER_BI, E5_WITHOUT_EXCHANGE] {
        let person = anna().entra("AssignedLicenses", licenses).judge();
        assert_eq!(person.verdict(), "provisioned");
        assert!(!person.is_accused());
    }
}

#[test]
fn shared_room_and_equipment_mailboxes_need_no_license() {
    for kind in ["34359738368", "8589934592", "17179869184"] {
        for licenses in ["[]", POWER_BI, E5_WITHOUT_EXCHANGE] {
            let person = anna()
                .exchange_absent()
                .ad("msExchRecipientTypeDetails", kind)
                .entra("AssignedLicenses", licenses)
                .judge();
            assert_eq!(person.verdict(), "blocked: not-in-exchange", "{kind} {licenses}");
            for case in CASES {
                assert_eq!(person.finding(case), "silent", "{kind} {licenses}");
            }
        }
    }
}

#[test]
fn the_flags_of_the_remote_type_name_a_shared_mailbox_too() {
    let unlicensed = anna().exchange_absent().entra("AssignedLicenses", "[]");
    assert_eq!(unlicensed.clone().ad("msExchRemoteRecipientType", "97").judge().finding(UNLICENSED), "silent");
    assert_eq!(unlicensed.ad("msExchRemoteRecipientType", "1").judge().finding(UNLICENSED), ROOT);
}

#[test]
fn a_license_without_mailbox_plan_gives_no_mailbox() {
    for licenses in [POWER_BI, "contoso:POWER_BI_STANDARD", "power_bi_standard"] {
        let person = anna().exchange_absent().entra("AssignedLicenses", licenses).judge();
        assert_eq!(person.verdict(), "blocked: license-without-exchange-plan", "{licenses}");
        assert_eq!(person.finding(WITHOUT_PLAN), ROOT, "{licenses}");
        assert_eq!(person.finding(UNLICENSED), "silent", "{licenses}");
    }
}

#[test]
fn foundation_and_archive_are_no_mailbox_plans() {
    // Exchange Online Archiving, and Enterprise Mobility + Security with EXCHANGE_S_FOUNDATION only.
    for sku in ["90b5e015-709a-4b8b-b08e-3200f994494c", "efccb6f7-5641-4e0e-bd10-b4976e1bf68e"] {
        let licenses = format!(r#"[{{"skuId":"{sku}","disabledPlans":[]}}]"#);
        let person = anna().exchange_absent().entra("AssignedLicenses", &licenses).judge();
        assert_eq!(person.finding(WITHOUT_PLAN), ROOT, "{sku}");
    }
}

#[test]
fn one_license_with_a_mailbox_plan_is_enough() {
    let both = format!("{},{}", POWER_BI.trim_end_matches(']'), E5.trim_start_matches('['));
    let person = anna().exchange_absent().entra("AssignedLicenses", &both).judge();
    assert_eq!(person.finding(WITHOUT_PLAN), "silent");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_license_that_nobody_knows_may_hold_a_mailbox_plan() {
    let unknown = anna().exchange_absent().entra("AssignedLicenses", UNKNOWN_SKU);
    // The plan is on: assignedPlans says so, whatever the license is called.
    assert_eq!(unknown.clone().judge().verdict(), "blocked: not-in-exchange");
    let person = unknown.without("entra.csv", "AssignedPlans").judge();
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
    assert!(!person.undecided(WITHOUT_PLAN).is_empty());
}

#[test]
fn a_plan_that_is_switched_off_gives_no_mailbox() {
    let person = anna().exchange_absent().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE).judge();
    assert_eq!(person.verdict(), "blocked: exchange-plan-disabled");
    assert_eq!(person.finding(DISABLED), ROOT);
}

#[test]
fn a_switched_off_plan_is_off_whatever_the_assigned_plans_say() {
    let off = anna().exchange_absent().entra("AssignedLicenses", E5_WITHOUT_EXCHANGE);
    assert_eq!(off.clone().judge().finding(DISABLED), ROOT);
    assert_eq!(off.entra("AssignedPlans", "[]").judge().finding(DISABLED), ROOT);
}

#[test]
fn another_plan_that_is_switched_off_is_no_matter() {
    let licenses =
        E5_WITHOUT_EXCHANGE.replace("efb87545-963c-4e0d-99df-69c6916d9eb0", "57ff2da0-773e-42df-b2af-ffb7a2317929");
    let person = anna().exchange_absent().entra("AssignedLicenses", &licenses).judge();
    assert_eq!(person.finding(DISABLED), "silent");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn another_license_may_have_the_plan_on() {
    let standard = r#"{"skuId":"4b9405b0-7788-4568-add1-99614e613b69","disabledPlans":[]}]"#;
    let both = format!("{},{standard}", E5_WITHOUT_EXCHANGE.trim_end_matches(']'));
    let person = anna().exchange_absent().entra("AssignedLicenses", &both).judge();
    assert_eq!(person.finding(DISABLED), "silent");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn where_switched_off_plans_were_not_exported_the_plan_counts_as_on_and_nothing_is_certain() {
    let person = anna().exchange_absent().entra("AssignedLicenses", "contoso:SPE_E5").judge();
    assert_eq!(person.finding("not-in-exchange"), "also, blocks, possible");
    assert_eq!(person.verdict(), "undetermined");
    assert_eq!(person.undecided(DISABLED), ["entra-users: AssignedLicenses"]);
}

#[test]
fn without_licenses_nobody_is_accused_of_having_none() {
    let open = anna().exchange_absent().entra("AssignedPlans", "[]");
    for exports in [
        open.clone().without("entra.csv", "AssignedLicenses"),
        open.clone().entra("AssignedLicenses", "System.Collections.Generic.List`1[Microsoft.Graph.AssignedLicense]"),
        open.entra("AssignedLicenses", r#"[{"skuId":"06ebc4ee-1bb5-4"#),
    ] {
        let person = exports.judge();
        for case in [UNLICENSED, WITHOUT_PLAN, DISABLED] {
            assert_eq!(person.finding(case), "silent");
            assert_eq!(person.undecided(case), ["entra-users: AssignedLicenses"]);
        }
        assert_eq!(person.finding(LOCATION), "silent");
        assert!(!person.is_accused());
        assert_eq!(person.verdict(), "undetermined");
    }
}

#[test]
fn without_licenses_a_missing_usage_location_blocks_nobody() {
    let person = anna()
        .exchange_absent()
        .entra("AssignedPlans", "[]")
        .entra("UsageLocation", "")
        .without("entra.csv", "AssignedLicenses")
        .judge();
    assert!(!person.is_accused());
    assert_eq!(person.undecided(LOCATION), ["entra-users: AssignedLicenses"]);
}

#[test]
fn an_assigned_plan_proves_the_license_that_was_not_exported() {
    let person = anna().exchange_absent().without("entra.csv", "AssignedLicenses").judge();
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_user_said_to_be_unlicensed_needs_no_list_of_licenses() {
    let open = anna().exchange_absent().entra("AssignedPlans", "[]").without("entra.csv", "AssignedLicenses");
    assert_eq!(open.clone().entra("IsLicensed", "False").judge().verdict(), "blocked: no-license");
    assert_eq!(open.entra("IsLicensed", "True").judge().verdict(), "undetermined");
}

#[test]
fn a_license_that_nobody_knows_is_no_license_without_mailbox_plan() {
    let person = anna().exchange_absent().entra("AssignedLicenses", UNKNOWN_SKU).entra("AssignedPlans", "[]").judge();
    assert_eq!(person.finding(WITHOUT_PLAN), "silent");
    assert!(!person.is_accused());
    assert_eq!(person.verdict(), "undetermined");
}

const IMPOSSIBLE: &str = "usage-location-invalid";
const STUCK: &str = "exchange-plan-not-enabled";
const FAILED: &str = "license-assignment-error";
const SPARED: &str = "license-not-required";
const UNCOVERED: &str = "license-reconciliation-needed";
const DISCONNECTED: &str = "mailbox-disconnected-license-removed";
const CALENDAR: &str = "calendar-only-license";

const GROUP: &str = "22222222-0000-4000-8000-000000000001";

/// Anna without license and without recipient.
fn unlicensed() -> Exports {
    anna().exchange_absent().entra("AssignedLicenses", "[]").entra("AssignedPlans", "[]")
}

#[test]
fn a_usage_location_that_is_no_country_takes_no_license() {
    for location in ["DEU", "276", "D", "D1"] {
        let person = unlicensed().entra("UsageLocation", location).judge();
        assert_eq!(person.verdict(), "blocked: usage-location-invalid", "{location}");
        assert_eq!(person.finding(IMPOSSIBLE), ROOT, "{location}");
        assert_eq!(person.finding(UNLICENSED), "consequence, blocks, certain", "{location}");
        let told = format!("The usage location '{location}' is no country code, so no license can be assigned");
        assert_eq!(person.message(IMPOSSIBLE), told);
        assert_eq!(person.proof(IMPOSSIBLE)[0], format!("entra.csv:2:UsageLocation={location}"));
    }
}

#[test]
fn codes_and_names_of_countries_are_usage_locations() {
    for location in ["DE", "de", "XK", "Germany", "bosnia & herzegovina"] {
        let person = unlicensed().entra("UsageLocation", location).judge();
        assert_eq!(person.finding(IMPOSSIBLE), "silent", "{location}");
        assert_eq!(person.verdict(), "blocked: no-license", "{location}");
    }
    assert_eq!(unlicensed().entra("UsageLocation", "").judge().finding(IMPOSSIBLE), "silent");
}

#[test]
fn an_impossible_usage_location_is_a_note_beside_a_license() {
    let person = anna().exchange_absent().entra("UsageLocation", "DEU").judge();
    assert_eq!(person.finding(IMPOSSIBLE), "also, advisory, certain");
    assert_eq!(person.message(IMPOSSIBLE), "The usage location 'DEU' is no country code");
}

#[test]
fn without_its_column_no_usage_location_is_impossible() {
    let person = unlicensed().without("entra.csv", "UsageLocation").judge();
    assert_eq!(person.undecided(IMPOSSIBLE), ["entra-users: UsageLocation"]);
}

#[test]
fn a_plan_whose_subscription_ran_out_gives_no_mailbox() {
    for word in ["Suspended", "LockedOut", "Deleted", "suspended"] {
        let exports = anna().exchange_absent();
        let person = exports.entra("AssignedPlans", &plan_in(word)).judge();
        assert_eq!(person.verdict(), "blocked: exchange-plan-not-enabled", "{word}");
        assert_eq!(person.finding(STUCK), ROOT, "{word}");
        assert_eq!(person.finding("not-in-exchange"), "symptom, blocks, certain", "{word}");
        let told = format!("its state is {word}, so Exchange Online gives no mailbox");
        assert!(person.message(STUCK).ends_with(&told), "{}", person.message(STUCK));
        assert!(person.proof(STUCK)[0].starts_with("entra.csv:2:AssignedPlans=["));
    }
    assert_eq!(anna().exchange_absent().judge().finding(STUCK), "silent");
}

#[test]
fn in_its_grace_period_a_plan_still_gives_a_mailbox() {
    let person = anna().exchange_absent().entra("AssignedPlans", &plan_in("Warning")).judge();
    assert_eq!(person.finding(STUCK), "also, advisory, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn one_plan_that_works_is_enough() {
    let suspended = plan_in("Suspended");
    let kiosk = r#"{"assignedDateTime":"2020-01-09T08:00:00Z","capabilityStatus":"Enabled","service":"exchange","servicePlanId":"4a82b400-a79f-41a4-b4e2-e94f5787b113"}]"#;
    for (other, expected) in [("Enabled", "silent"), ("Warning", "silent"), ("Deleted", ROOT)] {
        let both = format!("{},{}", suspended.trim_end_matches(']'), kiosk.replace("Enabled", other));
        assert_eq!(anna().exchange_absent().entra("AssignedPlans", &both).judge().finding(STUCK), expected, "{other}");
    }
}

#[test]
fn a_deleted_plan_is_history_without_a_license_that_holds_it() {
    let history = anna().exchange_absent().entra("AssignedPlans", &plan_in("Deleted"));
    for (licenses, root) in
        [("[]", "no-license"), (POWER_BI, "license-without-exchange-plan"), (E5_WITHOUT_EXCHANGE, DISABLED)]
    {
        let person = history.clone().entra("AssignedLicenses", licenses).judge();
        assert_eq!(person.finding(STUCK), "silent", "{licenses}");
        assert_eq!(person.verdict(), format!("blocked: {root}"), "{licenses}");
    }
    // Whether the plan is switched off was not exported.
    let unsure = history.entra("AssignedLicenses", "contoso:SPE_E5").judge();
    assert_eq!(unsure.finding(STUCK), "also, blocks, possible");
}

#[test]
fn the_newest_entry_of_a_plan_counts() {
    let entries = |old: &str, new: &str| {
        let newer = plan_in(new).replace("2023-01-09", "2024-01-09");
        let both = format!("{},{}", plan_in(old).trim_end_matches(']'), newer.trim_start_matches('['));
        anna().exchange_absent().entra("AssignedPlans", &both).judge().finding(STUCK)
    };
    assert_eq!(entries("PendingInput", "Suspended"), ROOT);
    assert_eq!(entries("Suspended", "PendingInput"), "silent");
}

#[test]
fn without_the_plans_nobody_is_accused_of_a_suspended_one() {
    let person = anna().exchange_absent().without("entra.csv", "AssignedPlans").judge();
    assert_eq!(person.undecided(STUCK), ["entra-users: AssignedPlans"]);
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    assert_eq!(anna().entra("AssignedPlans", &plan_in("Suspended")).judge().finding(STUCK), "silent");
}

#[test]
fn what_license_details_say_of_the_plan_is_a_note() {
    let details = |state: &str| {
        let plans = format!(
            r#"[{{"servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0","servicePlanName":"EXCHANGE_S_ENTERPRISE","provisioningStatus":"{state}"}}]"#
        );
        anna().exchange_absent().without("entra.csv", "AssignedPlans").entra("ServicePlans", &plans).judge()
    };
    for state in ["Error", "PendingInput", "PendingActivation", "PendingProvisioning"] {
        assert_eq!(details(state).finding(STUCK), "also, advisory, certain", "{state}");
        assert_eq!(details(state).verdict(), "blocked: not-in-exchange", "{state}");
    }
    assert_eq!(details("Success").finding(STUCK), "silent");
    assert!(details("Success").undecided(STUCK).is_empty());
}

#[test]
fn a_plan_that_msol_lists_as_disabled_is_switched_off() {
    let licenses = r#"[{"AccountSkuId":"contoso:SPE_E5","ServiceStatus":[{"ServicePlan":{"ServiceName":"EXCHANGE_S_ENTERPRISE"},"ProvisioningStatus":"Disabled"}]}]"#;
    let person = anna().exchange_absent().entra("AssignedLicenses", licenses).judge();
    assert_eq!(person.verdict(), "blocked: exchange-plan-disabled");
    let on = licenses.replace("Disabled", "Success");
    assert_eq!(anna().exchange_absent().entra("AssignedLicenses", &on).judge().verdict(), "blocked: not-in-exchange");
}

/// A record of an assignment of Microsoft 365 E5 by a group.
fn assignment(state: &str, error: &str) -> String {
    format!(
        r#"{{"assignedByGroup":"{GROUP}","disabledPlans":[],"error":"{error}","lastUpdatedDateTime":"2024-01-09T08:00:00Z","skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","state":"{state}"}}"#
    )
}

#[test]
fn an_assignment_that_failed_leaves_the_user_without_license() {
    for (error, reason) in [
        ("CountViolation", "no license is free"),
        ("MutuallyExclusiveViolation", "a plan in it excludes one the user has"),
        ("DependencyViolation", "another product needs a plan"),
        ("ProhibitedInUsageLocationViolation", "it is not offered in the user's country"),
        ("UniquenessViolation", "a value that must be unique is in use"),
        ("Other", "the reason is not known"),
    ] {
        let states = format!("[{}]", assignment("Error", error));
        let person = unlicensed().entra("LicenseAssignmentStates", &states).judge();
        assert_eq!(person.verdict(), "blocked: license-assignment-error", "{error}");
        assert_eq!(person.finding(FAILED), ROOT, "{error}");
        assert_eq!(person.finding(UNLICENSED), "consequence, blocks, certain", "{error}");
        let told = format!("A license with a mailbox plan, assigned by group {GROUP}, failed with {error}: {reason}");
        assert_eq!(person.message(FAILED), told);
        assert_eq!(person.proof(FAILED)[0], format!("entra.csv:2:LicenseAssignmentStates={states}"));
    }
}

#[test]
fn assignments_that_are_active_or_disabled_or_of_other_licenses_did_not_fail() {
    let other = assignment("Error", "CountViolation")
        .replace("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235");
    let off = assignment("Error", "CountViolation").replace("[]", r#"["efb87545-963c-4e0d-99df-69c6916d9eb0"]"#);
    for state in [assignment("Active", "None"), assignment("Disabled", "None"), other, off] {
        let person = unlicensed().entra("LicenseAssignmentStates", &format!("[{state}]")).judge();
        assert_eq!(person.finding(FAILED), "silent", "{state}");
        assert_eq!(person.verdict(), "blocked: no-license", "{state}");
    }
}

#[test]
fn an_assignment_that_fails_beside_one_that_works_is_redundant() {
    let failed = assignment("Error", "MutuallyExclusiveViolation");
    let direct = assignment("Active", "None").replace(&format!("\"{GROUP}\""), "null");
    let both = format!("[{failed},{direct}]");
    for exports in [anna(), anna().exchange_absent()] {
        let person = exports.entra("LicenseAssignmentStates", &both).judge();
        assert_eq!(person.finding(FAILED), "also, advisory, certain");
        assert!(person.message(FAILED).ends_with("another assignment gives a mailbox plan"));
    }
    let alone = format!("[{}]", assignment("ActiveWithError", "Other"));
    assert_eq!(anna().entra("LicenseAssignmentStates", &alone).judge().finding(FAILED), "also, advisory, certain");
}

#[test]
fn a_failed_assignment_against_an_assigned_license_accuses_nobody() {
    let states = format!("[{}]", assignment("Error", "CountViolation"));
    let person = anna().exchange_absent().entra("LicenseAssignmentStates", &states).judge();
    assert_eq!(person.finding(FAILED), "also, advisory, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
}

#[test]
fn without_the_assignments_the_missing_license_stays_the_root() {
    let person = unlicensed().without("entra.csv", "LicenseAssignmentStates").judge();
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(person.undecided(FAILED), ["entra-users: LicenseAssignmentStates"]);
}

#[test]
fn a_missing_usage_location_explains_a_failed_assignment() {
    let states = format!("[{}]", assignment("Error", "ProhibitedInUsageLocationViolation"));
    let person = unlicensed().entra("LicenseAssignmentStates", &states).entra("UsageLocation", "").judge();
    assert_eq!(person.verdict(), "blocked: usage-location-missing");
    assert_eq!(person.finding(FAILED), "consequence, blocks, certain");
}

#[test]
fn who_needs_no_license_is_told_so() {
    let person = shared_mailbox().entra("AssignedLicenses", "[]").judge();
    assert_eq!(person.finding(SPARED), "also, advisory, certain");
    assert_eq!(person.proof(SPARED)[0], "ad.csv:2:msExchRecipientTypeDetails=34359738368");
    let by_flag = anna().exchange_absent().ad("msExchRemoteRecipientType", "97").entra("AssignedLicenses", "[]");
    assert_eq!(by_flag.judge().proof(SPARED)[0], "ad.csv:2:msExchRemoteRecipientType=97");
}

#[test]
fn who_has_a_license_or_needs_one_or_has_a_mailbox_is_not_told_of_none() {
    assert_eq!(shared_mailbox().judge().finding(SPARED), "silent");
    assert_eq!(unlicensed().judge().finding(SPARED), "silent");
    assert_eq!(anna().report().person("Sales").finding(SPARED), "silent");
}

/// Anna has a mailbox, no license, and no hold.
fn uncovered() -> Exports {
    let exports = anna().entra("AssignedLicenses", "[]").entra("AssignedPlans", "[]");
    without_hold(exports)
}

/// Anna's recipient is under no hold, and all columns of holds are known.
fn without_hold(exports: Exports) -> Exports {
    let exports = exports.exchange("LitigationHoldEnabled", "False").exchange("ComplianceTagHoldApplied", "False");
    // A column that is filled for somebody is known for everybody.
    exports.cell("recipients.csv", "Bert Lund", "InPlaceHolds", "UniH01")
}

#[test]
fn a_mailbox_without_license_and_hold_is_lost_after_30_days() {
    let person = uncovered().judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding(UNCOVERED), "also, degrades, certain");
    assert!(person.proof(UNCOVERED).contains(&"recipients.csv:2:LitigationHoldEnabled=False".to_owned()));
    for licenses in [POWER_BI, E5_WITHOUT_EXCHANGE] {
        assert_ne!(uncovered().entra("AssignedLicenses", licenses).judge().finding(UNCOVERED), "silent", "{licenses}");
    }
}

#[test]
fn a_mailbox_with_license_or_hold_or_of_another_type_is_not_lost() {
    assert_eq!(uncovered().entra("AssignedLicenses", E5).judge().finding(UNCOVERED), "silent");
    assert_eq!(uncovered().exchange("RecipientTypeDetails", "SharedMailbox").judge().finding(UNCOVERED), "silent");
    for (column, value) in
        [("LitigationHoldEnabled", "True"), ("InPlaceHolds", "UniH02"), ("ComplianceTagHoldApplied", "True")]
    {
        assert_eq!(uncovered().exchange(column, value).judge().finding(UNCOVERED), "silent", "{column}");
        assert_eq!(uncovered().without("recipients.csv", column).judge().finding(UNCOVERED), "silent", "{column}");
    }
}

#[test]
fn what_msol_said_of_the_grace_period_needs_no_holds() {
    let said = |word: &str| anna().entra("AssignedLicenses", "[]").entra("LicenseReconciliationNeeded", word);
    assert_eq!(said("True").judge().finding(UNCOVERED), "also, degrades, certain");
    assert_eq!(said("False").judge().finding(UNCOVERED), "silent");
    assert_eq!(uncovered().entra("LicenseReconciliationNeeded", "False").judge().finding(UNCOVERED), "silent");
    assert_eq!(said("True").entra("AssignedLicenses", E5).judge().finding(UNCOVERED), "silent");
}

/// Anna's mailbox became a mail user when the license was removed.
fn disconnected() -> Exports {
    let exports = anna().mail_user().entra("AssignedLicenses", "[]").entra("AssignedPlans", "[]");
    exports.exchange("PreviousRecipientTypeDetails", "UserMailbox")
}

#[test]
fn a_mail_user_that_was_a_mailbox_lost_it_with_the_license() {
    let person = without_hold(disconnected()).judge();
    assert_eq!(person.verdict(), "blocked: mailbox-disconnected-license-removed");
    assert_eq!(person.finding(DISCONNECTED), ROOT);
    assert_eq!(person.finding(UNLICENSED), "consequence, blocks, certain");
    assert!(
        person.proof(DISCONNECTED).contains(&"recipients.csv:2:PreviousRecipientTypeDetails=UserMailbox".to_owned())
    );
}

#[test]
fn where_holds_are_not_known_a_disconnected_mailbox_is_possible() {
    let person = disconnected().judge();
    assert_eq!(person.finding(DISCONNECTED), "also, blocks, possible");
    assert_eq!(person.verdict(), "blocked: no-license");
    assert_eq!(disconnected().exchange("LitigationHoldEnabled", "True").judge().finding(DISCONNECTED), "silent");
}

#[test]
fn the_remote_type_tells_of_a_mailbox_that_was_moved() {
    let moved = |flags: &str| {
        let exports = anna().mail_user().entra("AssignedLicenses", "[]").entra("AssignedPlans", "[]");
        exports.exchange("PreviousRecipientTypeDetails", "None").ad("msExchRemoteRecipientType", flags).judge()
    };
    for flags in ["4", "6", "20"] {
        assert_eq!(moved(flags).finding(DISCONNECTED), "also, blocks, possible", "{flags}");
        let cell = format!("ad.csv:2:msExchRemoteRecipientType={flags}");
        assert!(moved(flags).proof(DISCONNECTED).contains(&cell), "{flags}");
    }
    // Provisioned, but never made; and a shared mailbox, which needs no license.
    for flags in ["1", "0", "100"] {
        assert_eq!(moved(flags).finding(DISCONNECTED), "silent", "{flags}");
    }
}

#[test]
fn with_license_or_mailbox_nothing_was_disconnected() {
    assert_eq!(disconnected().entra("AssignedLicenses", E5).judge().finding(DISCONNECTED), "silent");
    assert_eq!(disconnected().exchange("RecipientTypeDetails", "UserMailbox").judge().finding(DISCONNECTED), "silent");
    assert_eq!(disconnected().exchange("PreviousRecipientTypeDetails", "None").judge().finding(DISCONNECTED), "silent");
}

#[test]
fn without_the_previous_type_nobody_knows_what_was_there() {
    let unknown = disconnected().without("recipients.csv", "PreviousRecipientTypeDetails");
    let person = without_hold(unknown.clone()).judge();
    assert_eq!(person.undecided(DISCONNECTED), ["exchange-recipients: PreviousRecipientTypeDetails"]);
    assert_eq!(person.verdict(), "blocked: no-license");
    // Possible at most, so that nothing hangs on it.
    assert!(unknown.judge().undecided(DISCONNECTED).is_empty());
}

fn one_license(sku: &str) -> String {
    format!(r#"[{{"skuId":"{sku}","disabledPlans":[]}}]"#)
}

#[test]
fn microsoft_365_f1_gives_a_mailbox_for_the_calendar_only() {
    for (sku, certainty) in [
        ("50f60901-3181-4b75-8a2c-4c8e4c1d5a72", "certain"),
        ("0666269f-b167-4c5b-a76f-fc574f2b1118", "certain"),
        ("3ab6abff-666f-4424-bfb7-f0bc274ec7bc", "possible"),
        ("7e74bd05-2c47-404e-829a-ba95c66fe8e5", "possible"),
    ] {
        let person = anna().entra("AssignedLicenses", &one_license(sku)).judge();
        assert_eq!(person.finding(CALENDAR), format!("also, advisory, {certainty}"), "{sku}");
        assert_eq!(person.verdict(), "provisioned", "{sku}");
        let absent = anna().exchange_absent().entra("AssignedLicenses", &one_license(sku)).judge();
        assert_eq!(absent.verdict(), "blocked: not-in-exchange", "{sku}");
        assert_ne!(absent.finding(CALENDAR), "silent", "{sku}");
    }
    // F3, F3 for governments, and the F1 without any mailbox plan.
    for sku in [
        "66b55226-6b4f-492c-910c-a3b7a3c9d993",
        "2a914830-d700-444a-b73c-e3f31980d833",
        "44575883-256e-4a79-9da4-ebe9acabe2b2",
    ] {
        assert_eq!(anna().entra("AssignedLicenses", &one_license(sku)).judge().finding(CALENDAR), "silent", "{sku}");
    }
}

#[test]
fn beside_a_license_with_mailbox_rights_or_switched_off_the_calendar_is_no_matter() {
    let f1 = one_license("50f60901-3181-4b75-8a2c-4c8e4c1d5a72");
    let with = |other: &str| format!("{},{}", f1.trim_end_matches(']'), other.trim_start_matches('['));
    assert_eq!(anna().entra("AssignedLicenses", &with(E5)).judge().finding(CALENDAR), "silent");
    assert_eq!(anna().entra("AssignedLicenses", &with(UNKNOWN_SKU)).judge().finding(CALENDAR), "silent");
    assert_eq!(anna().entra("AssignedLicenses", &with(POWER_BI)).judge().finding(CALENDAR), "also, advisory, certain");
    let off = f1.replace("[]", r#"["4a82b400-a79f-41a4-b4e2-e94f5787b113"]"#);
    assert_eq!(anna().entra("AssignedLicenses", &off).judge().finding(CALENDAR), "silent");
}

#[test]
fn by_design_a_license_is_due_with_the_move_only() {
    let states = format!("[{}]", assignment("Error", "CountViolation"));
    let person = unlicensed()
        .ad("msExchMailboxGuid", "33333333-0000-4000-8000-00000000000a")
        .ad("msExchRecipientTypeDetails", "1")
        .entra("LicenseAssignmentStates", &states)
        .entra("UsageLocation", "DEU")
        .judge();
    assert_eq!(person.verdict(), "blocked: on-premises-mailbox-present");
    for case in [IMPOSSIBLE, FAILED] {
        assert_eq!(person.finding(case), "also, advisory, certain", "{case}");
    }
}

#[test]
fn recipient_type_alone_tells_no_shared_mailbox_from_a_users_own() {
    let unlicensed = |exports: Exports| {
        let exports = exports.entra("AssignedLicenses", "[]").exchange("LitigationHoldEnabled", "False");
        exports.exchange("InPlaceHolds", "[]").exchange("ComplianceTagHoldApplied", "False")
    };
    let held = |exports: Exports| exports.cell("recipients.csv", "Carla Diaz", "InPlaceHolds", "UniH7b2a9c01");
    let known = held(unlicensed(anna())).judge();
    assert_eq!(known.finding(UNCOVERED), "also, degrades, certain");
    let unknown = held(unlicensed(anna())).without("recipients.csv", "RecipientTypeDetails").judge();
    assert_eq!(unknown.verdict(), "provisioned");
    assert!(!unknown.has_findings());
}

#[test]
fn plans_may_be_switched_off_by_name_and_what_cannot_be_read_proves_nothing() {
    let with = |plan: &str| {
        let licenses = format!(r#"[{{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["{plan}"]}}]"#);
        anna().exchange_absent().entra("AssignedLicenses", &licenses).entra("AssignedPlans", "[]").judge()
    };
    assert_eq!(with("EXCHANGE_S_ENTERPRISE").verdict(), "blocked: exchange-plan-disabled");
    assert_eq!(with("TEAMS1").verdict(), "blocked: not-in-exchange");
    assert!(!with("efb87545-963c-4e0d-99df-69c6916d9eb0,57ff2da0-773e-42df-b2af-ffb7a2317929").is_accused());
}
