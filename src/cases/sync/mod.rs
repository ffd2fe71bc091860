//! Stage 3, of the tenant: how the synchronisation itself goes.

pub(super) mod connect_version_blocked;
pub(super) mod sync_stale;
pub(super) mod tenant_dirsync_pending;
pub(super) mod tenant_sync_stopped;

use super::Census;
use crate::instant::{DAY, Instant, ZONE_DOUBT};
use crate::records::Record;
use crate::schema::{Field, entra, tenant};

const SCHEDULER: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-scheduler";
const NOT_SYNCHRONISING: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-object-not-syncing";

/// The newest synchronisation of the tenant, long before the exports were taken.
struct Stale<'t> {
    last: Instant,
    record: Record<'t>,
    field: Field,
    /// Whether the same file, or the tenant itself, tells of it.
    certain: bool,
}

/// Tells whether nothing was synchronised in the last day before the exports. The column of a user is the last time that this
/// user changed, so only the newest of all tells anything.
fn stale<'t>(census: &Census<'t>) -> Option<Stale<'t>> {
    let records = &census.tenant.records;
    let tables = || records.entra.live_tables();
    let of_users = tables().filter_map(|table| table.newest_of(entra::LAST_SYNC)).max();
    let of_tenant = census.tenant.last_sync();
    let newest = of_users.max(of_tenant.map(|(_, last)| last.seconds))?;
    // What else happened in Entra ID shows how new its export is at least.
    let taken = tables().filter_map(crate::intake::Table::newest).max().unwrap_or(newest);
    let is_old = |at: i64| at - newest > DAY + ZONE_DOUBT;
    if !is_old(taken) && !is_old(census.tenant.as_of) {
        return None;
    }
    let (record, field, last) = match of_tenant.filter(|(_, last)| last.seconds == newest) {
        Some((record, last)) => (record, tenant::LAST_SYNC, last),
        None => {
            let dated = |record: Record<'t>| Some((record, record.instant(entra::LAST_SYNC).value()?));
            let (record, last) = records.entra.records().filter_map(dated).find(|(_, last)| last.seconds == newest)?;
            (record, entra::LAST_SYNC, last)
        }
    };
    Some(Stale { last, record, field, certain: is_old(taken) })
}

/// The people who were created after an instant and are missing in Entra ID.
fn created_after(census: &Census<'_>, instant: i64) -> Vec<u32> {
    let is_newer = |number: &&u32| {
        let created = census.tenant.subject(**number).ad.and_then(|user| user.created().value());
        created.is_some_and(|created| created.seconds > instant)
    };
    census.missing().iter().filter(is_newer).copied().collect()
}
