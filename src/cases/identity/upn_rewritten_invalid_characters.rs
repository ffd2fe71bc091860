use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{
    PREPARE, TROUBLESHOOT_ATTRIBUTES, UPN_POPULATION, flows, is_at_initial_domain, is_placeholder, sign_in_name,
};
use super::{syntax, written};
use crate::schema::{ad, domain, entra};
use crate::tenant::{domain_of, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-rewritten-invalid-characters",
    title: "Entra ID replaced a UPN with invalid characters",
    criterion: "The UPN in Active Directory is malformed though its suffix is verified, and the one in Entra has _ in place of the \
                bad characters or ends with the initial domain.",
    severities: &[Severity::Degrades],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "The bad value is dropped without any error of the synchronisation, mostly for a character that nobody sees. The user \
          signs in under the replacement.",
    remedy: "Type the UPN anew in Active Directory (Set-ADUser -UserPrincipalName), then run a delta synchronisation.",
    sources: &[UPN_POPULATION, TROUBLESHOOT_ATTRIBUTES, PREPARE],
    needs: &[ad::UPN, entra::UPN, domain::NAME, domain::VERIFIED],
    explained_by: &["upn-invalid"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some((user, field, Known::Value(own))) = sign_in_name(facts) else { return Answer::Clear };
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    if cloud.upn().is(|upn| same_name(own, upn)).holds() {
        return Answer::Clear;
    }
    let name = written(user.0, field);
    let Some(fault) = syntax::of_upn(&name) else { return Answer::Clear };
    let Some(suffix) = domain_of(&name) else { return Answer::Clear };
    let replaced = cloud.upn().is(|upn| {
        !same_name(&name, upn)
            && (is_underscored(&name, upn) || is_at_initial_domain(facts, upn) && !is_placeholder(facts, &name, upn))
    });
    let verified = match cloud.upn() {
        // The suffix is there, so it is verified.
        Known::Value(upn) if is_underscored(&name, upn) => Truth::True,
        _ => facts.subject.tenant.domains.is_verified(suffix),
    };
    Likely::from(replaced & flows(facts, &cloud) & verified).then(|| {
        let upn = cloud.upn().value().unwrap_or_default();
        Finding::new(Severity::Degrades, format!("The UPN {fault}, so Entra ID made it {upn}"))
            .cite(user.0, field)
            .cite(cloud.0, entra::UPN)
    })
}

/// Whether two names differ only in that one has `_` where the other has a character that is not allowed.
fn is_underscored(name: &str, upn: &str) -> bool {
    let mut own = name.chars();
    let mut given = upn.chars();
    let mut replaced = false;
    loop {
        match (own.next(), given.next()) {
            (None, None) => return replaced,
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(&other) => {}
            (Some(one), Some('_')) if !one.is_ascii_alphanumeric() && one != '@' => replaced = true,
            _ => return false,
        }
    }
}
