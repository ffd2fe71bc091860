//! Exports of Entra ID.

use super::export;

/// What Anna's rows say, where they say everything.
const ANNA: &str = "name=Anna Berg upn=anna@contoso.example anchor=C4GP0FyjqEmkzcaSPfwDHg== \
                    id=11111111-0000-4000-8000-00000000000a";

#[test]
fn get_msoluser_with_type_names_for_lists() {
    let read = export(
        r#"
        #TYPE Microsoft.Online.Administration.User
        "ExtensionData","AlternateEmailAddresses","BlockCredential","City","CloudExchangeRecipientDisplayType","Country","DirSyncProvisioningErrors","DisplayName","Errors","FirstName","ImmutableId","IndirectLicenseErrors","IsLicensed","LastDirSyncTime","LastName","LicenseReconciliationNeeded","Licenses","LiveId","MSExchRecipientTypeDetails","ObjectId","OverallProvisioningStatus","ProxyAddresses","ServiceInformation","SignInName","SoftDeletionTimestamp","UsageLocation","UserPrincipalName","UserType","ValidationStatus","WhenCreated"
        "System.Runtime.Serialization.ExtensionDataObject","System.Collections.Generic.List`1[System.String]","False",,"1073741824",,"System.Collections.Generic.List`1[Microsoft.Online.Administration.DirSyncProvisioningError]","Anna Berg",,"Anna","C4GP0FyjqEmkzcaSPfwDHg==","System.Collections.Generic.List`1[Microsoft.Online.Administration.IndirectLicenseError]","True","10/14/2024 8:23:08 PM","Berg","False","System.Collections.Generic.List`1[Microsoft.Online.Administration.UserLicense]","1003200012345678",,"11111111-0000-4000-8000-00000000000a","PendingInput","System.Collections.Generic.List`1[System.String]","System.Collections.Generic.List`1[Microsoft.Online.Administration.ServiceInformation]","anna@contoso.example",,"DE","anna@contoso.example","Member","Healthy","2/13/2020 10:00:00 AM"
        "System.Runtime.Serialization.ExtensionDataObject","System.Collections.Generic.List`1[System.String]","True",,,,"System.Collections.Generic.List`1[Microsoft.Online.Administration.DirSyncProvisioningError]","Bert Lund",,"Bert",,"System.Collections.Generic.List`1[Microsoft.Online.Administration.IndirectLicenseError]","False",,"Lund","False","System.Collections.Generic.List`1[Microsoft.Online.Administration.UserLicense]","1003200012345679",,"11111111-0000-4000-8000-00000000000b","None","System.Collections.Generic.List`1[System.String]","System.Collections.Generic.List`1[Microsoft.Online.Administration.ServiceInformation]","bert@contoso.example","10/1/2024 8:00:00 AM","DE","bert@contoso.example","Member","Healthy","2/13/2020 10:00:00 AM"
        "#,
    )
    .read();

    assert_eq!(read.input(), "entra-users, Get-MsolUser, UTF-8, 2 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{ANNA} -> undetermined"));
    assert_eq!(read.counts(), (1, 1), "a deleted user in the same file is deleted");
}

#[test]
fn get_azureaduser_with_type_names_for_lists() {
    let read = export(
        r#"
        #TYPE Microsoft.Open.AzureAD.Model.User
        "ExtensionProperty","DeletionTimestamp","ObjectId","ObjectType","AccountEnabled","AssignedLicenses","AssignedPlans","City","CreationType","DirSyncEnabled","DisplayName","GivenName","ImmutableId","LastDirSyncTime","Mail","MailNickName","OnPremisesSecurityIdentifier","ProvisionedPlans","ProvisioningErrors","ProxyAddresses","UsageLocation","UserPrincipalName","UserState","UserType"
        "System.Collections.Generic.Dictionary`2[System.String,System.String]",,"11111111-0000-4000-8000-00000000000a","User","True","System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.AssignedLicense]","System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.AssignedPlan]",,,"True","Anna Berg","Anna","C4GP0FyjqEmkzcaSPfwDHg==","10/14/2024 8:23:08 PM","anna@contoso.example","anna","S-1-5-21-1004336348-1177238915-682003330-1601","System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.ProvisionedPlan]","System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.ProvisioningError]","System.Collections.Generic.List`1[System.String]","DE","anna@contoso.example",,"Member"
        "#,
    )
    .read();

    assert_eq!(read.input(), "entra-users, Get-AzureADUser, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        format!("{ANNA} alias=anna smtp=anna@contoso.example -> undetermined")
    );
}

