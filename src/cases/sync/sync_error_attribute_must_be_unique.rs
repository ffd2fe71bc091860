use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DUPLICATES, SYNC_ERRORS, cite_holder, cite_rivals, found, is_anchored, is_reported, report};
use crate::cases::conflict::is_ignored;
use crate::records::{Address, Refusal};
use crate::schema::{ad, entra, sync_error};
use crate::tenant::same_name;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-attribute-must-be-unique",
    title: "AttributeValueMustBeUnique: a value of the update is somebody else's",
    criterion: "A record AttributeValueMustBeUnique of a user who is in Entra. Without one, possible: an SMTP address is missing from the own Entra \
                user, and another one that comes from Active Directory has it. It blocks where it is the primary address or the UPN.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "Of each UPN and address there is one in Entra ID. An update with a value that another object has is refused, so the user stays as it was.",
    remedy: "Decide whose the value is, remove it from the other object in the directory it comes from, then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, DUPLICATES],
    needs: &[
        ad::PROXIES,
        entra::PROXIES,
        entra::IMMUTABLE_ID,
        entra::SYNCED,
        entra::SYNC_ERRORS,
        sync_error::CATEGORY,
        sync_error::VALUE,
        sync_error::RESOLVED,
    ],
    explained_by: &[
        "source-anchor-changed",
        "sid-conflict",
        "conflict-with-cloud-only-user",
        "conflict-with-guest",
        "proxyaddress-duplicate-in-ad",
    ],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(cloud) = subject.entra else { return Answer::Clear };
    if let Some(reported) = report(facts, |own| own == Refusal::NotUnique) {
        let primary = subject.ad.and_then(|user| user.primary_smtp().value());
        let upn = subject.ad.and_then(|user| user.upn().value());
        let is_own = |name: &str| [primary, upn].into_iter().flatten().any(|own| same_name(own, name));
        let severity = if reported.error.name().is_some_and(is_own) { Severity::Blocks } else { Severity::Degrades };
        let finding = found(facts, &reported, severity, "Entra refuses a value that somebody else has");
        return Answer::Found(cite_rivals(facts, &reported, finding));
    }
    let Some(user) = subject.ad.filter(|_| !cloud.is_cloud_managed()) else { return Answer::Clear };
    let Known::Value(own) = user.proxy_addresses() else { return Answer::Clear };
    let there = match cloud.proxy_addresses() {
        // Nearly everybody's.
        Known::Value(there) if there == own => return Answer::Clear,
        Known::Value(there) => Some(there),
        Known::Empty => None,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    let is_there = |mail: &str| there.is_some_and(|there| there.holding(mail).is_some());
    let mut lacking: Vec<Address<'t>> =
        own.smtp().filter(|address| !is_ignored(address.mail) && !is_there(address.mail)).collect();
    // The primary one first, then by name, whatever the order in the cell.
    lacking.sort_by_key(|address| (!address.is_primary, address.mail));
    for address in lacking.into_iter().filter(|address| !is_reported(facts, address.mail)) {
        let holders = subject.other_entra_holders(address.mail);
        let Some(holder) = holders.iter().find(|holder| is_anchored(holder).holds()) else { continue };
        let severity = if address.is_primary { Severity::Blocks } else { Severity::Degrades };
        let message = format!("The Entra user lacks the address {}, which another one has", address.mail);
        let finding = Finding::new(severity, message)
            .cite_entry(user.0, ad::PROXIES, address.entry)
            .cite(cloud.0, entra::PROXIES);
        return Answer::Found(cite_holder(finding, holder).possible());
    }
    Answer::Clear
}
