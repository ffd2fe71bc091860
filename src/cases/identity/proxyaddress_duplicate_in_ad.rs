use super::super::{Act, Answer, Case, Facts, Finding, InEntra, Likely, Nature, Severity, Step, scope};
use super::{CITED, PROXY_POPULATION, is_same_person};
use crate::records::license::{self, Plan};
use crate::records::{AdUser, Addresses, EntraUser};
use crate::schema::{Field, ad, entra};
use crate::tenant::{Holder, domain_of, is_of_the_service, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "proxyaddress-duplicate-in-ad",
    title: "The same address on two objects of Active Directory",
    criterion: "An SMTP address stands on two objects that are not the same person. It blocks where it is the primary address of a \
                user missing in Entra.",
    severities: &[Severity::Blocks, Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "An address belongs to one object only. Entra refuses or quarantines it for the second one, which then arrives \
          without it or not at all.",
    remedy: "Decide who owns the address, remove it from the other object (Set-ADUser <user> -Remove @{proxyAddresses='smtp:…'}), \
             then run a delta synchronisation.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-sync-errors",
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency",
        PROXY_POPULATION,
    ],
    needs: &[ad::PROXIES, ad::MAIL],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

/// An address of the user that somebody else holds.
struct Shared<'t> {
    mail: &'t str,
    field: Field,
    entry: &'t str,
    others: Vec<Holder<'t>>,
    severity: Severity,
    /// Whether both hold it as an address, and not only as a UPN that becomes one with a plan that may be off.
    certain: bool,
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let worst = shared(facts, &user).into_iter().max_by(|one, other| {
        // Of equal ones the first by name, whatever the order in the cell.
        (one.severity, other.mail).cmp(&(other.severity, one.mail))
    });
    let Some(worst) = worst else {
        return match user.proxy_addresses() {
            Known::Unknown(fields) => Answer::Undecidable(fields),
            _ => Answer::Clear,
        };
    };
    let count = match worst.others.len() {
        1 => "two".to_owned(),
        others => (others + 1).to_string(),
    };
    let message = format!("{} stands on {count} objects of Active Directory", worst.mail);
    let own = Finding::new(worst.severity, message).cite_entry(user.0, worst.field, worst.entry);
    let finding = worst.others.iter().take(CITED).fold(own, |finding, other| {
        finding.cite_entry(other.record, other.field, other.entry).cite(other.record, ad::DN)
    });
    // Rows of a forest that was not exported may be the same person.
    let certain = !subject.tenant.several_forests
        && worst.certain
        && (worst.severity != Severity::Blocks || matches!(facts.in_entra(), InEntra::No { certain: true }));
    Answer::Found(if certain { finding } else { finding.possible() })
}

fn shared<'t>(facts: &Facts<'t>, user: &AdUser<'t>) -> Vec<Shared<'t>> {
    let subject = &facts.subject;
    if !subject.may_share_addresses() {
        return Vec::new();
    }
    let listed = user.proxy_addresses().value().into_iter().flat_map(Addresses::smtp);
    let mut own: Vec<(&str, Field, &str)> = listed.map(|address| (address.mail, ad::PROXIES, address.entry)).collect();
    // A filled proxyAddresses masks mail.
    if user.proxy_addresses().is_empty().holds()
        && let Some(mail) = user.mail().value()
    {
        own.push((mail, ad::MAIL, mail));
    }
    // The UPN becomes an address of whoever has a mailbox plan.
    if let Some(upn) = user.upn().value()
        && facts.has_plan().truth.holds()
        && !own.iter().any(|(mail, ..)| same_name(mail, upn))
    {
        own.push((upn, ad::UPN, upn));
    }
    let mut found = Vec::new();
    for (mail, field, entry) in own {
        // What the service makes itself it never takes from Active Directory.
        if domain_of(mail).is_some_and(is_of_the_service) {
            continue;
        }
        let mut others = subject.other_holders_in_ad(mail);
        // A UPN counts against an address only, not against another UPN.
        let is_address = |other: &Holder<'_>| {
            if other.field == ad::UPN {
                Likely::from(field != ad::UPN) & has_plan(facts, other)
            } else {
                Likely::from(true)
            }
        };
        let counts = |other: &Holder<'_>| {
            !is_same_person(user, &other.record) && !is_filtered(facts, other) && is_address(other).truth.holds()
        };
        others.retain(counts);
        if others.is_empty() {
            continue;
        }
        let certain = (field != ad::UPN || facts.has_plan().certain)
            && others.iter().any(|other| is_address(other).certain && !may_have_left(facts, other));
        let is_primary = user.primary_smtp().value().is_some_and(|primary| same_name(primary, mail));
        let severity = match (subject.entra, facts.in_entra()) {
            (None, InEntra::No { .. }) if is_primary => Severity::Blocks,
            (Some(cloud), _) => match (lacks(&cloud, mail), others.iter().any(|other| other_lacks(facts, other, mail)))
            {
                (Truth::True, _) => Severity::Degrades,
                // The row that holds the address in the cloud is only named by the other.
                (Truth::False, true) => continue,
                _ => Severity::Advisory,
            },
            _ => Severity::Advisory,
        };
        found.push(Shared { mail, field, entry, others, severity, certain });
    }
    found
}

/// Whether the default rules leave another holder out of the synchronisation: nobody competes with it.
fn is_filtered(facts: &Facts<'_>, other: &Holder<'_>) -> bool {
    let subject = other.person.map(|person| facts.subject.tenant.subject(person));
    subject.is_some_and(|subject| {
        subject.entra.is_none() && subject.ad.is_some_and(|user| scope::is_out_of_scope(&user).holds())
    })
}

/// Whether another holder is disabled and not in Entra ID: an OU of leavers is often out of scope, and who is takes the
/// address from nobody.
fn may_have_left(facts: &Facts<'_>, other: &Holder<'_>) -> bool {
    let subject = other.person.map(|person| facts.subject.tenant.subject(person));
    subject.is_some_and(|subject| subject.entra.is_none() && subject.ad.is_some_and(|user| user.is_disabled().holds()))
}

/// Whether the UPN of another holder becomes an address, because it has a mailbox plan.
fn has_plan(facts: &Facts<'_>, other: &Holder<'_>) -> Likely {
    let cloud = other.person.and_then(|person| facts.subject.tenant.subject(person).entra);
    match cloud.map(|cloud| license::plan(&cloud)) {
        Some(Plan::On { certain }) => Likely { truth: Truth::True, certain },
        _ => Truth::False.into(),
    }
}

fn lacks(cloud: &EntraUser<'_>, mail: &str) -> Truth {
    !cloud.proxy_addresses().is(|list| list.holding(mail).is_some())
}

/// Whether the other holder's object in the cloud certainly lacks the address, or it has none.
fn other_lacks(facts: &Facts<'_>, other: &Holder<'_>, mail: &str) -> bool {
    let tenant = facts.subject.tenant;
    other.person.is_some_and(|person| match tenant.subject(person).entra {
        Some(cloud) => lacks(&cloud, mail).holds(),
        None => tenant.records.entra.compares(entra::PROXIES),
    })
}
