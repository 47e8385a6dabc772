//! When jobs come: at random, evenly, in bursts, or as recorded.

use crate::law::Law;
use crate::streams::{Purpose, stream};
use engine::rng::Stream;
use engine::{Span, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// The arrival process.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// Nothing comes.
    None,
    /// Exponential gaps.
    Poisson,
    /// Equal gaps.
    Periodic,
    /// Bursts come at random, each of several jobs.
    Bursts(Bursts),
    /// Jobs come as recorded.
    Trace(Arc<RecordedJobs>),
}

/// Bursts of jobs (a Neyman–Scott cluster process): their begins are a Poisson process, their sizes geometric, and each job comes an
/// exponential time after the begin of its burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bursts {
    /// Mean number of jobs in one, at least 1.
    pub size_mean: f64,
    /// Mean time of a job after the begin (s); 0: all come at once.
    pub spread_s: f64,
}

/// Recorded arrivals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordedJobs {
    /// When each comes, ascending.
    pub at: Vec<Time>,
    /// Work of a task in the first stage of each (GFLOP); empty: as its kind says.
    pub work_gflop: Vec<f64>,
}

/// The arrival process at work.
#[derive(Debug)]
pub(crate) struct ArrivalTimes {
    arrivals: Arrivals,
    mean_gap_s: f64,
    seed: u64,
    gaps: Stream,
    /// Jobs of bursts that have begun and that have not come.
    pending: BinaryHeap<Reverse<Time>>,
    /// Begin and number of the next burst.
    next_burst: (Time, u64),
    /// Arrivals given so far, under bursts and traces.
    given: u64,
}

impl ArrivalTimes {
    pub fn new(arrivals: Arrivals, mean_gap_s: f64, seed: u64) -> Self {
        let (gaps, pending) = (stream(seed, 0, Purpose::Arrival), BinaryHeap::new());
        let mut new = Self { arrivals, mean_gap_s, seed, gaps, pending, next_burst: (Time::ZERO, 0), given: 0 };
        if let Arrivals::Bursts(bursts) = new.arrivals {
            new.next_burst.0 = Time::ZERO + new.gap_between(bursts);
        }
        new
    }

    /// How far it is.
    pub fn position(&self) -> u64 {
        if self.is_counted() { self.given } else { self.gaps.drawn() }
    }

    /// Goes to a [`position`](Self::position).
    pub fn go_to(&mut self, position: u64) {
        if self.is_counted() {
            *self = Self::new(self.arrivals.clone(), self.mean_gap_s, self.seed);
            for _ in 0..position {
                self.next(Time::ZERO);
            }
        } else {
            self.gaps = self.gaps.skip_to(position);
        }
    }

    /// Whether its position is a number of arrivals, and not of draws.
    fn is_counted(&self) -> bool {
        matches!(self.arrivals, Arrivals::Bursts(_) | Arrivals::Trace(_))
    }

    /// When the job after the one at `now` comes.
    pub fn next(&mut self, now: Time) -> Option<Time> {
        self.given += 1;
        let gap_s = match &self.arrivals {
            Arrivals::None => return None,
            Arrivals::Periodic => self.mean_gap_s,
            Arrivals::Poisson => Law::Exponential { mean: self.mean_gap_s }.sample(&mut self.gaps),
            Arrivals::Bursts(bursts) => return Some(self.next_of(*bursts)),
            Arrivals::Trace(recorded) => return recorded.at.get(usize::try_from(self.given - 1).ok()?).copied(),
        };
        Some(now + span(gap_s))
    }

    /// Bursts are so far apart that jobs come at the mean rate.
    fn gap_between(&mut self, bursts: Bursts) -> Span {
        span(Law::Exponential { mean: self.mean_gap_s * bursts.size_mean }.sample(&mut self.gaps))
    }

