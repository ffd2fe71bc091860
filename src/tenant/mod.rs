mod addresses;
mod aliases;
mod ambiguity;
mod claims;
mod contenders;
mod domains;
mod errors;
mod filters;
mod index;
mod join;
mod names;
mod near;
mod objects;
mod remains;
mod settings;
mod subject;
mod unite;

use std::collections::{HashMap, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use crate::config::Config;
use crate::error::{Refusal, Remark, Topic};
use crate::guid::Guid;
use crate::instant::Instant;
use crate::intake::{EMPTY_LISTS, Exports, Refused};
use crate::records::{
    AdUser, Coverage, EntraUser, Recipient, Records, Standing, Trusted, coverage, lists_cloud_recipients,
    lists_free_mailboxes,
};
use crate::schema::{Kind, entra, exchange};

use addresses::AddressBook;
use aliases::AliasBook;
use claims::Claims;
use contenders::Contenders;
use errors::ErrorBook;
use filters::Filters;
use index::{Hit, Index, hash, hash_name};
use names::Names;
use near::NearMatches;
use objects::Objects;
use remains::Deleted;
use settings::Settings;

pub use addresses::Holder;
pub use contenders::{AddressRival, GuidRival};
pub use domains::{Domains, SignIn, domain_of, is_of_the_service, is_routing};
pub use errors::Reported;
pub use filters::{Judged, Left};
pub use index::{fold as folded, same_name};
pub use near::Difference;
pub use subject::{MailboxLink, Subject, Twin};

/// By which key two sides of a person were joined, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JoinKey {
    ImmutableId,
    Sid,
    ObjectId,
    Upn,
    PrimarySmtp,
    Alias,
}

impl JoinKey {
    pub fn name(self) -> &'static str {
        match self {
            Self::ImmutableId => "immutable-id",
            Self::Sid => "sid",
            Self::ObjectId => "object-id",
            Self::Upn => "upn",
            Self::PrimarySmtp => "primary-smtp",
            Self::Alias => "alias",
        }
    }
}

/// A person: the numbers of the objects that were joined.
#[derive(Clone, Copy, Debug, Default)]
struct Person {
    ad: Option<u32>,
    entra: Option<u32>,
    exchange: Option<u32>,
    ad_entra: Option<JoinKey>,
    entra_exchange: Option<JoinKey>,
    ad_exchange: Option<JoinKey>,
}

/// A key that two objects hold, so that it joined nothing.
#[derive(Clone, Debug)]
pub struct Ambiguity {
    pub key: JoinKey,
    pub other_side: Kind,
}

/// What is known about deleted objects of a person.
#[derive(Clone, Debug, Default)]
struct Remains {
    user: Option<(u32, JoinKey)>,
    mailboxes: Vec<(u32, MailboxLink)>,
}

/// So many recipients that nobody in Entra ID has the id of are no accident.
const STRANGERS: usize = 3;

/// Everybody, joined.
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
#[derive(Debug)]
pub struct Tenant<'t> {
    pub records: Records<'t>,
    /// When the exports count as taken, in seconds since 1970.
    pub as_of: i64,
    /// Whether the user says when the exports were taken.
    pub is_dated: bool,
    pub coverage: Coverage,
    /// Whether the exports of Exchange hold shared mailboxes, rooms or equipment.
    pub lists_free_mailboxes: bool,
    /// Whether the lists hold recipients that are not synchronised.
    pub lists_cloud_recipients: bool,
    ad: Objects,
    entra: Objects,
    exchange: Objects,
    deleted_users: Objects,
    deleted_mailboxes: Objects,
    people: Vec<Person>,
    remains: HashMap<u32, Remains, RandomState>,
    deleted: Deleted,
    ambiguous: HashMap<u32, Vec<Ambiguity>, RandomState>,
    /// Users of Active Directory by what can be their ImmutableId.
    anchors: Index,
    addresses: AddressBook,
    /// Names as hashes; only while everybody is joined.
    names: Names,
    settings: Settings,
    near_matches: NearMatches,
    errors: ErrorBook,
    contenders: Contenders,
    claims: Claims,
    /// Whether anybody of Active Directory was found in Entra ID by the anchor.
    pub synchronises: bool,
    aliases: AliasBook,
    /// Whether any user of Active Directory has an address marked as the primary one; some exports lose the marks.
    pub marks_primary_addresses: bool,
    pub domains: Domains,
    /// What becomes the sign-in name in Entra ID.
    pub sign_in: SignIn,
    /// Whether the ImmutableIds come from another attribute than objectGUID and mS-DS-ConsistencyGuid.
    pub anchored_elsewhere: bool,
    /// Whether a user of Entra ID, whom nobody of Active Directory was found for, has an ImmutableId that nobody can read.
    pub unread_anchors: bool,
    /// Whether the ImmutableIds of Entra ID are those of Active Directory, as far as there are any.
    pub compares_anchors: bool,
    /// Whether a recipient, whom nobody else was found for, has an object id that nobody can read.
    pub unread_ids: bool,
    /// Hashes of the names of recipients that have one object id and contradict each other: whoever is called so may be
    /// one of them.
    contradicted: HashSet<u64, RandomState>,
    /// How many joined people have another ImmutableId than either of them.
    pub other_anchors: u64,
    /// Whether the Active Directory export holds several forests.
    pub several_forests: bool,
    /// The DNS names of the domains that the Active Directory export holds.
    ad_domains: Vec<String>,
    pub leavers: u64,
    /// Whether the script of `collect` found no deleted mailbox: Export-Csv writes an empty file then.
    collected_no_deleted: bool,
    pub remarks: Vec<Remark>,
    /// People the user names as expected to have a mailbox.
    named: Vec<u32>,
    /// What no export tells.
    pub config: Config,
    /// The filters of the synchronisation, as far as they are known.
    pub filters: Filters,
}

