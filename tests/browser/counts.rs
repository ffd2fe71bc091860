//! Every count on the page is that of `check --format json`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::chromium::Page;
use crate::support::people;
use crate::{SAMPLES, Written, assert_quiet, written};

/// Cases that keep somebody from a license for a mailbox.
const LICENSES: [&str; 8] = [
    "usage-location-missing",
    "usage-location-invalid",
    "license-assignment-error",
    "exchange-plan-disabled",
    "exchange-plan-not-enabled",
    "license-without-exchange-plan",
    "mailbox-disconnected-license-removed",
    "no-license",
];
const STAGES: [&str; 4] = ["entra", "license", "recipient", "mailbox"];

#[test]
fn the_first_screen_counts_what_json_counts() {
    for sample in SAMPLES {
        let Written { page: file, json, .. } = &written(sample);
        let page = Page::open(file, "");

        let states = numbers(&page, ".tile", "#state=");
        let expected: BTreeMap<_, _> = counts(&json["summary"]["states"]);
        assert_eq!(states, expected, "{sample}");

        let causes = numbers(&page, ".causes a", "#cause=");
        let mut expected = counts(&json["summary"]["root_causes"]);
        for (reason, people) in counts(&json["summary"]["not_expected"]) {
            expected.entry(reason).and_modify(|count| *count -= people);
        }
        expected.retain(|_, count| *count > 0);
        assert_eq!(causes, expected, "{sample}");

        let funnel = numbers(&page, ".funnel a", "#way=");
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for way in people(json).iter().flat_map(ways) {
            *expected.entry(way).or_default() += 1;
        }
        for stage in STAGES {
            expected.entry(format!("{stage}.reached")).or_default();
        }
        assert_eq!(funnel, expected, "{sample}");

        let open = numbers(&page, "[aria-labelledby=open-title] td a", "#undecided=");
        let listed = json["not_judged"].as_array().unwrap().iter();
        let expected: BTreeMap<_, _> = listed
            .map(|entry| (entry["case"].as_str().unwrap().to_owned(), entry["people"].as_u64().unwrap()))
            .collect();
        assert_eq!(open, expected, "{sample}");
        assert_quiet(&page, file);
    }
}

