//! Exports that list no people: errors, domains, subscriptions, settings of the tenant.

use std::fs;

use mailgap::intake::{self, Request, Silent};
use mailgap::records::{Records, SyncError, sync_error};
use mailgap::truth::Known;

use super::{export, trimmed};

/// What an export beside Anna is taken for.
fn input(text: &str) -> String {
    let read = export(text).beside_anna().read();
    assert_eq!(read.counts(), (1, 0), "its rows are no people");
    read.input()
}

#[test]
fn domains_of_three_cmdlets() {
    let text = r#"
        "Id","AuthenticationType","AvailabilityStatus","IsAdminManaged","IsDefault","IsInitial","IsRoot","IsVerified","SupportedServices"
        "contoso.example","Managed",,"True","True","False","True","True","System.String[]"
        "contoso.onmicrosoft.com","Managed",,"True","False","True","True","True","System.String[]"
        "#;
    assert_eq!(input(text), "domains, Get-MgDomain, UTF-8, 2 rows");

    let text = r#"
        #TYPE Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain
        "DomainName","CatchAllRecipientID","DomainType","MatchSubDomains","Default","AuthenticationType","Name","Identity"
        "contoso.example",,"Authoritative","False","True","Managed","contoso.example","contoso.example"
        "#;
    assert_eq!(input(text), "domains, Get-AcceptedDomain, UTF-8, 1 rows");

    let text = r#"
        #TYPE Microsoft.Online.Administration.Domain
        "Authentication","Capabilities","IsDefault","IsInitial","Name","RootDomain","Status","VerificationMethod"
        "Managed","Email, OfficeCommunicationsOnline","True","False","contoso.example",,"Verified","DnsRecord"
        "#;
    assert_eq!(input(text), "domains, Get-MsolDomain, UTF-8, 1 rows");
}

#[test]
fn subscriptions_of_two_cmdlets() {
    let text = r#"
        "AccountId","AccountName","AppliesTo","CapabilityStatus","ConsumedUnits","Id","PrepaidUnits","ServicePlans","SkuId","SkuPartNumber","SubscriptionIds"
        "99999999-0000-4000-8000-000000000001","contoso","User","Enabled","25","99999999-0000-4000-8000-000000000001_06ebc4ee-1bb5-47dd-8120-11324bc54e06","Microsoft.Graph.PowerShell.Models.MicrosoftGraphLicenseUnitsDetail","Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePlanInfo[]","06ebc4ee-1bb5-47dd-8120-11324bc54e06","SPE_E5","System.String[]"
        "#;
    assert_eq!(input(text), "licenses, Get-MgSubscribedSku, UTF-8, 1 rows");

    let text = r#"
        #TYPE Microsoft.Online.Administration.AccountSkuDetails
        "AccountName","AccountObjectId","AccountSkuId","ActiveUnits","ConsumedUnits","LockedOutUnits","ServiceStatus","SkuId","SkuPartNumber","SubscriptionIds","SuspendedUnits","TargetClass","WarningUnits"
        "contoso","99999999-0000-4000-8000-000000000001","contoso:SPE_E5","30","25","0","System.Collections.Generic.List`1[Microsoft.Online.Administration.ServiceStatus]","06ebc4ee-1bb5-47dd-8120-11324bc54e06","SPE_E5","System.Collections.Generic.List`1[System.Guid]","0","User","0"
        "#;
    assert_eq!(input(text), "licenses, Get-MsolAccountSku, UTF-8, 1 rows");

    let text = "
        AccountSkuId,ActiveUnits,WarningUnits,ConsumedUnits
        contoso:SPE_E5,30,0,25";
    assert_eq!(input(text), "licenses, Get-MsolAccountSku, UTF-8, 1 rows");
}

