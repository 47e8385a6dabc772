//! What a run by epochs came to, by name.

use super::Metric;

macro_rules! metrics {
    ($($name:ident: $meaning:literal,)*) => {
        /// Every metric, in the order of [`Outcome::values`].
        pub const METRICS: &[Metric] = &[$(Metric { name: stringify!($name), meaning: $meaning },)*];

        /// What a run came to, a number a metric; `None` where it has no value.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Outcome {
            $(#[doc = $meaning] pub $name: Option<f64>,)*
        }

        impl Outcome {
            /// The values in the order of [`METRICS`].
            #[must_use]
            pub fn values(&self) -> Vec<Option<f64>> {
                vec![$(self.$name,)*]
            }
        }
    };
}

metrics! {
    nodes_end: "Nodes at the end (count).",
    nodes_mean: "Nodes, mean over epochs (count).",
    nodes_p5: "Nodes, 5th percentile over epochs (count).",
    nodes_p50: "Nodes, median over epochs (count).",
    nodes_p95: "Nodes, 95th percentile over epochs (count).",
    nodes_sd: "Nodes, standard deviation over epochs (count).",
    fee_band_low_nodes: "Nodes that pay for jobs alone, at the mean demand and the costs of the last epoch, would bring: one more would not get back what machine and licences cost within its horizon (count).",
    fee_band_high_nodes: "Nodes that it would keep: one more would not cover its running costs (count).",
    time_to_fee_band_epochs: "Epochs from the start until nodes are within that band, its ends included, and stay there to the end (count); none if they are not at the end.",
    overshoot_share: "Most nodes in an epoch over those at the end, less 1 (share; 0: the end is the most); none if none are left.",
    survived: "Whether there were at least `survival_nodes` nodes at the end (0 or 1).",
    capacity_mean_jobs_per_day: "Capacity that is up, mean over epochs (jobs per day).",
    demand_mean_usd_per_day: "What customers offered to spend, mean over epochs (USD per day).",
    served_share: "Jobs done over jobs offered, over the whole run (0 to 1).",
    utilisation_share: "Jobs done over capacity that is up, over the whole run (0 to 1).",
    wait_mean_service_times: "Wait of a job before it starts, mean over jobs (service times of a job).",
    late_share: "Jobs that waited longer than customers like over jobs done (0 to 1).",
    wrong_share: "Jobs whose result is wrong and was not found out over jobs done (0 to 1).",
    price_end_usd: "Price of a token at the end (USD).",
    price_mean_usd: "Price of a token, mean over epochs (USD).",
    price_min_usd: "Lowest price of a token (USD).",
    drawdown_share: "Largest fall of the price from a peak (0 to 1).",
    circulating_tokens: "Tokens in anybody's hands at the end (token).",
    inflation_per_year: "Tokens minted less burned in the last year over tokens a year ago (per year).",
    emission_inflation_per_year: "Constant rate at which tokens grew from the first epoch that minted to the last, burning taken off (per year); none if nothing was minted.",
    minted_tokens: "Tokens minted (token).",
    burned_tokens: "Tokens burned (token).",
    staked_tokens: "Tokens at stake at the end (token).",
    sustainability_ratio: "Dollars burned over dollars emitted, over the whole run (ratio; 1: neutral supply).",
    sustainability_ratio_last_year: "The same over the last year (ratio).",
    fee_share: "Pay for jobs over all income of nodes (0 to 1).",
    income_usd_per_node_day: "Income of a node, rewards at their price when received and pay for jobs (USD per day).",
    roi_median: "Profit over price of machine and licences, median over stays of nodes that paid one (ratio).",
    break_even_share: "Stays, from entry to exit, that got back what was paid for machine and licences over all stays (0 to 1).",
    break_even_median_months: "Time from entry until what was paid came back, median over stays in which it did (months).",
    under_water_share: "Nodes at the end whose averaged profit is negative (0 to 1).",
    entries: "Entries after the start (count).",
    exits: "Exits (count).",
    gini_power: "Gini coefficient of power at the end (0: all alike; 1: one has all).",
    gini_income: "Gini coefficient of what nodes there at the end ever received (0 to 1).",
    hhi_power: "Sum of squared shares of power at the end (1/N to 1).",
    nakamoto_power: "Fewest nodes that have more than half of the power at the end (count).",
    nakamoto_stake: "Fewest nodes that have more than half of the stake at the end (count); none without stake.",
    attackers_end: "Nodes at the end that follow the strategy of the attack (count).",
    attack_profit_usd_per_day: "Profit of an attacking node while it attacks (USD per day).",
    attack_gain_usd_per_day: "Profit of an attacking node less that of an honest one over the same epochs (USD per day).",
    honest_profit_usd_per_day: "Profit of an honest node over the same epochs, or over all without an attack (USD per day).",
    attack_pool_share: "Share of the split that attacking nodes got while they attacked (0 to 1).",
    found_attackers: "Times that an attacking node was found out (count).",
    found_honest: "Times that an honest node was (count).",
    slashed_tokens: "Tokens taken from nodes found out (token).",
    slashed_honest_usd: "Of it, from honest nodes, at its price then (USD).",
    verification_usd: "Cost of checking jobs (USD).",
    security_ratio: "Stake over what nodes are paid in an epoch, mean over epochs (ratio).",
    user_cost_to_cloud: "What a right result in time costs a customer over what a cloud takes (ratio).",
    nodes_after_shock_ratio: "Nodes 180 epochs after the first shock over those in the epoch before it (ratio).",
    income_drop_after_shock_share: "Fall of a node's income from the 30 epochs before the first shock to the epochs 15 to 45 after it (share; negative is a rise).",
    withheld_dust_tokens: "Minted tokens that no node got yet at the end: dust of splits, epochs without nodes (token).",
    residual_tokens: "Tokens by which books and rows differ, at most over all counts (10⁻¹⁸ token): 0.",
    residual_usd: "Dollars by which they differ, at most (10⁻⁶ USD): 0.",
    agent_epochs: "Rows that were in, summed over epochs (count).",
}
