//! The anti-replay window of one sender, as in IPsec (RFC 4303 §3.4.3): the highest sequence seen and 64 bits below it.

/// Accepts each sequence number once; numbers more than 63 below the highest seen are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
