//! A market of two reserves: tokens against dollars, X·Y = k (Uniswap V2 core, `UniswapV2Library.sol`, which Ratio1 uses).
//!
//! 0.3 % of what is paid in stays in the reserves, so that k grows with every trade and never falls. All in integers, rounded
//! in favour of the reserves, as the contract does.

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Of this many parts of what is paid in …
const PARTS: u128 = 1_000;

/// … so many count: the rest is the fee.
const PARTS_THAT_COUNT: u128 = 997;

/// Most in a reserve, so that no product of it with [`PARTS`] overflows: 3.4·10¹⁷ tokens.
const RESERVE_MAX: u128 = u128::MAX / PARTS;

/// Reserves of tokens (10⁻¹⁸) and of dollars (micro-USD).
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Market {
    tokens: Amount,
    micro_usd: u128,
}

/// A trade or a deposit that cannot be. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarketError {
    /// Nothing was paid in.
    #[error("nothing was paid in: a trade needs at least one unit")]
    Nothing,
    /// One reserve or both are empty, so there is no price.
    #[error("the market holds {tokens} tokens and {micro_usd} micro-USD: both must be above 0")]
    Empty {
        /// Tokens in it.
        tokens: Amount,
        /// Dollars in it (micro-USD).
        micro_usd: u128,
    },
    /// A reserve would grow beyond what can be counted.
    #[error("a reserve would hold {would_hold}; at most {most} fit")]
    Full {
        /// What it would hold, in its unit.
        would_hold: u128,
        /// The most.
        most: u128,
    },
}

impl Market {
    /// A market with these reserves.
    ///
    /// # Errors
    /// [`MarketError::Full`] if one is too large; empty ones may be filled later.
    pub fn new(tokens: Amount, micro_usd: u128) -> Result<Self, MarketError> {
        let mut market = Self { tokens: Amount::ZERO, micro_usd: 0 };
        market.add(tokens, micro_usd)?;
        Ok(market)
    }

    /// Tokens in it.
    #[must_use]
    pub fn tokens(&self) -> Amount {
        self.tokens
    }

    /// Dollars in it (micro-USD).
    #[must_use]
    pub fn micro_usd(&self) -> u128 {
        self.micro_usd
    }

    /// Price of a token for a trade of next to nothing (10⁻⁹ USD), rounded down and at most what fits; `None` without reserves.
    #[must_use]
    pub fn price_nano_usd(&self) -> Option<u64> {
        if self.tokens == Amount::ZERO || self.micro_usd == 0 {
            return None;
        }
        // micro-USD per unit of 10⁻¹⁸ token, times 10¹⁸ units and 1,000 nano per micro.
        let unit = 1_000 * Amount::TOKEN.0;
        let price = if self.micro_usd <= self.tokens.0 {
            Amount(unit).mul_div(self.micro_usd, self.tokens.0).0.0
        } else {
            unit.saturating_mul(self.micro_usd / self.tokens.0)
                .saturating_add(Amount(unit).mul_div(self.micro_usd % self.tokens.0, self.tokens.0).0.0)
        };
        Some(u64::try_from(price).unwrap_or(u64::MAX))
    }

    /// Dollars that `tokens` would bring (micro-USD).
    ///
    /// # Errors
    /// As for [`Self::sell`].
    pub fn quote_sale(&self, tokens: Amount) -> Result<u128, MarketError> {
        self.out(tokens.0, self.tokens.0, self.micro_usd)
    }

    /// Tokens that `micro_usd` would buy.
    ///
    /// # Errors
    /// As for [`Self::buy`].
    pub fn quote_purchase(&self, micro_usd: u128) -> Result<Amount, MarketError> {
        self.out(micro_usd, self.micro_usd, self.tokens.0).map(Amount)
    }

    /// Takes tokens in and gives dollars (micro-USD).
    ///
    /// # Errors
    /// Nothing paid in, an empty reserve, or one that would be too large.
    pub fn sell(&mut self, tokens: Amount) -> Result<u128, MarketError> {
        let micro_usd = self.quote_sale(tokens)?;
        self.tokens = Amount(self.tokens.0 + tokens.0);
        self.micro_usd -= micro_usd;
        Ok(micro_usd)
    }

    /// Takes dollars (micro-USD) in and gives tokens.
    ///
    /// # Errors
    /// Nothing paid in, an empty reserve, or one that would be too large.
    pub fn buy(&mut self, micro_usd: u128) -> Result<Amount, MarketError> {
        let tokens = self.quote_purchase(micro_usd)?;
        self.micro_usd += micro_usd;
        self.tokens = Amount(self.tokens.0 - tokens.0);
        Ok(tokens)
    }

    /// Adds to both reserves. In another ratio than theirs it moves the price.
    ///
    /// # Errors
    /// [`MarketError::Full`] if a reserve would be too large.
    pub fn add(&mut self, tokens: Amount, micro_usd: u128) -> Result<(), MarketError> {
        let (tokens, micro_usd) = (grown(self.tokens.0, tokens.0)?, grown(self.micro_usd, micro_usd)?);
        (self.tokens, self.micro_usd) = (Amount(tokens), micro_usd);
        Ok(())
    }

    /// Dollars that go with `tokens` at the reserves' ratio, rounded up (micro-USD); `None` without tokens in reserve.
    #[must_use]
    pub fn in_ratio(&self, tokens: Amount) -> Option<u128> {
        if self.tokens == Amount::ZERO {
            return None;
        }
        let (whole, rest) = (tokens.0 / self.tokens.0, tokens.0 % self.tokens.0);
        let (part, remainder) = Amount(self.micro_usd).mul_div(rest, self.tokens.0);
        Some(self.micro_usd.saturating_mul(whole).saturating_add(part.0).saturating_add(u128::from(remainder > 0)))
    }

