//! Tells which tool wrote an export, by its `#TYPE` line, its header and its first rows.

use std::collections::HashSet;

use super::mapping::View;
use super::recognise::is_list_of_users_and_computers;
use crate::schema::{Kind, Producer, exchange};

/// The tool; it matters for what a blank column means.
pub(super) fn producer(kind: Kind, view: &View<'_>, type_name: Option<&str>) -> Producer {
    let named = |part: &str| type_name.is_some_and(|name| name.contains(part));
    match kind.layout() {
        Kind::AdUsers => of_ad(view, named),
        Kind::EntraUsers => of_entra(view, named),
        Kind::ExchangeRecipients => of_exchange(view, named),
        Kind::SyncErrors => of_sync_errors(view),
        Kind::Licenses if view.has_any(&["accountskuid", "activeunits"]) => Producer::MsolAccountSku,
        Kind::Licenses => Producer::MgSubscribedSku,
        Kind::Tenant => of_tenant(view),
        _ if view.has("isverified") => Producer::MgDomain,
        _ if view.has_any(&["domainname", "domaintype"]) => Producer::AcceptedDomain,
        _ if view.has("isinitial") => Producer::MsolDomain,
        _ => Producer::AcceptedDomain,
    }
}

fn of_ad(view: &View<'_>, named: impl Fn(&str) -> bool) -> Producer {
    let has = |name: &str| view.has(name);
    let first = view.header.first().map(|name| name.trim_start_matches('\u{feff}'));
    // Attributes that recipients of a server are not printed with.
    let is_directory = view.has_any(&["objectguid", "proxyaddresses", "mailnickname"]);
    let is_recipient = !is_directory && (has("recipienttypedetails") || has("database") && has("primarysmtpaddress"));
    if named("RemoteMailbox") || view.has_any(&["remoteroutingaddress", "onpremisesorganizationalunit"]) {
        Producer::RemoteMailbox
    } else if named("LDIF") {
        Producer::Ldif
    } else if named("Management.ADObject") {
        Producer::GetAdObject
    } else if named("Management.AD") {
        Producer::GetAdUser
    } else if view.has_any(&["ntaccountname", "accountisdisabled", "parentcontainerdn"]) {
        Producer::QadUser
    } else if has("neverloggedin") || has("username") && has("canonicalname") && has("useraccountcontrol") {
        Producer::AdRecon
    } else if has("operation") && has("onpremisessamaccountname") {
        Producer::CsAnalyzer
    } else if is_recipient {
        let types: Vec<_> = view.cells(exchange::TYPE_DETAILS).collect();
        let is_remote = !types.is_empty() && types.iter().all(|word| word.starts_with("Remote"));
        if is_remote { Producer::RemoteMailbox } else { Producer::OnPremisesMailbox }
    } else if first == Some("DN") && (has("objectclass") || view.any_cell_begins("X'")) {
        Producer::Csvde
    } else if first == Some("dn") {
        Producer::Adfind
    } else if is_list_of_users_and_computers(view) {
        Producer::UsersAndComputers
    } else if has("samaccountname") && view.has_any(&["enabled", "objectguid", "sid"]) {
        Producer::GetAdUser
    } else if has("objectclass") && has("objectguid") {
        Producer::GetAdObject
    } else {
        Producer::Unrecognised
    }
}

fn of_entra(view: &View<'_>, named: impl Fn(&str) -> bool) -> Producer {
    let has = |name: &str| view.has(name);
    let is_graph = view.has_any(&["onpremisesimmutableid", "onpremisessyncenabled", "onpremiseslastsyncdatetime"]);
    if named("Microsoft.Online.Administration.User") {
        Producer::MsolUser
    } else if named("AzureAD.Model.User") {
        Producer::AzureAdUser
    } else if named("PSADUser") || named("Azure.PowerShell") {
        Producer::AzAdUser
    } else if is_list_of_admin_centre(view) {
        Producer::AdminCentre
    } else if is_graph && view.has_any(&["immutableid", "dirsyncenabled", "objectid"]) {
        Producer::EntraUser
    } else if named("MicrosoftGraphUser") {
        Producer::MgUser
    } else if has("blockcredential") || has("validationstatus") && has("objectid") || has("strongpasswordrequired") {
        Producer::MsolUser
    } else if view.spells("ObjectId") && view.has_any(&["dirsyncenabled", "immutableid", "lastdirsynctime"]) {
        Producer::AzureAdUser
    } else if has("proxyaddress") && has("odatatype") || has("businessphone") && has("othermail") {
        Producer::AzAdUser
    } else if view.spells("userPrincipalName")
        && (view.has_any(&["directorysynced", "invitationstate"]) || view.spells("objectId"))
    {
        Producer::EntraPortal
    } else if named("JSON") || view.is_flattened() || view.spells("userPrincipalName") && view.spells("id") {
        Producer::Graph
    } else if has("id") {
        Producer::MgUser
    } else {
        Producer::Unrecognised
    }
}

