//! Stages 6 and 7: the recipient in Exchange Online, and the way there.

pub(super) mod account_disabled;
pub(super) mod deprovisioned_flag;
pub(super) mod exchange_attributes_cloud_managed;
pub(super) mod forward_sync_needed_after_fix;
pub(super) mod hidden_flag_not_applied;
pub(super) mod mailbox_in_both_places;
pub(super) mod mailuser_not_mailbox;
pub(super) mod migrated_flag_without_mailbox;
pub(super) mod not_in_exchange;
pub(super) mod on_premises_mailbox_present;
pub(super) mod previous_mailbox_info;
pub(super) mod provisioning_delay;
pub(super) mod recipient_conflict_other_type;
pub(super) mod remote_mailbox_guid_empty;
pub(super) mod remote_mailbox_guid_mismatch;
pub(super) mod remote_mailbox_not_enabled;
pub(super) mod remote_mailbox_type_mismatch;
pub(super) mod sku_not_assigned_in_exchange;

use rayon::prelude::*;

use super::facts::NotYet;
use super::{Facts, Likely};
use crate::records::{Coverage, Recipient, Standing};
use crate::schema::{FieldSet, exchange};
use crate::tenant::{Subject, Tenant, folded};
use crate::truth::{Known, Truth};

const KB: &str = "https://support.microsoft.com/help/4051375";
const DELAYS: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/delays-provision-mailbox-sync-changes";
const DIAGNOSTIC: &str =
    "https://learn.microsoft.com/powershell/module/exchangepowershell/invoke-provisioningrecipientdiagnostic";
const RETRY: &str = "https://learn.microsoft.com/graph/api/user-retryserviceprovisioning";
const REMOTE_MAILBOX: &str = "https://learn.microsoft.com/powershell/module/exchangepowershell/disable-remotemailbox";
const IN_BOTH_PLACES: &str =
    "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/mailbox-exists-exo-onpremises";
const GUID_NOT_FOUND: &str = "https://learn.microsoft.com/exchange/troubleshoot/move-mailboxes/migrationpermanentexception-when-moving-mailboxes";
const RETRY_WORDS: &str = "Retry: Invoke-MgRetryUserServiceProvisioning -UserId <id>; in Exchange Online \
     Invoke-ProvisioningRecipientDiagnostic -Recipients <address>; in the admin centre the diagnostic 'EXO Recipient Object \
     Failures'. If that changes nothing, ask Microsoft for a forward sync and give object id and UPN.";

/// Whether a mailbox plan is on, or none is needed.
fn is_entitled(facts: &Facts<'_>) -> Likely {
    let free = facts.needs_license();
    if free.fails() {
        return Truth::True.into();
    }
    let plan = facts.has_plan();
    Likely { truth: plan.truth | !free, certain: plan.certain }
}

/// Works out all three; nobody who is not in Entra, or has a mailbox, waits for one.
pub(super) fn not_yet(facts: &Facts<'_>) -> NotYet {
    let no = Likely::from(false);
    if facts.subject.entra.is_none() || facts.has_mailbox() {
        return NotYet { no_recipient: no, no_sku: no, mail_user: no };
    }
    NotYet { no_recipient: has_no_recipient(facts), no_sku: has_no_sku(facts), mail_user: is_mail_user_still(facts) }
}

/// In Entra, expected, entitled, and no recipient in Exchange Online.
fn has_no_recipient(facts: &Facts<'_>) -> Likely {
    let absent = facts.without_recipient();
    if absent.truth.fails() {
        return absent;
    }
    let entitled = match facts.subject.tenant.coverage {
        // Get-User lists everybody, licensed or not.
        Coverage::Users => Truth::True.into(),
        _ => is_entitled(facts),
    };
    absent & facts.is_expected() & entitled
}

/// A recipient of an entitled person that has not got the license.
fn has_no_sku(facts: &Facts<'_>) -> Likely {
    let Some(recipient) = facts.subject.exchange else { return Truth::False.into() };
    let lacks = recipient.lacks_sku();
    if lacks.fails() {
        return lacks.into();
    }
    let lacking = facts.has_plan() & facts.is_expected() & facts.without_mailbox() & lacks;
    // Where the mailbox may lie elsewhere the license is not what it waits for.
    let on_server = facts.subject.ad.map_or(Truth::False, |user| user.is_on_premises_mailbox());
    let elsewhere = on_server | !guid_is_zero(&recipient);
    Likely { certain: lacking.certain && elsewhere.fails(), ..lacking }
}

/// A mail user, or a user without mail, of somebody entitled to a mailbox.
fn is_mail_user_still(facts: &Facts<'_>) -> Likely {
    let Some(recipient) = facts.subject.exchange else { return Truth::False.into() };
    let stuck = recipient.standing().is(|standing| standing == Standing::NoMailbox) & guid_is_zero(&recipient);
    if stuck.fails() {
        return stuck.into();
    }
    let no_sku = match recipient.lacks_sku() {
        // The column says nothing: then the SKU is not the reason.
        Truth::Unknown(_) => Truth::False,
        known => known,
    };
    let sku_fits = if facts.has_plan().truth.holds() { !no_sku } else { Truth::True };
    let entitled = is_entitled(facts);
    // A mail user who needs no license may be one on purpose.
    let entitled = Likely { certain: entitled.certain && facts.has_plan().truth.holds(), ..entitled };
    entitled & facts.is_expected() & stuck & sku_fits
}

fn guid_is_zero(recipient: &Recipient<'_>) -> Truth {
    match recipient.mailbox_guid() {
        Known::Unknown(_) => Truth::Unknown(FieldSet::of(exchange::MAILBOX_GUID)),
        guid => guid.is_empty(),
    }
}

/// How many people something applies to, and the first of them by name.
fn among<'t>(tenant: &'t Tenant<'t>, applies: fn(&Subject<'_>) -> bool) -> Option<(u64, Subject<'t>)> {
    let meant = tenant.numbers().into_par_iter().map(|number| tenant.subject(number)).filter(|found| applies(found));
    let meant: Vec<Subject<'t>> = meant.collect();
    let first = meant.iter().min_by_key(|subject| (subject.upn().map(folded), subject.place())).copied()?;
    Some((meant.len() as u64, first))
}
