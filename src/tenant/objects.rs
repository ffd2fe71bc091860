//! Rows of one kind with the same id are one object; so are rows of several forests that Entra Connect makes one.

#![expect(clippy::cast_possible_truncation, reason = "there are fewer rows than 4 billion: they are numbered by u32")]

use std::collections::HashMap;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::index::{Index, hash, sharing};
use crate::records::{Record, Row, Side};

/// The objects of one side; an object is known by its number.
#[derive(Debug, Default)]
pub(super) struct Objects {
    first: Vec<Row>,
    more: HashMap<u32, More, RandomState>,
}

#[derive(Debug)]
struct More {
    rows: Vec<Row>,
    /// Whether all rows are one object, rather than several that Connect makes one.
    united: bool,
}

impl Objects {
    /// Makes rows with the same key one object, which the first of them numbers; rows without a key stand alone.
    pub(super) fn unite(side: &Side<'_>, rows: &[Row], key: impl Fn(&Record<'_>) -> Option<Key> + Sync) -> Self {
        let key_of = |at: u32| key(&side.record(rows[at as usize]));
        let hash_of = |at: u32, add: &mut dyn FnMut(u64)| key_of(at).iter().map(hash).for_each(add);
        // Told by hashes alone: in most exports no row has the key of another.
        if sharing(rows.len(), hash_of).is_empty() {
            return Self { first: rows.to_vec(), more: HashMap::default() };
        }
        let index = Index::new(rows.len(), |at, add| {
            if let Some(key) = key_of(at) {
                add(hash(&key));
            }
        });
        let earlier: Vec<Option<u32>> = (0..rows.len() as u32)
            .into_par_iter()
            .map(|at| {
                let key = key_of(at)?;
                index
                    .find(index.hash(&key), |other| other < at && key_of(other).as_ref() == Some(&key))
                    .first()
                    .copied()
            })
            .collect();
        let mut objects = Self { first: Vec::with_capacity(rows.len()), more: HashMap::default() };
        let mut number_of: Vec<u32> = Vec::with_capacity(rows.len());
        for (row, earlier) in rows.iter().zip(earlier) {
            let number = if let Some(other) = earlier {
                let number = number_of[other as usize];
                let more = objects.more.entry(number).or_insert(More { rows: Vec::new(), united: true });
                more.rows.push(*row);
                number
            } else {
                objects.first.push(*row);
                objects.first.len() as u32 - 1
            };
            number_of.push(number);
        }
        objects
    }

    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    pub(super) fn numbers(&self) -> std::ops::Range<u32> {
        0..self.first.len() as u32
    }

    pub(super) fn record<'r>(&'r self, side: &'r Side<'r>, number: u32) -> Record<'r> {
        let first = self.first[number as usize];
        if self.more.is_empty() {
            return side.record(first);
        }
        match self.more.get(&number) {
            None => side.record(first),
            Some(more) => Record::new(side, first, &more.rows, more.united),
        }
    }

    /// The objects of several rows, in the order of their numbers.
    pub(super) fn united(&self) -> Vec<u32> {
        let mut numbers: Vec<_> = self.more.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    /// Makes each group of objects one person: the first of a group decides, the others fill its gaps. Numbers are
    /// given anew.
    pub(super) fn merge(&mut self, groups: &[Vec<u32>]) {
        let mut gone: HashMap<u32, u32> = HashMap::new();
        for group in groups {
            for other in &group[1..] {
                gone.insert(*other, group[0]);
            }
        }
        let rows_of = |number: u32| {
            let more = self.more.get(&number).map_or(&[][..], |more| &more.rows);
            std::iter::once(self.first[number as usize]).chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let mut merged: HashMap<u32, Vec<Row>> = HashMap::new();
        for group in groups {
            merged.insert(group[0], group.iter().flat_map(|number| rows_of(*number)).collect());
        }
        let mut next = Self { first: Vec::with_capacity(self.first.len()), more: HashMap::default() };
        for number in self.numbers().filter(|number| !gone.contains_key(number)) {
            let now = next.first.len() as u32;
            next.first.push(self.first[number as usize]);
            if let Some(rows) = merged.remove(&number) {
                next.more.insert(now, More { rows: rows[1..].to_vec(), united: false });
            } else if let Some(more) = self.more.remove(&number) {
                next.more.insert(now, more);
            }
        }
        *self = next;
    }
}

/// What makes two rows one object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Guid([u8; 16]),
    Name(String),
}
