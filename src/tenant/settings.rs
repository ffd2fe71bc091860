//! How the tenant is set, by its exports and by what the user says, who has the last word.

use super::Tenant;
use crate::instant::Instant;
use crate::records::{Record, Records, Row, Switch, switch};
use crate::schema::{Field, FieldSet, tenant};
use crate::truth::Truth;

/// Where each switch stands, and whether it is on.
#[derive(Debug, Default)]
pub(super) struct Settings {
    switches: [Option<(Row, Field, bool)>; Switch::ALL.len()],
}

impl Settings {
    pub(super) fn read(records: &Records<'_>) -> Self {
        let told = |wanted: Switch| {
            let mut rows = records.settings.records();
            rows.find_map(|record| switch(&record, wanted).map(|(field, on)| (record.row(), field, on)))
        };
        Self { switches: Switch::ALL.map(told) }
    }
}

impl Tenant<'_> {
    /// Whether a switch of the tenant is on.
    pub fn is_on(&self, switch: Switch) -> Truth {
        let said = match switch {
            Switch::SoftMatchBlocked => self.config.tenant.soft_match_blocked,
            Switch::HardMatchTakeoverBlocked => self.config.tenant.hard_match_takeover_blocked,
            Switch::UpnOfManagedUsers => self.config.tenant.upn_synchronisation,
        };
        let exported = self.settings.switches[switch as usize].map(|(_, _, on)| on);
        said.or(exported).map_or(Truth::Unknown(FieldSet::of(tenant::FEATURES)), Truth::from)
    }

    /// The cell in which an export tells of a switch.
    pub fn proof_of(&self, switch: Switch) -> Option<(Record<'_>, Field)> {
        let (row, field, _) = self.settings.switches[switch as usize]?;
        Some((self.records.settings.record(row), field))
    }

    /// The last synchronisation that the settings of the tenant tell, and where.
    pub fn last_sync(&self) -> Option<(Record<'_>, Instant)> {
        let rows = self.records.settings.records();
        rows.filter_map(|record| Some((record, record.instant(tenant::LAST_SYNC).value()?)))
            .max_by_key(|(_, instant)| instant.seconds)
    }
}
