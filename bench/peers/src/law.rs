//! Laws of delays as tables of integers: quick, and the same in every language.

/// Cells of a table (log₂).
const CELLS: u32 = 10;

/// A law by its quantiles, linear in between.
#[derive(Clone, Debug)]
pub struct Law {
    /// Quantiles (ns), one more than there are cells.
    points: Vec<u64>,
}

impl Law {
    /// `least_ns` and an exponential time.
    pub fn exponential(least_ns: u64, mean_ns: u64) -> Self {
        Self::by(|level| least_ns + (-(1.0 - level).ln() * mean_ns as f64) as u64)
    }

    /// A lognormal time, of at least `least_ns`.
    pub fn lognormal(median_ns: u64, sigma: f64, least_ns: u64) -> Self {
        Self::by(|level| ((median_ns as f64 * (sigma * normal(level)).exp()) as u64).max(least_ns))
    }

    /// The outermost half cells are left out: no law here is bounded.
    fn by(quantile: impl Fn(f64) -> u64) -> Self {
        let cells = f64::from(1 << CELLS);
        let level = |point: u32| (f64::from(point) / cells).clamp(0.5 / cells, 1.0 - 0.5 / cells);
        Self { points: (0..=1 << CELLS).map(|point| quantile(level(point))).collect() }
    }

    /// Lowest bit of a word that chooses the cell; the 32 bits below choose the point within.
    pub const SHIFT: u32 = 64 - CELLS;

    /// The quantiles (ns).
    pub fn points(&self) -> &[u64] {
        &self.points
    }

    /// A delay (ns) from a random word.
    #[inline(always)]
    pub fn draw(&self, word: u64) -> u64 {
        let cell = (word >> Self::SHIFT) as usize;
        let part = (word >> (Self::SHIFT - 32)) & 0xFFFF_FFFF;
        let (low, high) = (self.points[cell], self.points[cell + 1]);
        low + (((high - low) * part) >> 32)
    }
}

/// Quantile of the standard normal law, by bisection of its distribution function.
fn normal(level: f64) -> f64 {
    let (mut low, mut high) = (-6.0, 6.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if below(middle) < level { low = middle } else { high = middle }
    }
    low
}

/// Distribution function of the standard normal law, by its series (G. Marsaglia, J. Stat. Softw. 11(4), 2004).
fn below(x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (x, x, 1.0);
    while sum + term != sum || k < 3.0 {
        k += 2.0;
        term *= x * x / k;
        sum += term;
    }
    0.5 + sum * (-0.5 * x * x - 0.918_938_533_204_672_8).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_normal_law_are_those_of_the_tables() {
        for (level, quantile) in [(0.5, 0.0), (0.975, 1.959_964), (0.001, -3.090_232)] {
            assert!((normal(level) - quantile).abs() < 1e-6, "{level}: {}", normal(level));
        }
    }

    #[test]
    fn draws_have_the_mean_of_the_law() {
        let law = Law::exponential(100, 900_000);
        let draws = 1 << 16;
        let mean = (0..draws).map(|draw| law.draw(draw << 48)).sum::<u64>() / draws;
        assert!((898_000..=903_000).contains(&mean), "{mean}");
    }
}
