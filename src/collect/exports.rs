//! The one table that says which file the script writes with which cmdlet, and how PowerShell gets each field.

use super::Directory;
use crate::intake::EMPTY_LISTS;
use crate::schema::{Field, Kind, ad, domain, entra, exchange, license, sync_error, tenant};

/// A file that the script writes.
pub(super) struct Export {
    pub(super) kind: Kind,
    pub(super) directory: Directory,
    pub(super) file: &'static str,
    /// What the file lists, as a comment above the command.
    pub(super) about: &'static str,
    pub(super) cmdlet: &'static str,
    /// How the cmdlet is told which properties to fetch.
    pub(super) fetch: Fetch,
    /// Everything the cmdlet can tell of what the program reads; only what is wanted is printed.
    pub(super) columns: &'static [Column],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fetch {
    /// It fetches them all.
    All,
    /// Only those it is told.
    Named,
    /// Only those it is told, and it refuses names that the schema of the forest lacks.
    InSchema,
}

/// How a field is got: from which property, whose name is also the header, and in what form.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) field: Field,
    pub(super) property: &'static str,
    pub(super) form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Export-Csv writes it well by itself.
    Plain,
    /// Several values.
    List,
    /// Byte values.
    Bytes,
    /// Values with members of their own.
    Json,
    Utc,
    /// Yes or no, of which not every version of the module is known to have it: blank would mean no.
    Flag,
}

use Form::{Bytes, Flag, Json, List, Plain, Utc};

const fn column(field: Field, property: &'static str, form: Form) -> Column {
    Column { field, property, form }
}

/// Columns that no cmdlet of today prints, each with the one that says it instead.
pub(super) static INSTEAD: &[(Field, Field)] = &[
    (ad::COMPUTED_ID, ad::GUID),
    (ad::PRIMARY, ad::PROXIES),
    (ad::DISABLED, ad::ENABLED),
    // Of the retired MSOnline; Graph tells only whether it is on.
    (tenant::SYNC_STATUS, tenant::SYNC_ENABLED),
    (sync_error::DETAIL, entra::SYNC_ERRORS),
    (entra::BLOCKED, entra::ENABLED),
    (entra::LICENSES, entra::ASSIGNED_LICENSES),
    (entra::IS_LICENSED, entra::ASSIGNED_LICENSES),
    (entra::LICENSE_PLANS, entra::ASSIGNED_PLANS),
    (entra::RECONCILIATION, entra::ASSIGNED_LICENSES),
    (entra::VALIDATION, entra::SERVICE_ERRORS),
    (entra::ERRORS, entra::SERVICE_ERRORS),
];

/// Columns that no cmdlet lists: who manages a user is asked one user at a time.
#[cfg(test)]
pub(super) static BY_NO_CMDLET: &[Field] = &[entra::CLOUD_MANAGED, entra::SYNC_BLOCKED];

/// What no case names and the program reads all the same: who somebody is, what a row is about, when an export was
/// taken, by which cmdlet.
pub(super) static READ_ANYWAY: &[Field] = &[
    ad::DISPLAY_NAME,
    ad::NAME,
    ad::CLASS,
    ad::MASTER_SID,
    ad::CREATED,
    ad::CHANGED,
    entra::SAM,
    entra::DISPLAY_NAME,
    entra::LAST_SYNC,
    exchange::DISPLAY_NAME,
    exchange::TYPE,
    exchange::REMOVED,
    exchange::DISABLED,
    exchange::CONTAINER,
    exchange::CREATED,
    exchange::CHANGED,
    exchange::MAILBOX_CREATED,
    domain::INITIAL,
    domain::DEFAULT,
    domain::AUTHENTICATION,
    license::CONSUMED,
    license::PREPAID,
    license::STATUS,
    license::APPLIES_TO,
    tenant::CONFIGURATION,
    tenant::SYNC_ENABLED,
    tenant::NOTIFIED,
];

