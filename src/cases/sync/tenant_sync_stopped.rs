use rayon::prelude::*;

use super::super::{Act, Case, Census, Finding, Nature, Severity, Step, TenantFinding, told_once};
use super::{NOT_SYNCHRONISING, created_after, stale};
use crate::instant::Instant;
use crate::records::AdUser;
use crate::schema::{ad, entra, tenant};

pub(in crate::cases) static CASE: Case = Case {
    id: "tenant-sync-stopped",
    title: "The synchronisation of the tenant has stopped",
    criterion: "Nobody was synchronised for more than a day, and users created since are missing in Entra; or at least three users \
                created after all others are missing there, while older ones are present. Never certain.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "A stopped scheduler, staging mode, an open wizard, the threshold against accidental deletions, an expired account or a \
          quarantined Cloud Sync job end all synchronisation. What is new in Active Directory then never arrives.",
    remedy: "Entra Connect: Get-ADSyncScheduler, the run history in the Synchronization Service Manager, then \
             Start-ADSyncSyncCycle -PolicyType Delta. Cloud Sync: state of the job and its agents in the Entra admin centre, \
             then 'Restart sync'.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-prevent-accidental-deletes",
        NOT_SYNCHRONISING,
        "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/concept-attributes",
    ],
    needs: &[entra::LAST_SYNC, tenant::LAST_SYNC, ad::CREATED],
    explained_by: &[],
    nature: Nature::Cause,
    check: told_once,
};

/// So many new users are no accident.
const MANY: usize = 3;

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tell = |message: String, people: &[u32]| {
        let finding = Finding::new(Severity::Blocks, message).possible();
        let first = people.iter().take(MANY).filter_map(|number| census.tenant.subject(*number).ad);
        (first.fold(finding, |finding, user| finding.cite(user.0, ad::CREATED)), people.len() as u64)
    };
    if let Some(stale) = stale(census) {
        let since = created_after(census, stale.last.seconds);
        if !since.is_empty() {
            let last = Instant::to_text(stale.last.seconds);
            let message =
                format!("Nobody was synchronised after {last}, and who was created since is missing in Entra ID");
            let (finding, people) = tell(message, &since);
            let finding = finding.cite(stale.record, stale.field);
            return vec![TenantFinding { case: &CASE, finding, people }];
        }
    }
    let Some((youngest, newer)) = newer_than_all_others(census) else { return Vec::new() };
    let message = format!(
        "Everybody created after {} is missing in Entra ID, while older users are there",
        Instant::to_text(youngest)
    );
    let (finding, people) = tell(message, &newer);
    vec![TenantFinding { case: &CASE, finding, people }]
}

/// When the youngest user who is in Entra ID was created, and those created later, where these are many.
fn newer_than_all_others(census: &Census<'_>) -> Option<(i64, Vec<u32>)> {
    let created = |user: AdUser<'_>| user.created().value().map(|created| created.seconds);
    // Whoever is newer than the export of Entra ID proves nothing.
    let certain = census.missing().iter().copied().filter(|number| census.is_certainly_missing(*number));
    let mut dated: Vec<(i64, u32)> =
        certain.filter_map(|number| Some((created(census.tenant.subject(number).ad?)?, number))).collect();
    dated.sort_unstable();
    let (limit, _) = *dated.iter().rev().nth(MANY - 1)?;
    // Nearly always somebody newer has arrived, and is found soon.
    if census.present().any(|user| created(user).is_some_and(|created| created >= limit)) {
        return None;
    }
    let youngest = census.present().filter_map(created).max()?;
    Some((youngest, dated.into_iter().filter(|(created, _)| *created > youngest).map(|(_, number)| number).collect()))
}
