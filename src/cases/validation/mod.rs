//! Stage 5: what Exchange refuses.

pub(super) mod archive_guid_conflict;
pub(super) mod exchange_guid_conflict;
pub(super) mod exchange_validation_error;
pub(super) mod name_already_used;
pub(super) mod proxy_address_in_use_in_exchange;
pub(super) mod too_many_proxy_addresses_validation;
pub(super) mod validation_status_unavailable;

use super::{Answer, Facts, Finding, Likely, Severity};
use crate::records::EntraUser;
use crate::records::license::{list, text_of};
use crate::records::sync_error::is_resolved;
use crate::schema::{Field, FieldSet, entra};
use crate::truth::{Known, Truth};

const VALIDATION_ERRORS: &str = "https://support.microsoft.com/help/2741233";
const FAULTY_ATTRIBUTES: &str = "https://learn.microsoft.com/archive/blogs/exovoice/how-to-fix-office365-user-provisioning-issues-that-are-generated-by-faulty-exchange-attributes";

/// What the error columns of a user say about Exchange.
#[derive(Debug)]
pub(super) enum Errors {
    None,
    /// Open errors of Exchange, as told.
    Open(Field, Vec<String>),
    /// An error of which nobody knows whether it is Exchange's, or what it says.
    Perhaps(Field),
    Unknown(FieldSet),
}

impl Errors {
    pub(super) fn of(cloud: &EntraUser<'_>) -> Self {
        match cloud.0.text(entra::SERVICE_ERRORS) {
            Known::Value(text) => {
                let Some(entries) = list(text) else { return Self::Unknown(FieldSet::of(entra::SERVICE_ERRORS)) };
                let of_exchange = || entries.iter().filter(|entry| is_exchange(entry));
                let open = of_exchange().filter(|entry| is_resolved(entry) == Some(false));
                let told: Vec<String> = open.map(detail).collect();
                return match of_exchange().any(|entry| is_resolved(entry).is_none()) {
                    _ if !told.is_empty() => Self::Open(entra::SERVICE_ERRORS, told),
                    true => Self::Perhaps(entra::SERVICE_ERRORS),
                    false => Self::None,
                };
            }
            Known::Empty => return Self::None,
            Known::Set(_) | Known::Unknown(_) => {}
        }
        match cloud.0.text(entra::ERRORS) {
            Known::Value(text) => {
                if let Some(start) = text.lines().position(names_exchange) {
                    let told = text.lines().skip(start).collect::<Vec<_>>().join("\n");
                    return Self::Open(entra::ERRORS, vec![told]);
                }
            }
            Known::Set(_) => return Self::Perhaps(entra::ERRORS),
            // None that can be read.
            Known::Empty | Known::Unknown(_) => {}
        }
        match (cloud.0.text(entra::VALIDATION), cloud.0.text(entra::ERRORS)) {
            (Known::Value(status), _) if status.eq_ignore_ascii_case("healthy") => Self::None,
            // An error of another service.
            (Known::Value(_), Known::Value(_)) => Self::None,
            (Known::Value(_), _) => Self::Perhaps(entra::VALIDATION),
            (_, Known::Empty | Known::Value(_)) => Self::None,
            _ => Self::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
        }
    }

    /// Looks for an open error with a certain text, which `is_meant` gets in lower case.
    fn find(&self, is_meant: impl Fn(&str) -> bool) -> Known<(Field, &str)> {
        match self {
            Self::None => Known::Empty,
            Self::Open(field, told) => {
                let found = told.iter().find(|text| is_meant(&text.to_lowercase()));
                found.map_or(Known::Empty, |text| Known::Value((*field, text.as_str())))
            }
            // Only the errors themselves would tell.
            Self::Perhaps(_) => Known::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
            Self::Unknown(fields) => Known::Unknown(*fields),
        }
    }
}

/// An error of MSOL reads `<service>: <message>`.
fn names_exchange(line: &str) -> bool {
    let Some((service, _)) = line.split_once(':') else { return false };
    let service = service.trim().to_lowercase();
    // A sentence of another service's error may name Exchange, too.
    service == "exchange online" || service.starts_with("exchange") && !service.contains(char::is_whitespace)
}

fn is_exchange(entry: &serde_json::Value) -> bool {
    text_of(entry, &["serviceInstance"]).is_some_and(|name| name.to_lowercase().starts_with("exchange/"))
}

/// Whether all errors of Exchange are marked resolved, and there is one.
pub(super) fn is_fixed(cloud: &EntraUser<'_>) -> Truth {
    match cloud.0.text(entra::SERVICE_ERRORS) {
        Known::Value(text) => match list(text) {
            Some(entries) => {
                let mut of_exchange = entries.iter().filter(|entry| is_exchange(entry)).peekable();
                (of_exchange.peek().is_some() && of_exchange.all(|entry| is_resolved(entry) == Some(true))).into()
            }
            None => Truth::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
        },
        Known::Empty => Truth::False,
        Known::Set(fields) | Known::Unknown(fields) => Truth::Unknown(fields),
    }
}

/// The error's text without its tags.
fn detail(entry: &serde_json::Value) -> String {
    let mut text = String::new();
    let mut inside_tag = false;
    for letter in text_of(entry, &["errorDetail"]).unwrap_or_default().chars() {
        match letter {
            '<' => inside_tag = true,
            '>' => {
                inside_tag = false;
                text.push(' ');
            }
            _ if !inside_tag => text.push(letter),
            _ => {}
        }
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

/// An error's text, cut to what fits a sentence.
fn shortened(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let text = text.strip_prefix("Exchange:").map_or(text, str::trim_start);
    if text.chars().count() > 160 { text.chars().take(159).chain(['…']).collect() } else { text.to_owned() }
}

/// What an error means for the person: it blocks who has no mailbox, and else keeps changes away.
fn severity(facts: &Facts<'_>) -> (Severity, bool) {
    let Likely { truth, certain } = facts.without_mailbox();
    match truth {
        Truth::True => (Severity::Blocks, certain),
        Truth::False | Truth::Unknown(_) => (Severity::Degrades, true),
    }
}

/// The answer of a case that an open error tells by its text.
fn told<'t>(facts: &Facts<'t>, is_meant: impl Fn(&str) -> bool, message: &str) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    match facts.exchange_errors().find(is_meant) {
        Known::Value((field, text)) => {
            let (severity, certain) = severity(facts);
            let finding = Finding::new(severity, format!("{message}: {}", shortened(text))).cite(cloud.0, field);
            Answer::Found(if certain { finding } else { finding.possible() })
        }
        Known::Empty | Known::Set(_) => Answer::Clear,
        Known::Unknown(fields) => Answer::Undecidable(fields),
    }
}
