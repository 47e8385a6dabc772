//! What goes wrong at set times: machines that are down when they would be up, and what the network does to messages.
//!
//! A machine's outages become part of its on/off process: whoever drives the plan meets them as any other spell down.

use crate::churn::{Spells, SpellsState};
use crate::law::Law;
use crate::streams::{Purpose, stream};
use engine::rng::{Stream, hits};
use engine::{Span, Time};

/// A time down: first and, exclusive, last moment.
pub type Outage = (Time, Time);

/// What the network does to messages in a time of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing passes between the named sites and the others.
    Cut,
    /// What comes from or goes to a named site takes this many times as long, in units of 2⁻¹⁶.
    Slow {
        /// At least 2¹⁶.
        factor_q16: u64,
    },
    /// What comes from or goes to a named site is lost, comes twice, or takes longer.
    Burst {
        /// Probability of a loss, in 2⁻³².
        loss_parts: u64,
        /// Probability of a second copy, in 2⁻³².
        duplicate_parts: u64,
        /// Longest further time under way.
        reorder: Span,
    },
}

/// A time of trouble in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disturbance {
    /// First moment.
    pub from: Time,
    /// The moment after the last.
    pub until: Time,
    /// Whether a site is named, by row of the network's tables.
    pub sites: Vec<bool>,
    /// What happens.
    pub trouble: Trouble,
}

impl Disturbance {
    /// Whether it is a matter of what is sent `now` from one site to another.
    #[must_use]
    pub fn concerns(&self, now: Time, from: u16, to: u16) -> bool {
        let named = |site: u16| self.sites.get(usize::from(site)).copied().unwrap_or(false);
        let hit = match self.trouble {
            Trouble::Cut => named(from) != named(to),
            Trouble::Slow { .. } | Trouble::Burst { .. } => named(from) || named(to),
        };
        hit && self.from <= now && now < self.until
    }
}

/// All that goes wrong at set times, but for outages, which are part of [`NodePlan::spells`](crate::NodePlan::spells).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultPlan {
    /// What the network does.
    pub disturbances: Vec<Disturbance>,
    /// Restarts that find their worker up (count).
    pub restarts: u64,
    /// Leaves that find their worker up (count).
    pub leaves: u64,
    /// Workers that come to lie (count).
    pub sybils: u64,
}

/// Many workers restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restart {
    /// When the first may go down.
    pub at: Time,
    /// The others follow within this time.
    pub over: Span,
    /// Probability that a worker is one of them, in 2⁻³².
    pub parts: u64,
    /// How long it is down.
    pub down: Span,
}

impl Restart {
    /// The outage of `node` in restart number `index` of the plan, if it is one of those that restart.
    #[must_use]
    pub fn outage(&self, seed: u64, node: u32, index: u64) -> Option<Outage> {
        let draws = stream(seed, u64::from(node), Purpose::Restart);
        let (is_one, mut when) = (hits(draws.at(2 * index), self.parts), draws.skip_to(2 * index + 1));
        let from = self.at + Span(when.below(self.over.0));
        is_one.then(|| (from, from + self.down))
    }
}

/// Many workers leave, for different times.
#[derive(Clone, Debug, PartialEq)]
pub struct Leave {
    /// When the first may go.
    pub at: Time,
    /// The others follow within this time.
    pub over: Span,
    /// Probability that a worker is one of them, in 2⁻³².
    pub parts: u64,
    /// Probability that one of them does not come back, in 2⁻³².
    pub gone_parts: u64,
    /// How long the others are away (s).
    pub away_s: Law,
}

