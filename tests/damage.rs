//! Cells that were damaged on their way, and exports that do not hold everybody: remarked, and never proof.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use support::{Run, people, run};
use tempfile::TempDir;

const AD: &str = "\
DistinguishedName,ObjectClass,ObjectGUID,SamAccountName,UserPrincipalName,mailNickname,proxyAddresses,DisplayName,Enabled,msExchRecipientTypeDetails
\"CN=Anna,DC=contoso,DC=example\",user,d08f810b-a35c-49a8-a4cd-c6923dfc031e,anna,anna@contoso.example,anna,SMTP:anna@contoso.example,Anna Berg,True,
\"CN=Bert,DC=contoso,DC=example\",user,4a662dec-bc58-4e90-848d-35e761f5cd59,bert,bert@contoso.example,bert,SMTP:bert@contoso.example,Bert Lund,True,
";
const ENTRA: &str = "\
Id,DisplayName,UserPrincipalName,UserType,UsageLocation,OnPremisesImmutableId,ProxyAddresses,AssignedLicenses,CreatedDateTime
11111111-0000-4000-8000-00000000000a,Anna Berg,anna@contoso.example,Member,DE,C4GP0FyjqEmkzcaSPfwDHg==,SMTP:anna@contoso.example,SPE_E5,2024-01-02T00:00:00Z
11111111-0000-4000-8000-00000000000b,Bert Lund,bert@contoso.example,Member,DE,7C1mSli8kE6EjTXnYfXNWQ==,SMTP:bert@contoso.example,SPE_E5,2024-01-02T00:00:00Z
";
const EXCHANGE: &str = "\
ExternalDirectoryObjectId,Alias,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,WindowsLiveID,ExchangeGuid,SKUAssigned
11111111-0000-4000-8000-00000000000a,anna,anna@contoso.example,SMTP:anna@contoso.example,UserMailbox,anna@contoso.example,bbbbbbbb-0000-4000-8000-000000000001,True
";

/// Runs `check` on the tenant with one file changed.
fn checked(file: &str, from: &str, to: &str) -> Run {
    checked_with(file, from, to, "")
}

fn checked_with(file: &str, from: &str, to: &str, arguments: &str) -> Run {
    let folder = TempDir::new().unwrap();
    let mut found = false;
    for (name, text) in [("ad.csv", AD), ("entra.csv", ENTRA), ("exchange.csv", EXCHANGE)] {
        let changed = if name == file { text.replace(from, to) } else { text.to_owned() };
        found |= changed != text;
        fs::write(folder.path().join(name), changed).unwrap();
    }
    assert!(found, "{file} does not hold {from:?}");
    run(folder.path(), &format!("check . --format json --all --as-of 2026-10-15 {arguments}"), b"")
}

fn remark<'r>(report: &'r Value, words: &str) -> Option<&'r Value> {
    report["remarks"].as_array().unwrap().iter().find(|remark| remark["message"].as_str().unwrap().contains(words))
}

fn person<'r>(report: &'r Value, part: &str) -> &'r Value {
    let is_named = |person: &&Value| person.to_string().contains(part);
    people(report).iter().find(is_named).unwrap()
}

