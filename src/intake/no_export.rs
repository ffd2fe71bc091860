//! Files that look like an export and are none: why they are set aside, and what to export instead.

use std::collections::HashSet;

use super::mapping::View;
use crate::error::Refusal;

/// The reason why a file holds nothing that can be examined, if its header tells one.
pub(super) fn refuse(view: &View<'_>) -> Option<Refusal> {
    const HASHTABLE: [&str; 7] = ["isreadonly", "isfixedsize", "issynchronized", "keys", "values", "syncroot", "count"];
    if view.has_only(&HASHTABLE) && view.has("issynchronized") && view.has("syncroot") {
        return Some(Refusal::Hashtable);
    }
    if view.header.iter().any(|name| name.contains('[') && name.trim_end().ends_with("] Required")) {
        return Some(Refusal::BulkTemplate);
    }
    if view.has("reportrefreshdate") {
        let names = view
            .header
            .iter()
            .position(|name| name.trim_start_matches('\u{feff}').eq_ignore_ascii_case("User Principal Name"));
        let is_concealed = view.column(names).next().is_some() && !view.column(names).any(|name| name.contains('@'));
        return Some(if is_concealed { Refusal::Concealed } else { Refusal::UsageReport });
    }
    if is_migration(view) {
        return Some(Refusal::Migration);
    }
    licenses(view)
}

/// The list that a migration batch takes: addresses, and perhaps where they shall go.
fn is_migration(view: &View<'_>) -> bool {
    const COLUMNS: [&str; 9] = [
        "emailaddress",
        "mailboxtype",
        "targetarchivedatabase",
        "targetdatabase",
        "targetdeliverydomain",
        "baditemlimit",
        "largeitemlimit",
        "username",
        "password",
    ];
    // Admin centres write 'Email address'.
    let spells = |name: &str| view.header.iter().any(|header| header.eq_ignore_ascii_case(name));
    spells("EmailAddress") && view.has_only(&COLUMNS) && COLUMNS[1..7].iter().any(|name| spells(name))
}

/// Subscriptions without what is used of them, and licenses of users a row each.
fn licenses(view: &View<'_>) -> Option<Refusal> {
    const OF_USER: [&str; 9] = [
        "userprincipalname",
        "upn",
        "username",
        "signinname",
        "displayname",
        "mail",
        "emailaddress",
        "objectid",
        "usertype",
    ];
    const UNITS: [&str; 3] = ["consumedunits", "activeunits", "prepaidunits"];
    if !view.has_any(&["skuid", "skupartnumber", "accountskuid"]) || view.has_any(&UNITS) {
        return None;
    }
    if !view.has_any(&OF_USER) {
        return Some(Refusal::SkuList);
    }
    let is_of_details = view.has_any(&["skuid", "skupartnumber"]);
    let user = (0..view.header.len()).find(|column| OF_USER.contains(&view.label(*column)));
    let mut seen = HashSet::new();
    let repeats = view.column(user).any(|name| !seen.insert(name));
    (is_of_details && (repeats || view.has("serviceplans"))).then_some(Refusal::RowPerLicense)
}
