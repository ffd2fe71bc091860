//! Who holds a mail address: the other users and contacts of Active Directory, and what lives in the cloud only.

use rayon::prelude::*;

use super::Tenant;
use super::index::{Index, hash_name, same_name, sharing};
use crate::records::{Addresses, EntraUser, Recipient, Record, Row};
use crate::schema::{Field, ad, entra, exchange};
use crate::truth::Known;

/// Somebody who holds an address.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'t> {
    pub record: Record<'t>,
    pub field: Field,
    /// The entry as it stands there.
    pub entry: &'t str,
    /// The person's number, where it is a user of Active Directory.
    pub person: Option<u32>,
}

/// The addresses of Active Directory, and those of cloud-only users, guests and contacts.
///
/// Nearly nobody shares an address. Who may is told by hashes alone, once for everybody; only these are indexed.
#[derive(Debug, Default)]
pub(super) struct AddressBook {
    ad: Option<Index>,
    /// Users and contacts of Active Directory that may share an address there, as the index numbers them.
    members: Vec<u32>,
    /// Whether a user of Active Directory may share an address there.
    shared: Vec<bool>,
    /// Whether somebody in the cloud may hold a name of a user of Active Directory.
    contested: Vec<bool>,
    cloud: Option<Index>,
    /// Entra users that are not synchronised and belong to nobody in Active Directory.
    unsynced: Vec<u32>,
    /// Mail-enabled guests.
    guests: Vec<u32>,
}

impl AddressBook {
    pub(super) fn new(tenant: &Tenant<'_>) -> Self {
        let mut in_ad = vec![false; tenant.entra.len()];
        for person in tenant.people.iter().filter(|person| person.ad.is_some()) {
            if let Some(entra) = person.entra {
                in_ad[entra as usize] = true;
            }
        }
        let is_unsynced = |number: &u32| {
            let user = tenant.entra_user(*number);
            !in_ad[*number as usize] && !user.immutable_id().is_set().holds() && !user.is_synced().holds()
        };
        let unsynced = tenant.entra.numbers().into_par_iter().filter(is_unsynced).collect();
        let is_guest = |number: &u32| tenant.recipient(*number).is_guest();
        let guests = tenant.exchange.numbers().into_par_iter().filter(is_guest).collect();
        let mut book = Self { unsynced, guests, ..Self::default() };
        let cloud = book.unsynced.len() + book.guests.len() + tenant.records.exchange.holders.len();
        let cloud = index(cloud, |number| book.cloud_record(tenant, number));

        let names = &tenant.names.ad;
        let is_contested = |user: u32| !cloud.is_empty() && names.entries(user).iter().any(|hash| cloud.has(*hash));
        let contested = tenant.ad.numbers().into_par_iter().map(is_contested).collect();
        let users = tenant.ad.len();
        let all = users + tenant.records.ad.holders.len();
        book.members = sharing(all, |number, add| {
            if (number as usize) < users {
                names.entries(number).iter().copied().for_each(add);
            } else {
                entries(&ad_record(tenant, number)).iter().map(|(_, entry)| hash_name(mail_of(entry))).for_each(add);
            }
        });
        let mut shared = vec![false; all];
        for number in &book.members {
            shared[*number as usize] = true;
        }
        book.ad = Some(index(book.members.len(), |at| Some(ad_record(tenant, book.members[at as usize]))));
        Self { cloud: Some(cloud), contested, shared, ..book }
    }

    /// Whether somebody in the cloud may hold a name of a user of Active Directory.
    pub(super) fn is_contested(&self, user: u32) -> bool {
        self.contested[user as usize]
    }

    /// Whether a user of Active Directory may share an address there.
    pub(super) fn is_shared(&self, user: u32) -> bool {
        self.shared[user as usize]
    }

    fn cloud_record<'r>(&self, tenant: &'r Tenant<'_>, number: u32) -> Option<Record<'r>> {
        let at = number as usize;
        if let Some(user) = self.unsynced.get(at) {
            return Some(tenant.entra_user(*user).0);
        }
        let at = at - self.unsynced.len();
        if let Some(guest) = self.guests.get(at) {
            return Some(tenant.recipient(*guest).0);
        }
        let holders = &tenant.records.exchange.holders;
        Some(tenant.records.exchange.record(*holders.get(at - self.guests.len())?))
    }

    /// The users and contacts of Active Directory that hold an address, or have it as UPN, but for one user.
    pub(super) fn in_ad<'r>(&self, tenant: &'r Tenant<'_>, mail: (&str, u64), but: Option<u32>) -> Vec<Holder<'r>> {
        if but.is_some_and(|number| !self.shared[number as usize]) {
            return Vec::new();
        }
        let record = |at: u32| Some(ad_record(tenant, self.members[at as usize]));
        // People who stand in Active Directory have the numbers of its users.
        let person = |at: u32| Some(self.members[at as usize]).filter(|number| (*number as usize) < tenant.ad.len());
        found(self.ad.as_ref(), mail, &record, &person, &|at| Some(self.members[at as usize]) != but)
    }

