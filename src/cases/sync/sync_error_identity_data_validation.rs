use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{RECORDS, SYNC_ERRORS, UPN_POPULATION, recorded};
use crate::records::Refusal;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-identity-data-validation",
    title: "IdentityDataValidationFailed: the UPN is refused",
    criterion: "A record IdentityDataValidationFailed that is not resolved.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Entra ID checks the UPN it is sent; while it breaks the rules, the object is not written.",
    remedy: "Correct userPrincipalName in Active Directory (Set-ADUser <user> -UserPrincipalName <upn>), then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, UPN_POPULATION],
    needs: RECORDS,
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    recorded(facts, Refusal::IdentityData, Severity::Blocks, "Entra refuses the sign-in name of the user")
}
