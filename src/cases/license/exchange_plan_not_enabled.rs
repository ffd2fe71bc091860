use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{GROUP_LICENSES, PLANS};
use crate::records::assignment::{self, PlanState};
use crate::records::license;
use crate::schema::{ad, entra, exchange};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-plan-not-enabled",
    title: "The Exchange plan is suspended, deleted or pending",
    criterion: "A mailbox plan of an assigned license is switched on, but its newest entry in assignedPlans says Suspended, LockedOut or \
                Deleted, and no mailbox plan is Enabled or in its grace period. Warning, Error and the Pending states are told, but block \
                nothing by themselves.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "A subscription that has run out is suspended first and deleted later, and its users keep the license. Exchange counts the plan, not \
          the license.",
    remedy: "Renew the subscription, or assign one that runs. PendingActivation and PendingProvisioning wait for an administrator who \
             activates the service in the tenant; PendingInput and Error for what Exchange says (exchange-validation-error).",
    sources: &[
        "https://learn.microsoft.com/graph/api/resources/assignedplan",
        "https://learn.microsoft.com/graph/api/resources/serviceplaninfo",
        PLANS,
        GROUP_LICENSES,
    ],
    needs: &[
        entra::ASSIGNED_LICENSES,
        entra::ASSIGNED_PLANS,
        entra::LICENSE_PLANS,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &["usage-location-missing", "usage-location-invalid", "license-assignment-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    if facts.has_mailbox() {
        return Answer::Clear;
    }
    let wanted = Likely::from(facts.is_expected() & facts.needs_license()) & facts.without_mailbox();
    if wanted.truth.fails() {
        return Answer::Clear;
    }
    let state = match assignment::plan_state(&cloud) {
        Known::Value(state) => state,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    let certain = wanted.certain && state.certain;
    Likely { certain, ..wanted }.then(|| {
        let severity = if state.denied { Severity::Blocks } else { Severity::Advisory };
        Finding::new(severity, message(&state)).cite(cloud.0, state.field).cite(cloud.0, license::column(&cloud))
    })
}

fn message(state: &PlanState) -> String {
    let (name, word) = (license::plan_name(state.plan).unwrap_or("for mailboxes"), &state.word);
    if state.denied {
        format!("The plan {name} is assigned, but its state is {word}, so Exchange Online gives no mailbox")
    } else if word.eq_ignore_ascii_case("Warning") {
        format!("The plan {name} is in its grace period ({word}): the subscription has run out")
    } else {
        format!("The plan {name} is not yet provisioned ({word})")
    }
}
