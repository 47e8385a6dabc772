//! Elementary effects: which of many inputs matter at all, at r·(D + 1) points.
//!
//! A trajectory starts at a point of a grid of `levels` levels and moves each input once, in random order, by Δ = p / (2·(p − 1)) of its
//! range, up or down (Morris 1991). What the output moves by, per whole range of the input, is one elementary effect of it.

use crate::bootstrap::{Bootstrap, Interval, Rows};
use engine::rng::Stream;

/// Purpose of the draws, one stream a trajectory.
const TRAJECTORY: u64 = u64::from_le_bytes(*b"morris__");

/// The points of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trajectories {
    /// Inputs, D (at least 1).
    pub inputs: usize,
    /// Trajectories, r (at least 1).
    pub trajectories: usize,
    /// Levels of the grid, p: even, at least 2.
    pub levels: u32,
    /// Seed of the draws.
    pub seed: u64,
}

/// One trajectory.
struct Trajectory {
    /// Where it starts, by input.
    start: Vec<f64>,
    /// The step at which each input moves, from 0.
    moves_at: Vec<usize>,
    /// Whether each input moves up.
    up: Vec<bool>,
}

impl Trajectories {
    /// Points (count).
    #[must_use]
    pub const fn points(&self) -> usize {
        self.trajectories * (self.inputs + 1)
    }

    /// What an input moves by (share of its range).
    #[must_use]
    pub fn step(&self) -> f64 {
        f64::from(self.levels) / (2.0 * (f64::from(self.levels) - 1.0))
    }

    /// Coordinates of `point`, by input, each on a level in [0, 1].
    ///
    /// # Panics
    /// A point that there is not, or levels that are odd or none.
    #[must_use]
    pub fn point(&self, point: usize) -> Vec<f64> {
        assert!(
            point < self.points() && self.levels >= 2 && self.levels.is_multiple_of(2),
            "there is no point {point} of {self:?}"
        );
        let (number, moved) = (point / (self.inputs + 1), point % (self.inputs + 1));
        let Trajectory { start, moves_at, up } = self.trajectory(number);
        let place = |input: usize| match (moves_at[input] < moved, up[input]) {
            (false, _) => start[input],
            (true, true) => (start[input] + self.step()).min(1.0),
            (true, false) => (start[input] - self.step()).max(0.0),
        };
        (0..self.inputs).map(place).collect()
    }

    fn trajectory(&self, number: usize) -> Trajectory {
        let mut stream = Stream::new(self.seed, number as u64, TRAJECTORY);
        let half = self.levels / 2;
        // Of the lower half of the levels, from which Δ leads to the upper half; and the other way round.
        let lower: Vec<u32> = (0..self.inputs).map(|_| stream.below(half.into()) as u32).collect();
        let up: Vec<bool> = (0..self.inputs).map(|_| stream.below(2) == 0).collect();
        let level = |(lower, up): (&u32, &bool)| if *up { *lower } else { lower + half };
        let start = lower.iter().zip(&up).map(|each| f64::from(level(each)) / f64::from(self.levels - 1)).collect();
        let mut moves_at: Vec<usize> = (0..self.inputs).collect();
        for last in (1..self.inputs).rev() {
            moves_at.swap(last, stream.below(last as u64 + 1) as usize);
        }
        Trajectory { start, moves_at, up }
    }

    /// Effects from the `values` at the points, in their order. A trajectory with a value that is not finite is left out whole.
    ///
    /// `None` if the number of values is not that of the points, or if fewer than two trajectories are whole.
    #[must_use]
    pub fn effects(&self, values: &[f64], bootstrap: &Bootstrap) -> Option<Effects> {
        if self.inputs == 0 || values.len() != self.points() {
            return None;
        }
        let all = values.chunks_exact(self.inputs + 1).enumerate();
        let whole: Vec<(usize, &[f64])> = all.filter(|(_, values)| values.iter().all(|value| value.is_finite())).collect();
        let n = whole.len();
        if n < 2 {
            return None;
        }
        let mut effects = Vec::with_capacity(n * 3 * self.inputs);
        for (number, values) in whole {
            let Trajectory { moves_at, up, .. } = self.trajectory(number);
            let effect = |input: usize| {
                let at = moves_at[input];
                let rise = (values[at + 1] - values[at]) / self.step();
                if up[input] { rise } else { -rise }
            };
            let own: Vec<f64> = (0..self.inputs).map(effect).collect();
            effects.extend(&own);
            effects.extend(own.iter().map(|effect| effect.abs()));
            effects.extend(own.iter().map(|effect| effect * effect));
        }
        let inputs = self.inputs;
        let spread = n as f64 / (n - 1) as f64;
        let statistics = |means: &[f64]| {
            let sigma = |input: usize| {
                let (mean, square) = (means[input], means[2 * inputs + input]);
                let variance = spread * (square - mean * mean);
                // Below what rounding makes of equal effects, there is no spread.
                if variance <= 1e-13 * square { 0.0 } else { libm::sqrt(variance) }
            };
            means[..2 * inputs].iter().copied().chain((0..inputs).map(sigma)).collect()
        };
        let found = bootstrap.of_means(&Rows { width: 3 * inputs, values: effects }, statistics);
        let part = |part: usize| found[part * inputs..(part + 1) * inputs].to_vec();
        Some(Effects { mu: part(0), mu_star: part(1), sigma: part(2), trajectories: n })
    }
}

