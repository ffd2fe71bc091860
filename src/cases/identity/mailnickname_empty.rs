use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{KB, PROXY_POPULATION};
use crate::schema::{ad, entra, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "mailnickname-empty",
    title: "mailNickname is empty in Active Directory",
    criterion: "mailNickname is empty while Exchange attributes are set that need it to flow, or while a person expected to have a \
                mailbox is in Entra and certainly not in Exchange.",
    severities: &[Severity::Blocks, Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::ExchangeAdmin,
    step: Step::NamesFilled,
    why: "The rule of Entra Connect that sends Exchange attributes asks for a mailNickname. Without it no msExch attribute \
          arrives, so Exchange Online does not learn that a mailbox is meant.",
    remedy: "Set-RemoteMailbox <user> -Alias <alias> or Enable-RemoteMailbox; without Exchange tools Set-ADUser <user> -Replace \
             @{mailNickname='<alias>'}. Then run a delta synchronisation.",
    sources: &[
        KB,
        "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration",
        "https://learn.microsoft.com/exchange/troubleshoot/administration/changes-to-msexchangehiddenfromaddresslist-not-updated-against-recipient",
        PROXY_POPULATION,
    ],
    needs: &[
        ad::NICKNAME,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        ad::MAILBOX_GUID,
        ad::ARCHIVE_GUID,
        ad::HIDDEN,
        exchange::ID,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let empty = user.mail_nickname().is_empty();
    // Of users managed in the cloud nothing flows from Active Directory.
    let flows = !subject.entra.is_some_and(|cloud| cloud.is_cloud_managed());
    if empty.fails() || !flows || facts.has_mailbox() && facts.is_exchange_cloud_managed() {
        return Answer::Clear;
    }
    // KB step 4: in Entra, a mailbox is wanted, and Exchange knows nobody.
    let absent = Likely::from(subject.entra.is_some()) & facts.is_expected() & facts.without_recipient();
    let waiting = user.has_attributes_that_need_an_alias();
    let condition = Likely {
        truth: empty & (absent.truth | waiting),
        certain: absent.certain || !absent.truth.holds() || waiting.holds(),
    };
    condition.then(|| {
        let free = facts.needs_license().fails() && user.is_remote_mailbox().holds();
        let without = Likely::from(free && subject.entra.is_some()) & facts.without_mailbox();
        let blocks = absent.truth.holds() || without.truth.holds();
        let certainly = [absent, without].iter().any(|reason| reason.truth.holds() && reason.certain);
        let severity = match (facts.has_mailbox(), blocks) {
            (true, _) => Severity::Advisory,
            (false, true) => Severity::Blocks,
            (false, false) => Severity::Degrades,
        };
        let finding =
            Finding::new(severity, "mailNickname is empty in Active Directory, so Exchange attributes do not flow")
                .cite(user.0, ad::NICKNAME);
        let finding = [ad::TYPE_DETAILS, ad::REMOTE_TYPE, ad::MAILBOX_GUID]
            .into_iter()
            .filter(|field| user.0.text(*field).is_set() == Truth::True)
            .fold(finding, |finding, field| finding.cite(user.0, field));
        let finding = if absent.truth.holds() {
            let id = subject.entra.and_then(|cloud| cloud.0.shown(entra::ID)).map(std::borrow::Cow::into_owned);
            finding.cite_absence(&subject.tenant.records.exchange, &[exchange::ID], id)
        } else {
            finding
        };
        if severity == Severity::Blocks && !certainly { finding.possible() } else { finding }
    })
}
