//! What happens to cells between the directory and the file: letters and digits that are lost for good.

use std::sync::LazyLock;

use regex::Regex;

use super::UNREADABLE;
use super::chunk::{Befallen, Place};
use super::table::Table;
use crate::error::{Remark, Topic};
use crate::guid::Guid;
use crate::schema::{Field, Shape, ad, entra, exchange};

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// `System.String[]`: PowerShell printed the type instead of the value.
    TypeName,
    /// `M?ller`
    LostLetter,
    /// U+FFFD, the sign of bytes that no encoding knows.
    BrokenLetter,
    /// `#####`
    TooNarrow,
    /// `#NAME?`, `#N/A` and their like.
    SpreadsheetError,
    /// `9.22337E+18`, or digits that end in zeros behind the fifteenth.
    Rounded,
    /// `C4GP0FyjqEmkzcaSPfwDHg`: base64 without its end.
    LostPadding,
    /// An instant where a name should be: Excel took `MAR1` for a date.
    Retyped,
    /// A value that the reader could not make out, and said so where it stands.
    Undecodable,
    /// Exactly as long as a cell of Excel can be.
    Full,
    /// `{SMTP:a@contoso.example, smtp:b@…...}`
    Cut,
    /// Two columns of one name say different things.
    Contradicted,
    /// Thirty-two digits in place of a user's name.
    Concealed,
    /// A zero-width blank, a soft hyphen or a byte order mark in a name or id.
    Invisible,
    /// `'anna@contoso.example`: the sign by which a spreadsheet keeps a text a text.
    Apostrophe,
    /// `d08f810b-a35c-49a8-a4cd` where a GUID should be.
    NoGuid,
}

impl Damage {
    pub const ALL: [Self; 16] = [
        Self::TypeName,
        Self::LostLetter,
        Self::BrokenLetter,
        Self::TooNarrow,
        Self::SpreadsheetError,
        Self::Rounded,
        Self::LostPadding,
        Self::Retyped,
        Self::Undecodable,
        Self::Contradicted,
        Self::Full,
        Self::Cut,
        Self::Concealed,
        Self::Invisible,
        Self::Apostrophe,
        Self::NoGuid,
    ];

    /// A cell of this kind.
    pub fn example(self) -> &'static str {
        match self {
            Self::TypeName => "System.String[]",
            Self::LostLetter => "M?ller",
            Self::BrokenLetter => "M\u{fffd}ller",
            Self::TooNarrow => "########",
            Self::SpreadsheetError => "#NAME?",
            Self::Rounded => "9.22337E+18",
            Self::LostPadding => "C4GP0FyjqEmkzcaSPfwDHg",
            Self::Retyped => "2026-03-01 00:00:00",
            Self::Undecodable => "bad base64 in LDIF, a formula without value",
            Self::Contradicted => "mail = a@contoso.example, mail = b@contoso.example",
            Self::Full => "32,767 characters",
            Self::Cut => "{SMTP:a@contoso.example, smtp:b...}",
            Self::Concealed => "4A6F1C2E9B7D4A6F1C2E9B7D4A6F1C2E",
            Self::Invisible => "anna@contoso.example, with a letter of no width",
            Self::Apostrophe => "'anna@contoso.example",
            Self::NoGuid => "d08f810b-a35c-49a8-a4cd-c6923d",
        }
    }

    /// What a reader should know, and do.
    pub fn message(self) -> &'static str {
        match self {
            Self::TypeName => {
                "PowerShell wrote the name of a type in place of the value; export it joined or as base64"
            }
            Self::LostLetter => "? stands where a letter was lost; export again with -Encoding UTF8",
            Self::BrokenLetter => "a letter could not be decoded when the file was written; export again as UTF-8",
            Self::TooNarrow => "the spreadsheet saved ### because the column was too narrow; widen it and save again",
            Self::SpreadsheetError => "the spreadsheet holds an error here instead of the value",
            Self::Rounded => "the spreadsheet rounded this number to fifteen digits; take the export as it was written",
            Self::LostPadding => "the == at the end is lost; take the export as it was written",
            Self::Retyped => "the spreadsheet took this name for a date; take the export as it was written",
            Self::Undecodable => "the value cannot be read",
            Self::Contradicted => "another column of the same name says something else; keep one of the two",
            Self::Full => "the cell is exactly as long as a spreadsheet allows, so its end is lost",
            Self::Cut => "the list is cut off (…); export it joined",
            Self::Concealed => {
                "the name is concealed; switch off 'Display concealed user, group, and site names' and export again"
            }
            Self::Invisible => "an invisible character stands in it (zero width or a soft hyphen); remove it",
            Self::Apostrophe => "an apostrophe stands in front of the value; take the export as it was written",
            Self::NoGuid => "a GUID should stand here and this is none; take the export as it was written",
        }
    }

    /// Whether it befalls whole columns, so that one remark says it for all rows.
    pub fn is_of_columns(self) -> bool {
        self == Self::TypeName
    }
}

