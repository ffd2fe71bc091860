use super::super::{Act, Answer, Case, Facts, Nature, Severity, Step};
use super::{DELETE_OR_RESTORE, KB, RECONNECT, RECOVERABLE_DAYS, answer};
use crate::instant::{DAY, Instant};
use crate::records::Recipient;
use crate::schema::{ad, entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailbox-soft-deleted",
    title: "The mailbox is soft-deleted",
    criterion: "A soft-deleted mailbox has the person's object id, ExchangeGuid or deleted Entra user, or the UPN while its object id is blank, \
                and there is no active mailbox. With another object id, or by the primary address alone, it is possible.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 2,
    act: Act::ExchangeAdmin,
    step: Step::NotDeleted,
    why: "The wanted mailbox exists, but it is deleted. It can be brought back for 30 days, with its content.",
    remedy: "Entra user in the recycle bin: bring the account back into scope and synchronise, or restore the user. Entra user active: see \
             mailbox-not-reattached or duplicate-entra-user, whichever is found beside. Entra user purged: Undo-SoftDeletedMailbox, then a \
             delta synchronisation, or a new mailbox and New-MailboxRestoreRequest -SourceMailbox <ExchangeGuid> -TargetMailbox <guid> \
             -AllowLegacyDNMismatch.",
    sources: &[KB, DELETE_OR_RESTORE, RECONNECT],
    needs: &[
        exchange::ID,
        exchange::MAILBOX_GUID,
        exchange::UPN,
        exchange::DELETED,
        exchange::TYPE_DETAILS,
        entra::ID,
        ad::MAILBOX_GUID,
    ],
    explained_by: &["entra-user-soft-deleted"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    answer(
        facts,
        |mailbox| !mailbox.is_inactive(),
        |mailbox, whose| (message(facts, mailbox, whose), exchange::DELETED),
    )
}

/// Being in the export proves that it could be recovered then; the 30 days tell how long that stays so.
fn message(facts: &Facts<'_>, mailbox: &Recipient<'_>, whose: &str) -> String {
    let Known::Value(deleted) = mailbox.deleted() else {
        return format!("{whose} is soft-deleted and recoverable, until when is not known");
    };
    let ends = deleted.seconds + RECOVERABLE_DAYS * DAY;
    let (day, last) = (Instant::to_date(deleted.seconds), Instant::to_date(ends));
    let left = (ends - facts.as_of()) / DAY;
    if ends <= facts.as_of() {
        let fate = match mailbox.0.flag(exchange::INACTIVE) {
            Truth::Unknown(_) => {
                "it is inactive under a hold or may be purged any moment (IsInactiveMailbox would tell)"
            }
            _ => "it may be purged any moment",
        };
        format!("{whose} was soft-deleted on {day}; its 30 days ended on {last}, so {fate}")
    } else {
        format!("{whose} was soft-deleted on {day} and is recoverable until {last} ({left} days left)")
    }
}
