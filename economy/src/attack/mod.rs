//! Attacks on the economy: what a dishonest operator does in an epoch, what that pays, and what must hold for it not to pay.
//!
//! ```text
//!   AttackFacts ──▶ Strategy::conduct ──▶ Conduct ──▶ the epoch loop (population)
//!                                           │
//!                                           └──▶ Assessment, best_response (economics)
//!   games: the mechanisms that an epoch does not show, played out by chance and held against closed forms
//! ```
//!
//! One strategy is one file. What each of them assumes of the mechanism stands in its module's text, with the number of the
//! theorem (T…) or experiment (E…) in the specification of the economy.

mod assess;
mod best_response;
pub mod chance;
mod conduct;
mod facts;
pub mod games;
mod honest;
mod income;
pub mod learning;
mod registry;

pub mod adoption_wash;
pub mod bribery;
pub mod eclipse;
pub mod end_game_defection;
pub mod faulty_epoch;
pub mod forged_heartbeats;
pub mod griefing;
pub mod jury_collusion;
pub mod lazy_work;
pub mod minimal_hardware;
pub mod negative_score;
pub mod oracle_capture;
pub mod oracle_copying;
pub mod self_dealing;
pub mod spoofed_capacity;
pub mod sybil;
pub mod uptime_gaming;

pub use assess::{Assessment, Bound, Threshold, lifetime_profit_usd};
pub use best_response::{Belief, Choice, best_response, strongest};
pub use conduct::{Conduct, Harm, Loss};
pub use facts::{
    AttackFacts, AuditFacts, EmissionFacts, HorizonFacts, JuryFacts, OperatorFacts, OracleFacts, PeerFacts, VolumeFacts,
};
pub use honest::Honest;
pub use income::{Income, paid_share};
pub use registry::{Entry, STRATEGIES, StrengthError, strategy};

/// A way to behave, with a strength of its own.
pub trait Strategy: Send + Sync {
    /// Its name in scenarios and tables: lower case, words joined by `_`.
    fn name(&self) -> &'static str;

    /// What an operator of this strategy does in an epoch with these facts.
    fn conduct(&self, facts: &AttackFacts) -> Conduct;

    /// What must hold for it not to pay: [`Threshold::holds`] exactly where [`Assessment::profit_usd`] is at most 0.
    ///
    /// The default suits every strategy that lives by not being found out.
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T3", facts, &self.conduct(facts))
    }

    /// Gain, cost, risk and profit of one epoch against honesty.
    fn assess(&self, facts: &AttackFacts) -> Assessment {
        Assessment::of(facts, &self.conduct(facts), self.threshold(facts))
    }
}
