//! Which tool wrote an export, and what follows for its blank columns.

use std::fmt;

/// The cmdlet or page an export came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Producer {
    GetAdUser,
    Csvde,
    OnPremisesMailbox,
    MsolUser,
    AzureAdUser,
    MgUser,
    AzAdUser,
    EntraPortal,
    AdminCentre,
    GetMailbox,
    GetExoMailbox,
    GetRecipient,
    GetExoRecipient,
    GetUser,
    GetMailUser,
    ExchangeAdminCentre,
    MgDomain,
    AcceptedDomain,
    Unrecognised,
}

impl Producer {
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::GetAdUser => "Get-ADUser",
            Self::Csvde => "csvde",
            Self::OnPremisesMailbox => "on-premises Exchange",
            Self::MsolUser => "Get-MsolUser",
            Self::AzureAdUser => "Get-AzureADUser",
            Self::MgUser => "Get-MgUser",
            Self::AzAdUser => "Get-AzADUser",
            Self::EntraPortal => "Entra admin centre",
            Self::AdminCentre => "Microsoft 365 admin centre",
            Self::GetMailbox => "Get-Mailbox",
            Self::GetExoMailbox => "Get-EXOMailbox",
            Self::GetRecipient => "Get-Recipient",
            Self::GetExoRecipient => "Get-EXORecipient",
            Self::GetUser => "Get-User",
            Self::GetMailUser => "Get-MailUser",
            Self::ExchangeAdminCentre => "Exchange admin centre",
            Self::MgDomain => "Get-MgDomain",
            Self::AcceptedDomain => "Get-AcceptedDomain",
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
