//! The one table that says which header feeds which field.

use std::ops::Range;

use super::{Definition, Kind};

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
    SID Sid "objectSid" | "SID";
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
    NAME Text "cn" | "Name" | "COMMONNAME";
    DN Text "distinguishedName" | "DN" | "AD DN" | "LDAP DN";
    CLASS Word "objectClass" | "ClassName" | "Type";
    ENABLED Word "Enabled" | "AccountEnabled" | "Is Enabled" | "Active" | "Account Status" | "Status";
    DISABLED Word "AccountIsDisabled" | "AccountDisabled" | "Disabled";
    ACCOUNT_CONTROL Word "userAccountControl" | "UAC";
    CRITICAL Word "isCriticalSystemObject";
    ADMIN_DESCRIPTION Word "adminDescription";
    MAILBOX_GUID Guid "msExchMailboxGuid" | "ExchangeGuid" | "MailboxGuid";
    ARCHIVE_GUID Guid "msExchArchiveGUID" | "ArchiveGuid";
    TYPE_DETAILS Word "msExchRecipientTypeDetails" | "RecipientTypeDetails";
    DISPLAY_TYPE Named "msExchRecipientDisplayType";
    REMOTE_TYPE Word "msExchRemoteRecipientType" | "RemoteRecipientType";
    HIDDEN Word "msExchHideFromAddressLists" | "HiddenFromAddressListsEnabled" | "HideFromGAL"
        | "Hidden from address lists";
    HOME_MDB Word "homeMDB" | "Database";
    MASTER_SID Sid "msExchMasterAccountSid" | "LinkedMasterAccount";
    CREATED Instant "whenCreated" | "Created" | "createTimeStamp" | "WhenCreatedUTC" | "CreationDate";
    CHANGED Past "whenChanged" | "Modified" | "modifyTimeStamp" | "WhenChangedUTC" | "ModificationDate";
    DELETED Word "isDeleted" | "Deleted";
    // What the synchronisation was about to do, in the lists of csanalyzer.
    OPERATION Word "operation";
    TARGET Text "targetAddress" | "RemoteRoutingAddress" | "ExternalEmailAddress" | "External e-mail address";
    CANONICAL_NAME Named "canonicalName" | "OrganizationalUnit";
    OU_PATH Named "OU Path";
    LEGACY_DN Named "legacyExchangeDN";
    HOME_SERVER Named "msExchHomeServerName";
    EMPLOYEE_ID Text "employeeID";
    USAGE_LOCATION Named "msExchUsageLocation";
    COUNTRY Named "c" | "Country";
    COUNTRY_NAME Named "co";
    // Filters of a configuration may hang on them.
    EXTENSION_1 Word "extensionAttribute1" | "CustomAttribute1";
    EXTENSION_2 Word "extensionAttribute2" | "CustomAttribute2";
    EXTENSION_3 Word "extensionAttribute3" | "CustomAttribute3";
    EXTENSION_4 Word "extensionAttribute4" | "CustomAttribute4";
    EXTENSION_5 Word "extensionAttribute5" | "CustomAttribute5";
    EXTENSION_6 Word "extensionAttribute6" | "CustomAttribute6";
    EXTENSION_7 Word "extensionAttribute7" | "CustomAttribute7";
    EXTENSION_8 Word "extensionAttribute8" | "CustomAttribute8";
    EXTENSION_9 Word "extensionAttribute9" | "CustomAttribute9";
    EXTENSION_10 Word "extensionAttribute10" | "CustomAttribute10";
    EXTENSION_11 Word "extensionAttribute11" | "CustomAttribute11";
    EXTENSION_12 Word "extensionAttribute12" | "CustomAttribute12";
    EXTENSION_13 Word "extensionAttribute13" | "CustomAttribute13";
    EXTENSION_14 Word "extensionAttribute14" | "CustomAttribute14";
    EXTENSION_15 Word "extensionAttribute15" | "CustomAttribute15";
}

