//! Errors of the synchronisation, and of the services behind Entra ID: one a row of an export, or several in a cell.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::Value;

use super::license::{list, member, text_of};
use super::side::Record;
use super::words;
use crate::instant::{self, Instant};
use crate::schema::{FieldSet, sync_error};
use crate::truth::{Known, Truth};

/// What went wrong with one attribute or in one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncError {
    /// `PropertyConflict`, `AttributeValueMustBeUnique`, the flags of IdFix.
    pub category: Option<String>,
    /// The attribute that causes it.
    pub property: Option<String>,
    pub value: Option<String>,
    /// The service that refuses the object: `exchange/EURP189-001`.
    pub service: Option<String>,
    /// What the service says, without markup.
    pub message: Option<String>,
    pub occurred: Option<Instant>,
    /// Marked as resolved; an export that has no such mark holds errors that are open.
    pub resolved: bool,
}

/// What the synchronisation refused, as far as its records name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    SoftMatch,
    HardMatch,
    /// A value that another object has.
    NotUnique,
    /// The same, where the object was written without the value.
    Quarantined,
    OtherType,
    AdminRole,
    IdentityData,
    Data,
    FederatedDomain,
    TooLarge,
    Deletion,
}

/// The names of errors without what parts their words; where one holds another, the longer comes first.
const REFUSALS: [(&str, Refusal); 15] = [
    ("quarantinedattributevaluemustbeunique", Refusal::Quarantined),
    ("propertyconflict", Refusal::Quarantined),
    ("attributevaluemustbeunique", Refusal::NotUnique),
    ("invalidsoftmatch", Refusal::SoftMatch),
    ("invalidhardmatch", Refusal::HardMatch),
    ("hardmatchoperationblocked", Refusal::HardMatch),
    ("objecttypemismatch", Refusal::OtherType),
    ("existingadminrole", Refusal::AdminRole),
    ("identitydatavalidation", Refusal::IdentityData),
    ("datavalidation", Refusal::Data),
    ("federateddomainchange", Refusal::FederatedDomain),
    ("largeobject", Refusal::TooLarge),
    ("exceededallowedlength", Refusal::TooLarge),
    ("error114", Refusal::Deletion),
    ("deletionnotvalid", Refusal::Deletion),
];

impl SyncError {
    /// What was refused; `None` for the errors of services, of IdFix, and those that are not known.
    pub fn refusal(&self) -> Option<Refusal> {
        if self.service.is_some() {
            return None;
        }
        let plain = |text: &str| -> String {
            text.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let named = |text: &Option<String>| {
            let text = plain(text.as_deref()?);
            REFUSALS.iter().find(|(name, _)| text.contains(name)).map(|(_, refusal)| *refusal)
        };
        if self.category.as_deref().is_some_and(|category| category.trim() == "114") {
            return Some(Refusal::Deletion);
        }
        named(&self.category).or_else(|| named(&self.message))
    }

    /// The value without what marks it as an address.
    pub fn name(&self) -> Option<&str> {
        let value = self.value.as_deref()?.trim();
        let name = value.split_once(':').map_or(value, |(kind, mail)| if kind.contains('@') { value } else { mail });
        (!name.is_empty()).then_some(name)
    }

    /// Whether the attribute is the UPN.
    pub fn is_about_upn(&self) -> bool {
        self.property.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("userPrincipalName"))
    }
}

/// The errors of one row; unknown where its list was printed as the name of a type.
pub fn of_row(record: &Record<'_>) -> Known<Vec<SyncError>> {
    let text = |field| record.text(field).value().map(str::to_owned);
    let detail = text(sync_error::DETAIL);
    let (code, message) = detail.as_deref().map(details).unwrap_or_default();
    let own = SyncError {
        category: text(sync_error::CATEGORY).or(code),
        property: text(sync_error::PROPERTY),
        value: text(sync_error::VALUE),
        service: text(sync_error::SERVICE),
        message,
        occurred: record.instant(sync_error::OCCURRED).value(),
        resolved: record.flag(sync_error::RESOLVED) == Truth::True,
    };
    if own.category.is_some() || own.property.is_some() || own.message.is_some() || own.service.is_some() {
        return Known::Value(vec![own]);
    }
    match record.text(sync_error::LIST) {
        Known::Value(cell) => of_cell(cell).map_or(Known::Unknown(FieldSet::of(sync_error::LIST)), Known::Value),
        other => other.map(|_| Vec::new()),
    }
}

/// The errors that a cell lists as JSON (onPremisesProvisioningErrors, serviceProvisioningErrors, and the lists of
/// retired cmdlets); `None` where it is no such list.
pub fn of_cell(cell: &str) -> Option<Vec<SyncError>> {
    Some(list(cell)?.iter().map(of_entry).collect())
}

fn of_entry(entry: &Value) -> SyncError {
    let text = |names: &[&str]| text_of(entry, names).map(str::to_owned);
    let (code, message) = text_of(entry, &["errorDetail"]).map(details).unwrap_or_default();
    let occurred = text_of(entry, &["occurredDateTime", "createdDateTime", "whenStarted", "timestamp"]);
    SyncError {
        category: text(&["category", "errorCategory"]).or(code),
        property: text(&["propertyCausingError", "propertyName"]),
        value: text(&["value", "propertyValue"]),
        service: text(&["serviceInstance"]),
        message,
        occurred: occurred.and_then(instant::parse).and_then(|reading| reading.instant(None)),
        resolved: is_resolved(entry).unwrap_or(false),
    }
}

