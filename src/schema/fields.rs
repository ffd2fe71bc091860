//! The one table that says which header feeds which field.

use super::Definition;

/// Defines a module of [`Field`](super::Field) constants, one for each line, and the table behind them.
macro_rules! fields {
    ($(#[$doc:meta])* $module:ident: $kind:ident from $base:expr;
     $($name:ident $shape:ident $column:literal $(| $alias:literal)*;)*) => {
        $(#[$doc])*
        pub mod $module {
            use super::super::{Definition, Field, Kind, Shape};

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "ordinals of the constants below")]
            enum Ordinal { $($name,)* End }

            $(#[doc = $column] pub const $name: Field = Field($base + Ordinal::$name as u8);)*

            pub(super) const END: u8 = $base + Ordinal::End as u8;
            pub(super) static TABLE: &[Definition] = &[
                $(Definition { kind: Kind::$kind, column: $column, shape: Shape::$shape, aliases: &[$($alias),*] },)*
            ];
        }
    };
}

fields! {
    /// Users of the source Active Directory.
    ad: AdUsers from 0;
    GUID Guid "objectGUID" | "Guid" | "Object GUID" | "objectGUID_string" | "AD GUID";
    CONSISTENCY Guid "mS-DS-ConsistencyGuid" | "ConsistencyGuid" | "mS-DS-ConsistencyGuidBase64"
        | "ms-DS-ConsistencyGuid (GUID)";
    COMPUTED_ID Guid "ImmutableId" | "SourceAnchor" | "ObjectGuidBase64" | "Base64GUID";
    SID Text "objectSid" | "SID";
    EXTERNAL_ID Text "msDS-ExternalDirectoryObjectId";
    UPN Text "userPrincipalName" | "UPN" | "User Logon Name";
    SAM Text "sAMAccountName" | "UserName" | "LogonName" | "AccountName" | "NTAccountName" | "Login" | "Account"
        | "User logon name (pre-Windows 2000)" | "Pre-Windows 2000 Logon Name" | "onPremisesSamAccountName";
    NICKNAME Text "mailNickname" | "Alias" | "Nickname" | "Exchange Alias";
    MAIL Text "mail" | "EmailAddress" | "Email" | "WindowsEmailAddress" | "E-mail";
    PRIMARY Text "PrimarySmtpAddress" | "primarySMTP" | "Primary Email";
    PROXIES Addresses "proxyAddresses" | "EmailAddresses" | "ProxyAddress" | "AllProxyAddresses" | "SMTP" | "Aliases"
        | "smtpAddresses";
    DISPLAY_NAME Text "displayName" | "Full Name";
    NAME Text "cn" | "Name" | "Nom" | "COMMONNAME";
    DN Text "distinguishedName" | "DN" | "AD DN" | "LDAP DN";
    CLASS Word "objectClass" | "ClassName" | "Type" | "Typ";
    ENABLED Word "Enabled" | "AccountEnabled" | "Is Enabled" | "Active" | "Account Status" | "Status";
    DISABLED Word "AccountIsDisabled" | "AccountDisabled" | "Disabled";
    ACCOUNT_CONTROL Word "userAccountControl" | "UAC";
    CRITICAL Word "isCriticalSystemObject";
    ADMIN_DESCRIPTION Word "adminDescription";
    MAILBOX_GUID Guid "msExchMailboxGuid" | "ExchangeGuid" | "MailboxGuid";
    ARCHIVE_GUID Guid "msExchArchiveGUID" | "ArchiveGuid";
    TYPE_DETAILS Word "msExchRecipientTypeDetails" | "RecipientTypeDetails";
    REMOTE_TYPE Word "msExchRemoteRecipientType" | "RemoteRecipientType";
    HIDDEN Word "msExchHideFromAddressLists" | "HiddenFromAddressListsEnabled" | "HideFromGAL"
        | "Hidden from address lists";
    HOME_MDB Word "homeMDB" | "Database";
    MASTER_SID Text "msExchMasterAccountSid" | "LinkedMasterAccount";
    CREATED Instant "whenCreated" | "Created" | "createTimeStamp" | "WhenCreatedUTC" | "CreationDate";
    CHANGED Past "whenChanged" | "Modified" | "modifyTimeStamp" | "WhenChangedUTC" | "ModificationDate";
}

fields! {
    /// Users of Entra ID, live or deleted.
    entra: EntraUsers from super::ad::END;
    ID Guid "Id" | "ObjectId" | "AzureObjectId" | "Azure Object ID" | "AAD Object ID" | "Cloud Object ID"
        | "Entra Object ID" | "cloudAnchor";
    IMMUTABLE_ID Guid "OnPremisesImmutableId" | "ImmutableId" | "Source Anchor";
    SID Text "OnPremisesSecurityIdentifier";
    UPN Text "UserPrincipalName" | "SignInName" | "User principal name" | "Benutzerprinzipalname"
        | "Nom d'utilisateur principal" | "Nom principal de l'utilisateur" | "UPN" | "Username" | "Sign-in name" | "Login";
    AD_UPN Text "OnPremisesUserPrincipalName";
    SAM Text "OnPremisesSamAccountName";
    DISPLAY_NAME Text "DisplayName" | "Anzeigename" | "Nom complet";
    MAIL Text "Mail";
    NICKNAME Text "MailNickname";
    PROXIES Addresses "ProxyAddresses" | "ProxyAddress" | "Proxy addresses" | "Aliases" | "EmailAliases";
    USER_TYPE Word "UserType";
    USAGE_LOCATION Word "UsageLocation" | "Usage location" | "Nutzungsstandort";
    ENABLED Word "AccountEnabled";
    BLOCKED Word "BlockCredential" | "Block credential" | "Anmeldeinformationen blockieren" | "Anmeldung blockiert"
        | "Anmeldung blockieren";
    SYNCED Word "OnPremisesSyncEnabled" | "DirSyncEnabled" | "directorySynced" | "On-premises sync enabled" | "Synced"
        | "Directory synced";
    LAST_SYNC Instant "OnPremisesLastSyncDateTime" | "LastDirSyncTime" | "Last dirsync time";
    CLOUD_MANAGED Word "IsCloudManaged";
    ASSIGNED_LICENSES Word "AssignedLicenses" | "LicenseDetails" | "SkuId" | "SkuPartNumber";
    LICENSES Word "Licenses" | "License" | "LicenseNames" | "AccountSkuId" | "SKU" | "Products" | "Lizenzen"
        | "Assigned Products";
    IS_LICENSED Word "IsLicensed" | "Licensed";
    ASSIGNED_PLANS Text "AssignedPlans" | "ServiceInformation";
    ASSIGNMENT_STATES Text "LicenseAssignmentStates";
    SERVICE_ERRORS Text "ServiceProvisioningErrors";
    VALIDATION Word "ValidationStatus";
    ERRORS Text "Errors";
    CREATED Instant "CreatedDateTime" | "WhenCreated" | "When created";
    DELETED Instant "DeletedDateTime" | "SoftDeletionTimestamp" | "DeletionTimestamp" | "Soft deletion time stamp";
}

fields! {
    /// Recipients of Exchange Online.
    exchange: ExchangeRecipients from super::entra::END;
    ID Guid "ExternalDirectoryObjectId";
    UPN Text "UserPrincipalName" | "User ID" | "Username" | "User principal name";
    LIVE_ID Text "WindowsLiveID";
    SERVICES_ID Text "MicrosoftOnlineServicesID";
    ALIAS Text "Alias";
    PRIMARY Text "PrimarySmtpAddress" | "Email address" | "E-mail Address" | "Primary SMTP address" | "E-Mail-Adresse"
        | "Adresse de messagerie" | "WindowsEmailAddress";
    ADDRESSES Addresses "EmailAddresses" | "Email Addresses" | "ProxyAddresses" | "AllEmailAddresses" | "SMTP Addresses"
        | "Aliases";
    DISPLAY_NAME Text "DisplayName" | "Anzeigename" | "Nom complet";
    // In admin-centre lists 'Recipient type' holds the details; see `recognise`.
    TYPE_DETAILS Word "RecipientTypeDetails" | "Mailbox type" | "Empfängertyp" | "RecipientTypeDetailsValue";
    TYPE Word "RecipientType";
    PREVIOUS_TYPE Word "PreviousRecipientTypeDetails";
    MAILBOX_GUID Guid "ExchangeGuid";
    SKU_ASSIGNED Word "SKUAssigned";
    SYNCED Word "IsDirSynced";
    INACTIVE Word "IsInactiveMailbox";
    REMOVED Word "IsSoftDeletedByRemove";
    DISABLED Word "IsSoftDeletedByDisable";
    DELETED Instant "WhenSoftDeleted";
    CONTAINER Container "DistinguishedName";
    DATABASE Word "Database";
    CREATED Past "WhenCreatedUTC" | "WhenCreated";
    CHANGED Past "WhenChangedUTC" | "WhenChanged" | "Last modified time";
    MAILBOX_CREATED Past "WhenMailboxCreated";
}

fields! {
    /// Domains of the tenant.
    domain: Domains from super::exchange::END;
    NAME Text "Id" | "DomainName" | "Name";
    VERIFIED Word "IsVerified";
    INITIAL Word "IsInitial";
    DEFAULT Word "IsDefault" | "Default";
    TYPE Word "DomainType";
    AUTHENTICATION Word "AuthenticationType";
}

pub(super) const COUNT: u8 = domain::END;

pub(super) fn definition(field: u8) -> &'static Definition {
    let mut index = usize::from(field);
    for table in [ad::TABLE, entra::TABLE, exchange::TABLE, domain::TABLE] {
        if index < table.len() {
            return &table[index];
        }
        index -= table.len();
    }
    unreachable!("fields are made by the table above only")
}
