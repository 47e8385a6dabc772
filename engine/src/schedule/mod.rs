//! Placement: who has room for a task, which of them gets it, and the reasons when nobody does.
//!
//! ```text
//!   capacity.rs   what a worker has and what of it is reserved
//!   free.rs       what all have free, as a tree of maxima       roster.rs   members ranked by speed, over that tree
//!   lives.rs      how long machines have stayed up              choices.rs  all that a policy may look at
//!   policy/       one file a policy                             why_not.rs  why nobody fits, in counts and words
//!   rules.rs      who comes first, is let in, is left alone
//!   heft.rs       a whole graph planned ahead, and the order in which its tasks are urgent
//! ```

mod capacity;
mod choices;
mod free;

pub mod heft;
mod lives;
mod policy;
mod roster;
mod rules;
mod why_not;

pub use capacity::Capacity;
pub use choices::{Books, Candidate, Choices, Near};
pub use free::Free;
pub use lives::LifeTable;
pub use policy::{
    AvailabilityAware, BestFit, CostAware, EarliestFinish, LeastLoaded, Oldest, Policy, PolicyKind, PowerOfTwo, RandomChoice,
    WorkStealing,
};
pub use roster::{Place, Rank, Roster};
pub use rules::{BreakerRule, QueueRule, Sharing, WhenFull};
pub use why_not::WhyNot;
