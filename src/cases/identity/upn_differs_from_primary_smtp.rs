use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::{KB, PREPARE};
use crate::records::{AdUser, EntraUser, Recipient, Record};
use crate::schema::{Field, ad, entra, exchange};
use crate::tenant::same_name;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "upn-differs-from-primary-smtp",
    title: "UPN and primary SMTP address differ",
    criterion: "The UPN in Entra is not the primary SMTP address.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::UpnIsAddress,
    why: "Whoever looks the person up, or asks Microsoft for help, by the mail address misses the user.",
    remedy: "Always quote UPN and object id, or make both the same (Set-ADUser -UserPrincipalName, or the SMTP: entry of \
             proxyAddresses).",
    sources: &[KB, PREPARE],
    needs: &[entra::UPN, ad::PROXIES, ad::MAIL],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let Some((primary, place)) = primary(facts) else { return Answer::Clear };
    let differs = match (cloud.upn(), primary) {
        (Known::Value(upn), Known::Value(primary)) => Truth::from(!same_name(upn, primary)),
        (Known::Unknown(fields), _) | (_, Known::Unknown(fields)) => Truth::Unknown(fields),
        _ => Truth::False,
    };
    Likely::from(differs).then(|| {
        let entry = primary.value().unwrap_or_default();
        let (record, field) = place.of(primary);
        Finding::new(
            Severity::Advisory,
            "The UPN is not the primary SMTP address: look the user up by UPN or object id",
        )
        .cite(cloud.0, entra::UPN)
        .cite_entry(record, field, entry)
    })
}

/// Where the primary address comes from.
enum Place<'t> {
    Ad(AdUser<'t>),
    Exchange(Recipient<'t>),
    Entra(EntraUser<'t>),
}

impl<'t> Place<'t> {
    /// The row and column in which an address stands.
    fn of(&self, primary: Known<&str>) -> (Record<'t>, Field) {
        match self {
            Self::Ad(user) => {
                let marked = || user.proxy_addresses().value().is_some_and(|list| list.primary().is_some());
                let is_mail = primary == user.mail() && !marked();
                (user.0, if is_mail { ad::MAIL } else { ad::PROXIES })
            }
            Self::Exchange(recipient) => (recipient.0, exchange::PRIMARY),
            Self::Entra(cloud) => (cloud.0, entra::MAIL),
        }
    }
}

/// The primary address of Active Directory, else that of the cloud.
fn primary<'t>(facts: &Facts<'t>) -> Option<(Known<&'t str>, Place<'t>)> {
    let subject = &facts.subject;
    // What is managed in the cloud is compared there.
    if let Some(user) = subject.ad.filter(|_| !subject.entra.is_some_and(|cloud| cloud.is_cloud_managed())) {
        match user.primary_smtp() {
            Known::Empty => {}
            primary => return Some((primary, Place::Ad(user))),
        }
    }
    if let Some(recipient) = subject.exchange {
        return Some((recipient.primary_smtp(), Place::Exchange(recipient)));
    }
    let cloud = subject.entra?;
    Some((cloud.mail(), Place::Entra(cloud)))
}
