use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use crate::schema::entra;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "too-many-proxy-addresses-validation",
    title: "Validation message about 300 addresses",
    criterion: "An open error of Exchange reads: There are too many proxy addresses.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "A recipient can have 300 addresses. Mail keeps flowing; further addresses do not arrive.",
    remedy: "Remove the surplus addresses in one operation, then synchronise.",
    sources: &["https://learn.microsoft.com/exchange/troubleshoot/administration/too-many-proxy-addresses-error"],
    needs: &[entra::SERVICE_ERRORS, entra::ERRORS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    match facts.exchange_errors().find(|text| text.contains("too many proxy addresses")) {
        Known::Value((field, _)) => Answer::Found(
            Finding::new(Severity::Advisory, "Exchange says that there are too many proxy addresses")
                .cite(cloud.0, field),
        ),
        Known::Empty | Known::Set(_) => Answer::Clear,
        Known::Unknown(fields) => Answer::Undecidable(fields),
    }
}
