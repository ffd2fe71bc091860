use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::starts;
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-admin-description",
    title: "Filtered: adminDescription begins with User_",
    criterion: "adminDescription begins with User_, and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Entra Connect marks objects it has written itself this way and leaves them out.",
    remedy: "Clear adminDescription (Set-ADUser <user> -Clear adminDescription), then run a delta synchronisation.",
    sources: &["https://gist.github.com/hotnops/e450688fb4792845c047d336277f3d2c"],
    needs: &[ad::ADMIN_DESCRIPTION],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.admin_description().is(|text| starts(text, &["User_"]))
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    (facts.missing_in_entra() & applies(&user)).then(|| {
        Finding::new(Severity::Blocks, "adminDescription begins with User_, which takes the object out of scope")
            .cite(user.0, ad::ADMIN_DESCRIPTION)
    })
}
