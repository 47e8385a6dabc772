//! The price of a token: from outside (P0), from a pool (P1), from a pool with traders (P2), from volume (P3).
//!
//! Amounts are integers, 10⁻¹⁸ token and 10⁻⁶ USD; what traders decide is computed in floats.

use crate::books::{Books, Dollars, Overdrawn, Tokens};
use crate::plan::{Plan, PriceMode, ShockKind, factor_at};
use crate::random::{Purpose, normal, stream, unit};
use engine::Amount;

/// 10⁻¹⁸ tokens in a token, as a float.
pub(crate) const TOKEN: f64 = 1e18;

/// Parts of what is paid in.
const PARTS: u128 = 1_000_000;

/// What a constant-product pool gives for `amount` with these reserves on the way in and out, after `fee_ppm` of what comes in:
/// X·Y = k, rounded in the pool's favour. At 3,000 ppm it is the engine's [`Market`](engine::amm::Market); here the fee is free.
fn pool_gives(amount: u128, reserve_in: u128, reserve_out: u128, fee_ppm: u32) -> u128 {
    let counted = amount * (PARTS - u128::from(fee_ppm));
    Amount(reserve_out).mul_div(counted, reserve_in * PARTS + counted).0.0
}

/// The market as it goes on.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    /// Price at the end of the last epoch (USD).
    pub(crate) price_usd: f64,
    /// Factor on the outside price since the start, without shocks.
    outside: f64,
    /// Price at the end of the epoch before, and averaged: what chartists look at.
    momentum: f64,
    fee_ppm: u32,
    pooled: bool,
}

/// What an epoch of the market came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traded {
    /// Dollars that operators got (micro-USD).
    pub(crate) proceeds_micro: u128,
    /// Tokens bought back and burned (10⁻¹⁸).
    pub(crate) burned: u128,
}

impl Market {
    /// Opens the market and fills the accounts of genesis.
    pub(crate) fn open(plan: &Plan, tokens: &mut Books<Tokens>, dollars: &mut Books<Dollars>) -> Self {
        let price = &plan.price;
        let pooled = matches!(price.mode, PriceMode::Pool | PriceMode::Traders);
        tokens.bring(Tokens::Holders, (price.holders_tokens * TOKEN) as u128);
        tokens.bring(Tokens::Foundation, price.unlocks.iter().map(|unlock| (unlock.tokens * TOKEN) as u128).sum());
        let start = if let PriceMode::Trace(rows) = &price.mode { rows[0] } else { price.initial_usd };
        if pooled {
            dollars.bring(Dollars::Pool, (price.pool_depth_usd * 1e6) as u128);
            tokens.bring(Tokens::Pool, (price.pool_depth_usd / start * TOKEN) as u128);
        }
        Self { price_usd: start, outside: 1.0, momentum: 0.0, fee_ppm: (price.pool_fee * 1e6 + 0.5) as u32, pooled }
    }

