//! How likely a price is to fall to a barrier (T6, E07).

/// A geometric Brownian motion from `start` and a barrier below it, watched for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// First price (USD), above the barrier.
    pub start_usd: f64,
    /// The barrier (USD), above 0.
    pub barrier_usd: f64,
    /// Drift of the mean price (a year).
    pub drift_per_year: f64,
    /// Volatility (a year^½), above 0.
    pub sigma_per_year: f64,
    /// Time watched (years), above 0.
    pub horizon_years: f64,
}

/// −ζ(½)/√(2π): how far a random walk overshoots a barrier in the mean, in steps' standard deviations.
const OVERSHOOT: f64 = 0.582_597_157_939_010_6;

/// Nodes of the grid per standard deviation of a step.
const NODES_PER_STEP: usize = 10;
/// Steps' standard deviations after which the normal law is cut; what is left out is below 10⁻¹⁵.
const REACH: usize = 8;
/// Gregory's weights of the first nodes, of third order: the density jumps to nothing at the barrier.
const GREGORY: [f64; 3] = [3.0 / 8.0, 7.0 / 6.0, 23.0 / 24.0];

impl Passage {
    /// Probability of touching the barrier when watched without a break (reflection principle; Harrison 1985).
    #[must_use]
    pub fn watched_always(&self) -> f64 {
        let depth = libm::log(self.barrier_usd / self.start_usd);
        let drift = self.log_drift();
        let spread = self.sigma_per_year * libm::sqrt(self.horizon_years);
        let moved = drift * self.horizon_years;
        let mirror = libm::exp(2.0 * drift * depth / (self.sigma_per_year * self.sigma_per_year));
        normal_below((depth - moved) / spread) + mirror * normal_below((depth + moved) / spread)
    }

    /// T6. The approximation for a price that is looked at every `step_years`: the barrier moved away to B·e^(−0.5826σ√Δt).
    /// Its error is of smaller order than √Δt (Broadie, Glasserman, Kou, "A continuity correction for discrete barrier
    /// options", Mathematical Finance 7, 1997, theorem 1.1).
    #[must_use]
    pub fn watched_corrected(&self, step_years: f64) -> f64 {
        let away = libm::exp(-OVERSHOOT * self.sigma_per_year * libm::sqrt(step_years));
        Self { barrier_usd: self.barrier_usd * away, ..*self }.watched_always()
    }

    /// The probability itself of being at or below the barrier at one of `steps` looks that are equally far apart, by numbers:
    /// the density of the prices that never were is carried from look to look over a grid. Error below 10⁻⁶ (checked by a
    /// finer grid); cost about 400·√`steps`·`steps` multiplications.
    #[must_use]
    pub fn watched_every_step(&self, steps: usize) -> f64 {
        let step_years = self.horizon_years / steps as f64;
        self.on_grid(steps, self.sigma_per_year * libm::sqrt(step_years), step_years, NODES_PER_STEP)
    }

    /// As above, in units of the step's standard deviation `spread`, over `fine` nodes each.
    fn on_grid(&self, steps: usize, spread: f64, step_years: f64, fine: usize) -> f64 {
        let start = libm::log(self.start_usd / self.barrier_usd) / spread;
        let shift = self.log_drift() * step_years / spread;
        // Above `top` the barrier is as good as out of reach; mass that climbs there is counted as safe.
        let top = start + shift.max(0.0) * steps as f64 + 9.0 * libm::sqrt(steps as f64);
        let node = 1.0 / fine as f64;
        let nodes = libm::ceil(top / node) as usize;
        let density = |x: f64| libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * core::f64::consts::PI);
        // The first look starts from a point, which a grid cannot hold.
        let mut alive: Vec<f64> = (0..nodes).map(|i| density(i as f64 * node - start - shift)).collect();
        let mut hit = normal_below(-(start + shift));
        // The kernel falls between nodes by the drift; offsets are from j to i.
        let reach = REACH * fine;
        let kernel: Vec<f64> = (0..=2 * reach).map(|k| node * density((k as f64 - reach as f64) * node - shift)).collect();
        let fall: Vec<f64> = (0..nodes.min(reach)).map(|j| node * normal_below(-(j as f64 * node) - shift)).collect();
        let mut next = vec![0.0; nodes];
        for _ in 1..steps {
            for (value, weight) in alive.iter_mut().zip(GREGORY) {
                *value *= weight;
            }
            hit += alive.iter().zip(&fall).map(|(value, falls)| value * falls).sum::<f64>();
            for (i, to) in next.iter_mut().enumerate() {
                let (from, until) = (i.saturating_sub(reach), (i + reach + 1).min(nodes));
                // next[i] = Σ_j alive[j] · kernel[i − j + reach]: as j rises the kernel is read backwards.
                let row = &kernel[i + reach + 1 - until..=i + reach - from];
                *to = alive[from..until].iter().zip(row.iter().rev()).map(|(a, k)| a * k).sum();
            }
            core::mem::swap(&mut alive, &mut next);
        }
        hit
    }

    fn log_drift(&self) -> f64 {
        self.drift_per_year - self.sigma_per_year * self.sigma_per_year / 2.0
    }
}

fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x / core::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    const DAY: f64 = 1.0 / 365.0;
    const TABLE: Passage =
        Passage { start_usd: 1.0, barrier_usd: 0.4, drift_per_year: 0.0, sigma_per_year: 0.9, horizon_years: 3.0 };

    #[test]
    fn the_tables_probabilities() {
        assert_printed(TABLE.watched_always(), "0.7904");
        assert_printed(TABLE.watched_corrected(DAY), "0.7825");
    }

    /// E07: 1,080 days, price looked at daily.
    #[test]
    fn most_operators_are_under_water_at_some_time() {
        for (barrier_usd, printed) in
            [(0.270, ["0.574", "0.726", "0.825"]), (0.466, ["0.774", "0.861", "0.914"]), (0.594, ["0.855", "0.912", "0.945"])]
        {
            for (sigma_per_year, printed) in [0.8, 1.0, 1.2].into_iter().zip(printed) {
                let of = Passage { barrier_usd, sigma_per_year, horizon_years: 1_080.0 * DAY, ..TABLE };
                assert_printed(of.watched_corrected(DAY), printed);
            }
        }
    }

    #[test]
    fn one_and_two_looks_by_hand() {
        // One look: P(ln S₁ ≤ b). Two looks: added is the integral over the first look above the barrier, by Simpson's rule.
        let of = Passage { horizon_years: 1.0, ..TABLE };
        let (depth, sigma, drift) = (libm::log(0.4), 0.9, -0.405);
        assert!((of.watched_every_step(1) - normal_below((depth - drift) / sigma)).abs() < 1e-14);
        let half = sigma * libm::sqrt(0.5);
        let point = |x: f64| {
            let z = (x - drift / 2.0) / half;
            libm::exp(-0.5 * z * z) / (half * libm::sqrt(2.0 * core::f64::consts::PI))
                * normal_below((depth - x - drift / 2.0) / half)
        };
        let (count, width) = (4_000, 10.0 / 4_000.0);
        let sum: f64 = (0..=count)
            .map(|i| {
                let weight = if i == 0 || i == count { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
                weight * point(depth + f64::from(i) * width)
            })
            .sum();
        let two = normal_below((depth - drift / 2.0) / half) + sum * width / 3.0;
        assert!((of.watched_every_step(2) - two).abs() < 1e-6, "{} {two}", of.watched_every_step(2));
    }

    #[test]
    fn a_finer_grid_changes_nothing_and_the_correction_is_close() {
        let year = Passage { horizon_years: 0.25, ..TABLE };
        let spread = 0.9 * libm::sqrt(0.25 / 90.0);
        let (coarse, fine) = (year.watched_every_step(90), year.on_grid(90, spread, 0.25 / 90.0, 40));
        assert!((coarse - fine).abs() < 1e-6, "{coarse} {fine}");
        assert!((coarse - year.watched_corrected(0.25 / 90.0)).abs() < 1e-3);
        assert!(year.watched_always() > coarse);
    }
}
