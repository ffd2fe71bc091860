//! Stage 2: attributes of Active Directory that are malformed, not accepted or contradictory.

use super::support::{
    Exports, GUID, MAILBOX_GUID, OTHER_GUID, OTHER_OBJECT_ID, POWER_BI, Person, anna, anna_missing_in_entra, exports,
};

const DEGRADES: &str = "also, degrades, certain";
const MAYBE: &str = "also, degrades, possible";
const NOTE: &str = "also, advisory, certain";
const POSSIBLE_NOTE: &str = "also, advisory, possible";

const INVALID: &str = "upn-invalid";
const SUFFIX: &str = "upn-suffix-not-verified";
const REWRITTEN: &str = "upn-rewritten-invalid-characters";
const QUARANTINED: &str = "upn-quarantined";
const NOT_UPDATED: &str = "upn-not-updated";
const ALIAS_INVALID: &str = "mailnickname-invalid";
const ALIAS_DIFFERS: &str = "mailnickname-mismatch";
const ALIAS_SHARED: &str = "mailnickname-duplicate";
const ADDRESS: &str = "proxyaddress-invalid";
const SHARED: &str = "proxyaddress-duplicate-in-ad";
const DOMAIN: &str = "proxyaddress-unverified-domain";
const MANY: &str = "too-many-proxy-addresses";
const TARGET: &str = "target-address-conflict";

const ROUTING: &str = "smtp:anna@contoso.mail.onmicrosoft.com";

/// The domains of the tenant, one of them not verified.
const DOMAINS: &str = "
    # domains.csv
    Id,IsVerified,IsInitial
    contoso.example,True,False
    contoso.onmicrosoft.com,True,True
    contoso.mail.onmicrosoft.com,True,False
    labs.example,False,False
";

fn with_domains(exports: Exports) -> Exports {
    exports.with(DOMAINS)
}

/// Anna, whose UPN is another in Active Directory than in Entra.
fn named(upn: &str, cloud: &str) -> Exports {
    anna().ad("userPrincipalName", upn).entra("UserPrincipalName", cloud)
}

#[test]
fn a_upn_with_letters_that_entra_refuses_is_invalid() {
    for (upn, seen) in [
        ("an na@contoso.example", "holds a blank"),
        ("a&b@contoso.example", "holds '&' (U+0026)"),
        ("m\u{fc}ller@contoso.example", "holds '\u{fc}' (U+00FC)"),
        ("anna\u{200b}@contoso.example", "holds the invisible character U+200B"),
        ("anna@contoso.example\u{a0}", "holds the invisible character U+00A0"),
        ("anna.@contoso.example", "has a full stop at the end of its name"),
        ("anna@b@contoso.example", "has more than one @"),
        ("anna", "has no @"),
    ] {
        let person = anna().ad("userPrincipalName", upn).judge();
        assert_eq!(person.finding(INVALID), DEGRADES, "{upn}");
        assert!(person.message(INVALID).contains(seen), "{}", person.message(INVALID));
        assert!(person.proof(INVALID)[0].starts_with("ad.csv:2:userPrincipalName="), "{:?}", person.proof(INVALID));
    }
}

#[test]
fn upns_of_documented_letters_and_lengths_are_valid() {
    let longest = format!("{}@contoso.example", "a".repeat(64));
    for upn in ["o'brien@contoso.example", ".anna-b_!#^~@contoso.example", "anna@corp.local", longest.as_str()] {
        assert_eq!(anna().ad("userPrincipalName", upn).judge().finding(INVALID), "silent", "{upn}");
    }
    let longer = anna().ad("userPrincipalName", &format!("a{longest}")).judge();
    assert!(longer.message(INVALID).contains("is 65 characters long before the @, of 64 at most"));
}

#[test]
fn an_invalid_upn_keeps_nobody_out_of_entra() {
    let person = anna_missing_in_entra().ad("userPrincipalName", "an na@contoso.example").judge();
    assert_eq!(person.verdict(), "blocked: missing-in-entra");
    assert_eq!(person.finding(INVALID), MAYBE);
}

#[test]
fn a_upn_of_an_unverified_domain_stands_under_the_initial_one() {
    for suffix in ["labs.example", "corp.local", "contoso.exampel"] {
        let person = with_domains(named(&format!("anna@{suffix}"), "anna@contoso.onmicrosoft.com")).judge();
        assert_eq!(person.finding(SUFFIX), DEGRADES, "{suffix}");
        assert_eq!(person.finding(NOT_UPDATED), "silent", "{suffix}");
    }
    let listed = with_domains(named("anna@labs.example", "anna@contoso.onmicrosoft.com")).judge();
    assert!(listed.proof(SUFFIX).contains(&"domains.csv:5:IsVerified=False".to_owned()), "{:?}", listed.proof(SUFFIX));
    let absent = with_domains(named("anna@corp.local", "anna@contoso.onmicrosoft.com")).judge();
    assert!(absent.proof(SUFFIX).contains(&"domains.csv:-:Id=".to_owned()), "{:?}", absent.proof(SUFFIX));
}

