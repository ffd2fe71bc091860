use super::super::facts::NotYet;
use super::super::validation::exchange_validation_error::is_fixed;
use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{DELAYS, KB, RETRY, RETRY_WORDS};
use crate::schema::{entra, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "forward-sync-needed-after-fix",
    title: "All causes are mended, and Exchange Online was not updated",
    criterion: "In Entra with a mailbox plan for over 24 hours, an Exchange error is marked resolved and none is open, and still there is no \
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
    if symptoms.iter().all(|symptom| symptom.truth.fails()) {
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
    (symptom & facts.has_plan() & is_fixed(&cloud) & over).then(|| {
        let finding = Finding::new(
            Severity::Blocks,
            "Its Exchange error is marked resolved, but Exchange Online was not updated: ask for a forward sync",
        )
        .cite(cloud.0, entra::SERVICE_ERRORS)
        .cite(cloud.0, entra::ID)
        .cite(cloud.0, entra::UPN);
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
