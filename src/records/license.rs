//! Licenses: which subscriptions hold a plan that gives a mailbox, and whether it is on for a user.
//!
//! The two tables beside this file state Microsoft's published list of products and service plans: every subscription
//! with a plan of the Exchange family, and the mailbox plans in it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use foldhash::quality::RandomState;
use serde_json::Value;

use super::EntraUser;
use super::assigned_plan::assigned_plans;
use super::entries::entries;
use crate::guid::Guid;
use crate::instant::{self, Instant};
use crate::schema::{Field, FieldSet, Producer, entra};
use crate::truth::Known;

/// A subscription that holds a plan of the Exchange family.
#[derive(Debug)]
struct Sku {
    /// The mailbox plans in it; none for subscriptions with Foundation, archive or protection plans only.
    plans: Vec<Guid>,
    calendar: Option<Calendar>,
}

/// How it is known that a subscription gives its mailbox for the calendar only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Calendar {
    /// It has the plan of one that says so.
    ByAnalogy,
    Documented,
}

/// Subscriptions whose mailbox plan serves the calendar of Teams.
const CALENDAR_ONLY: [(&str, Calendar); 4] = [
    ("M365_F1_COMM", Calendar::Documented),
    ("Microsoft_365_F1_EEA_(no_Teams)", Calendar::Documented),
    ("TEAMS_ESSENTIALS_AAD", Calendar::ByAnalogy),
    ("Microsoft_Teams_EEA_New", Calendar::ByAnalogy),
];

#[derive(Debug, Default)]
struct Catalogue {
    skus: Vec<Sku>,
    by_id: HashMap<Guid, usize, RandomState>,
    /// By part number, lower case.
    by_part: HashMap<String, usize, RandomState>,
    /// The products that the admin centres name, lower case, the longest name first.
    products: Vec<(String, usize)>,
    /// Whether a plan of the Exchange family gives a mailbox.
    plans: HashMap<Guid, (String, bool), RandomState>,
    /// Those that do, by their ids as Graph writes them.
    mailbox_ids: HashMap<String, Guid, RandomState>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue::default();
    let mut ids = HashMap::new();
    for [name, id, mailbox] in rows(include_str!("plans.csv")) {
        let id = Guid::from_text(&id).expect("the table holds GUIDs");
        ids.insert(name.clone(), id);
        if mailbox == "yes" {
            catalogue.mailbox_ids.insert(id.hyphenated(), id);
        }
        catalogue.plans.insert(id, (name, mailbox == "yes"));
    }
    for [part, id, plans] in rows(include_str!("skus.csv")) {
        let id = Guid::from_text(&id).expect("the table holds GUIDs");
        let at = *catalogue.by_id.entry(id).or_insert_with(|| {
            let calendar = CALENDAR_ONLY.iter().find(|(only, _)| *only == part).map(|(_, known)| *known);
            catalogue.skus.push(Sku { plans: plans.split_whitespace().map(|plan| ids[plan]).collect(), calendar });
            catalogue.skus.len() - 1
        });
        catalogue.by_part.insert(part.to_ascii_lowercase(), at);
    }
    for [product, part] in rows(include_str!("products.csv")) {
        let at = catalogue.by_part[&part.to_ascii_lowercase()];
        catalogue.products.push((product.to_ascii_lowercase(), at));
    }
    catalogue.products.sort_by_key(|(product, _)| std::cmp::Reverse(product.len()));
    catalogue
});

fn rows<const N: usize>(table: &str) -> impl Iterator<Item = [String; N]> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("the table is well formed")).collect();
    rows.into_iter().map(|row| std::array::from_fn(|column| row[column].to_owned()))
}

/// The name of a plan of the Exchange family.
pub fn plan_name(id: Guid) -> Option<&'static str> {
    CATALOGUE.plans.get(&id).map(|(name, _)| name.as_str())
}

pub(super) fn gives_mailbox(plan: Guid) -> bool {
    CATALOGUE.plans.get(&plan).is_some_and(|(_, mailbox)| *mailbox)
}

