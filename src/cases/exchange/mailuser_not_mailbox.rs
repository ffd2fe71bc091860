use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{DELAYS, DIAGNOSTIC, KB, RETRY, RETRY_WORDS};
use crate::records::{Standing, license};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailuser-not-mailbox",
    title: "Licensed, but still a mail user",
    criterion: "A person entitled to a mailbox is MailUser, User or DisabledUser in Exchange Online with an empty ExchangeGuid, and SKUAssigned \
                is True or not exported. Possible where a GUID is stamped although Active Directory asks for a new mailbox.",
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
        "proxyaddress-unverified-domain",
        "usage-location-missing",
        "usage-location-invalid",
        "no-license",
        "license-without-exchange-plan",
        "exchange-plan-disabled",
        "exchange-plan-not-enabled",
        "license-assignment-error",
        "mailbox-disconnected-license-removed",
        "exchange-validation-error",
        "exchange-guid-conflict",
        "proxy-address-in-use-in-exchange",
        "name-already-used",
        "on-premises-mailbox-present",
        "migrated-flag-without-mailbox",
        "entra-user-soft-deleted",
        "mailbox-soft-deleted",
        "mailbox-inactive",
        "mailbox-not-reattached",
        "duplicate-entra-user",
        "sku-not-assigned-in-exchange",
        "remote-mailbox-guid-mismatch",
        "previous-mailbox-info",
        "deprovisioned-flag",
        "forward-sync-needed-after-fix",
    ],
    nature: Nature::Symptom,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(cloud), Some(recipient)) = (facts.subject.entra, facts.subject.exchange) else { return Answer::Clear };
    if facts.not_yet().mail_user.truth.fails() {
        return suspect(facts);
    }
    facts.not_yet().mail_user.then(|| {
        Finding::new(Severity::Blocks, "Exchange Online has a mail user, and has made no mailbox of it")
            .cite(recipient.0, exchange::TYPE_DETAILS)
            .cite(recipient.0, exchange::MAILBOX_GUID)
            .cite(recipient.0, exchange::SKU_ASSIGNED)
            .cite(cloud.0, license::column(&cloud))
            .cite(cloud.0, entra::ID)
    })
}

/// A GUID is stamped, and Active Directory asks for a new mailbox: no page of Microsoft tells what becomes of that.
fn suspect<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(recipient)) = (facts.subject.ad, facts.subject.exchange) else { return Answer::Clear };
    let asked = user.is_to_be_provisioned() & !user.is_migrated() & user.is_remote_mailbox();
    if asked.fails() || facts.has_mailbox() {
        return Answer::Clear;
    }
    let stamped = user.mailbox_guid().is_set() & recipient.mailbox_guid().is_set();
    let stuck = recipient.standing().is(|standing| standing == Standing::NoMailbox);
    (Likely::possibly(asked & stamped & stuck) & facts.has_plan() & facts.is_expected()).then(|| {
        Finding::new(Severity::Blocks, "A mailbox GUID is stamped, perhaps of a mailbox that no longer exists")
            .cite(user.0, ad::MAILBOX_GUID)
            .cite(user.0, ad::REMOTE_TYPE)
            .cite(recipient.0, exchange::MAILBOX_GUID)
            .cite(recipient.0, exchange::TYPE_DETAILS)
    })
}
