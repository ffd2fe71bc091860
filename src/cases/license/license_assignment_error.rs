use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{GROUP_LICENSES, LICENSE_STATES};
use crate::records::assignment::{self, Failure};
use crate::records::license;
use crate::schema::{ad, entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "license-assignment-error",
    title: "The assignment of a license failed",
    criterion: "licenseAssignmentStates has a record of a license with a mailbox plan in state Error, and no other assignment gives one. Beside \
                another that does, or in state ActiveWithError, it is a note.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "A group assigns its licenses one by one; what cannot be assigned is recorded on the user, and one product that fails stops the \
          group's others for this user.",
    remedy: "Mend the reason, then process the assignment again: reprocess the group, or Invoke-MgLicenseUser -UserId <id>. CountViolation: \
             free or buy licenses. MutuallyExclusiveViolation: take away the plan that excludes it (Plan 1 beside Plan 2 is allowed by \
             now). DependencyViolation: assign the plan that another needs. ProhibitedInUsageLocationViolation: mend the usage location. \
             UniquenessViolation: find who else has the value, often a proxy address.",
    sources: &[GROUP_LICENSES, LICENSE_STATES],
    needs: &[
        entra::ASSIGNMENT_STATES,
        entra::ASSIGNED_LICENSES,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &["usage-location-missing", "usage-location-invalid"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let failure = match assignment::failure(&cloud) {
        Known::Value(failure) => failure,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => {
            // Who has a plan that is on, or needs none, misses nothing.
            let open = Truth::Unknown(fields) & !facts.has_plan().truth & facts.is_expected() & facts.needs_license();
            return Likely::from(open & facts.without_mailbox().truth)
                .then(|| unreachable!("what is unknown does not hold"));
        }
    };
    let licensed = facts.has_plan().truth;
    let blocks = Likely::from(!Truth::from(failure.redundant) & facts.needs_license()) & facts.without_mailbox();
    let blocks = match licensed {
        // The licenses contradict the record: one of the two is older.
        Truth::True => Likely { truth: Truth::False, ..blocks },
        _ => blocks,
    };
    let severity = if blocks.truth.fails() { Severity::Advisory } else { Severity::Blocks };
    let certain = severity == Severity::Advisory || blocks.certain && !failure.unsure && licensed.fails();
    let truth = if severity == Severity::Advisory { Truth::True } else { blocks.truth };
    Likely { truth: truth & facts.is_expected(), certain }.then(|| {
        Finding::new(severity, message(&failure))
            .cite(cloud.0, entra::ASSIGNMENT_STATES)
            .cite(cloud.0, license::column(&cloud))
    })
}

fn message(failure: &Failure) -> String {
    let whose = failure.group.as_ref().map_or("directly".to_owned(), |group| format!("by group {group}"));
    let reason = match failure.error.as_str() {
        "CountViolation" => "no license is free",
        "MutuallyExclusiveViolation" => "a plan in it excludes one the user has",
        "DependencyViolation" => "another product needs a plan",
        "ProhibitedInUsageLocationViolation" => "it is not offered in the user's country",
        "UniquenessViolation" => "a value that must be unique is in use",
        _ => "the reason is not known",
    };
    let ends = if failure.redundant { "; another assignment gives a mailbox plan" } else { "" };
    format!("A license with a mailbox plan, assigned {whose}, failed with {}: {reason}{ends}", failure.error)
}
