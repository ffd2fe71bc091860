use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::REMOTE_MAILBOX;
use crate::records::license;
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "migrated-flag-without-mailbox",
    title: "The remote type says Migrated, and the mailbox is gone",
    criterion: "msExchRemoteRecipientType has the flag Migrated, there is no mailbox on-premises, in the cloud or among the deleted ones, and a mailbox \
                plan has been on for over 24 hours. Possible where the date of the license is not known, or the mailbox GUID cannot be compared with \
                those of deleted mailboxes.",
    severities: &[Severity::Blocks],
    rank: 7,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "For a migrated user Exchange Online waits for the mailbox that was moved, and makes no new one once that is gone.",
    remedy: "1. Assign the license and wait 24 hours: a mailbox that lost its license less than 30 days ago comes back. 2. Only if it does not: save addresses, \
             X500 and msExch attributes; Disable-RemoteMailbox (with an archive first -Archive), synchronise, Enable-RemoteMailbox <user> \
             -RemoteRoutingAddress <address>, restore the addresses, synchronise. Step 2 gives the old mailbox up for good.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/no-soft-deleted-mailbox-after-license-removal",
        "https://learn.microsoft.com/archive/blogs/benw/dude-why-isnt-a-mailbox-being-provisioned-created-in-exchange-online-after-licensing",
        REMOTE_MAILBOX,
    ],
    needs: &[
        ad::REMOTE_TYPE,
        ad::MAILBOX_GUID,
        ad::TYPE_DETAILS,
        ad::HOME_MDB,
        entra::ASSIGNED_LICENSES,
        entra::ASSIGNED_PLANS,
        entra::ASSIGNMENT_STATES,
        exchange::TYPE_DETAILS,
        exchange::MAILBOX_GUID,
    ],
    explained_by: &["exchange-validation-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(user), Some(cloud)) = (subject.ad, subject.entra) else { return Answer::Clear };
    let migrated = user.is_migrated();
    if migrated.fails() || facts.has_mailbox() || subject.deleted_mailboxes().next().is_some() {
        return Answer::Clear;
    }
    let gone = migrated & !user.is_on_premises_mailbox();
    (Likely::from(gone) & facts.has_had_plan_for_a_day() & facts.is_expected() & facts.without_mailbox()).then(|| {
        let finding = Finding::new(
            Severity::Blocks,
            "Active Directory says that the mailbox was migrated, but it is nowhere in Exchange Online",
        )
        .cite(user.0, ad::REMOTE_TYPE)
        .cite(cloud.0, license::column(&cloud));
        let finding = match subject.exchange {
            Some(recipient) => finding.cite(recipient.0, exchange::TYPE_DETAILS),
            None => finding.cite_absence(
                &subject.tenant.records.exchange,
                &[exchange::ID],
                cloud.id().value().map(crate::guid::Guid::hyphenated),
            ),
        };
        if subject.may_be_deleted() { finding.possible() } else { finding }
    })
}