impl Leave {
    /// The outage of `node` in leave number `index` of the plan, if it is one of those that go.
    #[must_use]
    pub fn outage(&self, seed: u64, node: u32, index: u64) -> Option<Outage> {
        let mut draws = Stream::new(stream(seed, u64::from(node), Purpose::Leave).at(index), index, Purpose::Leave as u64);
        let (is_one, from, is_gone) =
            (hits(draws.next(), self.parts), self.at + Span(draws.below(self.over.0)), hits(draws.next(), self.gone_parts));
        let away = Span((libm::round(self.away_s.sample(&mut draws) * 1e9) as u64).max(1));
        is_one.then(|| (from, if is_gone { Time::MAX } else { from + away }))
    }
}

/// The on/off process of `node` under `spells` until `end`, less its `outages`, and how many of these begin while it is up.
#[must_use]
pub fn with_outages(spells: &Spells, seed: u64, node: u32, end: Time, outages: &[Outage]) -> (Spells, u64) {
    let up = intervals(spells, seed, node, end);
    let begins_up = |at: Time| at < end && up.iter().any(|(on, off)| *on <= at && at < *off);
    let hit = outages.iter().filter(|(from, _)| begins_up(*from)).count() as u64;
    let mut down: Vec<Outage> = outages.to_vec();
    down.sort_unstable();
    let mut left = Vec::with_capacity(up.len() + down.len());
    for (mut on, off) in up {
        for &(from, until) in &down {
            if on < from && from < off {
                left.push((on, from));
            }
            if from < off {
                on = on.max(until);
            }
        }
        if on < off {
            left.push((on, off));
        }
    }
    (if left.is_empty() { Spells::Never } else { Spells::Recorded(left) }, hit)
}