/// The id of a plan that gives a mailbox. Of thirty plans one does, and Graph writes ids in one way only.
pub(super) fn mailbox_plan(id: &str) -> Option<Guid> {
    match CATALOGUE.mailbox_ids.get(id) {
        None if id.len() == 36 && !id.bytes().any(|letter| letter.is_ascii_uppercase()) => None,
        None => Guid::from_text(id).filter(|plan| gives_mailbox(*plan)),
        known => known.copied(),
    }
}

/// The plan of the Exchange family with a name.
fn plan_named(name: &str) -> Option<Guid> {
    CATALOGUE.plans.iter().find(|(_, (own, _))| own.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
}

/// The mailbox plans of a subscription; `None` where nobody knows what is in it.
pub(super) fn mailbox_plans_in(sku: &str) -> Option<&'static [Guid]> {
    find_sku(sku).map(|sku| sku.plans.as_slice())
}

/// A license as a cell names it: by id, by part number with or without the tenant in front, or by the name under which
/// Microsoft publishes the product.
fn find_sku(name: &str) -> Option<&'static Sku> {
    let catalogue = &*CATALOGUE;
    let name = name.trim();
    let part = || {
        let lower = name.to_ascii_lowercase();
        let bare = match lower.split_once(':') {
            Some((tenant, part)) if !tenant.contains(SEPARATORS) => part,
            _ => lower.as_str(),
        };
        let product = || Some(&catalogue.products.iter().find(|(product, _)| *product == lower)?.1);
        catalogue.by_part.get(bare).or_else(|| catalogue.by_part.get(&lower)).or_else(product).copied()
    };
    let at = Guid::from_text(name).and_then(|id| catalogue.by_id.get(&id).copied()).or_else(part)?;
    Some(&catalogue.skus[at])
}

/// A license as assigned to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Assigned {
    name: String,
    /// The plans switched off; `None` where the export does not say.
    disabled: Option<Vec<Guid>>,
}

/// What a user's licenses give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A mailbox plan is on; possible only where the export does not tell which plans are switched off.
    On {
        certain: bool,
    },
    /// A license holds a mailbox plan, and it is switched off in all of them; the plan's id.
    Disabled(Guid),
    /// Licensed, but nothing that gives a mailbox.
    NotIncluded,
    Unlicensed,
    Unknown(FieldSet),
}

impl Plan {
    /// A license for a mailbox plan in whatever state: a sign that a mailbox is wanted.
    pub fn names_a_mailbox(&self) -> bool {
        matches!(self, Self::On { .. } | Self::Disabled(_))
    }
}

/// Judges the licenses of a user.
pub fn plan(user: &EntraUser<'_>) -> Plan {
    let licenses = match assigned(user) {
        Known::Value(licenses) => licenses,
        Known::Empty => return Plan::Unlicensed,
        Known::Set(fields) | Known::Unknown(fields) => {
            // Assigned plans say it without the license, and "not licensed" needs no list.
            return match (active_plan(user), user.0.flag(entra::IS_LICENSED)) {
                (Some(_), _) => Plan::On { certain: true },
                (None, known) if known.fails() && user.0.text(entra::IS_LICENSED).value().is_some() => Plan::Unlicensed,
                _ => Plan::Unknown(fields),
            };
        }
    };
    let Holding { on, unsure, off, unknown, .. } = licenses;
    if on || unsure {
        return Plan::On { certain: on };
    }
    // A plan named as disabled is off, whatever the history in assignedPlans says.
    if let Some(plan) = off
        && !unknown
    {
        return Plan::Disabled(plan);
    }
    if unknown {
        if active_plan(user).is_some() {
            return Plan::On { certain: true };
        }
        // Nobody knows what such a license holds; the plans would tell if they were exported.
        return Plan::Unknown(FieldSet::of(match user.0.text(entra::ASSIGNED_PLANS) {
            Known::Unknown(_) | Known::Set(_) => entra::ASSIGNED_PLANS,
            Known::Value(_) | Known::Empty => entra::ASSIGNED_LICENSES,
        }));
    }
    Plan::NotIncluded
}