/// Every file, in the order of the script.
pub(super) static EXPORTS: &[Export] = &[
    Export {
        kind: Kind::AdUsers,
        directory: Directory::Ad,
        file: "ad-users.csv",
        about: "Users of this domain.",
        cmdlet: "Get-ADUser -Filter *",
        fetch: Fetch::InSchema,
        columns: AD_USERS,
    },
    Export {
        kind: Kind::AdUsers,
        directory: Directory::Ad,
        file: "ad-contacts-and-groups.csv",
        about: "Contacts, groups and whatever else can hold the address of a user.",
        cmdlet: "Get-ADObject -LDAPFilter '(&(|(proxyAddresses=*)(mail=*))(!(objectClass=user)))'",
        fetch: Fetch::InSchema,
        columns: AD_HOLDERS,
    },
    Export {
        kind: Kind::EntraUsers,
        directory: Directory::Entra,
        file: "entra-users.csv",
        about: "Users.",
        cmdlet: "Get-MgUser -All",
        fetch: Fetch::Named,
        columns: ENTRA_USERS,
    },
    Export {
        kind: Kind::EntraDeletedUsers,
        directory: Directory::Entra,
        file: "entra-deleted-users.csv",
        about: "Users deleted within the last 30 days.",
        cmdlet: "Get-MgDirectoryDeletedItemAsUser -All",
        fetch: Fetch::Named,
        columns: ENTRA_DELETED_USERS,
    },
    Export {
        kind: Kind::Domains,
        directory: Directory::Entra,
        file: "domains.csv",
        about: "Domains of the tenant.",
        cmdlet: "Get-MgDomain",
        fetch: Fetch::All,
        columns: DOMAINS,
    },
    Export {
        kind: Kind::Licenses,
        directory: Directory::Entra,
        file: "licenses.csv",
        about: "Subscriptions, with what is bought and used.",
        cmdlet: "Get-MgSubscribedSku -All",
        fetch: Fetch::All,
        columns: LICENSES,
    },
    Export {
        kind: Kind::Tenant,
        directory: Directory::Entra,
        file: "tenant.csv",
        about: "How the tenant synchronises.",
        cmdlet: "Get-MgDirectoryOnPremiseSynchronization",
        fetch: Fetch::All,
        columns: TENANT,
    },
    Export {
        kind: Kind::Tenant,
        directory: Directory::Entra,
        file: "organization.csv",
        about: "Whether the tenant synchronises, and when it last did.",
        cmdlet: "Get-MgOrganization",
        fetch: Fetch::All,
        columns: ORGANIZATION,
    },
    Export {
        kind: Kind::ExchangeRecipients,
        directory: Directory::Exchange,
        file: "recipients.csv",
        about: "Recipients; Get-EXORecipient has no SKUAssigned.",
        cmdlet: "Get-Recipient -ResultSize Unlimited",
        fetch: Fetch::All,
        columns: RECIPIENTS,
    },
    Export {
        kind: Kind::ExchangeRecipients,
        directory: Directory::Exchange,
        file: "exchange-users.csv",
        about: "Everybody whom Exchange Online knows, with or without mail: who is missing here was never made there.",
        cmdlet: "Get-User -ResultSize Unlimited",
        fetch: Fetch::All,
        columns: EXCHANGE_USERS,
    },
    Export {
        kind: Kind::ExchangeRecipients,
        directory: Directory::Exchange,
        file: "mailboxes.csv",
        about: "Mailboxes; only this command prints their holds, and whether the cloud masters their attributes.",
        cmdlet: "Get-Mailbox -ResultSize Unlimited",
        fetch: Fetch::All,
        columns: MAILBOXES,
    },
    Export {
        kind: Kind::ExchangeRecipients,
        directory: Directory::Exchange,
        file: EMPTY_LISTS[0],
        about: "Mailboxes deleted within the last 30 days.",
        cmdlet: "Get-Mailbox -SoftDeletedMailbox -ResultSize Unlimited",
        fetch: Fetch::All,
        columns: DELETED_MAILBOXES,
    },
    Export {
        kind: Kind::ExchangeRecipients,
        directory: Directory::Exchange,
        file: EMPTY_LISTS[1],
        about: "Mailboxes kept by a hold after their user was deleted.",
        cmdlet: "Get-Mailbox -InactiveMailboxOnly -ResultSize Unlimited",
        fetch: Fetch::All,
        columns: DELETED_MAILBOXES,
    },
];

