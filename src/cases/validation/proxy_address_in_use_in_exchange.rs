use std::borrow::Cow;

use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::told;
use crate::records::Recipient;
use crate::schema::{ad, entra, exchange};
use crate::tenant::AddressRival;

pub(in crate::cases) static CASE: Case = Case {
    id: "proxy-address-in-use-in-exchange",
    title: "The address is used by another Exchange recipient",
    criterion: "Exchange reports that a proxy address is already being used. Possible where a live recipient with another object id holds an \
                address of the user that the user's own recipient does not hold.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InEntra,
    why: "An address belongs to one recipient of Exchange Online only, whatever kind it is: contact, group, public folder or mail user. The \
          second one is refused.",
    remedy: "Find the holder (Get-EXORecipient -ResultSize Unlimited | Where-Object EmailAddresses -match <address>) and remove the address there. A public \
             folder that stands in Entra ID only: Get-ADSyncToolsAadObject and Remove-ADSyncToolsAadObject -SyncObjectType PublicFolder.",
    sources: &[
        IN_USE,
        "https://learn.microsoft.com/entra/identity/users/licensing-groups-resolve-problems",
        "https://learn.microsoft.com/purview/recover-an-inactive-mailbox",
    ],
    needs: &[
        entra::SERVICE_ERRORS,
        ad::PROXIES,
        entra::PROXIES,
        exchange::ADDRESSES,
        exchange::ID,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &["exchange-validation-error"],
    nature: Nature::Cause,
    check,
};

pub(in crate::cases) const IN_USE: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/email-alias/proxy-address-being-used";

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let message = told(
        facts,
        |text| {
            text.contains("proxy address") && text.contains("already being used")
                || text.contains("same value for property proxyaddresses already exists")
                || text.contains("publicfolder_")
        },
        "Exchange says that an address is in use",
    );
    if matches!(message, Answer::Found(_)) {
        return message;
    }
    let rivals = facts.subject.address_rivals();
    // Where the person has no recipient, what only carries its address is a case of its own.
    let counts = |rival: &&AddressRival<'t>| {
        is_another(facts, rival) && !(rival.is_other_kind && facts.subject.exchange.is_none())
    };
    match rivals.iter().find(counts) {
        Some(rival) => {
            Answer::Found(finding(rival, format!("Another recipient of Exchange Online holds {}", rival.mail)))
        }
        None => message,
    }
}

/// Whether a holder is certainly not the person: no user, or one with another object id.
fn is_another(facts: &Facts<'_>, rival: &AddressRival<'_>) -> bool {
    let own = facts.subject.entra.and_then(|user| user.id().value());
    let other = Recipient(rival.holder.record).id().value();
    match (own, other) {
        (Some(own), Some(other)) => own != other,
        _ => rival.is_other_kind,
    }
}

/// The holder and what it is, beside the cell that claims the address.
pub(in crate::cases) fn finding<'t>(rival: &AddressRival<'t>, message: impl Into<Cow<'static, str>>) -> Finding<'t> {
    let (record, field, entry) = rival.own;
    let holder = rival.holder;
    Finding::new(Severity::Degrades, message)
        .possible()
        .cite_entry(record, field, entry)
        .cite_entry(holder.record, holder.field, holder.entry)
        .cite(holder.record, exchange::TYPE_DETAILS)
        .cite(holder.record, exchange::ID)
}
