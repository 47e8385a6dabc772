//! Why an escrow refuses: the contract's reverts, one for each, with what was found and what is allowed.

use super::{EPOCHS_MIN, REDEEM_AFTER_S};
use crate::ratio1::chain::Address;
use crate::ratio1::prices::PriceError;

/// Why a call of an escrow reverts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EscrowError {
    /// Neither the owner nor a delegate with the permission.
    #[error("{caller} has permissions {found}: {needed} is needed")]
    NotAllowed {
        /// Who calls.
        caller: Address,
        /// Its permissions.
        found: u8,
        /// The permission needed.
        needed: u8,
    },
    /// The type cannot be bought.
    #[error(transparent)]
    Type(#[from] PriceError),
    /// The job ends too early.
    #[error("the job would last {found} epochs: at least {EPOCHS_MIN} are required")]
    TooShort {
        /// Epochs from now to its end, 0 if that lies in the past.
        found: u64,
    },
    /// The end or the number of nodes does not grow.
    #[error("{found} is asked for: more than {least} is required")]
    NotMore {
        /// Asked for.
        found: u64,
        /// What must be exceeded.
        least: u64,
    },
    /// The job's end is reached.
    #[error("the job ends in epoch {end} and it is epoch {current}: an earlier epoch is required")]
    Ended {
        /// Its end.
        end: u64,
        /// Current epoch.
        current: u64,
    },
    /// No such job.
    #[error("job {0} does not exist")]
    NoJob(u64),
    /// A job with this number exists.
    #[error("job {0} exists: a new number is required")]
    JobExists(u64),
    /// A job that started is never refunded.
    #[error("job {0} has started: only jobs that never did are redeemed")]
    Started(u64),
    /// Bought too recently to be redeemed.
    #[error("bought {found_s} s ago: redeemed from {REDEEM_AFTER_S} s on")]
    TooSoon {
        /// Age (seconds).
        found_s: u64,
    },
    /// Oracles are voting on the job's nodes.
    #[error("a vote on job {0} is open: it must be closed")]
    VoteOpen(u64),
    /// Nothing to claim.
    #[error("node {0} has no balance: more than 0 is required")]
    NothingToClaim(Address),
    /// The job's balance does not cover its nodes; nobody is paid.
    #[error("job {job} owes {owed} micro-USDC and holds {balance}: nothing is allocated, to no job")]
    Unfunded {
        /// The job.
        job: u64,
        /// What its nodes would get, with the burned share.
        owed: u128,
        /// What it holds.
        balance: u128,
    },
    /// There is no epoch before the first.
    #[error("it is epoch 0: epoch 1 or later is required")]
    EpochZero,
    /// A price, or a sum of what is held, of more than 128 bits.
    #[error("{nodes} nodes for {epochs} epochs: at most 128 bits of micro-USDC are allowed")]
    TooLarge {
        /// Nodes.
        nodes: u64,
        /// Epochs.
        epochs: u64,
    },
    /// A delegate without address or permissions, or the owner itself.
    #[error("delegate {0}: another address than zero and the owner, with a permission, is required")]
    Delegate(Address),
}
