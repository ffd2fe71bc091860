//! What the cases ask about a person: in Entra, with a mailbox, licensed, expected to have one.

use std::cell::OnceCell;

use super::conflict::{self, Held};
use super::validation::Errors;
use super::{Likely, exchange as exchange_cases, scope};
use crate::guid::Guid;
use crate::instant::{DAY, Instant, ZONE_DOUBT};
use crate::intake::Table;
use crate::records::assignment;
use crate::records::license::{self, Plan};
use crate::records::{Coverage, Record, Side, Standing};
use crate::schema::{Field, FieldSet, Kind, ad, entra, exchange};
use crate::tenant::{MailboxLink, Subject, Tenant};
use crate::truth::{Known, Truth};

/// The columns that tell whether a mailbox is expected of somebody, on which any case may hang that asks it.
pub static EXPECTED: &[Field] = &[
    ad::NICKNAME,
    ad::PROXIES,
    ad::ENABLED,
    ad::TYPE_DETAILS,
    ad::REMOTE_TYPE,
    ad::MAILBOX_GUID,
    ad::HOME_MDB,
    entra::USER_TYPE,
    entra::ENABLED,
    entra::ASSIGNED_LICENSES,
];

/// A person, and what follows from the rows; each fact is worked out when it is asked for.
#[derive(Debug)]
pub struct Facts<'t> {
    pub subject: Subject<'t>,
    plan: OnceCell<Plan>,
    in_entra: OnceCell<InEntra>,
    mailbox: OnceCell<Mailbox>,
    expected: OnceCell<Result<Truth, NotExpected>>,
    not_yet: OnceCell<NotYet>,
    held_in_cloud: OnceCell<Vec<Held<'t>>>,
    exchange_errors: OnceCell<Errors>,
}

/// The three ways in which a mailbox is not there yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotYet {
    pub(super) no_recipient: Likely,
    pub(super) no_sku: Likely,
    pub(super) mail_user: Likely,
}

/// Whether a user of Active Directory is in Entra ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InEntra {
    /// It is, or there is no user of Active Directory to look for.
    Yes,
    No {
        certain: bool,
    },
    Unknown(FieldSet),
}

/// Whether there is an active mailbox in Exchange Online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailbox {
    Present,
    Absent { certain: bool },
    Unknown(FieldSet),
}

/// Why no mailbox is expected of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotExpected {
    Guest,
    /// A system or service account; the case that says so.
    Case(&'static super::Case),
    Disabled,
    NoSign,
}

impl NotExpected {
    /// As the summary counts it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Case(case) => case.id,
            Self::Disabled => "account-disabled",
            Self::NoSign => "no-sign-of-a-mailbox",
        }
    }
}

impl<'t> Facts<'t> {
    pub fn new(subject: Subject<'t>) -> Self {
        Self {
            subject,
            plan: OnceCell::new(),
            in_entra: OnceCell::new(),
            mailbox: OnceCell::new(),
            expected: OnceCell::new(),
            not_yet: OnceCell::new(),
            held_in_cloud: OnceCell::new(),
            exchange_errors: OnceCell::new(),
        }
    }

    /// Names of the user of Active Directory that somebody else holds in the cloud.
    pub(super) fn held_in_cloud(&self) -> &[Held<'t>] {
        self.held_in_cloud.get_or_init(|| {
            let contested = self.subject.ad.filter(|_| self.subject.is_contested());
            contested.map(|user| conflict::held(&self.subject, &user)).unwrap_or_default()
        })
    }

    /// What Exchange refuses, as the user of Entra ID tells.
    pub(super) fn exchange_errors(&self) -> &Errors {
        self.exchange_errors.get_or_init(|| self.subject.entra.map_or(Errors::None, |cloud| Errors::of(&cloud)))
    }

    /// Whether the cloud is the master of the Exchange attributes, so that those of Active Directory no longer count.
    pub(super) fn is_exchange_cloud_managed(&self) -> bool {
        self.subject.exchange.is_some_and(|recipient| recipient.is_cloud_managed())
    }

