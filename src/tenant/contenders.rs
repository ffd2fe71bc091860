//! Who else holds the mailbox GUID, or an address, that a person claims in Exchange Online.

use std::collections::{HashMap, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::addresses::{entries, mail_of};
use super::index::{Index, hash_name, same_name};
use super::join::{Key, index, one};
use super::names::{Name, Names};
use super::{Holder, Person, Subject, Tenant};
use crate::guid::Guid;
use crate::records::{AdUser, Recipient, Record};
use crate::schema::{Field, Kind, ad, exchange};

/// What others may hold that a person claims, by the person's number. Nearly nobody has a rival.
#[derive(Debug, Default)]
pub(super) struct Contenders {
    guids: HashMap<u32, Vec<Place>, RandomState>,
    addresses: HashMap<u32, Vec<Place>, RandomState>,
}

/// Where a rival stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Ad(u32),
    /// A mailbox, mail user or user of Exchange Online.
    Recipient(u32),
    /// A contact, group or public folder of Exchange Online.
    Holder(u32),
    /// A soft-deleted or inactive mailbox.
    Deleted(u32),
}

/// Another object with a GUID of the person.
#[derive(Clone, Copy, Debug)]
pub struct GuidRival<'t> {
    pub record: Record<'t>,
    /// The column of the other object.
    pub field: Field,
    /// The column of the person's user in Active Directory.
    pub own: Field,
    /// The other person, where it is a user of Active Directory.
    pub person: Option<u32>,
    /// Whether it is a soft-deleted or inactive mailbox.
    pub is_deleted: bool,
}

/// Another recipient with an address of the person.
#[derive(Clone, Copy, Debug)]
pub struct AddressRival<'t> {
    pub mail: &'t str,
    /// Where the person claims it.
    pub own: (Record<'t>, Field, &'t str),
    pub holder: Holder<'t>,
    /// Whether it is a contact, a group, a public folder or a guest, and so certainly not the person.
    pub is_other_kind: bool,
}

impl Contenders {
    pub(super) fn find(tenant: &Tenant<'_>) -> Self {
        if tenant.records.exchange.tables_of(Kind::ExchangeRecipients).next().is_none() {
            return Self::default();
        }
        Self { guids: guids(tenant), addresses: addresses(tenant) }
    }
}

/// A mailbox GUID and an archive GUID.
fn guids_of(user: &AdUser<'_>) -> [(Field, Option<Guid>); 2] {
    [(ad::MAILBOX_GUID, user.mailbox_guid().value()), (ad::ARCHIVE_GUID, user.archive_guid().value())]
}

fn guids(tenant: &Tenant<'_>) -> HashMap<u32, Vec<Place>, RandomState> {
    let is_there = |field| tenant.records.ad.tables_of(Kind::AdUsers).any(|table| table.column_of(field).is_some());
    if !is_there(ad::MAILBOX_GUID) && !is_there(ad::ARCHIVE_GUID) {
        return HashMap::default();
    }
    let users = index(tenant.ad.len(), |n| {
        let [mailbox, archive] = guids_of(&tenant.ad_user(n)).map(|(_, guid)| guid.map(Key::Guid));
        [mailbox, archive, None]
    });
    let live = index(tenant.exchange.len(), |n| one(tenant.recipient(n).mailbox_guid().value().map(Key::Guid)));
    let deleted =
        index(tenant.deleted_mailboxes.len(), |n| one(tenant.deleted_mailbox(n).mailbox_guid().value().map(Key::Guid)));
    let rivals_of = |number: u32| {
        let person = tenant.people[number as usize];
        let user = tenant.ad_user(person.ad?);
        let mut found = Vec::new();
        for (field, guid) in guids_of(&user) {
            let Some(guid) = guid else { continue };
            let find = |index: &Index, holds: &dyn Fn(u32) -> bool| index.find(index.hash(guid), holds);
            let shares = |n: u32| Some(n) != person.ad && guids_of(&tenant.ad_user(n)).contains(&(field, Some(guid)));
            found.extend(find(&users, &shares).into_iter().map(Place::Ad));
            if field == ad::MAILBOX_GUID {
                let other =
                    |n: u32| Some(n) != person.exchange && tenant.recipient(n).mailbox_guid().value() == Some(guid);
                found.extend(find(&live, &other).into_iter().map(Place::Recipient));
                let gone = |n: u32| tenant.deleted_mailbox(n).mailbox_guid().value() == Some(guid);
                found.extend(find(&deleted, &gone).into_iter().map(Place::Deleted));
            }
        }
        (!found.is_empty()).then_some((number, found))
    };
    tenant.numbers().into_par_iter().filter_map(rivals_of).collect()
}

