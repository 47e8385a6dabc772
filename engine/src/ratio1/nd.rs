//! Node deeds: licences that mint in proportion to the availability of one node, each up to its share of the bucket.
//!
//! Source: `ratio1-sc` NDContract.sol (`calculateLicenseRewards`, `claimRewards`, `linkNode`, `banLicense`), Controller.sol.
//! Neither the work a node does nor the adoption of the network matters here.

use super::chain::{Address, Moment};
use super::claim::{Claim, ClaimError};
use super::link::{Link, LinkError, Registry};
use super::token::NODE_DEEDS;
use crate::amount::Amount;

/// Licences there are: the sum of the tiers of sale.
pub const LICENCES: u32 = 46_224;
/// Epochs at full availability in which a licence mints its share, but for dust: 36 × 30.
pub const DURATION_EPOCHS: u32 = 1_080;
/// Most that one licence mints.
pub const PER_LICENCE: Amount = Amount(NODE_DEEDS.0 / LICENCES as u128);
/// Most that one licence mints in an epoch.
pub const PER_EPOCH: Amount = Amount(PER_LICENCE.0 / DURATION_EPOCHS as u128);

/// What availability of `values` in as many epochs comes to, for a licence that minted `claimed` before. Each epoch is rounded
/// down before the sum.
#[must_use]
pub fn reward(claimed: Amount, values: &[u8]) -> Amount {
    let epochs: Amount = values.iter().map(|&value| Amount(PER_EPOCH.0 * u128::from(value) / 255)).sum();
    epochs.min(PER_LICENCE.saturating_sub(claimed))
}

/// One licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Who owns it.
    pub owner: Address,
    /// Its node.
    pub link: Link,
    /// Minted by it so far.
    pub claimed: Amount,
    /// Whether the contract's owner banned it: no claim, no other node.
    pub banned: bool,
    /// The one oracle that the last claim records, of all that signed.
    pub last_oracle: Option<Address>,
}

impl Licence {
    /// As it is sold.
    #[must_use]
    pub fn new(owner: Address) -> Self {
        Self { owner, link: Link::default(), claimed: Amount::ZERO, banned: false, last_oracle: None }
    }

    /// Links `node`.
    ///
    /// # Errors
    ///
    /// See [`Link::set`]; or if the licence is banned.
    pub fn link(&mut self, node: Address, now: Moment, registry: &mut Registry) -> Result<(), LinkError> {
        self.refuse_banned()?;
        self.link.set(node, now, true, registry)
    }

    /// Unlinks its node.
    ///
    /// # Errors
    ///
    /// If rewards are unclaimed, or the licence is banned and linked.
    pub fn unlink(&mut self, now: Moment, registry: &mut Registry) -> Result<(), LinkError> {
        if self.link.node != Address::ZERO {
            self.refuse_banned()?;
        }
        self.link.clear(now, true, registry)
    }

    fn refuse_banned(&self) -> Result<(), LinkError> {
        if self.banned { Err(LinkError::Banned) } else { Ok(()) }
    }

    /// `caller` claims in epoch `current`; `oracle` is the first of the signers, who are checked by
    /// [`check_signers`](super::claim::check_signers). Returns what is minted for the owner.
    ///
    /// Of the epochs, only their number and the last are looked at.
    ///
    /// # Errors
    ///
    /// If the caller is not the owner, the licence is banned, the node is another, or the epochs are not those since the last
    /// claim.
    pub fn claim(&mut self, caller: Address, ask: Claim<'_>, oracle: Address, current: u64) -> Result<Amount, ClaimError> {
        if caller != self.owner {
            return Err(ClaimError::NotOwner { caller, owner: self.owner });
        }
        if self.banned {
            return Err(ClaimError::Banned);
        }
        let minted = self.due(ask, current)?;
        self.link.last_claim_epoch = current;
        self.claimed = self.claimed.saturating_add(minted);
        self.last_oracle = Some(oracle);
        Ok(minted)
    }

    fn due(&self, ask: Claim<'_>, current: u64) -> Result<Amount, ClaimError> {
        if ask.node != self.link.node {
            return Err(ClaimError::WrongNode { found: ask.node, linked: self.link.node });
        }
        let expected = current.saturating_sub(self.link.last_claim_epoch);
        if self.claimed == PER_LICENCE || expected == 0 {
            return Ok(Amount::ZERO);
        }
        let (epochs, values) = (ask.epochs.len(), ask.values.len());
        if epochs as u64 != expected || values as u64 != expected {
            return Err(ClaimError::WrongNumber { epochs, values, expected });
        }
        if let Some(&found) = ask.epochs.last()
            && found != current - 1
        {
            return Err(ClaimError::WrongLastEpoch { found, expected: current - 1 });
        }
        Ok(reward(self.claimed, ask.values))
    }
}
