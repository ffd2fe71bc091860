//! Exports of Exchange Online.

use super::export;

const ANNA: &str =
    "upn=anna@contoso.example id=11111111-0000-4000-8000-00000000000a alias=anna smtp=anna@contoso.example";

#[test]
fn get_mailbox_through_a_remote_session() {
    let read = export(
        r#"
        #TYPE Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox
        "PSComputerName","RunspaceId","PSShowComputerName","Database","LitigationHoldEnabled","ExchangeGuid","ExchangeGuid@data.type","IsResource","IsShared","SamAccountName","UserPrincipalName","NetID","WindowsLiveID","MicrosoftOnlineServicesID","MailboxPlan","ArchiveGuid","ArchiveStatus","RemoteRecipientType","ImmutableId","PersistedCapabilities","SKUAssigned","WhenMailboxCreated","UsageLocation","IsSoftDeletedByRemove","IsSoftDeletedByDisable","IsInactiveMailbox","WhenSoftDeleted","InPlaceHolds","AccountDisabled","IsDirSynced","Alias","DisplayName","EmailAddresses","ExternalDirectoryObjectId","HiddenFromAddressListsEnabled","LegacyExchangeDN","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","WindowsEmailAddress","Identity","Id","Name","DistinguishedName","WhenChanged","WhenCreated","WhenChangedUTC","WhenCreatedUTC","ExchangeObjectId","Guid"
        "outlook.office365.com","88f4d7ef-a73b-4246-8047-516022144c9f","False","EURPR01DG001-db001","False","33333333-0000-4000-8000-00000000000a","System.Guid","False","False","$MFU660-3B1Q4","anna@contoso.example","1003200012345678","anna@contoso.example","anna@contoso.example","ExchangeOnlineEnterprise-88f4d7ef-a73b-4246-8047-516022144c9f","00000000-0000-0000-0000-000000000000","None","","","BPOS_S_Enterprise","True","2/13/2020 10:05:00 AM","Germany","False","False","False","","","False","True","anna","Anna Berg","SMTP:anna@contoso.example smtp:anna@contoso.mail.onmicrosoft.com SIP:anna@contoso.example SPO:SPO_1@SPO_2","11111111-0000-4000-8000-00000000000a","False","/o=ExchangeLabs/cn=anna","anna@contoso.example","UserMailbox","UserMailbox","anna@contoso.example","4abda72d","4abda72d","4abda72d","CN=4abda72d,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","10/14/2024 9:12:00 AM","2/13/2020 11:05:00 AM","10/14/2024 7:12:00 AM","2/13/2020 10:05:00 AM","44444444-0000-4000-8000-00000000000a","44444444-0000-4000-8000-00000000000a"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-Mailbox, UTF-8, 1 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("name=Anna Berg {ANNA} -> provisioned"));
}

#[test]
fn soft_deleted_and_inactive_mailboxes_are_told_row_by_row() {
    let header = r#""DisplayName","Alias","UserPrincipalName","PrimarySmtpAddress","EmailAddresses","ExchangeGuid","ExternalDirectoryObjectId","RecipientTypeDetails","IsInactiveMailbox","IsSoftDeletedByRemove","IsSoftDeletedByDisable","WhenSoftDeleted","DistinguishedName""#;
    let cloud = "DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM";
    let read = export(&format!(
        "{header}
        \"Anna Berg\",\"anna\",\"anna@contoso.example\",\"anna@contoso.example\",\"SMTP:anna@contoso.example\",\"33333333-0000-4000-8000-00000000000a\",\"11111111-0000-4000-8000-00000000000a\",\"UserMailbox\",\"False\",\"False\",\"False\",\"\",\"CN=a,OU=contoso.onmicrosoft.com,{cloud}\"
        \"Bruno Keller\",\"bruno\",\"bruno@contoso.example\",\"bruno@contoso.example\",\"SMTP:bruno@contoso.example\",\"33333333-0000-4000-8000-00000000000b\",\"11111111-0000-4000-8000-00000000000b\",\"UserMailbox\",\"False\",\"True\",\"False\",\"10/1/2024 9:21:07 AM\",\"CN=b,OU=Soft Deleted Objects,OU=contoso.onmicrosoft.com,{cloud}\"
        \"Celine Arnaud\",\"celine\",\"celine@contoso.example\",\"celine@contoso.example\",\"SMTP:celine@contoso.example\",\"33333333-0000-4000-8000-00000000000c\",\"\",\"UserMailbox\",\"True\",\"True\",\"False\",\"8/29/2024 4:40:15 PM\",\"CN=c,OU=Soft Deleted Objects,OU=contoso.onmicrosoft.com,{cloud}\""
    ))
    .marked()
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-Mailbox, UTF-8 with BOM, 3 rows");
    assert_eq!(read.counts(), (1, 2));
    assert!(read.person("anna@contoso.example").ends_with("-> provisioned"));
}

