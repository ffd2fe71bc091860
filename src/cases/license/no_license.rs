use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{KB, NEEDS, answer};
use crate::records::license::Plan;

pub(in crate::cases) static CASE: Case = Case {
    id: "no-license",
    title: "No license is assigned",
    criterion: "A person expected to have a mailbox that needs a license has none, and there is no mailbox.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "Exchange Online makes a mailbox for a user when a license with an Exchange plan is assigned.",
    remedy: "Set-MgUserLicense -UserId <id> -AddLicenses @(@{SkuId='<SKU id>'}) -RemoveLicenses @()",
    sources: &[
        KB,
        "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/delays-provision-mailbox-sync-changes",
        "https://learn.microsoft.com/microsoft-365/admin/misc/mailbox-not-found-error",
    ],
    needs: NEEDS,
    explained_by: &[
        "usage-location-missing",
        "usage-location-invalid",
        "license-assignment-error",
        "mailbox-disconnected-license-removed",
    ],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    answer(facts, |plan| matches!(plan, Plan::Unlicensed).into(), || "No license is assigned, so no mailbox is made")
}
