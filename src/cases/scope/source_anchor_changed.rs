use super::super::{Act, Answer, Case, Census, Facts, Finding, Likely, Nature, Severity, Step, TenantFinding};
use super::DEFAULT_RULES;
use crate::schema::{Kind, ad, entra};
use crate::tenant::{JoinKey, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "source-anchor-changed",
    title: "The source anchor no longer matches the Entra user",
    criterion: "UPN and primary SMTP address (or the SID) are those of one Entra user whose ImmutableId is neither the \
                objectGUID nor mS-DS-ConsistencyGuid, and no other user of Active Directory owns that ImmutableId.",
    severities: &[Severity::Blocks, Severity::Degrades, Severity::Advisory],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "Entra Connect finds an Entra user by its ImmutableId. An account that was recreated or moved brings another one, so \
          nothing that changes in Active Directory reaches the cloud any more.",
    remedy: "The same object: put the old value of the anchor back. A recreated or moved account: write the bytes of the \
             Entra user's ImmutableId into mS-DS-ConsistencyGuid before its import. Since July 2026 a hard match is \
             refused until onPremisesObjectIdentifier is cleared or the tenant's temporary switch is on. Update-MgUser \
             -UserId <id> -OnPremisesImmutableId works for cloud-managed users only.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant",
        "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-user-and-contacts",
        DEFAULT_RULES,
    ],
    needs: &[
        ad::GUID,
        ad::CONSISTENCY,
        ad::UPN,
        ad::PROXIES,
        ad::MAIL,
        entra::IMMUTABLE_ID,
        entra::UPN,
        entra::PROXIES,
        entra::MAIL,
        entra::SYNCED,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(user), Some(cloud)) = (subject.ad, subject.entra) else { return Answer::Clear };
    if subject.joined_to_entra_by() == Some(JoinKey::ImmutableId)
        || subject.tenant.anchored_elsewhere
        || user.is_linked().holds()
        || subject.is_linked_elsewhere()
        || cloud.is_cloud_managed()
        // Of several forests the account of another one may be the live one.
        || subject.tenant.several_forests && user.is_disabled().holds()
    {
        return Answer::Clear;
    }
    let Known::Value(id) = cloud.immutable_id() else {
        // Without ImmutableId nothing has changed; another anchor than a GUID comes from another attribute.
        return match cloud.immutable_id() {
            Known::Unknown(fields) if subject.tenant.records.ad.has(Kind::AdUsers) => Answer::Undecidable(fields),
            _ => Answer::Clear,
        };
    };
    if subject.tenant.owns_immutable_id(id) {
        return Answer::Clear;
    }
    let equal = |one: Known<&str>, other: Known<&str>| match (one, other) {
        (Known::Value(one), Known::Value(other)) => same_name(one, other).into(),
        (Known::Unknown(fields), _) | (_, Known::Unknown(fields)) => Truth::Unknown(fields),
        _ => Truth::False,
    };
    let same_names = equal(user.upn(), cloud.upn()) & equal(user.primary_smtp(), cloud.primary_smtp());
    // The SID is rarely exported, and then adds nothing that the names leave open.
    let same_sid =
        matches!((user.sid(), cloud.sid()), (Known::Value(one), Known::Value(other)) if same_name(one, other));
    let several_forests = subject.tenant.several_forests;
    // What Exchange wrote back is no proof of its own, but the same person as far as anybody can tell.
    let written_back = subject.joined_to_entra_by() == Some(JoinKey::ObjectId);
    let same = Truth::from(same_sid) | same_names;
    let certain = !several_forests && (!written_back || same.holds());
    let condition = user.disowns(id) & cloud.is_synced() & (Truth::from(written_back) | same);
    Likely { truth: condition, certain }.then(|| {
        let absent = facts.without_mailbox();
        let severity = if absent.truth.holds() { Severity::Blocks } else { Severity::Degrades };
        let finding = Finding::new(
            severity,
            "The Entra user of this name has another ImmutableId, which nobody in Active Directory owns",
        )
        .cite(user.0, ad::GUID)
        .cite(user.0, ad::CONSISTENCY)
        .cite(cloud.0, entra::IMMUTABLE_ID)
        .cite(cloud.0, entra::UPN);
        if severity == Severity::Blocks && !absent.certain { finding.possible() } else { finding }
    })
}

/// Tells that the anchor comes from another attribute, where that is so for most.
pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    let named = tenant.config.synchronisation.anchor_attribute.is_some();
    if !tenant.anchored_elsewhere || named {
        return Vec::new();
    }
    let people = tenant.other_anchors;
    let message = format!(
        "{people} joined people have an ImmutableId that is neither objectGUID nor mS-DS-ConsistencyGuid: another attribute seems \
         to be the source anchor, and nobody is judged by it"
    );
    let differs = |number: u32| {
        let subject = tenant.subject(number);
        let (user, cloud) = (subject.ad?, subject.entra?);
        cloud.immutable_id().value().filter(|id| user.disowns(*id).holds()).map(|_| (user, cloud))
    };
    let finding = Finding::new(Severity::Advisory, message).possible();
    let finding = match tenant.numbers().find_map(differs) {
        Some((user, cloud)) => {
            finding.cite(user.0, ad::GUID).cite(user.0, ad::CONSISTENCY).cite(cloud.0, entra::IMMUTABLE_ID)
        }
        None => finding,
    };
    vec![TenantFinding { case: &CASE, finding, people }]
}
