//! Who is out of scope by what the user says of the filters of the synchronisation.

use std::collections::{BTreeSet, HashSet};

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::{JoinKey, Tenant};
use crate::config::{Attribute, Container, Member, Scope, comparable_name};
use crate::error::{Remark, Topic};
use crate::records::{AdUser, domain_name};
use crate::schema::{Field, FieldSet, ad};
use crate::truth::{Known, Truth};

/// So many users whom the filters leave out, and who are in Entra ID all the same, are no remains of an earlier scope.
const CONTRADICTED: usize = 5;

/// So many names that are nobody's are told.
const SHOWN: usize = 5;

/// The filters as the user gave them.
#[derive(Debug, Default)]
pub struct Filters {
    scope: Scope,
    members: Option<HashSet<Member, RandomState>>,
    /// Whether they leave out more users who are in Entra ID than users who are not: they are then not what the
    /// synchronisation was told, and prove nothing.
    pub are_contradicted: bool,
}

/// What takes a user out of scope, and the cell that shows it.
pub struct Left {
    pub why: String,
    pub field: Field,
}

/// Whether the filters leave a user out.
pub enum Judged {
    In,
    Out(Left),
    Unknown(FieldSet),
}

impl Filters {
    pub(super) fn new(scope: &Scope) -> Self {
        let members = scope.group_members.as_ref().map(|members| members.iter().cloned().collect());
        Self { scope: scope.clone(), members, are_contradicted: false }
    }

    /// Holds the filters against who is in Entra ID, and remarks what in them concerns nobody.
    pub(super) fn compare(&mut self, tenant: &Tenant<'_>) -> Vec<Remark> {
        if !self.scope.is_given() || tenant.ad.len() == 0 {
            return Vec::new();
        }
        let mut remarks = self.of_nobody(tenant);
        let is_out = |number: u32| matches!(self.judge(&tenant.ad_user(number)), Judged::Out(_));
        let left: Vec<bool> = tenant
            .people
            .par_iter()
            .filter(|person| person.ad.is_some_and(is_out))
            .map(|person| person.entra.is_some() && person.ad_entra == Some(JoinKey::ImmutableId))
            .collect();
        let there = left.iter().filter(|is_there| **is_there).count();
        self.are_contradicted = there >= CONTRADICTED && there > left.len() - there;
        if self.are_contradicted {
            remarks.push(remark(format!(
                "the filters of [scope] leave {there} users out who are in Entra ID with their ImmutableId, so they are not \
                 those of the synchronisation: nobody is out of scope for certain"
            )));
        }
        remarks
    }

    /// Containers and members of the group that nobody in Active Directory has.
    fn of_nobody(&self, tenant: &Tenant<'_>) -> Vec<Remark> {
        let mut containers: Vec<&Container> = self.scope.included_ous.iter().chain(&self.scope.excluded_ous).collect();
        let mut members: HashSet<&Member> = self.members.iter().flatten().collect();
        for number in tenant.ad.numbers() {
            if containers.is_empty() && members.is_empty() {
                break;
            }
            let user = tenant.ad_user(number);
            if !containers.is_empty()
                && let Known::Value(name) = user.distinguished_name().map(comparable_name)
            {
                containers.retain(|container| container.covers(&name).is_none());
            }
            if !members.is_empty() {
                for name in names(&user).into_iter().filter_map(Known::value) {
                    members.remove(&name);
                }
            }
        }
        let containers = containers.into_iter().map(|container| container.shown.clone()).collect();
        let members = members.into_iter().map(Member::to_string).collect();
        let told = [
            ("OUs of [scope] in which no user of Active Directory lies", containers),
            ("group_members of [scope] that are no user of Active Directory", members),
        ];
        told.into_iter().filter_map(|(what, names)| remark_of(what, &names)).collect()
    }

    /// Asks every filter: whom one of them leaves out is out of scope.
    pub fn judge(&self, user: &AdUser<'_>) -> Judged {
        let scope = &self.scope;
        let mut open = FieldSet::EMPTY;
        let answers: [&dyn Fn() -> Judged; 4] =
            [&|| by_domain(user, scope), &|| by_container(user, scope), &|| self.by_group(user), &|| {
                by_value(user, scope)
            }];
        for answer in answers {
            match answer() {
                Judged::In => {}
                out @ Judged::Out(_) => return out,
                Judged::Unknown(fields) => open = open.and(fields),
            }
        }
        if open.is_empty() { Judged::In } else { Judged::Unknown(open) }
    }

    fn by_group(&self, user: &AdUser<'_>) -> Judged {
        let Some(members) = &self.members else { return Judged::In };
        let mut open = FieldSet::EMPTY;
        for (form, name) in (0..).zip(names(user)) {
            match name {
                Known::Value(name) if members.contains(&name) => return Judged::In,
                Known::Set(fields) | Known::Unknown(fields) if members.iter().any(|member| member.form() == form) => {
                    open = open.and(fields);
                }
                _ => {}
            }
        }
        if open.is_empty() {
            Judged::Out(Left { why: "it is no direct member of the scoping group".to_owned(), field: ad::SAM })
        } else {
            Judged::Unknown(open)
        }
    }
}

/// What a user can be called in the list of a group's members, in the order of [`Member::form`].
fn names(user: &AdUser<'_>) -> [Known<Member>; 4] {
    [
        user.guid().map(Member::Guid),
        user.distinguished_name().map(|name| Member::Name(comparable_name(name))),
        user.upn().map(|name| Member::Upn(name.to_lowercase())),
        user.sam_account_name().map(|name| Member::Account(name.to_lowercase())),
    ]
}

fn remark_of(what: &str, names: &BTreeSet<String>) -> Option<Remark> {
    let shown: Vec<_> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = names.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!shown.is_empty()).then(|| remark(format!("{what}: {}{more}", shown.join("; "))))
}

fn remark(message: String) -> Remark {
    Remark::on_file("--config", None, Topic::Tenant, message)
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
