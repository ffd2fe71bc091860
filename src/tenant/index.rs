//! Finds objects by a key: an index of numbers, split so that it is built in parallel. No result depends on its order.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, Hash, Hasher as _};
use std::sync::LazyLock;

use foldhash::quality::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

use crate::eight;

/// Which object a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    None,
    One(u32),
    /// Two objects that hold the key: it joins nothing.
    Several(u32, u32),
}

/// Objects by the hash of their keys; whether a key is really meant the caller decides.
#[derive(Debug)]
pub(super) struct Index {
    shards: Vec<HashTable<(u32, u32)>>,
    is_empty: bool,
}

/// One seed for all indexes of a run, so that a key is hashed once however often it is looked up.
static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The hash of an id; never 0, which stands for none.
pub(super) fn hash(key: impl Hash) -> u64 {
    STATE.hash_one(key).max(1)
}

/// The hash of a name, whatever its case; never 0, which stands for no name.
pub(super) fn hash_name(name: &str) -> u64 {
    let hash = hash_words(name.as_bytes(), lower_case).or_else(|| hash_words(fold(name).as_bytes(), Some));
    hash.map_or(1, |hash| hash.max(1))
}

/// The hash of what each eight letters become; none where any of them become nothing.
fn hash_words(name: &[u8], turn: impl Fn(u64) -> Option<u64>) -> Option<u64> {
    let mut hasher = STATE.build_hasher();
    for eight in eight::eights(name, 0) {
        hasher.write_u64(turn(eight)?);
    }
    Some(hasher.finish())
}

/// Eight ASCII letters at once; `None` where one of them is not ASCII.
fn lower_case(letters: u64) -> Option<u64> {
    (letters & eight::ALL == 0).then(|| letters | eight::within(letters, b'A', b'Z') >> 2)
}

/// Names that differ in case only are one name.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Whether two names are one, whatever their case.
pub fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase())
}

impl Index {
    /// Indexes `objects` objects; `keys` passes the keys of one of them to its callback, each key as its hash.
    pub(super) fn new(objects: usize, keys: impl Fn(u32, &mut dyn FnMut(u64)) + Sync) -> Self {
        let portions = portions(objects, keys);
        let shards = (0..SHARDS)
            .into_par_iter()
            .map(|shard| {
                let own = || portions.iter().flat_map(|parts| &parts[shard]);
                let mut table = HashTable::with_capacity(portions.iter().map(|parts| parts[shard].len()).sum());
                for (hash, object) in own() {
                    table.insert_unique(*hash, (low(*hash), *object), |_: &(u32, u32)| {
                        unreachable!("the table was made large enough")
                    });
                }
                table
            })
            .collect::<Vec<HashTable<(u32, u32)>>>();
        let is_empty = shards.iter().all(HashTable::is_empty);
        Self { shards, is_empty }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    #[expect(clippy::unused_self, reason = "a key is hashed for an index")]
    pub(super) fn hash(&self, key: impl Hash) -> u64 {
        hash(key)
    }

    /// The objects whose key has this hash and which `holds` confirms, each once, in ascending order.
    pub(super) fn find(&self, hash: u64, mut holds: impl FnMut(u32) -> bool) -> Vec<u32> {
        let shard = &self.shards[shard_of(hash)];
        let mut found: Vec<u32> = shard
            .iter_hash(hash)
            .filter(|(own, object)| *own == low(hash) && holds(*object))
            .map(|(_, object)| *object)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether any key has this hash.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.shards[shard_of(hash)].iter_hash(hash).any(|(own, _)| *own == low(hash))
    }

    pub(super) fn hit(&self, hash: u64, mut holds: impl FnMut(u32) -> bool) -> Hit {
        let shard = &self.shards[shard_of(hash)];
        let mut hit = Hit::None;
        for (own, object) in shard.iter_hash(hash) {
            if *own != low(hash) || !holds(*object) {
                continue;
            }
            hit = match hit {
                Hit::None => Hit::One(*object),
                Hit::One(one) if one == *object => hit,
                // The two smallest, whatever the order in the table.
                Hit::One(one) => Hit::Several(one.min(*object), one.max(*object)),
                Hit::Several(one, other) if *object == one || *object == other => hit,
                Hit::Several(one, other) => {
                    let mut three = [one, other, *object];
                    three.sort_unstable();
                    Hit::Several(three[0], three[1])
                }
            };
        }
        hit
    }
}

/// A few hashes as bits: what nearly all others are told from at a glance, so that only these are indexed.
#[derive(Debug)]
pub(super) struct Sieve {
    bits: Vec<u64>,
    shift: u32,
}

impl Sieve {
    /// So many bits for each hash that one in sixteen others is let through.
    const BITS: usize = 16;

