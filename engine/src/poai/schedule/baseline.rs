//! Faster with the power of the network: simple and baseline minting (Filecoin, spec §2.6.3 "Minting Model"; economics.md S8).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// M_s(1 − e^(−λt)) + M_b(1 − e^(−λθ)) after t epochs, where the effective time θ is that at which a baseline b0·e^(gt) alone
/// would have summed to what the network did: R = Σ min(b0·e^(gt), K_t), K_t its power.
///
/// Sums go by epochs, not by integrals: θ = ln(1 + (e^g − 1)·R/b0)/g, so that θ = t for a network always above the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Baseline {
    /// Minted by time alone, M_s.
    pub simple: Amount,
    /// Minted by effective time, M_b.
    pub baseline: Amount,
    /// Epochs until half of M_s is out, ln 2/λ; 0: all at once.
    pub half_life_epochs: u32,
    /// Power expected in the first epoch, b0, in the unit of the power score; 0 counts as 1.
    pub power_first: u64,
    /// Epochs in which the baseline doubles, ln 2/g; 0: it does not grow.
    pub doubling_epochs: u32,
    /// What was asked for.
    state: State,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct State {
    /// Epochs so far.
    epochs: u32,
    /// R/b0 in units of 2⁻⁴⁸.
    reached: u128,
    given: Amount,
}

/// 2⁴⁸ and 2⁶², as floats and as integers exact.
const REACHED_ONE: f64 = (1_u64 << 48) as f64;
const SHARE_ONE: u128 = 1 << 62;

impl Baseline {
    /// A schedule before its first epoch. The arguments are its fields.
    #[must_use]
    pub fn new(simple: Amount, baseline: Amount, half_life_epochs: u32, power_first: u64, doubling_epochs: u32) -> Self {
        Self { simple, baseline, half_life_epochs, power_first, doubling_epochs, state: State::default() }
    }

    /// g, per epoch.
    fn growth(&self) -> f64 {
        if self.doubling_epochs == 0 { 0.0 } else { core::f64::consts::LN_2 / f64::from(self.doubling_epochs) }
    }

    /// θ, in epochs.
    #[must_use]
    pub fn effective_epochs(&self) -> f64 {
        let (reached, growth) = (self.state.reached as f64 / REACHED_ONE, self.growth());
        if growth == 0.0 { reached } else { libm::log1p(libm::expm1(growth) * reached) / growth }
    }

    /// `all`·(1 − 2^(−epochs/h)).
    fn out_after(&self, all: Amount, epochs: f64) -> Amount {
        if self.half_life_epochs == 0 {
            return all;
        }
        let share = -libm::expm1(-core::f64::consts::LN_2 * epochs / f64::from(self.half_life_epochs));
        all.mul_div((share * SHARE_ONE as f64) as u128, SHARE_ONE).0
    }
}

impl Schedule for Baseline {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let expected = libm::exp(self.growth() * f64::from(self.state.epochs));
        let found = facts.power as f64 / self.power_first.max(1) as f64;
        let reached = (expected.min(found) * REACHED_ONE) as u128;
        self.state.reached = self.state.reached.saturating_add(reached);
        self.state.epochs = self.state.epochs.saturating_add(1);
        let simple = self.out_after(self.simple, f64::from(self.state.epochs));
        let out = simple.saturating_add(self.out_after(self.baseline, self.effective_epochs()));
        let tokens = out.saturating_sub(self.state.given);
        self.state.given = self.state.given.saturating_add(tokens);
        tokens
    }
}

impl Named for Baseline {
    const NAME: &'static str = "baseline";
    const ABOUT: &'static str = "One part by time, the other as fast as the network's power keeps up with a baseline (Filecoin).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("simple_tokens", Unit::Tokens, "Minted by time alone."),
        Parameter::new("baseline_tokens", Unit::Tokens, "Minted as the network keeps up with the baseline."),
        Parameter::new("half_life_epochs", Unit::Count, "Epochs until half of it is out.").or("2190").within(1, u32::MAX as u128),
        Parameter::new("power_first", Unit::Count, "Power expected in the first epoch.").within(1, u64::MAX as u128),
        Parameter::new("doubling_epochs", Unit::Count, "Epochs in which the baseline doubles; 0: never.").or("365"),
    ];

    fn from_values(values: &Values) -> Self {
        let power_first = u64::try_from(values.get("power_first")).unwrap_or(u64::MAX);
        let (simple, baseline) = (values.tokens("simple_tokens"), values.tokens("baseline_tokens"));
        Self::new(simple, baseline, values.count("half_life_epochs"), power_first, values.count("doubling_epochs"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Filecoin: 330 M by time, 770 M by baseline, half-life six years, a baseline that doubles in a year.
    fn filecoin() -> Baseline {
        Baseline::new(Amount::tokens(330_000_000), Amount::tokens(770_000_000), 2_190, 1_000_000, 365)
    }

    fn after(mut schedule: Baseline, epochs: u32, power: impl Fn(u32) -> u128) -> (f64, f64) {
        let tokens = |epoch| schedule.tokens(&EpochFacts { epoch, power: power(epoch), ..EpochFacts::default() });
        let sum: Amount = (0..epochs).map(tokens).sum();
        (sum.0 as f64 / 1e18, schedule.effective_epochs())
    }

    #[test]
    fn above_the_baseline_effective_time_is_time() {
        let (out, theta) = after(filecoin(), 2_190, |_| u128::MAX);
        assert!((theta / 2_190.0 - 1.0).abs() < 1e-9, "{theta}");
        assert!((out / 550e6 - 1.0).abs() < 1e-9, "half of all in six years: {out}");
    }

    #[test]
    fn without_power_only_time_mints() {
        let (out, theta) = after(filecoin(), 2_190, |_| 0);
        assert!(theta == 0.0 && (out / 165e6 - 1.0).abs() < 1e-12, "50 % of M_s at six years: {out}");
    }

    #[test]
    fn below_it_the_closed_form_holds() {
        // A constant power at the first baseline: R = t, so θ = ln(1 + (e^g − 1)·t)/g.
        let (epochs, growth) = (1_000_u32, libm::log(2.0) / 365.0);
        let (out, theta) = after(filecoin(), epochs, |_| 1_000_000);
        let expected = libm::log(1.0 + (libm::exp(growth) - 1.0) * f64::from(epochs)) / growth;
        assert!((theta / expected - 1.0).abs() < 1e-9, "{theta} {expected}");
        let share = |epochs: f64| 1.0 - libm::pow(2.0, -epochs / 2_190.0);
        let closed = 330e6 * share(f64::from(epochs)) + 770e6 * share(expected);
        assert!((out / closed - 1.0).abs() < 1e-9, "{out} {closed}");
    }
}
