//! Tells kind and producer of an export by its header and its first rows, never by the file's name.

use std::collections::HashSet;

use crate::error::{Nearest, Refusal};
use crate::schema::{Field, Kind, Producer, ad, domain, entra, exchange, normalise};

/// So many rows below the header are looked at.
pub(super) const SAMPLE: usize = 200;

/// What an export was recognised as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) kind: Kind,
    pub(super) producer: Producer,
    /// Which column feeds which field.
    pub(super) mapping: Vec<(Field, usize)>,
}

/// A header that tells a kind, and how strongly; normalised.
type Telling = (&'static str, u32);

const AD: &[Telling] = &[
    ("distinguishedname", 1),
    ("dn", 2),
    ("samaccountname", 2),
    ("prewindows2000logonname", 3),
    ("useraccountcontrol", 3),
    ("objectguid", 3),
    ("objectclass", 1),
    ("objectsid", 2),
    ("sid", 2),
    ("msdsconsistencyguid", 3),
    ("mailnickname", 1),
    ("proxyaddresses", 1),
    ("targetaddress", 2),
    ("userprincipalname", 1),
    ("upn", 1),
    ("whencreated", 1),
    ("iscriticalsystemobject", 3),
    ("admindescription", 3),
    ("homemdb", 3),
    ("lastlogondate", 1),
    ("passwordlastset", 1),
    ("enabled", 1),
];

const ENTRA: &[Telling] = &[
    ("id", 1),
    ("objectid", 2),
    ("usertype", 3),
    ("usagelocation", 2),
    ("immutableid", 2),
    ("onpremisesimmutableid", 3),
    ("onpremisessyncenabled", 3),
    ("onpremiseslastsyncdatetime", 3),
    ("onpremisesuserprincipalname", 2),
    ("dirsyncenabled", 2),
    ("lastdirsynctime", 3),
    ("directorysynced", 2),
    ("blockcredential", 3),
    ("anmeldungblockiert", 3),
    ("anmeldeinformationenblockieren", 3),
    ("accountenabled", 2),
    ("assignedlicenses", 3),
    ("licenses", 2),
    ("islicensed", 3),
    ("lizenzen", 2),
    ("userprincipalname", 1),
    ("benutzerprinzipalname", 2),
    ("proxyaddresses", 1),
    ("validationstatus", 3),
    ("serviceprovisioningerrors", 3),
    ("createddatetime", 1),
    ("creationtype", 2),
    ("deleteddatetime", 2),
    ("softdeletiontimestamp", 2),
    ("displayname", 1),
    ("mailnickname", 1),
];

const EXCHANGE: &[Telling] = &[
    ("recipienttypedetails", 3),
    ("recipienttype", 2),
    ("mailboxtype", 2),
    ("empfängertyp", 3),
    ("primarysmtpaddress", 2),
    ("externaldirectoryobjectid", 3),
    ("exchangeguid", 2),
    ("archiveguid", 1),
    ("emailaddresses", 2),
    ("emailaddress", 1),
    ("skuassigned", 3),
    ("windowsliveid", 3),
    ("microsoftonlineservicesid", 2),
    ("alias", 1),
    ("isinactivemailbox", 3),
    ("whensoftdeleted", 3),
    ("whenmailboxcreated", 2),
    ("previousrecipienttypedetails", 3),
    ("archivestatus", 1),
];

const DOMAIN: &[Telling] = &[
    ("id", 1),
    ("domainname", 3),
    ("domaintype", 2),
    ("isverified", 4),
    ("isinitial", 3),
    ("isdefault", 2),
    ("default", 1),
    ("authenticationtype", 2),
];

const KINDS: [(Kind, &[Telling]); 4] =
    [(Kind::AdUsers, AD), (Kind::EntraUsers, ENTRA), (Kind::ExchangeRecipients, EXCHANGE), (Kind::Domains, DOMAIN)];

/// Below this a header tells nothing.
const ENOUGH: u32 = 3;

fn score(keys: &HashSet<String>, telling: &[Telling]) -> u32 {
    let told: u32 = telling.iter().filter(|(header, _)| keys.contains(*header)).map(|(_, weight)| weight).sum();
    // Attributes that only an Active Directory has come in dozens of names.
    let exchange_attributes = keys.iter().any(|key| key.starts_with("msexch"));
    told + if exchange_attributes && std::ptr::eq(telling, AD) { 3 } else { 0 }
}

fn keys(header: &[String]) -> HashSet<String> {
    header.iter().map(|name| normalise(name)).filter(|key| !key.is_empty()).collect()
}

/// How much a row looks like the header of any kind.
pub(super) fn best_score(row: &[String]) -> u32 {
    let keys = keys(row);
    KINDS.iter().map(|(_, telling)| score(&keys, telling)).max().unwrap_or(0)
}

/// Whether the header is that of a report of ours, or of a list made from one.
fn own_report(header: &[String]) -> Option<Refusal> {
    let has = |name: &str| header.iter().any(|column| column == name);
    if !has("state") || !has("root_cause") {
        None
    } else if has("findings.case") {
        Some(Refusal::OwnReport)
    } else {
        Some(Refusal::LikeOwnReport)
    }
}

/// Recognises an export. `type_name` is what its `#TYPE` line says, `forced` what the user says.
pub(super) fn recognise(
    path: &str,
    header: &[String],
    sample: &[Vec<String>],
    type_name: Option<&str>,
    forced: Option<Kind>,
) -> Result<Recognised, Refusal> {
    if forced.is_none()
        && let Some(refusal) = own_report(header)
    {
        return Err(refusal);
    }
    let keys = keys(header);
    let kind = match forced.or_else(|| type_name.and_then(kind_of_type)) {
        Some(kind) => kind,
        None => by_header(path, header, &keys)?,
    };
    let view = View { header, sample };
    let kind = match (kind, forced) {
        (Kind::ExchangeRecipients, None) => view.origin(path)?,
        (Kind::EntraUsers, None) if view.all_deleted() => Kind::EntraDeletedUsers,
        (kind, _) => kind,
    };
    let producer = match kind.layout() {
        Kind::AdUsers => ad_producer(&keys, &view, type_name),
        Kind::EntraUsers => entra_producer(&keys, header),
        Kind::ExchangeRecipients => exchange_producer(&keys, &view, type_name),
        _ if keys.contains("isverified") => Producer::MgDomain,
        _ => Producer::AcceptedDomain,
    };
    Ok(Recognised { kind, producer, mapping: map(kind, producer, header) })
}

fn by_header(path: &str, header: &[String], keys: &HashSet<String>) -> Result<Kind, Refusal> {
    let mut scores: Vec<_> = KINDS.iter().map(|(kind, telling)| (score(keys, telling), *kind, *telling)).collect();
    scores.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let (best, kind, telling) = scores[0];
    // A single column may stand in any list; two that belong together tell.
    let found = telling.iter().filter(|(header, _)| keys.contains(*header)).count();
    if best >= ENOUGH && best > scores[1].0 && found >= 2 {
        return Ok(kind);
    }
    let nearest = (best > 0).then(|| Nearest {
        kind,
        path: path.to_owned(),
        found: header
            .iter()
            .filter(|name| telling.iter().any(|(wanted, _)| *wanted == normalise(name)))
            .cloned()
            .collect(),
        wanted: wanted(kind).to_vec(),
    });
    let mut shown = header.join("; ");
    if shown.chars().count() > 120 {
        shown = shown.chars().take(119).chain(['…']).collect();
    }
    Err(Refusal::Unrecognised { header: shown, nearest })
}

/// What would tell a kind beyond doubt, in words for the user.
fn wanted(kind: Kind) -> &'static [&'static str] {
    match kind.layout() {
        Kind::AdUsers => &["objectGUID", "sAMAccountName", "userAccountControl"],
        Kind::EntraUsers => &["Id", "UserType", "OnPremisesImmutableId"],
        Kind::ExchangeRecipients => &["ExternalDirectoryObjectId", "RecipientTypeDetails", "PrimarySmtpAddress"],
        _ => &["Id", "IsVerified"],
    }
}

