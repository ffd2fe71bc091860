//! A recipient of Exchange Online: mailbox, mail user, user, or what is left of them.

use std::collections::BTreeSet;

use super::address::{Address, Addresses};
use super::side::{Class, Record, Side};
use super::strange;
use crate::error::{Remark, Topic};
use crate::guid::Guid;
use crate::instant::Instant;
use crate::intake::Table;
use crate::schema::{Field, FieldSet, Kind, Producer, exchange};
use crate::truth::{Known, Truth};

#[derive(Clone, Copy, Debug)]
pub struct Recipient<'t>(pub Record<'t>);

/// What a recipient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A mailbox of the named type, which needs a license.
    Mailbox,
    /// A shared, room, equipment, scheduling or discovery mailbox.
    MailboxWithoutLicense,
    /// A mailbox, of a type that was not exported: RecipientType says UserMailbox of shared ones and rooms, too.
    AnyMailbox,
    /// A mail user, or a user without mail.
    NoMailbox,
    /// A mail-enabled guest.
    Guest,
}

impl Standing {
    fn is_mailbox(self) -> bool {
        matches!(self, Self::Mailbox | Self::MailboxWithoutLicense | Self::AnyMailbox)
    }
}

/// Which people a list of recipients would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    Nobody,
    /// Mailboxes only: absence proves just that there is no mailbox.
    Mailboxes,
    /// Everybody who is mail-enabled.
    Recipients,
    /// Everybody (Get-User).
    Users,
}

/// A type's word without blanks, case and the letters that are not ASCII: admin centres write 'User mailbox' and
/// 'Gerätepostfach'.
struct TypeWord {
    letters: [u8; 40],
    length: usize,
}

