use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{Errors, VALIDATION_ERRORS, severity, shortened};
use crate::schema::{entra, exchange};

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-validation-error",
    title: "Exchange refuses the object",
    criterion: "serviceProvisioningErrors holds an entry of an exchange/ instance that is not resolved, or MSOL Errors names Exchange. \
                ValidationStatus alone does not tell which service refuses: then it is possible.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InEntra,
    why: "Exchange Online checks what it is sent. While a value is refused, neither a new mailbox nor any change arrives.",
    remedy: "Correct the attribute that the error names in Active Directory and synchronise; then Invoke-MgRetryUserServiceProvisioning \
             -UserId <id>, or in Exchange Online Invoke-ProvisioningRecipientDiagnostic -Recipients <address>.",
    sources: &[
        "https://support.microsoft.com/help/4051375",
        VALIDATION_ERRORS,
        "https://learn.microsoft.com/graph/api/resources/serviceprovisioningerror",
        "https://learn.microsoft.com/graph/api/user-retryserviceprovisioning",
    ],
    needs: &[entra::SERVICE_ERRORS, entra::ERRORS, entra::VALIDATION, exchange::TYPE_DETAILS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(cloud) = facts.subject.entra else { return Answer::Clear };
    let (field, told, certain) = match facts.exchange_errors() {
        Errors::None => return Answer::Clear,
        Errors::Unknown(fields) => return Answer::Undecidable(*fields),
        Errors::Open(field, told) => (*field, told.iter().find(|text| !text.is_empty()), true),
        Errors::Perhaps(field) => (*field, None, false),
    };
    let (severity, known) = severity(facts);
    let message = match (certain, told) {
        (false, _) => "A service refuses the object, perhaps Exchange".to_owned(),
        (true, None) => "Exchange refuses the object".to_owned(),
        (true, Some(text)) => format!("Exchange refuses the object: {}", shortened(text)),
    };
    let finding = Finding::new(severity, message).cite(cloud.0, field);
    Answer::Found(if certain && known { finding } else { finding.possible() })
}
