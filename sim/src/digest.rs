//! The digest of a run: one hash chain a node over everything it saw, combined without regard to order of nodes.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::rng::mix;
use std::hash::{Hash, Hasher};

/// The chain of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Chain(u64);

impl Chain {
    /// The chain as a number.
    pub fn value(self) -> u64 {
        self.0
    }

    /// The node saw `payload` from `sender` at `time_ns`.
    pub fn see(&mut self, time_ns: u64, sender: u32, payload: u64) {
        self.0 = mix(self.0 ^ mix(time_ns ^ u64::from(sender).rotate_left(40)) ^ payload);
    }
}

/// 64 bits that stand for `value` in a chain.
pub fn of(value: &impl Hash) -> u64 {
    let mut words = Words(0);
    value.hash(&mut words);
    words.finish()
}

/// Words mixed one after the other; the same on every platform.
struct Words(u64);

impl Hasher for Words {
    fn finish(&self) -> u64 {
        mix(self.0)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
            self.write_u64(word);
        }
        self.write_u64(bytes.len() as u64);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 32;
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

    fn write_u128(&mut self, word: u128) {
        self.write_u64(word as u64);
        self.write_u64((word >> 64) as u64);
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

/// The digest of all chains, in order of node ids.
pub fn combine(chains: impl Iterator<Item = Chain>) -> u64 {
    (0_u64..).zip(chains).fold(0, |sum, (node, chain)| sum.wrapping_add(mix(chain.0 ^ mix(node))))
}
