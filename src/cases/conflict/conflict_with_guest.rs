use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{KB, conflict, is_guest};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "conflict-with-guest",
    title: "A guest holds the UPN or an address",
    criterion: "A guest without ImmutableId (or a mail contact made in Exchange Online) holds the UPN or an SMTP address of the user, \
                which the user's own Entra object does not have.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoConflict,
    why: "No two objects in Entra ID can have one UPN or address. While a guest holds it, the synchronised user is refused or \
          arrives without it.",
    remedy: "Delete the guest, or change its proxyAddresses, mail and otherMails (Update-MgUser); a guest with a mailbox is never \
             deleted first. A contact: Set-MailContact or Remove-MailContact. To check: Get-MgUser -UserId <id> -Property userType,onPremisesImmutableId.",
    sources: &[KB],
    needs: &[
        ad::UPN,
        ad::PROXIES,
        entra::UPN,
        entra::PROXIES,
        entra::USER_TYPE,
        entra::IMMUTABLE_ID,
        entra::SYNCED,
        exchange::TYPE_DETAILS,
        exchange::ADDRESSES,
        exchange::SYNCED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    conflict(facts, is_guest, |holder| {
        let kind = holder.record.text(exchange::TYPE_DETAILS);
        if kind.is(|word| word.eq_ignore_ascii_case("MailContact")).holds() {
            "A contact in the cloud holds"
        } else {
            "A guest in the cloud holds"
        }
    })
}
