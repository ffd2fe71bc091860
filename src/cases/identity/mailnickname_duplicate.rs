use super::super::{Act, Answer, Case, Facts, Finding, NEVER_ROOT, Nature, Severity, Step};
use super::{CITED, PREPARE, PROXY_POPULATION, is_same_person};
use crate::records::{AdUser, Recipient, Record};
use crate::schema::{Kind, ad, exchange};
use crate::tenant::same_name;
use crate::truth::Known;

pub(in crate::cases) static CASE: Case = Case {
    id: "mailnickname-duplicate",
    title: "The same alias on two objects",
    criterion: "mailNickname stands on another object of Active Directory too, or is the alias of a recipient in Exchange that is \
                somebody else.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "Both are synchronised, but the second one's address under onmicrosoft.com gets four random digits, and a name that two \
          share joins nobody.",
    remedy: "Give one of them another alias (Set-RemoteMailbox -Alias, or Set-ADUser -Replace @{mailNickname='<alias>'}).",
    sources: &[
        PROXY_POPULATION,
        PREPARE,
        "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/duplicate-attributes-prevent-dirsync",
    ],
    needs: &[ad::NICKNAME, exchange::ALIAS],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let alias = match user.mail_nickname() {
        Known::Value(alias) => alias,
        Known::Empty => return Answer::Clear,
        Known::Set(fields) | Known::Unknown(fields) => return Answer::Undecidable(fields),
    };
    let mut others = subject.other_holders_of_alias(alias);
    others.retain(|other| match other.table().kind {
        Kind::AdUsers => !is_same_person(&user, other),
        _ => !is_own_recipient(&user, other),
    });
    let in_ad = others.iter().any(|other| other.table().kind == Kind::AdUsers);
    // What was synchronised from another object of Active Directory is that object.
    others.retain(|other| !in_ad || other.table().kind == Kind::AdUsers || !Recipient(*other).is_synced().holds());
    if others.is_empty() {
        return Answer::Clear;
    }
    let message = format!("The alias {alias} stands on {} objects", others.len() + 1);
    let mut finding = Finding::new(Severity::Advisory, message).cite(user.0, ad::NICKNAME);
    for other in others.iter().take(CITED) {
        finding = match other.table().kind {
            Kind::AdUsers => finding.cite(*other, ad::NICKNAME).cite(*other, ad::DN),
            _ => finding.cite(*other, exchange::ALIAS).cite(*other, exchange::TYPE_DETAILS),
        };
    }
    let from_elsewhere = others.iter().any(|other| Recipient(*other).is_synced().holds());
    // Who has no recipient of their own may be the very one; rows of a forest that was not exported may be one person.
    let certain = if in_ad { !subject.tenant.several_forests } else { subject.exchange.is_some() && !from_elsewhere };
    Answer::Found(if certain { finding } else { finding.possible() })
}

/// Whether a recipient that was joined to nobody is the user's own all the same.
fn is_own_recipient(user: &AdUser<'_>, other: &Record<'_>) -> bool {
    let own = [user.primary_smtp().value(), user.upn().value()];
    let recipient = Recipient(*other);
    let given = recipient.primary_smtp().value().into_iter().chain(recipient.upns());
    given.into_iter().any(|given| own.iter().flatten().any(|own| same_name(own, given)))
}