#[test]
fn a_verified_suffix_is_no_finding() {
    let verified = with_domains(named("anna@contoso.example", "anna@contoso.onmicrosoft.com")).judge();
    assert_eq!(verified.finding(SUFFIX), "silent");
    // Whatever a list says: somebody signs in with it.
    let in_use = with_domains(named("anna@labs.example", "anna@labs.example")).judge();
    assert_eq!(in_use.finding(SUFFIX), "silent");
    let elsewhere = with_domains(named("anna@labs.example", "anna@contoso.example")).judge();
    assert_eq!(elsewhere.finding(SUFFIX), "silent");
}

#[test]
fn without_a_list_of_domains_several_people_show_an_unverified_suffix() {
    let one = named("anna@corp.example", "anna@contoso.onmicrosoft.com");
    assert_eq!(one.clone().judge().finding(SUFFIX), "silent");
    let two = one.cell("ad.csv", "Carla Diaz", "userPrincipalName", "carla@corp.example").cell(
        "entra.csv",
        "Carla Diaz",
        "UserPrincipalName",
        "carla@contoso.onmicrosoft.com",
    );
    assert_eq!(two.clone().judge().finding(SUFFIX), MAYBE);
    // Four digits come from a duplicate, and an error of the synchronisation explains the rest.
    let digits = two.clone().entra("UserPrincipalName", "anna1234@contoso.onmicrosoft.com");
    assert_eq!(digits.judge().finding(SUFFIX), "silent");
    let error =
        r#"[{"category":"PropertyConflict","propertyCausingError":"UserPrincipalName","value":"anna@corp.example"}]"#;
    assert_eq!(two.entra("OnPremisesProvisioningErrors", error).judge().finding(SUFFIX), "silent");
}

#[test]
fn a_list_of_domains_of_a_server_tells_nothing_of_the_tenant() {
    let accepted = "
        # accepted.csv
        Name,DomainName,DomainType,Default
        contoso.example,contoso.example,Authoritative,True
        contoso.mail.onmicrosoft.com,contoso.mail.onmicrosoft.com,InternalRelay,False
    ";
    let person = named("anna@labs.example", "anna@contoso.onmicrosoft.com").with(accepted).judge();
    assert_eq!(person.finding(SUFFIX), "silent");
}

#[test]
fn lists_of_retired_cmdlets_say_verified_in_a_word() {
    let person = |status: &str| {
        named("anna@labs.example", "anna@contoso.onmicrosoft.com")
            .with(&format!(
                "
                # domains.csv
                Authentication,Capabilities,IsDefault,IsInitial,Name,RootDomain,Status,VerificationMethod
                Managed,Email,True,False,contoso.example,,Verified,DnsRecord
                Managed,Email,False,True,contoso.onmicrosoft.com,,Verified,DnsRecord
                Managed,Email,False,False,labs.example,,{status},DnsRecord
                "
            ))
            .judge()
    };
    assert_eq!(person("Unverified").finding(SUFFIX), DEGRADES);
    assert_eq!(person("Verified").finding(SUFFIX), "silent");
}

#[test]
fn bad_letters_of_a_upn_are_seen_in_what_entra_made_of_it() {
    let person = named("an na@contoso.example", "an_na@contoso.example").judge();
    assert_eq!(person.finding(REWRITTEN), DEGRADES);
    assert_eq!(person.finding(INVALID), DEGRADES);
    let initial = with_domains(named("an na@contoso.example", "anna@contoso.onmicrosoft.com"));
    assert_eq!(initial.clone().judge().finding(REWRITTEN), DEGRADES);
    // With a suffix that is not verified, that is the cause.
    assert_eq!(initial.ad("userPrincipalName", "an na@labs.example").judge().finding(REWRITTEN), "silent");
    assert_eq!(named("an-na@contoso.example", "an_na@contoso.example").judge().finding(REWRITTEN), "silent");
    assert_eq!(named("an na@contoso.example", "anna@contoso.example").judge().finding(REWRITTEN), "silent");
}

