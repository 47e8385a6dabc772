//! The digest of a run: one hash chain a node over everything it saw, combined without regard to order of nodes.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::rng::mix;
use engine::wire::Folding;
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
    let mut hasher = Folding::new(&[0; 32]);
    value.hash(&mut hasher);
    hasher.finish()
}

/// The digest of all chains, in order of node ids.
pub fn combine(chains: impl Iterator<Item = Chain>) -> u64 {
    (0_u64..).zip(chains).fold(0, |sum, (node, chain)| sum.wrapping_add(mix(chain.0 ^ mix(node))))
}
