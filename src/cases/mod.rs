mod census;
mod conflict;
mod deleted;
mod example;
mod exchange;
mod facts;
mod finding;
mod identity;
mod license;
mod scope;
mod sync;
mod validation;

use crate::schema::Field;
use crate::tenant::Tenant;

use census::Census;
pub use example::Example;
pub use facts::{EXPECTED, Facts, InEntra, Mailbox, NotExpected};
pub use finding::{Answer, Cited, Evidence, Finding, Likely};

/// How much a case matters for the person it is found on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Advisory,
    Degrades,
    Blocks,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Advisory => "advisory",
            Self::Degrades => "degrades",
            Self::Blocks => "blocks",
        }
    }
}

/// Who mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    AdAdmin,
    EntraAdmin,
    ExchangeAdmin,
    MicrosoftSupport,
    Nobody,
}

impl Act {
    pub fn name(self) -> &'static str {
        match self {
            Self::AdAdmin => "ad-admin",
            Self::EntraAdmin => "entra-admin",
            Self::ExchangeAdmin => "exchange-admin",
            Self::MicrosoftSupport => "microsoft-support",
            Self::Nobody => "nobody",
        }
    }
}

/// A step of Microsoft's procedure (KB 4051375), in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    InEntra,
    InScope,
    InExchange,
    NamesFilled,
    UpnIsAddress,
    NoSyncErrors,
    NoConflict,
    Licensed,
    NotDeleted,
    AfterAFix,
}

impl Step {
    pub const ALL: [Self; 10] = [
        Self::InEntra,
        Self::InScope,
        Self::InExchange,
        Self::NamesFilled,
        Self::UpnIsAddress,
        Self::NoSyncErrors,
        Self::NoConflict,
        Self::Licensed,
        Self::NotDeleted,
        Self::AfterAFix,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::InEntra => "in Entra ID, with a usage location and without validation errors",
            Self::InScope => "in scope of Entra Connect",
            Self::InExchange => "in Exchange Online",
            Self::NamesFilled => "userPrincipalName and mailNickname are filled and valid",
            Self::UpnIsAddress => "UPN and primary SMTP address are the same",
            Self::NoSyncErrors => "no errors of the synchronisation, no address held by two objects",
            Self::NoConflict => "no guest or cloud-only user in the way",
            Self::Licensed => "licensed for a mailbox, and Exchange knows it",
            Self::NotDeleted => "no soft-deleted or inactive mailbox",
            Self::AfterAFix => "nothing left but to wait or to ask for a forward sync",
        }
    }
}

/// A documented case: its words, which every output shows, and the function that judges it.
#[derive(Debug)]
pub struct Case {
    pub id: &'static str,
    pub title: &'static str,
    /// What is seen when it applies, in one sentence.
    pub criterion: &'static str,
    /// The severities it can have, the most serious first.
    pub severities: &'static [Severity],
    /// Stage of the verdict, lower is judged first; [`NEVER_ROOT`] cannot be a root cause.
    pub rank: u8,
    pub act: Act,
    pub step: Step,
    pub why: &'static str,
    pub remedy: &'static str,
    pub sources: &'static [&'static str],
    /// The columns its answer can hang on.
    pub needs: &'static [Field],
    /// Cases that explain this one: beside one of them it is no root cause.
    pub explained_by: &'static [&'static str],
    pub nature: Nature,
    pub check: for<'t> fn(&Facts<'t>) -> Answer<'t>,
}

/// What part a case can play in a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    Cause,
    /// A cause that is never more than possible where it blocks, and so no root.
    Suspicion,
    /// What is seen first; root only when none of its causes holds.
    Symptom,
    /// Root only when nothing ranks before it, else a note.
    LastExplanation,
    /// Reported only when everything that ranks before it is clean.
    Residual,
    /// As it should be, though there is no mailbox.
    ByDesign,
}

/// The rank of cases that are never a root cause.
pub const NEVER_ROOT: u8 = 9;

impl Case {
    pub fn is_symptom(&self) -> bool {
        self.nature == Nature::Symptom
    }
}

/// Two cases are the same when they have the same id.
impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Case {}

impl std::hash::Hash for Case {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// What concerns the tenant as a whole, and is told once instead of for each person.
#[derive(Debug)]
pub struct TenantFinding<'t> {
    pub case: &'static Case,
    pub finding: Finding<'t>,
    /// How many people it concerns.
    pub people: u64,
}

/// The second shape of a check: it asks counts over everybody, and no single person.
type TenantCheck = for<'t> fn(&Census<'t>) -> Vec<TenantFinding<'t>>;

