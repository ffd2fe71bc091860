//! What can be wrong with a person, by the case that is to be found.

use State::{Blocked, NotExpected, Provisioned, Waiting};
use uuid::Uuid;

use super::Tenant;
use super::draw::Draw;
use super::person::{self, DOMAINS, E3, INITIAL, Person, Recipient};

/// The fault of a person.
#[derive(Clone, Copy)]
pub(super) struct Planted {
    pub(super) fault: &'static Fault,
    /// Whether this is the first of the two people whom the fault concerns.
    pub(super) is_first: bool,
}

pub(super) struct Fault {
    /// The case that must be found.
    case: &'static str,
    state: State,
    bend: Bend,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is a mailbox all the same.
    Provisioned,
    /// There is none, because of the case.
    Blocked,
    Waiting,
    NotExpected,
}

#[derive(Clone, Copy)]
enum Bend {
    One(fn(&mut Person)),
    /// Two people share what is made of the alias of the first.
    Two(fn(&mut Person, &str)),
}

impl Planted {
    /// State, root cause, and the case to be found.
    pub(super) fn truth(self) -> (&'static str, &'static str, &'static str) {
        let case = self.fault.case;
        match self.fault.state {
            State::Provisioned => ("provisioned", "", case),
            State::Blocked => ("blocked", case, case),
            State::Waiting => ("waiting", case, ""),
            State::NotExpected => ("not-expected", case, ""),
        }
    }
}

impl Planted {
    pub(super) fn bend(self, person: &mut Person, before: impl FnOnce() -> Person) {
        match self.fault.bend {
            Bend::One(bend) => bend(person),
            Bend::Two(bend) => {
                let first = if self.is_first { person.ad.nickname.clone() } else { before().ad.nickname };
                bend(person, &first);
            }
        }
    }
}

impl Fault {
    fn pairs(&self) -> bool {
        matches!(self.bend, Bend::Two(_))
    }
}

/// The fault of the person of that number. A fault of two concerns somebody of an odd number and the person before.
pub(super) fn of(tenant: &Tenant, number: u32) -> Option<Planted> {
    let drawn = |number: u32| {
        let mut draw: Draw = tenant.draw(number, 1);
        let fault: &'static Fault = draw.happens(tenant.faults).then(|| draw.pick(&ALL))?;
        (number % 2 == 1 || !fault.pairs()).then_some(fault)
    };
    let after = (number.is_multiple_of(2) && number + 1 < tenant.people).then(|| drawn(number + 1)).flatten();
    match after.filter(|fault| fault.pairs()) {
        Some(fault) => Some(Planted { fault, is_first: true }),
        None => drawn(number).map(|fault| Planted { fault, is_first: false }),
    }
}

const fn one(case: &'static str, state: State, bend: fn(&mut Person)) -> Fault {
    Fault { case, state, bend: Bend::One(bend) }
}

const fn two(case: &'static str, state: State, bend: fn(&mut Person, &str)) -> Fault {
    Fault { case, state, bend: Bend::Two(bend) }
}

