use super::super::{Act, Answer, Case, Facts, Finding, Likely, Nature, Severity, Step};
use super::{DEFAULT_RULES, NOT_SYNCHRONISING};
use crate::schema::{FieldSet, ad};
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "linked-mailbox-without-master",
    title: "A linked mailbox waits for its master account",
    criterion: "msExchRecipientTypeDetails is 2 (linked mailbox), the user is missing in Entra, and no enabled account of the \
                exported forests has the SID in msExchMasterAccountSid, the same mail or the same anchor.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "The account of a linked mailbox brings no source anchor of its own: Entra Connect waits for the account of the other \
          forest that it belongs to. Where the value was set by hand, it waits for ever.",
    remedy: "Synchronise the forest of the master account first. Without such a forest set msExchRecipientTypeDetails to 1 \
             (user mailbox), then run a delta synchronisation.",
    sources: &[
        "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/user-object-missing-filtered",
        "https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-user-and-contacts",
        DEFAULT_RULES,
        NOT_SYNCHRONISING,
    ],
    needs: &[ad::TYPE_DETAILS, ad::MASTER_SID, ad::SID, ad::DN],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

/// SELF: nobody else's account.
const SELF: &str = "S-1-5-10";

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), None) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    let missing = facts.missing_in_entra() & user.is_linked();
    // Rows that Connect makes one person hold the master account.
    if missing.truth.fails() || user.0.rows().count() > 1 {
        return Answer::Clear;
    }
    let side = &facts.subject.tenant.records.ad;
    let (waits, message) = match user.master_sid() {
        Known::Value(sid) if sid != SELF => {
            // The master account of a forest that was not exported may be in Entra ID.
            let waits = if facts.subject.tenant.several_forests && side.compares(ad::SID) {
                Likely::possibly(true)
            } else {
                Truth::Unknown(FieldSet::of(ad::SID)).into()
            };
            (waits, format!("The linked mailbox waits for its master account {sid}, which is in no export"))
        }
        Known::Set(fields) | Known::Unknown(fields) => (Truth::Unknown(fields).into(), String::new()),
        Known::Value(_) | Known::Empty => (
            Likely::from(true),
            "msExchRecipientTypeDetails says linked mailbox (2) without a master account, so the object is not synchronised"
                .to_owned(),
        ),
    };
    // With an enabled account beside it nothing is waited for, whatever else keeps the mailbox back.
    let sid = user.master_sid().value().filter(|sid| *sid != SELF);
    let behind = facts.subject.accounts_behind(sid);
    let alone = behind.iter().fold(Truth::True, |alone, account| alone & account.is_disabled());
    (missing & waits & Likely::from(alone))
        .then(|| Finding::new(Severity::Blocks, message).cite(user.0, ad::TYPE_DETAILS).cite(user.0, ad::MASTER_SID))
}
