//! Repeatable chance for campaigns: the same seed draws the same numbers on every machine. It is
//! quick rather than strong (SplitMix64), and nothing secret is ever made from it.

/// A stream of numbers drawn from one seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Starts the stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Starts the stream that belongs to `parts` of a campaign: its seed, a cut, a variant.
    pub fn of(parts: &[u64]) -> Self {
        let mut stream = Self(0x7472_616f_7461_795f);
        for part in parts {
            stream.0 ^= *part;
            stream.0 = stream.next();
        }
        stream
    }

    /// Draws the next 64 bits.
    #[expect(
        clippy::should_implement_trait,
        reason = "an endless stream of numbers has no use for the adapters of iterators"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below `end`, and 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// Answers yes `times` out of `of`.
    pub fn happens(&mut self, times: u64, of: u64) -> bool {
        self.below(of) < times
    }

    /// Fills `bytes` with what is drawn.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let drawn = self.next().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_draws_the_same_numbers_and_another_one_does_not() {
        let draw = |seed| {
            let mut bytes = [0_u8; 20];
            Chance::of(&[seed, 1]).fill(&mut bytes);
            bytes
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn a_number_below_an_end_stays_below_it_and_reaches_every_value() {
        let mut chance = Chance::new(7);
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[usize::try_from(chance.below(5)).expect("small")] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(chance.below(0), 0);
    }
}