#[test]
fn requests_more_exports_and_findings_of_the_tenant_are_those_of_json() {
    for exports in ["samples/contoso", "samples/contoso/ad-users.csv", "samples/cases/attribute-filtered"] {
        let Written { page: file, json, .. } = &written(exports);
        let page = Page::open(file, "");
        let texts = |selector: &str| {
            let found = page.value(&format!(
                "[...document.querySelectorAll({selector:?})].map((element) => element.textContent.replace(/\\s+/g, ' ').trim())"
            ));
            found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let listed = |name: &str| json[name].as_array().unwrap().clone();

        let rows = texts("[aria-labelledby=sync-title] tbody tr");
        let requests = listed("forward_sync");
        assert_eq!(rows.len(), requests.len(), "{exports}");
        for (row, request) in rows.iter().zip(&requests) {
            for name in ["upn", "object_id", "reason", "date"] {
                assert!(row.contains(request[name].as_str().unwrap()), "{exports}: {row}");
            }
        }
        let kinds: Vec<_> =
            listed("more_exports").iter().map(|more| more["kind"].as_str().unwrap().to_owned()).collect();
        assert_eq!(texts(".more dt"), kinds, "{exports}");
        let cards = texts("[aria-labelledby=tenant-title] .finding");
        let findings = listed("tenant_findings");
        assert_eq!(cards.len(), findings.len(), "{exports}");
        for (card, finding) in cards.iter().zip(&findings) {
            let people = match finding["people"].as_u64().unwrap() {
                1 => "concerns 1 person".to_owned(),
                people => format!("concerns {people} people"),
            };
            assert!(card.contains(&people) && card.contains(finding["message"].as_str().unwrap()), "{exports}: {card}");
        }
        assert_quiet(&page, file);
    }
}

#[test]
fn the_run_is_told_with_files_rows_dates_and_hashes() {
    for sample in SAMPLES {
        let Written { page: file, json, .. } = &written(sample);
        let page = Page::open(file, "");
        let facts = page.text("document.querySelector('[aria-labelledby=facts-title]').textContent");

        let as_of = json["as_of"].as_str().unwrap().replace('T', " ").replace('Z', " UTC");
        assert!(facts.contains(&as_of), "{facts}");
        assert!(facts.contains(&format!("mailgap {}", json["tool"].as_str().unwrap())), "{facts}");
        let rows = page.value("[...document.querySelectorAll('[aria-labelledby=facts-title] tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))");
        for (row, input) in rows.as_array().unwrap().iter().zip(json["inputs"].as_array().unwrap()) {
            let path = match input["sheet"].as_str() {
                Some(sheet) => format!("{}#{sheet}", input["path"].as_str().unwrap()),
                None => input["path"].as_str().unwrap().to_owned(),
            };
            assert_eq!(row[0], format!("{path}{}", input["sha256"].as_str().unwrap()));
            assert_eq!(row[1], input["kind"]);
            assert_eq!(row[3], input["rows"].to_string());
            assert_eq!(row[4], input["rows_set_aside"].to_string());
            assert_eq!(row[5], input["rows_unread"].to_string());
        }
        assert_eq!(rows.as_array().unwrap().len(), json["inputs"].as_array().unwrap().len());
    }
}

#[test]
fn each_choice_of_a_filter_says_how_many_people_it_shows_and_shows_them() {
    for sample in SAMPLES {
        let Written { page: file, json, .. } = &written(sample);
        let page = Page::open(file, "");
        assert_eq!(page.number("Number(document.querySelector('#tally').dataset.count)"), people(json).len() as u64);

        let mut tried = 0;
        for filter in ["state", "cause", "finding", "severity", "domain", "unit", "undecided", "way"] {
            let choices = page.value(&format!(
                "[...document.querySelectorAll('#{filter} option[data-count]')].map((option) => [option.value, Number(option.dataset.count)])"
            ));
            for choice in choices.as_array().unwrap() {
                let (value, count) = (choice[0].as_str().unwrap(), choice[1].as_u64().unwrap());
                if filter != "unit" {
                    let expected = people(json).iter().filter(|person| has(person, filter, value)).count() as u64;
                    assert_eq!(count, expected, "{sample}: {filter} {value}");
                }
                choose(&page, filter, value);
                let shown = page.number("Number(document.querySelector('#tally').dataset.count)");
                assert_eq!(shown, count, "{sample}: {filter} {value}");
                let rows = page.number("Number(document.querySelector('#grid').getAttribute('aria-rowcount'))");
                assert_eq!(rows, count + 1, "{sample}: {filter} {value}");
                tried += 1;
            }
            choose(&page, filter, "");
        }
        assert!(tried > 20, "{sample}");

        // With one filter set, the choices of another count within it.
        choose(&page, "state", "blocked");
        let choices = page.value("[...document.querySelectorAll('#finding option[data-count]')].map((option) => [option.value, Number(option.dataset.count)])");
        for choice in choices.as_array().unwrap() {
            let case = choice[0].as_str().unwrap();
            let both = |person: &&Value| has(person, "state", "blocked") && has(person, "finding", case);
            assert_eq!(choice[1], people(json).iter().filter(both).count(), "{sample}: blocked and {case}");
        }
        assert_quiet(&page, file);
    }
}

#[test]
fn a_link_with_a_count_shows_so_many_people() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    let links = page.value(
        "[...document.querySelectorAll('main a[href^=\"#\"], .masthead a[href^=\"#\"]')].map((link) => \
         [link.getAttribute('href'), Number(link.querySelector('.count').textContent.replace(/\\D/g, ''))])",
    );
    assert!(links.as_array().unwrap().len() > 20);
    for link in links.as_array().unwrap() {
        page.value(&format!("document.querySelector('a[href=\"{}\"]').click()", link[0].as_str().unwrap()));
        page.wait(&format!("location.hash === {}", link[0]));
        page.wait(&format!("Number(document.querySelector('#tally').dataset.count) === {}", link[1]));
    }
}

