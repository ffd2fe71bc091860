//! The invented tenants that the program is measured with: what was made wrong is found, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;
#[path = "../examples/tenant/world/mod.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{people, run};
use tempfile::TempDir;
use world::{Dialect, Encoding, Tenant};

const TENANT: Tenant = Tenant { people: 1500, seed: 1, faults: 300, dialect: Dialect::PLAIN };

#[test]
fn every_planted_fault_is_found_and_no_other_person_is_accused() {
    let (folder, truth) = written(TENANT);
    let report = run(folder.path(), "check exports --all --format json", b"").json();
    let planted: BTreeMap<&str, Vec<&str>> =
        truth.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).map(|row| (row[0], row)).collect();
    let mut cases = BTreeSet::new();
    let mut compared = 0;
    for person in people(&report) {
        let (state, root) = (person["state"].as_str().unwrap(), person["root_cause"].as_str().unwrap_or_default());
        let found: Vec<&str> =
            person["findings"].as_array().unwrap().iter().map(|finding| finding["case"].as_str().unwrap()).collect();
        let Some(row) = person["object_guid"].as_str().and_then(|guid| planted.get(guid)) else {
            // Guests, shared mailboxes, holders of an address, the administrator.
            assert!(["provisioned", "not-expected"].contains(&state), "{person}");
            continue;
        };
        assert_eq!([state, root], row[1..3], "{person}");
        match row[3] {
            "" if state == "provisioned" => assert!(found.is_empty(), "{person}"),
            "" => {}
            case => assert!(found.contains(&case), "'{case}' is not found: {person}"),
        }
        cases.extend([row[2], row[3]]);
        compared += 1;
    }
    assert_eq!(compared, TENANT.people);
    assert!(cases.len() > 35, "{cases:?}");
}

#[test]
fn the_same_arguments_give_the_same_bytes_and_another_seed_others() {
    let (one, _) = written(TENANT);
    let (same, _) = written(TENANT);
    let (other, _) = written(Tenant { seed: 2, ..TENANT });
    let files = |folder: &TempDir| {
        fs::read_dir(folder.path().join("exports"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_owned(), fs::read(path).unwrap()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(files(&one).len(), 6);
    assert_eq!(files(&one), files(&same));
    assert_ne!(files(&one), files(&other));
}

#[test]
fn in_every_dialect_the_same_is_said_of_the_tenant() {
    let small = Tenant { people: 300, ..TENANT };
    let expected = said(small);
    for (delimiter, quotes_all, line_end, encoding) in [
        (';', true, "\r\n", Encoding::Utf8Bom),
        ('\t', false, "\n", Encoding::Utf8),
        ('|', false, "\r\n", Encoding::Utf16le),
        (',', true, "\n", Encoding::Utf16le),
    ] {
        let dialect = Dialect { delimiter, quotes_all, line_end, encoding };
        assert_eq!(said(Tenant { dialect, ..small }), expected, "{dialect:?}");
    }
}

/// Who is in which state, and why.
fn said(tenant: Tenant) -> Vec<[Value; 3]> {
    let (folder, _) = written(tenant);
    let report = run(folder.path(), "check exports --all --format json", b"").json();
    people(&report).iter().map(|person| ["upn", "state", "root_cause"].map(|name| person[name].clone())).collect()
}

/// The exports of a tenant, and what is wrong with whom.
fn written(tenant: Tenant) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let truth = folder.path().join("truth.csv");
    tenant.write(&folder.path().join("exports"), Some(Path::new(&truth))).unwrap();
    (folder, fs::read_to_string(truth).unwrap())
}
