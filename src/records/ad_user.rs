//! A user of the source Active Directory.

use super::side::{Class, Record};
use super::{Addresses, Entry, words};
use crate::guid::Guid;
use crate::instant::Instant;
use crate::schema::{FieldSet, Producer, ad, object_class};
use crate::truth::{Known, Truth};

/// A user of the source Active Directory; of several forests, the rows that Connect makes one.
#[derive(Clone, Copy, Debug)]
pub struct AdUser<'t>(pub Record<'t>);

/// Flags of userAccountControl.
const ACCOUNT_DISABLED: i64 = 2;

/// Values of msExchRecipientTypeDetails.
pub mod types {
    /// User, linked, shared, legacy, room and equipment mailboxes on an Exchange server.
    pub const ON_PREMISES: [i64; 6] = [1, 2, 4, 8, 16, 32];
    /// User, room, equipment and shared mailboxes in Exchange Online.
    pub const REMOTE: [i64; 4] = [0x8000_0000, 0x2_0000_0000, 0x4_0000_0000, 0x8_0000_0000];
    /// Shared, room and equipment, on either side: they need no license.
    pub const WITHOUT_LICENSE: [i64; 6] = [4, 16, 32, 0x2_0000_0000, 0x4_0000_0000, 0x8_0000_0000];
    pub const LINKED: i64 = 2;
    pub const MAIL_USER: i64 = 128;
    /// A plain user mailbox in Exchange Online.
    pub const REMOTE_USER: i64 = 0x8000_0000;
    /// Contacts and groups, mail-enabled or not, and mailboxes of groups and public folders.
    pub const NO_PERSON: [i64; 14] = [
        0x40,
        0x100,
        0x200,
        0x400,
        0x800,
        0x8000,
        0x2_0000,
        0x4_0000,
        0x8_0000,
        0x10_0000,
        0x1000_0000,
        0x4000_0000,
        0x10_0000_0000,
        0x800_0000_0000,
    ];
    pub const MONITORING: i64 = 0x80_0000_0000;
    /// What Connect's default rule filters: public folders, system, arbitration and discovery mailboxes, plans.
    pub const NOT_FOR_THE_CLOUD: i64 = 0x21C0_7000;
}

/// Flags of msExchRemoteRecipientType.
mod flags {
    pub(super) const PROVISION_MAILBOX: i64 = 1;
    pub(super) const PROVISION_ARCHIVE: i64 = 2;
    pub(super) const MIGRATED: i64 = 4;
    pub(super) const DEPROVISION_MAILBOX: i64 = 8;
    pub(super) const ROOM_EQUIPMENT_SHARED: i64 = 96;
}

/// What a row of an Active Directory export is about.
pub(super) fn class(record: &Record<'_>) -> Class {
    let producer = record.table().producer;
    if record.flag(ad::DELETED).holds() {
        return Class::Aside("deleted object");
    }
    if matches!(producer, Producer::OnPremisesMailbox | Producer::RemoteMailbox) {
        let word = record.text(ad::TYPE_DETAILS).value().unwrap_or("");
        return match word {
            "MailContact" | "MailForestContact" => Class::Holder("contact"),
            _ if word.contains("Group") && word != "GroupMailbox" => Class::Holder("group"),
            _ => Class::Person,
        };
    }
    if producer == Producer::CsAnalyzer
        && record.text(ad::OPERATION).value().is_some_and(|word| word.eq_ignore_ascii_case("delete"))
    {
        return Class::Aside("about to be deleted");
    }
    let Known::Value(class) = record.text(ad::CLASS) else { return Class::Person };
    match object_class(class) {
        Some("user") => Class::Person,
        Some(class @ ("contact" | "group" | "public folder")) => Class::Holder(class),
        Some(class) => Class::Aside(class),
        None => Class::Aside("other object class"),
    }
}

impl<'t> AdUser<'t> {
    pub fn guid(&self) -> Known<Guid> {
        self.0.guid(ad::GUID)
    }

