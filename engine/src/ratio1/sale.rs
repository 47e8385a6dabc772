//! The sale of node deeds: tiers, price in tokens, and where the tokens paid go.
//!
//! Source: `ratio1-sc` NDContract.sol (`buyLicense`, `getLicenseTokenPrice`, `distributePayment`, `addLiquidity`). That an oracle
//! signed for the buyer, the invoice, the limit and the tax is asked of [`check_signers`](super::claim::check_signers); swaps are
//! the exchange's.

use super::chain::{Address, Moment};
use super::logistic::mul_div;
use crate::amount::Amount;
use alloc::collections::{BTreeMap, BTreeSet};

/// Price (USD) and units of each tier, the first first. The units are Fibonacci numbers.
pub const TIERS: [(u64, u32); 12] = [
    (500, 89),
    (750, 144),
    (1_000, 233),
    (1_500, 377),
    (2_000, 610),
    (2_500, 987),
    (3_000, 1_597),
    (3_500, 2_584),
    (4_000, 4_181),
    (5_000, 6_765),
    (7_000, 10_946),
    (9_500, 17_711),
];
/// The whole in units of 10⁻⁴, in which all percentages of the sale are.
pub const WHOLE: u32 = 10_000;
/// Time after a sale within which its price is no yardstick (seconds).
pub const PRICE_MEMORY_S: u64 = 3_600;

/// Price (tokens) of a licence of `usd`, where a token costs `token_usd`·10⁻¹⁸ USD on the exchange. `None` at price 0, or if
/// the result has more than 128 bits.
#[must_use]
pub fn licence_price(usd: u64, token_usd: u128) -> Option<Amount> {
    // usd·10³⁶ has more than 128 bits.
    mul_div(u128::from(usd) * Amount::TOKEN.0, Amount::TOKEN.0, token_usd).map(Amount)
}

/// Where the price without tax goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Burned: 20 %.
    pub burned: Amount,
    /// For liquidity: 50 %.
    pub liquidity: Amount,
    /// Sold for the company: 30 %.
    pub company: Amount,
}

impl Split {
    /// Of `taxable`, each share rounded down: up to 2 units are left in the contract.
    #[must_use]
    pub fn of(taxable: Amount) -> Self {
        let share = |share| taxable.mul_div(share, u128::from(WHOLE)).0;
        Self { burned: share(2000), liquidity: share(5000), company: share(3000) }
    }
}

/// What becomes of the share for liquidity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidity {
    /// Sold for USDC, to be added to the pool.
    pub swapped: Amount,
    /// Added to the pool beside it.
    pub paired: Amount,
    /// Sold for USDC that is kept.
    pub reserved: Amount,
}

impl Liquidity {
    /// Of `amount`, if `direct` (10⁻⁴, at most 10,000) of it is added at once. An odd unit is left in the contract.
    #[must_use]
    pub fn of(amount: Amount, direct: u32) -> Self {
        let (direct, _) = amount.mul_div(u128::from(direct.min(WHOLE)), u128::from(WHOLE));
        let half = Amount(direct.0 / 2);
        Self { swapped: half, paired: half, reserved: amount.saturating_sub(direct) }
    }
}

/// Least that the company's share must fetch (micro-USDC) when licences of `usd` in all are sold: 97 % of its 30 %.
#[must_use]
pub fn company_least(usd: u64) -> u128 {
    u128::from(usd) * 1_000_000 * 3000 / u128::from(WHOLE) * 97 / 100
}

/// An order, as the buyer and the oracle that signed for it give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who buys.
    pub buyer: Address,
    /// Licences wanted; fewer are sold if the tier has fewer.
    pub units: u32,
    /// Tier that the buyer expects, from 1.
    pub tier: u8,
    /// Most tokens that the buyer pays for a licence.
    pub price_max: Amount,
    /// Invoice, good for one order.
    pub invoice: [u8; 16],
    /// Most that this buyer may buy in all (USD).
    pub usd_max: u64,
    /// Value added tax, in 10⁻⁴ of the price.
    pub vat: u32,
}

/// A sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Licences sold.
    pub units: u32,
    /// Their price without tax (USD).
    pub usd: u64,
    /// Their price without tax (tokens).
    pub taxable: Amount,
    /// Tax (tokens), sold for USDC.
    pub vat: Amount,
}

