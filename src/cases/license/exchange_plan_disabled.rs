use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::answer;
use crate::records::license::{self, Plan};
use crate::schema::{FieldSet, ad, entra, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-plan-disabled",
    title: "The Exchange plan is switched off inside the license",
    criterion: "A license holds a mailbox plan whose id stands in disabledPlans, whatever assignedPlans says, and no other license has one \
                on.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "Somebody left out Exchange when the license was assigned, by hand or in the group's settings.",
    remedy: "Set-MgUserLicense -UserId <id> -AddLicenses @(@{SkuId='<SKU id>'; DisabledPlans=@(<the list without this plan>)}) \
             -RemoveLicenses @(); where a group assigns it, in the group's license.",
    sources: &[
        "https://learn.microsoft.com/graph/api/resources/assignedlicense",
        "https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration",
    ],
    needs: &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, exchange::TYPE_DETAILS],
    explained_by: &["usage-location-missing", "usage-location-invalid", "license-assignment-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let is_off = |plan: &Plan| match plan {
        Plan::Disabled(_) => Truth::True,
        // Which plans are off was not exported: one of them may be this.
        Plan::On { certain: false } => Truth::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES)),
        _ => Truth::False,
    };
    answer(facts, is_off, || {
        let name = match facts.plan() {
            Plan::Disabled(plan) => license::plan_name(*plan),
            _ => None,
        };
        format!("The plan {} is switched off inside the license", name.unwrap_or("Exchange"))
    })
}
