//! Everybody, for reports in which people are looked up.

use super::{EvidenceView, Listed, Person, Report, Source, Way, evidence, source};
use crate::cases::{Finding, Severity};
use crate::records::Record;
use crate::schema::{Field, ad, entra, exchange};
use crate::tenant::Subject;

/// Everybody in the order of the report, or only those who are listed.
#[derive(Clone, Copy, Debug)]
pub struct Roll<'r, 't> {
    report: &'r Report<'t>,
    people: &'r [Listed],
}

/// What somebody is called, and where the account lies.
#[derive(Debug)]
pub struct Names<'t> {
    pub name: Option<&'t str>,
    pub upn: Option<&'t str>,
    pub primary_smtp: Option<&'t str>,
    pub mail_nickname: Option<&'t str>,
    pub sam_account_name: Option<&'t str>,
    /// The organizational unit, as a path from the domain down.
    pub unit: Option<String>,
}

/// What many people have in common: all but their names and the words of their findings. Two people with the same are
/// told alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Likeness {
    brief: u32,
    sides: [bool; 3],
    matched_by: Vec<(&'static str, &'static str)>,
    way: Option<Way>,
}

/// A person's rows in one directory, and the cells that tell who it is.
#[derive(Debug)]
pub struct Side<'t> {
    pub source: Source<'t>,
    pub cells: Vec<EvidenceView<'t>>,
}

/// What tells who somebody is in Active Directory, and what the way to a mailbox hangs on.
const AD: [Field; 11] = [
    ad::UPN,
    ad::MAIL,
    ad::NICKNAME,
    ad::PROXIES,
    ad::SAM,
    ad::GUID,
    ad::CONSISTENCY,
    ad::ENABLED,
    ad::TYPE_DETAILS,
    ad::REMOTE_TYPE,
    ad::MAILBOX_GUID,
];
const ENTRA: [Field; 11] = [
    entra::UPN,
    entra::MAIL,
    entra::NICKNAME,
    entra::PROXIES,
    entra::USER_TYPE,
    entra::ID,
    entra::IMMUTABLE_ID,
    entra::ENABLED,
    entra::USAGE_LOCATION,
    entra::ASSIGNED_LICENSES,
    entra::LICENSES,
];
const EXCHANGE: [Field; 9] = [
    exchange::LIVE_ID,
    exchange::UPN,
    exchange::PRIMARY,
    exchange::ALIAS,
    exchange::ADDRESSES,
    exchange::ID,
    exchange::TYPE_DETAILS,
    exchange::SKU_ASSIGNED,
    exchange::MAILBOX_GUID,
];

impl<'t> Report<'t> {
    /// Everybody, as far as they were kept and are not more than `limit`; else those who are listed.
    pub fn roll(&self, limit: usize) -> Roll<'_, 't> {
        let fits = self.everybody.len() <= limit && !self.everybody.is_empty();
        Roll { report: self, people: if fits { &self.everybody } else { &self.listed } }
    }

    /// The ways of everybody, whoever is listed, and whether they begin in Active Directory.
    pub fn ways(&self) -> impl Iterator<Item = (Way, bool)> {
        let people = if self.everybody.is_empty() { &self.listed } else { &self.everybody };
        people.iter().filter_map(|listed| Some((self.way(*listed)?, self.tenant.subject(listed.number).ad.is_some())))
    }

    fn way(&self, listed: Listed) -> Option<Way> {
        Way::of(&self.tenant.subject(listed.number), &self.briefs[listed.brief as usize].0)
    }
}

impl<'r, 't> Roll<'r, 't> {
    pub fn len(&self) -> usize {
        self.people.len()
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub fn person(&self, at: usize) -> Person<'r> {
        self.report.shown(self.people[at])
    }

    pub fn way(&self, at: usize) -> Option<Way> {
        self.report.way(self.people[at])
    }

    pub fn names(&self, at: usize) -> Names<'t> {
        let subject = self.subject(at);
        Names {
            name: subject.name(),
            upn: subject.upn(),
            primary_smtp: subject.primary_smtp(),
            mail_nickname: subject.mail_nickname(),
            sam_account_name: subject.sam_account_name(),
            unit: subject.ad.and_then(|user| user.0.text(ad::DN).value()).and_then(unit),
        }
    }

    pub fn likeness(&self, at: usize) -> Likeness {
        let subject = self.subject(at);
        Likeness {
            brief: self.people[at].brief,
            sides: [subject.ad.is_some(), subject.entra.is_some(), subject.exchange.is_some()],
            matched_by: subject.matched_by().map(|(pair, key)| (pair, key.name())).collect(),
            way: self.way(at),
        }
    }

    /// The rows of all three directories: Active Directory, Entra ID, Exchange Online.
    pub fn sides(&self, at: usize) -> [Option<Side<'t>>; 3] {
        let subject = self.subject(at);
        [
            subject.ad.map(|user| side(user.0, &AD)),
            subject.entra.map(|user| side(user.0, &ENTRA)),
            subject.exchange.map(|recipient| side(recipient.0, &EXCHANGE)),
        ]
    }

    fn subject(&self, at: usize) -> Subject<'t> {
        self.report.tenant.subject(self.people[at].number)
    }
}

fn side<'t>(record: Record<'t>, fields: &[Field]) -> Side<'t> {
    let cited = fields.iter().fold(Finding::new(Severity::Advisory, ""), |cited, field| cited.cite(record, *field));
    Side { source: source(record), cells: cited.evidence.into_iter().map(evidence).collect() }
}

/// `CN=Berg\, Anna,OU=Sales,DC=contoso,DC=example` lies in `contoso.example/Sales`.
fn unit(dn: &str) -> Option<String> {
    let mut parts = parts(dn).into_iter().skip(1).peekable();
    parts.peek()?;
    let (mut domain, mut path) = (Vec::new(), Vec::new());
    for part in parts {
        match part.split_once('=') {
            Some((key, value)) if key.trim().eq_ignore_ascii_case("DC") => domain.push(value.to_owned()),
            Some((_, value)) => path.push(value.to_owned()),
            None => path.push(part),
        }
    }
    path.push(domain.join("."));
    path.reverse();
    Some(path.join("/"))
}

/// The parts of a distinguished name, parted at commas without a backslash before them, which goes.
fn parts(dn: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = dn.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' => parts.push(String::new()),
            '\\' => parts.last_mut().into_iter().for_each(|part| part.extend(letters.next())),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_is_a_path_from_the_domain_down() {
        let path = unit("CN=Berg\\, Anna (1),OU=Users,OU=Köln,DC=corp,DC=contoso,DC=example");
        assert_eq!(path.as_deref(), Some("corp.contoso.example/Köln/Users"));
        assert_eq!(unit("CN=anna,CN=Users,DC=contoso,DC=example").as_deref(), Some("contoso.example/Users"));
        assert_eq!(unit("anna"), None);
        assert_eq!(unit(""), None);
    }
}