    /// The cloud-only users, guests and contacts that hold an address.
    pub(super) fn in_cloud<'r>(&self, tenant: &'r Tenant<'_>, mail: (&str, u64)) -> Vec<Holder<'r>> {
        found(self.cloud.as_ref(), mail, &|number| self.cloud_record(tenant, number), &|_| None, &|_| true)
    }
}

pub(super) fn ad_record<'r>(tenant: &'r Tenant<'_>, number: u32) -> Record<'r> {
    match (number as usize).checked_sub(tenant.ad.len()) {
        None => tenant.ad_user(number).0,
        Some(at) => tenant.records.ad.record(tenant.records.ad.holders[at]),
    }
}

fn index<'r>(objects: usize, record: impl Fn(u32) -> Option<Record<'r>> + Sync) -> Index {
    Index::new(objects, |number, add| {
        for (_, entry) in record(number).iter().flat_map(entries) {
            add(hash_name(mail_of(entry)));
        }
    })
}

pub(super) fn found<'r>(
    index: Option<&Index>,
    (mail, hash): (&str, u64),
    record: &dyn Fn(u32) -> Option<Record<'r>>,
    person: &dyn Fn(u32) -> Option<u32>,
    wanted: &dyn Fn(u32) -> bool,
) -> Vec<Holder<'r>> {
    let Some(index) = index.filter(|index| !index.is_empty()) else { return Vec::new() };
    let entry_of = |number: u32| {
        let record = record(number)?;
        let (field, entry) = entries(&record).into_iter().find(|(_, entry)| same_name(mail_of(entry), mail))?;
        Some(Holder { record, field, entry, person: person(number) })
    };
    let numbers = index.find(hash, |number| wanted(number) && entry_of(number).is_some());
    let mut holders: Vec<Holder<'_>> = numbers.into_iter().filter_map(entry_of).collect();
    // By what they hold, not by where they stand, so that the order of rows does not matter.
    holders.sort_by_cached_key(|holder| order(&holder.record));
    holders
}

/// By what a row holds, whatever the order of rows.
pub(super) fn order(record: &Record<'_>) -> ([String; 6], Row) {
    let ids = [ad::GUID, ad::DN, entra::ID, entra::UPN, exchange::ID, exchange::PRIMARY];
    (ids.map(|field| record.shown(field).unwrap_or_default().into_owned()), record.row())
}

pub(super) fn mail_of(entry: &str) -> &str {
    let mail = memchr::memchr(b':', entry.as_bytes()).map_or(entry, |colon| &entry[colon + 1..]);
    match mail.as_bytes() {
        // Nearly every one.
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => mail,
        _ => mail.trim(),
    }
}

/// The addresses of a row, and its UPN, which becomes one. A filled proxyAddresses masks the mail of Active Directory.
pub(super) fn entries<'r>(record: &Record<'r>) -> Vec<(Field, &'r str)> {
    let list = |field| {
        let list = record.addresses(field).value();
        list.into_iter().flat_map(Addresses::smtp).map(move |address| (field, address.entry))
    };
    let kind = record.table().kind;
    if kind == ad::GUID.kind() {
        let mut all: Vec<_> = list(ad::PROXIES).collect();
        if matches!(record.text(ad::PROXIES), Known::Empty) {
            all.extend(record.text(ad::MAIL).value().map(|mail| (ad::MAIL, mail)));
        }
        // Most UPNs are addresses already.
        let upn = record.text(ad::UPN).value();
        let upn = upn.filter(|upn| !all.iter().any(|(_, entry)| same_name(mail_of(entry), upn)));
        all.extend(upn.map(|upn| (ad::UPN, upn)));
        let target = record.text(ad::TARGET).value();
        let target = target.filter(|target| !all.iter().any(|(_, entry)| same_name(mail_of(entry), mail_of(target))));
        all.extend(target.map(|target| (ad::TARGET, target)));
        all
    } else if kind == entra::ID.kind() {
        let user = EntraUser(*record);
        let upn = user.upn().value().map(|upn| (entra::UPN, upn));
        // What comes from Active Directory has its mail among the addresses; that of a guest is anybody's.
        let unlisted = user.proxy_addresses().value().is_none() && user.immutable_id().is_set().holds();
        let mail = user.mail().value().filter(|_| unlisted).map(|mail| (entra::MAIL, mail));
        upn.into_iter().chain(mail).chain(list(entra::PROXIES)).collect()
    } else {
        let primary = Recipient(*record).0.text(exchange::PRIMARY).value().map(|mail| (exchange::PRIMARY, mail));
        list(exchange::ADDRESSES).chain(primary).collect()
    }
}
