//! What the checks of the tenant as a whole ask: who of Active Directory is missing in Entra ID, counted.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::{Facts, InEntra};
use crate::config::comparable_name;
use crate::records::AdUser;
use crate::tenant::Tenant;
use crate::truth::Truth;

/// The tenant, and the counts over everybody that no index of it holds.
pub(super) struct Census<'t> {
    pub(super) tenant: &'t Tenant<'t>,
    /// People of Active Directory who are missing in Entra ID and should have a mailbox.
    missing: Vec<u32>,
    units: OnceCell<BTreeMap<String, Unit>>,
}

/// A container of Active Directory.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) missing: u64,
    pub(super) present: u64,
    /// Its distinguished name as it stands in the export.
    pub(super) shown: String,
    /// Somebody in it who is missing.
    pub(super) first: u32,
}

impl<'t> Census<'t> {
    pub(super) fn new(tenant: &'t Tenant<'t>) -> Self {
        let missing = tenant.numbers().into_par_iter().filter(|number| is_missing(tenant, *number)).collect();
        Self { tenant, missing, units: OnceCell::new() }
    }

    pub(super) fn missing(&self) -> &[u32] {
        &self.missing
    }

    /// Whether not even a newer export of Entra ID could hold somebody who is missing.
    pub(super) fn is_certainly_missing(&self, number: u32) -> bool {
        Facts::new(self.tenant.subject(number)).missing_in_entra().certain
    }

    /// The users of Active Directory who are in Entra ID; each count of them is a walk over everybody.
    pub(super) fn present(&self) -> impl ParallelIterator<Item = AdUser<'t>> {
        let tenant = self.tenant;
        tenant.numbers().into_par_iter().filter_map(|number| {
            let subject = tenant.subject(number);
            subject.entra.and(subject.ad)
        })
    }

    /// The containers of all who are missing and of all who are there; none where nobody is missing.
    pub(super) fn units(&self) -> &BTreeMap<String, Unit> {
        self.units.get_or_init(|| {
            let mut units: BTreeMap<String, Unit> = BTreeMap::new();
            let container = |number: u32| self.tenant.subject(number).ad.and_then(|user| user.container().value());
            for number in &self.missing {
                let Some(shown) = container(*number) else { continue };
                let unit = units.entry(comparable_name(shown)).or_insert_with(|| Unit {
                    missing: 0,
                    present: 0,
                    shown: shown.to_owned(),
                    first: *number,
                });
                unit.missing += 1;
            }
            if units.is_empty() {
                return units;
            }
            let count = |mut counts: Counts<'t>, user: AdUser<'t>| {
                if let Some(name) = user.container().value() {
                    *counts.entry(name).or_default() += 1;
                }
                counts
            };
            let add = |mut one: Counts<'t>, other: Counts<'t>| {
                for (name, count) in other {
                    *one.entry(name).or_default() += count;
                }
                one
            };
            // Few containers hold many people, so their names are compared once each.
            for (shown, present) in self.present().fold(Counts::default, count).reduce(Counts::default, add) {
                let name = comparable_name(shown);
                let shown = name.clone();
                units.entry(name).or_insert(Unit { missing: 0, present: 0, shown, first: 0 }).present += present;
            }
            units
        })
    }
}

/// How many people each container holds, by its name as it stands in the export.
type Counts<'t> = HashMap<&'t str, u64, RandomState>;

/// Whether somebody of whom a mailbox is expected is missing in Entra ID.
fn is_missing(tenant: &Tenant<'_>, number: u32) -> bool {
    let subject = tenant.subject(number);
    if subject.ad.is_none() || subject.entra.is_some() {
        return false;
    }
    let facts = Facts::new(subject);
    matches!(facts.in_entra(), InEntra::No { .. }) && !facts.has_mailbox() && facts.is_expected() != Truth::False
}
