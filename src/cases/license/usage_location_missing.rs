use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{ADD_LICENSE, GROUP_LICENSES, KB, location};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "usage-location-missing",
    title: "The usage location is empty",
    criterion: "UsageLocation is empty on the Entra user of a person expected to have a mailbox. It blocks while no mailbox plan is \
                assigned and one is needed.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "A license cannot be assigned directly to a user without a country, because not every service is offered everywhere.",
    remedy: "Update-MgUser -UserId <id> -UsageLocation <two letters, e.g. DE>, then assign the license; or set msExchUsageLocation in \
             Active Directory, which Connect synchronises and which wins over the cloud.",
    sources: &[KB, ADD_LICENSE, GROUP_LICENSES],
    needs: &[entra::USAGE_LOCATION, entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::NICKNAME, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    location(facts, cloud.usage_location().is_empty(), |blocks| {
        let ends = if blocks { ", so no license can be assigned" } else { "" };
        format!("The usage location is empty{ends}")
    })
}