static TENANT_CHECKS: &[TenantCheck] = &[
    scope::source_anchor_changed::check_tenant,
    scope::out_of_scope_by_configuration::check_tenant,
    scope::object_quota_exceeded::check_tenant,
    scope::match_attribute_empty::check_tenant,
    identity::upn_suffix_not_verified::check_tenant,
    identity::attribute_filtered::check_tenant,
    sync::sync_stale::check_tenant,
    sync::tenant_dirsync_pending::check_tenant,
    sync::tenant_sync_stopped::check_tenant,
    sync::connect_version_blocked::check_tenant,
    exchange::remote_mailbox_not_enabled::check_tenant,
    exchange::remote_mailbox_guid_empty::check_tenant,
];

/// The check of a case that concerns nobody in particular.
fn told_once<'t>(_: &Facts<'t>) -> Answer<'t> {
    Answer::Clear
}

/// Asks what concerns the tenant as a whole.
pub fn examine_tenant<'t>(tenant: &'t Tenant<'t>) -> Vec<TenantFinding<'t>> {
    let census = Census::new(tenant);
    TENANT_CHECKS.iter().flat_map(|check| check(&census)).collect()
}

/// Every case, in the order in which equals are judged.
pub fn catalogue() -> &'static [&'static Case] {
    CATALOGUE
}

static CATALOGUE: &[&Case] = &[
    &scope::missing_in_entra::CASE,
    &scope::scope_critical_system_object::CASE,
    &scope::scope_no_samaccountname::CASE,
    &scope::scope_sync_service_account::CASE,
    &scope::scope_exchange_system_account::CASE,
    &scope::scope_recipient_type_mask::CASE,
    &scope::scope_replication_conflict::CASE,
    &scope::scope_admin_description::CASE,
    &scope::linked_mailbox_without_master::CASE,
    &scope::source_anchor_changed::CASE,
    &scope::out_of_scope_by_configuration::CASE,
    &scope::cloud_sync_scope::CASE,
    &scope::object_quota_exceeded::CASE,
    &scope::orphaned_in_entra::CASE,
    &scope::not_a_user_object::CASE,
    &scope::match_attribute_empty::CASE,
    &scope::source_anchor_empty::CASE,
    &scope::not_readable_by_connector::CASE,
    &identity::upn_empty::CASE,
    &identity::upn_invalid::CASE,
    &identity::upn_suffix_not_verified::CASE,
    &identity::upn_rewritten_invalid_characters::CASE,
    &identity::upn_quarantined::CASE,
    &identity::upn_not_updated::CASE,
    &identity::upn_differs_from_primary_smtp::CASE,
    &identity::mailnickname_empty::CASE,
    &identity::mailnickname_invalid::CASE,
    &identity::mailnickname_mismatch::CASE,
    &identity::mailnickname_duplicate::CASE,
    &identity::proxyaddress_invalid::CASE,
    &identity::proxyaddress_duplicate_in_ad::CASE,
    &identity::proxyaddress_unverified_domain::CASE,
    &identity::too_many_proxy_addresses::CASE,
    &identity::target_address_conflict::CASE,
    &identity::attribute_filtered::CASE,
    &sync::sync_error_invalid_soft_match::CASE,
    &sync::sync_error_attribute_must_be_unique::CASE,
    &sync::sync_error_quarantined_attribute::CASE,
    &sync::sync_error_object_type_mismatch::CASE,
    &conflict::conflict_with_cloud_only_user::CASE,
    &conflict::conflict_with_guest::CASE,
    &sync::sync_error_identity_data_validation::CASE,
    &sync::sync_error_data_validation::CASE,
    &sync::sync_error_federated_domain_change::CASE,
    &sync::sync_error_large_object::CASE,
    &sync::sync_error_invalid_hard_match::CASE,
    &sync::soft_match_blocked::CASE,
    &sync::sync_error_existing_admin_role::CASE,
    &sync::sync_error_114::CASE,
    &sync::user_cloud_managed::CASE,
    &sync::sid_conflict::CASE,
    &sync::sync_stale::CASE,
    &sync::tenant_dirsync_pending::CASE,
    &sync::tenant_sync_stopped::CASE,
    &sync::connect_version_blocked::CASE,
    &license::usage_location_missing::CASE,
    &license::usage_location_invalid::CASE,
    &license::license_assignment_error::CASE,
    &license::exchange_plan_disabled::CASE,
    &license::exchange_plan_not_enabled::CASE,
    &license::license_without_exchange_plan::CASE,
    &license::mailbox_disconnected_license_removed::CASE,
    &license::no_license::CASE,
    &license::license_not_required::CASE,
    &license::license_reconciliation_needed::CASE,
    &license::calendar_only_license::CASE,
    &validation::exchange_validation_error::CASE,
    &validation::archive_guid_conflict::CASE,
    &validation::exchange_guid_conflict::CASE,
    &validation::proxy_address_in_use_in_exchange::CASE,
    &validation::name_already_used::CASE,
    &validation::too_many_proxy_addresses_validation::CASE,
    &validation::validation_status_unavailable::CASE,
    &exchange::forward_sync_needed_after_fix::CASE,
    &exchange::not_in_exchange::CASE,
    &exchange::sku_not_assigned_in_exchange::CASE,
    &exchange::provisioning_delay::CASE,
    &exchange::on_premises_mailbox_present::CASE,
    &exchange::migrated_flag_without_mailbox::CASE,
    &exchange::mailuser_not_mailbox::CASE,
    &exchange::remote_mailbox_guid_mismatch::CASE,
    &exchange::hidden_flag_not_applied::CASE,
    &exchange::previous_mailbox_info::CASE,
    &exchange::mailbox_in_both_places::CASE,
    &exchange::deprovisioned_flag::CASE,
    &exchange::remote_mailbox_not_enabled::CASE,
    &exchange::remote_mailbox_type_mismatch::CASE,
    &exchange::account_disabled::CASE,
    &exchange::exchange_attributes_cloud_managed::CASE,
    &exchange::recipient_conflict_other_type::CASE,
    &exchange::remote_mailbox_guid_empty::CASE,
    &deleted::entra_user_soft_deleted::CASE,
    &deleted::entra_user_hard_deleted::CASE,
    &deleted::mailbox_soft_deleted::CASE,
    &deleted::mailbox_inactive::CASE,
    &deleted::mailbox_hard_deleted::CASE,
    &deleted::duplicate_deleted_recipient::CASE,
    &deleted::hold_on_deleted_mailbox::CASE,
    &deleted::mailbox_not_reattached::CASE,
    &deleted::duplicate_entra_user::CASE,
];

