//! Alternating renewal: up for a draw of one law, down for a draw of another, and so on.

use rand_core::Rng;

use super::sample::uniform;
use super::{Law, LawError};

/// A node that is up and down in turns, each spell an independent draw.
///
/// Both laws are in one unit, the caller's. Started by [`Renewal::start_stationary`] and continued with draws of
/// `down` and `up` in turn, the probability of being up is [`Renewal::availability`] at every later moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Renewal {
    /// Law of the time up.
    pub up: Law,
    /// Law of the time down.
    pub down: Law,
}

impl Renewal {
    /// Whether both laws are sound.
    ///
    /// # Errors
    ///
    /// That of the first law refused by [`Law::check`].
    pub fn check(&self) -> Result<(), LawError> {
        self.up.check()?;
        self.down.check()
    }

    /// Share of time up in the long run, `E[U] / (E[U] + E[D])`, in 0..=1.
    #[must_use]
    pub fn availability(&self) -> f64 {
        let up = self.up.mean();
        up / (up + self.down.mean())
    }

    /// State at a random moment of a process that has been running for ever: whether the node is up, and how long
    /// that spell still lasts (unit of the laws).
    pub fn start_stationary(&self, rng: &mut impl Rng) -> (bool, f64) {
        let is_up = uniform(rng) < self.availability();
        let law = if is_up { &self.up } else { &self.down };
        (is_up, law.sample_residual(rng))
    }

    /// Length of a fresh spell up or down (unit of the laws).
    pub fn sample_spell(&self, is_up: bool, rng: &mut impl Rng) -> f64 {
        if is_up { self.up.sample(rng) } else { self.down.sample(rng) }
    }
}
