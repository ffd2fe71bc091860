use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{DELETE_OR_RESTORE, RECOVER, best, cite_link, state_of};
use crate::guid::Guid;
use crate::schema::{FieldSet, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "entra-user-hard-deleted",
    title: "The Entra user is purged, its mailbox remains deleted",
    criterion: "A soft-deleted or inactive mailbox of the person has no object id, or one that neither a live nor a deleted Entra user has. By \
                an address, or the UPN beside another object id, it is possible.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::NotDeleted,
    why: "The user left the recycle bin of Entra ID, so nothing brings user and mailbox back together. Its addresses are in nobody's way; \
          its GUID would be.",
    remedy: "See mailbox-soft-deleted or mailbox-inactive, whichever the mailbox is: it is recovered by itself, without its user.",
    sources: &[DELETE_OR_RESTORE, RECOVER],
    needs: &[exchange::ID, exchange::MAILBOX_GUID, exchange::UPN, exchange::PRIMARY, entra::ID, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    if facts.has_mailbox() {
        return Answer::Clear;
    }
    let Some((mailbox, link)) = best(facts, |mailbox| subject.has_owner(mailbox).fails()) else {
        let owners = subject.deleted_mailboxes().map(|(mailbox, _)| subject.has_owner(&mailbox).missing());
        let open = owners.fold(FieldSet::EMPTY, FieldSet::and);
        return if open.is_empty() { Answer::Clear } else { Answer::Undecidable(open) };
    };
    (Likely { truth: facts.is_expected(), certain: link.proves() } & facts.without_mailbox()).then(|| {
        let finding = Finding::new(
            Severity::Advisory,
            format!("The Entra user of the {} mailbox is gone for good", state_of(&mailbox)),
        );
        cite_link(facts, finding.cite(mailbox.0, exchange::ID), &mailbox, link).cite_absence(
            &subject.tenant.records.entra,
            &[entra::ID],
            mailbox.id().value().map(Guid::hyphenated),
        )
    })
}
