//! What nodes lack to an income in dollars, in tokens (io.net, "incentive dynamic engine", 2026; economics.md S11). Needs a price.

use super::{Dollars, EpochFacts, Named, Needs, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Nodes shall earn a target in dollars. What fees lack of it is minted, within a cap per epoch and a vault of tokens; what
/// tokens do not cover comes out of a vault of fees. Of a surplus of fees a share buys tokens that are burned; the rest goes
/// into the vault of fees.
///
/// Where there is no price nothing is minted, and the vault of fees alone pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct UsdTarget {
    /// Target per node and epoch (10⁻⁹ USD).
    pub per_node_nano_usd: u64,
    /// Target per unit of power and epoch (10⁻⁹ USD).
    pub per_power_nano_usd: u64,
    /// Most tokens of an epoch.
    pub per_epoch_max: Amount,
    /// Share of a surplus that buys tokens to burn (10⁻⁶; io.net: at least 500,000).
    pub surplus_burned_ppm: u32,
    /// Tokens left to mint.
    pub reward_vault: Amount,
    /// Fees put by (micro-USD).
    pub fee_vault_micro_usd: u128,
    last: Last,
}

/// Dollars of the last epoch (micro-USD).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Last {
    surplus: u128,
    burned: u128,
    given: u128,
}

impl UsdTarget {
    /// A schedule with `reward_vault` tokens and no fees put by. The arguments are its fields.
    #[must_use]
    pub fn new(
        per_node_nano_usd: u64,
        per_power_nano_usd: u64,
        per_epoch_max: Amount,
        surplus_burned_ppm: u32,
        reward_vault: Amount,
    ) -> Self {
        let (fee_vault_micro_usd, last) = (0, Last::default());
        Self { per_node_nano_usd, per_power_nano_usd, per_epoch_max, surplus_burned_ppm, reward_vault, fee_vault_micro_usd, last }
    }

    /// What nodes shall earn in an epoch (micro-USD).
    #[must_use]
    pub fn target_micro_usd(&self, facts: &EpochFacts) -> u128 {
        let per_power = facts.power.saturating_mul(self.per_power_nano_usd.into());
        per_power.saturating_add(u128::from(facts.nodes) * u128::from(self.per_node_nano_usd)) / 1_000
    }

    /// Tokens for a gap, and what they are worth (micro-USD).
    fn cover(&self, gap: u128, facts: &EpochFacts) -> (Amount, u128) {
        let Some(wanted) = facts.tokens_for(gap) else { return (Amount::ZERO, 0) };
        let tokens = wanted.min(self.per_epoch_max).min(self.reward_vault);
        // All of the gap, though rounding left out a fraction of a unit of 10⁻¹⁸ token.
        let worth = if tokens == wanted { gap } else { facts.micro_usd_of(tokens).min(gap) };
        (tokens, worth)
    }
}

impl Schedule for UsdTarget {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let target = self.target_micro_usd(facts);
        let surplus = facts.fees_micro_usd.saturating_sub(target);
        let burned = Amount(surplus).parts_per_million(self.surplus_burned_ppm).0.min(surplus);
        let gap = target.saturating_sub(facts.fees_micro_usd);
        let (tokens, worth) = self.cover(gap, facts);
        let given = (gap - worth).min(self.fee_vault_micro_usd);
        self.reward_vault = self.reward_vault.saturating_sub(tokens);
        self.fee_vault_micro_usd = (self.fee_vault_micro_usd - given).saturating_add(surplus - burned);
        self.last = Last { surplus, burned, given };
        tokens
    }

    fn dollars(&self) -> Dollars {
        let Last { surplus, burned, given } = self.last;
        Dollars { taken: surplus, buy_back: burned, put_by: surplus - burned, given }
    }
}

impl Named for UsdTarget {
    const NAME: &'static str = "usd-target";
    const ABOUT: &'static str = "What fees lack of an income in dollars is minted; of a surplus, a share is burned (io.net).";
    const NEEDS: Needs = Needs::Price;
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("per_node_usd", Unit::Usd, "Target per node and epoch.").or("0"),
        Parameter::new("per_power_usd", Unit::Usd, "Target per unit of power and epoch.").or("0"),
        Parameter::new("per_epoch_max_tokens", Unit::Tokens, "Most tokens of an epoch."),
        Parameter::new("surplus_burned_share", Unit::Share, "Share of a surplus that buys tokens to burn.").or("0.5"),
        Parameter::new("vault_tokens", Unit::Tokens, "Tokens it may mint in all."),
    ];

    fn from_values(values: &Values) -> Self {
        let usd = |name| u64::try_from(values.get(name)).unwrap_or(u64::MAX);
        let (most, vault) = (values.tokens("per_epoch_max_tokens"), values.tokens("vault_tokens"));
        Self::new(usd("per_node_usd"), usd("per_power_usd"), most, values.count("surplus_burned_share"), vault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USD: u128 = 1_000_000;

    /// Ten nodes that shall earn 100 USD together, at 0.5 USD a token.
    fn facts(fees_usd: u128) -> EpochFacts {
        let (fees_micro_usd, price_nano_usd) = (fees_usd * USD, Some(500_000_000));
        EpochFacts { nodes: 10, fees_micro_usd, price_nano_usd, ..EpochFacts::default() }
    }

    fn schedule() -> UsdTarget {
        UsdTarget::new(10_000_000_000, 0, Amount::tokens(150), 600_000, Amount::tokens(350))
    }

    #[test]
    fn fees_and_tokens_come_to_the_target() {
        let mut schedule = schedule();
        assert_eq!(schedule.tokens(&facts(30)), Amount::tokens(140), "70 USD at 0.5 USD");
        assert_eq!(schedule.tokens(&facts(100)), Amount::ZERO);
        assert_eq!(schedule.dollars(), Dollars::default());
        assert_eq!(schedule.tokens(&EpochFacts { power: 1_000_000, ..facts(100) }), Amount::ZERO, "power has no target here");
        let by_power = UsdTarget { per_node_nano_usd: 0, per_power_nano_usd: 20, ..schedule };
        assert_eq!(by_power.target_micro_usd(&EpochFacts { power: 1_000_000, ..facts(0) }), 20_000);
    }

    #[test]
    fn a_surplus_is_burned_and_put_by_and_the_vault_pays_what_tokens_do_not_cover() {
        let mut schedule = schedule();
        assert_eq!(schedule.tokens(&facts(150)), Amount::ZERO);
        let (taken, buy_back, put_by) = (50 * USD, 30 * USD, 20 * USD);
        assert_eq!(schedule.dollars(), Dollars { taken, buy_back, put_by, given: 0 });
        // 100 USD lack: 150 tokens are 75 USD, of the other 25 the vault has 20.
        assert_eq!(schedule.tokens(&facts(0)), Amount::tokens(150));
        assert_eq!(schedule.dollars().given, 20 * USD);
        assert_eq!(schedule.fee_vault_micro_usd, 0);
        // The vault of tokens ends: 350 − 150 − 150.
        assert_eq!(schedule.tokens(&facts(0)), Amount::tokens(150));
        assert_eq!(schedule.tokens(&facts(0)), Amount::tokens(50));
        assert_eq!(schedule.tokens(&facts(0)), Amount::ZERO);
    }

    #[test]
    fn without_a_price_only_the_vault_of_fees_pays() {
        let mut schedule = UsdTarget { fee_vault_micro_usd: 30 * USD, ..schedule() };
        assert_eq!(schedule.tokens(&EpochFacts { price_nano_usd: None, ..facts(0) }), Amount::ZERO);
        assert_eq!(schedule.dollars().given, 30 * USD);
    }
}
