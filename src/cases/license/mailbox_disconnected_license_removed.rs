use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{UNLICENSED_MAILBOX, without_plan};
use crate::records::{Recipient, Standing, license};
use crate::schema::{FieldSet, ad, entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-disconnected-license-removed",
    title: "The mailbox was disconnected when the license was removed",
    criterion: "No license has a mailbox plan on, the recipient is a mail user or user, and it was a UserMailbox before \
                (PreviousRecipientTypeDetails) or its remote type says Migrated. Where nobody knows whether a hold stands on it, it is \
                possible.",
    severities: &[Severity::Blocks],
    rank: 5,
    act: Act::EntraAdmin,
    step: Step::Licensed,
    why: "Without a license a mailbox is disconnected at once and hidden: it stands neither among the soft-deleted nor among the inactive ones. \
          For 30 days a license brings it back as it was. When the license was removed no export tells.",
    remedy: "Assign the license again now, with the command of no-license. After 30 days it makes a new, empty mailbox.",
    sources: &[
        UNLICENSED_MAILBOX,
        "https://learn.microsoft.com/archive/blogs/benw/dude-why-isnt-a-mailbox-being-provisioned-created-in-exchange-online-after-licensing",
    ],
    needs: &[
        entra::ASSIGNED_LICENSES,
        exchange::PREVIOUS_TYPE,
        exchange::TYPE_DETAILS,
        exchange::LITIGATION_HOLD,
        exchange::HOLDS,
        exchange::LABEL_HOLD,
        ad::REMOTE_TYPE,
        ad::TYPE_DETAILS,
    ],
    explained_by: &[
        "usage-location-missing",
        "usage-location-invalid",
        "license-assignment-error",
        "exchange-plan-disabled",
        "license-without-exchange-plan",
    ],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(cloud), Some(recipient)) = (subject.entra, subject.exchange) else { return Answer::Clear };
    let unlicensed = without_plan(facts);
    if unlicensed.fails() || facts.has_mailbox() {
        return Answer::Clear;
    }
    let moved = subject.ad.map_or(Truth::False, |user| user.is_migrated() & !user.is_on_premises_mailbox());
    let hold = recipient.is_on_hold();
    let is_deleted = subject.deleted_mailboxes().any(|(_, link)| link.proves());
    let gone = is_no_mailbox(&recipient) & (recipient.was_mailbox() | moved) & !Truth::from(is_deleted);
    if hold.holds() {
        return Answer::Clear;
    }
    let gone = gone & unlicensed & facts.is_expected() & facts.needs_license();
    // While holds are not known it is possible at most, which changes no verdict: then nothing is left open by it.
    if !gone.holds() && !hold.fails() {
        return Answer::Clear;
    }
    Likely { truth: gone, certain: hold.fails() }.then(|| {
        let finding = Finding::new(
            Severity::Blocks,
            "The mailbox was disconnected when the license was removed; a license brings it back within 30 days",
        )
        .cite(recipient.0, exchange::TYPE_DETAILS)
        .cite(recipient.0, exchange::PREVIOUS_TYPE);
        let finding = match subject.ad.filter(|_| moved.holds()) {
            Some(user) => finding.cite(user.0, ad::REMOTE_TYPE),
            None => finding,
        };
        finding.cite(cloud.0, license::column(&cloud))
    })
}

fn is_no_mailbox(recipient: &Recipient<'_>) -> Truth {
    match recipient.standing() {
        Known::Value(standing) => (standing == Standing::NoMailbox).into(),
        _ => Truth::Unknown(FieldSet::of(exchange::TYPE_DETAILS)),
    }
}
