use super::super::facts::NotYet;
use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::DELAYS;
use crate::instant::Instant;
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "provisioning-delay",
    title: "Within the documented 24 hours",
    criterion: "Nothing blocks but that the mailbox is not there yet, and the user or the mailbox plan is younger than 24 hours.",
    severities: &[Severity::Advisory],
    rank: 8,
    act: Act::Nobody,
    step: Step::AfterAFix,
    why: "From Entra ID to Exchange Online normally takes less than 30 minutes, but may take up to 24 hours.",
    remedy: "Wait until the 24 hours are over, then export and check again. Look at Service Health meanwhile.",
    sources: &[DELAYS],
    needs: &[
        entra::CREATED,
        entra::ASSIGNED_PLANS,
        entra::ASSIGNMENT_STATES,
        exchange::TYPE_DETAILS,
        exchange::MAILBOX_GUID,
    ],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let NotYet { no_recipient, no_sku, mail_user } = facts.not_yet();
    let symptom = no_recipient.truth | no_sku.truth | mail_user.truth;
    if symptom.fails() {
        return Answer::Clear;
    }
    (facts.is_within_delay() & Likely::from(symptom)).then(|| {
        let Some((field, began)) = facts.provisioning_began() else {
            return Finding::new(Severity::Advisory, "The mailbox may still come").possible();
        };
        let hours = (facts.as_of() - began.seconds).max(0) / 3600;
        let weak = if field == entra::LAST_SYNC { " (its last synchronisation is the only date there is)" } else { "" };
        let finding = Finding::new(
            Severity::Advisory,
            format!(
                "The mailbox may still come: {hours} hours have passed since {}, and it can take 24{weak}",
                Instant::to_text(began.seconds)
            ),
        )
        .cite(cloud.0, field);
        if field == entra::LAST_SYNC { finding.possible() } else { finding }
    })
}
