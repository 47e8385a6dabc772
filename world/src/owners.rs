//! Owners who use their machines: stretches of activity by local time of day, in which tasks go slower or stand still.
//!
//! An owner is active or idle. Active stretches are exponential with one mean; an idle owner becomes active at a rate that is constant
//! within each hour of local time, such that the share of active owners would settle at the stated one. At an hour of the morning
//! (`ANEW_H`) of each local day the state is drawn anew from its probability then: what an owner does at any moment is a function of
//! the seed, the worker and the day, and nothing need be stored or scheduled.

use crate::law::Law;
use crate::streams::{Purpose, stream};
use engine::rng::Stream;
use engine::{Span, Time};

/// Local hour at which each day's activity is drawn anew: few are active, so few stretches are cut.
const ANEW_H: usize = 4;

const HOUR_NS: u64 = 3_600_000_000_000;
const DAY_NS: u64 = 24 * HOUR_NS;

/// Owners' activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Owners {
    throttle_q16: u32,
    active_mean_s: f64,
    share_by_hour: [f64; 24],
    offset_s: Vec<i32>,
    /// Probability of being active when the day is drawn.
    anew: f64,
}

/// The owner of one worker.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    owners: &'a Owners,
    seed: u64,
    worker: u32,
    site: u16,
    /// When the run ends.
    end: Time,
}

impl Owner<'_> {
    /// Whether the owner is active at a moment.
    #[must_use]
    pub fn is_active(&self, at: Time) -> bool {
        self.owners.is_active(self.seed, self.worker, self.site, at)
    }

    /// Whether tasks stand still while the owner is active.
    #[must_use]
    pub fn suspends(&self) -> bool {
        self.owners.throttle_q16 == 0
    }

    /// How long work takes that begins at `from` and takes `work` at full speed. Exact to the nanosecond in what it integrates; of
    /// work that is not done by the end of the run, some time that is longer.
    #[must_use]
    pub fn elapsed(&self, from: Time, work: Span) -> Span {
        self.owners.elapsed(self.seed, (self.worker, self.site), from, work, self.end)
    }
}

/// A stretch in which an owner does one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    active: bool,
    /// The moment after its last (ns of the worker's local clock).
    until_ns: u64,
}

impl Owners {
    /// Owners that are active for `active_mean_s` at a time (s), and so many of them as `share_by_hour` of local time would settle at,
    /// each at least 0 and below 1. A task then goes at `throttle` of its speed: 0 stands still. `offset_s` is local time less that
    /// of the run, by site (s), within a day; the run begins at midnight.
    #[must_use]
    pub fn new(throttle: f64, active_mean_s: f64, share_by_hour: [f64; 24], offset_s: Vec<i32>) -> Self {
        let throttle_q16 = libm::round(throttle.clamp(0.0, 1.0) * 65_536.0) as u32;
        let mut owners = Self { throttle_q16, active_mean_s, share_by_hour, offset_s, anew: 0.0 };
        // One turn of the day maps the probability at its begin linearly: two points give the fixed one.
        let turn = |p| (0..24).fold(p, |p, hour| owners.within_hour(ANEW_H + hour, p, 3_600.0));
        let (zero, one) = (turn(0.0), turn(1.0));
        owners.anew = zero / (1.0 - (one - zero));
        owners
    }

