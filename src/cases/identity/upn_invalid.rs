use super::super::{Act, Answer, Case, Facts, Finding, InEntra, Nature, Severity, Step};
use super::{PREPARE, UPN_POPULATION, sign_in_name, syntax, written};
use crate::schema::{ad, entra};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-invalid",
    title: "userPrincipalName is malformed in Active Directory",
    criterion: "The UPN has not exactly one @, is too long (64 characters before the @, 48 behind it, 113 in all), ends with a full \
                stop before the @, or holds others than letters A to Z, digits and ' . - _ ! # ^ ~ before it.",
    severities: &[Severity::Degrades],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "Entra ID does not take such a name. It silently makes another one, so that the person signs in under a name nobody \
          told, and is not found under the right one.",
    remedy: "Give the account a UPN that keeps the rules, with Set-ADUser -UserPrincipalName. Letters that nobody sees are best \
             typed anew, not copied.",
    sources: &[
        PREPARE,
        UPN_POPULATION,
        "https://learn.microsoft.com/office/troubleshoot/office-suite-issues/username-contains-special-character",
        "https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy",
    ],
    needs: &[ad::UPN],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some((user, field, name)) = sign_in_name(facts) else { return Answer::Clear };
    match name {
        Known::Value(_) => {}
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    }
    let cloud = facts.subject.entra;
    let name = written(user.0, field);
    let fault = syntax::of_upn(&name).filter(|_| !cloud.is_some_and(|cloud| cloud.is_cloud_managed()));
    let Some(fault) = fault else { return Answer::Clear };
    let message = format!("{} {} {fault}, which Entra ID does not accept", field.column(), syntax::spelled(&name));
    let finding = Finding::new(Severity::Degrades, message).cite(user.0, field);
    let finding = match cloud {
        Some(cloud) => finding.cite(cloud.0, entra::UPN),
        None => finding,
    };
    // Such a name does not keep anybody out; with the person missing, nobody saw what became of it.
    Answer::Found(if matches!(facts.in_entra(), InEntra::No { .. }) { finding.possible() } else { finding })
}
