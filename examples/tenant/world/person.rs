//! Who somebody is in each of the three directories.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::draw::Draw;

/// One user of Active Directory and everything that belongs to it.
pub(super) struct Person {
    pub(super) ad: AdUser,
    pub(super) entra: Option<EntraUser>,
    pub(super) recipient: Option<Recipient>,
    /// Users in the recycle bin of Entra ID.
    pub(super) binned: Vec<EntraUser>,
    /// Soft-deleted and inactive mailboxes.
    pub(super) deleted: Vec<Recipient>,
    /// Users of Entra ID who are somebody else.
    pub(super) strangers: Vec<EntraUser>,
    /// Mailboxes that are somebody else's.
    pub(super) rooms: Vec<Recipient>,
}

#[derive(Clone, Default)]
pub(super) struct AdUser {
    pub(super) dn: String,
    pub(super) guid: Uuid,
    /// mS-DS-ConsistencyGuid, as the bytes it is.
    pub(super) anchor: String,
    pub(super) sid: String,
    pub(super) sam: String,
    pub(super) upn: String,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) given_name: &'static str,
    pub(super) surname: &'static str,
    pub(super) title: &'static str,
    pub(super) department: &'static str,
    pub(super) office: &'static str,
    pub(super) phone: String,
    pub(super) street: String,
    pub(super) mail: String,
    pub(super) nickname: String,
    pub(super) addresses: Vec<String>,
    pub(super) target: String,
    pub(super) is_enabled: bool,
    pub(super) is_critical: bool,
    pub(super) admin_description: &'static str,
    pub(super) mailbox: Option<Uuid>,
    pub(super) archive: Option<Uuid>,
    pub(super) type_details: &'static str,
    pub(super) remote_type: &'static str,
    pub(super) is_hidden: bool,
    pub(super) database: &'static str,
    pub(super) created: String,
    pub(super) changed: String,
}

#[derive(Clone, Default)]
pub(super) struct EntraUser {
    pub(super) id: Uuid,
    pub(super) display_name: String,
    pub(super) upn: String,
    pub(super) mail: String,
    pub(super) nickname: String,
    pub(super) addresses: Vec<String>,
    pub(super) user_type: &'static str,
    pub(super) is_enabled: bool,
    pub(super) title: &'static str,
    pub(super) department: &'static str,
    pub(super) location: &'static str,
    /// Blank where Active Directory does not know the user.
    pub(super) immutable_id: String,
    pub(super) sid: String,
    pub(super) ad_upn: String,
    pub(super) sam: String,
    pub(super) synced: String,
    pub(super) licenses: String,
    pub(super) plans: String,
    pub(super) assignments: String,
    pub(super) service_errors: String,
    pub(super) sync_errors: String,
    pub(super) created: String,
}

#[derive(Clone, Default)]
pub(super) struct Recipient {
    pub(super) id: Uuid,
    pub(super) display_name: String,
    pub(super) alias: String,
    pub(super) upn: String,
    pub(super) mail: String,
    pub(super) addresses: Vec<String>,
    pub(super) type_details: &'static str,
    pub(super) mailbox: Uuid,
    pub(super) archive: Uuid,
    pub(super) is_hidden: bool,
    pub(super) sku_assigned: &'static str,
    pub(super) is_synced: bool,
    pub(super) is_inactive: bool,
    pub(super) created: String,
    pub(super) changed: String,
}

/// Microsoft 365 E3, and the plan in it that gives a mailbox.
pub(super) const E3: (&str, &str) = ("05e9a617-0261-4cee-bb44-138d3ef5d965", "efb87545-963c-4e0d-99df-69c6916d9eb0");

pub(super) const DOMAINS: [&str; 3] = ["contoso.example", "fabrikam.example", "northwind.example"];
pub(super) const INITIAL: &str = "contoso.onmicrosoft.com";

/// The type of a remote user mailbox.
pub(super) const REMOTE_MAILBOX: &str = "2147483648";

const GIVEN_NAMES: [(&str, &str); 32] = [
    ("Aisha", "aisha"),
    ("Anne-Marie", "anne-marie"),
    ("Björn", "bjoern"),
    ("Camille", "camille"),
    ("Chloé", "chloe"),
    ("Dmitri", "dmitri"),
    ("Elsa", "elsa"),
    ("Eun-ji", "eun-ji"),
    ("Fátima", "fatima"),
    ("Günther", "guenther"),
    ("Hiroshi", "hiroshi"),
    ("Ingrid", "ingrid"),
    ("Jürgen", "juergen"),
    ("Katarzyna", "katarzyna"),
    ("Lars", "lars"),
    ("Łukasz", "lukasz"),
    ("Maria", "maria"),
    ("Mireille", "mireille"),
    ("Nora", "nora"),
    ("Olusegun", "olusegun"),
    ("Priya", "priya"),
    ("Qiang", "qiang"),
    ("Renée", "renee"),
    ("Robert", "robert"),
    ("Søren", "soeren"),
    ("Tamás", "tamas"),
    ("Ulrike", "ulrike"),
    ("Viktória", "viktoria"),
    ("Wei", "wei"),
    ("Xavier", "xavier"),
    ("Yusuf", "yusuf"),
    ("Zoë", "zoe"),
];