impl TypeWord {
    fn new(word: &str) -> Self {
        let mut folded = Self { letters: [0; 40], length: 0 };
        let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
        for (slot, letter) in folded.letters.iter_mut().zip(letters) {
            *slot = letter.to_ascii_lowercase();
            folded.length += 1;
        }
        folded
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

fn type_word(record: &Record<'_>) -> Known<TypeWord> {
    match record.text(exchange::TYPE_DETAILS) {
        Known::Unknown(fields) => match record.text(exchange::TYPE) {
            Known::Value(word) => Known::Value(TypeWord::new(word)),
            _ => Known::Unknown(fields),
        },
        known => known.map(TypeWord::new),
    }
}

/// What a row says of itself where RecipientTypeDetails does not.
fn broad_standing(record: &Record<'_>) -> Known<Standing> {
    let standing = standing_of(type_word(record), record.table().producer);
    match (standing, record.text(exchange::TYPE_DETAILS)) {
        (Known::Value(Standing::Mailbox), Known::Unknown(_)) => Known::Value(Standing::AnyMailbox),
        (standing, _) => standing,
    }
}

/// What a word of RecipientTypeDetails says of a row.
pub(super) fn standing_of_word(word: Known<&str>, producer: Producer) -> Known<Standing> {
    standing_of(word.map(TypeWord::new), producer)
}

fn standing_of(word: Known<TypeWord>, producer: Producer) -> Known<Standing> {
    match word {
        // The admin centre says 'User' for short, and lists nobody without a mailbox so.
        Known::Value(word) if is_user(word.as_str()) && producer == Producer::ExchangeAdminCentre => {
            Known::Value(Standing::Mailbox)
        }
        Known::Value(word) => {
            standing(word.as_str()).map_or(Known::Unknown(FieldSet::of(exchange::TYPE_DETAILS)), Known::Value)
        }
        _ if matches!(producer, Producer::GetMailbox | Producer::GetExoMailbox) => Known::Value(Standing::Mailbox),
        _ => Known::Unknown(FieldSet::of(exchange::TYPE_DETAILS)),
    }
}

fn standing(word: &str) -> Option<Standing> {
    Some(match word {
        "usermailbox"
        | "linkedmailbox"
        | "legacymailbox"
        | "teammailbox"
        | "linkedroommailbox"
        | "benutzerpostfach"
        | "boteauxlettresutilisateur" => Standing::Mailbox,
        "sharedmailbox"
        | "shared"
        | "roommailbox"
        | "room"
        | "equipmentmailbox"
        | "equipment"
        | "schedulingmailbox"
        | "discoverymailbox"
        | "freigegebenespostfach"
        | "raumpostfach"
        | "gertepostfach"
        | "boteauxlettrespartage"
        | "boteauxlettresdesalle"
        | "boteauxlettresdquipement" => Standing::MailboxWithoutLicense,
        "mailuser" | "user" | "disableduser" | "sharedwithmailuser" | "linkeduser" => Standing::NoMailbox,
        "guestmailuser" => Standing::Guest,
        // A new type is still a mailbox; 'Remote…' is one elsewhere.
        _ if word.ends_with("mailbox") && !word.starts_with("remote") && !is_no_persons(word) => Standing::Mailbox,
        _ => return None,
    })
}

/// What the admin centre says for short.
fn is_user(word: &str) -> bool {
    matches!(word, "user" | "benutzer" | "utilisateur")
}

fn is_no_persons(word: &str) -> bool {
    matches!(
        word,
        "groupmailbox" | "publicfoldermailbox" | "auxauditlogmailbox" | "auditlogmailbox" | "arbitrationmailbox"
    )
}

pub(super) fn class(record: &Record<'_>) -> Class {
    let word = type_word(record).value();
    let word = word.as_ref().map_or("", TypeWord::as_str);
    if word.contains("group") || word == "roomlist" {
        return Class::Holder("group");
    }
    if word.contains("publicfolder") {
        return Class::Holder("public folder");
    }
    if word.contains("contact") {
        return Class::Holder("contact");
    }
    if is_no_persons(word) {
        return Class::Holder("system mailbox");
    }
    let recipient = Recipient(*record);
    if recipient.is_inactive() || recipient.is_soft_deleted() { Class::Deleted } else { Class::Person }
}

impl<'t> Recipient<'t> {
    pub fn id(&self) -> Known<Guid> {
        self.0.guid(exchange::ID)
    }

    /// The names it signs in with, as far as exported: UserPrincipalName, WindowsLiveID, MicrosoftOnlineServicesID.
    pub fn upns(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        [exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID]
            .map(|field| self.0.text(field).value())
            .into_iter()
            .flatten()
    }

    pub fn alias(&self) -> Known<&'t str> {
        self.0.text(exchange::ALIAS)
    }

    pub fn addresses(&self) -> Known<Addresses<'t>> {
        self.0.addresses(exchange::ADDRESSES)
    }

