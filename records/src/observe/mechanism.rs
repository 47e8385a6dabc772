//! What a mechanism that was played by itself came to, by name.

use super::Metric;

/// Every metric, in the order of the columns.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "value",
        meaning: "What the mechanism was played for, on average over its rounds; `xpand scenarios mechanisms` says what that is, with the unit.",
    },
    Metric {
        name: "standard_error",
        meaning: "Standard error of that average (unit of the value); 0 where nothing is left to chance.",
    },
    Metric { name: "theory", meaning: "The same by its closed form (unit of the value); none without one." },
    Metric { name: "z_score", meaning: "Value less theory over the standard error; none without both." },
];
