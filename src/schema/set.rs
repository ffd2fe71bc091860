//! Sets of fields, small enough that an answer which hangs on one travels in a register or two.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::Field;

/// A set of fields: the columns an undecided answer hung on.
///
/// Up to seven fields stand in the number itself, a byte each, ascending from the lowest. Larger sets, which are rare,
/// are kept once and known by their number. So equal sets are equal numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u64);

/// A bit for each field.
type Bits = [u64; 4];

const INLINE: usize = 7;
/// The highest byte of a set that is kept elsewhere.
const ELSEWHERE: u64 = 0xFF << 56;

const _: () = assert!(super::FIELDS < 4 * u64::BITS as usize, "there is a bit and a byte for each field");

/// Every set of more than seven fields that any answer hung on; they are a few hundred at most.
#[derive(Default)]
struct Large {
    sets: Vec<Bits>,
    numbers: HashMap<Bits, u64>,
}

static LARGE: LazyLock<RwLock<Large>> = LazyLock::new(RwLock::default);

impl FieldSet {
    pub const EMPTY: Self = Self(0);

    pub const fn of(field: Field) -> Self {
        Self(field.0 as u64 + 1)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other || other.is_empty() {
            self
        } else if self.is_empty() {
            other
        } else {
            let (one, other) = (self.bits(), other.bits());
            Self::from_bits(std::array::from_fn(|word| one[word] | other[word]))
        }
    }

    #[must_use]
    pub fn with(self, field: Field) -> Self {
        self.and(Self::of(field))
    }

    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let (one, other) = (self.bits(), other.bits());
        Self::from_bits(std::array::from_fn(|word| one[word] & other[word]))
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, field: Field) -> bool {
        self.bits()[usize::from(field.0) / 64] & (1 << (field.0 % 64)) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Field> {
        fields(self.bits())
    }

    /// The labels in a fixed order.
    pub fn labels(self) -> Vec<&'static str> {
        let mut labels = Vec::with_capacity(INLINE);
        labels.extend(self.iter().map(Field::label));
        labels.sort_unstable();
        labels
    }

    fn bits(self) -> Bits {
        if self.0 & ELSEWHERE == ELSEWHERE {
            let large = LARGE.read().unwrap_or_else(PoisonError::into_inner);
            return usize::try_from(self.0 ^ ELSEWHERE).map_or([0; 4], |number| large.sets[number]);
        }
        let mut bits = [0; 4];
        for byte in self.0.to_le_bytes() {
            if let Some(field) = byte.checked_sub(1) {
                bits[usize::from(field) / 64] |= 1 << (field % 64);
            }
        }
        bits
    }

    fn from_bits(bits: Bits) -> Self {
        let mut bytes = [0; 8];
        for (at, field) in fields(bits).enumerate() {
            if at == INLINE {
                return Self::kept(bits);
            }
            bytes[at] = field.0 + 1;
        }
        Self(u64::from_le_bytes(bytes))
    }

    fn kept(bits: Bits) -> Self {
        let known = LARGE.read().unwrap_or_else(PoisonError::into_inner).numbers.get(&bits).copied();
        let number = known.unwrap_or_else(|| {
            let mut large = LARGE.write().unwrap_or_else(PoisonError::into_inner);
            let Large { sets, numbers } = &mut *large;
            // Another thread may have been faster.
            *numbers.entry(bits).or_insert_with(|| {
                sets.push(bits);
                sets.len() as u64 - 1
            })
        });
        Self(ELSEWHERE | number)
    }
}

fn fields(bits: Bits) -> impl Iterator<Item = Field> {
    [0u8, 64, 128, 192].into_iter().zip(bits).flat_map(|(first, mut bits)| {
        std::iter::from_fn(move || {
            let bit = u8::try_from(bits.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
            bits &= bits - 1;
            Some(Field(first + bit))
        })
    })
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut bits = [0; 4];
        for field in fields {
            bits[usize::from(field.0) / 64] |= 1 << (field.0 % 64);
        }
        Self::from_bits(bits)
    }
}

impl fmt::Debug for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.labels()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, ad, entra, exchange, tenant};
    use super::*;

    #[test]
    fn a_set_of_fields_holds_the_first_and_the_last() {
        let fields = [ad::GUID, entra::UPN, exchange::GUID, tenant::NOTIFIED];
        let set: FieldSet = fields.into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), fields);
        assert!(!set.contains(ad::UPN) && !set.is_empty() && FieldSet::EMPTY.is_empty());
    }

    #[test]
    fn a_set_is_the_same_however_it_grew_and_whatever_its_size() {
        let fields: Vec<Field> = Kind::AdUsers.fields().take(20).collect();
        for size in 0..=fields.len() {
            let up = fields[..size].iter().copied().fold(FieldSet::EMPTY, FieldSet::with);
            let down = fields[..size].iter().rev().copied().fold(FieldSet::EMPTY, FieldSet::with);
            let at_once: FieldSet = fields[..size].iter().copied().collect();
            assert!(up == down && up == at_once, "{size}");
            assert_eq!(up.iter().collect::<Vec<_>>(), fields[..size]);
            assert!(fields.iter().enumerate().all(|(at, field)| up.contains(*field) == (at < size)), "{size}");
            let half: FieldSet = fields.iter().step_by(2).copied().collect();
            assert_eq!(up.intersection(half).iter().count(), size.div_ceil(2));
        }
    }
}
