//! Table `market`: an economy in numbers, epoch by epoch.

use super::row::row;

row! {
    /// One epoch of a run by epochs. Supply: `genesis + minted − burned = balances`, and `residual` is what is missing.
    MarketRow in "market" {
        /// Number of the epoch, from 0.
        epoch: u32,
        /// Nodes that took part (count).
        nodes: u32,
        /// Of them, those that began in this epoch (count).
        entered: u32,
        /// Nodes that left at its end (count).
        left: u32,
        /// What they could do (jobs per day).
        capacity_jobs: f64,
        /// What requesters would have paid (USD).
        demand_usd: f64,
        /// What they paid (USD).
        paid_usd: f64,
        /// Share of jobs done in time and right, as requesters remember it (0 to 1).
        quality_share: f64,
        /// Price of a token (USD).
        price_usd: f64,
        /// Tokens of the epoch, T_E (10⁻¹⁸ token).
        emission: u128,
        /// Minted since genesis (10⁻¹⁸ token).
        minted: u128,
        /// Burned since genesis (10⁻¹⁸ token).
        burned: u128,
        /// Tokens that can be spent (10⁻¹⁸ token).
        circulating: u128,
        /// Tokens at risk (10⁻¹⁸ token).
        staked: u128,
        /// Taken from nodes for faults since genesis (10⁻¹⁸ token).
        slashed: u128,
        /// Worth of the tokens given to nodes (USD).
        reward_usd: f64,
        /// Paid to nodes for work (USD).
        fees_usd: f64,
        /// What running cost them (USD).
        opex_usd: f64,
        /// Share of the nodes that earned less than running cost them, on average over the last epochs (0 to 1).
        under_water_share: f64,
        /// What attackers gained over honest work (USD).
        attack_gain_usd: f64,
        /// Supply that a full recount does not find, or finds too much (10⁻¹⁸ token); 0 unless the program is at fault.
        residual: u128,
    }
}
