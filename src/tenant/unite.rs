//! Which rows of one kind are one object: those with one id, and those of an export without the id that bear another
//! name of it.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::index::fold;
use super::objects::{Key, Objects};
use crate::guid::Guid;
use crate::records::{Recipient, Record, Row, Side};
use crate::schema::{Field, ad, entra, exchange};

/// What else names an object, the strongest first; not all of them are columns.
type Name = fn(&Record<'_>) -> Option<Key>;

pub(super) fn ad_users(side: &Side<'_>) -> Objects {
    let (sid, dn): (Name, Name) = (|record| text(record, ad::SID), |record| text(record, ad::DN));
    // An account that was made anew has the name of the old one, but not its SID. Two rows that share nothing but a SID
    // may be a fault of the directory, so without any id the name decides.
    unite(side, &side.people, |record| guid(record, ad::GUID), &[sid, dn], &[dn, sid])
}

pub(super) fn entra_users(side: &Side<'_>, rows: &[Row]) -> Objects {
    let names: &[Name] = &[|record| text(record, entra::UPN)];
    unite(side, rows, |record| guid(record, entra::ID), names, names)
}

/// There is one live recipient of a mailbox GUID, and one of a primary address.
pub(super) fn recipients(side: &Side<'_>) -> Objects {
    let names: &[Name] = &[
        |record| guid(record, exchange::MAILBOX_GUID),
        |record| Recipient(*record).primary_smtp().value().map(|mail| Key::Name(fold(mail).into_owned())),
    ];
    unite(side, &side.people, |record| guid(record, exchange::ID), names, names)
}

/// The same mailbox may stand in the soft-deleted and in the inactive list.
pub(super) fn deleted_mailboxes(side: &Side<'_>) -> Objects {
    Objects::unite(side, &side.deleted, |record| guid(record, exchange::MAILBOX_GUID))
}

fn guid(record: &Record<'_>, field: Field) -> Option<Key> {
    record.guid(field).value().map(|Guid(bytes)| Key::Guid(bytes))
}

fn text(record: &Record<'_>, field: Field) -> Option<Key> {
    record.text(field).value().map(|name| Key::Name(fold(name).into_owned()))
}

/// Makes rows one object by their id. A row without it is the object that another row tells by one of its names, the
/// strongest first; without such a row it is known by the first of `alone` that it has.
fn unite(
    side: &Side<'_>,
    rows: &[Row],
    id: impl Fn(&Record<'_>) -> Option<Key> + Sync,
    names: &[Name],
    alone: &[Name],
) -> Objects {
    let told = Told::read(side, rows, &id, names);
    Objects::unite(side, rows, |record| {
        let by_name = || told.id_of(side, record, names).or_else(|| alone.iter().find_map(|name| name(record)));
        id(record).or_else(by_name)
    })
}

/// The ids that rows tell for names; only read where some rows have an id and others have none.
struct Told {
    /// An id, and a row that has it; none where rows tell different ids for one name.
    ids: HashMap<Key, Option<(Key, Row)>, RandomState>,
}

impl Told {
    fn read(side: &Side<'_>, rows: &[Row], id: &(impl Fn(&Record<'_>) -> Option<Key> + Sync), names: &[Name]) -> Self {
        let mut ids: HashMap<Key, Option<(Key, Row)>, RandomState> = HashMap::default();
        let has_id = |row: &Row| id(&side.record(*row)).is_some();
        let is_lone = |row: &Row| !has_id(row) && names.iter().any(|name| name(&side.record(*row)).is_some());
        if !rows.par_iter().any(is_lone) || !rows.par_iter().any(has_id) {
            return Self { ids };
        }
        for row in rows {
            let record = side.record(*row);
            let Some(id) = id(&record) else { continue };
            for name in names.iter().filter_map(|name| name(&record)) {
                let known = ids.entry(name).or_insert_with(|| Some((id.clone(), *row)));
                if known.as_ref().is_some_and(|(other, _)| *other != id) {
                    *known = None;
                }
            }
        }
        Self { ids }
    }

    /// The id of a row without one. A weaker name does not tell it across a stronger one that differs.
    fn id_of(&self, side: &Side<'_>, record: &Record<'_>, names: &[Name]) -> Option<Key> {
        let (at, (id, row)) = names.iter().enumerate().find_map(|(at, name)| {
            let own = name(record)?;
            Some((at, self.ids.get(&own)?.as_ref()?))
        })?;
        let other = side.record(*row);
        let differs = |name: &Name| name(record).zip(name(&other)).is_some_and(|(own, theirs)| own != theirs);
        (!names[..at].iter().any(differs)).then(|| id.clone())
    }
}
