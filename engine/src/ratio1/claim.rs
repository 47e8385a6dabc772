//! What oracles sign for a claim of rewards, and whom a contract accepts as signers.
//!
//! Source: `ratio1-sc` NDContract.sol and MNDContract.sol (`verifyRewardsSignatures`), Controller.sol
//! (`requireVerifySignatures`); `ratio1_sdk` for the second form. Neither form names the chain, the contract or the licence: a
//! signature holds wherever its oracle is registered.

use super::chain::Address;
use alloc::collections::BTreeSet;
use sha3::{Digest, Keccak256};

/// A hash of 256 bits.
pub type Hash = [u8; 32];

/// First form: Keccak-256 of the node, its epochs and their values, as `abi.encodePacked(address, uint256[], uint8[])` lays
/// them out, each element of an array in 32 bytes.
#[must_use]
pub fn keccak_v1(node: Address, epochs: &[u64], values: &[u8]) -> Hash {
    let mut hasher = Keccak256::new();
    hasher.update(node.0);
    for &epoch in epochs {
        hasher.update(word(epoch));
    }
    for &value in values {
        hasher.update(word(u64::from(value)));
    }
    hasher.finalize().into()
}

/// Second form: `abi.encodePacked(address, uint256 from, uint256 to, bytes)`, both epochs included, a byte for each value.
#[must_use]
pub fn keccak_v2(node: Address, from_epoch: u64, to_epoch: u64, values: &[u8]) -> Hash {
    let mut hasher = Keccak256::new();
    hasher.update(node.0);
    hasher.update(word(from_epoch));
    hasher.update(word(to_epoch));
    hasher.update(values);
    hasher.finalize().into()
}

/// What is signed in fact: `hash` under the prefix of signed messages (EIP-191, version 0x45).
#[must_use]
pub fn eip191(hash: Hash) -> Hash {
    let mut hasher = Keccak256::new();
    hasher.update(b"\x19Ethereum Signed Message:\n32");
    hasher.update(hash);
    hasher.finalize().into()
}

/// A number as a word of 256 bits, big-endian.
fn word(number: u64) -> [u8; 32] {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&number.to_be_bytes());
    word
}

/// Why signatures are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Fewer than the controller asks for.
    #[error("{found} signatures: at least {least} are required")]
    TooFew {
        /// Signatures given.
        found: usize,
        /// The controller's minimum, and never less than the one that the claim records.
        least: usize,
    },
    /// Not an oracle's.
    #[error("signed by {0}: only registered oracles are allowed")]
    NotAnOracle(Address),
    /// Twice the same oracle.
    #[error("signed by {0} twice: each oracle counts once")]
    Repeated(Address),
}

/// Number of signatures that the controller asks for when it is deployed.
pub const MINIMUM_SIGNATURES: u8 = 1;

/// Whether a contract accepts these `signers`, recovered from the signatures, in their order. Returns the first, whom the claim
/// records.
///
/// # Errors
///
/// If they are too few, one is no oracle, or one signed twice.
pub fn check_signers(signers: &[Address], oracles: &BTreeSet<Address>, minimum: u8) -> Result<Address, SignatureError> {
    let too_few = SignatureError::TooFew { found: signers.len(), least: usize::from(minimum).max(1) };
    if signers.len() < usize::from(minimum) {
        return Err(too_few);
    }
    for (place, &signer) in signers.iter().enumerate() {
        if !oracles.contains(&signer) {
            return Err(SignatureError::NotAnOracle(signer));
        }
        if signers[..place].contains(&signer) {
            return Err(SignatureError::Repeated(signer));
        }
    }
    signers.first().copied().ok_or(too_few)
}

/// A claim of rewards for the epochs since the last one.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Node that was available.
    pub node: Address,
    /// Epochs claimed for, ascending if the claimant is honest: contracts look at the last one only.
    pub epochs: &'a [u64],
    /// Value of the node in each, 0 to 255.
    pub values: &'a [u8],
}

/// Why a claim is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// Somebody else's licence.
    #[error("claimed by {caller}: only the owner {owner} may")]
    NotOwner {
        /// Who asks.
        caller: Address,
        /// Whose licence it is.
        owner: Address,
    },
    /// The contract's owner banned the licence.
    #[error("the licence is banned: only its unbanning allows claims")]
    Banned,
    /// Another node than the linked one.
    #[error("claimed for node {found}: the licence is linked to {linked}")]
    WrongNode {
        /// Node of the claim.
        found: Address,
        /// Node of the licence.
        linked: Address,
    },
    /// Not an entry for each epoch since the last claim.
    #[error("{epochs} epochs with {values} values: {expected} of both are due")]
    WrongNumber {
        /// Epochs in the claim.
        epochs: usize,
        /// Values in the claim.
        values: usize,
        /// Epochs since the last claim.
        expected: u64,
    },
    /// The last epoch is not the one that ended last.
    #[error("the last epoch is {found}: it must be {expected}")]
    WrongLastEpoch {
        /// Last epoch of the claim.
        found: u64,
        /// Epoch that ended last.
        expected: u64,
    },
    /// A master deed releases nothing before its first epoch.
    #[error("epoch {found} lies before the first epoch {first} of the deed")]
    BeforeFirst {
        /// Epoch of the claim.
        found: u64,
        /// First epoch of the deed.
        first: u64,
    },
}
