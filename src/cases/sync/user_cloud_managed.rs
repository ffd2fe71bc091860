use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use crate::schema::entra;
use crate::tenant::JoinKey;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "user-cloud-managed",
    title: "The user is managed in the cloud",
    criterion: "isCloudManaged or blockOnPremisesSync is true for a user who came from Active Directory.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::Nobody,
    step: Step::NoConflict,
    why: "The source of authority of the user was moved to the cloud, so changes in Active Directory are ignored by design.",
    remedy: "None: change the user in Entra ID, or roll the source of authority back to Active Directory.",
    sources: &[AUTHORITY],
    needs: &[entra::CLOUD_MANAGED, entra::SYNC_BLOCKED, entra::IMMUTABLE_ID, entra::SYNCED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

const AUTHORITY: &str = "https://learn.microsoft.com/entra/identity/hybrid/how-to-user-source-of-authority-configure";

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(cloud) = subject.entra else { return Answer::Clear };
    if cloud.is_cloud_managed() && (subject.ad.is_some() || cloud.immutable_id().is_set().holds()) {
        let finding = Finding::new(
            Severity::Advisory,
            "The user is managed in the cloud, changes in Active Directory do not count",
        );
        return Answer::Found(finding.cite(cloud.0, entra::CLOUD_MANAGED).cite(cloud.0, entra::SYNC_BLOCKED));
    }
    // With the anchor and not synchronised it is managed in the cloud, restored, or out of scope.
    let is_odd = subject.joined_to_entra_by() == Some(JoinKey::ImmutableId) && cloud.is_synced().fails();
    match cloud.0.flag(entra::CLOUD_MANAGED) {
        Truth::Unknown(fields) if is_odd => Answer::Undecidable(fields),
        _ => Answer::Clear,
    }
}
