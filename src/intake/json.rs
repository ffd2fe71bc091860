//! Reads JSON as Graph answers and as `ConvertTo-Json` writes it: lists of objects, pages with the list in `value`, and
//! any number of these one behind the other.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::chunk::Place;
use super::open::Source;
use super::sheet::{self, Rows, Take, WIDEST};
use super::transcode::Text;
use super::{Context, Outcome};
use crate::error::{Refusal, Remark, Topic};
use crate::schema::{Field, Kind, Shape};

/// Whether a text begins as JSON does.
pub(super) fn begins(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// Reads all objects as one table, whose header is made of their keys in the order of their first appearance.
pub(super) fn read(source: &Source, context: &Context) -> Result<Outcome, Refusal> {
    let mut objects = Objects::survey(source, context)?;
    context.progress.advance(source.size());
    let (mut table, mut remarks) = sheet::read(source, context, None, &mut objects)?;
    table.encoding = Some(objects.text.name());
    table.unread = objects.unread.len() as u64;
    for row in &objects.unread {
        remarks.push(Remark {
            row: Some(*row),
            ..Remark::on_file(&source.path, None, Topic::UnreadRow, "not read: it is no object with names and values")
        });
    }
    if let Some(reason) = objects.cut {
        table.cut = true;
        remarks.push(Remark::on_file(&source.path, None, Topic::File, reason));
    }
    remarks.extend(objects.text.remark());
    Ok(Outcome { tables: vec![table], remarks, ..Outcome::default() })
}

/// The objects of a file, which is read anew each time, so that one object at a time is in memory.
struct Objects<'s> {
    source: &'s Source,
    text: Text,
    names: Vec<String>,
    /// Where each key stands.
    places: HashMap<String, usize>,
    /// Which elements are no objects.
    unread: Vec<u32>,
    /// Why objects may be missing.
    cut: Option<String>,
}

impl<'s> Objects<'s> {
    /// Reads the file once for its keys, and for what the pages say about themselves.
    fn survey(source: &'s Source, context: &Context) -> Result<Self, Refusal> {
        let text = Text::of(source, context)?;
        let (mut names, mut places, mut unread) = (Vec::new(), HashMap::new(), Vec::new());
        let pages = walk(source, &text, &mut |row, object| {
            let Some(object) = object else {
                unread.push(row);
                return true;
            };
            for (key, _) in &object.0 {
                if !places.contains_key(key) {
                    places.insert(key.clone(), names.len());
                    names.push(key.clone());
                }
            }
            names.len() <= WIDEST
        })?;
        if let Some(error) = pages.error {
            return Err(Refusal::Other(format!(
                "it holds an error of Graph and no rows: {error}\n  help    mend what it says and export again"
            )));
        }
        if names.len() > WIDEST {
            return Err(Refusal::Other(format!(
                "its objects have more than {WIDEST} different keys\n  help    export a list of users or recipients"
            )));
        }
        let rows = u64::from(pages.rows);
        if rows == 0 {
            return Err(Refusal::NoRows);
        }
        if unread.len() as u64 == rows {
            return Err(Refusal::Other(
                "its JSON lists no objects with names and values\n  help    export a list of users or recipients"
                    .into(),
            ));
        }
        let cut = if pages.goes_on {
            Some("@odata.nextLink names a further page that is not in this file: people may be missing".to_owned())
        } else if pages.announced > rows {
            Some(format!(
                "@odata.count names {} rows, but only {rows} are here: people may be missing",
                pages.announced
            ))
        } else {
            None
        };
        Ok(Self { source, text, names, places, unread, cut })
    }
}

impl Rows for Objects<'_> {
    fn form(&self) -> Option<&'static str> {
        Some("JSON")
    }

    fn names(&mut self) -> Result<Option<Vec<String>>, Refusal> {
        Ok(Some(self.names.clone()))
    }

    fn each(&mut self, take: &mut Take<'_>) -> Result<(), Refusal> {
        let (names, places) = (&self.names, &self.places);
        walk(self.source, &self.text, &mut |row, object| {
            let Some(object) = object else { return true };
            let mut cells = vec![String::new(); names.len()];
            for (key, value) in &object.0 {
                if let Some(at) = places.get(key) {
                    cells[*at] = value.cell(key);
                }
            }
            take(Place { row, line: 0 }, &cells)
        })?;
        Ok(())
    }
}

/// What takes the objects with their numbers, until it answers that it has seen enough; `None` is no object.
type TakeObject<'a> = dyn FnMut(u32, Option<Object>) -> bool + 'a;

/// What the pages say about themselves.
#[derive(Default)]
struct Pages {
    /// Elements of all lists.
    rows: u32,
    /// Whether the last page names one behind it.
    goes_on: bool,
    /// How many rows the first page promises.
    announced: u64,
    /// What Graph answered instead of rows.
    error: Option<String>,
    /// Whether enough was seen.
    stopped: bool,
}

/// Streams a file object by object.
fn walk(source: &Source, text: &Text, take: &mut TakeObject<'_>) -> Result<Pages, Refusal> {
    let mut input = serde_json::Deserializer::from_reader(text.open(source)?);
    let mut pages = Pages::default();
    while input.end().is_err() {
        let read = Element { pages: &mut pages, take, is_page: true, is_top: true }.deserialize(&mut input);
        match read {
            Ok(()) => {}
            Err(_) if pages.stopped => break,
            Err(fault) if fault.is_io() => return Err(Refusal::Unreadable(fault.to_string())),
            Err(fault) => {
                let end = if fault.is_eof() { "breaks off" } else { "cannot be read" };
                return Err(Refusal::Other(format!("its JSON {end}: {fault}\n  help    export again")));
            }
        }
    }
    Ok(pages)
}

