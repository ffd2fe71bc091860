//! Joins users of Active Directory, users of Entra ID and recipients, by the strongest key first.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::index::{Hit, Index, Sieve, fold, hash, hash_name, same_name};
use super::names::Name;
use super::objects::Objects;
use super::remains::{self, Deleted};
use super::{JoinKey, Person, Tenant};
use crate::error::{Remark, Topic};
use crate::guid::Guid;
use crate::records::{AdUser, EntraUser, Recipient, Side, domain_name};
use crate::schema::{Field, Kind, ad, entra};

/// A key as it is looked up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key<'t> {
    Guid(Guid),
    Name(&'t str),
}

impl Key<'_> {
    fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Guid(one), Self::Guid(other)) => one == other,
            (Self::Name(one), Self::Name(other)) => same_name(one, other),
            _ => false,
        }
    }

    fn hash(self) -> u64 {
        match self {
            Self::Guid(guid) => hash(guid),
            Self::Name(name) => hash_name(name),
        }
    }
}

/// Up to three keys of one object.
pub(super) type Keys<'t> = [Option<Key<'t>>; 3];

/// Tells the keys of a numbered object.
type KeysOf<'p, 't> = &'p (dyn Fn(u32) -> Keys<'t> + Sync + 'p);

/// Tells the hashes of these keys, 0 where there is none: made once for all names of a side.
type HashesOf<'p> = &'p (dyn Fn(u32) -> [u64; 3] + Sync + 'p);

/// Tells whether two numbered objects may be joined.
type Fits<'p> = &'p (dyn Fn(u32, u32) -> bool + Sync + 'p);

pub(super) fn one(key: Option<Key<'_>>) -> Keys<'_> {
    [key, None, None]
}

pub(super) fn name(text: Option<&str>) -> Keys<'_> {
    one(text.map(Key::Name))
}

pub(super) fn index<'t>(objects: usize, keys: impl Fn(u32) -> Keys<'t> + Sync) -> Index {
    Index::new(objects, |number, add| keys(number).into_iter().flatten().map(Key::hash).for_each(add))
}

/// One way of joining a left object (a user of Active Directory, a person) to a right one.
struct Pass<'p, 't> {
    key: JoinKey,
    left: (HashesOf<'p>, KeysOf<'p, 't>),
    right: (HashesOf<'p>, KeysOf<'p, 't>),
    /// Whether a pair found by the key may be joined.
    fits: Fits<'p>,
    /// Whether two of the left, who share a key, are certainly not one and the same.
    distinct: Fits<'p>,
    /// Whether the key must be the only one of its kind on the left, too: the strong ones are by their nature.
    unique_left: bool,
}

/// What is joined so far.
struct Pairs {
    right_of: Vec<Option<(u32, JoinKey)>>,
    /// Whether the first of the left keys made the pair.
    by_first: Vec<bool>,
    /// Who was joined to each of the right.
    taken: Vec<Option<u32>>,
    ambiguous: Vec<(u32, JoinKey, Hit)>,
}

impl Pairs {
    fn new(left: usize, right: usize) -> Self {
        Self {
            right_of: vec![None; left],
            by_first: vec![false; left],
            taken: vec![None; right],
            ambiguous: Vec::new(),
        }
    }

    fn run(&mut self, pass: &Pass<'_, '_>) {
        let open: Vec<u32> =
            (0u32..).zip(&self.right_of).filter(|(_, joined)| joined.is_none()).map(|(number, _)| number).collect();
        let ((left_hashes, left), (right_hashes, right)) = (pass.left, pass.right);
        let has_key = |number: &u32| left_hashes(*number) != [0; 3];
        if self.taken.is_empty() || !open.par_iter().any(has_key) {
            return;
        }
        // When nearly everybody is joined, few of the others' keys matter.
        let few = (open.len() < self.taken.len() / 4).then(|| sieve(open.iter().copied(), left_hashes));
        let index = index_of(self.taken.len(), right_hashes, few.as_ref());
        if index.is_empty() {
            return;
        }
        let holds = |number: u32, key: Key<'_>| right(number).into_iter().flatten().any(|own| own.same(key));
        let hits: Vec<(u32, Hit, bool)> = open
            .into_par_iter()
            .filter_map(|number| {
                let hashes = left_hashes(number);
                if !hashes.iter().any(|hash| *hash != 0 && index.has(*hash)) {
                    return None;
                }
                let keys = left(number).into_iter().zip(hashes).enumerate();
                let (at, hit) = keys
                    .filter_map(|(at, (key, hash))| Some((at, key?, hash)))
                    .map(|(at, key, hash)| (at, index.hit(hash, |other| holds(other, key))))
                    .find(|(_, hit)| *hit != Hit::None)?;
                // Whoever is joined to it already may be the same one, in an export that does not tell.
                let is_anothers =
                    |other: u32| self.taken[other as usize].is_some_and(|owner| (pass.distinct)(number, owner));
                match hit {
                    Hit::One(other) if is_anothers(other) || !(pass.fits)(number, other) => None,
                    hit => Some((number, hit, at == 0)),
                }
            })
            .collect();
        let mut claims = vec![0u8; self.taken.len()];
        for (_, hit, _) in &hits {
            if let Hit::One(other) = hit {
                claims[*other as usize] = claims[*other as usize].saturating_add(1);
            }
        }
        let shared = self.shared_on_the_left(pass, &hits);
        for (number, hit, by_first) in hits {
            match hit {
                Hit::One(other)
                    if self.taken[other as usize].is_none()
                        && claims[other as usize] == 1
                        && !shared.contains(&number) =>
                {
                    self.by_first[number as usize] = by_first;
                    self.right_of[number as usize] = Some((other, pass.key));
                    self.taken[other as usize] = Some(number);
                }
                hit => self.ambiguous.push((number, pass.key, hit)),
            }
        }
    }

    /// Those of the candidates whose key another object of the left holds, joined already or not.
    fn shared_on_the_left(&self, pass: &Pass<'_, '_>, hits: &[(u32, Hit, bool)]) -> std::collections::HashSet<u32> {
        if !pass.unique_left || hits.is_empty() {
            return std::collections::HashSet::new();
        }
        let (left_hashes, left) = pass.left;
        let few = sieve(hits.iter().map(|(number, ..)| *number), left_hashes);
        let index = index_of(self.right_of.len(), left_hashes, Some(&few));
        let holds = |number: u32, key: Key<'_>| left(number).into_iter().flatten().any(|own| own.same(key));
        let is_shared = |number: u32, hash: u64, key: Key<'_>| {
            index.hit(hash, |other| other != number && holds(other, key)) != Hit::None
        };
        hits.iter()
            .filter(|(number, ..)| {
                let keys = left(*number).into_iter().zip(left_hashes(*number));
                keys.filter_map(|(key, hash)| Some((key?, hash))).any(|(key, hash)| is_shared(*number, hash, key))
            })
            .map(|(number, ..)| *number)
            .collect()
    }
}

/// An index of all keys, or of those that are among a few.
fn index_of(objects: usize, hashes: HashesOf<'_>, few: Option<&Sieve>) -> Index {
    let is_wanted = |hash: &u64| *hash != 0 && few.is_none_or(|few| few.may_have(*hash));
    Index::new(objects, |number, add| hashes(number).into_iter().filter(is_wanted).for_each(add))
}

/// The keys of some objects.
fn sieve(objects: impl Iterator<Item = u32>, hashes: HashesOf<'_>) -> Sieve {
    let hashes = objects.flat_map(hashes).filter(|hash| *hash != 0);
    Sieve::new(&hashes.collect::<Vec<u64>>())
}

/// The hashes of keys that are no names, or that few have.
fn hashed(keys: Keys<'_>) -> [u64; 3] {
    keys.map(|key| key.map_or(0, Key::hash))
}

impl Tenant<'_> {
    pub(super) fn join_people(&mut self) {
        let pairs = self.join_entra();
        let mut people: Vec<Person> = Vec::with_capacity(self.ad.len() + self.entra.len());
        for (number, joined) in (0u32..).zip(&pairs.right_of) {
            people.push(Person {
                ad: Some(number),
                entra: joined.map(|(entra, _)| entra),
                ad_entra: joined.map(|(_, key)| key),
                ..Person::default()
            });
        }
        for number in self.entra.numbers().filter(|number| pairs.taken[*number as usize].is_none()) {
            people.push(Person { entra: Some(number), ..Person::default() });
        }
        self.people = people;
        self.note_ambiguous(&pairs.ambiguous, Kind::EntraUsers);

        let pairs = self.join_exchange();
        // The first key of a person is that of the Entra user.
        for ((person, joined), by_entra) in self.people.iter_mut().zip(&pairs.right_of).zip(&pairs.by_first) {
            if let Some((recipient, key)) = joined {
                person.exchange = Some(*recipient);
                *(if *by_entra { &mut person.entra_exchange } else { &mut person.ad_exchange }) = Some(*key);
            }
        }
        for number in self.exchange.numbers().filter(|number| pairs.taken[*number as usize].is_none()) {
            self.people.push(Person { exchange: Some(number), ..Person::default() });
        }
        self.note_ambiguous(&pairs.ambiguous, Kind::ExchangeRecipients);
        (self.leavers, self.remains) = remains::find(self);
        self.deleted = Deleted::new(self);
    }

    fn join_entra(&mut self) -> Pairs {
        let mut pairs = Pairs::new(self.ad.len(), self.entra.len());
        let user = |number| self.ad_user(number);
        let entra = |number| self.entra_user(number);
        // A guest joins by ImmutableId only.
        let member = |number: u32| Some(entra(number)).filter(|user| !user.is_guest().holds());
        let always = |_: u32, _: u32| true;
        let no_other_anchor = |left: u32, right: u32| {
            !entra(right).immutable_id().value().is_some_and(|id| user(left).disowns(id).holds())
        };

        let distinct = |one: u32, other: u32| are_two(&user(one), &user(other));

        let immutable = |number: u32| one(entra(number).immutable_id().value().map(Key::Guid));
        let sid = |number: u32| name(member(number).and_then(|user| user.sid().value()));
        let strong: [(&[Field], KeysOf<'_, '_>, JoinKey, KeysOf<'_, '_>); 5] = [
            (
                &[ad::CONSISTENCY],
                &|n| one(user(n).consistency_guid().value().map(Key::Guid)),
                JoinKey::ImmutableId,
                &immutable,
            ),
            (
                &[ad::GUID, ad::COMPUTED_ID],
                &|n| {
                    let known = user(n).guid().value().or(user(n).computed_id().value());
                    let [first, second] = match (known, user(n).guid_of_plain_digits()) {
                        (None, Some(both)) => both.map(Some),
                        (known, _) => [known, None],
                    };
                    [first.map(Key::Guid), second.map(Key::Guid), None]
                },
                JoinKey::ImmutableId,
                &immutable,
            ),
            (&[ad::SID], &|n| name(user(n).sid().value()), JoinKey::Sid, &sid),
            // The account of a linked mailbox may be of a forest that was not exported.
            (&[ad::MASTER_SID], &|n| name(user(n).master_sid().value()), JoinKey::Sid, &sid),
            (&[ad::EXTERNAL_ID], &|n| one(user(n).external_id().map(Key::Guid)), JoinKey::ObjectId, &|n| {
                one(member(n).and_then(|user| user.id().value()).map(Key::Guid))
            }),
        ];
        for (_, left, key, right) in strong.into_iter().filter(|(fields, ..)| self.records.ad.has_any(fields)) {
            let left: (HashesOf<'_>, _) = (&|n| hashed(left(n)), left);
            let right: (HashesOf<'_>, _) = (&|n| hashed(right(n)), right);
            pairs.run(&Pass { key, left, right, fits: &always, distinct: &distinct, unique_left: false });
        }
        // Where no anchor is that of anybody, another attribute is: it parts nobody from an address.
        let matching = pairs.right_of.iter().flatten().filter(|(_, key)| *key == JoinKey::ImmutableId).count();
        let anchored = self.entra.numbers().filter(|n| entra(*n).immutable_id().is_set().holds()).take(FOREIGN).count();
        let are_foreign = matching == 0 && anchored == FOREIGN;
        let compares_anchors = matching > 0 || anchored == 0;
        let upn = |n: u32| name(user(n).upn().value());
        let weak: [(Name, KeysOf<'_, '_>, JoinKey, Name, KeysOf<'_, '_>, bool); 4] = [
            (Name::Upn, &upn, JoinKey::Upn, Name::SecondUpn, &|n| name(entra(n).ad_upn().value()), true),
            (Name::Upn, &upn, JoinKey::Upn, Name::Upn, &|n| name(entra(n).upn().value()), true),
            (
                Name::Primary,
                &|n| name(user(n).primary_smtp().value()),
                JoinKey::PrimarySmtp,
                Name::Primary,
                &|n| name(entra(n).primary_smtp().value()),
                are_foreign,
            ),
            (
                Name::Alias,
                &|n| name(user(n).mail_nickname().value()),
                JoinKey::Alias,
                Name::Alias,
                &|n| name(entra(n).mail_nickname().value()),
                false,
            ),
        ];
        let names = &self.names;
        for (own, left, key, other, right, across_anchors) in weak {
            let fits: Fits<'_> = if across_anchors { &always } else { &no_other_anchor };
            let of_member = |n: u32| if names.guests[n as usize] { 0 } else { names.entra.name(other, n) };
            let left: (HashesOf<'_>, _) = (&|n| [names.ad.name(own, n), 0, 0], left);
            let right: (HashesOf<'_>, _) = (&|n| [of_member(n), 0, 0], right);
            pairs.run(&Pass { key, left, right, fits, distinct: &distinct, unique_left: true });
        }

        // Another anchor attribute fails for every row; single rows have changed their anchor.
        let differing = (0u32..)
            .zip(&pairs.right_of)
            .filter_map(|(left, right)| Some((left, (*right)?)))
            .filter(|(left, (right, key))| *key != JoinKey::ImmutableId && !no_other_anchor(*left, *right))
            .count();
        let unmatched = (0u32..)
            .zip(&pairs.right_of)
            .filter_map(|(left, right)| Some((left, (*right)?)))
            .filter(|(left, (right, key))| {
                *key != JoinKey::ImmutableId
                    && user(*left).anchors().next().is_some()
                    && entra(*right).immutable_id().is_set().holds()
            })
            .count();
        self.anchored_elsewhere = differing >= FOREIGN && differing > matching;
        self.compares_anchors = compares_anchors && !self.anchored_elsewhere;
        self.other_anchors = differing as u64;
        if matching == 0 && unmatched >= 10 {
            self.remark_foreign_anchors(unmatched);
        }
        pairs
    }

    fn remark_foreign_anchors(&mut self, people: usize) {
        let Some(table) = self.records.entra.tables_of(Kind::EntraUsers).next() else { return };
        let message = format!(
            "none of the {people} ids here is that of the user in Active Directory whose other names are the same: another \
             attribute is the source anchor, or the ids were changed on their way (upper and lower case matter)"
        );
        self.remarks.push(Remark {
            column: table.header_of(entra::IMMUTABLE_ID).map(str::to_owned),
            ..Remark::on_file(&table.path, table.sheet.as_deref(), Topic::Column, message)
        });
    }

    fn join_exchange(&self) -> Pairs {
        let mut pairs = Pairs::new(self.people.len(), self.exchange.len());
        let of = |number: u32| {
            let person = self.people[number as usize];
            (person.entra.map(|entra| self.entra_user(entra)), person.ad.map(|user| self.ad_user(user)))
        };
        let keys = |number: u32, key: JoinKey| -> Keys<'_> {
            let (entra, user) = of(number);
            let [own, ..] = entra.map_or([None; 3], |entra| keys_of_entra(&entra, key));
            let [other, ..] = user.map_or([None; 3], |user| keys_of_ad(&user, key));
            [own, other, None]
        };
        let fits = |number: u32, recipient: u32, across_ids: bool| {
            let (entra, _) = of(number);
            let recipient = self.recipient(recipient);
            let other_id =
                entra.as_ref().and_then(|entra| Some(entra.id().value()? != recipient.id().value()?)).unwrap_or(false);
            let stranger = recipient.is_guest() && !entra.is_some_and(|entra| entra.is_guest().holds());
            !stranger && (across_ids || !other_id)
        };
        let distinct = |one: u32, other: u32| {
            let ((cloud, user), (other_cloud, other_user)) = (of(one), of(other));
            let id = |cloud: Option<EntraUser<'_>>| cloud.and_then(|cloud| cloud.id().value());
            let by_id = || id(cloud).zip(id(other_cloud)).is_some_and(|(one, other)| one != other);
            let by_anchor = |user: Option<AdUser<'_>>, cloud: Option<EntraUser<'_>>| {
                user.zip(cloud.and_then(|cloud| cloud.immutable_id().value()))
                    .is_some_and(|(user, id)| user.disowns(id).holds())
            };
            by_id()
                || user.zip(other_user).is_some_and(|(one, other)| are_two(&one, &other))
                || by_anchor(user, other_cloud)
                || by_anchor(other_user, cloud)
        };
        let names = &self.names;
        for (key, across_ids) in
            [(JoinKey::ObjectId, true), (JoinKey::Upn, true), (JoinKey::PrimarySmtp, false), (JoinKey::Alias, false)]
        {
            let own = name_of(key);
            let left_hashes = |number: u32| {
                let Some(name) = own else { return hashed(keys(number, key)) };
                let person = self.people[number as usize];
                let cloud = person.entra.map_or(0, |user| names.entra.name(name, user));
                [cloud, person.ad.map_or(0, |user| names.ad.name(name, user)), 0]
            };
            let right_keys = |number: u32| keys_of_recipient(&self.recipient(number), key);
            let right_hashes = |number: u32| match own {
                None => hashed(right_keys(number)),
                Some(Name::Upn) => {
                    [Name::Upn, Name::SecondUpn, Name::ThirdUpn].map(|name| names.exchange.name(name, number))
                }
                Some(name) => [names.exchange.name(name, number), 0, 0],
            };
            pairs.run(&Pass {
                key,
                left: (&left_hashes, &|number| keys(number, key)),
                right: (&right_hashes, &right_keys),
                fits: &|number, recipient| key == JoinKey::ObjectId || fits(number, recipient, across_ids),
                distinct: &distinct,
                unique_left: key != JoinKey::ObjectId,
            });
        }
        pairs
    }
}

/// Whether two users of Active Directory are certainly two: one id of both differs.
fn are_two(one: &AdUser<'_>, other: &AdUser<'_>) -> bool {
    let guids = one.guid().value().zip(other.guid().value());
    let sids = one.sid().value().zip(other.sid().value());
    guids.is_some_and(|(one, other)| one != other) || sids.is_some_and(|(one, other)| !same_name(one, other))
}

/// The name behind a key; none where it is an id.
fn name_of(key: JoinKey) -> Option<Name> {
    match key {
        JoinKey::Upn => Some(Name::Upn),
        JoinKey::PrimarySmtp => Some(Name::Primary),
        JoinKey::Alias => Some(Name::Alias),
        JoinKey::ImmutableId | JoinKey::Sid | JoinKey::ObjectId => None,
    }
}

fn keys_of_entra<'t>(user: &EntraUser<'t>, key: JoinKey) -> Keys<'t> {
    match key {
        JoinKey::ObjectId => one(user.id().value().map(Key::Guid)),
        JoinKey::Upn => name(user.upn().value()),
        JoinKey::PrimarySmtp => name(user.primary_smtp().value()),
        JoinKey::Alias => name(user.mail_nickname().value()),
        JoinKey::ImmutableId | JoinKey::Sid => [None; 3],
    }
}

fn keys_of_ad<'t>(user: &AdUser<'t>, key: JoinKey) -> Keys<'t> {
    match key {
        JoinKey::ObjectId => one(user.external_id().map(Key::Guid)),
        JoinKey::Upn => name(user.upn().value()),
        JoinKey::PrimarySmtp => name(user.primary_smtp().value()),
        JoinKey::Alias => name(user.mail_nickname().value()),
        JoinKey::ImmutableId | JoinKey::Sid => [None; 3],
    }
}

