//! `[cloud]`: a machine for rent to compare with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Price and speed of a rented machine, which reports set beside the cost of a job here. It changes nothing in a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cloud {
    /// Rent of the machine (USD per hour). 0: no price is given and nothing is compared; above 0, `gflops`, `source` and `date`
    /// must be given too.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub usd_per_hour: f64,
    /// Speed that the machine sustains (GFLOP/s), of the same kind as the speeds of the workers.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub gflops: f64,
    /// Power of the machine while it computes (W). 0: not known, and no energy is compared.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub watts: f64,
    /// Carbon intensity of its electricity (gCO2e/kWh). 0: not known, and no carbon is compared.
    #[schemars(range(min = 0.0, max = 1e4))]
    pub gco2e_per_kwh: f64,
    /// Where the price was read, for the report.
    pub source: String,
    /// When it was read, in words, such as `2026-11-23`.
    pub date: String,
}

impl Cloud {
    /// Whether a price is given.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.usd_per_hour > 0.0
    }

    /// Whether power and grid are given too.
    #[must_use]
    pub fn has_carbon(&self) -> bool {
        self.watts > 0.0 && self.gco2e_per_kwh > 0.0
    }
}
