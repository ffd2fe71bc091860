use super::super::{Act, Case, Census, Finding, Nature, Severity, Step, TenantFinding, told_once};
use crate::schema::tenant;

pub(in crate::cases) static CASE: Case = Case {
    id: "tenant-dirsync-pending",
    title: "Directory synchronisation is being activated or deactivated",
    criterion: "DirectorySynchronizationStatus of the tenant is PendingEnabled or PendingDisabled.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::MicrosoftSupport,
    step: Step::InEntra,
    why: "The first activation takes up to 24 hours, deactivation and another activation up to 72. Meanwhile nothing is \
          synchronised, and Exchange Online may stay behind.",
    remedy: "Wait these hours. When the state stays longer, ask Microsoft support, with the object id of the tenant.",
    sources: &[
        "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/pending-state-issue-with-directory-synchronization",
    ],
    needs: &[tenant::SYNC_STATUS],
    explained_by: &[],
    nature: Nature::Cause,
    check: told_once,
};

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let pending =
        |status: &str| ["PendingEnabled", "PendingDisabled"].iter().any(|word| word.eq_ignore_ascii_case(status));
    let found = census.tenant.records.settings.records().find_map(|record| {
        let status = record.text(tenant::SYNC_STATUS).value().filter(|status| pending(status))?;
        Some((record, status))
    });
    let Some((record, status)) = found else { return Vec::new() };
    let doing = if status.eq_ignore_ascii_case("PendingEnabled") { "activated" } else { "deactivated" };
    let message = format!("Directory synchronisation is just being {doing} for the whole tenant");
    let finding = Finding::new(Severity::Blocks, message).cite(record, tenant::SYNC_STATUS);
    vec![TenantFinding { case: &CASE, finding, people: census.missing().len() as u64 }]
}
