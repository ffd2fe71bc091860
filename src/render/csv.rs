//! CSV: a row for each person and finding, named as in JSON with nested names dotted.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::{PerVerdict, cite, number, place, write_people};
use crate::cases::{self, Case};
use crate::eight;
use crate::report::{FindingView, Person, Report, Source};

/// How cells are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialect {
    /// Also cells that a spreadsheet would take for a formula stay as they are.
    pub raw: bool,
    /// A byte order mark first, by which Excel knows UTF-8.
    pub bom: bool,
}

impl Dialect {
    pub(super) fn begin(self, out: &mut dyn Write) -> io::Result<()> {
        if self.bom { out.write_all("\u{feff}".as_bytes()) } else { Ok(()) }
    }

    /// Writes a row of a short list.
    pub(super) fn write_row<T: AsRef<str>>(
        self,
        cells: impl IntoIterator<Item = T>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut row = Row { bytes: &mut bytes, dialect: self, begun: false };
        cells.into_iter().for_each(|cell| row.cell(cell.as_ref()));
        row.end();
        out.write_all(&bytes)
    }

    fn cell(self, text: &str) -> Cow<'_, str> {
        if self.raw { Cow::Borrowed(text) } else { without_formula(text) }
    }
}

/// An apostrophe before each line that a spreadsheet would take for a formula makes it a text.
fn without_formula(text: &str) -> Cow<'_, str> {
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes());
    if !is_formula(text) && !ends.any(|end| is_formula(&text[end + 1..])) {
        return Cow::Borrowed(text);
    }
    let guarded = |line: &str| if is_formula(line) { format!("'{line}") } else { line.to_owned() };
    Cow::Owned(text.split_inclusive(['\n', '\r']).map(guarded).collect())
}

/// Whether the first line is a formula. Blanks before the sign do not count; a tab is such a sign itself.
fn is_formula(text: &str) -> bool {
    let is_blank = |letter: char| letter.is_whitespace() && !matches!(letter, '\t' | '\n' | '\r');
    let starts_one = |letter| matches!(letter, '=' | '+' | '-' | '@' | '\t' | '＝' | '＋' | '－' | '＠');
    match text.as_bytes().first() {
        None => false,
        // Nearly every line.
        Some(first) if first.is_ascii_graphic() => starts_one(char::from(*first)),
        Some(_) => text.trim_start_matches(is_blank).starts_with(starts_one),
    }
}

/// Whether a cell cannot stand without quotes: its bytes are looked at eight at once.
fn needs_quotes(text: &[u8]) -> bool {
    let any =
        |letters| [b',', b'"', b'\n', b'\r'].into_iter().fold(0, |found, byte| found | eight::equal(letters, byte));
    eight::eights(text, b' ').fold(0, |found, letters| found | any(letters)) != 0
}

const COLUMNS: [&str; 36] = [
    "name",
    "upn",
    "object_guid",
    "immutable_id",
    "object_id",
    "sam_account_name",
    "mail_nickname",
    "primary_smtp",
    "sources.ad.path",
    "sources.ad.sheet",
    "sources.ad.row",
    "sources.ad.line",
    "sources.ad.more",
    "sources.entra.path",
    "sources.entra.sheet",
    "sources.entra.row",
    "sources.entra.line",
    "sources.entra.more",
    "sources.exchange.path",
    "sources.exchange.sheet",
    "sources.exchange.row",
    "sources.exchange.line",
    "sources.exchange.more",
    "matched_by.ad-entra",
    "matched_by.entra-exchange",
    "matched_by.ad-exchange",
    "state",
    "root_cause",
    "findings.case",
    "findings.severity",
    "findings.certainty",
    "findings.role",
    "findings.act",
    "findings.message",
    "findings.remedy",
    "findings.sources",
];
const LAST_COLUMNS: [&str; 3] = ["findings.evidence", "undecided.case", "undecided.missing"];

/// Writes the listed people; people without findings have one row.
///
/// # Errors
/// Only those of `out`.
pub fn render(report: &Report<'_>, dialect: Dialect, out: &mut (dyn Write + Send)) -> io::Result<()> {
    dialect.begin(out)?;
    dialect.write_row(COLUMNS.iter().chain(&LAST_COLUMNS), out)?;
    let open_cases = PerVerdict::new(report);
    write_people(report, out, |at, person, bytes| {
        let findings = person.findings.iter().map(Some);
        for finding in findings.chain(person.findings.is_empty().then_some(None)) {
            let mut row = Row { bytes, dialect, begun: false };
            write_row(person, finding, &mut row);
            open_cases.write(report.verdict(at), bytes, |bytes| {
                write_open(person, &mut Row { bytes, dialect, begun: true });
            });
            bytes.push(b'\n');
        }
        Ok(())
    })
}

/// A row under construction, written as the csv crate would, without a buffer of its own for everybody.
struct Row<'b> {
    bytes: &'b mut Vec<u8>,
    dialect: Dialect,
    begun: bool,
}