#[test]
fn get_mguser_without_selection_has_columns_that_were_not_requested() {
    let read = export(
        r#"
        "AboutMe","AccountEnabled","Activities","AssignedLicenses","AssignedPlans","BusinessPhones","CreatedDateTime","DisplayName","GivenName","Id","Mail","MailNickname","OnPremisesDistinguishedName","OnPremisesDomainName","OnPremisesExtensionAttributes","OnPremisesImmutableId","OnPremisesLastSyncDateTime","OnPremisesProvisioningErrors","OnPremisesSamAccountName","OnPremisesSecurityIdentifier","OnPremisesSyncEnabled","OnPremisesUserPrincipalName","PasswordProfile","ProvisionedPlans","ProxyAddresses","ServiceProvisioningErrors","Surname","UsageLocation","UserPrincipalName","UserType","AdditionalProperties"
        ,,,,,"System.String[]",,"Anna Berg","Anna","11111111-0000-4000-8000-00000000000a","anna@contoso.example",,,,"Microsoft.Graph.PowerShell.Models.MicrosoftGraphOnPremisesExtensionAttributes",,,,,,,,"Microsoft.Graph.PowerShell.Models.MicrosoftGraphPasswordProfile",,,,"Berg",,"anna@contoso.example",,"System.Collections.Generic.Dictionary`2[System.String,System.Object]"
        ,,,,,"System.String[]",,"Bert Lund","Bert","11111111-0000-4000-8000-00000000000b","bert@contoso.example",,,,"Microsoft.Graph.PowerShell.Models.MicrosoftGraphOnPremisesExtensionAttributes",,,,,,,,"Microsoft.Graph.PowerShell.Models.MicrosoftGraphPasswordProfile",,,,"Lund",,"bert@contoso.example",,"System.Collections.Generic.Dictionary`2[System.String,System.Object]"
        "#,
    )
    .read();

    assert_eq!(read.input(), "entra-users, Get-MgUser, UTF-8, 2 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        "name=Anna Berg upn=anna@contoso.example id=11111111-0000-4000-8000-00000000000a smtp=anna@contoso.example -> undetermined"
    );
    assert!(read.remarks("entra-users:UsageLocation"), "blank in every row is unknown");
    assert!(!read.remarks("OnPremisesDistinguishedName"), "unless nothing reads it");
}

