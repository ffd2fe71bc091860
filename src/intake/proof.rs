//! What holds for every text, as functions that panic where it does not. Only tests and fuzz targets have them.

use super::chunk::Place;
use super::scan::{self, Scanned};
use super::split::{Splitter, Start};

/// Whatever the scanner cuts into cells, the csv crate cuts into the same.
///
/// # Panics
/// Where it does not.
pub fn the_scanner_cuts_as_the_csv_crate_does(text: &str, delimiter: u8) {
    if scan::first_oddity(text.as_bytes()).is_none()
        && let Some(rows) = scanned(text, delimiter)
    {
        assert_eq!(rows, read(text, delimiter), "{text:?} at {:?}", char::from(delimiter));
    }
}

/// The splitter finds as many records as the csv crate, and the same ones whatever the size of its blocks.
///
/// # Panics
/// Where it does not.
pub fn the_splitter_finds_the_records_the_csv_crate_finds(text: &str, delimiter: u8, size: usize) {
    let whole = places(text.as_bytes(), delimiter, text.len().max(1));
    assert_eq!(whole.len(), read(text, delimiter).len(), "{text:?} at {:?}", char::from(delimiter));
    assert_eq!(places(text.as_bytes(), delimiter, size.max(1)), whole, "{text:?} in blocks of {size}");
}

/// The rows of a text in which every record is regular.
pub(super) fn scanned(text: &str, delimiter: u8) -> Option<Vec<Vec<String>>> {
    let (mut at, mut cells, mut rows) = (0, Vec::new(), Vec::new());
    while at < text.len() {
        match scan::record(text, at, delimiter, &mut cells) {
            Scanned::Blank { next } => at = next,
            Scanned::Record { next } => {
                rows.push(cells.iter().map(|cell| cell.text().into_owned()).collect());
                at = next;
            }
            Scanned::Irregular => return None,
        }
    }
    Some(rows)
}

/// The rows by the csv crate. It passes over a byte order mark and over blank lines at the beginning, so a blank line
/// keeps the mark.
pub(super) fn read(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let text = format!("\n{text}");
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.expect("it is UTF-8 and of any width"));
    records.map(|record| record.iter().map(str::to_owned).collect()).collect()
}

/// Where the records begin, of a text that arrives in pieces of `size` bytes.
pub(super) fn places(text: &[u8], delimiter: u8, size: usize) -> Vec<(usize, Place)> {
    let mut splitter = Splitter::new(delimiter);
    let (mut found, mut from, mut known) = (Vec::new(), 0, 0);
    while known < text.len() {
        known = (known + size).min(text.len());
        let mut starts = Vec::new();
        (from, _) = splitter.scan(&text[..known], from, known == text.len(), &mut starts);
        found.extend(starts.iter().map(|Start { offset, place }| (*offset as usize, *place)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;

    const DELIMITERS: [u8; 4] = *b",;\t|";

    /// The signs that mean something, letters of one to four bytes, NUL, and the mark of byte order.
    const HOSTILE: &str = "[a é€😀,;\t|\"\r\n\0\u{feff}]{0,40}";

    /// Mostly what files are made of: cells in quotes and out of them, with the line ends of one system.
    fn nearly_regular() -> impl Strategy<Value = String> {
        let cell = prop_oneof![
            "[a é,;\t|]{0,3}",
            "[a é,;\t|\r\n]{0,70}".prop_map(|text| format!("\"{text}\"")),
            "[aé,]{0,3}".prop_map(|text| format!("\"{text}\"\"{text}\"")),
            "[a\"]{0,3}",
        ];
        let row = (prop::collection::vec(cell, 0..5), prop::sample::select(&[",", ";", "\t", "|"][..]));
        let rows = prop::collection::vec(row.prop_map(|(cells, delimiter)| cells.join(delimiter)), 0..6);
        (rows, prop::sample::select(&["\r\n", "\n", "\r"][..])).prop_map(|(rows, end)| rows.join(end))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn hostile_text_is_cut_as_the_csv_crate_does(text in HOSTILE, delimiter in prop::sample::select(&DELIMITERS[..])) {
            the_scanner_cuts_as_the_csv_crate_does(&text, delimiter);
            // Longer than what is looked at together.
            the_scanner_cuts_as_the_csv_crate_does(&text.repeat(4), delimiter);
        }

        #[test]
        fn hostile_text_is_split_as_the_csv_crate_does(
            text in HOSTILE,
            delimiter in prop::sample::select(&DELIMITERS[..]),
            size in 1usize..8,
        ) {
            the_splitter_finds_the_records_the_csv_crate_finds(&text, delimiter, size);
        }

        #[test]
        fn nearly_regular_text_is_cut_as_the_csv_crate_does(
            text in nearly_regular(),
            delimiter in prop::sample::select(&DELIMITERS[..]),
            size in 1usize..80,
        ) {
            the_scanner_cuts_as_the_csv_crate_does(&text, delimiter);
            the_splitter_finds_the_records_the_csv_crate_finds(&text, delimiter, size);
        }
    }

    #[test]
    fn the_scanner_takes_most_of_what_is_nearly_regular() {
        // The properties would hold of a scanner that takes nothing, too.
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let texts = (0..500).map(|_| nearly_regular().new_tree(&mut runner).unwrap().current());
        let taken = texts.filter(|text| scanned(text, b',').is_some()).count();
        assert!(taken > 250, "{taken} of 500");
    }
}