#[test]
fn an_error_of_the_synchronisation_names_a_duplicate_upn() {
    let error = |property: &str| {
        let cell = format!(r#"[{{"category":"PropertyConflict","propertyCausingError":"{property}","value":"x"}}]"#);
        named("anna@contoso.example", "anna1234@contoso.onmicrosoft.com").entra("OnPremisesProvisioningErrors", &cell)
    };
    let person = error("UserPrincipalName").judge();
    assert_eq!(person.finding(QUARANTINED), DEGRADES);
    assert!(person.proof(QUARANTINED).iter().any(|cell| cell.contains(":OnPremisesProvisioningErrors=")));
    // The shape alone is a guess.
    assert_eq!(error("ProxyAddresses").judge().finding(QUARANTINED), MAYBE);
    assert_eq!(error("ProxyAddresses").judge().finding(NOT_UPDATED), "silent");
}

#[test]
fn four_digits_and_the_initial_domain_are_a_placeholder() {
    assert_eq!(named("anna@contoso.example", "anna1234@contoso.onmicrosoft.com").judge().finding(QUARANTINED), MAYBE);
    for cloud in ["anna123@contoso.onmicrosoft.com", "anna1234@contoso.example", "berta1234@contoso.onmicrosoft.com"] {
        assert_eq!(named("anna@contoso.example", cloud).judge().finding(QUARANTINED), "silent", "{cloud}");
    }
    assert_eq!(
        named("anna1234@contoso.example", "anna1234@contoso.onmicrosoft.com").judge().finding(QUARANTINED),
        "silent"
    );
    let unverified = with_domains(named("anna@labs.example", "anna1234@contoso.onmicrosoft.com")).judge();
    assert_eq!(unverified.finding(QUARANTINED), "silent");
    assert_eq!(unverified.finding(SUFFIX), DEGRADES);
}

#[test]
fn the_holder_of_a_duplicate_upn_is_cited() {
    let person = named("anna@contoso.example", "anna1234@contoso.onmicrosoft.com")
        .row(
            "entra.csv",
            &[
                ("Id", OTHER_OBJECT_ID),
                ("DisplayName", "Holder"),
                ("UserPrincipalName", "holder@contoso.example"),
                ("UserType", "Member"),
                ("OnPremisesSyncEnabled", "False"),
                ("ProxyAddresses", "smtp:anna@contoso.example"),
            ],
        )
        .judge();
    assert_eq!(person.finding(QUARANTINED), MAYBE);
    let holder = "entra.csv:6:ProxyAddresses=smtp:anna@contoso.example".to_owned();
    assert!(person.proof(QUARANTINED).contains(&holder), "{:?}", person.proof(QUARANTINED));
}

#[test]
fn a_changed_upn_that_did_not_reach_the_cloud_degrades() {
    let renamed = named("anna.berg@contoso.example", "anna@contoso.example");
    assert_eq!(renamed.clone().judge().finding(NOT_UPDATED), DEGRADES);
    assert_eq!(named("Anna@Contoso.example", "anna@contoso.example").judge().finding(NOT_UPDATED), "silent");
    // A suffix that may not be verified is no change of the name.
    assert_eq!(renamed.clone().ad("userPrincipalName", "anna@corp.example").judge().finding(NOT_UPDATED), "silent");
    assert_eq!(renamed.clone().entra("IsCloudManaged", "True").judge().finding(NOT_UPDATED), "silent");
    // Joined by the address, it may be somebody else.
    assert_eq!(renamed.entra("OnPremisesImmutableId", "").judge().finding(NOT_UPDATED), "silent");
}

#[test]
fn a_upn_that_another_holds_is_not_waiting_for_the_synchronisation() {
    let person = named("bert@contoso.example", "anna@contoso.example").judge();
    assert_eq!(person.finding(NOT_UPDATED), "silent");
}

#[test]
fn with_alternate_login_id_the_upns_are_not_compared() {
    let mut everybody = anna();
    for (name, alias) in [("Anna Berg", "anna"), ("Bert Lund", "bert"), ("Carla Diaz", "carla")] {
        everybody = everybody.cell("ad.csv", name, "userPrincipalName", &format!("{alias}.x@contoso.example"));
    }
    let report = everybody.clone().report();
    assert!(report.remarks("sign in with mail of Active Directory"));
    assert_eq!(report.count("findings/upn-not-updated"), 0);
    let empty = everybody.ad("userPrincipalName", "").judge();
    assert_eq!(empty.finding("upn-empty"), "also, advisory, certain", "two of four are not most");
}

#[test]
fn an_alias_with_letters_that_connect_refuses_is_invalid() {
    for alias in [".anna", "anna.", "an..na", "an na", "an@na", "an&na", "an,na", "an(na", "an\u{a0}na"] {
        let person = anna().ad("mailNickname", alias).judge();
        assert_eq!(person.finding(ALIAS_INVALID), NOTE, "{alias}");
    }
    for alias in ["o'brien", "m\u{fc}ller", "a!#$%*+-/=?^_{|}~`b"] {
        assert_eq!(anna().ad("mailNickname", alias).judge().finding(ALIAS_INVALID), "silent", "{alias}");
    }
    let changed = anna().ad("mailNickname", "an na").entra("MailNickname", "an_na").judge();
    assert_eq!(changed.finding(ALIAS_INVALID), DEGRADES);
    assert_eq!(changed.finding(ALIAS_DIFFERS), "silent");
}

#[test]
fn another_alias_in_the_cloud_is_noted() {
    let person = anna().ad("mailNickname", "anna.berg").judge();
    assert_eq!(person.finding(ALIAS_DIFFERS), NOTE);
    assert_eq!(person.proof(ALIAS_DIFFERS), ["ad.csv:2:mailNickname=anna.berg", "entra.csv:2:MailNickname=anna"]);
    assert_eq!(anna().ad("mailNickname", "ANNA").judge().finding(ALIAS_DIFFERS), "silent");
    assert_eq!(anna().ad("mailNickname", "").judge().finding(ALIAS_DIFFERS), "silent");
    let exchange = anna().without("entra.csv", "MailNickname").exchange("Alias", "berg").judge();
    assert_eq!(exchange.finding(ALIAS_DIFFERS), NOTE);
    let managed = anna().ad("mailNickname", "anna.berg").entra("IsCloudManaged", "True").judge();
    assert_eq!(managed.finding(ALIAS_DIFFERS), "silent");
}

#[test]
fn an_alias_on_two_objects_names_them_all() {
    let shared = anna().cell("ad.csv", "Carla Diaz", "mailNickname", "ANNA");
    let person = shared.clone().judge();
    assert_eq!(person.finding(ALIAS_SHARED), NOTE);
    assert!(person.proof(ALIAS_SHARED).contains(&"ad.csv:4:mailNickname=ANNA".to_owned()));
    let three = shared.row("ad.csv", &[("objectGUID", OTHER_GUID), ("objectClass", "group"), ("mailNickname", "anna")]);
    let person = three.judge();
    assert_eq!(person.message(ALIAS_SHARED), "The alias anna stands on 3 objects");
    assert!(person.proof(ALIAS_SHARED).contains(&"ad.csv:6:mailNickname=anna".to_owned()));
    assert_eq!(anna().judge().finding(ALIAS_SHARED), "silent");
}

#[test]
fn an_alias_of_another_recipient_is_shared_and_that_of_the_own_twin_is_not() {
    let other = |synced: &str, mail: &str| {
        anna()
            .row(
                "recipients.csv",
                &[
                    ("ExternalDirectoryObjectId", OTHER_OBJECT_ID),
                    ("DisplayName", "Office"),
                    ("Alias", "anna"),
                    ("PrimarySmtpAddress", mail),
                    ("RecipientTypeDetails", "MailContact"),
                    ("IsDirSynced", synced),
                ],
            )
            .judge()
    };
    assert_eq!(other("False", "office@contoso.example").finding(ALIAS_SHARED), NOTE);
    assert_eq!(other("True", "office@contoso.example").finding(ALIAS_SHARED), POSSIBLE_NOTE);
    assert_eq!(other("False", "anna@contoso.example").finding(ALIAS_SHARED), "silent");
}

/// Anna with one more address, which Entra lacks.
fn holding(entry: &str) -> Person {
    anna().ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{ROUTING};{entry}")).judge()
}

#[test]
fn malformed_addresses_degrade_where_the_cloud_lacks_them() {
    for entry in [
        "smtp:an na@contoso.example",
        "smtp:anna",
        "smtp:a@b@contoso.example",
        "smtp:a:b@contoso.example",
        "smtp:a<b>@contoso.example",
        "smtp:m\u{fc}ller@contoso.example",
        "smtp:a/b@contoso.example",
        "smtp:a\u{200b}@contoso.example",
        "a.berg@contoso.example",
    ] {
        assert_eq!(holding(entry).finding(ADDRESS), DEGRADES, "{entry}");
    }
}

#[test]
fn what_is_no_smtp_address_is_not_examined() {
    for entry in [
        "X500:/o=Contoso (EMEA)/ou=First's/cn=Recipients/cn=anna[1]",
        "x400:c=DE;a= ;p=Contoso;o=Exchange;s=Berg;g=Anna;",
        "SIP:anna berg@contoso.example",
        "EUM:1234;phone-context=plan.contoso.example",
        "SPO:SPO_1@SPO_2",
        "smtp:o'brien@contoso.example",
        "smtp:anna+list@contoso.example",
        "smtp:a&b@contoso.example",
        "smtp:anna b@contoso.onmicrosoft.com",
    ] {
        assert_eq!(holding(entry).finding(ADDRESS), "silent", "{entry}");
    }
}

#[test]
fn an_address_that_the_cloud_took_is_accepted() {
    let odd = "smtp:m\u{fc}ller@contoso.example";
    let list = format!("SMTP:anna@contoso.example;{ROUTING};{odd}");
    let taken = anna().ad("proxyAddresses", &list).entra("ProxyAddresses", &list).judge();
    assert_eq!(taken.finding(ADDRESS), "silent");
    let missing = anna_missing_in_entra().ad("proxyAddresses", &list).judge();
    assert_eq!(missing.finding(ADDRESS), NOTE);
}

#[test]
fn there_is_one_primary_address() {
    let two = anna().ad("proxyAddresses", "SMTP:anna@contoso.example;SMTP:a.berg@contoso.example").judge();
    assert_eq!(two.finding(ADDRESS), NOTE);
    let none = anna().ad("proxyAddresses", "smtp:anna@contoso.example");
    assert_eq!(none.clone().judge().finding(ADDRESS), "silent", "the cloud has a primary address all the same");
    let degraded = none.entra("ProxyAddresses", "SMTP:anna@contoso.onmicrosoft.com;smtp:anna@contoso.example").judge();
    assert_eq!(degraded.finding(ADDRESS), DEGRADES);
}

#[test]
fn an_export_that_lost_types_or_marks_accuses_nobody() {
    let mut lower = anna();
    let mut plain = anna();
    for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
        lower = lower.cell("ad.csv", name, "proxyAddresses", "smtp:x@contoso.example");
        plain = plain.cell("ad.csv", name, "proxyAddresses", "x@contoso.example; y@contoso.example");
    }
    for exports in [lower, plain] {
        let missing = exports.entra_absent().exchange_absent().judge();
        assert_eq!(missing.finding(ADDRESS), "silent");
    }
}