/// The column that names the licenses of this user, to be shown as proof.
pub fn column(user: &EntraUser<'_>) -> Field {
    [entra::ASSIGNED_LICENSES, entra::LICENSES]
        .into_iter()
        .find(|field| !matches!(user.0.text(*field), Known::Unknown(_)))
        .unwrap_or(entra::IS_LICENSED)
}

/// What the licenses of one cell hold together.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
struct Holding {
    is_empty: bool,
    /// A mailbox plan is on.
    on: bool,
    /// A mailbox plan is there, and the export does not tell whether it is on.
    unsure: bool,
    /// A mailbox plan that is switched off.
    off: Option<Guid>,
    /// A license that is not in the table.
    unknown: bool,
    /// A mailbox plan that is not switched off, in a license for more than the calendar.
    beyond_calendar: bool,
    /// One in a license for the calendar only, as it is known at least.
    calendar: Option<Calendar>,
}

impl Holding {
    fn of(licenses: &[Assigned]) -> Self {
        let mut holding = Self { is_empty: licenses.is_empty(), ..Self::default() };
        for license in licenses {
            let Some(sku) = find_sku(&license.name) else {
                holding.unknown = true;
                continue;
            };
            for plan in &sku.plans {
                match &license.disabled {
                    Some(disabled) if disabled.contains(plan) => {
                        holding.off = holding.off.or(Some(*plan));
                        continue;
                    }
                    Some(_) => holding.on = true,
                    None => holding.unsure = true,
                }
                match sku.calendar {
                    None => holding.beyond_calendar = true,
                    Some(known) => holding.calendar = Some(holding.calendar.map_or(known, |other| other.min(known))),
                }
            }
        }
        holding
    }
}

/// What a cell with licenses says.
#[derive(Debug, Default)]
struct Seen {
    /// None where it cannot be read.
    holding: Option<Holding>,
    /// The mailbox plans that are not switched off, and whether the cell tells that they are not.
    plans: Vec<(Guid, bool)>,
}

impl Seen {
    fn read(cell: &str) -> Self {
        let licenses = licenses(cell);
        let holding = licenses.as_deref().map(Holding::of);
        let mut plans = Vec::new();
        for license in licenses.unwrap_or_default() {
            let is_off = |plan: &Guid| license.disabled.as_ref().is_some_and(|disabled| disabled.contains(plan));
            let of_sku = mailbox_plans_in(&license.name).unwrap_or_default().iter().copied();
            plans.extend(of_sku.filter(|plan| !is_off(plan)).map(|plan| (plan, license.disabled.is_some())));
        }
        Self { holding, plans }
    }
}

thread_local! {
    /// A tenant has few different sets of licenses and many people with each.
    static SEEN: RefCell<HashMap<Box<str>, Rc<Seen>, RandomState>> = RefCell::default();
}

fn seen(cell: &str) -> Rc<Seen> {
    SEEN.with_borrow_mut(|known| {
        if let Some(seen) = known.get(cell) {
            return Rc::clone(seen);
        }
        let seen = Rc::new(Seen::read(cell));
        if known.len() < 10_000 {
            known.insert(cell.into(), Rc::clone(&seen));
        }
        seen
    })
}

fn holding(cell: &str) -> Option<Holding> {
    seen(cell).holding
}

/// Whether a cell says that nothing is assigned; `None` where it cannot be read.
pub(super) fn is_none(cell: &str) -> Option<bool> {
    holding(cell).map(|licenses| licenses.is_empty)
}

