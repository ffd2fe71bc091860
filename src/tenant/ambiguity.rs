//! Tells of keys that joined nothing, because two rows hold them.

use super::index::Hit;
use super::{Ambiguity, JoinKey, Tenant};
use crate::error::{Remark, Topic};
use crate::records::Record;
use crate::schema::{Field, Kind, ad, entra};

impl Tenant<'_> {
    /// Notes the people whom a key would have joined to a row of another kind, and remarks each.
    pub(super) fn note_ambiguous(&mut self, found: &[(u32, JoinKey, Hit)], other_side: Kind) {
        let remarks: Vec<_> = found
            .iter()
            .filter_map(|(number, key, hit)| self.remark_ambiguous(*number, *key, *hit, other_side))
            .collect();
        self.remarks.extend(remarks);
        for (number, key, _) in found {
            self.ambiguous.entry(*number).or_default().push(Ambiguity { key: *key, other_side });
        }
    }

    fn remark_ambiguous(&self, number: u32, key: JoinKey, hit: Hit, other_side: Kind) -> Option<Remark> {
        let person = self.people[number as usize];
        let users = [person.entra.map(|user| self.entra_user(user).0), person.ad.map(|user| self.ad_user(user).0)];
        let (record, field) = users.into_iter().flatten().find_map(|record| {
            let is_there = |field: &&Field| record.shown(**field).is_some_and(|text| !text.trim().is_empty());
            Some((record, *columns(record.table().kind, key).iter().find(is_there)?))
        })?;
        let other = |number: u32| match other_side {
            Kind::EntraUsers => self.entra_user(number).0,
            _ => self.recipient(number).0,
        };
        let reason = match hit {
            Hit::Several(one, another) => {
                format!("{} and {} both hold it", place(&other(one)), place(&other(another)))
            }
            Hit::One(only) => format!("{} holds it, but so do several people", place(&other(only))),
            Hit::None => return None,
        };
        let row = record.row_of(field);
        let (table, at) = (record.table_of(row), record.place_of(row));
        Some(Remark {
            row: Some(at.row),
            line: (at.line > 0).then_some(at.line),
            column: table.header_of(field).map(str::to_owned),
            ..Remark::on_file(
                &table.path,
                table.sheet.as_deref(),
                Topic::Ambiguity,
                format!("not joined to {other_side} by {}: {reason}", key.name()),
            )
        })
    }
}

/// The columns a key stands in.
fn columns(kind: Kind, key: JoinKey) -> &'static [Field] {
    match (kind, key) {
        (Kind::AdUsers, JoinKey::ImmutableId) => &[ad::CONSISTENCY, ad::GUID, ad::COMPUTED_ID],
        (Kind::AdUsers, JoinKey::Sid) => &[ad::SID],
        (Kind::AdUsers, JoinKey::ObjectId) => &[ad::EXTERNAL_ID],
        (Kind::AdUsers, JoinKey::Upn) => &[ad::UPN],
        (Kind::AdUsers, JoinKey::PrimarySmtp) => &[ad::PROXIES, ad::PRIMARY, ad::MAIL],
        (Kind::AdUsers, JoinKey::Alias) => &[ad::NICKNAME],
        (_, JoinKey::ImmutableId) => &[entra::IMMUTABLE_ID],
        (_, JoinKey::Sid) => &[entra::SID],
        (_, JoinKey::ObjectId) => &[entra::ID],
        (_, JoinKey::Upn) => &[entra::UPN],
        (_, JoinKey::PrimarySmtp) => &[entra::PROXIES, entra::MAIL],
        (_, JoinKey::Alias) => &[entra::NICKNAME],
    }
}

fn place(record: &Record<'_>) -> String {
    let table = record.table();
    let sheet = table.sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
    format!("{}{sheet} row {}", table.path, record.place_of(record.row()).row)
}
