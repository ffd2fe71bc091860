//! Stage 8: what was deleted and can come back.

pub(super) mod duplicate_deleted_recipient;
pub(super) mod duplicate_entra_user;
pub(super) mod entra_user_hard_deleted;
pub(super) mod entra_user_soft_deleted;
pub(super) mod hold_on_deleted_mailbox;
pub(super) mod mailbox_hard_deleted;
pub(super) mod mailbox_inactive;
pub(super) mod mailbox_not_reattached;
pub(super) mod mailbox_soft_deleted;

use super::{Answer, Facts, Finding, Likely, Severity};
use crate::records::{EntraUser, Recipient};
use crate::schema::{Field, FieldSet, ad, entra, exchange};
use crate::tenant::MailboxLink;
use crate::truth::{Known, Truth};

const KB: &str = "https://support.microsoft.com/help/4051375";
const RECONNECT: &str = "https://learn.microsoft.com/exchange/troubleshoot/administration/reconnect-inactive-or-soft-deleted-mailboxes-to-ad";

const DELETE_OR_RESTORE: &str =
    "https://learn.microsoft.com/exchange/recipients-in-exchange-online/delete-or-restore-mailboxes";
const RECOVER: &str = "https://learn.microsoft.com/purview/recover-an-inactive-mailbox";
const INACTIVE_MAILBOXES: &str = "https://learn.microsoft.com/purview/inactive-mailboxes-in-office-365";
const RECOVERY: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/mailbox-recovery-in-exchange-online";

/// How long Entra users and mailboxes can be brought back.
const RECOVERABLE_DAYS: i64 = 30;

/// The deleted mailbox of somebody without an active one that is best proved to be theirs, then the one deleted last.
/// Whether nobody can read if a mailbox is soft-deleted or inactive, though its list says so.
fn may_be_either(mailbox: &Recipient<'_>) -> bool {
    let is_said = || mailbox.0.shown(exchange::INACTIVE).is_some_and(|text| !text.trim().is_empty());
    matches!(mailbox.0.flag(exchange::INACTIVE), Truth::Unknown(_)) && is_said()
}

fn best<'t>(facts: &Facts<'t>, is_sought: impl Fn(&Recipient<'t>) -> bool) -> Option<(Recipient<'t>, MailboxLink)> {
    let mailboxes = facts.subject.deleted_mailboxes().filter(|(mailbox, _)| is_sought(mailbox));
    let best = mailboxes
        .max_by_key(|(mailbox, link)| (link.proves(), mailbox.deleted().value().map(|instant| instant.seconds)));
    best.filter(|_| !facts.has_mailbox())
}

/// Whether a deleted mailbox is that of another Entra user; one without an object id is nobody's.
fn has_other_id(mailbox: &Recipient<'_>, user: &EntraUser<'_>) -> Truth {
    match (mailbox.id(), user.id()) {
        (Known::Value(own), Known::Value(id)) => (own != id).into(),
        (Known::Empty, _) => Truth::False,
        (Known::Unknown(fields), _) | (_, Known::Unknown(fields)) => Truth::Unknown(fields),
        // An id that is no GUID tells nothing.
        _ => Truth::Unknown(FieldSet::of(exchange::ID)),
    }
}

fn state_of(mailbox: &Recipient<'_>) -> &'static str {
    if mailbox.is_inactive() { "inactive" } else { "soft-deleted" }
}

/// The best deleted mailbox of a kind, as a finding. `found` says what was found: it gets whose mailbox this is, as the words that begin a sentence.
fn answer<'t>(
    facts: &Facts<'t>,
    is_sought: impl Fn(&Recipient<'t>) -> bool,
    found: impl FnOnce(&Recipient<'t>, &'static str) -> (String, Field),
) -> Answer<'t> {
    let Some((mailbox, link)) = best(facts, is_sought) else { return Answer::Clear };
    let (severity, whose) =
        if link.proves() { (Severity::Blocks, "The mailbox") } else { (Severity::Advisory, "A mailbox of this name") };
    let certain = link.proves() && !may_be_either(&mailbox);
    (Likely { certain, ..facts.is_expected().into() } & facts.without_mailbox()).then(|| {
        let (message, field) = found(&mailbox, whose);
        cite_link(facts, Finding::new(severity, message).cite(mailbox.0, field), &mailbox, link)
    })
}

/// The cells that tie a deleted mailbox to the person.
fn cite_link<'t>(facts: &Facts<'t>, finding: Finding<'t>, mailbox: &Recipient<'t>, link: MailboxLink) -> Finding<'t> {
    let subject = &facts.subject;
    match link {
        MailboxLink::ObjectId => {
            let finding = finding.cite(mailbox.0, exchange::ID);
            subject.entra.into_iter().fold(finding, |finding, user| finding.cite(user.0, entra::ID))
        }
        MailboxLink::DeletedUser => {
            let finding = finding.cite(mailbox.0, exchange::ID);
            subject.deleted_twin().into_iter().fold(finding, |finding, twin| {
                finding.cite(twin.user.0, entra::ID).cite(twin.user.0, entra::IMMUTABLE_ID)
            })
        }
        MailboxLink::MailboxGuid => {
            let finding = finding.cite(mailbox.0, exchange::MAILBOX_GUID);
            subject.ad.into_iter().fold(finding, |finding, user| finding.cite(user.0, ad::MAILBOX_GUID))
        }
        MailboxLink::Upn | MailboxLink::UpnOfAnotherId => {
            let field = [exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID]
                .into_iter()
                .find(|field| mailbox.0.text(*field).value().is_some())
                .unwrap_or(exchange::UPN);
            finding.cite(mailbox.0, field).cite(mailbox.0, exchange::ID)
        }
        MailboxLink::PrimarySmtp => finding.cite(mailbox.0, exchange::PRIMARY),
    }
}
