use super::super::facts::differ;
use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::FAULTY_ATTRIBUTES;
use crate::schema::{ad, entra, exchange};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "archive-guid-conflict",
    title: "ArchiveGuid differs between Active Directory and the cloud",
    criterion: "Exchange reports that it could not set the ArchiveGuid or enable the archive. Or a remote mailbox has an archive in Exchange Online \
                whose GUID differs from msExchArchiveGUID; possible where that is empty although msExchRemoteRecipientType asks for an \
                archive.",
    severities: &[Severity::Degrades, Severity::Advisory],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InEntra,
    why: "Exchange Online refuses most changes of a user whose archive GUID contradicts the archive that it has made.",
    remedy: "On-premises Enable-RemoteMailbox <user> -Archive where the GUID is empty, then Set-RemoteMailbox <user> -ArchiveGuid <ArchiveGuid of Exchange \
             Online>, and synchronise. Where the remote mailbox was disabled, its archive has to be disabled (Disable-RemoteMailbox -Archive) and \
             synchronised first.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/administration/validation-errors-for-mailbox-archive-guid",
        FAULTY_ATTRIBUTES,
        "https://learn.microsoft.com/powershell/module/exchangepowershell/disable-remotemailbox",
    ],
    needs: &[
        entra::SERVICE_ERRORS,
        ad::ARCHIVE_GUID,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        exchange::ARCHIVE_GUID,
        exchange::CLOUD_MANAGED,
    ],
    explained_by: &["exchange-validation-error"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let errors = facts.exchange_errors().find(|text| {
        text.contains("failed to sync the archiveguid") || text.contains("failed to enable the new cloud archive")
    });
    if let Known::Value((field, _)) = errors {
        let message = "Exchange could not set the archive GUID that Active Directory sends";
        return Answer::Found(Finding::new(Severity::Degrades, message).cite(cloud.0, field));
    }
    match (derived(facts), errors) {
        (Answer::Clear, Known::Unknown(fields)) => Answer::Undecidable(fields),
        (answer, _) => answer,
    }
}

fn derived<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(recipient)) = (facts.subject.ad, facts.subject.exchange) else { return Answer::Clear };
    if facts.is_exchange_cloud_managed() || user.is_remote_mailbox().fails() {
        return Answer::Clear;
    }
    let (own, cloud) = (user.archive_guid(), recipient.archive_guid());
    let differs = differ(own, cloud);
    let lacking = own.is_empty() & cloud.is_set() & user.is_archive_to_be_provisioned();
    let condition = Likely { truth: user.is_remote_mailbox() & (differs | lacking), certain: differs.holds() };
    condition.then(|| {
        let message = if differs.holds() {
            "The archive in Exchange Online has another GUID than msExchArchiveGUID says"
        } else {
            "msExchArchiveGUID is empty, but an archive was to be made and Exchange Online has one"
        };
        Finding::new(Severity::Advisory, message)
            .cite(user.0, ad::ARCHIVE_GUID)
            .cite(recipient.0, exchange::ARCHIVE_GUID)
            .cite(user.0, ad::REMOTE_TYPE)
    })
}
