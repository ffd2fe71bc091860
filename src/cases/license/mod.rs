//! Stage 4: usage location and licenses.

pub(super) mod exchange_plan_disabled;
pub(super) mod license_without_exchange_plan;
pub(super) mod no_license;
pub(super) mod usage_location_missing;

use super::{Facts, Likely};
use crate::schema::{Field, ad, entra, exchange};

const KB: &str = "https://support.microsoft.com/help/4051375";
const ADD_LICENSE: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-add-exchange-license-in-azure-ad-connect";
const GROUP_LICENSES: &str = "https://learn.microsoft.com/entra/identity/users/licensing-groups-resolve-problems";
const PLANS: &str = "https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference";

/// Whether a license is asked for: in Entra, a mailbox expected that needs one, and none there.
fn wants_license(facts: &Facts<'_>) -> Likely {
    Likely::from(facts.subject.entra.is_some()) & facts.is_expected() & facts.needs_license() & facts.without_mailbox()
}

/// Joins what the licenses say with whether one is asked for, which is not worked out in vain.
fn where_wanted(facts: &Facts<'_>, licenses: Likely) -> Likely {
    if licenses.truth.fails() { licenses } else { licenses & wants_license(facts) }
}

/// The columns the license cases hang on.
static NEEDS: &[Field] =
    &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, ad::NICKNAME, exchange::TYPE_DETAILS];
