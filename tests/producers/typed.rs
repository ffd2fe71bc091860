//! The typed values of one row, for the producers whose columns differ most.

use std::fmt::Display;
use std::fs;

use mailgap::instant::Instant;
use mailgap::intake::{self, Exports, Request, Silent};
use mailgap::records::{AdUser, EntraUser, Recipient, Records};
use mailgap::schema::{ad, entra, exchange};
use mailgap::truth::{Known, Truth};

use super::trimmed;

fn read(text: &str) -> Exports {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    fs::write(&path, trimmed(text)).unwrap();
    let request = Request { paths: vec![path.to_str().unwrap().to_owned()], ..Request::default() };
    intake::read(&request, &Silent).unwrap()
}

/// A value, `set`, `empty`, or `?` where nobody knows.
fn cell(known: Known<impl Display>) -> String {
    match known {
        Known::Value(value) => value.to_string(),
        Known::Set(_) => "set".into(),
        Known::Empty => "empty".into(),
        Known::Unknown(_) => "?".into(),
    }
}

fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "yes",
        Truth::False => "no",
        Truth::Unknown(_) => "?",
    }
}

fn instant(known: Known<Instant>) -> String {
    cell(known.map(|instant| Instant::to_text(instant.seconds)))
}

fn list(known: Known<mailgap::records::Addresses<'_>>) -> String {
    cell(known.map(|list| list.smtp().map(|address| address.entry).collect::<Vec<_>>().join(" ")))
}

/// The first row of an export of Active Directory.
fn ad_user(text: &str) -> String {
    let exports = read(text);
    let records = Records::read(&exports, &[]);
    let user = AdUser(records.ad.records().next().unwrap());
    let record = user.0;
    [
        format!("guid {}", cell(user.guid().map(mailgap::guid::Guid::hyphenated))),
        format!("consistency {}", cell(user.consistency_guid().map(mailgap::guid::Guid::immutable_id))),
        format!("computed {}", cell(user.computed_id().map(mailgap::guid::Guid::immutable_id))),
        format!("sid {}", cell(user.sid())),
        format!("upn {}", cell(user.upn())),
        format!("sam {}", cell(user.sam_account_name())),
        format!("alias {}", cell(user.mail_nickname())),
        format!("mail {}", cell(user.mail())),
        format!("primary {}", cell(user.primary_smtp())),
        format!("proxies {}", list(user.proxy_addresses())),
        format!("name {}", cell(user.display_name())),
        format!("rdn {}", cell(user.relative_name())),
        format!("disabled {}", truth(user.is_disabled())),
        format!("critical {}", truth(user.is_critical_system_object())),
        format!("description {}", cell(user.admin_description())),
        format!("mailbox {}", cell(user.mailbox_guid().map(mailgap::guid::Guid::hyphenated))),
        format!("archive {}", cell(record.guid(ad::ARCHIVE_GUID).map(mailgap::guid::Guid::hyphenated))),
        format!("type {}", cell(user.type_details())),
        format!("remote {}", truth(user.is_remote_mailbox())),
        format!("hidden {}", truth(record.flag(ad::HIDDEN))),
        format!("database {}", cell(record.text(ad::HOME_MDB))),
        format!("created {}", instant(user.created())),
    ]
    .join("\n")
}

