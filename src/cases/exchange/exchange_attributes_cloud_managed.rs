use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use crate::schema::exchange;

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-attributes-cloud-managed",
    title: "Exchange attributes are mastered in the cloud",
    criterion: "IsExchangeCloudManaged is True in Exchange Online. Then no difference between the Exchange attributes of Active Directory and those of the cloud \
                is told.",
    severities: &[Severity::Advisory],
    rank: 0,
    act: Act::Nobody,
    step: Step::InExchange,
    why: "The Exchange attributes of Active Directory no longer apply to this mailbox; its identity still comes from there.",
    remedy: "Nothing is to be mended. Change the Exchange attributes in Exchange Online (Set-Mailbox), not in Active Directory.",
    sources: &[
        "https://techcommunity.microsoft.com/blog/exchange/introducing-cloud-managed-remote-mailboxes-a-step-to-last-exchange-server-retire/4446042",
        "https://learn.microsoft.com/powershell/module/exchangepowershell/set-organizationconfig",
    ],
    needs: &[exchange::CLOUD_MANAGED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    match facts.subject.exchange {
        Some(recipient) if facts.is_exchange_cloud_managed() => Answer::Found(
            Finding::new(
                Severity::Advisory,
                "The Exchange attributes are mastered in the cloud, not in Active Directory",
            )
            .cite(recipient.0, exchange::CLOUD_MANAGED),
        ),
        _ => Answer::Clear,
    }
}
