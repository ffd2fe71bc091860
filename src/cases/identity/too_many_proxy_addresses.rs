use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use crate::records::Addresses;
use crate::schema::ad;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "too-many-proxy-addresses",
    title: "More addresses than an object can hold",
    criterion: "proxyAddresses holds more than 300 SMTP entries.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Exchange Online warns above 300 addresses, and not far above them Entra ID refuses changes to the object, because it is too \
          large as a whole.",
    remedy: "Remove addresses that nobody uses, all in one operation, then run a delta synchronisation.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/tshoot-connect-sync-errors",
        "https://learn.microsoft.com/exchange/troubleshoot/administration/too-many-proxy-addresses-error",
    ],
    needs: &[ad::PROXIES],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

const LIMIT: usize = 300;

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    let count = match user.proxy_addresses() {
        Known::Value(list) if list.may_exceed(LIMIT) => Addresses::smtp(list).count(),
        Known::Value(_) | Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    if count <= LIMIT {
        return Answer::Clear;
    }
    let message = format!("proxyAddresses holds {count} SMTP addresses, of about {LIMIT} that work");
    Answer::Found(Finding::new(Severity::Advisory, message).cite_entry(
        user.0,
        ad::PROXIES,
        &format!("{count} entries"),
    ))
}