    pub fn consistency_guid(&self) -> Known<Guid> {
        self.0.guid(ad::CONSISTENCY)
    }

    /// An ImmutableId that was computed while exporting.
    pub fn computed_id(&self) -> Known<Guid> {
        self.0.guid(ad::COMPUTED_ID)
    }

    /// What can be its ImmutableId, the stronger first.
    pub fn anchors(&self) -> impl Iterator<Item = Guid> + use<> {
        let [one, other] = self.guid_of_plain_digits().map_or([None; 2], |both| both.map(Some));
        [self.consistency_guid().value(), self.guid().value(), self.computed_id().value(), one, other]
            .into_iter()
            .flatten()
    }

    /// What can stand for objectGUID where its form leaves open which it is.
    pub fn guid_of_plain_digits(&self) -> Option<[Guid; 2]> {
        match self.guid() {
            Known::Set(_) => Guid::from_plain_digits(&self.0.shown(ad::GUID)?),
            _ => None,
        }
    }

    /// Whether a given ImmutableId is certainly none of its anchors.
    pub fn disowns(&self, immutable_id: Guid) -> Truth {
        let other = |anchor: Known<Guid>| !anchor.is(|own| own == immutable_id);
        // Without objectGUID a computed id stands for it.
        let guid = match self.guid() {
            Known::Unknown(_) if !matches!(self.computed_id(), Known::Unknown(_)) => self.computed_id(),
            guid => guid,
        };
        other(self.consistency_guid()) & other(guid)
    }

