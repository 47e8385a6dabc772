//! The calendar queue against the heap, on times that are meant to hurt it.

use kernel::{CalendarQueue, Entry, HeapQueue, Queue};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// How long after the last pop something happens.
#[derive(Clone, Copy, Debug)]
enum Law {
    AllEqual,
    Uniform { below_ns: u64 },
    Geometric,
    FarFuture,
    Bursts { every_ns: u64 },
    Decreasing,
    BeforeTheLastPop { by_ns: u64 },
}

fn law() -> impl Strategy<Value = Law> {
    prop_oneof![
        Just(Law::AllEqual),
        prop_oneof![Just(2), Just(1000), Just(1 << 20), Just(1 << 31), Just(1 << 45)]
            .prop_map(|below_ns| Law::Uniform { below_ns }),
        Just(Law::Geometric),
        Just(Law::FarFuture),
        prop_oneof![Just(10), Just(1_000_000_000)].prop_map(|every_ns| Law::Bursts { every_ns }),
        Just(Law::Decreasing),
        prop_oneof![Just(3), Just(1 << 40)].prop_map(|by_ns| Law::BeforeTheLastPop { by_ns }),
    ]
}

/// A stretch of a run: pops and pushes, so many each, of a law.
#[derive(Clone, Debug)]
struct Phase {
    law: Law,
    pushes: usize,
    pops: usize,
    /// Pops and pushes in turn, or all pushes first.
    in_turn: bool,
}

fn phase() -> impl Strategy<Value = Phase> {
    let counts = prop_oneof![3 => 0_usize..40, 2 => 0_usize..1500, 1 => 3000_usize..9000];
    (law(), counts.clone(), counts, any::<bool>()).prop_map(|(law, pushes, pops, in_turn)| Phase { law, pushes, pops, in_turn })
}

fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    word ^ (word >> 29)
}

impl Law {
    fn time_ns(self, now_ns: u64, index: u64, word: u64) -> u64 {
        match self {
            Self::AllEqual => now_ns,
            Self::Uniform { below_ns } => now_ns.saturating_add(word % below_ns),
            Self::Geometric => now_ns.saturating_add(1 << (word % 63)),
            Self::FarFuture => u64::MAX - word % 3,
            Self::Bursts { every_ns } => (now_ns / every_ns).saturating_add(1 + word % 3).saturating_mul(every_ns),
            Self::Decreasing => now_ns.saturating_add(1_000_000_u64.saturating_sub(index * 7)),
            Self::BeforeTheLastPop { by_ns } => now_ns.saturating_sub(word % by_ns),
        }
    }
}

/// Both queues, given the same; what `upcoming` foretold; what is pending.
#[derive(Default)]
struct Pair {
    calendar: CalendarQueue<u64>,
    heap: HeapQueue<u64>,
    now_ns: u64,
    pushed: u64,
}

impl Pair {
    fn push(&mut self, law: Law) {
        let word = mix(self.pushed.wrapping_mul(0xD134_2543_DE82_EF95));
        let time_ns = law.time_ns(self.now_ns, self.pushed, word >> 8);
        let sequence = (self.pushed as u32).reverse_bits();
        let entry =
            Entry { time_ns, sender: (word % 3) as u32, sequence, target: 1, purpose: (word % 5) as u8, what: self.pushed };
        self.calendar.push(entry);
        self.heap.push(entry);
        self.pushed += 1;
    }

    fn pop(&mut self) -> Result<bool, TestCaseError> {
        prop_assert_eq!(self.calendar.next_time(), self.heap.next_time());
        let foretold = self.calendar.upcoming(0).map(Entry::key);
        let (ours, oracle) = (self.calendar.pop(), self.heap.pop());
        prop_assert_eq!(ours.map(|entry| (entry.key(), entry.what)), oracle.map(|entry| (entry.key(), entry.what)));
        prop_assert!(foretold.is_none() || foretold == oracle.map(|entry| entry.key()));
        prop_assert_eq!(self.calendar.len(), self.heap.len());
        self.now_ns = oracle.map_or(self.now_ns, |entry| entry.time_ns);
        Ok(oracle.is_some())
    }

    fn run(&mut self, phase: &Phase) -> Result<(), TestCaseError> {
        for turn in 0..phase.pushes.max(phase.pops) {
            if turn < phase.pushes {
                self.push(phase.law);
            }
            if phase.in_turn && turn < phase.pops {
                self.pop()?;
            }
        }
        for _ in 0..if phase.in_turn { 0 } else { phase.pops } {
            self.pop()?;
        }
        self.pending_are_those_of_the_heap()
    }

    fn pending_are_those_of_the_heap(&self) -> Result<(), TestCaseError> {
        let ours: BTreeSet<u64> = self.calendar.iter().map(|entry| entry.what).collect();
        let oracle: BTreeSet<u64> = self.heap.iter().map(|entry| entry.what).collect();
        prop_assert_eq!(ours, oracle);
        prop_assert_eq!(self.calendar.iter().count(), self.heap.len());
        Ok(())
    }

    /// What `upcoming` says before the pops, and what pops.
    fn foretells(&mut self) -> Result<(), TestCaseError> {
        self.calendar.next_time();
        let foretold: Vec<_> = (0..40).map(|n| self.calendar.upcoming(n).map(Entry::key)).collect();
        for foretold in foretold {
            let popped = self.heap.peek().map(Entry::key);
            prop_assert!(foretold.is_none() || foretold == popped, "foretold {:?}, came {:?}", foretold, popped);
            self.pop()?;
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_calendar_pops_what_the_heap_pops(phases in proptest::collection::vec(phase(), 1..6)) {
        let mut pair = Pair::default();
        for phase in &phases {
            pair.run(phase)?;
            pair.foretells()?;
        }
        while pair.pop()? {}
        prop_assert!(pair.calendar.is_empty() && pair.calendar.iter().next().is_none());
    }
}

#[test]
fn a_clone_goes_on_as_the_original() {
    let mut pair = Pair::default();
    pair.run(&Phase { law: Law::Geometric, pushes: 3000, pops: 1000, in_turn: true }).unwrap();
    let mut copy = pair.calendar.clone();
    let original = std::iter::from_fn(|| pair.calendar.pop()).map(|entry| entry.what);
    assert!(original.eq(std::iter::from_fn(|| copy.pop()).map(|entry| entry.what)));
}

#[test]
fn what_pops_next_is_foretold_for_most_of_a_run() {
    let mut pair = Pair::default();
    let fill = Phase { law: Law::Uniform { below_ns: 1 << 31 }, pushes: 8000, pops: 0, in_turn: false };
    pair.run(&fill).unwrap();
    let foretold = (0..8000).filter(|_| pair.calendar.pop().is_some() && pair.calendar.upcoming(8).is_some()).count();
    assert!(foretold > 6000, "{foretold} of 8000");
}
