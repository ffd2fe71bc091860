//! Which column feeds which field: by its header, and by its first cells where a header may mean two things.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::row;
use super::scan::Cell;
use crate::schema::{Field, Kind, Producer, ad, entra, exchange, key, normalise, object_class};

/// Header and first rows of an export, asked by name and by field.
pub(super) struct View<'a> {
    pub(super) header: &'a [String],
    sample: &'a [Vec<String>],
    /// What each header says, without its technical name; normalised.
    labels: Vec<String>,
    /// The technical name in brackets behind it: `User name [userPrincipalName]`.
    technical: Vec<String>,
    flattened: Vec<Joined>,
}

impl<'a> View<'a> {
    pub(super) fn new(header: &'a [String], sample: &'a [Vec<String>]) -> Self {
        let flattened = Joined::find(header);
        let is_part =
            |column: usize| flattened.iter().any(|joined| joined.parts.iter().any(|part| part.column == column));
        let names = header
            .iter()
            .enumerate()
            .map(|(column, name)| if is_part(column) { Default::default() } else { label_and_technical_name(name) });
        let (labels, technical) = names.unzip();
        Self { header, sample, labels, technical, flattened }
    }

    /// Whether a column has this normalised name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.labels.iter().any(|label| label == name) || self.technical.iter().any(|label| label == name)
    }

    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// Whether a header is spelled so, to the letter.
    pub(super) fn spells(&self, name: &str) -> bool {
        self.header.iter().any(|column| column == name)
    }

    /// The normalised name of a column, if there are so many.
    pub(super) fn label(&self, column: usize) -> &str {
        self.labels.get(column).map_or("", String::as_str)
    }

    /// Whether every named column is one of these.
    pub(super) fn has_only(&self, names: &[&str]) -> bool {
        self.labels.iter().filter(|label| !label.is_empty()).all(|label| names.contains(&label.as_str()))
    }

    /// The labels of headers in another language than English, in which no cmdlet prints them.
    pub(super) fn translated(&self) -> impl Iterator<Item = &str> {
        let pairs = self.header.iter().zip(&self.labels);
        pairs
            .filter(|(name, label)| !name.contains('[') && !label.is_empty() && normalise(name) != **label)
            .map(|(_, label)| label.as_str())
    }

    /// Whether any header is part of nested data that was flattened: `assignedLicenses/0/skuId`.
    pub(super) fn is_flattened(&self) -> bool {
        !self.flattened.is_empty()
    }

    /// The filled cells of the first rows in a column.
    pub(super) fn column(&self, column: Option<usize>) -> impl Iterator<Item = &str> {
        let cells = self.sample.iter().filter_map(move |row| row.get(column?));
        cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    pub(super) fn cells(&self, field: Field) -> impl Iterator<Item = &str> {
        self.column(self.column_of(field))
    }

    /// Rows of the sample that hold anything, and are no total or sign of the end.
    pub(super) fn rows(&self) -> usize {
        let is_record = |row: &&Vec<String>| {
            let cells: Vec<_> = row.iter().map(|cell| Cell::plain(cell)).collect();
            row.iter().any(|cell| !cell.is_empty()) && row::reason_to_pass_over(&cells).is_none()
        };
        self.sample.iter().filter(is_record).count()
    }

    pub(super) fn has_rows(&self) -> bool {
        !self.sample.is_empty()
    }

    /// Whether a cell of the first rows begins so.
    pub(super) fn any_cell_begins(&self, start: &str) -> bool {
        self.sample.iter().flatten().any(|cell| cell.starts_with(start))
    }

    /// The best column for a field: the first of its headers whose cells can be read, else the first.
    pub(super) fn column_of(&self, field: Field) -> Option<usize> {
        let among = |names: &[String]| {
            // A header may stand there twice.
            let columns_of = |alias: String| {
                let columns = names.iter().enumerate();
                columns.filter(move |(_, name)| !name.is_empty() && **name == alias).map(|(column, _)| column)
            };
            let columns: Vec<usize> = field.headers().map(normalise).flat_map(columns_of).collect();
            let readable = columns.iter().find(|column| self.column(Some(**column)).any(|cell| !is_type_name(cell)));
            readable.or(columns.first()).copied()
        };
        among(&self.labels).or_else(|| among(&self.technical))
    }
}

/// What a header says, and the technical name in brackets behind it; normalised.
pub(super) fn label_and_technical_name(header: &str) -> (String, String) {
    let Some((before, rest)) = header.split_once('[') else { return (key(header), String::new()) };
    let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
    let label = key(&format!("{before} {after}"));
    let technical = key(inside);
    if label.is_empty() { (technical, String::new()) } else { (label, technical) }
}

/// `PowerShell` prints a value it cannot flatten as the name of its type.
fn is_type_name(cell: &str) -> bool {
    ["System.", "Microsoft.", "Deserialized."].iter().any(|start| cell.starts_with(start))
}

/// Which columns feed which fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) columns: Vec<(Field, usize)>,
    /// Of these, fields that several columns feed together.
    pub(super) joined: Vec<Joined>,
}