impl Row<'_> {
    fn begin(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.bytes.push(b',');
        }
    }

    fn cell(&mut self, text: &str) {
        self.begin();
        if needs_quotes(text.as_bytes()) {
            self.quoted(text);
        } else if !self.dialect.raw && is_formula(text) {
            self.bytes.extend_from_slice(without_formula(text).as_bytes());
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// In quotes, in which every quote is doubled.
    fn quoted(&mut self, text: &str) {
        let text = self.dialect.cell(text);
        let mut rest = text.as_bytes();
        self.bytes.push(b'"');
        while let Some(quote) = memchr::memchr(b'"', rest) {
            self.bytes.extend_from_slice(&rest[..=quote]);
            self.bytes.push(b'"');
            rest = &rest[quote + 1..];
        }
        self.bytes.extend_from_slice(rest);
        self.bytes.push(b'"');
    }

    /// A text of this program, which needs neither quotes nor an apostrophe.
    fn word(&mut self, word: &str) {
        self.begin();
        self.bytes.extend_from_slice(word.as_bytes());
    }

    fn number(&mut self, value: Option<u32>) {
        self.begin();
        if let Some(value) = value {
            number(value, self.bytes);
        }
    }

    fn option_word(&mut self, word: Option<&str>) {
        self.word(word.unwrap_or_default());
    }

    fn option(&mut self, text: Option<&str>) {
        self.cell(text.unwrap_or_default());
    }

    /// A list as one cell, an entry a line.
    fn list<T>(&mut self, entries: impl Iterator<Item = T>, write: impl Fn(T, &mut String)) {
        let mut text = String::new();
        for (at, entry) in entries.enumerate() {
            text.push_str(if at == 0 { "" } else { "\n" });
            write(entry, &mut text);
        }
        self.cell(&text);
    }

    /// What all findings of a case say, remedy and sources: made ready once instead of for everybody.
    fn words(&mut self, finding: &FindingView<'_>) {
        static WORDS: LazyLock<HashMap<&str, [Vec<u8>; 2], RandomState>> = LazyLock::new(|| {
            let words = |case: &Case, raw: bool| {
                let mut bytes = Vec::new();
                let mut row = Row { bytes: &mut bytes, dialect: Dialect { raw, bom: false }, begun: true };
                row.cell(case.remedy);
                row.list(case.sources.iter(), |source, text| text.push_str(source));
                bytes
            };
            cases::catalogue().iter().map(|case| (case.id, [words(case, false), words(case, true)])).collect()
        });
        if let Some(words) = WORDS.get(finding.case) {
            self.bytes.extend_from_slice(&words[usize::from(self.dialect.raw)]);
        }
    }

    fn end(&mut self) {
        self.bytes.push(b'\n');
        self.begun = false;
    }
}

fn write_row(person: &Person<'_>, finding: Option<&FindingView<'_>>, row: &mut Row<'_>) {
    for text in [
        person.name,
        person.upn,
        person.object_guid.as_deref(),
        person.immutable_id.as_deref(),
        person.object_id.as_deref(),
        person.sam_account_name,
        person.mail_nickname,
        person.primary_smtp,
    ] {
        row.option(text);
    }
    for source in [&person.sources.ad, &person.sources.entra, &person.sources.exchange] {
        write_source(source.as_ref(), row);
    }
    for pair in ["ad-entra", "entra-exchange", "ad-exchange"] {
        row.option_word(person.matched_by.iter().find(|(own, _)| *own == pair).map(|(_, key)| *key));
    }
    row.word(person.state);
    row.option_word(person.root_cause);
    match finding {
        Some(finding) => {
            for text in [finding.case, finding.severity, finding.certainty, finding.role, finding.act] {
                row.word(text);
            }
            row.cell(&finding.message);
            row.words(finding);
            row.list(finding.evidence.iter(), cite);
        }
        None => (0..9).for_each(|_| row.word("")),
    }
}

fn write_open(person: &Person<'_>, row: &mut Row<'_>) {
    row.list(person.undecided.iter(), |open, text| text.push_str(open.case));
    row.list(person.undecided.iter(), |open, text| text.push_str(&open.missing.join(", ")));
}

fn write_source(source: Option<&Source<'_>>, row: &mut Row<'_>) {
    let Some(source) = source else { return (0..5).for_each(|_| row.word("")) };
    row.cell(source.path);
    row.option(source.sheet);
    row.number(Some(source.row));
    row.number(source.line);
    row.list(source.more.iter(), |other, text| {
        text.extend([&place(other.path, other.sheet), ":", &other.row.to_string()]);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_the_csv_crate_would_write_them() {
        let texts =
            ["", "anna", "a,b", "\"", "a\"\"b", "a\nb", "a\rb", "\r\n", " ", "Zoë", "x\"", "'=1", "+49", "=1\n-2"];
        for dialect in [Dialect { raw: true, bom: false }, Dialect::default()] {
            for one in texts {
                for other in texts {
                    let mut bytes = Vec::new();
                    let mut row = Row { bytes: &mut bytes, dialect, begun: false };
                    row.cell(one);
                    row.list([other, one].into_iter(), |entry, text| text.push_str(entry));
                    row.cell(other);
                    row.end();
                    let mut writer = csv::Writer::from_writer(Vec::new());
                    let list = format!("{other}\n{one}");
                    writer.write_record([one, &list, other].map(|text| dialect.cell(text).into_owned())).unwrap();
                    assert_eq!(bytes, writer.into_inner().unwrap(), "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn every_sign_of_a_formula_is_made_a_text_on_every_line() {
        for sign in ['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'] {
            assert_eq!(without_formula(&format!("{sign}1")), format!("'{sign}1"));
            assert_eq!(without_formula(&format!("a\n {sign}1\nb")), format!("a\n' {sign}1\nb"));
        }
        for text in ["", "anna", "a=b", "1-2", "a\nb", "ä=1", "#x"] {
            assert_eq!(without_formula(text), text);
        }
    }
}
