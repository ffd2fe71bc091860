//! The domains of the tenant: which are verified, and which become the initial one where they are not.

use std::collections::{HashMap, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::index::fold;
use super::{JoinKey, Tenant, same_name};
use crate::records::{Records, Row, Side, initial_domain};
use crate::schema::{FieldSet, Producer, domain};
use crate::truth::{Known, Truth};

/// What exports of domains, the configuration and the sign-in names in use tell of the domains.
#[derive(Debug, Default)]
pub struct Domains {
    /// By name in lower case: whether it is verified, and where that stands.
    listed: HashMap<String, (Truth, Option<Row>), RandomState>,
    /// Domains that somebody in Entra ID signs in with, so that they are verified.
    in_use: HashSet<String, RandomState>,
    /// Some of these, which are compared before the others are looked up: most tenants have few.
    first_in_use: Vec<String>,
    initial: Option<String>,
    /// Whether a list of all domains says which are verified.
    lists_verified: bool,
    /// Whether a list of all domains says which Exchange Online accepts.
    lists_accepted: bool,
    /// How many people have each suffix in Active Directory and the initial domain in Entra ID.
    replaced: HashMap<String, u32>,
}

/// What becomes the sign-in name in Entra ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignIn {
    #[default]
    Upn,
    /// Alternate login ID with the mail attribute.
    Mail,
    /// Alternate login ID with an attribute that was not exported.
    Another,
}

/// The domain of an address or UPN.
pub fn domain_of(name: &str) -> Option<&str> {
    let at = memchr::memrchr(b'@', name.as_bytes())?;
    Some(&name[at + 1..]).filter(|domain| !domain.is_empty())
}

/// Whether the service itself gives addresses of this domain, which it never takes from Active Directory.
pub fn is_of_the_service(domain: &str) -> bool {
    initial_domain(domain).is_some() || ends_with(domain, ".microsoftonline.com")
}

/// Whether it is the domain over which mail reaches cloud mailboxes: `contoso.mail.onmicrosoft.com`.
pub fn is_routing(domain: &str) -> bool {
    ends_with(domain, ".mail.onmicrosoft.com")
}

fn ends_with(domain: &str, end: &str) -> bool {
    let start = domain.len().checked_sub(end.len());
    start.and_then(|start| domain.get(start..)).is_some_and(|own| own.eq_ignore_ascii_case(end))
}

impl Domains {
    /// `given`: verified domains that the user names, all of them.
    pub(super) fn read(side: &Side<'_>, given: &[String]) -> Self {
        let mut domains = Self { lists_verified: !given.is_empty(), ..Self::default() };
        let mut whole = HashSet::new();
        for record in side.records() {
            let Some(name) = record.text(domain::NAME).value() else { continue };
            let name = fold(name).into_owned();
            let producer = record.table().producer;
            let is_verified = match (producer, record.flag(domain::VERIFIED), record.text(domain::STATUS)) {
                (Producer::AcceptedDomain, ..) => Truth::True,
                (Producer::MsolDomain, _, Known::Value(status)) => status.eq_ignore_ascii_case("verified").into(),
                (_, told, _) => told,
            };
            if record.flag(domain::INITIAL).holds() {
                domains.initial = Some(name.clone());
            }
            // Lists of servers on the premises, and filtered ones, lack the domain that every tenant has.
            if initial_domain(&name).is_some() || record.flag(domain::INITIAL).holds() {
                whole.insert(producer == Producer::AcceptedDomain);
            }
            let (known, _) = domains.listed.entry(name).or_insert((is_verified, Some(record.row())));
            *known = *known | is_verified;
        }
        domains.lists_verified |= whole.contains(&false);
        domains.lists_accepted = whole.contains(&true);
        domains.listed.extend(given.iter().map(|name| (fold(name.trim()).into_owned(), (Truth::True, None))));
        domains
    }

    /// Whether a domain is verified in the tenant.
    pub fn is_verified(&self, domain: &str) -> Truth {
        self.told(domain, self.lists_verified)
    }

    /// Whether Exchange Online accepts a domain; every verified one it does.
    pub fn is_accepted(&self, domain: &str) -> Truth {
        self.told(domain, self.lists_verified || self.lists_accepted)
    }

    fn told(&self, domain: &str, whole: bool) -> Truth {
        if self.first_in_use.iter().any(|own| own.eq_ignore_ascii_case(domain)) {
            return Truth::True;
        }
        let name = fold(domain);
        if self.in_use.contains(&*name) {
            return Truth::True;
        }
        match self.listed.get(&*name) {
            Some((told, _)) => *told,
            None if whole => Truth::False,
            None => Truth::Unknown(FieldSet::of(domain::NAME)),
        }
    }

    /// The row that lists a domain.
    pub fn row_of(&self, domain: &str) -> Option<Row> {
        self.listed.get(&*fold(domain)).and_then(|(_, row)| *row)
    }

    /// Whether a domain above it is listed, whose subdomains Exchange may accept as well.
    pub fn is_below_another(&self, domain: &str) -> bool {
        let name = fold(domain);
        name.match_indices('.').any(|(dot, _)| self.listed.get(&name[dot + 1..]).is_some_and(|(told, _)| told.holds()))
    }

