use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::left_over;
use crate::schema::ad;
use crate::tenant::Judged;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "not-readable-by-connector",
    title: "The synchronisation account may not be able to read the object",
    criterion: "The user is missing in Entra, no rule of the default scope, no conflict and no deleted user explains it, and the \
                filters named with --config let it pass. Never certain: rights are in no export.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Blocked inheritance or a Deny entry on the object or its OU hides it from the account with which Entra Connect reads \
          Active Directory. The import passes over it without an error.",
    remedy: "Compare the permissions of the object with those of a synchronised one, restore inheritance or grant the connector \
             account the right to read, then run a delta import and synchronisation.",
    sources: &[
        "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-aad-connect-objects-attributes",
    ],
    needs: &[ad::DN, ad::SAM, ad::UPN, ad::GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let scope = &facts.subject.tenant.config.scope;
    let Some(user) = left_over(facts).filter(|_| scope.is_given()) else { return Answer::Clear };
    let passes = match facts.subject.tenant.filters.judge(&user) {
        Judged::In => Truth::True,
        Judged::Out(_) => Truth::False,
        Judged::Unknown(fields) => Truth::Unknown(fields),
    };
    (facts.missing_in_entra() & Likely::possibly(passes)).then(|| {
        let message = "The filters let the user pass, and yet it is not in Entra ID: perhaps the connector account cannot read it";
        Finding::new(Severity::Blocks, message).cite(user.0, ad::DN)
    })
}