#[test]
fn get_mguser_with_nested_values_as_json() {
    let read = export(
        r#"
        "Id","UserPrincipalName","DisplayName","MailNickname","OnPremisesImmutableId","OnPremisesSyncEnabled","UserType","UsageLocation","ProxyAddresses","AssignedLicenses","ServiceProvisioningErrors"
        "11111111-0000-4000-8000-00000000000a","anna@contoso.example","Anna Berg","anna","C4GP0FyjqEmkzcaSPfwDHg==","True","Member","DE","SMTP:anna@contoso.example;smtp:a.berg@contoso.example","[]","[]"
        "11111111-0000-4000-8000-00000000000b","bert@contoso.example","Bert Lund","bert","7C1mSli8kE6EjTXnYfXNWQ==","True","Member","DE","SMTP:bert@contoso.example","[{""SkuId"":""06ebc4ee-1bb5-47dd-8120-11324bc54e06"",""DisabledPlans"":[]}]","[{""CreatedDateTime"":""2024-10-01T08:00:00Z"",""IsResolved"":false,""ServiceInstance"":""exchange/EURP189-001"",""errorDetail"":""<ObjectErrors><ErrorRecord>Name in use</ErrorRecord></ObjectErrors>""}]"
        "#,
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Get-MgUser, UTF-8, 2 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{JOINED} -> blocked: no-license"));
    assert!(read.person("bert@contoso.example").ends_with("-> blocked: exchange-validation-error"));
}

/// Anna and Bert want a mailbox; Carla fills the other columns.
const AD: &str = "
    objectGUID,sAMAccountName,userPrincipalName,mailNickname,proxyAddresses,Enabled,msExchMailboxGuid,msExchRecipientTypeDetails,msExchRemoteRecipientType,homeMDB
    d08f810b-a35c-49a8-a4cd-c6923dfc031e,anna,anna@contoso.example,anna,SMTP:anna@contoso.example,True,,,,
    4a662dec-bc58-4e90-848d-35e761f5cd59,bert,bert@contoso.example,bert,SMTP:bert@contoso.example,True,,,,
    7d3b5087-65ab-47b0-87a3-d60f3bb9a482,carla,carla@contoso.example,carla,SMTP:carla@contoso.example,True,33333333-0000-4000-8000-00000000000c,1,4,DB01";

/// Anna, joined to that.
const JOINED: &str = "name=Anna Berg upn=anna@contoso.example guid=d08f810b-a35c-49a8-a4cd-c6923dfc031e \
                      anchor=C4GP0FyjqEmkzcaSPfwDHg== id=11111111-0000-4000-8000-00000000000a sam=anna alias=anna \
                      smtp=anna@contoso.example";

/// Everybody but Anna and Bert.
const RECIPIENTS: &str = "
    ExternalDirectoryObjectId,Alias,PrimarySmtpAddress,RecipientTypeDetails,WindowsLiveID,SKUAssigned,WhenChangedUTC
    11111111-0000-4000-8000-00000000000c,carla,carla@contoso.example,UserMailbox,carla@contoso.example,True,2024-10-15T11:00:00Z
    11111111-0000-4000-8000-00000000000d,dora,dora@contoso.example,MailUser,dora@contoso.example,,2024-10-15T11:00:00Z";

#[test]
fn get_entrauser_has_the_old_names_beside_the_new() {
    let read = export(
        r#"
        "AccountEnabled","DisplayName","Id","Mail","MailNickname","OnPremisesImmutableId","OnPremisesSyncEnabled","UserPrincipalName","UserType","ObjectId","ImmutableId","DirSyncEnabled"
        "True","Anna Berg","11111111-0000-4000-8000-00000000000a","anna@contoso.example","anna","C4GP0FyjqEmkzcaSPfwDHg==","True","anna@contoso.example","Member","11111111-0000-4000-8000-00000000000a","C4GP0FyjqEmkzcaSPfwDHg==","True"
        "#,
    )
    .read();

    assert_eq!(read.input(), "entra-users, Get-EntraUser, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        format!("{ANNA} alias=anna smtp=anna@contoso.example -> undetermined")
    );
}

#[test]
fn get_azaduser_breaks_lines_in_every_row() {
    let read = export(
        r##"
        "AccountEnabled","BusinessPhone","DeletedDateTime","DisplayName","Id","Mail","MailNickname","OdataType","OnPremisesImmutableId","OnPremisesLastSyncDateTime","OnPremisesSyncEnabled","OtherMail","PasswordProfile","ProxyAddress","UsageLocation","UserPrincipalName","UserType"
        ,"System.String[]",,"Anna Berg","11111111-0000-4000-8000-00000000000a","anna@contoso.example",,"#microsoft.graph.user",,,,"System.String[]","{
        }","System.String[]",,"anna@contoso.example",
        ,"System.String[]",,"Bert Lund","11111111-0000-4000-8000-00000000000b","bert@contoso.example",,"#microsoft.graph.user",,,,"System.String[]","{
        }","System.String[]",,"bert@contoso.example",
        "##,
    )
    .read();

    assert_eq!(read.input(), "entra-users, Get-AzADUser, UTF-8, 2 rows");
    assert_eq!(
        read.person("bert@contoso.example"),
        "name=Bert Lund upn=bert@contoso.example id=11111111-0000-4000-8000-00000000000b smtp=bert@contoso.example -> undetermined"
    );
}

