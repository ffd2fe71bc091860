//! Whose the records of errors are: the rows of error exports, and the cells of Entra users that list some.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::Tenant;
use super::index::{Index, hash, hash_name, same_name};
use crate::error::{Remark, Topic};
use crate::guid::Guid;
use crate::records::{Addresses, Record, Row, SyncError, sync_error};
use crate::schema::{Field, FieldSet, entra, object_class, sync_error as fields};
use crate::truth::Known;

/// An error of a person, and where it is recorded.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'t> {
    pub record: Record<'t>,
    pub error: &'t SyncError,
}

/// Everybody's errors, by the person's number.
#[derive(Debug, Default)]
pub(super) struct ErrorBook {
    of_person: HashMap<u32, Vec<Entry>, RandomState>,
    /// People with a row whose list of errors was printed as the name of a type.
    unread: HashMap<u32, FieldSet, RandomState>,
}

#[derive(Debug)]
struct Entry {
    /// The row of the error export; none where the Entra user's own cell lists it.
    row: Option<Row>,
    error: SyncError,
}

impl ErrorBook {
    /// Reads every error; rows of nobody are remarked.
    pub(super) fn new(tenant: &Tenant<'_>) -> (Self, Vec<Remark>) {
        let mut book = Self::default();
        let cells: Vec<(u32, Vec<SyncError>)> = tenant
            .numbers()
            .into_par_iter()
            .filter_map(|number| {
                let user = tenant.entra_user(tenant.people[number as usize].entra?);
                Some((number, user.sync_errors().value().filter(|errors| !errors.is_empty())?))
            })
            .collect();
        for (person, errors) in cells {
            book.add(person, None, errors);
        }
        let remarks = book.read_rows(tenant);
        // By what they say, whatever the order of files and rows.
        for entries in book.of_person.values_mut() {
            entries.sort_by_key(|entry| {
                let SyncError { category, property, value, message, .. } = &entry.error;
                (category.clone(), property.clone(), value.clone(), message.clone(), entry.row)
            });
        }
        (book, remarks)
    }

    fn add(&mut self, person: u32, row: Option<Row>, errors: Vec<SyncError>) {
        let entries = errors.into_iter().map(|error| Entry { row, error });
        self.of_person.entry(person).or_default().extend(entries);
    }

    fn read_rows(&mut self, tenant: &Tenant<'_>) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut records = tenant.records.errors.records().filter(is_of_a_user).peekable();
        if records.peek().is_none() {
            return remarks;
        }
        let owners = Owners::new(tenant);
        for record in records {
            let errors = sync_error::of_row(&record);
            match (owners.of(&record), errors) {
                (Some(person), Known::Value(errors)) => self.add(person, Some(record.row()), errors),
                (Some(person), Known::Set(fields) | Known::Unknown(fields)) => {
                    self.unread.insert(person, fields);
                }
                (None, Known::Value(errors)) if !errors.is_empty() => {
                    let (table, place) = (record.table(), record.place_of(record.row()));
                    remarks.push(Remark {
                        row: Some(place.row),
                        line: (place.line > 0).then_some(place.line),
                        ..Remark::on_file(
                            &table.path,
                            table.sheet.as_deref(),
                            Topic::Ambiguity,
                            "the error belongs to nobody in the other exports, or to several".to_owned(),
                        )
                    });
                }
                _ => {}
            }
        }
        remarks
    }

    pub(super) fn of<'r>(&'r self, tenant: &'r Tenant<'_>, person: u32) -> impl Iterator<Item = Reported<'r>> {
        let entries = if self.of_person.is_empty() { None } else { self.of_person.get(&person) };
        entries.into_iter().flatten().filter_map(move |entry| {
            let record = match entry.row {
                Some(row) => tenant.records.errors.record(row),
                None => tenant.entra_user(tenant.people[person as usize].entra?).0,
            };
            Some(Reported { record, error: &entry.error })
        })
    }

    /// The columns that hold errors of a person which cannot be read.
    pub(super) fn unread(&self, person: u32) -> FieldSet {
        self.unread.get(&person).copied().unwrap_or(FieldSet::EMPTY)
    }

    /// The values that errors are about.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.of_person.values().flatten().filter_map(|entry| entry.error.name())
    }
}

impl Reported<'_> {
    /// The columns that prove it.
    pub fn columns(&self) -> &'static [Field] {
        if self.record.table().kind.layout() == entra::SYNC_ERRORS.kind() {
            &[entra::SYNC_ERRORS]
        } else {
            &[fields::CATEGORY, fields::PROPERTY, fields::VALUE, fields::DETAIL, fields::LIST, fields::RESOLVED]
        }
    }
}