    pub(super) fn new(hashes: &[u64]) -> Self {
        let words = (hashes.len() * Self::BITS / 64).next_power_of_two();
        let mut sieve = Self { bits: vec![0; words], shift: 64 - words.ilog2() - 6 };
        for hash in hashes {
            let (word, bit) = sieve.place(*hash);
            sieve.bits[word] |= bit;
        }
        sieve
    }

    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let at = hash >> self.shift;
        (usize::try_from(at / 64).unwrap_or_default(), 1 << (at % 64))
    }
}

/// Keys by shard, each with its object.
type Shards = [Vec<(u64, u32)>; SHARDS];

/// Sorts the keys of each portion of the objects by shard, so that each shard is made from its own keys only.
fn portions(objects: usize, keys: impl Fn(u32, &mut dyn FnMut(u64)) + Sync) -> Vec<Shards> {
    let objects = u32::try_from(objects).expect("fewer objects than 4 billion");
    (0..objects.div_ceil(PORTION))
        .into_par_iter()
        .map(|portion| {
            let mut parts = Shards::default();
            for object in portion * PORTION..((portion + 1) * PORTION).min(objects) {
                keys(object, &mut |hash| parts[shard_of(hash)].push((hash, object)));
            }
            parts
        })
        .collect()
}

/// The objects that have a key in common with another one, as far as hashes tell, ascending. Nearly none have.
pub(super) fn sharing(objects: usize, keys: impl Fn(u32, &mut dyn FnMut(u64)) + Sync) -> Vec<u32> {
    let portions = portions(objects, keys);
    let mut found: Vec<u32> = (0..SHARDS)
        .into_par_iter()
        .flat_map_iter(|shard| {
            let own = || portions.iter().flat_map(|parts| &parts[shard]);
            let mut first: HashTable<(u64, u32)> = HashTable::with_capacity(own().count());
            let mut found = Vec::new();
            for (hash, object) in own().copied() {
                match first.entry(hash, |(own, _)| *own == hash, |(own, _)| *own) {
                    Entry::Vacant(free) => {
                        free.insert((hash, object));
                    }
                    Entry::Occupied(there) if there.get().1 != object => found.extend([there.get().1, object]),
                    Entry::Occupied(_) => {}
                }
            }
            found
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

const SHARD_BITS: u32 = 4;
const SHARDS: usize = 1 << SHARD_BITS;
const PORTION: u32 = 8192;

fn shard_of(hash: u64) -> usize {
    (hash >> (64 - SHARD_BITS)) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "half of the hash is enough to tell keys apart")]
fn low(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sieve_lets_its_own_hashes_through_and_few_others() {
        let hashes = |from: u32, to: u32| (from..to).map(hash).collect::<Vec<u64>>();
        for size in [0, 1, 3, 100, 5000] {
            let own = hashes(0, size);
            let sieve = Sieve::new(&own);
            assert!(own.iter().all(|hash| sieve.may_have(*hash)), "{size}");
            let others = hashes(size, size + 10_000).into_iter().filter(|hash| sieve.may_have(*hash)).count();
            assert!(others < 2000, "{size}: {others}");
        }
    }

    #[test]
    fn a_key_held_by_two_hits_several() {
        let keys = ["anna", "berg", "ANNA", "Çelik"];
        let index = Index::new(keys.len(), |object, add| add(hash_name(keys[object as usize])));
        let hit = |name: &str| index.hit(hash_name(name), |object| same_name(keys[object as usize], name));
        assert_eq!(hit("Anna"), Hit::Several(0, 2));
        assert_eq!(hit("BERG"), Hit::One(1));
        assert_eq!(hit("çelik"), Hit::One(3));
        assert_eq!(hit("nobody"), Hit::None);
    }
}