#[test]
fn each_damaged_cell_is_remarked_with_its_row_and_column() {
    for (file, from, to, column, words) in [
        ("ad.csv", "Bert Lund", "Bj?rn Lund", "DisplayName", "a letter was lost"),
        ("ad.csv", ",bert@contoso.example,", ",b?rt@contoso.example,", "UserPrincipalName", "a letter was lost"),
        ("ad.csv", "SMTP:bert@", "SMTP:b?rt@", "proxyAddresses", "a letter was lost"),
        ("ad.csv", "Bert Lund", "Bj\u{fffd}rn Lund", "DisplayName", "could not be decoded"),
        ("ad.csv", "Bert Lund,True,", "Bert Lund,True,3.43597E+10", "msExchRecipientTypeDetails", "rounded"),
        ("ad.csv", ",bert,bert@", ",########,bert@", "SamAccountName", "too narrow"),
        ("ad.csv", ",bert,SMTP", ",2026-03-01 00:00:00,SMTP", "mailNickname", "for a date"),
        ("entra.csv", "7C1mSli8kE6EjTXnYfXNWQ==", "7C1mSli8kE6EjTXnYfXNWQ", "OnPremisesImmutableId", "== at the end"),
        ("entra.csv", "7C1mSli8kE6EjTXnYfXNWQ==", "#NAME?", "OnPremisesImmutableId", "an error"),
        (
            "entra.csv",
            "SMTP:bert@contoso.example",
            "\"{SMTP:bert@contoso.example, smtp:b...}\"",
            "ProxyAddresses",
            "cut off",
        ),
        ("entra.csv", ",bert@contoso.example,", ",4A6F1C2E9B7D4A6F1C2E9B7D4A6F1C2E,", "UserPrincipalName", "concealed"),
        ("entra.csv", ",bert@contoso.example,", ",bert\u{200b}@contoso.example,", "UserPrincipalName", "invisible"),
        ("ad.csv", ",bert,bert@", ",be\u{ad}rt,bert@", "SamAccountName", "invisible"),
        ("ad.csv", "4a662dec", "\u{feff}4a662dec", "ObjectGUID", "invisible"),
        ("entra.csv", "SMTP:bert@", "SMTP:bert\u{2060}@", "ProxyAddresses", "invisible"),
        ("entra.csv", ",bert@contoso.example,", ",'bert@contoso.example,", "UserPrincipalName", "an apostrophe"),
        (
            "entra.csv",
            "7C1mSli8kE6EjTXnYfXNWQ==",
            "'7C1mSli8kE6EjTXnYfXNWQ==",
            "OnPremisesImmutableId",
            "an apostrophe",
        ),
        (
            "ad.csv",
            "4a662dec-bc58-4e90-848d-35e761f5cd59",
            "4a662dec-bc58-4e90-848d-35e7",
            "ObjectGUID",
            "this is none",
        ),
        ("entra.csv", "11111111-0000-4000-8000-00000000000b", "11111111-0000-4000", "Id", "this is none"),
    ] {
        let run = checked(file, from, to);
        let report = run.json();
        let remark = remark(&report, words).unwrap_or_else(|| panic!("{to}: {}", run.stderr));
        assert_eq!((&remark["path"], &remark["row"]), (&Value::from(file), &Value::from(3)), "{to}");
        assert_eq!(remark["column"], column, "{to}");
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
}

#[test]
fn a_cell_as_long_as_a_spreadsheet_allows_is_not_trusted() {
    let list = |length: usize| {
        let mut text = "SMTP:bert@contoso.example".to_owned();
        while text.len() < length {
            write!(text, ";smtp:b{}@contoso.example", text.len()).unwrap();
        }
        text.truncate(length);
        text
    };
    let cut = checked("ad.csv", "SMTP:bert@contoso.example", &list(32_767)).json();
    let found = remark(&cut, "exactly as long").unwrap();
    assert_eq!((&found["row"], &found["column"]), (&Value::from(3), &Value::from("proxyAddresses")));
    let whole = checked("ad.csv", "SMTP:bert@contoso.example", &list(32_766)).json();
    assert!(remark(&whole, "exactly as long").is_none());
}

#[test]
fn names_of_types_are_remarked_once_for_a_column() {
    let report = checked("entra.csv", ",SMTP:anna@contoso.example,", ",System.String[],").json();
    assert!(remark(&report, "name of a type").unwrap()["message"].as_str().unwrap().contains("the cell counts"));
    let folder = TempDir::new().unwrap();
    let text = ENTRA
        .replace("SMTP:anna@contoso.example", "System.String[]")
        .replace("SMTP:bert@contoso.example", "System.String[]");
    fs::write(folder.path().join("entra.csv"), text).unwrap();
    let report = run(folder.path(), "check entra.csv --format json", b"").json();
    let found: Vec<_> =
        report["remarks"].as_array().unwrap().iter().filter(|remark| remark["column"] == "ProxyAddresses").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["message"].as_str().unwrap().contains("2 cells count as unknown"));
}

