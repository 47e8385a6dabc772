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
pub use directory::{Delta, Directory, Entry, Exchange, Known, Summary};

use crate::id::NodeId;
use crate::rng::Stream;
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
    /// Validators that a node knows when it starts, drawn by lot, of which it asks one after the other who serves its region; 0: it
    /// asks whoever listens for its region. They know each other by gossip.
    pub seeds: u16,
}

/// Purpose of a node's draws of the validators that it knows when it starts.
const SEEDS: u64 = 0x0073_6565_6473_0001;

impl DiscoveryRule {
    /// The validator that a node asks at its try `tries` (from 0), of as many as it knows at the start; `None` if it knows none.
    #[must_use]
    pub fn seed<'a>(
        &self,
        network: u64,
        node: NodeId,
        tries: u32,
        mut validators: impl ExactSizeIterator<Item = &'a NodeId>,
    ) -> Option<NodeId> {
        if self.seeds == 0 {
            return None;
        }
        // Of all of them in a circle, those that follow one drawn by lot.
        let all = validators.len() as u64;
        let first = Stream::new(network, u64::from(node.0), SEEDS).below(all);
        let at = (first + u64::from(tries) % u64::from(self.seeds)) % all.max(1);
        validators.nth(usize::try_from(at).unwrap_or(usize::MAX)).copied()
    }

    /// Whether there is any gossip.
    #[must_use]
    pub fn gossips(&self) -> bool {
        self.gossip_period > Span::ZERO
    }
}