/// What the user says about the tenant.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub as_of: Option<i64>,
    pub trusted: Vec<Trusted>,
    /// Names of people who should have a mailbox: UPN, address, alias or account name.
    pub expected: Vec<String>,
    pub config: Config,
}

impl<'t> Tenant<'t> {
    /// Joins all rows into people.
    pub fn join(exports: &'t Exports, given: &Given) -> Self {
        let mut records = Records::read(exports, &given.trusted);

        let mut remarks = records.remarks();
        let as_of = given.as_of.unwrap_or_else(|| newest_event(exports, &mut remarks));

        let (mut ad_objects, (entra, exchange)) = rayon::join(
            || unite::ad_users(&records.ad),
            || {
                rayon::join(
                    || unite::entra_users(&records.entra, &records.entra.people),
                    || unite::recipients(&records.exchange),
                )
            },
        );
        let entra_rows = records.entra.together(entra.united().into_iter().map(|n| entra.record(&records.entra, n)));
        records.entra.note_together(entra_rows);
        let exchange_rows =
            records.exchange.together(exchange.united().into_iter().map(|n| exchange.record(&records.exchange, n)));
        records.exchange.note_together(exchange_rows);
        remarks.extend(records.entra.old_copies().into_iter().chain(records.exchange.old_copies()));
        let (several_forests, ad_domains) = join::merge_forests(&mut ad_objects, &records.ad);

        let deleted_users = unite::entra_users(&records.entra, &records.entra.deleted);
        let deleted_mailboxes = unite::deleted_mailboxes(&records.exchange);

        let anchors = Index::new(ad_objects.len(), |number, add| {
            for anchor in AdUser(ad_objects.record(&records.ad, number)).anchors() {
                add(hash(anchor));
            }
        });
        let coverage = coverage(&records.exchange);
        let mut tenant = Self {
            coverage,
            lists_free_mailboxes: lists_free_mailboxes(&records.exchange),
            lists_cloud_recipients: lists_cloud_recipients(&records.exchange),
            addresses: AddressBook::default(),
            names: Names::default(),
            settings: Settings::read(&records),
            near_matches: NearMatches::default(),
            errors: ErrorBook::default(),
            contenders: Contenders::default(),
            claims: Claims::default(),
            synchronises: false,
            aliases: AliasBook::default(),
            marks_primary_addresses: false,
            domains: Domains::read(&records.domains, &given.config.tenant.verified_domains()),
            sign_in: SignIn::default(),
            records,
            as_of,
            is_dated: given.as_of.is_some(),
            ad: ad_objects,
            entra,
            exchange,
            deleted_users,
            deleted_mailboxes,
            people: Vec::new(),
            remains: HashMap::default(),
            deleted: Deleted::default(),
            ambiguous: HashMap::default(),
            anchors,
            anchored_elsewhere: false,
            unread_anchors: false,
            compares_anchors: true,
            unread_ids: false,
            contradicted: HashSet::default(),
            other_anchors: 0,
            several_forests,
            ad_domains,
            leavers: 0,
            collected_no_deleted: exports.refused.iter().any(is_empty_list_of_deleted),
            remarks,
            named: Vec::new(),
            config: given.config.clone(),
            filters: Filters::default(),
        };

        tenant.names = Names::new(&tenant);
        tenant.join_people();

        tenant.note_gap_of_entra();
        let mut filters = Filters::new(&tenant.config.scope);
        tenant.remarks.extend(filters.compare(&tenant));
        tenant.filters = filters;
        tenant.note_unread_ids();

        tenant.synchronises = tenant.people.iter().any(|person| person.ad_entra == Some(JoinKey::ImmutableId));

        tenant.addresses = AddressBook::new(&tenant);
        tenant.near_matches = near::find(&tenant);
        let (errors, remarks) = ErrorBook::new(&tenant);
        tenant.errors = errors;
        tenant.remarks.extend(remarks);
        tenant.contenders = Contenders::find(&tenant);
        tenant.aliases = AliasBook::new(&tenant);
        let marks_one =
            |number| tenant.ad_user(number).proxy_addresses().value().is_some_and(|list| list.primary().is_some());
        tenant.marks_primary_addresses = tenant.ad.numbers().into_par_iter().any(marks_one);
        tenant.learn_sign_in_names();
        tenant.remarks.extend(domains::remark(tenant.sign_in, &tenant.records));
        tenant.claims = Claims::new(&tenant);
        tenant.names = Names::default();

        tenant.remark_contradictions();
        tenant.name_expected(&given.expected);
        tenant
    }

