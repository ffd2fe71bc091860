//! Files that look like an export and are none: a named one stops the run, one found in a folder is remarked.

use std::fs;

use super::{export, run, trimmed};

/// What is said of a file, named and found.
fn refused(text: &str) -> String {
    let named = export(text).run();
    assert_eq!(named.code, 2, "{}{}", named.stdout, named.stderr);

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("export.csv"), trimmed(text)).unwrap();
    fs::write(folder.path().join("ad.csv"), "sAMAccountName,objectGUID\nanna,d08f810b-a35c-49a8-a4cd-c6923dfc031e\n")
        .unwrap();
    let found = run(folder.path(), "check .", b"");
    assert_eq!(found.code, 0, "{}", found.stderr);
    assert!(found.stderr.contains("export.csv: set aside: "), "{}", found.stderr);
    assert!(named.stderr.contains("help "), "{}", named.stderr);
    named.stderr
}

#[test]
fn each_says_what_it_is_and_what_to_export_instead() {
    for (text, reason, instead) in [
        ("EmailAddress,MailboxType\nanna@contoso.example,PrimaryOnly", "migration batch", "Get-Recipient"),
        (
            "EmailAddress,TargetDeliveryDomain,BadItemLimit\nanna@contoso.example,contoso.mail.onmicrosoft.com,10",
            "migration batch",
            "Get-Recipient",
        ),
        (
            "version:v1.0,,,\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required\nAnna Berg,anna@contoso.example,secret,No",
            "template for bulk operations",
            "Get-MgUser",
        ),
        (
            "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Has Exchange License,Assigned Products\n2024-10-12,1B5A0F4C2E9D4C56A6A3F5F0E1A2B3C4,5F0E1A2B3C41B5A0F4C2E9D4C56A6A3F,False,,True,MICROSOFT 365 E5",
            "concealed names",
            "Get-MgUser",
        ),
        (
            "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Has Exchange License,Assigned Products\n2024-10-12,anna@contoso.example,Anna Berg,False,,True,MICROSOFT 365 E5",
            "usage report",
            "Get-Recipient",
        ),
        ("AccountSkuId,SkuPartNumber,TargetClass\ncontoso:SPE_E5,SPE_E5,User", "without units", "Get-MgSubscribedSku"),
        (
            "Id,ServicePlans,SkuId,SkuPartNumber\nabc,System.Object[],06ebc4ee-1bb5-47dd-8120-11324bc54e06,SPE_E5",
            "without units",
            "Get-MgUser",
        ),
        (
            "UserPrincipalName,SkuPartNumber,UserType\nanna@contoso.example,SPE_E5,Member\nanna@contoso.example,FLOW_FREE,Member",
            "a row for each license",
            "AssignedLicenses",
        ),
        (
            "\"IsReadOnly\",\"IsFixedSize\",\"IsSynchronized\",\"Keys\",\"Values\",\"SyncRoot\",\"Count\"\n\"False\",\"False\",\"False\",\"System.Collections.Hashtable+KeyCollection\",\"System.Collections.Hashtable+ValueCollection\",\"System.Object\",\"12\"",
            "hashtable",
            "pscustomobject",
        ),
        ("Name\tType\tDescription\nAnna Berg\tUser\t", "no column joins", "export at least one"),
    ] {
        let said = refused(text);
        assert!(said.contains(reason) && said.contains(instead), "{text}\n{said}");
    }
}

#[test]
fn the_user_may_insist() {
    let read = export(
        "Report Refresh Date,User Principal Name,Display Name,Assigned Products\n2024-10-12,anna@contoso.example,Anna Berg,SPE_E5",
    )
    .argument("--as entra-users=export.csv")
    .read();

    assert_eq!(read.input(), "entra-users, -, UTF-8, 1 rows");
}

#[test]
fn a_kind_told_by_few_columns_is_remarked() {
    let read = export("UserPrincipalName,SamAccountName\nanna@contoso.example,anna").read();
    assert!(read.remarks("taken for ad-users, by few columns only"));
    let read = export("UserPrincipalName,SamAccountName,objectGUID\nanna@contoso.example,anna,").read();
    assert!(!read.remarks("by few columns only"));
}
