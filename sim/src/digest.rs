//! The digest of a run: one hash chain a node over everything it saw, combined without regard to order of nodes.

use engine::rng::mix;

/// The chain of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain(u64);

impl Chain {
    /// The node saw `payload` from `sender` at `time_ns`.
    pub fn see(&mut self, time_ns: u64, sender: u32, payload: u64) {
        self.0 = mix(self.0 ^ mix(time_ns ^ u64::from(sender).rotate_left(40)) ^ payload);
    }
}

/// The digest of all chains, in order of node ids.
pub fn combine(chains: impl Iterator<Item = Chain>) -> u64 {
    (0_u64..).zip(chains).fold(0, |sum, (node, chain)| sum.wrapping_add(mix(chain.0 ^ mix(node))))
}
