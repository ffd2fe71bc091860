use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{INACTIVE_MAILBOXES, RECOVER, cite_link, state_of};
use crate::schema::{FieldSet, exchange};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "hold-on-deleted-mailbox",
    title: "A hold stands on the deleted mailbox",
    criterion: "A soft-deleted or inactive mailbox of the person has LitigationHoldEnabled, a hold in InPlaceHolds or ComplianceTagHoldApplied. \
                Exemptions and policies that only delete are no holds.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::ExchangeAdmin,
    step: Step::NotDeleted,
    why: "Somebody wants what is in it to be kept. As long as the hold stands, the mailbox cannot be purged, and keeps its GUID.",
    remedy: "Ask who set the hold before anything is removed. Let it stand, and copy the content with New-MailboxRestoreRequest where it is \
             needed.",
    sources: &[RECOVER, INACTIVE_MAILBOXES],
    needs: &[
        exchange::LITIGATION_HOLD,
        exchange::HOLDS,
        exchange::LABEL_HOLD,
        exchange::MAILBOX_GUID,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let mut open = FieldSet::EMPTY;
    // Beside a live mailbox, one that may be somebody else's is no matter.
    let relevant = |link: crate::tenant::MailboxLink| link.proves() || !facts.has_mailbox();
    for (mailbox, link) in facts.subject.deleted_mailboxes().filter(|(_, link)| relevant(*link)) {
        match mailbox.is_on_hold() {
            Truth::True => {
                return Likely { truth: Truth::True, certain: link.proves() }.then(|| {
                    let holds = mailbox.holds().into_iter().filter(|(_, hold)| hold.holds());
                    let columns: Vec<_> = holds.map(|(field, _)| field).collect();
                    let names: Vec<_> = columns.iter().map(|field| field.column()).collect();
                    let message = format!("A hold stands on the {} mailbox ({})", state_of(&mailbox), names.join(", "));
                    let finding = Finding::new(Severity::Advisory, message);
                    let finding = columns.into_iter().fold(finding, |finding, field| finding.cite(mailbox.0, field));
                    cite_link(facts, finding, &mailbox, link)
                });
            }
            Truth::Unknown(fields) => open = open.and(fields),
            Truth::False => {}
        }
    }
    if open.is_empty() { Answer::Clear } else { Answer::Undecidable(open) }
}
