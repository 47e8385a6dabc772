//! The simple queue: a binary heap.

use crate::{Entry, Queue};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A binary heap: simple, slow from 10⁵ entries on, and the oracle of [`CalendarQueue`](crate::CalendarQueue).
#[derive(Clone, Debug)]
pub struct HeapQueue<T>(BinaryHeap<Earliest<T>>);

/// The earliest entry is the greatest.
#[derive(Clone, Debug)]
struct Earliest<T>(Entry<T>);

impl<T> PartialEq for Earliest<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.key() == other.0.key()
    }
}

impl<T> Eq for Earliest<T> {}

impl<T> PartialOrd for Earliest<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Earliest<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.key().cmp(&self.0.key())
    }
}

impl<T> HeapQueue<T> {
    /// A queue without entries.
    pub fn new() -> Self {
        Self(BinaryHeap::new())
    }

    /// The first entry.
    pub fn peek(&self) -> Option<&Entry<T>> {
        self.0.peek().map(|earliest| &earliest.0)
    }

    /// All pending entries, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        self.0.iter().map(|earliest| &earliest.0)
    }
}

impl<T> Default for HeapQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Queue<T> for HeapQueue<T> {
    fn push(&mut self, entry: Entry<T>) {
        self.0.push(Earliest(entry));
    }

    fn pop(&mut self) -> Option<Entry<T>> {
        self.0.pop().map(|earliest| earliest.0)
    }

    fn next_time(&mut self) -> Option<u64> {
        self.peek().map(|entry| entry.time_ns)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}
