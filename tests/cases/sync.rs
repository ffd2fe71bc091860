//! Stage 3: what Entra ID refused, by its own records or as far as the rows tell.

use super::support::{
    Exports, GUID, IMMUTABLE_ID, OBJECT_ID, OTHER_GUID, OTHER_IMMUTABLE_ID, OTHER_OBJECT_ID, UPN, anna,
    anna_missing_in_entra,
};

const ROOT: &str = "root, blocks, certain";
const SOFT_MATCH: &str = "sync-error-invalid-soft-match";
const NOT_UNIQUE: &str = "sync-error-attribute-must-be-unique";
const QUARANTINED: &str = "sync-error-quarantined-attribute";
const OTHER_TYPE: &str = "sync-error-object-type-mismatch";
const LARGE: &str = "sync-error-large-object";
const HARD_MATCH: &str = "sync-error-invalid-hard-match";
const SOFT_BLOCKED: &str = "soft-match-blocked";
const MANAGED: &str = "user-cloud-managed";
const SID: &str = "sid-conflict";
const MISSING: &str = "missing-in-entra";
const OFFICE: &str = "smtp:office@contoso.example";

/// Cases that nothing but a record proves, with the error it names and what it makes of somebody without a mailbox.
const BY_RECORD: [(&str, &str, &str); 4] = [
    ("sync-error-identity-data-validation", "IdentityDataValidationFailed", ROOT),
    ("sync-error-data-validation", "DataValidationFailed", ROOT),
    ("sync-error-large-object", "LargeObject", ROOT),
    ("sync-error-existing-admin-role", "Existing Admin Role Conflict", ROOT),
];

/// An export of errors with one of Anna.
fn recorded(exports: Exports, error: &str, attribute: &str, value: &str) -> Exports {
    record(exports, GUID, error, attribute, value, "False")
}

fn record(exports: Exports, guid: &str, error: &str, attribute: &str, value: &str, resolved: &str) -> Exports {
    exports.with(&format!(
        "
        # errors.csv
        objectGuid,displayName,errorType,attributeName,attributeValue,timeOccurred,sourceOfAuthority,resolved
        {guid},Anna Berg,{error},{attribute},{value},2024-10-14T20:00:00Z,OnPremises,{resolved}
        {OTHER_GUID},Nobody,Other,mail,nobody@contoso.example,2024-10-14T20:00:00Z,OnPremises,False
        "
    ))
}

