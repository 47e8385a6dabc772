//! A scenario of any fidelity, ready to run.

use super::{Prepared, prepare, prepare_market};
use crate::error::PrepareError;
use records::scenario::{Fidelity, Loaded};

/// What a scenario came to.
#[derive(Clone, Debug)]
pub enum Ready {
    /// Machines and messages, or sessions: for the crate `sim`.
    Network(Box<Prepared>),
    /// Operators by epochs: for the crate `economy`.
    Market(Box<economy::Plan>),
}

/// Resolves everything that `loaded` names, at its fidelity.
///
/// # Errors
/// See [`prepare`] and [`prepare_market`].
pub fn ready(loaded: &Loaded) -> Result<Ready, PrepareError> {
    match loaded.scenario.fidelity {
        Fidelity::Message | Fidelity::Session | Fidelity::Mechanism => Ok(Ready::Network(Box::new(prepare(loaded)?))),
        Fidelity::Epoch => Ok(Ready::Market(Box::new(prepare_market(loaded)?))),
    }
}
