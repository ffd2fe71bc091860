use super::super::facts::NotYet;
use super::super::{Act, Answer, Case, Evidence, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::Errors;
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "validation-status-unavailable",
    title: "Validation errors were not exported",
    criterion: "Somebody has all it takes for a mailbox and none comes, and the export of Entra users has neither serviceProvisioningErrors \
                nor ValidationStatus.",
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
    needs: &[entra::SERVICE_ERRORS, entra::VALIDATION, exchange::TYPE_DETAILS, exchange::MAILBOX_GUID],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    if !matches!(facts.exchange_errors(), Errors::Unknown(_)) {
        return Answer::Clear;
    }
    let mut tables = cloud.0.rows().map(|row| cloud.0.table_of(row));
    let told = [entra::SERVICE_ERRORS, entra::VALIDATION, entra::ERRORS];
    if tables.any(|table| told.iter().any(|field| table.column_of(*field).is_some())) {
        return Answer::Clear;
    }
    let NotYet { no_recipient, no_sku, mail_user } = facts.not_yet();
    Likely::from(no_recipient.truth | no_sku.truth | mail_user.truth).then(|| {
        let mut finding = Finding::new(
            Severity::Advisory,
            "Exchange validation not checked: neither serviceProvisioningErrors nor ValidationStatus was exported",
        );
        let table = cloud.0.table();
        finding.evidence.push(Evidence::Absence {
            table,
            column: entra::SERVICE_ERRORS.column(),
            searched: table.records(),
            sought: "a value".to_owned(),
        });
        finding
    })
}
