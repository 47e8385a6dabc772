//! Two configurations: [`Protocol`], which all nodes of a network share, and [`Local`], one node's own.

use crate::amount::Amount;
use crate::availability::SlotRule;
use crate::discovery::DiscoveryRule;
use crate::id::{NodeId, RegionId};
use crate::poai::{Emission, PowerRule};
use crate::schedule::{BreakerRule, PolicyKind, QueueRule};
use crate::time::{Span, Time};
use crate::validator::Detector;
use crate::wire::{Capability, PublicKey, Scheme, SecretKey};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use borsh::{BorshDeserialize, BorshSerialize};

/// How heartbeats reach validators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum HeartbeatMode {
    /// One message a period.
    #[default]
    Messages,
    /// Only the first beat of each stretch without a hole is a message; for the others the driver vouches
    /// ([`crate::Input::Heard`]) and hands over what was received ([`crate::Input::Beats`]). What validators notice, and when, is
    /// the same as with one message a period.
    Vouched,
    /// The driver hands the validator whole stretches ([`crate::Input::Beats`]); no messages.
    Runs,
}

/// Parameters every node of one network must share.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Protocol {
    /// Network id; part of every signature.
    pub network: u64,
    /// Validators and their keys. One serves each region.
    pub validators: BTreeMap<NodeId, PublicKey>,
    /// The validator that puts the private chain's transactions in order.
    pub sequencer: NodeId,
    /// Who has tokens from the start. Their keys are known to all, so that nobody else can spend them.
    pub genesis: BTreeMap<NodeId, Grant>,
    /// Length of a reward period; a multiple of `heartbeat_period`.
    pub epoch: Span,
    /// Time after an epoch's end for late beats; then validators report.
    pub settle_grace: Span,
    /// Time after the reports are due at which the sequencer settles without those that are missing.
    pub report_timeout: Span,
    /// Heartbeat period; whole seconds.
    pub heartbeat_period: Span,
    /// Missed beats that count as up, and after which a silent member is lost.
    pub missed_max: u32,
    /// How validators learn of each other's regions.
    pub discovery: DiscoveryRule,
    /// When a silent member is lost.
    pub detector: Detector,
    /// How heartbeats travel.
    pub heartbeat_mode: HeartbeatMode,
    /// Time between a worker's inventories ([`crate::Message::Inventory`]); zero: none are sent.
    pub inventory_period: Span,
    /// Placement policy.
    pub policy: PolicyKind,
    /// Who comes first in a region's queue, and who is let in.
    pub queue: QueueRule,
    /// When a worker is left alone for a while.
    pub breaker: BreakerRule,
    /// Attempts at one task before its job fails; at least 1.
    pub attempts_max: u16,
    /// A running task times out after this many thousandths of its expected time …
    pub timeout_factor_milli: u32,
    /// … plus this.
    pub timeout_min: Span,
    /// Transfer rate assumed when a task's expected time is computed (bit/s).
    pub assumed_rate_bps: u64,
    /// A worker that does not accept within this time has lost the task.
    pub accept_timeout: Span,
    /// A task that waits longer than this for a node fails its job.
    pub placement_timeout: Span,
    /// Price of computation (10⁻¹⁸ token per TFLOP).
    pub price_per_tflop: Amount,
    /// Share of each payment that is burned (10⁻⁶).
    pub burn_ppm: u32,
    /// Emission schedule, before its first epoch.
    pub emission: Emission,
    /// Most tokens ever emitted.
    pub emission_cap: Amount,
    /// How failures cost power score.
    pub power: PowerRule,
    /// First pause before an unanswered message is sent again; doubles up to `resend_max`.
    pub resend: Span,
    /// Longest such pause.
    pub resend_max: Span,
    /// Lifetime of an envelope.
    pub envelope_ttl: Span,
}

/// Silence after which a member counts as lost: `missed_max` beats missed after the last one, and half a period for delays.
#[must_use]
pub fn silence_max(period: Span, missed_max: u32) -> Span {
    Span(period.times(u64::from(missed_max) + 1).0.saturating_add(period.0 / 2))
}

/// A participant's first balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Grant {
    /// Who may spend it.
    pub key: PublicKey,
    /// How much.
    pub amount: Amount,
}

