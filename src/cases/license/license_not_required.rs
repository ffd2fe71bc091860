use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{SHARED_MAILBOXES, without_plan};
use crate::records::license;
use crate::schema::{ad, entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "license-not-required",
    title: "Shared, room or equipment mailbox: no license needed",
    criterion: "The wanted mailbox is a shared, room or equipment mailbox by its type in Exchange Online or in Active Directory, there is none, \
                and no mailbox plan is on: the missing license is not the reason.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::Nobody,
    step: Step::Licensed,
    why: "Shared, room and equipment mailboxes are made without a license, so no case about licenses is asked.",
    remedy: "None, unless it grows over 50 GB or shall have an archive (Exchange Online Plan 2), a litigation hold (Plan 2, or Plan 1 with the \
             archiving add-on), or Defender for Office 365 protects it; in Multi-Geo tenants shared mailboxes are licensed like users.",
    sources: &[
        SHARED_MAILBOXES,
        "https://learn.microsoft.com/microsoft-365/admin/email/remove-license-from-shared-mailbox",
    ],
    needs: &[entra::ASSIGNED_LICENSES, ad::TYPE_DETAILS, ad::REMOTE_TYPE, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let free = !facts.needs_license();
    if free.fails() || facts.has_mailbox() {
        return Answer::Clear;
    }
    // It holds of whoever is listed nowhere, certainly or not.
    let spared = free & without_plan(facts) & facts.is_expected() & facts.without_mailbox().truth;
    Likely::from(spared).then(|| {
        let finding = Finding::new(
            Severity::Advisory,
            "A shared, room or equipment mailbox needs no license, so none is missing",
        );
        let finding = facts.subject.ad.into_iter().fold(finding, |finding, user| {
            let field = if user.is_typed_without_license().holds() { ad::TYPE_DETAILS } else { ad::REMOTE_TYPE };
            finding.cite(user.0, field)
        });
        finding.cite(cloud.0, license::column(&cloud))
    })
}
