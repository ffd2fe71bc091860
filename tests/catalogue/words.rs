//! No two places say the same words.

use std::collections::BTreeMap;
use std::path::Path;

use mailgap::cases;

use super::files::{read, repository};

/// Shorter ones are names and turns of speech, not sentences.
const SENTENCE: usize = 36;

#[test]
fn no_sentence_of_a_case_stands_in_another_file() {
    let mut sources = BTreeMap::new();
    collect(&repository("src"), "src", &mut sources);
    let mut faults = Vec::new();
    for case in cases::catalogue() {
        for words in [case.title, case.criterion, case.why, case.remedy] {
            for sentence in sentences(words) {
                let places: Vec<_> =
                    sources.iter().filter(|(_, text)| text.contains(sentence)).map(|(path, _)| path.as_str()).collect();
                if places.len() != 1 {
                    faults.push(format!("{}: '{sentence}' stands in {}", case.id, places.join(" and ")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn sentences(words: &str) -> impl Iterator<Item = &str> {
    words.split(". ").map(|part| part.trim_end_matches('.')).filter(|part| part.chars().count() >= SENTENCE)
}

/// The sources, with the strings as the compiler sees them.
fn collect(folder: &Path, name: &str, sources: &mut BTreeMap<String, String>) {
    let continued = regex::Regex::new(r"\\\n\s*").unwrap();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{name}/{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &path, sources);
        } else if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
            let text = continued.replace_all(&read(&path), "").replace("\\\"", "\"").replace("\\\\", "\\");
            sources.insert(path, text);
        }
    }
}
