//! What a schedule may look at, and what it answers.

use crate::amount::Amount;

/// What a schedule may look at when it sets the tokens of an epoch, T_E.
///
/// A driver fills in what it knows; what it cannot know stays at its default. The private chain knows no price and no dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochFacts {
    /// Number of the epoch, from 0.
    pub epoch: u32,
    /// Tokens ever minted before this epoch.
    pub minted: Amount,
    /// Most tokens ever minted. Burned tokens make no room for new ones.
    pub cap: Amount,
    /// Tokens burned in the epoch before.
    pub burned: Amount,
    /// Tokens in anybody's hands, the staked ones among them.
    pub circulating: Amount,
    /// Tokens staked.
    pub staked: Amount,
    /// What requesters paid in the epoch before, or in this one where jobs are paid before tokens (micro-USD).
    pub paid_micro_usd: u128,
    /// Part of it that nodes kept (micro-USD).
    pub fees_micro_usd: u128,
    /// Price of one token (10⁻⁹ USD); `None` where there is no market.
    pub price_nano_usd: Option<u64>,
    /// Sum of max(0, P) over all nodes, in the unit of the power score.
    pub power: u128,
    /// Nodes (or licences, where those earn) that take part.
    pub nodes: u32,
    /// Sum of their availabilities, each from 0 to 255; 255 times `nodes` if all were there all the time.
    pub available: u64,
    /// How far the network is adopted, 0 to 65535 (Ratio1, `AdoptionOracle.sol`).
    pub adoption: u16,
}

impl EpochFacts {
    /// Tokens that cost `micro_usd`, rounded down; `None` where there is no price, or one of 0.
    #[must_use]
    pub fn tokens_for(&self, micro_usd: u128) -> Option<Amount> {
        let price = u128::from(self.price_nano_usd.filter(|price| *price > 0)?);
        // micro-USD · 1000 nano per micro · 10¹⁸ units per token / nano-USD per token.
        let units_per_micro_usd = 1_000 * Amount::TOKEN.0;
        let (whole, rest) = (units_per_micro_usd / price, units_per_micro_usd % price);
        let part = Amount(rest).mul_div(micro_usd % price, price).0.0;
        let parts = rest.checked_mul(micro_usd / price).and_then(|parts| parts.checked_add(part));
        Some(Amount(whole.saturating_mul(micro_usd).saturating_add(parts.unwrap_or(u128::MAX))))
    }

    /// What `tokens` cost (micro-USD), rounded down; 0 where there is no price.
    #[must_use]
    pub fn micro_usd_of(&self, tokens: Amount) -> u128 {
        let price = u128::from(self.price_nano_usd.unwrap_or(0));
        let unit = 1_000 * Amount::TOKEN.0;
        let part = Amount(tokens.0 % unit).times(price).0 / unit;
        (tokens.0 / unit).saturating_mul(price).saturating_add(part)
    }
}

/// Dollars that a schedule moves beside its tokens. All zero for schedules that move none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dollars {
    /// Taken from what nodes were paid (micro-USD).
    pub taken: u128,
    /// Part of it that buys tokens which are burned (micro-USD).
    pub buy_back: u128,
    /// Part of it that is put by (micro-USD).
    pub put_by: u128,
    /// Given to nodes out of what was put by (micro-USD).
    pub given: u128,
}

/// A rule that sets the tokens of an epoch.
pub trait Schedule {
    /// T_E of the epoch that `facts` describe. To be asked once an epoch, in order.
    ///
    /// The cap need not be looked at: whoever asks applies it ([`Emission`](super::Emission) does).
    fn tokens(&mut self, facts: &EpochFacts) -> Amount;

    /// First epoch from which on it gives nothing, where the rule itself says so whatever happens until then.
    fn ends(&self) -> Option<u32> {
        None
    }

    /// The dollars that go with the last answer.
    fn dollars(&self) -> Dollars {
        Dollars::default()
    }
}

/// What a schedule cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// It needs nothing but the ledger.
    Ledger,
    /// What was paid in dollars.
    Dollars,
    /// Dollars, and the price of a token.
    Price,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dollars_buy_tokens() {
        let at = |price_nano_usd| EpochFacts { price_nano_usd, ..EpochFacts::default() };
        assert_eq!(at(None).tokens_for(1), None);
        assert_eq!(at(Some(0)).tokens_for(1), None);
        assert_eq!(at(Some(500_000_000)).tokens_for(3_000_000), Some(Amount::tokens(6)), "3 USD at 0.5 USD");
        assert_eq!(at(Some(1)).tokens_for(u128::MAX), Some(Amount(u128::MAX)), "saturates");
    }

    proptest! {
        #[test]
        fn what_dollars_buy_is_rounded_down(price in 1_u64.., micro_usd in 0_u128..1 << 50) {
            let facts = EpochFacts { price_nano_usd: Some(price), ..EpochFacts::default() };
            // Amount(10²¹)·micro_usd fits 128 bits below 2⁵⁸.
            let exact = 1_000 * Amount::TOKEN.0 * micro_usd / u128::from(price);
            prop_assert_eq!(facts.tokens_for(micro_usd), Some(Amount(exact)));
        }
    }
}
