use std::borrow::Cow;

use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{FAULTY_ATTRIBUTES, severity, told};
use crate::guid::Guid;
use crate::records::{AdUser, Recipient};
use crate::schema::{Field, FieldSet, ad, entra, exchange};
use crate::tenant::GuidRival;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "exchange-guid-conflict",
    title: "The mailbox GUID is used by another recipient",
    criterion: "Exchange reports that the ExchangeGuid or ArchiveGuid is used by another recipient. Or msExchMailboxGuid is the ExchangeGuid of \
                another recipient with another object id; possible where that one is soft-deleted or inactive, or where two users of Active \
                Directory share it and belong to two cloud users.",
    severities: &[Severity::Blocks, Severity::Degrades],
    rank: 6,
    act: Act::ExchangeAdmin,
    step: Step::InEntra,
    why: "A mailbox GUID belongs to one recipient only. Exchange Online refuses the second one. A new licensed user with the GUID of a \
          soft-deleted mailbox makes that mailbox be deleted for good.",
    remedy: "Restore the original user instead; or give the user of Active Directory a GUID of its own: save addresses, X500 and msExch attributes, \
             Disable-RemoteMailbox, Enable-RemoteMailbox, synchronise. Content comes back with New-MailboxRestoreRequest.",
    sources: &[
        "https://learn.microsoft.com/exchange/recipients-in-exchange-online/delete-or-restore-mailboxes",
        FAULTY_ATTRIBUTES,
        "https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/mailbox-exists-exo-onpremises",
    ],
    needs: &[
        entra::SERVICE_ERRORS,
        ad::MAILBOX_GUID,
        ad::ARCHIVE_GUID,
        exchange::MAILBOX_GUID,
        exchange::ID,
        exchange::TYPE_DETAILS,
        entra::ID,
    ],
    explained_by: &["exchange-validation-error", "mailbox-soft-deleted", "mailbox-inactive"],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let message = told(
        facts,
        |text| {
            (text.contains("exchangeguid") || text.contains("archiveguid"))
                && text.contains("used by another recipient")
        },
        "Exchange says that another recipient has the mailbox GUID",
    );
    match message {
        Answer::Found(_) => message,
        Answer::Clear | Answer::Undecidable(_) => match derived(facts) {
            Answer::Clear => message,
            derived => derived,
        },
    }
}

fn derived<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let (Some(user), Some(cloud)) = (facts.subject.ad, facts.subject.entra) else { return Answer::Clear };
    let rivals = facts.subject.guid_rivals();
    let own = cloud.id();
    let in_exchange = rivals.iter().find(|rival| {
        let other = Recipient(rival.record).id().value();
        rival.person.is_none() && own.value().is_some() && other.is_some() && other != own.value()
    });
    let rival = in_exchange.or_else(|| {
        let is_other = |rival: &&GuidRival<'t>| is_of_another_cloud_user(facts, rival, own.value());
        rivals.iter().filter(is_other).find(|rival| !has_it_already(facts, &user, rival.own))
    });
    let Some(rival) = rival else { return open(facts, &user) };
    let (severity, known) = severity(facts);
    let name = rival.record.shown(if rival.person.is_some() { ad::DISPLAY_NAME } else { exchange::DISPLAY_NAME });
    let name = name.filter(|name| !name.is_empty()).map_or("another recipient".to_owned(), Cow::into_owned);
    let message = if rival.person.is_some() {
        format!("{name} has the same GUID in Active Directory")
    } else {
        format!("The mailbox GUID belongs to {name} in Exchange Online")
    };
    let finding = Finding::new(severity, message).cite(user.0, rival.own).cite(rival.record, rival.field);
    let finding = finding.cite(rival.record, exchange::ID).cite(cloud.0, entra::ID);
    // With a deleted mailbox of this GUID it is that mailbox which is wanted, and which explains the conflict.
    let certain = rival.person.is_none() && !rival.is_deleted && known;
    Answer::Found(if certain { finding } else { finding.possible() })
}

/// Whether a user of Active Directory with the same GUID is somebody else in the cloud.
fn is_of_another_cloud_user(facts: &Facts<'_>, rival: &GuidRival<'_>, own: Option<Guid>) -> bool {
    let other = rival.person.and_then(|person| facts.subject.tenant.subject(person).entra);
    let other = other.and_then(|user| user.id().value());
    own.is_some() && other.is_some() && own != other
}

/// Who has the mailbox or archive with the GUID is only named by the other.
fn has_it_already(facts: &Facts<'_>, user: &AdUser<'_>, own: Field) -> bool {
    let Some(recipient) = facts.subject.exchange.filter(|_| facts.has_mailbox()) else { return false };
    let (claimed, held) = if own == ad::ARCHIVE_GUID {
        (user.archive_guid(), recipient.archive_guid())
    } else {
        (user.mailbox_guid(), recipient.mailbox_guid())
    };
    held.value().is_some() && held.value() == claimed.value()
}

/// What leaves open whether somebody else has the GUID.
fn open<'t>(facts: &Facts<'t>, user: &AdUser<'t>) -> Answer<'t> {
    let records = &facts.subject.tenant.records;
    let mut open = match user.mailbox_guid() {
        Known::Empty => return Answer::Clear,
        Known::Value(_) => FieldSet::EMPTY,
        Known::Set(fields) | Known::Unknown(fields) => fields,
    };
    let is_there = |field| records.exchange.live_tables().any(|table| table.column_of(field).is_some());
    let missing = [exchange::MAILBOX_GUID, exchange::ID].into_iter().filter(|field| !is_there(*field));
    open = missing.fold(open, FieldSet::with);
    if open.is_empty() { Answer::Clear } else { Answer::Undecidable(open) }
}
