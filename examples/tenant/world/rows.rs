//! People as rows, with the headers of the script of `mailgap collect` and some columns more, as long lists have them.

use std::borrow::Cow;

use super::person::{AdUser, EntraUser, Recipient};

/// Each cell with the name of its column.
pub(super) type Row<'p> = Vec<(&'static str, Cow<'p, str>)>;

pub(super) fn of_active_directory(user: &AdUser) -> Row<'_> {
    vec![
        ("DistinguishedName", (&user.dn).into()),
        ("ObjectClass", "user".into()),
        ("ObjectGUID", user.guid.to_string().into()),
        ("mS-DS-ConsistencyGuid", user.anchor.clone().into()),
        ("SID", (&user.sid).into()),
        ("SamAccountName", (&user.sam).into()),
        ("UserPrincipalName", (&user.upn).into()),
        ("Name", (&user.name).into()),
        ("displayName", (&user.display_name).into()),
        ("GivenName", user.given_name.into()),
        ("Surname", user.surname.into()),
        ("Title", user.title.into()),
        ("Department", user.department.into()),
        ("Company", "Contoso Holding AG".into()),
        ("physicalDeliveryOfficeName", user.office.into()),
        ("telephoneNumber", (&user.phone).into()),
        ("StreetAddress", (&user.street).into()),
        ("mail", (&user.mail).into()),
        ("mailNickname", (&user.nickname).into()),
        ("proxyAddresses", user.addresses.join(";").into()),
        ("targetAddress", (&user.target).into()),
        ("Enabled", yes_or_no(user.is_enabled)),
        ("userAccountControl", if user.is_enabled { "512" } else { "514" }.into()),
        ("isCriticalSystemObject", yes_or_no(user.is_critical)),
        ("adminDescription", user.admin_description.into()),
        ("msExchMailboxGuid", text(user.mailbox)),
        ("msExchArchiveGUID", text(user.archive)),
        ("msExchRecipientTypeDetails", user.type_details.into()),
        ("msExchRemoteRecipientType", user.remote_type.into()),
        ("msExchHideFromAddressLists", yes_or_no(user.is_hidden)),
        ("homeMDB", user.database.into()),
        ("whenCreated", (&user.created).into()),
        ("whenChanged", (&user.changed).into()),
        ("LastLogonDate", (&user.changed).into()),
    ]
}

pub(super) fn of_entra(user: &EntraUser) -> Row<'_> {
    vec![
        ("Id", user.id.to_string().into()),
        ("DisplayName", (&user.display_name).into()),
        ("UserPrincipalName", (&user.upn).into()),
        ("Mail", (&user.mail).into()),
        ("MailNickname", (&user.nickname).into()),
        ("UserType", user.user_type.into()),
        ("AccountEnabled", yes_or_no(user.is_enabled)),
        ("JobTitle", user.title.into()),
        ("Department", user.department.into()),
        ("UsageLocation", user.location.into()),
        ("OnPremisesImmutableId", (&user.immutable_id).into()),
        ("OnPremisesSecurityIdentifier", (&user.sid).into()),
        ("OnPremisesUserPrincipalName", (&user.ad_upn).into()),
        ("OnPremisesSamAccountName", (&user.sam).into()),
        ("OnPremisesSyncEnabled", if user.immutable_id.is_empty() { "" } else { "True" }.into()),
        ("OnPremisesDomainName", if user.immutable_id.is_empty() { "" } else { "corp.contoso.example" }.into()),
        ("OnPremisesLastSyncDateTime", (&user.synced).into()),
        ("ProxyAddresses", user.addresses.join(";").into()),
        ("AssignedLicenses", (&user.licenses).into()),
        ("AssignedPlans", (&user.plans).into()),
        ("LicenseAssignmentStates", (&user.assignments).into()),
        ("ServiceProvisioningErrors", (&user.service_errors).into()),
        ("OnPremisesProvisioningErrors", (&user.sync_errors).into()),
        ("CreatedDateTime", (&user.created).into()),
    ]
}