#[test]
fn mail_becomes_the_address_where_there_are_no_others() {
    let mail = anna_missing_in_entra().ad("mail", "an na@contoso.example");
    assert_eq!(mail.clone().judge().finding(ADDRESS), "silent");
    assert_eq!(mail.ad("proxyAddresses", "").judge().finding(ADDRESS), NOTE);
}

#[test]
fn all_holders_of_an_address_are_cited() {
    let person = anna_missing_in_entra()
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", "SMTP:carla@contoso.example;smtp:ANNA@contoso.example")
        .cell("ad.csv", "Bert Lund", "proxyAddresses", "SMTP:bert@contoso.example;smtp:anna@Contoso.example")
        .judge();
    assert_eq!(person.message(SHARED), "anna@contoso.example stands on 3 objects of Active Directory");
    let proof = person.proof(SHARED);
    for cell in [
        "ad.csv:2:proxyAddresses=SMTP:anna@contoso.example",
        "ad.csv:3:proxyAddresses=smtp:anna@Contoso.example",
        "ad.csv:4:proxyAddresses=smtp:ANNA@contoso.example",
    ] {
        assert!(proof.contains(&cell.to_owned()), "{cell}: {proof:?}");
    }
}

#[test]
fn addresses_that_the_service_makes_itself_are_no_duplicates() {
    let both = "smtp:office@contoso.onmicrosoft.com";
    let person = anna_missing_in_entra()
        .ad("proxyAddresses", &format!("SMTP:anna@contoso.example;{both}"))
        .cell("ad.csv", "Carla Diaz", "proxyAddresses", &format!("SMTP:carla@contoso.example;{both}"))
        .judge();
    assert_eq!(person.finding(SHARED), "silent");
}

