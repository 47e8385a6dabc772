//! The protocol's parameters in the engine's units.

use records::scenario::{self, PlacementPolicy, QueueFull, QueueSharing, Scenario};
use std::collections::BTreeMap;
use world::Costs;
use world::engine::config::HeartbeatMode;
use world::engine::discovery::DiscoveryRule;
use world::engine::poai::PowerRule;
use world::engine::poai::schedule::{Constant, Halving};
use world::engine::schedule::{BreakerRule, PolicyKind, QueueRule, Sharing, WhenFull};
use world::engine::validator::Detector;
use world::engine::{Amount, NodeId, Protocol, Span};

/// A share as parts per million.
fn ppm(share: f64) -> u32 {
    libm::round(share * 1e6) as u32
}

/// Standard deviations (10⁻³) beyond which a normally distributed value lies with a probability of 10 to the minus `phi`; none
/// if that is half or more.
fn deviations_milli(phi: f64) -> u32 {
    let phi_at = |deviations: f64| -libm::log10(0.5 * libm::erfc(deviations / core::f64::consts::SQRT_2));
    let (mut least, mut most) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (least + most);
        if phi_at(middle) < phi { least = middle } else { most = middle }
    }
    libm::round(least * 1_000.0) as u32
}

/// Validators, sequencer and genesis are the plan's nodes and filled in there.
pub(super) fn parameters(scenario: &Scenario) -> Protocol {
    let (time, heartbeat, schedule, economy) = (&scenario.time, &scenario.heartbeat, &scenario.schedule, &scenario.economy);
    let first = Amount::tokens(economy.emission_tokens);
    Protocol {
        network: scenario.seed,
        validators: BTreeMap::new(),
        sequencer: NodeId(0),
        genesis: BTreeMap::new(),
        epoch: Span::from_secs(time.epoch_s),
        settle_grace: Span::from_secs(time.settle_grace_s),
        report_timeout: Span::from_secs(60),
        heartbeat_period: Span::from_secs(heartbeat.period_s),
        missed_max: heartbeat.missed_max,
        inventory_period: Span::from_secs(heartbeat.inventory_period_s),
        discovery: DiscoveryRule {
            gossip_period: Span::from_secs(scenario.discovery.gossip_period_s),
            gossip_fanout: u16::try_from(scenario.discovery.gossip_fanout).unwrap_or(u16::MAX),
            refer_after: Span::from_secs(scenario.discovery.refer_after_s),
            seeds: u16::try_from(scenario.discovery.seeds).unwrap_or(u16::MAX),
        },
        detector: match heartbeat.detector {
            scenario::Detector::Timeout => Detector::Timeout,
            scenario::Detector::PhiAccrual => Detector::PhiAccrual { deviations_milli: deviations_milli(heartbeat.phi) },
        },
        heartbeat_mode: match heartbeat.mode {
            scenario::HeartbeatMode::Messages if heartbeat.exact => HeartbeatMode::Messages,
            scenario::HeartbeatMode::Messages => HeartbeatMode::Vouched,
            scenario::HeartbeatMode::Runs => HeartbeatMode::Runs,
        },
        policy: match schedule.policy {
            PlacementPolicy::EarliestFinish => PolicyKind::EarliestFinish,
            PlacementPolicy::AvailabilityAware => PolicyKind::AvailabilityAware,
            PlacementPolicy::CostAware => PolicyKind::CostAware,
            PlacementPolicy::BestFit => PolicyKind::BestFit,
            PlacementPolicy::PowerOfTwo => PolicyKind::PowerOfTwo,
            PlacementPolicy::LeastLoaded => PolicyKind::LeastLoaded,
            PlacementPolicy::WorkStealing => PolicyKind::WorkStealing,
            PlacementPolicy::Oldest => PolicyKind::Oldest,
            PlacementPolicy::Random => PolicyKind::Random,
        },
        queue: QueueRule {
            sharing: match schedule.sharing {
                QueueSharing::Fair => Sharing::Fair,
                QueueSharing::Arrival => Sharing::Arrival,
            },
            tasks_max: schedule.queue_max,
            when_full: match schedule.when_full {
                QueueFull::Wait => WhenFull::Wait,
                QueueFull::Refuse => WhenFull::Refuse,
            },
        },
        breaker: BreakerRule {
            failures_max: u16::try_from(schedule.breaker_failures).unwrap_or(u16::MAX),
            pause: Span::from_secs(schedule.breaker_pause_s),
        },
        attempts_max: u16::try_from(schedule.attempts_max).unwrap_or(u16::MAX),
        timeout_factor_milli: libm::round(schedule.timeout_factor * 1_000.0) as u32,
        timeout_min: Span::from_secs(schedule.timeout_min_s),
        assumed_rate_bps: 5_000_000,
        accept_timeout: Span::from_secs(schedule.accept_timeout_s),
        placement_timeout: Span::from_secs(schedule.placement_timeout_s),
        price_per_tflop: Amount::MICRO.times(u128::from(economy.price_microtokens_per_tflop)),
        burn_ppm: ppm(economy.burn_share),
        emission: match economy.emission {
            scenario::Emission::Constant => Constant { per_epoch: first, epochs: 0 }.into(),
            scenario::Emission::Halving => Halving { first, halving_epochs: economy.halving_epochs }.into(),
        },
        emission_cap: Amount::tokens(economy.cap_tokens),
        power: PowerRule { penalty_ppm: ppm(economy.penalty_share), half_life_epochs: economy.penalty_half_life_epochs },
        resend: Span::from_secs(5),
        resend_max: Span::from_secs(300),
        envelope_ttl: Span::from_secs(3_600),
    }
}

pub(super) fn costs(scenario: &Scenario) -> Costs {
    let costs = &scenario.costs;
    Costs { sign: Span(costs.sign_ns), verify: Span(costs.verify_ns), encode_ns_per_kib: costs.encode_ns_per_kib }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_a_quantile_of_the_normal_distribution() {
        // 1 − Φ(1.2816) = 0.1, 1 − Φ(3.0902) = 0.001, 1 − Φ(5.6120) = 10⁻⁸; the median is the mean.
        for (phi, milli) in [(1.0, 1_282), (3.0, 3_090), (8.0, 5_612), (libm::log10(2.0), 0)] {
            assert_eq!(deviations_milli(phi), milli, "{phi}");
        }
        assert!(deviations_milli(100.0) > 20_000 && deviations_milli(100.0) < 40_000);
    }
}