static AD_USERS: &[Column] = &[
    column(ad::DN, "DistinguishedName", Plain),
    column(ad::CLASS, "ObjectClass", Plain),
    column(ad::GUID, "ObjectGUID", Plain),
    column(ad::CONSISTENCY, "mS-DS-ConsistencyGuid", Bytes),
    column(ad::SID, "SID", Plain),
    column(ad::EXTERNAL_ID, "msDS-ExternalDirectoryObjectId", Plain),
    column(ad::SAM, "SamAccountName", Plain),
    column(ad::UPN, "UserPrincipalName", Plain),
    column(ad::NAME, "Name", Plain),
    column(ad::DISPLAY_NAME, "displayName", Plain),
    column(ad::MAIL, "mail", Plain),
    column(ad::NICKNAME, "mailNickname", Plain),
    column(ad::PROXIES, "proxyAddresses", List),
    column(ad::TARGET, "targetAddress", Plain),
    column(ad::ENABLED, "Enabled", Plain),
    column(ad::ACCOUNT_CONTROL, "userAccountControl", Plain),
    column(ad::CRITICAL, "isCriticalSystemObject", Plain),
    column(ad::ADMIN_DESCRIPTION, "adminDescription", Plain),
    column(ad::MAILBOX_GUID, "msExchMailboxGuid", Bytes),
    column(ad::ARCHIVE_GUID, "msExchArchiveGUID", Bytes),
    column(ad::TYPE_DETAILS, "msExchRecipientTypeDetails", Plain),
    column(ad::REMOTE_TYPE, "msExchRemoteRecipientType", Plain),
    column(ad::HIDDEN, "msExchHideFromAddressLists", Plain),
    column(ad::HOME_MDB, "homeMDB", Plain),
    column(ad::MASTER_SID, "msExchMasterAccountSid", Plain),
    column(ad::EMPLOYEE_ID, "employeeID", Plain),
    column(ad::CREATED, "whenCreated", Utc),
    column(ad::CHANGED, "whenChanged", Utc),
];

static AD_HOLDERS: &[Column] = &[
    column(ad::DN, "DistinguishedName", Plain),
    column(ad::CLASS, "ObjectClass", Plain),
    column(ad::GUID, "ObjectGUID", Plain),
    column(ad::CONSISTENCY, "mS-DS-ConsistencyGuid", Bytes),
    column(ad::SAM, "sAMAccountName", Plain),
    column(ad::NAME, "Name", Plain),
    column(ad::DISPLAY_NAME, "displayName", Plain),
    column(ad::MAIL, "mail", Plain),
    column(ad::NICKNAME, "mailNickname", Plain),
    column(ad::PROXIES, "proxyAddresses", List),
    column(ad::CREATED, "whenCreated", Utc),
    column(ad::CHANGED, "whenChanged", Utc),
];

static ENTRA_USERS: &[Column] = &[
    column(entra::ID, "Id", Plain),
    column(entra::DISPLAY_NAME, "DisplayName", Plain),
    column(entra::UPN, "UserPrincipalName", Plain),
    column(entra::MAIL, "Mail", Plain),
    column(entra::NICKNAME, "MailNickname", Plain),
    column(entra::PROXIES, "ProxyAddresses", List),
    column(entra::USER_TYPE, "UserType", Plain),
    column(entra::ENABLED, "AccountEnabled", Plain),
    column(entra::USAGE_LOCATION, "UsageLocation", Plain),
    column(entra::IMMUTABLE_ID, "OnPremisesImmutableId", Plain),
    column(entra::SID, "OnPremisesSecurityIdentifier", Plain),
    column(entra::AD_UPN, "OnPremisesUserPrincipalName", Plain),
    column(entra::SAM, "OnPremisesSamAccountName", Plain),
    column(entra::SYNCED, "OnPremisesSyncEnabled", Plain),
    column(entra::AD_DOMAIN, "OnPremisesDomainName", Plain),
    column(entra::LAST_SYNC, "OnPremisesLastSyncDateTime", Utc),
    column(entra::ASSIGNED_LICENSES, "AssignedLicenses", Json),
    column(entra::ASSIGNED_PLANS, "AssignedPlans", Json),
    column(entra::ASSIGNMENT_STATES, "LicenseAssignmentStates", Json),
    column(entra::SERVICE_ERRORS, "ServiceProvisioningErrors", Json),
    column(entra::SYNC_ERRORS, "OnPremisesProvisioningErrors", Json),
    column(entra::CREATED, "CreatedDateTime", Utc),
];

