use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{PREPARATION, RECORDS, SYNC_ERRORS, recorded};
use crate::records::Refusal;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-data-validation",
    title: "DataValidationFailed: a value is refused",
    criterion: "A record DataValidationFailed that is not resolved.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Entra ID checks length and form of what it is sent; while one value is refused, nothing of the object is written.",
    remedy: "Correct the attribute that the error names in Active Directory, then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, PREPARATION],
    needs: RECORDS,
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    recorded(facts, Refusal::Data, Severity::Blocks, "Entra refuses a value of the user")
}
