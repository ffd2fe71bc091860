use super::super::{Act, Answer, Case, Facts, Finding, InEntra, Likely, Nature, Severity, Step};
use super::{KB, PREPARE, syntax};
use crate::schema::{ad, entra};
use crate::tenant::SignIn;

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-empty",
    title: "userPrincipalName is empty in Active Directory",
    criterion: "userPrincipalName is empty. It blocks where the user is missing in Entra.",
    severities: &[Severity::Blocks, Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "Without a UPN Entra Connect makes one of sAMAccountName and the domain, which is seldom a verified domain: the user \
          may be missing, or stand in Entra under a name nobody looks for.",
    remedy: "Set-ADUser <user> -UserPrincipalName <name>@<verified domain>, then run a delta synchronisation.",
    sources: &[KB, PREPARE],
    needs: &[ad::UPN, ad::SAM],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    // With alternate login ID another attribute makes the name.
    if user.upn().is_empty().fails() || facts.subject.tenant.sign_in != SignIn::Upn {
        return Answer::Clear;
    }
    let (severity, certain) = match facts.in_entra() {
        InEntra::No { certain } => (Severity::Blocks, certain),
        InEntra::Unknown(_) => (Severity::Advisory, true),
        InEntra::Yes => {
            let cloud = facts.subject.entra.and_then(|cloud| cloud.upn().value()).unwrap_or_default();
            let fallback = cloud.to_lowercase().ends_with(".onmicrosoft.com");
            (if fallback { Severity::Degrades } else { Severity::Advisory }, true)
        }
    };
    Likely { truth: user.upn().is_empty(), certain }.then(|| {
        let empty = "userPrincipalName is empty in Active Directory";
        // The account name makes the UPN.
        let account = user.sam_account_name().value();
        let finding = match account.and_then(|name| Some((name, syntax::of_account_name(name)?))) {
            Some((name, fault)) => Finding::new(severity, format!("{empty}, and sAMAccountName {name} {fault}"))
                .cite(user.0, ad::UPN)
                .cite(user.0, ad::SAM),
            None => Finding::new(severity, empty).cite(user.0, ad::UPN),
        };
        match facts.subject.entra {
            Some(cloud) => finding.cite(cloud.0, entra::UPN),
            None => finding,
        }
    })
}