#[test]
fn a_damaged_cell_never_proves_anything() {
    // An id without its end joins nobody, but the UPN does; a type that nobody can read accuses nobody.
    let report = checked("entra.csv", "7C1mSli8kE6EjTXnYfXNWQ==", "7C1mSli8kE6EjTXnYfXNWQ").json();
    assert_eq!(person(&report, "Bert Lund")["matched_by"]["ad-entra"], "upn");
    assert_eq!(report["summary"]["people"], 2);

    // With the address unreadable, nobody can say that UPN and address differ.
    let report = checked("ad.csv", "SMTP:bert@", "SMTP:b?rt@").json();
    assert!(!report.to_string().contains("upn-differs-from-primary-smtp"));
    let near_miss = checked("ad.csv", "SMTP:bert@", "SMTP:bart@").json();
    assert!(near_miss["summary"]["findings"].to_string().contains("upn-differs-from-primary-smtp"));
}

#[test]
fn what_only_looks_damaged_is_left_alone() {
    for (file, from, to) in [
        ("ad.csv", "Bert Lund", "Reception ?"),
        ("ad.csv", "bert,bert@", "1e5,bert@"),
        ("entra.csv", ",bert@contoso.example,", ",b_fabrikam.example#EXT#@contoso.example,"),
        ("entra.csv", "7C1mSli8kE6EjTXnYfXNWQ==", "E12345"),
        ("ad.csv", "Bert Lund", "Bert 't Hooft"),
        ("ad.csv", "Bert Lund", "'t Hooft"),
        ("ad.csv", "Bert Lund", "Bert \u{1f469}\u{200d}\u{1f4bb}"),
        ("ad.csv", "4a662dec-bc58-4e90-848d-35e761f5cd59", "4A662DECbc584e90848d35e761f5cd59"),
        ("ad.csv", "4a662dec-bc58-4e90-848d-35e761f5cd59", "None"),
    ] {
        let report = checked(file, from, to).json();
        let damaged = report["remarks"].as_array().unwrap().iter().find(|remark| remark["row"] == 3);
        assert_eq!(damaged, None, "{to}");
    }
}

/// An Entra export of `count` people besides Anna, none of whom is Bert.
fn without_bert(count: usize) -> String {
    let mut text: String = ENTRA.lines().take(2).fold(String::new(), |text, line| text + line + "\n");
    for number in 1..count {
        writeln!(
            text,
            "22222222-0000-4000-8000-{number:012},User {number},u{number}@contoso.example,Member,DE,,SMTP:u{number}@contoso.example,SPE_E5,2024-01-02T00:00:00Z"
        )
        .unwrap();
    }
    // Somebody has no license, as everywhere.
    text.replacen("u1@contoso.example,SPE_E5", "u1@contoso.example,[]", 1)
}

#[test]
fn absence_from_an_export_that_was_probably_cut_is_not_certain() {
    for (rows, certainty) in
        [(99, "certain"), (100, "possible"), (101, "certain"), (500, "possible"), (999, "possible"), (1000, "possible")]
    {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ad.csv"), AD).unwrap();
        fs::write(folder.path().join("entra.csv"), without_bert(rows)).unwrap();
        let report = run(folder.path(), "check . --format json --as-of 2026-10-15", b"").json();
        assert_eq!(report["inputs"][1]["rows"], rows);
        assert_eq!(person(&report, "Bert Lund")["findings"][0]["certainty"], certainty, "{rows} rows");
        let said = remark(&report, &format!("exactly {rows} rows")).is_some();
        assert_eq!(said, certainty == "possible", "{rows} rows");
    }
}

#[test]
fn absence_from_a_filtered_export_is_not_certain() {
    let licensed = |word: &str| {
        format!(
            "#TYPE Microsoft.Online.Administration.User\n\
             ObjectId,UserPrincipalName,DisplayName,ImmutableId,IsLicensed,UsageLocation,BlockCredential,ProxyAddresses\n\
             11111111-0000-4000-8000-00000000000a,anna@contoso.example,Anna Berg,C4GP0FyjqEmkzcaSPfwDHg==,False,DE,False,SMTP:anna@contoso.example\n\
             11111111-0000-4000-8000-00000000000c,cora@contoso.example,Cora Diaz,,{word},DE,False,SMTP:cora@contoso.example\n"
        )
    };
    for (word, certainty) in [("False", "possible"), ("True", "certain")] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ad.csv"), AD).unwrap();
        fs::write(folder.path().join("msol.csv"), licensed(word)).unwrap();
        let report = run(folder.path(), "check . --format json --as-of 2026-10-15", b"").json();
        let finding = &person(&report, "Bert Lund")["findings"][0];
        assert_eq!(
            (&finding["case"], &finding["certainty"]),
            (&"missing-in-entra".into(), &certainty.into()),
            "{word}"
        );
        assert_eq!(remark(&report, "looks filtered").is_some(), certainty == "possible");
    }
}

