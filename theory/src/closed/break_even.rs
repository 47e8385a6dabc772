//! What an operator of the deployed network needs to live, and what the network needs to be net-neutral (E02, E05, E11).

/// Tokens that a licence earns a day when its node is always up: 1458508188386985115 of 10⁻¹⁸ (contract `NDContract`).
pub const LICENCE_TOKENS_PER_DAY: f64 = 1.458_508_188_386_985;
/// Days for which a licence earns.
pub const LICENCE_DAYS: f64 = 1_080.0;
/// Licences that can be sold.
pub const LICENCES: f64 = 46_224.0;
/// Share of a job's price that the node gets, and share that is burned; in 0..=1 (contract `CspEscrow`).
pub const NODE_SHARE: f64 = 0.85;
/// Share of a job's price that buys tokens back and burns them.
pub const BURN_SHARE: f64 = 0.15;

/// What one node costs and earns besides tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Price of its licence (USD); 0 once it is sunk.
    pub licence_usd: f64,
    /// Running cost (USD a day).
    pub opex_usd_per_day: f64,
    /// Job fees paid for its work, before the split (USD a day).
    pub fees_usd_per_day: f64,
    /// Share of the time it is up, in (0, 1].
    pub availability: f64,
}

impl Node {
    /// E02. Token price at which the node neither wins nor loses over its licence's life (USD a token); negative where fees
    /// alone pay for it: (licence/1080 + opex − 0.85 V/n) / (1.45851·a).
    #[must_use]
    pub fn break_even_price_usd(&self) -> f64 {
        let cost = self.licence_usd / LICENCE_DAYS + self.opex_usd_per_day - NODE_SHARE * self.fees_usd_per_day;
        cost / (LICENCE_TOKENS_PER_DAY * self.availability)
    }
}

/// E05. Fees a node-day at which what is burned equals what is minted (USD): 9.72·p·(0.15/β) at availability 1.
#[must_use]
pub fn net_neutral_fees_usd(price_usd: f64, burn_share: f64) -> f64 {
    LICENCE_TOKENS_PER_DAY * price_usd / burn_share
}

/// E05. Fees a node-day at which a node lives without any tokens (USD).
#[must_use]
pub fn survival_fees_usd(opex_usd_per_day: f64) -> f64 {
    opex_usd_per_day / NODE_SHARE
}

/// E11. Whether it pays to run one more licence on a machine that is shared by `licences_per_machine` of them.
#[must_use]
pub fn packing_pays(licence_usd: f64, machine_usd_per_day: f64, licences_per_machine: f64, price_usd: f64) -> bool {
    LICENCE_TOKENS_PER_DAY * price_usd > licence_usd / LICENCE_DAYS + machine_usd_per_day / licences_per_machine
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    /// 25 W at 0.30 USD/kWh and a box of 300 USD over four years.
    const HOME: f64 = 0.025 * 24.0 * 0.30 + 300.0 / 1_460.0;
    /// 20 USD a month.
    const RENTED: f64 = 20.0 / 30.0;

    fn price(licence_usd: f64, opex_usd_per_day: f64) -> f64 {
        Node { licence_usd, opex_usd_per_day, fees_usd_per_day: 0.0, availability: 0.98 }.break_even_price_usd()
    }

    #[test]
    fn break_even_prices_of_the_table() {
        for (licence, printed) in
            [(500.0, "0.594"), (1_000.0, "0.917"), (2_500.0, "1.889"), (5_000.0, "3.509"), (9_500.0, "6.424")]
        {
            assert_printed(price(licence, HOME), printed);
        }
        assert_printed(price(0.0, HOME), "0.270");
        assert_printed(price(0.0, RENTED), "0.466");
        let paid = Node { licence_usd: 0.0, opex_usd_per_day: 0.5, fees_usd_per_day: 1.0, availability: 1.0 };
        assert!(paid.break_even_price_usd() < 0.0, "fees alone pay for it");
    }

    #[test]
    fn lines_of_net_neutral_supply_and_of_survival() {
        assert_printed(net_neutral_fees_usd(1.0, BURN_SHARE), "9.72");
        assert_printed(net_neutral_fees_usd(0.5, BURN_SHARE) * LICENCES, "224727");
        assert_printed(net_neutral_fees_usd(0.5, BURN_SHARE) * LICENCES * 365.0 / 1e6, "82");
        assert_printed(survival_fees_usd(HOME), "0.45");
        assert_printed(survival_fees_usd(RENTED), "0.78");
    }

    #[test]
    fn packing_pays_where_a_share_of_the_machine_is_cheap_enough() {
        // 1.4585·0.4 = 0.583 against 0.463 for the licence: a tenth of a machine of 1 USD is worth it, a half is not.
        assert!(packing_pays(500.0, 1.0, 10.0, 0.4));
        assert!(!packing_pays(500.0, 1.0, 2.0, 0.4));
    }
}