static ENTRA_DELETED_USERS: &[Column] = &[
    column(entra::ID, "Id", Plain),
    column(entra::DISPLAY_NAME, "DisplayName", Plain),
    column(entra::UPN, "UserPrincipalName", Plain),
    column(entra::MAIL, "Mail", Plain),
    column(entra::NICKNAME, "MailNickname", Plain),
    column(entra::PROXIES, "ProxyAddresses", List),
    column(entra::USER_TYPE, "UserType", Plain),
    column(entra::IMMUTABLE_ID, "OnPremisesImmutableId", Plain),
    column(entra::SID, "OnPremisesSecurityIdentifier", Plain),
    column(entra::SYNCED, "OnPremisesSyncEnabled", Plain),
    column(entra::DELETED, "DeletedDateTime", Utc),
];

static DOMAINS: &[Column] = &[
    column(domain::NAME, "Id", Plain),
    column(domain::VERIFIED, "IsVerified", Plain),
    column(domain::INITIAL, "IsInitial", Plain),
    column(domain::DEFAULT, "IsDefault", Plain),
    column(domain::AUTHENTICATION, "AuthenticationType", Plain),
];

static LICENSES: &[Column] = &[
    column(license::SKU_ID, "SkuId", Plain),
    column(license::PART_NUMBER, "SkuPartNumber", Plain),
    column(license::CONSUMED, "ConsumedUnits", Plain),
    column(license::PREPAID, "PrepaidUnits", Json),
    column(license::STATUS, "CapabilityStatus", Plain),
    column(license::APPLIES_TO, "AppliesTo", Plain),
];

static TENANT: &[Column] = &[
    column(tenant::ID, "Id", Plain),
    column(tenant::FEATURES, "Features", Json),
    column(tenant::CONFIGURATION, "Configuration", Json),
];

static ORGANIZATION: &[Column] = &[
    column(tenant::ID, "Id", Plain),
    column(tenant::NAME, "DisplayName", Plain),
    column(tenant::SYNC_ENABLED, "OnPremisesSyncEnabled", Plain),
    column(tenant::LAST_SYNC, "OnPremisesLastSyncDateTime", Utc),
    column(tenant::NOTIFIED, "TechnicalNotificationMails", List),
];

static RECIPIENTS: &[Column] = &[
    column(exchange::ID, "ExternalDirectoryObjectId", Plain),
    column(exchange::DISPLAY_NAME, "DisplayName", Plain),
    column(exchange::ALIAS, "Alias", Plain),
    column(exchange::LIVE_ID, "WindowsLiveID", Plain),
    column(exchange::PRIMARY, "PrimarySmtpAddress", Plain),
    column(exchange::ADDRESSES, "EmailAddresses", List),
    column(exchange::TYPE, "RecipientType", Plain),
    column(exchange::TYPE_DETAILS, "RecipientTypeDetails", Plain),
    column(exchange::MAILBOX_GUID, "ExchangeGuid", Plain),
    column(exchange::ARCHIVE_GUID, "ArchiveGuid", Plain),
    column(exchange::HIDDEN, "HiddenFromAddressListsEnabled", Plain),
    column(exchange::LITIGATION_HOLD, "LitigationHoldEnabled", Plain),
    column(exchange::SKU_ASSIGNED, "SKUAssigned", Plain),
    column(exchange::SYNCED, "IsDirSynced", Flag),
    column(exchange::CONTAINER, "DistinguishedName", Plain),
    column(exchange::CREATED, "WhenCreatedUTC", Utc),
    column(exchange::CHANGED, "WhenChangedUTC", Utc),
    column(exchange::MAILBOX_CREATED, "WhenMailboxCreated", Utc),
    column(exchange::DELETED, "WhenSoftDeleted", Utc),
];