#[test]
fn addresses_of_domains_that_the_tenant_does_not_accept_are_dropped() {
    let secondary = with_domains(anna()).ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:anna@labs.example");
    assert_eq!(secondary.clone().judge().finding(DOMAIN), NOTE);
    let primary = with_domains(anna()).ad("proxyAddresses", "SMTP:anna@labs.example;smtp:anna@contoso.example");
    assert_eq!(primary.judge().finding(DOMAIN), DEGRADES);
    assert_eq!(secondary.clone().without_file("domains.csv").judge().finding(DOMAIN), "silent");
    // A mail user without a plan keeps them.
    assert_eq!(secondary.clone().entra("AssignedLicenses", "[]").judge().finding(DOMAIN), "silent");
    assert_eq!(secondary.clone().entra("AssignedLicenses", POWER_BI).judge().finding(DOMAIN), "silent");
    // Exchange can accept what lies below one of its domains.
    let below = with_domains(anna()).ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:anna@corp.contoso.example");
    assert_eq!(below.judge().finding(DOMAIN), POSSIBLE_NOTE);
    for own in ["anna@contoso.mail.onmicrosoft.com", "anna@contoso.onmicrosoft.com", "anna@x.microsoftonline.com"] {
        let list = format!("SMTP:anna@contoso.example;smtp:{own}");
        assert_eq!(with_domains(anna()).ad("proxyAddresses", &list).judge().finding(DOMAIN), "silent", "{own}");
    }
}