    /// The earliest of all jobs that have not come: bursts that begin later have none before it.
    fn next_of(&mut self, bursts: Bursts) -> Time {
        loop {
            let (begin, number) = self.next_burst;
            if let Some(Reverse(at)) = self.pending.peek().copied().filter(|Reverse(at)| *at <= begin) {
                self.pending.pop();
                return at;
            }
            let mut draws = stream(self.seed, number, Purpose::Burst);
            // Geometric from 1 on: one more with probability 1 − 1 / mean.
            let one_more = 1.0 - 1.0 / bursts.size_mean;
            let u = ((draws.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
            let size = if one_more > 0.0 { 1.0 + libm::floor(libm::log(u) / libm::log(one_more)) } else { 1.0 };
            for _ in 0..size as u64 {
                let after_s = Law::Exponential { mean: bursts.spread_s.max(0.0) }.sample(&mut draws);
                self.pending.push(Reverse(begin + span(after_s)));
            }
            self.next_burst = (begin + self.gap_between(bursts), number + 1);
        }
    }
}

fn span(seconds: f64) -> Span {
    Span(libm::round(seconds * 1e9) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BURSTS: Bursts = Bursts { size_mean: 8.0, spread_s: 40.0 };

    fn times(arrivals: Arrivals, seed: u64, until_s: u64) -> Vec<Time> {
        let mut process = ArrivalTimes::new(arrivals, 30.0, seed);
        let next = |process: &mut ArrivalTimes, now| process.next(now).filter(|at| *at < Time::ZERO + Span::from_secs(until_s));
        let first = next(&mut process, Time::ZERO);
        std::iter::successors(first, |now| next(&mut process, *now)).collect()
    }

    /// Counts in windows much longer than a burst: the mean of the rate, and of the variance E(K²) / E(K) = 2m − 1 of it.
    #[test]
    fn bursts_come_at_the_mean_rate_and_cluster_as_a_geometric_size_does() {
        let (windows, window_s) = (4_000_u64, 6_000_u64);
        let all = times(Arrivals::Bursts(BURSTS), 3, windows * window_s);
        assert!(all.is_sorted());
        let mut counts = vec![0.0_f64; windows as usize];
        all.iter().for_each(|at| counts[(at.as_secs() / window_s) as usize] += 1.0);
        let n = windows as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let (expected, dispersion) = (window_s as f64 / 30.0, 15.0);
        assert!((mean - expected).abs() < 3.0 * (expected * dispersion / n).sqrt(), "{mean} jobs a window, expected {expected}");
        // Of 25 bursts a window the counts are nearly normal, and their variance varies by √(2/n); its ends take some jobs away.
        let found = variance / mean;
        assert!(
            (found - dispersion).abs() < 4.0 * dispersion * (2.0 / n).sqrt() + 0.3,
            "dispersion {found}, expected {dispersion}"
        );
        let alone = Bursts { size_mean: 1.0, spread_s: 0.0 };
        let single = times(Arrivals::Bursts(alone), 3, windows * window_s);
        assert!((single.len() as f64 - expected * n).abs() < 3.0 * (expected * n).sqrt(), "bursts of one are Poisson arrivals");
    }

    #[test]
    fn any_place_can_be_gone_to() {
        let recorded =
            RecordedJobs { at: (0..200).map(|s| Time::ZERO + Span::from_secs(s * s)).collect(), work_gflop: Vec::new() };
        for arrivals in [Arrivals::Poisson, Arrivals::Bursts(BURSTS), Arrivals::Trace(Arc::new(recorded))] {
            let mut process = ArrivalTimes::new(arrivals.clone(), 30.0, 9);
            let mut now = Time::ZERO;
            for _ in 0..100 {
                now = process.next(now).unwrap();
            }
            let mut other = ArrivalTimes::new(arrivals, 30.0, 9);
            other.go_to(process.position());
            let rest = |process: &mut ArrivalTimes| {
                let mut now = now;
                let mut next = || {
                    now = process.next(now).unwrap();
                    now
                };
                (0..80).map(|_| next()).collect::<Vec<_>>()
            };
            assert_eq!(rest(&mut process), rest(&mut other));
        }
    }

    #[test]
    fn a_record_ends() {
        let recorded = RecordedJobs { at: vec![Time(5), Time(5), Time(9)], work_gflop: Vec::new() };
        assert_eq!(times(Arrivals::Trace(Arc::new(recorded)), 1, 100), [5, 5, 9].map(Time));
    }
}
