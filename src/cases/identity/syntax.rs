//! What Microsoft documents of the letters and lengths of names and addresses.

use std::borrow::Cow;
use std::fmt;

/// What is wrong with a name or address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cases) enum Fault {
    NoAt,
    SeveralAts,
    NothingBeforeAt,
    NothingBehindAt,
    Letter(char),
    BeginsWithDot,
    EndsWithDot,
    DotsInARow,
    SecondColon,
    /// An entry of proxyAddresses that does not say of which type it is.
    NoType,
    TooLong {
        part: &'static str,
        length: usize,
        limit: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAt => out.write_str("has no @"),
            Self::SeveralAts => out.write_str("has more than one @"),
            Self::NothingBeforeAt => out.write_str("begins with @"),
            Self::NothingBehindAt => out.write_str("ends with @"),
            Self::Letter(' ') => out.write_str("holds a blank"),
            Self::Letter(letter) if is_invisible(*letter) => {
                write!(out, "holds the invisible character U+{:04X}", u32::from(*letter))
            }
            Self::Letter(letter) => write!(out, "holds '{letter}' (U+{:04X})", u32::from(*letter)),
            Self::BeginsWithDot => out.write_str("begins with a full stop"),
            Self::EndsWithDot => out.write_str("has a full stop at the end of its name"),
            Self::DotsInARow => out.write_str("holds two full stops in a row"),
            Self::SecondColon => out.write_str("holds a second colon"),
            Self::NoType => out.write_str("has no type (SMTP: or smtp:) in front"),
            Self::TooLong { part, length, limit } => {
                write!(out, "is {length} characters long{part}, of {limit} at most")
            }
        }
    }
}

/// Letters that nobody sees, but for the plain blank.
pub(super) fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace() && letter != ' '
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name with the numbers of what nobody sees in it.
pub(super) fn spelled(name: &str) -> Cow<'_, str> {
    if !name.contains(is_invisible) {
        return Cow::Borrowed(name);
    }
    let mut spelled = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        if is_invisible(letter) {
            let number = u32::from(letter);
            spelled.extend(["<U+", &format!("{number:04X}"), ">"]);
        } else {
            spelled.push(letter);
        }
    }
    Cow::Owned(spelled)
}

fn is_blank(letter: char) -> bool {
    letter == ' ' || is_invisible(letter)
}

/// Whether a part of a name holds letters, digits and the commonest signs only: nearly every one does, and this runs for
/// everybody several times.
fn is_plain(part: &str) -> bool {
    part.bytes().fold(true, |plain, byte| plain & PLAIN[usize::from(byte)])
}

static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'\'');
        byte += 1;
    }
    plain
};

/// The parts before and behind the @, where both are there and plain.
fn plain_parts(name: &str) -> Option<(&str, &str)> {
    let at = memchr::memchr(b'@', name.as_bytes())?;
    let (user, domain) = (&name[..at], &name[at + 1..]);
    let is_sound = !user.is_empty() && !domain.is_empty() && is_plain(user) && is_plain(domain);
    is_sound.then_some((user, domain))
}

fn too_long(text: &str, part: &'static str, limit: usize) -> Option<Fault> {
    // Bytes are never fewer than characters.
    let length = if text.len() > limit { text.chars().count() } else { 0 };
    (length > limit).then_some(Fault::TooLong { part, length, limit })
}

/// What makes Entra ID replace a UPN. Whether its domain is verified is another question.
pub(super) fn of_upn(upn: &str) -> Option<Fault> {
    if plain_parts(upn).is_some_and(|(user, domain)| user.len() <= 64 && domain.len() <= 48 && !user.ends_with('.')) {
        return None;
    }
    let Some((user, domain)) = upn.split_once('@') else { return Some(Fault::NoAt) };
    if domain.contains('@') {
        return Some(Fault::SeveralAts);
    }
    if user.is_empty() {
        return Some(Fault::NothingBeforeAt);
    }
    if domain.is_empty() {
        return Some(Fault::NothingBehindAt);
    }
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    if let Some(letter) = user.chars().find(|letter| !is_allowed(*letter)).or(domain.chars().find(|c| is_blank(*c))) {
        return Some(Fault::Letter(letter));
    }
    if user.ends_with('.') {
        return Some(Fault::EndsWithDot);
    }
    too_long(user, " before the @", 64)
        .or_else(|| too_long(domain, " behind the @", 48))
        .or_else(|| too_long(upn, "", 113))
}

/// What keeps an alias from being valid in Exchange Online, or from being synchronised as it is.
pub(super) fn of_alias(alias: &str) -> Option<Fault> {
    let is_refused = |letter: &char| is_blank(*letter) || "@&\"(),:;<>[]\\".contains(*letter);
    if !is_plain(alias)
        && let Some(letter) = alias.chars().find(is_refused)
    {
        return Some(Fault::Letter(letter));
    }
    if alias.starts_with('.') {
        return Some(Fault::BeginsWithDot);
    }
    if alias.ends_with('.') {
        return Some(Fault::EndsWithDot);
    }
    if alias.contains("..") {
        return Some(Fault::DotsInARow);
    }
    too_long(alias, "", 64)
}

/// What an account name must not have, least of all where it is to stand in for an empty UPN.
pub(in crate::cases) fn of_account_name(name: &str) -> Option<Fault> {
    let is_refused = |letter: &char| is_invisible(*letter) || "[\\\"|,/:<>+=;?*]".contains(*letter);
    name.chars().find(is_refused).map(Fault::Letter).or_else(|| too_long(name, "", 20))
}

