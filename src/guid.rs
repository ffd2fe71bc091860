use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::eight;

/// The 16 bytes as .NET's `Guid.ToByteArray()` and Active Directory keep them: the first three groups little-endian.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub [u8; 16]);

/// The hyphenated text of a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuidText([u8; 36]);

impl std::ops::Deref for GuidText {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl serde::Serialize for GuidText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// How a GUID was written, so that a report shows it as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Blank,
    /// `d08f810b-a35c-49a8-a4cd-c6923dfc031e`
    Lower,
    Upper,
    /// `{d08f810b-…}`
    BracedLower,
    BracedUpper,
    /// 24 characters ending `==`: an ImmutableId, or a byte value as base64.
    Base64,
    /// Anything else; the cell keeps its text.
    Odd,
}

impl Guid {
    pub const ZERO: Self = Self([0; 16]);

    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The ImmutableId that Entra Connect derives from it.
    pub fn immutable_id(self) -> String {
        STANDARD.encode(self.0)
    }

    /// `d08f810b-a35c-49a8-a4cd-c6923dfc031e`
    pub fn hyphenated(self) -> String {
        String::from(&*self.text())
    }

    /// The same without allocating.
    pub fn text(self) -> GuidText {
        let mut text = [0; 36];
        uuid::Uuid::from_bytes_le(self.0).hyphenated().encode_lower(&mut text);
        GuidText(text)
    }

    /// Thirty-two plain digits, read as bytes and as text: nobody can tell which, but only one of the two joins.
    pub fn from_plain_digits(text: &str) -> Option<[Self; 2]> {
        let text = text.trim();
        if text.len() != 32 {
            return None;
        }
        let as_bytes = raw_bytes(text.as_bytes().chunks(2))?;
        let hyphenated = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-");
        Some([as_bytes, Self::from_text(&hyphenated)?])
    }

    pub fn from_text(text: &str) -> Option<Self> {
        let (guid, form) = parse(text.trim());
        (!matches!(form, Form::Blank | Form::Odd)).then_some(guid).or_else(|| read_odd(text.trim()))
    }
}

impl Form {
    const ALL: [Self; 7] =
        [Self::Blank, Self::Lower, Self::Upper, Self::BracedLower, Self::BracedUpper, Self::Base64, Self::Odd];

    pub fn to_byte(self) -> u8 {
        self as u8
    }

    pub fn from_byte(byte: u8) -> Self {
        Self::ALL.get(usize::from(byte)).copied().unwrap_or(Self::Odd)
    }

    /// The text this form gives to a GUID.
    pub fn write(self, guid: Guid) -> String {
        match self {
            Self::Blank | Self::Odd => String::new(),
            Self::Lower => guid.hyphenated(),
            Self::Upper => guid.hyphenated().to_uppercase(),
            Self::BracedLower => format!("{{{}}}", guid.hyphenated()),
            Self::BracedUpper => format!("{{{}}}", guid.hyphenated().to_uppercase()),
            Self::Base64 => guid.immutable_id(),
        }
    }
}

/// Reads the spellings that can be written back to the letter; [`Guid::from_text`] reads more.
pub fn parse(cell: &str) -> (Guid, Form) {
    let odd = (Guid::ZERO, Form::Odd);
    match cell.len() {
        0 => (Guid::ZERO, Form::Blank),
        36 => read_hyphenated(cell.as_bytes(), Form::Lower, Form::Upper).unwrap_or(odd),
        38 if cell.starts_with('{') && cell.ends_with('}') => {
            read_hyphenated(&cell.as_bytes()[1..37], Form::BracedLower, Form::BracedUpper).unwrap_or(odd)
        }
        24 if cell.ends_with("==") => read_base64(cell).map_or(odd, |guid| (guid, Form::Base64)),
        _ => odd,
    }
}

