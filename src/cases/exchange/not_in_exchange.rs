use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DELAYS, DIAGNOSTIC, KB, RETRY, RETRY_WORDS};
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "not-in-exchange",
    title: "The user is in Entra ID, but Exchange Online has no object",
    criterion: "A person expected to have a mailbox, licensed or in no need of a license, has an Entra user and no recipient with its object \
                id, UPN or addresses.",
    severities: &[Severity::Blocks],
    rank: 8,
    act: Act::MicrosoftSupport,
    step: Step::InExchange,
    why: "Exchange Online does not read Entra ID; it gets a copy by forward sync, and this user's never came.",
    remedy: RETRY_WORDS,
    sources: &[KB, DELAYS, DIAGNOSTIC, RETRY],
    needs: &[entra::ID, entra::UPN, exchange::ID, exchange::LIVE_ID],
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
        "forward-sync-needed-after-fix",
    ],
    nature: Nature::Symptom,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    facts.not_yet().no_recipient.then(|| {
        let side = &facts.subject.tenant.records.exchange;
        Finding::new(Severity::Blocks, "The user is in Entra ID, but Exchange Online has no object for it")
            .cite(cloud.0, entra::ID)
            .cite(cloud.0, entra::UPN)
            .cite_absence(side, &[exchange::ID], cloud.id().value().map(crate::guid::Guid::hyphenated))
            .cite_absence(
                side,
                &[exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID],
                cloud.upn().value().map(str::to_owned),
            )
    })
}
