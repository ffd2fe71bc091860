use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, NotExpected, Severity, Step};
use super::{DEFAULT_RULES, OBJECTS_DONT_SYNC, starts};
use crate::guid::Guid;
use crate::records::{AdUser, types};
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "not-a-user-object",
    title: "Contact, group or system account: no mailbox expected",
    criterion: "Contact or group by its type, where the object class was not exported; monitoring, system, \
                arbitration or discovery mailbox by its type or name, an account below CN=Microsoft Exchange System Objects, krbtgt, or a name that ends in $.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::Nobody,
    step: Step::InScope,
    why: "Contacts and groups, and accounts of the directory and of Exchange itself, are no people, whether they are synchronised \
          or not.",
    remedy: "None.",
    sources: &[DEFAULT_RULES, OBJECTS_DONT_SYNC],
    needs: &[ad::TYPE_DETAILS, ad::DN, ad::SAM],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    let by_type =
        user.type_details().is(|details| details == types::MONITORING || details & types::NOT_FOR_THE_CLOUD != 0);
    by_type
        | user.is_contact_or_group()
        | user.distinguished_name().is(is_system_name)
        | user.sam_account_name().is(|name| starts(name, &["krbtgt"]) || name.ends_with('$'))
}

fn is_system_name(name: &str) -> bool {
    let first = name.split_once('=').map_or("", |(_, rest)| rest);
    let followed_by_guid = |prefix: &str| {
        starts(first, &[prefix])
            && first.get(prefix.len()..prefix.len() + 36).is_some_and(|text| Guid::from_text(text).is_some())
    };
    starts(first, &["HealthMailbox", "SystemMailbox{", "DiscoverySearchMailbox"])
        || followed_by_guid("FederatedEmail.")
        || followed_by_guid("Migration.")
        || memchr::memchr2_iter(b'M', b'm', name.as_bytes()).any(|at| is_system_container(name, at))
}

/// Whether the container of Exchange's own objects begins with this letter.
fn is_system_container(name: &str, at: usize) -> bool {
    let is_named = || {
        name[..at].to_ascii_lowercase().strip_suffix("cn=").is_some_and(|before| before.trim_ascii_end().ends_with(','))
    };
    starts(&name[at..], &["Microsoft Exchange System Objects"]) && is_named()
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    // Whoever is expected to have a mailbox is none.
    let (Some(user), Err(NotExpected::Case(_))) = (facts.subject.ad, facts.expected()) else { return Answer::Clear };
    super::Likely::from(applies(&user)).then(|| {
        let what = if user.is_contact_or_group().holds() { "a contact or group" } else { "a system account" };
        Finding::new(Severity::Advisory, format!("It is {what}, of which no mailbox is expected"))
            .cite(user.0, ad::DN)
            .cite(user.0, ad::SAM)
            .cite(user.0, ad::TYPE_DETAILS)
    })
}
