//! The HTML report as a file; what it does in a browser is tested there.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;

use regex::Regex;
use support::{run, run_on_samples};
use tempfile::TempDir;

const USERS: &str = "\
    objectGUID,displayName,sAMAccountName,userPrincipalName,mailNickname,mail\n\
    77ab90d1-0000-4000-8000-000000000001,Anna <b>Berg</b> & Co,anna,anna@contoso.example,anna,anna@contoso.example\n\
    77ab90d1-0000-4000-8000-000000000002,Ben,ben,,ben,ben@contoso.example\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("users & co.csv"), USERS).unwrap();
    folder
}

#[test]
fn the_extension_or_the_format_asks_for_a_page_with_hashes_of_the_exports() {
    let folder = folder();
    let by_extension = run(folder.path(), "check . --output report.html --output again.htm", b"");
    assert!(by_extension.code < 2, "{}", by_extension.stderr);
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    let hash = run(folder.path(), "check . --hash --format json", b"").json()["inputs"][0]["sha256"].clone();
    assert!(page.contains(hash.as_str().unwrap()), "the hash of the export is told");
    assert_eq!(page, fs::read_to_string(folder.path().join("again.htm")).unwrap());
    assert!(run(folder.path(), "check . --format html", b"").stdout.starts_with("<!doctype html>"));
}

#[test]
fn the_same_exports_give_the_same_page_whatever_the_threads() {
    let folder = folder();
    let pages: Vec<_> = ["1", "2", "7"]
        .map(|threads| run(folder.path(), &format!("check . --format html --threads {threads}"), b"").stdout)
        .into();
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
}

/// The page holds everybody; that lists nobody elsewhere.
#[test]
fn a_page_changes_nothing_in_the_report_written_beside_it() {
    let out = tempfile::tempdir().unwrap();
    let json = out.path().join("report.json");
    let page = out.path().join("report.html");
    let both =
        run_on_samples(&format!("check samples/contoso --output {} --output {}", page.display(), json.display()));
    assert_eq!(both.code, 1, "{}", both.stderr);
    let alone = run_on_samples("check samples/contoso --hash --format json");
    assert_eq!(fs::read_to_string(json).unwrap(), alone.stdout);
    let listed = alone.json()["people"].as_array().unwrap().len();
    let embedded = Regex::new(r#"data-people="48" data-embedded="48""#).unwrap();
    assert!(listed < 48 && embedded.is_match(&fs::read_to_string(page).unwrap()));
}

#[test]
fn a_page_beside_its_exports_is_set_aside_and_can_be_written_again() {
    let folder = folder();
    for _ in 0..2 {
        let run = run(folder.path(), "check . --output report.html", b"");
        assert!(run.code < 2, "{}", run.stderr);
    }
    let run = run(folder.path(), "check . --format json", b"");
    assert!(run.stderr.contains("report.html: it is a report of mailgap, set aside"), "{}", run.stderr);
    assert_eq!(run.json()["inputs"].as_array().unwrap().len(), 1);
}

#[test]
fn the_page_names_nothing_outside_but_the_sources_of_the_catalogue() {
    let folder = folder();
    let page = run(folder.path(), "check . --format html", b"").stdout;
    let policy = Regex::new(
        r#"content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'""#,
    );
    assert!(policy.unwrap().is_match(&page), "the policy allows one script and one style");
    assert!(page.find("Content-Security-Policy").unwrap() < page.find("<style").unwrap(), "the policy comes first");
    assert!(!page.contains("unsafe-"));
    for attribute in [" style=", " onclick=", " onload=", " src=", "javascript:"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let outside = Regex::new(r#"(?:href|src|action|data|poster|xlink:href)="([a-z]+:[^"]*)""#).unwrap();
    for found in outside.captures_iter(&page) {
        assert!(found[1].starts_with("https:&#x2f;&#x2f;") && found[1].contains("microsoft.com"), "{}", &found[1]);
    }
}

#[test]
fn what_stands_in_exports_is_escaped_in_the_text_of_the_page() {
    let folder = folder();
    let page = run(folder.path(), "check . --format html", b"").stdout;
    assert!(page.contains("users &amp; co.csv"), "the name of the file is escaped");
    assert!(!page.contains("users & co.csv") && !page.contains("<b>Berg</b>"));
}
