use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::NOT_SYNCHRONISING;
use crate::guid::Guid;
use crate::schema::{ad, entra};

pub(in crate::cases) static CASE: Case = Case {
    id: "missing-in-entra",
    title: "The user of Active Directory is not in Entra ID",
    criterion: "No live Entra user has its anchor, SID, UPN or primary SMTP address.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InEntra,
    why: "Exchange Online learns of people through Entra ID only. Who was never exported there by Entra Connect or Cloud \
          Sync can have neither license nor mailbox.",
    remedy: "Bring the object into scope (domain, OU and group filter), then Start-ADSyncSyncCycle -PolicyType Delta. To \
             check: Get-MgUser -Filter \"onPremisesImmutableId eq '<ImmutableId>'\"; the troubleshooting task of the \
             Connect wizard tells why an object is left out.",
    sources: &["https://support.microsoft.com/help/4051375", NOT_SYNCHRONISING],
    needs: &[ad::GUID, ad::UPN, ad::PROXIES, entra::IMMUTABLE_ID, entra::UPN, entra::PROXIES],
    explained_by: &[
        "scope-critical-system-object",
        "scope-no-samaccountname",
        "scope-sync-service-account",
        "scope-exchange-system-account",
        "scope-recipient-type-mask",
        "scope-replication-conflict",
        "scope-admin-description",
        "linked-mailbox-without-master",
        "source-anchor-changed",
        "out-of-scope-by-configuration",
        "cloud-sync-scope",
        "match-attribute-empty",
        "source-anchor-empty",
        "not-readable-by-connector",
        "sync-error-invalid-soft-match",
        "sync-error-attribute-must-be-unique",
        "sync-error-object-type-mismatch",
        "conflict-with-cloud-only-user",
        "conflict-with-guest",
        "sync-error-identity-data-validation",
        "sync-error-data-validation",
        "sync-error-large-object",
        "sync-error-invalid-hard-match",
        "soft-match-blocked",
        "sync-error-existing-admin-role",
        "sid-conflict",
        "proxyaddress-duplicate-in-ad",
        "upn-empty",
        "entra-user-soft-deleted",
    ],
    nature: Nature::Symptom,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let missing = facts.missing_in_entra();
    // Who has a mailbox is in Entra, whatever the export says.
    if facts.has_mailbox() {
        return Answer::Clear;
    }
    missing.then(|| {
        let side = &subject.tenant.records.entra;
        let doubt = if missing.certain { "" } else { ", as far as the exports can tell" };
        let near = subject.near_match();
        let hint = near.map(|(other, difference)| {
            let name = other.upn().value().unwrap_or("another user");
            format!("; {name} there differs by {} only", difference.name())
        });
        let message =
            format!("The user is in Active Directory, but not in Entra ID{doubt}{}", hint.unwrap_or_default());
        let finding = Finding::new(Severity::Blocks, message)
            .cite(user.0, ad::GUID)
            .cite(user.0, ad::UPN)
            .cite_absence(side, &[entra::IMMUTABLE_ID], user.anchors().next().map(Guid::immutable_id))
            .cite_absence(side, &[entra::UPN], user.upn().value().map(str::to_owned))
            .cite_absence(side, &[entra::PROXIES, entra::MAIL], user.primary_smtp().value().map(str::to_owned));
        match near {
            Some((other, _)) => finding.cite(other.0, entra::UPN),
            None => finding,
        }
    })
}
