use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use crate::schema::{ad, entra};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "account-disabled",
    title: "Sign-in is disabled",
    criterion: "The account is disabled in Active Directory or in Entra ID, and it is no linked, shared, room or equipment mailbox, which are disabled by nature.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Disabled accounts are synchronised and get mailboxes, but nobody can sign in to them.",
    remedy: "Enable-ADAccount <user> if the person is to sign in, then synchronise. Nothing else is to be done.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-user-and-contacts",
    ],
    needs: &[ad::ENABLED, ad::ACCOUNT_CONTROL, entra::ENABLED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let in_ad = facts.subject.ad.map_or(Truth::False, |user| user.is_disabled());
    let in_cloud = facts.subject.entra.map_or(Truth::False, |user| user.is_disabled());
    let disabled = in_ad | in_cloud;
    if disabled.fails() || facts.needs_license().fails() {
        return Answer::Clear;
    }
    let linked = facts.subject.ad.map_or(Truth::False, |user| user.is_linked());
    Likely::from(disabled & !linked & facts.needs_license()).then(|| {
        let finding =
            Finding::new(Severity::Advisory, "The account is disabled: it may have a mailbox, but nobody can sign in");
        let user = facts.subject.ad.filter(|user| user.is_disabled().holds());
        match (user, facts.subject.entra) {
            (Some(user), _) => finding.cite(user.0, ad::ENABLED).cite(user.0, ad::ACCOUNT_CONTROL),
            (None, Some(cloud)) => finding.cite(cloud.0, entra::ENABLED).cite(cloud.0, entra::BLOCKED),
            (None, None) => finding,
        }
    })
}
