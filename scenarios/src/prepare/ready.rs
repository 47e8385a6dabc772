//! A scenario of any fidelity, ready to run.

use super::{Prepared, prepare, prepare_market, prepare_mechanism};
use crate::error::PrepareError;
use records::scenario::{Fidelity, Loaded};
use theory::mechanism::Mechanism;

/// What a scenario came to.
#[derive(Clone, Debug)]
pub enum Ready {
    /// Machines and messages, or sessions: for the crate `sim`.
    Network(Box<Prepared>),
    /// Operators by epochs: for the crate `economy`.
    Market(Box<economy::Plan>),
    /// One mechanism by itself: for the crate `theory`.
    Mechanism(Mechanism),
}

/// Resolves everything that `loaded` names, at its fidelity.
///
/// # Errors
/// See [`prepare`], [`prepare_market`] and [`prepare_mechanism`].
pub fn ready(loaded: &Loaded) -> Result<Ready, PrepareError> {
    match loaded.scenario.fidelity {
        Fidelity::Message | Fidelity::Session => Ok(Ready::Network(Box::new(prepare(loaded)?))),
        Fidelity::Epoch => Ok(Ready::Market(Box::new(prepare_market(loaded)?))),
        Fidelity::Mechanism => Ok(Ready::Mechanism(prepare_mechanism(loaded)?)),
    }
}
