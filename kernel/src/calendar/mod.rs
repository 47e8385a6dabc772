//! The fast queue: a calendar that cuts time as finely as its entries ask for.
//!
//! ```text
//! rung 0   all of time, 256 buckets of 2^56 ns
//! rung 1   one bucket of rung 0, or the part of it that most of its entries are in, in up to 1024 buckets
//! ...      as many rungs as the density asks for; two in most simulations
//! front    one bucket of the last rung, in order
//! ```
//!
//! A push appends to the bucket of the last rung that reaches the entry's time, or inserts into the front. A pop takes the first
//! of the front. When the front is empty, the next bucket is opened: if it holds few entries it becomes the front, else a rung.
//! So an entry is written once for every rung from its first bucket down, in sequence, and sorted among a few hundred.
//!
//! Nothing is tuned by hand: the width of the buckets follows from the number of entries in the bucket that is cut, and on
//! every other rung from their times, so that 10⁶ timers of an hour, or 10⁶ entries within a millisecond, cost the same.
//! Calendar queue: R. Brown, CACM 31(10), 1988. Rungs that are cut on demand: W. T. Tang et al., ACM TOMACS 15(3), 2005.

mod front;
mod pool;
mod rung;

use crate::{Entry, Queue};
use front::{Front, SORTED_MAX};
use pool::{List, Pool};
use rung::{BUCKETS, Rung};

/// Entries that a bucket of a rung should get if they lie evenly over its stretch.
const PER_BUCKET: usize = 128;

/// The same for a rung that was fitted to the times of its entries: most of it is room for what they bring about.
const PER_BUCKET_FITTED: usize = 16;

/// Most buckets of a rung that was not fitted.
const BUCKETS_EVEN: usize = 256;

/// Entries left in order when the next bucket is added: as far as prefetching looks ahead.
const AHEAD: usize = 16;

/// A queue for up to 2³² entries whose cost hardly grows with their number. Needs no tuning.
#[derive(Clone, Debug)]
pub struct CalendarQueue<T> {
    pool: Pool<T>,
    front: Front<T>,
    /// The rungs in use and, after them, some that were.
    rungs: Vec<Rung>,
    /// Rungs in use.
    depth: usize,
    len: usize,
}

impl<T: Copy> CalendarQueue<T> {
    /// A queue without entries.
    pub fn new() -> Self {
        Self { pool: Pool::new(), front: Front::new(), rungs: vec![Rung::new()], depth: 1, len: 0 }
    }

    /// The entry that pops after `n` others if nothing earlier is pushed, where that is known without search: nearly always for
    /// `n` up to 15 once the queue holds thousands. For [prefetching](crate::prefetch) its target a dozen events ahead.
    #[inline]
    pub fn upcoming(&self, n: usize) -> Option<&Entry<T>> {
        self.front.upcoming(&self.pool, n)
    }

    /// All pending entries, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        let places = self.rungs.iter().flat_map(Rung::lists).flat_map(|list| self.pool.places(list));
        self.front.iter(&self.pool).chain(places.map(|place| self.pool.at(place)))
    }

    /// Appends an entry to the bucket of the last rung that reaches it.
    #[inline(always)]
    fn place(&mut self, entry: Entry<T>) {
        place(&mut self.rungs[..self.depth], &mut self.pool, entry);
    }

    /// Adds the next bucket to a front that is about to run out, if it is the very next and small: so that there is always
    /// something upcoming.
    #[inline(never)]
    fn open_early(&mut self) {
        let rung = &mut self.rungs[self.depth - 1];
        if let Some(index) = rung.first_up_to(SORTED_MAX, self.front.last()) {
            let (list, start, last) = rung.take(index);
            self.front.open(&mut self.pool, list, start, last);
        }
    }

    /// Makes the next bucket with entries the front. `false` if there is none.
    fn open_next(&mut self) -> bool {
        self.front.close(&mut self.pool);
        loop {
            let rung = &mut self.rungs[self.depth - 1];
            let Some(index) = rung.first() else {
                if self.depth == 1 {
                    return false;
                }
                self.depth -= 1;
                continue;
            };
            let (list, start, last) = rung.take(index);
            let (shift, fitted) = (rung.shift, rung.fitted);
            if list.len() <= SORTED_MAX || shift == 0 {
                self.front.open(&mut self.pool, list, start, last);
                return true;
            }
            if fitted {
                let count = buckets(list.len() / PER_BUCKET).min(BUCKETS_EVEN).min(1 << shift.min(8));
                self.enter(start, last, shift - count.ilog2(), count, false);
            } else {
                let times = Times::of(self.pool.places(&list).map(|place| self.pool.at(place).time_ns));
                if times.first == times.last {
                    self.front.open(&mut self.pool, list, times.first, times.last);
                    return true;
                }
                self.enter_fitted(&times, last);
            }
            self.scatter(list);
        }
    }

    /// Places the entries of a list again.
    fn scatter(&mut self, mut list: List) {
        let rungs = &mut self.rungs[..self.depth];
        while let Some((start, count)) = self.pool.take_chunk(&mut list) {
            for at in start..start + count {
                let entry = *self.pool.at(at);
                place(rungs, &mut self.pool, entry);
            }
            self.pool.release_chunk(start);
        }
    }

    /// Adds a rung over `start..=last`, or over as much of it as its buckets take.
    fn enter(&mut self, start: u64, last: u64, shift: u32, count: usize, fitted: bool) {
        if self.depth == self.rungs.len() {
            self.rungs.push(Rung::new());
        }
        let rung = &mut self.rungs[self.depth];
        rung.cover(start, last, shift, count);
        rung.fitted = fitted;
        self.depth += 1;
    }

    /// Adds a rung for entries of these times: from the first to eight times the mean, which at least 7/8 of them are within,
    /// and which leaves room for what they bring about.
    fn enter_fitted(&mut self, times: &Times, last: u64) {
        let reach = times.mean_after_first().saturating_mul(8).min(last - times.first);
        let count = buckets(times.count / PER_BUCKET_FITTED);
        let bits = u64::BITS - reach.leading_zeros();
        self.enter(times.first, last, bits.saturating_sub(count.ilog2()), count, true);
    }

    /// Cuts the front finer, as one entry too many is pushed into it.
    #[cold]
    fn cut_front_for(&mut self, entry: Entry<T>) {
        let last = self.front.last();
        let entries = self.front.drain(&mut self.pool);
        self.enter_fitted(&Times::of(entries.iter().map(|entry| entry.time_ns)), last);
        entries.into_iter().chain([entry]).for_each(|entry| self.place(entry));
    }
}

