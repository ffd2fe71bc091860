use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{ADD_LICENSE, GROUP_LICENSES, location};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "usage-location-invalid",
    title: "The usage location is no country code",
    criterion: "UsageLocation of the Entra user is filled, but neither two letters nor the name of a country (lists of admin centres print \
                names). The column of Exchange holds names and is never judged.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "Which services may be offered is looked up by the two letters of ISO 3166; with anything else no license can be assigned.",
    remedy: "See usage-location-missing: the same command sets it, and the same attribute wins over the cloud.",
    sources: &[ADD_LICENSE, GROUP_LICENSES],
    needs: &[entra::USAGE_LOCATION, entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::NICKNAME, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    location(facts, cloud.has_impossible_location(), |blocks| {
        let location = cloud.usage_location().value().unwrap_or_default();
        let ends = if blocks { ", so no license can be assigned" } else { "" };
        format!("The usage location '{location}' is no country code{ends}")
    })
}
