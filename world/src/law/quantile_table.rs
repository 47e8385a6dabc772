//! Integer quantile tables: draws at a few nanoseconds, with the same bits on every platform.

use super::{Law, LawError};

/// A law frozen into 2^k cells of equal probability; a draw is one look-up and one multiplication, in integers.
///
/// Knot i holds the quantile at i / 2^k, in the unit chosen at building (nanoseconds, or a ratio in units of
/// 2⁻²⁰, say). Within a cell the draw is linear.
///
/// **Ends.** The lowest knot is the quantile at 0. The highest is the quantile at 1 − 2^−(k+2), the middle of
/// the last cell's upper half: an unbounded law is cut there, so that means of heavy tails come out low.
/// [`QuantileTable::mean`] says by how much. An empirical law ends at its own highest value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantileTable {
    knots: Box<[u64]>,
    cells_log2: u32,
}

impl QuantileTable {
    /// Freezes `law` into 2^`cells_log2` cells, with values multiplied by `units` (how many table units
    /// make one unit of the law) and rounded.
    ///
    /// # Errors
    ///
    /// [`LawError`] of a law that [`Law::check`] refuses; [`LawError::Table`] for `cells_log2` outside 1..=20, `units`
    /// that is not finite and above 0, or a value that would pass 2⁶³ table units.
    pub fn new(law: &Law, units: f64, cells_log2: u32) -> Result<Self, LawError> {
        law.check()?;
        if !(1..=20).contains(&cells_log2) {
            return Err(LawError::Table { parameter: "cells_log2", value: f64::from(cells_log2), allowed: "1..=20" });
        }
        if !(units.is_finite() && units > 0.0) {
            return Err(LawError::Table { parameter: "units", value: units, allowed: "a finite number above 0" });
        }
        let cells = 1_u32 << cells_log2;
        let mut lowest = 0;
        let knots = (0..=cells)
            .map(|knot| {
                let bounded = matches!(law, Law::Constant { .. } | Law::Empirical(_));
                let share = if knot == cells && !bounded { f64::from(cells) - 0.25 } else { f64::from(knot) };
                let value = libm::round(law.quantile(share / f64::from(cells)) * units);
                if value < (1_u64 << 63) as f64 {
                    // Inverse functions may fall by the last bit where they should rise; a draw needs rising knots.
                    lowest = lowest.max(value as u64);
                    Ok(lowest)
                } else {
                    Err(LawError::Table { parameter: "a quantile in table units", value, allowed: "below 2^63" })
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { knots, cells_log2 })
    }

    /// The greatest value of any draw (table units).
    #[must_use]
    pub fn max(&self) -> u64 {
        self.knots.last().copied().unwrap_or_default()
    }

    /// The value for 64 random bits (table units): the high bits choose the cell, the next 32 the place in it.
    #[inline]
    #[must_use]
    pub fn draw(&self, bits: u64) -> u64 {
        let cell = (bits >> (64 - self.cells_log2)) as usize;
        let place = (bits << self.cells_log2) >> 32;
        let (low, high) = (self.knots[cell], self.knots[cell + 1]);
        low + ((u128::from(high - low) * u128::from(place)) >> 32) as u64
    }

    /// Mean of the draws (table units).
    #[must_use]
    pub fn mean(&self) -> f64 {
        let sum: f64 = self.knots.windows(2).map(|pair| (pair[0] as f64 + pair[1] as f64) / 2.0).sum();
        sum / (self.knots.len() - 1) as f64
    }

    /// Smallest and largest value that can be drawn (table units).
    #[must_use]
    pub fn range(&self) -> (u64, u64) {
        (self.knots[0], self.knots[self.knots.len() - 1])
    }
}
