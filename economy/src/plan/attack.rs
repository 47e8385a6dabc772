//! Who does not play by the rules.

/// Operators of one dishonest strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// Name of the strategy; `honest` for none.
    pub strategy: String,
    /// Share of candidates that follow it.
    pub operator_share: f64,
    /// How strong it is, in the unit of the strategy (φ of a spoofer, share of jobs left out of a lazy node).
    pub strength: f64,
    /// First epoch.
    pub start_epoch: u32,
    /// Whether those operators act only while it pays more than honesty.
    pub best_response: bool,
}

impl Default for Attack {
    fn default() -> Self {
        Self { strategy: "honest".into(), operator_share: 0.0, strength: 1.0, start_epoch: 0, best_response: false }
    }
}