    /// Recipients whose object id no row of Entra ID has tell that its export does not hold everybody.
    fn note_gap_of_entra(&mut self) {
        if self.entra.len() == 0 || !self.records.entra.compares(entra::ID) {
            return;
        }
        let id_of = |person: &Person| {
            let recipient = self.recipient(person.exchange.filter(|_| person.entra.is_none())?);
            // Guests, and the accounts of shared mailboxes and resources, are left out of exports that hold everybody else.
            let is_left_out = recipient.is_guest()
                || recipient.standing().is(|standing| standing == Standing::MailboxWithoutLicense).holds();
            recipient.id().value().filter(|_| !is_left_out).map(|id| (id, recipient))
        };
        let mut strangers: Vec<_> = self.people.iter().filter_map(id_of).collect();
        if strangers.len() < STRANGERS {
            return;
        }
        let deleted = 0..u32::try_from(self.deleted_users.len()).expect("fewer users than 4 billion");
        let deleted: HashSet<Guid> = deleted.filter_map(|number| self.deleted_user(number).id().value()).collect();
        strangers.retain(|(id, _)| !deleted.contains(id));
        let [(_, first), .., _] = strangers[..] else { return };
        if strangers.len() < STRANGERS {
            return;
        }
        let (record, place) = (first.0, first.0.place_of(first.0.row()));
        let gap = format!(
            "{} recipients of Exchange Online have an object id that no row of it has (the first: {} row {})",
            strangers.len(),
            record.table().path,
            place.row
        );
        if let Some(table) = self.records.entra.note_gap(&gap) {
            let message =
                format!("{gap}, so it does not hold everybody: who is not in it may be missing from the file only");
            self.remarks.push(Remark::on_file(&table.path, table.sheet.as_deref(), Topic::File, message));
        }
    }

    /// Rows that joined nobody may be anybody's where their id cannot be read.
    fn note_unread_ids(&mut self) {
        self.unread_anchors =
            self.people.par_iter().filter(|person| person.ad.is_none()).any(|person| {
                person.entra.is_some_and(|number| self.entra_user(number).0.is_unread(entra::IMMUTABLE_ID))
            });
        self.unread_ids = self
            .people
            .par_iter()
            .filter(|person| person.ad.or(person.entra).is_none())
            .any(|person| person.exchange.is_some_and(|number| self.recipient(number).0.is_unread(exchange::ID)));

        let names = [exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID, exchange::PRIMARY, exchange::ALIAS];
        for number in self.exchange.united() {
            let record = self.recipient(number).0;
            let contradicts = record.contradictions().iter().any(|(field, ..)| names.contains(field));
            let told = |row| names.into_iter().filter_map(move |field| record.shown_in(row, field));
            let told = record.rows().filter(|_| contradicts).flat_map(told);
            let hashes: Vec<u64> = told.map(|name| hash_name(name.trim())).collect();
            self.contradicted.extend(hashes);
        }
    }

    pub fn len(&self) -> usize {
        self.people.len()
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The person with a number; numbers go from 0 to [`Self::len`].
    pub fn subject(&self, number: u32) -> Subject<'_> {
        Subject::new(self, number)
    }

