//! Tells kind and producer of an export by its header and its first rows, never by the file's name.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::mapping::{self, Joined, Mapping, View};
use super::{no_export, producer};
use crate::error::{Nearest, Refusal};
use crate::schema::{Field, Kind, Producer, ad, domain, entra, exchange, key, license, sync_error, tenant};

/// So many rows below the header are looked at.
pub(super) const SAMPLE: usize = 200;

/// What tells the kind of an export, and so how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// The user said it.
    Said,
    /// The `#TYPE` line of `Export-Csv` names it.
    TypeLine,
    Header,
    /// The header tells it, but only just.
    Narrow,
}

impl Sureness {
    pub fn name(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::TypeLine => "type-line",
            Self::Header => "header",
            Self::Narrow => "narrow",
        }
    }
}

/// What an export was recognised as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) kind: Kind,
    pub(super) producer: Producer,
    pub(super) sureness: Sureness,
    /// Which column feeds which field.
    pub(super) mapping: Vec<(Field, usize)>,
    /// Of these, fields that several columns feed together.
    pub(super) joined: Vec<Joined>,
}

impl Recognised {
    /// A table of no known kind, of which only the rows are wanted.
    pub(super) fn nothing() -> Self {
        let (mapping, joined) = Default::default();
        Self { kind: Kind::Tenant, producer: Producer::Unrecognised, sureness: Sureness::Said, mapping, joined }
    }

    /// The fields that several columns feed, each with its place in the mapping.
    pub(super) fn joined_fields(&self) -> Vec<(usize, Joined)> {
        let place = |joined: &Joined| self.mapping.iter().position(|(field, _)| joined.field == Some(*field));
        self.joined.iter().filter_map(|joined| Some((place(joined)?, joined.clone()))).collect()
    }
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
    ("ntaccountname", 3),
    ("accountisdisabled", 3),
    ("parentcontainerdn", 2),
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
    ("accountenabled", 2),
    ("assignedlicenses", 3),
    ("licenses", 2),
    ("islicensed", 3),
    ("userprincipalname", 1),
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
    ("authentication", 1),
];

const KINDS: [(Kind, &[Telling]); 4] =
    [(Kind::AdUsers, AD), (Kind::EntraUsers, ENTRA), (Kind::ExchangeRecipients, EXCHANGE), (Kind::Domains, DOMAIN)];

/// The headers of the kinds that [`kind_of_marks`] tells.
static BY_MARKS: LazyLock<[HashSet<String>; 3]> = LazyLock::new(|| {
    [Kind::SyncErrors, Kind::Licenses, Kind::Tenant]
        .map(|kind| kind.fields().flat_map(Field::headers).map(key).collect())
});

/// Below this a header tells nothing.
const ENOUGH: u32 = 3;

fn score(keys: &HashSet<String>, telling: &[Telling]) -> u32 {
    let told: u32 = telling.iter().filter(|(header, _)| keys.contains(*header)).map(|(_, weight)| weight).sum();
    // Attributes that only an Active Directory has come in dozens of names.
    let exchange_attributes = keys.iter().any(|key| key.starts_with("msexch"));
    told + if exchange_attributes && std::ptr::eq(telling, AD) { 3 } else { 0 }
}

fn keys(header: &[String]) -> HashSet<String> {
    let names = header.iter().flat_map(|name| <[String; 2]>::from(mapping::label_and_technical_name(name)));
    names.filter(|key| !key.is_empty()).collect()
}

/// How much a row looks like the header of any kind.
pub(super) fn best_score(row: &[String]) -> u32 {
    let keys = keys(row);
    let by_kind = KINDS.iter().map(|(_, telling)| score(&keys, telling)).max().unwrap_or(0);
    // The kinds that are told by a few marks have no score: known headers of theirs count.
    let known = |headers: &HashSet<String>| u32::try_from(keys.intersection(headers).count()).unwrap_or(0);
    let by_marks = BY_MARKS.iter().map(known).max().unwrap_or(0);
    by_kind.max(by_marks)
}

/// Whether the header is that of a report of ours, or of a list made from one.
fn own_report(header: &[String]) -> Option<Refusal> {
    if header == ["UPN", "Object id", "Reason", "Date"] {
        return Some(Refusal::OwnReport);
    }
    let has = |name: &str| header.iter().any(|column| column == name);
    if !has("state") || !has("root_cause") {
        None
    } else if has("findings.case") {
        Some(Refusal::OwnReport)
    } else {
        Some(Refusal::LikeOwnReport)
    }
}

