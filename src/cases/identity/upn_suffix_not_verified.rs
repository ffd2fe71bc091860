use super::super::{Act, Answer, Case, Census, Facts, Finding, Nature, Severity, Step, TenantFinding};
use super::{PREPARE, UPN_POPULATION, cite_domain, flows, is_at_initial_domain, is_placeholder, sign_in_name};
use crate::records::EntraUser;
use crate::schema::{ad, domain, entra};
use crate::tenant::domain_of;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-suffix-not-verified",
    title: "The suffix of the UPN is not a verified domain",
    criterion: "The domain of the UPN is not among the verified domains of the tenant, and the UPN in Entra ends with the initial \
                domain. Possible where no list of domains tells, but several people of that suffix show it.",
    severities: &[Severity::Degrades],
    rank: 4,
    act: Act::EntraAdmin,
    step: Step::NamesFilled,
    why: "Entra ID takes names of verified domains only. It replaces others by one under the initial onmicrosoft.com domain: user \
          and mailbox exist, but under a name nobody expects.",
    remedy: "Verify the domain (New-MgDomain, Confirm-MgDomain), or give the users a verified suffix (Set-ADUser \
             -UserPrincipalName). Verifying a domain changes the names of all its users by itself.",
    sources: &[UPN_POPULATION, PREPARE],
    needs: &[ad::UPN, entra::UPN, domain::NAME, domain::VERIFIED],
    explained_by: &["upn-empty"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some((user, field, name)) = sign_in_name(facts) else { return Answer::Clear };
    let name = match name {
        Known::Value(name) => name,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    let domains = &subject.tenant.domains;
    let Some(suffix) = domain_of(name) else { return Answer::Clear };
    let verified = domains.is_verified(suffix);
    if verified.holds() || domains.is_initial(suffix) || subject.entra.is_some_and(|cloud| flows(facts, &cloud).fails())
    {
        return Answer::Clear;
    }
    let certain = match (subject.entra.map(|cloud| (cloud, cloud.upn())), verified) {
        (Some((_, Known::Value(upn))), _) if !is_at_initial_domain(facts, upn) => return Answer::Clear,
        (Some((_, Known::Value(_))), Truth::False) => true,
        (Some((cloud, Known::Value(upn))), _) if shows_it(facts, &cloud, (name, suffix), upn) => false,
        (Some((_, Known::Set(fields) | Known::Unknown(fields))), _) => return Answer::Undecidable(fields),
        (Some((_, Known::Empty)), _) => return Answer::Clear,
        // As yet nobody knows what Entra ID makes of it.
        (None, Truth::False) => false,
        (None, _) if is_never_verified(suffix) => false,
        (_, verified) => return Answer::Undecidable(verified.missing()),
    };
    let message = match (subject.entra, verified) {
        (Some(_), _) => {
            format!("{suffix} is not a verified domain, so the user stands in Entra ID under the initial domain")
        }
        (None, _) => format!("{suffix} is not a verified domain, so Entra ID will replace the UPN {name}"),
    };
    let finding = Finding::new(Severity::Degrades, message).cite(user.0, field);
    let finding = match subject.entra {
        Some(cloud) => finding.cite(cloud.0, entra::UPN),
        None => finding,
    };
    let finding = if verified.fails() { cite_domain(facts, finding, suffix) } else { finding };
    Answer::Found(if certain { finding } else { finding.possible() })
}

/// A tenant that never verified a domain of its own: told once, beside everybody whose name it replaces.
pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    let Some(row) = tenant.domains.lone_initial() else { return Vec::new() };
    let hopes = |number: &u32| {
        let Some((_, _, Known::Value(name))) = sign_in_name(&Facts::new(tenant.subject(*number))) else { return false };
        domain_of(name).is_some_and(|suffix| !tenant.domains.is_initial(suffix))
    };
    let people = tenant.numbers().filter(hopes).count() as u64;
    if people == 0 {
        return Vec::new();
    }
    let initial = tenant.records.domains.record(row);
    let message =
        "The tenant has no verified domain but its initial one, so no UPN keeps the suffix of Active Directory";
    let finding = Finding::new(Severity::Degrades, message).cite(initial, domain::NAME).cite(initial, domain::VERIFIED);
    vec![TenantFinding { case: &CASE, finding, people }]
}

/// Whether the cloud shows it without a list of domains: the suffix is replaced for more than one, and for no other
/// reason.
fn shows_it(facts: &Facts<'_>, cloud: &EntraUser<'_>, (name, suffix): (&str, &str), upn: &str) -> bool {
    facts.subject.tenant.domains.replaced(suffix) > 1
        && !is_placeholder(facts, name, upn)
        && cloud.sync_errors().value().is_none_or(|errors| errors.is_empty())
}

/// Domains that nobody can verify: a single label, and the domain of local networks.
fn is_never_verified(suffix: &str) -> bool {
    !suffix.contains('.') || suffix.to_ascii_lowercase().ends_with(".local")
}