static FAULTS: [Fault; 41] = [
    one("missing-in-entra", Blocked, Person::was_never_synchronised),
    one("scope-admin-description", Blocked, |person| {
        person.was_never_synchronised();
        person.ad.admin_description = "User_manual";
    }),
    one("scope-replication-conflict", Blocked, |person| {
        person.was_never_synchronised();
        let guid = person.ad.guid;
        person.ad.dn = person.ad.dn.replacen("),", &format!(")\\0ACNF:{guid},"), 1);
    }),
    one("scope-critical-system-object", NotExpected, |person| {
        person.was_never_synchronised();
        person.ad.is_critical = true;
    }),
    one("upn-empty", Blocked, |person| {
        person.was_never_synchronised();
        person.ad.upn.clear();
    }),
    one("conflict-with-guest", Blocked, |person| person.loses_address_to("Guest")),
    one("conflict-with-cloud-only-user", Blocked, |person| person.loses_address_to("Member")),
    one("entra-user-soft-deleted", Blocked, |person| {
        person.binned.extend(person.entra.take());
        person.deleted.extend(person.recipient.take());
    }),
    one("mailnickname-empty", Blocked, |person| {
        person.never_had_mailbox();
        person.ad.nickname.clear();
    }),
    one("usage-location-missing", Blocked, |person| {
        person.never_had_license();
        person.entra().location = "";
    }),
    one("usage-location-invalid", Blocked, |person| {
        person.never_had_license();
        person.entra().location = "D1";
    }),
    one("no-license", Blocked, Person::never_had_license),
    one("license-without-exchange-plan", Blocked, |person| {
        person.never_had_license();
        // Power Automate Free.
        let sku = "f30db892-07e9-47e9-837c-80727f46fd3d";
        person.entra().licenses = format!("[{{\"disabledPlans\":[],\"skuId\":\"{sku}\"}}]");
    }),
    one("exchange-plan-disabled", Blocked, |person| {
        person.never_had_mailbox();
        let (sku, plan) = E3;
        let user = person.entra();
        user.licenses = format!("[{{\"disabledPlans\":[\"{plan}\"],\"skuId\":\"{sku}\"}}]");
        user.plans = user.plans.replace("Enabled", "Deleted");
    }),
    one("exchange-plan-not-enabled", Blocked, |person| {
        person.never_had_mailbox();
        let user = person.entra();
        user.plans = user.plans.replace("Enabled", "Suspended");
    }),
    one("license-assignment-error", Blocked, |person| {
        person.never_had_mailbox();
        let user = person.entra();
        let failed = user.assignments.replace("\"None\"", "\"CountViolation\"").replace("\"Active\"", "\"Error\"");
        user.take_license();
        user.assignments = failed;
    }),
    one("exchange-validation-error", Blocked, |person| {
        person.is_mail_user();
        "[{\"createdDateTime\":\"2025-09-30T06:00:00Z\",\"errorDetail\":\"<ServiceInstance>\
            <ObjectErrors><ErrorRecord><ErrorCode>ExAA0001</ErrorCode><ErrorParameters/><ErrorDescription>\
            The value of the property Alias is invalid.</ErrorDescription></ErrorRecord></ObjectErrors>\
            </ServiceInstance>\",\"isResolved\":false,\"serviceInstance\":\"exchange/eurpr05-001-01\"}]"
            .clone_into(&mut person.entra().service_errors);
    }),
    one("not-in-exchange", Blocked, Person::never_had_mailbox),
    one("sku-not-assigned-in-exchange", Blocked, |person| {
        person.is_mail_user();
        person.recipient().sku_assigned = "False";
    }),
    one("mailuser-not-mailbox", Blocked, Person::is_mail_user),
    one("on-premises-mailbox-present", Blocked, |person| {
        person.has_mailbox_on_premises();
        person.recipient().type_details = "MailUser";
    }),
    one("migrated-flag-without-mailbox", Blocked, |person| {
        person.is_mail_user();
        person.ad.remote_type = "4";
    }),
    one("mailbox-soft-deleted", Blocked, |person| person.deleted.extend(person.recipient.take())),
    one("mailbox-inactive", Blocked, |person| {
        let mailbox = person.recipient.take().map(|mailbox| Recipient { is_inactive: true, ..mailbox });
        person.deleted.extend(mailbox);
    }),
    one("provisioning-delay", Waiting, |person| {
        person.never_had_mailbox();
        "2025-10-14T11:00:00Z".clone_into(&mut person.ad.created);
        let user = person.entra();
        "2025-10-14T11:30:00Z".clone_into(&mut user.created);
        user.license(E3, "2025-10-14T12:00:00Z");
    }),
    one("source-anchor-changed", Provisioned, |person| {
        person.ad.anchor.clear();
        let other = other_than(person.ad.guid);
        person.entra().immutable_id = person::immutable_id(other);
    }),
    one("sync-error-quarantined-attribute", Provisioned, |person| {
        "[{\"category\":\"PropertyConflict\",\"occurredDateTime\":\"2025-09-30T06:00:00Z\",\
            \"propertyCausingError\":\"ProxyAddresses\",\"value\":\"smtp:desk@contoso.example\"}]"
            .clone_into(&mut person.entra().sync_errors);
    }),
    one("upn-suffix-not-verified", Provisioned, |person| {
        person.ad.upn = format!("{}@corp.contoso.example", person.ad.nickname);
        let (ad_upn, upn) = (person.ad.upn.clone(), format!("{}@{INITIAL}", person.ad.nickname));
        person.recipient().upn.clone_from(&upn);
        let user = person.entra();
        user.ad_upn = ad_upn;
        user.upn = upn;
    }),
    one("upn-differs-from-primary-smtp", Provisioned, |person| {
        let upn = format!("{}@{}", person.ad.sam, DOMAINS[0]);
        person.ad.upn.clone_from(&upn);
        person.recipient().upn.clone_from(&upn);
        let user = person.entra();
        user.ad_upn.clone_from(&upn);
        user.upn = upn;
    }),
    one("mailnickname-mismatch", Provisioned, |person| person.ad.nickname.push_str(".new")),
    one("mailnickname-invalid", Provisioned, |person| person.ad.nickname.push('.')),
    one("proxyaddress-invalid", Provisioned, |person| {
        person.ad.addresses.push(format!("smtp:{} desk@{}", person.ad.nickname, DOMAINS[0]));
    }),
    one("target-address-conflict", Provisioned, |person| "SMTP:nobody".clone_into(&mut person.ad.target)),
    one("hidden-flag-not-applied", Provisioned, |person| {
        person.ad.is_hidden = true;
        person.recipient().is_hidden = false;
    }),
    one("remote-mailbox-guid-mismatch", Provisioned, |person| {
        person.ad.mailbox = person.ad.mailbox.map(other_than);
    }),
    one("remote-mailbox-type-mismatch", Provisioned, |person| {
        person.entra().take_license();
        person.ad.remote_type = "1";
        person.recipient().type_details = "SharedMailbox";
    }),
    one("archive-guid-conflict", Provisioned, |person| {
        person.recipient().archive = other_than(person.ad.guid);
        person.ad.archive = Some(other_than(other_than(person.ad.guid)));
    }),
    one("mailbox-in-both-places", Provisioned, |person| {
        person.has_mailbox_on_premises();
        person.ad.mailbox = person.ad.mailbox.map(other_than);
    }),
    one("account-disabled", Provisioned, |person| {
        person.ad.is_enabled = false;
        person.entra().is_enabled = false;
    }),
    two("proxyaddress-duplicate-in-ad", Provisioned, |person, first| {
        person.ad.addresses.push(format!("smtp:team.{first}@{}", DOMAINS[0]));
    }),
    two("mailnickname-duplicate", Provisioned, |person, first| first.clone_into(&mut person.ad.nickname)),
];