    /// The outside price and shocks of `epoch`, before anything is traded.
    ///
    /// # Errors
    /// A defect of the model.
    pub(crate) fn open_epoch(
        &mut self,
        plan: &Plan,
        epoch: u32,
        volume_usd: f64,
        tokens: &mut Books<Tokens>,
        dollars: &mut Books<Dollars>,
    ) -> Result<(), Overdrawn> {
        let price = &plan.price;
        for unlock in price.unlocks.iter().filter(|unlock| unlock.epoch == epoch) {
            let amount = (unlock.tokens * TOKEN) as u128;
            tokens.transfer(Tokens::Foundation, Tokens::Holders, amount)?;
            self.holders_sell((amount as f64 * unlock.sold_share) as u128, tokens, dollars)?;
        }
        if self.pooled {
            for shock in plan.demand.shocks.iter().filter(|shock| shock.what == ShockKind::Price && shock.epoch == epoch) {
                // k is kept: reserves change by the root of the price's change.
                let (pool, root) = (dollars.of(Dollars::Pool) as f64, libm::sqrt(shock.factor));
                self.trade_usd(pool * (root - 1.0), tokens, dollars)?;
            }
            return Ok(());
        }
        let draws = stream(plan.seed, u64::from(epoch), Purpose::Price);
        let dt = 1.0 / plan.epochs_per_year();
        let sigma = price.sigma_per_year;
        let diffused = (price.drift - 0.5 * sigma * sigma) * dt + sigma * libm::sqrt(dt) * normal(draws.at(0));
        let shock = factor_at(&plan.demand.shocks, ShockKind::Price, epoch);
        let base = match &price.mode {
            PriceMode::Gbm => {
                self.outside *= libm::exp(diffused);
                price.initial_usd * self.outside
            }
            PriceMode::Jumps { per_year, mean, sigma } => {
                let jumps = unit(draws.at(1)) < per_year * dt;
                let jump = if jumps { mean + sigma * normal(draws.at(2)) } else { 0.0 };
                self.outside *= libm::exp(diffused + jump);
                price.initial_usd * self.outside
            }
            PriceMode::Trace(rows) => rows.get(epoch as usize).or(rows.last()).copied().unwrap_or(price.initial_usd),
            PriceMode::Quantity { velocity_per_year } => {
                let circulating = (circulating(tokens) as f64 / TOKEN).max(1.0);
                (volume_usd * plan.epochs_per_year() / (velocity_per_year * circulating)).max(1e-9)
            }
            PriceMode::Constant | PriceMode::Pool | PriceMode::Traders => price.initial_usd,
        };
        self.price_usd = base * shock;
        Ok(())
    }

    /// Operators sell `sold`, traders trade, the burn budget buys and burns.
    ///
    /// # Errors
    /// A defect of the model.
    pub(crate) fn trade(
        &mut self,
        plan: &Plan,
        volume_usd: f64,
        sold: u128,
        tokens: &mut Books<Tokens>,
        dollars: &mut Books<Dollars>,
    ) -> Result<Traded, Overdrawn> {
        let before = self.price_usd;
        let mut traded = Traded::default();
        let budget = dollars.of(Dollars::BuyBack);
        if self.pooled {
            // The nodes' tokens are taken from their rows in the sweep that follows: the pool owes them until then.
            traded.proceeds_micro = pool_gives(sold, tokens.of(Tokens::Pool), dollars.of(Dollars::Pool), self.fee_ppm);
            tokens.transfer(Tokens::Liquid, Tokens::Pool, sold)?;
            dollars.transfer(Dollars::Pool, Dollars::Nodes, traded.proceeds_micro)?;
            self.reprice(tokens, dollars);
            if plan.price.mode == PriceMode::Traders {
                self.traders(plan, volume_usd, tokens, dollars)?;
            }
            let bought = pool_gives(budget, dollars.of(Dollars::Pool), tokens.of(Tokens::Pool), self.fee_ppm);
            dollars.transfer(Dollars::BuyBack, Dollars::Pool, budget)?;
            tokens.transfer(Tokens::Pool, Tokens::Bought, bought)?;
            self.reprice(tokens, dollars);
        } else {
            tokens.transfer(Tokens::Liquid, Tokens::Holders, sold)?;
            traded.proceeds_micro = (sold as f64 / TOKEN * self.price_usd * 1e6) as u128;
            dollars.bring(Dollars::Nodes, traded.proceeds_micro);
            // Buys what holders have; what is left of the budget waits.
            let wanted = budget as f64 / 1e6 / self.price_usd * TOKEN;
            let held = tokens.of(Tokens::Holders);
            let (bought, spent) = if wanted <= held as f64 {
                ((wanted as u128).min(held), budget)
            } else {
                (held, ((held as f64 / TOKEN * self.price_usd * 1e6) as u128).min(budget))
            };
            dollars.take(Dollars::BuyBack, spent)?;
            tokens.transfer(Tokens::Holders, Tokens::Bought, bought)?;
        }
        traded.burned = tokens.of(Tokens::Bought) + tokens.of(Tokens::Slashed);
        tokens.take(Tokens::Bought, tokens.of(Tokens::Bought))?;
        tokens.take(Tokens::Slashed, tokens.of(Tokens::Slashed))?;
        self.momentum = 0.9 * self.momentum + 0.1 * libm::log(self.price_usd / before);
        Ok(traded)
    }