/// So many cells of a column are remarked one by one; a column with more is damaged as a whole.
const ONE_BY_ONE: u64 = 100;

/// A remark on each damaged cell of a table, or one for all cells of a column.
pub(super) fn remarks(table: &Table) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut many: Vec<Befallen> = Vec::new();
    let mut add = |more: Befallen| {
        match many.iter_mut().find(|known| (known.column, known.damage) == (more.column, more.damage)) {
            Some(known) => known.count += more.count,
            None => many.push(more),
        }
        many.iter()
            .find(|known| (known.column, known.damage) == (more.column, more.damage))
            .map_or(0, |known| known.count)
    };
    let remark = |column: usize, place: Place, message: String| Remark {
        row: Some(place.row),
        line: (place.line > 0).then_some(place.line),
        column: Some(table.header[table.mapped[column].position].clone()),
        ..Remark::on_file(&table.path, table.sheet.as_deref(), Topic::Damage, message)
    };
    for chunk in &table.chunks {
        chunk.befallen().iter().for_each(|befallen| {
            add(*befallen);
        });
        for (column, first, damage) in chunk.damaged() {
            if add(Befallen { column, damage, first, count: 1 }) <= ONE_BY_ONE {
                remarks.push(remark(column, first, format!("{}; the cell counts as unknown", damage.message())));
            }
        }
    }
    for Befallen { column, damage, first, count } in many {
        if damage.is_of_columns() {
            let cells = if count == 1 { "the cell counts".to_owned() } else { format!("{count} cells count") };
            remarks.push(remark(column, first, format!("{}; {cells} as unknown", damage.message())));
        } else if count > ONE_BY_ONE {
            let more = count - ONE_BY_ONE;
            let message = format!("{}; {more} more cells of this column count as unknown", damage.message());
            remarks.push(remark(column, first, message));
        }
    }
    remarks
}

/// What became of a cell of a field; `None` for a cell that may be as it was.
pub(super) fn of(field: Field, cell: &str) -> Option<Damage> {
    let text = cell.trim();
    let first = *text.as_bytes().first()?;
    told_by_its_form(field, text, first).or_else(|| lost_letters(field, text))
}

/// Damage that stands somewhere in the text.
pub(super) fn lost_letters(field: Field, text: &str) -> Option<Damage> {
    if has_lost_letter(field, text) {
        Some(Damage::LostLetter)
    } else if is_key(field) && !JUDGED.contains(&field) && text.contains(is_invisible) {
        Some(Damage::Invisible)
    } else {
        text.contains('\u{fffd}').then_some(Damage::BrokenLetter)
    }
}

/// Damage that begins with the first letter of a trimmed text.
pub(super) fn told_by_its_form(field: Field, text: &str, first: u8) -> Option<Damage> {
    match unreadable(text, first) {
        // It is remarked already.
        Some(Damage::Undecodable) => return None,
        Some(damage) => return Some(damage),
        None => {}
    }
    if is_number_in_a_spreadsheet(field, text) {
        return Some(Damage::Rounded);
    }
    let is_name = NAMES.contains(&field);
    if first == b'\'' && is_key(field) {
        return Some(Damage::Apostrophe);
    }
    if field.shape() == Shape::Guid && text.contains(is_invisible) {
        return Some(Damage::Invisible);
    }
    match field.shape() {
        Shape::Guid if has_lost_padding(text) => Some(Damage::LostPadding),
        Shape::Guid if GUIDS.contains(&field) && !may_be_guid(text) => Some(Damage::NoGuid),
        Shape::Addresses if is_cut(text) => Some(Damage::Cut),
        _ if is_name && is_instant(text) => Some(Damage::Retyped),
        _ if is_name && is_concealed(text) => Some(Damage::Concealed),
        _ => None,
    }
}

