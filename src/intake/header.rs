//! Finds delimiter and header below `#TYPE` and `sep=` lines, blank lines and titles.

use std::collections::BTreeMap;

use super::chunk::Place;
use super::recognise;
use super::row;
use super::split::{Splitter, Start};
use super::wrapped;
use crate::guid::Guid;

/// How a text file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) header_row: u32,
    pub(super) header: Vec<String>,
    /// What the `#TYPE` line names, if there is one.
    pub(super) type_name: Option<String>,
    /// The first rows below the header.
    pub(super) sample: Vec<Vec<String>>,
    /// The first row of people above the header, and how many there are.
    pub(super) above: Option<(Place, u64)>,
}

/// A row with this score is the header beyond doubt.
const PLAIN: u32 = 8;

/// A row with a lower score is no header in the middle of a file.
const TELLING: u32 = 3;

/// The header is sought in this many rows.
pub(super) const ROWS: usize = 30;

/// Tries each delimiter on the beginning of the text and takes the one that makes the best header.
///
/// Returns `None` when the text has no row at all.
pub(super) fn find(text: &str) -> Option<Layout> {
    let type_name = text.lines().find(|line| !line.trim().is_empty()).and_then(type_line);
    let hinted = text.lines().take(3).find_map(separator_line);
    // What does not occur parts nothing; the comma stands for a table of one column.
    let occurs = |delimiter: &u8| *delimiter == b',' || memchr::memchr(*delimiter, text.as_bytes()).is_some();
    let delimiters =
        hinted.map_or_else(|| b",;\t|".iter().copied().filter(occurs).collect(), |delimiter| vec![delimiter]);
    let Candidate { delimiter, index, header, .. } = delimiters
        .into_iter()
        .filter_map(|delimiter| candidate(text, delimiter))
        .max_by_key(|found| (found.score, found.agreeing, found.header.len(), found.delimiter == b','))?;
    // Only the chosen one is worth the places and the sample.
    let starts = first_starts(text.as_bytes(), delimiter, index + 1);
    let header_row = starts.get(index)?.place.row;
    let mut first = rows(text, delimiter, index + 1 + recognise::SAMPLE);
    let mut sample = first.split_off(index + 1);
    let above = people_above(&first).map(|(index, count)| (starts[index].place, count));
    for row in &mut sample {
        if let [cell] = row.as_slice()
            && let Some(cells) = wrapped::row(cell, delimiter, header.len())
        {
            *row = cells.iter().map(|cell| row::name(cell).to_owned()).collect();
        }
    }
    Some(Layout { delimiter, header_row, header, type_name, sample, above })
}

/// Where the first records begin.
fn first_starts(bytes: &[u8], delimiter: u8, count: usize) -> Vec<Start> {
    let mut splitter = Splitter::new(delimiter);
    let (mut starts, mut scanned, mut known) = (Vec::new(), 0, 0);
    while starts.len() < count && known < bytes.len() {
        known = (known + 4096).min(bytes.len());
        (scanned, _) = splitter.scan(&bytes[..known], scanned, known == bytes.len(), &mut starts);
    }
    starts
}

/// What a delimiter makes of the beginning of the text.
struct Candidate {
    score: u32,
    /// How many of the first rows are as wide as the header.
    agreeing: usize,
    delimiter: u8,
    /// Which record is the header.
    index: usize,
    header: Vec<String>,
}

/// The type in `#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser`, whatever delimiters pad the line.
fn type_line(line: &str) -> Option<String> {
    let rest = line.trim_start_matches(['\u{feff}', '"']).strip_prefix("#TYPE ")?;
    Some(rest.trim_end_matches([',', ';', '\t', '|', '"', ' ']).to_owned())
}

/// The delimiter in Excel's `sep=;` line.
fn separator_line(line: &str) -> Option<u8> {
    let rest = line.trim_start_matches(['\u{feff}', '"']).strip_prefix("sep=")?;
    rest.bytes().next().filter(u8::is_ascii).filter(|byte| *byte != b'"')
}

fn candidate(text: &str, delimiter: u8) -> Option<Candidate> {
    let rows = rows(text, delimiter, ROWS);
    let (score, index) = best_header(&rows)?;
    let width = rows[index].len();
    let agreeing = if width > 1 { rows.iter().filter(|row| row.len() == width).count() } else { 0 };
    let header = rows.into_iter().nth(index)?;
    Some(Candidate { score, agreeing, delimiter, index, header })
}

/// The first records of the text.
fn rows(text: &str, delimiter: u8, count: usize) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader
        .records()
        .map_while(Result::ok)
        .take(count)
        .map(|record| record.iter().map(|cell| row::name(cell).to_owned()).collect())
        .collect()
}

/// Whether the line is the header of an export of some kind, whatever its delimiter.
pub(super) fn is_header_line(line: &str) -> bool {
    b",;\t|".iter().any(|delimiter| rows(line, *delimiter, 1).first().is_some_and(|names| is_telling(names)))
}

/// Whether the names are those of an export of some kind, as a second header in the middle of a file must show.
pub(super) fn is_telling(names: &[String]) -> bool {
    names.len() > 1 && recognise::best_score(names) >= TELLING
}