/// The first row of an export of Entra ID.
fn entra_user(text: &str) -> String {
    let exports = read(text);
    let records = Records::read(&exports, &[]);
    let user = EntraUser(records.entra.records().next().unwrap());
    let record = user.0;
    [
        format!("id {}", cell(user.id().map(mailgap::guid::Guid::hyphenated))),
        format!("anchor {}", cell(user.immutable_id().map(mailgap::guid::Guid::immutable_id))),
        format!("sid {}", cell(user.sid())),
        format!("upn {}", cell(user.upn())),
        format!("mail {}", cell(user.mail())),
        format!("alias {}", cell(user.mail_nickname())),
        format!("proxies {}", list(user.proxy_addresses())),
        format!("name {}", cell(user.display_name())),
        format!("sam {}", cell(user.sam_account_name())),
        format!("guest {}", truth(user.is_guest())),
        format!("location {}", cell(user.usage_location())),
        format!("disabled {}", truth(user.is_disabled())),
        format!("synced {}", truth(user.is_synced())),
        format!("last sync {}", instant(user.last_sync())),
        format!("licensed {}", truth(record.flag(entra::IS_LICENSED))),
        format!("assigned {}", cell(record.text(entra::ASSIGNED_LICENSES))),
        format!("licenses {}", cell(record.text(entra::LICENSES))),
        format!("validation {}", cell(record.text(entra::VALIDATION))),
        format!("errors {}", cell(record.text(entra::ERRORS))),
        format!("created {}", instant(user.created())),
        format!("deleted {}", instant(user.deleted())),
    ]
    .join("\n")
}

/// The first row of an export of Exchange Online.
fn recipient(text: &str) -> String {
    let exports = read(text);
    let records = Records::read(&exports, &[]);
    let recipient = Recipient(records.exchange.records().next().unwrap());
    let record = recipient.0;
    [
        format!("id {}", cell(recipient.id().map(mailgap::guid::Guid::hyphenated))),
        format!("upns [{}]", recipient.upns().collect::<Vec<_>>().join(" ")),
        format!("alias {}", cell(recipient.alias())),
        format!("primary {}", cell(recipient.primary_smtp())),
        format!("addresses {}", list(recipient.addresses())),
        format!("name {}", cell(recipient.display_name())),
        format!("mailbox {}", truth(recipient.is_mailbox())),
        format!("guid {}", cell(recipient.mailbox_guid().map(mailgap::guid::Guid::hyphenated))),
        format!("without sku {}", truth(recipient.lacks_sku())),
        format!("synced {}", truth(recipient.is_synced())),
        format!("previous {}", cell(record.text(exchange::PREVIOUS_TYPE))),
        format!("inactive {}", recipient.is_inactive()),
        format!("deleted {} {}", recipient.is_soft_deleted(), instant(recipient.deleted())),
    ]
    .join("\n")
}

fn lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn csvde_says_everything() {
    let read = ad_user(
        r#"
        DN,objectClass,whenCreated,objectGUID,objectSid,isCriticalSystemObject,adminDescription,displayName,userAccountControl,sAMAccountName,userPrincipalName,mail,proxyAddresses,homeMDB,mailNickname,msExchHideFromAddressLists,msExchMailboxGuid,msExchArchiveGUID,msExchRecipientTypeDetails,msExchRemoteRecipientType,mS-DS-ConsistencyGuid
        "CN=Berg\, Anna,OU=People,DC=contoso,DC=example",user,20200213090000.0Z,X'0b818fd05ca3a849a4cdc6923dfc031e',X'010500000000000515000000dcf4dc3b833d2b46828ba62841060000',FALSE,,Anna Berg,514,anna,anna@contoso.example,anna@contoso.example,smtp:a.berg@contoso.example;SMTP:anna@contoso.example;X400:c=DE\;a= \;p=Contoso,,anna,TRUE,X'0000003300000040800000000000000a',,2147483648,1,X'ec2d664a58bc904e848d35e761f5cd59'
        "CN=Bert,OU=People,DC=contoso,DC=example",user,20200213090000.0Z,X'1b818fd05ca3a849a4cdc6923dfc031e',,,,Bert,512,bert,,,,,,,,,,,
        "#,
    );
    let expected = r"
        guid d08f810b-a35c-49a8-a4cd-c6923dfc031e
        consistency 7C1mSli8kE6EjTXnYfXNWQ==
        computed ?
        sid S-1-5-21-1004336348-1177238915-682003330-1601
        upn anna@contoso.example
        sam anna
        alias anna
        mail anna@contoso.example
        primary anna@contoso.example
        proxies smtp:a.berg@contoso.example SMTP:anna@contoso.example
        name Anna Berg
        rdn CN=Berg\, Anna
        disabled yes
        critical no
        description empty
        mailbox 33000000-0000-4000-8000-00000000000a
        archive empty
        type 2147483648
        remote yes
        hidden yes
        database empty
        created 2020-02-13T09:00:00Z";
    assert_eq!(read, lines(expected));
}