    /// Whether a mailbox plan has been on for over 24 hours; at most possible where its date is not known.
    pub(super) fn has_had_plan_for_a_day(&self) -> Likely {
        let assigned = self.subject.entra.map(|user| license::assigned_at(&user)).unwrap_or_default();
        let newest = assigned.into_iter().map(|(_, instant)| instant).max_by_key(|instant| instant.seconds);
        let for_a_day = match newest.map(|instant| self.is_younger(instant, DAY)) {
            Some(younger) => Likely { truth: !younger.truth, certain: younger.certain },
            None => Likely::possibly(true),
        };
        self.has_plan() & for_a_day
    }

    pub(super) fn not_yet(&self) -> NotYet {
        *self.not_yet.get_or_init(|| exchange_cases::not_yet(self))
    }

    pub fn as_of(&self) -> i64 {
        self.subject.tenant.as_of
    }

    /// What the licenses give; somebody who is not in Entra has none.
    pub fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| match (self.subject.entra, self.in_entra()) {
            (Some(user), _) => license::plan(&user),
            (None, InEntra::Unknown(_)) => Plan::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES)),
            (None, _) if !self.subject.tenant.records.entra.has(Kind::EntraUsers) => {
                Plan::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES))
            }
            // Whoever is missing from the file only may have any license.
            (None, InEntra::No { certain: false }) => Plan::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES)),
            (None, _) => Plan::Unlicensed,
        })
    }

    /// Whether a mailbox plan is on.
    pub fn has_plan(&self) -> Likely {
        match self.plan() {
            Plan::On { certain } => Likely { truth: Truth::True, certain: *certain },
            Plan::Unknown(fields) => Truth::Unknown(*fields).into(),
            Plan::Disabled(_) | Plan::NotIncluded | Plan::Unlicensed => Truth::False.into(),
        }
    }

    /// Whether the wanted mailbox needs a license: shared, room and equipment mailboxes do not.
    pub fn needs_license(&self) -> Truth {
        match self.subject.exchange.map(|recipient| recipient.standing()) {
            Some(Known::Value(Standing::MailboxWithoutLicense)) => return Truth::False,
            Some(Known::Value(Standing::Mailbox)) => return Truth::True,
            Some(Known::Value(Standing::AnyMailbox)) => {
                let unknown = Truth::Unknown(FieldSet::of(exchange::TYPE_DETAILS));
                return self.subject.ad.map_or(unknown, |user| !user.needs_no_license() & unknown);
            }
            _ => {}
        }
        self.subject.ad.map_or(Truth::True, |user| !user.needs_no_license())
    }

    pub fn in_entra(&self) -> InEntra {
        *self.in_entra.get_or_init(|| self.look_in_entra())
    }

    fn look_in_entra(&self) -> InEntra {
        let (Some(user), None) = (self.subject.ad, self.subject.entra) else { return InEntra::Yes };
        let side = &self.subject.tenant.records.entra;
        if side.live_tables().next().is_none() {
            return InEntra::Unknown(FieldSet::of(entra::IMMUTABLE_ID).with(entra::UPN));
        }
        let anchor_known = user.anchors().next().is_some();
        if !anchor_known && user.upn().value().is_none() && user.upn().is_empty() != Truth::True {
            return InEntra::Unknown(FieldSet::of(ad::GUID).with(ad::UPN));
        }
        let compared_anchor =
            anchor_known && side.compares(entra::IMMUTABLE_ID) && self.subject.tenant.compares_anchors
                || user.sid().value().is_some() && side.compares(entra::SID);
        let compared = |own: Known<&str>, fields: &[Field]| {
            own.is_empty().holds() || own.value().is_some() && fields.iter().any(|field| side.compares(*field))
        };
        let certain = compared_anchor
            && compared(user.upn(), &[entra::UPN, entra::AD_UPN])
            && compared(user.primary_smtp(), &[entra::PROXIES, entra::MAIL])
            && self.subject.ambiguities(Kind::EntraUsers).next().is_none()
            && side.is_complete()
            // Exchange Online has such ids from Entra ID only: the export lacks somebody.
            && self.subject.exchange.is_none_or(|recipient| recipient.id().value().is_none())
            && !(user.0.is_unread(ad::CONSISTENCY) || self.subject.tenant.unread_anchors)
            && !may_be_newer(&user.0, ad::CREATED, side, self.subject.tenant);
        InEntra::No { certain }
    }

    pub fn missing_in_entra(&self) -> Likely {
        match self.in_entra() {
            InEntra::Yes => Truth::False.into(),
            InEntra::No { certain } => Likely { truth: Truth::True, certain },
            InEntra::Unknown(fields) => Truth::Unknown(fields).into(),
        }
    }

    pub fn mailbox(&self) -> Mailbox {
        *self.mailbox.get_or_init(|| match self.subject.exchange {
            Some(recipient) => match recipient.is_mailbox() {
                Truth::True => Mailbox::Present,
                Truth::False => Mailbox::Absent { certain: true },
                Truth::Unknown(fields) => Mailbox::Unknown(fields),
            },
            None if self.subject.tenant.coverage == Coverage::Nobody => {
                Mailbox::Unknown(FieldSet::of(exchange::TYPE_DETAILS))
            }
            None => Mailbox::Absent { certain: self.is_surely_not_listed(true) },
        })
    }

    pub fn has_mailbox(&self) -> bool {
        self.mailbox() == Mailbox::Present
    }

    pub fn without_mailbox(&self) -> Likely {
        match self.mailbox() {
            Mailbox::Present => Truth::False.into(),
            Mailbox::Absent { certain } => Likely { truth: Truth::True, certain },
            Mailbox::Unknown(fields) => Truth::Unknown(fields).into(),
        }
    }

    /// Whether Exchange Online has no recipient at all; a list of mailboxes does not tell.
    pub fn without_recipient(&self) -> Likely {
        match (self.subject.exchange, self.subject.tenant.coverage) {
            (Some(_), _) => Truth::False.into(),
            (None, Coverage::Nobody | Coverage::Mailboxes) => {
                Truth::Unknown(FieldSet::of(exchange::TYPE_DETAILS).with(exchange::ID)).into()
            }
            (None, Coverage::Recipients | Coverage::Users) => {
                Likely { truth: Truth::True, certain: self.is_surely_not_listed(false) }
            }
        }
    }

    /// Whether the Exchange exports would hold this person's row. Lists of the admin centre have neither ids nor UPNs: by
    /// the primary address of the cloud a mailbox is known, but not a mail user.
    fn is_surely_not_listed(&self, by_address: bool) -> bool {
        let side = &self.subject.tenant.records.exchange;
        let id = self.subject.entra.and_then(|user| user.id().value()).is_some() && side.compares(exchange::ID);
        let upn = self.subject.upn().is_some()
            && [exchange::UPN, exchange::LIVE_ID, exchange::SERVICES_ID].iter().any(|field| side.compares(*field));
        let has_told = |record: &Record<'_>, field| !record.is_blank(field).holds() && record.shown(field).is_some();
        let created = [
            (self.subject.entra.map(|user| user.0), entra::CREATED),
            (self.subject.ad.map(|user| user.0), ad::CREATED),
        ];
        let created = created
            .into_iter()
            .find_map(|(record, field)| Some((record.filter(|record| has_told(record, field))?, field)));
        let mail = by_address
            && self.subject.entra.is_some_and(|user| user.primary_smtp().value().is_some())
            && side.compares(exchange::PRIMARY);
        (id || upn || mail)
            && self.is_kind_listed()
            && self.subject.ambiguities(Kind::ExchangeRecipients).next().is_none()
            && side.is_complete()
            && !self.subject.tenant.unread_ids
            && !self.subject.may_be_contradicted()
            && !created.is_some_and(|(record, field)| may_be_newer(&record, field, side, self.subject.tenant))
            && !self.may_be_soft_deleted()
            && !self.may_be_a_rival()
    }

    /// Whether the lists hold such mailboxes at all as this person would have: many list those of users only, or of
    /// whom is synchronised.
    fn is_kind_listed(&self) -> bool {
        let Subject { tenant, ad, entra, .. } = self.subject;
        let is_synced = match entra.map(|user| user.is_synced()) {
            Some(Truth::True) => true,
            Some(Truth::False) => false,
            Some(Truth::Unknown(_)) | None => ad.is_some(),
        };
        (!self.needs_license().fails() || tenant.lists_free_mailboxes) && (is_synced || tenant.lists_cloud_recipients)
    }

    /// Whether a recipient with an address of this person may be its own, because nothing else can be compared.
    fn may_be_a_rival(&self) -> bool {
        let own = self.subject.entra.and_then(|user| user.id().value());
        let is_anothers = |id: Option<Guid>| own.zip(id).is_some_and(|(own, other)| own != other);
        self.subject
            .address_rivals()
            .iter()
            .any(|rival| !rival.is_other_kind && !is_anothers(rival.holder.record.guid(exchange::ID).value()))
    }

    /// Whether a deleted mailbox of this name may be this person's, because an object id cannot be read.
    fn may_be_soft_deleted(&self) -> bool {
        let own = self.subject.entra.is_some_and(|user| user.0.is_unread(entra::ID));
        self.subject
            .deleted_mailboxes()
            .any(|(mailbox, link)| link == MailboxLink::UpnOfAnotherId && (own || mailbox.0.is_unread(exchange::ID)))
    }

    /// Whether somebody wants this person to have a mailbox.
    ///
    /// # Errors
    /// Why nobody does.
    pub fn expected(&self) -> Result<Truth, NotExpected> {
        *self.expected.get_or_init(|| {
            let subject = &self.subject;
            let is_guest = subject.entra.is_some_and(|user| user.is_guest().holds())
                || subject.exchange.is_some_and(|recipient| recipient.is_guest());
            if is_guest {
                return Err(NotExpected::Guest);
            }
            if let Some(case) = scope::system_account(self) {
                return Err(NotExpected::Case(case));
            }
            if self.plan().names_a_mailbox() {
                return Ok(Truth::True);
            }
            let unlicensed: Truth = match self.plan() {
                Plan::Unlicensed => Truth::True,
                Plan::Unknown(fields) => Truth::Unknown(*fields),
                Plan::On { .. } | Plan::Disabled(_) | Plan::NotIncluded => Truth::False,
            };
            let unseen = self.unseen_in_ad();
            let remote = subject.ad.map_or(unseen, |user| user.is_remote_mailbox());
            let linked = subject.ad.map_or(Truth::False, |user| user.is_linked());
            let never = self.is_disabled() & unlicensed & !remote & !linked;
            if never.holds() {
                return Err(NotExpected::Disabled);
            }
            let plan = match self.plan() {
                Plan::Unknown(fields) => Truth::Unknown(*fields),
                Plan::On { .. } | Plan::Disabled(_) | Plan::NotIncluded | Plan::Unlicensed => Truth::False,
            };
            let was_mailbox = subject.exchange.is_some_and(|recipient| recipient.had_mailbox().holds());
            let failed = || subject.entra.is_some_and(|user| assignment::failure(&user).value().is_some());
            let traces = was_mailbox || subject.deleted_mailboxes().any(|(_, link)| link.proves()) || failed();
            let names = subject.ad.map_or(unseen, |user| user.mail_nickname().is_set() | user.has_primary_smtp());
            let sign = Truth::from(traces || subject.is_named()) | plan | remote | linked | names;
            match sign {
                Truth::False => Err(NotExpected::NoSign),
                // Disabled people without a license are never expected: that must be known first.
                sign => Ok(sign & !never),
            }
        })
    }

    /// What Active Directory says of somebody who is synchronised from it, but of whom no export has the row; false where
    /// there is a row, or surely none.
    pub fn unseen_in_ad(&self) -> Truth {
        let side = &self.subject.tenant.records.ad;
        let (None, Some(user)) = (self.subject.ad, self.subject.entra) else { return Truth::False };
        let synced = match user.is_synced() {
            Truth::Unknown(_) => user.immutable_id().is_set(),
            known => known,
        };
        let is_held = !side.people.is_empty() && side.is_complete();
        if synced.holds() && !is_held && !user.is_cloud_managed() {
            Truth::Unknown(FieldSet::of(ad::NICKNAME).with(ad::PROXIES))
        } else {
            Truth::False
        }
    }

    /// Three answers: expected, not expected, or hanging on columns.
    pub fn is_expected(&self) -> Truth {
        self.expected().unwrap_or(Truth::False)
    }

    fn is_disabled(&self) -> Truth {
        match (self.subject.ad, self.subject.entra) {
            (Some(user), Some(cloud)) => match user.is_disabled() {
                Truth::Unknown(fields) => match cloud.is_disabled() {
                    Truth::Unknown(_) => Truth::Unknown(fields),
                    known => known,
                },
                known => known,
            },
            (Some(user), None) => user.is_disabled(),
            (None, Some(cloud)) => cloud.is_disabled(),
            (None, None) => Truth::False,
        }
    }

    /// The newest instant from which the 24 hours of provisioning count, with where it stands.
    pub fn provisioning_began(&self) -> Option<(Field, Instant)> {
        let user = self.subject.entra?;
        let mut instants = license::assigned_at(&user);
        instants.extend(user.created().value().map(|instant| (entra::CREATED, instant)));
        // Renewed at each synchronisation of the object: only where nothing else is dated.
        if instants.is_empty() {
            instants.extend(user.last_sync().value().map(|instant| (entra::LAST_SYNC, instant)));
        }
        instants.into_iter().max_by_key(|(field, instant)| (instant.seconds, *field))
    }

    /// Whether the 24 hours within which a mailbox may still come are not over.
    pub fn is_within_delay(&self) -> Likely {
        let unread = self.subject.entra.is_some_and(|user| license::is_assigned_some_time(&user));
        match self.provisioning_began() {
            Some((_, began)) => {
                let young = self.is_younger(began, DAY);
                Likely { certain: young.certain && (young.truth.holds() || !unread), ..young }
            }
            None if unread => Likely { truth: Truth::False, certain: false },
            None => Truth::Unknown(FieldSet::of(entra::CREATED).with(entra::ASSIGNED_PLANS)).into(),
        }
    }

    /// Whether the license may be so new that the Exchange exports were taken before its 24 hours were over.
    pub fn may_outrun_exchange(&self) -> bool {
        let assigned = self.subject.entra.map(|user| license::assigned_at(&user)).unwrap_or_default();
        let newest = newest_of(&self.subject.tenant.records.exchange, self.subject.tenant);
        !self.subject.tenant.is_dated && assigned.iter().any(|(_, instant)| instant.seconds > newest - DAY)
    }

    /// Whether an instant lies less than `limit` before the exports; not certain where the unknown zone could turn it.
    pub fn is_younger(&self, instant: Instant, limit: i64) -> Likely {
        let age = (self.as_of() - instant.seconds).max(0);
        let certain = instant.zoned || (age - limit).abs() > ZONE_DOUBT;
        Likely { truth: (age < limit).into(), certain }
    }
}

