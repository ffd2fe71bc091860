//! Proxy addresses, of which only SMTP ones are compared.

use std::collections::BTreeSet;

/// One entry of a list of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'t> {
    /// As it stands in the list: `SMTP:anna@contoso.example`.
    pub entry: &'t str,
    /// The mail address, without its type.
    pub mail: &'t str,
    /// `SMTP:` in upper case marks the primary address, `smtp:` the others.
    pub is_primary: bool,
}

/// One entry of any type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    pub entry: &'t str,
    /// `SMTP`; blank where there is none.
    pub kind: &'t str,
    pub mail: &'t str,
}

impl<'t> Entry<'t> {
    pub fn new(entry: &'t str) -> Self {
        let typed = memchr::memchr(b':', entry.as_bytes())
            .map(|colon| (&entry[..colon], &entry[colon + 1..]))
            .filter(|(kind, _)| !kind.is_empty() && !kind.as_bytes().contains(&b'@'));
        let (kind, mail) = typed.unwrap_or(("", entry));
        Self { entry, kind, mail: mail.trim_ascii() }
    }

    pub fn is_smtp(self) -> bool {
        self.kind.is_empty() || self.kind.eq_ignore_ascii_case("smtp")
    }
}

/// The addresses of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses<'t>(&'t str);

impl<'t> Addresses<'t> {
    /// `lines`: an entry a line, as the reader keeps them.
    pub fn new(lines: &'t str) -> Self {
        Self(lines)
    }

    /// Every entry that was kept, with its type in front of the colon.
    pub fn entries(self) -> impl Iterator<Item = Entry<'t>> {
        entries(self.0).filter(|entry| !entry.is_empty()).map(Entry::new)
    }

    /// The mail addresses: entries of type SMTP, and those without a type.
    pub fn smtp(self) -> impl Iterator<Item = Address<'t>> {
        entries(self.0).filter_map(|entry| {
            let (kind, mail) = match memchr::memchr(b':', entry.as_bytes()) {
                Some(colon) => (&entry[..colon], &entry[colon + 1..]),
                None => ("", entry),
            };
            let is_mail = kind.is_empty() || kind.eq_ignore_ascii_case("smtp");
            let is_address = is_mail && memchr::memchr(b'@', mail.as_bytes()).is_some();
            is_address.then(|| Address { entry, mail: mail.trim_ascii(), is_primary: kind == "SMTP" })
        })
    }

    /// Whether there may be more entries than a number: each has a type and a letter at least.
    pub fn may_exceed(self, entries: usize) -> bool {
        self.0.len() > entries * "smtp:@".len()
    }

    pub fn primary(self) -> Option<Address<'t>> {
        // Most lists begin with it.
        let first = if self.0.starts_with("SMTP:") { self.smtp().next() } else { None };
        first.filter(|address| address.is_primary).or_else(|| self.smtp().find(|address| address.is_primary))
    }

    /// The entry that holds a mail address, in any spelling.
    pub fn holding(self, mail: &str) -> Option<Address<'t>> {
        self.smtp().find(|address| {
            address.mail.eq_ignore_ascii_case(mail) || address.mail.to_lowercase() == mail.to_lowercase()
        })
    }

    pub(super) fn same_as(self, other: &Self) -> bool {
        let set = |list: &Self| list.0.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        set(&self) == set(other)
    }
}

/// The lines of a list; this runs for everybody several times, and `str::lines` takes its time.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let entry = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or("");
        Some(entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_smtp_is_the_primary_address_and_nothing_else_is() {
        let list = Addresses::new("smtp:a@x.example\nSMTP:b@x.example\nSmtp:c@x.example");
        assert_eq!(list.primary().map(|address| address.mail), Some("b@x.example"));
        assert_eq!(list.smtp().count(), 3);
        assert_eq!(Addresses::new("smtp:a@x.example").primary(), None);
    }

    #[test]
    fn other_types_are_no_mail_addresses() {
        assert_eq!(Addresses::new("SIP:anna@x.example").smtp().count(), 0);
    }
}