/// The cell that lists the licenses of a user.
fn license_cell<'t>(user: &EntraUser<'t>) -> Known<&'t str> {
    let mut cell = user.0.text(entra::ASSIGNED_LICENSES);
    if matches!(cell, Known::Unknown(_) | Known::Set(_)) {
        match user.0.text(entra::LICENSES) {
            Known::Unknown(_) | Known::Set(_) => {}
            // The admin centre has a word for nothing; what its blank cell means, nobody knows.
            Known::Empty if user.0.table().producer == Producer::AdminCentre => {}
            known => cell = known,
        }
    }
    cell
}

fn assigned(user: &EntraUser<'_>) -> Known<Holding> {
    match license_cell(user) {
        Known::Value(text) => match holding(text) {
            Some(licenses) if licenses.is_empty => Known::Empty,
            Some(licenses) => Known::Value(licenses),
            None => Known::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES)),
        },
        other => other.map(|_| Holding::default()),
    }
}

/// What the Microsoft 365 admin centre prints where nothing is assigned.
const UNLICENSED: [&str; 8] = [
    "unlicensed",
    "nicht lizenziert",
    "sans licence",
    "sin licencia",
    "senza licenza",
    "zonder licentie",
    "sem licença",
    "bez licencji",
];

/// What stands between the names of licenses.
const SEPARATORS: [char; 5] = [';', ',', '+', '|', '\n'];

/// The licenses in a cell: JSON of Graph, or names in a row.
fn licenses(text: &str) -> Option<Vec<Assigned>> {
    if text.starts_with(['[', '{']) {
        return list(text)?.iter().map(assigned_license).collect();
    }
    if UNLICENSED.contains(&text.trim().to_lowercase().as_str()) {
        return Some(Vec::new());
    }
    // A name that is known as a whole may hold the separators itself.
    if find_sku(text).is_some() {
        return Some(vec![Assigned { name: text.to_owned(), disabled: None }]);
    }
    let names = names(text).into_iter().flat_map(parts);
    Some(names.map(|name| Assigned { name: name.to_owned(), disabled: None }).collect())
}

/// The names in a row. Those of products may hold the separators themselves, so known ones are cut off as a whole, the
/// longest first.
fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || SEPARATORS.contains(&letter));
        if rest.is_empty() {
            return names;
        }
        let is_next = |product: &str| {
            let (Some(name), Some(behind)) = (rest.get(..product.len()), rest.get(product.len()..)) else {
                return false;
            };
            name.eq_ignore_ascii_case(product)
                && behind.trim_start_matches(' ').starts_with(|next| SEPARATORS.contains(&next))
        };
        let known = CATALOGUE.products.iter().find(|(product, _)| is_next(product)).map(|(product, _)| product.len());
        let end = known.or_else(|| rest.find(SEPARATORS)).unwrap_or(rest.len());
        names.push(rest[..end].trim());
        rest = &rest[end..];
    }
}

/// What a script joined by blanks: no AccountSkuId (`contoso:SPE_E5`) holds any.
fn parts(name: &str) -> Vec<&str> {
    let is_joined = name.contains(char::is_whitespace) && name.split_whitespace().all(|word| word.contains(':'));
    if is_joined { name.split_whitespace().collect() } else { vec![name] }
}

fn assigned_license(value: &Value) -> Option<Assigned> {
    let name = match value {
        Value::String(name) => name.clone(),
        _ => text_of(value, &["skuId", "skuPartNumber", "accountSkuId"])?.to_owned(),
    };
    let switched_off = || {
        let plans = plans_of(value)?;
        let off = plans.into_iter().filter(|(_, state)| state.eq_ignore_ascii_case("disabled"));
        Some(off.filter_map(|(plan, _)| plan).collect())
    };
    let disabled = if member(value, "disabledPlans").is_some() { disabled_plans(value) } else { switched_off() };
    Some(Assigned { name, disabled })
}

