use super::super::{Act, Case, Census, Finding, NEVER_ROOT, Nature, Severity, Step, TenantFinding, told_once};
use super::{NOT_SYNCHRONISING, SCHEDULER, stale};
use crate::instant::Instant;
use crate::schema::{entra, tenant};

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-stale",
    title: "No recent synchronisation",
    criterion: "The newest OnPremisesLastSyncDateTime of all users (or of the tenant) lies more than a day before the exports.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Entra Connect runs every 30 minutes. When nobody at all was synchronised for a day, it has probably stopped.",
    remedy: "Look at the scheduler (Get-ADSyncScheduler) and at the run history of Entra Connect, then \
             Start-ADSyncSyncCycle -PolicyType Delta.",
    sources: &[SCHEDULER, NOT_SYNCHRONISING],
    needs: &[entra::LAST_SYNC, tenant::LAST_SYNC],
    explained_by: &[],
    nature: Nature::Cause,
    check: told_once,
};

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let Some(stale) = stale(census) else { return Vec::new() };
    let last = Instant::to_text(stale.last.seconds);
    let message = format!("Nobody was synchronised after {last}, more than a day before the exports were taken");
    let finding = Finding::new(Severity::Advisory, message).cite(stale.record, stale.field);
    let finding = if stale.certain { finding } else { finding.possible() };
    vec![TenantFinding { case: &CASE, finding, people: census.missing().len() as u64 }]
}