    /// `getAmountOut`: out = in·997·Y / (X·1000 + in·997).
    fn out(&self, paid: u128, reserve_in: u128, reserve_out: u128) -> Result<u128, MarketError> {
        if paid == 0 {
            return Err(MarketError::Nothing);
        }
        if reserve_in == 0 || reserve_out == 0 {
            return Err(MarketError::Empty { tokens: self.tokens, micro_usd: self.micro_usd });
        }
        grown(reserve_in, paid)?;
        let counts = paid * PARTS_THAT_COUNT;
        Ok(Amount(reserve_out).mul_div(counts, reserve_in * PARTS + counts).0.0)
    }
}

fn grown(reserve: u128, paid: u128) -> Result<u128, MarketError> {
    let would_hold = reserve.saturating_add(paid);
    if would_hold > RESERVE_MAX { Err(MarketError::Full { would_hold, most: RESERVE_MAX }) } else { Ok(would_hold) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    const USD: u128 = 1_000_000;

    /// X·Y as (high, low) 128 bits.
    fn k(market: &Market) -> (u128, u128) {
        let (x, y, half) = (market.tokens.0, market.micro_usd, u128::from(u64::MAX));
        let (low, middle) = ((x & half) * (y & half), (x >> 64) * (y & half));
        let (sum, carry) = low.overflowing_add(middle << 64);
        assert_eq!(y >> 64, 0, "dollars of a test fit 64 bits");
        ((middle >> 64) + u128::from(carry), sum)
    }

    #[test]
    fn trades_by_hand() {
        // 1,000 tokens against 500 USD: the price is half a dollar. UniswapV2Library.getAmountOut(10e18, 1000e18, 500e6).
        let mut market = Market::new(Amount::tokens(1_000), 500 * USD).unwrap();
        assert_eq!(market.price_nano_usd(), Some(500_000_000));
        assert_eq!(market.sell(Amount::tokens(10)), Ok(4_935_790), "997·10·500/(1000·1000 + 997·10) USD, rounded down");
        assert_eq!((market.tokens(), market.micro_usd()), (Amount::tokens(1_010), 495_064_210));
        let back = market.buy(4_935_790).unwrap();
        assert!(back < Amount::tokens(10) && back > Amount(9_930 * 10_u128.pow(15)), "two fees less: {back}");
        assert_eq!(market.micro_usd(), 500 * USD);
    }

    #[test]
    fn what_cannot_be_changes_nothing_and_says_why() {
        let mut empty = Market::new(Amount::ZERO, 5).unwrap();
        assert_eq!((empty.price_nano_usd(), empty.in_ratio(Amount(1))), (None, None));
        assert_eq!(empty.buy(1), Err(MarketError::Empty { tokens: Amount::ZERO, micro_usd: 5 }));
        let mut market = Market::new(Amount(9), 9).unwrap();
        let before = market;
        assert_eq!(market.sell(Amount::ZERO), Err(MarketError::Nothing));
        let full = market.sell(Amount(u128::MAX)).unwrap_err();
        assert!(full.to_string().starts_with("a reserve would hold 340282"), "{full}");
        assert!(market.add(Amount(1), u128::MAX).is_err());
        assert_eq!(market, before);
    }

    #[test]
    fn a_dump_moves_the_price_by_the_square() {
        // E09: the price falls to (X/(X + ΔX))² but for the fee.
        let mut market = Market::new(Amount::tokens(1_000_000), 2_000_000 * USD).unwrap();
        market.sell(Amount::tokens(250_000)).unwrap();
        let ratio = market.price_nano_usd().unwrap() as f64 / 2e9;
        assert!((ratio / 0.64 - 1.0).abs() < 1e-3, "{ratio}");
    }

    #[test]
    fn liquidity_in_ratio_keeps_the_price() {
        let mut market = Market::new(Amount::tokens(300), 100 * USD).unwrap();
        let micro_usd = market.in_ratio(Amount::tokens(30)).unwrap();
        assert_eq!(micro_usd, 10 * USD);
        market.add(Amount::tokens(30), micro_usd).unwrap();
        assert_eq!(market.price_nano_usd(), Some(333_333_333));
    }

    proptest! {
        #[test]
        fn k_never_falls_and_grows_by_the_fee(
            tokens in 1..Amount::tokens(1_000_000_000).0, micro_usd in 1_u128..1_000_000_000 * USD,
            trades in proptest::collection::vec((any::<bool>(), 1_u128..1_000_000), 1..40)
        ) {
            let mut market = Market::new(Amount(tokens), micro_usd).unwrap();
            for (is_sale, millionths) in trades {
                let before = market;
                let reserve = if is_sale { market.tokens.0 } else { market.micro_usd };
                let paid = (reserve / 1_000_000 * millionths).max(1);
                let got = if is_sale { market.sell(Amount(paid)) } else { market.buy(paid).map(|tokens| tokens.0) };
                prop_assert!(got.is_ok() && k(&market) >= k(&before));
                // (1 + d)/(1 + 0.997 d) with d what was paid by the reserve, but for the rounding of one unit out.
                let d = paid as f64 / reserve as f64;
                let other = if is_sale { market.micro_usd } else { market.tokens.0 };
                let grown = (market.tokens.0 as f64 / before.tokens.0 as f64) * (market.micro_usd as f64 / before.micro_usd as f64);
                let fee = (1.0 + d) / (1.0 + 0.997 * d);
                prop_assert!(grown / fee - 1.0 > -1e-12 && grown / fee - 1.0 < 1e-12 + 1.5 / other as f64, "{grown} {fee}");
            }
        }
    }
}