/// What makes Entra ID drop or change an SMTP address.
pub(super) fn of_address(mail: &str) -> Option<Fault> {
    let refused = |letter: &char| !letter.is_ascii() || is_blank(*letter) || "<>();,[]\"".contains(*letter);
    let replaced = |letter: &char| "`|=?/%".contains(*letter);
    if mail.len() <= 256 && plain_parts(mail).is_some() {
        return None;
    }
    if mail.contains(':') {
        return Some(Fault::SecondColon);
    }
    if let Some(letter) = mail.chars().find(refused) {
        return Some(Fault::Letter(letter));
    }
    let Some((user, domain)) = mail.split_once('@') else { return Some(Fault::NoAt) };
    if domain.contains('@') {
        return Some(Fault::SeveralAts);
    }
    if user.is_empty() {
        return Some(Fault::NothingBeforeAt);
    }
    if domain.is_empty() {
        return Some(Fault::NothingBehindAt);
    }
    user.chars().find(replaced).map(Fault::Letter).or_else(|| too_long(mail, "", 256))
}

/// An SMTP entry as Active Directory holds it. Exports join entries with the very separators that an address may
/// wrongly hold: what follows one and has an @ or a type of its own is another entry.
pub(super) fn of_entry(mail: &str) -> Option<Fault> {
    if plain_parts(mail).is_some() {
        return too_long(mail, "", 256);
    }
    let is_separator = |letter: char| matches!(letter, ';' | ',' | '|' | ' ' | '\t');
    let (first, rest) = mail.split_once(is_separator).unwrap_or((mail, ""));
    if rest.contains(':') {
        return of_address(first);
    }
    // Joined by something that no export is known to use: nothing can be told of where the one ends.
    if mail.to_ascii_lowercase().rfind("smtp:").is_some_and(|at| at > 0) {
        return None;
    }
    if first.contains('@') && rest.contains('@') {
        return of_address(first).or(Some(Fault::NoType));
    }
    of_address(mail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upns_are_held_to_the_documented_letters_and_lengths() {
        let (user, domain) = ("u".repeat(64), "d".repeat(48));
        for upn in ["anna@contoso.example", ".o'brien-_!#^~@x", "a.b@corp.local", &format!("{user}@{domain}")] {
            assert_eq!(of_upn(upn), None, "{upn}");
        }
        for (upn, fault) in [
            ("anna", Fault::NoAt),
            ("a@b@contoso.example", Fault::SeveralAts),
            ("@contoso.example", Fault::NothingBeforeAt),
            ("anna@", Fault::NothingBehindAt),
            ("a&b@contoso.example", Fault::Letter('&')),
            ("m\u{fc}ller@contoso.example", Fault::Letter('\u{fc}')),
            ("anna\u{200b}@contoso.example", Fault::Letter('\u{200b}')),
            ("anna b@contoso.example", Fault::Letter(' ')),
            ("anna@contoso\u{a0}.example", Fault::Letter('\u{a0}')),
            ("anna.@contoso.example", Fault::EndsWithDot),
            (&format!("u{user}@x"), Fault::TooLong { part: " before the @", length: 65, limit: 64 }),
            (&format!("u@d{domain}"), Fault::TooLong { part: " behind the @", length: 49, limit: 48 }),
        ] {
            assert_eq!(of_upn(upn), Some(fault), "{upn}");
        }
    }

    #[test]
    fn aliases_may_hold_what_exchange_allows() {
        for alias in ["anna", "o'brien", "m\u{fc}ller", "a!#$%*+-/=?^_{|}~`b", &"a".repeat(64)] {
            assert_eq!(of_alias(alias), None, "{alias}");
        }
        for alias in [".anna", "anna.", "an..na", "an na", "a@b", "a&b", "a,b", "a(b", &"a".repeat(65)] {
            assert!(of_alias(alias).is_some(), "{alias}");
        }
    }

    #[test]
    fn addresses_are_mail_addresses() {
        for mail in
            ["o'brien@contoso.example", "a+b@contoso.example", "a&b@contoso.example", "a@x.mail.onmicrosoft.com"]
        {
            assert_eq!(of_address(mail), None, "{mail}");
        }
        for mail in ["anna", "a@b@c", "an na@x", "m\u{fc}@x", "a(b)@x", "a/b@x", "a=b@x", "a:b@x", "@x", "a@"] {
            assert!(of_address(mail).is_some(), "{mail}");
        }
    }

    #[test]
    fn what_a_list_joined_is_not_held_against_the_first_address() {
        assert_eq!(of_entry("a@x;b@x"), Some(Fault::NoType));
        assert_eq!(of_entry("a@x;averylongtype:b"), None);
        assert_eq!(of_entry("a@x/smtp:b@x"), None);
        assert_eq!(of_entry("smtp:a@x"), Some(Fault::SecondColon));
        assert_eq!(of_entry("a b@x"), Some(Fault::Letter(' ')));
    }

    #[test]
    fn what_nobody_sees_is_named_by_its_number() {
        assert_eq!(Fault::Letter('\u{200b}').to_string(), "holds the invisible character U+200B");
        assert_eq!(Fault::Letter('\u{fc}').to_string(), "holds '\u{fc}' (U+00FC)");
    }
}
