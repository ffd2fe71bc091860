use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{FEATURES, RECORDS, SYNC_ERRORS, recorded};
use crate::records::Refusal;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-federated-domain-change",
    title: "FederatedDomainChangeError: the UPN went from one federated domain to another",
    criterion: "A record FederatedDomainChangeError that is not resolved.",
    severities: &[Severity::Degrades],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "Before March 2019 Entra ID refused to change a UPN from one federated domain to another; newer tenants do not know this error.",
    remedy: "Update-MgUser -UserId <id> -UserPrincipalName <name>@<tenant>.onmicrosoft.com; the next synchronisation sets the new UPN.",
    sources: &[SYNC_ERRORS, FEATURES],
    needs: RECORDS,
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    recorded(
        facts,
        Refusal::FederatedDomain,
        Severity::Degrades,
        "Entra refuses the change of the sign-in name to another federated domain",
    )
}