/// Contacts and groups are no people: their errors are nobody's.
fn is_of_a_user(record: &Record<'_>) -> bool {
    record.text(fields::CLASS).value().and_then(object_class).is_none_or(|class| class == "user")
}

/// Finds the person of a row, by the strongest key that hits anybody.
struct Owners<'t> {
    tenant: &'t Tenant<'t>,
    by_guid: Index,
    by_name: Index,
}

impl<'t> Owners<'t> {
    fn new(tenant: &'t Tenant<'_>) -> Self {
        let by_guid = Index::new(tenant.len(), |number, add| {
            for (_, guid) in guids(tenant, number) {
                add(hash(guid));
            }
        });
        let by_name = Index::new(tenant.len(), |number, add| {
            for (_, name) in names(tenant, number) {
                add(hash_name(name));
            }
        });
        Self { tenant, by_guid, by_name }
    }

    fn of(&self, record: &Record<'_>) -> Option<u32> {
        let guid = |field| record.guid(field).value();
        let name = |field| record.text(field).value();
        let mail = record.addresses(fields::PROXIES).value().and_then(Addresses::primary).map(|address| address.mail);
        let value = name(fields::VALUE).map(|value| value.split_once(':').map_or(value, |(_, mail)| mail));
        let keys = [
            guid(fields::OBJECT_ID).map(|guid| self.with_guid(guid, Id::Object)),
            guid(fields::IMMUTABLE_ID).map(|guid| self.with_guid(guid, Id::Anchor)),
            guid(fields::GUID).map(|guid| self.with_guid(guid, Id::Anchor)),
            name(fields::UPN).map(|upn| self.with_name(upn, Called::Upn)),
            name(fields::DN).map(|name| self.with_name(name, Called::Dn)),
            name(fields::MAIL).or(mail).map(|mail| self.with_name(mail, Called::Mail)),
        ];
        // The value is what somebody else may hold rightly: it names the person only where nothing else does.
        let is_named = keys.iter().any(Option::is_some);
        let by_value = value.filter(|_| !is_named).map(|value| self.with_name(value, Called::Address));
        let mut found = keys.into_iter().chain([by_value]).flatten().find(|found| !found.is_empty())?;
        // Who stands in the way bears the same name: what is synchronised is the other one.
        if found.len() > 1 {
            found.retain(|person| self.tenant.subject(*person).ad.is_some());
        }
        if let [person] = found[..] { Some(person) } else { None }
    }

    fn with_guid(&self, guid: Guid, id: Id) -> Vec<u32> {
        let holds = |number| guids(self.tenant, number).into_iter().any(|own| own == (id, guid));
        self.by_guid.find(self.by_guid.hash(guid), holds)
    }

    fn with_name(&self, name: &str, called: Called) -> Vec<u32> {
        let holds =
            |number| names(self.tenant, number).into_iter().any(|(own, text)| own == called && same_name(text, name));
        self.by_name.find(hash_name(name), holds)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Object,
    Anchor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    Upn,
    Dn,
    Mail,
    Address,
}

fn guids(tenant: &Tenant<'_>, person: u32) -> Vec<(Id, Guid)> {
    let subject = tenant.subject(person);
    let object = subject.entra.and_then(|user| user.id().value()).map(|guid| (Id::Object, guid));
    let cloud = subject.entra.and_then(|user| user.immutable_id().value());
    let anchors = subject.ad.into_iter().flat_map(|user| user.anchors().collect::<Vec<_>>());
    object.into_iter().chain(anchors.chain(cloud).map(|guid| (Id::Anchor, guid))).collect()
}

fn names<'r>(tenant: &'r Tenant<'_>, person: u32) -> Vec<(Called, &'r str)> {
    let subject = tenant.subject(person);
    let ad = subject.ad;
    let upns = [
        ad.and_then(|user| user.upn().value()),
        subject.entra.and_then(|user| user.upn().value()),
        subject.entra.and_then(|user| user.ad_upn().value()),
    ];
    let mails = [
        ad.and_then(|user| user.primary_smtp().value()),
        ad.and_then(|user| user.mail().value()),
        subject.entra.and_then(|user| user.primary_smtp().value()),
    ];
    let addresses = ad.and_then(|user| user.proxy_addresses().value()).into_iter().flat_map(Addresses::smtp);
    let own = [ad.and_then(|user| user.upn().value()), ad.and_then(|user| user.mail().value())];
    upns.into_iter()
        .flatten()
        .map(|upn| (Called::Upn, upn))
        .chain(ad.and_then(|user| user.distinguished_name().value()).map(|name| (Called::Dn, name)))
        .chain(mails.into_iter().flatten().map(|mail| (Called::Mail, mail)))
        .chain(
            addresses.map(|address| address.mail).chain(own.into_iter().flatten()).map(|mail| (Called::Address, mail)),
        )
        .collect()
}