static EXCHANGE_USERS: &[Column] = &[
    column(exchange::ID, "ExternalDirectoryObjectId", Plain),
    column(exchange::DISPLAY_NAME, "DisplayName", Plain),
    column(exchange::UPN, "UserPrincipalName", Plain),
    column(exchange::LIVE_ID, "WindowsLiveID", Plain),
    column(exchange::TYPE, "RecipientType", Plain),
    column(exchange::TYPE_DETAILS, "RecipientTypeDetails", Plain),
    column(exchange::PREVIOUS_TYPE, "PreviousRecipientTypeDetails", Plain),
    column(exchange::SKU_ASSIGNED, "SKUAssigned", Plain),
    column(exchange::SYNCED, "IsDirSynced", Flag),
    column(exchange::INACTIVE, "IsInactiveMailbox", Plain),
    column(exchange::REMOVED, "IsSoftDeletedByRemove", Plain),
    column(exchange::DISABLED, "IsSoftDeletedByDisable", Plain),
    column(exchange::DELETED, "WhenSoftDeleted", Utc),
    column(exchange::CONTAINER, "DistinguishedName", Plain),
    column(exchange::CREATED, "WhenCreatedUTC", Utc),
    column(exchange::CHANGED, "WhenChangedUTC", Utc),
];

static MAILBOXES: &[Column] = &[
    column(exchange::ID, "ExternalDirectoryObjectId", Plain),
    column(exchange::DISPLAY_NAME, "DisplayName", Plain),
    column(exchange::ALIAS, "Alias", Plain),
    column(exchange::UPN, "UserPrincipalName", Plain),
    column(exchange::LIVE_ID, "WindowsLiveID", Plain),
    column(exchange::PRIMARY, "PrimarySmtpAddress", Plain),
    column(exchange::ADDRESSES, "EmailAddresses", List),
    column(exchange::TYPE, "RecipientType", Plain),
    column(exchange::TYPE_DETAILS, "RecipientTypeDetails", Plain),
    column(exchange::MAILBOX_GUID, "ExchangeGuid", Plain),
    column(exchange::SYNCED, "IsDirSynced", Flag),
    column(exchange::INACTIVE, "IsInactiveMailbox", Plain),
    column(exchange::CONTAINER, "DistinguishedName", Plain),
    column(exchange::CLOUD_MANAGED, "IsExchangeCloudManaged", Flag),
    column(exchange::LITIGATION_HOLD, "LitigationHoldEnabled", Flag),
    column(exchange::HOLDS, "InPlaceHolds", List),
    column(exchange::LABEL_HOLD, "ComplianceTagHoldApplied", Flag),
    column(exchange::CREATED, "WhenCreatedUTC", Utc),
    column(exchange::CHANGED, "WhenChangedUTC", Utc),
];

static DELETED_MAILBOXES: &[Column] = &[
    column(exchange::ID, "ExternalDirectoryObjectId", Plain),
    column(exchange::DISPLAY_NAME, "DisplayName", Plain),
    column(exchange::ALIAS, "Alias", Plain),
    column(exchange::UPN, "UserPrincipalName", Plain),
    column(exchange::LIVE_ID, "WindowsLiveID", Plain),
    column(exchange::SERVICES_ID, "MicrosoftOnlineServicesID", Plain),
    column(exchange::PRIMARY, "PrimarySmtpAddress", Plain),
    column(exchange::ADDRESSES, "EmailAddresses", List),
    column(exchange::TYPE, "RecipientType", Plain),
    column(exchange::TYPE_DETAILS, "RecipientTypeDetails", Plain),
    column(exchange::MAILBOX_GUID, "ExchangeGuid", Plain),
    column(exchange::SKU_ASSIGNED, "SKUAssigned", Plain),
    column(exchange::SYNCED, "IsDirSynced", Flag),
    column(exchange::INACTIVE, "IsInactiveMailbox", Plain),
    column(exchange::REMOVED, "IsSoftDeletedByRemove", Plain),
    column(exchange::DISABLED, "IsSoftDeletedByDisable", Plain),
    column(exchange::LITIGATION_HOLD, "LitigationHoldEnabled", Flag),
    column(exchange::HOLDS, "InPlaceHolds", List),
    column(exchange::LABEL_HOLD, "ComplianceTagHoldApplied", Flag),
    column(exchange::DELETED, "WhenSoftDeleted", Utc),
    column(exchange::CONTAINER, "DistinguishedName", Plain),
    column(exchange::CREATED, "WhenCreatedUTC", Utc),
    column(exchange::CHANGED, "WhenChangedUTC", Utc),
    column(exchange::MAILBOX_CREATED, "WhenMailboxCreated", Utc),
];
