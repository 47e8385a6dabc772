//! `economy.emission` and `[economy.schedule]`: how the tokens of an epoch follow from what the network knows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the tokens of an epoch are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Emission {
    /// `emission_tokens` in every epoch.
    Constant,
    /// Half as much after every `halving_epochs`.
    #[default]
    Halving,
    /// A little less in every epoch, half as much after `halving_epochs`.
    Geometric,
    /// `schedule.total_tokens` in equal parts over `schedule.epochs`, as the deployed node deeds and the genesis deed.
    Linear,
    /// `schedule.total_tokens` over `schedule.epochs` along a logistic curve, little first, as the deployed master node deeds.
    Sigmoid,
    /// As Filecoin: one part decays with time, the other only as fast as capacity follows a baseline.
    Baseline,
    /// As Helium: as `geometric`, and what was burned is minted again up to a cap.
    BurnAndMint,
    /// As Helium's HIP-149: USD minted per USD paid, held between a floor and a cap.
    RevenueBand,
    /// As io.net: what is missing between fees and an income in USD.
    UsdTarget,
    /// As Livepeer: inflation moves until a share of the tokens is staked.
    Bonding,
    /// As Render: in proportion to what was paid for work.
    Jobs,
    /// None: nodes live of fees.
    None,
}

/// Parameters of the schedules of `economy.emission`; each says which of them read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// Tokens given out in all (whole tokens): `linear`, `sigmoid`, `baseline`. Default: the deployed bucket of node deeds (Ratio1/ratio1-sc,
    /// `Controller.sol`).
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub total_tokens: u64,
    /// Epochs after which nothing more is minted (count): every schedule; 0: no end. `linear` and `sigmoid` need one.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub epochs: u32,
    /// Steepness of the logistic curve, over the whole of it: `sigmoid`. Default: deployed.
    #[schemars(range(min = 0.1, max = 50.0))]
    pub steepness: f64,
    /// Where the curve is at its half (share of `epochs`): `sigmoid`. Default: deployed.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub midpoint_share: f64,
    /// Part of the tokens that waits for capacity: `baseline`. Default: Filecoin's 770 of 1,100 million.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub baseline_share: f64,
    /// Capacity expected at genesis (jobs per day): `baseline`.
    #[schemars(range(min = 0.001, max = 1e12))]
    pub baseline_capacity: f64,
    /// Growth of the capacity expected (share per year): `baseline`.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub baseline_growth_per_year: f64,
    /// Most of what was burned that is minted again in an epoch (whole tokens): `burn-and-mint`, `revenue-band`. Default: Helium's 1,644 a day.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub reissue_cap_tokens: u64,
    /// Least USD minted per USD paid: `revenue-band`. Default: HIP-149.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub band_least: f64,
    /// Most USD minted per USD paid: `revenue-band`. Default: HIP-149.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub band_most: f64,
    /// Income aimed at (USD per day per unit of capacity, one job a day): `usd-target`.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub target_usd: f64,
    /// Part of fees above the target that is burned: `usd-target`. Default: io.net burns at least half.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub surplus_burned_share: f64,
    /// Share of the tokens in circulation that should be staked: `bonding`. Default: Livepeer.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub bonding_target_share: f64,
    /// Inflation at genesis (10⁻⁹ of the circulating tokens per epoch): `bonding`.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub inflation_ppb: u32,
    /// How much inflation moves in an epoch (10⁻⁹ of the circulating tokens): `bonding`.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub inflation_step_ppb: u32,
    /// Worth of tokens minted per USD paid for work (USD): `jobs`; at most `economy.emission_tokens` an epoch.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub usd_per_paid_usd: f64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            total_tokens: 72_811_529,
            epochs: 1080,
            steepness: 5.0,
            midpoint_share: 0.7,
            baseline_share: 0.7,
            baseline_capacity: 6000.0,
            baseline_growth_per_year: 1.0,
            reissue_cap_tokens: 1644,
            band_least: 0.5,
            band_most: 3.0,
            target_usd: 0.1,
            surplus_burned_share: 0.5,
            bonding_target_share: 0.5,
            inflation_ppb: 200_000,
            inflation_step_ppb: 500,
            usd_per_paid_usd: 1.0,
        }
    }
}
