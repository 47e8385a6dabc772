//! What the loop makes of the classes of operators.

use super::{OperatorClass, Operators};

/// A class that costs nothing but its `opex_usd_per_day`, is always up and has no spread. For tests and closed forms.
#[must_use]
pub fn plain_class(name: &str, opex_usd_per_day: f64, capacity_jobs_per_day: f64) -> OperatorClass {
    OperatorClass {
        name: name.into(),
        weight: 1.0,
        opex_usd_per_day,
        opex_sigma: 0.0,
        capex_usd: 0.0,
        capacity_jobs_per_day,
        capacity_sigma: 0.0,
        servers: 1.0,
        availability_share: 1.0,
        availability_sigma: 0.0,
        energy_usd_per_job: 0.0,
        licence_usd: 0.0,
        licences: 0,
    }
}

/// What a machine of `class` costs one of the `operators` at entry: itself and its licences (USD).
#[must_use]
pub fn sunk_usd(operators: &Operators, class: &OperatorClass) -> f64 {
    class.capex_usd * operators.capex_scale + class.licence_usd * f64::from(class.licences)
}
