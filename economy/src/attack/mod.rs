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

mod conduct;
mod facts;
mod honest;
mod income;

pub use conduct::{Conduct, Harm, Loss};
pub use facts::{
    AttackFacts, AuditFacts, EmissionFacts, HorizonFacts, JuryFacts, OperatorFacts, OracleFacts, PeerFacts, VolumeFacts,
};
pub use honest::Honest;
pub use income::{Income, paid_share};

/// A way to behave, with a strength of its own.
pub trait Strategy {
    /// Its name in scenarios and tables: lower case, words joined by `_`.
    fn name(&self) -> &'static str;

    /// What an operator of this strategy does in an epoch with these facts.
    fn conduct(&self, facts: &AttackFacts) -> Conduct;
}
