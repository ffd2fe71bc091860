use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{ADD_LICENSE, GROUP_LICENSES, KB};
use crate::records::license;
use crate::schema::{ad, entra, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "usage-location-missing",
    title: "The usage location is empty",
    criterion: "UsageLocation is empty on the Entra user of a person expected to have a mailbox. It blocks while no mailbox plan is \
                assigned and one is needed.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "A license cannot be assigned directly to a user without a country, because not every service is offered everywhere.",
    remedy: "Update-MgUser -UserId <id> -UsageLocation <two letters, e.g. DE>, then assign the license; or set msExchUsageLocation in \
             Active Directory, which Connect synchronises and which wins over the cloud.",
    sources: &[KB, ADD_LICENSE, GROUP_LICENSES],
    needs: &[entra::USAGE_LOCATION, entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::NICKNAME, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    if cloud.usage_location().is_empty().fails() {
        return Answer::Clear;
    }
    let empty = facts.is_expected() & cloud.usage_location().is_empty();
    if empty.fails() {
        return Answer::Clear;
    }
    // What it means hangs on the license; that it is empty does not.
    let plan = facts.has_plan().truth;
    let blocks = Likely::from(!plan & facts.needs_license()) & facts.without_mailbox();
    let severity = match blocks.truth {
        Truth::True => Severity::Blocks,
        Truth::False => Severity::Advisory,
        Truth::Unknown(fields) => {
            return match empty {
                Truth::Unknown(more) => Answer::Undecidable(fields.and(more)),
                _ => Answer::Undecidable(fields),
            };
        }
    };
    Likely { truth: empty, certain: blocks.certain || severity == Severity::Advisory }.then(|| {
        let message = match severity {
            Severity::Blocks => "The usage location is empty, so no license can be assigned",
            _ => "The usage location is empty",
        };
        Finding::new(severity, message).cite(cloud.0, entra::USAGE_LOCATION).cite(cloud.0, license::column(&cloud))
    })
}
