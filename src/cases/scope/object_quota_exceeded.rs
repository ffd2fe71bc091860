use super::super::{Act, Case, Census, Finding, Nature, Severity, Step, TenantFinding, told_once};
use crate::records::sync_error;
use crate::schema::sync_error as field;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "object-quota-exceeded",
    title: "The tenant holds as many objects as it may",
    criterion: "An error of the synchronisation says that the number of objects that can be synchronised is exceeded (error 016 \
                or QuotaExceeded).",
    severities: &[Severity::Blocks],
    rank: 1,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "A tenant may hold 50,000 objects, and 300,000 once a domain of its own is verified; a quarter of the deleted ones \
          count. Beyond that nothing new is synchronised.",
    remedy: "Verify a domain of your own, synchronise fewer objects, or ask Microsoft to raise the quota.",
    sources: &["https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/exceed-number-objects-synced"],
    needs: &[field::DETAIL],
    explained_by: &[],
    nature: Nature::Cause,
    check: told_once,
};

pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let says_so = |text: &Option<String>| {
        text.as_deref().map(str::to_lowercase).is_some_and(|text| {
            text.contains("exceeded the number of objects") || text.contains("quotaexceeded") || text == "016"
        })
    };
    let found = census.tenant.records.errors.records().find_map(|record| {
        let Known::Value(errors) = sync_error::of_row(&record) else { return None };
        let error = errors
            .into_iter()
            .find(|error| !error.resolved && (says_so(&error.category) || says_so(&error.message)))?;
        Some((record, error))
    });
    let Some((record, error)) = found else { return Vec::new() };
    let cited = if says_so(&error.category) { field::CATEGORY } else { field::DETAIL };
    let message = "The tenant holds as many objects as it may, so no new ones are synchronised";
    let finding = Finding::new(Severity::Blocks, message).cite(record, cited).cite(record, field::OCCURRED);
    vec![TenantFinding { case: &CASE, finding, people: census.missing().len() as u64 }]
}
