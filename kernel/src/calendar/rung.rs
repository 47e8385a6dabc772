//! One rung of the ladder: a stretch of time cut into buckets of equal width.

use super::pool::{List, Pool};
use crate::Entry;

/// Most buckets of a rung: as many lists as can be written to in turn without leaving the second levels of cache and TLB; so
/// many that what is in one of them, if 10⁶ entries are pending, stays in the second level of the cache while it is cut finer.
pub(super) const BUCKETS: usize = 1024;

/// A stretch of time in at most [`BUCKETS`] buckets of `2^shift` ns, each an unordered list.
#[derive(Clone, Debug)]
pub(super) struct Rung {
    /// First instant of the first bucket (ns). Earlier entries count into the first bucket.
    pub(super) start: u64,
    /// Last instant that the rung takes (ns).
    pub(super) last: u64,
    /// Width of a bucket (log₂ ns).
    pub(super) shift: u32,
    /// Whether start and width were chosen from the times of the entries, and not only from their number.
    pub(super) fitted: bool,
    /// Bit `i` says that bucket `i` has entries.
    occupied: [u64; BUCKETS / 64],
    buckets: Box<[List; BUCKETS]>,
}

impl Rung {
    /// An empty rung over all of time.
    pub(super) fn new() -> Self {
        let buckets = Box::new([List::EMPTY; BUCKETS]);
        Self { start: 0, last: u64::MAX, shift: 56, fitted: false, occupied: [0; BUCKETS / 64], buckets }
    }

    /// Makes a rung without entries the one over `start..=last`, or over as much of it as `count` buckets of `2^shift` ns take.
    pub(super) fn cover(&mut self, start: u64, last: u64, shift: u32, count: usize) {
        debug_assert!(self.first().is_none() && count <= BUCKETS);
        let reach = ((count as u64 - 1) << shift) | ((1 << shift) - 1);
        (self.start, self.last, self.shift) = (start, last.min(start.saturating_add(reach)), shift);
    }

    /// Adds an entry of a time up to `last`.
    #[inline(always)]
    pub(super) fn add<T: Copy>(&mut self, pool: &mut Pool<T>, entry: Entry<T>) {
        let index = (entry.time_ns.saturating_sub(self.start) >> self.shift) as usize % BUCKETS;
        self.occupied[index / 64] |= 1 << (index % 64);
        pool.append(&mut self.buckets[index], entry);
    }

    /// Index of the first bucket with entries.
    pub(super) fn first(&self) -> Option<usize> {
        let word = self.occupied.iter().position(|&word| word != 0)?;
        Some(word * 64 + self.occupied[word].trailing_zeros() as usize)
    }

    /// Index of the first bucket with entries, if it has at most `most` and begins right after `last`.
    pub(super) fn first_up_to(&self, most: usize, last: u64) -> Option<usize> {
        let index = self.first()?;
        let next = self.start.saturating_add((index as u64) << self.shift) == last.saturating_add(1);
        (next && self.buckets[index].len() <= most).then_some(index)
    }

    /// Takes the list of a bucket, with the first and the last instant that belong there.
    pub(super) fn take(&mut self, index: usize) -> (List, u64, u64) {
        self.occupied[index / 64] &= !(1 << (index % 64));
        let list = std::mem::replace(&mut self.buckets[index], List::EMPTY);
        let start = self.start + ((index as u64) << self.shift);
        (list, start, self.last.min(start.saturating_add((1 << self.shift) - 1)))
    }

    /// All lists with entries.
    pub(super) fn lists(&self) -> impl Iterator<Item = &List> {
        self.buckets.iter().filter(|list| list.len() > 0)
    }
}
