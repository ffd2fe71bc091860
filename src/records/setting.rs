//! Settings of the tenant: a column each, a row each, or all in one cell as JSON.

use super::license::{list, member};
use super::side::Record;
use crate::schema::{Field, normalise, tenant};
use crate::truth::Truth;

/// A switch of the synchronisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    SoftMatchBlocked,
    HardMatchTakeoverBlocked,
    /// A changed UPN reaches licensed users of managed domains.
    UpnOfManagedUsers,
}

impl Switch {
    pub const ALL: [Self; 3] = [Self::SoftMatchBlocked, Self::HardMatchTakeoverBlocked, Self::UpnOfManagedUsers];

    /// The column that holds it alone; its headers are its names everywhere.
    fn field(self) -> Field {
        match self {
            Self::SoftMatchBlocked => tenant::SOFT_MATCH_BLOCKED,
            Self::HardMatchTakeoverBlocked => tenant::HARD_MATCH_BLOCKED,
            Self::UpnOfManagedUsers => tenant::UPN_OF_MANAGED_USERS,
        }
    }
}

/// Whether a switch is on, as far as a row of settings tells, and the column in which it stands.
pub fn switch(record: &Record<'_>, switch: Switch) -> Option<(Field, bool)> {
    let own = switch.field();
    let told = |field: Field| match record.flag(field) {
        Truth::True => Some((field, true)),
        Truth::False => Some((field, false)),
        Truth::Unknown(_) => None,
    };
    let is_its_name = |name: &str| own.headers().any(|header| normalise(header) == normalise(name));
    let by_row =
        || record.text(tenant::FEATURE).value().filter(|name| is_its_name(name)).and_then(|_| told(tenant::ENABLED));
    let in_list = || {
        let entries = list(record.text(tenant::FEATURES).value()?)?;
        let on = entries.iter().find_map(|entry| own.headers().find_map(|name| member(entry, name)))?;
        on.as_bool().or_else(|| Some(on.as_str()?.eq_ignore_ascii_case("true"))).map(|on| (tenant::FEATURES, on))
    };
    told(own).or_else(by_row).or_else(in_list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_switch_in_a_list_is_named_as_its_column() {
        let features: Value = serde_json::from_str(r#"[{"blockSoftMatchEnabled":true}]"#).unwrap();
        let names = Switch::SoftMatchBlocked.field();
        assert!(names.headers().any(|name| member(&features[0], name) == Some(&Value::Bool(true))));
    }
}
