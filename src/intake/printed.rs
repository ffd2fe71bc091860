//! Text that was printed for people to read, or has lost its header: no table, and what to export instead.

use crate::error::Refusal;
use crate::guid::{self, Form};

/// So many lines are looked at.
const LINES: usize = 40;

const EXPORT: &str = "export again with `… | Export-Csv users.csv -NoTypeInformation -Encoding UTF8`";

/// Tells the output of Format-Table and Format-List, and lists of directory tools.
pub(super) fn refusal(text: &str) -> Option<Refusal> {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim_matches(is_edge).is_empty()).take(LINES).collect();
    let what = if lines.iter().skip(1).any(|line| is_underline(line)) {
        "the output of Format-Table, which cuts values and parts columns by blanks"
    } else if lines.len() > 1 && lines.iter().take(2).all(|line| is_property(line)) {
        "the output of Format-List, which prints a property a line and cuts lists"
    } else if lines.iter().take(2).all(|line| is_name_alone(line)) && !lines.is_empty() {
        "a list of distinguished names without columns, as dsquery prints it"
    } else if lines.len() > 1
        && lines.iter().all(|line| line.starts_with("  ") && !line.contains([',', ';', '\t', '|']))
    {
        "a listing of fixed width, as dsquery prints it"
    } else {
        return None;
    };
    Some(Refusal::Other(format!("it is {what}: no table that can be read\n  help    {EXPORT}")))
}

/// Tells a header that holds data.
pub(super) fn headless(header: &[String]) -> Option<Refusal> {
    let is_address = |cell: &str| {
        let domain = cell.split_once('@').filter(|(local, _)| !local.is_empty()).map_or("", |(_, domain)| domain);
        domain.contains('.') && !domain.contains("data.")
    };
    let is_data = |cell: &&String| {
        is_address(cell) || cell.contains(",DC=") || !matches!(guid::parse(cell).1, Form::Odd | Form::Blank)
    };
    let cell = header.iter().filter(|cell| !cell.contains(['\n', '\r'])).find(is_data)?;
    Some(Refusal::Other(format!(
        "it has no header: its first row holds data, such as '{cell}'\n  \
         help    export again with the header (without -NoHeader), or put a line with the names of the columns above"
    )))
}

fn is_edge(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}'
}

/// `----  ---- ---`
fn is_underline(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.by_ref().take(2).filter(|word| word.bytes().all(|byte| byte == b'-')).count() == 2
        && words.all(|word| word.bytes().all(|byte| byte == b'-'))
}

/// `UserPrincipalName : anna@contoso.example`
fn is_property(line: &str) -> bool {
    line.trim_start_matches(is_edge).split_once(" :").is_some_and(|(name, value)| {
        let name = name.trim_end();
        let is_name = name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '@'));
        is_name && !name.is_empty() && (value.is_empty() || value.starts_with(' '))
    })
}

/// `"CN=Anna Berg,OU=Staff,DC=contoso,DC=example"`
fn is_name_alone(line: &str) -> bool {
    let line = line.trim_matches(is_edge);
    let name = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(line);
    let first = name.get(..3).unwrap_or_default();
    ["CN=", "OU=", "DC="].iter().any(|prefix| prefix.eq_ignore_ascii_case(first)) && !name.contains(['"', ';', '\t'])
}
