//! Signs that an export does not hold everybody, so that absence from it proves nothing.

use super::words;
use crate::intake::Table;
use crate::schema::{Field, Kind, Producer, entra, exchange};

/// Exports of exactly so many rows were probably cut: the limits of cmdlets that were not told to return all.
const CUT: [u64; 4] = [100, 500, 999, 1000];

/// So many recipients of one type only are no accident.
const MANY: u64 = 50;

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
    if always(entra::IS_LICENSED, false) {
        Some("nobody in it has a license")
    } else if all_words(table, entra::VALIDATION, |word| word.eq_ignore_ascii_case("error")) {
        Some("everybody in it has an error")
    } else if all_words(table, entra::USER_TYPE, |word| word.eq_ignore_ascii_case("guest")) {
        Some("everybody in it is a guest")
    } else if always(entra::ENABLED, false) || always(entra::BLOCKED, true) {
        Some("everybody in it is disabled")
    } else if always(entra::SYNCED, false) {
        Some("nobody in it is synchronised")
    } else {
        None
    }
}

fn filtered_recipients(table: &Table) -> Option<&'static str> {
    let lists_all = matches!(table.producer, Producer::GetRecipient | Producer::GetExoRecipient | Producer::GetUser);
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
