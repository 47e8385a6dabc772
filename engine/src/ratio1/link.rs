//! Which node a deed is linked to: one node to one deed, of node deeds and master deeds together.
//!
//! Source: `ratio1-sc` NDContract.sol and MNDContract.sol (`_linkNodeInternal`, `_removeNodeAddress`, `isNodeAlreadyLinked`).
//! Linking starts the epochs that can be claimed anew, so that time without a node earns nothing. That an oracle signed for the
//! pair of owner and node is asked of [`claim::check_signers`](super::claim::check_signers).

use super::chain::{Address, Moment};
use alloc::collections::BTreeSet;

/// Time that must have passed since the last link, more than that (seconds).
pub const COOLDOWN_S: u64 = 24 * 3600;

/// All nodes that are linked to a deed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry(BTreeSet<Address>);

impl Registry {
    /// Whether `node` is linked, to whichever deed.
    #[must_use]
    pub fn holds(&self, node: Address) -> bool {
        self.0.contains(&node)
    }
}

/// The link of one deed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Linked node; [`Address::ZERO`] if there is none.
    pub node: Address,
    /// Epoch up to which rewards are claimed: that of the last claim or link.
    pub last_claim_epoch: u64,
    /// When it was linked, seconds of Unix time; 0 if never.
    pub linked_s: u64,
}

/// Why a node is not linked or unlinked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No address.
    #[error("the node is {}: any other address is allowed", Address::ZERO)]
    NoNode,
    /// Linked to this deed or another.
    #[error("node {0} is linked: a node may have one deed")]
    Linked(Address),
    /// The deed was linked less than a day ago.
    #[error("linked {found_s} s ago: more than {COOLDOWN_S} s must pass")]
    TooSoon {
        /// Time since the last link, seconds.
        found_s: u64,
    },
    /// Rewards of the node that is to go are not claimed.
    #[error("claimed up to epoch {claimed}: rewards up to epoch {current} must be claimed first")]
    Unclaimed {
        /// Epoch of the last claim.
        claimed: u64,
        /// Current epoch.
        current: u64,
    },
    /// The contract's owner banned the licence.
    #[error("the licence is banned: only its unbanning allows another node")]
    Banned,
}

impl Link {
    /// Links `node`, in place of the one that is linked. `claims_due`: whether rewards must be claimed before a node goes.
    ///
    /// # Errors
    ///
    /// If `node` is no address or is linked, within a day of the last link, or if rewards of the old node are unclaimed.
    pub fn set(&mut self, node: Address, now: Moment, claims_due: bool, registry: &mut Registry) -> Result<(), LinkError> {
        if node == Address::ZERO {
            return Err(LinkError::NoNode);
        }
        if registry.holds(node) {
            return Err(LinkError::Linked(node));
        }
        if self.linked_s.saturating_add(COOLDOWN_S) >= now.time_s {
            return Err(LinkError::TooSoon { found_s: now.time_s.saturating_sub(self.linked_s) });
        }
        self.clear(now, claims_due, registry)?;
        *self = Self { node, last_claim_epoch: now.epoch, linked_s: now.time_s };
        registry.0.insert(node);
        Ok(())
    }

    /// Unlinks the node, if there is one.
    ///
    /// # Errors
    ///
    /// If its rewards are unclaimed.
    pub fn clear(&mut self, now: Moment, claims_due: bool, registry: &mut Registry) -> Result<(), LinkError> {
        if self.node == Address::ZERO {
            return Ok(());
        }
        if claims_due && self.last_claim_epoch != now.epoch {
            return Err(LinkError::Unclaimed { claimed: self.last_claim_epoch, current: now.epoch });
        }
        registry.0.remove(&self.node);
        self.node = Address::ZERO;
        Ok(())
    }
}
