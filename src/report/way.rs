//! How far somebody came on the way from Active Directory to a mailbox, and where the way ends.

use crate::cases::Severity;
use crate::tenant::Subject;
use crate::verdict::{Brief, State};

/// The stages behind Active Directory, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Entra,
    License,
    Recipient,
    Mailbox,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Entra, Self::License, Self::Recipient, Self::Mailbox];

    pub fn name(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::License => "license",
            Self::Recipient => "recipient",
            Self::Mailbox => "mailbox",
        }
    }
}

/// The way of somebody of whom a mailbox is, or may be, expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the mailbox.
    Through,
    /// It is proved that this stage is not reached.
    Stopped(Stage),
    /// The stage before is reached; of this one nobody can tell, or it may come yet.
    Open(Stage),
}

/// The rank of the cases that keep somebody from a license for a mailbox.
const LICENSES: u8 = 5;
const MISSING_IN_ENTRA: &str = "missing-in-entra";
const NOT_IN_EXCHANGE: &str = "not-in-exchange";

impl Way {
    /// None for those of whom no mailbox is expected.
    pub(super) fn of(subject: &Subject<'_>, brief: &Brief) -> Option<Self> {
        match brief.state {
            State::NotExpected => return None,
            State::Provisioned => return Some(Self::Through),
            State::Blocked | State::Waiting | State::Undetermined => {}
        }
        let is_certain = |id: &str| brief.findings().any(|(case, _, certain)| certain && case.id == id);
        if subject.entra.is_none() && is_certain(MISSING_IN_ENTRA) {
            return Some(Self::Stopped(Stage::Entra));
        }
        if subject.entra.is_none() && subject.exchange.is_none() {
            return Some(Self::Open(Stage::Entra));
        }
        let lacks_license = |wanted: bool| {
            let mut found = brief.findings();
            found.any(|(case, severity, certain)| {
                case.rank == LICENSES && severity == Severity::Blocks && certain == wanted
            })
        };
        if lacks_license(true) {
            return Some(Self::Stopped(Stage::License));
        }
        let is_open = brief.undecided.iter().any(|(case, _)| case.rank == LICENSES) || lacks_license(false);
        if brief.state == State::Undetermined && is_open {
            return Some(Self::Open(Stage::License));
        }
        let stage = if subject.exchange.is_none() { Stage::Recipient } else { Stage::Mailbox };
        let is_proved = brief.state == State::Blocked && (stage == Stage::Mailbox || is_certain(NOT_IN_EXCHANGE));
        Some(if is_proved { Self::Stopped(stage) } else { Self::Open(stage) })
    }
}