/// Gives each field its best column, and no column to two fields.
pub(super) fn map(kind: Kind, producer: Producer, view: &View<'_>) -> Mapping {
    let mut columns: Vec<(Field, usize)> = Vec::new();
    let by_label = |(field, column): &(Field, usize)| {
        let label = view.label(*column);
        field.headers().any(|alias| normalise(alias) == label)
    };
    let mut found: Vec<_> = kind.fields().filter_map(|field| Some((field, view.column_of(field)?))).collect();
    // What a header says goes before the technical name behind it.
    found.sort_by_key(|pair| !by_label(pair));
    for (field, column) in found {
        if !columns.iter().any(|(_, taken)| *taken == column) {
            columns.push((field, column));
        }
    }
    settle(producer, view, &mut columns);
    let mut mapping = Mapping { columns, joined: Vec::new() };
    for joined in &view.flattened {
        let field = kind.fields().find(|field| field.headers().any(|alias| normalise(alias) == joined.name));
        if let Some(field) = field
            && !mapping.columns.iter().any(|(mapped, _)| *mapped == field)
        {
            mapping.columns.push((field, joined.parts[0].column));
            mapping.joined.push(Joined { field: Some(field), ..joined.clone() });
        }
    }
    mapping.columns.sort_unstable();
    mapping
}

/// Decides by the first cells what a header means that may mean two things; where they leave it open, nothing.
fn settle(producer: Producer, view: &View<'_>, columns: &mut Vec<(Field, usize)>) {
    let is_address = |cell: &str| cell.contains('@');
    let cells = |column: usize| view.column(Some(column));
    let has_upn = columns.iter().any(|(field, _)| *field == ad::UPN);
    columns.retain_mut(|(field, column)| {
        let label = view.label(*column);
        match *field {
            ad::SAM if ["username", "login", "logonname", "account"].contains(&label) => {
                if !cells(*column).any(is_address) {
                    return true;
                }
                *field = ad::UPN;
                !has_upn && cells(*column).all(is_address)
            }
            entra::UPN | exchange::UPN if ["username", "login", "signinname", "userid"].contains(&label) => {
                cells(*column).all(is_address)
            }
            // A list of addresses under the name of one alias.
            ad::NICKNAME | exchange::ALIAS if label == "alias" => !cells(*column).any(is_address),
            // Kinds of staff, not of objects.
            ad::CLASS if label == "type" => cells(*column).any(|cell| object_class(cell).is_some()),
            // What a connector calls the object, which is no name in Active Directory.
            ad::DN if producer == Producer::CsAnalyzer => false,
            // The class of a server's recipients is a chain without end, and their ImmutableId is another attribute.
            ad::CLASS | ad::COMPUTED_ID
                if matches!(producer, Producer::RemoteMailbox | Producer::OnPremisesMailbox) =>
            {
                false
            }
            // Only the XML of a service is what it says of the object.
            entra::ERRORS if label.starts_with("error") && label != "errors" => {
                cells(*column).all(|cell| cell.starts_with('<'))
            }
            // The id of a license of somebody, not of the user.
            entra::ID if label == "id" && view.has("serviceplans") => false,
            _ => true,
        }
    });
    // In the centre's list 'Recipient type' is the detailed type.
    if producer == Producer::ExchangeAdminCentre
        && !columns.iter().any(|(field, _)| *field == exchange::TYPE_DETAILS)
        && let Some((field, _)) = columns.iter_mut().find(|(field, _)| *field == exchange::TYPE)
    {
        *field = exchange::TYPE_DETAILS;
    }
}

/// Nested data that was flattened into columns: `proxyAddresses/0`, `assignedLicenses/1/disabledPlans/0`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joined {
    /// What it feeds.
    pub(super) field: Option<Field>,
    name: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    column: usize,
    /// The way from the list to the cell: `1`, `disabledPlans`, `0`.
    steps: Vec<String>,
}

impl Joined {
    fn find(header: &[String]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for (column, name) in header.iter().enumerate() {
            let mut steps = name.split(['/', '.', '[', ']']).filter(|step| !step.is_empty()).map(str::to_owned);
            let Some(list) = steps.next().map(|list| normalise(&list)) else { continue };
            let steps: Vec<String> = steps.collect();
            let is_list = steps.first().is_some_and(|step| number(step).is_some()) && is_known_list(&list);
            if !is_list || steps.iter().filter_map(|step| number(step)).any(|at| at > LONGEST_LIST) {
                continue;
            }
            match found.iter_mut().find(|joined| joined.name == list) {
                Some(joined) => joined.parts.push(Part { column, steps }),
                None => found.push(Self { field: None, name: list, parts: vec![Part { column, steps }] }),
            }
        }
        found
    }

