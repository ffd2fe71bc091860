use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use crate::records::{license, types};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "remote-mailbox-type-mismatch",
    title: "Shared in the cloud, regular in Active Directory",
    criterion: "An unlicensed shared, room or equipment mailbox of Exchange Online without litigation hold is a user mailbox in Active Directory: \
                msExchRecipientTypeDetails is 2147483648 and msExchRemoteRecipientType has no such type. Possible where that says Migrated.",
    severities: &[Severity::Degrades],
    rank: 7,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "The next synchronisation can make it a user mailbox again, which is disconnected for want of a license and lost after 30 days.",
    remedy: "Assign a license for the time being, Set-RemoteMailbox <user> -Type Shared (Room, Equipment), Set-Mailbox <user> -Type Shared, remove the license. \
             Where -Type Shared is refused: Set-ADUser <user> -Replace @{msExchRemoteRecipientType=100; msExchRecipientTypeDetails=34359738368}.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/shared-mailboxes-unexpectedly-converted-to-user-mailboxes",
        "https://support.microsoft.com/help/2710029",
        "https://learn.microsoft.com/powershell/exchange/filter-properties",
    ],
    needs: &[
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        entra::ASSIGNED_LICENSES,
        exchange::TYPE_DETAILS,
        exchange::LITIGATION_HOLD,
        exchange::CLOUD_MANAGED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(user), Some(cloud), Some(recipient)) = (subject.ad, subject.entra, subject.exchange) else {
        return Answer::Clear;
    };
    let Some(kind) = recipient.resource().filter(|_| facts.has_mailbox()) else { return Answer::Clear };
    if facts.is_exchange_cloud_managed() || recipient.is_on_hold().holds() {
        return Answer::Clear;
    }
    let regular = user.type_details().is(|details| details == types::REMOTE_USER) & !user.is_remote_resource();
    let unlicensed = !facts.has_plan().truth;
    // A hold keeps the mailbox; nearly all are litigation holds, and lists of recipients name none.
    let is_free = recipient.0.flag(exchange::LITIGATION_HOLD).fails();
    Likely { truth: regular & unlicensed, certain: user.is_migrated().fails() && is_free }.then(|| {
        let message = format!("It is a {kind} mailbox in Exchange Online, and a user mailbox in Active Directory");
        Finding::new(Severity::Degrades, message)
            .cite(recipient.0, exchange::TYPE_DETAILS)
            .cite(user.0, ad::TYPE_DETAILS)
            .cite(user.0, ad::REMOTE_TYPE)
            .cite(cloud.0, license::column(&cloud))
    })
}