/// Position in the catalogue, which is also the order among equals.
pub fn position(case: &Case) -> usize {
    CATALOGUE.iter().position(|other| *other == case).unwrap_or(CATALOGUE.len())
}

pub fn find(id: &str) -> Option<&'static Case> {
    CATALOGUE.iter().copied().find(|case| case.id.eq_ignore_ascii_case(id))
}

/// The ids that come nearest to one that does not exist: alike as a whole, or with words in common.
pub fn nearest(id: &str) -> Vec<&'static str> {
    let id = id.to_lowercase();
    let words = |id: &str| id.split(['-', '_', ' ']).map(str::to_owned).collect::<Vec<_>>();
    let wanted = words(&id);
    let mut scored: Vec<(f64, &'static str)> = Vec::new();
    for case in CATALOGUE {
        let own = words(case.id);
        let alike = strsim::jaro_winkler(&own.concat(), &wanted.concat());
        let shared = own.iter().filter(|word| wanted.contains(word)).count();
        if shared > 0 || alike > 0.85 {
            #[expect(clippy::cast_precision_loss, reason = "an id has few words")]
            let share = shared as f64 / own.len().max(wanted.len()) as f64;
            scored.push((alike + share, case.id));
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    scored.into_iter().take(3).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_name_cases_and_form_no_circle() {
        fn reaches(from: &Case, target: &str, depth: usize) -> bool {
            depth > 0
                && from
                    .explained_by
                    .iter()
                    .any(|id| *id == target || find(id).is_some_and(|case| reaches(case, target, depth - 1)))
        }
        for case in catalogue() {
            for id in case.explained_by {
                assert!(find(id).is_some(), "{}: '{id}' is no case", case.id);
            }
            assert!(!reaches(case, case.id, 10), "{} explains itself", case.id);
        }
    }

    #[test]
    fn ids_are_unique_and_every_case_says_its_words() {
        for (at, case) in catalogue().iter().enumerate() {
            assert_eq!(position(case), at, "{} is listed twice", case.id);
            for words in [case.title, case.criterion, case.why, case.remedy] {
                assert!(!words.is_empty(), "{} leaves something unsaid", case.id);
            }
            assert!(!case.sources.is_empty() && !case.severities.is_empty() && !case.needs.is_empty(), "{}", case.id);
        }
    }
}
