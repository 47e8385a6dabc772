//! A constant-product pool between operators who sell and customers whose payments buy (T1, T1b, E09).

/// A pool X·Y = k without fees that the same two flows pass every epoch: `sold_tokens` go in, then `bought_usd` go in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flows {
    /// The product of both reserves (token · USD), above 0.
    pub product: f64,
    /// Tokens sold into the pool each epoch, above 0.
    pub sold_tokens: f64,
    /// USD that buy from the pool each epoch, above 0.
    pub bought_usd: f64,
}

impl Flows {
    /// X*: the reserve of tokens, before the sale, that both flows together leave as it is: X*² + q X* = k q / D.
    #[must_use]
    pub fn tokens_at_rest(&self) -> f64 {
        let (sold, root) =
            (self.sold_tokens, libm::sqrt(self.sold_tokens * (self.sold_tokens + 4.0 * self.product / self.bought_usd)));
        (root - sold) / 2.0
    }

    /// T1. The price at rest p* = (D/q)(1 + q/X*) (USD a token): burn-and-mint's MV = PQ, corrected for the pool's depth.
    #[must_use]
    pub fn price_at_rest_usd(&self) -> f64 {
        self.bought_usd / self.sold_tokens * (1.0 + self.sold_tokens / self.tokens_at_rest())
    }

    /// T1b. Epochs in which a small disturbance of the price falls by e, to first order in q/X*: τ = X*/(2q).
    #[must_use]
    pub fn relaxation_epochs(&self) -> f64 {
        self.tokens_at_rest() / (2.0 * self.sold_tokens)
    }

    /// The same without the approximation: an epoch multiplies a small disturbance by (1 + q/X*)⁻².
    #[must_use]
    pub fn relaxation_epochs_exact(&self) -> f64 {
        1.0 / (2.0 * libm::log1p(self.sold_tokens / self.tokens_at_rest()))
    }
}

/// E09. What a sale of `dumped_tokens` into a reserve of `pool_tokens` leaves of the price: (X/(X+ΔX))², in 0..=1.
#[must_use]
pub fn price_kept_share(pool_tokens: f64, dumped_tokens: f64) -> f64 {
    let kept = pool_tokens / (pool_tokens + dumped_tokens);
    kept * kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;
    use proptest::prelude::*;

    #[test]
    fn the_tables_numbers() {
        let flows = Flows { product: 4e12, sold_tokens: 7_000.0, bought_usd: 3_500.0 };
        assert_printed(flows.price_at_rest_usd(), "0.501239");
        assert_printed(flows.relaxation_epochs(), "201.8");
        assert!((price_kept_share(3.0, 1.0) - 0.5625).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn at_rest_the_buyers_take_out_what_was_sold(product in 1e3..1e15_f64, sold in 1e-2..1e4_f64, bought in 1e-2..1e4_f64) {
            let flows = Flows { product, sold_tokens: sold, bought_usd: bought };
            let rest = flows.tokens_at_rest();
            prop_assert!((product / (product / (rest + sold) + bought) / rest - 1.0).abs() < 1e-9);
            let gap = flows.relaxation_epochs_exact() - flows.relaxation_epochs();
            prop_assert!((0.0..=0.25 * (1.0 + 1e-6) + 1e-9 * flows.relaxation_epochs()).contains(&gap), "{gap}");
        }
    }
}