/// The plans that a license lists as switched off, by id or by name; `None` where that cannot be read.
pub(super) fn disabled_plans(license: &Value) -> Option<Vec<Guid>> {
    let mut disabled = Vec::new();
    for plan in member(license, "disabledPlans")?.as_array()? {
        let text = plan.as_str()?.trim();
        let is_name = || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match Guid::from_text(text).or_else(|| plan_named(text)) {
            Some(plan) => disabled.push(plan),
            // One that is none of the Exchange family.
            None if is_name() => {}
            None => return None,
        }
    }
    Some(disabled)
}

/// The plans that a license lists itself, each with its state: license details of Graph, ServiceStatus of MSOL. A plan
/// that is none of the Exchange family has no id here. `None` where the list is not there, or cannot be read.
fn plans_of(license: &Value) -> Option<Vec<(Option<Guid>, &str)>> {
    let plans = member(license, "servicePlans").or_else(|| member(license, "serviceStatus"))?.as_array()?;
    plans.iter().map(plan_state).collect()
}

/// A plan and its provisioning status.
fn plan_state(plan: &Value) -> Option<(Option<Guid>, &str)> {
    let names = member(plan, "servicePlan").unwrap_or(plan);
    let id = text_of(names, &["servicePlanId"]).and_then(Guid::from_text);
    let id = id.or_else(|| plan_named(text_of(names, &["servicePlanName", "serviceName"])?));
    Some((id, text_of(plan, &["provisioningStatus"])?))
}

/// The mailbox plans of a user's licenses that are not switched off, and whether the export tells that they are not.
pub(super) fn mailbox_plans(user: &EntraUser<'_>) -> MailboxPlans {
    MailboxPlans(license_cell(user).value().map(seen).unwrap_or_default())
}

/// Plans by id, shared by all whose licenses are the same.
pub(super) struct MailboxPlans(Rc<Seen>);

impl std::ops::Deref for MailboxPlans {
    type Target = [(Guid, bool)];

    fn deref(&self) -> &Self::Target {
        &self.0.plans
    }
}

/// The provisioning status of each mailbox plan, where the export tells it, and the column that does.
pub(super) fn provisioning_states(user: &EntraUser<'_>) -> Option<(Field, Vec<(Guid, String)>)> {
    let mailbox = |plans: Vec<(Option<Guid>, &str)>| {
        let plans = plans.into_iter().filter_map(|(plan, state)| Some((plan?, state)));
        plans.filter(|(plan, _)| gives_mailbox(*plan)).map(|(plan, state)| (plan, state.to_owned())).collect::<Vec<_>>()
    };
    if let Some(plans) = user.0.text(entra::LICENSE_PLANS).value().and_then(list) {
        return Some((entra::LICENSE_PLANS, mailbox(plans.iter().map(plan_state).collect::<Option<_>>()?)));
    }
    let licenses = license_cell(user).value().filter(|text| text.starts_with(['[', '{'])).and_then(list)?;
    let lists: Option<Vec<_>> = licenses.iter().map(plans_of).collect();
    Some((column(user), mailbox(lists?.into_iter().flatten().collect())))
}

/// Whether all licenses with a mailbox plan that is on give it for the calendar only; empty where that is not so.
pub fn calendar_only(user: &EntraUser<'_>) -> Known<Calendar> {
    match assigned(user) {
        Known::Value(Holding { beyond_calendar: false, unknown: false, calendar: Some(known), .. }) => {
            Known::Value(known)
        }
        Known::Value(Holding { beyond_calendar: false, unknown: true, calendar: Some(_), .. }) => {
            Known::Unknown(FieldSet::of(entra::ASSIGNED_LICENSES))
        }
        Known::Value(_) | Known::Empty => Known::Empty,
        Known::Set(fields) | Known::Unknown(fields) => Known::Unknown(fields),
    }
}

/// The first entry that has a mailbox plan on (Enabled, in its grace period, or provisioned).
fn active_plan(user: &EntraUser<'_>) -> Option<Guid> {
    let plans = assigned_plans(user.0.text(entra::ASSIGNED_PLANS).value()?);
    plans.as_ref().as_ref()?.iter().find_map(|entry| {
        let state = entry.capability.as_ref().or(entry.provisioning.as_ref())?;
        let on = ["Enabled", "Warning", "Success"].iter().any(|word| word.eq_ignore_ascii_case(state));
        on.then_some(entry.plan)
    })
}