fn kind_of_type(name: &str) -> Option<Kind> {
    let has = |part: &str| name.contains(part);
    if has("ActiveDirectory.Management.AD") || has("RemoteMailbox") {
        Some(Kind::AdUsers)
    } else if has("Microsoft.Online.Administration.User")
        || has("AzureAD.Model.User")
        || has("MicrosoftGraphUser")
        || has("PSADUser")
    {
        Some(Kind::EntraUsers)
    } else if has("Directory.Management.") || has("ReducedRecipient") {
        Some(Kind::ExchangeRecipients)
    } else {
        None
    }
}

/// Header and first rows, asked by field.
struct View<'a> {
    header: &'a [String],
    sample: &'a [Vec<String>],
}

impl View<'_> {
    fn cells(&self, field: Field) -> impl Iterator<Item = &str> {
        let column = column_of(field, self.header);
        self.sample
            .iter()
            .filter_map(move |row| row.get(column?))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    /// Exchange Online, or an Exchange server, whose recipients belong to Active Directory.
    fn origin(&self, path: &str) -> Result<Kind, Refusal> {
        let names: Vec<_> = self.cells(exchange::CONTAINER).map(str::to_ascii_uppercase).collect();
        let types = || self.cells(exchange::TYPE_DETAILS).chain(self.cells(exchange::TYPE));
        if names.iter().any(|name| name.contains("DC=OUTLOOK,DC=COM")) {
            return Ok(Kind::ExchangeRecipients);
        }
        if types().any(|word| word.starts_with("Remote")) || names.iter().any(|name| name.contains("DC=")) {
            return Ok(Kind::AdUsers);
        }
        let only_online =
            [exchange::ID, exchange::SKU_ASSIGNED, exchange::LIVE_ID, exchange::SERVICES_ID, exchange::INACTIVE];
        let online_lists =
            self.header.iter().any(|name| matches!(normalise(name).as_str(), "archivestatus" | "empfängertyp"));
        if online_lists && column_of(exchange::MAILBOX_GUID, self.header).is_none()
            || only_online.iter().any(|field| self.cells(*field).next().is_some())
        {
            return Ok(Kind::ExchangeRecipients);
        }
        if self.sample.is_empty() && only_online.iter().any(|field| column_of(*field, self.header).is_some()) {
            return Ok(Kind::ExchangeRecipients);
        }
        Err(Refusal::OriginUnknown(path.to_owned()))
    }

    fn all_deleted(&self) -> bool {
        let rows = self.sample.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count();
        rows > 0 && self.cells(entra::DELETED).count() == rows
    }
}

