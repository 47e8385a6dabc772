//! How many tokens an epoch gives out: emission schedules, one file each.
//!
//! ```text
//!   what the ledger and the market say ──EpochFacts──▶ Schedule::tokens ──▶ T_E, never above the cap ──▶ split
//! ```
//!
//! A schedule sees [`EpochFacts`] alone and answers in integers, the same on every platform. [`Emission`] is any of them, by
//! name: [`Emission::named`]. How to add one: `docs/extending.md`.
//!
//! Only `revenue-band` and `usd-target` need a price; `job-share` needs what was paid in dollars. Where a driver knows no
//! price or no dollars (the private chain), they fall back to what their file says.

mod average;
mod baseline;
mod bonding;
mod burn_and_mint;
mod constant;
mod facts;
mod gate;
mod geometric;
mod halving;
mod job_share;
mod linear;
mod node_deed;
mod none;
mod parameter;
mod registry;
mod revenue_band;
mod sigmoid;
#[cfg(test)]
mod tests;
mod usd_target;

pub use average::Average;
pub use baseline::Baseline;
pub use bonding::Bonding;
pub use burn_and_mint::BurnAndMint;
pub use constant::Constant;
pub use facts::{Dollars, EpochFacts, Needs, Schedule};
pub use gate::Gate;
pub use geometric::Geometric;
pub use halving::Halving;
pub use job_share::JobShare;
pub use linear::Linear;
pub use node_deed::NodeDeed;
pub use none::None;
pub use parameter::{Parameter, ParameterError, Unit, Values};
pub use registry::{Entry, Named, make};
pub use revenue_band::RevenueBand;
pub use sigmoid::Sigmoid;
pub use usd_target::UsdTarget;

crate::schedules! {
    /// Any emission schedule. It keeps to the cap on all tokens ever minted, whatever its kind.
    pub enum Emission {
        /// The same in every epoch.
        constant::Constant,
        /// Half as much after every so many epochs, in steps.
        halving::Halving,
        /// A little less in every epoch.
        geometric::Geometric,
        /// Slow, fast, slow: an S-shaped release.
        sigmoid::Sigmoid,
        /// So much per licence, by availability.
        node_deed::NodeDeed,
        /// The same in every epoch until all is out.
        linear::Linear,
        /// Faster with the power of the network.
        baseline::Baseline,
        /// What was burned comes back.
        burn_and_mint::BurnAndMint,
        /// Within bounds of what requesters paid.
        revenue_band::RevenueBand,
        /// What nodes lack to an income in dollars.
        usd_target::UsdTarget,
        /// More while too little is staked.
        bonding::Bonding,
        /// In proportion to what was paid for jobs.
        job_share::JobShare,
        /// Nothing.
        none::None,
    }
}
