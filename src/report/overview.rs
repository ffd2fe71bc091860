//! The first screen in every format: how many, why, what next, in the same words.

use std::cmp::Reverse;

use super::{FindingView, Person, Report};
use crate::cases::{self, Case};
use crate::verdict::State;

/// How many people are in a state, and what that means.
#[derive(Clone, Debug)]
pub struct StateCount {
    pub state: State,
    pub people: u64,
    pub meaning: String,
}

/// How many people have no mailbox because of a case.
#[derive(Clone, Copy, Debug)]
pub struct CauseCount {
    pub case: &'static Case,
    pub people: u64,
}

impl Report<'_> {
    /// Every state, also those in which nobody is.
    pub fn states(&self) -> Vec<StateCount> {
        let count = |state: State| StateCount {
            state,
            people: self.summary.states[state.name()],
            meaning: self.meaning(state),
        };
        [State::Provisioned, State::Blocked, State::Waiting, State::Undetermined, State::NotExpected].map(count).into()
    }

    fn meaning(&self, state: State) -> String {
        let by_design: u64 = self.summary.by_design.values().sum();
        let reasons: Vec<_> =
            self.summary.not_expected.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        match state {
            State::Provisioned => "an active mailbox in Exchange Online".to_owned(),
            State::Blocked if by_design > 0 => {
                format!("no mailbox, and a cause is proved; {by_design} of them by design")
            }
            State::Blocked => "no mailbox, and a cause is proved".to_owned(),
            State::Waiting => "no mailbox yet, within the documented 24 hours".to_owned(),
            State::Undetermined if self.is_readiness_check() => {
                "a readiness check: Active Directory alone tells what to mend there, not who has a mailbox".to_owned()
            }
            State::Undetermined => "the exports allow no verdict".to_owned(),
            State::NotExpected if reasons.is_empty() => "no mailbox is wanted".to_owned(),
            State::NotExpected => format!("no mailbox is wanted: {}", reasons.join(", ")),
        }
    }

    /// The root causes of people who should have a mailbox, the most frequent first.
    pub fn causes(&self) -> Vec<CauseCount> {
        let mut causes: Vec<_> = self
            .summary
            .root_causes
            .iter()
            .filter_map(|(id, count)| {
                // System accounts and their like are by nature without mailbox.
                let people = count - self.summary.not_expected.get(id).unwrap_or(&0);
                Some(CauseCount { case: cases::find(id)?, people })
            })
            .filter(|cause| cause.people > 0)
            .collect();
        causes.sort_by_key(|CauseCount { case, people }| (Reverse(*people), case.rank, cases::position(case)));
        causes
    }

    /// What somebody does with what was found.
    pub fn next_steps(&self) -> Vec<String> {
        let states = &self.summary.states;
        let mut steps = Vec::new();
        if states[State::Blocked.name()] > 0 {
            steps.push("mailgap explain CASE tells what a cause means and how it is mended.".to_owned());
            steps.push("mailgap why NAME shows the whole way of one person through all three directories.".to_owned());
            steps
                .push("check --output report.xlsx keeps every finding and its proof, to sort and to share.".to_owned());
        }
        if !self.forward_sync.is_empty() {
            steps.push(format!(
                "check --format forward-sync prints the request to Microsoft for those of whom nothing else is left (people: {}).",
                self.forward_sync.len()
            ));
            if self.is_step_skipped() {
                steps.push(
                    "Look for soft-deleted and inactive mailboxes of theirs first: no list of them was read (Get-Mailbox \
                     -SoftDeletedMailbox, and -InactiveMailboxOnly)."
                        .to_owned(),
                );
            }
        }
        match &self.export {
            Some(command) if states[State::Undetermined.name()] > 0 => {
                steps.push(format!("{command} prints the PowerShell that exports what is missing; then run again."));
            }
            _ if states[State::Undetermined.name()] > 0 => {
                steps.push("Export the columns that are named as not judged, and run again.".to_owned());
            }
            _ => {}
        }
        let waiting = states[State::Waiting.name()];
        if waiting > 0 {
            steps.push(format!("Export again tomorrow: mailboxes may still come by then (people: {waiting})."));
        }
        if steps.is_empty() {
            let is_clean = self.summary.findings.is_empty() && self.tenant_findings.is_empty();
            let words =
                if is_clean { "Nothing to do." } else { "No mailbox is missing; what else may be mended is listed." };
            steps.push(words.to_owned());
        }
        if let Some(more) = self.more_exports.first() {
            steps.push(format!("One more export, {}, would add {}.", more.kind, more.adds));
        }
        steps
    }
}

impl Person<'_> {
    /// The name by which an administrator knows somebody.
    pub fn shown_name(&self) -> &str {
        self.upn.or(self.sam_account_name).or(self.primary_smtp).or(self.name).unwrap_or("(no name)")
    }

    /// The finding that explains the cause, unless the reader does not want to see it.
    pub fn leading(&self) -> Option<&FindingView<'_>> {
        match self.root_cause {
            Some(root) if self.hidden > 0 => self.findings.iter().find(|finding| finding.case == root),
            _ => self.findings.first(),
        }
    }
}