fn ad_producer(keys: &HashSet<String>, view: &View, type_name: Option<&str>) -> Producer {
    let has = |key: &str| keys.contains(key);
    if type_name.is_some_and(|name| name.contains("ADUser") || name.contains("ADObject")) {
        Producer::GetAdUser
    } else if has("recipienttypedetails") || has("remoteroutingaddress") || has("database") && has("primarysmtpaddress")
    {
        Producer::OnPremisesMailbox
    } else if view.header.first().is_some_and(|name| name == "DN") && has("objectclass") {
        Producer::Csvde
    } else if has("samaccountname") && (has("enabled") || has("objectguid") || has("sid")) {
        Producer::GetAdUser
    } else {
        Producer::Unrecognised
    }
}

fn entra_producer(keys: &HashSet<String>, header: &[String]) -> Producer {
    let has = |key: &str| keys.contains(key);
    let spelled = |name: &str| header.iter().any(|column| column == name);
    if spelled("User principal name") || has("benutzerprinzipalname") || spelled("Block credential") {
        Producer::AdminCentre
    } else if has("blockcredential") || has("validationstatus") && has("objectid") || has("strongpasswordrequired") {
        Producer::MsolUser
    } else if spelled("ObjectId") && (has("dirsyncenabled") || has("immutableid") || has("accountenabled")) {
        Producer::AzureAdUser
    } else if has("proxyaddress") && has("odatatype") {
        Producer::AzAdUser
    } else if spelled("userPrincipalName") && (has("directorysynced") || has("invitationstate") || spelled("objectId"))
    {
        Producer::EntraPortal
    } else if has("id") {
        Producer::MgUser
    } else {
        Producer::Unrecognised
    }
}

