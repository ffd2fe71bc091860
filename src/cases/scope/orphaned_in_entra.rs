use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::NOT_SYNCHRONISING;
use crate::guid::Guid;
use crate::schema::{Kind, ad, entra};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "orphaned-in-entra",
    title: "Synchronised Entra user without a user in Active Directory",
    criterion: "OnPremisesSyncEnabled is True and ImmutableId is set, and no user of Active Directory owns ImmutableId, SID or \
                names. Certain where --config says that all domains were exported, possible where OnPremisesDomainName \
                is an exported domain, silent else.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "Such an account gets no changes any more, and keeps addresses that another object may need.",
    remedy: "First look whether another forest, another synchronisation engine or a filter owns it. Only when it holds no \
             mailbox: Remove-MgUser -UserId <id>, which deletes user and mailbox softly.",
    sources: &[
        "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/object-deletions-not-sync",
        NOT_SYNCHRONISING,
        "https://learn.microsoft.com/entra/identity/hybrid/how-to-user-source-of-authority-configure",
    ],
    needs: &[ad::GUID, ad::CONSISTENCY, entra::IMMUTABLE_ID, entra::SYNCED, entra::AD_DOMAIN],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let tenant = subject.tenant;
    let (None, Some(user)) = (subject.ad, subject.entra) else { return Answer::Clear };
    let ad_side = &tenant.records.ad;
    if user.is_cloud_managed() || tenant.anchored_elsewhere || !ad_side.has(Kind::AdUsers) || !ad_side.is_complete() {
        return Answer::Clear;
    }
    let Known::Value(id) = user.immutable_id() else {
        return match user.immutable_id() {
            Known::Unknown(fields) => Answer::Undecidable(fields),
            _ => Answer::Clear,
        };
    };
    // Who holds a key that two hold is somebody's, though nobody knows whose.
    if tenant.owns_immutable_id(id) || !ad_side.compares(ad::GUID) || subject.is_ambiguous() {
        return Answer::Clear;
    }
    // The user says only what the LAST_SYNC of restored users cannot: that it is synchronised now.
    let synced = user.0.flag(entra::SYNCED);
    let exported = if tenant.config.synchronisation.all_domains_exported {
        Likely::from(true)
    } else {
        match user.ad_domain() {
            Known::Value(name) => Likely::possibly(tenant.has_ad_domain(name)),
            _ => Truth::False.into(),
        }
    };
    (exported & synced).then(|| {
        let message = "The Entra user is synchronised, but its user in Active Directory is gone";
        Finding::new(Severity::Advisory, message)
            .cite(user.0, entra::IMMUTABLE_ID)
            .cite(user.0, entra::AD_DOMAIN)
            .cite_absence(ad_side, &[ad::GUID], Some(Guid::hyphenated(id)))
    })
}
