//! The beats of one life, evaluated.

use super::{BeatRule, Life};
use crate::network::{BeatFate, Network};
use engine::Time;
use engine::availability::{BeatRun, Lost};

/// One life's beats on their way to one validator.
pub struct Track<'a> {
    network: &'a Network,
    rule: &'a BeatRule,
    fate: BeatFate,
    life: Life,
    node: u32,
    validator: u32,
}

/// What [`Track::hand_over`] found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HandedOver {
    /// Slots in which beats arrived; `None` if none did.
    pub run: Option<BeatRun>,
    /// Number of the first beat that was not looked at.
    pub next: u32,
    /// Beats lost.
    pub lost: u64,
    /// Beats that came twice.
    pub repeated: u64,
    /// Second copies that arrived before the run's end: each is refused.
    pub refused: u64,
}

/// A beat on its way.
#[derive(Clone, Copy, Debug)]
struct Flight {
    number: u64,
    sent_ns: u64,
    delay_ns: u64,
}

impl<'a> Track<'a> {
    /// The beats of `life`, which is `node`'s, on their way to `validator`.
    pub fn new(network: &'a Network, rule: &'a BeatRule, life: Life, node: u32, validator: u32) -> Self {
        Self { network, rule, fate: network.beat_fate(node), life, node, validator }
    }

    /// When beat `number` is sent (ns).
    pub fn sent_ns(&self, number: u64) -> u64 {
        self.life.first_ns + number * self.rule.period.0
    }

    /// The first beat from `number` on that arrives.
    pub fn first_heard(&self, number: u64) -> Option<u64> {
        let sent = (number..).take_while(|number| self.sent_ns(*number) < self.life.end_ns);
        sent.into_iter().find(|number| !self.is_lost(*number))
    }

    /// Of the stretch that begins with beat `number`, which arrives: when its last beat arrives (ns), and the first beat of the
    /// next stretch.
    pub fn stretch(&self, number: u64) -> (u64, Option<u64>) {
        if self.fate.none_is_lost() {
            let last = self.life.sent(u64::MAX, self.rule.period).saturating_sub(1).max(number);
            let flight = self.flights(last).next();
            return (flight.map_or(self.sent_ns(last), |flight| self.arrival_ns(&flight)), None);
        }
        let mut last_ns = None;
        for flight in self.flights(number) {
            if self.is_lost(flight.number) {
                continue;
            }
            let arrival_ns = self.arrival_ns(&flight);
            match last_ns {
                Some(last_ns) if arrival_ns - last_ns >= self.rule.silence.0 => return (last_ns, Some(flight.number)),
                _ => last_ns = Some(arrival_ns),
            }
        }
        (last_ns.unwrap_or_else(|| self.sent_ns(number)), None)
    }

    /// What became of the beats from the first one not handed over to the last one that arrives before `until`, or would if it
    /// were not lost.
    pub fn hand_over(&self, until: Time) -> HandedOver {
        let mut found = HandedOver { next: self.life.handed, ..HandedOver::default() };
        let period = self.rule.period.0;
        let (mut first, mut free, mut holes) = (None, 0, Vec::new());
        let (mut next_ns, mut slot) = (u64::MAX, 0);
        for flight in self.flights(u64::from(self.life.handed)) {
            let arrival_ns = self.arrival_ns(&flight);
            if arrival_ns >= until.0 {
                break;
            }
            found.next += 1;
            // Within a block of equal delays beats are as far apart as slots are: a division a block, not a beat.
            slot = if arrival_ns == next_ns { slot + 1 } else { arrival_ns / period };
            next_ns = arrival_ns + period;
            if self.is_lost(flight.number) {
                found.lost += 1;
                continue;
            }
            if self.fate.is_repeated(self.sequence(flight.number)) {
                found.repeated += 1;
                found.refused += u64::from(arrival_ns + flight.delay_ns <= self.rule.end.0);
            }
            match first {
                Some(first) => holes.extend(free - first..slot.saturating_sub(first)),
                None => first = Some(slot),
            }
            free = free.max(slot + 1);
        }
        let run = first.map(|first_slot| BeatRun { first_slot, count: free - first_slot, lost: Lost::At(holes) });
        HandedOver { run, ..found }
    }

    fn sequence(&self, number: u64) -> u64 {
        u64::from(self.life.incarnation) << 32 | number
    }

    fn is_lost(&self, number: u64) -> bool {
        self.fate.is_lost(self.sequence(number))
    }

    fn arrival_ns(&self, flight: &Flight) -> u64 {
        flight.sent_ns + self.rule.handling.0 + flight.delay_ns
    }

    /// All beats from `number` on, lost ones included.
    fn flights(&self, number: u64) -> impl Iterator<Item = Flight> {
        let (mut delay_ns, mut same_until_ns) = (0, 0);
        let sent = (number..).map(|number| (number, self.sent_ns(number)));
        sent.take_while(|(_, sent_ns)| *sent_ns < self.life.end_ns).map(move |(number, sent_ns)| {
            let off_ns = sent_ns + self.rule.handling.0;
            if off_ns >= same_until_ns {
                let (delay, until) = self.network.delay(Time(off_ns), self.node, self.validator, self.rule.bytes);
                (delay_ns, same_until_ns) = (delay.0, until.0);
            }
            Flight { number, sent_ns, delay_ns }
        })
    }
}
