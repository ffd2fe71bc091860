//! Finds what is left of deleted users and mailboxes, and whose it is.

use std::collections::{HashMap, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::index::{Index, hash_name, same_name};
use super::join::{Key, index, keys_of_recipient, name, one};
use super::names::Name;
use super::{Holder, JoinKey, MailboxLink, Person, Remains, Tenant};
use crate::guid::Guid;
use crate::records::{AdUser, EntraUser, Recipient, Standing};
use crate::schema::exchange;
use crate::truth::Known;

/// Finds the deleted users and mailboxes of everybody, by the person's number, and counts who has left: those that join
/// no live row.
pub(super) fn find(tenant: &Tenant<'_>) -> (u64, HashMap<u32, Remains, RandomState>) {
    if tenant.deleted_users.len() + tenant.deleted_mailboxes.len() == 0 {
        return (0, HashMap::default());
    }
    let ties = Ties::new(tenant);
    let remains: HashMap<u32, Remains, RandomState> = tenant
        .numbers()
        .into_par_iter()
        .filter_map(|number| Some((number, ties.of(tenant.people[number as usize])?)))
        .collect();
    (ties.leavers(&remains), remains)
}

/// Deleted users and mailboxes by all that can tie them to a person.
struct Ties<'t> {
    tenant: &'t Tenant<'t>,
    users_by_anchor: Index,
    users_by_upn: Index,
    by_id: Index,
    by_guid: Index,
    by_upn: Index,
    by_primary: Index,
}

/// A name of a live user, by its hash; the text is fetched where something has the same.
struct Sought {
    name: Name,
    hash: u64,
    /// The user of Entra ID, or of Active Directory.
    user: Result<u32, u32>,
}

impl<'t> Ties<'t> {
    fn new(tenant: &'t Tenant<'_>) -> Self {
        let (users, mailboxes) = (tenant.deleted_users.len(), tenant.deleted_mailboxes.len());
        let user = |number| tenant.deleted_user(number);
        let mailbox = |number| tenant.deleted_mailbox(number);
        Self {
            tenant,
            users_by_anchor: index(users, |n| one(user(n).immutable_id().value().map(Key::Guid))),
            users_by_upn: index(users, |n| name(user(n).upn_before_deletion())),
            by_id: index(mailboxes, |n| one(mailbox(n).id().value().map(Key::Guid))),
            by_guid: index(mailboxes, |n| one(mailbox(n).mailbox_guid().value().map(Key::Guid))),
            by_upn: index(mailboxes, |n| keys_of_recipient(&mailbox(n), JoinKey::Upn)),
            by_primary: index(mailboxes, |n| name(mailbox(n).primary_smtp().value())),
        }
    }

