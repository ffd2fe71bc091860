//! Security identifiers: text, or the bytes that csvde and LDIF write.

use std::borrow::Cow;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A cell as `S-1-…`; one that is no security identifier stays as it is.
pub(super) fn text(cell: &str) -> Cow<'_, str> {
    if cell.is_empty() || cell.starts_with("S-1-") {
        return Cow::Borrowed(cell);
    }
    let bytes = cell
        .strip_prefix("X'")
        .and_then(|rest| rest.strip_suffix('\''))
        .map_or_else(|| STANDARD.decode(cell).ok(), |digits| from_hex(digits.as_bytes()));
    bytes.and_then(|bytes| from_bytes(&bytes)).map_or(Cow::Borrowed(cell), Cow::Owned)
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(|pair| byte(pair).filter(|_| pair.len() == 2)).collect()
}

/// Revision, number of parts, the authority (its highest byte first), then the parts (their lowest byte first).
fn from_bytes(bytes: &[u8]) -> Option<String> {
    let ([1, count, authority @ ..], parts) = bytes.split_first_chunk::<8>()? else { return None };
    if parts.len() != usize::from(*count) * 4 {
        return None;
    }
    let authority = authority.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let mut text = format!("S-1-{authority}");
    for part in parts.chunks_exact(4) {
        let part = part.iter().rev().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        let _ = write!(text, "-{part}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_the_text_that_other_exports_print() {
        let sid = "S-1-5-21-1004336348-1177238915-682003330-1601";
        assert_eq!(text(sid), sid);
        assert_eq!(text("X'010500000000000515000000dcf4dc3b833d2b46828ba62841060000'"), sid);
        assert_eq!(text("AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoQQYAAA=="), sid);
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for cell in ["", "System.Byte[]", "X'01'", "X'0'", "X'é'", "anna", "AQUAAA=="] {
            assert_eq!(text(cell), cell);
        }
    }
}