    pub fn primary_smtp(&self) -> Known<&'t str> {
        let exported = self.0.text(exchange::PRIMARY);
        if matches!(exported, Known::Value(_)) {
            return exported;
        }
        let marked = match self.addresses() {
            Known::Value(list) => list.primary().map_or(Known::Empty, |address| Known::Value(address.mail)),
            other => other.map(|_| ""),
        };
        exported.or(marked)
    }

    /// Its mail addresses, with the column each stands in.
    pub fn smtp_addresses(&self) -> impl Iterator<Item = (Field, Address<'t>)> + use<'t> {
        let list = self.addresses().value().into_iter().flat_map(Addresses::smtp);
        let primary = self.0.text(exchange::PRIMARY).value();
        let primary = primary.map(|mail| (exchange::PRIMARY, Address { entry: mail, mail, is_primary: true }));
        list.map(|address| (exchange::ADDRESSES, address)).chain(primary)
    }

    pub fn display_name(&self) -> Known<&'t str> {
        self.0.text(exchange::DISPLAY_NAME)
    }

    pub fn mailbox_guid(&self) -> Known<Guid> {
        self.0.guid(exchange::MAILBOX_GUID)
    }

    pub fn archive_guid(&self) -> Known<Guid> {
        self.0.guid(exchange::ARCHIVE_GUID)
    }

    /// Whether address lists show it; a blank cell does not say so.
    pub fn is_shown_in_address_lists(&self) -> Truth {
        let hidden = self.0.text(exchange::HIDDEN);
        hidden.is_set() & !self.0.flag(exchange::HIDDEN)
    }

    /// Whether the cloud is the master of its attributes; a column that is rarely exported and then false.
    pub fn is_cloud_managed(&self) -> bool {
        self.0.flag(exchange::CLOUD_MANAGED).holds()
    }

    /// Whether it was a mailbox of any type before, as Get-User tells.
    pub fn had_mailbox(&self) -> Truth {
        self.0.text(exchange::PREVIOUS_TYPE).is(|word| {
            let standing = standing(TypeWord::new(word).as_str());
            standing.is_some_and(Standing::is_mailbox)
        })
    }

    /// What kind of mailbox it is that needs no license and that Active Directory has a type for.
    pub fn resource(&self) -> Option<&'static str> {
        match type_word(&self.0).value()?.as_str() {
            "sharedmailbox" | "shared" => Some("shared"),
            "roommailbox" | "room" => Some("room"),
            "equipmentmailbox" | "equipment" => Some("equipment"),
            _ => None,
        }
    }

    /// What it is; unknown where neither type was exported. A row of a mailbox list is a mailbox.
    pub fn standing(&self) -> Known<Standing> {
        self.0.standing().unwrap_or_else(|| broad_standing(&self.0))
    }

    pub fn is_mailbox(&self) -> Truth {
        self.standing().is(Standing::is_mailbox)
    }

    pub fn is_guest(&self) -> bool {
        self.standing() == Known::Value(Standing::Guest)
    }

    pub fn is_synced(&self) -> Truth {
        self.0.flag(exchange::SYNCED)
    }

    /// SKUAssigned: an explicit False counts; a blank cell only where the same file says True of somebody else.
    pub fn lacks_sku(&self) -> Truth {
        match self.0.text(exchange::SKU_ASSIGNED) {
            Known::Empty if !self.0.side().assigns_skus(self.0.row_of(exchange::SKU_ASSIGNED)) => {
                Truth::Unknown(FieldSet::of(exchange::SKU_ASSIGNED))
            }
            _ => !self.0.flag(exchange::SKU_ASSIGNED),
        }
    }

    pub fn is_inactive(&self) -> bool {
        self.0.flag(exchange::INACTIVE).holds()
    }

    pub fn is_soft_deleted(&self) -> bool {
        self.0.has_happened(exchange::DELETED)
            || self.0.flag(exchange::REMOVED).holds()
            || self.0.flag(exchange::DISABLED).holds()
            || self.0.text(exchange::CONTAINER).value().is_some_and(|name| name.contains("OU=Soft Deleted Objects"))
    }

    pub fn deleted(&self) -> Known<Instant> {
        self.0.instant(exchange::DELETED)
    }

    /// Whether it was a user's mailbox before it became what it is.
    pub fn was_mailbox(&self) -> Truth {
        self.0.text(exchange::PREVIOUS_TYPE).is(|word| TypeWord::new(word).as_str() == "usermailbox")
    }

    /// Whether it is a user's mailbox, neither shared nor a resource.
    pub fn is_user_mailbox(&self) -> Truth {
        self.0.text(exchange::TYPE_DETAILS).is(|word| TypeWord::new(word).as_str() == "usermailbox")
    }

    /// The holds that the mailbox itself names, each with its column. Policies for the whole organisation stand nowhere
    /// on a mailbox.
    pub fn holds(&self) -> [(Field, Truth); 3] {
        [
            (exchange::LITIGATION_HOLD, self.0.flag(exchange::LITIGATION_HOLD)),
            (exchange::HOLDS, self.0.text(exchange::HOLDS).is(names_hold)),
            (exchange::LABEL_HOLD, self.0.flag(exchange::LABEL_HOLD)),
        ]
    }

    pub fn is_on_hold(&self) -> Truth {
        self.holds().into_iter().fold(Truth::False, |any, (_, hold)| any | hold)
    }
}