fn exchange_producer(keys: &HashSet<String>, view: &View, type_name: Option<&str>) -> Producer {
    let has = |key: &str| keys.contains(key);
    let named = |part: &str| type_name.is_some_and(|name| name.ends_with(part));
    let full = has("exchangeguid") || has("skuassigned") || has("windowsliveid") || has("whensoftdeleted");
    if has("previousrecipienttypedetails") || named(".User") {
        Producer::GetUser
    } else if has("isinactivemailbox") || has("mailboxplan") || named(".Mailbox") {
        Producer::GetMailbox
    } else if !full && has("externaldirectoryobjectid") {
        if has("userprincipalname") { Producer::GetExoMailbox } else { Producer::GetExoRecipient }
    } else if !has("userprincipalname") && full {
        Producer::GetRecipient
    } else if full {
        let words: HashSet<_> = view.cells(exchange::TYPE_DETAILS).collect();
        if words.contains("User") || words.contains("DisabledUser") {
            Producer::GetUser
        } else if !words.is_empty() && words.iter().all(|word| word.ends_with("MailUser")) {
            Producer::GetMailUser
        } else if !words.is_empty() && words.iter().all(|word| word.ends_with("Mailbox")) {
            Producer::GetMailbox
        } else {
            Producer::Unrecognised
        }
    } else {
        Producer::ExchangeAdminCentre
    }
}

fn column_of(field: Field, header: &[String]) -> Option<usize> {
    let keys: Vec<_> = header.iter().map(|name| normalise(name)).collect();
    field.headers().find_map(|alias| keys.iter().position(|key| *key == normalise(alias)))
}

/// Gives each field its best column, and no column to two fields.
fn map(kind: Kind, producer: Producer, header: &[String]) -> Vec<(Field, usize)> {
    let mut mapping: Vec<(Field, usize)> =
        kind.fields().filter_map(|field| Some((field, column_of(field, header)?))).collect();
    match producer {
        // In the centre's list 'Recipient type' is the detailed type.
        Producer::ExchangeAdminCentre => {
            if let Some(at) = mapping.iter().position(|(field, _)| *field == exchange::TYPE)
                && !mapping.iter().any(|(field, _)| *field == exchange::TYPE_DETAILS)
            {
                mapping[at].0 = exchange::TYPE_DETAILS;
            }
        }
        // 'Name' of a mailbox server is no attribute name of a user, but Guid is its objectGUID.
        Producer::OnPremisesMailbox => mapping.retain(|(field, _)| *field != ad::CLASS),
        _ => {}
    }
    mapping
}

