//! Exports of Active Directory.

use super::{Export, export};

/// Anna's objectGUID, and the ImmutableId that follows from it.
const KEYS: &str = "guid=d08f810b-a35c-49a8-a4cd-c6923dfc031e anchor=C4GP0FyjqEmkzcaSPfwDHg==";

#[test]
fn get_aduser_of_windows_powershell_with_all_properties() {
    let read = export(
        r#"
        #TYPE Microsoft.ActiveDirectory.Management.ADUser
        "AccountExpirationDate","accountExpires","adminCount","CanonicalName","City","CN","Created","createTimeStamp","Deleted","Description","DisplayName","DistinguishedName","EmailAddress","EmployeeID","Enabled","GivenName","instanceType","isCriticalSystemObject","isDeleted","mail","mailNickname","MemberOf","Modified","msExchMailboxGuid","msExchRecipientDisplayType","msExchRecipientTypeDetails","msExchRemoteRecipientType","mS-DS-ConsistencyGuid","Name","nTSecurityDescriptor","ObjectClass","ObjectGUID","objectSid","proxyAddresses","SamAccountName","SID","State","Surname","targetAddress","userAccountControl","UserPrincipalName","whenChanged","whenCreated"
        ,"0",,"contoso.example/People/Anna Berg","Göteborg","Anna Berg","2/13/2020 9:00:00 AM","2/13/2020 9:00:00 AM",,,"Anna Berg","CN=Anna Berg,OU=People,DC=contoso,DC=example","anna@contoso.example","00017","True","Anna","4",,,"anna@contoso.example","anna","Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","10/14/2024 7:12:00 AM","System.Byte[]","-2147483642","2147483648","1","System.Byte[]","Anna Berg","System.DirectoryServices.ActiveDirectorySecurity","user","d08f810b-a35c-49a8-a4cd-c6923dfc031e","S-1-5-21-1004336348-1177238915-682003330-1601","Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","anna","S-1-5-21-1004336348-1177238915-682003330-1601",,"Berg","SMTP:anna@contoso.mail.onmicrosoft.com","512","anna@contoso.example","10/14/2024 7:12:00 AM","2/13/2020 9:00:00 AM"
        ,"9223372036854775807","1","contoso.example/Users/krbtgt",,"krbtgt","2/13/2020 8:00:00 AM","2/13/2020 8:00:00 AM",,"Key Distribution Center Service Account",,"CN=krbtgt,CN=Users,DC=contoso,DC=example",,,"False",,"4","True",,,,"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","2/13/2020 8:00:00 AM",,,,,,"krbtgt","System.DirectoryServices.ActiveDirectorySecurity","user","4a662dec-bc58-4e90-848d-35e761f5cd59","S-1-5-21-1004336348-1177238915-682003330-502",,"krbtgt","S-1-5-21-1004336348-1177238915-682003330-502",,,,"514",,"2/13/2020 8:00:00 AM","2/13/2020 8:00:00 AM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, Get-ADUser, UTF-8, 2 rows");
    assert_eq!(
        read.person("anna"),
        format!(
            "name=Anna Berg upn=anna@contoso.example {KEYS} sam=anna alias=anna smtp=anna@contoso.example -> undetermined"
        )
    );
    assert!(!read.remarks("employeeID"), "a column that nothing reads gives no reason for a remark");
}

