//! Axes: a range in data units, ticks at round values, and how values map to a straight line.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use crate::format;

/// One axis of a panel.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// What the axis shows, with its unit.
    pub title: String,
    /// Lowest value shown.
    pub low: f64,
    /// Highest value shown.
    pub high: f64,
    /// Values with their labels.
    pub ticks: Vec<(f64, String)>,
    /// True for a logarithmic axis.
    pub log: bool,
    /// True when grid lines are drawn at the ticks.
    pub grid: bool,
}

/// Times at which people expect a tick \[s\].
const ROUND_TIMES_S: [(f64, &str); 16] = [
    (1e-3, "1 ms"),
    (1e-2, "10 ms"),
    (0.1, "0.1 s"),
    (1.0, "1 s"),
    (3.0, "3 s"),
    (10.0, "10 s"),
    (30.0, "30 s"),
    (60.0, "1 min"),
    (300.0, "5 min"),
    (1_200.0, "20 min"),
    (3_600.0, "1 h"),
    (21_600.0, "6 h"),
    (86_400.0, "1 d"),
    (345_600.0, "4 d"),
    (1_209_600.0, "14 d"),
    (5_184_000.0, "60 d"),
];

impl Axis {
    /// Zero to at least `high`, ending on a tick.
    pub fn from_zero(title: impl Into<String>, high: f64) -> Self {
        let step = round_step(high.max(1e-12) / 5.0);
        let steps = (high / step - 1e-9).ceil().max(1.0);
        Self::linear(title, 0.0, steps * step, step)
    }

    /// Counts from zero to at least `high`: no ticks between whole numbers.
    pub fn counts(title: impl Into<String>, high: f64) -> Self {
        let mut axis = Self::from_zero(title, high.max(1.0));
        axis.ticks.retain(|tick| tick.0.fract() == 0.0);
        axis
    }

    /// From at most `low` to at least `high`, ending on ticks; zero is included when it is near.
    pub fn spanning(title: impl Into<String>, low: f64, high: f64) -> Self {
        if low >= 0.0 && low <= 0.5 * high {
            return Self::from_zero(title, high);
        }
        let spread = if high > low { high - low } else { low.abs().max(1.0) * 0.1 };
        let step = round_step(spread / 4.0);
        Self::linear(title, (low / step).floor() * step, (high / step + 1e-9).ceil() * step, step)
    }

    /// Shares from 0 to 100 %.
    pub fn share(title: impl Into<String>, high: f64) -> Self {
        Self::from_zero(title, high).in_percent()
    }

    /// Shares from at most `low` to at least `high`, ending on ticks, and not beyond 100 %.
    pub fn percent(title: impl Into<String>, low: f64, high: f64) -> Self {
        let mut axis = Self::spanning(title, low, high);
        if high <= 1.0 && axis.high > 1.0 {
            axis.high = 1.0;
            axis.ticks.retain(|tick| tick.0 < 1.0 + 1e-9);
        }
        axis.in_percent()
    }

    fn in_percent(mut self) -> Self {
        for (value, label) in &mut self.ticks {
            *label = format!("{} %", format::number((*value * 1e6).round() / 1e4));
        }
        self
    }

    /// Simulated time from 0 to `high_s` \[s\], in minutes, hours or days.
    pub fn time(high_s: f64) -> Self {
        let (unit_s, unit) = match high_s {
            span_s if span_s <= 2.0 * 3_600.0 => (60.0, "min"),
            span_s if span_s <= 4.0 * 86_400.0 => (3_600.0, "h"),
            _ => (86_400.0, "days"),
        };
        let span = (high_s / unit_s).max(1e-9);
        let step = if unit == "h" {
            [1.0, 2.0, 3.0, 6.0, 12.0, 24.0].into_iter().find(|step| span / step <= 9.0).unwrap_or(24.0)
        } else {
            round_step(span / 7.0)
        };
        let ticks = (0..=(span / step + 1e-9).floor() as u32)
            .map(|at| (f64::from(at) * step * unit_s, format::number(f64::from(at) * step)))
            .collect();
        Self { title: format!("simulated time [{unit}]"), low: 0.0, high: high_s.max(1e-9), ticks, log: false, grid: false }
    }

    /// Durations between `low_s` and `high_s` \[s\]: logarithmic where they span more than a factor of 20.
    pub fn durations(title: &str, low_s: f64, high_s: f64) -> Self {
        if low_s <= 0.0 || high_s / low_s <= 20.0 {
            let (unit_s, unit) = match high_s {
                span_s if span_s <= 180.0 => (1.0, "s"),
                span_s if span_s <= 3.0 * 3_600.0 => (60.0, "min"),
                span_s if span_s <= 4.0 * 86_400.0 => (3_600.0, "h"),
                _ => (86_400.0, "days"),
            };
            let mut axis = Self::from_zero(format!("{title} [{unit}]"), high_s / unit_s);
            axis.high *= unit_s;
            for tick in &mut axis.ticks {
                tick.0 *= unit_s;
            }
            return axis;
        }
        let (low, high) = (low_s * 0.8, high_s * 1.25);
        let ticks = ROUND_TIMES_S
            .iter()
            .filter(|(time_s, _)| (low..=high).contains(time_s))
            .map(|&(time_s, label)| (time_s, label.to_owned()))
            .collect();
        Self { title: format!("{title} (log scale)"), low, high, ticks, log: true, grid: false }
    }