/// The names of a person in Entra ID that its own recipient does not hold.
fn claims<'t>(tenant: &'t Tenant<'_>, number: u32) -> Vec<(Record<'t>, Field, &'t str)> {
    let person = tenant.people[number as usize];
    let Some(cloud) = person.entra.map(|n| tenant.entra_user(n)).filter(|user| !user.is_guest().holds()) else {
        return Vec::new();
    };
    let own = person.exchange.map(|n| tenant.recipient(n));
    let user = person.ad.map(|n| tenant.ad_user(n).0);
    for record in [Some(cloud.0), own.map(|recipient| recipient.0), user].into_iter().flatten() {
        record.touch();
    }
    let held = own.iter().flat_map(|recipient| entries(&recipient.0)).map(|(_, entry)| mail_of(entry));
    let held: Vec<&str> = held.chain(own.iter().flat_map(Recipient::upns)).collect();
    let all = user
        .into_iter()
        .chain([cloud.0])
        .flat_map(|record| entries(&record).into_iter().map(move |(field, entry)| (record, field, entry)));
    all.filter(|(.., entry)| !held.iter().any(|own| same_name(own, mail_of(entry)))).collect()
}

/// The hashes of the same names.
fn claimed<'n>(names: &'n Names, person: &Person) -> impl Iterator<Item = u64> + use<'n> {
    let cloud = person.entra.filter(|user| !names.guests[*user as usize]);
    let own: &[u64] = match (cloud, person.ad) {
        (Some(_), Some(user)) => names.ad.entries(user),
        _ => &[],
    };
    let cloud: &[u64] = cloud.map_or(&[], |user| names.entra.entries(user));
    let held: &[u64] = person.exchange.map_or(&[], |recipient| names.exchange.entries(recipient));
    let upns = [Name::Upn, Name::SecondUpn, Name::ThirdUpn];
    let upns = upns.map(|name| person.exchange.map_or(0, |recipient| names.exchange.name(name, recipient)));
    own.iter().chain(cloud).copied().filter(move |hash| !held.contains(hash) && !upns.contains(hash))
}

fn addresses(tenant: &Tenant<'_>) -> HashMap<u32, Vec<Place>, RandomState> {
    let claimed: Vec<(u64, u32)> = tenant
        .numbers()
        .into_par_iter()
        .flat_map_iter(|number| {
            let person = &tenant.people[number as usize];
            claimed(&tenant.names, person).map(move |hash| (hash, number))
        })
        .collect();
    if claimed.is_empty() {
        return HashMap::default();
    }
    let wanted: HashSet<u64, RandomState> = claimed.iter().map(|(hash, _)| *hash).collect();
    let held: Vec<(u64, Place)> = places(tenant)
        .into_par_iter()
        .flat_map_iter(|place| {
            let known: &[u64] = match place {
                Place::Recipient(number) => tenant.names.exchange.entries(number),
                _ => &[],
            };
            let other = (!matches!(place, Place::Recipient(_))).then(|| record_at(tenant, place)).flatten();
            let other = other.iter().flat_map(entries).map(|(_, entry)| hash_name(mail_of(entry))).collect::<Vec<_>>();
            let hashes = known.iter().copied().chain(other);
            hashes.filter(|hash| wanted.contains(hash)).map(move |hash| (hash, place))
        })
        .collect();
    let mut holders: HashMap<u64, Vec<Place>, RandomState> = HashMap::default();
    for (hash, place) in held {
        holders.entry(hash).or_default().push(place);
    }
    let mut rivals: HashMap<u32, Vec<Place>, RandomState> = HashMap::default();
    for (hash, number) in claimed {
        let own = tenant.people[number as usize].exchange.map(Place::Recipient);
        let others = holders.get(&hash).into_iter().flatten().copied().filter(|place| Some(*place) != own);
        for place in others {
            let known = rivals.entry(number).or_default();
            if !known.contains(&place) {
                known.push(place);
            }
        }
    }
    rivals
}