/// Whether an entry is marked resolved; `None` where it does not say. Scripts that print JSON again make texts of booleans.
pub fn is_resolved(entry: &Value) -> Option<bool> {
    let mark = member(entry, "isResolved").or_else(|| member(entry, "resolved"))?;
    mark.as_bool().or_else(|| words::boolean(mark.as_str()?))
}

/// Code and description in the detail of a service, which is XML, or plain text.
fn details(detail: &str) -> (Option<String>, Option<String>) {
    if !detail.trim_start().starts_with('<') {
        return (None, Some(detail.trim().to_owned()));
    }
    let texts = texts(detail);
    let of = |name: &str| texts.iter().find(|(element, _)| element == name).map(|(_, text)| text.clone());
    let all = || {
        let words: Vec<_> = texts.iter().map(|(_, text)| text.as_str()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    (of("ErrorCode"), of("ErrorDescription").or_else(all))
}

/// The texts of a piece of XML with the elements they stand in, up to where it is broken.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut element, mut text) = (Vec::new(), String::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                start.local_name().into_inner().clone_into(&mut element);
                text.clear();
            }
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::CData(part)) => text.push_str(&part),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(letter)) => text.push(letter),
                _ => text.push_str(resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Ok(Event::End(_)) => {
                if !text.trim().is_empty() {
                    found.push((std::mem::take(&mut element), text.trim().to_owned()));
                }
                text.clear();
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_synchronisation_name_property_and_value() {
        let cell = r#"[{"category":"PropertyConflict","occurredDateTime":"2024-10-14T20:23:08Z","propertyCausingError":"ProxyAddresses","value":"smtp:sales@contoso.example"}]"#;
        let errors = of_cell(cell).unwrap();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].category.as_deref(), Some("PropertyConflict"));
        assert_eq!(errors[0].property.as_deref(), Some("ProxyAddresses"));
        assert_eq!(errors[0].value.as_deref(), Some("smtp:sales@contoso.example"));
        assert!(errors[0].occurred.is_some() && !errors[0].resolved);
        assert_eq!(of_cell("[]"), Some(Vec::new()));
        assert_eq!(of_cell("System.Object[]"), None);
    }

    #[test]
    fn errors_of_retired_cmdlets_have_other_names() {
        let cell = r#"{"ErrorCategory":"PropertyConflict","PropertyName":"UserPrincipalName","PropertyValue":"anna@contoso.example","WhenStarted":"2024-10-14T20:23:08Z"}"#;
        let error = of_cell(cell).unwrap().remove(0);
        assert_eq!(error.property.as_deref(), Some("UserPrincipalName"));
        assert_eq!(error.value.as_deref(), Some("anna@contoso.example"));
    }

    #[test]
    fn errors_of_services_hold_xml_and_a_mark_when_resolved() {
        let cell = r#"[{"createdDateTime":"2024-10-14T20:23:08Z","isResolved":true,"serviceInstance":"exchange/EURP189-001","errorDetail":"<ServiceInstance xmlns=\"urn:x\"><ObjectErrors><ErrorRecord><ErrorCode>ExB10BE9</ErrorCode><ErrorDescription>The name &quot;A &amp; B&quot; is &#105;n use.</ErrorDescription></ErrorRecord></ObjectErrors></ServiceInstance>"}]"#;
        let error = of_cell(cell).unwrap().remove(0);
        assert_eq!(error.service.as_deref(), Some("exchange/EURP189-001"));
        assert_eq!(error.category.as_deref(), Some("ExB10BE9"));
        assert_eq!(error.message.as_deref(), Some("The name \"A & B\" is in use."));
        assert!(error.resolved);
    }

    #[test]
    fn refusals_are_known_by_their_names_in_any_spelling() {
        let of = |category: &str| SyncError { category: Some(category.to_owned()), ..SyncError::default() }.refusal();
        assert_eq!(of("InvalidSoftMatch"), Some(Refusal::SoftMatch));
        assert_eq!(of("Existing Admin Role Conflict"), Some(Refusal::AdminRole));
        assert_eq!(of("IdentityDataValidationFailed"), Some(Refusal::IdentityData));
        assert_eq!(of("DataValidationFailed"), Some(Refusal::Data));
        assert_eq!(of("QuarantinedAttributeValueMustBeUnique"), Some(Refusal::Quarantined));
        assert_eq!(of("114"), Some(Refusal::Deletion));
        for of_idfix in ["Duplicate", "Character, Length", "Format", "Blank", "TopLevelDomain"] {
            assert_eq!(of(of_idfix), None, "{of_idfix}");
        }
        let told = "Hard match operation blocked due to security hardening".to_owned();
        assert_eq!(SyncError { message: Some(told), ..SyncError::default() }.refusal(), Some(Refusal::HardMatch));
    }

    #[test]
    fn broken_xml_is_read_as_far_as_it_goes() {
        assert_eq!(
            details("<a><ErrorDescription><![CDATA[in use]]></ErrorDescription><b").1.as_deref(),
            Some("in use")
        );
        assert_eq!(details("<a").1, None);
        assert_eq!(details("in use").1.as_deref(), Some("in use"));
        assert_eq!(details("<a>&bomb;</a>").1, None);
    }
}
