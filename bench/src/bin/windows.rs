//! Does one run pay on two threads? A run cut in two halves that advance in windows of one lookahead, against one queue.
//!
//! A million places, each with one event pending; an event does a little work and sets off the next one, a tenth of them at a
//! place of the other half. What varies is how many events a window holds: lookahead × events a second.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use engine::rng::mix;
use kernel::{CalendarQueue, Entry, Queue};
use std::hint::spin_loop;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Instant;

const PLACES: u32 = 1_000_000;
const EVENTS: u64 = 6_000_000;
/// Mean time between two events of a place (ns).
const GAP_NS: u64 = 1_000_000_000;

/// Half of the places, or all of them.
struct Part {
    queue: CalendarQueue<u64>,
    /// State of each place; only those of this part are used.
    states: Vec<u64>,
    handled: u64,
}

impl Part {
    fn new(mine: impl Fn(u32) -> bool) -> Self {
        let mut part = Self { queue: CalendarQueue::new(), states: vec![0; PLACES as usize], handled: 0 };
        for target in (0..PLACES).filter(|target| mine(*target)) {
            let time_ns = mix(u64::from(target)) % (2 * GAP_NS);
            part.queue.push(Entry { time_ns, sender: target, sequence: 0, target, purpose: 0, what: 0 });
        }
        part
    }

    /// Handles what comes before `until_ns`; events for others go to `away`.
    fn advance(&mut self, until_ns: u64, lookahead_ns: u64, mine: impl Fn(u32) -> bool, away: &mut Vec<Entry<u64>>) {
        while self.queue.next_time().is_some_and(|at_ns| at_ns < until_ns)
            && let Some(entry) = self.queue.pop()
        {
            if let Some(next) = self.queue.upcoming(8) {
                kernel::prefetch(&self.states[next.target as usize]);
            }
            let state = &mut self.states[entry.target as usize];
            *state = mix(*state ^ entry.time_ns);
            let word = *state;
            self.handled += 1;
            let target = if word.is_multiple_of(5) { (mix(word) % u64::from(PLACES)) as u32 } else { entry.target };
            let time_ns = entry.time_ns + lookahead_ns + mix(!word) % (2 * GAP_NS);
            let next = Entry { time_ns, sender: entry.target, sequence: entry.sequence + 1, target, purpose: 0, what: 0 };
            if mine(target) { self.queue.push(next) } else { away.push(next) }
        }
    }

    fn digest(&self) -> u64 {
        let seen = (0_u64..).zip(&self.states).filter(|(_, state)| **state != 0);
        seen.fold(0, |sum, (place, state)| sum.wrapping_add(mix(*state ^ mix(place))))
    }
}

/// A barrier that spins: windows are too short to sleep.
#[derive(Default)]
struct Barrier {
    waiting: AtomicU32,
    round: AtomicU64,
}

impl Barrier {
    fn wait(&self, parties: u32) {
        let round = self.round.load(Ordering::Acquire);
        if self.waiting.fetch_add(1, Ordering::AcqRel) + 1 == parties {
            self.waiting.store(0, Ordering::Release);
            self.round.fetch_add(1, Ordering::AcqRel);
        } else {
            while self.round.load(Ordering::Acquire) == round {
                spin_loop();
            }
        }
    }
}

fn on_one_thread(lookahead_ns: u64, end_ns: u64) -> (f64, u64, u64) {
    let mut part = Part::new(|_| true);
    let started = Instant::now();
    part.advance(end_ns, lookahead_ns, |_| true, &mut Vec::new());
    (started.elapsed().as_secs_f64(), part.handled, part.digest())
}

fn on_two_threads(lookahead_ns: u64, end_ns: u64) -> (f64, u64, u64) {
    let barrier = Barrier::default();
    let mail = [Mutex::new(Vec::new()), Mutex::new(Vec::new())];
    let results = Mutex::new((0.0_f64, 0_u64, 0_u64));
    std::thread::scope(|scope| {
        for half in 0..2_u32 {
            let (barrier, mail, results) = (&barrier, &mail, &results);
            scope.spawn(move || {
                let mine = |target: u32| target % 2 == half;
                let (mut part, mut away, mut now_ns) = (Part::new(mine), Vec::new(), 0);
                barrier.wait(2);
                let started = Instant::now();
                while now_ns < end_ns {
                    now_ns = end_ns.min(now_ns + lookahead_ns);
                    part.advance(now_ns, lookahead_ns, mine, &mut away);
                    if let Ok(mut letters) = mail[1 - half as usize].lock() {
                        letters.append(&mut away);
                    }
                    barrier.wait(2);
                    if let Ok(mut letters) = mail[half as usize].lock() {
                        letters.drain(..).for_each(|letter| part.queue.push(letter));
                    }
                    barrier.wait(2);
                }
                let wall_s = started.elapsed().as_secs_f64();
                if let Ok(mut results) = results.lock() {
                    *results = (results.0.max(wall_s), results.1 + part.handled, results.2.wrapping_add(part.digest()));
                }
            });
        }
    });
    results.into_inner().unwrap_or_default()
}

fn main() {
    println!("| events a window | 1 thread (wall ns/event) | 2 threads (wall ns/event) | 2 threads faster by |");
    println!("|---:|---:|---:|---:|");
    for window in [30_u64, 300, 3_000, 30_000, 300_000] {
        let lookahead_ns = window * GAP_NS / u64::from(PLACES);
        let end_ns = EVENTS.min(window * 40_000) * GAP_NS / u64::from(PLACES);
        let rounds = [0; 3].map(|_| (on_one_thread(lookahead_ns, end_ns), on_two_threads(lookahead_ns, end_ns)));
        let mut ns = [Vec::new(), Vec::new()];
        for ((one_s, handled, digest), (two_s, handled_by_two, digest_of_two)) in rounds {
            assert_eq!((handled, digest), (handled_by_two, digest_of_two), "two threads did something else");
            ns[0].push(one_s * 1e9 / handled as f64);
            ns[1].push(two_s * 1e9 / handled as f64);
        }
        ns.iter_mut().for_each(|ns| ns.sort_by(f64::total_cmp));
        let (one, two) = (ns[0][1], ns[1][1]);
        println!("| {window} | {one:.0} | {two:.0} | {:.2}× |", one / two);
    }
}