fields! {
    /// Users of Entra ID, live or deleted.
    entra: EntraUsers from super::ad::END;
    ID Guid "Id" | "ObjectId" | "AzureObjectId" | "Azure Object ID" | "AAD Object ID" | "Cloud Object ID"
        | "Entra Object ID" | "cloudAnchor";
    IMMUTABLE_ID Guid "OnPremisesImmutableId" | "ImmutableId" | "Source Anchor";
    SID Sid "OnPremisesSecurityIdentifier";
    UPN Text "UserPrincipalName" | "SignInName" | "UPN" | "Username" | "Sign-in name" | "Login";
    AD_UPN Text "OnPremisesUserPrincipalName";
    SAM Text "OnPremisesSamAccountName";
    DISPLAY_NAME Text "DisplayName" | "Name";
    MAIL Text "Mail";
    NICKNAME Text "MailNickname";
    PROXIES Addresses "ProxyAddresses" | "ProxyAddress" | "Aliases" | "EmailAliases";
    USER_TYPE Word "UserType";
    USAGE_LOCATION Word "UsageLocation";
    ENABLED Word "AccountEnabled" | "Sign-in status";
    BLOCKED Word "BlockCredential" | "Block sign in" | "Block sign in (Yes/No) Required";
    SYNCED Word "OnPremisesSyncEnabled" | "DirSyncEnabled" | "directorySynced" | "Synced";
    LAST_SYNC Instant "OnPremisesLastSyncDateTime" | "LastDirSyncTime";
    CLOUD_MANAGED Word "IsCloudManaged";
    ASSIGNED_LICENSES Word "AssignedLicenses" | "assignedLicenses.skuId" | "LicenseDetails" | "SkuId" | "SkuPartNumber";
    LICENSES Word "Licenses" | "License" | "LicenseNames" | "AccountSkuId" | "SKU" | "Products" | "Assigned Products"
        | "License assignment details";
    IS_LICENSED Word "IsLicensed" | "Licensed";
    ASSIGNED_PLANS Text "AssignedPlans" | "ServiceInformation";
    ASSIGNMENT_STATES Text "LicenseAssignmentStates";
    SERVICE_ERRORS Text "ServiceProvisioningErrors";
    VALIDATION Word "ValidationStatus";
    ERRORS Text "Errors" | "ErrorDetail" | "ErrorDescription" | "Error";
    CREATED Instant "CreatedDateTime" | "WhenCreated";
    DELETED Instant "DeletedDateTime" | "SoftDeletionTimestamp" | "DeletionTimestamp" | "Deleted Date";
    SYNC_ERRORS Word "OnPremisesProvisioningErrors" | "DirSyncProvisioningErrors" | "ProvisioningErrors";
    LICENSE_ERRORS Named "IndirectLicenseErrors";
    LICENSE_PLANS Word "ServicePlans";
    RECONCILIATION Word "isLicenseReconciliationNeeded" | "LicenseReconciliationNeeded";
    PROVISIONED_PLANS Named "ProvisionedPlans";
    PROVISIONING_STATUS Named "OverallProvisioningStatus";
    CREATION_TYPE Named "CreationType";
    INVITATION Named "ExternalUserState" | "UserState" | "invitationState";
    OBJECT_TYPE Named "ObjectType" | "@odata.type";
    AD_DN Named "OnPremisesDistinguishedName";
    AD_DOMAIN Word "OnPremisesDomainName";
    SYNC_BLOCKED Word "BlockOnPremisesSync";
    AD_OBJECT Guid "OnPremisesObjectIdentifier";
    RECIPIENT_TYPE Named "MSExchRecipientTypeDetails";
    DISPLAY_TYPE Named "CloudExchangeRecipientDisplayType";
    LIVE_ID Named "LiveId";
    EXTENSIONS Named "ExtensionProperty";
    IS_DELETED Named "Is Deleted";
}