/// Every live recipient of Exchange Online; a group may be soft-deleted as well.
fn places(tenant: &Tenant<'_>) -> Vec<Place> {
    let side = &tenant.records.exchange;
    let live = (0u32..).zip(&side.holders).filter(|(_, row)| !Recipient(side.record(**row)).is_soft_deleted());
    let holders = live.map(|(number, _)| Place::Holder(number));
    tenant.exchange.numbers().map(Place::Recipient).chain(holders).collect()
}

fn record_at<'t>(tenant: &'t Tenant<'_>, place: Place) -> Option<Record<'t>> {
    let side = &tenant.records.exchange;
    Some(match place {
        Place::Ad(number) => tenant.ad_user(number).0,
        Place::Recipient(number) => tenant.recipient(number).0,
        Place::Holder(number) => side.record(*side.holders.get(number as usize)?),
        Place::Deleted(number) => tenant.deleted_mailbox(number).0,
    })
}

impl<'t> Subject<'t> {
    /// Others that have the mailbox GUID of the person's user in Active Directory, or share its archive GUID there.
    pub fn guid_rivals(&self) -> Vec<GuidRival<'t>> {
        let tenant = self.tenant;
        let (Some(user), Some(places)) = (self.ad, tenant.contenders.guids.get(&self.number)) else {
            return Vec::new();
        };
        let rival = |place: &Place| {
            let record = record_at(tenant, *place)?;
            let (field, own, person) = match place {
                Place::Ad(number) => {
                    let theirs = guids_of(&AdUser(record));
                    let shared = guids_of(&user).into_iter().find(|own| own.1.is_some() && theirs.contains(own))?.0;
                    (shared, shared, Some(*number))
                }
                _ => (exchange::MAILBOX_GUID, ad::MAILBOX_GUID, None),
            };
            Some(GuidRival { record, field, own, person, is_deleted: matches!(place, Place::Deleted(_)) })
        };
        let mut rivals: Vec<_> = places.iter().filter_map(rival).collect();
        rivals.sort_by_cached_key(|rival| (rival.person.is_some(), names(&rival.record)));
        rivals
    }

    /// Other live recipients that hold an address which the person claims and its own recipient does not hold.
    pub fn address_rivals(&self) -> Vec<AddressRival<'t>> {
        let tenant = self.tenant;
        let Some(places) = tenant.contenders.addresses.get(&self.number) else { return Vec::new() };
        let claims = claims(tenant, self.number);
        let rival = |place: &Place| {
            let record = record_at(tenant, *place)?;
            let held = entries(&record);
            let (own, (field, entry)) = claims.iter().find_map(|own| {
                let same = held.iter().find(|(_, entry)| same_name(mail_of(entry), mail_of(own.2)))?;
                Some((*own, *same))
            })?;
            let guest = matches!(place, Place::Recipient(number) if tenant.recipient(*number).is_guest());
            let is_other_kind = guest || matches!(place, Place::Holder(_));
            let holder = Holder { record, field, entry, person: None };
            Some(AddressRival { mail: mail_of(own.2), own, holder, is_other_kind })
        };
        let mut rivals: Vec<_> = places.iter().filter_map(rival).collect();
        rivals.sort_by_cached_key(|rival| names(&rival.holder.record));
        rivals
    }
}

/// By what an object is called, not by where it stands, so that the order of rows does not matter.
fn names(record: &Record<'_>) -> Vec<String> {
    [ad::GUID, ad::DN, exchange::ID, exchange::PRIMARY, exchange::MAILBOX_GUID, exchange::DISPLAY_NAME]
        .into_iter()
        .map(|field| record.shown(field).unwrap_or_default().into_owned())
        .collect()
}
