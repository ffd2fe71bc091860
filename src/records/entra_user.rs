//! A user of Entra ID, live or deleted.

use super::side::{Class, Record};
use super::{Addresses, SyncError, country, sync_error, words};
use crate::guid::Guid;
use crate::instant::Instant;
use crate::schema::{FieldSet, Kind, Producer, entra};
use crate::truth::{Known, Truth};

#[derive(Clone, Copy, Debug)]
pub struct EntraUser<'t>(pub Record<'t>);

/// Deleted users inside a live export are deleted users, be it that only the UPN says so, which begins with their own id
/// then.
pub(super) fn class(record: &Record<'_>) -> Class {
    let user = EntraUser(*record);
    let is_renamed = || {
        let digits = user.upn().value().and_then(|upn| upn.get(..32)).filter(|digits| is_hexadecimal(digits));
        let own = || Some(user.id().value()?.hyphenated().replace('-', ""));
        digits.is_some_and(|digits| own().is_some_and(|own| own.eq_ignore_ascii_case(digits)))
    };
    let deleted = record.table().kind == Kind::EntraDeletedUsers || record.has_happened(entra::DELETED) || is_renamed();
    if deleted { Class::Deleted } else { Class::Person }
}

fn is_hexadecimal(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl<'t> EntraUser<'t> {
    pub fn id(&self) -> Known<Guid> {
        self.0.guid(entra::ID)
    }

    /// Another anchor than a GUID counts as set.
    pub fn immutable_id(&self) -> Known<Guid> {
        self.0.guid(entra::IMMUTABLE_ID)
    }

    pub fn sid(&self) -> Known<&'t str> {
        self.0.text(entra::SID)
    }

    pub fn upn(&self) -> Known<&'t str> {
        self.0.text(entra::UPN)
    }

    /// A deleted user's UPN may carry its object id, without hyphens, in front.
    pub fn upn_before_deletion(&self) -> Option<&'t str> {
        let upn = self.upn().value()?;
        let renamed =
            upn.split_at_checked(32).filter(|(digits, rest)| is_hexadecimal(digits) && !rest.starts_with('@'));
        Some(renamed.map_or(upn, |(_, rest)| rest))
    }

    /// The UPN in Active Directory, where Graph exported it.
    pub fn ad_upn(&self) -> Known<&'t str> {
        self.0.text(entra::AD_UPN)
    }

    /// The domain of the user in Active Directory, where Graph exported it.
    pub fn ad_domain(&self) -> Known<&'t str> {
        self.0.text(entra::AD_DOMAIN)
    }

    pub fn mail(&self) -> Known<&'t str> {
        self.0.text(entra::MAIL)
    }

    pub fn mail_nickname(&self) -> Known<&'t str> {
        self.0.text(entra::NICKNAME)
    }

    pub fn proxy_addresses(&self) -> Known<Addresses<'t>> {
        self.0.addresses(entra::PROXIES)
    }

    pub fn primary_smtp(&self) -> Known<&'t str> {
        let marked = match self.proxy_addresses() {
            Known::Value(list) => list.primary().map_or(Known::Empty, |address| Known::Value(address.mail)),
            other => other.map(|_| ""),
        };
        marked.or(self.mail())
    }

    pub fn display_name(&self) -> Known<&'t str> {
        self.0.text(entra::DISPLAY_NAME)
    }

    pub fn sam_account_name(&self) -> Known<&'t str> {
        self.0.text(entra::SAM)
    }

    pub fn is_guest(&self) -> Truth {
        let by_name = || self.upn().value().is_some_and(|upn| upn.to_ascii_uppercase().contains("#EXT#@"));
        let by_type = match self.0.text(entra::USER_TYPE) {
            // Accounts older than the attribute have none: they are members.
            Known::Empty => Truth::False,
            Known::Value(word) => {
                words::is_guest(word).map_or(Truth::Unknown(FieldSet::of(entra::USER_TYPE)), Truth::from)
            }
            other => other.is_set(),
        };
        match by_type {
            Truth::Unknown(_) if by_name() => Truth::True,
            known => known,
        }
    }

    pub fn usage_location(&self) -> Known<&'t str> {
        self.0.text(entra::USAGE_LOCATION)
    }

    /// Whether its usage location is no country. Admin centres print names, in their own language; what is neither code
    /// nor known name may be one there.
    pub fn has_impossible_location(&self) -> Truth {
        let Known::Value(location) = self.usage_location() else {
            return self.usage_location().is(|_| false);
        };
        let producer = self.0.table_of(self.0.row_of(entra::USAGE_LOCATION)).producer;
        let prints_codes = matches!(
            producer,
            Producer::MsolUser
                | Producer::AzureAdUser
                | Producer::MgUser
                | Producer::EntraUser
                | Producer::AzAdUser
                | Producer::Graph
        );
        if country::is_code(location) || country::is_name(location) {
            Truth::False
        } else if prints_codes || country::is_no_name(location) {
            Truth::True
        } else {
            Truth::Unknown(FieldSet::of(entra::USAGE_LOCATION))
        }
    }

    pub fn is_disabled(&self) -> Truth {
        match self.0.text(entra::ENABLED).map(words::enabled) {
            Known::Value(Some(enabled)) => (!enabled).into(),
            Known::Empty => Truth::False,
            Known::Value(None) | Known::Set(_) | Known::Unknown(_) => {
                match self.0.text(entra::BLOCKED).map(words::blocked) {
                    Known::Value(Some(blocked)) => blocked.into(),
                    Known::Empty => Truth::False,
                    _ => Truth::Unknown(FieldSet::of(entra::ENABLED)),
                }
            }
        }
    }

    /// Whether it is synchronised from Active Directory: said so, or with a date of synchronisation.
    pub fn is_synced(&self) -> Truth {
        match self.0.flag(entra::SYNCED) {
            Truth::Unknown(fields) => match self.0.text(entra::LAST_SYNC) {
                Known::Value(_) => Truth::True,
                Known::Empty => Truth::False,
                _ => Truth::Unknown(fields),
            },
            known => known,
        }
    }

    /// Whether its source of authority was moved to the cloud; columns that are rarely exported and then false.
    pub fn is_cloud_managed(&self) -> bool {
        self.0.flag(entra::CLOUD_MANAGED).holds() || self.0.flag(entra::SYNC_BLOCKED).holds()
    }

    /// The object of Active Directory that it says it comes from; hardly exported.
    pub fn ad_object(&self) -> Option<Guid> {
        self.0.guid(entra::AD_OBJECT).value()
    }

    /// What the synchronisation could not write; unknown where the list was printed as the name of a type.
    pub fn sync_errors(&self) -> Known<Vec<SyncError>> {
        match self.0.text(entra::SYNC_ERRORS) {
            // Nearly everybody.
            Known::Value("[]") | Known::Empty => Known::Value(Vec::new()),
            Known::Value(cell) => {
                sync_error::of_cell(cell).map_or(Known::Unknown(FieldSet::of(entra::SYNC_ERRORS)), Known::Value)
            }
            Known::Set(fields) | Known::Unknown(fields) => Known::Unknown(fields),
        }
    }

    pub fn created(&self) -> Known<Instant> {
        self.0.instant(entra::CREATED)
    }

    pub fn last_sync(&self) -> Known<Instant> {
        self.0.instant(entra::LAST_SYNC)
    }

    pub fn deleted(&self) -> Known<Instant> {
        self.0.instant(entra::DELETED)
    }
}