fields! {
    /// Recipients of Exchange Online.
    exchange: ExchangeRecipients from super::entra::END;
    ID Guid "ExternalDirectoryObjectId";
    UPN Text "UserPrincipalName" | "User ID" | "Username";
    LIVE_ID Text "WindowsLiveID";
    SERVICES_ID Text "MicrosoftOnlineServicesID";
    ALIAS Text "Alias";
    PRIMARY Text "PrimarySmtpAddress" | "Email address" | "WindowsEmailAddress";
    ADDRESSES Addresses "EmailAddresses" | "ProxyAddresses" | "AllEmailAddresses" | "SMTP Addresses" | "Aliases";
    DISPLAY_NAME Text "DisplayName";
    // In admin-centre lists 'Recipient type' holds the details; see `recognise`.
    TYPE_DETAILS Word "RecipientTypeDetails" | "Mailbox type" | "RecipientTypeDetailsValue";
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
    // The id of the object in Exchange Online's own directory, not the objectGUID of Active Directory.
    GUID Named "Guid";
    OBJECT_ID Named "ExchangeObjectId";
    ARCHIVE_GUID Guid "ArchiveGuid";
    DISABLED_ARCHIVE_GUID Named "DisabledArchiveGuid";
    ARCHIVE_STATUS Named "ArchiveStatus" | "ArchiveState";
    NAME Named "Name";
    IDENTITY Named "Identity" | "Id";
    // The cloud's own random name, not that of Active Directory.
    SAM Named "SamAccountName";
    NET_ID Named "NetID";
    IMMUTABLE_ID Named "ImmutableId";
    SOURCE_ANCHOR Named "SourceAnchor";
    LEGACY_DN Named "LegacyExchangeDN";
    EXTERNAL_ADDRESS Named "ExternalEmailAddress";
    HIDDEN Word "HiddenFromAddressListsEnabled";
    ACCOUNT_DISABLED Named "AccountDisabled";
    USAGE_LOCATION Named "UsageLocation";
    REMOTE_TYPE Named "RemoteRecipientType";
    MAILBOX_PLAN Named "MailboxPlan";
    CAPABILITIES Named "PersistedCapabilities" | "Capabilities";
    CLOUD_MANAGED Word "IsExchangeCloudManaged";
    WAS_INACTIVE Named "WasInactiveMailbox";
    SOFT_DELETED_STATUS Named "RecipientSoftDeletedStatus";
    GARBAGE Named "IncludeInGarbageCollection";
    LITIGATION_HOLD Word "LitigationHoldEnabled";
    HOLDS Word "InPlaceHolds" | "InPlaceHoldsRaw";
    LABEL_HOLD Word "ComplianceTagHoldApplied";
    DELAY_HOLD Named "DelayHoldApplied";
    RETENTION_POLICY Named "RetentionPolicy";
    RELEASE Named "MailboxRelease";
    MOVE_STATUS Named "MailboxMoveStatus";
    IS_RESOURCE Named "IsResource";
    IS_SHARED Named "IsShared";
    UNIT Named "OrganizationalUnit";
    ORGANIZATION Named "OrganizationId";
    SERVER Named "ServerName";
}

fields! {
    /// Domains of the tenant.
    domain: Domains from super::exchange::END;
    NAME Text "Id" | "DomainName" | "Name";
    VERIFIED Word "IsVerified";
    STATUS Word "Status" | "AvailabilityStatus";
    INITIAL Word "IsInitial";
    DEFAULT Word "IsDefault" | "Default";
    TYPE Word "DomainType";
    AUTHENTICATION Word "AuthenticationType" | "Authentication";
    SERVICES Named "SupportedServices" | "Capabilities";
}

fields! {
    /// Errors of the synchronisation and of the services behind it, one a row.
    sync_error: SyncErrors from super::domain::END;
    CATEGORY Word "Category" | "ErrorCategory" | "ErrorType" | "ErrorCode" | "Error";
    PROPERTY Word "PropertyCausingError" | "PropertyName" | "AttributeName" | "Attribute";
    VALUE Text "Value" | "PropertyValue" | "AttributeValue";
    OCCURRED Instant "OccurredDateTime" | "WhenStarted" | "TimeOccurred" | "CreatedDateTime";
    RESOLVED Word "IsResolved" | "Resolved";
    SERVICE Word "ServiceInstance";
    // XML in the errors of services.
    DETAIL Text "ErrorDetail" | "ErrorDetails" | "ErrorDescription" | "ErrorMessage" | "Description";
    // Several errors of one object, as JSON.
    LIST Text "ProvisioningErrors" | "OnPremisesProvisioningErrors" | "DirSyncProvisioningErrors"
        | "ServiceProvisioningErrors" | "Errors";
    OBJECT_ID Guid "ObjectId" | "Id";
    GUID Guid "objectGUID";
    IMMUTABLE_ID Guid "ImmutableId" | "OnPremisesImmutableId" | "SourceAnchor";
    UPN Text "UserPrincipalName" | "UPN";
    DN Text "distinguishedName" | "DN";
    DISPLAY_NAME Text "DisplayName" | "CommonName";
    MAIL Text "Mail";
    PROXIES Addresses "ProxyAddresses";
    CLASS Word "ObjectType" | "objectClass";
    LAST_SYNC Past "LastDirSyncTime";
    AUTHORITY Named "SourceOfAuthority";
    UPDATE Named "Update";
    PROPOSED Named "ProposedAction";
    ACTION Named "Action";
}

