//! The switches of the tenant's synchronisation, as an export of its settings tells them.

use crate::records::license::{list, member};
use crate::records::{Record, Records, Row};
use crate::schema::{Field, tenant};
use crate::truth::Truth;

/// Where a switch stands, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Switch {
    pub(super) is_on: bool,
    pub(super) row: Row,
    pub(super) field: Field,
}

/// The switches that decide whether Entra ID lets an object be taken over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Switches {
    pub(super) soft_match_blocked: Option<Switch>,
    pub(super) hard_match_blocked: Option<Switch>,
}

impl Switches {
    pub(super) fn read(records: &Records<'_>) -> Self {
        let find = |field| records.settings.records().find_map(|record| switch(&record, field));
        Self {
            soft_match_blocked: find(tenant::SOFT_MATCH_BLOCKED),
            hard_match_blocked: find(tenant::HARD_MATCH_BLOCKED),
        }
    }
}

/// A column of its own, a member of all features, or a feature a row.
fn switch(record: &Record<'_>, field: Field) -> Option<Switch> {
    let known = |truth: Truth, field: Field| match truth {
        Truth::Unknown(_) => None,
        truth => Some(Switch { is_on: truth.holds(), row: record.row(), field }),
    };
    let name = field.column();
    if record.text(field).value().is_some() {
        return known(record.flag(field), field);
    }
    if let Some(features) = record.text(tenant::FEATURES).value().and_then(list) {
        let told = features.iter().find_map(|feature| member(feature, name)?.as_bool());
        if let Some(is_on) = told {
            return known(is_on.into(), tenant::FEATURES);
        }
    }
    let is_row = |feature: &str| {
        let short = |name: &str| name.to_ascii_lowercase().trim_end_matches("enabled").to_owned();
        short(feature) == short(name)
    };
    if record.text(tenant::FEATURE).value().is_some_and(is_row) {
        return known(record.flag(tenant::ENABLED), tenant::ENABLED);
    }
    None
}
