//! In proportion to what was paid for jobs (Render; economics.md S13).

use super::{EpochFacts, Named, Needs, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// So many tokens per dollar that requesters paid in the epoch before, up to so many an epoch.
///
/// Needs dollars, no price. It invites jobs to oneself: they pay while the tokens are worth more than what is burned (E15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct JobShare {
    /// Tokens per dollar paid.
    pub per_usd: Amount,
    /// Most tokens of an epoch.
    pub per_epoch_max: Amount,
}

impl Schedule for JobShare {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let (dollars, micros) = (facts.paid_micro_usd / 1_000_000, facts.paid_micro_usd % 1_000_000);
        let part = self.per_usd.mul_div(micros, 1_000_000).0;
        self.per_usd.times(dollars).saturating_add(part).min(self.per_epoch_max)
    }
}

impl Named for JobShare {
    const NAME: &'static str = "job-share";
    const ABOUT: &'static str = "So many tokens per dollar paid for jobs (Render).";
    const NEEDS: Needs = Needs::Dollars;
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("per_usd_tokens", Unit::Tokens, "Tokens per dollar paid."),
        Parameter::new("per_epoch_max_tokens", Unit::Tokens, "Most tokens of an epoch."),
    ];

    fn from_values(values: &Values) -> Self {
        Self { per_usd: values.tokens("per_usd_tokens"), per_epoch_max: values.tokens("per_epoch_max_tokens") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sums_to_the_rate_times_what_was_paid_and_stops_at_its_most() {
        let mut schedule = JobShare { per_usd: Amount(2_500_000), per_epoch_max: Amount(10_000_000) };
        let mut of = |paid_micro_usd| schedule.tokens(&EpochFacts { paid_micro_usd, ..EpochFacts::default() }).0;
        assert_eq!(
            [of(0), of(1), of(3_000_000), of(3_999_999), of(4_000_001), of(u128::MAX)],
            [0, 2, 7_500_000, 9_999_997, 10_000_000, 10_000_000]
        );
    }
}
