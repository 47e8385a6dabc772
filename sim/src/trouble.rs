//! Times of trouble: what happens to copies of messages that are on their way already, beside what the network does to all.
//!
//! What becomes of a copy is a pure function of the plan, its sender and its number: nothing is drawn in order.

use crate::fate::Odds;
use crate::network::Delivery;
use borsh::{BorshDeserialize, BorshSerialize};
use engine::{Span, Time};
use world::streams::{Purpose, stream};
use world::{Disturbance, Trouble};

/// How often trouble struck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Struck {
    /// Copies that a partition swallowed.
    pub cut: u64,
    /// Copies that slow links delayed.
    pub slowed: u64,
    /// Copies lost in a burst.
    pub lost: u64,
    /// Copies that came once more.
    pub repeated: u64,
    /// Copies held up by a draw of their own, so that others overtook them.
    pub held_up: u64,
}

/// A node and its site.
pub type At = (u32, u16);

/// Times of trouble, and what they did so far.
#[derive(Debug)]
pub struct Troubles {
    disturbances: Vec<Disturbance>,
    seed: u64,
    /// Counts.
    pub struck: Struck,
}

impl Troubles {
    /// Of a run under `seed`.
    pub fn new(disturbances: Vec<Disturbance>, seed: u64) -> Self {
        Self { disturbances, seed, struck: Struck::default() }
    }

    /// Whether there is none in the whole run.
    pub fn are_none(&self) -> bool {
        self.disturbances.is_empty()
    }

    /// Whether there is any at `now`.
    fn any(&self, now: Time) -> bool {
        self.disturbances.iter().any(|time| time.from <= now && now < time.until)
    }

    /// Changes the copies of a message, which is a heartbeat or not, that `from` sent `now`.
    pub fn strike(&mut self, now: Time, from: At, beat: bool, copies: &mut Vec<Delivery>, site_of: impl Fn(u32) -> u16) {
        if !self.any(now) {
            return;
        }
        let sent = std::mem::take(copies);
        for copy in &sent {
            // What a node says to itself does not travel.
            let is_local = copy.to == from.0;
            let fate = if is_local { Some((*copy, false)) } else { self.fate(now, from, beat, *copy, site_of(copy.to)) };
            let Some((copy, repeated)) = fate else { continue };
            copies.push(copy);
            // Odd numbers are those of second copies: of one, there is no third.
            let again = copy.sequence | 1;
            if repeated && again != copy.sequence && sent.iter().all(|other| (other.to, other.sequence) != (copy.to, again)) {
                self.struck.repeated += 1;
                copies.push(Delivery { at: copy.at + copy.at.since(now), sequence: again, ..copy });
            }
        }
    }

    /// The copy as it arrives, and whether it comes once more; `None` if it is lost.
    fn fate(&mut self, now: Time, (from, site): At, beat: bool, mut copy: Delivery, to: u16) -> Option<(Delivery, bool)> {
        let draws = stream(self.seed, u64::from(from), Purpose::Trouble);
        let mut repeated = false;
        for (number, time) in (0_u64..).zip(&self.disturbances).filter(|(_, time)| time.concerns(now, site, to)) {
            match time.trouble {
                Trouble::Cut => {
                    self.struck.cut += 1;
                    return None;
                }
                Trouble::Slow { factor_q16 } => {
                    self.struck.slowed += 1;
                    copy.at = now + scaled(copy.at.since(now), factor_q16);
                }
                Trouble::Burst { loss_parts, duplicate_parts, reorder } => {
                    let draw = number << 34 | u64::from(beat) << 33 | u64::from(copy.sequence) << 1;
                    let fate = Odds { loss_parts, duplicate_parts }.fate(draws.at(draw));
                    if fate.lost {
                        self.struck.lost += 1;
                        return None;
                    }
                    repeated |= fate.repeated;
                    if reorder > Span::ZERO {
                        self.struck.held_up += 1;
                        copy.at = copy.at + Span(draws.skip_to(draw | 1).below(reorder.0));
                    }
                }
            }
        }
        Some((copy, repeated))
    }

    /// How long a transfer of data between two sites takes that begins `now` and would take `span` without trouble.
    pub fn transfer(&self, now: Time, span: Span, from: u16, to: u16) -> Span {
        self.disturbances.iter().filter(|time| time.concerns(now, from, to)).fold(span, |span, time| match time.trouble {
            Trouble::Slow { factor_q16 } => scaled(span, factor_q16),
            Trouble::Cut | Trouble::Burst { .. } => span,
        })
    }
}

