use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use crate::records::Standing;
use crate::schema::{ad, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "previous-mailbox-info",
    title: "The cloud object keeps pointers to an earlier mailbox",
    criterion: "PreviousRecipientTypeDetails names a mailbox, while the recipient is MailUser or User. It degrades where the mailbox is on-premises and \
                to be moved.",
    severities: &[Severity::Degrades, Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "There was a mailbox in Exchange Online before. A license within 30 days brings it back; a migration stumbles over it.",
    remedy: "Set-User <user> -PermanentlyClearPreviousMailboxInfo, only where the old content is not wanted and no hold is on it: it cannot be undone, \
             and the old mailbox can no longer be brought back.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/no-soft-deleted-mailbox-after-license-removal",
        "https://techcommunity.microsoft.com/t5/exchange-team-blog/permanently-clear-previous-mailbox-info/ba-p/607619",
        "https://learn.microsoft.com/powershell/module/exchangepowershell/set-user",
    ],
    needs: &[exchange::PREVIOUS_TYPE, exchange::TYPE_DETAILS, ad::MAILBOX_GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(recipient) = facts.subject.exchange else { return Answer::Clear };
    let is_none = recipient.standing().is(|standing| standing == Standing::NoMailbox);
    Likely::from(is_none & recipient.had_mailbox()).then(|| {
        let to_be_moved = facts.subject.ad.filter(|user| user.is_on_premises_mailbox() == Truth::True);
        let severity = if to_be_moved.is_some() { Severity::Degrades } else { Severity::Advisory };
        let finding =
            Finding::new(severity, "There was a mailbox in Exchange Online before, and its traces are still there")
                .cite(recipient.0, exchange::PREVIOUS_TYPE)
                .cite(recipient.0, exchange::TYPE_DETAILS);
        to_be_moved.into_iter().fold(finding, |finding, user| finding.cite(user.0, ad::MAILBOX_GUID))
    })
}
