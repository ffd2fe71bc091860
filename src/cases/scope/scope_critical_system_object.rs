use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DEFAULT_RULES, NOT_SYNCHRONISING, filtered};
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-critical-system-object",
    title: "Filtered: critical system object",
    criterion: "isCriticalSystemObject is TRUE, and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::Nobody,
    step: Step::InScope,
    why: "Built-in accounts such as Administrator and krbtgt are never synchronised, by Entra Connect's default rule and \
          by Cloud Sync alike.",
    remedy: "None; a person needs an account of their own. Do not edit the rule.",
    sources: &[DEFAULT_RULES, NOT_SYNCHRONISING],
    needs: &[ad::CRITICAL],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.is_critical_system_object()
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    filtered(facts, applies, |user| {
        Finding::new(Severity::Blocks, "The account is a critical system object, which is never synchronised")
            .cite(user.0, ad::CRITICAL)
    })
}