    pub fn sid(&self) -> Known<&'t str> {
        self.0.text(ad::SID)
    }

    pub fn master_sid(&self) -> Known<&'t str> {
        self.0.text(ad::MASTER_SID)
    }

    /// The Entra object id that Exchange hybrid writes back: `User_` and the id.
    pub fn external_id(&self) -> Option<Guid> {
        let text = self.0.text(ad::EXTERNAL_ID).value()?;
        Guid::from_text(text.strip_prefix("User_").unwrap_or(text))
    }

    pub fn upn(&self) -> Known<&'t str> {
        self.0.text(ad::UPN)
    }

    pub fn sam_account_name(&self) -> Known<&'t str> {
        // NTAccountName has the domain in front.
        self.0.text(ad::SAM).map(|name| memchr::memrchr(b'\\', name.as_bytes()).map_or(name, |at| &name[at + 1..]))
    }

    pub fn mail_nickname(&self) -> Known<&'t str> {
        self.0.text(ad::NICKNAME)
    }

    pub fn mail(&self) -> Known<&'t str> {
        self.0.text(ad::MAIL)
    }

    pub fn proxy_addresses(&self) -> Known<Addresses<'t>> {
        self.0.addresses(ad::PROXIES)
    }

    /// The `SMTP:` entry of proxyAddresses; where there is none, an exported primary address, then mail.
    pub fn primary_smtp(&self) -> Known<&'t str> {
        let marked = match self.proxy_addresses() {
            Known::Value(list) => list.primary().map_or(Known::Empty, |address| Known::Value(address.mail)),
            other => other.map(|_| ""),
        };
        if matches!(marked, Known::Value(_)) {
            return marked;
        }
        let exported = match self.0.text(ad::PRIMARY) {
            // The column is a convenience that few exports have: its absence leaves nothing open.
            Known::Unknown(_) => Known::Empty,
            known => known,
        };
        marked.or(exported).or(self.mail())
    }

    /// An alias or a primary address that says a mailbox is wanted.
    pub fn has_primary_smtp(&self) -> Truth {
        self.proxy_addresses().is(|list| list.primary().is_some())
            | self.0.text(ad::PRIMARY).value().map_or(Truth::False, |_| Truth::True)
    }

    /// Where mail for it is sent, if not into a mailbox of this organisation.
    pub fn target_address(&self) -> Known<Entry<'t>> {
        self.0.text(ad::TARGET).map(Entry::new)
    }

    pub fn display_name(&self) -> Known<&'t str> {
        self.0.text(ad::DISPLAY_NAME).or(self.0.text(ad::NAME))
    }

    pub fn distinguished_name(&self) -> Known<&'t str> {
        self.0.text(ad::DN)
    }

    /// The first part of its distinguished name: `CN=Berg\, Anna`.
    pub fn relative_name(&self) -> Known<&'t str> {
        self.distinguished_name().map(|name| {
            let mut escaped = false;
            let comma = name.bytes().position(|byte| {
                let ends = byte == b',' && !escaped;
                escaped = byte == b'\\' && !escaped;
                ends
            });
            &name[..comma.unwrap_or(name.len())]
        })
    }

    /// The container it lies in: `OU=People,DC=contoso,DC=example`.
    pub fn container(&self) -> Known<&'t str> {
        match (self.distinguished_name(), self.relative_name()) {
            (Known::Value(name), Known::Value(first)) if first.len() < name.len() => {
                Known::Value(name[first.len() + 1..].trim_start())
            }
            (Known::Value(_), _) => Known::Empty,
            (other, _) => other,
        }
    }

    pub fn is_disabled(&self) -> Truth {
        let enabled = self.0.text(ad::ENABLED).map(words::enabled);
        if let Known::Value(Some(enabled)) = enabled {
            return (!enabled).into();
        }
        let by_flag = self.0.text(ad::ACCOUNT_CONTROL).value().and_then(words::account_control);
        match (by_flag, self.0.text(ad::DISABLED).map(words::blocked)) {
            (Some(flags), _) => (flags & ACCOUNT_DISABLED != 0).into(),
            (None, Known::Value(Some(disabled))) => disabled.into(),
            (None, Known::Empty) => Truth::False,
            (None, _) if matches!(enabled, Known::Empty) => Truth::False,
            (None, _) => Truth::Unknown(FieldSet::of(ad::ENABLED)),
        }
    }

    pub fn is_critical_system_object(&self) -> Truth {
        self.0.flag(ad::CRITICAL)
    }

    pub fn admin_description(&self) -> Known<&'t str> {
        self.0.text(ad::ADMIN_DESCRIPTION)
    }

    pub fn mailbox_guid(&self) -> Known<Guid> {
        self.0.guid(ad::MAILBOX_GUID)
    }

    pub fn archive_guid(&self) -> Known<Guid> {
        self.0.guid(ad::ARCHIVE_GUID)
    }

    pub fn is_hidden_from_address_lists(&self) -> Truth {
        self.0.flag(ad::HIDDEN)
    }

    pub fn type_details(&self) -> Known<i64> {
        self.0.number(ad::TYPE_DETAILS)
    }

    fn remote_type(&self) -> Known<i64> {
        self.0.number(ad::REMOTE_TYPE)
    }

    /// Whether a mailbox is to be made in Exchange Online.
    pub fn is_to_be_provisioned(&self) -> Truth {
        self.remote_type().is(|kind| kind & flags::PROVISION_MAILBOX != 0)
    }

    /// Whether an archive is to be made in Exchange Online.
    pub fn is_archive_to_be_provisioned(&self) -> Truth {
        self.remote_type().is(|kind| kind & flags::PROVISION_ARCHIVE != 0)
    }

    /// Whether its mailbox was moved to Exchange Online.
    pub fn is_migrated(&self) -> Truth {
        self.remote_type().is(|kind| kind & flags::MIGRATED != 0)
    }

    /// Whether its remote mailbox was disabled.
    pub fn is_deprovisioned(&self) -> Truth {
        self.remote_type().is(|kind| kind & flags::DEPROVISION_MAILBOX != 0)
    }

    /// Whether the remote mailbox is said to be a shared, room or equipment mailbox.
    pub fn is_remote_resource(&self) -> Truth {
        self.remote_type().is(|kind| kind & flags::ROOM_EQUIPMENT_SHARED != 0)
    }

    pub fn created(&self) -> Known<Instant> {
        self.0.instant(ad::CREATED)
    }

    /// Whether Exchange attributes wait to flow that need mailNickname to do so.
    pub fn has_attributes_that_need_an_alias(&self) -> Truth {
        self.is_remote_mailbox()
            | self.mailbox_guid().is_set()
            | self.0.guid(ad::ARCHIVE_GUID).is_set()
            | self.0.flag(ad::HIDDEN)
    }

    /// Whether it has a mailbox on an Exchange server. The type decides: a stale homeMDB beside a remote type does
    /// not count.
    pub fn is_on_premises_mailbox(&self) -> Truth {
        let details = self.type_details();
        let stored = details.is(|details| types::ON_PREMISES.contains(&details));
        let remote = details.is(|details| types::REMOTE.contains(&details));
        let in_database =
            if stored.holds() || remote.holds() { Truth::False } else { self.0.text(ad::HOME_MDB).is_set() };
        (stored | (in_database & !remote)) & self.mailbox_guid().is_set()
    }

    /// Whether its mailbox is meant to be in Exchange Online.
    pub fn is_remote_mailbox(&self) -> Truth {
        let (details, kind) = (self.type_details(), self.remote_type());
        let remote = details.is(|details| types::REMOTE.contains(&details));
        let wanted = kind.is(|kind| kind & (flags::PROVISION_MAILBOX | flags::MIGRATED) != 0);
        let given_up = match kind {
            // Not exported: a remote type suffices.
            Known::Unknown(_) if remote.holds() => Truth::False,
            kind => kind.is(|kind| kind & flags::DEPROVISION_MAILBOX != 0),
        };
        let meant =
            if remote.holds() || wanted.fails() { remote } else { remote | (wanted & !self.is_on_premises_mailbox()) };
        meant & !given_up
    }

    /// Whether its mailbox was given up, and nothing else is said of it.
    pub fn gave_its_mailbox_up(&self) -> Truth {
        self.remote_type().is(|kind| kind == flags::DEPROVISION_MAILBOX)
    }

    /// Whether its type says contact or group. An object class that says user is the better witness: the export then
    /// holds a user whose type is wrong.
    pub fn is_contact_or_group(&self) -> Truth {
        match self.0.text(ad::CLASS) {
            Known::Unknown(_) => self.type_details().is(|details| types::NO_PERSON.contains(&details)),
            _ => Truth::False,
        }
    }

    pub fn is_linked(&self) -> Truth {
        self.type_details().is(|details| details == types::LINKED)
    }

    /// Whether its type, on either side, is that of a shared, room or equipment mailbox.
    pub fn is_typed_without_license(&self) -> Truth {
        self.type_details().is(|details| types::WITHOUT_LICENSE.contains(&details))
    }

    /// Whether the wanted mailbox is a shared, room or equipment mailbox, which needs no license.
    pub fn needs_no_license(&self) -> Truth {
        self.is_typed_without_license() | self.remote_type().is(|kind| kind & flags::ROOM_EQUIPMENT_SHARED != 0)
    }

    /// The part of its name that tells the domain: `DC=contoso,DC=example`.
    pub fn domain_part(&self) -> Option<&'t str> {
        let name = self.distinguished_name().value()?;
        let is_domain = |comma: &usize| {
            name[comma + 1..].trim_ascii_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("DC="))
        };
        let comma = memchr::memchr_iter(b',', name.as_bytes()).find(is_domain)?;
        Some(name[comma + 1..].trim_ascii_start())
    }
}

/// `DC=corp,DC=contoso,DC=example` as `corp.contoso.example`.
pub fn domain_name(part: &str) -> String {
    let labels =
        part.split(',').filter_map(|label| label.trim().split_once('=')).map(|(_, label)| label.to_lowercase());
    labels.collect::<Vec<_>>().join(".")
}