/// Why nothing is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleError {
    /// No licence is left.
    #[error("all licences are sold")]
    SoldOut,
    /// Another tier is on sale.
    #[error("asked for tier {found}: tier {current} is on sale")]
    Tier {
        /// Of the order.
        found: u8,
        /// On sale.
        current: u8,
    },
    /// No licence wanted.
    #[error("asked for 0 licences: at least 1 is allowed")]
    NoUnits,
    /// The invoice was used.
    #[error("the invoice was used before: one order each is allowed")]
    Invoice,
    /// The exchange has no price, or one beyond all numbers.
    #[error("the exchange's price of {token_usd}e-18 USD gives no price of a licence")]
    NoPrice {
        /// USD of a token, in 10⁻¹⁸.
        token_usd: u128,
    },
    /// Dearer than the buyer accepts.
    #[error("a licence costs {found} tokens: the buyer accepts up to {max}")]
    TooDear {
        /// Price.
        found: Amount,
        /// Accepted.
        max: Amount,
    },
    /// The price moved too far since the last sale of the tier.
    #[error("a licence costs {found} tokens: {min} to {max} are allowed")]
    PriceMoved {
        /// Price.
        found: Amount,
        /// Lowest allowed.
        min: Amount,
        /// Highest allowed.
        max: Amount,
    },
    /// More than the buyer may buy.
    #[error("the buyer would have bought for {found} USD: up to {max} are allowed")]
    Limit {
        /// With what was bought before (USD).
        found: u64,
        /// Allowed (USD).
        max: u64,
    },
}

/// The state of the sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Tier on sale, from 1; 13 when all are sold.
    pub tier: u8,
    /// Licences of it that are sold.
    pub sold_in_tier: u32,
    /// How far the price may move between sales of a tier more than an hour apart, in 10⁻⁴. 0 until the contract's owner sets it.
    pub price_move_max: u32,
    last: Option<(u8, Amount, u64)>,
    invoices: BTreeSet<[u8; 16]>,
    bought_usd: BTreeMap<Address, u64>,
}

impl Sale {
    /// Nothing sold yet.
    #[must_use]
    pub fn new(price_move_max: u32) -> Self {
        let (invoices, bought_usd) = (BTreeSet::new(), BTreeMap::new());
        Self { tier: 1, sold_in_tier: 0, price_move_max, last: None, invoices, bought_usd }
    }

    /// Sells, at `token_usd`·10⁻¹⁸ USD a token.
    ///
    /// # Errors
    ///
    /// If the order does not fit, or the price moved too far.
    pub fn buy(&mut self, order: Order, token_usd: u128, now: Moment) -> Result<Receipt, SaleError> {
        let Some(&(usd, in_tier)) = usize::from(self.tier).checked_sub(1).and_then(|place| TIERS.get(place)) else {
            return Err(SaleError::SoldOut);
        };
        if order.tier != self.tier {
            return Err(SaleError::Tier { found: order.tier, current: self.tier });
        }
        if order.units == 0 {
            return Err(SaleError::NoUnits);
        }
        if self.invoices.contains(&order.invoice) {
            return Err(SaleError::Invoice);
        }
        let units = order.units.min(in_tier.saturating_sub(self.sold_in_tier));
        let no_price = SaleError::NoPrice { token_usd };
        let price = licence_price(usd, token_usd).ok_or(no_price)?;
        if price > order.price_max {
            return Err(SaleError::TooDear { found: price, max: order.price_max });
        }
        self.check_move(price, now)?;
        let taxable = Amount(price.0.checked_mul(u128::from(units)).ok_or(no_price)?);
        let vat = mul_div(taxable.0, u128::from(order.vat), u128::from(WHOLE)).map(Amount).ok_or(no_price)?;
        let receipt = Receipt { units, usd: usd * u64::from(units), taxable, vat };
        let bought = self.bought_usd.get(&order.buyer).copied().unwrap_or(0).saturating_add(receipt.usd);
        if bought > order.usd_max {
            return Err(SaleError::Limit { found: bought, max: order.usd_max });
        }
        self.bought_usd.insert(order.buyer, bought);
        self.invoices.insert(order.invoice);
        self.last = Some((self.tier, price, now.time_s));
        self.sold_in_tier += units;
        if self.sold_in_tier == in_tier {
            (self.tier, self.sold_in_tier) = (self.tier + 1, 0);
        }
        Ok(receipt)
    }

    fn check_move(&self, found: Amount, now: Moment) -> Result<(), SaleError> {
        let Some((_, last, _)) =
            self.last.filter(|&(tier, _, sold_s)| tier == self.tier && now.time_s >= sold_s.saturating_add(PRICE_MEMORY_S))
        else {
            return Ok(());
        };
        let at = |share: u32| Amount(mul_div(last.0, u128::from(share), u128::from(WHOLE)).unwrap_or(u128::MAX));
        let (min, max) = (at(WHOLE.saturating_sub(self.price_move_max)), at(WHOLE.saturating_add(self.price_move_max)));
        if (min..=max).contains(&found) { Ok(()) } else { Err(SaleError::PriceMoved { found, min, max }) }
    }
}
