//! `[market]`: the world of a run by epochs: operators, what their machines cost, demand, price and attacks.
//!
//! The rules that this world meets are those of `[economy]`, at every fidelity.

mod attack;
mod demand;
mod entry;
mod operators;
mod price;
mod rules;
mod service;
mod surroundings;

pub use attack::{Attack, Learning};
pub use demand::{Demand, DemandCurve, Shock, ShockKind};
pub use entry::{Belief, Entry, ExitRule};
pub use operators::{OperatorClass, Operators};
pub use price::{Price, PriceMode, Unlock};
pub use service::Service;
pub use surroundings::Surroundings;

pub(super) use rules::check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Operators, what their machines cost, demand, price and attacks. Only `fidelity = "epoch"` reads it, and it reads nothing else but
/// `[time]` and `[economy]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Market {
    /// Who may run a node, and what it costs them.
    pub operators: Operators,
    /// When operators come, stay and go.
    pub entry: Entry,
    /// What requesters would pay for.
    pub demand: Demand,
    /// How fast and how well the network serves them.
    pub service: Service,
    /// What a token is worth.
    pub price: Price,
    /// What some of the operators do instead of working honestly.
    pub attack: Attack,
}
