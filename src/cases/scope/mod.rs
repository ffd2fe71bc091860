//! Stage 1: not, or no longer, in scope of synchronisation.

pub(super) mod cloud_sync_scope;
pub(super) mod linked_mailbox_without_master;
pub(super) mod match_attribute_empty;
pub(super) mod missing_in_entra;
pub(super) mod not_a_user_object;
pub(super) mod not_readable_by_connector;
pub(super) mod object_quota_exceeded;
pub(super) mod orphaned_in_entra;
pub(super) mod out_of_scope_by_configuration;
pub(super) mod scope_admin_description;
pub(super) mod scope_critical_system_object;
pub(super) mod scope_exchange_system_account;
pub(super) mod scope_no_samaccountname;
pub(super) mod scope_recipient_type_mask;
pub(super) mod scope_replication_conflict;
pub(super) mod scope_sync_service_account;
pub(super) mod source_anchor_changed;
pub(super) mod source_anchor_empty;

use super::{Answer, Case, Facts, Finding, InEntra, Likely, Severity};
use crate::config::Engine;
use crate::records::AdUser;
use crate::tenant::{Judged, Left};
use crate::truth::Truth;

const DEFAULT_RULES: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration";
const NOT_SYNCHRONISING: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-object-not-syncing";
const OBJECTS_DONT_SYNC: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/objects-dont-sync-ad-sync-tool";

const FILTERING: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-configure-filtering";
const CUSTOM_INSTALLATION: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom";

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

/// Whether a rule of the default scope leaves a user of Active Directory out.
pub(super) fn is_out_of_scope(user: &AdUser<'_>) -> Truth {
    let rules: [Applies; 7] = [
        scope_critical_system_object::applies,
        scope_no_samaccountname::applies,
        scope_sync_service_account::applies,
        scope_exchange_system_account::applies,
        scope_recipient_type_mask::applies,
        scope_replication_conflict::applies,
        scope_admin_description::applies,
    ];
    rules.into_iter().fold(Truth::False, |any, applies| any | applies(user))
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

/// Asks the filters that the user named, where this engine synchronises.
fn left_out<'t>(facts: &Facts<'t>, engine: Engine, message: &str) -> Answer<'t> {
    let config = &facts.subject.tenant.config;
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    if config.synchronisation.engine != engine || !config.scope.is_given() || system_account(facts).is_some() {
        return Answer::Clear;
    }
    let missing = facts.missing_in_entra();
    let filters = &facts.subject.tenant.filters;
    match filters.judge(&user) {
        Judged::In => Answer::Clear,
        Judged::Out(Left { why, field }) => {
            let out = Likely { truth: Truth::True, certain: !filters.are_contradicted };
            (missing & out).then(|| Finding::new(Severity::Blocks, format!("{message}: {why}")).cite(user.0, field))
        }
        Judged::Unknown(fields) => (missing & Truth::Unknown(fields)).then(|| unreachable!("it is unknown")),
    }
}

/// The user that is missing in Entra, as long as nothing else is seen that explains it.
fn left_over<'t>(facts: &Facts<'t>) -> Option<AdUser<'t>> {
    let user = facts.subject.ad.filter(|_| facts.subject.entra.is_none())?;
    let explained = facts.subject.deleted_twin().is_some()
        || !facts.held_in_cloud().is_empty()
        || user.upn().is_empty().holds()
        || user.is_linked().holds()
        || system_account(facts).is_some();
    (!explained).then_some(user)
}

/// Whether a text begins with one of the prefixes, whatever the case.
fn starts(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
}
