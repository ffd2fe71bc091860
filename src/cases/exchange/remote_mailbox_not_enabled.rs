use super::super::{Act, Answer, Case, Census, Finding, NEVER_ROOT, Nature, Severity, Step, TenantFinding};
use super::{IN_BOTH_PLACES, among};
use crate::schema::{Kind, ad, exchange};
use crate::tenant::Subject;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "remote-mailbox-not-enabled",
    title: "Cloud mailbox without remote-mailbox attributes in Active Directory",
    criterion: "A synchronised user has a mailbox in Exchange Online, and msExchRecipientTypeDetails and msExchRemoteRecipientType are empty, while other \
                users of the export have a type.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "The mailbox was made by the license alone. Exchange on-premises does not know it and cannot manage it; addresses are changed in Active Directory.",
    remedy: "Enable-RemoteMailbox <user> -RemoteRoutingAddress <address>, then Set-RemoteMailbox <user> -ExchangeGuid <ExchangeGuid of Exchange Online>; \
             or manage the Exchange attributes in the cloud (Set-Mailbox <user> -IsExchangeCloudManaged $true).",
    sources: &["https://c7solutions.com/?p=2079", IN_BOTH_PLACES],
    needs: &[ad::TYPE_DETAILS, ad::REMOTE_TYPE, exchange::TYPE_DETAILS, exchange::SYNCED, exchange::CLOUD_MANAGED],
    explained_by: &[],
    nature: Nature::Cause,
    check: |_| Answer::Clear,
};

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    // Without an Exchange organisation nobody has a type, which is as it should be.
    let mut tables = tenant.records.ad.tables_of(Kind::AdUsers);
    let has_types =
        tables.any(|table| table.mapped.iter().any(|column| column.field == ad::TYPE_DETAILS && column.filled > 0));
    if !has_types {
        return Vec::new();
    }
    let Some((people, example)) = among(tenant, applies) else { return Vec::new() };
    let message = format!("Mailboxes in Exchange Online that are no remote mailboxes in Active Directory: {people}");
    let mut finding = Finding::new(Severity::Advisory, message);
    if let (Some(user), Some(recipient)) = (example.ad, example.exchange) {
        finding = finding
            .cite(user.0, ad::TYPE_DETAILS)
            .cite(user.0, ad::REMOTE_TYPE)
            .cite(recipient.0, exchange::TYPE_DETAILS)
            .cite(recipient.0, exchange::SYNCED);
    }
    vec![TenantFinding { case: &CASE, finding, people }]
}

fn applies(subject: &Subject<'_>) -> bool {
    let (Some(user), Some(recipient)) = (subject.ad, subject.exchange) else { return false };
    let without_type = user.0.text(ad::TYPE_DETAILS).is_empty() & user.0.text(ad::REMOTE_TYPE).is_empty();
    !recipient.is_cloud_managed() && without_type & recipient.is_mailbox() & recipient.is_synced() == Truth::True
}
