//! Stage 2: attributes of Active Directory that are empty or shared.

pub(super) mod mailnickname_empty;
pub(super) mod proxyaddress_duplicate_in_ad;
pub(super) mod upn_differs_from_primary_smtp;
pub(super) mod upn_empty;

const KB: &str = "https://support.microsoft.com/help/4051375";
const PREPARE: &str = "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization";
const PROXY_POPULATION: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate";