const SURNAMES: [(&str, &str); 24] = [
    ("Al-Hashimi", "al-hashimi"),
    ("Chandrasekaran", "chandrasekaran"),
    ("Chen", "chen"),
    ("D'Angelo", "d'angelo"),
    ("Dvořák", "dvorak"),
    ("Fitzgerald-Montgomery", "fitzgerald-montgomery"),
    ("Garcia", "garcia"),
    ("Håkansson", "hakansson"),
    ("Ivanov", "ivanov"),
    ("Johnson", "johnson"),
    ("Kim", "kim"),
    ("Kowalczyk", "kowalczyk"),
    ("Lindqvist", "lindqvist"),
    ("Müller", "mueller"),
    ("Nakamura", "nakamura"),
    ("O'Brien", "o'brien"),
    ("Okonkwo", "okonkwo"),
    ("Papadopoulos", "papadopoulos"),
    ("Saint-Exupéry", "saint-exupery"),
    ("Schröder", "schroeder"),
    ("Silva", "silva"),
    ("Smith", "smith"),
    ("van der Berg", "vanderberg"),
    ("Weiß", "weiss"),
];

const OFFICES: [(&str, &str, &str); 6] = [
    ("Zürich", "CH", "OU=Zurich,OU=EMEA"),
    ("New York", "US", "OU=New York,OU=Americas"),
    ("Tokyo", "JP", "OU=Tokyo,OU=APAC"),
    ("London", "GB", "OU=London,OU=EMEA"),
    ("Bangalore", "IN", "OU=Bangalore,OU=APAC"),
    ("München", "DE", "OU=Munich,OU=EMEA"),
];

const TITLES: [&str; 6] = [
    "Senior Systems Engineer",
    "Account Executive",
    "Regional Manager, Plant 7",
    "HR Business Partner",
    "Software Developer",
    "Payroll Specialist",
];

const DEPARTMENTS: [&str; 6] = [
    "Information Technology",
    "Human Resources",
    "Finance and Controlling",
    "Sales, EMEA",
    "Legal & Compliance",
    "Research and Development",
];

impl Person {
    /// Somebody with a mailbox in the cloud and nothing wrong.
    pub(super) fn new(mut draw: Draw, number: u32) -> Self {
        let ad = ad_user(&mut draw, number);
        let entra = entra_user(&mut draw, &ad);
        let recipient = mailbox(&mut draw, &ad, &entra);
        Self {
            ad,
            entra: Some(entra),
            recipient: Some(recipient),
            binned: Vec::new(),
            deleted: Vec::new(),
            strangers: Vec::new(),
            rooms: Vec::new(),
        }
    }

    /// Adds people and mailboxes that have nothing to do with this one: guests, shared mailboxes, somebody who left.
    pub(super) fn surround(&mut self, draw: &mut Draw) {
        if draw.happens(80) {
            let name = format!("guest.{}", self.ad.nickname);
            self.strangers.push(cloud_user(draw, &name, "adatum.example", "Guest"));
        }
        if draw.happens(50) {
            let user = cloud_user(draw, &format!("shared.{}", self.ad.nickname), DOMAINS[0], "Member");
            let mut shared = recipient_of(draw, &user);
            shared.type_details = "SharedMailbox";
            self.rooms.push(shared);
            self.strangers.push(EntraUser { is_enabled: false, ..user });
        }
        if draw.happens(5) {
            let mut gone = Self::new(Draw::of(draw.number(), 0), draw.below(1000));
            gone.rename(&format!("former.{}", self.ad.nickname));
            let (user, mailbox) = (gone.entra.take(), gone.recipient.take());
            self.binned.extend(user);
            self.deleted.extend(mailbox);
        }
    }