    /// Fundamentalists towards the value of what will be burned, chartists with the trend; together within the limit.
    fn traders(
        &mut self,
        plan: &Plan,
        volume_usd: f64,
        tokens: &mut Books<Tokens>,
        dollars: &mut Books<Dollars>,
    ) -> Result<(), Overdrawn> {
        let price = &plan.price;
        let burnable = volume_usd * plan.epochs_per_year() * plan.rules.burn_share;
        let circulating = (circulating(tokens) as f64 / TOKEN).max(1.0);
        let value = price.fundamental_years * burnable / circulating + price.fundamental_floor_usd;
        let wish = price.fundamentalist_strength * libm::log(value / self.price_usd) + price.chartist_strength * self.momentum;
        let share = wish.clamp(-price.traders_limit_share, price.traders_limit_share);
        self.trade_usd(share * dollars.of(Dollars::Pool) as f64, tokens, dollars)
    }

    /// Outsiders buy for `micro_usd`, or sell for about as much where it is negative and holders have the tokens.
    fn trade_usd(&mut self, micro_usd: f64, tokens: &mut Books<Tokens>, dollars: &mut Books<Dollars>) -> Result<(), Overdrawn> {
        if micro_usd >= 0.0 {
            let paid = micro_usd as u128;
            let bought = pool_gives(paid, dollars.of(Dollars::Pool), tokens.of(Tokens::Pool), self.fee_ppm);
            dollars.bring(Dollars::Pool, paid);
            tokens.transfer(Tokens::Pool, Tokens::Holders, bought)?;
        } else {
            // To take `out` from Y, X·out/(Y − out) has to come in.
            let (pool, out) = (dollars.of(Dollars::Pool) as f64, -micro_usd);
            let needed = tokens.of(Tokens::Pool) as f64 * out / (pool - out).max(1.0);
            self.holders_sell(needed as u128, tokens, dollars)?;
        }
        self.reprice(tokens, dollars);
        Ok(())
    }

    /// Holders sell `amount`, or what they have, to the pool if there is one.
    fn holders_sell(&mut self, amount: u128, tokens: &mut Books<Tokens>, dollars: &mut Books<Dollars>) -> Result<(), Overdrawn> {
        if self.pooled {
            let amount = amount.min(tokens.of(Tokens::Holders));
            let usd = pool_gives(amount, tokens.of(Tokens::Pool), dollars.of(Dollars::Pool), self.fee_ppm);
            tokens.transfer(Tokens::Holders, Tokens::Pool, amount)?;
            dollars.take(Dollars::Pool, usd)?;
            self.reprice(tokens, dollars);
        }
        Ok(())
    }

    fn reprice(&mut self, tokens: &Books<Tokens>, dollars: &Books<Dollars>) {
        self.price_usd = dollars.of(Dollars::Pool) as f64 / 1e6 / (tokens.of(Tokens::Pool) as f64 / TOKEN);
    }
}

/// Tokens in anybody's hands but the foundation's.
pub(crate) fn circulating(tokens: &Books<Tokens>) -> u128 {
    tokens.sum() - tokens.of(Tokens::Foundation) - tokens.of(Tokens::Epoch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn at_the_contracts_fee_the_pool_is_the_engines(
            tokens in 1_u128..1 << 90, micro_usd in 1_u128..1 << 50, paid in 1_u128..1 << 85
        ) {
            let market = engine::amm::Market::new(Amount(tokens), micro_usd).unwrap();
            prop_assert_eq!(pool_gives(paid, tokens, micro_usd, 3_000), market.quote_sale(Amount(paid)).unwrap_or(0));
        }

        #[test]
        fn the_product_of_reserves_never_falls(x in 1_u128..1 << 60, y in 1_u128..1 << 60, paid in 0_u128..1 << 60, fee in 0_u32..500_000) {
            let given = pool_gives(paid, x, y, fee);
            prop_assert!(given <= y && (x + paid) * (y - given) >= x * y, "I6");
        }
    }
}