/// Whether InPlaceHolds names a hold. A minus exempts the mailbox from a policy, and one that ends in `:1` only deletes.
fn names_hold(list: &str) -> bool {
    list.split([';', ',', '|', '{', '}', '[', ']', '"', ' ', '\n'])
        .map(str::trim)
        .any(|hold| !hold.is_empty() && !hold.starts_with('-') && !hold.ends_with(":1"))
}

/// Whether a list holds contacts, or groups and others without a mailbox of several types. A group of Microsoft 365 has a
/// mailbox, and stands in lists of mailboxes.
fn holds_other_recipients(table: &Table) -> bool {
    let columns = [exchange::TYPE_DETAILS, exchange::TYPE].into_iter().filter_map(|field| table.column_of(field));
    let words = columns.flat_map(|column| table.chunks.iter().flat_map(move |chunk| chunk.words(column)));
    let others: BTreeSet<String> = words
        .map(|word| TypeWord::new(word).as_str().to_owned())
        .filter(|word| !word.ends_with("mailbox"))
        .filter(|word| ["group", "contact", "mailuser"].iter().any(|part| word.contains(part)))
        .collect();
    others.len() > 1 || others.iter().any(|word| word.contains("contact"))
}

/// The words for a type that nobody here understands, each once with its count.
pub(super) fn remarks(side: &Side<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let proves_nothing = coverage(side) == Coverage::Nobody;
    for table in side.live_tables().filter(|table| proves_nothing && table.records() > 0) {
        let message =
            "no mailbox of a user stands in it, so who is missing from it may have one; export with Get-Recipient";
        remarks.push(Remark::on_file(&table.path, table.sheet.as_deref(), Topic::File, message));
    }
    for table in side.tables_of(Kind::ExchangeRecipients) {
        let columns = [exchange::TYPE_DETAILS, exchange::TYPE];
        let Some(column) = columns.into_iter().find_map(|field| table.column_of(field)) else { continue };
        let strange = strange::strange(table, column, |word| is_known(word, table));
        remarks.extend(strange.into_iter().map(|(word, count)| Remark {
            column: Some(table.header[table.mapped[column].position].clone()),
            ..Remark::on_file(
                &table.path,
                table.sheet.as_deref(),
                Topic::Column,
                format!(
                    "'{word}' is no type of recipient known here, so {count} cells count as unknown; export with Get-Recipient"
                ),
            )
        }));
    }
    remarks
}

fn is_known(word: &str, table: &Table) -> bool {
    let typed = TypeWord::new(word);
    let typed = typed.as_str();
    standing(typed).is_some()
        || is_no_persons(typed)
        || ["group", "contact", "publicfolder", "roomlist"].iter().any(|part| typed.contains(part))
        || table.producer == Producer::ExchangeAdminCentre && is_user(typed)
}

/// Whom the exported lists would hold, taken together.
pub fn coverage(side: &Side<'_>) -> Coverage {
    side.live_tables().map(coverage_of).max().unwrap_or(Coverage::Nobody)
}

