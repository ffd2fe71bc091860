//! Checks JSON against the schemas in `docs/`, as far as these use JSON Schema, and the other way round: every key that
//! occurs must be described, and it is known which described ones have occurred.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::{Map, Value};

/// All schemas, by file name.
pub(crate) struct Schemas(BTreeMap<String, Value>);

/// A schema within its file, and the place where it stands: `report.schema.json#/$defs/person`.
#[derive(Clone)]
struct Spot<'s> {
    file: &'s str,
    pointer: String,
    schema: &'s Map<String, Value>,
}

/// What was checked so far.
pub(crate) struct Checker<'s> {
    schemas: &'s Schemas,
    pub(crate) faults: Vec<String>,
    /// The places of the properties that occurred.
    occurred: BTreeSet<String>,
}

impl Schemas {
    pub(crate) fn new(files: impl IntoIterator<Item = (String, Value)>) -> Self {
        Self(files.into_iter().collect())
    }

    fn spot<'s>(&'s self, file: &str, pointer: &str) -> Spot<'s> {
        let (file, root) = self.0.get_key_value(file).unwrap_or_else(|| panic!("there is no schema {file}"));
        let schema = root.pointer(pointer).unwrap_or_else(|| panic!("{file} has no {pointer}"));
        Spot { file, pointer: pointer.to_owned(), schema: object(schema) }
    }

    /// The places of all described properties.
    fn described(&self) -> BTreeSet<String> {
        fn walk(value: &Value, pointer: &str, found: &mut BTreeSet<String>) {
            let Some(members) = value.as_object() else { return };
            for (name, member) in members {
                let below = format!("{pointer}/{name}");
                if name == "properties" {
                    found.extend(object(member).keys().map(|key| format!("{below}/{key}")));
                }
                walk(member, &below, found);
            }
        }
        let mut found = BTreeSet::new();
        for (file, root) in &self.0 {
            walk(root, &format!("{file}#"), &mut found);
        }
        found
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("a schema is an object, not {value}"))
}

impl<'s> Spot<'s> {
    fn below(&self, path: &str, schema: &'s Value) -> Self {
        Self { file: self.file, pointer: format!("{}/{path}", self.pointer), schema: object(schema) }
    }
}

impl<'s> Checker<'s> {
    pub(crate) fn new(schemas: &'s Schemas) -> Self {
        Self { schemas, faults: Vec::new(), occurred: BTreeSet::new() }
    }

    /// Checks a document against a schema; `name` says in the faults which document it was.
    pub(crate) fn check(&mut self, name: &str, document: &Value, file: &str) {
        let root = self.schemas.spot(file, "");
        self.visit(&root, document, name);
    }

    /// The described properties that never occurred.
    pub(crate) fn never_seen(&self) -> Vec<String> {
        self.schemas.described().difference(&self.occurred).cloned().collect()
    }

    fn visit(&mut self, spot: &Spot<'s>, value: &Value, at: &str) {
        for (keyword, rule) in spot.schema {
            match keyword.as_str() {
                "$schema" | "title" | "description" | "$defs" => {}
                "$ref" => {
                    let (file, pointer) = rule.as_str().unwrap().split_once('#').unwrap();
                    let target = self.schemas.spot(if file.is_empty() { spot.file } else { file }, pointer);
                    self.visit(&target, value, at);
                }
                "type" => self.expect(is_of_type(value, rule), at, spot, keyword, value),
                "const" => self.expect(value == rule, at, spot, keyword, value),
                "enum" => self.expect(rule.as_array().unwrap().contains(value), at, spot, keyword, value),
                "minimum" => {
                    let holds = value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap());
                    self.expect(holds, at, spot, keyword, value);
                }
                "maximum" => {
                    let holds = value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap());
                    self.expect(holds, at, spot, keyword, value);
                }
                "pattern" => {
                    let pattern = Regex::new(rule.as_str().unwrap()).unwrap();
                    self.expect(value.as_str().is_none_or(|text| pattern.is_match(text)), at, spot, keyword, value);
                }
                "items" => {
                    let items = spot.below("items", rule);
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.visit(&items, item, &format!("{at}/{index}"));
                    }
                }
                "required" => {
                    for key in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
                        let holds = value.as_object().is_none_or(|members| members.contains_key(key));
                        self.expect(holds, at, spot, &format!("required {key}"), value);
                    }
                }
                "properties" => self.members(spot, value, at),
                "propertyNames" => {
                    let names = spot.below("propertyNames", rule);
                    for key in value.as_object().into_iter().flat_map(Map::keys) {
                        self.visit(&names, &Value::from(key.as_str()), &format!("{at}/{key}"));
                    }
                }
                "additionalProperties" => {
                    let others = spot.below("additionalProperties", rule);
                    for (key, member) in value.as_object().into_iter().flatten() {
                        self.visit(&others, member, &format!("{at}/{key}"));
                    }
                }
                other => panic!("{}#{}: this checker does not know '{other}'", spot.file, spot.pointer),
            }
        }
    }

    fn members(&mut self, spot: &Spot<'s>, value: &Value, at: &str) {
        let properties = object(&spot.schema["properties"]);
        for (key, member) in value.as_object().into_iter().flatten() {
            match properties.get(key) {
                Some(schema) => {
                    let below = spot.below(&format!("properties/{key}"), schema);
                    self.occurred.insert(format!("{}#{}", below.file, below.pointer));
                    self.visit(&below, member, &format!("{at}/{key}"));
                }
                None => self.faults.push(format!("{at}: '{key}' is not described in {}#{}", spot.file, spot.pointer)),
            }
        }
    }

    fn expect(&mut self, holds: bool, at: &str, spot: &Spot<'s>, keyword: &str, value: &Value) {
        if !holds {
            let mut shown = value.to_string();
            if shown.chars().count() > 80 {
                shown = shown.chars().take(79).chain(['…']).collect();
            }
            self.faults.push(format!("{at}: {shown} breaks '{keyword}' of {}#{}", spot.file, spot.pointer));
        }
    }
}

fn is_of_type(value: &Value, rule: &Value) -> bool {
    if let Some(types) = rule.as_array() {
        return types.iter().any(|one| is_of_type(value, one));
    }
    match rule.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("this checker does not know the type '{other}'"),
    }
}