/// When a mailbox plan was last assigned, with the column that says so.
pub fn assigned_at(user: &EntraUser<'_>) -> Vec<(Field, Instant)> {
    let mut found = Vec::new();
    if let Some(cell) = user.0.text(entra::ASSIGNED_PLANS).value() {
        let plans = assigned_plans(cell);
        let since = plans.iter().flatten().filter_map(|entry| entry.since);
        found.extend(since.map(|since| (entra::ASSIGNED_PLANS, since)));
    }
    if let Some(cell) = user.0.text(entra::ASSIGNMENT_STATES).value() {
        let since = entries(cell, ["skuId", "lastUpdatedDateTime"], |members| {
            let is_mailbox = members.text(0).and_then(find_sku).is_some_and(|sku| !sku.plans.is_empty());
            members.text(1).filter(|_| is_mailbox).and_then(instant::parse)?.instant(None)
        });
        found.extend(since.into_iter().flatten().map(|since| (entra::ASSIGNMENT_STATES, since)));
    }
    found
}

/// Whether a mailbox plan was assigned at a time that nobody can read.
pub fn is_assigned_some_time(user: &EntraUser<'_>) -> bool {
    let in_plans = user
        .0
        .text(entra::ASSIGNED_PLANS)
        .value()
        .is_some_and(|cell| assigned_plans(cell).iter().flatten().any(|entry| entry.is_unread));
    let in_states = || {
        let cell = user.0.text(entra::ASSIGNMENT_STATES).value()?;
        let unread = entries(cell, ["skuId", "lastUpdatedDateTime"], |members| {
            let is_mailbox = members.text(0).and_then(find_sku).is_some_and(|sku| !sku.plans.is_empty());
            (is_mailbox && is_unread(members.text(1))).then_some(())
        });
        unread.map(|unread| !unread.is_empty())
    };
    in_plans || in_states().unwrap_or(false)
}

/// Whether a date is there that nobody can read.
pub(super) fn is_unread(date: Option<&str>) -> bool {
    let unread = |text: &str| instant::parse(text).and_then(|reading| reading.instant(None)).is_none();
    date.is_some_and(|text| !text.trim().is_empty() && !instant::is_never(text) && unread(text))
}

/// A JSON array, or a single object as an array of one.
pub fn list(text: &str) -> Option<Vec<Value>> {
    match serde_json::from_str(text).ok()? {
        Value::Array(entries) => Some(entries),
        entry @ Value::Object(_) => Some(vec![entry]),
        _ => None,
    }
}

/// A member of a JSON object, whatever the case of its name: cmdlets write `SkuId`, Graph `skuId`. What a cmdlet has no
/// property for stands in its `AdditionalProperties`.
pub fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let own = |value: &'v Value, name: &str| {
        let mut members = value.as_object()?.iter();
        members.find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null()).map(|(_, value)| value)
    };
    own(value, name).or_else(|| own(own(value, "AdditionalProperties")?, name))
}

