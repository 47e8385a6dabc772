//! Forged and back-dated heartbeats: availability that never was (deployed-system, findings 3 and 4).
//!
//! Deployed, the body of a heartbeat names its sender and its time, and neither is checked: whoever may write to the broker can
//! fill a day for any address in its last minute. *Forged* beats come from elsewhere and fall to a check of signatures;
//! *back-dated* ones carry the right key and the wrong time, and fall to the receiver's clock.

use super::conduct::Loss;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// What gives the beats away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    /// Made without the node's key.
    Signature,
    /// Made with it, but not when they say.
    Clock,
}

/// Claims the whole epoch with the machine off for `off_share` of it.
#[derive(Clone, Copy, Debug)]
pub struct ForgedHeartbeats {
    /// Share of the epoch in which the machine is off; at 0 it is honest.
    pub off_share: f64,
    /// What gives it away.
    pub clue: Clue,
}

/// Forged beats, for the registry.
pub const ENTRY: Entry = Entry {
    name: "forged_heartbeats",
    strength: "share of the epoch in which the machine is off",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(ForgedHeartbeats { off_share: strength, clue: Clue::Signature }),
};

/// Back-dated beats, for the registry.
pub const BACK_DATED: Entry = Entry {
    name: "back_dated_heartbeats",
    build: |strength| Box::new(ForgedHeartbeats { off_share: strength, clue: Clue::Clock }),
    ..ENTRY
};

impl Strategy for ForgedHeartbeats {
    fn name(&self) -> &'static str {
        match self.clue {
            Clue::Signature => ENTRY.name,
            Clue::Clock => BACK_DATED.name,
        }
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        if self.off_share <= 0.0 {
            return Conduct::HONEST;
        }
        let (on, audit) = (1.0 - self.off_share, &facts.audit);
        Conduct {
            claimed_availability_floor: 1.0,
            presence_cap: on,
            opex_factor: facts.operator.availability.min(on) / facts.operator.availability,
            detection_share: if self.clue == Clue::Signature { audit.signature_check } else { audit.clock_check },
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T3, E19", facts, &self.conduct(facts))
    }
}
