use super::super::{
    Act, Answer, Case, Census, Evidence, Finding, NEVER_ROOT, Nature, Severity, Spot, Step, TenantFinding,
};
use crate::schema::{Kind, entra};

pub(in crate::cases) static CASE: Case = Case {
    id: "validation-status-unavailable",
    title: "Validation errors were not exported",
    criterion: "An export of Entra users has neither serviceProvisioningErrors nor ValidationStatus. It is told once for the tenant.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::EntraAdmin,
    step: Step::InEntra,
    why: "What Exchange refuses stands in these columns only. Without them that step of the procedure is not checked.",
    remedy: "Export again with Get-MgUser -All -Property …,serviceProvisioningErrors; mailgap collect --for entra prints the whole command.",
    sources: &[
        "https://support.microsoft.com/help/4051375",
        "https://learn.microsoft.com/graph/api/resources/serviceprovisioningerror",
    ],
    needs: &[entra::SERVICE_ERRORS, entra::VALIDATION],
    explained_by: &[],
    nature: Nature::Cause,
    check: |_| Answer::Clear,
};

/// Told once, for each person would hang on the same columns.
pub(in crate::cases) fn check_tenant<'t>(census: &Census<'t>) -> Vec<TenantFinding<'t>> {
    let tenant = census.tenant;
    let told = [entra::SERVICE_ERRORS, entra::VALIDATION, entra::ERRORS];
    let tables = tenant.records.entra.tables_of(Kind::EntraUsers);
    let silent: Vec<_> = tables.filter(|table| told.iter().all(|field| table.column_of(*field).is_none())).collect();
    // Another export may supply the same people.
    if silent.is_empty() || told.iter().any(|field| tenant.records.entra.compares(*field)) {
        return Vec::new();
    }
    let people = silent.iter().map(|table| table.records()).sum();
    let mut finding = Finding::new(
        Severity::Advisory,
        "Exchange validation not checked: neither serviceProvisioningErrors nor ValidationStatus was exported",
    );
    finding.evidence.extend(silent.into_iter().map(|table| Evidence {
        table,
        column: entra::SERVICE_ERRORS.column().to_owned(),
        spot: Spot::Absence { searched: table.records(), sought: "a value".into() },
    }));
    vec![TenantFinding { case: &CASE, finding, people }]
}