/// What a study says of each input, in units of the output per whole range of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Mean effect, by input.
    pub mu: Vec<Interval>,
    /// Mean size of the effect, by input (Campolongo, Cariboni and Saltelli 2007).
    pub mu_star: Vec<Interval>,
    /// Standard deviation of the effect, by input: how far it depends on where the others are, or is no straight line.
    pub sigma: Vec<Interval>,
    /// Trajectories that were used: those all of whose values are finite (count).
    pub trajectories: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_trajectory_moves_each_input_once_by_one_step(
            inputs in 1_usize..12, half in 1_u32..5, seed: u64, number in 0_usize..4,
        ) {
            let design = Trajectories { inputs, trajectories: 4, levels: 2 * half, seed };
            let point = |step: usize| design.point(number * (inputs + 1) + step);
            let mut moved = vec![0; inputs];
            for step in 0..inputs {
                let (before, after) = (point(step), point(step + 1));
                for input in 0..inputs {
                    let way = (after[input] - before[input]).abs();
                    prop_assert!(way == 0.0 || (way - design.step()).abs() < 1e-12);
                    moved[input] += u32::from(way > 0.0);
                    prop_assert!((0.0..=1.0).contains(&after[input]));
                    let level = after[input] * f64::from(2 * half - 1);
                    prop_assert!((level - level.round()).abs() < 1e-9);
                }
            }
            prop_assert!(moved.iter().all(|times| *times == 1));
        }

        #[test]
        fn of_a_linear_function_every_effect_is_its_slope(slopes in prop::collection::vec(-9_i32..9, 1..8), seed: u64) {
            let design = Trajectories { inputs: slopes.len(), trajectories: 5, levels: 4, seed };
            let line = |at: usize| design.point(at).iter().zip(&slopes).map(|(x, slope)| x * f64::from(*slope)).sum();
            let values: Vec<f64> = (0..design.points()).map(line).collect();
            let found = design.effects(&values, &Bootstrap { resamples: 50, ..Bootstrap::default() }).unwrap();
            for (input, slope) in slopes.iter().enumerate() {
                prop_assert!((found.mu[input].estimate - f64::from(*slope)).abs() < 1e-12);
                prop_assert!((found.mu_star[input].estimate - f64::from(slope.abs())).abs() < 1e-12);
                prop_assert!(found.sigma[input].estimate < 1e-6, "{:?}", found.sigma[input]);
                prop_assert!((found.mu_star[input].high - found.mu_star[input].low).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_number_of_points_is_that_of_morris() {
        assert_eq!(Trajectories { inputs: 20, trajectories: 20, levels: 4, seed: 1 }.points(), 420);
    }

    #[test]
    fn a_trajectory_with_a_hole_is_left_out_whole() {
        let design = Trajectories { inputs: 2, trajectories: 3, levels: 4, seed: 1 };
        let values = [1.0, 2.0, 3.0, 5.0, f64::NAN, 1.0, 2.0, 2.0, 7.0];
        let found = design.effects(&values, &Bootstrap::default()).unwrap();
        assert_eq!(found.trajectories, 2);
        assert!(found.mu.iter().all(|mu| mu.estimate.is_finite()));
        assert_eq!(design.effects(&values[..8], &Bootstrap::default()), None);
        assert_eq!(design.effects(&[f64::NAN; 9], &Bootstrap::default()), None);
    }
}