#[test]
fn exports_of_different_tenants_are_refused_unless_they_are_meant_to_be_mixed() {
    let strangers = ENTRA.replace("@contoso.example,Member", "@contoso.onmicrosoft.com,Member");
    let others = EXCHANGE
        .replace("anna@contoso.example,bbbb", "anna@fabrikam.onmicrosoft.com,bbbb")
        .replace("11111111-0000-4000-8000-00000000000a", "99999999-0000-4000-8000-00000000000a");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("entra.csv"), strangers).unwrap();
    fs::write(folder.path().join("exchange.csv"), &others).unwrap();
    let refused = run(folder.path(), "check .", b"");
    assert_eq!(refused.code, 2);
    for word in [
        "different tenants",
        "'entra.csv' is of contoso.onmicrosoft.com",
        "'exchange.csv' is of fabrikam.onmicrosoft.com",
        "--mixed",
    ] {
        assert!(refused.stderr.contains(word), "{}", refused.stderr);
    }
    assert!(refused.stdout.is_empty());
    assert!(run(folder.path(), "check . --mixed", b"").code < 2);
    assert!(run(folder.path(), "check entra.csv", b"").code < 2);

    // A tenant may own several such domains: a shared object id proves that it is one.
    let same = others.replace("99999999-0000-4000-8000-00000000000a", "11111111-0000-4000-8000-00000000000a");
    fs::write(folder.path().join("exchange.csv"), same).unwrap();
    assert!(run(folder.path(), "check .", b"").code < 2);
}

/// Runs `check` on the tenant without Bert in Entra ID, with the rows given; answers how sure his absence is.
fn absence_of_bert(entra: &str, exchange: &str) -> (Value, Value) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ad.csv"), AD).unwrap();
    fs::write(folder.path().join("entra.csv"), entra).unwrap();
    fs::write(folder.path().join("exchange.csv"), exchange).unwrap();
    let report = run(folder.path(), "check . --format json --all --as-of 2026-10-15", b"").json();
    let bert = person(&report, "Bert Lund").clone();
    let found = bert["findings"].as_array().unwrap().iter().find(|finding| finding["case"] == "missing-in-entra");
    (found.unwrap()["certainty"].clone(), report)
}

