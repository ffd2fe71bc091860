use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::syntax::{self, Fault};
use super::{PREPARE, PROXY_POPULATION, TROUBLESHOOT_ATTRIBUTES, flows, written};
use crate::records::{AdUser, Addresses};
use crate::schema::{ad, entra};
use crate::tenant::{domain_of, is_of_the_service, is_routing, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "proxyaddress-invalid",
    title: "Malformed address in Active Directory",
    criterion: "An SMTP entry of proxyAddresses (or mail, where there are none) is no mail address, holds a character that is not \
                allowed, is longer than 256 characters, or has no type in front; or several entries, or none, are marked SMTP: as the \
                primary one. It degrades where the cloud lacks or changed the address.",
    severities: &[Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Entra ID drops such an address or writes _ in the place of the character, so mail to it does not arrive. Without a marked \
          primary address the one under onmicrosoft.com becomes it.",
    remedy: "Correct the entry in Active Directory (Set-RemoteMailbox -EmailAddresses, or Set-ADUser -Remove and -Add \
             @{proxyAddresses='smtp:…'}), then run a delta synchronisation.",
    sources: &[
        PREPARE,
        PROXY_POPULATION,
        TROUBLESHOOT_ATTRIBUTES,
        "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/email-address-contain-underscore",
    ],
    needs: &[ad::PROXIES, ad::MAIL, entra::PROXIES],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    match user.proxy_addresses() {
        Known::Value(list) => match malformed(facts, &user, list) {
            Answer::Clear => primary(facts, &user, list),
            found => found,
        },
        Known::Empty => mail(facts, &user),
        Known::Set(fields) | Known::Unknown(fields) => match mail(facts, &user) {
            Answer::Clear => Answer::Undecidable(fields),
            found => found,
        },
    }
}

/// The first entry that is no valid address; those that the cloud dropped go before those it took.
fn malformed<'t>(facts: &Facts<'t>, user: &AdUser<'t>, list: Addresses<'t>) -> Answer<'t> {
    // Nearly everybody's are sound.
    if list.entries().all(|entry| entry.kind.eq_ignore_ascii_case("smtp") && syntax::of_entry(entry.mail).is_none()) {
        return Answer::Clear;
    }
    // Exports that print no types tell nothing of a missing one.
    let typed = list.entries().any(|entry| entry.kind.eq_ignore_ascii_case("smtp"));
    let faults = list.entries().filter_map(|entry| {
        let fault = if entry.kind.eq_ignore_ascii_case("smtp") {
            syntax::of_entry(entry.mail)
        } else {
            (typed && entry.kind.is_empty()).then_some(Fault::NoType)
        }?;
        let domain = domain_of(entry.mail).unwrap_or_default();
        (!is_of_the_service(domain) && !is_routing(domain)).then_some((entry, fault))
    });
    let judged = faults.filter_map(|(entry, fault)| Some((severity(facts, entry.mail)?, entry, fault)));
    let Some((severity, entry, fault)) =
        judged.max_by(|(one, a, _), (other, b, _)| (one, b.entry).cmp(&(other, a.entry)))
    else {
        return Answer::Clear;
    };
    let message = format!("The address {} {fault}", syntax::spelled(entry.entry));
    let finding = Finding::new(severity, message).cite_entry(user.0, ad::PROXIES, entry.entry);
    Answer::Found(cite_cloud(facts, finding, severity))
}

/// Several primary addresses, or none though there are others.
fn primary<'t>(facts: &Facts<'t>, user: &AdUser<'t>, list: Addresses<'t>) -> Answer<'t> {
    let mut marked = list.smtp().filter(|address| address.is_primary);
    let Some(first) = marked.next() else {
        return unmarked(facts, user, list);
    };
    let Some(second) = marked.find(|address| !same_name(address.mail, first.mail)) else { return Answer::Clear };
    let message = format!("Both {} and {} are marked as the primary address", first.mail, second.mail);
    let finding = Finding::new(Severity::Advisory, message).cite_entry(user.0, ad::PROXIES, first.entry).cite_entry(
        user.0,
        ad::PROXIES,
        second.entry,
    );
    Answer::Found(finding)
}

fn unmarked<'t>(facts: &Facts<'t>, user: &AdUser<'t>, list: Addresses<'t>) -> Answer<'t> {
    let Some(first) = list.smtp().find(|address| address.entry.len() > address.mail.len()) else {
        return Answer::Clear;
    };
    let told_elsewhere = user.0.text(ad::PRIMARY).is_set().holds();
    // Some exports write all types in lower case.
    if told_elsewhere || !facts.subject.tenant.marks_primary_addresses {
        return Answer::Clear;
    }
    let cloud = facts.subject.entra.filter(|cloud| !flows(facts, cloud).fails());
    let given = cloud.and_then(|cloud| cloud.primary_smtp().value()).and_then(domain_of);
    let severity = match given {
        Some(domain) if is_of_the_service(domain) => Severity::Degrades,
        // The cloud found a primary address all the same.
        Some(_) => return Answer::Clear,
        None => Severity::Advisory,
    };
    let message =
        "None of the addresses is marked as the primary one (SMTP:), so that under onmicrosoft.com becomes it";
    let finding = Finding::new(severity, message).cite_entry(user.0, ad::PROXIES, first.entry);
    let finding = cite_cloud(facts, finding, severity);
    // As yet, mail may become it.
    let certain = severity == Severity::Degrades || user.mail().is_empty().holds();
    Answer::Found(if certain { finding } else { finding.possible() })
}

/// Without proxyAddresses, mail becomes the address.
fn mail<'t>(facts: &Facts<'t>, user: &AdUser<'t>) -> Answer<'t> {
    let Known::Value(mail) = user.mail() else { return Answer::Clear };
    let Some(fault) = syntax::of_address(&written(user.0, ad::MAIL)) else { return Answer::Clear };
    let Some(severity) = severity(facts, mail) else { return Answer::Clear };
    let finding = Finding::new(severity, format!("mail {} {fault}", syntax::spelled(mail))).cite(user.0, ad::MAIL);
    Answer::Found(cite_cloud(facts, finding, severity))
}

/// It matters where the cloud lacks the address; none where the cloud took it as it is.
fn severity(facts: &Facts<'_>, mail: &str) -> Option<Severity> {
    let Some(cloud) = facts.subject.entra.filter(|cloud| !flows(facts, cloud).fails()) else {
        return Some(Severity::Advisory);
    };
    match cloud.proxy_addresses().is(|list| list.holding(mail).is_some()) {
        Truth::True => None,
        Truth::False => Some(Severity::Degrades),
        Truth::Unknown(_) => Some(Severity::Advisory),
    }
}

fn cite_cloud<'t>(facts: &Facts<'t>, finding: Finding<'t>, severity: Severity) -> Finding<'t> {
    match facts.subject.entra {
        Some(cloud) if severity == Severity::Degrades => finding.cite(cloud.0, entra::PROXIES),
        _ => finding,
    }
}
