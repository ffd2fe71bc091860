//! Stage 4: usage location and licenses.

use super::support::{E5, E5_WITHOUT_EXCHANGE, Exports, POWER_BI, anna};

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