/// A protocol configuration that contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Availability is counted in whole periods.
    #[error("epoch ({epoch_ns} ns) must be a positive multiple of heartbeat_period ({period_ns} ns), and that of a second")]
    Slots {
        /// Epoch length (ns).
        epoch_ns: u64,
        /// Heartbeat period (ns).
        period_ns: u64,
    },
    /// Late beats must be in before the report, and the report before the next one.
    #[error(
        "settle_grace ({grace_ns} ns) must be at least the silence after which a node is lost ({silence_ns} ns) and below the epoch"
    )]
    Grace {
        /// Grace (ns).
        grace_ns: u64,
        /// Silence (ns).
        silence_ns: u64,
    },
    /// The sequencer must be one of the validators.
    #[error("the sequencer {0} is not among the validators")]
    Sequencer(NodeId),
    /// Shares are at most one; an attempt is needed.
    #[error(
        "burn_ppm must be at most 1,000,000, attempts_max, resend and timeout_factor_milli at least 1, resend_max at least resend"
    )]
    Range,
}

impl Protocol {
    /// The key of a validator or of somebody with a first balance: all know it.
    #[must_use]
    pub fn key_of(&self, node: NodeId) -> Option<&PublicKey> {
        let granted = || self.genesis.get(&node).map(|grant| &grant.key);
        self.validators.get(&node).or_else(granted)
    }

    /// Slots for availability counting.
    #[must_use]
    pub fn slot_rule(&self) -> SlotRule {
        SlotRule { slots_per_epoch: self.epoch.0 / self.heartbeat_period.0, missed_max: u64::from(self.missed_max) }
    }

    /// The slot that holds `time`.
    #[must_use]
    pub fn slot(&self, time: Time) -> u64 {
        time.0 / self.heartbeat_period.0
    }

    /// Silence after which a member counts as lost; see [`silence_max`].
    #[must_use]
    pub fn silence_max(&self) -> Span {
        silence_max(self.heartbeat_period, self.missed_max)
    }

    /// Pause before try `tries` (from 0) is repeated.
    #[must_use]
    pub fn pause_after(&self, tries: u32) -> Span {
        Span(self.resend.0.saturating_mul(1 << tries.min(20)).min(self.resend_max.0))
    }

    /// When validators report `epoch`.
    #[must_use]
    pub fn report_due(&self, epoch: u32) -> Time {
        Time(self.epoch.0.saturating_mul(u64::from(epoch) + 1)) + self.settle_grace
    }

    fn check(&self) -> Result<(), ConfigError> {
        let (epoch_ns, period_ns) = (self.epoch.0, self.heartbeat_period.0);
        if period_ns == 0 || !period_ns.is_multiple_of(Span::SECOND.0) || epoch_ns == 0 || !epoch_ns.is_multiple_of(period_ns) {
            return Err(ConfigError::Slots { epoch_ns, period_ns });
        }
        let (grace_ns, silence_ns) = (self.settle_grace.0, self.silence_max().0);
        if grace_ns < silence_ns || grace_ns >= epoch_ns {
            return Err(ConfigError::Grace { grace_ns, silence_ns });
        }
        if !self.validators.contains_key(&self.sequencer) {
            return Err(ConfigError::Sequencer(self.sequencer));
        }
        if self.burn_ppm > 1_000_000
            || self.attempts_max == 0
            || self.resend.0 == 0
            || self.resend_max < self.resend
            || self.timeout_factor_milli == 0
        {
            return Err(ConfigError::Range);
        }
        Ok(())
    }
}

/// What all nodes of one process share: the protocol's parameters and the signature scheme.
pub struct Shared {
    /// Parameters, checked.
    pub protocol: Protocol,
    /// Signs and verifies.
    pub scheme: Box<dyn Scheme>,
}

impl Shared {
    /// Checks `protocol`.
    ///
    /// # Errors
    /// The first contradiction found.
    pub fn new(protocol: Protocol, scheme: Box<dyn Scheme>) -> Result<Self, ConfigError> {
        protocol.check()?;
        Ok(Self { protocol, scheme })
    }
}

/// What a node is; several may be on. The sequencer's role follows from [`Protocol::sequencer`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Roles {
    /// Runs tasks, with this capability.
    pub worker: Option<Capability>,
    /// Serves its region.
    pub validator: bool,
    /// Submits jobs.
    pub requester: bool,
}

/// One node's own configuration.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its id.
    pub id: NodeId,
    /// Its region.
    pub region: RegionId,
    /// Its key.
    pub secret: SecretKey,
    /// What it does.
    pub roles: Roles,
}
