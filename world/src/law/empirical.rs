//! A measured distribution function as a law: linear between the points, with stated ends.

use super::LawError;

/// A distribution function given at points and linear between them.
///
/// **Ends.** Measured quantiles seldom reach 0 % and 100 %. The mass below the first point is spread evenly
/// between `low` and the first value, the mass above the last point evenly between the last value and `high`.
/// Where `low` or `high` equals its neighbour the mass sits on that value. So `high` is the longest value that can be drawn:
/// heavy tails beyond the measurement are cut there, and the mean depends on that choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Empirical {
    /// Values and the share of all draws at or below them, from share 0 to share 1, both never falling.
    points: Vec<(f64, f64)>,
}

impl Empirical {
    /// Builds the law from measured points `(value, share of draws at or below it)`, shares in 0..=1.
    ///
    /// # Errors
    ///
    /// [`LawError::Point`] for a value that is negative or falls, a share outside 0..=1 or that falls, an end
    /// (`low`, reported as point 0, or `high`, as the point after the last) on the wrong side of its
    /// neighbour, or a law whose draws would all be 0.
    pub fn new(low: f64, measured: &[(f64, f64)], high: f64) -> Result<Self, LawError> {
        let mut points = Vec::with_capacity(measured.len() + 2);
        points.push((low, 0.0));
        points.extend_from_slice(measured);
        points.push((high, 1.0));
        let mut last = (0.0, 0.0);
        for (point, &(value, share)) in points.iter().enumerate() {
            let fault = |problem| Err(LawError::Point { point, value, share, problem });
            if !value.is_finite() || value < 0.0 {
                return fault("the value must be finite and at least 0");
            }
            if !(0.0..=1.0).contains(&share) {
                return fault("the share must lie in 0..=1");
            }
            if value < last.0 {
                return fault("the value is below the one before it");
            }
            if share < last.1 {
                return fault("the share is below the one before it");
            }
            last = (value, share);
        }
        if high <= 0.0 {
            let point = points.len() - 1;
            return Err(LawError::Point { point, value: high, share: 1.0, problem: "all draws would be 0" });
        }
        Ok(Self { points })
    }

    /// The points with their ends: `(value, cumulative share)`, from share 0 to share 1.
    #[must_use]
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        Self { points: self.points.iter().map(|&(value, share)| (value * factor, share)).collect() }
    }

    /// Stretches between neighbouring points: from, to, mass.
    fn stretches(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        self.points.windows(2).map(|pair| (pair[0].0, pair[1].0, pair[1].1 - pair[0].1))
    }

    /// `E[X^order]`. On a stretch from a to b it is the mean of the `order + 1` products a^i b^(order − i).
    pub(super) fn moment(&self, order: u32) -> f64 {
        self.stretches()
            .map(|(from, to, mass)| {
                let products: f64 = (0..=order).map(|i| power(from, i) * power(to, order - i)).sum();
                mass * products / f64::from(order + 1)
            })
            .sum()
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let above = self.points.partition_point(|&(value, _)| value <= x);
        match (self.points.get(above.wrapping_sub(1)), self.points.get(above)) {
            (None, _) => 0.0,
            (_, None) => 1.0,
            (Some(&(from, low)), Some(&(to, high))) => low + (high - low) * (x - from) / (to - from),
        }
    }

    pub(super) fn quantile(&self, p: f64) -> f64 {
        let above = self.points.partition_point(|&(_, share)| share < p).clamp(1, self.points.len() - 1);
        let ((from, low), (to, high)) = (self.points[above - 1], self.points[above]);
        if high > low { from + (to - from) * ((p - low) / (high - low)).clamp(0.0, 1.0) } else { from }
    }

    /// The value found at a random moment (density proportional to x f(x)), from two uniforms in (0, 1).
    pub(super) fn length_biased(&self, which: f64, within: f64) -> f64 {
        let mut left = which * self.moment(1);
        let mut chosen = (0.0, 0.0);
        for (from, to, mass) in self.stretches() {
            let weight = mass * (from + to) / 2.0;
            if weight > 0.0 {
                chosen = (from, to);
                if left < weight {
                    break;
                }
                left -= weight;
            }
        }
        let (from, to) = chosen;
        libm::sqrt(from * from + within * (to * to - from * from))
    }
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}
