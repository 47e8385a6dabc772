//! Latency, jitter and bandwidth from their presets.

use super::Keys;
use crate::error::{PrepareError, Problem};
use crate::preset;
use records::scenario::Scenario;
use world::engine::Span;
use world::law::QuantileTable;
use world::{Bandwidth, Broadcast, Jitter, NetworkPlan, Overhead, parts_in_2_32};

/// Cells of the jitter table: 2¹².
const CELLS_LOG2: u32 = 12;

fn milliseconds(ms: f64) -> Span {
    Span(libm::round(ms * 1e6) as u64)
}

pub(super) fn plan(at: &Keys<'_>) -> Result<NetworkPlan, PrepareError> {
    let (network, regions) = (&at.0.scenario.network, &at.0.scenario.population.regions);
    let latency = preset::latency(&network.latency).map_err(at.wrong("network.latency"))?;
    let mut rows = Vec::with_capacity(regions.len());
    for name in regions {
        let row = latency.regions.iter().position(|region| region == name).ok_or_else(|| {
            let (asked, table, valid) = (name.clone(), network.latency.clone(), latency.regions.join(", "));
            at.wrong("population.regions")(Problem::Region { asked, table, valid })
        })?;
        rows.push(row);
    }
    let rtt = rows.iter().map(|&a| rows.iter().map(|&b| milliseconds(latency.rtt_ms[a][b])).collect()).collect();
    let links = preset::bandwidth(&network.bandwidth).map_err(at.wrong("network.bandwidth"))?;
    let mut bandwidth = Vec::with_capacity(regions.len());
    for name in regions {
        let link = links.region(name).map_err(at.wrong("population.regions"))?;
        bandwidth.push(Bandwidth { download_bps: link.download_bps, upload_bps: link.upload_bps });
    }
    Ok(NetworkPlan {
        rtt,
        jitter: jitter(at)?,
        bandwidth,
        inter_regional_bps: links.inter_regional_bps,
        loss_parts: parts_in_2_32(network.loss),
        duplicate_parts: parts_in_2_32(network.duplicate),
    })
}

/// What is sent beyond the protocol's own messages.
pub(super) fn overhead(scenario: &Scenario) -> Overhead {
    let broadcasts = scenario.network.broadcast.iter().map(|broadcast| Broadcast {
        name: broadcast.name.clone(),
        every: Span(libm::round(broadcast.every_s * 1e9) as u64),
        bytes: broadcast.bytes,
        bytes_per_worker: broadcast.bytes_per_worker,
    });
    Overhead { beat_padding_bytes: scenario.heartbeat.padding_bytes, broadcasts: broadcasts.collect() }
}

/// A factor that is drawn anew after a block of `slice / (1 − lag1)` has the lag-1 autocorrelation that was measured.
fn jitter(at: &Keys<'_>) -> Result<Option<Jitter>, PrepareError> {
    let measured = preset::jitter(&at.0.scenario.network.jitter).map_err(at.wrong("network.jitter"))?;
    let Some(slice_s) = measured.slice_s else { return Ok(None) };
    let factor_q16 = QuantileTable::new(&measured.ratio, 65_536.0, CELLS_LOG2).map_err(at.wrong("network.jitter"))?;
    let block_s = slice_s / (1.0 - measured.lag1.clamp(0.0, 0.999));
    Ok(Some(Jitter { factor_q16, block: Span(libm::round(block_s * 1e9) as u64) }))
}
