//! Signature schemes behind one trait: ed25519 for real networks, a keyed hash for simulated ones.

use crate::wire::Unsigned;
use crate::wire::folding::Folding;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;
use core::hash::{Hash, Hasher};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

/// A secret key; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub [u8; 32]);

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct PublicKey(pub [u8; 32]);

/// A signature; 64 bytes on the wire under every scheme, so that sizes do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// Signs and verifies what envelopes say. All nodes of a network share one scheme. `scratch` is room to write in.
pub trait Scheme: Send + Sync {
    /// The public key of a secret one.
    fn public_key(&self, secret: &SecretKey) -> PublicKey;
    /// Signs, into the place where the signature is to be.
    fn sign(&self, secret: &SecretKey, unsigned: &Unsigned<'_>, scratch: &mut Vec<u8>, signature: &mut Signature);
    /// Whether `signature` is that of `public`.
    fn verify(&self, public: &PublicKey, unsigned: &Unsigned<'_>, signature: &Signature, scratch: &mut Vec<u8>) -> bool;
}

/// ed25519 over [`Unsigned::bytes`], with strict verification (no small-order keys, canonical encodings only).
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519;

impl Scheme for Ed25519 {
    fn public_key(&self, secret: &SecretKey) -> PublicKey {
        PublicKey(SigningKey::from_bytes(&secret.0).verifying_key().to_bytes())
    }

    fn sign(&self, secret: &SecretKey, unsigned: &Unsigned<'_>, scratch: &mut Vec<u8>, signature: &mut Signature) {
        signature.0 = SigningKey::from_bytes(&secret.0).sign(unsigned.bytes(scratch)).to_bytes();
    }

    fn verify(&self, public: &PublicKey, unsigned: &Unsigned<'_>, signature: &Signature, scratch: &mut Vec<u8>) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&public.0).is_ok_and(|key| key.verify_strict(unsigned.bytes(scratch), &signature).is_ok())
    }
}

/// A 64-bit hash of the fields under a key that both sides know: catches mistakes and corruption, not adversaries.
///
/// For simulation only: nothing is serialised. The simulator charges nodes the cost of the real scheme (`costs.sign_ns`,
/// `costs.verify_ns`).
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyedHash;

impl KeyedHash {
    fn hash(key: &[u8; 32], unsigned: &Unsigned<'_>) -> u64 {
        let mut hasher = Folding::new(key);
        unsigned.hash(&mut hasher);
        hasher.finish()
    }
}

impl Scheme for KeyedHash {
    fn public_key(&self, secret: &SecretKey) -> PublicKey {
        PublicKey(secret.0)
    }

    fn sign(&self, secret: &SecretKey, unsigned: &Unsigned<'_>, _: &mut Vec<u8>, signature: &mut Signature) {
        let (hash, rest) = signature.0.split_at_mut(8);
        hash.copy_from_slice(&Self::hash(&secret.0, unsigned).to_le_bytes());
        rest.fill(0);
    }

    fn verify(&self, public: &PublicKey, unsigned: &Unsigned<'_>, signature: &Signature, _: &mut Vec<u8>) -> bool {
        let (hash, rest) = signature.0.split_at(8);
        hash == Self::hash(&public.0, unsigned).to_le_bytes() && rest == [0; 56]
    }
}
