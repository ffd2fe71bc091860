use std::cmp::Reverse;

use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{PROXY_POPULATION, cite_domain};
use crate::records::{AdUser, Standing};
use crate::schema::{FieldSet, ad, domain, entra, exchange};
use crate::tenant::{domain_of, is_of_the_service, is_routing};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "proxyaddress-unverified-domain",
    title: "An address of a domain that the tenant does not accept",
    criterion: "The domain of an SMTP address is not among the domains of the tenant, and the user has an Exchange plan, or gave a mailbox \
                up. It may block the move of a mail user whose own addresses in Exchange hold such a domain.",
    severities: &[Severity::Blocks, Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Exchange Online removes addresses of other domains from whoever has one of its plans; mail to them does not arrive. \
          With the primary address, another one becomes it.",
    remedy: "Verify the domain (New-MgDomain, Confirm-MgDomain), or remove the address in Active Directory and run a delta \
             synchronisation.",
    sources: &[
        PROXY_POPULATION,
        "https://learn.microsoft.com/exchange/troubleshoot/administration/mail-user-who-has-proxy-addresses-that-use-non-verified-domains-not-synced",
        "https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration",
    ],
    needs: &[
        ad::PROXIES,
        ad::REMOTE_TYPE,
        entra::ASSIGNED_LICENSES,
        exchange::ADDRESSES,
        domain::NAME,
        domain::VERIFIED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    if let Some(answer) = stuck_mail_user(facts) {
        return answer;
    }
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let list = match user.proxy_addresses() {
        Known::Value(list) => list,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    let domains = &subject.tenant.domains;
    let mut open = FieldSet::EMPTY;
    let mut worst = None;
    let mut accepted = "";
    for address in list.smtp() {
        let Some(domain) = domain_of(address.mail).filter(|domain| *domain != accepted) else { continue };
        match domains.is_accepted(domain) {
            Truth::True => accepted = domain,
            _ if is_ignored(domain) => {}
            Truth::Unknown(fields) => open = open.and(fields),
            // The primary one first, then by name, whatever the order in the cell.
            Truth::False => worst = worst.max(Some((address.is_primary, Reverse(address.mail), address.entry))),
        }
    }
    if worst.is_none() && open.is_empty() {
        return Answer::Clear;
    }
    let plan = facts.has_plan();
    let gave_up = user.gave_its_mailbox_up();
    let concerned = plan.truth | gave_up;
    if concerned.fails() {
        return Answer::Clear;
    }
    let Some((is_primary, Reverse(mail), entry)) = worst else { return Answer::Undecidable(open) };
    let domain = domain_of(mail).unwrap_or_default();
    let mail_user = subject.exchange.is_some_and(|recipient| recipient.is_mailbox().fails());
    let matters = is_primary || gave_up.holds() && mail_user;
    let severity = if matters { Severity::Degrades } else { Severity::Advisory };
    let message = format!("{mail} has a domain that the tenant does not accept");
    let finding = Finding::new(severity, message).cite_entry(user.0, ad::PROXIES, entry);
    let finding = cite_domain(facts, finding, domain);
    let certain = concerned.holds() && (gave_up.holds() || plan.certain) && !domains.is_below_another(domain);
    Answer::Found(if certain { finding } else { finding.possible() })
}

fn is_ignored(domain: &str) -> bool {
    is_of_the_service(domain) || is_routing(domain)
}

/// A mail user whose mailbox is to be moved, and which cannot be while its addresses hold such a domain.
fn stuck_mail_user<'t>(facts: &Facts<'t>) -> Option<Answer<'t>> {
    let subject = &facts.subject;
    let recipient = subject.exchange.filter(|recipient| recipient.standing() == Known::Value(Standing::NoMailbox))?;
    let to_be_moved = |user: AdUser<'_>| user.is_on_premises_mailbox().holds() || user.is_remote_mailbox().holds();
    if !subject.ad.is_some_and(to_be_moved) || !facts.has_plan().truth.fails() {
        return None;
    }
    let mut open = FieldSet::EMPTY;
    for address in recipient.addresses().value()?.smtp() {
        let Some(domain) = domain_of(address.mail).filter(|domain| !is_ignored(domain)) else { continue };
        match subject.tenant.domains.is_accepted(domain) {
            Truth::True => {}
            Truth::Unknown(fields) => open = open.and(fields),
            Truth::False => {
                let message =
                    format!("{} has a domain that the tenant does not accept, which a move refuses", address.mail);
                let finding = Finding::new(Severity::Blocks, message)
                    .cite_entry(recipient.0, exchange::ADDRESSES, address.entry)
                    .cite(recipient.0, exchange::TYPE_DETAILS);
                return Some(Answer::Found(cite_domain(facts, finding, domain).possible()));
            }
        }
    }
    (!open.is_empty()).then_some(Answer::Undecidable(open))
}
