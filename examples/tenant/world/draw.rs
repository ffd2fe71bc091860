//! Chance that is the same on every machine: SplitMix64, a dozen lines, good enough for names and numbers.

use uuid::Uuid;

/// A sequence of numbers that follows from the seed and what it is for.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn of(seed: u64, purpose: u64) -> Self {
        let mut start = Self(seed);
        Self(start.number() ^ purpose.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.number() % u64::from(limit)).expect("it is less than a u32")
    }

    /// Whether what happens to so many of a thousand happens.
    pub(super) fn happens(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let limit = u32::try_from(from.len()).expect("lists are short");
        from[self.below(limit) as usize]
    }

    pub(super) fn guid(&mut self) -> Uuid {
        uuid::Builder::from_u128((u128::from(self.number()) << 64) | u128::from(self.number()))
            .with_variant(uuid::Variant::RFC4122)
            .with_version(uuid::Version::Random)
            .into_uuid()
    }
}
