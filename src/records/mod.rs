mod ad_user;
mod address;
mod assigned_plan;
pub mod assignment;
mod country;
mod entra_user;
mod entries;
mod gap;
pub mod license;
mod origin;
mod part;
mod recipient;
mod setting;
mod side;
mod strange;
pub mod sync_error;
mod words;

use std::collections::BTreeMap;

use crate::error::Remark;
use crate::intake::{Exports, Table};
use crate::schema::{Field, FieldSet, Kind};

pub use ad_user::{AdUser, domain_name, types};
pub use address::{Address, Addresses, Entry};
pub use entra_user::EntraUser;
pub use origin::{Mixed, initial_domain, mixed};
pub use recipient::{Coverage, Recipient, Standing, coverage, lists_cloud_recipients, lists_free_mailboxes};
pub use setting::{Switch, switch};
pub use side::{Class, Record, Row, Side};
pub use sync_error::{Refusal, SyncError};

/// A blank column the user vouches for: it was exported, and blank means empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trusted {
    pub kind: Kind,
    pub field: Field,
}

/// All rows of all exports.
#[derive(Debug)]
pub struct Records<'t> {
    pub ad: Side<'t>,
    /// Live and deleted users.
    pub entra: Side<'t>,
    pub exchange: Side<'t>,
    /// Errors of the synchronisation, a row each or several; no people.
    pub errors: Side<'t>,
    /// How the tenant is set; no people.
    pub settings: Side<'t>,
    /// Domains of the tenant; no people.
    pub domains: Side<'t>,
    tables: Vec<&'t Table>,
}

impl<'t> Records<'t> {
    pub fn read(exports: &'t Exports, trusted: &[Trusted]) -> Self {
        let of = |kinds: &[Kind]| exports.tables.iter().filter(|table| kinds.contains(&table.kind)).collect::<Vec<_>>();
        let ad = Side::new(of(&[Kind::AdUsers]), trusted, ad_user::class);
        let entra = Side::new(of(&[Kind::EntraUsers, Kind::EntraDeletedUsers]), trusted, entra_user::class);
        let exchange = Side::new(of(&[Kind::ExchangeRecipients]), trusted, recipient::class);
        let errors = Side::new(of(&[Kind::SyncErrors]), trusted, |_| Class::Aside("error"));
        let settings = Side::new(of(&[Kind::Tenant]), trusted, |_| Class::Aside("setting"));
        let domains = Side::new(of(&[Kind::Domains]), trusted, |_| Class::Aside("domain"));
        Self { ad, entra, exchange, errors, settings, domains, tables: exports.tables.iter().collect() }
    }

    /// How the rows of a table divide: set aside by reason. What is no list of people states facts about the tenant, so
    /// all its rows count as records.
    pub fn set_aside(&self, table: &Table) -> BTreeMap<&'static str, u64> {
        let mut aside: BTreeMap<_, _> = table.passed_over.iter().copied().collect();
        for side in [&self.ad, &self.entra, &self.exchange] {
            for (reason, count) in side.set_aside(table) {
                *aside.entry(reason).or_default() += count;
            }
        }
        aside
    }

    /// How many rows of a table take part in the verdict: live and deleted people, or facts about the tenant.
    pub fn kept(&self, table: &Table) -> u64 {
        if !table.kind.lists_objects() {
            return table.records();
        }
        [&self.ad, &self.entra, &self.exchange].into_iter().map(|side| side.kept(table)).sum()
    }

    /// The fields that a table leaves open: its column is absent, or blank throughout and perhaps not exported.
    pub fn unknown_fields(&self, table: &Table) -> FieldSet {
        let known = |side: &Side<'_>| side.unknown_fields(table);
        let absent = || table.kind.fields().filter(|field| table.column_of(*field).is_none()).collect();
        [&self.ad, &self.entra, &self.exchange].into_iter().find_map(known).unwrap_or_else(absent)
    }

    pub fn tables(&self) -> impl Iterator<Item = &'t Table> {
        self.tables.iter().copied()
    }

    /// What the rows gave reason to remark.
    pub fn remarks(&self) -> Vec<Remark> {
        let of_sides = [&self.ad, &self.entra, &self.exchange].into_iter().flat_map(Side::remarks);
        of_sides.chain(recipient::remarks(&self.exchange)).collect()
    }
}
