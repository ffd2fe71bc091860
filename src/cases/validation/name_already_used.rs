use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{VALIDATION_ERRORS, told};
use crate::schema::entra;

pub(in crate::cases) static CASE: Case = Case {
    id: "name-already-used",
    title: "Exchange reports the name as already used",
    criterion: "An open error of Exchange reads: The name … is already being used. Equal names alone are no finding.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 6,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "Where Exchange Online makes the name of a recipient from that of the user, two of one name cannot both be made.",
    remedy: "Change cn, displayName or alias in Active Directory and synchronise; then Invoke-MgRetryUserServiceProvisioning -UserId <id>.",
    sources: &[
        VALIDATION_ERRORS,
        "https://techcommunity.microsoft.com/t5/exchange-team-blog/change-in-naming-convention-of-user-s-name-parameter/ba-p/3284733",
    ],
    needs: &[entra::SERVICE_ERRORS, entra::ERRORS],
    explained_by: &["exchange-validation-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    told(facts, says_so, "Exchange says that the name is in use")
}

/// Between "the name" and "is already being used" stands the name only, and no other thing that is in use.
fn says_so(text: &str) -> bool {
    text.match_indices("is already being used").any(|(end, _)| {
        let before = &text[..end];
        before.rfind("the name ").is_some_and(|start| !before[start..].contains("proxy address"))
    })
}
