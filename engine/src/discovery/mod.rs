//! What validators know of each other's regions, spread by gossip: each keeps a summary of its own region and copies of all others,
//! and now and then compares versions with a few of them.
//!
//! ```text
//!   bucket.rs     machines that are about alike, and how many there are      compact.rs  small numbers in few bytes
//!   directory.rs  all regions, by version: what is newer here, what there
//! ```
//!
//! Push–pull anti-entropy (Demers et al., Epidemic algorithms for replicated database maintenance, PODC 1987), with a version for
//! each entry as in Scuttlebutt (van Renesse et al., LADIS 2008): whatever was lost, repeated or late, the next exchange makes good.

mod bucket;
mod compact;
mod directory;
#[cfg(test)]
mod tests;

pub use bucket::{Bucket, Demand, Supply};
pub use directory::{Delta, Directory, Entry, Exchange, Known};

use crate::time::Span;
use borsh::{BorshDeserialize, BorshSerialize};

/// How validators learn of other regions, and when they send jobs there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct DiscoveryRule {
    /// Time between two rounds of gossip of a validator; zero: there is none, and no job is referred.
    pub gossip_period: Span,
    /// Validators that each of them compares versions with in a round.
    pub gossip_fanout: u16,
    /// A job that no worker of the region has room for now, while another region has, is referred there after it was asked for so
    /// long; zero: only jobs that no worker of the region can ever do are.
    pub refer_after: Span,
}

impl DiscoveryRule {
    /// Whether there is any gossip.
    #[must_use]
    pub fn gossips(&self) -> bool {
        self.gossip_period > Span::ZERO
    }
}
