use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{RECOVERY, best, cite_link, has_other_id, may_be_either};
use crate::schema::{ad, entra, exchange};
use crate::tenant::MailboxLink;

pub(in crate::cases) static CASE: Case = Case {
    id: "duplicate-entra-user",
    title: "The soft-deleted mailbox belongs to another Entra user of the same person",
    criterion: "The soft-deleted mailbox is the person's by its ExchangeGuid or by the deleted user with the ImmutableId, but its object id is \
                not that of the live Entra user.",
    severities: &[Severity::Blocks],
    rank: 2,
    act: Act::MicrosoftSupport,
    step: Step::NotDeleted,
    why: "The person got a second Entra user, and the mailbox stayed with the first. Exchange Online has no command that hands it over.",
    remedy: "Open a case with Microsoft and give both object ids and the ExchangeGuid: two Entra users for one mailbox.",
    sources: &[RECOVERY],
    needs: &[
        exchange::ID,
        exchange::MAILBOX_GUID,
        exchange::DELETED,
        entra::ID,
        entra::IMMUTABLE_ID,
        ad::MAILBOX_GUID,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &["mailbox-soft-deleted"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some((mailbox, link)) = best(facts, |mailbox| !mailbox.is_inactive()) else { return Answer::Clear };
    // Names and addresses are given to others in time; only these prove that the person is the same.
    let is_proof = matches!(link, MailboxLink::MailboxGuid | MailboxLink::DeletedUser);
    let Some(user) = facts.subject.entra.filter(|_| is_proof) else { return Answer::Clear };
    let truth = has_other_id(&mailbox, &user) & facts.is_expected();
    (Likely { truth, certain: !may_be_either(&mailbox) } & facts.without_mailbox()).then(|| {
        let finding =
            Finding::new(Severity::Blocks, "The soft-deleted mailbox belongs to another Entra user of the same person");
        cite_link(facts, finding.cite(user.0, entra::ID).cite(mailbox.0, exchange::ID), &mailbox, link)
    })
}
