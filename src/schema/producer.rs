//! Which tool wrote an export, and what follows for its blank columns.

use std::fmt;

use super::Kind;

/// The cmdlet or page an export came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Producer {
    GetAdUser,
    GetAdObject,
    Csvde,
    Ldif,
    Adfind,
    UsersAndComputers,
    AdRecon,
    QadUser,
    CsAnalyzer,
    RemoteMailbox,
    OnPremisesMailbox,
    MsolUser,
    AzureAdUser,
    MgUser,
    EntraUser,
    AzAdUser,
    Graph,
    EntraPortal,
    AdminCentre,
    GetMailbox,
    GetExoMailbox,
    GetRecipient,
    GetExoRecipient,
    GetUser,
    GetMailUser,
    ExchangeAdminCentre,
    IdFix,
    MsolSyncErrors,
    ConnectHealth,
    MgDomain,
    MsolDomain,
    AcceptedDomain,
    MgSubscribedSku,
    MsolAccountSku,
    MgSynchronization,
    MgOrganization,
    MsolSyncFeatures,
    MsolCompany,
    Unrecognised,
}

impl Producer {
    /// All that are recognised, those of one kind together.
    pub const ALL: [Self; 38] = [
        Self::GetAdUser,
        Self::GetAdObject,
        Self::Csvde,
        Self::Ldif,
        Self::Adfind,
        Self::UsersAndComputers,
        Self::AdRecon,
        Self::QadUser,
        Self::CsAnalyzer,
        Self::RemoteMailbox,
        Self::OnPremisesMailbox,
        Self::MsolUser,
        Self::AzureAdUser,
        Self::MgUser,
        Self::EntraUser,
        Self::AzAdUser,
        Self::Graph,
        Self::EntraPortal,
        Self::AdminCentre,
        Self::GetMailbox,
        Self::GetExoMailbox,
        Self::GetRecipient,
        Self::GetExoRecipient,
        Self::GetUser,
        Self::GetMailUser,
        Self::ExchangeAdminCentre,
        Self::IdFix,
        Self::MsolSyncErrors,
        Self::ConnectHealth,
        Self::MgDomain,
        Self::MsolDomain,
        Self::AcceptedDomain,
        Self::MgSubscribedSku,
        Self::MsolAccountSku,
        Self::MgSynchronization,
        Self::MgOrganization,
        Self::MsolSyncFeatures,
        Self::MsolCompany,
    ];

    /// What its lists hold; none where it is not recognised.
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            Self::GetAdUser
            | Self::GetAdObject
            | Self::Csvde
            | Self::Ldif
            | Self::Adfind
            | Self::UsersAndComputers
            | Self::AdRecon
            | Self::QadUser
            | Self::CsAnalyzer
            | Self::RemoteMailbox
            | Self::OnPremisesMailbox => Kind::AdUsers,
            Self::MsolUser
            | Self::AzureAdUser
            | Self::MgUser
            | Self::EntraUser
            | Self::AzAdUser
            | Self::Graph
            | Self::EntraPortal
            | Self::AdminCentre => Kind::EntraUsers,
            Self::GetMailbox
            | Self::GetExoMailbox
            | Self::GetRecipient
            | Self::GetExoRecipient
            | Self::GetUser
            | Self::GetMailUser
            | Self::ExchangeAdminCentre => Kind::ExchangeRecipients,
            Self::IdFix | Self::MsolSyncErrors | Self::ConnectHealth => Kind::SyncErrors,
            Self::MgDomain | Self::MsolDomain | Self::AcceptedDomain => Kind::Domains,
            Self::MgSubscribedSku | Self::MsolAccountSku => Kind::Licenses,
            Self::MgSynchronization | Self::MgOrganization | Self::MsolSyncFeatures | Self::MsolCompany => Kind::Tenant,
            Self::Unrecognised => return None,
        })
    }

    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::GetAdUser => "Get-ADUser",
            Self::GetAdObject => "Get-ADObject",
            Self::Csvde => "csvde",
            Self::Ldif => "LDIF",
            Self::Adfind => "adfind",
            Self::UsersAndComputers => "Active Directory Users and Computers",
            Self::AdRecon => "ADRecon",
            Self::QadUser => "Get-QADUser",
            Self::CsAnalyzer => "csanalyzer",
            Self::RemoteMailbox => "Get-RemoteMailbox",
            Self::OnPremisesMailbox => "on-premises Exchange",
            Self::MsolUser => "Get-MsolUser",
            Self::AzureAdUser => "Get-AzureADUser",
            Self::MgUser => "Get-MgUser",
            Self::EntraUser => "Get-EntraUser",
            Self::AzAdUser => "Get-AzADUser",
            Self::Graph => "Microsoft Graph",
            Self::EntraPortal => "Entra admin centre",
            Self::AdminCentre => "Microsoft 365 admin centre",
            Self::GetMailbox => "Get-Mailbox",
            Self::GetExoMailbox => "Get-EXOMailbox",
            Self::GetRecipient => "Get-Recipient",
            Self::GetExoRecipient => "Get-EXORecipient",
            Self::GetUser => "Get-User",
            Self::GetMailUser => "Get-MailUser",
            Self::ExchangeAdminCentre => "Exchange admin centre",
            Self::IdFix => "IdFix",
            Self::MsolSyncErrors => "Get-MsolDirSyncProvisioningError",
            Self::ConnectHealth => "Entra Connect Health",
            Self::MgDomain => "Get-MgDomain",
            Self::MsolDomain => "Get-MsolDomain",
            Self::AcceptedDomain => "Get-AcceptedDomain",
            Self::MgSubscribedSku => "Get-MgSubscribedSku",
            Self::MsolAccountSku => "Get-MsolAccountSku",
            Self::MgSynchronization => "Get-MgDirectoryOnPremiseSynchronization",
            Self::MgOrganization => "Get-MgOrganization",
            Self::MsolSyncFeatures => "Get-MsolDirSyncFeatures",
            Self::MsolCompany => "Get-MsolCompanyInformation",
            Self::Unrecognised => return None,
        })
    }

    /// Whether a blank column of this producer means "not set" rather than "not requested".
    pub fn fills_what_it_prints(self) -> bool {
        matches!(
            self,
            Self::MsolUser
                | Self::AzureAdUser
                | Self::GetMailbox
                | Self::GetRecipient
                | Self::GetUser
                | Self::GetMailUser
                | Self::Csvde
                | Self::AdminCentre
        )
    }
}

impl fmt::Display for Producer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name().unwrap_or("producer not recognised"))
    }
}