#[test]
fn settings_of_the_tenant() {
    let text = r#"
        "Configuration","Features","Id","AdditionalProperties"
        "{""AccidentalDeletionPrevention"":{}}","{""BlockSoftMatchEnabled"":false}","99999999-0000-4000-8000-000000000001",""
        "#;
    assert_eq!(input(text), "tenant, Get-MgDirectoryOnPremiseSynchronization, UTF-8, 1 rows");

    let text = r#"
        "BlockCloudObjectTakeoverThroughHardMatchEnabled","BlockSoftMatchEnabled","PasswordSyncEnabled","QuarantineUponProxyAddressesConflictEnabled","QuarantineUponUpnConflictEnabled","SoftMatchOnUpnEnabled","SynchronizeUpnForManagedUsersEnabled"
        "False","True","True","True","True","True","True"
        "#;
    assert_eq!(input(text), "tenant, Get-MgDirectoryOnPremiseSynchronization, UTF-8, 1 rows");

    let text = r#"
        "DirSyncFeature","Enabled"
        "EnableSoftMatchOnUpn","True"
        "BlockSoftMatch","False"
        "#;
    assert_eq!(input(text), "tenant, Get-MsolDirSyncFeatures, UTF-8, 2 rows");

    let text = r#"
        "DisplayName","DirectorySynchronizationEnabled","DirectorySynchronizationStatus","LastDirSyncTime","ObjectId","TechnicalNotificationEmails"
        "Contoso","True","PendingEnabled","10/14/2024 8:23:08 PM","99999999-0000-4000-8000-000000000001","System.Collections.Generic.List`1[System.String]"
        "#;
    assert_eq!(input(text), "tenant, Get-MsolCompanyInformation, UTF-8, 1 rows");

    let text = r#"
        "AssignedPlans","Country","CreatedDateTime","DisplayName","Id","OnPremisesLastSyncDateTime","OnPremisesSyncEnabled","TechnicalNotificationMails","VerifiedDomains"
        "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan[]","DE","2/13/2020 9:00:00 AM","Contoso","99999999-0000-4000-8000-000000000001","10/14/2024 8:23:08 PM","True","System.String[]","Microsoft.Graph.PowerShell.Models.MicrosoftGraphVerifiedDomain[]"
        "#;
    assert_eq!(input(text), "tenant, Get-MgOrganization, UTF-8, 1 rows");
}

#[test]
fn idfix_doubles_no_quote_so_that_such_a_row_is_unread() {
    let text = r#"
        DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,PROPOSEDACTION,ACTION
        "CN=Anna Berg,OU=People,DC=contoso,DC=example",Anna Berg,user,proxyAddresses,Duplicate,smtp:sales@contoso.example,smtp:sales@contoso.example,EDIT,
        "CN=Bert "Bo" Lund,OU=People,DC=contoso,DC=example",Bert "Bo" Lund,user,mailNickName,"Character, Length",.bert,bert,EDIT,
        "#;
    assert_eq!(input(text), "sync-errors, IdFix, UTF-8, 2 rows, 1 unread");
}

#[test]
fn errors_of_the_synchronisation() {
    let text = r#"
        #TYPE Microsoft.Online.Administration.DirSyncProvisioningError
        "DisplayName","ImmutableId","LastDirSyncTime","ObjectId","ObjectType","ProvisioningErrors","ProxyAddresses","UserPrincipalName"
        "Anna Berg","C4GP0FyjqEmkzcaSPfwDHg==","10/14/2024 8:23:08 PM","11111111-0000-4000-8000-00000000000a","User","System.Collections.Generic.List`1[Microsoft.Online.Administration.ProvisioningError]","System.Collections.Generic.List`1[System.String]","anna@contoso.example"
        "#;
    assert_eq!(input(text), "sync-errors, Get-MsolDirSyncProvisioningError, UTF-8, 1 rows");
    let without_type = text.lines().filter(|line| !line.contains("#TYPE")).collect::<Vec<_>>().join("\n");
    assert_eq!(input(&without_type), "sync-errors, Get-MsolDirSyncProvisioningError, UTF-8, 1 rows");

    let text = "
        UserPrincipalName,DisplayName,ObjectType,ErrorCategory,PropertyName,PropertyValue,WhenStarted
        anna@contoso.example,Anna Berg,User,PropertyConflict,ProxyAddresses,SMTP:sales@contoso.example,10/14/2024 8:23:08 PM";
    assert_eq!(input(text), "sync-errors, Get-MsolDirSyncProvisioningError, UTF-8, 1 rows");

    let text = "
        Id,UserPrincipalName,Category,OccurredDateTime,PropertyCausingError,Value
        11111111-0000-4000-8000-00000000000a,anna@contoso.example,PropertyConflict,2024-10-14T20:23:08Z,ProxyAddresses,SMTP:sales@contoso.example";
    assert_eq!(input(text), "sync-errors, Get-MgUser, UTF-8, 1 rows");

    let text = "
        Id,UserPrincipalName,CreatedDateTime,IsResolved,ServiceInstance,ErrorDetail
        11111111-0000-4000-8000-00000000000a,anna@contoso.example,2024-10-14T20:23:08Z,True,exchange/EURP189-001,<ObjectErrors/>";
    assert_eq!(input(text), "sync-errors, Get-MgUser, UTF-8, 1 rows");

    let text = r#"
        "objectGuid","sourceAnchor","userPrincipalName","displayName","mail","proxyAddresses","distinguishedName","objectType","errorType","lastDirSyncTime","timeOccurred","sourceOfAuthority"
        "d08f810b-a35c-49a8-a4cd-c6923dfc031e","C4GP0FyjqEmkzcaSPfwDHg==","anna@contoso.example","Anna Berg","anna@contoso.example","SMTP:anna@contoso.example","CN=Anna Berg,OU=People,DC=contoso,DC=example","User","AttributeValueMustBeUnique","2024-10-14T20:23:08Z","2024-10-14T20:23:08Z","OnPremises"
        "#;
    assert_eq!(input(text), "sync-errors, Entra Connect Health, UTF-8, 1 rows");
}

