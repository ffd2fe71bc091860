use super::super::facts::differ;
use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use super::{GUID_NOT_FOUND, IN_BOTH_PLACES};
use crate::schema::{ad, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "remote-mailbox-guid-mismatch",
    title: "ExchangeGuid differs between Active Directory and the cloud",
    criterion: "A remote mailbox has a mailbox in Exchange Online whose ExchangeGuid differs from msExchMailboxGuid.",
    severities: &[Severity::Degrades],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "A move back finds no mailbox with the GUID that Active Directory knows, and Exchange Online may refuse changes.",
    remedy: "Set-RemoteMailbox <user> -ExchangeGuid <ExchangeGuid of Exchange Online>, then synchronise.",
    sources: &[IN_BOTH_PLACES, GUID_NOT_FOUND],
    needs: &[
        ad::MAILBOX_GUID,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        exchange::MAILBOX_GUID,
        exchange::TYPE_DETAILS,
        exchange::CLOUD_MANAGED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(recipient)) = (facts.subject.ad, facts.subject.exchange) else { return Answer::Clear };
    if facts.is_exchange_cloud_managed() || !facts.has_mailbox() {
        return Answer::Clear;
    }
    let mismatch = user.is_remote_mailbox() & differ(user.mailbox_guid(), recipient.mailbox_guid());
    super::super::Likely::from(mismatch).then(|| {
        Finding::new(Severity::Degrades, "The mailbox in Exchange Online has another GUID than msExchMailboxGuid says")
            .cite(user.0, ad::MAILBOX_GUID)
            .cite(recipient.0, exchange::MAILBOX_GUID)
    })
}
