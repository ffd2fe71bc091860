use super::super::{Act, Answer, Case, Facts, NEVER_ROOT, Nature, Severity, Step};
use super::{RECORDS, SYNC_ERRORS, recorded};
use crate::records::Refusal;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-114",
    title: "Error 114: the deletion is not valid",
    criterion: "A record of error type 114 that is not resolved.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "The synchronisation wants to delete an object that was restored, or made, in the cloud.",
    remedy: "Find out which object it is, and whether it shall live in the cloud or in Active Directory; then run a delta synchronisation.",
    sources: &[SYNC_ERRORS],
    needs: RECORDS,
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    recorded(
        facts,
        Refusal::Deletion,
        Severity::Advisory,
        "The synchronisation wants to delete an Entra user that is not its own",
    )
}