/// A list of elements, a page of them, or one element.
struct Element<'a, 't> {
    pages: &'a mut Pages,
    take: &'a mut TakeObject<'t>,
    /// Whether an object may be a page, whose rows are in `value`.
    is_page: bool,
    /// Whether a list holds elements, and is none itself.
    is_top: bool,
}

impl Element<'_, '_> {
    fn give<E: serde::de::Error>(&mut self, object: Option<Object>) -> Result<(), E> {
        self.pages.rows = self.pages.rows.checked_add(1).ok_or_else(|| E::custom("more than 4 billion rows"))?;
        if (self.take)(self.pages.rows, object) {
            return Ok(());
        }
        self.pages.stopped = true;
        Err(E::custom("enough was seen"))
    }
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Element<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        if !self.is_top {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return self.give(None);
        }
        loop {
            let element = Element { pages: self.pages, take: self.take, is_page: self.is_page, is_top: false };
            if list.next_element_seed(element)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut object = Object::default();
        let mut goes_on = false;
        let mut was_page = false;
        while let Some(key) = map.next_key::<String>()? {
            if self.is_page && key == "value" {
                map.next_value_seed(Element { pages: self.pages, take: self.take, is_page: false, is_top: true })?;
                was_page = true;
                continue;
            }
            let value: Value = map.next_value()?;
            match (key.as_str(), &value) {
                ("@odata.nextLink" | "odata.nextLink", Value::Text(link)) => goes_on = !link.is_empty(),
                ("@odata.count", Value::Number(count)) => {
                    self.pages.announced = self.pages.announced.max(count.as_u64().unwrap_or(0));
                }
                ("error", Value::Object(error)) if self.is_page => {
                    if let (Some(code), Some(message)) = (error.get("code"), error.get("message")) {
                        self.pages.error = Some(format!("{}: {}", code.cell(""), message.cell("")));
                    }
                }
                _ => {}
            }
            object.0.push((key, value));
        }
        if was_page {
            self.pages.goes_on = goes_on;
            return Ok(());
        }
        self.give(Some(object))
    }

    fn visit_bool<E: serde::de::Error>(mut self, _: bool) -> Result<(), E> {
        self.give(None)
    }

    fn visit_i64<E: serde::de::Error>(mut self, _: i64) -> Result<(), E> {
        self.give(None)
    }

    fn visit_u64<E: serde::de::Error>(mut self, _: u64) -> Result<(), E> {
        self.give(None)
    }

    fn visit_f64<E: serde::de::Error>(mut self, _: f64) -> Result<(), E> {
        self.give(None)
    }

    fn visit_str<E: serde::de::Error>(mut self, _: &str) -> Result<(), E> {
        self.give(None)
    }

    fn visit_unit<E: serde::de::Error>(mut self) -> Result<(), E> {
        self.give(None)
    }
}

/// A value with its keys in the order of the file.
#[derive(Debug, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Value>),
    Object(Object),
}

#[derive(Debug, Default, PartialEq)]
struct Object(Vec<(String, Value)>);

impl Object {
    fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// What PowerShell wraps: lists with their `Count`, dates with their `DateTime`, SIDs and words with their number.
    fn wrapped(&self) -> Option<&Value> {
        let mut values = self.0.iter().filter(|(key, _)| key.eq_ignore_ascii_case("value")).map(|(_, value)| value);
        let first = values.next()?;
        values.find(|value| matches!(value, Value::Text(_))).or(Some(first))
    }
}

impl Value {
    /// As the cell of a table.
    fn cell(&self, key: &str) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            // An empty list of addresses is blank, and known to be so.
            Self::List(list) if list.is_empty() && holds_addresses(key) => "{}".to_owned(),
            Self::List(list) => Self::cell_of_list(list).unwrap_or_else(|| self.json()),
            Self::Object(object) => object.wrapped().map_or_else(|| self.json(), |value| value.cell(key)),
        }
    }

    /// Texts as a list, numbers as the bytes of a GUID; `None` for everything else.
    fn cell_of_list(list: &[Self]) -> Option<String> {
        let texts = list.iter().map(|value| if let Self::Text(text) = value { Some(text.clone()) } else { None });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty()) {
            return Some(sheet::join(&texts));
        }
        let bytes = list.iter().map(|value| if let Self::Number(number) = value { number.as_u64() } else { None });
        let bytes: Vec<_> = bytes.collect::<Option<_>>()?;
        let numbers: Vec<_> = bytes.iter().map(u64::to_string).collect();
        (bytes.len() == 16 && bytes.iter().all(|byte| *byte < 256)).then(|| numbers.join(" "))
    }

    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn holds_addresses(key: &str) -> bool {
    Kind::ALL.iter().any(|kind| Field::named(*kind, key).is_some_and(|field| field.shape() == Shape::Addresses))
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => out.serialize_unit(),
            Self::Bool(value) => out.serialize_bool(*value),
            Self::Number(number) => number.serialize(out),
            Self::Text(text) => out.serialize_str(text),
            Self::List(list) => out.collect_seq(list),
            Self::Object(object) => out.collect_map(object.0.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Object::default();
        while let Some(entry) = map.next_entry()? {
            object.0.push(entry);
        }
        Ok(Value::Object(object))
    }
}