/// Whether two GUIDs are set and not the same.
pub(super) fn differ(one: Known<Guid>, other: Known<Guid>) -> Truth {
    let unknown = |guid| match guid {
        Known::Set(fields) | Known::Unknown(fields) => fields,
        Known::Value(_) | Known::Empty => FieldSet::EMPTY,
    };
    match (one, other) {
        (Known::Empty, _) | (_, Known::Empty) => Truth::False,
        (Known::Value(one), Known::Value(other)) => (one != other).into(),
        (one, other) => Truth::Unknown(unknown(one).and(unknown(other))),
    }
}

/// Whether something may be so new that an export was taken before it.
pub(super) fn may_be_newer(record: &Record<'_>, created: Field, side: &Side<'_>, tenant: &Tenant<'_>) -> bool {
    record.may_be_after(created, newest_of(side, tenant) - DAY)
}

/// The newest instant of what is live in an export; one without dates was taken with the others, as far as anybody knows.
fn newest_of(side: &Side<'_>, tenant: &Tenant<'_>) -> i64 {
    let dated = side.live_tables().filter_map(Table::newest).max();
    let of_all = || tenant.records.tables().filter_map(Table::newest).max();
    dated.unwrap_or_else(|| of_all().unwrap_or(tenant.as_of).min(tenant.as_of))
}
