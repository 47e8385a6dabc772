//! Heartbeats → seconds → share of an epoch. Timed by the receiver, tolerant to loss.
//!
//! Time is cut into *slots* of one heartbeat period. A beat fills the slot in which it was received; a hole of at most
//! `missed_max` slots between two beats counts as up, because a node that spoke before and after so short a silence did
//! not leave: the message was lost. A longer hole counts as down. One lost beat thus costs nothing, where the deployed
//! estimator loses two periods (docs/concepts.md, "Availability").

use crate::rng::Stream;
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
    /// Which of them were lost.
    pub lost: Lost,
}

/// What is known of the beats that were lost.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Lost {
    /// Their offsets, ascending, below the count of the run.
    At(Vec<u64>),
    /// Only how many. All sets of so many are taken to be equally likely, and all holes between two beats that were heard to be
    /// short enough to count as up, so that what is lost matters at the ends of the run alone. Availability is then equal in
    /// law to that of single beats, but for long holes: at a loss of p, about p^(`missed_max` + 1) of all slots begin one, 6 in
    /// a million at 5 % with `missed_max` 3.
    Count {
        /// How many.
        lost: u64,
        /// 64 random bits of the driver's, other ones for each run: they settle how many are at either end.
        draw: u64,
    },
}

impl Lost {
    /// None.
    pub const NONE: Self = Self::At(Vec::new());
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

    /// A run of beats arrived: equal to [`record`](Self::record) for each beat that was not lost, or, where only the count of
    /// the lost ones is known, equal in law ([`Lost::Count`]).
    pub fn record_run(&mut self, run: &BeatRun, rule: SlotRule) {
        match &run.lost {
            Lost::At(offsets) => {
                let mut start = 0;
                for &lost in offsets.iter().filter(|&&offset| offset < run.count) {
                    self.record_stretch(run.first_slot.saturating_add(start), lost.saturating_sub(start), rule);
                    start = lost.saturating_add(1);
                }
                self.record_stretch(run.first_slot.saturating_add(start), run.count.saturating_sub(start), rule);
            }
            Lost::Count { lost, draw } if *lost < run.count => {
                let (before, after) = ends(run.count, *lost, *draw);
                self.record_stretch(run.first_slot.saturating_add(before), run.count - before - after, rule);
            }
            Lost::Count { .. } => {}
        }
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

/// How many of `lost` beats come before the first one heard, and after the last one, if any `lost` of `count` are equally likely
/// to be the lost ones and fewer than all are: beats are drawn from one end without putting them back, then from the other.
fn ends(count: u64, lost: u64, draw: u64) -> (u64, u64) {
    let mut draws = Stream::new(draw, 0, 0);
    let (mut left, mut lost_left) = (count, lost);
    let mut take = |left: &mut u64| {
        let mut taken = 0;
        while draws.below(*left) < lost_left {
            (taken, lost_left, *left) = (taken + 1, lost_left - 1, *left - 1);
        }
        taken
    };
    let before = take(&mut left);
    // The first one that was heard is not drawn again.
    left -= 1;
    (before, take(&mut left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::hits;
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

    /// Sessions of a node that is up for 300 slots and down for 60, with 2 % of beats lost: one in 6 million slots begins a hole
    /// that counts as down.
    #[test]
    fn counts_of_lost_beats_give_the_mean_of_lost_positions() {
        let (sessions, count, pause) = (4_000_u64, 300, 60);
        let rule = SlotRule { slots_per_epoch: sessions * (count + pause), missed_max: 3 };
        let (mut draws, mut differences) = (Stream::new(5, 0, 0), Vec::new());
        for session in 0..sessions {
            let first_slot = session * (count + pause);
            let lost: Vec<u64> = (0..count).filter(|_| hits(draws.next(), (1 << 32) / 50)).collect();
            let counted = Lost::Count { lost: lost.len() as u64, draw: draws.next() };
            let slots = |lost| {
                let mut node = Availability::default();
                node.record_run(&BeatRun { first_slot, count, lost }, rule);
                f64::from(node.slots_in(0))
            };
            differences.push(slots(Lost::At(lost)) - slots(counted));
        }
        let n = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let variance = differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0);
        assert!(variance > 0.0 && mean.abs() < 3.0 * (variance / n).sqrt(), "mean {mean}, variance {variance}");
    }

    #[test]
    fn where_all_but_one_are_lost_one_slot_is_up_and_any_as_likely() {
        let mut ups = [0_u32; 5];
        for draw in 0..10_000 {
            let mut node = Availability::default();
            node.record_run(&BeatRun { first_slot: 0, count: 5, lost: Lost::Count { lost: 4, draw } }, RULE);
            assert_eq!(node.slots_in(0), 1);
            ups[usize::try_from(node.next_slot).unwrap() - 1] += 1;
            node.record_run(&BeatRun { first_slot: 9, count: 5, lost: Lost::Count { lost: 5, draw } }, RULE);
            assert_eq!(node.slots_in(0), 1);
        }
        // 2,000 each, standard error √(10,000 · 0.2 · 0.8) = 40.
        assert!(ups.iter().all(|up| up.abs_diff(2_000) < 120), "{ups:?}");
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
                whole.record_run(&BeatRun { first_slot: slot, count, lost: Lost::At(lost) }, RULE);
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
