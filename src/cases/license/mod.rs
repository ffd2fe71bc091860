//! Stage 4: usage location and licenses.

pub(super) mod exchange_plan_disabled;
pub(super) mod license_without_exchange_plan;
pub(super) mod no_license;
pub(super) mod usage_location_missing;

use super::{Answer, Facts, Finding, Likely, Severity};
use crate::records::license::{self, Plan};
use crate::schema::{Field, ad, entra, exchange};
use crate::truth::Truth;

const KB: &str = "https://support.microsoft.com/help/4051375";
const ADD_LICENSE: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-add-exchange-license-in-azure-ad-connect";
const GROUP_LICENSES: &str = "https://learn.microsoft.com/entra/identity/users/licensing-groups-resolve-problems";
const PLANS: &str = "https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference";

/// A license case: what it `says` of the plan holds for somebody in Entra who is expected to have a mailbox that needs
/// a license, and has none. Whether that is so is worked out only where the licenses do not settle it.
fn answer<'t, M: Into<String>>(
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

/// The columns the license cases hang on.
static NEEDS: &[Field] =
    &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, ad::NICKNAME, exchange::TYPE_DETAILS];