    fn user(&self, number: u32) -> EntraUser<'t> {
        self.tenant.deleted_user(number)
    }

    fn mailbox(&self, number: u32) -> Recipient<'t> {
        self.tenant.deleted_mailbox(number)
    }

    /// What is left of a person of whom there is a live row in Active Directory or Entra ID.
    fn of(&self, person: Person) -> Option<Remains> {
        let ad = person.ad.map(|number| self.tenant.ad_user(number));
        let entra = person.entra.map(|number| self.tenant.entra_user(number));
        let upns = self.both(person, Name::Upn);
        let user = self.user_of(ad, entra, &upns);
        let mailboxes = self.mailboxes_of(person, user, &upns);
        let any = user.is_some() || !mailboxes.is_empty();
        ((ad.is_some() || entra.is_some()) && any).then_some(Remains { user, mailboxes })
    }

    /// The deleted user with one of the anchors, else with one of the names; of several the one deleted last.
    fn user_of(&self, ad: Option<AdUser<'_>>, entra: Option<EntraUser<'_>>, upns: &[Sought]) -> Option<(u32, JoinKey)> {
        if self.tenant.deleted_users.len() == 0 {
            return None;
        }
        let last = |found: Vec<u32>, key: JoinKey| {
            let deleted = |n: &u32| self.user(*n).deleted().value().map(|instant| instant.seconds);
            found.into_iter().max_by_key(|n| (deleted(n), std::cmp::Reverse(*n))).map(|n| (n, key))
        };
        let cloud = entra.and_then(|user| user.immutable_id().value());
        let anchored = ad.iter().flat_map(AdUser::anchors).chain(cloud).flat_map(|anchor| {
            let holds = |n: u32| self.user(n).immutable_id().value() == Some(anchor);
            self.users_by_anchor.find(self.users_by_anchor.hash(anchor), holds)
        });
        last(anchored.collect(), JoinKey::ImmutableId).or_else(|| {
            let named = upns.iter().flat_map(|sought| {
                let holds = |n: u32| self.user(n).upn_before_deletion().is_some_and(|own| self.is(sought, own));
                self.users_by_upn.find(sought.hash, holds)
            });
            last(named.collect(), JoinKey::Upn)
        })
    }

    /// The deleted mailboxes, each with the strongest tie.
    fn mailboxes_of(
        &self,
        person: Person,
        deleted: Option<(u32, JoinKey)>,
        upns: &[Sought],
    ) -> Vec<(u32, MailboxLink)> {
        let ad = person.ad.map(|number| self.tenant.ad_user(number));
        let entra = person.entra.map(|number| self.tenant.entra_user(number));
        let mut found: Vec<(u32, MailboxLink)> = Vec::new();
        let is_mail_user = |n: u32| self.mailbox(n).standing().is(|standing| standing == Standing::NoMailbox).holds();
        let mut add = |n: u32, link: MailboxLink| {
            if !is_mail_user(n) && !found.iter().any(|(known, _)| *known == n) {
                found.push((n, link));
            }
        };
        let own = entra.and_then(|user| user.id().value());
        let deleted =
            deleted.filter(|(_, key)| *key == JoinKey::ImmutableId).and_then(|(n, _)| self.user(n).id().value());
        for (id, link) in [(own, MailboxLink::ObjectId), (deleted, MailboxLink::DeletedUser)] {
            let Some(id) = id else { continue };
            for n in self.by_id.find(self.by_id.hash(id), |n| self.mailbox(n).id().value() == Some(id)) {
                add(n, link);
            }
        }
        if let Some(guid) = ad.and_then(|user| user.mailbox_guid().value()) {
            for n in
                self.by_guid.find(self.by_guid.hash(guid), |n| self.mailbox(n).mailbox_guid().value() == Some(guid))
            {
                add(n, MailboxLink::MailboxGuid);
            }
        }
        for sought in upns {
            for n in self.by_upn.find(sought.hash, |n| self.mailbox(n).upns().any(|own| self.is(sought, own))) {
                let blank_id = self.mailbox(n).id().is_empty().holds();
                add(n, if blank_id { MailboxLink::Upn } else { MailboxLink::UpnOfAnotherId });
            }
        }
        for sought in self.both(person, Name::Primary) {
            let holds = |n: u32| self.mailbox(n).primary_smtp().value().is_some_and(|own| self.is(&sought, own));
            for n in self.by_primary.find(sought.hash, holds) {
                add(n, MailboxLink::PrimarySmtp);
            }
        }
        found
    }

    /// The name on both sides; the same one is sought once.
    fn both(&self, person: Person, name: Name) -> Vec<Sought> {
        let names = &self.tenant.names;
        let cloud = person.entra.map(|user| (names.entra.name(name, user), Ok(user))).filter(|(hash, _)| *hash != 0);
        let ad = person.ad.map(|user| (names.ad.name(name, user), Err(user))).filter(|(hash, _)| *hash != 0);
        let ad = ad.filter(|(hash, _)| cloud.is_none_or(|(other, _)| *hash != other));
        cloud.into_iter().chain(ad).map(|(hash, user)| Sought { name, hash, user }).collect()
    }

    /// Whether a text is the name that is sought.
    fn is(&self, sought: &Sought, text: &str) -> bool {
        let own = match (sought.user, sought.name) {
            (Ok(user), Name::Upn) => self.tenant.entra_user(user).upn(),
            (Ok(user), _) => self.tenant.entra_user(user).primary_smtp(),
            (Err(user), Name::Upn) => self.tenant.ad_user(user).upn(),
            (Err(user), _) => self.tenant.ad_user(user).primary_smtp(),
        };
        own.value().is_some_and(|own| same_name(own, text))
    }

    /// A deleted user and the mailbox it left behind are one leaver.
    fn leavers(&self, remains: &HashMap<u32, Remains, RandomState>) -> u64 {
        let mut is_joined_user = vec![false; self.tenant.deleted_users.len()];
        let mut is_joined_mailbox = vec![false; self.tenant.deleted_mailboxes.len()];
        for found in remains.values() {
            if let Some((n, _)) = found.user {
                is_joined_user[n as usize] = true;
            }
            for (n, _) in &found.mailboxes {
                is_joined_mailbox[*n as usize] = true;
            }
        }
        let lone = |joined: &[bool]| -> Vec<u32> {
            (0u32..).zip(joined).filter(|(_, joined)| !**joined).map(|(n, _)| n).collect()
        };
        let users = lone(&is_joined_user);
        let gone: HashSet<Guid> = users.iter().filter_map(|n| self.user(*n).id().value()).collect();
        let is_of_its_user = |n: &u32| self.mailbox(*n).id().value().is_some_and(|id| gone.contains(&id));
        let mailboxes = lone(&is_joined_mailbox).into_iter().filter(|n| !is_of_its_user(n)).count();
        (users.len() + mailboxes) as u64
    }
}

