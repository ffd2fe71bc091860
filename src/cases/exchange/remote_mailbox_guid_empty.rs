use super::super::{Act, Answer, Case, Census, Finding, NEVER_ROOT, Nature, Severity, Step, TenantFinding};
use super::{GUID_NOT_FOUND, among};
use crate::schema::{ad, exchange};
use crate::tenant::Subject;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "remote-mailbox-guid-empty",
    title: "Cloud mailbox whose GUID Active Directory does not know",
    criterion: "A remote mailbox has a mailbox in Exchange Online, and msExchMailboxGuid is empty.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "That is normal for mailboxes made in the cloud. Only a move back to an Exchange server fails without the GUID.",
    remedy: "Nothing, until a mailbox is to be moved back: then stamp its GUID (Set-RemoteMailbox <user> -ExchangeGuid <guid>) and synchronise.",
    sources: &[GUID_NOT_FOUND],
    needs: &[ad::MAILBOX_GUID, ad::TYPE_DETAILS, ad::REMOTE_TYPE, exchange::TYPE_DETAILS, exchange::CLOUD_MANAGED],
    explained_by: &[],
    nature: Nature::Cause,
    check: |_| Answer::Clear,
};

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    let Some((people, example)) = among(tenant, applies) else { return Vec::new() };
    let message = format!("Remote mailboxes without mailbox GUID in Active Directory: {people}");
    let mut finding = Finding::new(Severity::Advisory, message);
    if let (Some(user), Some(recipient)) = (example.ad, example.exchange) {
        finding = finding
            .cite(user.0, ad::MAILBOX_GUID)
            .cite(user.0, ad::TYPE_DETAILS)
            .cite(recipient.0, exchange::MAILBOX_GUID);
    }
    vec![TenantFinding { case: &CASE, finding, people }]
}

fn applies(subject: &Subject<'_>) -> bool {
    let (Some(user), Some(recipient)) = (subject.ad, subject.exchange) else { return false };
    let lacking = user.mailbox_guid().is_empty() & user.is_remote_mailbox() & recipient.is_mailbox();
    !recipient.is_cloud_managed() && lacking == Truth::True
}
