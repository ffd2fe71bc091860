//! `mailgap.toml`: what no export tells of a tenant. Every key and what it does stands in docs/config.md.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::Error;
use crate::guid::Guid;
use crate::instant::Instant;
use crate::schema::{Field, Kind, Shape};

/// What the user says about the tenant.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// When the exports count as taken.
    pub as_of: Option<Taken>,
    pub scope: Scope,
    pub synchronisation: Synchronisation,
    pub tenant: TenantSettings,
}

/// What the synchronisation takes; the filters hold together.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    pub included_ous: Vec<Container>,
    pub excluded_ous: Vec<Container>,
    pub included_domains: Vec<DomainName>,
    pub excluded_domains: Vec<DomainName>,
    /// The direct members of the scoping group; an empty list is a group without members.
    pub group_members: Option<Vec<Member>>,
    /// Users in whom an attribute has one of these values are left out.
    pub excluded_values: BTreeMap<Attribute, Vec<String>>,
    /// Users in whom an attribute has none of these values are left out.
    pub required_values: BTreeMap<Attribute, Vec<String>>,
}

impl Scope {
    /// Whether anything was said about the scope.
    pub fn is_given(&self) -> bool {
        let containers = [&self.included_ous, &self.excluded_ous].into_iter().any(|list| !list.is_empty());
        let domains = [&self.included_domains, &self.excluded_domains].into_iter().any(|list| !list.is_empty());
        let values = [&self.excluded_values, &self.required_values].into_iter().any(|map| !map.is_empty());
        containers || domains || values || self.group_members.is_some()
    }
}

/// How users come into Entra ID.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Synchronisation {
    pub engine: Engine,
    /// The attribute chosen as source anchor, where it is neither objectGUID nor mS-DS-ConsistencyGuid.
    pub anchor_attribute: Option<Attribute>,
    /// The attribute by which accounts of several forests are matched.
    pub match_attribute: Option<Attribute>,
    /// Whether every synchronised domain of every forest was exported.
    pub all_domains_exported: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    #[default]
    EntraConnect,
    CloudSync,
}

/// What Entra ID was told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantSettings {
    pub verified_domains: Option<Vec<DomainName>>,
    pub soft_match_blocked: Option<bool>,
    pub hard_match_takeover_blocked: Option<bool>,
    /// Whether a changed UPN reaches licensed users of managed domains.
    pub upn_synchronisation: Option<bool>,
}

impl TenantSettings {
    /// The names of all verified domains; none where they are not given.
    pub fn verified_domains(&self) -> Vec<String> {
        self.verified_domains.iter().flatten().map(|domain| domain.0.clone()).collect()
    }
}

/// An instant, given as text or as TOML's own date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct Taken(pub i64);

impl TryFrom<toml::Value> for Taken {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => return Err(NO_DATE.to_owned()),
        };
        Instant::as_of(&text).map(Self).ok_or_else(|| NO_DATE.to_owned())
    }
}

const NO_DATE: &str = "as_of is a date such as 2026-10-15, or an instant such as 2026-10-15T12:00:00Z";

/// The distinguished name of a container, in a form in which names can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Container {
    name: String,
    /// As it stands in the file.
    pub shown: String,
}

impl TryFrom<String> for Container {
    type Error = String;

    fn try_from(shown: String) -> Result<Self, String> {
        let name = comparable_name(&shown);
        let is_name = name.split(',').all(|part| part.contains('='));
        if is_name { Ok(Self { name, shown }) } else { Err(format!("'{shown}' is no distinguished name")) }
    }
}

impl Container {
    /// How many letters of a distinguished name, made comparable, this container is; none where it does not hold it.
    pub fn covers(&self, name: &str) -> Option<usize> {
        let rest = name.strip_suffix(&self.name)?;
        (rest.is_empty() || rest.ends_with(',')).then_some(self.name.len())
    }
}

/// A distinguished name without blanks beside its commas, in lower case.
pub fn comparable_name(name: &str) -> String {
    name.split(',').map(str::trim).collect::<Vec<_>>().join(",").to_lowercase()
}

/// A domain, given as `contoso.example`, as `@contoso.example` or as `DC=contoso,DC=example`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DomainName(pub String);

impl TryFrom<String> for DomainName {
    type Error = String;

    fn try_from(shown: String) -> Result<Self, String> {
        let name = match shown.split_once('=') {
            Some(_) => {
                let labels = shown.split(',').filter_map(|part| part.split_once('='));
                labels.map(|(_, label)| label.trim()).collect::<Vec<_>>().join(".")
            }
            None => shown.trim().trim_start_matches('@').to_owned(),
        };
        let is_name = !name.is_empty() && !name.contains([' ', '@', '/']);
        if is_name { Ok(Self(name.to_lowercase())) } else { Err(format!("'{shown}' is no domain")) }
    }
}

/// A member of the scoping group; its form tells which attribute names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum Member {
    Guid(Guid),
    /// A distinguished name, made comparable.
    Name(String),
    Upn(String),
    Account(String),
}

impl Member {
    /// Which of the four forms it has.
    pub fn form(&self) -> usize {
        match self {
            Self::Guid(_) => 0,
            Self::Name(_) => 1,
            Self::Upn(_) => 2,
            Self::Account(_) => 3,
        }
    }
}

