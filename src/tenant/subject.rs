//! One person as the cases see them: the three sides, and what is left of deleted ones.

use super::index::hash_name;
use super::{Ambiguity, Difference, Holder, JoinKey, Person, Reported, Tenant, same_name};
use crate::guid::Guid;
use crate::records::{AdUser, EntraUser, Recipient, Record};
use crate::schema::{Field, FieldSet, Kind, ad, entra, exchange};
use crate::truth::{Known, Truth};

/// A joined person.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'t> {
    pub tenant: &'t Tenant<'t>,
    pub number: u32,
    pub ad: Option<AdUser<'t>>,
    pub entra: Option<EntraUser<'t>>,
    pub exchange: Option<Recipient<'t>>,
    person: Person,
}

/// A deleted user of Entra ID that is, or was, this person.
#[derive(Clone, Copy, Debug)]
pub struct Twin<'t> {
    pub user: EntraUser<'t>,
    pub by: JoinKey,
}

/// What ties a soft-deleted or inactive mailbox to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxLink {
    /// Its object id is that of the person's Entra user.
    ObjectId,
    /// Its object id is that of the deleted user with the person's ImmutableId.
    DeletedUser,
    /// Its ExchangeGuid stands in Active Directory.
    MailboxGuid,
    /// Its UPN, and its object id is blank.
    Upn,
    /// Its UPN, but with another object id, or one that is not known.
    UpnOfAnotherId,
    PrimarySmtp,
}

impl MailboxLink {
    /// Whether it proves that the mailbox was this person's.
    pub fn proves(self) -> bool {
        matches!(self, Self::ObjectId | Self::DeletedUser | Self::MailboxGuid | Self::Upn)
    }
}

impl<'t> Subject<'t> {
    pub(super) fn new(tenant: &'t Tenant<'_>, number: u32) -> Self {
        let person = tenant.people[number as usize];
        Self {
            tenant,
            number,
            ad: person.ad.map(|number| tenant.ad_user(number)),
            entra: person.entra.map(|number| tenant.entra_user(number)),
            exchange: person.exchange.map(|number| tenant.recipient(number)),
            person,
        }
    }