    /// Positive values between `low` and `high` on a logarithmic scale, ticks at powers of ten (1, 2, 5 over a short range).
    pub fn log(title: impl Into<String>, low: f64, high: f64) -> Self {
        let (low, high) = (low * 0.8, high * 1.25);
        let steps: &[f64] = if (high / low).log10() < 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
        let ticks = decades
            .flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)))
            .filter(|value| (low..=high).contains(value))
            .map(|value| (value, format::number(value)))
            .collect();
        Self { title: title.into(), low, high, ticks, log: true, grid: true }
    }

    /// One place per name, the first at the top; the centre of the `at`-th is `names.len() - at - 0.5`.
    pub fn categories(names: &[String]) -> Self {
        let n = names.len();
        Self {
            title: String::new(),
            low: 0.0,
            high: n.max(1) as f64,
            ticks: names.iter().enumerate().map(|(at, name)| ((n - at) as f64 - 0.5, name.clone())).collect(),
            log: false,
            grid: false,
        }
    }

    /// The axis without grid lines.
    pub fn bare(mut self) -> Self {
        self.grid = false;
        self
    }

    /// The label of a tick; empty between ticks.
    pub fn label(&self, value: f64) -> &str {
        let tick = self.ticks.iter().find(|tick| tick.0 == value);
        tick.map_or("", |tick| &tick.1)
    }

    /// Middle of the drawn axis, in data units.
    pub fn middle(&self) -> f64 {
        self.between(self.low, self.high)
    }

    /// Half-way between two values, as drawn.
    pub fn between(&self, low: f64, high: f64) -> f64 {
        if self.log { (low * high).sqrt() } else { (low + high) / 2.0 }
    }

    /// Where `value` lies between the ends of the axis (0 to 1); values outside are drawn at the end.
    pub fn position(&self, value: f64) -> f64 {
        let value = if value.is_finite() { value.clamp(self.low, self.high) } else { self.low };
        if self.log { (value / self.low).ln() / (self.high / self.low).ln() } else { (value - self.low) / (self.high - self.low) }
    }

    fn linear(title: impl Into<String>, low: f64, high: f64, step: f64) -> Self {
        let steps = ((high - low) / step).round() as u32;
        let ticks = (0..=steps)
            .map(|at| (low / step).round() + f64::from(at))
            .map(|multiple| {
                // A multiple of 0.2 is 0.6000000000000001: rounding to the step's own digits mends the label.
                let digits = (-step.log10().floor()).max(0.0) as i32 + 1;
                let value = (multiple * step * 10f64.powi(digits)).round() / 10f64.powi(digits);
                (multiple * step, format::number(value))
            })
            .collect();
        Self { title: title.into(), low, high, ticks, log: false, grid: true }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.position(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.max_num_points() == 0 {
            return Vec::new();
        }
        self.ticks.iter().map(|tick| tick.0).collect()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// 1, 2, 2.5 or 5 times a power of ten, at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|step| step * power >= rough * 0.999_999);
    step.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.1.as_str()).collect()
    }

    #[test]
    fn linear_axes_end_on_round_ticks() {
        assert_eq!(labels(&Axis::from_zero("", 163.0)), ["0", "50", "100", "150", "200"]);
        assert_eq!(labels(&Axis::share("", 1.0)), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
        assert_eq!(
            labels(&Axis::spanning("", 1_000.0, 1_018.0)),
            ["1\u{2009}000", "1\u{2009}005", "1\u{2009}010", "1\u{2009}015", "1\u{2009}020"]
        );
        assert_eq!(Axis::from_zero("", 0.0).ticks.len(), 2);
    }

    #[test]
    fn counts_have_whole_ticks_only() {
        assert_eq!(labels(&Axis::counts("", 1.0)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts("", 3.0)), ["0", "1", "2", "3"]);
    }

    #[test]
    fn two_days_are_ticked_in_hours() {
        let axis = Axis::time(172_800.0);
        assert_eq!(axis.title, "simulated time [h]");
        assert_eq!(labels(&axis), ["0", "6", "12", "18", "24", "30", "36", "42", "48"]);
        assert_eq!(labels(&Axis::time(30.0 * 86_400.0)), ["0", "5", "10", "15", "20", "25", "30"]);
    }

    #[test]
    fn durations_turn_logarithmic_when_wide() {
        assert!(!Axis::durations("t", 10.0, 100.0).log);
        let wide = Axis::durations("t", 2.0, 4_000.0);
        assert!(wide.log);
        assert_eq!(labels(&wide), ["3 s", "10 s", "30 s", "1 min", "5 min", "20 min", "1 h"]);
    }

    #[test]
    fn values_map_to_pixels_and_are_clamped_to_the_axis() {
        let axis = Axis::from_zero("", 10.0);
        assert_eq!([-5.0, 2.5, 99.0, f64::NAN].map(|value| axis.map(&value, (100, 300))), [100, 150, 300, 100]);
        let axis = Axis { low: 1.0, high: 1_000.0, ..Axis::log("", 1.0, 1_000.0) };
        assert_eq!(axis.map(&100.0, (0, 300)), 200);
    }
}
