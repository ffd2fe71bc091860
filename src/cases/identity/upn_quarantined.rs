use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{CITED, RESILIENCY, flows, is_placeholder, sign_in_name};
use crate::records::{AdUser, Record};
use crate::schema::{ad, domain, entra};
use crate::tenant::{Holder, domain_of, same_name};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-quarantined",
    title: "A duplicate UPN was replaced by a placeholder",
    criterion: "An error of the synchronisation names UserPrincipalName; or, possible only, the UPN in Entra is that of Active \
                Directory with four digits added, under the initial domain; or another user of Active Directory has the same UPN.",
    severities: &[Severity::Degrades],
    rank: 4,
    act: Act::EntraAdmin,
    step: Step::NoSyncErrors,
    why: "Somebody else in Entra ID holds the UPN as name or address. The service keeps the value back and gives the user a \
          placeholder, under which sign-in and addresses do not work as told.",
    remedy: "Free the UPN at its holder; within an hour the service puts it right by itself, and the error is \
             gone from onPremisesProvisioningErrors.",
    sources: &[
        RESILIENCY,
        "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/number-add-username-email-address",
    ],
    needs: &[ad::UPN, entra::UPN, entra::SYNC_ERRORS, domain::NAME, domain::VERIFIED],
    explained_by: &["conflict-with-cloud-only-user", "conflict-with-guest"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(cloud) = subject.entra else { return to_come(facts) };
    let is_upn = |property: &str| property.eq_ignore_ascii_case("UserPrincipalName");
    let errors = cloud.sync_errors().value().unwrap_or_default();
    let error = errors.iter().find(|error| !error.resolved && error.property.as_deref().is_some_and(is_upn));
    let (user, field, name) = match sign_in_name(facts) {
        Some((user, field, Known::Value(name))) => (user, field, name),
        _ if error.is_none() => return Answer::Clear,
        _ => {
            let message = "Entra ID keeps a duplicate UPN back and gave the user a placeholder";
            let finding = Finding::new(Severity::Degrades, message);
            return Answer::Found(finding.cite(cloud.0, entra::SYNC_ERRORS).cite(cloud.0, entra::UPN));
        }
    };
    let domains = &subject.tenant.domains;
    let is_guessed = cloud.upn().is(|upn| is_placeholder(facts, name, upn)).holds()
        && !domain_of(name).is_some_and(|suffix| domains.is_verified(suffix).fails())
        && flows(facts, &cloud) == Truth::True;
    if error.is_none() && !is_guessed {
        return Answer::Clear;
    }
    let holders: Vec<_> =
        subject.other_holders_in_cloud(name).into_iter().chain(subject.other_holders_in_ad(name)).collect();
    let doubt = if error.is_some() || !holders.is_empty() { "" } else { "probably " };
    let message = format!("Somebody else {doubt}holds the UPN {name}, so Entra ID gave the user a placeholder");
    let mut finding = Finding::new(Severity::Degrades, message).cite(user.0, field).cite(cloud.0, entra::UPN);
    if error.is_some() {
        finding = finding.cite(cloud.0, entra::SYNC_ERRORS);
    }
    for holder in holders.iter().take(CITED) {
        finding = finding.cite_entry(holder.record, holder.field, holder.entry);
    }
    Answer::Found(if error.is_some() { finding } else { finding.possible() })
}

/// Two users of Active Directory with one UPN, of whom one will get a placeholder.
fn to_come<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some((user, ad::UPN, Known::Value(name))) = sign_in_name(facts) else { return Answer::Clear };
    if !subject.may_share_addresses() {
        return Answer::Clear;
    }
    let has_it = |record: &Record<'_>| AdUser(*record).upn().is(|upn| same_name(upn, name)).holds();
    let mut others = subject.other_holders_in_ad(name);
    others.retain(|other| has_it(&other.record));
    if others.is_empty() {
        return Answer::Clear;
    }
    let message =
        format!("{} users of Active Directory have the UPN {name}, so one gets a placeholder", others.len() + 1);
    let finding = Finding::new(Severity::Degrades, message).cite(user.0, ad::UPN);
    let cite =
        |finding: Finding<'t>, other: &Holder<'t>| finding.cite(other.record, ad::UPN).cite(other.record, ad::DN);
    Answer::Found(others.iter().take(CITED).fold(finding, cite).possible())
}
