use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{INACTIVE_MAILBOXES, KB, RECONNECT, RECOVER, answer};
use crate::records::Recipient;
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-inactive",
    title: "The mailbox is inactive under a hold",
    criterion: "An inactive mailbox has the person's object id, ExchangeGuid or deleted Entra user, or the UPN while its object id is blank, and \
                there is no active mailbox. It blocks only where nothing else explains the missing mailbox.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 7,
    act: Act::ExchangeAdmin,
    step: Step::NotDeleted,
    why: "A hold kept the old mailbox after its user was deleted. It is the content that is missing: a license makes a new, empty mailbox.",
    remedy: "To make it active again: New-Mailbox -InactiveMailbox <DistinguishedName> -Name <name> -MicrosoftOnlineServicesID <address>, only if its \
             ExternalDirectoryObjectId is empty (else restore its user); then set the ImmutableId and synchronise. To copy its content into another \
             mailbox, the only way where MailboxLocations names AuxPrimary: New-MailboxRestoreRequest. Neither works with an auto-expanding \
             archive.",
    sources: &[KB, RECOVER, INACTIVE_MAILBOXES, RECONNECT],
    needs: &[
        exchange::INACTIVE,
        exchange::ID,
        exchange::MAILBOX_GUID,
        exchange::UPN,
        exchange::TYPE_DETAILS,
        entra::ID,
        ad::MAILBOX_GUID,
    ],
    explained_by: &["entra-user-soft-deleted"],
    nature: Nature::LastExplanation,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    answer(facts, Recipient::is_inactive, |_, whose| {
        (format!("{whose} is inactive under a hold; a license makes a new, empty one"), exchange::INACTIVE)
    })
}
