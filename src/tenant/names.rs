//! The names and addresses of every object as hashes, made in one pass over each side: what comes after compares numbers
//! and looks at texts only where these agree.

use rayon::prelude::*;

use super::Tenant;
use super::addresses::{entries, mail_of};
use super::index::hash_name;
use crate::records::Record;
use crate::schema::{Field, Kind, ad, entra};
use crate::truth::Known;

/// A name by which rows are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Upn,
    /// Of users of Entra ID the UPN in Active Directory, of recipients WindowsLiveID.
    SecondUpn,
    /// Of recipients MicrosoftOnlineServicesID.
    ThirdUpn,
    Primary,
    Alias,
}

impl Name {
    const COUNT: usize = 5;
}

/// The names of all three sides.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) ad: Hashes,
    pub(super) entra: Hashes,
    pub(super) exchange: Hashes,
    /// Users of Entra ID that are guests.
    pub(super) guests: Vec<bool>,
}

/// The names of one side, by the number of the object.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    /// By [`Name`]; 0 where there is none. Names that nobody has take no place.
    names: [Vec<u64>; Name::COUNT],
    /// Where the entries of each object begin.
    starts: Vec<u32>,
    entries: Vec<u64>,
    /// Of each object how its list of addresses stands among the entries.
    lists: Vec<List>,
}

/// The part of an object's entries that is its list of addresses; none where nobody knows the list.
#[derive(Clone, Copy, Debug)]
struct List {
    from: u8,
    length: Option<u32>,
}

/// The objects hashed at one go.
const PORTION: u32 = 4096;

impl Names {
    pub(super) fn new(tenant: &Tenant<'_>) -> Self {
        let ad = Hashes::new(tenant.ad.len(), |number| {
            let user = tenant.ad_user(number);
            let names = [user.upn().value(), None, None, user.primary_smtp().value(), user.mail_nickname().value()];
            (user.0, names)
        });
        let entra = Hashes::new(tenant.entra.len(), |number| {
            let user = tenant.entra_user(number);
            let upns = [user.upn().value(), user.ad_upn().value()];
            (user.0, [upns[0], upns[1], None, user.primary_smtp().value(), user.mail_nickname().value()])
        });
        let exchange = Hashes::new(tenant.exchange.len(), |number| {
            let recipient = tenant.recipient(number);
            let mut names = [None, None, None, recipient.primary_smtp().value(), recipient.alias().value()];
            for (name, upn) in names.iter_mut().zip(recipient.upns()) {
                *name = Some(upn);
            }
            (recipient.0, names)
        });
        let guests = tenant.entra.numbers().into_par_iter().map(|n| tenant.entra_user(n).is_guest().holds()).collect();
        Self { ad, entra, exchange, guests }
    }
}

impl Hashes {
    fn new<'r>(objects: usize, names: impl Fn(u32) -> (Record<'r>, [Option<&'r str>; Name::COUNT]) + Sync) -> Self {
        let objects = u32::try_from(objects).expect("fewer objects than 4 billion");
        let portions: Vec<Self> = (0..objects.div_ceil(PORTION))
            .into_par_iter()
            .map(|portion| {
                let mut part = Self::default();
                for number in portion * PORTION..((portion + 1) * PORTION).min(objects) {
                    let (record, names) = names(number);
                    record.touch();
                    part.push(&record, names);
                }
                part
            })
            .collect();
        let mut all = Self::default();
        let total = portions.iter().map(|part| part.entries.len()).sum();
        all.entries.reserve_exact(total);
        all.starts.reserve_exact(objects as usize + 1);
        all.lists.reserve_exact(objects as usize);
        for (at, own) in all.names.iter_mut().enumerate() {
            if portions.iter().any(|part| part.names[at].iter().any(|hash| *hash != 0)) {
                own.reserve_exact(objects as usize);
                portions.iter().for_each(|part| own.extend_from_slice(&part.names[at]));
            }
        }
        for part in portions {
            let before = u32::try_from(all.entries.len()).expect("fewer addresses than 4 billion");
            all.starts.extend(part.starts.iter().map(|start| before + start));
            all.entries.extend_from_slice(&part.entries);
            all.lists.extend_from_slice(&part.lists);
        }
        all.starts.push(u32::try_from(all.entries.len()).expect("fewer addresses than 4 billion"));
        all
    }

    fn push(&mut self, record: &Record<'_>, names: [Option<&str>; Name::COUNT]) {
        for (own, name) in self.names.iter_mut().zip(names) {
            own.push(name.map_or(0, hash_name));
        }
        self.starts.push(u32::try_from(self.entries.len()).expect("a portion is small"));
        let (mut from, mut length) = (0, 0);
        let list = list_of(record);
        for (field, entry) in entries(record) {
            if Some(field) == list {
                length += 1;
            } else if length == 0 {
                from += 1;
            }
            self.entries.push(hash_name(mail_of(entry)));
        }
        let is_known = list.is_some_and(|list| matches!(record.text(list), Known::Value(_)));
        self.lists.push(List { from, length: is_known.then_some(length) });
    }

    /// The hash of a name of an object; 0 where it has none.
    pub(super) fn name(&self, name: Name, number: u32) -> u64 {
        self.names[name as usize].get(number as usize).copied().unwrap_or(0)
    }

    /// The hashes of all names that mail is sent to.
    pub(super) fn entries(&self, number: u32) -> &[u64] {
        let at = number as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Those of proxyAddresses alone; `None` where nobody knows them.
    pub(super) fn list(&self, number: u32) -> Option<&[u64]> {
        let List { from, length } = self.lists[number as usize];
        let from = usize::from(from);
        self.entries(number).get(from..from + length? as usize)
    }
}

fn list_of(record: &Record<'_>) -> Option<Field> {
    match record.table().kind {
        Kind::AdUsers => Some(ad::PROXIES),
        Kind::EntraUsers | Kind::EntraDeletedUsers => Some(entra::PROXIES),
        _ => None,
    }
}
