use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::REMOTE_MAILBOX;
use crate::records::license;
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "deprovisioned-flag",
    title: "The remote type says Deprovision",
    criterion: "msExchRemoteRecipientType has the flag DeprovisionMailbox and there is no mailbox on-premises. Beside a mailbox in the cloud it is a note; \
                where there is none although a mailbox plan has been on for over 24 hours, it is a possible cause.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 7,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "The remote mailbox was disabled on-premises. A mailbox in the cloud goes only when its license is removed.",
    remedy: "If the mailbox is wanted: Enable-RemoteMailbox <user> -RemoteRoutingAddress <address>, then synchronise. If a mail user is wanted: clear \
             msExchRemoteRecipientType.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/administration/mail-user-who-has-proxy-addresses-that-use-non-verified-domains-not-synced",
        "https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration",
        REMOTE_MAILBOX,
    ],
    needs: &[
        ad::REMOTE_TYPE,
        ad::MAILBOX_GUID,
        ad::TYPE_DETAILS,
        ad::HOME_MDB,
        entra::ASSIGNED_LICENSES,
        exchange::TYPE_DETAILS,
        exchange::CLOUD_MANAGED,
    ],
    explained_by: &[],
    nature: Nature::Suspicion,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(cloud)) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    let given_up = user.is_deprovisioned();
    if given_up.fails() || facts.is_exchange_cloud_managed() {
        return Answer::Clear;
    }
    let given_up = Likely::from(given_up & !user.is_on_premises_mailbox());
    if facts.has_mailbox() {
        return given_up.then(|| {
            let message =
                "The remote mailbox was disabled on-premises, only the license keeps the mailbox in the cloud";
            let finding = Finding::new(Severity::Advisory, message).cite(user.0, ad::REMOTE_TYPE);
            facts
                .subject
                .exchange
                .into_iter()
                .fold(finding, |finding, recipient| finding.cite(recipient.0, exchange::TYPE_DETAILS))
        });
    }
    (given_up & facts.has_had_plan_for_a_day() & facts.without_mailbox()).then(|| {
        // No page of Microsoft says that the flag keeps a license from making a mailbox.
        Finding::new(
            Severity::Blocks,
            "The remote mailbox was disabled on-premises, and the license has made no mailbox",
        )
        .possible()
        .cite(user.0, ad::REMOTE_TYPE)
        .cite(cloud.0, license::column(&cloud))
    })
}