    /// The list of a row in one text: plain values a line each, nested ones as JSON.
    pub(super) fn text<'c>(&self, cell: impl Fn(usize) -> Cow<'c, str>) -> String {
        let filled =
            self.parts.iter().map(|part| (part, cell(part.column))).filter(|(_, text)| !text.trim().is_empty());
        if self.parts.iter().all(|part| part.steps.len() == 1) {
            return filled.map(|(_, text)| text.into_owned()).collect::<Vec<_>>().join("\n");
        }
        let mut list = Value::Null;
        for (part, text) in filled {
            set(&mut list, &part.steps, &text);
        }
        if let Value::Array(entries) = &mut list {
            entries.retain(|entry| !entry.is_null());
        }
        if list.is_null() { String::new() } else { list.to_string() }
    }
}

/// Whether a field has this name; other names may hold points and numbers as well.
fn is_known_list(name: &str) -> bool {
    let mut fields = [Kind::AdUsers, Kind::EntraUsers, Kind::ExchangeRecipients].into_iter().flat_map(Kind::fields);
    fields.any(|field| field.headers().any(|header| normalise(header) == name))
}

/// No list of a user is longer.
const LONGEST_LIST: usize = 999;

fn number(step: &str) -> Option<usize> {
    step.parse().ok()
}

/// Puts a text where the steps lead.
fn set(value: &mut Value, steps: &[String], text: &str) {
    let Some((step, rest)) = steps.split_first() else {
        *value = match text.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text.to_owned()),
        };
        return;
    };
    if let Some(at) = number(step) {
        if !value.is_array() {
            *value = Value::Array(Vec::new());
        }
        if let Value::Array(entries) = value {
            if entries.len() <= at {
                entries.resize(at + 1, Value::Null);
            }
            set(&mut entries[at], rest, text);
        }
    } else {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        if let Value::Object(members) = value {
            set(members.entry(step.clone()).or_insert(Value::Null), rest, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(kind: Kind, header: &str, row: &str) -> Vec<(Field, usize)> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let (header, sample) = (cells(header), [cells(row)]);
        map(kind, Producer::Unrecognised, &View::new(&header, &sample)).columns
    }

    #[test]
    fn a_header_that_may_mean_two_things_is_decided_by_its_cells() {
        for (header, row, fields) in [
            ("Username", "anna", vec![(ad::SAM, 0)]),
            ("Username", "anna@contoso.example", vec![(ad::UPN, 0)]),
            ("Username,UPN", "b@contoso.example,anna@contoso.example", vec![(ad::UPN, 1)]),
            ("Alias", "anna", vec![(ad::NICKNAME, 0)]),
            ("Alias", "anna@contoso.example", vec![]),
            ("Type", "User", vec![(ad::CLASS, 0)]),
            ("Type", "Contractor", vec![]),
            ("mail,EmailAddress", ",anna@contoso.example", vec![(ad::MAIL, 1)]),
            ("mail,EmailAddress", "anna@contoso.example,b@contoso.example", vec![(ad::MAIL, 0)]),
            ("mail,Mail", ",anna@contoso.example", vec![(ad::MAIL, 1)]),
            ("objectSid,SID", "System.Byte[],S-1-5-21", vec![(ad::SID, 1)]),
        ] {
            assert_eq!(mapped(Kind::AdUsers, header, row), fields, "{header}: {row}");
        }
        assert_eq!(mapped(Kind::EntraUsers, "Username", "anna"), []);
        assert_eq!(mapped(Kind::EntraUsers, "Error", "not in Exchange"), []);
    }

    #[test]
    fn a_label_goes_before_the_technical_name_behind_it() {
        let header = "User name [userPrincipalName] Required,Block sign in (Yes/No) [accountEnabled] Required";
        assert_eq!(mapped(Kind::EntraUsers, header, "anna@contoso.example,No"), [(entra::UPN, 0), (entra::BLOCKED, 1)]);
    }

    #[test]
    fn headers_of_other_languages_mean_the_same() {
        let header = "Benutzerprinzipalname,Anmeldung blockiert,Lizenzen";
        let fields = [(entra::UPN, 0), (entra::BLOCKED, 1), (entra::LICENSES, 2)];
        assert_eq!(mapped(Kind::EntraUsers, header, "anna@contoso.example,Falsch,"), fields);
    }

    #[test]
    fn flattened_lists_become_one_text() {
        let header: Vec<String> = [
            "proxyAddresses/0",
            "proxyAddresses/1",
            "assignedLicenses/0/skuId",
            "assignedLicenses[0].disabledPlans[0]",
        ]
        .map(str::to_owned)
        .to_vec();
        let row = ["SMTP:a@contoso.example", "smtp:b@contoso.example", "x", "y"];
        let mapping = map(Kind::EntraUsers, Producer::Graph, &View::new(&header, &[]));
        assert_eq!(mapping.columns, [(entra::PROXIES, 0), (entra::ASSIGNED_LICENSES, 2)]);
        let texts: Vec<_> =
            mapping.joined.iter().map(|joined| joined.text(|column| Cow::Borrowed(row[column]))).collect();
        assert_eq!(
            texts,
            ["SMTP:a@contoso.example\nsmtp:b@contoso.example", r#"[{"disabledPlans":["y"],"skuId":"x"}]"#]
        );
        assert_eq!(mapping.joined[1].text(|_| Cow::Borrowed("")), "");
    }
}
