use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use super::{RECOVER, state_of};
use crate::records::Recipient;
use crate::schema::{FieldSet, exchange};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "duplicate-deleted-recipient",
    title: "A deleted twin has the same address",
    criterion: "An address of the person's live recipient is also one of a soft-deleted or inactive mailbox.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::NotDeleted,
    why: "A live and a deleted mailbox may have the same address, even the primary one. Moves and restores that name the mailbox by it then \
          fail, because it matches several entries.",
    remedy: "Name mailboxes by ExchangeGuid. Get-Recipient -IncludeSoftDeletedRecipients <address> lists them all.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/move-mailboxes/migration-fails-multiple-entries-error",
        RECOVER,
    ],
    needs: &[exchange::ADDRESSES, exchange::PRIMARY, exchange::DELETED, exchange::INACTIVE],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(recipient) = subject.exchange.filter(|_| !subject.tenant.records.exchange.deleted.is_empty()) else {
        return Answer::Clear;
    };
    let shared = subject.may_share_with_deleted().then(|| recipient.smtp_addresses());
    for (field, address) in shared.into_iter().flatten() {
        let Some(holder) = subject.deleted_holders(address.mail).into_iter().next() else { continue };
        let twin = Recipient(holder.record);
        let finding = Finding::new(
            Severity::Advisory,
            format!("The address {} is also that of a mailbox which is {}", address.mail, state_of(&twin)),
        );
        let finding = finding
            .cite_entry(recipient.0, field, address.entry)
            .cite_entry(holder.record, holder.field, holder.entry)
            .cite(holder.record, exchange::MAILBOX_GUID);
        let proof = if twin.is_inactive() { exchange::INACTIVE } else { exchange::DELETED };
        return Answer::Found(finding.cite(holder.record, proof));
    }
    match recipient.addresses() {
        Known::Unknown(_) => Answer::Undecidable(FieldSet::of(exchange::ADDRESSES)),
        _ => Answer::Clear,
    }
}
