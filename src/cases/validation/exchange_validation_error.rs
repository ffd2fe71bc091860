use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use crate::records::EntraUser;
use crate::records::license::{list, member, text_of};
use crate::schema::{Field, FieldSet, entra, exchange};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-validation-error",
    title: "Exchange refuses the object",
    criterion: "serviceProvisioningErrors holds an entry of an exchange/ instance that is not resolved, or MSOL Errors names Exchange. \
                ValidationStatus alone does not tell which service refuses: then it is possible.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InEntra,
    why: "Exchange Online checks what it is sent. While a value is refused, neither a new mailbox nor any change arrives.",
    remedy: "Correct the attribute that the error names in Active Directory and synchronise; then Invoke-MgRetryUserServiceProvisioning \
             -UserId <id>, or in Exchange Online Invoke-ProvisioningRecipientDiagnostic -Recipients <address>.",
    sources: &[
        "https://support.microsoft.com/help/4051375",
        "https://support.microsoft.com/help/2741233",
        "https://learn.microsoft.com/graph/api/resources/serviceprovisioningerror",
        "https://learn.microsoft.com/graph/api/user-retryserviceprovisioning",
    ],
    needs: &[entra::SERVICE_ERRORS, entra::ERRORS, entra::VALIDATION, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

/// What the error columns say about Exchange.
enum Errors {
    None,
    /// An error that names Exchange, as told.
    Open(Field, String),
    /// An error of which nobody knows whether it is Exchange's.
    Perhaps(Field),
    Unknown(FieldSet),
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let (field, detail, certain) = match errors(&cloud) {
        Errors::None => return Answer::Clear,
        Errors::Unknown(fields) => return Answer::Undecidable(fields),
        Errors::Open(field, detail) => (field, detail, true),
        Errors::Perhaps(field) => (field, String::new(), false),
    };
    let (severity, known) = match facts.without_mailbox().truth {
        Truth::True => (Severity::Blocks, facts.without_mailbox().certain),
        Truth::False | Truth::Unknown(_) => (Severity::Degrades, true),
    };
    let message = match (certain, detail.is_empty()) {
        (false, _) => "A service refuses the object, perhaps Exchange".to_owned(),
        (true, true) => "Exchange refuses the object".to_owned(),
        (true, false) => format!("Exchange refuses the object: {detail}"),
    };
    let finding = Finding::new(severity, message).cite(cloud.0, field);
    Answer::Found(if certain && known { finding } else { finding.possible() })
}

fn errors(cloud: &EntraUser<'_>) -> Errors {
    match cloud.0.text(entra::SERVICE_ERRORS) {
        Known::Value(text) => match list(text) {
            Some(entries) => {
                let open = entries.iter().find(|entry| is_exchange(entry) && !is_resolved(entry));
                return open.map_or(Errors::None, |entry| Errors::Open(entra::SERVICE_ERRORS, detail(entry)));
            }
            None => return Errors::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
        },
        Known::Empty => return Errors::None,
        Known::Set(_) | Known::Unknown(_) => {}
    }
    match cloud.0.text(entra::ERRORS) {
        Known::Value(text) if text.to_lowercase().contains("exchange") => {
            return Errors::Open(entra::ERRORS, text.lines().next().unwrap_or_default().to_owned());
        }
        Known::Set(_) => return Errors::Perhaps(entra::ERRORS),
        // An error of another service, or none that can be read.
        Known::Value(_) | Known::Empty | Known::Unknown(_) => {}
    }
    match (cloud.0.text(entra::VALIDATION), cloud.0.text(entra::ERRORS)) {
        (Known::Value(status), _) if status.eq_ignore_ascii_case("healthy") => Errors::None,
        (Known::Value(_), Known::Value(_)) => Errors::None,
        (Known::Value(_), _) => Errors::Perhaps(entra::VALIDATION),
        (_, Known::Empty | Known::Value(_)) => Errors::None,
        _ => Errors::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
    }
}

fn is_exchange(entry: &serde_json::Value) -> bool {
    text_of(entry, &["serviceInstance"]).is_some_and(|name| name.to_lowercase().starts_with("exchange/"))
}

pub(in crate::cases) fn is_resolved(entry: &serde_json::Value) -> bool {
    member(entry, "isResolved").and_then(serde_json::Value::as_bool).unwrap_or(false)
}

/// Whether all errors of Exchange are marked resolved, and there is one.
pub(in crate::cases) fn is_fixed(cloud: &EntraUser<'_>) -> Truth {
    match cloud.0.text(entra::SERVICE_ERRORS) {
        Known::Value(text) => match list(text) {
            Some(entries) => {
                let mut of_exchange = entries.iter().filter(|entry| is_exchange(entry)).peekable();
                (of_exchange.peek().is_some() && of_exchange.all(is_resolved)).into()
            }
            None => Truth::Unknown(FieldSet::of(entra::SERVICE_ERRORS)),
        },
        Known::Empty => Truth::False,
        Known::Set(fields) | Known::Unknown(fields) => Truth::Unknown(fields),
    }
}

/// The error's text without its tags, cut to what fits a sentence.
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
    let text = words.join(" ");
    let text = text.trim_end_matches('.');
    if text.chars().count() > 160 { text.chars().take(159).chain(['…']).collect() } else { text.to_owned() }
}
