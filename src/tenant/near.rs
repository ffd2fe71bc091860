//! Names in Entra ID that are nearly those of somebody who is missing there: hints for a reader, never a join.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use super::Tenant;

/// In what two names differ, the smallest difference first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A blank or an invisible character.
    Blank,
    Accent,
    /// Letters of another alphabet that look the same.
    Lookalike,
    /// One letter too much, too few, another, or two exchanged.
    Typing,
    /// What follows the `@`.
    Suffix,
}

impl Difference {
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "a blank or an invisible character",
            Self::Accent => "an accent",
            Self::Lookalike => "a letter of another alphabet",
            Self::Typing => "what may be a typing error",
            Self::Suffix => "the domain",
        }
    }
}

/// For people who are missing in Entra ID the number of the user there whose name is nearly theirs.
pub(super) type NearMatches = HashMap<u32, (u32, Difference), RandomState>;

/// Shorter names differ from too many others by one letter.
const SHORTEST: usize = 5;

/// When more are missing than this, it is not for their names.
const MOST: usize = 20_000;

/// Looks for names that nearly match: of people who are missing, among users who belong to nobody in Active Directory.
pub(super) fn find(tenant: &Tenant<'_>) -> NearMatches {
    if tenant.entra.len() == 0 {
        return NearMatches::default();
    }
    let people = || tenant.numbers().into_par_iter().map(|number| (tenant.people[number as usize], number));
    let missing: Vec<(u32, u32)> = people()
        .filter(|(person, _)| person.entra.is_none())
        .filter_map(|(person, number)| Some((number, person.ad?)))
        .collect();
    if missing.is_empty() || missing.len() > MOST {
        return NearMatches::default();
    }
    let state = RandomState::default();
    let mut sought: HashMap<u64, Vec<u32>, RandomState> = HashMap::default();
    for (at, (_, ad)) in (0u32..).zip(&missing) {
        for name in names_in_ad(tenant, *ad) {
            for key in keys_of(name, &state) {
                sought.entry(key).or_default().push(at);
            }
        }
    }
    let hits = |entra: u32| {
        let mut hits: Vec<(u32, Difference, u32)> = Vec::new();
        for name in names_in_entra(tenant, entra) {
            for at in keys_of(name, &state).iter().filter_map(|key| sought.get(key)).flatten() {
                let (number, ad) = missing[*at as usize];
                let differences = names_in_ad(tenant, ad).filter_map(|own| difference(own, name));
                hits.extend(differences.map(|difference| (number, difference, entra)));
            }
        }
        hits
    };
    let mut found: Vec<(u32, Difference, u32)> = people()
        .filter(|(person, _)| person.ad.is_none())
        .filter_map(|(person, _)| person.entra)
        .filter(|entra| !tenant.entra_user(*entra).is_guest().holds())
        .flat_map_iter(hits)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.chunk_by(|one, other| one.0 == other.0).filter_map(least).collect()
}

/// Of the hits of one person the one that differs least; none where two differ as little.
fn least(hits: &[(u32, Difference, u32)]) -> Option<(u32, (u32, Difference))> {
    match *hits {
        [(number, difference, entra)] => Some((number, (entra, difference))),
        [(number, difference, entra), (_, next, other), ..] if difference < next || entra == other => {
            Some((number, (entra, difference)))
        }
        _ => None,
    }
}

fn names_in_ad<'r>(tenant: &'r Tenant<'_>, number: u32) -> impl Iterator<Item = &'r str> {
    let user = tenant.ad_user(number);
    [user.upn().value(), user.primary_smtp().value()].into_iter().flatten()
}

fn names_in_entra<'r>(tenant: &'r Tenant<'_>, number: u32) -> impl Iterator<Item = &'r str> {
    let user = tenant.entra_user(number);
    [user.upn().value(), user.primary_smtp().value()].into_iter().flatten()
}

/// What two names that nearly match have in common: the part before the `@`, and that part without one letter beside
/// the domain.
fn keys_of(name: &str, state: &RandomState) -> Vec<u64> {
    let name = skeleton(name);
    let Some((local, domain)) = name.rsplit_once('@') else { return Vec::new() };
    let mut keys = vec![state.hash_one(local)];
    let letters: Vec<char> = local.chars().collect();
    if letters.len() >= SHORTEST {
        keys.push(state.hash_one((local, domain)));
        for left_out in 0..letters.len() {
            let rest: String = letters[..left_out].iter().chain(&letters[left_out + 1..]).collect();
            keys.push(state.hash_one((rest.as_str(), domain)));
        }
    }
    keys
}

/// In what two names differ, if it is little; equal ones do not differ.
fn difference(one: &str, other: &str) -> Option<Difference> {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return None;
    }
    let (one_seen, other_seen) = (visible(&one), visible(&other));
    if one_seen == other_seen {
        return Some(Difference::Blank);
    }
    let plain = |name: &str| name.chars().map(without_accent).collect::<String>();
    if plain(&one_seen) == plain(&other_seen) {
        return Some(Difference::Accent);
    }
    let (one, other) = (skeleton(&one), skeleton(&other));
    if one == other {
        return Some(Difference::Lookalike);
    }
    let ((own, domain), (local, suffix)) = (one.rsplit_once('@')?, other.rsplit_once('@')?);
    if own == local {
        return Some(Difference::Suffix);
    }
    let is_slip = domain == suffix && own.chars().count() >= SHORTEST && strsim::osa_distance(own, local) == 1;
    // Numbers tell people of one name apart.
    let is_number = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    (is_slip && is_number(own) == is_number(local)).then_some(Difference::Typing)
}

fn visible(name: &str) -> String {
    let is_seen = |letter: &char| {
        !letter.is_whitespace()
            && !letter.is_control()
            && !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    name.chars().filter(is_seen).collect()
}

/// What is left of a name when everything is taken away that an eye may miss.
fn skeleton(name: &str) -> String {
    visible(&name.to_lowercase()).chars().map(|letter| lookalike(without_accent(letter))).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn lookalike(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'с' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'х' | 'χ' => 'x',
        'у' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_differences_are_named() {
        let own = "anna.berg@contoso.example";
        for (other, expected) in [
            ("anna.berg@contoso.example", None),
            ("ANNA.BERG@contoso.example", None),
            ("anna. berg@contoso.example", Some(Difference::Blank)),
            ("anna.berg\u{200b}@contoso.example", Some(Difference::Blank)),
            ("anna.bérg@contoso.example", Some(Difference::Accent)),
            ("аnna.berg@contoso.example", Some(Difference::Lookalike)),
            ("anna.berg@fabrikam.example", Some(Difference::Suffix)),
            ("anna.breg@contoso.example", Some(Difference::Typing)),
            ("ana.berg@contoso.example", Some(Difference::Typing)),
            ("anna.berg2@contoso.example", None),
            ("ana.breg@contoso.example", None),
            ("anna.breg@fabrikam.example", None),
        ] {
            assert_eq!(difference(own, other), expected, "{other}");
        }
        assert_eq!(difference("anna@contoso.example", "ana@contoso.example"), None, "short names are alike by chance");
    }
}
