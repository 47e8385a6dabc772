//! The network's parameters: latency, jitter, bandwidth, loss and repeats.

use crate::law::QuantileTable;
use engine::Span;

/// How a pair's latency departs from its regions'.
#[derive(Clone, Debug)]
pub struct Jitter {
    /// Factor in units of 2⁻¹⁶.
    pub factor_q16: QuantileTable,
    /// How long a factor lasts; with a random phase per pair, the autocorrelation falls linearly to 0 over this time.
    pub block: Span,
}

/// A region's access links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bandwidth {
    /// Towards the node (bit/s).
    pub download_bps: u64,
    /// From the node (bit/s).
    pub upload_bps: u64,
}

/// The network's parameters.
#[derive(Clone, Debug)]
pub struct NetworkPlan {
    /// Round-trip time between regions.
    pub rtt: Vec<Vec<Span>>,
    /// Spread around it.
    pub jitter: Option<Jitter>,
    /// Access links by region.
    pub bandwidth: Vec<Bandwidth>,
    /// A path from one region to another (bit/s).
    pub inter_regional_bps: u64,
    /// Probability that a copy is lost, in 2⁻³².
    pub loss_parts: u64,
    /// Probability that it comes twice, in 2⁻³².
    pub duplicate_parts: u64,
}

/// A probability in units of 2⁻³², for integer draws.
#[must_use]
pub fn parts_in_2_32(probability: f64) -> u64 {
    libm::round(probability.clamp(0.0, 1.0) * 4_294_967_296.0) as u64
}