impl std::fmt::Display for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Guid(guid) => f.write_str(&guid.hyphenated()),
            Self::Name(name) | Self::Upn(name) | Self::Account(name) => f.write_str(name),
        }
    }
}

impl From<String> for Member {
    fn from(text: String) -> Self {
        let text = text.trim();
        match Guid::from_text(text) {
            Some(guid) => Self::Guid(guid),
            None if text.contains('=') => Self::Name(comparable_name(text)),
            None if text.contains('@') => Self::Upn(text.to_lowercase()),
            None => Self::Account(text.rsplit('\\').next().unwrap_or(text).to_lowercase()),
        }
    }
}

/// An attribute of Active Directory that this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Attribute(pub Field);

impl TryFrom<String> for Attribute {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let readable = |field: &Field| field.shape() != Shape::Named;
        Field::named(Kind::AdUsers, &name).filter(readable).map(Self).ok_or_else(|| {
            let names = Kind::AdUsers.fields().filter(readable).map(Field::column);
            format!("'{name}' is no attribute of Active Directory that is read{}", nearest(&name, names))
        })
    }
}

impl Config {
    /// Whether a text begins as a configuration does: with one of its tables, or with the date.
    pub fn begins(text: &str) -> bool {
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines.filter(|line| !line.is_empty()).find(|line| !line.starts_with('#')).unwrap_or_default();
        let is_date = first.strip_prefix("as_of").is_some_and(|rest| rest.trim_start().starts_with('='));
        is_date || ["[scope", "[synchronisation]", "[tenant]"].iter().any(|table| first.starts_with(table))
    }

    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// Where it is no TOML, has a key that does not exist, or a value that means nothing.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|cause| {
            // A byte order mark is no part of a line, so the count is right all the same.
            let line = cause.span().map_or(1, |span| line_of(text, span.start));
            let reason = unknown_key(cause.message()).unwrap_or_else(|| cause.message().to_owned());
            Error::Usage(format!(
                "cannot use '{path}', line {line}: {reason}\n  help    docs/config.md explains every key"
            ))
        })
    }
}

fn line_of(text: &str, position: usize) -> usize {
    text.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1
}

/// Says in our own words that a key does not exist: the parser names it first, then those that do, in back quotes.
fn unknown_key(message: &str) -> Option<String> {
    message.strip_prefix("unknown field")?;
    let mut names = message.split('`').skip(1).step_by(2);
    let key = names.next()?;
    Some(format!("'{key}' is no key{}", nearest(key, names)))
}

/// Asks for the nearest of several names.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let wanted = name.to_lowercase();
    let alike = names.map(|other| (strsim::jaro_winkler(&wanted, &other.to_lowercase()), other));
    let best = alike.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(alike, _)| *alike > 0.7);
    best.map(|(_, other)| format!("; did you mean '{other}'?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../docs/config.md");

    /// The example of the page, which shows every key.
    fn example() -> String {
        let lines = PAGE.lines().skip_while(|line| *line != "```toml").skip(1).take_while(|line| *line != "```");
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The keys of a table, which the parser names when it meets one that does not exist.
    fn keys<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
        let error = toml::from_str::<T>("nothing = 1").unwrap_err();
        error.message().split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn the_page_shows_every_key_and_no_other() {
        let example = example();
        let config = Config::parse("docs/config.md", &example).unwrap();
        assert!(config.scope.is_given() && config.synchronisation.all_domains_exported);

        let shown: toml::Table = toml::from_str(&example).unwrap();
        let shown_in = |name: &str| -> Vec<String> {
            let table = if name.is_empty() { &shown } else { shown[name].as_table().unwrap() };
            table.keys().cloned().collect()
        };
        let tables = [
            ("", keys::<Config>()),
            ("scope", keys::<Scope>()),
            ("synchronisation", keys::<Synchronisation>()),
            ("tenant", keys::<TenantSettings>()),
        ];
        for (name, mut known) in tables {
            let mut shown = shown_in(name);
            shown.sort();
            known.sort();
            assert_eq!(shown, known, "[{name}]");
        }
    }

    #[test]
    fn the_members_of_a_group_are_told_by_their_form() {
        let member = |text: &str| Member::from(text.to_owned());
        assert_eq!(member("CONTOSO\\Anna"), Member::Account("anna".to_owned()));
        assert_eq!(member("Anna@contoso.example"), Member::Upn("anna@contoso.example".to_owned()));
        assert_eq!(member("CN=Anna, OU=People"), Member::Name("cn=anna,ou=people".to_owned()));
        assert!(matches!(member("d08f810b-a35c-49a8-a4cd-c6923dfc031e"), Member::Guid(_)));
    }

    #[test]
    fn a_container_covers_what_lies_in_it_and_not_what_ends_alike() {
        let unit = Container::try_from("OU=Sales, DC=contoso,DC=example".to_owned()).unwrap();
        let covers = |name: &str| unit.covers(&comparable_name(name)).is_some();
        assert!(covers("CN=Anna,OU=Sales,DC=contoso,DC=example"));
        assert!(covers("CN=Anna,OU=North,ou=sales,dc=contoso,dc=example"));
        assert!(!covers("CN=Anna,OU=Presales,DC=contoso,DC=example"));
        assert!(!covers("CN=Anna,OU=NotOU=Sales,DC=contoso,DC=example"));
    }
}
