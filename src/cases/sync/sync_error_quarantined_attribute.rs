use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{RESILIENCY, SYNC_ERRORS, cite_rivals, found};
use crate::records::Refusal;
use crate::schema::{entra, sync_error};
use crate::tenant::Reported;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-quarantined-attribute",
    title: "An attribute is quarantined, because somebody else has its value",
    criterion: "onPremisesProvisioningErrors (DirSyncProvisioningErrors) or an error export holds an open conflict of an address.",
    severities: &[Severity::Degrades],
    rank: 3,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "Where somebody else has a value already, Entra ID writes the object without it and keeps it in quarantine. Changes of licenses may \
          fail meanwhile.",
    remedy: "Remove the value from one of the two objects, in the directory it comes from; within an hour of the next synchronisation the service \
             writes it by itself. To check: Get-MgUser -UserId <id> -Property onPremisesProvisioningErrors.",
    sources: &[RESILIENCY, SYNC_ERRORS],
    needs: &[entra::SYNC_ERRORS, sync_error::CATEGORY, sync_error::PROPERTY, sync_error::LIST, sync_error::RESOLVED],
    explained_by: &["conflict-with-cloud-only-user", "conflict-with-guest", "proxyaddress-duplicate-in-ad"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    // A quarantined UPN leaves a placeholder, which is told apart.
    let is_meant = |reported: &Reported<'t>| {
        let error = reported.error;
        let unnamed = error.category.is_none() && error.service.is_none() && error.property.is_some();
        !error.resolved && !error.is_about_upn() && (unnamed || error.refusal() == Some(Refusal::Quarantined))
    };
    if let Some(reported) = subject.reported().find(is_meant) {
        let finding =
            found(facts, &reported, Severity::Degrades, "Entra keeps a value in quarantine that somebody else has");
        return Answer::Found(cite_rivals(facts, &reported, finding));
    }
    let unread = subject.unread_errors();
    if unread.is_empty() { Answer::Clear } else { Answer::Undecidable(unread) }
}
