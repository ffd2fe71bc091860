use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{DEFAULT_RULES, filtered};
use crate::records::{AdUser, types};
use crate::schema::ad;
use crate::truth::Truth;

pub(in crate::cases) static CASE: Case = Case {
    id: "scope-recipient-type-mask",
    title: "Filtered: recipient type not usable in Exchange Online",
    criterion: "msExchRecipientTypeDetails has a bit of 0x21C07000 (public folder, system, arbitration or discovery mailbox, \
                mailbox plan), and the user is missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::ExchangeAdmin,
    step: Step::InScope,
    why: "Entra Connect's default rule leaves out recipients that Exchange Online has no use for.",
    remedy: "If it is a person's account, correct the type with Exchange's own tools (Set-Mailbox or Set-RemoteMailbox \
             -Type, or Disable- and Enable-RemoteMailbox), not with ADSI Edit.",
    sources: &[
        DEFAULT_RULES,
        "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/user-object-missing-filtered",
    ],
    needs: &[ad::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

pub(super) fn applies(user: &AdUser<'_>) -> Truth {
    user.type_details().is(|details| details & types::NOT_FOR_THE_CLOUD != 0)
}

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    filtered(facts, applies, |user| {
        Finding::new(Severity::Blocks, "Its recipient type is one that Entra Connect never synchronises")
            .cite(user.0, ad::TYPE_DETAILS)
    })
}