/// To be drawn from.
static ALL: [&Fault; FAULTS.len()] = {
    let mut all = [&FAULTS[0]; FAULTS.len()];
    let mut number = 0;
    while number < all.len() {
        all[number] = &FAULTS[number];
        number += 1;
    }
    all
};

impl Person {
    fn entra(&mut self) -> &mut person::EntraUser {
        self.entra.as_mut().expect("the fault leaves the user of Entra ID")
    }

    fn recipient(&mut self) -> &mut Recipient {
        self.recipient.as_mut().expect("the fault leaves the recipient")
    }

    fn was_never_synchronised(&mut self) {
        self.never_had_mailbox();
        self.entra = None;
    }

    fn never_had_mailbox(&mut self) {
        self.ad.mailbox = None;
        self.ad.archive = None;
        self.ad.remote_type = "1";
        self.recipient = None;
    }

    fn never_had_license(&mut self) {
        self.never_had_mailbox();
        self.entra().take_license();
    }

    /// The mailbox was never made, the recipient was.
    fn is_mail_user(&mut self) {
        let recipient = self.recipient.take();
        self.never_had_mailbox();
        self.recipient = recipient.map(|recipient| Recipient {
            type_details: "MailUser",
            mailbox: Uuid::nil(),
            archive: Uuid::nil(),
            ..recipient
        });
    }

    fn has_mailbox_on_premises(&mut self) {
        self.ad.type_details = "1";
        self.ad.remote_type = "";
        self.ad.target.clear();
        self.ad.database = "CN=DB01,CN=Databases,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Contoso,\
                            CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=example";
    }

    /// Somebody in the cloud holds an address of the person, who cannot be synchronised therefore.
    fn loses_address_to(&mut self, user_type: &'static str) {
        self.was_never_synchronised();
        let address = format!("smtp:desk.{}@{}", self.ad.nickname, DOMAINS[0]);
        let mut draw = Draw::of(self.ad.guid.as_u64_pair().0, 0);
        let mut holder =
            person::cloud_user(&mut draw, &format!("holder.{}", self.ad.nickname), "adatum.example", user_type);
        holder.addresses.push(address.clone());
        self.ad.addresses.push(address);
        self.strangers.push(holder);
    }
}

/// A GUID that nothing else has.
fn other_than(guid: Uuid) -> Uuid {
    Uuid::from_u128(guid.as_u128() ^ 0x00ff_00ff_00ff)
}