    /// The owner of `worker` at `site` in the run of `seed` that ends at `end`.
    #[must_use]
    pub fn of(&self, seed: u64, worker: u32, site: u16, end: Time) -> Owner<'_> {
        Owner { owners: self, seed, worker, site, end }
    }

    /// Rate at which an idle owner becomes active in the local hour `hour` of a day (1/s).
    fn rate(&self, hour: usize) -> f64 {
        let share = self.share_by_hour[hour % 24];
        share / (1.0 - share) / self.active_mean_s
    }

    /// Probability that an owner is active `after_s` into an hour that begins with probability `p`.
    fn within_hour(&self, hour: usize, p: f64, after_s: f64) -> f64 {
        let share = self.share_by_hour[hour % 24];
        let settles = (self.rate(hour) + 1.0 / self.active_mean_s) * after_s;
        share + (p - share) * libm::exp(-settles)
    }

    /// Probability that an owner is active at a local time of day (s), which is the same every day.
    #[must_use]
    pub fn probability(&self, time_of_day_s: f64) -> f64 {
        let mut p = self.anew;
        let since_s = libm::fmod(time_of_day_s + (24 - ANEW_H) as f64 * 3_600.0, 86_400.0);
        let hours = libm::floor(since_s / 3_600.0) as usize;
        for hour in 0..hours {
            p = self.within_hour(ANEW_H + hour, p, 3_600.0);
        }
        self.within_hour(ANEW_H + hours, p, since_s - hours as f64 * 3_600.0)
    }

    /// Local time of a site (ns), on a clock that begins days before the run.
    fn local_ns(&self, site: u16, at: Time) -> u64 {
        let offset_s = self.offset_s.get(usize::from(site)).copied().unwrap_or(0);
        let ahead_s = u64::try_from(i64::from(offset_s) + 2 * 86_400).unwrap_or(0);
        at.0.saturating_add(ahead_s * 1_000_000_000)
    }

    /// The stretches of `worker` from that at local time `from_ns` on.
    fn stretches(&self, seed: u64, worker: u32, from_ns: u64) -> impl Iterator<Item = Stretch> + '_ {
        let first_day = (from_ns - ANEW_H as u64 * HOUR_NS) / DAY_NS;
        (first_day..u64::MAX / DAY_NS - 1)
            .flat_map(move |day| Day::new(self, seed, worker, day))
            .skip_while(move |stretch| stretch.until_ns <= from_ns)
    }

    fn is_active(&self, seed: u64, worker: u32, site: u16, at: Time) -> bool {
        let local_ns = self.local_ns(site, at);
        self.stretches(seed, worker, local_ns).next().is_some_and(|stretch| stretch.active)
    }

    fn elapsed(&self, seed: u64, (worker, site): (u32, u16), from: Time, work: Span, end: Time) -> Span {
        if work == Span::ZERO {
            return work;
        }
        let begin_ns = self.local_ns(site, from);
        let last_ns = self.local_ns(site, end.max(from));
        let (mut now_ns, mut left) = (begin_ns, u128::from(work.0) << 16);
        for stretch in self.stretches(seed, worker, begin_ns) {
            let speed = if stretch.active { u128::from(self.throttle_q16) } else { 1 << 16 };
            let done = u128::from(stretch.until_ns - now_ns) * speed;
            if done >= left && speed > 0 {
                now_ns += u64::try_from(left.div_ceil(speed)).unwrap_or(u64::MAX);
                return Span(now_ns - begin_ns);
            }
            left -= done.min(left);
            now_ns = stretch.until_ns;
            if now_ns > last_ns {
                break;
            }
        }
        Span(now_ns.max(last_ns) - begin_ns + 1)
    }
}

/// The stretches of one worker in one day of its local time.
struct Day<'a> {
    owners: &'a Owners,
    draws: Stream,
    active: bool,
    now_ns: u64,
    end_ns: u64,
}

impl<'a> Day<'a> {
    fn new(owners: &'a Owners, seed: u64, worker: u32, day: u64) -> Self {
        let of_worker = stream(seed, u64::from(worker), Purpose::Owner).at(day);
        let mut draws = Stream::new(of_worker, day, Purpose::Owner as u64);
        let active = ((draws.next() >> 11) as f64 / (1_u64 << 53) as f64) < owners.anew;
        let now_ns = day * DAY_NS + ANEW_H as u64 * HOUR_NS;
        Self { owners, draws, active, now_ns, end_ns: now_ns + DAY_NS }
    }

    /// When an idle owner becomes active: the first moment at which the rates by hour add up to an exponential draw.
    fn idle_until_ns(&mut self) -> u64 {
        let mut left = Law::Exponential { mean: 1.0 }.sample(&mut self.draws);
        let mut at_ns = self.now_ns;
        while at_ns < self.end_ns {
            let hour = at_ns / HOUR_NS;
            let (rate, until_ns) = (self.owners.rate((hour % 24) as usize), (hour + 1) * HOUR_NS);
            let adds = rate * ((until_ns - at_ns) as f64 / 1e9);
            if adds >= left && rate > 0.0 {
                return at_ns + libm::round(left / rate * 1e9) as u64;
            }
            left -= adds;
            at_ns = until_ns;
        }
        self.end_ns
    }
}

impl Iterator for Day<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if self.now_ns >= self.end_ns {
            return None;
        }
        let until_ns = if self.active {
            let active_s = Law::Exponential { mean: self.owners.active_mean_s }.sample(&mut self.draws);
            self.now_ns.saturating_add(libm::round(active_s * 1e9) as u64)
        } else {
            self.idle_until_ns()
        };
        let stretch = Stretch { active: self.active, until_ns: until_ns.min(self.end_ns) };
        (self.now_ns, self.active) = (stretch.until_ns, !self.active);
        Some(stretch)
    }
}

#[cfg(test)]
mod tests;