#[test]
fn a_mail_user_that_gave_its_mailbox_up_arrives_without_such_addresses() {
    let person = with_domains(anna())
        .ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:anna@labs.example")
        .ad("msExchRemoteRecipientType", "8")
        .entra("AssignedLicenses", "[]")
        .mail_user()
        .judge();
    assert_eq!(person.finding(DOMAIN), DEGRADES);
}

/// Anna with a mailbox on the premises, a mail user without a license whose address has a domain of nobody.
fn to_be_moved() -> Exports {
    anna()
        .ad("msExchMailboxGuid", MAILBOX_GUID)
        .ad("msExchRecipientTypeDetails", "1")
        .entra("AssignedLicenses", "[]")
        .entra("AssignedPlans", "[]")
        .entra("LicenseAssignmentStates", "[]")
        .mail_user()
        .exchange("EmailAddresses", "SMTP:anna@contoso.example;smtp:anna@labs.example")
}

#[test]
fn such_an_address_may_block_the_move_of_a_mail_user() {
    let person = with_domains(to_be_moved()).judge();
    assert_eq!(person.finding(DOMAIN), "also, blocks, possible");
    assert_eq!(person.verdict(), "blocked: on-premises-mailbox-present");
    let own = with_domains(to_be_moved()).exchange("EmailAddresses", "SMTP:anna@contoso.example").judge();
    assert_eq!(own.finding(DOMAIN), "silent");
    let open = to_be_moved();
    assert_eq!(open.judge().finding(DOMAIN), "silent");
}

#[test]
fn more_than_300_addresses_are_too_many() {
    let list = |count: usize| {
        let others: Vec<_> = (2..=count).map(|at| format!("smtp:anna{at}@contoso.example")).collect();
        format!("SMTP:anna@contoso.example;X500:/o=Contoso/cn=anna;{}", others.join(";"))
    };
    let person = anna().ad("proxyAddresses", &list(301)).judge();
    assert_eq!(person.finding(MANY), NOTE);
    assert_eq!(person.message(MANY), "proxyAddresses holds 301 SMTP addresses, of about 300 that work");
    assert_eq!(anna().ad("proxyAddresses", &list(300)).judge().finding(MANY), "silent");
}

/// Anna with a remote mailbox and where servers on the premises send its mail.
fn sent_to(target: &str) -> Exports {
    anna()
        .ad("msExchRecipientTypeDetails", "2147483648")
        .ad("msExchRemoteRecipientType", "4")
        .cell("ad.csv", "Bert Lund", "targetAddress", "SMTP:bert@contoso.mail.onmicrosoft.com")
        .ad("targetAddress", target)
}

#[test]
fn a_remote_mailbox_has_a_target_address_that_its_mailbox_holds() {
    assert_eq!(sent_to("").judge().finding(TARGET), NOTE);
    assert_eq!(
        sent_to("").ad("msExchRecipientTypeDetails", "").ad("msExchRemoteRecipientType", "").judge().finding(TARGET),
        "silent"
    );
    for good in ["SMTP:anna@contoso.mail.onmicrosoft.com", "SMTP:anna@contoso.example", "X400:c=DE;a= ;p=Contoso"] {
        assert_eq!(sent_to(good).judge().finding(TARGET), "silent", "{good}");
    }
    for bad in ["SMTP:other@contoso.example", "SMTP:an na@contoso.example", "SMTP:carla@contoso.example"] {
        assert_eq!(sent_to(bad).judge().finding(TARGET), NOTE, "{bad}");
    }
    let held = sent_to("SMTP:carla@contoso.example").judge();
    assert!(held.message(TARGET).contains("somebody else"), "{}", held.message(TARGET));
    // The mail of a mail user goes elsewhere by design.
    let mail_user = sent_to("SMTP:other@fabrikam.example").ad("msExchRecipientTypeDetails", "128");
    assert_eq!(mail_user.ad("msExchRemoteRecipientType", "").judge().finding(TARGET), "silent");
}

#[test]
fn a_target_address_of_a_foreign_domain_becomes_the_primary_one() {
    let target = |domain: &str| {
        with_domains(anna())
            .ad("proxyAddresses", &format!("SMTP:anna@{domain};smtp:anna@contoso.example"))
            .ad("targetAddress", &format!("SMTP:anna@{domain}"))
            .judge()
    };
    assert_eq!(target("labs.example").finding(TARGET), NOTE);
    assert_eq!(target("contoso.example").finding(TARGET), "silent");
}

