//! The queue of pending events.

use crate::kernel::Entry;
use engine::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A queue that gives entries back in the order of their keys. Keys are unique.
pub trait Queue<T> {
    /// Adds an entry.
    fn push(&mut self, entry: Entry<T>);
    /// Takes the first entry.
    fn pop(&mut self) -> Option<Entry<T>>;
    /// When the first entry happens.
    fn next_time(&self) -> Option<Time>;
}

/// A binary heap: simple, and the reference for faster queues.
#[derive(Debug)]
pub struct HeapQueue<T>(BinaryHeap<Reverse<Entry<T>>>);

impl<T> Default for HeapQueue<T> {
    fn default() -> Self {
        Self(BinaryHeap::new())
    }
}

impl<T> Queue<T> for HeapQueue<T> {
    fn push(&mut self, entry: Entry<T>) {
        self.0.push(Reverse(entry));
    }

    fn pop(&mut self) -> Option<Entry<T>> {
        self.0.pop().map(|Reverse(entry)| entry)
    }

    fn next_time(&self) -> Option<Time> {
        self.0.peek().map(|Reverse(entry)| entry.key.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Key;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pops_in_order_of_keys_whatever_the_order_of_pushes(
            mut keys in proptest::collection::btree_set((0_u64..9, 0_u32..4, 0_u8..3, 0_u64..4), 0..80)
                .prop_map(|set| set.into_iter().collect::<Vec<_>>()).prop_shuffle()
        ) {
            let mut queue = HeapQueue::default();
            for &(time, sender, purpose, sequence) in &keys {
                queue.push(Entry { key: Key { time: Time(time), sender, purpose, sequence }, target: 0, what: () });
            }
            keys.sort_unstable();
            for key in keys {
                prop_assert_eq!(queue.next_time(), Some(Time(key.0)));
                let popped = queue.pop().unwrap().key;
                prop_assert_eq!((popped.time.0, popped.sender, popped.purpose, popped.sequence), key);
            }
            prop_assert!(queue.pop().is_none());
        }
    }
}
