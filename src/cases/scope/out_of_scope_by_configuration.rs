use super::super::{Act, Answer, Case, Census, Facts, Finding, Nature, Severity, Step, TenantFinding};
use super::{FILTERING, NOT_SYNCHRONISING, left_out};
use crate::config::Engine;
use crate::schema::ad;

pub(in crate::cases) static CASE: Case = Case {
    id: "out-of-scope-by-configuration",
    title: "Excluded by a domain, OU, group or attribute filter",
    criterion: "The user is missing in Entra, and the filters named with --config leave it out. Without them, of the whole \
                tenant: every user of an OU is missing in Entra, while others are there.",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::AdAdmin,
    step: Step::InScope,
    why: "Entra Connect takes only the domains and OUs that were ticked, only the direct members of a scoping group, and \
          only what no rule of its own filters by an attribute. All of these must let the object pass.",
    remedy: "Domains and OUs: the page 'Domain and OU filtering' of the Entra Connect wizard. Group: add the user itself to the \
             scoping group, nested groups do not count. Attribute: change its value, or the rule. Then run \
             Start-ADSyncSyncCycle -PolicyType Delta.",
    sources: &[
        FILTERING,
        NOT_SYNCHRONISING,
        "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom",
    ],
    needs: &[ad::DN, ad::SAM, ad::UPN, ad::GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    left_out(facts, Engine::EntraConnect, "The filters of Entra Connect leave the user out")
}

/// So many users of one OU make it look as if it were not synchronised.
const MANY: u64 = 3;

/// So many OUs are named and proved by a row.
const SHOWN: usize = 5;

/// Tells of OUs of which nobody is in Entra ID.
pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let someone_is_there = census.units().values().any(|unit| unit.present > 0);
    if census.tenant.config.scope.is_given() || !someone_is_there {
        return Vec::new();
    }
    let mut units: Vec<_> =
        census.units().iter().filter(|(_, unit)| unit.present == 0 && unit.missing >= MANY).collect();
    if units.is_empty() {
        return Vec::new();
    }
    units.sort_by_key(|(name, unit)| (std::cmp::Reverse(unit.missing), *name));
    let people = units.iter().map(|(_, unit)| unit.missing).sum();
    let named: Vec<_> =
        units.iter().take(SHOWN).map(|(_, unit)| format!("{} ({})", unit.shown, unit.missing)).collect();
    let more = units.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!(
        "Everybody in these OUs is missing in Entra ID, while users of other OUs are there, so they look as if they were \
         not synchronised: {}{more}",
        named.join("; ")
    );
    let finding = Finding::new(Severity::Blocks, message).possible();
    let first = units.iter().take(SHOWN).filter_map(|(_, unit)| census.tenant.subject(unit.first).ad);
    let finding = first.fold(finding, |finding, user| finding.cite(user.0, ad::DN));
    vec![TenantFinding { case: &CASE, finding, people }]
}