#[test]
fn a_tenant_without_a_domain_of_its_own_is_told_once() {
    let mut initial = anna();
    for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
        let upn = format!("{}@contoso.onmicrosoft.com", name.split(' ').next().unwrap_or_default());
        initial = initial.cell("entra.csv", name, "UserPrincipalName", &upn);
    }
    let listing = |verified: &str| {
        let domains = format!(
            "
        # domains.csv
        Id,AuthenticationType,IsVerified,IsDefault,IsInitial
        contoso.onmicrosoft.com,Managed,True,True,True
        contoso.example,Managed,{verified},False,False
        "
        );
        initial.clone().with(&domains).report()
    };
    let told = listing("False").tenant(SUFFIX);
    assert!(told.starts_with("degrades, certain, "), "{told}");
    assert!(told.ends_with("so no UPN keeps the suffix of Active Directory"), "{told}");
    assert_eq!(listing("False").tenant_evidence(SUFFIX)[0], "domains.csv:2:Id");
    assert_eq!(listing("True").tenant(SUFFIX), "silent");
    // Somebody signs in with it, so it is verified, whatever the list says.
    let used = anna().with(DOMAINS).report();
    assert_eq!(used.tenant(SUFFIX), "silent");
    assert_eq!(initial.report().tenant(SUFFIX), "silent", "without a list nobody knows");
}

#[test]
fn an_attribute_that_arrives_for_nobody_is_told_once() {
    let mut lost = anna();
    for name in ["Anna Berg", "Bert Lund", "Carla Diaz", "Sales"] {
        lost = lost.cell("entra.csv", name, "ProxyAddresses", "");
    }
    let told = |exports: Exports| exports.report().tenant("attribute-filtered");
    // Blank throughout, the column may not have been asked for.
    assert_eq!(told(lost.clone()), "silent");
    let vouched = lost.clone().argument("--trust-blank").argument("entra-users:ProxyAddresses");
    assert!(told(vouched.clone()).starts_with("degrades, certain, 4 people: "));
    let one = vouched.entra("ProxyAddresses", "SMTP:anna@contoso.example");
    assert_eq!(told(one), "silent");
}

