use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::DEFAULT_RULES;
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-replication-conflict",
    title: "Filtered: object of a replication conflict (CNF)",
    criterion: "The first part of distinguishedName holds \\0ACNF:, and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Two domain controllers created the same name at the same time; one of the two was renamed and is left out by \
          Entra Connect's default rule. The other one is the real object.",
    remedy: "Keep the real object and delete the renamed one, or repair it: rename it and correct its attributes, then run a \
             delta synchronisation.",
    sources: &[DEFAULT_RULES],
    needs: &[ad::DN],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.relative_name().is(|name| {
        let name = name.to_uppercase();
        // An escaped line feed; a real one where a tool has decoded it.
        name.contains("\\0ACNF:") || name.contains("\nCNF:")
    })
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    (facts.missing_in_entra() & applies(&user)).then(|| {
        Finding::new(Severity::Blocks, "It is the left-over of a replication conflict, which is not synchronised")
            .cite(user.0, ad::DN)
    })
}