    /// The person's own row in the directory of a field.
    pub fn record_of(&self, field: Field) -> Option<Record<'t>> {
        match field.kind() {
            Kind::AdUsers => self.ad.map(|user| user.0),
            Kind::EntraUsers => self.entra.map(|user| user.0),
            Kind::ExchangeRecipients => self.exchange.map(|recipient| recipient.0),
            _ => None,
        }
    }

    /// Tells that the person's rows are about to be asked for many cells.
    pub fn touch(&self) {
        let records = [self.ad.map(|user| user.0), self.entra.map(|user| user.0), self.exchange.map(|found| found.0)];
        records.into_iter().flatten().for_each(|record| record.touch());
    }

    /// The key that joined each pair of sides.
    pub fn matched_by(&self) -> impl Iterator<Item = (&'static str, JoinKey)> {
        let Person { ad_entra, entra_exchange, ad_exchange, .. } = self.person;
        [("ad-entra", ad_entra), ("entra-exchange", entra_exchange), ("ad-exchange", ad_exchange)]
            .into_iter()
            .filter_map(|(pair, key)| Some((pair, key?)))
    }

    pub fn joined_to_entra_by(&self) -> Option<JoinKey> {
        self.person.ad_entra
    }

    /// Whether the Entra user comes from an account in another forest that was not exported, behind a linked mailbox:
    /// names and anchor are then that account's, not those of the row at hand.
    pub fn is_linked_elsewhere(&self) -> bool {
        let (Some(user), Some(cloud)) = (self.ad, self.entra) else { return false };
        let is_of_cloud =
            |own: Option<&str>| own.zip(cloud.sid().value()).is_some_and(|(one, other)| same_name(one, other));
        is_of_cloud(user.master_sid().value()) && !is_of_cloud(user.sid().value())
    }

    /// Keys that would have joined this person to a side, were they not held by two.
    pub fn ambiguities(&self, other_side: Kind) -> impl Iterator<Item = &'t Ambiguity> {
        let found = self.tenant.ambiguous.get(&self.number).map_or(&[][..], Vec::as_slice);
        found.iter().filter(move |ambiguity| ambiguity.other_side == other_side)
    }

    /// The user of Entra ID whose name is nearly that of this person, who is missing there.
    pub fn near_match(&self) -> Option<(EntraUser<'t>, Difference)> {
        let (number, difference) = self.tenant.near_matches.get(&self.number)?;
        Some((self.tenant.entra_user(*number), *difference))
    }

    /// Whether any key of this person is held by two objects.
    pub fn is_ambiguous(&self) -> bool {
        self.tenant.ambiguous.contains_key(&self.number)
    }

    /// The deleted user of Entra ID with this person's ImmutableId or UPN.
    pub fn deleted_twin(&self) -> Option<Twin<'t>> {
        let (number, by) = self.tenant.remains.get(&self.number)?.user?;
        Some(Twin { user: self.tenant.deleted_user(number), by })
    }

    /// Soft-deleted and inactive mailboxes of this person, those with proof first.
    pub fn deleted_mailboxes(&self) -> impl Iterator<Item = (Recipient<'t>, MailboxLink)> {
        let found = self.tenant.remains.get(&self.number).map_or(&[][..], |remains| &remains.mailboxes);
        found.iter().map(|(number, link)| (self.tenant.deleted_mailbox(*number), *link))
    }

    /// Whether the mailbox that Active Directory knows may be a soft-deleted or inactive one, because one of their GUIDs
    /// cannot be compared.
    pub fn may_be_deleted(&self) -> bool {
        self.ad.is_some_and(|user| self.tenant.deleted.may_hold(user.mailbox_guid()))
    }

    /// Whether a user of Entra ID, live or deleted, has the object id of a deleted mailbox. Nobody knows without both
    /// exports.
    pub fn has_owner(&self, mailbox: &Recipient<'_>) -> Truth {
        let id = match mailbox.id() {
            Known::Value(id) => id,
            other => return other.is_set(),
        };
        let users = &self.tenant.records.entra;
        if self.tenant.deleted.is_owned(id) {
            Truth::True
        } else if users.is_whole(Kind::EntraUsers) && users.is_whole(Kind::EntraDeletedUsers) {
            if users.compares(entra::ID) { Truth::False } else { Truth::Unknown(FieldSet::of(entra::ID)) }
        } else {
            Truth::Unknown(FieldSet::of(entra::ID))
        }
    }

    /// Whether a soft-deleted or inactive mailbox may hold an address of the person's recipient.
    pub fn may_share_with_deleted(&self) -> bool {
        self.person.exchange.is_some_and(|number| self.tenant.deleted.is_shared(number))
    }

    /// The soft-deleted and inactive mailboxes that hold an address.
    pub fn deleted_holders(&self, mail: &str) -> Vec<Holder<'t>> {
        self.tenant.deleted.holders(self.tenant, mail)
    }

    /// Whether the person may be one of several recipients with one object id, who contradict each other.
    pub fn may_be_contradicted(&self) -> bool {
        let names =
            || [self.upn(), self.ad.and_then(|user| user.upn().value()), self.primary_smtp(), self.mail_nickname()];
        let known = &self.tenant.contradicted;
        !known.is_empty() && names().into_iter().flatten().any(|name| known.contains(&hash_name(name)))
    }

    /// Whether the user said that this person should have a mailbox.
    pub fn is_named(&self) -> bool {
        self.tenant.named.binary_search(&self.number).is_ok()
    }

    /// The other users and contacts of Active Directory that hold an address, or have it as UPN.
    pub fn other_holders_in_ad(&self, mail: &str) -> Vec<Holder<'t>> {
        let mut holders = self.other_holders_of_target(mail);
        holders.retain(|holder| holder.field != ad::TARGET);
        holders
    }

    /// These, and whoever has the address as targetAddress.
    pub fn other_holders_of_target(&self, mail: &str) -> Vec<Holder<'t>> {
        self.tenant.addresses.in_ad(self.tenant, (mail, hash_name(mail)), self.person.ad)
    }

    /// The other objects of Active Directory, and recipients of Exchange that are not their twins, with the user's alias.
    pub fn other_holders_of_alias(&self, alias: &str) -> Vec<Record<'t>> {
        let Some(user) = self.person.ad else { return Vec::new() };
        self.tenant.aliases.others(self.tenant, alias, user, self.person.exchange)
    }

    /// Whether somebody in the cloud may hold a name of the user of Active Directory.
    pub fn is_contested(&self) -> bool {
        self.person.ad.is_some_and(|number| self.tenant.addresses.is_contested(number))
    }

    /// Whether somebody else in Active Directory may hold an address of the user.
    pub fn may_share_addresses(&self) -> bool {
        self.person.ad.is_some_and(|number| self.tenant.addresses.is_shared(number))
    }

    /// The cloud-only users, guests and contacts that hold an address, but for this person.
    pub fn other_holders_in_cloud(&self, mail: &str) -> Vec<Holder<'t>> {
        let own = [self.entra.map(|user| user.0), self.exchange.map(|recipient| recipient.0)];
        let is_own = |record: &Record<'_>| {
            own.iter().flatten().any(|own| own.table().kind == record.table().kind && own.row() == record.row())
        };
        let mut holders = self.tenant.addresses.in_cloud(self.tenant, (mail, hash_name(mail)));
        holders.retain(|holder| !is_own(&holder.record));
        holders
    }

    /// Other people's Entra users that hold a name which this person lacks there, or which one of its errors is about.
    pub fn other_entra_holders(&self, name: &str) -> Vec<Holder<'t>> {
        let mut holders = self.tenant.claims.holding(self.tenant, name);
        let own = self.entra.map(|user| user.0.row());
        holders.retain(|holder| Some(holder.record.row()) != own);
        holders
    }

    /// Other users of Active Directory with this person's SID; asked only of those who are missing in Entra ID.
    pub fn same_sid_in_ad(&self, sid: &str) -> Vec<Self> {
        let numbers = self.tenant.claims.with_sid_in_ad(self.tenant, sid);
        numbers.into_iter().filter(|number| *number != self.number).map(|number| self.tenant.subject(number)).collect()
    }

    /// Other users of Active Directory that may be the account behind a linked mailbox: with the SID of its master
    /// account, the same mail or the same anchor. Asked only of those who are missing in Entra ID.
    pub fn accounts_behind(&self, master: Option<&str>) -> Vec<AdUser<'t>> {
        let (tenant, Some(user)) = (self.tenant, self.ad) else { return Vec::new() };
        let by_sid = master.into_iter().flat_map(|sid| tenant.claims.with_sid_in_ad(tenant, sid));
        let by_mail = user.mail().value().into_iter().flat_map(|mail| tenant.claims.with_mail_in_ad(tenant, mail));
        let by_anchor = user.anchors().flat_map(|anchor| tenant.owners_of_immutable_id(anchor));
        let mut numbers: Vec<u32> = by_sid.chain(by_mail).chain(by_anchor).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let others = numbers.into_iter().filter(|number| Some(*number) != self.person.ad);
        others.map(|number| tenant.ad_user(number)).collect()
    }

    /// Entra users with this person's SID; asked only of those who are missing there.
    pub fn same_sid_in_entra(&self, sid: &str) -> Vec<EntraUser<'t>> {
        self.tenant.claims.with_sid_in_entra(self.tenant, sid)
    }

    /// What the synchronisation recorded of this person, resolved or not.
    pub fn reported(&self) -> impl Iterator<Item = Reported<'t>> + use<'t> {
        self.tenant.errors.of(self.tenant, self.number)
    }

    /// Columns in which errors of this person stand that cannot be read.
    pub fn unread_errors(&self) -> FieldSet {
        let cell = self.entra.map_or(FieldSet::EMPTY, |user| match user.sync_errors() {
            Known::Unknown(fields) | Known::Set(fields) => fields,
            Known::Value(_) | Known::Empty => FieldSet::EMPTY,
        });
        cell.and(self.tenant.errors.unread(self.number))
    }

    pub fn upn(&self) -> Option<&'t str> {
        self.entra.and_then(|user| user.upn().value()).or_else(|| self.ad.and_then(|user| user.upn().value())).or_else(
            || {
                let recipient = self.exchange?;
                [exchange::LIVE_ID, exchange::UPN, exchange::SERVICES_ID]
                    .into_iter()
                    .find_map(|field| recipient.0.text(field).value())
            },
        )
    }

    pub fn name(&self) -> Option<&'t str> {
        self.ad
            .and_then(|user| user.display_name().value())
            .or_else(|| self.entra.and_then(|user| user.display_name().value()))
            .or_else(|| self.exchange.and_then(|recipient| recipient.display_name().value()))
    }

    pub fn object_guid(&self) -> Option<Guid> {
        self.ad.and_then(|user| user.guid().value())
    }

    pub fn object_id(&self) -> Option<Guid> {
        self.entra
            .and_then(|user| user.id().value())
            .or_else(|| self.exchange.and_then(|recipient| recipient.id().value()))
    }

    /// As Entra has it, else what Connect would derive from Active Directory.
    pub fn immutable_id(&self) -> Option<String> {
        let shown = |user: EntraUser<'_>| {
            let text = user.0.shown(entra::IMMUTABLE_ID)?.into_owned();
            let trimmed = text.trim().len();
            Some(if trimmed == text.len() { text } else { text.trim().to_owned() })
        };
        let cloud = self.entra.filter(|user| user.immutable_id().is_set().holds()).and_then(shown);
        cloud.or_else(|| self.ad.and_then(|user| user.anchors().next()).map(Guid::immutable_id))
    }

    pub fn sam_account_name(&self) -> Option<&'t str> {
        self.ad
            .and_then(|user| user.sam_account_name().value())
            .or_else(|| self.entra.and_then(|user| user.sam_account_name().value()))
    }

    pub fn mail_nickname(&self) -> Option<&'t str> {
        self.ad
            .and_then(|user| user.mail_nickname().value())
            .or_else(|| self.entra.and_then(|user| user.mail_nickname().value()))
            .or_else(|| self.exchange.and_then(|recipient| recipient.alias().value()))
    }

    pub fn primary_smtp(&self) -> Option<&'t str> {
        self.exchange
            .and_then(|recipient| recipient.primary_smtp().value())
            .or_else(|| self.ad.and_then(|user| user.primary_smtp().value()))
            .or_else(|| self.entra.and_then(|user| user.primary_smtp().value()))
    }

    /// Where the person stands first, for an order that does not depend on the order of files.
    ///
    /// # Panics
    /// When the person stands in no export, which would be a fault of this program.
    pub fn place(&self) -> (&'t str, u32) {
        let record = self
            .ad
            .map(|user| user.0)
            .or(self.entra.map(|user| user.0))
            .or(self.exchange.map(|recipient| recipient.0))
            .expect("a person stands in some export");
        (&record.table().path, record.place_of(record.row()).row)
    }

    /// Whether a name given by the user means this person.
    pub(super) fn is_called(&self, name: &str, guid: Option<Guid>) -> bool {
        let texts = [
            self.ad.and_then(|user| user.upn().value()),
            self.entra.and_then(|user| user.upn().value()),
            self.ad.and_then(|user| user.sam_account_name().value()),
            self.mail_nickname(),
            self.ad.and_then(|user| user.mail().value()),
            self.entra.and_then(|user| user.mail().value()),
            self.exchange.and_then(|recipient| recipient.primary_smtp().value()),
            self.exchange.and_then(|recipient| recipient.alias().value()),
            self.ad.and_then(|user| user.0.text(ad::DN).value()),
        ];
        let lists = [
            self.ad.and_then(|user| user.proxy_addresses().value()),
            self.entra.and_then(|user| user.proxy_addresses().value()),
            self.exchange.and_then(|recipient| recipient.addresses().value()),
        ];
        let ids = || {
            let of_ad = self.ad.into_iter().flat_map(|user| user.anchors().collect::<Vec<_>>());
            let of_cloud = self.entra.and_then(|user| user.immutable_id().value());
            of_ad.chain(of_cloud).chain(self.object_id())
        };
        texts.into_iter().flatten().any(|own| same_name(own, name))
            || self.exchange.is_some_and(|recipient| recipient.upns().any(|own| same_name(own, name)))
            || lists.into_iter().flatten().any(|list| list.holding(name).is_some())
            || guid.is_some_and(|guid| ids().any(|own| own == guid))
    }
}
