// The answers have the highest bit of each byte that is meant.

const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of every byte.
pub(crate) const ALL: u64 = EACH * 0x80;

/// The bytes of a text in eights; the last ones, which may be none, are filled up.
pub(crate) fn eights(text: &[u8], fill: u8) -> impl Iterator<Item = u64> {
    let (eights, rest) = text.as_chunks::<8>();
    let mut last = [fill; 8];
    last[..rest.len()].copy_from_slice(rest);
    eights.iter().copied().chain([last]).map(u64::from_le_bytes)
}

/// The same byte eight times.
pub(crate) fn each(byte: u8) -> u64 {
    EACH * u64::from(byte)
}

/// The bytes below an ASCII byte. Of several the lowest is right; those above it may be wrong.
pub(crate) fn below(eight: u64, limit: u8) -> u64 {
    eight.wrapping_sub(each(limit)) & !eight & ALL
}

/// The bytes that are this one, with the same reserve.
pub(crate) fn equal(eight: u64, byte: u8) -> u64 {
    below(eight ^ each(byte), 1)
}

/// The bytes from `first` to `last`, which are ASCII.
pub(crate) fn within(eight: u64, first: u8, last: u8) -> u64 {
    let from = (eight & !ALL) + each(0x80 - first);
    let beyond = (eight & !ALL) + each(0x80 - last - 1);
    from & !beyond & !eight & ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_in_every_place() {
        for byte in 0..=255u8 {
            for at in 0..8 {
                let mut text = [b'm'; 8];
                text[at] = byte;
                let eight = u64::from_le_bytes(text);
                let meant = |is_meant: bool| if is_meant { 0x80 << (at * 8) } else { 0 };
                assert_eq!(within(eight, b'A', b'Z'), meant(byte.is_ascii_uppercase()));
                assert_eq!(below(eight, b' '), meant(byte < b' '));
                assert_eq!(equal(eight, b'"'), meant(byte == b'"'));
            }
        }
    }

    #[test]
    fn a_text_is_filled_up_to_the_last_eight() {
        for length in 0..20 {
            let text = vec![b'x'; length];
            let all: Vec<u8> = eights(&text, b' ').flat_map(u64::to_le_bytes).collect();
            assert_eq!(all.len(), length / 8 * 8 + 8);
            assert!(all.starts_with(&text) && all[length..].iter().all(|byte| *byte == b' '));
        }
    }
}
