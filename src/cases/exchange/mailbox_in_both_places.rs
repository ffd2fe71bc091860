use super::super::facts::differ;
use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::IN_BOTH_PLACES;
use crate::schema::{ad, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-in-both-places",
    title: "A mailbox on-premises and another in the cloud",
    criterion: "The user has a mailbox on an Exchange server and another one, with a different ExchangeGuid, in Exchange Online.",
    severities: &[Severity::Degrades],
    rank: 7,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "The license came before the mailbox GUID was synchronised, so Exchange Online made a second mailbox. Mail goes to the one or the other.",
    remedy: "To keep the one in the cloud: save addresses, X500 and msExch attributes, Disable-Mailbox, Enable-RemoteMailbox, add legacyExchangeDN as X500 address, \
             New-MailboxRestoreRequest. To keep the one on-premises: remove the license, then Set-User <user> -PermanentlyClearPreviousMailboxInfo.",
    sources: &[
        IN_BOTH_PLACES,
        "https://techcommunity.microsoft.com/t5/exchange-team-blog/permanently-clear-previous-mailbox-info/ba-p/607619",
    ],
    needs: &[ad::MAILBOX_GUID, ad::TYPE_DETAILS, ad::HOME_MDB, exchange::MAILBOX_GUID, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(recipient)) = (facts.subject.ad, facts.subject.exchange) else { return Answer::Clear };
    if !facts.has_mailbox() {
        return Answer::Clear;
    }
    // With one GUID it is one mailbox, that was moved after the older export was taken.
    let both = user.is_on_premises_mailbox() & differ(user.mailbox_guid(), recipient.mailbox_guid());
    Likely::from(both).then(|| {
        Finding::new(Severity::Degrades, "There is a mailbox on-premises and another one in Exchange Online")
            .cite(user.0, ad::MAILBOX_GUID)
            .cite(user.0, ad::TYPE_DETAILS)
            .cite(user.0, ad::HOME_MDB)
            .cite(recipient.0, exchange::MAILBOX_GUID)
            .cite(recipient.0, exchange::TYPE_DETAILS)
    })
}