#[test]
fn get_aduser_prints_types_for_bytes_and_lists() {
    let read = ad_user(
        r#"
        "DisplayName","DistinguishedName","EmailAddress","Enabled","mail","mailNickname","msExchMailboxGuid","msExchRecipientTypeDetails","mS-DS-ConsistencyGuid","ObjectClass","ObjectGUID","objectSid","proxyAddresses","SamAccountName","SID","UserPrincipalName","whenCreated","Created"
        "Anna Berg","CN=Anna Berg,OU=People,DC=contoso,DC=example","anna@contoso.example","True","anna@contoso.example","anna","System.Byte[]","1","System.Byte[]","user","d08f810b-a35c-49a8-a4cd-c6923dfc031e","System.Byte[]","Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","anna","S-1-5-21-1004336348-1177238915-682003330-1601","anna@contoso.example","13.02.2020 09:00:00","13.02.2020 09:00:00"
        "#,
    );
    let expected = r"
        guid d08f810b-a35c-49a8-a4cd-c6923dfc031e
        consistency set
        computed ?
        sid S-1-5-21-1004336348-1177238915-682003330-1601
        upn anna@contoso.example
        sam anna
        alias anna
        mail anna@contoso.example
        primary anna@contoso.example
        proxies ?
        name Anna Berg
        rdn CN=Anna Berg
        disabled no
        critical ?
        description ?
        mailbox set
        archive ?
        type 1
        remote no
        hidden ?
        database ?
        created 2020-02-13T09:00:00Z";
    assert_eq!(read, lines(expected));
}

#[test]
fn get_remotemailbox_has_the_names_of_exchange() {
    let read = ad_user(
        r#"
        "ExchangeGuid","RemoteRoutingAddress","RemoteRecipientType","OnPremisesOrganizationalUnit","ArchiveGuid","UserPrincipalName","SamAccountName","UserAccountControl","ImmutableId","Alias","DisplayName","EmailAddresses","HiddenFromAddressListsEnabled","PrimarySmtpAddress","RecipientTypeDetails","WindowsEmailAddress","DistinguishedName","Guid","ObjectClass","WhenCreatedUTC"
        "33333333-0000-4000-8000-00000000000a","SMTP:anna@contoso.mail.onmicrosoft.com","ProvisionMailbox, ProvisionArchive","contoso.example/People","00000000-0000-0000-0000-000000000000","anna@contoso.example","anna","AccountDisabled, NormalAccount","something","anna","Anna Berg","SMTP:anna@contoso.example smtp:anna@contoso.mail.onmicrosoft.com","False","anna@contoso.example","RemoteUserMailbox","anna@contoso.example","CN=Anna Berg,OU=People,DC=contoso,DC=example","d08f810b-a35c-49a8-a4cd-c6923dfc031e","top person organizationalPerson user","2020-02-13 09:00:00"
        "#,
    );
    let expected = r"
        guid d08f810b-a35c-49a8-a4cd-c6923dfc031e
        consistency ?
        computed ?
        sid ?
        upn anna@contoso.example
        sam anna
        alias anna
        mail anna@contoso.example
        primary anna@contoso.example
        proxies SMTP:anna@contoso.example smtp:anna@contoso.mail.onmicrosoft.com
        name Anna Berg
        rdn CN=Anna Berg
        disabled yes
        critical ?
        description ?
        mailbox 33333333-0000-4000-8000-00000000000a
        archive empty
        type 2147483648
        remote yes
        hidden no
        database ?
        created 2020-02-13T09:00:00Z";
    assert_eq!(read, lines(expected));
}