/// Of a user in the recycle bin.
pub(super) fn of_bin(user: &EntraUser) -> Row<'_> {
    vec![
        ("Id", user.id.to_string().into()),
        ("DisplayName", (&user.display_name).into()),
        ("UserPrincipalName", format!("{}{}", user.id.simple(), user.upn).into()),
        ("Mail", (&user.mail).into()),
        ("MailNickname", (&user.nickname).into()),
        ("ProxyAddresses", user.addresses.join(";").into()),
        ("UserType", user.user_type.into()),
        ("OnPremisesImmutableId", (&user.immutable_id).into()),
        ("OnPremisesSecurityIdentifier", (&user.sid).into()),
        ("OnPremisesSyncEnabled", "True".into()),
        ("DeletedDateTime", "2025-10-02T11:34:12Z".into()),
    ]
}

pub(super) fn of_exchange(recipient: &Recipient) -> Row<'_> {
    vec![
        ("Identity", (&recipient.alias).into()),
        ("Name", recipient.id.to_string().into()),
        ("ExternalDirectoryObjectId", recipient.id.to_string().into()),
        ("DisplayName", (&recipient.display_name).into()),
        ("Alias", (&recipient.alias).into()),
        ("WindowsLiveID", (&recipient.upn).into()),
        ("PrimarySmtpAddress", (&recipient.mail).into()),
        ("EmailAddresses", recipient.addresses.join(";").into()),
        ("RecipientType", recipient.kind().into()),
        ("RecipientTypeDetails", recipient.type_details.into()),
        ("ExchangeGuid", recipient.mailbox.to_string().into()),
        ("ArchiveGuid", recipient.archive.to_string().into()),
        ("HiddenFromAddressListsEnabled", yes_or_no(recipient.is_hidden)),
        ("LitigationHoldEnabled", "False".into()),
        ("SKUAssigned", recipient.sku_assigned.into()),
        ("IsDirSynced", yes_or_no(recipient.is_synced)),
        ("OrganizationalUnit", "eurpr05a001.prod.outlook.com/Microsoft Exchange Hosted Organizations".into()),
        ("DistinguishedName", recipient.dn("").into()),
        ("WhenCreatedUTC", (&recipient.created).into()),
        ("WhenChangedUTC", (&recipient.changed).into()),
        ("WhenMailboxCreated", if recipient.mailbox.is_nil() { "" } else { &recipient.created }.into()),
        ("WhenSoftDeleted", "".into()),
    ]
}

pub(super) fn of_deleted_mailbox(mailbox: &Recipient) -> Row<'_> {
    vec![
        ("ExternalDirectoryObjectId", mailbox.id.to_string().into()),
        ("DisplayName", (&mailbox.display_name).into()),
        ("Alias", (&mailbox.alias).into()),
        ("UserPrincipalName", (&mailbox.upn).into()),
        ("WindowsLiveID", (&mailbox.upn).into()),
        ("MicrosoftOnlineServicesID", (&mailbox.upn).into()),
        ("PrimarySmtpAddress", (&mailbox.mail).into()),
        ("EmailAddresses", mailbox.addresses.join(";").into()),
        ("RecipientType", "UserMailbox".into()),
        ("RecipientTypeDetails", "UserMailbox".into()),
        ("ExchangeGuid", mailbox.mailbox.to_string().into()),
        ("SKUAssigned", "".into()),
        ("IsDirSynced", "True".into()),
        ("IsInactiveMailbox", yes_or_no(mailbox.is_inactive)),
        ("IsSoftDeletedByRemove", "True".into()),
        ("IsSoftDeletedByDisable", "False".into()),
        ("LitigationHoldEnabled", yes_or_no(mailbox.is_inactive)),
        ("InPlaceHolds", "".into()),
        ("WhenSoftDeleted", "2025-10-02T11:40:00Z".into()),
        ("DistinguishedName", mailbox.dn("OU=Soft Deleted Objects,").into()),
        ("WhenCreatedUTC", (&mailbox.created).into()),
        ("WhenChangedUTC", (&mailbox.changed).into()),
        ("WhenMailboxCreated", (&mailbox.created).into()),
    ]
}

pub(super) fn of_domain(name: &str, is_default: bool) -> Row<'_> {
    vec![
        ("Id", name.into()),
        ("IsVerified", "True".into()),
        ("IsInitial", yes_or_no(name.ends_with("onmicrosoft.com"))),
        ("IsDefault", yes_or_no(is_default)),
        ("AuthenticationType", "Managed".into()),
    ]
}

fn yes_or_no(is: bool) -> Cow<'static, str> {
    if is { "True" } else { "False" }.into()
}

fn text(guid: Option<uuid::Uuid>) -> Cow<'static, str> {
    guid.map(|guid| guid.to_string()).unwrap_or_default().into()
}
