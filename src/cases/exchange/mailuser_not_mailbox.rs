use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DELAYS, DIAGNOSTIC, KB, RETRY, RETRY_WORDS};
use crate::records::license;
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailuser-not-mailbox",
    title: "Licensed, but still a mail user",
    criterion: "A person entitled to a mailbox is MailUser, User or DisabledUser in Exchange Online with an empty ExchangeGuid, and SKUAssigned \
                is True or not exported.",
    severities: &[Severity::Blocks],
    rank: 8,
    act: Act::MicrosoftSupport,
    step: Step::InExchange,
    why: "Exchange Online knows user and license and has made no mailbox of them.",
    remedy: RETRY_WORDS,
    sources: &[
        KB,
        DELAYS,
        DIAGNOSTIC,
        RETRY,
        "https://learn.microsoft.com/archive/blogs/timmcmic/office-365-users-have-both-a-cloud-and-on-premises-mailbox",
    ],
    needs: &[entra::ASSIGNED_LICENSES, exchange::TYPE_DETAILS, exchange::MAILBOX_GUID, exchange::SKU_ASSIGNED],
    explained_by: &[
        "mailnickname-empty",
        "usage-location-missing",
        "usage-location-invalid",
        "no-license",
        "license-without-exchange-plan",
        "exchange-plan-disabled",
        "exchange-plan-not-enabled",
        "license-assignment-error",
        "mailbox-disconnected-license-removed",
        "exchange-validation-error",
        "on-premises-mailbox-present",
        "entra-user-soft-deleted",
        "mailbox-soft-deleted",
        "mailbox-inactive",
        "mailbox-not-reattached",
        "duplicate-entra-user",
        "sku-not-assigned-in-exchange",
        "forward-sync-needed-after-fix",
    ],
    nature: Nature::Symptom,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(cloud), Some(recipient)) = (facts.subject.entra, facts.subject.exchange) else { return Answer::Clear };
    facts.not_yet().mail_user.then(|| {
        Finding::new(
            Severity::Blocks,
            "The user has all it takes, but Exchange Online has made no mailbox of the mail user",
        )
        .cite(recipient.0, exchange::TYPE_DETAILS)
        .cite(recipient.0, exchange::MAILBOX_GUID)
        .cite(recipient.0, exchange::SKU_ASSIGNED)
        .cite(cloud.0, license::column(&cloud))
        .cite(cloud.0, entra::ID)
    })
}
