use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{CITED, PREPARE, cite_domain, is_same_person, syntax};
use crate::records::AdUser;
use crate::schema::{ad, domain, entra, exchange};
use crate::tenant::{domain_of, is_of_the_service, is_routing, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "target-address-conflict",
    title: "targetAddress is missing, malformed or contradictory",
    criterion: "A remote mailbox has no targetAddress, or one that its cloud mailbox does not hold, that is no mail address or that \
                another object holds; or targetAddress is the primary address, of a domain that the tenant does not accept.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::NoSyncErrors,
    why: "Servers on the premises send mail for a remote mailbox to its targetAddress. The mailbox itself does not depend on it, the \
          mail does.",
    remedy: "Set-RemoteMailbox <user> -RemoteRoutingAddress <alias>@<tenant>.mail.onmicrosoft.com.",
    sources: &[
        PREPARE,
        "https://learn.microsoft.com/exchange/troubleshoot/administration/primary-smtp-address-is-overwritten-by-targetaddress",
    ],
    needs: &[
        ad::TARGET,
        ad::TYPE_DETAILS,
        ad::REMOTE_TYPE,
        exchange::TYPE_DETAILS,
        exchange::ADDRESSES,
        domain::NAME,
        domain::VERIFIED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    let remote = || user.is_remote_mailbox();
    let target = match user.target_address() {
        Known::Value(target) => target,
        Known::Set(fields) | Known::Unknown(fields) if !remote().fails() => return Answer::Undecidable(fields),
        Known::Set(_) | Known::Unknown(_) => return Answer::Clear,
        Known::Empty => {
            return Likely::from(remote()).then(|| {
                let message = "The remote mailbox has no targetAddress, so servers on the premises cannot send to it";
                let finding = Finding::new(Severity::Advisory, message).cite(user.0, ad::TARGET);
                cite_type(finding, &user)
            });
        }
    };
    let domain = domain_of(target.mail).unwrap_or_default();
    let found = |message: String| Finding::new(Severity::Advisory, message).cite(user.0, ad::TARGET);
    if target.is_smtp()
        && let Some(fault) = syntax::of_address(target.mail)
    {
        return Answer::Found(found(format!("targetAddress {} {fault}", syntax::spelled(target.mail))));
    }
    if !target.is_smtp() || is_routing(domain) || is_of_the_service(domain) {
        return Answer::Clear;
    }
    let accepted = facts.subject.tenant.domains.is_accepted(domain);
    let is_primary =
        user.proxy_addresses().is(|list| list.primary().is_some_and(|own| same_name(own.mail, target.mail)));
    if is_primary.holds() && accepted.fails() {
        let message =
            format!("targetAddress {} is the primary address, and the tenant does not accept its domain", target.mail);
        let finding = cite_primary(found(message), &user);
        return Answer::Found(cite_domain(facts, finding, domain));
    }
    if !remote().holds() {
        return Answer::Clear;
    }
    let mut others = facts.subject.other_holders_of_target(target.mail);
    others.retain(|other| !is_same_person(&user, &other.record));
    if !others.is_empty() {
        let message = format!("targetAddress {} is an address of somebody else", target.mail);
        let cite = |finding: Finding<'t>, other: &crate::tenant::Holder<'t>| {
            finding.cite_entry(other.record, other.field, other.entry)
        };
        return Answer::Found(others.iter().take(CITED).fold(cite_type(found(message), &user), cite));
    }
    let lacks = lacks(facts, target.mail);
    Likely::from(lacks).then(|| {
        let finding = found(format!("The cloud mailbox does not hold the targetAddress {}", target.mail));
        let finding = facts
            .subject
            .exchange
            .map_or_else(Vec::new, |recipient| vec![recipient])
            .iter()
            .fold(cite_type(finding, &user), |finding, recipient| finding.cite(recipient.0, exchange::ADDRESSES));
        match facts.subject.entra {
            Some(cloud) => finding.cite(cloud.0, entra::PROXIES),
            None => finding,
        }
    })
}

/// Whether the mailbox in the cloud certainly lacks an address.
fn lacks(facts: &Facts<'_>, mail: &str) -> Truth {
    let Some(recipient) = facts.subject.exchange else { return Truth::False };
    recipient.is_mailbox() & !recipient.addresses().is(|list| list.holding(mail).is_some())
}

fn cite_type<'t>(finding: Finding<'t>, user: &AdUser<'t>) -> Finding<'t> {
    [ad::TYPE_DETAILS, ad::REMOTE_TYPE]
        .into_iter()
        .filter(|field| user.0.text(*field).is_set().holds())
        .fold(finding, |finding, field| finding.cite(user.0, field))
}

fn cite_primary<'t>(finding: Finding<'t>, user: &AdUser<'t>) -> Finding<'t> {
    match user.proxy_addresses().value().and_then(crate::records::Addresses::primary) {
        Some(primary) => finding.cite_entry(user.0, ad::PROXIES, primary.entry),
        None => finding,
    }
}