    /// Whether it is the domain whose names stand in for those of domains that are not verified.
    pub fn is_initial(&self, domain: &str) -> bool {
        initial_domain(domain).is_some() || self.initial.as_deref().is_some_and(|own| same_name(own, domain))
    }

    /// The row of the initial domain, where a list of all domains has no other that is verified.
    pub fn lone_initial(&self) -> Option<Row> {
        let is_own = |name: &str| !self.is_initial(name) && !is_of_the_service(name);
        let has_own = self.listed.iter().any(|(name, (told, _))| is_own(name) && !told.fails());
        let shows_own = self.in_use.iter().any(|name| is_own(name));
        if !self.lists_verified || has_own || shows_own {
            return None;
        }
        self.listed.iter().filter(|(name, _)| self.is_initial(name)).filter_map(|(_, (_, row))| *row).min()
    }

    /// How many people have this suffix in Active Directory, and the initial domain in Entra ID.
    pub fn replaced(&self, suffix: &str) -> u32 {
        self.replaced.get(&*fold(suffix)).copied().unwrap_or_default()
    }
}

impl Tenant<'_> {
    /// Learns from the sign-in names of everybody which domains are in use, and which attribute they come from.
    pub(super) fn learn_sign_in_names(&mut self) {
        let in_use = |mut domains: HashSet<String, RandomState>, number: u32| {
            let user = self.entra_user(number);
            if let Some(domain) = user.upn().value().and_then(domain_of)
                && !domains.contains(&*fold(domain))
                && !user.is_guest().holds()
            {
                domains.insert(fold(domain).into_owned());
            }
            domains
        };
        let together = |mut one: HashSet<String, RandomState>, other: HashSet<String, RandomState>| {
            one.extend(other);
            one
        };
        let entra = self.entra.numbers().into_par_iter();
        self.domains.in_use = entra.fold(HashSet::default, in_use).reduce(HashSet::default, together);
        self.domains.first_in_use = self.domains.in_use.iter().take(8).cloned().collect();

        let counts = self.numbers().into_par_iter().fold(Counts::default, |counts, number| counts.with(self, number));
        let counts = counts.reduce(Counts::default, Counts::and);
        self.sign_in = counts.sign_in();
        self.domains.replaced = counts.replaced;
    }
}

/// How UPNs in Active Directory and in Entra ID compare.
#[derive(Debug, Default)]
struct Counts {
    joined: u32,
    mail: u32,
    another: u32,
    replaced: HashMap<String, u32>,
}

impl Counts {
    fn with(mut self, tenant: &Tenant<'_>, number: u32) -> Self {
        let person = tenant.people[number as usize];
        let (Some(ad), Some(entra), Some(key)) = (person.ad, person.entra, person.ad_entra) else { return self };
        let (user, cloud) = (tenant.ad_user(ad), tenant.entra_user(entra));
        let (Some(own), Some(upn)) = (user.upn().value(), cloud.upn().value()) else { return self };
        self.joined += 1;
        if key == JoinKey::Upn || same_name(own, upn) {
            return self;
        }
        let (suffix, domain) = (domain_of(own), domain_of(upn));
        if let (Some(suffix), Some(domain)) = (suffix, domain)
            && tenant.domains.is_initial(domain)
            && !tenant.domains.is_initial(suffix)
        {
            *self.replaced.entry(fold(suffix).into_owned()).or_default() += 1;
            return self;
        }
        let local = |name: &str| name.rsplit_once('@').map(|(local, _)| local.to_lowercase());
        if user.mail().is(|mail| same_name(mail, upn)).holds() {
            self.mail += 1;
        } else if cloud.ad_upn().is(|kept| same_name(kept, own)).holds() && local(own) != local(upn) {
            self.another += 1;
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.joined += other.joined;
        self.mail += other.mail;
        self.another += other.another;
        for (suffix, count) in other.replaced {
            *self.replaced.entry(suffix).or_default() += count;
        }
        self
    }

    /// Another attribute shows in most people; single ones have just been renamed.
    fn sign_in(&self) -> SignIn {
        let most = |count: u32| count >= 3 && count > self.joined / 2;
        if most(self.mail) {
            SignIn::Mail
        } else if most(self.mail + self.another) {
            SignIn::Another
        } else {
            SignIn::Upn
        }
    }
}

/// The remark on an attribute other than userPrincipalName.
pub(super) fn remark(sign_in: SignIn, records: &Records<'_>) -> Option<crate::error::Remark> {
    let attribute = match sign_in {
        SignIn::Upn => return None,
        SignIn::Mail => "mail",
        SignIn::Another => "another attribute",
    };
    let table = records.entra.live_tables().next()?;
    let message = format!(
        "most people sign in with {attribute} of Active Directory (alternate login ID): their userPrincipalName there is \
         not compared"
    );
    Some(crate::error::Remark::on_file(&table.path, table.sheet.as_deref(), crate::error::Topic::Tenant, message))
}
