//! Counter-based named streams: draw `k` of a stream is `mix(key + k·G)`, so a new draw in one place shifts no other.
//!
//! The key is derived from (seed, entity, purpose). These streams are statistical, for worlds and for tie-breaking and
//! back-off in the protocol: never for anything that a peer must not guess.

use rand_core::{TryRng, utils};

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The splitmix64 finaliser: a bijection on 64 bits that passes `BigCrush` over counters (Steele, Lea, Flood 2014).
#[must_use]
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A stream of random 64-bit words, 16 bytes of state, jumpable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
    counter: u64,
}

impl Stream {
    /// The stream of `entity` for `purpose` under `seed`, at its first draw.
    #[must_use]
    pub const fn new(seed: u64, entity: u64, purpose: u64) -> Self {
        let key = mix(mix(mix(seed.wrapping_add(GOLDEN)).wrapping_add(entity)).wrapping_add(purpose.wrapping_mul(GOLDEN)));
        Self { key, counter: 0 }
    }

    /// The same stream, `draws` draws on.
    #[must_use]
    pub const fn skip_to(mut self, draws: u64) -> Self {
        self.counter = draws;
        self
    }

    /// Draws made so far.
    #[must_use]
    pub const fn drawn(&self) -> u64 {
        self.counter
    }

    /// Draw `index` of this stream, whatever was drawn before.
    #[must_use]
    pub const fn at(&self, index: u64) -> u64 {
        mix(self.key.wrapping_add(index.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// The next draw.
    pub const fn next(&mut self) -> u64 {
        let word = self.at(self.counter);
        self.counter = self.counter.wrapping_add(1);
        word
    }

    /// A uniform integer in `0..bound` (multiply-shift; bias below `bound`/2⁶⁴). `bound` 0 gives 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
}

/// Whether a uniform `word` falls under a probability of `parts` in 2³².
#[must_use]
pub const fn hits(word: u64, parts: u64) -> bool {
    (word >> 32) < parts
}

impl TryRng for Stream {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok((self.next() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_jumpable_and_apart() {
        let mut a = Stream::new(1, 2, 3);
        let first = [a.next(), a.next(), a.next()];
        assert_eq!(Stream::new(1, 2, 3).at(2), first[2]);
        assert_eq!(Stream::new(1, 2, 3).at(1), first[1]);
        for other in [Stream::new(2, 2, 3), Stream::new(1, 3, 3), Stream::new(1, 2, 4)] {
            assert_ne!(other.at(0), first[0]);
        }
    }

    #[test]
    fn below_is_uniform_within_three_standard_errors() {
        let mut stream = Stream::new(7, 0, 0);
        let (n, mut counts) = (60_000_u32, [0_u32; 6]);
        for _ in 0..n {
            counts[usize::try_from(stream.below(6)).unwrap()] += 1;
        }
        for count in counts {
            assert!((f64::from(count) - 10_000.0).abs() < 3.0 * 92.0, "{counts:?}");
        }
    }
}
