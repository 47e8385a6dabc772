//! One mechanism played by itself: a vote, a jury, a copied score, a price that falls to a barrier. By name, with parameters.
//!
//! ```text
//!   name, parameters ──named──▶ Mechanism ──play(seed)──▶ Played { value, standard error, theory }
//!                         ▲
//!                     REGISTRY: one line a mechanism; one file a group
//! ```
//!
//! What is left to chance is drawn from counter-based streams of the seed, round by round; the rest is found in integers or by
//! bisection on the rules themselves. Theory is the closed form, where there is one; a mechanism's own play never calls it.

mod backtest;
mod chains;
mod checks;
mod contests;
mod nodes;
mod parameter;
mod prices;
mod registry;
mod sample;
#[cfg(test)]
mod tests;
mod thresholds;
mod votes;

pub use parameter::{MechanismError, Parameter, Values};
pub use registry::{REGISTRY, named};

use engine::rng::mix;
use sample::Sample;

/// A mechanism that a scenario may name.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name: lower case, words joined by `-`.
    pub name: &'static str,
    /// What is played, in a sentence.
    pub about: &'static str,
    /// What the value is, with its unit.
    pub value: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// Plays it.
    pub play: fn(seed: u64, values: &Values) -> Played,
}

/// What a mechanism came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// What it was played for, on average over its rounds.
    pub value: f64,
    /// Standard error of that average (unit of the value); 0 where nothing is left to chance, or all rounds came out alike.
    pub standard_error: f64,
    /// The same by its closed form (unit of the value); `None` without one.
    pub theory: Option<f64>,
}

impl Played {
    /// A value in which nothing is left to chance.
    const fn exact(value: f64, theory: f64) -> Self {
        Self { value, standard_error: 0.0, theory: Some(theory) }
    }

    /// A value from rounds of chance.
    const fn sampled(sample: Sample, theory: f64) -> Self {
        Self { value: sample.mean, standard_error: sample.standard_error, theory: Some(theory) }
    }

    /// Value less theory over the standard error; `None` without both.
    #[must_use]
    pub fn z_score(&self) -> Option<f64> {
        let theory = self.theory.filter(|_| self.standard_error > 0.0)?;
        Some((self.value - theory) / self.standard_error)
    }

    /// Value, standard error, theory and z-score: the columns of the table of results, in their order. What is not finite is not
    /// there.
    #[must_use]
    pub fn metrics(&self) -> [Option<f64>; 4] {
        [Some(self.value), Some(self.standard_error), self.theory, self.z_score()]
            .map(|metric| metric.filter(|metric| metric.is_finite()))
    }

    /// A digest of the bits of all of it.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let theory = self.theory.unwrap_or(f64::NAN);
        [self.value, self.standard_error, theory].into_iter().fold(0, |digest, number| mix(digest ^ number.to_bits()))
    }
}

/// A mechanism with the values of its parameters.
#[derive(Clone, Debug)]
pub struct Mechanism {
    entry: &'static Entry,
    values: Values,
}

impl Mechanism {
    /// Plays it under `seed`.
    #[must_use]
    pub fn play(&self, seed: u64) -> Played {
        (self.entry.play)(seed, &self.values)
    }

    /// What it is.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// Its parameters, filled in, in the order of the entry.
    pub fn values(&self) -> impl Iterator<Item = (&'static Parameter, f64)> {
        self.entry.parameters.iter().map(|parameter| (parameter, self.values.of(parameter)))
    }
}