fn coverage_of(table: &Table) -> Coverage {
    let coverage = match table.producer {
        Producer::GetUser => Coverage::Users,
        // Whoever is not in it may have a mailbox.
        Producer::GetMailUser => Coverage::Nobody,
        // With few columns lists of mailboxes and of recipients look alike, and either may be filtered.
        Producer::GetRecipient | Producer::GetExoRecipient if !holds_mailboxes_only(table) => Coverage::Recipients,
        Producer::GetRecipient | Producer::GetExoRecipient | Producer::GetMailbox | Producer::GetExoMailbox => {
            Coverage::Mailboxes
        }
        // A list of unknown making that holds other recipients than mailboxes holds all of them.
        _ if table.producer != Producer::ExchangeAdminCentre && holds_other_recipients(table) => Coverage::Recipients,
        _ => Coverage::Mailboxes,
    };
    if may_hold_users(table) { coverage } else { Coverage::Nobody }
}

/// So many mailboxes without a group, contact or mail user beside them are no accident.
const MANY_MAILBOXES: u64 = 10;

/// Whether everything in a list is a mailbox, as far as it tells types.
fn holds_mailboxes_only(table: &Table) -> bool {
    table.records() >= MANY_MAILBOXES
        && type_words(table)
            .is_some_and(|words| words.iter().all(|word| TypeWord::new(word).as_str().ends_with("mailbox")))
}

/// Whether a list was made of users as well: it holds mailboxes of theirs, or mail users beside others. Groups, contacts
/// or shared mailboxes alone hold none, whatever the columns look like.
fn may_hold_users(table: &Table) -> bool {
    let Some(words) = type_words(table) else { return true };
    let standings = standings(table, &words);
    let is_other = |word: &&str| {
        let typed = TypeWord::new(word);
        ["group", "contact"].iter().any(|part| typed.as_str().contains(part))
    };
    let beside = standings.contains(&Standing::MailboxWithoutLicense) || words.iter().any(is_other);
    standings.contains(&Standing::Mailbox) || standings.contains(&Standing::NoMailbox) && beside
}

/// Whether any list holds mailboxes that need no license; where none tells types, as far as anybody knows.
pub fn lists_free_mailboxes(side: &Side<'_>) -> bool {
    let holds = |table| {
        type_words(table).is_none_or(|words| standings(table, &words).contains(&Standing::MailboxWithoutLicense))
    };
    side.live_tables().any(holds)
}

/// Whether any list holds recipients that are not synchronised; where none tells, as far as anybody knows.
pub fn lists_cloud_recipients(side: &Side<'_>) -> bool {
    let is_synced = |word: &str| super::words::boolean(word.trim()) == Some(true);
    let only_synced = |table: &Table| {
        let words = |column| table.chunks.iter().flat_map(move |chunk| chunk.words(column));
        table.column_of(exchange::SYNCED).is_some_and(|column| words(column).all(|word| is_synced(word)))
    };
    side.live_tables().any(|table| !only_synced(table))
}

/// The words for types in a table, each once; `None` without any.
fn type_words(table: &Table) -> Option<BTreeSet<&str>> {
    let columns = [exchange::TYPE_DETAILS, exchange::TYPE].into_iter().filter_map(|field| table.column_of(field));
    let words = |column| table.chunks.iter().flat_map(move |chunk| chunk.words(column)).map(|word| word.trim());
    let filled = columns.map(|column| words(column).filter(|word| !word.is_empty()).collect::<BTreeSet<_>>());
    filled.into_iter().find(|words| !words.is_empty())
}

/// What words for types mean, as far as that is known.
fn standings(table: &Table, words: &BTreeSet<&str>) -> Vec<Standing> {
    words.iter().filter_map(|word| standing_of_word(Known::Value(word), table.producer).value()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exemptions_and_policies_that_only_delete_are_no_holds() {
        for held in ["UniH7b2a9c01", "mbx7cfb30345d454ac0a989ab3041051209:2", "{-mbx01:2, grp02:3}", "[\"cld03\"]"] {
            assert!(names_hold(held), "{held}");
        }
        for free in ["-mbx7cfb30345d454ac0a989ab3041051209", "mbx7cfb30345d454ac0a989ab3041051209:1", "[]", "{ }"] {
            assert!(!names_hold(free), "{free}");
        }
    }
}
