use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{KB, RECONNECT, RECOVERABLE_DAYS};
use crate::guid::Guid;
use crate::instant::{DAY, Instant};
use crate::schema::{ad, entra, exchange};
use crate::tenant::JoinKey;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "entra-user-soft-deleted",
    title: "The Entra user is in the recycle bin",
    criterion: "No live Entra user joins, and a user deleted less than 30 days ago has the ImmutableId (or the UPN).",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 2,
    act: Act::AdAdmin,
    step: Step::NotDeleted,
    why: "An account that leaves the scope of synchronisation is deleted in Entra ID, and its mailbox with it. For 30 days both can \
          come back as they were.",
    remedy: "Bring the account back into scope and run a delta synchronisation: user and mailbox return. By hand: \
             Restore-EntraDeletedDirectoryObject -Id <id>, or Restore-MgDirectoryDeletedItem -DirectoryObjectId <id>; as long as the \
             account is out of scope the next synchronisation deletes it again.",
    sources: &[
        KB,
        RECONNECT,
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-configure-filtering",
        "https://learn.microsoft.com/powershell/module/microsoft.graph.identity.directorymanagement/restore-mgdirectorydeleteditem",
    ],
    needs: &[ad::GUID, ad::UPN, entra::IMMUTABLE_ID, entra::UPN, entra::DELETED, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let (Some(user), Some(twin)) = (subject.ad, subject.deleted_twin()) else { return Answer::Clear };
    if facts.has_mailbox() {
        return Answer::Clear;
    }
    let by_anchor = twin.by == JoinKey::ImmutableId;
    // The same UPN with another ImmutableId was another account.
    let other_anchor = match twin.user.immutable_id() {
        Known::Value(id) => user.disowns(id),
        _ => Truth::False,
    };
    if other_anchor.holds() {
        return Answer::Clear;
    }
    let (recent, message) = match twin.user.deleted() {
        Known::Value(deleted) => {
            let recent = match facts.is_younger(deleted, RECOVERABLE_DAYS * DAY) {
                // So near the limit that the unknown time zone may turn it, either way.
                Likely { certain: false, .. } => Likely::possibly(true),
                known => known,
            };
            let day = Instant::to_date(deleted.seconds);
            let last = Instant::to_date(deleted.seconds + RECOVERABLE_DAYS * DAY);
            (recent, format!("The Entra user was deleted on {day} and can be restored until {last}"))
        }
        _ => (Likely::possibly(true), "The Entra user is deleted, on an unknown date".to_owned()),
    };
    let missing = facts.missing_in_entra();
    let is_whole = subject.tenant.records.entra.is_complete();
    let (severity, gone) = match missing.truth {
        // The bin holds what is not in the live list; the ImmutableId leaves no doubt whose it was. Only a list that was
        // cut may hold another one.
        Truth::True => {
            let certain = missing.certain || by_anchor && is_whole;
            (Severity::Blocks, Likely { truth: Truth::True, certain })
        }
        Truth::False => (Severity::Advisory, Truth::True.into()),
        Truth::Unknown(_) => (Severity::Blocks, Likely::possibly(true)),
    };
    let doubt = Likely { truth: Truth::True, certain: by_anchor || !matches!(other_anchor, Truth::Unknown(_)) };
    (recent & gone & doubt).then(|| {
        let finding = Finding::new(severity, message).cite(twin.user.0, entra::DELETED);
        let finding = if by_anchor {
            finding.cite(twin.user.0, entra::IMMUTABLE_ID).cite(user.0, ad::GUID)
        } else {
            finding.cite(twin.user.0, entra::UPN).cite(user.0, ad::UPN)
        };
        let anchor = user.anchors().next().map(Guid::immutable_id);
        if severity == Severity::Blocks {
            finding.cite_absence(&subject.tenant.records.entra, &[entra::IMMUTABLE_ID], anchor)
        } else {
            finding
        }
    })
}
