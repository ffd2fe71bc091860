use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{EXISTING_TENANT, RECORDS, SYNC_ERRORS, cite_rivals, found, of_match, report};
use crate::records::Refusal;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-existing-admin-role",
    title: "Existing Admin Role Conflict: the cloud user has a role",
    criterion: "A record Existing Admin Role Conflict that is not resolved.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "A cloud user with a directory role is never taken over by a soft match: the synchronised user arrives beside it, quarantined, or not at all.",
    remedy: "Remove the roles of the cloud user, delete the quarantined duplicate for good (Remove-MgDirectoryDeletedItem), synchronise, then give the \
             roles back.",
    sources: &[SYNC_ERRORS, EXISTING_TENANT],
    needs: RECORDS,
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    if let Some(reported) = report(facts, |own| own == Refusal::AdminRole) {
        let message = "Entra does not let the synchronisation take over a user with an administrator's role";
        let finding = found(facts, &reported, Severity::Blocks, message);
        return of_match(facts, cite_rivals(facts, &reported, finding));
    }
    Answer::Clear
}
