mod fields;
mod languages;
mod producer;
mod set;

use std::fmt;
use std::sync::LazyLock;

pub use fields::{ad, domain, entra, exchange, license, sync_error, tenant};
pub use languages::{object_class, translations};
pub use producer::Producer;
pub use set::FieldSet;

/// What an export lists; the names are those of `--as` and of the JSON report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    AdUsers,
    EntraUsers,
    EntraDeletedUsers,
    ExchangeRecipients,
    SyncErrors,
    Domains,
    Licenses,
    Tenant,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::AdUsers,
        Self::EntraUsers,
        Self::EntraDeletedUsers,
        Self::ExchangeRecipients,
        Self::SyncErrors,
        Self::Domains,
        Self::Licenses,
        Self::Tenant,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::AdUsers => "ad-users",
            Self::EntraUsers => "entra-users",
            Self::EntraDeletedUsers => "entra-deleted-users",
            Self::ExchangeRecipients => "exchange-recipients",
            Self::SyncErrors => "sync-errors",
            Self::Domains => "domains",
            Self::Licenses => "licenses",
            Self::Tenant => "tenant",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The kind whose header table it shares: deleted users have the columns of users.
    #[must_use]
    pub fn layout(self) -> Self {
        if self == Self::EntraDeletedUsers { Self::EntraUsers } else { self }
    }

    /// Whether its rows are people and what else a directory holds, rather than facts about the tenant.
    pub fn lists_objects(self) -> bool {
        matches!(self, Self::AdUsers | Self::EntraUsers | Self::EntraDeletedUsers | Self::ExchangeRecipients)
    }

    /// Every field this kind can have, in the order of the table.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        fields::of_kind(self.layout()).map(Field)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// How the cells of a field are kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any text, kept as it stands.
    Text,
    /// Text of few different values (types, booleans, license lists), kept once for each block of rows.
    Word,
    /// A GUID in any spelling, kept as 16 bytes.
    Guid,
    /// A security identifier, kept as text.
    Sid,
    /// A list of proxy addresses, of which the SMTP ones (and whatever has no known type) are kept.
    Addresses,
    /// A distinguished name of which only the container is kept.
    Container,
    /// An instant whose text is needed.
    Instant,
    /// An instant of a past event that only dates the export.
    Past,
    /// A column that is known by name and counted, but whose cells nothing reads: they are not kept.
    Named,
}

/// One attribute of one kind of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field(u8);

/// A row of the table behind [`Field`].
struct Definition {
    kind: Kind,
    /// The column as today's cmdlet prints it: what a reader is told to export.
    column: &'static str,
    shape: Shape,
    /// Other spellings of the header, best first; compared by [`normalise`].
    aliases: &'static [&'static str],
}

impl Field {
    fn definition(self) -> &'static Definition {
        fields::definition(self.0)
    }

    pub fn kind(self) -> Kind {
        self.definition().kind
    }

    pub fn column(self) -> &'static str {
        self.definition().column
    }

    pub fn shape(self) -> Shape {
        self.definition().shape
    }

    /// The headers that feed this field, best first.
    pub fn headers(self) -> impl Iterator<Item = &'static str> {
        let definition = self.definition();
        std::iter::once(definition.column).chain(definition.aliases.iter().copied())
    }

    /// As the reports name it: `entra-users: AssignedLicenses`.
    pub fn label(self) -> &'static str {
        static LABELS: LazyLock<Vec<String>> = LazyLock::new(|| {
            (0..fields::COUNT).map(Field).map(|field| format!("{}: {}", field.kind(), field.column())).collect()
        });
        &LABELS[self.index()]
    }

    /// Position within all fields.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The field of `kind` that `name` means: its column or any spelling of its header.
    pub fn named(kind: Kind, name: &str) -> Option<Self> {
        let wanted = key(name);
        kind.fields().find(|field| field.headers().any(|header| normalise(header) == wanted))
    }
}

/// How many fields there are.
pub const FIELDS: usize = fields::COUNT as usize;

/// Makes the headers of nearly all producers meet: lower case, letters and digits only.
pub fn normalise(header: &str) -> String {
    let mut key = String::with_capacity(header.len());
    for letter in header.chars().filter(|letter| letter.is_alphanumeric()) {
        match letter {
            // A Turkish machine upper-cases i to İ and lower-cases I to ı.
            'İ' | 'ı' => key.push('i'),
            _ => key.extend(letter.to_lowercase()),
        }
    }
    key
}

/// What a header says, in English: the key by which it is compared.
pub fn key(header: &str) -> String {
    let key = normalise(header);
    languages::english(&key).map_or(key, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_feeds_two_fields_of_one_kind() {
        for kind in Kind::ALL {
            let mut seen = std::collections::HashMap::new();
            for field in kind.fields() {
                for header in field.headers() {
                    let other = seen.insert(normalise(header), field);
                    assert!(other.is_none_or(|other| other == field), "{kind}: '{header}' feeds two fields");
                }
            }
        }
    }

    #[test]
    fn each_field_belongs_to_the_kind_that_lists_it() {
        let mut count = 0;
        for kind in Kind::ALL.into_iter().filter(|kind| kind.layout() == *kind) {
            assert!(kind.fields().all(|field| field.kind() == kind), "{kind}");
            count += kind.fields().count();
        }
        assert_eq!(count, FIELDS);
    }

    #[test]
    fn case_blanks_and_punctuation_of_a_header_do_not_count() {
        assert_eq!(normalise("\u{feff}mS-DS-ConsistencyGuid "), "msdsconsistencyguid");
        assert_eq!(normalise("DİSTİNGUİSHEDNAME"), "distinguishedname");
        assert_eq!(Field::named(Kind::EntraUsers, "Block credential"), Some(entra::BLOCKED));
    }
}
