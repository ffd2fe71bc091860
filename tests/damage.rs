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
    text
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