/// What a cell says that holds no value at all, told by how it begins.
pub fn unreadable(text: &str, first: u8) -> Option<Damage> {
    match first {
        b'S' | b'M' | b'D' if begins_like_type(text) && TYPE_NAME.is_match(text) => Some(Damage::TypeName),
        b'@' if text.starts_with("@{") => Some(Damage::TypeName),
        b'#' if text.bytes().all(|byte| byte == b'#') => Some(Damage::TooNarrow),
        b'#' if text == UNREADABLE => Some(Damage::Undecodable),
        b'#' if is_spreadsheet_error(text) => Some(Damage::SpreadsheetError),
        _ => None,
    }
}

/// How exports spell that nothing stands in a cell.
pub fn is_nothing(text: &str) -> bool {
    matches!(text, "NULL" | "null" | "(null)" | "N/A" | "n/a" | "<not set>" | "{}" | "None" | "Empty" | "\"\"")
}

/// `PowerShell` prints a value it cannot flatten as the name of its type.
static TYPE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(System|Microsoft|Deserialized\.Microsoft)(\.[A-Za-z0-9_]+)+(`\d+)?(\[.*\])?$").expect("it is valid")
});

/// How such a name begins: most cells need no closer look.
const TYPE_PREFIXES: [&str; 3] = ["System.", "Microsoft.", "Deserialized."];

/// Whether a text begins like the name of a type. Every address that begins with `SMTP:` is asked.
pub fn begins_like_type(text: &str) -> bool {
    matches!(text.as_bytes(), [b'S', b'y', ..] | [b'M', b'i', ..] | [b'D', b'e', ..])
        && TYPE_PREFIXES.iter().any(|start| text.starts_with(start))
}

fn is_spreadsheet_error(text: &str) -> bool {
    matches!(
        text,
        "#N/A"
            | "#NAME?"
            | "#REF!"
            | "#VALUE!"
            | "#DIV/0!"
            | "#NULL!"
            | "#NUM!"
            | "#SPILL!"
            | "#CALC!"
            | "#NV"
            | "#NOM?"
            | "#WERT!"
            | "#BEZUG!"
            | "#ZAHL!"
            | "#VALEUR!"
            | "#¿NOMBRE?"
            | "#NOME?"
    )
}

/// Fields that hold a name by which somebody is found.
const NAMES: &[Field] = &[
    ad::UPN,
    ad::SAM,
    ad::NICKNAME,
    ad::MAIL,
    ad::PRIMARY,
    entra::UPN,
    entra::AD_UPN,
    entra::MAIL,
    entra::NICKNAME,
    entra::SAM,
    exchange::UPN,
    exchange::LIVE_ID,
    exchange::SERVICES_ID,
    exchange::ALIAS,
    exchange::PRIMARY,
];

/// Fields that hold a GUID by nature; an anchor may be any other text.
const GUIDS: &[Field] =
    &[ad::GUID, ad::MAILBOX_GUID, ad::ARCHIVE_GUID, entra::ID, entra::AD_OBJECT, exchange::ID, exchange::MAILBOX_GUID];

fn may_be_guid(text: &str) -> bool {
    is_nothing(text) || text == "-" || Guid::from_text(text).is_some() || Guid::from_plain_digits(text).is_some()
}

/// Whether objects are told apart or joined by a field.
fn is_key(field: Field) -> bool {
    NAMES.contains(&field)
        || matches!(field.shape(), Shape::Guid | Shape::Sid | Shape::Addresses)
        || field == ad::EXTERNAL_ID
}

/// Active Directory itself takes invisible letters in them, and the cases of names and addresses tell of these.
const JUDGED: &[Field] = &[ad::UPN, ad::NICKNAME, ad::MAIL, ad::PROXIES];

/// Letters without width, which no directory means in a name.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

pub(super) fn is_name(field: Field) -> bool {
    NAMES.contains(&field)
}

/// Fields in which `?` may be meant, though not beside a letter.
const DISPLAYED: &[Field] =
    &[ad::DISPLAY_NAME, ad::NAME, ad::DN, entra::DISPLAY_NAME, exchange::DISPLAY_NAME, exchange::CONTAINER];

fn has_lost_letter(field: Field, text: &str) -> bool {
    if NAMES.contains(&field) || field.shape() == Shape::Addresses {
        return text.contains('?');
    }
    DISPLAYED.contains(&field)
        && memchr::memchr_iter(b'?', text.as_bytes())
            .any(|at| text[..at].ends_with(char::is_alphabetic) || text[at + 1..].starts_with(char::is_alphabetic))
}

/// A number as a spreadsheet shows or keeps long ones. Steps of a clock survive it: a FILETIME loses less than a second.
fn is_number_in_a_spreadsheet(field: Field, text: &str) -> bool {
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let mantissa = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let exponent = |text: &str| {
        text.strip_prefix(['+', '-']).is_some_and(|digits| {
            !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let scientific = text.split_once(['E', 'e']).is_some_and(|(front, power)| mantissa(front) && exponent(power));
    let is_date = matches!(field.shape(), Shape::Instant | Shape::Past);
    // The largest value means "never" and comes as 9223372036854770000 from a spreadsheet: it says the same.
    let long = !is_date && text.len() > 15 && text.ends_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    scientific || long && field.shape() != Shape::Guid
}

/// Sixteen bytes as base64 are 24 characters that end in `==`.
fn has_lost_padding(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    let is_base64 = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    text.len() < 24 && bare.len() == 22 && is_base64 || text.starts_with('=')
}

/// `Format-List` shows four values of a list, or as many as fit the window.
fn is_cut(text: &str) -> bool {
    let list = text.strip_prefix('{').map(|list| list.trim_end_matches('}'));
    list.is_some_and(|list| list.ends_with("...") || list.ends_with('…'))
}

/// `2024-03-01 00:00:00`, as dates of a workbook come.
fn is_instant(text: &str) -> bool {
    text.len() == 19 && text.as_bytes()[4] == b'-' && crate::instant::parse(text).is_some()
}

fn is_concealed(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lost_is_told_from_what_is_odd_but_right() {
        for (field, text, damage) in [
            (ad::UPN, "m?ller@contoso.example", Some(Damage::LostLetter)),
            (ad::DISPLAY_NAME, "Jos? Garc?a", Some(Damage::LostLetter)),
            (ad::DISPLAY_NAME, "Reception ?", None),
            (ad::PROXIES, "SMTP:m?ller@contoso.example", Some(Damage::LostLetter)),
            (entra::DISPLAY_NAME, "M\u{fffd}ller", Some(Damage::BrokenLetter)),
            (entra::UPN, "anna_contoso.example#EXT#@fabrikam.example", None),
            (entra::ASSIGNED_PLANS, "System.Collections.Generic.List`1[Plan]", Some(Damage::TypeName)),
            (ad::DISPLAY_NAME, "Microsoft", None),
            (ad::TYPE_DETAILS, "3.43597E+10", Some(Damage::Rounded)),
            (ad::TYPE_DETAILS, "3,43597E+10", Some(Damage::Rounded)),
            (ad::TYPE_DETAILS, "34359738368", None),
            (ad::SAM, "1234567890123460", Some(Damage::Rounded)),
            (ad::SAM, "1e5", None),
            (ad::CREATED, "133500960000000000", None),
            (ad::CREATED, "1.33501E+17", Some(Damage::Rounded)),
            (entra::IMMUTABLE_ID, "C4GP0FyjqEmkzcaSPfwDHg", Some(Damage::LostPadding)),
            (entra::IMMUTABLE_ID, "C4GP0FyjqEmkzcaSPfwDHg==", None),
            (entra::IMMUTABLE_ID, "anna@contoso.example", None),
            (entra::IMMUTABLE_ID, "#NAME?", Some(Damage::SpreadsheetError)),
            (ad::SAM, "########", Some(Damage::TooNarrow)),
            (ad::NICKNAME, "2026-03-01 00:00:00", Some(Damage::Retyped)),
            (entra::UPN, "4A6F1C2E9B7D4A6F1C2E9B7D4A6F1C2E", Some(Damage::Concealed)),
            (exchange::ADDRESSES, "{SMTP:a@contoso.example, smtp:b@contos...}", Some(Damage::Cut)),
            (exchange::ADDRESSES, "{SMTP:a@contoso.example}", None),
            (entra::UPN, "'anna@contoso.example", Some(Damage::Apostrophe)),
            (entra::DISPLAY_NAME, "'t Hooft", None),
            (entra::UPN, "anna\u{200b}@contoso.example", Some(Damage::Invisible)),
            (entra::DISPLAY_NAME, "👩\u{200d}💻", None),
            (entra::ID, "d08f810b-a35c-49a8-a4cd-c6923d", Some(Damage::NoGuid)),
            (ad::GUID, "d08f810ba35c49a8a4cdc6923dfc031e", None),
            (ad::GUID, "System.Byte[]", Some(Damage::TypeName)),
            (entra::ID, "None", None),
            (entra::IMMUTABLE_ID, "d08f810b-a35c-49a8-a4cd-c6923d", None),
        ] {
            assert_eq!(of(field, text), damage, "{text}");
        }
    }
}
