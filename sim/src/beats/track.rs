//! The beats of one life, evaluated.

use super::{BeatRule, Life};
use crate::fate::{BeatFates, Fate};
use crate::network::Network;
use engine::Time;
use engine::availability::BeatRun;

/// One life's beats on their way to one validator.
pub struct Track<'a> {
    network: &'a Network,
    rule: &'a BeatRule,
    fates: BeatFates,
    life: Life,
    node: (u32, u16),
    validator: (u32, u16),
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

/// Beats one after the other that take equally long.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// Number of the first.
    number: u64,
    count: u64,
    /// When the first arrives (ns), and how long each is under way.
    arrival_ns: u64,
    delay_ns: u64,
}

impl<'a> Track<'a> {
    /// The beats of `life`, which is `node`'s, on their way to `validator`; both come with where they are.
    pub fn new(network: &'a Network, rule: &'a BeatRule, life: Life, node: (u32, u16), validator: (u32, u16)) -> Self {
        Self { network, rule, fates: network.beat_fates(node.0), life, node, validator }
    }

    /// When beat `number` is sent (ns).
    pub fn sent_ns(&self, number: u64) -> u64 {
        self.life.first_ns + number * self.rule.period.0
    }

    /// The first beat from `number` on that arrives.
    pub fn first_heard(&self, number: u64) -> Option<u64> {
        let sent = (number..).take_while(|number| self.sent_ns(*number) < self.life.end_ns);
        sent.into_iter().find(|number| !self.fate(*number).lost)
    }

    /// Of the stretch that begins with beat `number`, which arrives: when its last beat arrives (ns), and the first beat of the
    /// next stretch.
    pub fn stretch(&self, number: u64) -> (u64, Option<u64>) {
        if self.fates.none_is_lost() {
            let last = self.life.sent(u64::MAX, self.rule.period).saturating_sub(1).max(number);
            let block = self.blocks(last).next();
            return (block.map_or(self.sent_ns(last), |block| block.arrival_ns), None);
        }
        let mut last_ns = None;
        for block in self.blocks(number) {
            let mut arrival_ns = block.arrival_ns;
            for number in block.number..block.number + block.count {
                if !self.fate(number).lost {
                    match last_ns {
                        Some(last_ns) if arrival_ns - last_ns >= self.rule.silence.0 => return (last_ns, Some(number)),
                        _ => last_ns = Some(arrival_ns),
                    }
                }
                arrival_ns += self.rule.period.0;
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
        for block in self.blocks(u64::from(self.life.handed)) {
            let in_time = until.0.saturating_sub(block.arrival_ns).div_ceil(period).min(block.count);
            // Beats are as far apart as slots are.
            for (slot, number) in (block.arrival_ns / period..).zip(block.number..block.number + in_time) {
                let fate = self.fate(number);
                if fate.repeated && !fate.lost {
                    let arrival_ns = block.arrival_ns + (number - block.number) * period;
                    found.repeated += 1;
                    found.refused += u64::from(arrival_ns + block.delay_ns <= self.rule.end.0);
                }
                if fate.lost {
                    found.lost += 1;
                } else {
                    match first {
                        Some(first) if free < slot => holes.extend(free - first..slot - first),
                        Some(_) => {}
                        None => first = Some(slot),
                    }
                    free = free.max(slot + 1);
                }
            }
            found.next += u32::try_from(in_time).unwrap_or(u32::MAX);
            if in_time < block.count {
                break;
            }
        }
        let run = first.map(|first_slot| BeatRun { first_slot, count: free - first_slot, lost: holes });
        HandedOver { run, ..found }
    }

    /// All beats from `number` on, lost ones included.
    fn blocks(&self, number: u64) -> impl Iterator<Item = Block> {
        let period = self.rule.period.0;
        let mut number = number;
        std::iter::from_fn(move || {
            let sent_ns = self.sent_ns(number);
            let left = self.life.end_ns.checked_sub(sent_ns).filter(|left| *left > 0)?.div_ceil(period);
            let off_ns = sent_ns + self.rule.handling.0;
            let (delay, until) = self.network.delay(Time(off_ns), self.node, self.validator, self.rule.bytes);
            let count = (until.0 - off_ns).div_ceil(period).clamp(1, left);
            let block = Block { number, count, arrival_ns: off_ns + delay.0, delay_ns: delay.0 };
            number += count;
            Some(block)
        })
    }

    fn fate(&self, number: u64) -> Fate {
        self.fates.of(u64::from(self.life.incarnation) << 32 | number)
    }
}
