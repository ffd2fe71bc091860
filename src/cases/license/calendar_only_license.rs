use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::PLANS;
use crate::records::license::{self, Calendar};
use crate::schema::{FieldSet, ad, entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "calendar-only-license",
    title: "The license gives a mailbox for the calendar only",
    criterion: "All licenses are known, and every one with a mailbox plan that is on is Microsoft 365 F1; or Teams Essentials and the like, \
                which have the same plan and are possible by analogy.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "The kiosk plan is in these licenses for the calendar of Teams. A mailbox is made, but the license gives no right to use it.",
    remedy: "Assign a license with mailbox rights, or leave it and switch Outlook on the web off: Set-CASMailbox <user> -OWAEnabled $false.",
    sources: &["https://learn.microsoft.com/microsoft-365/frontline/switch-from-enterprise-to-frontline", PLANS],
    needs: &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let (only, documented) = match license::calendar_only(&cloud) {
        Known::Value(known) => (Truth::True, known == Calendar::Documented),
        Known::Empty => return Answer::Clear,
        Known::Set(_) | Known::Unknown(_) => (Truth::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES)), false),
    };
    let certain = documented && facts.has_plan().certain;
    Likely { truth: only & facts.needs_license(), certain }.then(|| {
        Finding::new(
            Severity::Advisory,
            "The license gives a mailbox for the calendar only, without the right to use it",
        )
        .cite(cloud.0, license::column(&cloud))
    })
}
