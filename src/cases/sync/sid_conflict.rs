use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::EXISTING_TENANT;
use crate::cases::InEntra;
use crate::records::EntraUser;
use crate::schema::{FieldSet, ad, entra};
use crate::tenant::Subject;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "sid-conflict",
    title: "The same security identifier on two people",
    criterion: "The objectSid of a user missing in Entra is that of another user of Active Directory who is there, or the onPremisesSecurityIdentifier of an \
                Entra user whose ImmutableId somebody else owns.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "A security identifier is unique in Entra ID: the second object with it is refused. Two accounts of one domain have the same one only after \
          a fault of the RID pool.",
    remedy: "Repair the RID pool, so that each account has a SID of its own, then run a delta synchronisation.",
    sources: &[EXISTING_TENANT],
    needs: &[ad::SID, ad::GUID, entra::SID, entra::IMMUTABLE_ID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let InEntra::No { certain } = facts.in_entra() else { return Answer::Clear };
    let sid = match user.sid() {
        Known::Value(sid) => sid,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    // Accounts of another forest may be the same person.
    let certain = certain && !subject.tenant.several_forests;
    let told = |finding: Finding<'t>, certain: bool| {
        let finding = finding.cite(user.0, ad::GUID);
        Answer::Found(if certain { finding } else { finding.possible() })
    };
    let message = format!("Somebody else has the security identifier {sid}");
    let in_entra = |other: &Subject<'t>| other.entra.is_some();
    if let Some(other) = subject.same_sid_in_ad(sid).into_iter().find(in_entra).and_then(|other| other.ad) {
        let finding = Finding::new(Severity::Blocks, message).cite(user.0, ad::SID);
        // Without both ids it may be one account, listed twice.
        let are_two = user.guid().value().zip(other.guid().value()).is_some();
        return told(finding.cite(other.0, ad::SID).cite(other.0, ad::DN).cite(other.0, ad::UPN), certain && are_two);
    }
    let is_owned = |cloud: &EntraUser<'t>| {
        cloud.immutable_id().value().is_some_and(|id| subject.tenant.owns_immutable_id(id) && user.disowns(id).holds())
    };
    if let Some(cloud) = subject.same_sid_in_entra(sid).into_iter().find(is_owned) {
        let finding = Finding::new(Severity::Blocks, message).cite(user.0, ad::SID);
        return told(
            finding.cite(cloud.0, entra::SID).cite(cloud.0, entra::IMMUTABLE_ID).cite(cloud.0, entra::UPN),
            certain,
        );
    }
    if subject.tenant.records.entra.compares(entra::SID) {
        Answer::Clear
    } else {
        Answer::Undecidable(FieldSet::of(entra::SID))
    }
}
