//! `[growth]`: workers who join over time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the population grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrowthModel {
    /// It does not: every worker is there from genesis.
    #[default]
    None,
    /// The Bass model: whoever has not joined does so at the rate of innovation and, for the share that has, at that of imitation.
    Bass,
}

/// Growth of the population: each worker of `[population]`, whose number is the final one, joins at a time of its own and is down before.
/// Regions have validators for the final number. Availability and whatever else is measured of all workers counts the time before as
/// down. A worker of `[churn]` begins with a whole time up when it joins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Growth {
    /// How the population grows.
    pub model: GrowthModel,
    /// Rate at which workers join of their own accord: the Bass coefficient p (1 per year of 365 days). Default: the mean of 213 products
    /// (Sultan, Farley, Lehmann 1990). Above 0, or `at_genesis_share` is.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub innovation_per_year: f64,
    /// Rate at which they join because others have: the Bass coefficient q (1 per year), times the share of the final number that has
    /// joined. Default: the mean of the same products.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub imitation_per_year: f64,
    /// Share of the workers that are there at genesis (0 to 0.999999).
    #[schemars(range(min = 0.0, max = 0.999_999))]
    pub at_genesis_share: f64,
}

impl Default for Growth {
    fn default() -> Self {
        Self { model: GrowthModel::default(), innovation_per_year: 0.03, imitation_per_year: 0.38, at_genesis_share: 0.0 }
    }
}
