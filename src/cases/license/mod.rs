//! Stage 4: usage location and licenses.

pub(super) mod calendar_only_license;
pub(super) mod exchange_plan_disabled;
pub(super) mod exchange_plan_not_enabled;
pub(super) mod license_assignment_error;
pub(super) mod license_not_required;
pub(super) mod license_reconciliation_needed;
pub(super) mod license_without_exchange_plan;
pub(super) mod mailbox_disconnected_license_removed;
pub(super) mod no_license;
pub(super) mod usage_location_invalid;
pub(super) mod usage_location_missing;

use super::{Answer, Facts, Finding, Likely, Severity};
use crate::records::license::{self, Plan};
use crate::schema::{Field, ad, entra, exchange};
use crate::truth::Truth;

const KB: &str = "https://support.microsoft.com/help/4051375";
const ADD_LICENSE: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-add-exchange-license-in-azure-ad-connect";
const GROUP_LICENSES: &str = "https://learn.microsoft.com/entra/identity/users/licensing-groups-resolve-problems";
const LICENSE_STATES: &str = "https://learn.microsoft.com/graph/api/resources/licenseassignmentstate";
const UNLICENSED_MAILBOX: &str = "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/no-soft-deleted-mailbox-after-license-removal";
const SHARED_MAILBOXES: &str = "https://learn.microsoft.com/microsoft-365/admin/email/about-shared-mailboxes";
const PLANS: &str = "https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference";

/// A license case: what it `says` of the plan holds for somebody in Entra who is expected to have a mailbox that needs
/// a license, and has none. Whether that is so is worked out only where the licenses do not settle it.
fn answer<'t, M: Into<std::borrow::Cow<'static, str>>>(
    facts: &Facts<'t>,
    says: impl FnOnce(&Plan) -> Truth,
    message: impl FnOnce() -> M,
) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let said = match facts.plan() {
        Plan::Unknown(fields) => Truth::Unknown(*fields),
        plan => says(plan),
    };
    if said.fails() {
        return Answer::Clear;
    }
    (Likely::from(said) & facts.is_expected() & facts.needs_license() & facts.without_mailbox())
        .then(|| Finding::new(Severity::Blocks, message()).cite(cloud.0, license::column(&cloud)))
}

/// What is wrong with a usage location: it blocks while no mailbox plan is assigned and one is needed. `message` gets
/// whether it does.
fn location<'t>(facts: &Facts<'t>, wrong: Truth, message: impl FnOnce(bool) -> String) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    if wrong.fails() {
        return Answer::Clear;
    }
    let wrong = facts.is_expected() & wrong;
    if wrong.fails() {
        return Answer::Clear;
    }
    // What it means hangs on the license; that it is wrong does not.
    let blocks = Likely::from(!facts.has_plan().truth & facts.needs_license()) & facts.without_mailbox();
    let severity = match blocks.truth {
        Truth::True => Severity::Blocks,
        Truth::False => Severity::Advisory,
        Truth::Unknown(fields) => return Answer::Undecidable(fields.and(wrong.missing())),
    };
    Likely { truth: wrong, certain: blocks.certain || severity == Severity::Advisory }.then(|| {
        Finding::new(severity, message(severity == Severity::Blocks))
            .cite(cloud.0, entra::USAGE_LOCATION)
            .cite(cloud.0, license::column(&cloud))
    })
}

/// Whether no license has a mailbox plan on.
fn without_plan(facts: &Facts<'_>) -> Truth {
    !facts.has_plan().truth
}

/// The columns the license cases hang on.
static NEEDS: &[Field] =
    &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, ad::NICKNAME, exchange::TYPE_DETAILS];
