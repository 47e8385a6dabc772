//! Heartbeats of an epoch → seconds → share → value 0 to 255, as the deployed oracles measure them.
//!
//! Source: `naeural_core` `main/epochs_manager.py` (`__calculate_avail_seconds`, `__update_availability_accumulator`,
//! `__recalculate_current_epoch_for_node`, `__register_data`). What counts is the sum of all gaps of 5 to 15 s between
//! consecutive beats, timed by the sender: one lost beat of a 10 s period costs 20 s, so that independent loss p leaves
//! (1 − p)², and beats faster than one in 5 s count for nothing. No signature and no time of arrival is looked at.

use super::chain::EpochClock;
use alloc::collections::BTreeSet;

/// Shortest gap that counts: half the period of 10 s (µs).
pub const SHORTEST_GAP_US: u64 = 5_000_000;
/// Longest gap that counts: the period of 10 s and 5 s more (µs).
pub const LONGEST_GAP_US: u64 = 15_000_000;
/// The value of a whole epoch.
pub const VALUE_MAX: u8 = 255;

/// Time available (µs) of beats at `ascending_us`, in ascending order; equal times count once.
#[must_use]
pub fn available_us(ascending_us: impl IntoIterator<Item = u64>) -> u64 {
    let mut last = None;
    let mut sum = 0;
    for time in ascending_us {
        sum += last.replace(time).map_or(0, |last| counted_gap_us(last, time));
    }
    sum
}

fn counted_gap_us(from_us: u64, to_us: u64) -> u64 {
    let gap = to_us.saturating_sub(from_us);
    if (SHORTEST_GAP_US..=LONGEST_GAP_US).contains(&gap) { gap } else { 0 }
}

/// `available_us` as a share of an epoch, in units of 10⁻⁴, 0 to 10,000: Python's `round(seconds / epoch_s, 4)`.
///
/// Halves go to the even digit of the quotient *as a double*, which lies beside the decimal half of most multiples of 108 s:
/// 108 s of a day come to 0.0013 although half to even of 0.00125 is 0.0012. One bit of that decides the value of 4 of all 86,401
/// whole seconds. More than an epoch counts as an epoch.
#[must_use]
pub fn share(available_us: u64, epoch_s: u32) -> u16 {
    let epoch_s = epoch_s.max(1);
    let available_us = available_us.min(u64::from(epoch_s) * 1_000_000);
    // Two divisions of exact numbers: rounded the same on every machine, and nothing of them is kept.
    let quotient = available_us as f64 / 1e6 / f64::from(epoch_s);
    let bits = quotient.to_bits();
    let exponent = (bits >> 52) as u32;
    if exponent == 0 {
        return 0;
    }
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    // quotient = mantissa / 2^shift, between 2^-52 and 1, so that shift is at most 104.
    half_even(mantissa * 10_000, 1 << (1023 + 52 - exponent)) as u16
}

/// The value 0 to 255 of a share in 10⁻⁴, halves to even: Python's `round(share * 255)`. A share above 1 counts as 1.
#[must_use]
pub fn value_of_share(share: u16) -> u8 {
    half_even(u128::from(share.min(10_000)) * u128::from(VALUE_MAX), 10_000) as u8
}

/// The value 0 to 255 of `available_us` in an epoch of `epoch_s` seconds.
#[must_use]
pub fn value(available_us: u64, epoch_s: u32) -> u8 {
    value_of_share(share(available_us, epoch_s))
}

/// `numerator / denominator` rounded to a whole number, halves to the even one. `denominator` is at least 1.
pub(super) fn half_even(numerator: u128, denominator: u128) -> u128 {
    let (floor, rest) = (numerator / denominator, numerator % denominator);
    let up = match rest.cmp(&(denominator - rest)) {
        core::cmp::Ordering::Less => false,
        core::cmp::Ordering::Equal => floor % 2 == 1,
        core::cmp::Ordering::Greater => true,
    };
    floor + u128::from(up)
}

/// What became of a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is in the set.
    Counted,
    /// Its time was there already.
    Repeated,
    /// It says a time of another epoch, or before genesis.
    OtherEpoch,
}

/// The heartbeats that one oracle holds of one node in one epoch.
#[derive(Clone, Debug)]
pub struct EpochBeats {
    clock: EpochClock,
    epoch: u64,
    times_us: BTreeSet<u64>,
    /// Sum up to the last beat, as long as all came in order.
    sum_us: u64,
    out_of_order: bool,
}

impl EpochBeats {
    /// None yet, of `epoch`.
    #[must_use]
    pub fn new(clock: EpochClock, epoch: u64) -> Self {
        Self { clock, epoch, times_us: BTreeSet::new(), sum_us: 0, out_of_order: false }
    }

    /// A beat whose *sender* dates it `sent_us` (µs of Unix time) arrived during the epoch. When in the epoch it arrived, and
    /// from whom, is not asked: a day of beats may come in the epoch's last minute, from anybody.
    pub fn admit(&mut self, sent_us: u64) -> Admission {
        if self.clock.at(sent_us / 1_000_000).is_none_or(|moment| moment.epoch != self.epoch) {
            return Admission::OtherEpoch;
        }
        let last = self.times_us.last().copied();
        if !self.times_us.insert(sent_us) {
            return Admission::Repeated;
        }
        match last {
            Some(last) if sent_us < last => self.out_of_order = true,
            Some(last) => self.sum_us += counted_gap_us(last, sent_us),
            None => {}
        }
        Admission::Counted
    }

    /// Time available so far (µs): the running sum, or all counted anew once a beat came out of order.
    #[must_use]
    pub fn available_us(&self) -> u64 {
        if self.out_of_order { available_us(self.times_us.iter().copied()) } else { self.sum_us }
    }

    /// What the oracle writes down when the epoch ends.
    #[must_use]
    pub fn value(&self) -> u8 {
        value(self.available_us(), self.clock.epoch_s)
    }
}
