//! What people do with the page: search, sort, open, walk by keyboard, copy, take rows along.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::chromium::Page;
use crate::counts::choose;
use crate::support::people;
use crate::{Written, assert_quiet, written, written_of};

const COUNT: &str = "Number(document.querySelector('#tally').dataset.count)";

#[test]
fn a_typed_query_finds_by_name_without_accents_by_upn_and_by_identifiers() {
    let Written { page: file, json, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    page.click("#q");
    page.type_text("Celine arn");
    page.wait(&format!("{COUNT} === 1"));
    assert_eq!(page.text("document.querySelector('[role=row] .person b').textContent"), "Céline Arnaud");

    let person = &people(json)[0];
    page.value("document.querySelector('#q').select()");
    page.type_text(person["upn"].as_str().unwrap());
    page.wait(&format!("{COUNT} === 1"));

    for id in ["object_guid", "object_id", "immutable_id"] {
        let person = people(json).iter().rfind(|person| person[id].is_string()).unwrap();
        page.value("document.querySelector('#q').select()");
        page.type_text(person[id].as_str().unwrap());
        page.wait(&format!("{COUNT} === 1"));
        let shown = page.text("document.querySelector('[role=row] .person small').textContent");
        assert_eq!(shown, person["upn"].as_str().or(person["sam_account_name"].as_str()).unwrap(), "{id}");
    }
    assert_quiet(&page, file);
}

#[test]
fn rows_are_sorted_up_and_down() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    let names = "[...document.querySelectorAll('#window [role=row] .person small')].map((upn) => upn.textContent)";
    page.click("[data-sort=upn] button");
    let up = page.value(names);
    let mut sorted: Vec<_> = up.as_array().unwrap().iter().map(|upn| upn.as_str().unwrap().to_lowercase()).collect();
    sorted.sort();
    let shown: Vec<_> = up.as_array().unwrap().iter().map(|upn| upn.as_str().unwrap().to_lowercase()).collect();
    assert_eq!(shown, sorted);
    assert_eq!(page.text("document.querySelector('[data-sort=upn]').getAttribute('aria-sort')"), "ascending");
    page.click("[data-sort=upn] button");
    assert_ne!(page.value(names)[0], up[0]);
    assert_eq!(page.text("document.querySelector('[data-sort=upn]').getAttribute('aria-sort')"), "descending");
}

#[test]
fn a_person_is_shown_with_all_sides_and_every_proof() {
    let Written { page: file, json, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    for (at, person) in people(json).iter().enumerate().filter(|(_, person)| person["state"] == "blocked") {
        let key = person["upn"].as_str().map_or(format!("@{at}"), str::to_owned);
        let upn = person["upn"].as_str().or(person["sam_account_name"].as_str()).unwrap();
        page.value(&format!("location.hash = '#person=' + encodeURIComponent({key:?})"));
        page.wait("document.querySelector('#person').open");
        page.wait(&format!("document.querySelector('#person .second')?.textContent === {upn:?}"));
        let shown = page.text("document.querySelector('#person').innerText");
        for finding in person["findings"].as_array().unwrap() {
            for said in ["case", "severity", "certainty", "role", "message", "remedy"] {
                assert!(shown.contains(finding[said].as_str().unwrap()), "{upn}: {}\n{shown}", finding[said]);
            }
            for source in finding["sources"].as_array().unwrap() {
                let link =
                    format!("[...document.querySelectorAll('#person a')].some((link) => link.href === {source})");
                assert_eq!(page.value(&link), true, "{source}");
            }
            for cell in finding["evidence"].as_array().unwrap() {
                let file = cell["path"].as_str().unwrap().rsplit('/').next().unwrap();
                assert!(shown.contains(file) && shown.contains(cell["column"].as_str().unwrap()), "{upn}: {cell}");
                let value = cell["value"].as_str().filter(|value| !value.trim().is_empty());
                assert!(value.is_none_or(|value| shown.contains(value)), "{upn}: {cell}");
            }
        }
        for side in ["ad", "entra", "exchange"] {
            if let Some(row) = person["sources"][side]["row"].as_u64() {
                assert!(shown.contains(&format!(":{row}")), "{upn}: {side} {row}\n{shown}");
            }
        }
        page.press("Escape");
        page.wait("!document.querySelector('#person').open");
    }
    assert_quiet(&page, file);
}

#[test]
fn the_way_by_keyboard_leads_to_a_person_and_back() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "#state=blocked");
    page.value("document.querySelector('#csv').focus()");
    let focused = "document.activeElement.id || document.activeElement.closest('[data-sort]')?.dataset.sort";
    let mut passed = Vec::new();
    while page.value(focused) != "grid" {
        page.press("Tab");
        passed.push(page.value(focused));
        assert!(passed.len() < 10, "{passed:?}");
    }
    page.press("ArrowDown");
    page.press("ArrowDown");
    let active = "document.getElementById(document.querySelector('#grid').getAttribute('aria-activedescendant'))";
    assert_eq!(page.text(&format!("{active}.getAttribute('aria-rowindex')")), "4");
    let name = page.text(&format!("{active}.querySelector('b').textContent"));
    page.press("Enter");
    page.wait("document.querySelector('#person').open");
    assert_eq!(page.text("document.querySelector('#person h2').textContent"), name);
    assert!(page.text("location.hash").contains("person="));
    page.press("Escape");
    page.wait("!document.querySelector('#person').open");
    assert_eq!(page.value("document.activeElement.id"), "grid");
    page.press("End");
    let last = page.number(COUNT);
    assert_eq!(page.text(&format!("{active}.getAttribute('aria-rowindex')")), (last + 1).to_string());
}

