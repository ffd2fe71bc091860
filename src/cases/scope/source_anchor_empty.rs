use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::DEFAULT_RULES;
use crate::config::Attribute;
use crate::schema::ad;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "source-anchor-empty",
    title: "The configured source anchor attribute is empty or invalid",
    criterion: "The user is missing in Entra, and the anchor_attribute named with --config is empty, longer than 60 characters, \
                or has a character that a source anchor must not have, such as @.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "A user without source anchor is not synchronised. objectGUID and mS-DS-ConsistencyGuid are always filled; another \
          attribute that was chosen instead need not be.",
    remedy: "Fill the attribute with a value that never changes, then run a delta synchronisation.",
    sources: &[DEFAULT_RULES, "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts"],
    needs: &[ad::EMPLOYEE_ID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

/// A source anchor must be shorter, where all but letters and digits counts three times.
const LONGEST: usize = 60;
const FORBIDDEN: &str = "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_";

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let attribute = facts.subject.tenant.config.synchronisation.anchor_attribute;
    let (Some(user), None, Some(Attribute(field))) = (facts.subject.ad, facts.subject.entra, attribute) else {
        return Answer::Clear;
    };
    // These are never empty, and GUIDs are valid.
    if [ad::GUID, ad::CONSISTENCY].contains(&field) {
        return Answer::Clear;
    }
    let name = field.column();
    let fault = match user.0.text(field) {
        Known::Value(value) => fault(value).map(|fault| format!("{name} {fault}")),
        _ => Some(format!("{name} is empty")),
    };
    let is_wrong = match user.0.is_blank(field) {
        Truth::False => Truth::from(fault.is_some()),
        known => known,
    };
    (facts.missing_in_entra() & is_wrong).then(|| {
        let message =
            format!("{}, which is the source anchor, so the user is not synchronised", fault.unwrap_or_default());
        Finding::new(Severity::Blocks, message).cite(user.0, field)
    })
}

fn fault(anchor: &str) -> Option<String> {
    let weight = |letter: char| if letter.is_ascii_alphanumeric() { 1 } else { 3 };
    if let Some(letter) = anchor.chars().find(|letter| FORBIDDEN.contains(*letter)) {
        return Some(format!("has the character {letter}"));
    }
    (anchor.chars().map(weight).sum::<usize>() > LONGEST).then(|| "is longer than 60 characters".to_owned())
}
