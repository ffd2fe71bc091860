//! Stage 3: what Entra ID refused to take over from Active Directory, by its own records or as far as the rows tell, and how the
//! synchronisation of the tenant goes as a whole.

pub(super) mod connect_version_blocked;
pub(super) mod sid_conflict;
pub(super) mod soft_match_blocked;
pub(super) mod sync_error_114;
pub(super) mod sync_error_attribute_must_be_unique;
pub(super) mod sync_error_data_validation;
pub(super) mod sync_error_existing_admin_role;
pub(super) mod sync_error_federated_domain_change;
pub(super) mod sync_error_identity_data_validation;
pub(super) mod sync_error_invalid_hard_match;
pub(super) mod sync_error_invalid_soft_match;
pub(super) mod sync_error_large_object;
pub(super) mod sync_error_object_type_mismatch;
pub(super) mod sync_error_quarantined_attribute;
pub(super) mod sync_stale;
pub(super) mod tenant_dirsync_pending;
pub(super) mod tenant_sync_stopped;
pub(super) mod user_cloud_managed;

use super::{Answer, Census, Facts, Finding, Severity};
use crate::instant::{DAY, Instant, ZONE_DOUBT};
use crate::records::{AdUser, EntraUser, Record, Refusal};
use crate::schema::{Field, ad, entra, sync_error, tenant};
use crate::tenant::{Holder, JoinKey, Reported, same_name};
use crate::truth::Truth;

const SYNC_ERRORS: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-sync-errors";
const RESILIENCY: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency";
const EXISTING_TENANT: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant";
const DUPLICATES: &str =
    "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/duplicate-attributes-prevent-dirsync";
const UPN_POPULATION: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname";
const PREPARATION: &str = "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization";
const FEATURES: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-features";

/// The columns of a case that nothing but a record of the synchronisation tells.
static RECORDS: &[Field] = &[sync_error::CATEGORY, sync_error::DETAIL, sync_error::RESOLVED];

/// The open record of a refusal.
fn report<'t>(facts: &Facts<'t>, is_meant: impl Fn(Refusal) -> bool) -> Option<Reported<'t>> {
    let open = |reported: &Reported<'t>| !reported.error.resolved;
    facts.subject.reported().filter(open).find(|reported| reported.error.refusal().is_some_and(&is_meant))
}

/// Whether an open record names this value, or an error of the kind that this value would cause without saying which.
fn is_reported(facts: &Facts<'_>, name: &str) -> bool {
    facts.subject.reported().filter(|reported| !reported.error.resolved && reported.error.refusal().is_some()).any(
        |reported| match reported.error.name() {
            Some(value) => same_name(value, name),
            None => !matches!(reported.error.refusal(), Some(Refusal::Deletion | Refusal::FederatedDomain)),
        },
    )
}

/// Whether the user in Entra ID has the very value that was refused.
fn is_overtaken(facts: &Facts<'_>, reported: &Reported<'_>) -> bool {
    let (Some(cloud), Some(name)) = (facts.subject.entra, reported.error.name()) else { return false };
    let of_value = [Refusal::NotUnique, Refusal::IdentityData, Refusal::Data];
    reported.error.refusal().is_some_and(|refusal| of_value.contains(&refusal))
        && (cloud.upn().value().is_some_and(|own| same_name(own, name))
            || cloud.proxy_addresses().value().is_some_and(|list| list.holding(name).is_some()))
}

/// A finding that says what a record says; only possible where the record is out of date.
fn found<'t>(facts: &Facts<'t>, reported: &Reported<'t>, severity: Severity, message: &str) -> Finding<'t> {
    let about = reported.error.name().or(reported.error.property.as_deref());
    let about = about.map(|about| format!(": {about}")).unwrap_or_default();
    let finding = Finding::new(severity, format!("{message}{about}"));
    let written = |field: &&Field| reported.record.shown(**field).is_some_and(|cell| !cell.trim().is_empty());
    let finding =
        reported.columns().iter().filter(written).fold(finding, |finding, field| finding.cite(reported.record, *field));
    if is_overtaken(facts, reported) { finding.possible() } else { finding }
}

/// The answer of a case that only a record proves.
fn recorded<'t>(facts: &Facts<'t>, refusal: Refusal, severity: Severity, message: &str) -> Answer<'t> {
    match report(facts, |own| own == refusal) {
        Some(reported) => Answer::Found(found(facts, &reported, severity, message)),
        None => Answer::Clear,
    }
}

/// A finding about a match that failed; it is out of date where the user is matched.
fn of_match<'t>(facts: &Facts<'t>, finding: Finding<'t>) -> Answer<'t> {
    let is_matched = facts.subject.joined_to_entra_by() == Some(JoinKey::ImmutableId)
        && facts.subject.entra.is_some_and(|user| user.is_synced().holds());
    Answer::Found(if is_matched { finding.possible() } else { finding })
}

/// Cites the Entra users that hold the value of a record, beside the own one.
fn cite_rivals<'t>(facts: &Facts<'t>, reported: &Reported<'t>, finding: Finding<'t>) -> Finding<'t> {
    let holders = reported.error.name().map(|name| facts.subject.other_entra_holders(name)).unwrap_or_default();
    holders.iter().fold(finding, cite_holder)
}

fn cite_holder<'t>(finding: Finding<'t>, holder: &Holder<'t>) -> Finding<'t> {
    use crate::schema::entra;
    let others = [entra::UPN, entra::IMMUTABLE_ID].into_iter().filter(|field| *field != holder.field);
    let finding = finding.cite_entry(holder.record, holder.field, holder.entry);
    others.fold(finding, |finding, field| finding.cite(holder.record, field))
}

/// Cites the primary address of a user where it stands.
fn cite_primary<'t>(finding: Finding<'t>, user: &AdUser<'t>) -> Finding<'t> {
    let entry = user.proxy_addresses().value().and_then(crate::records::Addresses::primary);
    match entry {
        Some(address) => finding.cite_entry(user.0, ad::PROXIES, address.entry),
        None if user.0.text(ad::PRIMARY).value().is_some() => finding.cite(user.0, ad::PRIMARY),
        None => finding.cite(user.0, ad::MAIL),
    }
}

/// Whether a holder is an Entra user that comes from Active Directory; one that does not is a conflict of its own.
fn is_anchored(holder: &Holder<'_>) -> Truth {
    let user = EntraUser(holder.record);
    !user.is_guest() & (user.immutable_id().is_set() | user.is_synced())
}

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
    let by_tenant = of_tenant.filter(|(_, last)| last.seconds == newest);
    let (record, field, last) = if let Some((record, last)) = by_tenant {
        (record, tenant::LAST_SYNC, last)
    } else {
        let dated = |record: Record<'t>| Some((record, record.instant(entra::LAST_SYNC).value()?));
        let (record, last) = records.entra.records().filter_map(dated).find(|(_, last)| last.seconds == newest)?;
        (record, entra::LAST_SYNC, last)
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