#[test]
fn get_msoluser_says_blocked_and_when_it_was_synchronised() {
    let read = entra_user(
        r#"
        "BlockCredential","DisplayName","Errors","ImmutableId","IsLicensed","LastDirSyncTime","Licenses","ObjectId","ProxyAddresses","SignInName","SoftDeletionTimestamp","UsageLocation","UserPrincipalName","UserType","ValidationStatus","WhenCreated"
        "True","Anna Berg","System.Collections.Generic.List`1[Microsoft.Online.Administration.ValidationError]","C4GP0FyjqEmkzcaSPfwDHg==","True","10/14/2024 8:23:08 PM","contoso:SPE_E5","11111111-0000-4000-8000-00000000000a","System.Collections.Generic.List`1[System.String]","anna@contoso.example",,"DE","anna@contoso.example","Member","Error","2/13/2020 10:00:00 AM"
        "False","Bert Lund",,,"False",,"System.Collections.Generic.List`1[Microsoft.Online.Administration.UserLicense]","11111111-0000-4000-8000-00000000000b","System.Collections.Generic.List`1[System.String]","bert@contoso.example",,"DE","bert@contoso.example","Member","Healthy","2/13/2020 10:00:00 AM"
        "#,
    );
    let expected = r"
        id 11111111-0000-4000-8000-00000000000a
        anchor C4GP0FyjqEmkzcaSPfwDHg==
        sid ?
        upn anna@contoso.example
        mail ?
        alias ?
        proxies ?
        name Anna Berg
        sam ?
        guest no
        location DE
        disabled yes
        synced yes
        last sync 2024-10-14T20:23:08Z
        licensed yes
        assigned ?
        licenses contoso:SPE_E5
        validation Error
        errors set
        created 2020-02-13T10:00:00Z
        deleted empty";
    assert_eq!(read, lines(expected));
}

#[test]
fn the_microsoft_365_admin_centre_joins_lists_by_plus() {
    let read = entra_user(
        "
        Display name,DirSyncEnabled,User principal name,Object Id,When created,Soft deletion time stamp,Usage location,Last dirsync time,Block credential,Licenses,Proxy addresses
        Anna Berg,True,anna@contoso.example,11111111-0000-4000-8000-00000000000a,2020-02-13 10:00:00Z,,DE,2024-10-14 23:19:44Z,False,Microsoft 365 E5+Enterprise Mobility + Security E3,SMTP:anna@contoso.example+smtp:a+b@contoso.example
        Bert Lund,False,bert@contoso.example,11111111-0000-4000-8000-00000000000b,2020-02-13 10:00:00Z,,DE,,True,Unlicensed,
        ",
    );
    let expected = r"
        id 11111111-0000-4000-8000-00000000000a
        anchor ?
        sid ?
        upn anna@contoso.example
        mail ?
        alias ?
        proxies SMTP:anna@contoso.example smtp:a+b@contoso.example
        name Anna Berg
        sam ?
        guest ?
        location DE
        disabled no
        synced yes
        last sync 2024-10-14T23:19:44Z
        licensed ?
        assigned ?
        licenses Microsoft 365 E5+Enterprise Mobility + Security E3
        validation ?
        errors ?
        created 2020-02-13T10:00:00Z
        deleted empty";
    assert_eq!(read, lines(expected));
}

