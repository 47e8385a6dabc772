//! Draws for one part of a world.

use world::engine::rng::Stream;

/// Part of a world. Each has a stream of its own: one more draw for one shifts no other.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Part {
    Time = 1,
    Population,
    Network,
    Churn,
    Heartbeat,
    Workload,
    Schedule,
    Economy,
    Calm,
    Partition,
    MassRestart,
    Crash,
    SlowLinks,
    Loss,
    Discovery,
}

/// Not an entity of any world: the streams that draw worlds are apart from those in them.
const SWARM: u64 = u64::MAX;

/// A stream of draws.
pub(super) struct Dice(Stream);

impl Dice {
    pub fn new(seed: u64, part: Part) -> Self {
        Self(Stream::new(seed, SWARM, part as u64))
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.0.below(most.saturating_sub(least) + 1)
    }

    /// As [`between`](Self::between), for a count.
    pub fn count(&mut self, least: u32, most: u32) -> u32 {
        u32::try_from(self.between(least.into(), most.into())).unwrap_or(most)
    }

    /// Whether an event of this probability happens.
    pub fn percent(&mut self, probability: u64) -> bool {
        self.0.below(100) < probability
    }

    /// A number from 0 up to 1, in steps of a thousandth.
    pub fn share(&mut self) -> f64 {
        self.0.below(1_000) as f64 / 1_000.0
    }

    /// One of some; there must be one.
    pub fn one_of<T: Clone>(&mut self, some: &[T]) -> T {
        let place = usize::try_from(self.0.below(some.len() as u64)).unwrap_or(0);
        some[place].clone()
    }

    /// `count` different ones of some, in their order.
    pub fn several_of<T: Clone>(&mut self, some: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..some.len()).collect();
        while left.len() > count {
            let place = usize::try_from(self.0.below(left.len() as u64)).unwrap_or(0);
            left.remove(place);
        }
        left.into_iter().map(|place| some[place].clone()).collect()
    }

    /// A number between two, evenly over its decades.
    pub fn log(&mut self, least: f64, most: f64) -> f64 {
        least * libm::pow(most / least, self.share())
    }
}
