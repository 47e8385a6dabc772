//! The vote of oracles on who runs a job, and so on who is paid. An oracle reports what it saw in heartbeats; nobody proves
//! anything.
//!
//! Source: `ratio1-sc` PoAIManager.sol (`submitNodeUpdate`, `_attemptConsensus`). Sets are compared as lists, so order matters.

use super::chain::{Address, Moment};
use alloc::vec::Vec;

/// Time after a consensus in which nothing is accepted (seconds).
pub const COOLDOWN_S: u64 = 300;

/// Proposals at which a consensus is tried, with `oracles` registered.
#[must_use]
pub fn proposals_needed(oracles: usize) -> usize {
    oracles / 2 + 1
}

/// Equal proposals that make a consensus, with `oracles` registered.
#[must_use]
pub fn equal_needed(oracles: usize) -> usize {
    oracles / 3 + 1
}

/// What a proposal led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is what is the case, and no vote was open.
    Ignored,
    /// It is counted: this many of this epoch are there, too few to try, or too few equal ones.
    Counted {
        /// Proposals of the epoch.
        proposals: usize,
        /// The most equal ones; 0 if a consensus was not tried.
        equal: usize,
    },
    /// These nodes are who is paid; equal to those before if `changed` is false.
    Passed {
        /// The nodes.
        nodes: Vec<Address>,
        /// Whether they are others than before.
        changed: bool,
    },
}

/// Why a proposal is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// Not an oracle's.
    #[error("proposed by {0}: only registered oracles are allowed")]
    NotAnOracle(Address),
    /// Too soon after a consensus.
    #[error("{found_s} s after a consensus: {COOLDOWN_S} s or more must pass")]
    Cooldown {
        /// Time since (seconds).
        found_s: u64,
    },
    /// The oracle's second proposal of the epoch.
    #[error("{oracle} proposed before in epoch {epoch}: one proposal an epoch is allowed")]
    Repeated {
        /// The oracle.
        oracle: Address,
        /// The epoch.
        epoch: u64,
    },
}

/// The votes on one job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeVote {
    epoch: u64,
    /// Of this epoch, in the order in which they came; those of a past epoch are void.
    proposals: Vec<(Address, Vec<Address>)>,
    /// Whether a proposal came since the last consensus.
    open: bool,
    agreed_s: u64,
}

impl NodeVote {
    /// Whether proposals wait for a consensus. This stays so when their epoch passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// `oracle`, of `oracles`, says that `nodes` run the job, which has `current` nodes.
    ///
    /// # Errors
    ///
    /// If it is no oracle, too soon after a consensus, or its second proposal of the epoch.
    pub fn propose(
        &mut self,
        oracle: Address,
        nodes: Vec<Address>,
        oracles: &[Address],
        current: &[Address],
        now: Moment,
    ) -> Result<Outcome, VoteError> {
        if !oracles.contains(&oracle) {
            return Err(VoteError::NotAnOracle(oracle));
        }
        if !self.open && current == nodes {
            return Ok(Outcome::Ignored);
        }
        let found_s = now.time_s.saturating_sub(self.agreed_s);
        if found_s < COOLDOWN_S {
            return Err(VoteError::Cooldown { found_s });
        }
        if self.epoch != now.epoch {
            (self.epoch, self.proposals) = (now.epoch, Vec::new());
        }
        let proposals = &mut self.proposals;
        if proposals.iter().any(|(proposer, _)| *proposer == oracle) {
            return Err(VoteError::Repeated { oracle, epoch: now.epoch });
        }
        proposals.push((oracle, nodes));
        self.open = true;
        if proposals.len() < proposals_needed(oracles.len()) {
            return Ok(Outcome::Counted { proposals: proposals.len(), equal: 0 });
        }
        let (equal, most) = most_frequent(proposals);
        if equal < equal_needed(oracles.len()) {
            return Ok(Outcome::Counted { proposals: proposals.len(), equal });
        }
        let nodes = proposals.swap_remove(most).1;
        self.proposals.clear();
        (self.open, self.agreed_s) = (false, now.time_s);
        Ok(Outcome::Passed { changed: nodes != current, nodes })
    }
}

/// How many proposals equal the most frequent one, and where it is; of several, the one first seen.
fn most_frequent(proposals: &[(Address, Vec<Address>)]) -> (usize, usize) {
    let mut most = (0, 0);
    for (place, (_, nodes)) in proposals.iter().enumerate() {
        let equal = proposals.iter().filter(|(_, other)| other == nodes).count();
        if equal > most.0 {
            most = (equal, place);
        }
    }
    most
}