/// The first of several members that is a text.
pub fn text_of<'v>(value: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| member(value, name)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_found_by_id_and_by_part_number() {
        for name in ["06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5", "spe_e5", "contoso:SPE_E5"] {
            assert!(find_sku(name).is_some_and(|sku| !sku.plans.is_empty()), "{name}");
        }
        assert!(find_sku("EMS").is_some_and(|sku| sku.plans.is_empty()));
        assert!(find_sku("NO_SUCH_SKU").is_none());
    }

    #[test]
    fn products_are_known_by_the_names_microsoft_publishes_and_by_no_other() {
        assert!(find_sku("Microsoft 365 E5").is_some_and(|sku| !sku.plans.is_empty()));
        assert!(find_sku("microsoft 365 e5").is_some());
        assert!(find_sku("Enterprise Mobility + Security E3").is_some_and(|sku| sku.plans.is_empty()));
        for name in ["Microsoft 365 E5 of Tomorrow", "Microsoft 365", "E5"] {
            assert!(find_sku(name).is_none(), "{name}");
        }
    }

    #[test]
    fn names_that_hold_a_plus_sign_are_not_cut() {
        for (cell, expected) in [
            (
                "Microsoft 365 E3+Enterprise Mobility + Security E3+Power BI (free)",
                vec!["Microsoft 365 E3", "Enterprise Mobility + Security E3", "Power BI (free)"],
            ),
            (
                "Enterprise Mobility + Security E3, Office 365 E3",
                vec!["Enterprise Mobility + Security E3", "Office 365 E3"],
            ),
            ("Microsoft 365 E3 of Tomorrow+Office 365 E3", vec!["Microsoft 365 E3 of Tomorrow", "Office 365 E3"]),
            ("One + Other Thing", vec!["One", "Other Thing"]),
        ] {
            assert_eq!(names(cell), expected, "{cell}");
        }
    }

    #[test]
    fn plans_that_a_license_lists_itself_are_switched_off_by_their_state() {
        let exchange = Guid::from_text("efb87545-963c-4e0d-99df-69c6916d9eb0").unwrap();
        for (cell, disabled) in [
            (
                r#"[{"skuId":"x","servicePlans":[{"servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0","provisioningStatus":"Disabled"}]}]"#,
                Some(vec![exchange]),
            ),
            (
                r#"[{"AccountSkuId":"x","ServiceStatus":[{"ServicePlan":{"ServiceName":"EXCHANGE_S_ENTERPRISE"},"ProvisioningStatus":"Disabled"}]}]"#,
                Some(vec![exchange]),
            ),
            (
                r#"[{"AccountSkuId":"x","ServiceStatus":[{"ServicePlan":{"ServiceName":"EXCHANGE_S_ENTERPRISE"},"ProvisioningStatus":"Success"}]}]"#,
                Some(vec![]),
            ),
            (r#"[{"AccountSkuId":"x","ServiceStatus":["Microsoft.Online.Administration.ServiceStatus"]}]"#, None),
        ] {
            assert_eq!(licenses(cell).unwrap()[0].disabled, disabled, "{cell}");
        }
    }

    #[test]
    fn the_list_of_subscriptions_for_the_calendar_names_some_that_hold_a_mailbox_plan() {
        for (part, known) in CALENDAR_ONLY {
            assert!(find_sku(part).is_some_and(|sku| sku.calendar == Some(known) && !sku.plans.is_empty()), "{part}");
        }
    }

    #[test]
    fn license_cells_are_read_in_all_their_forms() {
        let names = |text: &str| licenses(text).unwrap().into_iter().map(|license| license.name).collect::<Vec<_>>();
        assert_eq!(names("contoso:SPE_E5;contoso:EMSPREMIUM"), ["contoso:SPE_E5", "contoso:EMSPREMIUM"]);
        assert_eq!(names(r#"[{"disabledPlans":[],"skuId":"x"}]"#), ["x"]);
        assert_eq!(names(r#"{"SkuId":"x","DisabledPlans":[]}"#), ["x"]);
        assert_eq!(names(r#"[{"SkuId":null,"AdditionalProperties":{"skuId":"x","disabledPlans":[]}}]"#), ["x"]);
        assert_eq!(names("contoso:SPE_E5 contoso:EMSPREMIUM"), ["contoso:SPE_E5", "contoso:EMSPREMIUM"]);
        assert_eq!(names("A Product of Tomorrow+contoso:SPE_E5"), ["A Product of Tomorrow", "contoso:SPE_E5"]);
        assert!(names("Unlicensed").is_empty());
        assert!(names("Nicht lizenziert").is_empty());
        assert!(names("[]").is_empty());
        assert_eq!(licenses("[broken"), None);
    }
}
