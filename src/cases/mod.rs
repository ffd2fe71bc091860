mod conflict;
mod deleted;
mod example;
mod exchange;
mod facts;
mod finding;
mod identity;
mod license;
mod scope;
mod validation;

use crate::schema::Field;

pub use example::Example;
pub use facts::{EXPECTED, Facts, InEntra, Mailbox, NotExpected};
pub use finding::{Answer, Evidence, Finding, Likely, Spot};

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
            Self::NamesFilled => "userPrincipalName and mailNickname are filled",
            Self::UpnIsAddress => "UPN and primary SMTP address are the same",
            Self::NoSyncErrors => "no address held by two objects in Active Directory",
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
    &scope::source_anchor_changed::CASE,
    &scope::not_a_user_object::CASE,
    &identity::upn_empty::CASE,
    &identity::upn_differs_from_primary_smtp::CASE,
    &identity::mailnickname_empty::CASE,
    &identity::proxyaddress_duplicate_in_ad::CASE,
    &conflict::conflict_with_cloud_only_user::CASE,
    &conflict::conflict_with_guest::CASE,
    &license::usage_location_missing::CASE,
    &license::exchange_plan_disabled::CASE,
    &license::license_without_exchange_plan::CASE,
    &license::no_license::CASE,
    &validation::exchange_validation_error::CASE,
    &exchange::forward_sync_needed_after_fix::CASE,
    &exchange::not_in_exchange::CASE,
    &exchange::sku_not_assigned_in_exchange::CASE,
    &exchange::provisioning_delay::CASE,
    &exchange::on_premises_mailbox_present::CASE,
    &exchange::mailuser_not_mailbox::CASE,
    &deleted::entra_user_soft_deleted::CASE,
    &deleted::mailbox_soft_deleted::CASE,
    &deleted::mailbox_inactive::CASE,
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