#[test]
fn get_mguser_says_enabled_and_everything_of_active_directory() {
    let read = entra_user(
        r#"
        "Id","UserPrincipalName","DisplayName","Mail","MailNickname","OnPremisesImmutableId","OnPremisesSecurityIdentifier","OnPremisesSamAccountName","OnPremisesSyncEnabled","OnPremisesLastSyncDateTime","UserType","AccountEnabled","UsageLocation","ProxyAddresses","AssignedLicenses","CreatedDateTime","DeletedDateTime"
        "11111111-0000-4000-8000-00000000000a","anna@contoso.example","Anna Berg","anna@contoso.example","anna","C4GP0FyjqEmkzcaSPfwDHg==","S-1-5-21-1004336348-1177238915-682003330-1601","anna","True","2024-10-14T20:23:08Z","Guest","False","DE","SMTP:anna@contoso.example","[{""SkuId"":""06ebc4ee-1bb5-47dd-8120-11324bc54e06""}]","2020-02-13T10:00:00Z",""
        "#,
    );
    let expected = r#"
        id 11111111-0000-4000-8000-00000000000a
        anchor C4GP0FyjqEmkzcaSPfwDHg==
        sid S-1-5-21-1004336348-1177238915-682003330-1601
        upn anna@contoso.example
        mail anna@contoso.example
        alias anna
        proxies SMTP:anna@contoso.example
        name Anna Berg
        sam anna
        guest yes
        location DE
        disabled yes
        synced yes
        last sync 2024-10-14T20:23:08Z
        licensed ?
        assigned [{"SkuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"}]
        licenses ?
        validation ?
        errors ?
        created 2020-02-13T10:00:00Z
        deleted ?"#;
    assert_eq!(read, lines(expected));
}

#[test]
fn get_user_and_get_mailbox_know_what_was_deleted() {
    let read = recipient(
        r#"
        "UserPrincipalName","MicrosoftOnlineServicesID","WindowsLiveID","IsDirSynced","PreviousRecipientTypeDetails","RecipientType","RecipientTypeDetails","SKUAssigned","IsInactiveMailbox","IsSoftDeletedByRemove","IsSoftDeletedByDisable","WhenSoftDeleted","ExchangeGuid","EmailAddresses","Alias","DisplayName","ExternalDirectoryObjectId","DistinguishedName"
        "anna@contoso.example","anna@contoso.example","anna@contoso.example","True","UserMailbox","User","User","","False","True","False","2024-10-01 08:00:00","00000000-0000-0000-0000-000000000000","SMTP:anna@contoso.example smtp:a.berg@contoso.example SIP:anna@contoso.example","anna","Anna Berg","11111111-0000-4000-8000-00000000000a","CN=a,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM"
        "bert@contoso.example","bert@contoso.example","bert@contoso.example","True","None","UserMailbox","UserMailbox","True","False","False","False","","33333333-0000-4000-8000-00000000000b","SMTP:bert@contoso.example","bert","Bert Lund","11111111-0000-4000-8000-00000000000b","CN=b,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM"
        "#,
    );
    let expected = r"
        id 11111111-0000-4000-8000-00000000000a
        upns [anna@contoso.example anna@contoso.example anna@contoso.example]
        alias anna
        primary anna@contoso.example
        addresses SMTP:anna@contoso.example smtp:a.berg@contoso.example
        name Anna Berg
        mailbox no
        guid empty
        without sku yes
        synced yes
        previous UserMailbox
        inactive false
        deleted true 2024-10-01T08:00:00Z";
    assert_eq!(read, lines(expected));
}

#[test]
fn lists_of_the_exchange_admin_centre_say_little() {
    let read = recipient(
        "
        Display name,Email address,Recipient type,Archive status,Last modified time
        Anna Berg,anna@contoso.example,UserMailbox,None,10/14/2024 7:12:00 AM
        Bert Lund,bert@contoso.example,SharedMailbox,None,10/14/2024 7:12:00 AM
        ",
    );
    let expected = r"
        id ?
        upns []
        alias ?
        primary anna@contoso.example
        addresses ?
        name Anna Berg
        mailbox yes
        guid ?
        without sku ?
        synced ?
        previous ?
        inactive false
        deleted false ?";
    assert_eq!(read, lines(expected));
}
