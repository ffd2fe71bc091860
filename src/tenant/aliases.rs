//! Who else has an alias: objects of Active Directory, and recipients of Exchange that are not their twins.

use rayon::prelude::*;

use super::addresses::{ad_record, order};
use super::index::{Index, hash_name, same_name, sharing};
use super::names::Name;
use super::{Person, Tenant};
use crate::records::{Recipient, Record};
use crate::schema::{Kind, ad, exchange};

/// The aliases that two objects have; nearly nobody shares one.
#[derive(Debug, Default)]
pub(super) struct AliasBook {
    index: Option<Index>,
    /// What shares an alias, ascending: first the users and holders of Active Directory, then those of Exchange.
    members: Vec<u32>,
}

impl AliasBook {
    pub(super) fn new(tenant: &Tenant<'_>) -> Self {
        // A recipient with the alias of its own user in Active Directory says nothing new.
        let names = &tenant.names;
        let twin = |person: &Person| {
            let (user, recipient) = (person.ad?, person.exchange?);
            let own = names.ad.name(Name::Alias, user);
            (own != 0 && own == names.exchange.name(Name::Alias, recipient)).then_some(recipient)
        };
        let twins: Vec<u32> = tenant.people.par_iter().filter_map(twin).collect();
        let mut is_twin = vec![false; tenant.exchange.len()];
        for recipient in twins {
            is_twin[recipient as usize] = true;
        }
        let in_ad = in_ad(tenant);
        let all = in_ad + tenant.exchange.len() + tenant.records.exchange.holders.len();
        let is_own =
            |number: u32| (number as usize).checked_sub(in_ad).is_some_and(|at| is_twin.get(at) == Some(&true));
        let members = sharing(all, |number, add| {
            if !is_own(number) {
                hash(tenant, number).into_iter().for_each(add);
            }
        });
        let index = Index::new(members.len(), |at, add| {
            if let Some(alias) = record(tenant, members[at as usize]).as_ref().and_then(alias) {
                add(hash_name(alias));
            }
        });
        Self { index: Some(index), members }
    }

    /// The other objects that have an alias of a user of Active Directory, but for the recipient that is the user's own.
    pub(super) fn others<'r>(
        &self,
        tenant: &'r Tenant<'_>,
        alias_of_user: &str,
        user: u32,
        own: Option<u32>,
    ) -> Vec<Record<'r>> {
        let Some(index) = self.index.as_ref().filter(|_| self.members.binary_search(&user).is_ok()) else {
            return Vec::new();
        };
        let is_own = |number: u32| {
            let recipient = (number as usize).checked_sub(in_ad(tenant));
            number == user || recipient.is_some_and(|at| own.is_some_and(|own| own as usize == at))
        };
        let has_it = |at: u32| {
            let number = self.members[at as usize];
            let found = record(tenant, number);
            !is_own(number) && found.as_ref().and_then(alias).is_some_and(|alias| same_name(alias, alias_of_user))
        };
        let found = index.find(hash_name(alias_of_user), has_it);
        let mut records: Vec<_> =
            found.into_iter().filter_map(|at| record(tenant, self.members[at as usize])).collect();
        records.sort_by_cached_key(order);
        records
    }
}

fn in_ad(tenant: &Tenant<'_>) -> usize {
    tenant.ad.len() + tenant.records.ad.holders.len()
}

fn record<'r>(tenant: &'r Tenant<'_>, number: u32) -> Option<Record<'r>> {
    let Some(at) = (number as usize).checked_sub(in_ad(tenant)) else { return Some(ad_record(tenant, number)) };
    match at.checked_sub(tenant.exchange.len()) {
        None => Some(tenant.recipient(u32::try_from(at).ok()?).0),
        Some(at) => Some(tenant.records.exchange.record(*tenant.records.exchange.holders.get(at)?)),
    }
}

/// The hash of an object's alias.
fn hash(tenant: &Tenant<'_>, number: u32) -> Option<u64> {
    let recipient = (number as usize).checked_sub(in_ad(tenant)).filter(|at| *at < tenant.exchange.len());
    let known = match recipient {
        Some(at) => tenant.names.exchange.name(Name::Alias, u32::try_from(at).ok()?),
        None if (number as usize) < tenant.ad.len() => tenant.names.ad.name(Name::Alias, number),
        None => hash_name(alias(&record(tenant, number)?)?),
    };
    (known != 0).then_some(known)
}

fn alias<'r>(record: &Record<'r>) -> Option<&'r str> {
    match record.table().kind {
        Kind::AdUsers => record.text(ad::NICKNAME).value(),
        _ => Recipient(*record).0.text(exchange::ALIAS).value(),
    }
}