/// Appends an entry to the bucket of the last rung that reaches it. Inline, so that an entry is written once, where it stays.
#[inline(always)]
fn place<T: Copy>(rungs: &mut [Rung], pool: &mut Pool<T>, entry: Entry<T>) {
    let reaches = rungs.iter_mut().rev().find(|rung| entry.time_ns <= rung.last);
    // The first rung reaches all times.
    if let Some(rung) = reaches {
        rung.add(pool, entry);
    }
}

/// The number of buckets that is nearest to what is wanted: a power of two.
fn buckets(wanted: usize) -> usize {
    wanted.next_power_of_two().clamp(8, BUCKETS)
}

/// How times lie.
struct Times {
    first: u64,
    last: u64,
    sum: u128,
    count: usize,
}

impl Times {
    fn of(times: impl Iterator<Item = u64>) -> Self {
        let none = Self { first: u64::MAX, last: 0, sum: 0, count: 0 };
        times.fold(none, |all, time| Self {
            first: all.first.min(time),
            last: all.last.max(time),
            sum: all.sum + u128::from(time),
            count: all.count + 1,
        })
    }

    fn mean_after_first(&self) -> u64 {
        let mean = self.sum / self.count.max(1) as u128;
        (mean as u64).saturating_sub(self.first)
    }
}

impl<T: Copy> Default for CalendarQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy> Queue<T> for CalendarQueue<T> {
    #[inline]
    fn push(&mut self, entry: Entry<T>) {
        self.len += 1;
        if !self.front.takes(entry.time_ns) {
            self.place(entry);
        } else if !self.front.insert(&mut self.pool, entry) {
            self.cut_front_for(entry);
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<Entry<T>> {
        loop {
            if let Some(entry) = self.front.pop(&self.pool) {
                self.len -= 1;
                if self.front.ordered_len() == AHEAD {
                    self.open_early();
                }
                return Some(entry);
            }
            if !self.open_next() {
                return None;
            }
        }
    }

    #[inline]
    fn next_time(&mut self) -> Option<u64> {
        loop {
            if let Some(entry) = self.front.peek(&self.pool) {
                return Some(entry.time_ns);
            }
            if !self.open_next() {
                return None;
            }
        }
    }

    fn len(&self) -> usize {
        self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delays (ns) of one, of many and of widely spread instants; some open the front for long, some never fill it.
    const DELAYS: [fn(u64) -> u64; 5] = [
        |_| 0,
        |draw| draw % 3,
        |draw| 1_000_000_000 + draw % 1_000_000_000,
        |draw| 1 << (draw % 50),
        |draw| draw % 7 * 3_600_000_000_000,
    ];

    #[test]
    fn memory_follows_what_is_pending() {
        for (law, delay_ns) in DELAYS.iter().enumerate() {
            for pending in [3, 300, 3_000] {
                let mut queue = CalendarQueue::new();
                let entry = |time_ns, sequence| Entry { time_ns, sender: 0, sequence, target: 0, purpose: 0, what: 0_u64 };
                (0..pending).for_each(|sequence| queue.push(entry(u64::from(sequence) * 1_000, sequence)));
                for sequence in pending..200_000 {
                    let now_ns = queue.pop().expect("as many as at the start").time_ns;
                    let draw = u64::from(sequence).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
                    queue.push(entry(now_ns + delay_ns(draw), sequence));
                }
                // The last chunk of each list is not full.
                let lists = queue.rungs.len() * BUCKETS;
                let most = 2 * (pending as usize + SORTED_MAX) + 16 * lists.min(pending as usize);
                assert!(queue.pool.places_kept() <= most, "law {law}, {pending} pending: {} places", queue.pool.places_kept());
            }
        }
    }
}
