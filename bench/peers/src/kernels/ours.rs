//! This project's kernel and its heap twin.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use kernel::{CalendarQueue, Entry, HeapQueue, Queue, prefetch};

/// Events ahead whose target is asked for.
const AHEAD: usize = 12;

/// What an event carries.
pub trait Payload: Copy {
    fn of(token: u64) -> Self;
    fn token(&self) -> u64;
}

/// Inline: 32 bytes an entry.
impl Payload for u64 {
    fn of(token: u64) -> Self {
        token
    }

    fn token(&self) -> u64 {
        *self
    }
}

/// 64 bytes: 88 bytes an entry.
impl Payload for [u64; 8] {
    fn of(token: u64) -> Self {
        [token; 8]
    }

    fn token(&self) -> u64 {
        self[7]
    }
}

pub fn calendar<T: Payload>(rules: &Rules, lps: &mut [Lp], meter: &mut Meter) {
    let ahead = |queue: &CalendarQueue<T>, lps: &[Lp]| {
        if let Some(entry) = queue.upcoming(AHEAD) {
            prefetch(&lps[entry.target as usize]);
        }
    };
    run(CalendarQueue::new(), ahead, rules, lps, meter);
}

pub fn heap<T: Payload>(rules: &Rules, lps: &mut [Lp], meter: &mut Meter) {
    run(HeapQueue::<T>::new(), |_, _| {}, rules, lps, meter);
}

fn run<T: Payload, Q: Queue<T>>(mut queue: Q, ahead: impl Fn(&Q, &[Lp]), rules: &Rules, lps: &mut [Lp], meter: &mut Meter) {
    let entry = |now_ns: u64, sender: u32, send: Send| {
        let Send { delay_ns, target, token, number } = send;
        Entry { time_ns: now_ns + delay_ns, sender, sequence: number, target, purpose: 0, what: T::of(token) }
    };
    for (me, lp) in (0..).zip(lps.iter_mut()) {
        queue.push(entry(0, me, rules.first(me, lp)));
    }
    while let Some(next) = queue.pop() {
        ahead(&queue, lps);
        let (me, now_ns) = (next.target, next.time_ns);
        rules.handle(me, &mut lps[me as usize], now_ns, next.what.token(), |send| queue.push(entry(now_ns, me, send)));
        if !meter.tick() {
            return;
        }
    }
}