/// Recognises an export. `type_name` is what its `#TYPE` line says, or its format where that is no table of text (`LDIF`,
/// `JSON`); `forced` is what the user says.
pub(super) fn recognise(
    path: &str,
    header: &[String],
    sample: &[Vec<String>],
    type_name: Option<&str>,
    forced: Option<Kind>,
) -> Result<Recognised, Refusal> {
    let view = View::new(header, sample);
    if forced.is_none()
        && let Some(refusal) = own_report(header).or_else(|| no_export::refuse(&view))
    {
        return Err(refusal);
    }
    let by_type = || type_name.and_then(kind_of_type).map(|kind| (kind, Sureness::TypeLine));
    let by_marks = || kind_of_marks(&view).map(|kind| (kind, Sureness::Header));
    let (kind, sureness) = match forced.map(|kind| (kind, Sureness::Said)).or_else(by_type).or_else(by_marks) {
        Some(told) => told,
        None => by_header(path, header)?,
    };
    let kind = match (kind, forced) {
        (Kind::ExchangeRecipients, None) => origin(path, &view)?,
        (Kind::EntraUsers, None) if all_deleted(&view) => Kind::EntraDeletedUsers,
        (kind, _) => kind,
    };
    let producer = producer::producer(kind, &view, type_name);
    let Mapping { columns, joined } = mapping::map(kind, producer, &view);
    Ok(Recognised { kind, producer, sureness, mapping: columns, joined })
}

/// The kind that a few columns together tell, whatever else stands in the header.
fn kind_of_marks(view: &View<'_>) -> Option<Kind> {
    let all = |names: &[&str]| names.iter().all(|name| view.has(name));
    let of_user = ["accountenabled", "usertype", "creationtype", "islicensed", "blockcredential", "usagelocation"];
    let is_sync_error = all(&["attribute", "proposedaction"])
        || all(&["errorcategory", "propertyname"])
        || all(&["errorcategory", "propertyvalue"])
        || view.has("propertycausingerror")
        || view.has("provisioningerrors") && !view.has_any(&of_user)
        || all(&["isresolved", "serviceinstance"])
        || view.has("timeoccurred") && view.has_any(&["sourceofauthority", "errortype", "objecttype", "sourceanchor"]);
    let features = [
        "blocksoftmatchenabled",
        "blockcloudobjecttakeoverthroughhardmatchenabled",
        "softmatchonupnenabled",
        "synchronizeupnformanagedusersenabled",
        "quarantineuponupnconflictenabled",
        "quarantineuponproxyaddressesconflictenabled",
    ];
    let is_tenant = view.has("dirsyncfeature")
        || view.has_any(&features)
        || view.has_any(&["directorysynchronizationenabled", "directorysynchronizationstatus"])
        || all(&["configuration", "features"])
        || view.has_any(&["verifieddomains", "technicalnotificationmails"]) && !view.has("userprincipalname");
    let units = ["consumedunits", "activeunits", "prepaidunits"];
    let is_license = view.has_any(&units) && view.has_any(&["accountskuid", "skupartnumber", "skuid"]);
    let is_ad = view.has_any(&["remoteroutingaddress", "onpremisesorganizationalunit"])
        || all(&["onpremisessamaccountname", "sourceanchor", "operation"])
        || is_list_of_users_and_computers(view);
    if is_sync_error {
        Some(Kind::SyncErrors)
    } else if is_tenant {
        Some(Kind::Tenant)
    } else if is_license {
        Some(Kind::Licenses)
    } else if is_ad {
        Some(Kind::AdUsers)
    } else {
        None
    }
}

/// The list that Active Directory Users and Computers exports: what the window shows, in its language.
pub(super) fn is_list_of_users_and_computers(view: &View<'_>) -> bool {
    let begins = view.label(0) == "name" && view.label(1) == "type";
    let plain = view.has_only(&["name", "type", "description"]) && view.has("description");
    begins && (plain || view.has_any(&["prewindows2000logonname", "userlogonname"]))
}

