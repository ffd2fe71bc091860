use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DEFAULT_RULES, OBJECTS_DONT_SYNC, filtered, starts};
use crate::records::AdUser;
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-exchange-system-account",
    title: "Filtered: system account of Exchange",
    criterion: "mailNickname begins with SystemMailbox{, or mailNickname or sAMAccountName begins with CAS_ and holds }, \
                and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::Nobody,
    step: Step::InScope,
    why: "System mailboxes and the test accounts of Exchange servers are left out by Entra Connect's default rule.",
    remedy: "None; it is no person's account.",
    sources: &[DEFAULT_RULES, OBJECTS_DONT_SYNC],
    needs: &[ad::NICKNAME, ad::SAM],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    let test_account = |name: &str| starts(name, &["CAS_"]) && name.contains('}');
    user.mail_nickname().is(|name| starts(name, &["SystemMailbox{"]) || test_account(name))
        | user.sam_account_name().is(test_account)
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    filtered(facts, applies, |user| {
        Finding::new(Severity::Blocks, "It is a system account of Exchange, which is never synchronised")
            .cite(user.0, ad::NICKNAME)
            .cite(user.0, ad::SAM)
    })
}
