use super::super::{Act, Answer, Case, Facts, Finding, Likely, NEVER_ROOT, Nature, Severity, Step};
use super::mailnickname_invalid::is_changed;
use super::{UPN_POPULATION, flows};
use crate::records::Record;
use crate::schema::{Field, ad, entra, exchange};
use crate::tenant::same_name;
use crate::truth::{Known, Truth};

pub(in crate::cases) static CASE: Case = Case {
    id: "mailnickname-mismatch",
    title: "The alias differs between Active Directory and the cloud",
    criterion: "mailNickname of a synchronised user is another in Entra, or in Exchange where Entra was not exported.",
    severities: &[Severity::Advisory],
    rank: NEVER_ROOT,
    act: Act::AdAdmin,
    step: Step::NamesFilled,
    why: "Entra ID works the alias out once, and takes it up again only when it changes in Active Directory: a changed UPN can have \
          overwritten it.",
    remedy: "Change mailNickname in Active Directory, synchronise, change it back and synchronise once more.",
    sources: &[
        "https://learn.microsoft.com/exchange/troubleshoot/administration/mailnickname-alias-exchange-online-not-match-on-premises",
        UPN_POPULATION,
    ],
    needs: &[ad::NICKNAME, entra::NICKNAME],
    explained_by: &[],
    nature: Nature::Cause,
    check,
};

fn check<'t>(facts: &Facts<'t>) -> Answer<'t> {
    let subject = &facts.subject;
    let Some(user) = subject.ad else { return Answer::Clear };
    let Known::Value(alias) = user.mail_nickname() else { return Answer::Clear };
    let Some((given, record, field)) = in_the_cloud(facts) else { return Answer::Clear };
    let differs = given.is(|given| !same_name(alias, given));
    if differs.fails() || is_changed(facts, alias) {
        return Answer::Clear;
    }
    let flows = match (subject.entra, subject.exchange) {
        (Some(cloud), _) => flows(facts, &cloud),
        (None, Some(recipient)) => recipient.is_synced(),
        (None, None) => Truth::False,
    };
    // Of several forests, another one may tell the alias.
    Likely { truth: differs & flows, certain: !subject.tenant.several_forests }.then(|| {
        let given = given.value().unwrap_or_default();
        Finding::new(Severity::Advisory, format!("The alias is {alias} in Active Directory, but {given} in the cloud"))
            .cite(user.0, ad::NICKNAME)
            .cite(record, field)
    })
}

fn in_the_cloud<'t>(facts: &Facts<'t>) -> Option<(Known<&'t str>, Record<'t>, Field)> {
    let entra = facts.subject.entra.map(|cloud| (cloud.mail_nickname(), cloud.0, entra::NICKNAME));
    let exchange = || facts.subject.exchange.map(|recipient| (recipient.alias(), recipient.0, exchange::ALIAS));
    match entra {
        Some((Known::Unknown(_), ..)) | None => exchange(),
        known => known,
    }
}
