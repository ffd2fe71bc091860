//! The configuration file as a user meets it: read where it is named, refused where it means nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use support::{Run, people, run};
use tempfile::TempDir;

const AD: &str = "\
    objectGUID,sAMAccountName,userPrincipalName,mailNickname,distinguishedName,Enabled\n\
    d08f810b-a35c-49a8-a4cd-c6923dfc031e,anna,anna@contoso.example,anna,\"CN=Anna,OU=People,DC=contoso,DC=example\",True\n\
    4a662dec-bc58-4e90-848d-35e761f5cd59,bert,bert@contoso.example,bert,\"CN=Bert,OU=Desk,DC=contoso,DC=example\",True\n";
const ENTRA: &str = "\
    Id,UserPrincipalName,OnPremisesImmutableId,UserType,CreatedDateTime\n\
    11111111-0000-4000-8000-00000000000c,carla@contoso.example,h1A7fatlsEeHo9YPO7mkgg==,Member,2020-02-03T10:00:00Z\n\
    11111111-0000-4000-8000-00000000000d,dora@contoso.example,0VTN4Pbr00uW1uNgkMU5mA==,Member,2020-02-03T10:00:00Z\n";

/// A folder with two exports and a configuration.
fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("ad.csv", AD), ("entra.csv", ENTRA), ("mailgap.toml", config)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn check(config: &str) -> Run {
    run(folder(config).path(), "check . --config mailgap.toml --format json", b"")
}

/// The first line of the error, which is all it says of the fault.
fn fault(config: &str) -> String {
    let done = check(config);
    assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.stderr);
    let mut lines = done.stderr.lines();
    let fault = lines.next().unwrap().to_owned();
    assert_eq!(lines.next(), Some("  help    docs/config.md explains every key"));
    fault
}

#[test]
fn unknown_keys_are_errors_with_the_nearest_one() {
    for (config, expected) in [
        ("[scope]\n\nexclude_ous = []\n", "line 3: 'exclude_ous' is no key; did you mean 'excluded_ous'?"),
        ("asof = 2026-10-15", "line 1: 'asof' is no key; did you mean 'as_of'?"),
        ("[synchronization]\n", "line 1: 'synchronization' is no key; did you mean 'synchronisation'?"),
        ("[tenant]\nsoft_match = true", "line 2: 'soft_match' is no key; did you mean 'soft_match_blocked'?"),
        ("[tenant]\nxyz = true", "line 2: 'xyz' is no key"),
        (
            "[scope.excluded_values]\nextensionAtribute15 = [\"x\"]",
            "line 2: 'extensionAtribute15' is no attribute of Active Directory that is read; did you mean \
             'extensionAttribute15'?",
        ),
    ] {
        assert_eq!(fault(config), format!("error: cannot use 'mailgap.toml', {expected}"));
    }
}

#[test]
fn values_that_mean_nothing_are_errors() {
    for (config, line) in [
        ("as_of = 'yesterday'", 1),
        ("as_of = 5", 1),
        ("as_of = 10:00:00", 1),
        ("[scope]\nincluded_ous = ['People']", 2),
        ("[scope]\nincluded_domains = ['contoso example']", 2),
        ("[scope]\ngroup_members = 'anna'", 2),
        ("[synchronisation]\nengine = 'dirsync'", 2),
        ("[tenant]\nsoft_match_blocked = 'yes'", 2),
        ("[tenant]\n\n=", 3),
    ] {
        let fault = fault(config);
        assert!(fault.starts_with(&format!("error: cannot use 'mailgap.toml', line {line}: ")), "{fault}");
    }
}

#[test]
fn a_configuration_that_is_not_there_ends_the_run() {
    let done = run(folder("").path(), "check . --config other.toml", b"");
    assert_eq!(done.code, 2);
    assert!(done.stderr.starts_with("error: cannot read the configuration in 'other.toml': "), "{}", done.stderr);
    assert!(done.stderr.contains("\n  help    "));
}

#[test]
fn a_configuration_is_read_only_where_it_is_named() {
    let folder = folder("as_of = 2020-05-05\n[scope]\nexcluded_ous = ['OU=People,DC=contoso,DC=example']\n");
    let quiet = run(folder.path(), "check . --format json", b"").json();
    assert_ne!(quiet["as_of"], "2020-05-05T23:59:59Z");
    assert_eq!(quiet["summary"]["root_causes"], serde_json::json!({}));
    let set_aside = "it is a configuration, which is read where --config names it, set aside";
    assert_eq!(quiet["remarks"][0]["path"], "mailgap.toml");
    assert_eq!(quiet["remarks"][0]["message"], set_aside);

    let named = run(folder.path(), "check ad.csv entra.csv --config mailgap.toml --format json", b"").json();
    assert_eq!(named["as_of"], "2020-05-05T23:59:59Z");
    assert_eq!(people(&named)[0]["upn"], "anna@contoso.example");
    let found = people(&named)[0]["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["case"] == "out-of-scope-by-configuration"));
    let option = "check ad.csv entra.csv --config mailgap.toml --as-of 2021-06-06 --format json";
    assert_eq!(run(folder.path(), option, b"").json()["as_of"], "2021-06-06T23:59:59Z");
}

#[test]
fn dates_are_written_as_text_or_as_toml_writes_them() {
    for (date, expected) in [
        ("2026-10-15", "2026-10-15T23:59:59Z"),
        ("'2026-10-15'", "2026-10-15T23:59:59Z"),
        ("2026-10-15T12:00:00Z", "2026-10-15T12:00:00Z"),
        ("'2026-10-15T12:00:00+02:00'", "2026-10-15T10:00:00Z"),
    ] {
        assert_eq!(check(&format!("as_of = {date}")).json()["as_of"], expected, "{date}");
    }
}

#[test]
fn why_and_inspect_read_it_too() {
    let folder = folder("[scope]\nexcluded_ous = ['OU=People,DC=contoso,DC=example']\n");
    let why = run(folder.path(), "why anna . --config mailgap.toml", b"");
    assert!(why.stdout.contains("OU=People,DC=contoso,DC=example is excluded"), "{}", why.stdout);
    let inspect = run(folder.path(), "inspect . --config mailgap.toml --format json", b"");
    assert_eq!(inspect.code, 0, "{}", inspect.stderr);
    assert_eq!(run(folder.path(), "inspect . --config nothing.toml", b"").code, 2);
}

#[test]
fn no_report_is_written_over_it() {
    let folder = folder("[scope]\n");
    let done = run(folder.path(), "check . --config mailgap.toml --format json --output mailgap.toml", b"");
    assert_eq!(done.code, 2);
    assert!(done.stderr.starts_with("error: 'mailgap.toml' is the configuration\n"), "{}", done.stderr);
    assert_eq!(std::fs::read_to_string(folder.path().join("mailgap.toml")).unwrap(), "[scope]\n");
}
