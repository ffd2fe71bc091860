//! What assignedPlans says of the plans that give a mailbox: JSON of some thirty plans a person, read once.

use std::cell::RefCell;
use std::rc::Rc;

use super::entries::entries;
use super::license::{is_unread, mailbox_plan};
use crate::guid::Guid;
use crate::instant::{self, Instant};

/// An entry of assignedPlans for a mailbox plan.
#[derive(Clone, Debug)]
pub(super) struct AssignedPlan {
    pub(super) plan: Guid,
    pub(super) capability: Option<String>,
    pub(super) provisioning: Option<String>,
    pub(super) since: Option<Instant>,
    /// Whether it tells a time that nobody can read.
    pub(super) is_unread: bool,
}

/// What assignedPlans says of mailbox plans; `None` where it cannot be read.
pub(super) type AssignedPlans = Option<Vec<AssignedPlan>>;

thread_local! {
    /// The cell that was read last: several cases ask for that of the person at hand.
    static LAST: RefCell<(String, Rc<AssignedPlans>)> = RefCell::default();
}

pub(super) fn assigned_plans(cell: &str) -> Rc<AssignedPlans> {
    LAST.with_borrow_mut(|(text, plans)| {
        if text != cell {
            cell.clone_into(text);
            *plans = Rc::new(read_plans(cell));
        }
        Rc::clone(plans)
    })
}

fn read_plans(cell: &str) -> AssignedPlans {
    let names = ["servicePlanId", "capabilityStatus", "provisioningStatus", "assignedDateTime", "assignedTimestamp"];
    entries(cell, names, |members| {
        let plan = mailbox_plan(members.text(0)?)?;
        let date = members.text(3).or_else(|| members.text(4));
        Some(AssignedPlan {
            plan,
            capability: members.text(1).map(str::to_owned),
            provisioning: members.text(2).map(str::to_owned),
            since: date.and_then(instant::parse).and_then(|reading| reading.instant(None)),
            is_unread: is_unread(date),
        })
    })
}