#[test]
fn get_aduser_of_powershell_7_with_the_default_properties() {
    let read = export(
        r#"
        "DistinguishedName","Enabled","GivenName","Name","ObjectClass","ObjectGUID","SamAccountName","SID","Surname","UserPrincipalName"
        "CN=Anna Berg,OU=People,DC=contoso,DC=example","True","Anna","Anna Berg","user","d08f810b-a35c-49a8-a4cd-c6923dfc031e","anna","S-1-5-21-1004336348-1177238915-682003330-1601","Berg","anna@contoso.example"
        "CN=Bert Lund,OU=People,DC=contoso,DC=example","False","Bert","Bert Lund","user","4a662dec-bc58-4e90-848d-35e761f5cd59","bert","S-1-5-21-1004336348-1177238915-682003330-1602","Lund",
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, Get-ADUser, UTF-8, 2 rows");
    assert_eq!(read.person("anna"), format!("name=Anna Berg upn=anna@contoso.example {KEYS} sam=anna -> undetermined"));
}

#[test]
fn get_aduser_with_selected_and_calculated_properties_in_utf_16() {
    let read = export(
        r#"
        #TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser
        "Username";"E-Mail";"ProxyAddresses";"ImmutableID";"Account Status";"Exchange Alias"
        "anna";"anna@contoso.example";"SMTP:anna@contoso.example | smtp:a.berg@contoso.example | X500:/o=Contoso, Ltd";"C4GP0FyjqEmkzcaSPfwDHg==";"Active";"anna"
        "#,
    )
    .utf16()
    .read();

    assert_eq!(read.input(), "ad-users, Get-ADUser, UTF-16LE, 1 rows");
    assert_eq!(
        read.person("anna"),
        "anchor=C4GP0FyjqEmkzcaSPfwDHg== sam=anna alias=anna smtp=anna@contoso.example -> undetermined",
        "an anchor that was computed is no objectGUID"
    );
}

#[test]
fn get_adobject_of_all_classes() {
    let read = export(
        r#"
        #TYPE Microsoft.ActiveDirectory.Management.ADObject
        "DistinguishedName","mail","Name","ObjectClass","ObjectGUID","proxyAddresses"
        "CN=Anna Berg,OU=People,DC=contoso,DC=example","anna@contoso.example","Anna Berg","user","d08f810b-a35c-49a8-a4cd-c6923dfc031e","SMTP:anna@contoso.example"
        "CN=Partner,OU=Contacts,DC=contoso,DC=example","partner@fabrikam.example","Partner","contact","4a662dec-bc58-4e90-848d-35e761f5cd59","SMTP:partner@fabrikam.example"
        "CN=Sales,OU=Groups,DC=contoso,DC=example","sales@contoso.example","Sales","group","7d3b5087-65ab-47b0-87a3-d60f3bb9a482","SMTP:sales@contoso.example"
        "CN=PC-17,OU=Machines,DC=contoso,DC=example",,"PC-17","computer","e0cd54d1-ebf6-4bd3-96d6-e36090c53998",
        "CN=Gone\0ADEL:e0cd54d1,CN=Deleted Objects,DC=contoso,DC=example",,"Gone","organizationalUnit","f0cd54d1-ebf6-4bd3-96d6-e36090c53998",
        "#,
    )
    .read();

    assert_eq!(
        read.input(),
        "ad-users, Get-ADObject, UTF-8, 5 rows, 1 computer, 1 contact, 1 group, 1 other object class"
    );
    assert_eq!(read.person("Anna Berg"), format!("name=Anna Berg {KEYS} smtp=anna@contoso.example -> undetermined"));
}

#[test]
fn deleted_objects_are_nobody() {
    let read = export(
        "
        sAMAccountName,objectGUID,isDeleted,userPrincipalName
        anna,d08f810b-a35c-49a8-a4cd-c6923dfc031e,,anna@contoso.example
        bert,4a662dec-bc58-4e90-848d-35e761f5cd59,True,bert@contoso.example
        ",
    )
    .read();

    assert_eq!(read.input(), "ad-users, Get-ADUser, UTF-8, 2 rows, 1 deleted object");
}

#[test]
fn csvde_of_a_whole_domain() {
    let read = export(
        r#"
        DN,objectClass,distinguishedName,instanceType,whenCreated,whenChanged,name,objectGUID,objectSid,isCriticalSystemObject,cn,displayName,userAccountControl,sAMAccountName,userPrincipalName,mail,proxyAddresses,homeMDB,targetAddress,mailNickname,msExchHideFromAddressLists,msExchMailboxGuid,msExchRecipientTypeDetails
        "CN=Anna Berg,OU=People,DC=contoso,DC=example",user,"CN=Anna Berg,OU=People,DC=contoso,DC=example",4,20200213090000.0Z,20241014071200.0Z,Anna Berg,X'0b818fd05ca3a849a4cdc6923dfc031e',X'010500000000000515000000dc6ddd3bc3072b46828ba62841060000',,Anna Berg,Anna Berg,512,anna,anna@contoso.example,anna@contoso.example,SMTP:anna@contoso.example;smtp:anna@contoso.mail.onmicrosoft.com,,SMTP:anna@contoso.mail.onmicrosoft.com,anna,FALSE,X'000000330000004080000000000000000a',2147483648
        "CN=W2K,OU=Domain Controllers,DC=contoso,DC=example",computer,"CN=W2K,OU=Domain Controllers,DC=contoso,DC=example",4,20140415101912.0Z,20141126041122.0Z,W2K,X'ec2d664a58bc904e848d35e761f5cd59',,TRUE,W2K,,532480,W2K$,,,,,,,,,
        "OU=People,DC=contoso,DC=example",organizationalUnit,"OU=People,DC=contoso,DC=example",4,20140415101912.0Z,20141126041122.0Z,People,X'87503b7dab65b04787a3d60f3bb9a482',,,,,,,,,,,,,,,
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, csvde, UTF-8, 3 rows, 1 computer, 1 other object class");
    assert_eq!(
        read.person("anna"),
        format!(
            "name=Anna Berg upn=anna@contoso.example {KEYS} sam=anna alias=anna smtp=anna@contoso.example -> undetermined"
        )
    );
}

#[test]
fn adfind_with_all_classes_in_a_chain() {
    let read = export(
        r#"
        "dn","objectClass","objectGUID","sAMAccountName","userPrincipalName","mail","proxyAddresses","whenCreated"
        "CN=Anna Berg,OU=People,DC=contoso,DC=example","top;person;organizationalPerson;user","{D08F810B-A35C-49A8-A4CD-C6923DFC031E}","anna","anna@contoso.example","anna@contoso.example","SMTP:anna@contoso.example;smtp:a.berg@contoso.example","20200213090000.0Z"
        "CN=PC-17,OU=Machines,DC=contoso,DC=example","top;person;organizationalPerson;user;computer","{4A662DEC-BC58-4E90-848D-35E761F5CD59}","PC-17$","","","","20200213090000.0Z"
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, adfind, UTF-8, 2 rows, 1 computer");
    assert_eq!(
        read.person("anna"),
        format!("upn=anna@contoso.example {KEYS} sam=anna smtp=anna@contoso.example -> undetermined")
    );
}

#[test]
fn lists_of_users_and_computers_in_its_languages() {
    let read = export(
        "
        Name\tType\tDescription\tPre-Windows 2000 Logon Name\tUser Logon Name\tE-Mail Address\tDisplay Name
        Anna Berg\tUser\t\tanna\tanna@contoso.example\tanna@contoso.example\tAnna Berg
        Sales\tSecurity Group - Global\tSales, all\tsales\t\t\t
        PC-17\tComputer\t\tPC-17\t\t\t
        ",
    )
    .windows_1252()
    .read();
    assert_eq!(read.input(), "ad-users, Active Directory Users and Computers, UTF-8, 3 rows, 1 computer, 1 group");
    assert_eq!(
        read.person("anna"),
        "name=Anna Berg upn=anna@contoso.example sam=anna smtp=anna@contoso.example -> undetermined"
    );

    let read = export(
        "
        Name\tTyp\tBeschreibung\tBenutzeranmeldename
        Anna Müller\tBenutzer\t\tanna@contoso.example
        Vertrieb\tSicherheitsgruppe - Global\t\t
        ",
    )
    .windows_1252()
    .read();
    assert_eq!(read.input(), "ad-users, Active Directory Users and Computers, Windows-1252, 2 rows, 1 group");
    assert_eq!(read.person("Anna Müller"), "name=Anna Müller upn=anna@contoso.example -> undetermined");
}

#[test]
fn adrecon_knows_who_exists_and_who_is_enabled() {
    let read = export(
        r#"
        "UserName","Name","Enabled","Must Change Password at Logon","Cannot Change Password","Password Never Expires","Never Logged in","Logon Age (days)","Password Age (days)","Account Locked Out","AdminCount","Primary GroupID","SID","SIDHistory","HasSPN","Description","Title","Department","Last Logon Date","Password LastSet","Mobile","Email","UserAccountControl","First Name","Last Name","Country","whenCreated","whenChanged","DistinguishedName","CanonicalName"
        "anna","Anna Berg","True","False","False","True","False","3","120","False","","513","S-1-5-21-1004336348-1177238915-682003330-1601","","False","","","","10/12/2024 8:00:00 AM","6/14/2024 8:00:00 AM","","anna@contoso.example","512","Anna","Berg","DE","2/13/2020 9:00:00 AM","10/14/2024 7:12:00 AM","CN=Anna Berg,OU=People,DC=contoso,DC=example","contoso.example/People/Anna Berg"
        "jürgen","Jürgen Ott","-","False","False","True","False","3","120","False","","513","S-1-5-21-1004336348-1177238915-682003330-1602","","False","","","","10/12/2024 8:00:00 AM","6/14/2024 8:00:00 AM","","-","512","Jürgen","Ott","DE","2/13/2020 9:00:00 AM","10/14/2024 7:12:00 AM","CN=Jürgen Ott,OU=People,DC=contoso,DC=example","contoso.example/People/Jürgen Ott"
        "#,
    )
    .windows_1252()
    .read();

    assert_eq!(read.input(), "ad-users, ADRecon, Windows-1252, 2 rows");
    assert_eq!(read.person("anna"), "name=Anna Berg sam=anna smtp=anna@contoso.example -> undetermined");
    assert_eq!(read.person("jürgen"), "name=Jürgen Ott sam=jürgen -> undetermined");
}

#[test]
fn the_report_of_adrecon_is_a_workbook_with_a_sheet_of_users() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let users = book.add_worksheet().set_name("Users").unwrap();
    let header =
        ["UserName", "Name", "Enabled", "Never Logged in", "SID", "Email", "UserAccountControl", "whenCreated"];
    let header = header.iter().chain(&["DistinguishedName", "CanonicalName"]);
    for (column, name) in (0u16..).zip(header) {
        users.write(0, column, *name).unwrap();
    }
    let anna =
        ["anna", "Anna Berg", "", "False", "S-1-5-21-1004336348-1177238915-682003330-1601", "anna@contoso.example"];
    for (column, cell) in (0u16..).zip(anna) {
        users.write(1, column, cell).unwrap();
    }
    users.write(1, 2, true).unwrap();
    users.write(1, 6, 512).unwrap();
    users.write(1, 8, "CN=Anna Berg,OU=People,DC=contoso,DC=example").unwrap();
    let statistics = book.add_worksheet().set_name("User Stats").unwrap();
    statistics.write(0, 0, "Category").unwrap();
    statistics.write(0, 1, "Enabled Count").unwrap();
    statistics.write(1, 0, "Dormant").unwrap();
    statistics.write(1, 1, 12).unwrap();
    let read =
        Export { files: vec![("export.csv".into(), book.save_to_buffer().unwrap())], arguments: String::new() }.read();

    assert_eq!(read.input(), "ad-users, ADRecon, -, 1 rows");
    assert_eq!(read.person("anna"), "name=Anna Berg sam=anna smtp=anna@contoso.example -> undetermined");
    assert!(read.remarks("sheet not used"));
}

#[test]
fn get_qaduser_names_the_domain_in_front() {
    let read = export(
        r#"
        #TYPE Quest.ActiveRoles.ArsPowerShellSnapIn.Data.ArsUserObject
        "NTAccountName","LogonName","UserPrincipalName","Email","DisplayName","AccountIsDisabled","ParentContainerDN","DN","Guid","Sid","CreationDate","ModificationDate","ProxyAddresses","Type"
        "CONTOSO\anna","anna","anna@contoso.example","anna@contoso.example","Anna Berg","False","OU=People,DC=contoso,DC=example","CN=Anna Berg,OU=People,DC=contoso,DC=example","d08f810b-a35c-49a8-a4cd-c6923dfc031e","S-1-5-21-1004336348-1177238915-682003330-1601","2/13/2020 9:00:00 AM","10/14/2024 7:12:00 AM","System.String[]","user"
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, Get-QADUser, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna"),
        format!("name=Anna Berg upn=anna@contoso.example {KEYS} sam=anna smtp=anna@contoso.example -> undetermined")
    );
}

#[test]
fn csanalyzer_lists_what_is_about_to_be_synchronised() {
    let read = export(
        r#"
        "ID","Type","DN","operation","UPN","displayName","sourceAnchor","alias","primarySMTP","onPremisesSamAccountName","mail"
        "90927877-dcff-4af6-b346-2332c0b15bb7","user","CN={4334475030467941714575}","add","anna@contoso.example","Anna Berg","C4GP0FyjqEmkzcaSPfwDHg==","anna","anna@contoso.example","",""
        "a0927877-dcff-4af6-b346-2332c0b15bb7","user","CN={4334475030467941714576}","delete","bert@contoso.example","Bert Lund","7C1mSli8kE6EjTXnYfXNWQ==","bert","bert@contoso.example","",""
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, csanalyzer, UTF-8, 2 rows, 1 about to be deleted");
    assert_eq!(
        read.person("Anna Berg"),
        "name=Anna Berg upn=anna@contoso.example anchor=C4GP0FyjqEmkzcaSPfwDHg== alias=anna smtp=anna@contoso.example \
         -> undetermined"
    );
}

#[test]
fn get_remotemailbox_belongs_to_active_directory() {
    let read = export(
        r#"
        #TYPE Microsoft.Exchange.Data.Directory.Management.RemoteMailbox
        "ExchangeGuid","RemoteRoutingAddress","RemoteRecipientType","OnPremisesOrganizationalUnit","AccountDisabled","ArchiveGuid","UserPrincipalName","SamAccountName","UserAccountControl","LinkedMasterAccount","ImmutableId","Alias","DisplayName","EmailAddresses","HiddenFromAddressListsEnabled","LegacyExchangeDN","PrimarySmtpAddress","RecipientType","RecipientTypeDetails","WindowsEmailAddress","Identity","Id","Name","DistinguishedName","Guid","ObjectClass","WhenChanged","WhenCreated","WhenChangedUTC","WhenCreatedUTC"
        "33333333-0000-4000-8000-00000000000a","SMTP:anna@contoso.mail.onmicrosoft.com","ProvisionMailbox, ProvisionArchive","contoso.example/People","False","00000000-0000-0000-0000-000000000000","anna@contoso.example","anna","NormalAccount","","","anna","Anna Berg","SMTP:anna@contoso.example smtp:anna@contoso.mail.onmicrosoft.com","False","/o=Contoso/ou=External/cn=Recipients/cn=anna","anna@contoso.example","MailUser","RemoteUserMailbox","anna@contoso.example","contoso.example/People/Anna Berg","contoso.example/People/Anna Berg","Anna Berg","CN=Anna Berg,OU=People,DC=contoso,DC=example","d08f810b-a35c-49a8-a4cd-c6923dfc031e","top person organizationalPerson user","10/14/2024 9:12:00 AM","2/13/2020 10:00:00 AM","10/14/2024 7:12:00 AM","2/13/2020 9:00:00 AM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, Get-RemoteMailbox, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna"),
        format!(
            "name=Anna Berg upn=anna@contoso.example {KEYS} sam=anna alias=anna smtp=anna@contoso.example -> undetermined"
        )
    );
}

#[test]
fn get_mailbox_of_a_server_is_no_evidence_of_a_cloud_mailbox() {
    let read = export(
        r#"
        "Database","ExchangeGuid","ServerName","SamAccountName","UserPrincipalName","ArchiveGuid","Alias","DisplayName","EmailAddresses","PrimarySmtpAddress","RecipientTypeDetails","WindowsEmailAddress","Name","DistinguishedName","Guid","WhenCreatedUTC"
        "DB01","33333333-0000-4000-8000-00000000000a","ex01","anna","anna@contoso.example","00000000-0000-0000-0000-000000000000","anna","Anna Berg","SMTP:anna@contoso.example","anna@contoso.example","UserMailbox","anna@contoso.example","Anna Berg","CN=Anna Berg,OU=People,DC=contoso,DC=example","d08f810b-a35c-49a8-a4cd-c6923dfc031e","2/13/2020 9:00:00 AM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "ad-users, on-premises Exchange, UTF-8, 1 rows");
    assert!(read.person("anna").ends_with("-> undetermined"), "{}", read.person("anna"));
}

#[test]
fn a_security_identifier_in_bytes_is_the_one_that_entra_prints() {
    let read = export(
        r#"
        DN,objectClass,objectSid,sAMAccountName
        "CN=Anna Berg,OU=People,DC=contoso,DC=example",user,X'010500000000000515000000dcf4dc3b833d2b46828ba62841060000',anna
        "#,
    )
    .beside(
        "
        Id,UserPrincipalName,DisplayName,OnPremisesSecurityIdentifier,UserType
        11111111-0000-4000-8000-00000000000a,a.berg@contoso.example,Anna Berg,S-1-5-21-1004336348-1177238915-682003330-1601,Member
        ",
    )
    .read();

    assert_eq!(read.input(), "ad-users, csvde, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna"),
        "name=Anna Berg upn=a.berg@contoso.example id=11111111-0000-4000-8000-00000000000a sam=anna -> undetermined"
    );
}
