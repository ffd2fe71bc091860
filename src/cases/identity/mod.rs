//! Stage 2: attributes of Active Directory that are empty, invalid, shared or not accepted.

pub(super) mod attribute_filtered;
pub(super) mod mailnickname_duplicate;
pub(super) mod mailnickname_empty;
pub(super) mod mailnickname_invalid;
pub(super) mod mailnickname_mismatch;
pub(super) mod proxyaddress_duplicate_in_ad;
pub(super) mod proxyaddress_invalid;
pub(super) mod proxyaddress_unverified_domain;
mod syntax;
pub(super) use syntax::of_account_name;
pub(super) mod target_address_conflict;
pub(super) mod too_many_proxy_addresses;
pub(super) mod upn_differs_from_primary_smtp;
pub(super) mod upn_empty;
pub(super) mod upn_invalid;
pub(super) mod upn_not_updated;
pub(super) mod upn_quarantined;
pub(super) mod upn_rewritten_invalid_characters;
pub(super) mod upn_suffix_not_verified;

use std::borrow::Cow;

use super::{Facts, Finding};
use crate::records::{AdUser, EntraUser, Record};
use crate::schema::{Field, ad, domain};
use crate::tenant::{JoinKey, SignIn, domain_of, same_name};
use crate::truth::{Known, Truth};

const KB: &str = "https://support.microsoft.com/help/4051375";
const PREPARE: &str = "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization";
const PROXY_POPULATION: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate";
const UPN_POPULATION: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname";
const RESILIENCY: &str = "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency";
const TROUBLESHOOT_ATTRIBUTES: &str = "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-aad-connect-objects-attributes";

/// So many others who hold the same name are cited: what thousands share would be told thousands of times by each.
const CITED: usize = 25;

/// What becomes the sign-in name: userPrincipalName, or mail with alternate login ID; none where it is an attribute that
/// was not exported.
fn sign_in_name<'t>(facts: &Facts<'t>) -> Option<(AdUser<'t>, Field, Known<&'t str>)> {
    let user = facts.subject.ad?;
    match facts.subject.tenant.sign_in {
        SignIn::Upn => Some((user, ad::UPN, user.upn())),
        SignIn::Mail => Some((user, ad::MAIL, user.mail())),
        SignIn::Another => None,
    }
}

/// Whether what stands in Active Directory is to arrive at this user of Entra ID.
fn flows(facts: &Facts<'_>, cloud: &EntraUser<'_>) -> Truth {
    if cloud.is_cloud_managed() {
        return Truth::False;
    }
    let anchored = matches!(facts.subject.joined_to_entra_by(), Some(JoinKey::ImmutableId | JoinKey::Sid));
    match cloud.is_synced() {
        Truth::Unknown(_) if anchored => Truth::True,
        known => known,
    }
}

/// A cell as it was written, without plain blanks around it; others than those are part of the value.
fn written(record: Record<'_>, field: Field) -> Cow<'_, str> {
    let blanks = |letter: char| letter.is_ascii_whitespace();
    match record.shown(field).unwrap_or_default() {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(blanks)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(blanks).to_owned()),
    }
}

/// Whether a cloud UPN has the shape that Entra ID gives to a duplicate: the name, four digits, the initial domain.
fn is_placeholder(facts: &Facts<'_>, name: &str, upn: &str) -> bool {
    let parted = |name: &str| memchr::memrchr(b'@', name.as_bytes());
    let (Some(own), Some(given)) = (parted(name), parted(upn)) else { return false };
    if given != own + 4 {
        return false;
    }
    let (own, given, domain) = (&name[..own], &upn[..given], &upn[given + 1..]);
    let digits =
        given.get(..own.len()).filter(|start| start.eq_ignore_ascii_case(own)).map(|start| &given[start.len()..]);
    let is_four_digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.is_some_and(is_four_digits) && facts.subject.tenant.domains.is_initial(domain)
}

/// Whether a cloud UPN has the domain that stands in for those which are not verified.
fn is_at_initial_domain(facts: &Facts<'_>, upn: &str) -> bool {
    domain_of(upn).is_some_and(|domain| facts.subject.tenant.domains.is_initial(domain))
}

/// Cites where a domain is listed as not verified, or that it is not listed.
fn cite_domain<'t>(facts: &Facts<'t>, finding: Finding<'t>, name: &str) -> Finding<'t> {
    let tenant = facts.subject.tenant;
    match tenant.domains.row_of(name).map(|row| tenant.records.domains.record(row)) {
        Some(record) => finding.cite(record, domain::NAME).cite(record, domain::VERIFIED),
        None => finding.cite_absence(&tenant.records.domains, &[domain::NAME], Some(name.to_owned())),
    }
}

/// A contact with the same mail as the user is made one with it by Entra Connect.
pub(in crate::cases) fn is_same_person(user: &AdUser<'_>, other: &Record<'_>) -> bool {
    let is_contact = other.text(ad::CLASS).value().is_some_and(|class| class.eq_ignore_ascii_case("contact"));
    let mails = (user.mail().value(), other.text(ad::MAIL).value());
    is_contact && matches!(mails, (Some(one), Some(other)) if same_name(one, other))
}
