//! Filter → score → place, with capacity reserved by checked subtraction, and the reasons when nothing fits.

mod capacity;
mod place;
mod policy;
mod roster;

pub use capacity::Capacity;
pub use place::{Candidate, WhyNot, place};
pub use policy::{EarliestFinish, LeastLoaded, Policy, PolicyKind, RandomChoice};
pub use roster::{Place, Roster};
