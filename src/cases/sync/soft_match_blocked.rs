use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{EXISTING_TENANT, FEATURES, cite_primary};
use crate::cases::facts::may_be_newer;
use crate::records::Switch;
use crate::schema::{ad, entra, tenant};
use crate::tenant::{JoinKey, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "soft-match-blocked",
    title: "Soft match is switched off in the tenant",
    criterion: "An Entra user without ImmutableId, not synchronised, has the primary SMTP address or the UPN of the user, and BlockSoftMatchEnabled is true. \
                Where the switch is not known, it is possible.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoConflict,
    why: "A cloud user with the same primary address or UPN is taken over at the next synchronisation, unless the tenant forbids it.",
    remedy: "Update-MgDirectoryOnPremiseSynchronization with Features.BlockSoftMatchEnabled=$false, synchronise, then switch it on again.",
    sources: &[EXISTING_TENANT, FEATURES],
    needs: &[ad::UPN, ad::PROXIES, entra::UPN, entra::PROXIES, entra::IMMUTABLE_ID, entra::SYNCED, tenant::FEATURES],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(user), Some(cloud)) = (subject.ad, subject.entra) else { return Answer::Clear };
    if !matches!(subject.joined_to_entra_by(), Some(JoinKey::Upn | JoinKey::PrimarySmtp)) {
        return Answer::Clear;
    }
    let certain = match subject.tenant.is_on(Switch::SoftMatchBlocked) {
        Truth::False => return Answer::Clear,
        Truth::True => true,
        // Before the first synchronisation, or just after the account was made, nothing is matched yet.
        Truth::Unknown(_) => {
            if !subject.tenant.synchronises
                || may_be_newer(&user.0, ad::CREATED, &subject.tenant.records.entra, subject.tenant)
            {
                return Answer::Clear;
            }
            false
        }
    };
    let same = |one: Known<&str>, other: Known<&str>| match (one, other) {
        (Known::Value(one), Known::Value(other)) => same_name(one, other),
        _ => false,
    };
    let matches = same(user.upn(), cloud.upn()) || same(user.primary_smtp(), cloud.primary_smtp());
    let condition = Truth::from(matches) & cloud.immutable_id().is_empty() & !cloud.is_synced();
    Likely { truth: condition, certain }.then(|| {
        let doubt =
            if certain { "because soft match is switched off" } else { "perhaps because soft match is switched off" };
        let message = format!("The cloud user of this name was not taken over, {doubt}");
        let finding = cite_primary(Finding::new(Severity::Blocks, message).cite(user.0, ad::UPN), &user)
            .cite(cloud.0, entra::UPN)
            .cite(cloud.0, entra::PROXIES)
            .cite(cloud.0, entra::IMMUTABLE_ID)
            .cite(cloud.0, entra::SYNCED);
        match subject.tenant.proof_of(Switch::SoftMatchBlocked) {
            Some((record, field)) => finding.cite(record, field),
            None => finding,
        }
    })
}
