use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{TROUBLESHOOT_ATTRIBUTES, flows, is_placeholder, sign_in_name, syntax, written};
use crate::schema::{ad, domain, entra};
use crate::tenant::{JoinKey, domain_of, same_name};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-not-updated",
    title: "A changed UPN did not reach the cloud",
    criterion: "The UPN in Active Directory is valid, verified and nobody else's, and the one in Entra is another.",
    severities: &[Severity::Degrades],
    rank: 4,
    act: Act::EntraAdmin,
    step: Step::NamesFilled,
    why: "Where SynchronizeUpnForManagedUsers is off, Entra ID silently ignores changed UPNs of licensed users. Else the change \
          waits for the next synchronisation.",
    remedy: "Switch on SynchronizeUpnForManagedUsersEnabled (Update-MgDirectoryOnPremiseSynchronization) and change the UPN once \
             more, for old values stay as they are; or Update-MgUser -UserId <id> -UserPrincipalName <upn>.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-features",
        TROUBLESHOOT_ATTRIBUTES,
    ],
    needs: &[ad::UPN, entra::UPN, domain::NAME, domain::VERIFIED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some((user, field, Known::Value(name))) = sign_in_name(facts) else { return Answer::Clear };
    let Some(cloud) = subject.entra else { return Answer::Clear };
    let differs = cloud.upn().is(|upn| !same_name(name, upn));
    // Joined by a name, two people could be taken for one.
    let is_anchored = matches!(subject.joined_to_entra_by(), Some(JoinKey::ImmutableId | JoinKey::Sid));
    if differs.fails()
        || !is_anchored
        || subject.is_linked_elsewhere()
        || syntax::of_upn(&written(user.0, field)).is_some()
    {
        return Answer::Clear;
    }
    let placeholder = cloud.upn().is(|upn| is_placeholder(facts, name, upn)).holds();
    let contested =
        || !subject.other_holders_in_ad(name).is_empty() || !subject.other_holders_in_cloud(name).is_empty();
    let Some(suffix) = domain_of(name) else { return Answer::Clear };
    if placeholder || contested() {
        return Answer::Clear;
    }
    let truth = differs & flows(facts, &cloud) & subject.tenant.domains.is_verified(suffix);
    // Of several forests, another one may tell the name.
    Likely { truth, certain: !subject.tenant.several_forests }.then(|| {
        let upn = cloud.upn().value().unwrap_or_default();
        Finding::new(Severity::Degrades, format!("The UPN is {name} in Active Directory, but still {upn} in Entra ID"))
            .cite(user.0, field)
            .cite(cloud.0, entra::UPN)
            .cite(cloud.0, entra::AD_UPN)
    })
}