/// Another Entra user, who comes from Active Directory.
fn rival(exports: Exports, cells: &[(&str, &str)]) -> Exports {
    let own = [
        ("Id", OTHER_OBJECT_ID),
        ("DisplayName", "Rival"),
        ("UserPrincipalName", "rival@contoso.example"),
        ("UserType", "Member"),
        ("AccountEnabled", "True"),
        ("OnPremisesImmutableId", OTHER_IMMUTABLE_ID),
        ("OnPremisesSyncEnabled", "True"),
        ("OnPremisesProvisioningErrors", "[]"),
    ];
    let kept = own.into_iter().filter(|(column, _)| !cells.iter().any(|(other, _)| other == column));
    exports.row("entra.csv", &kept.chain(cells.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn a_record_alone_proves_what_the_rows_do_not_tell() {
    for (case, error, finding) in BY_RECORD {
        let person = recorded(anna_missing_in_entra(), error, "", "").judge();
        assert_eq!(person.finding(case), finding, "{error}");
        assert_eq!(person.verdict(), format!("blocked: {case}"));
        assert_eq!(person.finding(MISSING), "symptom, blocks, certain");
        for (other, ..) in BY_RECORD.into_iter().filter(|(other, ..)| *other != case) {
            assert_eq!(person.finding(other), "silent", "{error}");
        }
    }
}

#[test]
fn a_record_of_somebody_else_a_resolved_and_an_unknown_one_prove_nothing() {
    for (case, error, _) in BY_RECORD {
        let missing = anna_missing_in_entra;
        assert_eq!(record(missing(), OTHER_GUID, error, "", "", "False").judge().finding(case), "silent");
        assert_eq!(record(missing(), GUID, error, "", "", "True").judge().finding(case), "silent");
        assert_eq!(recorded(missing(), "Duplicate", "", "").judge().finding(case), "silent");
    }
}

#[test]
fn a_record_degrades_who_has_a_mailbox() {
    let person = recorded(anna(), "DataValidationFailed", "telephoneNumber", "+49 1").judge();
    assert_eq!(person.verdict(), "provisioned");
    assert_eq!(person.finding("sync-error-data-validation"), "also, degrades, certain");
    assert!(person.message("sync-error-data-validation").ends_with(": +49 1"));
    assert_eq!(
        person.evidence("sync-error-data-validation"),
        [
            "errors.csv:2:errorType=DataValidationFailed",
            "errors.csv:2:attributeName=telephoneNumber",
            "errors.csv:2:attributeValue=+49 1",
            "errors.csv:2:resolved=False"
        ]
    );
}

#[test]
fn names_that_entra_would_refuse_are_told_before_they_are_sent() {
    const CASE: &str = "sync-error-data-validation";
    let long = "x".repeat(257);
    for (column, value, said) in [
        ("displayName", long.as_str(), "displayName is 257 characters long, and Entra ID takes 256 at most"),
        ("displayName", "", "displayName is empty, and Entra ID gets the common name instead"),
        (
            "sAMAccountName",
            "anna/berg",
            "sAMAccountName anna/berg holds '/' (U+002F): only a valid UPN makes up for it",
        ),
        (
            "sAMAccountName",
            "anna.berg.of.contoso.x",
            "sAMAccountName anna.berg.of.contoso.x is 22 characters long, of 20 at most: only a valid UPN makes up for it",
        ),
    ] {
        let person = anna_missing_in_entra().ad(column, value).report().person(UPN);
        assert_eq!(person.finding(CASE), "also, advisory, possible", "{column} {value}");
        assert_eq!(person.message(CASE), said);
        assert_eq!(person.verdict(), "blocked: missing-in-entra");
        // Whoever is in Entra ID has been taken as they are.
        assert_eq!(anna().ad(column, value).report().person(UPN).finding(CASE), "silent", "{column} {value}");
    }
    assert_eq!(anna_missing_in_entra().ad("displayName", &long[1..]).report().person(UPN).finding(CASE), "silent");
    assert_eq!(anna_missing_in_entra().judge().finding(CASE), "silent");
}

#[test]
fn errors_without_a_mailbox_at_stake_degrade_or_advise() {
    let person = recorded(anna().exchange_absent(), "FederatedDomainChangeError", "", "").judge();
    assert_eq!(person.finding("sync-error-federated-domain-change"), "also, degrades, certain");
    assert_eq!(person.verdict(), "blocked: not-in-exchange");
    let person = recorded(anna(), "114", "", "").judge();
    assert_eq!(person.finding("sync-error-114"), "also, advisory, certain");
    assert_eq!(recorded(anna(), "115", "", "").judge().finding("sync-error-114"), "silent");
}

#[test]
fn a_record_is_found_by_each_key_of_a_person() {
    let keyed = |header: &str, cell: &str| {
        anna_missing_in_entra()
            .with(&format!(
                "
                # errors.csv
                {header},objectType,errorType,timeOccurred
                {cell},User,DataValidationFailed,2024-10-14T20:00:00Z
                {cell},Group,ObjectTypeMismatch,2024-10-14T20:00:00Z
                "
            ))
            .judge()
            .finding("sync-error-data-validation")
    };
    assert_eq!(keyed("objectGuid", GUID), ROOT);
    assert_eq!(keyed("sourceAnchor", IMMUTABLE_ID), ROOT);
    assert_eq!(keyed("userPrincipalName", UPN), ROOT);
    assert_eq!(keyed("distinguishedName", "'CN=Anna Berg,OU=People,DC=contoso,DC=example'"), ROOT);
    assert_eq!(keyed("mail", "Anna@contoso.example"), ROOT);
    assert_eq!(keyed("userPrincipalName", "nobody@contoso.example"), "silent");
}

#[test]
fn a_record_of_nobody_is_remarked() {
    let report = recorded(anna(), "LargeObject", "", "").report();
    assert!(report.remarks("the error belongs to nobody in the other exports, or to several"));
}

#[test]
fn a_refused_soft_match_blocks_and_names_who_holds_the_value() {
    for error in ["InvalidSoftMatch", "AttributeValueMustBeUnique"] {
        let exports = rival(anna_missing_in_entra(), &[("ProxyAddresses", "smtp:anna@contoso.example")]);
        let person = recorded(exports, error, "ProxyAddresses", "SMTP:anna@contoso.example").judge();
        assert_eq!(person.verdict(), "blocked: sync-error-invalid-soft-match");
        assert_eq!(person.finding(SOFT_MATCH), ROOT);
        assert_eq!(person.finding(MISSING), "symptom, blocks, certain");
        let evidence = person.evidence(SOFT_MATCH);
        assert!(evidence.iter().any(|cell| cell.ends_with("ProxyAddresses=smtp:anna@contoso.example")), "{evidence:?}");
    }
}

#[test]
fn a_refused_match_of_who_is_matched_is_out_of_date() {
    for (case, error) in [(SOFT_MATCH, "InvalidSoftMatch"), (OTHER_TYPE, "ObjectTypeMismatch")] {
        let person = recorded(anna().exchange_absent(), error, "", "").judge();
        assert_eq!(person.finding(case), "also, blocks, possible");
        assert_eq!(person.verdict(), "blocked: not-in-exchange");
    }
}

fn same_primary(exports: Exports) -> Exports {
    rival(exports, &[("ProxyAddresses", "SMTP:anna@contoso.example")])
}

#[test]
fn another_anchor_with_the_primary_address_may_be_a_refused_soft_match() {
    let person = same_primary(anna_missing_in_entra()).judge();
    assert_eq!(person.finding(SOFT_MATCH), "also, blocks, possible");
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(
        person.message(SOFT_MATCH),
        "Another Entra user, with another ImmutableId, has the primary address anna@contoso.example"
    );
    for (column, value) in [
        ("OnPremisesImmutableId", ""),
        ("ProxyAddresses", "SMTP:rival@contoso.example;smtp:anna@contoso.example"),
        ("ProxyAddresses", "SMTP:another@contoso.example"),
        ("UserType", "Guest"),
    ] {
        let missed = same_primary(anna_missing_in_entra()).cell("entra.csv", "Rival", column, value).judge();
        assert_eq!(missed.finding(SOFT_MATCH), "silent", "{column} {value}");
    }
    assert_eq!(same_primary(anna()).judge().finding(SOFT_MATCH), "silent");
}

#[test]
fn a_record_of_another_sort_on_the_address_comes_before_the_guess() {
    let exports = same_primary(anna_missing_in_entra());
    let person = recorded(exports, "ObjectTypeMismatch", "ProxyAddresses", "SMTP:anna@contoso.example").judge();
    assert_eq!(person.finding(OTHER_TYPE), ROOT);
    assert_eq!(person.finding(SOFT_MATCH), "silent");
}

#[test]
fn two_rows_of_active_directory_with_the_address_explain_the_guess_and_not_the_record() {
    let twin = |exports: Exports| {
        same_primary(exports).row(
            "ad.csv",
            &[
                ("objectGUID", OTHER_GUID),
                ("displayName", "Rival"),
                ("sAMAccountName", "rival"),
                ("userPrincipalName", "rival@contoso.example"),
                ("proxyAddresses", "SMTP:anna@contoso.example"),
                ("objectClass", "user"),
                ("distinguishedName", "CN=Rival,OU=People,DC=contoso,DC=example"),
            ],
        )
    };
    let person = twin(anna_missing_in_entra()).judge();
    assert_eq!(person.verdict(), "blocked: proxyaddress-duplicate-in-ad");
    assert_eq!(person.finding(SOFT_MATCH), "consequence, blocks, possible");
    let error = ("InvalidSoftMatch", "ProxyAddresses", "SMTP:anna@contoso.example");
    let person = recorded(twin(anna_missing_in_entra()), error.0, error.1, error.2).judge();
    assert_eq!(person.verdict(), "blocked: sync-error-invalid-soft-match");
    assert_eq!(person.finding("proxyaddress-duplicate-in-ad"), "also, blocks, certain");
}

#[test]
fn a_conflict_in_the_cloud_explains_the_record() {
    let guest = [
        ("UserType", "Guest"),
        ("OnPremisesImmutableId", ""),
        ("OnPremisesSyncEnabled", ""),
        ("ProxyAddresses", OFFICE),
    ];
    let exports =
        rival(anna_missing_in_entra(), &guest).ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{OFFICE}"));
    let person = recorded(exports, "AttributeValueMustBeUnique", "ProxyAddresses", OFFICE).judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
    assert_eq!(person.finding(SOFT_MATCH), "consequence, blocks, certain");
}

#[test]
fn a_value_that_an_update_cannot_write_blocks_only_where_it_is_the_primary_address() {
    // What was refused is not there; a record of what is, is out of date.
    let lacking = || anna().exchange_absent().entra("ProxyAddresses", "smtp:anna@contoso.mail.onmicrosoft.com");
    let lacking = || lacking().entra("UserPrincipalName", "anna.berg@contoso.example");
    let on = |exports, value: &str| recorded(exports, "AttributeValueMustBeUnique", "ProxyAddresses", value).judge();
    let with = |value: &str| on(lacking(), value);
    let stale = on(anna().exchange_absent(), "SMTP:anna@contoso.example");
    assert_eq!(stale.verdict(), "blocked: not-in-exchange");
    assert_eq!(stale.finding(NOT_UNIQUE), "also, blocks, possible");
    assert_eq!(with("SMTP:anna@contoso.example").verdict(), "blocked: sync-error-attribute-must-be-unique");
    assert_eq!(with(OFFICE).finding(NOT_UNIQUE), "also, degrades, certain");
    assert_eq!(with(OFFICE).verdict(), "blocked: not-in-exchange");
    assert_eq!(with(OFFICE).finding(SOFT_MATCH), "silent");
}

#[test]
fn an_address_that_another_entra_user_has_may_be_refused() {
    let addresses = format!("SMTP:anna@contoso.example;{OFFICE}");
    let shared = || rival(anna().ad("proxyAddresses", &addresses), &[("ProxyAddresses", OFFICE)]);
    let person = shared().judge();
    assert_eq!(person.finding(NOT_UNIQUE), "also, degrades, possible");
    assert_eq!(
        person.message(NOT_UNIQUE),
        "The Entra user lacks the address office@contoso.example, which another one has"
    );
    let silent = |exports: Exports| assert_eq!(exports.judge().finding(NOT_UNIQUE), "silent");
    silent(shared().entra("ProxyAddresses", &addresses));
    silent(shared().cell("entra.csv", "Rival", "ProxyAddresses", "smtp:other@contoso.example"));
    silent(shared().entra("IsCloudManaged", "True"));
    // The service makes these itself.
    let own = "SMTP:anna@contoso.example;smtp:office@contoso.onmicrosoft.com";
    silent(shared().ad("proxyAddresses", own).cell(
        "entra.csv",
        "Rival",
        "ProxyAddresses",
        "smtp:office@contoso.onmicrosoft.com",
    ));
    // Somebody of the cloud is a conflict of its own.
    let cloud_only = shared().cell("entra.csv", "Rival", "OnPremisesImmutableId", "").cell(
        "entra.csv",
        "Rival",
        "OnPremisesSyncEnabled",
        "",
    );
    let person = cloud_only.judge();
    assert_eq!(person.finding(NOT_UNIQUE), "silent");
    assert_eq!(person.finding("conflict-with-cloud-only-user"), "also, degrades, certain");
}

fn quarantine(property: &str, value: &str) -> String {
    format!(
        r#"[{{"category":"PropertyConflict","occurredDateTime":"2024-10-01T08:00:00Z","propertyCausingError":"{property}","value":"{value}"}}]"#
    )
}

#[test]
fn a_quarantined_address_degrades_and_is_no_guess() {
    let addresses = format!("SMTP:anna@contoso.example;{OFFICE}");
    let exports = rival(anna().ad("proxyAddresses", &addresses), &[("ProxyAddresses", OFFICE)]);
    let person = exports.entra("OnPremisesProvisioningErrors", &quarantine("ProxyAddresses", OFFICE)).judge();
    assert_eq!(person.finding(QUARANTINED), "also, degrades, certain");
    assert_eq!(person.finding(NOT_UNIQUE), "silent");
    assert_eq!(
        person.message(QUARANTINED),
        "Entra keeps a value in quarantine that somebody else has: office@contoso.example"
    );
    let evidence = person.evidence(QUARANTINED);
    assert!(evidence.iter().any(|cell| cell.ends_with(&format!("ProxyAddresses={OFFICE}"))), "{evidence:?}");
}

#[test]
fn a_quarantined_upn_and_resolved_errors_are_no_quarantined_address() {
    let told = |errors: &str| anna().entra("OnPremisesProvisioningErrors", errors).judge();
    assert_eq!(told(&quarantine("ProxyAddresses", OFFICE)).finding(QUARANTINED), "also, degrades, certain");
    assert_eq!(told(&quarantine("UserPrincipalName", UPN)).finding(QUARANTINED), "silent");
    assert_eq!(told("[]").finding(QUARANTINED), "silent");
    let of_service = r#"[{"ErrorDetail":"Name in use","IsResolved":false,"ServiceInstance":"exchange/EURP189"}]"#;
    assert_eq!(told(of_service).finding(QUARANTINED), "silent");
    let resolved = record(anna(), GUID, "PropertyConflict", "ProxyAddresses", OFFICE, "True");
    assert_eq!(resolved.judge().finding(QUARANTINED), "silent");
}

#[test]
fn errors_printed_as_the_name_of_a_type_are_unknown() {
    let unread = "System.Collections.Generic.List`1[Microsoft.Online.Administration.DirSyncProvisioningError]";
    let person = anna().entra("OnPremisesProvisioningErrors", unread).judge();
    assert_eq!(person.finding(QUARANTINED), "silent");
    let step = anna().entra("OnPremisesProvisioningErrors", unread).why(UPN);
    assert!(step.contains("not judged, it hangs on entra-users: OnPremisesProvisioningErrors"), "{step}");
}

#[test]
fn an_error_that_is_resolved_is_proof_of_a_fix() {
    let resolved = |state: &str| {
        record(anna().exchange_absent(), GUID, "AttributeValueMustBeUnique", "ProxyAddresses", OFFICE, state).judge()
    };
    assert_eq!(resolved("True").verdict(), "blocked: forward-sync-needed-after-fix");
    assert_eq!(resolved("False").verdict(), "blocked: not-in-exchange");
}

#[test]
fn a_group_with_the_primary_address_may_refuse_the_user() {
    let group = |exports: Exports, kind: &str, addresses: &str| {
        exports.row(
            "recipients.csv",
            &[
                ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
                ("DisplayName", "Sales team"),
                ("RecipientTypeDetails", kind),
                ("EmailAddresses", addresses),
                ("PrimarySmtpAddress", "team@contoso.example"),
                ("IsDirSynced", "True"),
            ],
        )
    };
    let found = |kind: &str, addresses: &str| group(anna_missing_in_entra(), kind, addresses).judge();
    let addresses = "SMTP:team@contoso.example;smtp:anna@contoso.example";
    let person = found("MailUniversalDistributionGroup", addresses);
    assert_eq!(person.finding(OTHER_TYPE), "also, blocks, possible");
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(person.message(OTHER_TYPE), "A group, contact or public folder holds anna@contoso.example");
    assert_eq!(found("MailContact", addresses).finding(OTHER_TYPE), "also, blocks, possible");
    assert_eq!(found("MailContact", addresses).finding("conflict-with-guest"), "silent");
    assert_eq!(found("GroupMailbox", "SMTP:team@contoso.example").finding(OTHER_TYPE), "silent");
    assert_eq!(group(anna(), "GroupMailbox", addresses).judge().finding(OTHER_TYPE), "silent");
    let person = recorded(anna_missing_in_entra(), "ObjectTypeMismatch", "", "").judge();
    assert_eq!(person.verdict(), "blocked: sync-error-object-type-mismatch");
}

#[test]
fn a_user_with_more_addresses_than_fit_is_perhaps_too_large() {
    let addresses = |count: usize| {
        let others: Vec<String> = (1..count).map(|at| format!("smtp:anna{at}@contoso.example")).collect();
        let list = format!("SMTP:anna@contoso.example;{}", others.join(";"));
        anna().exchange_absent().ad("proxyAddresses", &list).judge()
    };
    assert_eq!(addresses(333).finding(LARGE), "also, advisory, possible");
    assert_eq!(addresses(332).finding(LARGE), "silent");
}

/// Anna's Entra user, which is not synchronised though its ImmutableId is hers.
fn not_synchronised() -> Exports {
    anna().exchange_absent().entra("OnPremisesSyncEnabled", "").entra("OnPremisesLastSyncDateTime", "")
}

fn switches(exports: Exports, soft: &str, hard: &str) -> Exports {
    exports.with(&format!(
        "
        # tenant.csv
        Id,Features,Configuration
        {OTHER_OBJECT_ID},'[{{\"BlockSoftMatchEnabled\":{soft},\"BlockCloudObjectTakeoverThroughHardMatchEnabled\":{hard}}}]','[]'
        "
    ))
}

#[test]
fn a_cloud_user_that_may_not_be_taken_over_is_perhaps_a_refused_hard_match() {
    let person = switches(not_synchronised(), "false", "true").judge();
    assert_eq!(person.finding(HARD_MATCH), "also, blocks, possible");
    assert_eq!(switches(not_synchronised(), "true", "false").judge().finding(HARD_MATCH), "silent");
    assert_eq!(switches(anna().exchange_absent(), "false", "true").judge().finding(HARD_MATCH), "silent");
    let managed = switches(not_synchronised(), "false", "true").entra("IsCloudManaged", "True").judge();
    assert_eq!(managed.finding(HARD_MATCH), "silent");
    assert_eq!(managed.finding(MANAGED), "also, advisory, certain");
    let other = not_synchronised().entra("OnPremisesObjectIdentifier", OTHER_GUID).judge();
    assert_eq!(other.finding(HARD_MATCH), "also, blocks, possible");
    let same = not_synchronised().entra("OnPremisesObjectIdentifier", GUID).judge();
    assert_eq!(same.finding(HARD_MATCH), "silent");
    let person = recorded(not_synchronised(), "InvalidHardMatch", "", "").judge();
    assert_eq!(person.verdict(), "blocked: sync-error-invalid-hard-match");
}

/// Anna's Entra user, which was made in the cloud, beside another that Exchange lists.
fn cloud_only() -> Exports {
    not_synchronised().entra("OnPremisesImmutableId", "").cell("recipients.csv", "Sales", "IsDirSynced", "False")
}

#[test]
fn a_cloud_user_of_the_same_name_stays_where_soft_match_is_switched_off() {
    let person = switches(cloud_only(), "true", "false").judge();
    assert_eq!(person.verdict(), "blocked: soft-match-blocked");
    assert_eq!(person.finding(SOFT_BLOCKED), ROOT);
    let silent = |exports: Exports| assert_eq!(exports.judge().finding(SOFT_BLOCKED), "silent");
    silent(switches(cloud_only(), "false", "true"));
    silent(switches(not_synchronised(), "true", "false"));
    silent(switches(anna().exchange_absent(), "true", "false"));
    // Nobody knows whether it is switched off.
    assert_eq!(cloud_only().judge().finding(SOFT_BLOCKED), "also, blocks, possible");
    assert_eq!(cloud_only().judge().verdict(), "blocked: not-in-exchange");
    silent(cloud_only().ad("whenCreated", "2024-10-15T09:00:00Z"));
}

#[test]
fn a_switch_is_read_from_each_form_of_the_settings() {
    for settings in [
        "BlockSoftMatchEnabled,BlockCloudObjectTakeoverThroughHardMatchEnabled\nTrue,False",
        "DirSyncFeature,Enabled\nBlockSoftMatch,True\nSoftMatchOnUpn,True",
    ] {
        let person = cloud_only().with(&format!("# tenant.csv\n{settings}")).judge();
        assert_eq!(person.finding(SOFT_BLOCKED), ROOT, "{settings}");
    }
}

#[test]
fn a_user_managed_in_the_cloud_is_no_conflict_and_has_no_changed_anchor() {
    for column in ["IsCloudManaged", "BlockOnPremisesSync"] {
        let person = not_synchronised().entra(column, "True").judge();
        assert_eq!(person.finding(MANAGED), "also, advisory, certain", "{column}");
        assert_eq!(not_synchronised().entra(column, "False").judge().finding(MANAGED), "silent");
    }
    let shared = anna().ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{OFFICE}"));
    let guest = [
        ("UserType", "Guest"),
        ("OnPremisesImmutableId", ""),
        ("OnPremisesSyncEnabled", ""),
        ("ProxyAddresses", OFFICE),
    ];
    let shared = rival(shared, &guest);
    assert_eq!(shared.clone().judge().finding("conflict-with-guest"), "also, degrades, certain");
    assert_eq!(shared.entra("IsCloudManaged", "True").judge().finding("conflict-with-guest"), "silent");
}

#[test]
fn who_was_made_in_the_cloud_is_not_managed_there_instead() {
    let person =
        rival(anna(), &[("OnPremisesImmutableId", ""), ("OnPremisesSyncEnabled", ""), ("IsCloudManaged", "True")])
            .report()
            .person("rival@contoso.example");
    assert_eq!(person.finding(MANAGED), "silent");
}

const OWN_SID: &str = "S-1-5-21-1004336348-1177238915-682003330-1101";

#[test]
fn the_sid_of_somebody_who_is_in_entra_blocks_who_is_not() {
    let shared = |sid: &str| {
        anna_missing_in_entra().ad("objectSid", OWN_SID).cell("ad.csv", "Bert Lund", "objectSid", sid).cell(
            "entra.csv",
            "Bert Lund",
            "OnPremisesSecurityIdentifier",
            "S-1-5-21-1-1-1-1",
        )
    };
    let report = shared(OWN_SID).report();
    let person = report.person("anna@contoso.example");
    assert_eq!(person.verdict(), "blocked: sid-conflict");
    assert_eq!(person.finding(SID), ROOT);
    assert_eq!(report.person("bert@contoso.example").finding(SID), "silent");
    let person =
        recorded(shared(OWN_SID), "AttributeValueMustBeUnique", "OnPremiseSecurityIdentifier", OWN_SID).judge();
    assert_eq!(person.verdict(), "blocked: sid-conflict");
    assert_eq!(person.finding(SOFT_MATCH), "consequence, blocks, certain");
    assert_eq!(shared(&OWN_SID.replace("1101", "1102")).judge().finding(SID), "silent");
    let both_missing = shared(OWN_SID).without_row("entra.csv", "Bert Lund").without_row("recipients.csv", "Bert Lund");
    assert_eq!(both_missing.judge().finding(SID), "silent");
}

#[test]
fn the_sid_on_the_entra_user_of_another_person_blocks() {
    let held = |sid: &str| {
        anna_missing_in_entra().ad("objectSid", OWN_SID).cell(
            "entra.csv",
            "Bert Lund",
            "OnPremisesSecurityIdentifier",
            sid,
        )
    };
    assert_eq!(held(OWN_SID).judge().verdict(), "blocked: sid-conflict");
    assert_eq!(held("S-1-5-21-1-1-1-1").judge().finding(SID), "silent");
    // Without another owner of the ImmutableId it is the own Entra user.
    let own = held(OWN_SID).without_row("ad.csv", "Bert Lund").judge();
    assert_eq!(own.finding(SID), "silent");
    assert_eq!(own.matched_by("ad-entra"), Some("sid"));
}

#[test]
fn without_sids_nobody_is_known_to_share_one() {
    let open = |exports: Exports| exports.judge().undecided(SID);
    assert_eq!(open(anna_missing_in_entra()), ["ad-users: objectSid"]);
    assert_eq!(open(anna_missing_in_entra().ad("objectSid", OWN_SID)), ["entra-users: OnPremisesSecurityIdentifier"]);
    assert!(open(anna_missing_in_entra().ad("objectSid", "System.Byte[]")) == ["ad-users: objectSid"]);
}

#[test]
fn an_own_entra_user_is_known_by_its_id_in_the_record() {
    let person = anna()
        .with(&format!(
            "
            # errors.csv
            Id,UserPrincipalName,Category,OccurredDateTime,PropertyCausingError,Value
            {OBJECT_ID},anna@contoso.example,PropertyConflict,2024-10-14T20:23:08Z,ProxyAddresses,{OFFICE}
            "
        ))
        .judge();
    assert_eq!(person.finding(QUARANTINED), "also, degrades, certain");
}

#[test]
fn among_equals_a_recorded_error_goes_before_what_is_concluded() {
    let contested = |exports: Exports| {
        exports.ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:office@contoso.example").row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("DisplayName", "Guest"),
                ("UserPrincipalName", "guest_ext#EXT#@contoso.onmicrosoft.com"),
                ("UserType", "Guest"),
                ("ProxyAddresses", "smtp:office@contoso.example"),
            ],
        )
    };
    assert_eq!(contested(anna_missing_in_entra()).judge().verdict(), "blocked: conflict-with-guest");
    let person = recorded(contested(anna_missing_in_entra()), "IdentityDataValidationFailed", "", "").judge();
    assert_eq!(person.verdict(), "blocked: sync-error-identity-data-validation");
    // What the conflict itself explains ends with it.
    let person = recorded(contested(anna_missing_in_entra()), "InvalidSoftMatch", "", "").judge();
    assert_eq!(person.verdict(), "blocked: conflict-with-guest");
}

#[test]
fn an_error_of_an_object_that_is_in_no_export_is_nobodys_though_its_value_is_hers() {
    let record = |named: &str| {
        let text = format!(
            "
            # errors.csv
            objectId,userPrincipalName,errorType,attributeName,attributeValue,resolved
            {named},AttributeValueMustBeUnique,ProxyAddresses,SMTP:anna@contoso.example,False
            "
        );
        anna().exchange_absent().entra("ProxyAddresses", "smtp:anna@contoso.mail.onmicrosoft.com").with(&text).judge()
    };
    assert_eq!(record(&format!("{OTHER_OBJECT_ID},someone.else@fabrikam.example")).finding(NOT_UNIQUE), "silent");
    assert_eq!(record(",someone.else@fabrikam.example").finding(NOT_UNIQUE), "silent");
}
