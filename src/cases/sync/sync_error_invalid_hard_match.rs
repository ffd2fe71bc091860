use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{EXISTING_TENANT, FEATURES, SYNC_ERRORS, found, of_match, report};
use crate::records::{Refusal, Switch};
use crate::schema::{ad, entra, sync_error, tenant};
use crate::tenant::JoinKey;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-invalid-hard-match",
    title: "InvalidHardMatch: the cloud user may not be taken over",
    criterion: "A record InvalidHardMatch. Without one, possible: an Entra user with the ImmutableId is not synchronised, and hard matches onto cloud users are \
                switched off in the tenant, or its onPremisesObjectIdentifier names another object.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "A user with the right ImmutableId that is managed in the cloud is taken over only where the tenant allows it; since summer 2026 neither \
          with an Entra role nor with the identifier of another object.",
    remedy: "Switched off: Update-MgDirectoryOnPremiseSynchronization with Features.BlockCloudObjectTakeoverThroughHardMatchEnabled=$false, synchronise, \
             switch on again. A role: remove it for the match. Another object: clear onPremisesObjectIdentifier.",
    sources: &[SYNC_ERRORS, EXISTING_TENANT, FEATURES],
    needs: &[
        ad::GUID,
        entra::IMMUTABLE_ID,
        entra::SYNCED,
        entra::CLOUD_MANAGED,
        entra::SYNC_BLOCKED,
        tenant::FEATURES,
        sync_error::CATEGORY,
        sync_error::RESOLVED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    // Managed in the cloud on purpose.
    if subject.entra.is_some_and(|cloud| cloud.is_cloud_managed()) {
        return Answer::Clear;
    }
    if let Some(reported) = report(facts, |own| own == Refusal::HardMatch) {
        let message = "Entra does not let the synchronisation take over the user with this ImmutableId";
        return of_match(facts, found(facts, &reported, Severity::Blocks, message));
    }
    let (Some(user), Some(cloud)) = (subject.ad, subject.entra) else { return Answer::Clear };
    if subject.joined_to_entra_by() != Some(JoinKey::ImmutableId) {
        return Answer::Clear;
    }
    let is_other = matches!((cloud.ad_object(), user.guid().value()), (Some(named), Some(own)) if named != own);
    let hinders = Truth::from(is_other) | subject.tenant.is_on(Switch::HardMatchTakeoverBlocked);
    Likely::possibly(!cloud.is_synced() & hinders).then(|| {
        let message = "The Entra user with this ImmutableId is not synchronised, and may not be taken over";
        let finding = Finding::new(Severity::Blocks, message)
            .cite(user.0, ad::GUID)
            .cite(cloud.0, entra::IMMUTABLE_ID)
            .cite(cloud.0, entra::SYNCED);
        match subject.tenant.proof_of(Switch::HardMatchTakeoverBlocked) {
            _ if is_other => finding.cite(cloud.0, entra::AD_OBJECT),
            Some((record, field)) => finding.cite(record, field),
            None => finding,
        }
    })
}
