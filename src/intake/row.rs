//! What a row of a text file can be besides a record: the header again, another header, a total, a row out of shape.

use std::borrow::Cow;
use std::ops::Range;

use super::header;
use super::scan::Cell;
use crate::guid;
use crate::schema::{Field, Shape, normalise};

/// The name in a cell of a header, without the byte order mark and the quotes behind it that concatenation leaves.
pub(super) fn name(cell: &str) -> &str {
    let name = cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).map_or(name, str::trim)
}

/// Whether a glance at the first cell, a GUID or a distinguished name, tells that the row is no header, total or line:
/// so it is with nearly all rows of large exports.
pub(super) fn is_plainly_data(cells: &[Cell<'_>]) -> bool {
    let first = cells[0].raw().as_bytes();
    let is_guid = first.get(8) == Some(&b'-') && first[..8].iter().all(u8::is_ascii_hexdigit);
    is_guid || first.get(2) == Some(&b'=') && first[0].is_ascii_alphabetic()
}

/// The names in a row that may be a header. Data is passed over after a glance at its first cells.
pub(super) fn as_header(cells: &[Cell<'_>]) -> Option<Vec<String>> {
    let is_name = |(at, cell): (usize, &Cell<'_>)| {
        let text = cell.raw().as_bytes();
        let is_data = |byte: &u8| byte.is_ascii_digit() && at == 0 || matches!(byte, b'@' | b'=');
        !text.is_empty() && text.len() <= 64 && !text.iter().any(is_data)
    };
    if !cells.iter().take(4).enumerate().all(is_name) {
        return None;
    }
    let filled = cells.iter().rposition(|cell| !cell.is_blank())? + 1;
    let is_data = |cell: &Cell<'_>| cell.is_blank() || cell.raw().get(1..).is_some_and(|rest| rest.contains('@'));
    if cells[..filled].iter().any(is_data) {
        return None;
    }
    Some(cells[..filled].iter().map(|cell| name(&cell.text()).to_owned()).collect())
}

/// The last row of a file without line end, and the header of the next file behind it, as concatenation leaves them:
/// in one line. A byte order mark shows where one ends; without it the first name hangs on the last cell.
pub(super) fn parted_from_header<'b>(
    cells: &[Cell<'b>],
    header: &[String],
) -> Option<(Vec<Cow<'b, str>>, Vec<String>)> {
    let names = |from: usize| cells[from..].iter().map(|cell| name(&cell.text()).to_owned());
    let text = |cell: &Cell<'b>| cell.text();
    if let Some(at) = cells.iter().position(|cell| cell.raw().contains('\u{feff}')) {
        let (last, first) = cells[at].raw().split_once('\u{feff}')?;
        let names: Vec<_> = [name(first).to_owned()].into_iter().chain(names(at + 1)).collect();
        let row = cells[..at].iter().map(text).chain([last.into()]).collect();
        return header::is_telling(&names).then_some((row, names));
    }
    let last = header.len().checked_sub(1)?;
    let rest: Vec<_> = names(cells.len().min(header.len())).collect();
    if !header::is_telling(&rest) {
        return None;
    }
    match cells[last].raw().strip_suffix(header[0].as_str()) {
        Some(cell) if rest == header[1..] => {
            let row = cells[..last].iter().map(text).chain([cell.into()]).collect();
            Some((row, header.to_vec()))
        }
        // Nobody knows where the value ends and the name begins.
        _ => Some((Vec::new(), [String::new()].into_iter().chain(rest).collect())),
    }
}

/// Notes beside the table, and legends below it, are nobody.
pub(super) const UNKNOWN: &str = "nothing in a known column";

/// Why a row is no record although it holds something.
pub(super) fn reason_to_pass_over(cells: &[Cell<'_>]) -> Option<&'static str> {
    // Files put together keep the marks of their beginnings.
    let first = cells[0].raw().trim_start_matches('\u{feff}').trim();
    let others = || cells[1..].iter();
    match first.as_bytes().first()? {
        b'-' => {
            let is_dashes = |cell: &Cell<'_>| cell.raw().trim().bytes().all(|byte| byte == b'-');
            cells.iter().all(is_dashes).then_some("line of dashes")
        }
        b'#' => (first.starts_with("#TYPE ") && others().all(|cell| cell.is_blank())).then_some("#TYPE line"),
        // The sign by which DOS ended a file; `copy a+b` still writes it.
        b's' | b'S' if is_separator_line(first) && others().all(|cell| cell.is_blank()) => Some("sep= line"),
        0x1a => (first.len() == 1 && others().all(|cell| cell.is_blank())).then_some("end of file sign"),
        _ => {
            let is_number = |cell: &Cell<'_>| cell.raw().bytes().all(|byte| b" 0123456789.,'".contains(&byte));
            (others().all(is_number) && is_total(cells)).then_some("total")
        }
    }
}

/// `sep=;`, which tells Excel the delimiter; read by that delimiter nothing is left behind the sign.
fn is_separator_line(first: &str) -> bool {
    first.len() <= 5 && first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
}

/// `Total: 123`, `(123 rows affected)`, `123 entries exported`
fn is_total(cells: &[Cell<'_>]) -> bool {
    const LABELS: [&str; 12] = [
        "total",
        "totals",
        "sum",
        "count",
        "summe",
        "gesamt",
        "anzahl",
        "gesamtergebnis",
        "gesamtsumme",
        "totale",
        "suma",
        "somme",
    ];
    const COUNTED: [&str; 24] = [
        "row",
        "row(s)",
        "rows",
        "entry",
        "entries",
        "user",
        "users",
        "object",
        "objects",
        "record",
        "records",
        "item",
        "items",
        "zeile",
        "zeilen",
        "zeile(n)",
        "eintrag",
        "einträge",
        "benutzer",
        "objekte",
        "ligne",
        "lignes",
        "filas",
        "registros",
    ];
    let text = cells[0].raw().trim().trim_matches(['(', ')']).to_lowercase();
    let mut words = text.split([' ', ':', '\t', '=']).filter(|word| !word.is_empty());
    let (Some(first), second) = (words.next(), words.next()) else { return false };
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_number = |word: &str| has_digit(word) && word.bytes().all(|byte| b"0123456789.,'".contains(&byte));
    if LABELS.contains(&first) {
        return cells.iter().any(|cell| has_digit(cell.raw())) && words.count() <= 3;
    }
    is_number(first) && second.is_some_and(|word| COUNTED.contains(&word)) && words.count() <= 3
}

/// Brings a row with more cells than the header into its shape, if there is one way only: a list of addresses was joined
/// by the delimiter and not quoted, or the cells beyond the header are blank and no other looks misplaced.
pub(super) fn fit<'b>(
    cells: &[Cell<'b>],
    width: usize,
    delimiter: u8,
    columns: impl Iterator<Item = (Field, usize)>,
    forms: impl FnOnce() -> &'b Forms,
) -> Option<Vec<Cow<'b, str>>> {
    let surplus = cells.len().checked_sub(width).filter(|surplus| *surplus > 0)?;
    let is_address = |cell: &Cell<'_>| {
        let text = cell.raw().trim_start();
        text.split_once(':').is_some_and(|(kind, _)| {
            ["smtp", "sip", "x500", "x400", "spo", "eum"].iter().any(|known| known.eq_ignore_ascii_case(kind))
        })
    };
    let lists: Vec<_> = columns
        .filter(|(field, at)| field.shape() == Shape::Addresses && cells.get(*at).is_some_and(is_address))
        .collect();
    if let [(_, at)] = lists[..] {
        let end = at + surplus + 1;
        // All addresses of the row must stand there and nowhere else.
        let is_whole = cells.iter().enumerate().all(|(place, cell)| is_address(cell) == (at..end).contains(&place));
        if is_whole {
            let joint = char::from(delimiter).to_string();
            let list = cells[at..end].iter().map(|cell| cell.text()).collect::<Vec<_>>().join(&joint);
            let before = cells[..at].iter().map(|cell| cell.text());
            return Some(before.chain([list.into()]).chain(cells[end..].iter().map(|cell| cell.text())).collect());
        }
    }
    let is_padded = cells[width..].iter().all(|cell| cell.is_blank());
    let row: Vec<_> = cells[..width].iter().filter(|_| is_padded).map(|cell| cell.text()).collect();
    (is_padded && forms().suit(row.iter().map(|cell| &**cell))).then_some(row)
}

/// Two columns of one name.
#[derive(Clone, Copy)]
pub(super) struct Twins {
    /// Which of the mapped columns is read.
    pub(super) column: usize,
    /// Where it stands.
    read: usize,
    other: usize,
}

impl Twins {
    /// The columns that feed a field, each with another column of the same name.
    pub(super) fn find(header: &[String], mapping: &[(Field, usize)]) -> Vec<Self> {
        let keys: Vec<_> = header.iter().map(|name| normalise(name)).collect();
        let same = |read: usize| (0..keys.len()).filter(move |other| *other != read).map(move |other| (read, other));
        mapping
            .iter()
            .enumerate()
            .flat_map(|(column, (_, read))| same(*read).map(move |(read, other)| Self { column, read, other }))
            .filter(|twins| keys[twins.read] == keys[twins.other])
            .collect()
    }

    /// Whether the other one says something else than the one that is read.
    pub(super) fn differ<'c>(self, text: impl Fn(usize) -> Cow<'c, str>) -> bool {
        let (read, other) = (text(self.read), text(self.other));
        !other.trim().is_empty() && read.trim() != other.trim()
    }
}

/// What the text of a cell looks like, whatever its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Guid,
    Sid,
    Address,
    DistinguishedName,
    Instant,
    Plain,
}

impl Form {
    /// `None` for a blank cell.
    fn of(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let first = cell.as_bytes().first()?;
        let is_one_line = !cell.contains(['\r', '\n']);
        let begins = |start: &str| cell.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        Some(if !matches!(guid::parse(cell).1, guid::Form::Odd | guid::Form::Blank) {
            Self::Guid
        } else if begins("S-1-") {
            Self::Sid
        } else if is_one_line && (begins("CN=") || begins("OU=")) && cell.contains(',') {
            Self::DistinguishedName
        } else if is_one_line && cell.contains('@') {
            Self::Address
        } else if first.is_ascii_digit() && cell.contains(':') && cell.bytes().filter(u8::is_ascii_digit).count() > 7 {
            Self::Instant
        } else {
            Self::Plain
        })
    }
}

/// What the cells of each column look like, told by the whole rows at the beginning of the file and by the header.
pub(super) struct Forms {
    columns: Vec<Expected>,
}

struct Expected {
    form: Option<Form>,
    /// The words of the first rows, where the column holds few.
    words: Vec<String>,
}

/// The rows that must agree before the form of a column counts as known.
const AGREEING: usize = 3;

/// A column with more different words than this tells nothing by them.
const WORDS: usize = 4;

impl Forms {
    pub(super) fn of(header: &[String], sample: &[Vec<String>], fields: &[(Field, usize)]) -> Self {
        let rows: Vec<_> = sample.iter().filter(|row| row.len() == header.len()).collect();
        let columns = header.iter().enumerate().map(|(column, name)| {
            let cells = || rows.iter().map(|row| row[column].as_str()).filter(|cell| !cell.trim().is_empty());
            let mut forms = cells().filter_map(Form::of);
            let first = forms.next();
            let agree = forms.all(|form| Some(form) == first) && cells().count() >= AGREEING;
            let shape = fields.iter().find(|(_, at)| *at == column).map(|(field, _)| field.shape());
            let form = match shape {
                _ if agree => first,
                Some(Shape::Guid) => Some(Form::Guid),
                Some(Shape::Sid) => Some(Form::Sid),
                _ if normalise(name).ends_with("principalname") || normalise(name) == "mail" => Some(Form::Address),
                _ => None,
            };
            let mut words: Vec<String> = Vec::new();
            if shape == Some(Shape::Word) {
                for cell in cells() {
                    if !words.iter().any(|word| word == cell) && words.len() <= WORDS {
                        words.push(cell.to_owned());
                    }
                }
                if words.len() > WORDS {
                    words.clear();
                }
            }
            Expected { form, words }
        });
        Self { columns: columns.collect() }
    }

    /// Whether no cell of a row looks as if it belonged to another column.
    fn suit<'c>(&self, cells: impl Iterator<Item = &'c str>) -> bool {
        cells.zip(&self.columns).all(|(cell, column)| {
            let is_misplaced = match (Form::of(cell), column.form) {
                (None, _) | (_, None) => false,
                (Some(own), Some(expected)) => own != expected,
            };
            !is_misplaced && !cell.trim_start().starts_with('"')
        })
    }

    /// Whether a cell shows by itself that it stands in this column.
    fn tells(&self, column: usize, cell: &str) -> bool {
        let Some(expected) = self.columns.get(column) else { return false };
        let is_told = Form::of(cell).is_some_and(|form| form != Form::Plain && Some(form) == expected.form);
        is_told || expected.words.iter().any(|word| word == cell.trim())
    }

    /// Whether the cells of rows cut off at the right stand in their columns: none looks misplaced, and the last ones
    /// show that none is missing before them.
    pub(super) fn stand(&self, rows: &[&[String]]) -> bool {
        let last = rows.iter().filter_map(|row| row.iter().rposition(|cell| !cell.trim().is_empty())).max();
        let is_told = |last: usize| rows.iter().any(|row| row.get(last).is_some_and(|cell| self.tells(last, cell)));
        last.is_some_and(is_told) && rows.iter().all(|row| self.suit(row.iter().map(String::as_str)))
    }

    /// Whether a line has as many cells as the header, and they stand in their columns.
    fn is_record(&self, line: &str, delimiter: u8) -> bool {
        let width = self.columns.len();
        let is_whole = |cells: &[&str]| {
            cells.len() == width
                && self.suit(cells.iter().copied())
                && cells.iter().enumerate().any(|(column, cell)| self.tells(column, cell))
        };
        // Quotes may be as they should be in this line, or have lost their other half.
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(line.as_bytes());
        let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
        let cells: Vec<_> = line.split(char::from(delimiter)).map(|cell| cell.trim_matches('"')).collect();
        is_whole(&record.iter().collect::<Vec<_>>()) || is_whole(&cells)
    }

    /// Whether a record of several lines is made of rows that a quote without its other half holds together. An honest
    /// cell of several lines has none that is a row of its own.
    pub(super) fn swallowed(&self, record: &str, delimiter: u8) -> bool {
        let width = self.columns.len();
        let has_all = |line: &&str| memchr::memchr_iter(delimiter, line.as_bytes()).count() + 1 >= width;
        let mut lines = record.split(['\r', '\n']).filter(|line| !line.is_empty());
        let Some(first) = lines.next() else { return false };
        let lines: Vec<_> = lines.collect();
        let Some((last, inner)) = lines.split_last() else { return false };
        let is_row = |line: &&str| width > 1 && has_all(line) && self.is_record(line, delimiter);
        inner.iter().any(is_row) || has_all(&first) && has_all(last) && (is_row(&first) || is_row(last))
    }
}