    /// Gives other names to everything of a person that must not have two holders.
    fn rename(&mut self, name: &str) {
        let addresses = vec![format!("SMTP:{name}@{}", DOMAINS[0])];
        let upn = format!("{name}@{}", DOMAINS[0]);
        if let Some(user) = &mut self.entra {
            user.upn.clone_from(&upn);
            user.mail.clone_from(&upn);
            name.clone_into(&mut user.nickname);
            user.addresses.clone_from(&addresses);
            user.sid = format!("{}9", user.sid);
        }
        if let Some(recipient) = &mut self.recipient {
            recipient.upn.clone_from(&upn);
            recipient.mail = upn;
            name.clone_into(&mut recipient.alias);
            recipient.addresses = addresses;
        }
    }
}

impl Recipient {
    pub(super) fn kind(&self) -> &'static str {
        if self.type_details.ends_with("Mailbox") { "UserMailbox" } else { "MailUser" }
    }

    /// Its place in Exchange Online, within `container`.
    pub(super) fn dn(&self, container: &str) -> String {
        format!(
            "CN={},{container}OU={INITIAL},OU=Microsoft Exchange Hosted Organizations,DC=EURPR05A001,DC=PROD,\
             DC=OUTLOOK,DC=COM",
            self.id
        )
    }
}

fn ad_user(draw: &mut Draw, number: u32) -> AdUser {
    let (given_name, given) = draw.pick(&GIVEN_NAMES);
    let (surname, sur) = draw.pick(&SURNAMES);
    let (office, _, ou) = draw.pick(&OFFICES);
    let guid = draw.guid();
    let nickname = format!("{given}.{sur}{number}");
    let mail = format!("{nickname}@{}", draw.pick(&DOMAINS));
    let mut addresses = vec![
        format!("SMTP:{mail}"),
        format!("smtp:{nickname}@contoso.mail.onmicrosoft.com"),
        format!("X500:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user{number}"),
    ];
    if draw.happens(250) {
        addresses.push(format!("smtp:{sur}.{given}{number}@{}", DOMAINS[0]));
    }
    if draw.happens(60) {
        addresses.push(format!("SIP:{mail}"));
    }
    let display_name = match draw.below(1000) {
        0..6 => format!("{given_name} \"Ext\" {surname}"),
        6..260 => format!("{surname}, {given_name}"),
        _ => format!("{given_name} {surname}"),
    };
    let house = draw.below(200);
    let changed = draw.below(13);
    AdUser {
        dn: format!("CN={surname}\\, {given_name} ({number}),{ou},OU=Staff,DC=corp,DC=contoso,DC=example"),
        guid,
        anchor: if draw.happens(300) { immutable_id(guid) } else { String::new() },
        sid: format!("S-1-5-21-2718281828-1414213562-1732050807-{}", 1200 + number),
        sam: format!("u{number}"),
        // Many directories keep the spelling of somebody's first day.
        upn: if draw.happens(300) { capitalised(&mail) } else { mail.clone() },
        name: format!("{surname}, {given_name} ({number})"),
        display_name,
        given_name,
        surname,
        title: draw.pick(&TITLES),
        department: draw.pick(&DEPARTMENTS),
        office,
        phone: format!("+41 44 {}", 100_000 + draw.below(900_000)),
        street: if draw.happens(10) {
            format!("Hauptstrasse {house}\nBuilding 3")
        } else {
            format!("Bahnhofstrasse {house}")
        },
        target: format!("SMTP:{nickname}@contoso.mail.onmicrosoft.com"),
        mail,
        nickname,
        addresses,
        is_enabled: true,
        is_critical: false,
        admin_description: "",
        mailbox: Some(draw.guid()),
        archive: draw.happens(100).then(|| draw.guid()),
        type_details: REMOTE_MAILBOX,
        remote_type: if draw.happens(300) { "4" } else { "1" },
        is_hidden: draw.happens(30),
        database: "",
        created: format!("20{:02}-{:02}-{:02}T09:12:41Z", 12 + draw.below(12), 1 + draw.below(12), 1 + draw.below(28)),
        changed: format!("2025-10-{:02}T{:02}:52:00Z", 1 + changed, draw.below(24)),
    }
}

fn entra_user(draw: &mut Draw, ad: &AdUser) -> EntraUser {
    let mut addresses = ad.addresses.clone();
    addresses.push(format!("smtp:{}@{INITIAL}", ad.nickname));
    let location = OFFICES.iter().find(|(office, ..)| *office == ad.office).map_or("CH", |(_, country, _)| country);
    let mut user = EntraUser {
        id: draw.guid(),
        display_name: ad.display_name.clone(),
        upn: ad.upn.to_lowercase(),
        mail: ad.mail.clone(),
        nickname: ad.nickname.clone(),
        addresses,
        user_type: "Member",
        is_enabled: true,
        title: ad.title,
        department: ad.department,
        location,
        immutable_id: immutable_id(ad.guid),
        sid: ad.sid.clone(),
        ad_upn: ad.upn.clone(),
        sam: ad.sam.clone(),
        synced: format!("2025-10-{:02}T{:02}:{:02}:11Z", 1 + draw.below(13), draw.below(24), draw.below(60)),
        service_errors: "[]".to_owned(),
        sync_errors: "[]".to_owned(),
        created: ad.created.replace("09:12", "09:42"),
        ..EntraUser::default()
    };
    user.license(E3, "2024-02-01T08:00:00Z");
    user
}