fn by_header(path: &str, header: &[String]) -> Result<(Kind, Sureness), Refusal> {
    let keys = keys(header);
    let mut scores: Vec<_> = KINDS.iter().map(|(kind, telling)| (score(&keys, telling), *kind, *telling)).collect();
    scores.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let (best, kind, telling) = scores[0];
    // A single column may stand in any list; two that belong together tell.
    let found = telling.iter().filter(|(header, _)| keys.contains(*header)).count();
    if best >= ENOUGH && best > scores[1].0 && found >= 2 {
        let is_narrow = best == ENOUGH || best == scores[1].0 + 1;
        return Ok((kind, if is_narrow { Sureness::Narrow } else { Sureness::Header }));
    }
    let nearest = (best > 0).then(|| Nearest {
        kind,
        path: path.to_owned(),
        found: header.iter().filter(|name| telling.iter().any(|(wanted, _)| *wanted == key(name))).cloned().collect(),
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
    const TYPES: [(&str, Kind); 19] = [
        ("ActiveDirectory.Management.AD", Kind::AdUsers),
        ("RemoteMailbox", Kind::AdUsers),
        ("ProvisioningError", Kind::SyncErrors),
        ("Microsoft.Online.Administration.User", Kind::EntraUsers),
        ("AzureAD.Model.User", Kind::EntraUsers),
        ("MicrosoftGraphUser", Kind::EntraUsers),
        ("PSADUser", Kind::EntraUsers),
        ("AccountSkuDetails", Kind::Licenses),
        ("SubscribedSku", Kind::Licenses),
        ("OnPremisesDirectorySynchronization", Kind::Tenant),
        ("DirSyncFeature", Kind::Tenant),
        ("CompanyInformation", Kind::Tenant),
        ("MicrosoftGraphOrganization", Kind::Tenant),
        ("MicrosoftGraphDomain", Kind::Domains),
        ("Microsoft.Online.Administration.Domain", Kind::Domains),
        ("AzureAD.Model.Domain", Kind::Domains),
        ("AcceptedDomain", Kind::Domains),
        ("Directory.Management.", Kind::ExchangeRecipients),
        ("ReducedRecipient", Kind::ExchangeRecipients),
    ];
    TYPES.iter().find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind)
}

/// Exchange Online, or an Exchange server, whose recipients belong to Active Directory.
fn origin(path: &str, view: &View<'_>) -> Result<Kind, Refusal> {
    let names: Vec<_> = view.cells(exchange::CONTAINER).map(str::to_ascii_uppercase).collect();
    let types = || view.cells(exchange::TYPE_DETAILS).chain(view.cells(exchange::TYPE));
    if names.iter().any(|name| name.contains("DC=OUTLOOK,DC=COM")) {
        return Ok(Kind::ExchangeRecipients);
    }
    if types().any(|word| word.starts_with("Remote")) || names.iter().any(|name| name.contains("DC=")) {
        return Ok(Kind::AdUsers);
    }
    let only_online =
        [exchange::ID, exchange::SKU_ASSIGNED, exchange::LIVE_ID, exchange::SERVICES_ID, exchange::INACTIVE];
    let is_online_list = view.has("archivestatus") || producer::is_list_of_exchange_admin_centre(view);
    if is_online_list && view.column_of(exchange::MAILBOX_GUID).is_none()
        || only_online.iter().any(|field| view.cells(*field).next().is_some())
    {
        return Ok(Kind::ExchangeRecipients);
    }
    if !view.has_rows() && only_online.iter().any(|field| view.column_of(*field).is_some()) {
        return Ok(Kind::ExchangeRecipients);
    }
    Err(Refusal::OriginUnknown(path.to_owned()))
}

fn all_deleted(view: &View<'_>) -> bool {
    view.rows() > 0 && view.cells(entra::DELETED).count() == view.rows()
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
        Kind::SyncErrors => &[
            sync_error::OBJECT_ID,
            sync_error::GUID,
            sync_error::IMMUTABLE_ID,
            sync_error::UPN,
            sync_error::DN,
            sync_error::MAIL,
            sync_error::PROXIES,
            sync_error::VALUE,
        ],
        Kind::Licenses => &[license::SKU_ID, license::PART_NUMBER, license::ACCOUNT_SKU_ID],
        Kind::Tenant => &[
            tenant::FEATURE,
            tenant::SYNC_ENABLED,
            tenant::SYNC_STATUS,
            tenant::SOFT_MATCH_BLOCKED,
            tenant::HARD_MATCH_BLOCKED,
            tenant::UPN_SOFT_MATCH,
            tenant::UPN_OF_MANAGED_USERS,
            tenant::UPN_QUARANTINE,
            tenant::ADDRESS_QUARANTINE,
            tenant::FEATURES,
            tenant::ID,
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
        assert_eq!(told(header, "a,b,RemoteUserMailbox,,x"), Ok((Kind::AdUsers, Producer::RemoteMailbox)));
        assert_eq!(told(header, "a,b,UserMailbox,,DC=contoso"), Ok((Kind::AdUsers, Producer::OnPremisesMailbox)));
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
