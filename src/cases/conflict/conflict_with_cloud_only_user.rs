use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{EXISTING_TENANT, KB, OBJECTS_DONT_SYNC, conflict, is_member};
use crate::schema::{ad, entra};

pub(in crate::cases) static CASE: Case = Case {
    id: "conflict-with-cloud-only-user",
    title: "A cloud-only user holds the UPN or an address",
    criterion: "A member of Entra without ImmutableId, not synchronised, holds the UPN or an SMTP address of the user, which the \
                user's own Entra object does not have.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoConflict,
    why: "UPN and addresses are unique in Entra ID. Only the primary address or the UPN lets Connect take a cloud-only user over; \
          any other shared address makes it refuse the synchronised one.",
    remedy: "Change or remove the cloud user (Update-MgUser, Remove-MgUser, Remove-MgDirectoryDeletedItem), or let the match take it \
             over. A cloud user with a mailbox is never deleted first: change its address.",
    sources: &[KB, OBJECTS_DONT_SYNC, EXISTING_TENANT],
    needs: &[ad::UPN, ad::PROXIES, entra::UPN, entra::PROXIES, entra::USER_TYPE, entra::IMMUTABLE_ID, entra::SYNCED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    conflict(facts, is_member, |_| "A cloud-only user holds")
}
