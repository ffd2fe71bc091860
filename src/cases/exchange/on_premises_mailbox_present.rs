use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use crate::records::Standing;
use crate::schema::{FieldSet, Kind, ad, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "on-premises-mailbox-present",
    title: "The mailbox is not in this tenant yet: a mail user by design",
    criterion: "The user has a mailbox on an Exchange server, or is a MailUser with an ExchangeGuid and no remote mailbox in Active Directory.",
    severities: &[Severity::Blocks],
    rank: 4,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "While the GUID of a mailbox elsewhere is synchronised, Exchange Online makes none of its own, so that the mailbox can be \
          moved.",
    remedy: "Migrate the mailbox (New-MigrationBatch or New-MoveRequest); or give it up: Disable-Mailbox, then Enable-RemoteMailbox. \
             Clearing msExchMailboxGuid by hand is not supported.",
    sources: &[
        "https://learn.microsoft.com/archive/blogs/timmcmic/office-365-users-have-both-a-cloud-and-on-premises-mailbox",
        "https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration",
    ],
    needs: &[
        ad::MAILBOX_GUID,
        ad::TYPE_DETAILS,
        ad::HOME_MDB,
        ad::REMOTE_TYPE,
        exchange::MAILBOX_GUID,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &[],
    nature: Nature::ByDesign,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    if facts.has_mailbox() {
        return Answer::Clear;
    }
    let on_server = subject.ad.map_or(Truth::False, |user| user.is_on_premises_mailbox());
    let expected = Likely::from(facts.is_expected());
    if on_server.fails() && subject.exchange.is_none() {
        return Answer::Clear;
    }
    if on_server.holds() {
        // That Exchange Online makes none while there is one elsewhere needs no export of Exchange to be known; that
        // there is none in the cloud does.
        return (expected & facts.without_mailbox()).then(|| {
            let user = subject.ad.map(|user| user.0);
            let finding =
                Finding::new(Severity::Blocks, "The mailbox is on-premises and has not been moved to Exchange Online");
            let finding = user.into_iter().fold(finding, |finding, user| {
                finding.cite(user, ad::MAILBOX_GUID).cite(user, ad::TYPE_DETAILS).cite(user, ad::HOME_MDB)
            });
            match subject.exchange {
                Some(recipient) => finding.cite(recipient.0, exchange::TYPE_DETAILS),
                None => finding,
            }
        });
    }
    let Some(recipient) = subject.exchange else {
        return Likely::from(on_server & facts.is_expected()).then(|| unreachable!("it does not hold"));
    };
    let mail_user = recipient.standing().is(|standing| standing == Standing::NoMailbox);
    let stamped = match recipient.mailbox_guid() {
        Known::Unknown(_) => Truth::Unknown(FieldSet::of(exchange::MAILBOX_GUID)),
        guid => guid.is_set(),
    };
    let elsewhere = mail_user & stamped;
    if elsewhere.fails() {
        return Answer::Clear;
    }
    let remote = subject.ad.map_or(Truth::False, |user| user.is_remote_mailbox());
    // Without the row of Active Directory nobody can exclude a remote mailbox.
    let certain = subject.ad.is_some() || subject.tenant.records.ad.has(Kind::AdUsers) && facts.unseen_in_ad().fails();
    (Likely { truth: elsewhere & !remote, certain } & expected).then(|| {
        Finding::new(
            Severity::Blocks,
            "A mailbox GUID is stamped: the mailbox lies on-premises, in another forest or in another tenant",
        )
        .cite(recipient.0, exchange::MAILBOX_GUID)
        .cite(recipient.0, exchange::TYPE_DETAILS)
    })
}
