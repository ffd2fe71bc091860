use super::super::{Act, Case, Census, Finding, Nature, Severity, Step, TenantFinding, told_once};
use super::{created_after, stale};
use crate::instant::{DAY, Instant};
use crate::schema::{ad, entra, tenant};

pub(in crate::cases) static CASE: Case = Case {
    id: "connect-version-blocked",
    title: "This version of Entra Connect is perhaps no longer served",
    criterion: "Nobody was synchronised after the days around 2026-09-30, when Microsoft ended the service for Entra Connect Sync \
                below 2.5.79.0, and users created since are missing in Entra. Never certain: the version is in no export.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "Since 2026-09-30 every synchronisation of an older Entra Connect Sync fails.",
    remedy: "Upgrade Entra Connect Sync to the current version, then Start-ADSyncSyncCycle -PolicyType Delta.",
    sources: &["https://learn.microsoft.com/entra/identity/hybrid/connect/harden-update-ad-fs-pingfederate"],
    needs: &[entra::LAST_SYNC, tenant::LAST_SYNC, ad::CREATED],
    explained_by: &[],
    nature: Nature::Cause,
    check: told_once,
};

/// 2026-09-30T00:00:00Z
const END_OF_SERVICE: i64 = 1_790_726_400;
/// A synchronisation that ended a week before or two days after may have ended by this.
const AROUND: std::ops::Range<i64> = END_OF_SERVICE - 7 * DAY..END_OF_SERVICE + 2 * DAY;

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let Some(stale) = stale(census).filter(|stale| AROUND.contains(&stale.last.seconds)) else { return Vec::new() };
    let since = created_after(census, stale.last.seconds.max(END_OF_SERVICE));
    let Some(first) = since.first().and_then(|number| census.tenant.subject(*number).ad) else { return Vec::new() };
    let message = format!(
        "The last synchronisation, {}, falls on the days when older versions of Entra Connect lost their service",
        Instant::to_text(stale.last.seconds)
    );
    let finding =
        Finding::new(Severity::Blocks, message).possible().cite(stale.record, stale.field).cite(first.0, ad::CREATED);
    vec![TenantFinding { case: &CASE, finding, people: since.len() as u64 }]
}