    /// The number of everybody.
    ///
    /// # Panics
    /// With more than 4 billion people.
    pub fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.people.len()).expect("fewer people than 4 billion")
    }

    fn ad_user(&self, number: u32) -> AdUser<'_> {
        AdUser(self.ad.record(&self.records.ad, number))
    }

    fn entra_user(&self, number: u32) -> EntraUser<'_> {
        EntraUser(self.entra.record(&self.records.entra, number))
    }

    fn recipient(&self, number: u32) -> Recipient<'_> {
        Recipient(self.exchange.record(&self.records.exchange, number))
    }

    fn deleted_user(&self, number: u32) -> EntraUser<'_> {
        EntraUser(self.deleted_users.record(&self.records.entra, number))
    }

    fn deleted_mailbox(&self, number: u32) -> Recipient<'_> {
        Recipient(self.deleted_mailboxes.record(&self.records.exchange, number))
    }

    /// Whether soft-deleted or inactive mailboxes were exported, though there be none.
    pub fn lists_deleted_mailboxes(&self) -> bool {
        self.collected_no_deleted || self.records.exchange.lists_deleted()
    }

    /// Whether a user of Active Directory owns an ImmutableId.
    pub fn owns_immutable_id(&self, id: Guid) -> bool {
        self.anchors.hit(self.anchors.hash(id), |number| self.is_anchor(number, id)) != Hit::None
    }

    fn owners_of_immutable_id(&self, id: Guid) -> Vec<u32> {
        self.anchors.find(self.anchors.hash(id), |number| self.is_anchor(number, id))
    }

    fn is_anchor(&self, number: u32, id: Guid) -> bool {
        self.ad_user(number).anchors().any(|anchor| anchor == id)
    }

    /// Whether a domain, given by its DNS name, has users in the exports of Active Directory.
    pub fn has_ad_domain(&self, name: &str) -> bool {
        self.ad_domains.iter().any(|own| same_name(own, name))
    }

    fn remark_contradictions(&mut self) {
        let sides = [
            (&self.ad, &self.records.ad),
            (&self.entra, &self.records.entra),
            (&self.exchange, &self.records.exchange),
            (&self.deleted_users, &self.records.entra),
            (&self.deleted_mailboxes, &self.records.exchange),
        ];
        let mut remarks = Vec::new();
        for (objects, side) in sides {
            for number in objects.united() {
                let record = objects.record(side, number);
                for (field, one, other) in record.contradictions() {
                    let (table, place) = (record.table_of(other), record.place_of(other));
                    let message = format!(
                        "contradicts {} row {}, which is the same object, so the attribute counts as unknown",
                        record.table_of(one).path,
                        record.place_of(one).row
                    );
                    remarks.push(Remark {
                        row: Some(place.row),
                        line: (place.line > 0).then_some(place.line),
                        column: table.header_of(field).map(str::to_owned),
                        ..Remark::on_file(&table.path, table.sheet.as_deref(), Topic::Contradiction, message)
                    });
                }
            }
        }
        self.remarks.extend(remarks);
    }

    fn name_expected(&mut self, names: &[String]) {
        let mut people = Vec::new();
        for name in names {
            let found = self.find(name);
            if found.is_empty() {
                self.remarks.push(Remark::on_file(
                    "--expect",
                    None,
                    Topic::Tenant,
                    format!("'{name}' is nobody in the exports"),
                ));
            }
            people.extend(found);
        }
        people.sort_unstable();
        people.dedup();
        self.named = people;
    }

    /// The people a name means: UPN, any SMTP address, alias, sAMAccountName, GUID, ImmutableId, object id or DN.
    pub fn find(&self, name: &str) -> Vec<u32> {
        let name = name.trim();
        let guid = Guid::from_text(name);
        self.numbers().into_par_iter().filter(|number| self.subject(*number).is_called(name, guid)).collect()
    }
}

fn is_empty_list_of_deleted(refused: &Refused) -> bool {
    let name = refused.path.rsplit(['/', '\\']).next().unwrap_or_default();
    refused.refusal == Refusal::NoRows && EMPTY_LISTS.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// The newest instant in columns of past events; without any, the date of the newest file.
fn newest_event(exports: &Exports, remarks: &mut Vec<Remark>) -> i64 {
    if let Some(newest) = exports.tables.iter().filter_map(crate::intake::Table::newest).max() {
        return newest;
    }
    let modified =
        exports.tables.iter().filter_map(|table| table.modified.map(|at| (at, table))).max_by_key(|(at, _)| *at);
    let (at, path) = modified.map_or((0, "-"), |(at, table)| (at, table.path.as_str()));
    let message = format!(
        "no dated event in any export: the file's own date, {}, counts as the date of all",
        Instant::to_text(at)
    );
    remarks.push(Remark::on_file(path, None, Topic::Tenant, message));
    at
}
