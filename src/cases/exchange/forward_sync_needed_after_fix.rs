use super::super::facts::NotYet;
use super::super::validation::is_fixed;
use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{DELAYS, KB, RETRY, RETRY_WORDS};
use crate::schema::{entra, exchange, sync_error};
use crate::tenant::Reported;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "forward-sync-needed-after-fix",
    title: "All causes are mended, and Exchange Online was not updated",
    criterion: "In Entra with a mailbox plan for over 24 hours, an error of Exchange or of the synchronisation is marked resolved and none is open, and still there is no \
                mailbox.",
    severities: &[Severity::Blocks],
    rank: 8,
    act: Act::MicrosoftSupport,
    step: Step::AfterAFix,
    why: "After an error was mended the object has to be sent to Exchange Online once more, and it was not.",
    remedy: RETRY_WORDS,
    sources: &[KB, DELAYS, RETRY],
    needs: &[
        entra::SERVICE_ERRORS,
        entra::ASSIGNED_LICENSES,
        entra::CREATED,
        entra::ASSIGNED_PLANS,
        exchange::TYPE_DETAILS,
        exchange::MAILBOX_GUID,
        sync_error::CATEGORY,
        sync_error::RESOLVED,
    ],
    explained_by: &[],
    nature: Nature::Residual,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    // One of the three symptoms; whichever holds most certainly carries the finding.
    let NotYet { no_recipient, no_sku, mail_user } = facts.not_yet();
    let symptoms = [no_recipient, no_sku, mail_user];
    let is_open = |reported: Reported<'_>| reported.error.refusal().is_some() && !reported.error.resolved;
    if symptoms.iter().all(|symptom| symptom.truth.fails()) || facts.subject.reported().any(is_open) {
        return Answer::Clear;
    }
    let symptom = symptoms
        .into_iter()
        .filter(|symptom| symptom.truth.holds())
        .max_by_key(|symptom| symptom.certain)
        .unwrap_or_else(|| {
            let truth = symptoms.into_iter().fold(Truth::False, |all, symptom| all | symptom.truth);
            truth.into()
        });
    let delay = facts.is_within_delay();
    let over = Likely { truth: !delay.truth, certain: delay.certain };
    let of_exchange = is_fixed(&cloud);
    let recorded = fixed_record(facts);
    // Where Exchange's own errors are not known, one may be open.
    let is_fixed = if of_exchange.fails() { recorded.is_some().into() } else { of_exchange };
    (symptom & facts.has_plan() & is_fixed & over).then(|| {
        let whose = if of_exchange.holds() { "Exchange" } else { "synchronisation" };
        let finding = Finding::new(
            Severity::Blocks,
            format!(
                "Its {whose} error is marked resolved, but Exchange Online was not updated: ask for a forward sync"
            ),
        );
        let finding = match recorded.filter(|_| !of_exchange.holds()) {
            Some(reported) => {
                reported.columns().iter().fold(finding, |finding, field| finding.cite(reported.record, *field))
            }
            None => finding.cite(cloud.0, entra::SERVICE_ERRORS),
        };
        let finding = finding.cite(cloud.0, entra::ID).cite(cloud.0, entra::UPN);
        match facts.subject.exchange {
            Some(recipient) => finding.cite(recipient.0, exchange::TYPE_DETAILS),
            None => finding.cite_absence(
                &facts.subject.tenant.records.exchange,
                &[exchange::ID],
                cloud.id().value().map(crate::guid::Guid::hyphenated),
            ),
        }
    })
}

/// A record of the synchronisation that is marked resolved.
fn fixed_record<'t>(facts: &Facts<'t>) -> Option<Reported<'t>> {
    facts.subject.reported().find(|reported| reported.error.refusal().is_some() && reported.error.resolved)
}