/// The errors in the rows of an export; the report does not show them yet.
fn errors(text: &str) -> Vec<Known<Vec<SyncError>>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    fs::write(&path, trimmed(text)).unwrap();
    let request = Request { paths: vec![path.to_str().unwrap().to_owned()], ..Request::default() };
    let exports = intake::read(&request, &Silent).unwrap();
    let records = Records::read(&exports, &[]);
    records.errors.records().map(|record| sync_error::of_row(&record)).collect()
}

#[test]
fn errors_are_read_from_rows_and_from_lists_in_cells() {
    let some = |text: &str| Some(text.to_owned());
    let read = errors(
        "
        DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,PROPOSEDACTION,ACTION
        \"CN=Anna Berg,OU=People,DC=contoso,DC=example\",Anna Berg,user,proxyAddresses,Duplicate,smtp:sales@contoso.example,,EDIT,
        ",
    );
    let expected = SyncError {
        category: some("Duplicate"),
        property: some("proxyAddresses"),
        value: some("smtp:sales@contoso.example"),
        ..SyncError::default()
    };
    assert_eq!(read, [Known::Value(vec![expected])]);

    let read = errors(
        r#"
        Id,UserPrincipalName,CreatedDateTime,IsResolved,ServiceInstance,ErrorDetail
        11111111-0000-4000-8000-00000000000a,anna@contoso.example,2024-10-14T20:23:08Z,True,exchange/EURP189-001,"<ObjectErrors><ErrorRecord><ErrorCode>Ex1</ErrorCode><ErrorDescription>Name in use</ErrorDescription></ErrorRecord></ObjectErrors>"
        "#,
    );
    let [Known::Value(errors_of_row)] = &read[..] else { panic!("{read:?}") };
    assert!(errors_of_row[0].resolved && errors_of_row[0].occurred.is_some());
    assert_eq!(errors_of_row[0].category, some("Ex1"));
    assert_eq!(errors_of_row[0].message, some("Name in use"));

    let read = errors(
        r#"
        DisplayName,ObjectId,ObjectType,ProvisioningErrors,UserPrincipalName
        Anna Berg,11111111-0000-4000-8000-00000000000a,User,"[{""ErrorCategory"":""PropertyConflict"",""PropertyName"":""ProxyAddresses"",""PropertyValue"":""smtp:sales@contoso.example""}]",anna@contoso.example
        Bert Lund,11111111-0000-4000-8000-00000000000b,User,System.Collections.Generic.List`1[Microsoft.Online.Administration.ProvisioningError],bert@contoso.example
        "#,
    );
    let [Known::Value(listed), Known::Unknown(_)] = &read[..] else { panic!("{read:?}") };
    assert_eq!(listed[0].property, some("ProxyAddresses"));
}
