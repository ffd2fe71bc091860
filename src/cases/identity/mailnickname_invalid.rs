use super::super::{Act, Answer, Case, Facts, Finding, Nature, Severity, Step};
use super::{PREPARE, flows, syntax, written};
use crate::schema::{ad, entra};
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "mailnickname-invalid",
    title: "mailNickname is malformed in Active Directory",
    criterion: "mailNickname begins or ends with a full stop, holds two in a row, is longer than 64 characters, or holds a blank or one \
                of @ & \" ( ) , : ; < > [ ] \\. It degrades where Entra shows _ in the place of such a character.",
    severities: &[Severity::Degrades, Severity::Advisory],
    rank: 4,
    act: Act::ExchangeAdmin,
    step: Step::NamesFilled,
    why: "Entra Connect and Exchange Online do not take these characters in an alias: it arrives changed, or not at all.",
    remedy: "Set-RemoteMailbox <user> -Alias <alias>; without Exchange tools Set-ADUser <user> -Replace @{mailNickname='<alias>'}. \
             Then run a delta synchronisation.",
    sources: &[PREPARE, "https://learn.microsoft.com/powershell/module/exchangepowershell/set-remotemailbox"],
    needs: &[ad::NICKNAME, entra::NICKNAME],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let Some(user) = facts.subject.ad else { return Answer::Clear };
    match user.mail_nickname() {
        Known::Value(_) => {}
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    }
    let alias = written(user.0, ad::NICKNAME);
    let Some(fault) = syntax::of_alias(&alias) else { return Answer::Clear };
    let cloud = facts.subject.entra;
    let changed = cloud.filter(|cloud| !flows(facts, cloud).fails() && is_changed(facts, &alias));
    let severity = if changed.is_some() { Severity::Degrades } else { Severity::Advisory };
    let alias = syntax::spelled(&alias);
    let message = format!("mailNickname {alias} {fault}, which Entra Connect does not support in an alias");
    let finding = Finding::new(severity, message).cite(user.0, ad::NICKNAME);
    Answer::Found(match changed {
        Some(cloud) => finding.cite(cloud.0, entra::NICKNAME),
        None => finding,
    })
}

/// Whether Entra ID shows `_` in the place of a character that an alias must not have.
pub(super) fn is_changed(facts: &Facts<'_>, alias: &str) -> bool {
    let Some(given) = facts.subject.entra.and_then(|cloud| cloud.mail_nickname().value()) else { return false };
    let (mut own, mut given) = (alias.chars(), given.chars());
    let mut replaced = false;
    loop {
        match (own.next(), given.next()) {
            (None, None) => return replaced,
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some('_')) if !one.is_alphanumeric() => replaced = true,
            _ => return false,
        }
    }
}
