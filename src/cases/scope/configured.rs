//! Who is out of scope by what the user says of the filters.

use crate::config::{Attribute, Member, Scope, comparable_name};
use crate::records::{AdUser, domain_name};
use crate::schema::{Field, FieldSet, ad};
use crate::truth::{Known, Truth};

/// What takes a user out of scope, and the cell that shows it.
pub(super) struct Left {
    pub(super) why: String,
    pub(super) field: Field,
}

/// Whether the filters leave a user out.
pub(super) enum Judged {
    In,
    Out(Left),
    Unknown(FieldSet),
}

/// Asks every filter: whom one of them leaves out is out of scope.
pub(super) fn judge(user: &AdUser<'_>, scope: &Scope) -> Judged {
    let mut open = FieldSet::EMPTY;
    let filters: [fn(&AdUser<'_>, &Scope) -> Judged; 4] = [by_domain, by_container, by_group, by_value];
    for filter in filters {
        match filter(user, scope) {
            Judged::In => {}
            out @ Judged::Out(_) => return out,
            Judged::Unknown(fields) => open = open.and(fields),
        }
    }
    if open.is_empty() { Judged::In } else { Judged::Unknown(open) }
}

fn by_domain(user: &AdUser<'_>, scope: &Scope) -> Judged {
    if scope.included_domains.is_empty() && scope.excluded_domains.is_empty() {
        return Judged::In;
    }
    let Some(own) = user.domain_part().map(domain_name) else { return Judged::Unknown(FieldSet::of(ad::DN)) };
    let out = |why: String| Judged::Out(Left { why, field: ad::DN });
    if scope.excluded_domains.iter().any(|domain| domain.0 == own) {
        out(format!("the domain {own} is excluded"))
    } else if !scope.included_domains.is_empty() && !scope.included_domains.iter().any(|domain| domain.0 == own) {
        out(format!("the domain {own} is not among those included"))
    } else {
        Judged::In
    }
}

/// Of two containers that hold the user the deeper one decides.
fn by_container(user: &AdUser<'_>, scope: &Scope) -> Judged {
    if scope.included_ous.is_empty() && scope.excluded_ous.is_empty() {
        return Judged::In;
    }
    let Some(name) = user.distinguished_name().value().map(comparable_name) else {
        return Judged::Unknown(FieldSet::of(ad::DN));
    };
    let included = scope.included_ous.iter().filter_map(|unit| unit.covers(&name)).max();
    let excluded = scope.excluded_ous.iter().filter_map(|unit| Some((unit.covers(&name)?, unit)));
    let excluded = excluded.max_by_key(|(depth, _)| *depth);
    let why = match (included, excluded) {
        (included, Some((depth, unit))) if included.is_none_or(|own| own < depth) => {
            format!("{} is excluded", unit.shown)
        }
        (None, None) if !scope.included_ous.is_empty() => "none of the included OUs holds it".to_owned(),
        _ => return Judged::In,
    };
    Judged::Out(Left { why, field: ad::DN })
}

fn by_group(user: &AdUser<'_>, scope: &Scope) -> Judged {
    let Some(members) = &scope.group_members else { return Judged::In };
    let mut open = FieldSet::EMPTY;
    let lower = |text: Known<&str>| text.map(str::to_lowercase);
    let (account, upn) = (lower(user.sam_account_name()), lower(user.upn()));
    let name = user.distinguished_name().map(comparable_name);
    let own = |known: &Known<String>, listed: &String| match known {
        Known::Value(own) => Truth::from(own == listed),
        Known::Empty => Truth::False,
        Known::Set(fields) | Known::Unknown(fields) => Truth::Unknown(*fields),
    };
    for member in members {
        let is_named = match member {
            Member::Guid(guid) => user.guid().is(|own| own == *guid),
            Member::Name(listed) => own(&name, listed),
            Member::Upn(listed) => own(&upn, listed),
            Member::Account(listed) => own(&account, listed),
        };
        if is_named.holds() {
            return Judged::In;
        }
        open = open.and(is_named.missing());
    }
    if open.is_empty() {
        Judged::Out(Left { why: "it is no direct member of the scoping group".to_owned(), field: ad::SAM })
    } else {
        Judged::Unknown(open)
    }
}

fn by_value(user: &AdUser<'_>, scope: &Scope) -> Judged {
    let mut open = FieldSet::EMPTY;
    let required = scope.required_values.iter().map(|(attribute, values)| (attribute, values, true));
    let excluded = scope.excluded_values.iter().map(|(attribute, values)| (attribute, values, false));
    for (Attribute(field), values, wanted) in required.chain(excluded) {
        let is_listed = |own: &str| values.iter().any(|value| value.trim().to_lowercase() == own.to_lowercase());
        let shown = user.0.text(*field);
        match shown.is(is_listed) {
            Truth::Unknown(fields) => open = open.and(fields),
            listed if listed.holds() == wanted => {}
            _ => {
                let value = shown.value().map_or_else(|| "empty".to_owned(), |value| format!("'{value}'"));
                return Judged::Out(Left { why: format!("{} is {value}", field.column()), field: *field });
            }
        }
    }
    if open.is_empty() { Judged::In } else { Judged::Unknown(open) }
}
