use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::left_out;
use crate::config::Engine;
use crate::schema::ad;

pub(in crate::cases) static CASE: Case = Case {
    id: "cloud-sync-scope",
    title: "Outside the scope of Cloud Sync",
    criterion: "The user is missing in Entra, --config says that Cloud Sync is the engine, and the filters named there leave \
                the user out.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Cloud Sync takes all users, those of selected OUs, or the direct members of selected groups, which are meant for \
          pilots only.",
    remedy: "Extend the scoping filter of the Cloud Sync configuration in the Entra admin centre, try 'Provision on demand' with \
             the distinguished name of the user, then 'Restart sync'.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-configure",
        "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/concept-attributes",
    ],
    needs: &[ad::DN, ad::SAM, ad::UPN, ad::GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    left_out(facts, Engine::CloudSync, "The filters of Cloud Sync leave the user out")
}
