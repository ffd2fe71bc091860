use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{SYNC_ERRORS, found, report};
use crate::records::Refusal;
use crate::schema::{ad, sync_error};

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-large-object",
    title: "LargeObject: more values than an object may have",
    criterion: "A record LargeObject or ExceededAllowedLength. Without one, possible and advisory: more than 332 SMTP addresses.",
    severities: &[Severity::Blocks, Severity::Advisory],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "An object of Entra ID has a largest size over all its attributes; while it is beyond, nothing of it is written.",
    remedy: "Remove values of the attribute that the error names, most often addresses or a photo over 100 KB, then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, LARGE_OBJECT],
    needs: &[ad::PROXIES, sync_error::CATEGORY, sync_error::RESOLVED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

const LARGE_OBJECT: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-largeobjecterror-usercertificate";

/// Microsoft's example of what fits: so many addresses, and nothing else that is large.
const MANY: usize = 332;

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    if let Some(reported) = report(facts, |own| own == Refusal::TooLarge) {
        return Answer::Found(found(facts, &reported, Severity::Blocks, "Entra refuses the user as too large"));
    }
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    let count = user.proxy_addresses().map(|list| if list.may_exceed(MANY) { list.smtp().count() } else { 0 });
    Likely::possibly(count.is(|count| count > MANY)).then(|| {
        let count = count.value().unwrap_or_default();
        let message = format!("The user has {count} addresses, with which the object may be too large for Entra");
        Finding::new(Severity::Advisory, message).cite(user.0, ad::PROXIES)
    })
}
