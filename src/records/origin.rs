//! Of which tenant an export is, as far as its names tell.

use std::collections::{BTreeSet, HashSet};

use super::part::trimmed;
use rayon::prelude::*;

use crate::guid::Guid;
use crate::intake::{Chunk, Exports, Raw, Table};
use crate::schema::{Field, Kind, domain, entra, exchange};

/// Two exports that cannot be of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    pub one: (String, String),
    pub other: (String, String),
}

/// Looks for exports of different tenants: joined, people of the one would accuse those of the other.
pub fn mixed(exports: &Exports) -> Option<Mixed> {
    let known: Vec<(&Table, BTreeSet<String>)> =
        exports.tables.iter().map(|table| (table, tenants(table))).filter(|(_, names)| !names.is_empty()).collect();
    let named = |table: &Table, names: &BTreeSet<String>| {
        (table.path.clone(), names.iter().cloned().collect::<Vec<_>>().join(", "))
    };
    for (at, (one, names)) in known.iter().enumerate() {
        for (other, others) in &known[at + 1..] {
            // A tenant can own several such domains: what shares an object is of one tenant, whatever the names.
            if names.is_disjoint(others) && !share_an_object(one, other) {
                return Some(Mixed { one: named(one, names), other: named(other, others) });
            }
        }
    }
    None
}

/// The initial domains (`contoso.onmicrosoft.com`) of the tenants whose objects a table holds.
fn tenants(table: &Table) -> BTreeSet<String> {
    let organisations = organisations(table);
    if !organisations.is_empty() {
        return organisations;
    }
    let fields: &[Field] = match table.kind.layout() {
        Kind::EntraUsers => &[entra::UPN],
        Kind::ExchangeRecipients => &[exchange::UPN, exchange::LIVE_ID],
        Kind::Domains => &[domain::NAME],
        _ => &[],
    };
    let columns: Vec<usize> = fields.iter().filter_map(|field| table.column_of(*field)).collect();
    let of_chunk = |chunk: &Chunk| {
        let mut names = BTreeSet::new();
        for row in 0..chunk.len() {
            for column in &columns {
                if let Raw::Text(text) = chunk.raw(*column, row)
                    && let Some(name) = initial_domain(text)
                    && !names.contains(name)
                {
                    names.insert(name.to_owned());
                }
            }
        }
        names
    };
    let found: Vec<BTreeSet<String>> = table.chunks.par_iter().map(of_chunk).collect();
    found.into_iter().flatten().map(|name| name.to_lowercase()).collect()
}

/// `contoso.onmicrosoft.com` in `anna@contoso.onmicrosoft.com`; routing domains have a label more.
pub fn initial_domain(name: &str) -> Option<&str> {
    const SUFFIX: &str = ".onmicrosoft.com";
    let name = trimmed(name);
    let start = name.len().checked_sub(SUFFIX.len()).filter(|start| name.is_char_boundary(*start))?;
    if !name[start..].eq_ignore_ascii_case(SUFFIX) {
        return None;
    }
    let domain = name.rsplit('@').next()?;
    let label = &domain[..domain.len().checked_sub(SUFFIX.len())?];
    (!label.is_empty() && !label.contains('.')).then_some(domain)
}

/// The tenants in `OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,…`.
fn organisations(table: &Table) -> BTreeSet<String> {
    let Some(column) = table.column_of(exchange::CONTAINER) else { return BTreeSet::new() };
    let words = table.chunks.iter().flat_map(|chunk| chunk.words(column));
    words
        .filter_map(|name| {
            let (before, _) = name.split_once(",OU=Microsoft Exchange Hosted Organizations,")?;
            Some(before.rsplit("OU=").next()?.to_lowercase())
        })
        .collect()
}

fn share_an_object(one: &Table, other: &Table) -> bool {
    let ids = |table: &Table| -> HashSet<Guid> {
        let columns = [entra::ID, exchange::ID].into_iter().filter_map(|field| table.column_of(field));
        columns
            .flat_map(|column| {
                table.chunks.iter().flat_map(move |chunk| {
                    (0..chunk.len()).filter_map(move |row| match chunk.raw(column, row) {
                        Raw::Guid(guid, _) if !guid.is_zero() => Some(guid),
                        _ => None,
                    })
                })
            })
            .collect()
    };
    !ids(one).is_disjoint(&ids(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_initial_domains_name_a_tenant() {
        for (name, domain) in [
            ("anna@contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("b_fabrikam.example#EXT#@contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("anna@contoso.mail.onmicrosoft.com", None),
            ("anna@contoso.example", None),
            (".onmicrosoft.com", None),
        ] {
            assert_eq!(initial_domain(name), domain, "{name}");
        }
    }
}
