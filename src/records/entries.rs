//! Reads a list of JSON objects as a stream, and of each object only the members that are asked for: Graph writes some
//! thirty plans into the cell of a person, of which one or two give a mailbox.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The members of one object, in the order in which they were asked for.
pub(super) struct Members<'t, const N: usize>([Told<'t>; N]);

#[derive(Clone)]
enum Told<'t> {
    /// Not there, or null.
    Nothing,
    Text(Cow<'t, str>),
    /// A number, an object, a list.
    Other,
}

impl<const N: usize> Members<'_, N> {
    const NONE: Self = Self([const { Told::Nothing }; N]);

    pub(super) fn text(&self, at: usize) -> Option<&str> {
        match &self.0[at] {
            Told::Text(text) => Some(text),
            Told::Nothing | Told::Other => None,
        }
    }
}

/// Reads each object of a list, or a single one, and keeps what `turn` makes of it; `None` where the text is neither.
///
/// Names count whatever their case: cmdlets write `SkuId`, Graph `skuId`. What a cmdlet has no property for stands in its
/// `AdditionalProperties`.
pub(super) fn entries<'t, T, const N: usize>(
    text: &'t str,
    names: [&str; N],
    mut turn: impl FnMut(&Members<'t, N>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut found = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let object = Object { names: &names };
    match text.trim_ascii_start().as_bytes().first()? {
        b'[' => {
            let note = |members: &Members<'t, N>| found.extend(turn(members));
            json.deserialize_seq(List { object, note }).ok()?;
        }
        b'{' => found.extend(turn(&object.deserialize(&mut json).ok()?)),
        _ => return None,
    }
    json.end().ok()?;
    Some(found)
}

struct List<'n, F, const N: usize> {
    object: Object<'n, N>,
    note: F,
}

impl<'t, F: FnMut(&Members<'t, N>), const N: usize> Visitor<'t> for List<'_, F, N> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(members) = list.next_element_seed(self.object)? {
            (self.note)(&members);
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Object<'n, const N: usize> {
    names: &'n [&'n str; N],
}

impl<'t, const N: usize> DeserializeSeed<'t> for Object<'_, N> {
    type Value = Members<'t, N>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t, const N: usize> Visitor<'t> for Object<'_, N> {
    type Value = Members<'t, N>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let (mut own, mut additional) = (Members::NONE, Members::NONE);
        while let Some(name) = object.next_key_seed(Name { names: self.names })? {
            match name {
                Asked::For(at) => match object.next_value_seed(Text)? {
                    Told::Nothing => {}
                    told => own.0[at] = told,
                },
                Asked::Additional => additional = object.next_value_seed(self)?,
                Asked::No => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        for (own, additional) in own.0.iter_mut().zip(additional.0) {
            if matches!(own, Told::Nothing) {
                *own = additional;
            }
        }
        Ok(own)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Members::NONE)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Members::NONE)
    }
}

/// What the name of a member means.
enum Asked {
    For(usize),
    Additional,
    No,
}

struct Name<'n, const N: usize> {
    names: &'n [&'n str; N],
}

impl<'t, const N: usize> DeserializeSeed<'t> for Name<'_, N> {
    type Value = Asked;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Asked, D::Error> {
        json.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Name<'_, N> {
    type Value = Asked;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Asked, E> {
        Ok(match self.names.iter().position(|own| own.eq_ignore_ascii_case(name)) {
            Some(at) => Asked::For(at),
            None if name.eq_ignore_ascii_case("AdditionalProperties") => Asked::Additional,
            None => Asked::No,
        })
    }
}

/// A text, if it is one.
struct Text;

impl<'t> DeserializeSeed<'t> for Text {
    type Value = Told<'t>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Told<'t>, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Text {
    type Value = Told<'t>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Told<'t>, E> {
        Ok(Told::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Told<'t>, E> {
        Ok(Told::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Told<'t>, E> {
        Ok(Told::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Told<'t>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Told::Other)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut object: A) -> Result<Told<'t>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Told::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::super::license::{list, text_of};
    use super::*;

    /// The same by way of whole values.
    fn by_values(text: &str) -> Option<Vec<[Option<String>; 2]>> {
        let owned = |value: &serde_json::Value, name| text_of(value, &[name]).map(str::to_owned);
        Some(list(text)?.iter().map(|value| [owned(value, "skuId"), owned(value, "state")]).collect())
    }

    #[test]
    fn members_are_those_of_the_whole_objects() {
        for text in [
            r#"[{"skuId":"a","state":"Active","other":[1,{"x":null}]},{"SkuId":"b"}]"#,
            r#"{"SKUID":"a\u0062","State":null}"#,
            r#"[{"AdditionalProperties":{"skuId":"a","state":"Error"},"state":7},"text",null,3.5,[{"skuId":"no"}],true]"#,
            r#"[{"skuId":null,"additionalProperties":{"skuId":"behind"}}]"#,
            r#"[{"AdditionalProperties":"none","skuId":{"a":"b"}}]"#,
            "[]",
            "{}",
            "\"text\"",
            "null",
            "17",
            "[{\"skuId\":\"a\"}] more",
            "[{\"skuId\":\"a\"",
            "contoso:SPE_E3",
            "",
        ] {
            let owned = |members: &Members<'_, 2>| Some([0, 1].map(|at| members.text(at).map(str::to_owned)));
            let streamed = entries(text, ["skuId", "state"], owned);
            // Whole values tell of entries that are no objects as well; both say nothing of them.
            assert_eq!(streamed, by_values(text), "{text}");
        }
    }
}