pub(crate) fn choose(page: &Page, filter: &str, value: &str) {
    page.value(&format!(
        "(() => {{ const select = document.getElementById('{filter}'); select.value = {value:?}; \
         select.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
    ));
}

/// Whether a person of the JSON report passes a filter of the page.
fn has(person: &Value, filter: &str, value: &str) -> bool {
    let findings = || person["findings"].as_array().unwrap().iter();
    let undecided = || person["undecided"].as_array().unwrap().iter();
    match filter {
        "state" => person["state"] == value,
        "cause" => {
            let aside = if person["state"] == "not-expected" { ":not-expected" } else { "" };
            let cause = person["root_cause"].as_str().map_or("none".to_owned(), |root| format!("{root}{aside}"));
            cause == value
        }
        "finding" => findings().any(|finding| finding["case"] == value),
        "severity" if value == "none" => findings().next().is_none(),
        "severity" => findings().any(|finding| finding["severity"] == value),
        "undecided" if value == "any" => undecided().next().is_some(),
        "undecided" => undecided().any(|open| open["case"] == value),
        "domain" => {
            let address = person["upn"].as_str().filter(|upn| upn.contains('@')).or(person["primary_smtp"].as_str());
            address.is_some_and(|address| address.to_lowercase().ends_with(&format!("@{value}")))
        }
        "way" => ways(person).contains(&value.to_owned()),
        other => panic!("{other} is no filter"),
    }
}

/// The stages a person reached, and where the way ends, as `docs/html-report.md` defines them.
fn ways(person: &Value) -> Vec<String> {
    let in_side = |side: &str| !person["sources"][side].is_null();
    let found = |case: &str, certainty: &str| {
        let mut findings = person["findings"].as_array().unwrap().iter();
        findings.any(|finding| {
            finding["case"] == case && finding["certainty"] == certainty && finding["severity"] == "blocks"
        })
    };
    let undecided = |case: &str| person["undecided"].as_array().unwrap().iter().any(|open| open["case"] == case);
    let (last, end) = match person["state"].as_str().unwrap() {
        "not-expected" => return Vec::new(),
        "provisioned" => ("", "through"),
        _ if !in_side("entra") && found("missing-in-entra", "certain") => ("entra", "stopped"),
        _ if !in_side("entra") && !in_side("exchange") => ("entra", "open"),
        _ if LICENSES.iter().any(|case| found(case, "certain")) => ("license", "stopped"),
        "undetermined" if LICENSES.iter().any(|case| undecided(case) || found(case, "possible")) => ("license", "open"),
        "blocked" if in_side("exchange") => ("mailbox", "stopped"),
        "blocked" if found("not-in-exchange", "certain") => ("recipient", "stopped"),
        _ if in_side("exchange") => ("mailbox", "open"),
        _ => ("recipient", "open"),
    };
    let mut ways = vec![if in_side("ad") { "ad.reached" } else { "ad.open" }.to_owned()];
    for each in STAGES {
        if each == last {
            ways.push(format!("{last}.{end}"));
            break;
        }
        ways.push(format!("{each}.reached"));
    }
    ways
}

fn counts(value: &Value) -> BTreeMap<String, u64> {
    value.as_object().unwrap().iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
}

/// The counts of links, by what stands behind `prefix` in their address.
fn numbers(page: &Page, links: &str, prefix: &str) -> BTreeMap<String, u64> {
    let found = page.value(&format!(
        "Object.fromEntries([...document.querySelectorAll({links:?})].map((link) => [link.getAttribute('href').slice({}), \
         Number(link.querySelector('.count').textContent.replace(/\\D/g, ''))]))",
        prefix.len()
    ));
    counts(&found)
}
