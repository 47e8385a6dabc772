//! A keyed 64-bit hash of a few words: one or two are folded in by one 64 × 64 → 128-bit product, as wyhash does (Wang Yi 2019).
//!
//! The same on every platform: words are taken as numbers, bytes as little-endian words.

use crate::rng::mix;
use core::hash::Hasher;

/// Odd words with about as many ones as zeros.
const WORDS: [u64; 5] =
    [0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3, 0x1D8E_4E27_C47D_124F];

/// The hash so far.
#[derive(Clone, Copy, Debug)]
pub struct Folding(u64);

impl Folding {
    /// Nothing yet, under `key`.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let word = |i: usize| key[8 * i..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let half = |i: usize| fold(word(i) ^ WORDS[i], word(i + 1) ^ WORDS[i + 1]);
        Self(half(0) ^ half(2))
    }
}

/// The two halves of the product, joined.
const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

impl Hasher for Folding {
    fn finish(&self) -> u64 {
        mix(self.0)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        let last = rest.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        // The length keeps apart what is zero from what is not there.
        self.write_u64(last | (bytes.len() as u64) << 56);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = fold(self.0 ^ word, WORDS[4]);
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }

    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u128(&mut self, words: u128) {
        self.0 = fold(self.0 ^ words as u64, (words >> 64) as u64 ^ WORDS[4]);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_i64(&mut self, word: i64) {
        self.write_u64(word.cast_unsigned());
    }

    fn write_isize(&mut self, word: isize) {
        self.write_i64(word as i64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(of: impl Fn(&mut Folding)) -> u64 {
        let mut hasher = Folding::new(&[3; 32]);
        of(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn it_is_the_same_on_every_platform_and_keeps_lengths_apart() {
        let bytes: [&[u8]; 6] = [&[], &[0], &[0, 0], &[1; 8], &[1; 9], &[1; 16]];
        let mut hashes = bytes.map(|bytes| hash(|hasher| hasher.write(bytes)));
        assert_eq!(hash(|hasher| hasher.write_u32(7)), hash(|hasher| hasher.write_u64(7)));
        assert_eq!(hashes[0], 1_918_510_270_799_129_072, "recorded");
        hashes.sort_unstable();
        assert!(hashes.windows(2).all(|pair| pair[0] != pair[1]), "{hashes:?}");
    }

    #[test]
    fn every_bit_of_key_and_words_changes_about_half_of_the_hash() {
        let flipped = |hashes: [u64; 2]| (hashes[0] ^ hashes[1]).count_ones();
        let mut ones = 0;
        for bit in 0..256 {
            let mut key = [3; 32];
            key[bit / 8] ^= 1 << (bit % 8);
            ones += flipped([Folding::new(&[3; 32]).finish(), Folding::new(&key).finish()]);
            let word = [5_u64, 5 ^ 1 << (bit % 64)].map(|word| hash(|hasher| hasher.write_u64(word)));
            ones += flipped(word);
        }
        // Mean 32 of 64 over 512 pairs, standard error 4/√512.
        assert!((f64::from(ones) / 512.0 - 32.0).abs() < 3.0 * 0.18, "{ones}");
    }
}
