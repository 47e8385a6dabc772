//! What the benchmarks measure on: the hold model of queues.

use engine::rng::Stream;
use kernel::{Entry, Queue};

/// How long after an event the next one happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// 0.1 to 1.17 s, evenly.
    Second,
    /// An hour and up to 1.07 s.
    Hour,
    /// 1 to 10 whole seconds: many events at one instant.
    Ticks,
    /// Up to 1 ms, and one in a thousand an hour.
    Bimodal,
    /// 2^k ns, k up to 44.
    Geometric,
}

impl Law {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Second, Self::Hour, Self::Ticks, Self::Bimodal, Self::Geometric];

    /// A delay (ns) from a random word.
    fn delay_ns(self, word: u64) -> u64 {
        const HOUR_NS: u64 = 3_600_000_000_000;
        match self {
            Self::Second => 100_000_000 + (word >> 34),
            Self::Hour => HOUR_NS + (word >> 34),
            Self::Ticks => (1 + word % 10) * 1_000_000_000,
            Self::Bimodal if word.is_multiple_of(1_000) => HOUR_NS,
            Self::Bimodal => (word >> 32) % 1_000_000,
            Self::Geometric => 1 << (word % 45),
        }
    }
}

/// A queue in which every entry that is popped is pushed again, later: it always holds as many.
#[derive(Debug)]
pub struct Hold<Q> {
    queue: Q,
    delays: Stream,
    law: Law,
}

impl<Q: Queue<u64>> Hold<Q> {
    /// A queue that was given `pending` entries and then popped each of them about twice, as it is after a while.
    pub fn new(mut queue: Q, pending: u32, law: Law) -> Self {
        let mut delays = Stream::new(1, 2, 3);
        for sender in 0..pending {
            let time_ns = law.delay_ns(delays.next());
            queue.push(Entry { time_ns, sender, sequence: 0, target: sender, purpose: 0, what: 0 });
        }
        let mut hold = Self { queue, delays, law };
        (0..2 * pending).for_each(|_| hold.step());
        hold
    }

    /// A pop and a push.
    ///
    /// # Panics
    /// If there is nothing to pop.
    #[inline]
    pub fn step(&mut self) {
        let entry = self.queue.pop().expect("a queue that holds entries");
        let (time_ns, sequence) = (entry.time_ns + self.law.delay_ns(self.delays.next()), entry.sequence.wrapping_add(1));
        self.queue.push(Entry { time_ns, sequence, ..entry });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{CalendarQueue, HeapQueue};

    #[test]
    fn both_queues_hold_the_same_under_every_law() {
        for law in Law::ALL {
            let mut calendar = Hold::new(CalendarQueue::new(), 2_000, law).queue;
            let mut heap = Hold::new(HeapQueue::new(), 2_000, law).queue;
            assert_eq!(calendar.len(), 2_000);
            while let Some(entry) = heap.pop() {
                assert_eq!(calendar.pop().map(|entry| entry.key()), Some(entry.key()), "{law:?}");
            }
        }
    }
}
