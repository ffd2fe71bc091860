//! A page for each case, written from its words, and an index of them all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mailgap::cases::{self, Case, NEVER_ROOT};

use super::files::{is_updating, keep, names, read, repository};
use super::near::{NearMiss, near_misses};
use super::samples::{SAMPLES, example};

#[test]
fn the_pages_say_what_the_cases_say() {
    let near = near_misses();
    let mut pages: Vec<_> = cases::catalogue().iter().map(|case| (path(case.id), page(case, &near))).collect();
    pages.push(("docs/cases/README.md".to_owned(), index()));
    keep(&pages);
}

#[test]
fn there_is_no_page_of_a_case_that_is_gone() {
    let listed: BTreeSet<String> = cases::catalogue().iter().map(|case| format!("{}.md", case.id)).collect();
    let left: Vec<_> =
        names("docs/cases").into_iter().filter(|name| name != "README.md" && !listed.contains(name)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_links_of_the_pages_lead_somewhere() {
    if is_updating() {
        return;
    }
    let link = regex::Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    let pages = names("docs/cases").into_iter().map(|name| format!("docs/cases/{name}"));
    for page in pages.chain(["docs/coverage.md".to_owned()]) {
        for found in link.captures_iter(&read(&page)) {
            let target = repository(&page).parent().unwrap().join(&found[1]);
            assert!(target.exists(), "{page} links to '{}', which is not there", &found[1]);
        }
    }
}

fn path(id: &str) -> String {
    format!("docs/cases/{id}.md")
}

fn severities(case: &Case) -> String {
    case.severities.iter().map(|severity| severity.name()).collect::<Vec<_>>().join(", ")
}

fn index() -> String {
    let mut text = "# Cases\n\n\
        The documented reasons why a mailbox is missing or does not work as it should, in the order in which equals are\n\
        judged. `mailgap explain CASE` shows the same words. What is covered and what is not: [coverage](../coverage.md).\n\n\
        | case | what it is | severity | who mends it |\n|---|---|---|---|\n"
        .to_owned();
    for case in cases::catalogue() {
        let (id, title) = (case.id, cell(case.title));
        writeln!(text, "| [`{id}`]({id}.md) | {title} | {} | {} |", severities(case), case.act.name()).unwrap();
    }
    text += "\n## Columns that tell whether a mailbox is expected\n\n\
        Most cases ask whether anybody wants the mailbox, and so may hang on these, too:\n\n";
    for field in cases::EXPECTED {
        writeln!(text, "- `{}`", field.label()).unwrap();
    }
    text
}

fn page(case: &Case, near: &[NearMiss]) -> String {
    let place = match case.rank {
        NEVER_ROOT => "never a root cause".to_owned(),
        rank => format!("rank {rank}"),
    };
    let mut text = format!("# {}\n\n", plain(case.title));
    writeln!(text, "`{}` · {} · mended by {} · {place}\n", case.id, severities(case), case.act.name()).unwrap();
    writeln!(text, "**Applies when.** {}\n", plain(case.criterion)).unwrap();
    writeln!(text, "**Why.** {}\n", plain(case.why)).unwrap();
    writeln!(text, "**Remedy.** {}\n", plain(case.remedy)).unwrap();
    if let Some([who, message, proof]) = example(case) {
        writeln!(text, "**Example.** {}: {}\n\n    {proof}\n", plain(&who), plain(&message)).unwrap();
    }

    text += "## Columns\n\nIts answer can hang on:\n\n";
    for field in case.needs {
        writeln!(text, "- `{}`", field.label()).unwrap();
    }
    if case.nature == cases::Nature::Symptom {
        text += "\n## Explained by\n\nIt is a symptom: root only where none of these holds.\n\n";
    } else if !case.explained_by.is_empty() {
        text += "\n## Explained by\n\nBeside one of these it is no root cause.\n\n";
    }
    for id in case.explained_by {
        writeln!(text, "- [`{id}`]({id}.md)").unwrap();
    }
    text += "\n## Step\n\n";
    writeln!(text, "{}, in Microsoft's procedure (KB 4051375).", capital(case.step.title())).unwrap();

    text +=
        "\n## Samples\n\nOne cell makes the difference between each and a near miss, for which the case is silent.\n\n";
    for sample in SAMPLES.iter().filter(|sample| sample.case == case.id) {
        write!(text, "- [{0}](../../{0})", sample.folder).unwrap();
        for near in near.iter().filter(|near| near.is_of(sample)) {
            write!(text, ": {}", near.told()).unwrap();
        }
        text.push('\n');
    }
    text += "\n## Sources\n\n";
    for source in case.sources {
        writeln!(text, "- <{source}>").unwrap();
    }
    text
}

/// Text in which nothing is taken for markup.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if matches!(letter, '<' | '>' | '*' | '_' | '[' | ']' | '\\' | '`' | '#') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The same for a cell of a table.
pub(super) fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