fields! {
    /// Subscriptions of the tenant, with what is bought and used.
    license: Licenses from super::sync_error::END;
    SKU_ID Guid "SkuId";
    PART_NUMBER Text "SkuPartNumber";
    ACCOUNT_SKU_ID Text "AccountSkuId";
    CONSUMED Word "ConsumedUnits";
    PREPAID Text "PrepaidUnits";
    ACTIVE Word "ActiveUnits" | "PrepaidUnits.Enabled" | "Enabled";
    WARNING Word "WarningUnits" | "PrepaidUnits.Warning" | "Warning";
    SUSPENDED Word "SuspendedUnits" | "PrepaidUnits.Suspended" | "Suspended";
    LOCKED_OUT Word "LockedOutUnits" | "PrepaidUnits.LockedOut" | "LockedOut";
    STATUS Word "CapabilityStatus";
    APPLIES_TO Word "AppliesTo" | "TargetClass";
    PLANS Named "ServicePlans" | "ServiceStatus";
    SUBSCRIPTIONS Named "SubscriptionIds";
}

fields! {
    /// How the tenant synchronises: one row of settings, or a feature a row.
    tenant: Tenant from super::license::END;
    FEATURE Word "DirSyncFeature" | "Feature";
    ENABLED Word "Enabled" | "Enable";
    SYNC_ENABLED Word "OnPremisesSyncEnabled" | "DirectorySynchronizationEnabled";
    SYNC_STATUS Word "DirectorySynchronizationStatus";
    LAST_SYNC Instant "OnPremisesLastSyncDateTime" | "LastDirSyncTime";
    SOFT_MATCH_BLOCKED Word "BlockSoftMatchEnabled" | "BlockSoftMatch";
    HARD_MATCH_BLOCKED Word "BlockCloudObjectTakeoverThroughHardMatchEnabled" | "BlockCloudObjectTakeoverThroughHardMatch";
    UPN_SOFT_MATCH Word "SoftMatchOnUpnEnabled" | "EnableSoftMatchOnUpn";
    UPN_OF_MANAGED_USERS Word "SynchronizeUpnForManagedUsersEnabled" | "SynchronizeUpnForManagedUsers";
    UPN_QUARANTINE Word "QuarantineUponUpnConflictEnabled" | "DuplicateUPNResiliency";
    ADDRESS_QUARANTINE Word "QuarantineUponProxyAddressesConflictEnabled" | "DuplicateProxyAddressResiliency";
    // All features in one cell, as JSON.
    FEATURES Text "Features";
    CONFIGURATION Text "Configuration";
    ID Guid "Id" | "ObjectId";
    NAME Text "DisplayName";
    // By which Get-MgOrganization is known.
    NOTIFIED Named "TechnicalNotificationMails";
}

/// The tables in the order of their fields.
const TABLES: [(&[Definition], u8); 7] = [
    (ad::TABLE, ad::END),
    (entra::TABLE, entra::END),
    (exchange::TABLE, exchange::END),
    (domain::TABLE, domain::END),
    (sync_error::TABLE, sync_error::END),
    (license::TABLE, license::END),
    (tenant::TABLE, tenant::END),
];

pub(super) const COUNT: u8 = tenant::END;

pub(super) fn definition(field: u8) -> &'static Definition {
    let mut index = usize::from(field);
    for (table, _) in TABLES {
        if index < table.len() {
            return &table[index];
        }
        index -= table.len();
    }
    unreachable!("fields are made by the table above only")
}

/// The fields of a kind, which lie side by side.
pub(super) fn of_kind(kind: Kind) -> Range<u8> {
    let table = TABLES.iter().find(|(table, _)| table[0].kind == kind);
    table.map_or(0..0, |(table, end)| end - u8::try_from(table.len()).unwrap_or(*end)..*end)
}