/// The fields by which rows of a kind can be joined to anything.
pub fn join_keys(kind: Kind) -> &'static [Field] {
    match kind.layout() {
        Kind::AdUsers => &[
            ad::GUID,
            ad::CONSISTENCY,
            ad::COMPUTED_ID,
            ad::SID,
            ad::EXTERNAL_ID,
            ad::UPN,
            ad::SAM,
            ad::MAIL,
            ad::PRIMARY,
            ad::PROXIES,
            ad::NICKNAME,
        ],
        Kind::EntraUsers => &[
            entra::ID,
            entra::IMMUTABLE_ID,
            entra::SID,
            entra::UPN,
            entra::AD_UPN,
            entra::MAIL,
            entra::PROXIES,
            entra::NICKNAME,
        ],
        Kind::ExchangeRecipients => &[
            exchange::ID,
            exchange::UPN,
            exchange::LIVE_ID,
            exchange::SERVICES_ID,
            exchange::PRIMARY,
            exchange::ADDRESSES,
            exchange::ALIAS,
            exchange::MAILBOX_GUID,
        ],
        _ => &[domain::NAME],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(header: &str, row: &str) -> Result<(Kind, Producer), Refusal> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let found = recognise("x.csv", &cells(header), &[cells(row)], None, None)?;
        Ok((found.kind, found.producer))
    }

    #[test]
    fn kind_and_producer_are_told_by_the_header() {
        for (header, row, kind, producer) in [
            (
                "DistinguishedName,Enabled,GivenName,Name,ObjectClass,ObjectGUID,SamAccountName,SID,Surname,UserPrincipalName",
                "",
                Kind::AdUsers,
                Producer::GetAdUser,
            ),
            ("DN,objectClass,sAMAccountName,objectGUID,proxyAddresses", "", Kind::AdUsers, Producer::Csvde),
            (
                "BlockCredential,DisplayName,ImmutableId,IsLicensed,LastDirSyncTime,ObjectId,UsageLocation,UserPrincipalName,ValidationStatus",
                "",
                Kind::EntraUsers,
                Producer::MsolUser,
            ),
            (
                "AccountEnabled,AssignedLicenses,DirSyncEnabled,ImmutableId,MailNickName,ObjectId,UserPrincipalName,UserType",
                "",
                Kind::EntraUsers,
                Producer::AzureAdUser,
            ),
            (
                "Id,UserPrincipalName,OnPremisesImmutableId,UserType,AssignedLicenses",
                "",
                Kind::EntraUsers,
                Producer::MgUser,
            ),
            (
                "userPrincipalName,displayName,surname,mail,givenName,id,userType,accountEnabled,usageLocation,directorySynced",
                "",
                Kind::EntraUsers,
                Producer::EntraPortal,
            ),
            (
                "Display name,DirSyncEnabled,User principal name,Object Id,Block credential,Licenses,Proxy addresses",
                "",
                Kind::EntraUsers,
                Producer::AdminCentre,
            ),
            (
                "Alias,PrimarySmtpAddress,RecipientTypeDetails,WindowsLiveID,SKUAssigned",
                "a,b,UserMailbox,c,True",
                Kind::ExchangeRecipients,
                Producer::GetRecipient,
            ),
            (
                "ExternalDirectoryObjectId,Alias,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails",
                "1,a,b,c,UserMailbox",
                Kind::ExchangeRecipients,
                Producer::GetExoMailbox,
            ),
            (
                "Alias,UserPrincipalName,PrimarySmtpAddress,IsInactiveMailbox,ExchangeGuid",
                "a,b,c,False,",
                Kind::ExchangeRecipients,
                Producer::GetMailbox,
            ),
            (
                "Display name,Email address,Recipient type,Archive status,Last modified time",
                "a,b,c,d,e",
                Kind::ExchangeRecipients,
                Producer::ExchangeAdminCentre,
            ),
            ("Id,IsVerified,IsDefault,IsInitial", "", Kind::Domains, Producer::MgDomain),
            ("Name,DomainName,DomainType,Default", "", Kind::Domains, Producer::AcceptedDomain),
            ("UserPrincipalName,GivenName,Surname,SamAccountName", "", Kind::AdUsers, Producer::Unrecognised),
        ] {
            assert_eq!(told(header, row), Ok((kind, producer)), "{header}");
        }
    }

    #[test]
    fn recipients_of_an_exchange_server_belong_to_active_directory() {
        let header = "Alias,PrimarySmtpAddress,RecipientTypeDetails,ExchangeGuid,DistinguishedName";
        assert_eq!(told(header, "a,b,RemoteUserMailbox,,x"), Ok((Kind::AdUsers, Producer::OnPremisesMailbox)));
        assert_eq!(
            told(&header.replace(",DistinguishedName", ""), "a,b,UserMailbox,"),
            Err(Refusal::OriginUnknown("x.csv".into()))
        );
    }

    #[test]
    fn what_is_no_export_is_refused_with_the_nearest_kind() {
        assert!(told("ObjectGUID,fault", "a,b").is_err(), "one telling column is not enough");
        let refusal = told("Alias,Owner,Status", "a,b,c").unwrap_err();
        assert!(
            matches!(
                refusal,
                Refusal::Unrecognised { nearest: Some(Nearest { kind: Kind::ExchangeRecipients, .. }), .. }
            ),
            "{refusal:?}"
        );
    }
}
