//! Markdown for tickets: short, and nothing in it calls anybody or leads anywhere.

use std::fmt::Write as _;

use regex::Regex;
use tempfile::TempDir;

use crate::support::{run, run_on_samples};

#[test]
fn it_tells_how_many_why_and_what_next() {
    let ticket = run_on_samples("check samples/contoso --format markdown").stdout;
    for words in [
        "# mailgap report\n",
        "People: 48\n",
        "| 22 | blocked |",
        "| 1 | [no-license](https://",
        "\n### no-license\n",
        "- `viktor.dahl@contoso.example`: No license is assigned, so no mailbox is made",
        "| `dennis.vogt@contoso.example` | 3b830c6c-eefe-4f9c-a65b-2d0f21850542 |",
        "\n## What next\n",
    ] {
        assert!(ticket.contains(words), "{words:?} in {ticket}");
    }
}

/// A tenant whose people of Active Directory are missing in Entra ID; `people` are sAMAccountName and UPN.
fn missing(people: &[(String, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut ad = String::from(
        "DN,objectClass,objectGUID,sAMAccountName,userPrincipalName,mailNickname,proxyAddresses,userAccountControl,\
         msExchRecipientTypeDetails,msExchRemoteRecipientType,msExchMailboxGuid,homeMDB,isCriticalSystemObject,adminDescription\n\
         \"CN=Anna,DC=contoso,DC=example\",user,11111111-1111-1111-1111-111111111111,anna,anna@contoso.example,anna,\
         SMTP:anna@contoso.example,512,,,,,,\n",
    );
    for (number, (account, upn)) in people.iter().enumerate() {
        let guid = format!("22222222-2222-2222-2222-{number:012}");
        let rest = format!("a{number},SMTP:a{number}@contoso.example,512,,,,,,");
        writeln!(ad, "\"CN=a{number},DC=contoso,DC=example\",user,{guid},\"{account}\",{upn},{rest}").unwrap();
    }
    std::fs::write(folder.path().join("ad.csv"), ad).unwrap();
    let entra = "Id,DisplayName,UserPrincipalName,UserType,UsageLocation,OnPremisesImmutableId,ProxyAddresses,AssignedLicenses,CreatedDateTime\n\
        aaaaaaaa-0000-4000-8000-000000000001,Anna Berg,anna@contoso.example,Member,DE,EREREREREREREREREREREQ==,\
        SMTP:anna@contoso.example,SPE_E5,2024-01-02T00:00:00Z\n";
    std::fs::write(folder.path().join("entra.csv"), entra).unwrap();
    folder
}

#[test]
fn many_people_of_a_cause_are_counted_and_not_named() {
    let people: Vec<_> = (10..50).map(|number| (format!("u{number}"), format!("u{number}@contoso.example"))).collect();
    let folder = missing(&people);
    let ticket = run(folder.path(), "check --format markdown", b"").stdout;
    assert!(ticket.contains("| 40 | [missing-in-entra]"), "{ticket}");
    assert!(ticket.contains("- … and 30 more"), "{ticket}");
    assert_eq!(ticket.matches("\n- `u").count(), 10);
}

#[test]
fn values_of_exports_are_no_marks() {
    let hostile = [
        ("@everyone", "@everyone"),
        ("#1", "#1"),
        ("a|b", "a|b"),
        ("`rm -rf`", "rm -rf"),
        ("``x", "``x"),
        ("<script>alert(1)</script>", "<script"),
        ("[x](http://evil.example)", "evil.example"),
        ("![x](www.evil.example/x.png)", "evil.example"),
        ("a\u{202e}b", "\u{202e}"),
        ("*x*", "*x*"),
    ];
    for (name, mark) in hostile {
        let folder = missing(&[(name.to_owned(), String::new())]);
        let ticket = run(folder.path(), "check . --format markdown", b"").stdout;
        let lines: Vec<_> = ticket.lines().filter(|line| line.starts_with("- `")).collect();
        assert!(!lines.is_empty(), "{name}: {ticket}");
        for line in ticket.lines() {
            assert!(!outside_of_code(line).contains(mark), "{mark:?} stands outside code: {line}");
        }
    }
}

/// What is left of a line without its code, which is fenced by equally many backticks.
fn outside_of_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let fence: String = rest[start..].chars().take_while(|letter| *letter == '`').collect();
        let body = &rest[start + fence.len()..];
        let end = Regex::new(&format!("(^|[^`]){fence}([^`]|$)")).unwrap().find(body);
        let end = end.unwrap_or_else(|| panic!("{fence} is never closed in {line}"));
        rest = &body[body[..end.end()].rfind(&fence).unwrap() + fence.len()..];
    }
    outside + rest
}
