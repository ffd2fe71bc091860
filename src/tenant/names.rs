//! The names and addresses of every object as hashes, made in one pass over each side: what comes after compares numbers
//! and looks at texts only where these agree.

use rayon::prelude::*;

use super::Tenant;
use super::addresses::{entries, mail_of};
use super::index::hash_name;
use crate::records::{Addresses, EntraUser, Record};
use crate::schema::{Kind, ad, entra, exchange};
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
    portions: Vec<Portion>,
}

/// The names of some consecutive objects.
#[derive(Debug, Default)]
struct Portion {
    /// By [`Name`]; 0 where there is none. Names that nobody has take no place.
    names: [Vec<u64>; Name::COUNT],
    /// Where the entries of each object begin, and the last ones end.
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
        let portion = |portion: u32| {
            let mut part = Portion::default();
            for number in portion * PORTION..((portion + 1) * PORTION).min(objects) {
                let (record, names) = names(number);
                record.touch();
                part.push(&record, names);
            }
            part.finish()
        };
        Self { portions: (0..objects.div_ceil(PORTION)).into_par_iter().map(portion).collect() }
    }

    fn portion(&self, number: u32) -> (&Portion, usize) {
        (&self.portions[(number / PORTION) as usize], (number % PORTION) as usize)
    }

    /// The hash of a name of an object; 0 where it has none.
    pub(super) fn name(&self, name: Name, number: u32) -> u64 {
        let (portion, at) = self.portion(number);
        portion.names[name as usize].get(at).copied().unwrap_or(0)
    }

    /// The hashes of all names that mail is sent to.
    pub(super) fn entries(&self, number: u32) -> &[u64] {
        let (portion, at) = self.portion(number);
        portion.entries_of(at)
    }

    /// Those of proxyAddresses alone; `None` where nobody knows them.
    pub(super) fn list(&self, number: u32) -> Option<&[u64]> {
        let (portion, at) = self.portion(number);
        let List { from, length } = portion.lists[at];
        let from = usize::from(from);
        portion.entries_of(at).get(from..from + length? as usize)
    }
}

impl Portion {
    fn entries_of(&self, at: usize) -> &[u64] {
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Kept to the byte, and without the names that nobody has.
    fn finish(mut self) -> Self {
        self.starts.push(u32::try_from(self.entries.len()).expect("a portion is small"));
        for names in &mut self.names {
            if names.iter().all(|hash| *hash == 0) {
                *names = Vec::new();
            }
            names.shrink_to_fit();
        }
        self.starts.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.lists.shrink_to_fit();
        self
    }

    fn push(&mut self, record: &Record<'_>, names: [Option<&str>; Name::COUNT]) {
        let names = names.map(|name| name.map_or(0, hash_name));
        for (own, name) in self.names.iter_mut().zip(names) {
            own.push(name);
        }
        let start = self.entries.len();
        self.starts.push(u32::try_from(start).expect("a portion is small"));
        let list = self.push_entries(record, names);
        self.lists.push(list);
        debug_assert_eq!(
            self.entries[start..],
            entries(record).iter().map(|(_, entry)| hash_name(mail_of(entry))).collect::<Vec<_>>()
        );
    }

    /// The hashes of what [`entries`] tells as texts, in its order.
    fn push_entries(&mut self, record: &Record<'_>, names: [u64; Name::COUNT]) -> List {
        let start = self.entries.len();
        let kind = record.table().kind;
        let own = names[Name::Upn as usize];
        match kind {
            Kind::AdUsers => {
                let list = self.push_list(record.addresses(ad::PROXIES));
                let mail = if list == Known::Empty { record.text(ad::MAIL).value() } else { None };
                self.entries.extend(mail.map(|mail| hash_name(mail_of(mail))));
                for other in [own, record.text(ad::TARGET).value().map_or(0, |target| hash_name(mail_of(target)))] {
                    if other != 0 && !self.entries[start..].contains(&other) {
                        self.entries.push(other);
                    }
                }
                List { from: 0, length: list.value() }
            }
            Kind::EntraUsers | Kind::EntraDeletedUsers => {
                let list = record.addresses(entra::PROXIES);
                let user = EntraUser(*record);
                let unlisted = list.value().is_none() && user.immutable_id().is_set().holds();
                let mail = user.mail().value().filter(|_| unlisted).map(|mail| hash_name(mail_of(mail)));
                self.entries.extend((own != 0).then_some(own).into_iter().chain(mail));
                let list = self.push_list(list);
                List { from: u8::from(own != 0), length: list.value() }
            }
            _ => {
                self.push_list(record.addresses(exchange::ADDRESSES));
                let has_primary = record.text(exchange::PRIMARY).value().is_some();
                self.entries.extend(has_primary.then_some(names[Name::Primary as usize]));
                List { from: 0, length: None }
            }
        }
    }

    /// The hashes of the mail addresses of a list, and how many there are.
    fn push_list(&mut self, list: Known<Addresses<'_>>) -> Known<u32> {
        list.map(|list| {
            let start = self.entries.len();
            self.entries.extend(list.smtp().map(|address| hash_name(mail_of(address.entry))));
            u32::try_from(self.entries.len() - start).expect("a list is small")
        })
    }
}
