use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{NEEDS, PLANS, answer};
use crate::records::license::Plan;

pub(in crate::cases) static CASE: Case = Case {
    id: "license-without-exchange-plan",
    title: "The license holds no mailbox plan",
    criterion: "Licenses are assigned, all of them are known, and none holds a plan that gives a mailbox (Exchange Foundation, archive, \
                analytics and protection plans do not).",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "Many subscriptions carry a plan named after Exchange that serves other products only.",
    remedy: "Assign a subscription with a mailbox plan (Exchange Online Plan 1 or 2, or one that contains it), beside the present one or in \
             its place: Set-MgUserLicense -UserId <id> -AddLicenses @(@{SkuId='<SKU id>'}) -RemoveLicenses @('<present SKU id>')",
    sources: &[PLANS],
    needs: NEEDS,
    explained_by: &["usage-location-missing", "usage-location-invalid", "license-assignment-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    answer(
        facts,
        |plan| matches!(plan, Plan::NotIncluded).into(),
        || "A license is assigned, but none that holds a mailbox plan",
    )
}
