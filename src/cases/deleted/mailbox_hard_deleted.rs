use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{DELETE_OR_RESTORE, RECOVERABLE_DAYS, best, cite_link};
use crate::instant::{DAY, Instant};
use crate::schema::{FieldSet, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-hard-deleted",
    title: "The mailbox is purged, or about to be",
    criterion: "The soft-deleted mailbox was deleted more than 30 days before the exports, and no hold stands on it. That it is listed proves \
                that it was still there, so this is possible at most.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::Nobody,
    step: Step::NotDeleted,
    why: "After 30 days a soft-deleted mailbox is purged, unless a hold keeps it; purging its user later begins 30 days of their own. What \
          is purged does not come back.",
    remedy: "Try mailbox-soft-deleted at once. If the mailbox is gone, a license makes a new, empty one. A mail user that cannot be purged has a \
             journal mailbox attached: Disable-JournalArchiving.",
    sources: &[DELETE_OR_RESTORE],
    needs: &[
        exchange::DELETED,
        exchange::LITIGATION_HOLD,
        exchange::HOLDS,
        exchange::LABEL_HOLD,
        exchange::TYPE_DETAILS,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some((mailbox, link)) = best(facts, |mailbox| !mailbox.is_inactive()) else { return Answer::Clear };
    let (over, last) = match mailbox.deleted() {
        Known::Value(deleted) => {
            let ends = deleted.seconds + RECOVERABLE_DAYS * DAY;
            (Truth::from(ends <= facts.as_of()), Instant::to_date(ends))
        }
        _ => (Truth::Unknown(FieldSet::of(exchange::DELETED)), String::new()),
    };
    let gone = over & !mailbox.is_on_hold() & facts.is_expected();
    (Likely::possibly(gone) & facts.without_mailbox()).then(|| {
        let finding = Finding::new(
            Severity::Advisory,
            format!("The 30 days of the soft-deleted mailbox ended on {last} and no hold keeps it: it may be purged"),
        );
        let finding = finding.cite(mailbox.0, exchange::DELETED);
        let finding = mailbox.holds().into_iter().fold(finding, |finding, (field, _)| finding.cite(mailbox.0, field));
        cite_link(facts, finding, &mailbox, link)
    })
}
