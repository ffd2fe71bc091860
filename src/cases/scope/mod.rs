//! Stage 1: not, or no longer, in scope of synchronisation.

pub(super) mod missing_in_entra;
pub(super) mod not_a_user_object;
pub(super) mod scope_admin_description;
pub(super) mod scope_critical_system_object;
pub(super) mod scope_exchange_system_account;
pub(super) mod scope_no_samaccountname;
pub(super) mod scope_recipient_type_mask;
pub(super) mod scope_replication_conflict;
pub(super) mod scope_sync_service_account;
pub(super) mod source_anchor_changed;

use super::{Answer, Case, Facts, Finding, InEntra, Likely};
use crate::records::AdUser;
use crate::truth::Truth;

const DEFAULT_RULES: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration";
const NOT_SYNCHRONISING: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-object-not-syncing";
const OBJECTS_DONT_SYNC: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/objects-dont-sync-ad-sync-tool";

/// Whether a case applies to a user of Active Directory.
type Applies = fn(&AdUser<'_>) -> Truth;

/// The case that makes this a system or service account, of which no mailbox is expected.
pub(super) fn system_account(facts: &Facts<'_>) -> Option<&'static Case> {
    let user = facts.subject.ad?;
    let filtered: [(&Case, Applies); 5] = [
        (&scope_critical_system_object::CASE, scope_critical_system_object::applies),
        (&scope_no_samaccountname::CASE, scope_no_samaccountname::applies),
        (&scope_sync_service_account::CASE, scope_sync_service_account::applies),
        (&scope_exchange_system_account::CASE, scope_exchange_system_account::applies),
        (&scope_recipient_type_mask::CASE, scope_recipient_type_mask::applies),
    ];
    if facts.subject.entra.is_none()
        && let Some((case, _)) = filtered.into_iter().find(|(_, applies)| applies(&user).holds())
    {
        return Some(case);
    }
    not_a_user_object::applies(&user).holds().then_some(&not_a_user_object::CASE)
}

/// Asks a rule of the default scope, which concerns users that are missing in Entra only. That an account is a
/// system account can be said without an export of Entra, too.
fn filtered<'t>(
    facts: &Facts<'t>,
    applies: fn(&AdUser<'_>) -> Truth,
    found: impl FnOnce(AdUser<'t>) -> Finding<'t>,
) -> Answer<'t> {
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    let missing = match facts.in_entra() {
        InEntra::Unknown(_) => Likely::from(true),
        _ => facts.missing_in_entra(),
    };
    (missing & applies(&user)).then(|| found(user))
}

/// Whether a text begins with one of the prefixes, whatever the case.
fn starts(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
}
