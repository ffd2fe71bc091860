use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DEFAULT_RULES, OBJECTS_DONT_SYNC, filtered};
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-no-samaccountname",
    title: "Filtered: no sAMAccountName",
    criterion: "sAMAccountName is empty, and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Entra Connect's default rule leaves out users and inetOrgPersons without sAMAccountName.",
    remedy: "If it is a person's account, set sAMAccountName (Set-ADUser <user> -SamAccountName <name>), then run a delta \
             synchronisation.",
    sources: &[DEFAULT_RULES, OBJECTS_DONT_SYNC],
    needs: &[ad::SAM],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.sam_account_name().is_empty()
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    filtered(facts, applies, |user| {
        Finding::new(Severity::Blocks, "sAMAccountName is empty, so the object is not synchronised")
            .cite(user.0, ad::SAM)
    })
}
