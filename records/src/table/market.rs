//! Table `market`: an economy in numbers, epoch by epoch.

use super::row::row;

row! {
    /// One epoch of a run by epochs.
    MarketRow in "market" {
        /// Number of the epoch, from 0.
        epoch: u32,
        /// Nodes that worked in it (count).
        nodes: u32,
        /// Nodes that enter after it (count).
        entries: u32,
        /// Nodes that leave after it (count).
        exits: u32,
        /// Nodes whose averaged profit is negative (count).
        under_water: u32,
        /// Capacity that was up (jobs).
        capacity_jobs: f64,
        /// What requesters offered to spend (USD).
        demand_usd: f64,
        /// What they paid (USD).
        served_usd: f64,
        /// Jobs done (count).
        jobs: u64,
        /// Of them, those that nodes paid themselves (count).
        wash_jobs: u64,
        /// Share of the capacity that was used (0 to 1).
        utilisation_share: f64,
        /// Mean wait of a job (its service times).
        wait_service_times: f64,
        /// Quality of service as requesters remember it (0 to 1).
        quality_share: f64,
        /// Price of a token at the end of the epoch (USD).
        price_usd: f64,
        /// Minted in the epoch (token).
        minted_tokens: f64,
        /// Burned in the epoch (token).
        burned_tokens: f64,
        /// In anybody's hands at its end (token).
        circulating_tokens: f64,
        /// At stake at its end (token).
        staked_tokens: f64,
        /// Rewards, at their price, and pay of all nodes (USD).
        income_usd: f64,
        /// Of it, pay for jobs (USD).
        fees_usd: f64,
        /// Share of the split that attacking nodes got (0 to 1).
        attack_pool_share: f64,
    }
}
