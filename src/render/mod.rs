pub mod catalogue;
pub mod csv;
pub mod forward_sync;
pub mod html;
pub mod inspect;
pub mod json;
pub mod markdown;
pub mod ndjson;
pub mod rows;
pub mod table;
pub mod why;
pub mod xlsx;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::report::{EvidenceView, Person, Report};

/// People are rendered in portions of this size, in parallel, and written in order.
const PORTION: usize = 256;

/// Renders every listed person with `render` and writes them in order, the next portions while the last are written.
fn write_people(
    report: &Report<'_>,
    out: &mut (dyn Write + Send),
    render: impl Fn(usize, &Person<'_>, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let at_once = PORTION * rayon::current_num_threads() * 4;
    let render_portion = |start: usize| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(PORTION * 3072);
        for at in start..(start + PORTION).min(report.len()) {
            render(at, &report.person(at), &mut bytes)?;
        }
        Ok(bytes)
    };
    let render_from = |start: usize| -> Vec<io::Result<Vec<u8>>> {
        let end = (start + at_once).min(report.len());
        (start..end).into_par_iter().step_by(PORTION).map(render_portion).collect()
    };
    let mut ready = render_from(0);
    let mut next = at_once;
    while !ready.is_empty() {
        let (written, rendered) = rayon::join(
            || ready.drain(..).try_for_each(|bytes| out.write_all(&bytes?)),
            || if next < report.len() { render_from(next) } else { Vec::new() },
        );
        written?;
        ready = rendered;
        next += at_once;
    }
    Ok(())
}

/// What is the same for all people of one verdict: written for the first of them, and copied for the others.
struct PerVerdict(Vec<OnceLock<Vec<u8>>>);

impl PerVerdict {
    fn new(report: &Report<'_>) -> Self {
        Self((0..report.verdicts()).map(|_| OnceLock::new()).collect())
    }

    fn write(&self, verdict: usize, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        let written = self.0[verdict].get_or_init(|| {
            let mut bytes = Vec::new();
            write(&mut bytes);
            bytes
        });
        out.extend_from_slice(written);
    }
}

/// Makes text from exports harmless for a terminal: control and direction marks are shown, not obeyed.
pub fn clean(text: &str) -> String {
    let is_harmless = |letter: char| !letter.is_control() && !is_direction_mark(letter);
    if text.chars().all(is_harmless) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if is_harmless(letter) => shown.push(letter),
            _ => shown.extend(letter.escape_unicode()),
        }
    }
    shown
}

fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
}

/// A number in digits, without the machinery of formatting.
fn number(value: u32, out: &mut Vec<u8>) {
    let mut digits = [0; 10];
    let mut rest = value;
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// `path:row:column=value`; of a search in vain `path::column=` and what was sought in how many rows.
fn cite(evidence: &EvidenceView<'_>, text: &mut String) {
    text.push_str(evidence.path);
    if let Some(sheet) = evidence.sheet {
        text.extend(["#", sheet]);
    }
    let _ = match evidence.row {
        Some(row) => write!(text, ":{row}:"),
        None => write!(text, "::"),
    };
    text.extend([evidence.column, "="]);
    if evidence.row.is_some() {
        text.push_str(evidence.value.as_deref().unwrap_or_default());
    } else {
        let (searched, sought) = (evidence.searched.unwrap_or_default(), evidence.sought.as_deref());
        let _ = write!(text, " (searched {searched} rows for {})", sought.unwrap_or_default());
    }
}

fn cited(evidence: &EvidenceView<'_>) -> String {
    let mut text = String::new();
    cite(evidence, &mut text);
    text
}

/// A file, or a sheet of it.
fn place(path: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(|| path.to_owned(), |sheet| format!("{path}#{sheet}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_of_an_export_do_not_reach_the_terminal() {
        assert_eq!(clean("anna\u{1b}[31m"), "anna\\u{1b}[31m");
        assert_eq!(clean("a\u{202e}b\nc"), "a\\u{202e}b c");
        assert_eq!(clean("Zoë Müller"), "Zoë Müller");
    }
}