/// The list of the Microsoft 365 admin centre, in its language; it has no ImmutableId. Somebody who names the columns of
/// a cmdlet so will not name all of them so.
fn is_list_of_admin_centre(view: &View<'_>) -> bool {
    let translated: Vec<_> = view.translated().collect();
    let is_translated = translated.len() >= 3 && translated.contains(&"userprincipalname");
    let is_english =
        view.spells("User principal name") && view.spells("Display name") || view.spells("Block credential");
    (is_english || is_translated) && !view.has_any(&["immutableid", "onpremisesimmutableid", "id"])
}

/// The list of an Exchange admin centre, in its language.
pub(super) fn is_list_of_exchange_admin_centre(view: &View<'_>) -> bool {
    ["Recipient type", "Mailbox type", "MAILBOX TYPE", "RECIPIENT TYPE"].iter().any(|name| view.spells(name))
        || view.translated().any(|label| label == "recipienttype")
}

fn of_exchange(view: &View<'_>, named: impl Fn(&str) -> bool) -> Producer {
    let has = |name: &str| view.has(name);
    let full = view.has_any(&["exchangeguid", "skuassigned", "windowsliveid", "whensoftdeleted"]);
    let words: HashSet<_> = view.cells(exchange::TYPE_DETAILS).collect();
    let is_all = |end: &str| !words.is_empty() && words.iter().all(|word| word.ends_with(end));
    // The order in which the REST cmdlets print; they leave blank what was not requested.
    let is_rest = view.label(0) == "externaldirectoryobjectid"
        && view.label(1) == "userprincipalname"
        && view.label(2) == "alias"
        && has("exchangeversion");
    if is_rest {
        Producer::GetExoMailbox
    } else if named("Management.MailUser") || has("previousrecipienttypedetails") && is_all("MailUser") {
        Producer::GetMailUser
    } else if has("previousrecipienttypedetails") || named("Management.User") {
        Producer::GetUser
    } else if named("ReducedRecipient") {
        Producer::GetRecipient
    } else if view.has_any(&["isinactivemailbox", "mailboxplan"]) || named("Management.Mailbox") {
        Producer::GetMailbox
    } else if !full && has("externaldirectoryobjectid") {
        if has("userprincipalname") { Producer::GetExoMailbox } else { Producer::GetExoRecipient }
    } else if !has("userprincipalname") && full {
        Producer::GetRecipient
    } else if full {
        if words.contains("User") || words.contains("DisabledUser") {
            Producer::GetUser
        } else if is_all("MailUser") {
            Producer::GetMailUser
        } else if is_all("Mailbox") {
            Producer::GetMailbox
        } else {
            Producer::Unrecognised
        }
    } else if is_list_of_exchange_admin_centre(view) {
        Producer::ExchangeAdminCentre
    } else {
        Producer::Unrecognised
    }
}

fn of_sync_errors(view: &View<'_>) -> Producer {
    if view.has("proposedaction") {
        Producer::IdFix
    } else if view.has("timeoccurred") {
        Producer::ConnectHealth
    } else if view.has_any(&["errorcategory", "provisioningerrors"]) {
        Producer::MsolSyncErrors
    } else {
        Producer::MgUser
    }
}

fn of_tenant(view: &View<'_>) -> Producer {
    if view.has("dirsyncfeature") {
        Producer::MsolSyncFeatures
    } else if view.has_any(&["directorysynchronizationenabled", "directorysynchronizationstatus"]) {
        Producer::MsolCompany
    } else if view.has_any(&["verifieddomains", "technicalnotificationmails"]) {
        Producer::MgOrganization
    } else {
        Producer::MgSynchronization
    }
}
