use rayon::prelude::*;

use super::super::{Act, Answer, Case, Census, Facts, Finding, Nature, Severity, Step, TenantFinding};
use super::CUSTOM_INSTALLATION;
use crate::config::Attribute;
use crate::schema::ad;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "match-attribute-empty",
    title: "The attribute that matches accounts across forests is empty",
    criterion: "The user is missing in Entra, and the match_attribute named with --config is empty. Without it, of the whole \
                tenant: nobody without mail is in Entra, while users with mail are.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Where the Entra Connect wizard was told to match users across forests by mail or by another attribute, users without \
          it are not synchronised.",
    remedy: "Fill the attribute (Set-ADUser <user> -EmailAddress <address> for mail), then run a delta synchronisation; or change \
             the matching in the Entra Connect wizard.",
    sources: &[CUSTOM_INSTALLATION],
    needs: &[ad::MAIL],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let attribute = facts.subject.tenant.config.synchronisation.match_attribute;
    let (Some(user), None, Some(Attribute(field))) = (facts.subject.ad, facts.subject.entra, attribute) else {
        return Answer::Clear;
    };
    (facts.missing_in_entra() & user.0.is_blank(field)).then(|| {
        let message =
            format!("{} is empty, by which users are matched, so the user is not synchronised", field.column());
        Finding::new(Severity::Blocks, message).cite(user.0, field)
    })
}

/// So many users on each side are no accident.
const MANY: u64 = 3;

/// Tells that mail seems to decide who is synchronised.
pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let named = census.tenant.config.synchronisation.match_attribute.is_some();
    let without: Vec<_> = census
        .missing()
        .iter()
        .filter_map(|number| census.tenant.subject(*number).ad)
        .filter(|user| matches!(user.mail(), Known::Empty))
        .collect();
    let people = without.len() as u64;
    // Everybody else who is missing would be so for another reason.
    let only_those = people == census.missing().len() as u64;
    if named || people < MANY || !only_those || census.present().any(|user| !user.mail().is_set().holds()) {
        return Vec::new();
    }
    let present = census.present().count() as u64;
    if present < MANY {
        return Vec::new();
    }
    let message = format!(
        "Nobody without mail is in Entra ID ({people} missing), while all {present} with mail are, as if users were matched by it"
    );
    let finding = Finding::new(Severity::Blocks, message).possible();
    let finding = without.into_iter().take(3).fold(finding, |finding, user| finding.cite(user.0, ad::MAIL));
    vec![TenantFinding { case: &CASE, finding, people }]
}
