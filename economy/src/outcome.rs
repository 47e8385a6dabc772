//! What a run came to: numbers by name, and a row an epoch for whoever wants it.

pub use records::observe::Metric;
pub use records::observe::market::{METRICS, Outcome};

/// One epoch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EpochRow {
    /// Epoch, from 0.
    pub epoch: u32,
    /// Nodes that worked in it.
    pub nodes: u32,
    /// Of them, those of each class.
    pub nodes_by_class: [u32; 16],
    /// Nodes that enter after it.
    pub entries: u32,
    /// Nodes that leave after it.
    pub exits: u32,
    /// Capacity that is up (jobs).
    pub capacity_jobs: f64,
    /// What customers offered (USD).
    pub demand_usd: f64,
    /// What they paid (USD).
    pub served_usd: f64,
    /// What was paid for jobs, also by nodes to themselves (USD).
    pub paid_usd: f64,
    /// Jobs done.
    pub jobs: u64,
    /// Of them, those that nodes paid themselves.
    pub wash_jobs: u64,
    /// Share of capacity used.
    pub utilisation_share: f64,
    /// Mean wait (service times).
    pub wait_service_times: f64,
    /// Quality of service that customers see (0 to 1).
    pub quality: f64,
    /// Price at the end (USD).
    pub price_usd: f64,
    /// Minted (token).
    pub minted_tokens: f64,
    /// Burned (token).
    pub burned_tokens: f64,
    /// In anybody's hands (token).
    pub circulating_tokens: f64,
    /// At stake (token).
    pub staked_tokens: f64,
    /// Rewards and fees of all nodes (USD).
    pub income_usd: f64,
    /// Of it, fees (USD).
    pub fees_usd: f64,
    /// Dollars burned over dollars emitted; 0 if nothing is emitted.
    pub sustainability_ratio: f64,
    /// Nodes whose averaged profit is negative.
    pub under_water: u32,
    /// Share of the split that attacking nodes got.
    pub attack_pool_share: f64,
}
