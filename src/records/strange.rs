//! Words that nobody here understands, in columns whose words are known: their cells count as unknown, which is to be
//! said, as the report asks for the column otherwise.

use std::collections::BTreeMap;

use super::words;
use crate::error::{Remark, Topic};
use crate::intake::{self, Table};
use crate::schema::{Field, ad, entra, exchange};

/// So many words of a column are told.
const SHOWN: usize = 3;

/// Whether a word that is not empty is understood.
type Reads = fn(&str) -> bool;

fn is_boolean(word: &str) -> bool {
    words::boolean(word).is_some()
}

static COLUMNS: &[(Field, Reads, &str)] = &[
    (ad::DELETED, is_boolean, "True or False"),
    (ad::CRITICAL, is_boolean, "True or False"),
    (ad::HIDDEN, is_boolean, "True or False"),
    (ad::ENABLED, |word| words::enabled(word).is_some(), "True or False"),
    (ad::DISABLED, |word| words::blocked(word).is_some(), "True or False"),
    (ad::ACCOUNT_CONTROL, |word| words::account_control(word).is_some(), "the number or its flags"),
    (ad::TYPE_DETAILS, |word| words::type_details(word).is_some(), "the number or the type of the recipient"),
    (ad::REMOTE_TYPE, |word| words::remote_type(word).is_some(), "the number or its flags"),
    (entra::USER_TYPE, |word| words::is_guest(word).is_some(), "Member or Guest"),
    (entra::ENABLED, |word| words::enabled(word).is_some(), "True or False"),
    (entra::BLOCKED, |word| words::blocked(word).is_some(), "True or False"),
    (entra::SYNCED, is_boolean, "True or False"),
    (entra::CLOUD_MANAGED, is_boolean, "True or False"),
    (entra::SYNC_BLOCKED, is_boolean, "True or False"),
    (entra::IS_LICENSED, is_boolean, "True or False"),
    (entra::RECONCILIATION, is_boolean, "True or False"),
    (exchange::HIDDEN, is_boolean, "True or False"),
    (exchange::CLOUD_MANAGED, is_boolean, "True or False"),
    (exchange::SYNCED, is_boolean, "True or False"),
    (exchange::SKU_ASSIGNED, is_boolean, "True or False"),
    (exchange::INACTIVE, is_boolean, "True or False"),
    (exchange::REMOVED, is_boolean, "True or False"),
    (exchange::DISABLED, is_boolean, "True or False"),
    (exchange::LITIGATION_HOLD, is_boolean, "True or False"),
    (exchange::LABEL_HOLD, is_boolean, "True or False"),
];

/// One remark for each column that holds such words.
pub(super) fn remarks(table: &Table) -> Vec<Remark> {
    let of_column = |(field, reads, wanted): &(Field, Reads, &str)| {
        let strange = strange(table, table.column_of(*field)?, *reads);
        let cells: u64 = strange.values().sum();
        let shown: Vec<_> = strange.keys().take(SHOWN).map(|word| format!("'{word}'")).collect();
        let more = if strange.len() > SHOWN { " and others" } else { "" };
        let message = format!("{cells} cells count as unknown: {}{more} is not {wanted}", shown.join(", "));
        (cells > 0).then(|| Remark {
            column: table.column_of(*field).map(|column| table.header[table.mapped[column].position].clone()),
            ..Remark::on_file(&table.path, table.sheet.as_deref(), Topic::Column, message)
        })
    };
    COLUMNS.iter().filter_map(of_column).collect()
}

/// The words that are not understood, and how many cells hold each.
pub(super) fn strange(table: &Table, column: usize, reads: impl Fn(&str) -> bool) -> BTreeMap<&str, u64> {
    let is_strange = |word: &str| {
        let first = word.bytes().next();
        first.is_some_and(|first| intake::unreadable(word, first).is_none())
            && !intake::is_nothing(word)
            // What ADRecon and the script of `collect` write for what they could not see.
            && word != "-"
            && word != "unknown"
            && !reads(word)
    };
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for chunk in &table.chunks {
        let words = chunk.words(column);
        let strange: Vec<bool> = words.iter().map(|word| is_strange(word.trim())).collect();
        if !strange.contains(&true) {
            continue;
        }
        for word in (0..chunk.len()).filter_map(|row| chunk.word(column, row)).filter(|word| strange[*word]) {
            *found.entry(words[word].trim()).or_default() += 1;
        }
    }
    found
}
