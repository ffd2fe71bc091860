//! A report of 200,000 people.

use std::fmt::Write as _;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use uuid::Uuid;

use crate::assert_quiet;
use crate::chromium::Page;
use crate::support::run;

const PEOPLE: u64 = 200_000;
/// Every so many people, somebody has no license.
const UNLICENSED: u64 = 100;

#[test]
fn two_hundred_thousand_people_fit_in_a_page_and_are_found() {
    let folder = tenant();
    let run = run(folder.path(), "check . --output report.html", b"");
    assert!(run.code < 2, "{}", run.stderr);
    let file = &folder.path().join("report.html");
    let bytes = fs::metadata(file).unwrap().len();
    assert!(bytes < 4_000_000, "{bytes} bytes");

    let page = Page::open(file, "");
    let count = "Number(document.querySelector('#tally').dataset.count)";
    assert_eq!(page.number(count), PEOPLE);
    assert!(page.number("document.querySelectorAll('#window [role=row]').length") < 60, "rows are drawn on demand");
    page.click("#q");
    page.type_text("nowak.199998@");
    page.wait(&format!("{count} === 1"));
    page.value("document.querySelector('#clear').click()");
    page.value("location.hash = '#state=provisioned'");
    page.wait(&format!("{count} === {}", PEOPLE - PEOPLE / UNLICENSED));

    // Cells are there for as many people as fit; the page says so, and of whom they are not.
    let noted = page.text("document.querySelector('#embedded').textContent");
    let detailed = page.text("document.querySelector('#embedded').dataset.detailed").parse::<u64>().unwrap();
    assert!(detailed > 2000 && detailed < PEOPLE && noted.contains("cells of the exports are here for"), "{noted}");
    page.value("location.hash = '#person=haruto.silva.199999%40contoso.example'");
    page.wait("document.querySelector('#person').open");
    assert!(page.text("document.querySelector('#person').textContent").contains("are not in the page"));
    page.press("Escape");
    page.wait("!document.querySelector('#person').open");

    // The last row is reached by key and by the bar.
    page.value("location.hash = '#sort=upn'");
    page.wait(&format!("{count} === {PEOPLE}"));
    page.value("document.querySelector('#grid').focus()");
    page.press("End");
    let last = "[...document.querySelectorAll('#window [role=row]')].at(-1)";
    page.wait(&format!("{last}.getAttribute('aria-rowindex') === '{}'", PEOPLE + 1));
    assert_eq!(
        page.value(&format!(
            "{last}.getBoundingClientRect().bottom <= document.querySelector('#window').getBoundingClientRect().bottom + 1"
        )),
        true
    );
    page.press("Home");
    page.value("document.querySelector('#window').scrollTop = 1e9");
    page.wait(&format!("{last}.getAttribute('aria-rowindex') === '{}'", PEOPLE + 1));
    assert_quiet(&page, file);
}

/// Everybody is in all three directories, and has a mailbox unless the license is wanting.
fn tenant() -> TempDir {
    const FIRST: [&str; 8] = ["Anna", "Ben", "Chloé", "Dmitri", "Erik", "Fatima", "Grace", "Haruto"];
    const LAST: [&str; 5] = ["Miller", "Öztürk", "van Dijk", "Nowak", "Silva"];
    let mut ad =
        String::from("objectGUID,displayName,sAMAccountName,userPrincipalName,mailNickname,mail,distinguishedName\n");
    let mut entra = String::from(
        "Id,DisplayName,UserPrincipalName,UserType,OnPremisesImmutableId,AssignedLicenses,UsageLocation\n",
    );
    let mut exchange =
        String::from("ExternalDirectoryObjectId,DisplayName,Alias,PrimarySmtpAddress,RecipientTypeDetails\n");
    let names = FIRST.iter().cycle().zip(LAST.iter().cycle());
    for (number, (first, last)) in (0..PEOPLE).zip(names) {
        let local = format!("{}.{}.{number}", first.to_lowercase(), last.to_lowercase().replace(' ', ""));
        let guid = Uuid::from_u128(u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
        let anchor = STANDARD.encode(guid.to_bytes_le());
        let id = Uuid::from_u128(guid.as_u128().rotate_left(61) ^ 0xA5A5);
        let unit = number % 40;
        let _ = writeln!(
            ad,
            "{guid},{first} {last},u{number},{local}@contoso.example,{local},{local}@contoso.example,\
             \"CN={local},OU=Unit {unit},DC=contoso,DC=example\""
        );
        let license = if number % UNLICENSED == 0 { "" } else { "contoso:EXCHANGESTANDARD" };
        let _ = writeln!(entra, "{id},{first} {last},{local}@contoso.example,Member,{anchor},{license},SE");
        if number % UNLICENSED != 0 {
            let _ = writeln!(exchange, "{id},{first} {last},{local},{local}@contoso.example,UserMailbox");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("ad.csv", ad), ("entra.csv", entra), ("exchange.csv", exchange)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}