/// Every finding about attributes comes from Active Directory alone.
#[test]
fn active_directory_alone_is_the_check_before_the_first_synchronisation() {
    let report = exports(
        "
        # ad.csv
        objectGUID,sAMAccountName,userPrincipalName,mailNickname,mail,proxyAddresses,displayName,targetAddress,msExchRecipientTypeDetails
        d08f810b-a35c-49a8-a4cd-c6923dfc0301,one,one two@contoso.example,one,one@contoso.example,SMTP:one@contoso.example,One,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0302,two,two@corp.local,two,two@contoso.example,SMTP:two@contoso.example,Two,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0303,three,three@contoso.example,thr(ee,three@contoso.example,SMTP:three@contoso.example,Three,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0304,four,four@contoso.example,same,four@contoso.example,SMTP:four@contoso.example;smtp:both@contoso.example,Four,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0305,five,five@contoso.example,same,five@contoso.example,SMTP:five@contoso.example;smtp:both@contoso.example,Five,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0306,six,six@contoso.example,six,six@contoso.example,SMTP:six@contoso.example;smtp:s ix@contoso.example,Six,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0307,seven,,seven,seven@contoso.example,SMTP:seven@contoso.example,Seven,,
        d08f810b-a35c-49a8-a4cd-c6923dfc0308,eight,eight@contoso.example,eight,eight@contoso.example,SMTP:eight@labs.example,Eight,,2147483648
        d08f810b-a35c-49a8-a4cd-c6923dfc0309,nine,nine@contoso.example,nine,nine@contoso.example,SMTP:nine@contoso.example,Nine,SMTP:nine@contoso.mail.onmicrosoft.com,
        ",
    );
    let told = |exports: Exports, name: &str, case: &str| {
        let person = exports.report().person(name);
        assert_eq!(person.verdict(), "undetermined", "{name}");
        person.finding(case)
    };
    for (name, case, finding) in [
        ("One", INVALID, DEGRADES),
        ("Two", SUFFIX, MAYBE),
        ("Three", ALIAS_INVALID, NOTE),
        ("Four", ALIAS_SHARED, NOTE),
        ("Four", SHARED, NOTE),
        ("Five", SHARED, NOTE),
        ("Six", ADDRESS, NOTE),
        ("Seven", "upn-empty", NOTE),
        ("Eight", TARGET, NOTE),
        ("Eight", DOMAIN, "silent"),
    ] {
        assert_eq!(told(report.clone(), name, case), finding, "{name}: {case}");
    }
    // With the domains of the tenant, suffixes and addresses are judged, too.
    let with_domains = with_domains(report.clone());
    assert_eq!(told(with_domains.clone(), "Two", SUFFIX), MAYBE);
    assert_eq!(told(with_domains, "Eight", DOMAIN), MAYBE);
    let nine = report.report().person("Nine");
    assert!(!nine.has_findings());
}

#[test]
fn an_account_name_that_is_to_stand_in_for_an_empty_upn_is_held_to_the_rules() {
    let person = anna().ad("userPrincipalName", "").ad("sAMAccountName", "an+na").judge();
    assert_eq!(
        person.message("upn-empty"),
        "userPrincipalName is empty in Active Directory, and sAMAccountName an+na holds '+' (U+002B)"
    );
    let person = anna().ad("userPrincipalName", "").judge();
    assert_eq!(person.message("upn-empty"), "userPrincipalName is empty in Active Directory");
}

#[test]
fn what_nobody_sees_is_spelled_out() {
    let person = anna().ad("userPrincipalName", "an\u{200b}na@contoso.example").judge();
    assert!(person.message(INVALID).starts_with("userPrincipalName an<U+200B>na@contoso.example holds"));
}

/// Whether `why` says of a case that it hangs on a column.
fn hangs(exports: Exports, case: &str, column: &str) {
    let told = exports.why(GUID);
    let line = format!("{case}: not judged, it hangs on ");
    let told = told.split_once(&line).unwrap_or_else(|| panic!("{case} is judged: {told}")).1;
    assert!(told.lines().next().unwrap_or_default().ends_with(column), "{case}: {told}");
}

#[test]
fn without_its_column_no_attribute_is_judged() {
    let renamed = || named("anna.berg@contoso.example", "anna@contoso.example");
    for (exports, case, column) in [
        (anna().without("ad.csv", "userPrincipalName"), INVALID, "ad-users: userPrincipalName"),
        (anna().without("ad.csv", "userPrincipalName"), SUFFIX, "ad-users: userPrincipalName"),
        (renamed().without("entra.csv", "UserPrincipalName"), NOT_UPDATED, "entra-users: UserPrincipalName"),
        (anna().without("ad.csv", "mailNickname"), ALIAS_INVALID, "ad-users: mailNickname"),
        (anna().without("ad.csv", "mailNickname"), ALIAS_SHARED, "ad-users: mailNickname"),
        (anna().without("ad.csv", "proxyAddresses"), ADDRESS, "ad-users: proxyAddresses"),
        (anna().without("ad.csv", "proxyAddresses"), DOMAIN, "ad-users: proxyAddresses"),
        (anna().without("ad.csv", "proxyAddresses"), MANY, "ad-users: proxyAddresses"),
        (sent_to("").without("ad.csv", "targetAddress"), TARGET, "ad-users: targetAddress"),
    ] {
        hangs(exports, case, column);
    }
}

#[test]
fn without_a_list_of_domains_suffixes_and_addresses_hang_on_it() {
    let corp = || named("anna@corp.example", "anna@contoso.onmicrosoft.com");
    hangs(corp(), SUFFIX, "domains: Id");
    hangs(corp().ad("userPrincipalName", "an na@corp.example"), REWRITTEN, "domains: Id");
    hangs(corp(), NOT_UPDATED, "domains: Id");
    hangs(anna().ad("proxyAddresses", "SMTP:anna@contoso.example;smtp:anna@corp.example"), DOMAIN, "domains: Id");
    hangs(to_be_moved(), DOMAIN, "domains: Id");
    // What blocks at most possibly changes no verdict.
    assert_eq!(to_be_moved().judge().undecided(DOMAIN), Vec::<String>::new());
}

#[test]
fn two_users_with_one_upn_are_told_before_they_are_synchronised() {
    let person =
        anna_missing_in_entra().cell("ad.csv", "Carla Diaz", "userPrincipalName", "ANNA@contoso.example").judge();
    assert_eq!(person.finding(QUARANTINED), MAYBE);
    assert!(person.proof(QUARANTINED).contains(&"ad.csv:4:userPrincipalName=ANNA@contoso.example".to_owned()));
    assert_eq!(anna_missing_in_entra().judge().finding(QUARANTINED), "silent");
}

#[test]
fn two_exports_that_print_the_target_address_with_and_without_type_agree() {
    let report = sent_to("SMTP:anna@contoso.mail.onmicrosoft.com")
        .with(&format!(
            "
            # second.csv
            objectGUID,sAMAccountName,targetAddress
            {GUID},anna,anna@contoso.mail.onmicrosoft.com
            {OTHER_GUID},office,office@contoso.mail.onmicrosoft.com
            "
        ))
        .report();
    assert!(!report.remarks("contradicts"));
    assert_eq!(report.person("Anna Berg").finding(TARGET), "silent");
}
