//! One column: plain arithmetic from the terms of an operator to months, break-even and risk.

use serde::Serialize;

use super::passage::{below_at_end, below_within};
use super::{MONTH_DAYS, YEAR_DAYS};

/// Everything that one column is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Tokens a day from the licence.
    pub tokens_per_day: f64,
    /// Days that the licence is paid for.
    pub licence_days: f64,
    /// What the licence cost (US dollars).
    pub licence_usd: f64,
    /// Price that tokens are sold at, on average (US dollars).
    pub sold_at_usd: f64,
    /// The node's share of what jobs pay (US dollars a day).
    pub fees_usd_per_day: f64,
    /// Electricity used (kWh a day).
    pub kwh_per_day: f64,
    /// Price of electricity (US dollars per kWh).
    pub usd_per_kwh: f64,
    /// What the card cost (US dollars).
    pub capex_usd: f64,
    /// Years that the card lasts.
    pub life_years: f64,
    /// Price of the token now (US dollars).
    pub price_usd: f64,
    /// Volatility of the price (share a year).
    pub volatility: f64,
    /// Growth of the mean price (share a year).
    pub drift: f64,
    /// Days looked ahead for the risk.
    pub horizon_days: f64,
}

/// What comes out in one column. Money is US dollars; a month has 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Outcome {
    /// Tokens sold, a month.
    pub tokens_usd_per_month: f64,
    /// Jobs, the node's share, a month.
    pub fees_usd_per_month: f64,
    /// Both, a month.
    pub revenue_usd_per_month: f64,
    /// Electricity, a month.
    pub electricity_usd_per_month: f64,
    /// Wear of the card, straight over its life, a month.
    pub depreciation_usd_per_month: f64,
    /// The licence's price, straight over the days that it is paid for, a month.
    pub licence_usd_per_month: f64,
    /// All three, a month.
    pub cost_usd_per_month: f64,
    /// Revenue less cost, a month.
    pub net_usd_per_month: f64,
    /// Months until revenue less electricity has paid card and licence back; `None` if the card does not live to see it.
    pub months_to_return: Option<f64>,
    /// Price of the token at which revenue is all cost (US dollars); 0 if jobs alone carry it.
    pub break_even_price_usd: f64,
    /// Price of the token at which revenue is the electricity (US dollars); 0 if jobs alone carry it.
    pub running_price_usd: f64,
    /// Probability that, on some day within the horizon, a day's revenue is below a day's cost.
    pub under_water_within: f64,
    /// Probability of that on the last day of the horizon.
    pub under_water_at_end: f64,
    /// Probability that, on some day within the horizon, a day's revenue does not pay the electricity.
    pub running_at_a_loss_within: f64,
    /// Probability of that on the last day of the horizon.
    pub running_at_a_loss_at_end: f64,
}

impl Terms {
    /// What these terms come to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let tokens = self.tokens_per_day * self.sold_at_usd;
        let electricity = self.kwh_per_day * self.usd_per_kwh;
        let depreciation = self.capex_usd / (self.life_years * YEAR_DAYS);
        let licence = self.licence_usd / self.licence_days;
        let (revenue, cost) = (tokens + self.fees_usd_per_day, electricity + depreciation + licence);
        let (break_even, running) = (self.price_that_pays(cost), self.price_that_pays(electricity));
        let within = |barrier| below_within(self.price_usd, barrier, self.volatility, self.drift, self.horizon_days);
        let at_end = |barrier| below_at_end(self.price_usd, barrier, self.volatility, self.drift, self.horizon_days);
        Outcome {
            tokens_usd_per_month: tokens * MONTH_DAYS,
            fees_usd_per_month: self.fees_usd_per_day * MONTH_DAYS,
            revenue_usd_per_month: revenue * MONTH_DAYS,
            electricity_usd_per_month: electricity * MONTH_DAYS,
            depreciation_usd_per_month: depreciation * MONTH_DAYS,
            licence_usd_per_month: licence * MONTH_DAYS,
            cost_usd_per_month: cost * MONTH_DAYS,
            net_usd_per_month: (revenue - cost) * MONTH_DAYS,
            months_to_return: self.days_to_return(tokens, electricity).map(|days| days / MONTH_DAYS),
            break_even_price_usd: break_even,
            running_price_usd: running,
            under_water_within: within(break_even),
            under_water_at_end: at_end(break_even),
            running_at_a_loss_within: within(running),
            running_at_a_loss_at_end: at_end(running),
        }
    }

    /// The price of the token at which a day brings `usd`; 0 if jobs bring more.
    fn price_that_pays(&self, usd: f64) -> f64 {
        ((usd - self.fees_usd_per_day) / self.tokens_per_day).max(0.0)
    }

    /// Days until the outlay is back: tokens and jobs while the licence is paid, jobs alone after it, as long as the card lives.
    fn days_to_return(&self, tokens: f64, electricity: f64) -> Option<f64> {
        let outlay = self.capex_usd + self.licence_usd;
        if outlay <= 0.0 {
            return Some(0.0);
        }
        let (mining, after) = (tokens + self.fees_usd_per_day - electricity, self.fees_usd_per_day - electricity);
        let left = outlay - mining * self.licence_days;
        let days = match () {
            () if mining <= 0.0 => return None,
            () if left <= 0.0 => outlay / mining,
            () if after <= 0.0 => return None,
            () => self.licence_days + left / after,
        };
        (days <= self.life_years * YEAR_DAYS).then_some(days)
    }
}
