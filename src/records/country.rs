//! Countries as exports write them: by the two letters of ISO 3166, or by name.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The English names of countries and territories, lower case.
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("countries.csv").as_bytes());
    let rows = reader.records().map(|row| row.expect("the table is well formed"));
    rows.map(|row| row[0].to_lowercase()).collect()
});

pub(super) fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic())
}

pub(super) fn is_name(text: &str) -> bool {
    NAMES.contains(&text.to_lowercase().replace('&', "and"))
}

/// Whether a text is too short for a name, or holds what names do not.
pub(super) fn is_no_name(text: &str) -> bool {
    text.chars().count() < 4 || text.chars().any(|letter| letter.is_ascii_digit() || letter == '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_name() {
        assert!(is_code("DE") && is_code("se") && !is_code("DEU") && !is_code("D1") && !is_code("Ü"));
        for name in ["Germany", "SWEDEN", "Bosnia & Herzegovina", "Côte d'Ivoire", "Türkiye"] {
            assert!(is_name(name), "{name}");
        }
        assert!(!is_name("Deutschland") && !is_no_name("Deutschland"));
        assert!(is_no_name("DEU") && is_no_name("276 Germany"));
    }
}
