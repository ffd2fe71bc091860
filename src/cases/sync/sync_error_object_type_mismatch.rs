use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{RESILIENCY, SYNC_ERRORS, cite_primary, cite_rivals, found, is_reported, of_match, report};
use crate::cases::InEntra;
use crate::cases::identity::is_same_person;
use crate::records::{Recipient, Refusal};
use crate::schema::{Kind, ad, exchange, sync_error};
use crate::tenant::{Holder, same_name};

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-object-type-mismatch",
    title: "ObjectTypeMismatch: a group, contact or folder holds the address",
    criterion: "A record ObjectTypeMismatch. Without one, possible: a group, contact or public folder holds the primary SMTP address or the UPN of a user \
                missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::ExchangeAdmin,
    step: Step::NoSyncErrors,
    why: "A match is made between objects of one kind only. Where a group, contact or public folder has the address, the user is refused.",
    remedy: "Remove the address from one of the two objects, then run a delta synchronisation.",
    sources: &[SYNC_ERRORS, RESILIENCY],
    needs: &[
        ad::UPN,
        ad::PROXIES,
        ad::MAIL,
        ad::CLASS,
        exchange::TYPE_DETAILS,
        exchange::ADDRESSES,
        exchange::SYNCED,
        sync_error::CATEGORY,
        sync_error::RESOLVED,
    ],
    explained_by: &["proxyaddress-duplicate-in-ad"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    if let Some(reported) = report(facts, |own| own == Refusal::OtherType) {
        let finding =
            found(facts, &reported, Severity::Blocks, "Entra refuses the user, who matches an object of another kind");
        return of_match(facts, cite_rivals(facts, &reported, finding));
    }
    let Some(user) = subject.ad else { return Answer::Clear };
    let InEntra::No { .. } = facts.in_entra() else { return Answer::Clear };
    let names = [user.primary_smtp().value(), user.upn().value()];
    for name in names.into_iter().flatten().filter(|name| !is_reported(facts, name)) {
        let in_ad = subject.other_holders_in_ad(name);
        let in_cloud = subject.other_holders_in_cloud(name);
        let is_meant = |holder: &&Holder<'t>| match holder.record.table().kind.layout() {
            Kind::AdUsers => holder.person.is_none() && !is_same_person(&user, &holder.record),
            Kind::ExchangeRecipients => is_of_another_kind(holder, user.mail().value()),
            _ => false,
        };
        if let Some(holder) = in_ad.iter().chain(&in_cloud).find(is_meant) {
            let message = format!("A group, contact or public folder holds {name}");
            let finding = cite_primary(Finding::new(Severity::Blocks, message), &user)
                .cite(user.0, ad::UPN)
                .cite_entry(holder.record, holder.field, holder.entry);
            let finding = [ad::CLASS, exchange::TYPE_DETAILS]
                .into_iter()
                .filter(|field| field.kind() == holder.record.table().kind.layout())
                .fold(finding, |finding, field| finding.cite(holder.record, field));
            return Answer::Found(finding.possible());
        }
    }
    Answer::Clear
}

/// A group or public folder of Exchange Online, or a contact that comes from Active Directory and is not the user: one
/// made in the cloud is a conflict of its own.
fn is_of_another_kind(holder: &Holder<'_>, mail: Option<&str>) -> bool {
    let recipient = Recipient(holder.record);
    let kind = holder.record.text(exchange::TYPE_DETAILS).value().unwrap_or_default().to_ascii_lowercase();
    let is_user = || {
        let primary = recipient.primary_smtp().value();
        matches!((mail, primary), (Some(mail), Some(primary)) if same_name(mail, primary))
    };
    match kind.as_str() {
        kind if kind.contains("contact") => recipient.is_synced().holds() && !is_user(),
        kind => kind.contains("group") || kind.contains("publicfolder"),
    }
}
