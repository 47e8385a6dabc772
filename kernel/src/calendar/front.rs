//! The front of the queue: the entries of one bucket, in order.

use super::pool::{List, Pool};
use crate::{Entry, HeapQueue, Queue};

/// Most entries that may be set in order or inserted into by moving: beyond, cutting time finer is cheaper.
pub(super) const SORTED_MAX: usize = 768;

/// The entries up to an instant, in order: keys of 8 bytes, which are quick to sort and to insert, point to entries in the pool.
#[derive(Clone, Debug)]
pub(super) struct Front<T> {
    /// Whether entries up to `last` belong here.
    open: bool,
    /// Last instant that belongs here (ns).
    last: u64,
    /// Instant from which the keys count (ns). Entries before it count as at it; where keys are equal, entries are compared.
    start: u64,
    /// Bits that the keys leave out of times.
    shift: u32,
    /// The latest first: the complement of the time since `start` in the upper half, the place in the pool in the lower.
    order: Vec<u64>,
    /// Scratch for the next order.
    other: Vec<u64>,
    /// Where the entries are.
    list: List,
    /// Places in `list` that were popped.
    spare: Vec<u32>,
    /// What comes while `order` is long and cannot be cut: all in it happens at one instant.
    late: HeapQueue<T>,
    /// Scratch for what happens at the same time.
    same: Vec<(Order, u32)>,
}

type Order = (u64, u32, u8, u32);

const PLACE: u64 = u32::MAX as u64;

/// Whether the upper halves of two keys are equal.
fn tie(a: u64, b: u64) -> bool {
    (a ^ b) <= PLACE
}

impl<T: Copy> Front<T> {
    pub(super) fn new() -> Self {
        let (list, late) = (List::EMPTY, HeapQueue::new());
        let (order, other, spare, same) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { open: false, last: 0, start: 0, shift: 0, order, other, list, spare, late, same }
    }

    /// Whether an entry of that time belongs here.
    #[inline(always)]
    pub(super) fn takes(&self, time_ns: u64) -> bool {
        time_ns <= self.last && self.open
    }

    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// The time part of a key, in the upper half.
    #[inline(always)]
    fn prefix(&self, time_ns: u64) -> u64 {
        let since = time_ns.saturating_sub(self.start) >> self.shift;
        !(since << 32) & !PLACE
    }

    /// Frees what was popped and takes the entries of `list` too, all of which happen by `last`, and after those still here.
    pub(super) fn open(&mut self, pool: &mut Pool<T>, mut list: List, start: u64, last: u64) {
        let bits = u64::BITS - last.saturating_sub(start).leading_zeros();
        (self.open, self.start, self.last, self.shift) = (true, start, last, bits.saturating_sub(32));
        let rest = std::mem::take(&mut self.order);
        let mut order = std::mem::take(&mut self.other);
        order.extend(pool.places(&list).map(|place| self.prefix(pool.at(place).time_ns) | u64::from(place)));
        order.sort_unstable();
        self.order_ties(pool, &mut order);
        // Before `start`, hence with the greatest prefix there is, and in order already.
        order.extend(rest.iter().map(|&key| !PLACE | u64::from(pool.append(&mut list, *pool.at(key as u32)))));
        (self.order, self.other) = (order, rest);
        self.other.clear();
        self.spare.clear();
        pool.release(std::mem::replace(&mut self.list, list));
    }

    /// Frees what was popped; nothing belongs here until the next opening.
    pub(super) fn close(&mut self, pool: &mut Pool<T>) {
        debug_assert!(self.order.is_empty() && self.late.is_empty());
        self.open = false;
        self.spare.clear();
        pool.release(std::mem::replace(&mut self.list, List::EMPTY));
    }

    /// Entries that are in order.
    #[inline(always)]
    pub(super) fn ordered_len(&self) -> usize {
        self.order.len()
    }

    /// Orders entries whose keys agree in their upper halves.
    fn order_ties(&mut self, pool: &Pool<T>, order: &mut [u64]) {
        let mut from = 0;
        while from < order.len() {
            let head = order[from];
            let run = order[from..].iter().take_while(|&&key| tie(key, head)).count();
            if run > 1 {
                let run = &mut order[from..from + run];
                self.same.clear();
                self.same.extend(run.iter().map(|&key| (pool.at(key as u32).key(), key as u32)));
                self.same.sort_unstable();
                for (key, (_, place)) in run.iter_mut().rev().zip(&self.same) {
                    *key = (head & !PLACE) | u64::from(*place);
                }
            }
            from += run;
        }
    }

    /// Adds an entry that belongs here. `false`, with nothing done, if the front is to be cut finer first.
    #[inline]
    pub(super) fn insert(&mut self, pool: &mut Pool<T>, entry: Entry<T>) -> bool {
        if self.order.len() >= SORTED_MAX {
            let times = [self.order[0], self.order[self.order.len() - 1]].map(|key| pool.at(key as u32).time_ns);
            if times[0] != times[1] {
                return false;
            }
            self.late.push(entry);
            return true;
        }
        let prefix = self.prefix(entry.time_ns);
        let later = |&key: &u64| match tie(key, prefix) {
            true => pool.at(key as u32).key() > entry.key(),
            false => key < prefix,
        };
        let index = self.order.partition_point(later);
        let place = match self.spare.pop() {
            Some(place) => {
                pool.put(place, entry);
                place
            }
            None => pool.append(&mut self.list, entry),
        };
        self.order.insert(index, prefix | u64::from(place));
        true
    }

    /// Takes the first entry.
    #[inline]
    pub(super) fn pop(&mut self, pool: &Pool<T>) -> Option<Entry<T>> {
        if !self.late.is_empty() && self.late_is_first(pool, 0) {
            return self.late.pop();
        }
        let place = self.order.pop()? as u32;
        self.spare.push(place);
        Some(*pool.at(place))
    }

    /// Whether the first of the late entries comes before entry `n` in order.
    fn late_is_first(&self, pool: &Pool<T>, n: usize) -> bool {
        let ordered = self.ordered(pool, n);
        self.late.peek().is_some_and(|late| ordered.is_none_or(|entry| late.key() < entry.key()))
    }

    fn ordered<'a>(&self, pool: &'a Pool<T>, n: usize) -> Option<&'a Entry<T>> {
        let index = self.order.len().checked_sub(n + 1)?;
        Some(pool.at(self.order[index] as u32))
    }

    /// The first entry.
    #[inline]
    pub(super) fn peek<'a>(&'a self, pool: &'a Pool<T>) -> Option<&'a Entry<T>> {
        if self.late_is_first(pool, 0) { self.late.peek() } else { self.ordered(pool, 0) }
    }

    /// The entry that `n` others of the front precede, where that is known without search.
    #[inline]
    pub(super) fn upcoming<'a>(&self, pool: &'a Pool<T>, n: usize) -> Option<&'a Entry<T>> {
        let entry = self.ordered(pool, n)?;
        (self.late.is_empty() || !self.late_is_first(pool, n)).then_some(entry)
    }

    /// All entries, in any order.
    pub(super) fn iter<'a>(&'a self, pool: &'a Pool<T>) -> impl Iterator<Item = &'a Entry<T>> {
        self.order.iter().map(|&key| pool.at(key as u32)).chain(self.late.iter())
    }

    /// Takes all entries, in any order, and closes.
    pub(super) fn drain(&mut self, pool: &mut Pool<T>) -> Vec<Entry<T>> {
        let entries = self.iter(pool).copied().collect();
        self.order.clear();
        self.late = HeapQueue::new();
        self.close(pool);
        entries
    }
}
