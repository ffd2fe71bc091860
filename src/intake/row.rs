//! What a row of a text file can be besides a record: the header again, another header, a total, a row out of shape.

use super::header;
use super::scan::Cell;
use crate::schema::{Field, Shape};

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
) -> Option<(Vec<std::borrow::Cow<'b, str>>, Vec<String>)> {
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

/// Why a row is no record although it holds something.
pub(super) fn reason_to_pass_over(cells: &[Cell<'_>]) -> Option<&'static str> {
    let first = cells[0].raw().trim();
    let others = || cells[1..].iter();
    match first.as_bytes().first()? {
        b'-' => {
            let is_dashes = |cell: &Cell<'_>| cell.raw().trim().bytes().all(|byte| byte == b'-');
            cells.iter().all(is_dashes).then_some("line of dashes")
        }
        b'#' => (first.starts_with("#TYPE ") && others().all(|cell| cell.is_blank())).then_some("#TYPE line"),
        // The sign by which DOS ended a file; `copy a+b` still writes it.
        0x1a => (first.len() == 1 && others().all(|cell| cell.is_blank())).then_some("end of file sign"),
        _ => {
            let is_number = |cell: &Cell<'_>| cell.raw().bytes().all(|byte| b" 0123456789.,'".contains(&byte));
            (others().all(is_number) && is_total(cells)).then_some("total")
        }
    }
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

/// Brings a row with more cells than the header into its shape, if there is one way only: the cells beyond it are
/// blank, or a list of addresses was joined by the delimiter and not quoted.
pub(super) fn fit<'b>(
    cells: &[Cell<'b>],
    width: usize,
    delimiter: u8,
    columns: impl Iterator<Item = (Field, usize)>,
) -> Option<Vec<std::borrow::Cow<'b, str>>> {
    let surplus = cells.len().checked_sub(width).filter(|surplus| *surplus > 0)?;
    if cells[width..].iter().all(|cell| cell.is_blank()) {
        return Some(cells[..width].iter().map(|cell| cell.text()).collect());
    }
    let is_address = |cell: &Cell<'_>| {
        let text = cell.raw().trim_start();
        text.split_once(':').is_some_and(|(kind, _)| {
            ["smtp", "sip", "x500", "x400", "spo", "eum"].iter().any(|known| known.eq_ignore_ascii_case(kind))
        })
    };
    let lists: Vec<_> = columns
        .filter(|(field, at)| field.shape() == Shape::Addresses && cells.get(*at).is_some_and(is_address))
        .collect();
    let [(_, at)] = lists[..] else { return None };
    let end = at + surplus + 1;
    // All addresses of the row must stand there and nowhere else.
    let is_whole = cells.iter().enumerate().all(|(place, cell)| is_address(cell) == (at..end).contains(&place));
    if !is_whole {
        return None;
    }
    let joint = char::from(delimiter).to_string();
    let list = cells[at..end].iter().map(|cell| cell.text()).collect::<Vec<_>>().join(&joint);
    let before = cells[..at].iter().map(|cell| cell.text());
    Some(before.chain([list.into()]).chain(cells[end..].iter().map(|cell| cell.text())).collect())
}

/// Excel writes 16 rows at a time, and leaves out the last columns of 16 rows where those are empty.
const EXCEL_ROWS: u32 = 16;

/// Of rows that are too short, given with their width, those that Excel has cut: all rows of such a group are equally
/// short, and less than half is missing. A row broken in two has others beside it that are whole.
pub(super) fn cut_by_excel(short: &[(u32, usize)], last_row: u32, width: usize) -> Vec<bool> {
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
        cut[from..from + rows.len()].fill(is_even && is_group && cells * 2 > width);
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
        assert_eq!(cut_by_excel(&rows(17, 32), 100, 5), [true; 16]);
        assert_eq!(cut_by_excel(&rows(18, 32), 100, 5), [false; 15], "row 17 is whole");
        assert_eq!(cut_by_excel(&rows(33, 36), 36, 5), [true; 4], "the last group is smaller");
        assert_eq!(cut_by_excel(&rows(33, 34), 34, 5), [false; 2], "one row broken in two");
        assert_eq!(cut_by_excel(&rows(33, 33), 33, 5), [false], "a file cut off");
        assert_eq!(cut_by_excel(&[(17, 3), (18, 4)], 18, 5), [false; 2], "they differ");
        assert_eq!(cut_by_excel(&rows(17, 32), 100, 6), [false; 16], "half is missing");
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
            "\u{1a}",
        ] {
            assert!(is_aside(row), "{row}");
        }
        for row in ["Total,anna@contoso.example", "Tota Lee,", "12,rows,", "anna", "--,anna", "Count Basie,,", "1234,,"]
        {
            assert!(!is_aside(row), "{row}");
        }
    }
}
