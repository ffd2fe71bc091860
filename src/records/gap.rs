//! Signs that an export does not hold everybody, so that absence from it proves nothing.

use super::{license, words};
use crate::intake::{self, Table};
use crate::schema::{Field, Kind, Producer, entra, exchange};

/// Exports of exactly so many rows were probably cut: the limits of cmdlets that were not told to return all.
const CUT: [u64; 4] = [100, 500, 999, 1000];

/// So many recipients of one type only are no accident.
const MANY: u64 = 50;

/// So many users of whom everybody may sign in are no accident: leavers and shared mailboxes may not.
const MANY_ENABLED: u64 = 50;

/// So many people of whom everybody has a license are no accident: guests and service accounts have none.
const MANY_LICENSED: u64 = 20;

/// Why a table probably lacks rows; `None` where nothing speaks for it.
pub(super) fn gap(table: &Table) -> Option<String> {
    if table.cut {
        return Some("it says itself that more was to come".to_owned());
    }
    let rows = table.rows();
    if CUT.contains(&rows) {
        return Some(format!("it has exactly {rows} rows, the limit of a cmdlet that was not told to return all"));
    }
    if table.records() < 2 {
        return None;
    }
    let sign = match table.kind {
        Kind::EntraUsers => filtered_users(table),
        Kind::ExchangeRecipients => filtered_recipients(table),
        _ => None,
    };
    sign.map(|sign| format!("{sign}, so it looks filtered"))
}

fn filtered_users(table: &Table) -> Option<&'static str> {
    let always = |field, wanted| all_words(table, field, |word| words::boolean(word) == Some(wanted));
    if always(entra::IS_LICENSED, false) || all_licenses(table, true) {
        Some("nobody in it has a license")
    } else if table.records() >= MANY_LICENSED && all_licenses(table, false) {
        Some("everybody in it has a license")
    } else if all_have_errors(table) || all_words(table, entra::VALIDATION, |word| word.eq_ignore_ascii_case("error")) {
        Some("everybody in it has an error")
    } else if all_words(table, entra::USER_TYPE, |word| word.eq_ignore_ascii_case("guest")) {
        Some("everybody in it is a guest")
    } else if always(entra::ENABLED, false) || always(entra::BLOCKED, true) {
        Some("everybody in it is disabled")
    } else if table.records() >= MANY_ENABLED && (always(entra::ENABLED, true) || always(entra::BLOCKED, false)) {
        Some("nobody in it is disabled")
    } else if always(entra::SYNCED, false) {
        Some("nobody in it is synchronised")
    } else {
        None
    }
}

/// Whether each cell with licenses holds none, or each holds one. Blank cells say so only where the column is known to
/// be filled.
fn all_licenses(table: &Table, none: bool) -> bool {
    let is_such = |word: &str| match (word, none) {
        ("", none) => none,
        (word, none) => !is_unreadable(word) && license::is_none(word) == Some(none),
    };
    let says = |field: Field| {
        let known = table.producer.fills_what_it_prints() || table.asked_for_its_columns();
        let filled = table.column_of(field).is_some_and(|column| table.mapped[column].filled > 0);
        (known || filled) && all_words(table, field, is_such)
    };
    // What the blank cell of the admin centre means, nobody knows.
    let lists = [entra::ASSIGNED_LICENSES, entra::LICENSES];
    !(none && table.producer == Producer::AdminCentre) && lists.into_iter().any(says)
}

fn all_have_errors(table: &Table) -> bool {
    table.column_of(entra::SERVICE_ERRORS).is_some_and(|column| {
        let is_error = |text: &str| !matches!(text, "" | "[]" | "{}") && !is_unreadable(text);
        let mut rows = table.chunks.iter().flat_map(|chunk| (0..chunk.len()).filter_map(|row| chunk.text(column, row)));
        rows.all(|text| is_error(text.trim()))
    })
}

fn is_unreadable(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| intake::unreadable(text, first).is_some() || intake::is_nothing(text))
}

fn filtered_recipients(table: &Table) -> Option<&'static str> {
    // Get-Mailbox lists the discovery mailbox at least, beside those of users.
    let lists_all = matches!(
        table.producer,
        Producer::GetRecipient
            | Producer::GetExoRecipient
            | Producer::GetUser
            | Producer::GetMailbox
            | Producer::GetExoMailbox
    );
    let first = table.chunks.first().map(|chunk| {
        let column = table.column_of(exchange::TYPE_DETAILS)?;
        chunk.words(column).first().map(|word| word.trim().to_owned())
    });
    let one_type = first
        .flatten()
        .filter(|word| !word.is_empty())
        .is_some_and(|first| all_words(table, exchange::TYPE_DETAILS, |word| word.eq_ignore_ascii_case(&first)));
    (lists_all && one_type && table.records() >= MANY).then_some("all recipients in it are of one type")
}

/// Whether a column is there and each of its cells is such a word.
fn all_words(table: &Table, field: Field, is_such: impl Fn(&str) -> bool) -> bool {
    table.column_of(field).is_some_and(|column| {
        table.chunks.iter().flat_map(|chunk| chunk.words(column)).all(|word| is_such(word.trim()))
    })
}
