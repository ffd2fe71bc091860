use super::super::validation::proxy_address_in_use_in_exchange::{IN_USE, finding};
use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "recipient-conflict-other-type",
    title: "Only a contact, guest, group or public folder carries the address",
    criterion: "Exchange Online has no recipient for the user, and a contact, mail-enabled guest, group or public folder holds an address of the user.",
    severities: &[Severity::Degrades],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InExchange,
    why: "An address belongs to one recipient of Exchange Online only; what carries it may keep the user's own from being made.",
    remedy: "Find out who is to have the address, remove it from the other recipient, then Invoke-MgRetryUserServiceProvisioning -UserId <id>.",
    sources: &[IN_USE],
    needs: &[ad::PROXIES, entra::PROXIES, exchange::ADDRESSES, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    if facts.subject.entra.is_none() || facts.subject.exchange.is_some() {
        return Answer::Clear;
    }
    let rivals = facts.subject.address_rivals();
    match rivals.iter().find(|rival| rival.is_other_kind) {
        Some(rival) => {
            let message =
                format!("Exchange Online has no recipient for the user, and something else there holds {}", rival.mail);
            Answer::Found(finding(rival, message))
        }
        None => Answer::Clear,
    }
}
