//! The two sweeps over the rows that are in: `work` before the split is known, `earn` after it.
//!
//! `earn` also draws the next epoch's up times, so that each epoch reads the columns twice. No division and no branch that a row
//! decides but for what is rare.

mod earn;
mod work;

pub(crate) use earn::{Earned, Payment, earn};
pub(crate) use work::{Dispatch, Worked, work};

/// Most classes of a plan.
pub(crate) const CLASSES: usize = 16;

/// Flag of a row's jobs: it was found out, and is not paid for them.
pub(crate) const UNPAID: u32 = 1 << 31;

/// Length of an epoch in the unit of `up`.
pub(crate) const EPOCH: u32 = 65_535;