fn read_hyphenated(text: &[u8], lower: Form, upper: Form) -> Option<(Guid, Form)> {
    let text: &[u8; 36] = text.try_into().ok()?;
    if [8, 13, 18, 23].iter().any(|at| text[*at] != b'-') {
        return None;
    }
    let digits = |one: usize, other: usize| {
        let [a, b, c, d] = [text[one], text[one + 1], text[one + 2], text[one + 3]];
        u64::from_le_bytes([a, b, c, d, text[other], text[other + 1], text[other + 2], text[other + 3]])
    };
    let read = [digits(0, 4), digits(9, 14), digits(19, 24), digits(28, 32)].map(eight_digits);
    let mut cases = Cases::default();
    let mut bytes = [0; 16];
    for (four, read) in bytes.chunks_exact_mut(4).zip(read) {
        let (value, own) = read?;
        cases = Cases { lower: cases.lower | own.lower, upper: cases.upper | own.upper };
        four.copy_from_slice(&value);
    }
    // The first three groups are turned round.
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    match (cases.lower, cases.upper) {
        (true, true) => None,
        (_, false) => Some((Guid(bytes), lower)),
        (false, true) => Some((Guid(bytes), upper)),
    }
}

/// Which letters stand among digits.
#[derive(Clone, Copy, Default)]
struct Cases {
    lower: bool,
    upper: bool,
}

/// The four bytes that eight hexadecimal digits stand for, read together: every row of an export brings several GUIDs.
fn eight_digits(text: u64) -> Option<([u8; 4], Cases)> {
    let (lower, upper) = (eight::within(text, b'a', b'f'), eight::within(text, b'A', b'F'));
    if eight::within(text, b'0', b'9') | lower | upper != eight::ALL {
        return None;
    }
    // The low half of a letter counts from 1.
    let values = (text & eight::each(0xF)) + ((lower | upper) >> 7) * 9;
    let pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF;
    let [a, _, b, _, c, _, d, _] = pairs.to_le_bytes();
    Some(([a, b, c, d], Cases { lower: lower != 0, upper: upper != 0 }))
}

fn hex(digit: u8) -> Option<u8> {
    Some(HEX[usize::from(digit)]).filter(|value| *value <= 0xF)
}