/// What is asked of deleted mailboxes whoever they belong to.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// Of the object ids of deleted mailboxes those that a user of Entra ID has, live or deleted.
    owned: HashSet<Guid, RandomState>,
    by_address: Option<Index>,
    /// Recipients that may share an address with a deleted mailbox.
    shared: HashSet<u32, RandomState>,
    /// Whether any of them has no GUID that can be compared.
    without_guid: bool,
}

impl Deleted {
    pub(super) fn new(tenant: &Tenant<'_>) -> Self {
        let mailboxes = tenant.deleted_mailboxes.len();
        if mailboxes == 0 {
            return Self::default();
        }
        let ids: HashSet<Guid, RandomState> =
            tenant.deleted_mailboxes.numbers().filter_map(|n| tenant.deleted_mailbox(n).id().value()).collect();
        let live = tenant.entra.numbers().into_par_iter().filter_map(|n| tenant.entra_user(n).id().value());
        let gone = tenant.deleted_users.numbers().into_par_iter().filter_map(|n| tenant.deleted_user(n).id().value());
        let owned = live.chain(gone).filter(|id| ids.contains(id)).collect();
        let by_address = Index::new(mailboxes, |number, add| {
            for (_, address) in tenant.deleted_mailbox(number).smtp_addresses() {
                add(hash_name(address.mail));
            }
        });
        let meets =
            |recipient: &u32| tenant.names.exchange.entries(*recipient).iter().any(|hash| by_address.has(*hash));
        let shared = tenant.exchange.numbers().into_par_iter().filter(meets).collect();
        // Every mailbox has one, so a blank cell says as little as one that cannot be read.
        let is_without = |n| tenant.deleted_mailbox(n).mailbox_guid().value().is_none();
        let without_guid = tenant.deleted_mailboxes.numbers().into_par_iter().any(is_without);
        Self { owned, by_address: Some(by_address), shared, without_guid }
    }

    /// Whether a mailbox with this GUID, which none of them was found to have, may be among them all the same.
    pub(super) fn may_hold(&self, guid: Known<Guid>) -> bool {
        let are_any = self.by_address.is_some();
        are_any
            && match guid {
                Known::Empty => false,
                Known::Value(_) => self.without_guid,
                Known::Set(_) | Known::Unknown(_) => true,
            }
    }

    pub(super) fn is_owned(&self, id: Guid) -> bool {
        self.owned.contains(&id)
    }

    /// Whether a deleted mailbox may hold an address of a recipient.
    pub(super) fn is_shared(&self, recipient: u32) -> bool {
        self.shared.contains(&recipient)
    }

    /// The deleted mailboxes that hold an address.
    pub(super) fn holders<'r>(&self, tenant: &'r Tenant<'_>, mail: &str) -> Vec<Holder<'r>> {
        let Some(index) = &self.by_address else { return Vec::new() };
        let holder = |number: u32| {
            let mailbox = tenant.deleted_mailbox(number);
            let (field, address) = mailbox.smtp_addresses().find(|(_, address)| same_name(address.mail, mail))?;
            Some(Holder { record: mailbox.0, field, entry: address.entry, person: None })
        };
        let numbers = index.find(hash_name(mail), |number| holder(number).is_some());
        let mut holders: Vec<_> = numbers.into_iter().filter_map(holder).collect();
        // By what they are, not by where they stand, so that the order of rows does not matter.
        holders.sort_by_cached_key(|holder| {
            [exchange::MAILBOX_GUID, exchange::ID, exchange::PRIMARY]
                .map(|field| holder.record.shown(field).unwrap_or_default().into_owned())
        });
        holders
    }
}
