//! When a worker is up: always, never, by laws of its spells, or as recorded.

use crate::law::Renewal;
use crate::streams::{Purpose, stream};
use engine::rng::Stream;
use engine::{Span, Time};
use std::sync::Arc;

/// The on/off process of one worker.
#[derive(Clone, Debug)]
pub enum Spells {
    /// Up from genesis to the end.
    Always,
    /// Down from genesis to the end.
    Never,
    /// Alternating spells drawn from two laws (s), stationary from genesis on: the first spell is a residual life.
    Renewal(Renewal),
    /// Recorded intervals `(on, off)`, ascending and apart.
    Recorded(Vec<(Time, Time)>),
    /// Down until it joins, up then, and from there on in spells of these laws, each drawn whole.
    Joins(Time, Arc<Spells>),
}

/// Where a worker is in its process.
#[derive(Clone, Debug)]
pub struct SpellsState {
    draws: Stream,
    next: u32,
}

impl SpellsState {
    /// The state at genesis, and the first change: `(up now, when that ends)`; `None` if it never ends.
    pub fn start(spells: &Spells, seed: u64, node: u32) -> (Self, bool, Option<Time>) {
        let mut state = Self { draws: stream(seed, u64::from(node), Purpose::Churn), next: 0 };
        match spells {
            Spells::Always => (state, true, None),
            Spells::Never => (state, false, None),
            Spells::Renewal(laws) => {
                let (up, residual_s) = laws.start_stationary(&mut state.draws);
                (state, up, Some(Time::ZERO + span(residual_s)))
            }
            Spells::Joins(at, _) => (state, false, Some(*at)),
            Spells::Recorded(intervals) => {
                let up = intervals.first().is_some_and(|(on, _)| *on == Time::ZERO);
                let first = state.recorded(intervals, up);
                (state, up, first)
            }
        }
    }

    /// How far it is: draws made or recorded intervals passed.
    #[must_use]
    pub fn place(&self) -> u64 {
        self.draws.drawn() + u64::from(self.next)
    }

    /// The state at a [`place`](Self::place).
    #[must_use]
    pub fn at_place(spells: &Spells, seed: u64, node: u32, place: u64) -> Self {
        let (draws, next) = match spells {
            Spells::Recorded(_) => (0, u32::try_from(place).unwrap_or(u32::MAX)),
            _ => (place, 0),
        };
        Self { draws: stream(seed, u64::from(node), Purpose::Churn).skip_to(draws), next }
    }

    /// When the spell that begins `now` (up or down) ends; `None` if it never does.
    pub fn end_of_spell(&mut self, spells: &Spells, now: Time, up: bool) -> Option<Time> {
        match spells {
            Spells::Always | Spells::Never => None,
            Spells::Renewal(laws) => Some(now + span(laws.sample_spell(up, &mut self.draws))),
            Spells::Recorded(intervals) => self.recorded(intervals, up),
            Spells::Joins(_, laws) => self.end_of_spell(laws, now, up),
        }
    }

    fn recorded(&mut self, intervals: &[(Time, Time)], up: bool) -> Option<Time> {
        let (on, off) = *intervals.get(self.next as usize)?;
        if up {
            self.next += 1;
            return Some(off);
        }
        Some(on)
    }
}

/// Seconds as a span of at least a nanosecond; a spell has some length.
fn span(seconds: f64) -> Span {
    Span((libm::round(seconds * 1e9) as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;

    #[test]
    fn recorded_intervals_are_replayed() {
        let spells = Spells::Recorded(vec![(Time(0), Time(5)), (Time(9), Time(12))]);
        let (mut state, up, end) = SpellsState::start(&spells, 1, 0);
        assert_eq!((up, end), (true, Some(Time(5))));
        assert_eq!(state.end_of_spell(&spells, Time(5), false), Some(Time(9)));
        assert_eq!(state.end_of_spell(&spells, Time(9), true), Some(Time(12)));
        assert_eq!(state.end_of_spell(&spells, Time(12), false), None);
    }

    #[test]
    fn the_share_up_is_stationary() {
        let law = |scale| Law::Weibull { shape: 0.5, scale };
        let laws = Renewal { up: law(600.0), down: law(300.0) };
        let availability = laws.availability();
        let spells = Spells::Renewal(laws);
        let (nodes, times_s) = (20_000_u32, [0_u64, 60, 600, 6_000]);
        let mut up_at = [0_u32; 4];
        for node in 0..nodes {
            let (mut state, mut up, mut end) = SpellsState::start(&spells, 5, node);
            for (count, time_s) in up_at.iter_mut().zip(times_s) {
                while let Some(at) = end.filter(|at| *at <= Time(time_s * 1_000_000_000)) {
                    up = !up;
                    end = state.end_of_spell(&spells, at, up);
                }
                *count += u32::from(up);
            }
        }
        let standard_error = (availability * (1.0 - availability) / f64::from(nodes)).sqrt();
        for (count, time_s) in up_at.into_iter().zip(times_s) {
            let share = f64::from(count) / f64::from(nodes);
            assert!((share - availability).abs() < 3.0 * standard_error, "at {time_s} s: {share}, law {availability}");
        }
    }
}
