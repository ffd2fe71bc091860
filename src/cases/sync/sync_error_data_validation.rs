use super::super::identity::of_account_name;
use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{PREPARATION, SYNC_ERRORS, recorded};
use crate::records::Refusal;
use crate::schema::{Field, ad, sync_error};

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-data-validation",
    title: "DataValidationFailed: a value is refused",
    criterion: "A record DataValidationFailed that is not resolved. Without one, possible and advisory, of users who are not in Entra ID: \
                displayName over 256 characters or empty, sAMAccountName over 20 characters or with one of \\ \" | , / : < > [ ] + = ; ? *.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Entra ID checks length and form of what it is sent; while one value is refused, nothing of the object is written.",
    remedy: "Correct the attribute that the error names in Active Directory, then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, PREPARATION],
    needs: &[ad::DISPLAY_NAME, ad::SAM, sync_error::CATEGORY, sync_error::DETAIL, sync_error::RESOLVED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

/// As many characters as Entra ID takes.
const LONGEST: usize = 256;

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    match recorded(facts, Refusal::Data, Severity::Blocks, "Entra refuses a value of the user") {
        Answer::Clear => unsent(facts),
        found => found,
    }
}

/// What the preparation for the synchronisation asks of names that no other case looks at. Whoever is in Entra ID has
/// been taken with them.
fn unsent<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    let found = |message: String, field: Field| {
        Answer::Found(Finding::new(Severity::Advisory, message).cite(user.0, field).possible())
    };
    let name = user.0.text(ad::DISPLAY_NAME);
    let length = name.value().map_or(0, |name| name.chars().count());
    if length > LONGEST {
        let message = format!("displayName is {length} characters long, and Entra ID takes {LONGEST} at most");
        return found(message, ad::DISPLAY_NAME);
    }
    // Where the UPN is empty, the account name makes it, which is told there.
    let account = user.sam_account_name().value().filter(|_| user.upn().value().is_some());
    if let Some((name, fault)) = account.and_then(|name| Some((name, of_account_name(name)?))) {
        return found(format!("sAMAccountName {name} {fault}: only a valid UPN makes up for it"), ad::SAM);
    }
    if name.is_empty().holds() {
        return found("displayName is empty, and Entra ID gets the common name instead".to_owned(), ad::DISPLAY_NAME);
    }
    Answer::Clear
}
