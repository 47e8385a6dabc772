//! How long machines stay up, as their validator has seen it: a life table, without an assumption about the law.

use crate::time::Span;
use borsh::{BorshDeserialize, BorshSerialize};

/// Ages 0 and 1 s, then 2 to 3, 4 to 7, … up to 136 years.
const BINS: usize = 32;

/// Before anything was seen one machine is as good as known to have stayed up this long (s), spread over all ages.
const PRIOR_MEAN_S: u64 = 86_400;

/// Weight of a loss seen against the prior.
const SEEN: u64 = 4;

/// One loss expected, in the unit of losses expected: 2⁻³⁰, so that products of them are brought back by shifts.
pub const LOSS_BITS: u32 = 30;

/// Hazard by age: losses over time at risk, flat within bins whose width doubles (an actuary's life table).
///
/// Only stretches that have ended count. Those under way are unknown, so that a young network looks worse than it is; it gets
/// right once as many stretches have ended as machines are up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeTable {
    losses: [u32; BINS],
    at_risk_s: [u64; BINS],
    /// 2⁻³⁰ a second, by bin; follows from the above.
    hazard: [u64; BINS],
    /// Cumulated up to the begin of a bin (2⁻³⁰); follows from the above.
    cumulated: [u64; BINS],
}

impl Default for LifeTable {
    fn default() -> Self {
        Self::of([0; BINS], [0; BINS])
    }
}

impl LifeTable {
    fn of(losses: [u32; BINS], at_risk_s: [u64; BINS]) -> Self {
        let mut table = Self { losses, at_risk_s, hazard: [0; BINS], cumulated: [0; BINS] };
        for bin in 0..BINS {
            table.weigh(bin);
        }
        table.cumulate();
        table
    }

    fn weigh(&mut self, bin: usize) {
        let (losses, at_risk_s) = (u64::from(self.losses[bin]), self.at_risk_s[bin]);
        let risk = at_risk_s.saturating_mul(SEEN).saturating_add(PRIOR_MEAN_S);
        let hazard = (u128::from(losses * SEEN + 1) << LOSS_BITS) / u128::from(risk);
        self.hazard[bin] = u64::try_from(hazard).unwrap_or(u64::MAX);
    }

    fn cumulate(&mut self) {
        for bin in 1..BINS {
            let width_s = begin_s(bin) - begin_s(bin - 1);
            self.cumulated[bin] = self.cumulated[bin - 1].saturating_add(self.hazard[bin - 1].saturating_mul(width_s));
        }
    }

    /// A machine was lost at this age.
    pub fn record(&mut self, age: Span) {
        let age_s = age.0 / Span::SECOND.0;
        let last = bin_of(age_s);
        for bin in 0..=last {
            let end_s = if bin < last { begin_s(bin + 1) } else { age_s };
            self.at_risk_s[bin] = self.at_risk_s[bin].saturating_add(end_s - begin_s(bin));
            self.weigh(bin);
        }
        self.losses[last] = self.losses[last].saturating_add(1);
        self.weigh(last);
        self.cumulate();
    }

    /// Losses (2⁻³⁰) to be expected of a machine of this age in the `time` to come, were it replaced by its like.
    #[must_use]
    pub fn losses_expected(&self, age: Span, time: Span) -> u64 {
        let from_s = age.0 / Span::SECOND.0;
        let to_s = from_s.saturating_add(time.0 / Span::SECOND.0);
        self.cumulated_at(to_s).saturating_sub(self.cumulated_at(from_s))
    }

    fn cumulated_at(&self, age_s: u64) -> u64 {
        let bin = bin_of(age_s);
        self.cumulated[bin].saturating_add(self.hazard[bin].saturating_mul(age_s - begin_s(bin)))
    }
}

fn bin_of(age_s: u64) -> usize {
    (age_s.max(1).ilog2() as usize).min(BINS - 1)
}

fn begin_s(bin: usize) -> u64 {
    if bin == 0 { 0 } else { 1 << bin }
}

impl BorshSerialize for LifeTable {
    fn serialize<W: borsh::io::Write>(&self, out: &mut W) -> borsh::io::Result<()> {
        (&self.losses, &self.at_risk_s).serialize(out)
    }
}

impl BorshDeserialize for LifeTable {
    fn deserialize_reader<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<Self> {
        let (losses, at_risk_s) = BorshDeserialize::deserialize_reader(from)?;
        Ok(Self::of(losses, at_risk_s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    const ONE: f64 = (1_u64 << LOSS_BITS) as f64;
    const HOUR: Span = Span::from_secs(3_600);

    /// `count` lives of `law`, from uniform draws.
    fn table(count: u32, law: impl Fn(f64) -> f64) -> LifeTable {
        let (mut table, mut draws) = (LifeTable::default(), Stream::new(7, 0, 0));
        for _ in 0..count {
            let uniform = 1.0 - (draws.next() >> 11) as f64 / (1_u64 << 53) as f64;
            table.record(Span((law(uniform) * 1e9) as u64));
        }
        table
    }

    #[test]
    fn exponential_lives_have_no_age() {
        // Mean life 2 h: half a loss an hour.
        let table = table(100_000, |uniform| -7_200.0 * uniform.ln());
        for age_h in [0, 1, 3, 6] {
            let expected = table.losses_expected(HOUR.times(age_h), HOUR) as f64 / ONE;
            assert!((expected - 0.5).abs() < 0.02, "at {age_h} h: {expected}");
        }
    }

    #[test]
    fn of_weibull_lives_the_old_are_the_safer() {
        // Shape 0.5, scale 1 h: cumulated hazard sqrt(t / 1 h).
        let table = table(200_000, |uniform| 3_600.0 * uniform.ln() * uniform.ln());
        let cumulated = |age_s: u64| (age_s as f64 / 3_600.0).sqrt();
        for (from_s, to_s) in [(0, 1_024), (1_024, 4_096), (4_096, 16_384), (16_384, 131_072)] {
            let (age, time) = (Span::from_secs(from_s), Span::from_secs(to_s - from_s));
            let (expected, law) = (table.losses_expected(age, time) as f64 / ONE, cumulated(to_s) - cumulated(from_s));
            assert!((expected / law - 1.0).abs() < 0.05, "{from_s} to {to_s} s: {expected}, law {law}");
        }
    }

    #[test]
    fn what_was_not_seen_is_a_loss_a_day() {
        let expected = LifeTable::default().losses_expected(HOUR, Span::from_secs(86_400));
        assert!((0.999..=1.0).contains(&(expected as f64 / ONE)), "{expected}");
        assert!(LifeTable::default().losses_expected(Span(u64::MAX), Span(u64::MAX)) < u64::MAX, "the longest span is no end");
    }
}
