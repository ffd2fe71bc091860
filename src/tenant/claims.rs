//! Who in Entra ID holds what a user of Active Directory wants there and does not have: a name, or the SID.

use std::collections::HashSet;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::addresses::{Holder, found};
use super::index::{Index, hash_name, same_name};
use super::names::Names;
use super::{Person, Tenant};
use crate::records::{AdUser, EntraUser};

/// Entra users by the names, and users of both directories by the SIDs, that somebody lacks. Nearly nobody lacks any,
/// so nearly nothing is indexed.
#[derive(Debug, Default)]
pub(super) struct Claims {
    names: Option<Index>,
    sids_in_ad: Option<Index>,
    sids_in_entra: Option<Index>,
    /// Users of Active Directory by the mail of those whose linked mailbox is missing in Entra ID.
    mails_in_ad: Option<Index>,
}

type Hashes = HashSet<u64, RandomState>;

impl Claims {
    pub(super) fn new(tenant: &Tenant<'_>) -> Self {
        if tenant.entra.len() == 0 {
            return Self::default();
        }
        let mut wanted: Hashes =
            tenant.people.par_iter().flat_map_iter(|person| lacking(&tenant.names, person)).collect();
        wanted.extend(tenant.errors.names().map(hash_name));
        let sids: Hashes = tenant
            .people
            .par_iter()
            .filter(|person| person.entra.is_none())
            .filter_map(|person| Some(tenant.ad_user(person.ad?)))
            .flat_map_iter(|user| [user.sid(), user.master_sid()])
            .filter_map(|sid| sid.value().map(hash_name))
            .collect();
        let sid_index = |objects: usize, sid: &(dyn Fn(u32) -> Option<u64> + Sync)| {
            let index = || {
                Index::new(objects, |number, add| {
                    sid(number).into_iter().filter(|sid| sids.contains(sid)).for_each(add);
                })
            };
            (!sids.is_empty()).then(index)
        };
        let waits = |person: &&Person| person.entra.is_none();
        let linked = tenant.people.par_iter().filter(waits).filter_map(|person| Some(tenant.ad_user(person.ad?)));
        let mail_of = |user: &AdUser<'_>| user.mail().value().map(hash_name);
        let mails: Hashes = linked.filter(|user| user.is_linked().holds()).filter_map(|user| mail_of(&user)).collect();
        let by_mail = || {
            Index::new(tenant.ad.len(), |number, add| {
                mail_of(&tenant.ad_user(number)).into_iter().filter(|mail| mails.contains(mail)).for_each(add);
            })
        };
        let names = || {
            Index::new(tenant.entra.len(), |number, add| {
                tenant.names.entra.entries(number).iter().copied().filter(|hash| wanted.contains(hash)).for_each(add);
            })
        };
        Self {
            sids_in_ad: sid_index(tenant.ad.len(), &|number| tenant.ad_user(number).sid().value().map(hash_name)),
            sids_in_entra: sid_index(tenant.entra.len(), &|number| {
                tenant.entra_user(number).sid().value().map(hash_name)
            }),
            names: (!wanted.is_empty()).then(names),
            mails_in_ad: (!mails.is_empty()).then(by_mail),
        }
    }

    /// The Entra users that hold a name.
    pub(super) fn holding<'r>(&self, tenant: &'r Tenant<'_>, mail: &str) -> Vec<Holder<'r>> {
        let record = |number| Some(tenant.entra_user(number).0);
        found(self.names.as_ref(), (mail, hash_name(mail)), &record, &|_| None, &|_| true)
    }

    /// The numbers of the users of Active Directory with a SID.
    pub(super) fn with_sid_in_ad(&self, tenant: &Tenant<'_>, sid: &str) -> Vec<u32> {
        let holds = |number| tenant.ad_user(number).sid().value().is_some_and(|own| same_name(own, sid));
        self.sids_in_ad.as_ref().map(|index| index.find(hash_name(sid), holds)).unwrap_or_default()
    }

    /// The numbers of the users of Active Directory with a mail; asked only of linked mailboxes that are missing in Entra.
    pub(super) fn with_mail_in_ad(&self, tenant: &Tenant<'_>, mail: &str) -> Vec<u32> {
        let holds = |number| tenant.ad_user(number).mail().value().is_some_and(|own| same_name(own, mail));
        self.mails_in_ad.as_ref().map(|index| index.find(hash_name(mail), holds)).unwrap_or_default()
    }

    /// The Entra users with a SID.
    pub(super) fn with_sid_in_entra<'r>(&self, tenant: &'r Tenant<'_>, sid: &str) -> Vec<EntraUser<'r>> {
        let holds = |number| tenant.entra_user(number).sid().value().is_some_and(|own| same_name(own, sid));
        let found = self.sids_in_entra.as_ref().map(|index| index.find(hash_name(sid), holds)).unwrap_or_default();
        found.into_iter().map(|number| tenant.entra_user(number)).collect()
    }
}

/// The hashes of the names that a user of Active Directory has and its Entra user has not.
fn lacking<'n>(names: &'n Names, person: &Person) -> impl Iterator<Item = u64> + use<'n> {
    let (own, there): (&[u64], &[u64]) = match (person.ad, person.entra) {
        (None, _) => (&[], &[]),
        (Some(user), None) => (names.ad.entries(user), &[]),
        (Some(user), Some(cloud)) => match (names.ad.list(user), names.entra.list(cloud)) {
            (Some(own), Some(there)) => (own, there),
            _ => (&[], &[]),
        },
    };
    own.iter().copied().filter(|hash| !there.contains(hash))
}