/// Excel writes 16 rows at a time, and leaves out the last columns of 16 rows where those are empty.
const EXCEL_ROWS: u32 = 16;

/// Of rows that are too short, given with their width, those that Excel has cut: all rows of such a group are equally
/// short, less than half is missing, and their cells stand in their columns. A row broken in two has others beside it
/// that are whole.
pub(super) fn cut_by_excel(
    short: &[(u32, usize)],
    last_row: u32,
    width: usize,
    stand: impl Fn(Range<usize>) -> bool,
) -> Vec<bool> {
    let group = |row: u32| (row - 1) / EXCEL_ROWS;
    let mut cut = vec![false; short.len()];
    let mut from = 0;
    for rows in short.chunk_by(|(one, _), (other, _)| group(*one) == group(*other)) {
        let first = group(rows[0].0) * EXCEL_ROWS + 1;
        let whole = (last_row + 1 - first).min(EXCEL_ROWS) as usize;
        let cells = rows[0].1;
        let is_even = rows.iter().all(|(_, width)| *width == cells);
        // The halves of one broken row at the end of the file are no group.
        let is_group = rows.len() == whole && whole > 1 && (whole > 2 || cells * 2 != width + 1);
        cut[from..from + rows.len()].fill(is_even && is_group && cells * 2 > width && stand(from..from + rows.len()));
        from += rows.len();
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_as_cut_by_excel_in_whole_groups_only() {
        let rows = |from: u32, upto: u32| (from..=upto).map(|row| (row, 3)).collect::<Vec<_>>();
        let cut = |short: &[(u32, usize)], last_row, width| cut_by_excel(short, last_row, width, |_| true);
        assert_eq!(cut(&rows(17, 32), 100, 5), [true; 16]);
        assert_eq!(cut_by_excel(&rows(17, 32), 100, 5, |_| false), [false; 16], "cells stand in other columns");
        assert_eq!(cut(&rows(18, 32), 100, 5), [false; 15], "row 17 is whole");
        assert_eq!(cut(&rows(33, 36), 36, 5), [true; 4], "the last group is smaller");
        assert_eq!(cut(&rows(33, 34), 34, 5), [false; 2], "one row broken in two");
        assert_eq!(cut(&rows(33, 33), 33, 5), [false], "a file cut off");
        assert_eq!(cut(&[(17, 3), (18, 4)], 18, 5), [false; 2], "they differ");
        assert_eq!(cut(&rows(17, 32), 100, 6), [false; 16], "half is missing");
    }

    #[test]
    fn totals_are_told_from_people() {
        let is_aside = |row: &str| {
            let cells: Vec<_> = row.split(',').map(Cell::plain).collect();
            reason_to_pass_over(&cells).is_some()
        };
        for row in [
            "Total: 123",
            "Total: 123,,",
            "TOTAL,123,",
            "(123 rows affected)",
            "123 entries exported",
            "Anzahl Benutzer: 12,,",
            "1'024 Einträge",
            "---,-----,--",
            "#TYPE System.Object,,",
            "\u{feff}#TYPE System.Object",
            "sep=,",
            "SEP=;",
            "\u{1a}",
        ] {
            assert!(is_aside(row), "{row}");
        }
        for row in [
            "sep=1234",
            "Seppl,",
            "Total,anna@contoso.example",
            "Tota Lee,",
            "12,rows,",
            "anna",
            "--,anna",
            "Count Basie,,",
            "1234,,",
        ] {
            assert!(!is_aside(row), "{row}");
        }
    }
}