#[test]
fn get_exomailbox_with_the_minimum_set() {
    let read = export(
        r#"
        "ExternalDirectoryObjectId","UserPrincipalName","Alias","DisplayName","EmailAddresses","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","Identity","Id","ExchangeVersion","Name","DistinguishedName","OrganizationId","Guid"
        "11111111-0000-4000-8000-00000000000a","anna@contoso.example","anna","Anna Berg","SMTP:anna@contoso.example smtp:anna@contoso.mail.onmicrosoft.com","anna@contoso.example","UserMailbox","UserMailbox","4abda72d","4abda72d","0.20 (15.0.0.0)","4abda72d","CN=4abda72d,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","EURPR01A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com","44444444-0000-4000-8000-00000000000a"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-EXOMailbox, UTF-8, 1 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("name=Anna Berg {ANNA} -> provisioned"));
}

#[test]
fn get_exomailbox_with_more_sets_leaves_blank_what_was_not_requested() {
    let read = export(
        r#"
        "ExternalDirectoryObjectId","UserPrincipalName","Alias","ExchangeVersion","PrimarySmtpAddress","RecipientTypeDetails","ExchangeGuid","SKUAssigned","IsInactiveMailbox","WhenSoftDeleted"
        "11111111-0000-4000-8000-00000000000a","anna@contoso.example","anna","0.20 (15.0.0.0)","anna@contoso.example","UserMailbox","33333333-0000-4000-8000-00000000000a","","False",""
        "11111111-0000-4000-8000-00000000000b","bert@contoso.example","bert","0.20 (15.0.0.0)","bert@contoso.example","UserMailbox","33333333-0000-4000-8000-00000000000b","","False",""
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-EXOMailbox, UTF-8, 2 rows");
    assert!(read.remarks("exchange-recipients:SKUAssigned"));
}

#[test]
fn get_recipient_of_all_types() {
    let read = export(
        r#"
        "Alias","ArchiveGuid","ArchiveStatus","Capabilities","DisplayName","DistinguishedName","EmailAddresses","ExchangeGuid","ExternalDirectoryObjectId","ExternalEmailAddress","HiddenFromAddressListsEnabled","Identity","IsDirSynced","Name","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","SKUAssigned","UsageLocation","WhenChangedUTC","WhenCreatedUTC","WhenMailboxCreated","WhenSoftDeleted","WindowsLiveID","Guid"
        "anna","00000000-0000-0000-0000-000000000000","None","","Anna Berg","CN=a,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","SMTP:anna@contoso.example","33333333-0000-4000-8000-00000000000a","11111111-0000-4000-8000-00000000000a","","False","a","True","a","anna@contoso.example","UserMailbox","UserMailbox","True","Germany","10/14/2024 7:12:00 AM","2/13/2020 10:05:00 AM","2/13/2020 10:05:00 AM","","anna@contoso.example","44444444-0000-4000-8000-00000000000a"
        "sales","00000000-0000-0000-0000-000000000000","None","","Sales","CN=s,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","SMTP:sales@contoso.example","00000000-0000-0000-0000-000000000000","11111111-0000-4000-8000-00000000000d","","False","s","True","s","sales@contoso.example","MailUniversalDistributionGroup","MailUniversalDistributionGroup","","","10/14/2024 7:12:00 AM","2/13/2020 10:05:00 AM","","","","44444444-0000-4000-8000-00000000000d"
        "partner","00000000-0000-0000-0000-000000000000","None","","Partner","CN=p,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","SMTP:partner@fabrikam.example","00000000-0000-0000-0000-000000000000","","SMTP:partner@fabrikam.example","False","p","False","p","partner@fabrikam.example","MailContact","MailContact","","","10/14/2024 7:12:00 AM","2/13/2020 10:05:00 AM","","","","44444444-0000-4000-8000-00000000000e"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-Recipient, UTF-8, 3 rows, 1 contact, 1 group");
    assert_eq!(read.person("anna@contoso.example"), format!("name=Anna Berg {ANNA} -> provisioned"));
}

#[test]
fn get_exorecipient_with_the_capital_id() {
    let read = export(
        r#"
        "ExternalDirectoryObjectID","Identity","Alias","EmailAddresses","DisplayName","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","ExchangeVersion","Name","DistinguishedName","OrganizationId"
        "11111111-0000-4000-8000-00000000000a","4abda72d","anna","SMTP:anna@contoso.example","Anna Berg","anna@contoso.example","UserMailbox","UserMailbox","0.20 (15.0.0.0)","4abda72d","CN=4abda72d,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","x"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-EXORecipient, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        "name=Anna Berg id=11111111-0000-4000-8000-00000000000a alias=anna smtp=anna@contoso.example -> provisioned"
    );
}

#[test]
fn get_user_covers_users_without_mail() {
    let read = export(
        r#"
        #TYPE Deserialized.Microsoft.Exchange.Data.Directory.Management.User
        "UserPrincipalName","SamAccountName","MicrosoftOnlineServicesID","NetID","WindowsLiveID","AccountDisabled","IsDirSynced","PreviousRecipientTypeDetails","RecipientType","RecipientTypeDetails","SKUAssigned","IsInactiveMailbox","IsSoftDeletedByRemove","IsSoftDeletedByDisable","WhenSoftDeleted","WindowsEmailAddress","DisplayName","ExternalDirectoryObjectId","ExchangeObjectId","DistinguishedName","WhenCreatedUTC"
        "anna@contoso.example","$MFU660-3B1Q4","anna@contoso.example","1003200012345678","anna@contoso.example","False","True","None","UserMailbox","UserMailbox","True","False","False","False","","anna@contoso.example","Anna Berg","11111111-0000-4000-8000-00000000000a","44444444-0000-4000-8000-00000000000a","CN=a,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","2/13/2020 10:05:00 AM"
        "bert@contoso.example","$NFU660-3B1Q4","bert@contoso.example","1003200012345679","bert@contoso.example","False","True","UserMailbox","User","User","","False","False","False","","","Bert Lund","11111111-0000-4000-8000-00000000000b","44444444-0000-4000-8000-00000000000b","CN=b,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM","2/13/2020 10:05:00 AM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-User, UTF-8, 2 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        "name=Anna Berg upn=anna@contoso.example id=11111111-0000-4000-8000-00000000000a smtp=anna@contoso.example -> provisioned"
    );
}

#[test]
fn get_mailuser_is_no_mailbox() {
    let read = export(
        r#"
        #TYPE Deserialized.Microsoft.Exchange.Data.Directory.Management.MailUser
        "ExchangeGuid","ArchiveGuid","ExternalEmailAddress","ImmutableId","SKUAssigned","IsDirSynced","UserPrincipalName","MicrosoftOnlineServicesID","WindowsLiveID","SamAccountName","Alias","DisplayName","EmailAddresses","ExternalDirectoryObjectId","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","PreviousRecipientTypeDetails","DistinguishedName"
        "33333333-0000-4000-8000-00000000000a","00000000-0000-0000-0000-000000000000","SMTP:anna@contoso.example","","","True","anna@contoso.example","anna@contoso.example","anna@contoso.example","$MFU660-3B1Q4","anna","Anna Berg","SMTP:anna@contoso.example","11111111-0000-4000-8000-00000000000a","anna@contoso.example","MailUser","MailUser","None","CN=a,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "exchange-recipients, Get-MailUser, UTF-8, 1 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("name=Anna Berg {ANNA} -> undetermined"));
}

#[test]
fn lists_of_the_exchange_admin_centres() {
    let read = export(
        "
        Display name,Email address,Recipient type,Archive status,Last modified time
        Anna Berg,anna@contoso.example,UserMailbox,None,10/14/2024 7:12:00 AM
        Room 1,room1@contoso.example,RoomMailbox,None,10/14/2024 7:12:00 AM
        ",
    )
    .marked()
    .read();
    assert_eq!(read.input(), "exchange-recipients, Exchange admin centre, UTF-8 with BOM, 2 rows");
    assert_eq!(read.person("anna@contoso.example"), "name=Anna Berg smtp=anna@contoso.example -> provisioned");

    let read = export(
        "
        DISPLAY NAME,MAILBOX TYPE,EMAIL ADDRESS
        Anna Berg,User,anna@contoso.example
        Sales,Shared,sales@contoso.example
        ",
    )
    .read();
    assert_eq!(read.input(), "exchange-recipients, Exchange admin centre, UTF-8, 2 rows");
    assert!(read.person("anna@contoso.example").ends_with("-> provisioned"), "'User' is short for a mailbox of a user");
    assert!(read.person("sales@contoso.example").ends_with("-> provisioned"));

    let read = export(
        "
        Anzeigename;E-Mail-Adresse;Empfängertyp;Archivstatus
        Anna Berg;anna@contoso.example;UserMailbox;
        ",
    )
    .windows_1252()
    .read();
    assert_eq!(read.input(), "exchange-recipients, Exchange admin centre, Windows-1252, 1 rows");
    assert_eq!(read.person("anna@contoso.example"), "name=Anna Berg smtp=anna@contoso.example -> provisioned");
}

#[test]
fn a_list_of_mailboxes_stays_one_though_groups_with_mailboxes_stand_in_it() {
    let list = |row: &str| {
        export(&format!(
            "
            DisplayName,Alias,PrimarySmtpAddress,RecipientTypeDetails
            Anna Berg,anna,anna@contoso.example,UserMailbox
            {row}
            "
        ))
        .beside("Id,UserPrincipalName,DisplayName,UserType,UsageLocation,AssignedLicenses,OnPremisesSyncEnabled\n11111111-0000-4000-8000-00000000000b,bert@contoso.example,Bert Lund,Member,DE,SPE_E5,False\n11111111-0000-4000-8000-00000000000c,cora@contoso.example,Cora Diaz,Member,DE,[],False")
        .argument("--as exchange-recipients=export.csv")
        .read()
    };
    for (row, is_full) in [
        ("Team,team,team@contoso.example,GroupMailbox", false),
        ("List,list,list@contoso.example,MailUniversalDistributionGroup", false),
        ("Partner,partner,partner@contoso.example,MailContact", true),
    ] {
        let read = list(row);
        let found = |person: &serde_json::Value| person["findings"].to_string().contains("not-in-exchange");
        let found = read.0["people"].as_array().unwrap().iter().any(found);
        assert_eq!(found, is_full, "{row}: {:#}", read.0["people"]);
    }
}

#[test]
fn words_for_types_are_known_in_german_and_remarked_where_they_are_not() {
    let read = export(
        "
        Anzeigename;E-Mail-Adresse;Empfängertyp;Archivstatus
        Anna Berg;anna@contoso.example;Benutzer;
        Raum 1;raum@contoso.example;Raumpostfach;
        Hans Muster;hans@contoso.example;Sonderling;
        Lise Muster;lise@contoso.example;Sonderling;
        ",
    )
    .read();
    assert!(read.person("anna@contoso.example").ends_with("-> provisioned"));
    assert!(read.person("raum@contoso.example").ends_with("-> provisioned"));
    assert!(read.remarks("'Sonderling' is no type of recipient known here, so 2 cells count as unknown"));
    assert!(!read.remarks("'Benutzer'") && !read.remarks("'Raumpostfach'"));
}