/// The times up of `node` that begin before `end`.
fn intervals(spells: &Spells, seed: u64, node: u32, end: Time) -> Vec<(Time, Time)> {
    let (mut state, mut up, mut change) = SpellsState::start(spells, seed, node);
    let (mut since, mut all) = (Time::ZERO, Vec::new());
    loop {
        let until = change.unwrap_or(Time::MAX);
        if up {
            all.push((since, until));
        }
        if until >= end {
            return all;
        }
        (since, up) = (until, !up);
        change = state.end_of_spell(spells, since, up);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Law, Renewal};

    const S: u64 = 1_000_000_000;

    fn times(pairs: &[(u64, u64)]) -> Vec<(Time, Time)> {
        pairs.iter().map(|&(on, off)| (Time(on * S), Time(off * S))).collect()
    }

    #[test]
    fn outages_are_cut_out_of_the_times_up() {
        let recorded = Spells::Recorded(times(&[(0, 10), (20, 30)]));
        let cut = |spells: &Spells, outages: &[(u64, u64)]| with_outages(spells, 1, 0, Time(100 * S), &times(outages));
        let (Spells::Recorded(left), 3) = cut(&recorded, &[(22, 24), (5, 7), (6, 8), (12, 15), (200, 201)]) else { panic!() };
        assert_eq!(left, times(&[(0, 5), (8, 10), (20, 22), (24, 30)]));
        let (Spells::Recorded(left), 1) = cut(&recorded, &[(0, 25)]) else { panic!() };
        assert_eq!(left, times(&[(25, 30)]), "one outage over two times up");
        let (Spells::Recorded(left), 2) = cut(&Spells::Always, &[(3, 4), (90, 200)]) else { panic!() };
        assert_eq!((&left[..2], left[2]), (&times(&[(0, 3), (4, 90)])[..], (Time(200 * S), Time::MAX)));
        assert!(matches!(cut(&Spells::Always, &[(0, 1 << 34)]), (Spells::Recorded(_), 1)));
        assert!(matches!(cut(&Spells::Never, &[(3, 4)]), (Spells::Never, 0)));
    }

    #[test]
    fn without_outages_a_process_is_the_one_it_was() {
        let law = |mean| Law::Exponential { mean };
        let spells = Spells::Renewal(Renewal { up: law(50.0), down: law(20.0) });
        let end = Time(10_000 * S);
        for node in 0..50 {
            let (recorded, _) = with_outages(&spells, 3, node, end, &[]);
            let [mut one, mut other] = [&spells, &recorded].map(|spells| SpellsState::start(spells, 3, node));
            assert_eq!((one.1, one.2), (other.1, other.2));
            while let Some(at) = one.2.filter(|at| *at < end) {
                (one.1, other.1) = (!one.1, !other.1);
                one.2 = one.0.end_of_spell(&spells, at, one.1);
                other.2 = other.0.end_of_spell(&recorded, at, other.1);
                // What comes after the end was not expanded.
                assert!(one.2 == other.2 || one.2.is_none_or(|at| at >= end), "node {node} at {at}");
            }
        }
    }

    #[test]
    fn as_many_workers_restart_as_asked_and_evenly_over_the_time() {
        let restart = Restart { at: Time(100 * S), over: Span(600 * S), parts: crate::parts_in_2_32(0.95), down: Span(S) };
        let drawn: Vec<Outage> = (0..20_000).filter_map(|node| restart.outage(9, node, 1)).collect();
        let share = drawn.len() as f64 / 20_000.0;
        assert!((share - 0.95).abs() < 3.0 * (0.95_f64 * 0.05 / 20_000.0).sqrt(), "{share}");
        assert!(drawn.iter().all(|(from, until)| (100..700).contains(&(from.0 / S)) && until.0 - from.0 == S));
        let mean_s = drawn.iter().map(|(from, _)| from.0 as f64 / S as f64).sum::<f64>() / drawn.len() as f64;
        assert!((mean_s - 400.0).abs() < 3.0 * 600.0 / (12.0 * drawn.len() as f64).sqrt(), "{mean_s}");
        assert_ne!(restart.outage(9, 1, 0), restart.outage(9, 1, 1), "another restart, another draw");
    }

    #[test]
    fn those_who_leave_are_away_as_the_law_says_or_for_good() {
        let parts = crate::parts_in_2_32;
        let away_s = Law::Exponential { mean: 500.0 };
        let leave = Leave { at: Time(100 * S), over: Span(3_600 * S), parts: parts(0.2), gone_parts: parts(0.3), away_s };
        let n = 20_000.0;
        let drawn: Vec<Outage> = (0..20_000).filter_map(|node| leave.outage(9, node, 0)).collect();
        let near = |found: f64, of: f64, share: f64| {
            let error = (share * (1.0 - share) / of).sqrt();
            assert!((found / of - share).abs() < 3.0 * error, "{found} of {of} is not {share}");
        };
        let left = drawn.len() as f64;
        near(left, n, 0.2);
        let away_s: Vec<f64> =
            drawn.iter().filter(|(_, until)| *until < Time::MAX).map(|(a, b)| (b.0 - a.0) as f64 / 1e9).collect();
        near(left - away_s.len() as f64, left, 0.3);
        let mean_s = away_s.iter().sum::<f64>() / away_s.len() as f64;
        assert!((mean_s - 500.0).abs() < 3.0 * 500.0 / (away_s.len() as f64).sqrt(), "{mean_s}");
        assert!(drawn.iter().all(|(from, _)| (100..3_700).contains(&(from.0 / S))));
    }

    #[test]
    fn a_cut_is_between_sides_and_all_else_touches_its_sites() {
        let (from, until, sites) = (Time(10), Time(20), vec![true, false, false]);
        let at = |trouble| Disturbance { from, until, sites: sites.clone(), trouble };
        let cut = at(Trouble::Cut);
        assert!(cut.concerns(Time(10), 0, 1) && cut.concerns(Time(19), 2, 0));
        assert!(!cut.concerns(Time(10), 1, 2) && !cut.concerns(Time(10), 0, 0) && !cut.concerns(Time(20), 0, 1));
        let slow = at(Trouble::Slow { factor_q16: 1 << 17 });
        assert!(slow.concerns(Time(15), 0, 0) && slow.concerns(Time(15), 1, 0) && !slow.concerns(Time(15), 1, 2));
        assert!(!slow.concerns(Time(9), 0, 0));
    }
}
