//! Heartbeats → seconds → share of an epoch. Timed by the receiver, tolerant to loss.
//!
//! Time is cut into *slots* of one heartbeat period. A beat fills the slot in which it was received; a hole of at most
//! `missed_max` slots between two beats counts as up, because a node that spoke before and after so short a silence did
//! not leave: the message was lost. A longer hole counts as down. One lost beat thus costs nothing, where the deployed
//! estimator loses two periods (docs/concepts.md, "Availability").

use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Slots up of one node in the current epoch and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Availability {
    /// Slot after the last one filled; 0 before the first beat.
    next_slot: u64,
    /// Epoch that `current` counts.
    epoch: u32,
    current: u32,
    previous: u32,
}

/// A stretch of beats, one a period, of which some were lost.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BeatRun {
    /// Slot of the first beat.
    pub first_slot: u64,
    /// Beats sent, lost ones included.
    pub count: u64,
    /// Offsets of those that were lost, ascending, below `count`.
    pub lost: Vec<u64>,
}

/// What the counting needs to know; slots and epochs both start at genesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotRule {
    /// Slots in an epoch, at least 1.
    pub slots_per_epoch: u64,
    /// Longest hole that counts as up (slots).
    pub missed_max: u64,
}

impl Availability {
    /// A beat arrived in `slot`. Late and repeated beats change nothing.
    pub fn record(&mut self, slot: u64, rule: SlotRule) {
        self.record_stretch(slot, 1, rule);
    }

    /// A run of beats arrived: equal to [`record`](Self::record) for each beat that was not lost.
    pub fn record_run(&mut self, run: &BeatRun, rule: SlotRule) {
        let mut start = 0;
        for &lost in run.lost.iter().filter(|&&offset| offset < run.count) {
            self.record_stretch(run.first_slot.saturating_add(start), lost.saturating_sub(start), rule);
            start = lost.saturating_add(1);
        }
        self.record_stretch(run.first_slot.saturating_add(start), run.count.saturating_sub(start), rule);
    }

    fn record_stretch(&mut self, first: u64, count: u64, rule: SlotRule) {
        let end = first.saturating_add(count);
        if count == 0 || end <= self.next_slot {
            return;
        }
        let heard_before = self.next_slot > 0;
        let hole = first.saturating_sub(self.next_slot);
        let from = if heard_before && hole <= rule.missed_max { self.next_slot } else { first.max(self.next_slot) };
        self.fill(from, end, rule);
        self.next_slot = end;
    }

    fn fill(&mut self, mut from: u64, end: u64, rule: SlotRule) {
        while from < end {
            let epoch = from / rule.slots_per_epoch;
            let until = end.min((epoch + 1).saturating_mul(rule.slots_per_epoch));
            let slots = u32::try_from(until - from).unwrap_or(u32::MAX);
            self.turn_to(u32::try_from(epoch).unwrap_or(u32::MAX));
            if u64::from(self.epoch) == epoch {
                self.current = self.current.saturating_add(slots);
            } else if u64::from(self.epoch) == epoch + 1 {
                self.previous = self.previous.saturating_add(slots);
            }
            from = until;
        }
    }

    fn turn_to(&mut self, epoch: u32) {
        if epoch > self.epoch {
            self.previous = if epoch == self.epoch + 1 { self.current } else { 0 };
            self.current = 0;
            self.epoch = epoch;
        }
    }

    /// Slots up in `epoch`; 0 for an epoch that is neither the latest with a beat nor the one before it.
    #[must_use]
    pub fn slots_in(&self, epoch: u32) -> u32 {
        match self.epoch.checked_sub(epoch) {
            Some(0) => self.current,
            Some(1) => self.previous,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: SlotRule = SlotRule { slots_per_epoch: 20, missed_max: 3 };

    #[test]
    fn short_holes_count_as_up_and_long_ones_do_not() {
        let mut node = Availability::default();
        for slot in [1, 2, 5, 6, 12, 13] {
            node.record(slot, RULE);
        }
        // 1..=6 up (hole 3,4 is short), 7..=11 down (five slots), 12 and 13 up.
        assert_eq!(node.slots_in(0), 6 + 2);
    }

    #[test]
    fn a_hole_over_an_epoch_boundary_is_shared_out() {
        let mut node = Availability::default();
        for slot in [18, 21] {
            node.record(slot, RULE);
        }
        assert_eq!((node.slots_in(0), node.slots_in(1)), (2, 2));
        node.record(75, RULE);
        assert_eq!((node.slots_in(0), node.slots_in(1), node.slots_in(3)), (0, 0, 1));
    }

    proptest! {
        #[test]
        fn a_run_equals_its_single_beats(
            runs in proptest::collection::vec(
                (0_u64..15, 1_u64..60, proptest::collection::btree_set(0_u64..60, 0..20)), 1..6)
        ) {
            let (mut whole, mut single, mut slot) = (Availability::default(), Availability::default(), 0);
            for (pause, count, lost) in runs {
                slot += pause;
                let lost: Vec<u64> = lost.into_iter().collect();
                for offset in (0..count).filter(|offset| !lost.contains(offset)) {
                    single.record(slot + offset, RULE);
                }
                whole.record_run(&BeatRun { first_slot: slot, count, lost }, RULE);
                prop_assert_eq!(whole, single);
                slot += count;
            }
        }

        #[test]
        fn repeats_and_late_beats_never_add(slots in proptest::collection::vec(0_u64..100, 1..80)) {
            let mut sorted = slots.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let (mut ordered, mut repeated) = (Availability::default(), Availability::default());
            for &slot in &sorted {
                ordered.record(slot, RULE);
                repeated.record(slot, RULE);
                repeated.record(slot, RULE);
                repeated.record(slot / 2, RULE);
            }
            prop_assert_eq!(ordered, repeated);
            prop_assert!(u64::from(ordered.slots_in(4)) <= RULE.slots_per_epoch);
        }
    }
}
