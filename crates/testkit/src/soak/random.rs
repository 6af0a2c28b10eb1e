//! Moments and ids that look random and come again with the same seed.

/// SplitMix64: enough to spread kills and to make ids, and a failure can be told by its seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `0` to `end - 1`; its bias is far below what anything here could notice.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// A GUID of version 4 in its usual spelling.
    pub fn guid(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn one_seed_gives_one_sequence() {
        assert_eq!(Random::new(7).guid(), Random::new(7).guid());
        assert_ne!(Random::new(7).guid(), Random::new(8).guid());
    }

    #[test]
    fn a_guid_has_its_usual_spelling() {
        let mut random = Random::new(1);
        for _ in 0..1000 {
            let guid = random.guid();
            qualify_vocabulary::RequestId::parse(&guid).unwrap();
        }
    }
}