pub(super) fn keys_of_recipient<'t>(recipient: &Recipient<'t>, key: JoinKey) -> Keys<'t> {
    match key {
        JoinKey::ObjectId => one(recipient.id().value().map(Key::Guid)),
        JoinKey::Upn => {
            let mut keys = [None; 3];
            for (slot, upn) in keys.iter_mut().zip(recipient.upns()) {
                *slot = Some(Key::Name(upn));
            }
            keys
        }
        JoinKey::PrimarySmtp => name(recipient.primary_smtp().value()),
        JoinKey::Alias => name(recipient.alias().value()),
        JoinKey::ImmutableId | JoinKey::Sid => [None; 3],
    }
}

/// Whom a number was united with, the smallest number of all.
fn root(parent: &HashMap<u32, u32>, mut number: u32) -> u32 {
    while let Some(next) = parent.get(&number) {
        number = *next;
    }
    number
}

/// So many anchors that are not those of Active Directory are no single users whose anchor changed.
const FOREIGN: usize = 3;

/// The account itself, as the master account of a mailbox without one: not a link to anybody.
const SELF: &str = "S-1-5-10";

/// By what Entra Connect makes users of two forests one person, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Anchor,
    MasterAccount,
    Mail,
    Names,
}

/// Makes rows of different forests one person where Entra Connect does: a linked mailbox and its master account, the
/// same anchor, the same mail address, or the same account name and alias. Tells whether there are several forests, and the
/// names of all domains.
pub(super) fn merge_forests(objects: &mut Objects, side: &Side<'_>) -> (bool, Vec<String>) {
    let user = |number: u32| AdUser(objects.record(side, number));
    let parts = objects.numbers().into_par_iter().filter_map(|number| user(number).domain_part());
    // Each thread keeps its own, because nearly all are the same few.
    let different = parts.fold(HashSet::<&str, RandomState>::default, |mut all, part| {
        all.insert(part);
        all
    });
    let different = different.reduce(HashSet::default, |mut all, more| {
        all.extend(more);
        all
    });
    let mut names: Vec<String> = different.into_iter().map(domain_name).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return (false, names);
    }
    let domains: Vec<Option<String>> =
        objects.numbers().into_par_iter().map(|number| user(number).domain_part().map(domain_name)).collect();
    // A child domain is of the forest of its parent.
    let is_child = |name: &String| names.iter().any(|other| name.ends_with(&format!(".{other}")));
    let roots: Vec<&String> = names.iter().filter(|name| !is_child(name)).collect();
    if roots.len() < 2 {
        return (false, names);
    }
    let root_of = |domain: &Option<String>| {
        let domain = domain.as_ref()?;
        roots.iter().position(|root| domain == *root || domain.ends_with(&format!(".{root}")))
    };
    let forests: Vec<Option<usize>> = domains.iter().map(root_of).collect();

    // By the strength of the key, then by its text, so that the order of rows does not matter.
    let mut groups: BTreeMap<(Link, String), Vec<u32>> = BTreeMap::new();
    let mut owners: HashSet<String, RandomState> = HashSet::default();
    for number in objects.numbers().filter(|number| forests[*number as usize].is_some()) {
        let user = user(number);
        let mut add = |link: Link, key: String| {
            let members = groups.entry((link, key)).or_default();
            if members.last() != Some(&number) {
                members.push(number);
            }
        };
        for anchor in user.anchors() {
            add(Link::Anchor, anchor.hyphenated());
        }
        if let Some(sid) = user.sid().value() {
            owners.insert(sid.to_uppercase());
            add(Link::MasterAccount, sid.to_uppercase());
        }
        if let Some(master) = user.master_sid().value().filter(|sid| !sid.eq_ignore_ascii_case(SELF)) {
            add(Link::MasterAccount, master.to_uppercase());
        }
        if let Some(mail) = user.mail().value() {
            add(Link::Mail, fold(mail).into_owned());
        }
        if let (Some(sam), Some(alias)) = (user.sam_account_name().value(), user.mail_nickname().value()) {
            add(Link::Names, format!("{} {}", fold(sam), fold(alias)));
        }
    }
    // Mailboxes with one master account that nobody has are of two people.
    groups.retain(|(link, key), _| *link != Link::MasterAccount || owners.contains(key));
    // Union of all groups, the smallest number standing for each.
    let mut parent: HashMap<u32, u32> = HashMap::new();
    let mut forests_of: HashMap<u32, Vec<usize>> = HashMap::new();
    let own_forest = |number: u32| forests[number as usize].into_iter().collect::<Vec<usize>>();
    for members in groups.values() {
        // Nobody has two accounts in one forest: a key that two of them hold joins nobody.
        let mut all: Vec<usize> = members.iter().flat_map(|number| own_forest(*number)).collect();
        all.sort_unstable();
        if all.windows(2).any(|pair| pair[0] == pair[1]) {
            continue;
        }
        for pair in members.windows(2) {
            let (one, other) = (root(&parent, pair[0]), root(&parent, pair[1]));
            let of = |number: u32| forests_of.get(&number).cloned().unwrap_or_else(|| own_forest(number));
            let (mut theirs, others) = (of(one), of(other));
            if one != other && !others.iter().any(|forest| theirs.contains(forest)) {
                parent.insert(one.max(other), one.min(other));
                theirs.extend(others);
                forests_of.insert(one.min(other), theirs);
            }
        }
    }
    let mut merged: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for number in parent.keys() {
        merged.entry(root(&parent, *number)).or_default().push(*number);
    }
    let groups: Vec<Vec<u32>> = merged
        .into_iter()
        .map(|(root, mut members)| {
            members.push(root);
            // The enabled account decides: its forest owns the anchor.
            members.sort_by_cached_key(|number| {
                let user = user(*number);
                (user.is_disabled().holds(), user.0.text(ad::DN).value().map(|name| fold(name).into_owned()), *number)
            });
            members
        })
        .collect();
    objects.merge(&groups);
    (true, names)
}
