use super::super::{Act, Answer, Case, Facts, Finding, Likely, Mailbox, NEVER_ROOT, Nature, Severity, Step};
use super::{UNLICENSED_MAILBOX, without_plan};
use crate::records::license;
use crate::schema::{entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "license-reconciliation-needed",
    title: "A mailbox without license, in its grace period",
    criterion: "The mailbox of a user is active, no license has a mailbox plan on, and no hold stands on it; or the retired Get-MsolUser said \
                LicenseReconciliationNeeded.",
    severities: &[Severity::Degrades],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "A mailbox is kept for 30 days without a license, then it is disconnected. One that was just moved has the same 30 days, and may \
          never have had a license.",
    remedy: "Assign a license with a mailbox plan within the 30 days, or make it a shared mailbox: Set-Mailbox <user> -Type Shared.",
    sources: &[
        UNLICENSED_MAILBOX,
        "https://learn.microsoft.com/microsoft-365/troubleshoot/licensing/license-issue-when-retain-online-mailbox",
        "https://learn.microsoft.com/exchange/hybrid-deployment/move-mailboxes",
    ],
    needs: &[
        entra::RECONCILIATION,
        entra::ASSIGNED_LICENSES,
        exchange::TYPE_DETAILS,
        exchange::LITIGATION_HOLD,
        exchange::HOLDS,
        exchange::LABEL_HOLD,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(cloud), Some(recipient)) = (facts.subject.entra, facts.subject.exchange) else { return Answer::Clear };
    let unlicensed = without_plan(facts);
    if unlicensed.fails() || facts.mailbox() != Mailbox::Present {
        return Answer::Clear;
    }
    let said = match cloud.0.text(entra::RECONCILIATION) {
        Known::Value(_) => cloud.0.flag(entra::RECONCILIATION),
        // What was not said has to be worked out.
        _ => unlicensed & !recipient.is_on_hold(),
    };
    Likely::from(recipient.is_user_mailbox() & said).then(|| {
        let finding = Finding::new(Severity::Degrades, "The mailbox has no license and is disconnected after 30 days")
            .cite(cloud.0, license::column(&cloud))
            .cite(cloud.0, entra::RECONCILIATION)
            .cite(recipient.0, exchange::TYPE_DETAILS);
        let holds = recipient.holds().into_iter().filter(|(_, hold)| *hold == Truth::False);
        holds.fold(finding, |finding, (field, _)| finding.cite(recipient.0, field))
    })
}
