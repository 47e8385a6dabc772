//! The anti-replay window of one channel of one sender, as in IPsec (RFC 4303 §3.4.3): the highest sequence seen and 64 bits below it.

use crate::transport::Topic;
use crate::wire::{Envelope, Message};
use borsh::{BorshDeserialize, BorshSerialize};

/// What a sender numbers apart: its words to each kind of topic that a receiver hears, and its heartbeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) enum Channel {
    /// To the receiver itself.
    Direct,
    /// Heartbeats to the receiver itself.
    Beats,
    /// To the validators of its region.
    Validators,
    /// To its region.
    Region,
    /// Heartbeats to its region, which nobody honest sends.
    RegionBeats,
    /// Heartbeats to the region's validators, likewise.
    ValidatorsBeats,
}

impl Channel {
    /// The channel that `envelope` came through, at a receiver that it is addressed to.
    pub fn of(envelope: &Envelope) -> Self {
        let is_beat = matches!(envelope.message, Message::Heartbeat { .. });
        match (envelope.to, is_beat) {
            (Topic::Node(_), false) => Self::Direct,
            (Topic::Node(_), true) => Self::Beats,
            (Topic::Validators(_), false) => Self::Validators,
            (Topic::Validators(_), true) => Self::ValidatorsBeats,
            (Topic::Region(_), false) => Self::Region,
            (Topic::Region(_), true) => Self::RegionBeats,
        }
    }
}

/// Accepts each sequence number once; numbers more than 63 below the highest seen are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ReplayWindow {
    highest: u64,
    seen: u64,
}

impl ReplayWindow {
    /// Whether `sequence` is new; remembers it if so.
    pub fn admit(&mut self, sequence: u64) -> bool {
        if self.seen == 0 || sequence > self.highest {
            let shift = sequence.saturating_sub(self.highest);
            self.seen = if self.seen == 0 || shift >= 64 { 1 } else { self.seen << shift | 1 };
            self.highest = sequence;
            return true;
        }
        let age = self.highest - sequence;
        if age >= 64 || self.seen >> age & 1 == 1 {
            return false;
        }
        self.seen |= 1 << age;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn admits_each_sequence_once(sequences in proptest::collection::vec(0_u64..200, 1..300)) {
            let (mut window, mut admitted, mut highest) = (ReplayWindow::default(), BTreeSet::new(), 0);
            for sequence in sequences {
                let fresh = !admitted.contains(&sequence);
                let recent = admitted.is_empty() || sequence + 64 > highest;
                prop_assert_eq!(window.admit(sequence), fresh && recent, "{}", sequence);
                if fresh && recent {
                    admitted.insert(sequence);
                    highest = highest.max(sequence);
                }
            }
        }
    }
}