impl EntraUser {
    /// Assigns a license that gives a mailbox.
    pub(super) fn license(&mut self, (sku, plan): (&str, &str), since: &str) {
        self.licenses = format!("[{{\"disabledPlans\":[],\"skuId\":\"{sku}\"}}]");
        self.plans = format!(
            "[{{\"assignedDateTime\":\"{since}\",\"capabilityStatus\":\"Enabled\",\"service\":\"exchange\",\
             \"servicePlanId\":\"{plan}\"}}]"
        );
        self.assignments = format!(
            "[{{\"assignedByGroup\":null,\"disabledPlans\":[],\"error\":\"None\",\"lastUpdatedDateTime\":\"{since}\",\
             \"skuId\":\"{sku}\",\"state\":\"Active\"}}]"
        );
    }

    pub(super) fn take_license(&mut self) {
        for list in [&mut self.licenses, &mut self.plans, &mut self.assignments] {
            "[]".clone_into(list);
        }
    }
}

fn mailbox(draw: &mut Draw, ad: &AdUser, user: &EntraUser) -> Recipient {
    Recipient {
        mailbox: ad.mailbox.unwrap_or_default(),
        archive: ad.archive.unwrap_or_default(),
        is_hidden: ad.is_hidden,
        is_synced: true,
        ..recipient_of(draw, user)
    }
}

/// The mailbox of a user of Entra ID.
fn recipient_of(draw: &mut Draw, user: &EntraUser) -> Recipient {
    let mut addresses = user.addresses.clone();
    addresses.push(format!("SPO:SPO_{}@SPO_{}", draw.guid(), user.id));
    Recipient {
        id: user.id,
        display_name: user.display_name.clone(),
        alias: user.nickname.clone(),
        upn: user.upn.clone(),
        mail: user.mail.clone(),
        addresses,
        type_details: "UserMailbox",
        mailbox: draw.guid(),
        archive: Uuid::nil(),
        is_hidden: false,
        sku_assigned: if user.licenses.len() > 2 { "True" } else { "" },
        is_synced: false,
        is_inactive: false,
        created: user.created.replace("09:42", "09:58"),
        changed: format!("2025-10-{:02}T15:20:00Z", 1 + draw.below(13)),
    }
}

/// A user whom Active Directory does not know, without license.
pub(super) fn cloud_user(draw: &mut Draw, name: &str, domain: &str, user_type: &'static str) -> EntraUser {
    let mail = format!("{name}@{domain}");
    let is_guest = user_type == "Guest";
    let mut user = EntraUser {
        id: draw.guid(),
        display_name: name.to_owned(),
        upn: if is_guest { format!("{name}_{domain}#EXT#@{INITIAL}") } else { mail.clone() },
        nickname: if is_guest { format!("{name}_{domain}#EXT#") } else { name.to_owned() },
        addresses: vec![format!("SMTP:{mail}")],
        mail,
        user_type,
        is_enabled: true,
        location: if is_guest { "" } else { "CH" },
        service_errors: "[]".to_owned(),
        sync_errors: "[]".to_owned(),
        created: format!("2023-02-{:02}T09:42:00Z", 1 + draw.below(28)),
        ..EntraUser::default()
    };
    user.take_license();
    user
}

/// The account every domain has.
pub(super) fn administrator(seed: u64) -> AdUser {
    AdUser {
        dn: "CN=Administrator,CN=Users,DC=corp,DC=contoso,DC=example".to_owned(),
        guid: Draw::of(seed, 0).guid(),
        sid: "S-1-5-21-2718281828-1414213562-1732050807-500".to_owned(),
        sam: "Administrator".to_owned(),
        name: "Administrator".to_owned(),
        display_name: "Administrator".to_owned(),
        is_enabled: true,
        is_critical: true,
        created: "2012-03-03T09:12:41Z".to_owned(),
        changed: NEWEST.to_owned(),
        ..AdUser::default()
    }
}

/// No date in the exports is newer.
const NEWEST: &str = "2025-10-14T20:00:00Z";

/// Base64 of the bytes as .NET orders them.
pub(super) fn immutable_id(guid: Uuid) -> String {
    STANDARD.encode(guid.to_bytes_le())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
