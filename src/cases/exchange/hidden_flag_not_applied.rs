use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use crate::schema::{ad, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "hidden-flag-not-applied",
    title: "The flag that hides from address lists did not arrive",
    criterion: "msExchHideFromAddressLists is True in Active Directory and HiddenFromAddressListsEnabled is False in Exchange Online.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "Without mailNickname the rule of Entra Connect sends no Exchange attribute, and so not this one.",
    remedy: "Set mailNickname (Set-ADUser <user> -Replace @{mailNickname='<alias>'}), then synchronise.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/administration/changes-to-msexchangehiddenfromaddresslist-not-updated-against-recipient",
    ],
    needs: &[ad::HIDDEN, ad::NICKNAME, exchange::HIDDEN, exchange::CLOUD_MANAGED],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(recipient)) = (facts.subject.ad, facts.subject.exchange) else { return Answer::Clear };
    if facts.is_exchange_cloud_managed() {
        return Answer::Clear;
    }
    Likely::from(user.is_hidden_from_address_lists() & recipient.is_shown_in_address_lists()).then(|| {
        Finding::new(Severity::Advisory, "Active Directory hides it from address lists, Exchange Online shows it")
            .cite(user.0, ad::HIDDEN)
            .cite(recipient.0, exchange::HIDDEN)
            .cite(user.0, ad::NICKNAME)
    })
}
