//! What the small world is made of.

use super::{REQUESTER, VALIDATOR};
use engine::config::Grant;
use engine::discovery::DiscoveryRule;
use engine::job::{Stage, TaskSpec};
use engine::poai::PowerRule;
use engine::poai::schedule::Halving;
use engine::schedule::{BreakerRule, PolicyKind, QueueRule};
use engine::units::{MilliGflop, MilliGflops};
use engine::validator::Detector;
use engine::wire::{Capability, Digest, PublicKey, SecretKey};
use engine::{Amount, Protocol, Span};
use std::collections::BTreeMap;

pub fn secret(node: u32) -> SecretKey {
    SecretKey([u8::try_from(node).unwrap() + 1; 32])
}

pub fn capability(speed: u64) -> Capability {
    Capability { speed: MilliGflops(speed), memory_mib: 100, slots: 1, ..Capability::default() }
}

pub fn part() -> TaskSpec {
    TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(20_000),
        input_bytes: 1_000,
        output_bytes: 100,
        memory_mib: 50,
        gpu_memory_mib: 0,
        checkpoint_every: Span::ZERO,
        checkpoint_bytes: 0,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 0,
    }
}

/// What a task keeps that has come this far.
pub fn state_at(done: MilliGflop) -> Digest {
    Digest::of(&done.0.to_le_bytes())
}

/// What task `task` of any job leaves behind.
pub fn output_of(task: u16) -> Digest {
    Digest::of(&task.to_le_bytes())
}

pub fn protocol() -> Protocol {
    Protocol {
        discovery: DiscoveryRule::default(),
        detector: Detector::Timeout,
        network: 1,
        validators: BTreeMap::from([(VALIDATOR, PublicKey(secret(0).0))]),
        sequencer: VALIDATOR,
        genesis: BTreeMap::from([(REQUESTER, Grant { key: PublicKey(secret(1).0), amount: Amount::tokens(1_000) })]),
        epoch: Span::from_secs(600),
        settle_grace: Span::from_secs(60),
        report_timeout: Span::from_secs(60),
        heartbeat_period: Span::from_secs(10),
        missed_max: 3,
        heartbeat_mode: engine::config::HeartbeatMode::Messages,
        inventory_period: Span::ZERO,
        policy: PolicyKind::EarliestFinish,
        queue: QueueRule::default(),
        breaker: BreakerRule::default(),
        attempts_max: 4,
        timeout_factor_milli: 3_000,
        timeout_min: Span::from_secs(60),
        assumed_rate_bps: 1_000_000,
        accept_timeout: Span::from_secs(15),
        placement_timeout: Span::from_secs(1_800),
        price_per_tflop: Amount::TOKEN,
        burn_ppm: 150_000,
        emission: Halving { first: Amount::tokens(300), halving_epochs: 2 }.into(),
        emission_cap: Amount::tokens(10_000),
        power: PowerRule { penalty_ppm: 50_000, half_life_epochs: 4 },
        resend: Span::from_secs(5),
        resend_max: Span::from_secs(60),
        envelope_ttl: Span::from_secs(300),
    }
}
