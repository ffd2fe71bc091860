use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DEFAULT_RULES, OBJECTS_DONT_SYNC, filtered, starts};
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-sync-service-account",
    title: "Filtered: account of the synchronisation or of support",
    criterion: "sAMAccountName begins with AAD_ or MSOL_, or is SUPPORT_388945a0, and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::Nobody,
    step: Step::InScope,
    why: "These names belong to service accounts, which Entra Connect's default rule leaves out.",
    remedy: "None; if it is a person's account, give it another sAMAccountName.",
    sources: &[DEFAULT_RULES, OBJECTS_DONT_SYNC],
    needs: &[ad::SAM],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.sam_account_name().is(|name| starts(name, &["AAD_", "MSOL_"]) || name.eq_ignore_ascii_case("SUPPORT_388945a0"))
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    filtered(facts, applies, |user| {
        Finding::new(
            Severity::Blocks,
            "The name is that of a synchronisation account, which is never synchronised itself",
        )
        .cite(user.0, ad::SAM)
    })
}
