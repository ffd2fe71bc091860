//! Stage 3: objects of the cloud that stand in the way.

pub(super) mod conflict_with_cloud_only_user;
pub(super) mod conflict_with_guest;

use super::{Answer, Facts, Finding, InEntra, Severity};
use crate::records::{AdUser, Addresses, EntraUser, Recipient};
use crate::schema::{Field, FieldSet, Kind, ad, entra, exchange};
use crate::tenant::{Holder, Subject};
use crate::truth::Truth;

const KB: &str = "https://support.microsoft.com/help/4051375";
const OBJECTS_DONT_SYNC: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/objects-dont-sync-ad-sync-tool";
const EXISTING_TENANT: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant";

/// Looks for somebody in the cloud who holds a name of the user and for whom `is_meant` is true; `says` begins the sentence.
fn conflict<'t>(
    facts: &Facts<'t>,
    is_meant: fn(&Holder<'t>) -> Truth,
    says: fn(&Holder<'t>) -> &'static str,
) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    // What Active Directory says of a user managed in the cloud is ignored on purpose.
    if subject.entra.is_some_and(|cloud| cloud.is_cloud_managed()) {
        return Answer::Clear;
    }
    let (severity, certain) = match facts.in_entra() {
        InEntra::No { certain } => (Severity::Blocks, certain),
        InEntra::Yes => (Severity::Degrades, true),
        InEntra::Unknown(_) => return Answer::Clear,
    };
    let mut open = FieldSet::EMPTY;
    for (name, field, entry, holders) in facts.held_in_cloud() {
        let (name, field, entry) = (*name, *field, *entry);
        // A name that the user's own cloud object has is in nobody's way.
        let own = subject.entra.map_or(Truth::False, |cloud| {
            cloud.upn().is(|upn| crate::tenant::same_name(upn, name))
                | cloud.proxy_addresses().is(|list| list.holding(name).is_some())
        });
        for holder in holders {
            match is_in_the_way(holder) & is_meant(holder) & !own {
                Truth::True => {
                    let finding = Finding::new(severity, format!("{} {name}", says(holder)))
                        .cite_entry(user.0, field, entry)
                        .cite_entry(holder.record, holder.field, holder.entry);
                    let finding = match holder.record.table().kind.layout() {
                        Kind::EntraUsers => [entra::UPN, entra::USER_TYPE, entra::IMMUTABLE_ID]
                            .into_iter()
                            .filter(|field| *field != holder.field)
                            .fold(finding, |finding, field| finding.cite(holder.record, field)),
                        _ => finding.cite(holder.record, exchange::TYPE_DETAILS),
                    };
                    return Answer::Found(if certain { finding } else { finding.possible() });
                }
                Truth::Unknown(fields) => open = open.and(fields),
                Truth::False => {}
            }
        }
    }
    // Nobody was found; where addresses were not exported, somebody may still be there.
    if open.is_empty() && severity == Severity::Blocks {
        let compared = subject.tenant.records.entra.compares(entra::PROXIES);
        if !compared {
            open = open.with(entra::PROXIES);
        }
        open = open.and(user.proxy_addresses().is_set().missing());
    }
    if open.is_empty() { Answer::Clear } else { Answer::Undecidable(open) }
}

/// A name of a user, where it stands, and who else holds it in the cloud.
pub(super) type Held<'t> = (&'t str, Field, &'t str, Vec<Holder<'t>>);

/// The UPN and the SMTP addresses of a user that somebody else holds in the cloud.
pub(super) fn held<'t>(subject: &Subject<'t>, user: &AdUser<'t>) -> Vec<Held<'t>> {
    let upn = user.upn().value().map(|upn| (upn, ad::UPN, upn));
    let addresses = user.proxy_addresses().value().into_iter().flat_map(Addresses::smtp);
    let addresses = addresses.filter(|address| !is_ignored(address.mail));
    upn.into_iter()
        .chain(addresses.map(|address| (address.mail, ad::PROXIES, address.entry)))
        .map(|(name, field, entry)| (name, field, entry, subject.other_holders_in_cloud(name)))
        .filter(|(.., holders)| !holders.is_empty())
        .collect()
}

/// Whether the service makes an address itself, and ignores it where Active Directory has it. The routing address in
/// `mail.onmicrosoft.com` is none of these.
pub(super) fn is_ignored(mail: &str) -> bool {
    let domain = mail.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase();
    let own = domain.strip_suffix(".onmicrosoft.com").is_some_and(|tenant| !tenant.contains('.'));
    own || domain.ends_with(".microsoftonline.com")
}

/// Whether it is no object that comes from Active Directory.
fn is_in_the_way(holder: &Holder<'_>) -> Truth {
    match holder.record.table().kind.layout() {
        Kind::EntraUsers => {
            let user = EntraUser(holder.record);
            user.immutable_id().is_empty() & !user.is_synced()
        }
        _ => !Recipient(holder.record).is_synced(),
    }
}

/// Whether it is a guest, or a contact of Exchange.
fn is_guest(holder: &Holder<'_>) -> Truth {
    match holder.record.table().kind.layout() {
        Kind::EntraUsers => EntraUser(holder.record).is_guest(),
        _ => holder
            .record
            .text(exchange::TYPE_DETAILS)
            .is(|word| matches!(word.to_ascii_lowercase().as_str(), "guestmailuser" | "mailcontact")),
    }
}

fn is_member(holder: &Holder<'_>) -> Truth {
    match holder.record.table().kind.layout() {
        Kind::EntraUsers => !EntraUser(holder.record).is_guest(),
        _ => Truth::False,
    }
}