#[test]
fn graph_json_turned_csv_with_json_in_its_cells() {
    let read = export(
        r##"
        "@odata.type","id","userPrincipalName","displayName","mailNickname","onPremisesImmutableId","onPremisesSyncEnabled","userType","usageLocation","proxyAddresses","assignedLicenses"
        "#microsoft.graph.user","11111111-0000-4000-8000-00000000000a","anna@contoso.example","Anna Berg","anna","C4GP0FyjqEmkzcaSPfwDHg==","true","Member","DE","[""SMTP:anna@contoso.example"",""smtp:a.berg@contoso.example""]","[{""disabledPlans"":[""efb87545-963c-4e0d-99df-69c6916d9eb0""],""skuId"":""06ebc4ee-1bb5-47dd-8120-11324bc54e06""}]"
        "##,
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft Graph, UTF-8, 1 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{JOINED} -> blocked: exchange-plan-disabled"));
}

#[test]
fn graph_json_turned_csv_with_a_column_for_each_entry() {
    let read = export(
        "
        id,userPrincipalName,displayName,mailNickname,onPremisesImmutableId,userType,usageLocation,proxyAddresses/0,proxyAddresses/1,assignedLicenses/0/skuId,assignedLicenses/0/disabledPlans/0,assignedLicenses/1/skuId
        11111111-0000-4000-8000-00000000000a,anna@contoso.example,Anna Berg,anna,C4GP0FyjqEmkzcaSPfwDHg==,Member,DE,smtp:a.berg@contoso.example,SMTP:anna@contoso.example,06ebc4ee-1bb5-47dd-8120-11324bc54e06,efb87545-963c-4e0d-99df-69c6916d9eb0,a403ebcc-fae0-4ca2-8c8c-7a907fd6c235
        11111111-0000-4000-8000-00000000000b,bert@contoso.example,Bert Lund,bert,7C1mSli8kE6EjTXnYfXNWQ==,Member,DE,SMTP:bert@contoso.example,,,,
        ",
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft Graph, UTF-8, 2 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{JOINED} -> blocked: exchange-plan-disabled"));
    assert!(read.person("bert@contoso.example").ends_with("-> blocked: no-license"));
}

#[test]
fn graph_json_turned_csv_with_the_skus_of_a_user_in_one_column() {
    let read = export(
        "
        id,userPrincipalName,displayName,userType,usageLocation,assignedLicenses.skuId
        11111111-0000-4000-8000-00000000000a,anna@contoso.example,Anna Berg,Member,DE,f30db892-07e9-47e9-837c-80727f46fd3d
        11111111-0000-4000-8000-00000000000b,bert@contoso.example,Bert Lund,Member,DE,
        ",
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft Graph, UTF-8, 2 rows");
    assert!(read.person("anna@contoso.example").ends_with("-> blocked: license-without-exchange-plan"));
}

#[test]
fn download_users_of_the_entra_admin_centre_with_the_header_since_2021() {
    let read = export(
        "
        userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,identityIssuer,createdDateTime
        anna@contoso.example,=1+3 Anna,Berg,anna@contoso.example,=1+3,11111111-0000-4000-8000-00000000000a,Member,,,True,DE,,,,,,,,,,,,,,,True,,contoso.onmicrosoft.com,8/19/2021 1:25:31 PM
        guest_fabrikam.example#EXT#@contoso.onmicrosoft.com,Guest,,guest@fabrikam.example,,11111111-0000-4000-8000-00000000000b,Guest,,,True,,,,,,,,,,,,,,,Invitation,,Accepted,mail,8/19/2021 1:25:31 PM
        ",
    )
    .marked()
    .read();

    assert_eq!(read.input(), "entra-users, Entra admin centre, UTF-8 with BOM, 2 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        "name==1+3 Anna upn=anna@contoso.example id=11111111-0000-4000-8000-00000000000a smtp=anna@contoso.example -> undetermined"
    );
    assert!(read.person("Guest").ends_with("-> not-expected"));
}

#[test]
fn download_users_of_the_entra_admin_centre_with_the_documented_header() {
    let read = export(
        "
        userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification
        anna@contoso.example,Anna Berg,Berg,anna@contoso.example,Anna,11111111-0000-4000-8000-00000000000a,Member,,,True,DE,,,,,,,,,,,,,,
        ",
    )
    .read();

    assert_eq!(read.input(), "entra-users, Entra admin centre, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        "name=Anna Berg upn=anna@contoso.example id=11111111-0000-4000-8000-00000000000a smtp=anna@contoso.example -> undetermined"
    );
}

/// The header of the Microsoft 365 admin centre in 2025.
const ADMIN_CENTRE: &str = "Display name,DirSyncEnabled,User principal name,Object Id,First name,Last name,When created,Soft deletion time stamp,Title,Department,Preferred data location,City,CountryOrRegion,Office,StateOrProvince,Usage location,Last dirsync time,Block credential,Licenses,Password never expires,Last password change time stamp,Mobile Phone,Phone number,Postal code,Preferred language,Street address,Fax,Proxy addresses";

#[test]
fn export_users_of_the_microsoft_365_admin_centre_with_the_header_of_2025() {
    let read = export(&format!(
        "{ADMIN_CENTRE}
        Anna Berg,True,anna@contoso.example,11111111-0000-4000-8000-00000000000a,Anna,Berg,2020-02-13 10:00:00Z,,,,,,,,,DE,2024-10-14 23:19:44Z,False,Unlicensed,False,2022-03-18 19:49:35Z,,,,,,,SMTP:anna@contoso.example+smtp:a+b@contoso.example
        Bert Lund,True,bert@contoso.example,11111111-0000-4000-8000-00000000000b,Bert,Lund,2020-02-13 10:00:00Z,,,,,,,,,DE,2024-10-14 23:19:44Z,False,A Product of Tomorrow,False,2022-03-18 19:49:35Z,,,,,,,SMTP:bert@contoso.example
        Gone Away,True,gone@contoso.example,11111111-0000-4000-8000-00000000000e,Gone,Away,2020-02-13 10:00:00Z,2024-10-02 19:49:35Z,,,,,,,,DE,,True,Unlicensed,False,2022-03-18 19:49:35Z,,,,,,,SMTP:gone@contoso.example"
    ))
    .marked()
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft 365 admin centre, UTF-8 with BOM, 3 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{JOINED} -> blocked: no-license"));
    assert!(
        read.person("bert@contoso.example").ends_with("-> undetermined"),
        "a product that is not known is not guessed at: {}",
        read.person("bert@contoso.example")
    );
    assert_eq!(read.counts(), (4, 1), "the deleted user in the same file is a leaver");
}

#[test]
fn license_names_of_the_admin_centre_decide_only_as_microsoft_publishes_them() {
    let verdict = |licenses: &str| {
        let read = export(&format!(
            "{ADMIN_CENTRE}
            Anna Berg,True,anna@contoso.example,11111111-0000-4000-8000-00000000000a,Anna,Berg,2020-02-13 10:00:00Z,,,,,,,,,DE,2024-10-14 23:19:44Z,False,{licenses},False,,,,,,,,SMTP:anna@contoso.example
            Bert Lund,True,bert@contoso.example,11111111-0000-4000-8000-00000000000b,Bert,Lund,2020-02-13 10:00:00Z,,,,,,,,,DE,2024-10-14 23:19:44Z,False,Unlicensed,False,,,,,,,,SMTP:bert@contoso.example"
        ))
        .beside(AD)
        .beside(RECIPIENTS)
        .read();
        read.person("anna@contoso.example").rsplit(" -> ").next().unwrap().to_owned()
    };
    assert_eq!(verdict("Enterprise Mobility + Security E3+Power BI (free)"), "blocked: license-without-exchange-plan");
    assert_eq!(verdict("Enterprise Mobility + Security E3+Something Else"), "undetermined");
    assert_eq!(verdict("Microsoft 365 E5+Power BI (free)"), "undetermined", "a plan may be switched off");
    assert_eq!(verdict(""), "undetermined", "a blank cell is not 'Unlicensed'");
}

#[test]
fn deleted_users_of_the_microsoft_365_admin_centre() {
    let read = export(&format!(
        "{ADMIN_CENTRE}
        Gone Away,True,gone@contoso.example,11111111-0000-4000-8000-00000000000e,Gone,Away,2020-02-13 10:00:00Z,2024-10-02 19:49:35Z,,,,,,,,DE,,True,Unlicensed,False,2022-03-18 19:49:35Z,,,,,,,SMTP:gone@contoso.example"
    ))
    .beside_anna()
    .read();

    assert_eq!(read.input(), "entra-deleted-users, Microsoft 365 admin centre, UTF-8, 1 rows");
    assert_eq!(read.counts(), (1, 1));
}

#[test]
fn export_users_of_the_microsoft_365_admin_centre_with_the_header_of_2020() {
    let read = export(
        r#"
        Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,Last name,Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token meta data,Object Id,Office,Password never expires,Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,Usage location,User principal name,When created
        FALSE,Bellevue,United States,Retail,,Anna Berg,,Anna,2024-09-05 23:19:44Z,Berg,,Another Product of Tomorrow,,,,11111111-0000-4000-8000-00000000000a,18/2111,,,98004,,en-US,SMTP:anna@contoso.example,,,WA,"205 108th Ave. NE, Suite 400",,Retail Manager,US,anna@contoso.example,2020-05-23 19:59:00Z
        "#,
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft 365 admin centre, UTF-8, 1 rows");
    assert_eq!(
        read.person("anna@contoso.example"),
        format!("{JOINED} -> undetermined"),
        "the product stands in the other column"
    );
}

#[test]
fn a_german_list_saved_again_by_a_german_excel() {
    let read = export(
        "
        Anzeigename;Benutzerprinzipalname;Objekt-ID;Anmeldung blockiert;Lizenzen;Nutzungsstandort;Proxyadressen
        Anna Berg;anna@contoso.example;11111111-0000-4000-8000-00000000000a;FALSCH;Unlicensed;DE;SMTP:anna@contoso.example+smtp:am@contoso.example
        Bert Lünd;bert@contoso.example;11111111-0000-4000-8000-00000000000b;WAHR;Unlicensed;DE;SMTP:bert@contoso.example
        ",
    )
    .windows_1252()
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft 365 admin centre, Windows-1252, 2 rows");
    assert_eq!(read.person("anna@contoso.example"), format!("{JOINED} -> blocked: no-license"));
    assert!(read.person("bert@contoso.example").starts_with("name=Bert Lünd"));
}

#[test]
fn the_grid_of_the_admin_centre_says_allowed_and_blocked() {
    let read = export(
        "
        Display name,User principal name,Licenses,Sign-in status,Usage location
        Anna Berg,anna@contoso.example,Unlicensed,Sign-in allowed,DE
        Gus Hale,gus@contoso.example,Unlicensed,Sign-in blocked,DE
        ",
    )
    .beside(AD)
    .beside(RECIPIENTS)
    .read();

    assert_eq!(read.input(), "entra-users, Microsoft 365 admin centre, UTF-8, 2 rows");
    assert!(read.person("Anna Berg").ends_with("-> blocked: no-license"), "{}", read.person("Anna Berg"));
    assert!(read.person("Gus Hale").ends_with("-> not-expected"), "{}", read.person("Gus Hale"));
    assert_eq!(read.0["summary"]["not_expected"]["account-disabled"], 1);
}

#[test]
fn deleted_users_of_graph() {
    let read = export(
        r#"
        "Id","DisplayName","UserPrincipalName","Mail","UserType","OnPremisesImmutableId","ProxyAddresses","DeletedDateTime"
        "11111111-0000-4000-8000-00000000000a","Anna Berg","111111110000400080000000000000aanna@contoso.example","anna@contoso.example","Member","C4GP0FyjqEmkzcaSPfwDHg==","SMTP:anna@contoso.example","2024-10-06T11:34:12Z"
        "#,
    )
    .beside_anna()
    .read();

    assert_eq!(read.input(), "entra-deleted-users, Get-MgUser, UTF-8, 1 rows");
    assert_eq!(read.counts(), (1, 0), "it is Anna's");
}
