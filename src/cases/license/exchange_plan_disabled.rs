use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{NEEDS, where_wanted};
use crate::guid::Guid;
use crate::records::license::{self, Plan};
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
    needs: NEEDS,
    explained_by: &["usage-location-missing"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let (off, plan): (Likely, Option<Guid>) = match facts.plan() {
        Plan::Disabled(plan) => (Truth::True.into(), Some(*plan)),
        Plan::Unknown(fields) => (Truth::Unknown(*fields).into(), None),
        // Which plans are off was not exported: one of them may be this.
        Plan::On { certain: false } => {
            (Truth::Unknown(crate::schema::FieldSet::of(crate::schema::entra::ASSIGNED_LICENSES)).into(), None)
        }
        _ => (Truth::False.into(), None),
    };
    where_wanted(facts, off).then(|| {
        let name = plan.and_then(license::plan_name).unwrap_or("Exchange");
        Finding::new(Severity::Blocks, format!("The plan {name} is switched off inside the license"))
            .cite(cloud.0, license::column(&cloud))
    })
}