/// The value of each hexadecimal digit; 255 for all other bytes.
#[expect(clippy::cast_possible_truncation, reason = "a digit is below 16")]
static HEX: [u8; 256] = {
    let mut table = [255; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
};

fn read_base64(text: &str) -> Option<Guid> {
    // The strict engine refuses bits that a hand has changed behind the last byte.
    let mut bytes = [0; 18];
    let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
    (length == 16).then(|| Guid(bytes[..16].try_into().unwrap_or_default()))
}

/// The spellings without a canonical text: `X'0b81…'` and its like are raw bytes, plain digits and mixed case a GUID.
fn read_odd(text: &str) -> Option<Guid> {
    let bare = text.trim_start_matches(['{', '(']).trim_end_matches(['}', ')']);
    if let Some((guid, _)) = (bare.len() == 36)
        .then(|| read_hyphenated(bare.to_ascii_lowercase().as_bytes(), Form::Lower, Form::Upper))
        .flatten()
    {
        return Some(guid);
    }
    if let Some(digits) = text.strip_prefix(['X', 'x']).and_then(|rest| rest.strip_prefix('\'')?.strip_suffix('\'')) {
        return raw_bytes(digits.as_bytes().chunks(2));
    }
    // Sixteen numbers and what parts them are longer than any name.
    if text.len() < 31 {
        return None;
    }
    let parts: Vec<_> = text.split([' ', '\\']).filter(|part| !part.is_empty()).collect();
    if parts.len() == 16 {
        // `0b 81 8f …` is hexadecimal, `11 129 143 …` decimal: sixteen two-digit hexadecimal bytes, or it is decimal.
        if parts.iter().all(|part| part.len() == 2) {
            return raw_bytes(parts.iter().map(|part| part.as_bytes()));
        }
        let mut bytes = [0; 16];
        for (byte, part) in bytes.iter_mut().zip(parts) {
            *byte = part.parse().ok()?;
        }
        return Some(Guid(bytes));
    }
    None
}

fn raw_bytes<'d>(digits: impl Iterator<Item = &'d [u8]>) -> Option<Guid> {
    let mut bytes = Vec::with_capacity(16);
    for pair in digits {
        let [high, low] = pair else { return None };
        bytes.push(hex(*high)? << 4 | hex(*low)?);
    }
    bytes.try_into().ok().map(Guid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "d08f810b-a35c-49a8-a4cd-c6923dfc031e";
    const BASE64: &str = "C4GP0FyjqEmkzcaSPfwDHg==";

    #[test]
    fn every_spelling_of_one_guid_is_the_same_guid() {
        let guid = Guid::from_text(TEXT).unwrap();
        for spelling in [
            "D08F810B-A35C-49A8-A4CD-C6923DFC031E",
            "{d08f810b-a35c-49a8-a4cd-c6923dfc031e}",
            "{D08F810B-A35C-49A8-A4CD-C6923DFC031E}",
            "D08f810b-A35c-49a8-a4cd-c6923dfc031e",
            "X'0b818fd05ca3a849a4cdc6923dfc031e'",
            "0b 81 8f d0 5c a3 a8 49 a4 cd c6 92 3d fc 03 1e",
            r"\0b\81\8f\d0\5c\a3\a8\49\a4\cd\c6\92\3d\fc\03\1e",
            "11 129 143 208 92 163 168 73 164 205 198 146 61 252 3 30",
            BASE64,
        ] {
            assert_eq!(Guid::from_text(spelling), Some(guid), "{spelling}");
        }
        assert_eq!(guid.immutable_id(), BASE64);
        assert_eq!(guid.hyphenated(), TEXT);
    }

    #[test]
    fn a_kept_form_writes_the_very_text_that_was_read() {
        for text in [TEXT, BASE64, "{D08F810B-A35C-49A8-A4CD-C6923DFC031E}", "12345678-1234-1234-1234-123456789012"] {
            let (guid, form) = parse(text);
            assert_eq!(form.write(guid), text);
        }
    }

    #[test]
    fn every_byte_in_every_place_is_a_digit_or_spoils_the_guid() {
        for at in 0..36 {
            for byte in 0..=127u8 {
                let mut text = TEXT.as_bytes().to_vec();
                text[at] = byte;
                let text = String::from_utf8(text).unwrap();
                let is_hyphen = [8, 13, 18, 23].contains(&at);
                let is_sound = if is_hyphen { byte == b'-' } else { byte.is_ascii_hexdigit() };
                assert_eq!(
                    Guid::from_text(&text).map(Guid::hyphenated),
                    is_sound.then(|| text.to_lowercase()),
                    "{text}"
                );
            }
        }
        assert_eq!(Guid::from_text("d08f810b-a35c-49a8-a4cd-c6923dfc03\u{e9}"), None);
    }

    #[test]
    fn what_is_no_guid_is_not_taken_for_one() {
        for text in
            ["", "System.Byte[]", "C4GP0FyjqEmkzcaSPfwDHh==", "d08f810b-a35c-49a8-a4cd-c6923dfc031", "anna", TEXT2]
        {
            assert_eq!(Guid::from_text(text), None, "{text}");
        }
    }
    // Thirty-two plain digits may be text order or byte order: nobody can tell.
    const TEXT2: &str = "d08f810ba35c49a8a4cdc6923dfc031e";

    #[test]
    fn base64_keeps_upper_and_lower_case_apart() {
        let other = BASE64.to_lowercase();
        assert_ne!(Guid::from_text(BASE64), Guid::from_text(&other));
    }

    #[test]
    fn plain_digits_are_read_both_ways() {
        let guid = Guid::from_text(TEXT).unwrap();
        assert_eq!(Guid::from_plain_digits("0b818fd05ca3a849a4cdc6923dfc031e").map(|both| both[0]), Some(guid));
        assert_eq!(Guid::from_plain_digits(TEXT2).map(|both| both[1]), Some(guid));
        assert_eq!(Guid::from_plain_digits(TEXT), None);
    }
}
