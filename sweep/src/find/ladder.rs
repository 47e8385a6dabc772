//! The values that a search may try: a ladder of them, climbed by position.
//!
//! Every replicate bisects the same ladder, so that runs of several fall on the same values, and a run is named by its position and
//! replicate whatever was found before it.

use records::scenario::{AxisKind, Scale, Search};
use toml::Value;

/// Values from `from` to `to`, ascending, neighbours no further apart than the tolerance (integers: or than 1).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ladder {
    kind: AxisKind,
    scale: Scale,
    /// At least two.
    values: Vec<f64>,
}

impl Ladder {
    pub fn of(search: &Search) -> Self {
        let (kind, scale) = (search.kind, search.scale);
        let values = if kind == AxisKind::Integer { whole(search) } else { halves(search) };
        Self { kind, scale, values }
    }

    /// The greatest position; the least is 0.
    pub fn last(&self) -> usize {
        self.values.len() - 1
    }

    pub fn value(&self, position: usize) -> f64 {
        self.values[position.min(self.last())]
    }

    /// The value as a scenario holds it.
    pub fn toml(&self, position: usize) -> Value {
        let value = self.value(position);
        if self.kind == AxisKind::Integer { Value::Integer(value as i64) } else { Value::Float(value) }
    }

    /// Where the crossing lies, of which it is known that the metric has crossed at `high` and has not at `low`, seen from the lower
    /// end. Of integers it is the first value beyond the crossing, and between neighbours that is certain.
    pub fn bracket(&self, low: usize, high: usize) -> [f64; 2] {
        let least = self.value(low);
        [if self.kind == AxisKind::Integer { least + 1.0 } else { least }, self.value(high)]
    }

    /// Width of the bracket that holds `value` (unit of the key): no interval about it is narrower.
    pub fn step(&self, value: f64) -> f64 {
        let high = self.values.partition_point(|one| *one < value).clamp(1, self.last());
        let [low, high] = self.bracket(high - 1, high);
        high - low
    }

    /// The value on the scale on which crossings are averaged.
    pub fn forth(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { libm::log(value) } else { value }
    }

    /// The value of what [`Ladder::forth`] gave.
    pub fn back(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { libm::exp(value) } else { value }
    }

    /// Half-way between two values on that scale; one value half-way to itself is that value, whatever the rounding.
    pub fn middle(&self, low: f64, high: f64) -> f64 {
        if low == high { low } else { self.back((self.forth(low) + self.forth(high)) / 2.0) }
    }

    /// Runs of a replicate that crosses (count): both ends, then one a halving.
    pub fn runs_of_crossing(&self) -> usize {
        2 + self.last().next_power_of_two().ilog2() as usize
    }
}

/// A power of two of equal steps, so that bisection halves the range exactly.
fn halves(search: &Search) -> Vec<f64> {
    let &Search { from, to, tolerance, .. } = search;
    let steps = match search.scale {
        Scale::Linear => (to - from) / tolerance,
        Scale::Log => libm::log(to / from) / libm::log1p(tolerance),
    };
    // A hair below a whole number is that number: 0.5 / 0.005 must not become 128 steps for want of a bit in the last place.
    let steps = (libm::ceil(steps * (1.0 - 1e-12)) as usize).max(1).next_power_of_two();
    let at = |step: usize| match (step, step as f64 / steps as f64) {
        (0, _) => from,
        (step, _) if step == steps => to,
        (_, share) => match search.scale {
            Scale::Linear => from + share * (to - from),
            Scale::Log => from * libm::exp(share * libm::log(to / from)),
        },
    };
    (0..=steps).map(at).collect()
}

/// Integers, the next at least 1 above.
fn whole(search: &Search) -> Vec<f64> {
    let &Search { from, to, tolerance, .. } = search;
    let above = |value: f64| match search.scale {
        Scale::Linear => value + libm::floor(tolerance).max(1.0),
        Scale::Log => libm::floor(value * (1.0 + tolerance)).max(value + 1.0),
    };
    let mut values: Vec<f64> =
        std::iter::successors(Some(from), |value| Some(above(*value))).take_while(|value| *value < to).collect();
    values.push(to);
    values
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use records::scenario::Crossing;

    /// A search without a second key.
    pub(crate) fn search(kind: AxisKind, scale: Scale, from: f64, to: f64, tolerance: f64) -> Search {
        Search {
            key: "network.loss".to_owned(),
            kind,
            from,
            to,
            scale,
            metric: "success_share".to_owned(),
            crosses: 0.5,
            tolerance,
            crossing: Crossing::OfEach,
            replicates: 20,
            confidence: 0.95,
            stop: None,
            along: None,
        }
    }

    fn ladder(kind: AxisKind, scale: Scale, from: f64, to: f64, tolerance: f64) -> Ladder {
        Ladder::of(&search(kind, scale, from, to, tolerance))
    }

    #[test]
    fn numbers_are_cut_into_a_power_of_two_of_steps() {
        let found = ladder(AxisKind::Number, Scale::Linear, 0.0, 1.0, 0.125);
        assert_eq!(found.values, [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0]);
        assert_eq!(ladder(AxisKind::Number, Scale::Linear, 0.0, 1.0, 0.1).last(), 16);
        let found = ladder(AxisKind::Number, Scale::Log, 1.0, 16.0, 1.0);
        assert_eq!(found.last(), 4);
        assert!(found.values.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]).all(|(found, exact)| (found / exact - 1.0).abs() < 1e-12));
    }

    #[test]
    fn integers_are_neighbours_or_as_far_apart_as_allowed() {
        assert_eq!(ladder(AxisKind::Integer, Scale::Linear, 3.0, 7.0, 1.0).values, [3.0, 4.0, 5.0, 6.0, 7.0]);
        assert_eq!(ladder(AxisKind::Integer, Scale::Linear, 0.0, 7.0, 3.0).values, [0.0, 3.0, 6.0, 7.0]);
        assert_eq!(
            ladder(AxisKind::Integer, Scale::Log, 1.0, 20.0, 0.5).values,
            [1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 13.0, 19.0, 20.0]
        );
        assert_eq!(ladder(AxisKind::Integer, Scale::Linear, 3.0, 7.0, 1.0).toml(2), Value::Integer(5));
    }

    #[test]
    fn a_bracket_of_neighbouring_integers_is_one_value() {
        let found = ladder(AxisKind::Integer, Scale::Linear, 3.0, 7.0, 1.0);
        assert_eq!(found.bracket(1, 2), [5.0, 5.0]);
        assert_eq!(ladder(AxisKind::Integer, Scale::Linear, 0.0, 7.0, 3.0).bracket(1, 2), [4.0, 6.0]);
        assert_eq!(ladder(AxisKind::Number, Scale::Linear, 0.0, 1.0, 0.5).bracket(0, 1), [0.0, 0.5]);
        assert_eq!([3.0, 5.0, 7.0].map(|value| found.step(value)), [0.0; 3]);
        assert_eq!(ladder(AxisKind::Number, Scale::Log, 1.0, 16.0, 1.0).step(5.0).round(), 4.0);
    }

    #[test]
    fn a_crossing_takes_both_ends_and_one_run_a_halving() {
        let runs = |to: f64| ladder(AxisKind::Integer, Scale::Linear, 0.0, to, 1.0).runs_of_crossing();
        assert_eq!([1.0, 2.0, 3.0, 8.0, 9.0].map(runs), [2, 3, 4, 5, 6]);
    }
}
