use rayon::prelude::*;

use super::super::{Act, Answer, Case, Census, Facts, Finding, NEVER_ROOT, Nature, Severity, Step, TenantFinding};
use super::{TROUBLESHOOT_ATTRIBUTES, flows};
use crate::records::Record;
use crate::schema::{Field, ad, entra, exchange};
use crate::tenant::{Subject, Tenant};
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "attribute-filtered",
    title: "An attribute is not synchronised at all",
    criterion: "proxyAddresses, mailNickname or msExchMailboxGuid is filled in Active Directory for several synchronised users, and \
                empty in the cloud for all of them.",
    severities: &[Severity::Degrades],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::NamesFilled,
    why: "App and attribute filtering of Entra Connect leaves it out, mostly because Exchange Online is not ticked there. Whatever \
          is set in Active Directory, the cloud never learns of it.",
    remedy: "Tick Exchange Online and the attribute under \"Azure AD apps and attributes\" of the Entra Connect wizard, then run a full \
             synchronisation.",
    sources: &[
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom",
        TROUBLESHOOT_ATTRIBUTES,
    ],
    needs: &[ad::PROXIES, ad::NICKNAME, ad::MAILBOX_GUID, entra::PROXIES, entra::NICKNAME, exchange::MAILBOX_GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check: |_| Answer::Clear,
};

/// An attribute in Active Directory and where it arrives in the cloud.
type Pair<'t> = (Record<'t>, Field, Record<'t>, Field);

/// Fewer users may have been changed since the last synchronisation.
const SEVERAL: usize = 3;

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    let pairs: [fn(&Subject<'t>) -> Option<Pair<'t>>; 3] = [
        |subject| Some((subject.ad?.0, ad::PROXIES, subject.entra?.0, entra::PROXIES)),
        |subject| Some((subject.ad?.0, ad::NICKNAME, subject.entra?.0, entra::NICKNAME)),
        |subject| Some((subject.ad?.0, ad::MAILBOX_GUID, subject.exchange?.0, exchange::MAILBOX_GUID)),
    ];
    pairs.into_iter().filter_map(|pair| filtered(tenant, pair)).collect()
}

fn filtered<'t>(tenant: &'t Tenant<'t>, pair: fn(&Subject<'t>) -> Option<Pair<'t>>) -> Option<TenantFinding<'t>> {
    // Nearly always the first users looked at show that the attribute arrives.
    let may_be_lost = |number: u32| {
        pair(&tenant.subject(number))
            .is_none_or(|pair| !is_filled(pair.0, pair.1).holds() || is_filled(pair.2, pair.3).fails())
    };
    if !tenant.numbers().into_par_iter().all(may_be_lost) {
        return None;
    }
    let mut lost: Vec<Pair<'t>> = tenant
        .numbers()
        .into_par_iter()
        .filter_map(|number| {
            let subject = tenant.subject(number);
            let found = pair(&subject).filter(|pair| is_filled(pair.0, pair.1).holds())?;
            // Without an alias no Exchange attribute flows, which is a case of its own.
            let has_alias = subject.ad?.mail_nickname().is_set().holds();
            let cloud = subject.entra?;
            (has_alias && flows(&Facts::new(subject), &cloud).holds()).then_some(found)
        })
        .collect();
    if lost.len() < SEVERAL {
        return None;
    }
    lost.sort_by_cached_key(|pair| (pair.0.shown(ad::GUID).unwrap_or_default().into_owned(), pair.0.row()));
    let (user, attribute, cloud, arrives_as) = lost[0];
    let message = format!(
        "{} is filled for {} synchronised users of Active Directory and empty for all of them in the cloud",
        attribute.column(),
        lost.len()
    );
    let finding = Finding::new(Severity::Degrades, message).cite(user, attribute).cite(cloud, arrives_as);
    Some(TenantFinding { case: &CASE, finding, people: lost.len() as u64 })
}

fn is_filled(record: Record<'_>, field: Field) -> Truth {
    match field {
        ad::MAILBOX_GUID | exchange::MAILBOX_GUID => record.guid(field).is_set(),
        _ => record.text(field).is_set(),
    }
}
