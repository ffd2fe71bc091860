use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{RECOVERY, best, has_other_id, may_be_either};
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-not-reattached",
    title: "The Entra user is back, its own mailbox stayed soft-deleted",
    criterion: "The soft-deleted mailbox has the object id of the person's live Entra user, and there is no active mailbox.",
    severities: &[Severity::Blocks],
    rank: 2,
    act: Act::EntraAdmin,
    step: Step::NotDeleted,
    why: "A restored user gets its mailbox back by itself. Here the user came back and the mailbox did not follow.",
    remedy: "Delete the Entra user and restore it after five minutes: Remove-MgUser -UserId <id>, then Restore-MgDirectoryDeletedItem \
             -DirectoryObjectId <id>. The mailbox is attached again.",
    sources: &[RECOVERY],
    needs: &[exchange::ID, exchange::DELETED, exchange::TYPE_DETAILS, entra::ID],
    explained_by: &["mailbox-soft-deleted"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some((mailbox, link)) = best(facts, |mailbox| !mailbox.is_inactive()) else { return Answer::Clear };
    let Some(user) = facts.subject.entra.filter(|_| link.proves()) else { return Answer::Clear };
    let same = mailbox.id().is_set() & !has_other_id(&mailbox, &user);
    let truth = same & facts.is_expected();
    (Likely { truth, certain: !may_be_either(&mailbox) } & facts.without_mailbox()).then(|| {
        Finding::new(Severity::Blocks, "The Entra user is live, but its own mailbox stayed soft-deleted")
            .cite(mailbox.0, exchange::ID)
            .cite(mailbox.0, exchange::DELETED)
            .cite(user.0, entra::ID)
    })
}
