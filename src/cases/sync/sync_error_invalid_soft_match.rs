use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{
    DUPLICATES, EXISTING_TENANT, SYNC_ERRORS, cite_holder, cite_primary, cite_rivals, found, is_reported, of_match,
    report,
};
use crate::cases::InEntra;
use crate::records::{EntraUser, Refusal};
use crate::schema::{FieldSet, ad, entra, sync_error};
use crate::tenant::same_name;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "sync-error-invalid-soft-match",
    title: "InvalidSoftMatch: the user it matches has another anchor",
    criterion: "A record InvalidSoftMatch (or AttributeValueMustBeUnique of a user missing in Entra). Without one, possible: another Entra user with an \
                ImmutableId of its own has the primary SMTP address of a user missing in Entra.",
    severities: &[Severity::Blocks],
    rank: 3,
    act: Act::AdAdmin,
    step: Step::NoSyncErrors,
    why: "A new object whose primary address or UPN is that of an Entra user is matched with it, once. An Entra user that already has \
          an ImmutableId belongs to another object, so the new one is refused.",
    remedy: "Two people: remove the address from the one who should not have it, in the directory it comes from, then run a delta \
             synchronisation. One person with a recreated account: write the bytes of the cloud ImmutableId into mS-DS-ConsistencyGuid.",
    sources: &[SYNC_ERRORS, EXISTING_TENANT, DUPLICATES],
    needs: &[
        ad::PROXIES,
        ad::MAIL,
        entra::IMMUTABLE_ID,
        entra::PROXIES,
        entra::MAIL,
        entra::USER_TYPE,
        sync_error::CATEGORY,
        sync_error::RESOLVED,
    ],
    explained_by: &[
        "source-anchor-changed",
        "sid-conflict",
        "conflict-with-cloud-only-user",
        "conflict-with-guest",
        "proxyaddress-duplicate-in-ad",
    ],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let is_meant = |own| own == Refusal::SoftMatch || own == Refusal::NotUnique && subject.entra.is_none();
    if let Some(reported) = report(facts, is_meant) {
        let finding = found(
            facts,
            &reported,
            Severity::Blocks,
            "Entra refuses the user, who matches somebody with another ImmutableId",
        );
        return of_match(facts, cite_rivals(facts, &reported, finding));
    }
    let Some(user) = subject.ad else { return Answer::Clear };
    let InEntra::No { .. } = facts.in_entra() else { return Answer::Clear };
    let primary = match user.primary_smtp() {
        Known::Value(primary) => primary,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    // Where the anchor is another attribute, another ImmutableId means nothing.
    if subject.tenant.anchored_elsewhere || is_reported(facts, primary) {
        return Answer::Clear;
    }
    let mut open = FieldSet::EMPTY;
    for holder in subject.other_entra_holders(primary) {
        let other = EntraUser(holder.record);
        let same = other.primary_smtp().is(|own| same_name(own, primary));
        match !other.is_guest() & other.immutable_id().is_set() & same {
            Truth::True => {
                let message =
                    format!("Another Entra user, with another ImmutableId, has the primary address {primary}");
                let finding = cite_primary(Finding::new(Severity::Blocks, message), &user).cite(user.0, ad::GUID);
                return Answer::Found(cite_holder(finding, &holder).possible());
            }
            Truth::Unknown(fields) => open = open.and(fields),
            Truth::False => {}
        }
    }
    let side = &subject.tenant.records.entra;
    if !side.compares(entra::PROXIES) && !side.compares(entra::MAIL) {
        open = open.with(entra::PROXIES);
    }
    if open.is_empty() { Answer::Clear } else { Answer::Undecidable(open) }
}