/// The row that is most like a header of a known kind, the first of equals; without any such row the first that is as
/// wide as most rows are, which a title is not.
pub(super) fn best_header(rows: &[Vec<String>]) -> Option<(u32, usize)> {
    let is_preamble = |row: &[String]| {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        // A line that a wrong delimiter left whole is no header.
        let is_whole = row.len() == 1 && row[0].len() > 64;
        filled == 0 || is_whole || row[0].starts_with("#TYPE ") || row[0].starts_with("sep=")
    };
    let mut known: Vec<(u32, usize, usize)> = Vec::new();
    for (index, row) in rows.iter().take(ROWS).enumerate().filter(|(_, row)| !is_preamble(row)) {
        let score = recognise::best_score(row);
        known.push((score, row.len(), index));
        // Nothing below a row that plainly is a header is a better one.
        if score >= PLAIN {
            break;
        }
    }
    let scored = || known.iter().copied();
    let best = scored().max_by_key(|(score, width, index)| (*score, *width, std::cmp::Reverse(*index)));
    match best {
        Some((0, ..)) => {
            let usual = usual_width(scored().map(|(_, width, _)| width));
            scored().find(|(_, width, _)| *width >= usual).map(|(score, _, index)| (score, index))
        }
        Some((score, _, best)) => {
            // With rows of its own a header above is one, too: what is below the better one is another table.
            let has_rows = |width: usize, above: usize| {
                scored().any(|(_, own, index)| own == width && above < index && index < best)
            };
            let first = scored().find(|(score, width, index)| {
                *score >= TELLING && *width > 1 && *index < best && has_rows(*width, *index)
            });
            Some(first.map_or((score, best), |(score, _, index)| (score, index)))
        }
        None => None,
    }
}

/// The first of the rows above a header, the last row here, that hold people, and how many do: a table that was sorted
/// with its header, or whose first part has none.
pub(super) fn people_above(rows: &[Vec<String>]) -> Option<(usize, u64)> {
    let (header, above) = rows.split_last()?;
    let is_of_somebody = |cell: &String| {
        cell.get(1..).is_some_and(|rest| rest.contains('@'))
            || cell.starts_with("CN=")
            || Guid::from_text(cell).is_some()
    };
    let is_data = |row: &[String]| {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        filled >= header.len().min(3) && row.len() <= header.len() && row.iter().any(is_of_somebody)
    };
    let mut people = (0..).zip(above).filter(|(_, row)| is_data(row)).map(|(index, _)| index);
    people.next().map(|first| (first, 1 + people.count() as u64))
}

/// What is said of rows above the header.
pub(super) fn unread_above(count: u64) -> String {
    format!("the {count} rows of people from here to the header are not read: move the header to the top")
}

/// The width that most rows of several cells have, of equals the larger.
fn usual_width(widths: impl Iterator<Item = usize>) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for width in widths.filter(|width| *width > 1) {
        *counts.entry(width).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(1, |(width, _)| width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, u32, usize) {
        let layout = find(text).unwrap();
        (char::from(layout.delimiter), layout.header_row, layout.header.len())
    }

    #[test]
    fn the_header_decides_the_delimiter_not_the_rows() {
        let text =
            "UserPrincipalName;sAMAccountName;proxyAddresses\nanna@x.example;anna;\"SMTP:a@x,smtp:b@x,smtp:c@x\"\n";
        assert_eq!(found(text), (';', 1, 3));
        for delimiter in [',', ';', '\t', '|'] {
            let text = "UserPrincipalName,sAMAccountName,mail\n".replace(',', &delimiter.to_string());
            assert_eq!(found(&text), (delimiter, 1, 3));
        }
    }

    #[test]
    fn what_stands_above_the_header_is_counted_and_passed_over() {
        assert_eq!(
            found("#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\n\"sAMAccountName\";\"UPN\"\n"),
            (';', 2, 2)
        );
        assert_eq!(found("sep=|\nsAMAccountName|UPN\n"), ('|', 2, 2));
        assert_eq!(found("\n\nStaff, as of March\n\nsAMAccountName,userPrincipalName\n"), (',', 5, 2));
    }

    #[test]
    fn the_type_line_names_the_type() {
        let layout = find("#TYPE Microsoft.Online.Administration.User,,,\nUserPrincipalName,ObjectId\n").unwrap();
        assert_eq!(layout.type_name.as_deref(), Some("Microsoft.Online.Administration.User"));
    }

    #[test]
    fn without_known_names_most_rows_decide() {
        let text = "Owner;Note\nAnna;one, two, three\nBert;four\nCora;five, six\n";
        assert_eq!(found(text), (';', 1, 2));
        assert_eq!(found(&text.replace(',', "\t").replace(';', ",")), (',', 1, 2));
        assert_eq!(found("Floor plan, room, desk; chair\nA|B\n1|2\n3|4\n"), ('|', 2, 2));
    }

    #[test]
    fn nothing_has_no_layout() {
        assert_eq!(find(""), None);
        assert_eq!(find("\r\n\r\n"), None);
    }
}
