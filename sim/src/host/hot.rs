//! What every event of a host touches.

use crate::digest::Chain;
use borsh::{BorshDeserialize, BorshSerialize};

/// The hot part of a host: one cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
#[repr(align(64))]
pub struct Hot {
    /// Digest of all that the node saw.
    pub chain: Chain,
    /// When the pending `Wake` comes (ns); [`Hot::NEVER`] without one.
    pub armed_ns: u64,
    /// When the machine next goes up or down (ns); [`Hot::NEVER`] if it does not.
    pub change_ns: u64,
    /// First slot of the stretch of beats not handed over yet, under `HeartbeatMode::Runs`.
    pub beats_from: u64,
    /// Counts the times it went down: what was under way before is stale.
    pub life: u32,
    /// Number of the next event that it sets off.
    sequence: u32,
    pub is_worker: bool,
    /// Whether it was ever up.
    pub was_up: bool,
    /// Whether genesis found it up, until it has started.
    pub up_at_genesis: bool,
    /// Whether the node has begun to beat in this life.
    pub beats: bool,
}

impl Hot {
    /// Later than any event.
    pub const NEVER: u64 = u64::MAX;

    pub fn new(is_worker: bool) -> Self {
        Self {
            chain: Chain::default(),
            armed_ns: Self::NEVER,
            change_ns: Self::NEVER,
            beats_from: 0,
            life: 0,
            sequence: 0,
            is_worker,
            was_up: false,
            up_at_genesis: false,
            beats: false,
        }
    }

    /// The running number of the next event. Only its order counts, among events of one time and kind: it may wrap.
    pub fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_host_is_hot_in_one_cache_line() {
        assert_eq!(size_of::<super::Hot>(), 64);
        assert_eq!(align_of::<super::Hot>(), 64);
    }
}
