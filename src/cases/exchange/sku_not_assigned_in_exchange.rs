use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DELAYS, DIAGNOSTIC, KB, RETRY, RETRY_WORDS};
use crate::records::license;
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "sku-not-assigned-in-exchange",
    title: "Licensed in Entra ID, but Exchange Online does not know it",
    criterion: "A mailbox plan is on in Entra, the recipient is no mailbox, and SKUAssigned is False, or blank while it is True for others in \
                the same file.",
    severities: &[Severity::Blocks],
    rank: 8,
    act: Act::MicrosoftSupport,
    step: Step::Licensed,
    why: "The license did not travel from Entra ID to Exchange Online with the user.",
    remedy: RETRY_WORDS,
    sources: &[KB, DELAYS, DIAGNOSTIC, RETRY],
    needs: &[entra::ASSIGNED_LICENSES, exchange::SKU_ASSIGNED, exchange::TYPE_DETAILS],
    explained_by: &[
        "exchange-validation-error",
        "exchange-guid-conflict",
        "proxy-address-in-use-in-exchange",
        "name-already-used",
        "entra-user-soft-deleted",
        "mailbox-soft-deleted",
    ],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(cloud), Some(recipient)) = (facts.subject.entra, facts.subject.exchange) else { return Answer::Clear };
    facts.not_yet().no_sku.then(|| {
        Finding::new(Severity::Blocks, "A mailbox plan is assigned in Entra ID, but not in Exchange Online")
            .cite(recipient.0, exchange::SKU_ASSIGNED)
            .cite(recipient.0, exchange::TYPE_DETAILS)
            .cite(cloud.0, license::column(&cloud))
            .cite(cloud.0, entra::ID)
    })
}
