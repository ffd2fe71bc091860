//! What became of licenses: the state of each mailbox plan, and assignments that failed.

use std::rc::Rc;

use serde_json::Value;

use super::EntraUser;
use super::assigned_plan::{AssignedPlan, assigned_plans};
use super::license::{disabled_plans, list, mailbox_plans, mailbox_plans_in, member, provisioning_states, text_of};
use crate::guid::Guid;
use crate::schema::{Field, FieldSet, entra};
use crate::truth::Known;

/// What is said of a mailbox plan that is assigned and does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanState {
    pub plan: Guid,
    /// The state as the export words it.
    pub word: String,
    pub field: Field,
    /// Whether Exchange is denied: suspended, locked out or deleted.
    pub denied: bool,
    /// Whether the plan is known to be switched on.
    pub certain: bool,
}

/// The mailbox plan of a user's licenses that keeps the mailbox from coming; empty where one works, or none is assigned.
pub fn plan_state(user: &EntraUser<'_>) -> Known<PlanState> {
    let plans = mailbox_plans(user);
    let listed = match user.0.text(entra::ASSIGNED_PLANS) {
        Known::Value(text) => assigned_plans(text),
        Known::Empty => Rc::new(Some(Vec::new())),
        Known::Set(_) | Known::Unknown(_) => Rc::new(None),
    };
    let entries: Option<Vec<_>> = listed.as_ref().as_ref().map(|listed| listed.iter().filter_map(Worded::of).collect());
    if let Some(entries) = &entries {
        if entries.iter().any(|entry| entry.is("Enabled")) {
            return Known::Empty;
        }
        let warned = entries.iter().find(|entry| entry.is("Warning"));
        if let Some(entry) = warned.filter(|entry| plans.iter().any(|(plan, _)| *plan == entry.plan)) {
            return Known::Value(entry.state(false, true));
        }
        if warned.is_some() {
            return Known::Empty;
        }
        let denied = plans.iter().find_map(|(plan, certain)| {
            let newest = newest(entries, *plan)?;
            DENIED.iter().any(|word| newest.is(word)).then(|| newest.state(true, *certain))
        });
        if let Some(denied) = denied {
            return Known::Value(denied);
        }
    }
    let Some((field, states)) = provisioning_states(user) else {
        let is_known = entries.is_some() || plans.is_empty();
        return if is_known { Known::Empty } else { Known::Unknown(FieldSet::of(entra::ASSIGNED_PLANS)) };
    };
    if states.iter().any(|(_, word)| word.eq_ignore_ascii_case("Success")) {
        return Known::Empty;
    }
    let stuck = states.into_iter().find(|(_, word)| STUCK.iter().any(|stuck| word.eq_ignore_ascii_case(stuck)));
    stuck.map_or(Known::Empty, |(plan, word)| {
        Known::Value(PlanState { plan, word, field, denied: false, certain: true })
    })
}

const DENIED: [&str; 3] = ["Suspended", "LockedOut", "Deleted"];
const STUCK: [&str; 4] = ["Error", "PendingInput", "PendingActivation", "PendingProvisioning"];

/// An entry of assignedPlans that names its state.
struct Worded<'v> {
    plan: Guid,
    word: &'v str,
    since: Option<i64>,
}

impl<'v> Worded<'v> {
    fn of(entry: &'v AssignedPlan) -> Option<Self> {
        let since = entry.since.map(|since| since.seconds);
        Some(Self { plan: entry.plan, word: entry.capability.as_deref()?, since })
    }

    fn is(&self, word: &str) -> bool {
        self.word.eq_ignore_ascii_case(word)
    }

    fn state(&self, denied: bool, certain: bool) -> PlanState {
        let word = self.word.to_owned();
        PlanState { plan: self.plan, word, field: entra::ASSIGNED_PLANS, denied, certain }
    }
}

/// The newest entry of a plan; of several that are equally new none, unless they say the same.
fn newest<'e, 'v>(entries: &'e [Worded<'v>], plan: Guid) -> Option<&'e Worded<'v>> {
    let newest = entries.iter().filter(|entry| entry.plan == plan).max_by_key(|entry| entry.since)?;
    let agrees = |entry: &Worded<'_>| entry.plan != plan || entry.since != newest.since || entry.is(newest.word);
    entries.iter().all(agrees).then_some(newest)
}

/// An assignment of a license with a mailbox plan that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reason as the export words it: `CountViolation`.
    pub error: String,
    /// The group that assigns the license; none where it is assigned directly.
    pub group: Option<String>,
    /// Whether another assignment gives a mailbox plan: then it is redundant only.
    pub redundant: bool,
    /// Whether an assignment of a license that nobody knows may give one.
    pub unsure: bool,
}

/// Whether a state may be Error or ActiveWithError. Cmdlets also call the member for the reason 'Error'.
fn says_error(states: &str) -> bool {
    const ERROR: &str = "\"Error\"";
    let is_value = |at: usize| !states[at + ERROR.len()..].trim_start().starts_with(':');
    states.contains("WithError") || states.match_indices(ERROR).any(|(at, _)| is_value(at))
}

/// The first assignment with a mailbox plan that failed.
pub fn failure(user: &EntraUser<'_>) -> Known<Failure> {
    let text = match user.0.text(entra::ASSIGNMENT_STATES) {
        Known::Value(text) => text,
        Known::Empty => return Known::Empty,
        Known::Set(fields) | Known::Unknown(fields) => return Known::Unknown(fields),
    };
    // Nearly nobody's assignments fail, and reading them takes time.
    if !says_error(text) {
        return Known::Empty;
    }
    let Some(states) = list(text) else { return Known::Unknown(FieldSet::of(entra::ASSIGNMENT_STATES)) };
    let is_in = |state: &Value, words: &[&str]| {
        text_of(state, &["state"]).is_some_and(|own| words.iter().any(|word| own.eq_ignore_ascii_case(word)))
    };
    let plans = |state: &Value| -> Option<bool> {
        let disabled = match member(state, "disabledPlans") {
            None | Some(Value::Null) => Vec::new(),
            Some(_) => disabled_plans(state)?,
        };
        let sku = mailbox_plans_in(text_of(state, &["skuId"])?)?;
        Some(sku.iter().any(|plan| !disabled.contains(plan)))
    };
    let failed = |word: &str| states.iter().find(|state| is_in(state, &[word]) && plans(state) == Some(true));
    let working = || states.iter().filter(|state| is_in(state, &["Active", "ActiveWithError"])).map(plans);
    let Some(state) = failed("Error").or_else(|| failed("ActiveWithError")) else { return Known::Empty };
    Known::Value(Failure {
        error: text_of(state, &["error"]).unwrap_or("Other").to_owned(),
        group: text_of(state, &["assignedByGroup"]).map(str::to_owned),
        redundant: working().any(|gives| gives == Some(true)),
        unsure: working().any(|gives| gives.is_none()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_state_says_that_an_assignment_failed() {
        for failed in [r#"[{"state":"Error"}]"#, r#"[{"State":  "Error"}]"#, r#"[{"state":"ActiveWithError"}]"#] {
            assert!(says_error(failed), "{failed}");
        }
        for fine in [r#"[{"Error":"None","State":"Active"}]"#, r#"[{"Error" : "None"}]"#, "[]"] {
            assert!(!says_error(fine), "{fine}");
        }
    }
}