#[test]
fn the_address_keeps_filters_order_and_person() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    choose(&page, "state", "blocked");
    choose(&page, "severity", "blocks");
    page.click("[data-sort=upn] button");
    page.click("#q");
    page.type_text("contoso");
    page.wait(&format!("{COUNT} > 3"));
    page.value("document.querySelector('#grid').focus()");
    page.press("ArrowDown");
    page.press("Enter");
    page.wait("document.querySelector('#person').open");
    let seen = "JSON.stringify([document.querySelector('#q').value, document.querySelector('#state').value, \
                document.querySelector('#severity').value, document.querySelector('[data-sort=upn]').getAttribute('aria-sort'), \
                Number(document.querySelector('#tally').dataset.count), document.querySelector('#person h2').textContent])";
    let (address, before) = (page.text("location.hash"), page.text(seen));

    let again = Page::open(file, &address);
    again.wait("document.querySelector('#person').open");
    assert_eq!(again.text(seen), before);
    assert_quiet(&again, file);
}

#[test]
fn the_rows_that_are_visible_can_be_taken_along_without_formulas() {
    let users = "objectGUID,displayName,sAMAccountName,userPrincipalName,mailNickname,mail\n\
        77ab90d1-0000-4000-8000-000000000001,\"=HYPERLINK(\"\"http://x.example\"\")\",anna,anna@contoso.example,anna,anna@contoso.example\n\
        77ab90d1-0000-4000-8000-000000000002,\"Berg, \"\"Ben\"\"\",ben,ben@contoso.example,+ben,ben@contoso.example\n";
    let Written { page: file, .. } = &written_of(&[("users.csv", users)]);
    let page = Page::open(file, "#q=ben");
    let folder = page.downloads();
    page.wait(&format!("{COUNT} === 1"));
    page.click("#csv");
    let path = folder.join("mailgap-people.csv");
    for _ in 0..500 {
        if path.exists() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let text = fs::read_to_string(&path).unwrap();
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(
        rows.headers().unwrap().iter().take(6).collect::<Vec<_>>().join(","),
        "name,upn,primary_smtp,mail_nickname,state,root_cause"
    );
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][0], "Berg, \"Ben\"");
    assert_eq!(&rows[0][3], "'+ben");
}

#[test]
fn a_remedy_is_copied() {
    let Written { page: file, json, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    let person = people(json).iter().find(|person| person["root_cause"] == "mailnickname-empty").unwrap();
    page.value(&format!("location.hash = '#person=' + encodeURIComponent({})", person["upn"]));
    page.wait("document.querySelector('#person').open");
    page.wait("document.querySelector('#person .copy') !== null");
    page.value("(() => { window.kept = ''; document.addEventListener('copy', () => { window.kept = document.activeElement.value; }); \
                navigator.clipboard.writeText = async (text) => { window.kept = text; }; })()");
    page.click("#person .copy");
    page.wait("window.kept !== ''");
    assert_eq!(page.value("window.kept"), person["findings"][0]["remedy"]);
    page.wait("document.querySelector('#person .copy').textContent === 'Copied'");
}

#[test]
fn without_script_the_counts_stand() {
    let Written { page: file, json, .. } = &written("samples/contoso");
    let page = Page::blank();
    page.call("Emulation.setScriptExecutionDisabled", &serde_json::json!({ "value": true }));
    let address = format!("file://{}", fs::canonicalize(file).unwrap().display());
    page.call("Page.navigate", &serde_json::json!({ "url": address }));
    page.wait("document.querySelector('#printed') !== null");
    let shown = page.text("document.body.innerText");
    assert!(shown.contains("needs JavaScript"), "{shown}");
    assert_eq!(page.value("document.querySelector('#app').hidden"), Value::Bool(true));
    for (state, count) in json["summary"]["states"].as_object().unwrap() {
        let tile = page.text(&format!("document.querySelector('[data-state={state}] .count').textContent"));
        assert_eq!(tile, count.to_string(), "{state}");
    }
}