fn scaled(span: Span, factor_q16: u64) -> Span {
    Span(u64::try_from((u128::from(span.0) * u128::from(factor_q16)) >> 16).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use world::parts_in_2_32;

    const MS: u64 = 1_000_000;
    const FROM: At = (7, 0);

    fn troubles(trouble: Trouble) -> Troubles {
        let (from, until, sites) = (Time(1_000 * MS), Time(2_000 * MS), vec![true, false]);
        Troubles::new(vec![Disturbance { from, until, sites, trouble }], 1)
    }

    /// What becomes of one copy, number `sequence`, sent at `now_ms` to a node at the other site.
    fn struck(troubles: &mut Troubles, now_ms: u64, sequence: u32) -> Vec<Delivery> {
        let now = Time(now_ms * MS);
        let mut copies = vec![Delivery { to: 9, at: now + Span(50 * MS), sequence }];
        troubles.strike(now, FROM, false, &mut copies, |_| 1);
        copies
    }

    #[test]
    fn a_cut_swallows_what_crosses_it_while_it_lasts() {
        let mut cut = troubles(Trouble::Cut);
        assert_eq!([999, 1_000, 1_999, 2_000].map(|now_ms| struck(&mut cut, now_ms, 0).len()), [1, 0, 0, 1]);
        let mut own = vec![Delivery { to: FROM.0, at: Time(1_500 * MS), sequence: 0 }];
        cut.strike(Time(1_500 * MS), FROM, false, &mut own, |_| 1);
        assert_eq!((own.len(), cut.struck.cut), (1, 2), "what is said to oneself arrives");
    }

    #[test]
    fn slow_links_stretch_messages_and_transfers() {
        let mut slow = troubles(Trouble::Slow { factor_q16: 3 << 16 });
        assert_eq!(struck(&mut slow, 1_500, 0)[0].at, Time(1_650 * MS));
        assert_eq!(struck(&mut slow, 500, 0)[0].at, Time(550 * MS));
        assert_eq!(slow.transfer(Time(1_500 * MS), Span(MS), 1, 0), Span(3 * MS));
        assert_eq!(slow.transfer(Time(1_500 * MS), Span(MS), 1, 1), Span(MS));
        assert_eq!(slow.struck, Struck { slowed: 1, ..Struck::default() });
    }

    #[test]
    fn a_burst_loses_repeats_and_holds_up_at_the_stated_rates() {
        let parts = parts_in_2_32;
        let reorder = Span(100 * MS);
        let mut burst = troubles(Trouble::Burst { loss_parts: parts(0.3), duplicate_parts: parts(0.2), reorder });
        let n = 20_000_u32;
        let copies: Vec<Vec<Delivery>> = (0..n).map(|k| struck(&mut burst, 1_500, 2 * k)).collect();
        let near = |found: usize, of: f64, share: f64| {
            let (found, error) = (found as f64 / of, (share * (1.0 - share) / of).sqrt());
            assert!((found - share).abs() < 3.0 * error, "{found} is not {share}");
        };
        let lost = copies.iter().filter(|copies| copies.is_empty()).count();
        near(lost, n.into(), 0.3);
        near(copies.iter().filter(|copies| copies.len() == 2).count(), f64::from(n) * 0.7, 0.2);
        let waits: Vec<u64> = copies.iter().flatten().filter(|copy| copy.sequence % 2 == 0).map(|copy| copy.at.0 / MS).collect();
        assert!(waits.iter().all(|at_ms| (1_550..1_650).contains(at_ms)) && !waits.is_sorted());
        assert_eq!(burst.struck.lost, lost as u64);
        assert_eq!(burst.struck.held_up, u64::from(n) - burst.struck.lost);
        let again: Vec<Vec<Delivery>> = (0..n).map(|k| struck(&mut burst, 1_500, 2 * k)).collect();
        assert!(again == copies, "no order of draws shows");
    }

    #[test]
    fn of_a_second_copy_there_is_no_third() {
        let certain = 1 << 32;
        let mut twice = troubles(Trouble::Burst { loss_parts: 0, duplicate_parts: certain, reorder: Span::ZERO });
        let now = Time(1_500 * MS);
        let copy = |sequence| Delivery { to: 9, at: now + Span(MS), sequence };
        let mut copies = vec![copy(4), copy(5), copy(6)];
        twice.strike(now, FROM, false, &mut copies, |_| 1);
        let mut numbers: Vec<u32> = copies.iter().map(|copy| copy.sequence).collect();
        numbers.sort_unstable();
        assert_eq!((numbers, twice.struck.repeated), (vec![4, 5, 6, 7], 1));
    }
}