#[test]
fn an_entra_export_filtered_by_what_graph_says_of_licenses_and_errors_is_not_complete() {
    let header = format!("{},ServiceProvisioningErrors\n", ENTRA.lines().next().unwrap());
    let row = |number: usize, licenses: &str, errors: &str| {
        // One of them is Anna's, so that anchors are compared.
        let anchor = if number == 0 { "C4GP0FyjqEmkzcaSPfwDHg==" } else { "" };
        format!(
            "22222222-0000-4000-8000-{number:012},User {number},u{number}@contoso.example,Member,DE,{anchor},\
             SMTP:u{number}@contoso.example,{licenses},2024-01-02T00:00:00Z,{errors}\n"
        )
    };
    let some = |count: usize, licenses: &str, errors: &str| -> String {
        (0..count).map(|number| row(number, licenses, errors)).collect()
    };
    let other = |licenses: &str, errors: &str| row(99, licenses, errors);
    for (rows, words) in [
        (some(3, "[]", "[]"), Some("nobody in it has a license")),
        (some(3, "[]", "[]") + &other("SPE_E5", "[]"), None),
        (some(3, "SPE_E5", r#""[{""x"":1}]""#), Some("everybody in it has an error")),
        (some(3, "SPE_E5", r#""[{""x"":1}]""#) + &other("SPE_E5", "[]"), None),
        (some(20, "SPE_E5", "[]"), Some("everybody in it has a license")),
        (some(19, "SPE_E5", "[]"), None),
        (some(20, "SPE_E5", "[]") + &other("[]", "[]"), None),
        // A column that was not requested says nothing of the rows.
        (some(20, "", "[]"), None),
        (some(20, "System.Object[]", "[]"), None),
    ] {
        let (certainty, report) = absence_of_bert(&(header.clone() + &rows), EXCHANGE);
        let said = words.map(|words| remark(&report, words).is_some_and(|remark| remark["path"] == "entra.csv"));
        assert!(said.unwrap_or(true), "{words:?}");
        assert_eq!(remark(&report, "looks filtered").is_some(), words.is_some(), "{words:?}\n{rows}");
        assert_eq!(certainty, if words.is_some() { "possible" } else { "certain" }, "{words:?}\n{rows}");
    }
}

#[test]
fn recipients_whose_object_id_nobody_has_tell_that_the_entra_export_has_a_gap() {
    let anna = ENTRA.lines().take(2).fold(String::new(), |text, line| text + line + "\n");
    let strangers = |count: usize, kind: &str| {
        (0..count).fold(EXCHANGE.to_owned(), |text, number| {
            text + &format!(
                "33333333-0000-4000-8000-{number:012},s{number},s{number}@contoso.example,\
                 SMTP:s{number}@contoso.example,{kind},s{number}@contoso.example,\
                 cccccccc-0000-4000-8000-{number:012},True\n"
            )
        })
    };
    for (count, kind, certainty) in
        [(3, "UserMailbox", "possible"), (2, "UserMailbox", "certain"), (9, "GuestMailUser", "certain")]
    {
        let (found, report) = absence_of_bert(&anna, &strangers(count, kind));
        assert_eq!(found, certainty, "{count} {kind}");
        let said = remark(&report, "does not hold everybody").filter(|remark| remark["path"] == "entra.csv");
        assert_eq!(said.is_some(), certainty == "possible", "{count} {kind}");
    }
}

/// The Entra users with licenses of which it is known that no plan is switched off.
fn licensed() -> String {
    let license = r#""[{""skuId"":""06ebc4ee-1bb5-47dd-8120-11324bc54e06"",""disabledPlans"":[]}]""#;
    ENTRA.replace("SPE_E5", license)
}

#[test]
fn a_recipient_list_without_dates_still_makes_new_people_only_possibly_missing() {
    for (created, certainty) in [("2026-10-14T20:00:00Z", "possible"), ("2026-10-12T00:00:00Z", "certain")] {
        let folder = TempDir::new().unwrap();
        // Anna dates the other exports.
        let entra = licensed().replacen("2024-01-02T00:00:00Z", "2026-10-15T00:00:00Z", 1);
        let (front, _) = entra.trim_end().rsplit_once(',').unwrap();
        fs::write(folder.path().join("ad.csv"), AD).unwrap();
        fs::write(folder.path().join("entra.csv"), format!("{front},{created}\n")).unwrap();
        let list =
            EXCHANGE.replace("Alias,", "Identity,Alias,ExchangeVersion,").replace("a,anna,", "a,anna,anna,0.20,");
        fs::write(folder.path().join("exchange.csv"), list).unwrap();
        let report =
            run(folder.path(), "check . --format json --as exchange-recipients=exchange.csv --as-of 2026-10-30", b"")
                .json();
        let exchange =
            report["inputs"].as_array().unwrap().iter().find(|input| input["path"] == "exchange.csv").unwrap();
        assert_eq!(exchange["newest"], Value::Null);
        let bert = person(&report, "Bert Lund");
        assert!(bert["findings"].to_string().contains("not-in-exchange"), "{bert:#}");
        assert_eq!(bert["findings"][0]["certainty"], certainty, "{created}: {bert:#}");
    }
}

#[test]
fn words_for_nothing_are_nothing() {
    for word in ["None", "Empty", "\"\"\"\"\"\"", "NULL", "<not set>"] {
        let report =
            checked("ad.csv", "bert@contoso.example,bert,SMTP", &format!("bert@contoso.example,{word},SMTP")).json();
        let bert = person(&report, "Bert Lund");
        assert!(bert["findings"].to_string().contains("mailnickname-empty"), "{word}: {bert}");
    }
    // As a display name such a word is somebody's name.
    let report = checked("ad.csv", "Bert Lund", "None").json();
    assert_eq!(person(&report, "bert@contoso.example")["name"], "None");
    let near_miss = checked("ad.csv", "bert@contoso.example,bert,SMTP", "bert@contoso.example,none,SMTP").json();
    assert!(!person(&near_miss, "Bert Lund")["findings"].to_string().contains("mailnickname-empty"));
}

#[test]
fn a_deleted_mailbox_of_the_same_name_holds_back_who_has_an_unreadable_object_id() {
    let deleted = "22222222-0000-4000-8000-00000000000b,bert,bert@contoso.example,SMTP:bert@contoso.example,UserMailbox,\
                   bert@contoso.example,bbbbbbbb-0000-4000-8000-000000000002,True";
    for (id, certainty) in [("11111111-0000-4000", "possible"), ("11111111-0000-4000-8000-00000000000b", "certain")] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ad.csv"), AD).unwrap();
        let entra = licensed().replace("11111111-0000-4000-8000-00000000000b", id);
        fs::write(folder.path().join("entra.csv"), entra).unwrap();
        let mut rows = EXCHANGE.lines();
        let list = format!(
            "Identity,{},WhenSoftDeleted\nanna,{},\nbert,{deleted},2026-10-01T00:00:00Z\n",
            rows.next().unwrap(),
            rows.next().unwrap()
        );
        fs::write(folder.path().join("exchange.csv"), list).unwrap();
        let report = run(folder.path(), "check . --format json --as-of 2026-10-30", b"").json();
        let bert = person(&report, "Bert Lund");
        let findings = bert["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["case"] == "not-in-exchange");
        assert_eq!(found.unwrap()["certainty"], certainty, "{bert:#}");
    }
}

#[test]
fn without_an_ad_export_nobody_can_say_that_a_synchronised_user_expects_no_mailbox() {
    let header = "Id,DisplayName,UserPrincipalName,UserType,UsageLocation,OnPremisesImmutableId,OnPremisesSyncEnabled,\
                  AccountEnabled,ProxyAddresses,AssignedLicenses,CreatedDateTime";
    let entra = format!(
        "{header}\n\
         11111111-0000-4000-8000-00000000000a,Anna Berg,anna@contoso.example,Member,DE,C4GP0FyjqEmkzcaSPfwDHg==,True,True,\
         SMTP:anna@contoso.example,SPE_E5,2024-01-02T00:00:00Z\n\
         11111111-0000-4000-8000-00000000000b,Bert Lund,bert@contoso.example,Member,DE,7C1mSli8kE6EjTXnYfXNWQ==,True,True,\
         ,[],2024-01-02T00:00:00Z\n\
         11111111-0000-4000-8000-00000000000c,Cora Diaz,cora@contoso.example,Member,DE,,False,True,,[],2024-01-02T00:00:00Z\n"
    );
    let ad_of_anna = AD.lines().take(2).fold(String::new(), |text, line| text + line + "\n");
    let header_only = AD.lines().next().unwrap().to_owned() + "\n";
    let unread = format!("{ad_of_anna}\"CN=Bert\",user,a,b\n");
    for (ad, state) in [
        (None, "undetermined"),
        (Some(header_only), "undetermined"),
        (Some(unread), "undetermined"),
        (
            Some(AD.lines().take(2).collect::<Vec<_>>().join("\n").replace(",user,", ",organizationalRole,")),
            "undetermined",
        ),
        (Some(ad_of_anna), "not-expected"),
    ] {
        let folder = TempDir::new().unwrap();
        if let Some(ad) = &ad {
            fs::write(folder.path().join("ad.csv"), ad).unwrap();
        }
        fs::write(folder.path().join("entra.csv"), &entra).unwrap();
        fs::write(folder.path().join("exchange.csv"), EXCHANGE).unwrap();
        let report = run(folder.path(), "check . --format json --all --as-of 2026-10-15", b"").json();
        assert_eq!(person(&report, "Bert Lund")["state"], state, "{ad:?}");
        // A user of the cloud alone has nothing in Active Directory, and a mailbox is a mailbox.
        assert_eq!(person(&report, "Cora Diaz")["state"], "not-expected", "{ad:?}");
        assert_eq!(person(&report, "Anna Berg")["state"], "provisioned", "{ad:?}");
        let walk = run(folder.path(), "why bert@contoso.example . --format json --as-of 2026-10-15", b"").json();
        for step in [3, 5] {
            let notes = walk["steps"][step]["notes"].to_string();
            let said = notes.contains("not judged without an export of Active Directory");
            assert_eq!(said, state == "undetermined", "{}", walk["steps"][step]);
        }
    }
}

#[test]
fn ids_of_which_none_matches_although_the_names_do_are_remarked() {
    let folder = TempDir::new().unwrap();
    let mut ad = AD.lines().next().unwrap().to_owned() + "\n";
    let mut entra = ENTRA.lines().next().unwrap().to_owned() + "\n";
    for number in 10..20 {
        writeln!(
            ad,
            "\"CN=U{number},DC=contoso,DC=example\",user,d08f810b-a35c-49a8-a4cd-c6923dfc03{number},u{number},\
             u{number}@contoso.example,u{number},SMTP:u{number}@contoso.example,User {number},True,"
        )
        .unwrap();
        writeln!(
            entra,
            "11111111-0000-4000-8000-0000000000{number},User {number},u{number}@contoso.example,Member,DE,\
             c4gp0fyjqemkzcaspfwd{number}==,SMTP:u{number}@contoso.example,SPE_E5,2024-01-02T00:00:00Z"
        )
        .unwrap();
    }
    let words = "none of the 10 ids here";
    fs::write(folder.path().join("ad.csv"), &ad).unwrap();
    fs::write(folder.path().join("entra.csv"), &entra).unwrap();
    let report = run(folder.path(), "check . --format json --as-of 2026-10-15", b"").json();
    assert_eq!(remark(&report, words).unwrap()["column"], "OnPremisesImmutableId");
    // One that matches proves that it is the right attribute.
    let one = AD.lines().nth(1).unwrap();
    let id = ENTRA.lines().nth(1).unwrap();
    fs::write(folder.path().join("ad.csv"), format!("{ad}{one}\n")).unwrap();
    fs::write(folder.path().join("entra.csv"), format!("{entra}{id}\n")).unwrap();
    let report = run(folder.path(), "check . --format json --as-of 2026-10-15", b"").json();
    assert!(remark(&report, words).is_none());
}

#[test]
fn a_class_is_understood_however_the_list_of_classes_was_written() {
    for class in
        ["\"{top, person, organizationalPerson, user}\"", "\"[\"\"top\"\",\"\"user\"\"]\"", "user\u{200b}", "'user'"]
    {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ad.csv"), AD.replace(",user,", &format!(",{class},"))).unwrap();
        let report = run(folder.path(), "check . --format json --all --as-of 2026-10-15", b"").json();
        assert_eq!(report["inputs"][0]["rows_set_aside"], 0, "{class}");
        assert_eq!(person(&report, "Anna Berg")["state"], "undetermined", "{class}");
    }
}

#[test]
fn a_word_that_nobody_understands_is_remarked_with_its_column() {
    for (file, from, to, column, words) in [
        (
            "ad.csv",
            "Bert Lund,True",
            "Bert Lund,vielleicht",
            "Enabled",
            "1 cells count as unknown: 'vielleicht' is not True",
        ),
        (
            "ad.csv",
            "Bert Lund,True,",
            "Bert Lund,True,512.000",
            "msExchRecipientTypeDetails",
            "'512.000' is not the number",
        ),
        (
            "entra.csv",
            "bert@contoso.example,Member",
            "bert@contoso.example,Gast",
            "UserType",
            "'Gast' is not Member or",
        ),
        (
            "entra.csv",
            "SPE_E5,2024-01-02T00:00:00Z\n11",
            "SPE_E5,31.31.2024\n11",
            "CreatedDateTime",
            "1 cells are no date",
        ),
        ("exchange.csv", "000000000001,True", "000000000001,maybe", "SKUAssigned", "'maybe' is not True or False"),
    ] {
        let report = checked(file, from, to).json();
        let remark = remark(&report, words).unwrap_or_else(|| panic!("{words}: {}", report["remarks"]));
        assert_eq!(remark["column"], column);
    }
    let report = checked("ad.csv", "Bert Lund,True,", "Bert Lund,True,2.147.483.648").json();
    assert!(remark(&report, "count as unknown").is_none());
}
