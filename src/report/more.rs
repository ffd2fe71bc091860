//! What one more export would add to a report.

use serde::Serialize;

use super::Input;
use crate::cases::{self, Case};
use crate::collect;
use crate::schema::{Field, Kind, entra};

/// An export that was not there, and what could be said with it.
#[derive(Clone, Debug, Serialize)]
pub struct MoreExport {
    pub kind: &'static str,
    pub adds: &'static str,
    /// The cases that need it, and nothing else that is not there.
    pub cases: Vec<&'static str>,
    /// The command that would export it.
    pub export: Option<String>,
}

/// The directories. What else is exported adds to them, and is rarely there.
const DIRECTORIES: [Kind; 3] = [Kind::AdUsers, Kind::EntraUsers, Kind::ExchangeRecipients];

const ADDED: [(Kind, &str); 7] = [
    (Kind::EntraUsers, "who is in Entra ID, with which licenses and errors"),
    (Kind::ExchangeRecipients, "who has a mailbox, and what Exchange Online knows"),
    (Kind::AdUsers, "what Active Directory sends: names, addresses, anchors, remote mailboxes"),
    (Kind::Domains, "which domains the tenant has verified"),
    (Kind::EntraDeletedUsers, "who was deleted, and until when that can be undone"),
    (Kind::SyncErrors, "what Entra ID refused to take over, in its own words"),
    (Kind::Tenant, "how the tenant synchronises: its switches, and when it last did"),
];

pub(super) fn more_exports(inputs: &[Input]) -> Vec<MoreExport> {
    let is_there = |kind: Kind| inputs.iter().any(|input| input.kind == kind.name());
    let absent = ADDED.into_iter().filter(|(kind, _)| !is_there(*kind));
    absent
        .filter_map(|(kind, adds)| {
            let others = |case: &&Case| {
                DIRECTORIES.into_iter().all(|other| other == kind || is_there(other) || !needs(case, other))
            };
            let needing: Vec<&Case> =
                cases::catalogue().iter().copied().filter(|case| needs(case, kind)).filter(others).collect();
            let cases: Vec<_> = needing.iter().map(|case| case.id).collect();
            let more = MoreExport { kind: kind.name(), adds, cases, export: collect::command_for(kind) };
            (!more.cases.is_empty()).then_some(more)
        })
        .collect()
}

fn needs(case: &Case, kind: Kind) -> bool {
    case.needs.iter().any(|field| tells(*field, kind))
}

/// Whether an export of this kind has the column. Deleted users have those of the live ones, and when they were deleted.
fn tells(field: Field, kind: Kind) -> bool {
    match kind {
        Kind::EntraDeletedUsers => field == entra::DELETED,
        _ => field.kind() == kind && field != entra::DELETED,
    }
}
