//! Signature schemes behind one trait: ed25519 for real networks, a keyed hash for simulated ones.

use crate::rng::mix;
use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;
use core::hash::Hasher;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use siphasher::sip::SipHasher13;

/// A secret key; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub [u8; 32]);

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct PublicKey(pub [u8; 32]);

/// A signature; 64 bytes on the wire under every scheme, so that sizes do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// Signs and verifies bytes. All nodes of a network share one scheme.
pub trait Scheme: Send + Sync {
    /// The public key of a secret one.
    fn public_key(&self, secret: &SecretKey) -> PublicKey;
    /// Signs `bytes`.
    fn sign(&self, secret: &SecretKey, bytes: &[u8]) -> Signature;
    /// Whether `signature` is that of `public` over `bytes`.
    fn verify(&self, public: &PublicKey, bytes: &[u8], signature: &Signature) -> bool;
}

/// ed25519 with strict verification (no small-order keys, canonical encodings only).
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519;

impl Scheme for Ed25519 {
    fn public_key(&self, secret: &SecretKey) -> PublicKey {
        PublicKey(SigningKey::from_bytes(&secret.0).verifying_key().to_bytes())
    }

    fn sign(&self, secret: &SecretKey, bytes: &[u8]) -> Signature {
        Signature(SigningKey::from_bytes(&secret.0).sign(bytes).to_bytes())
    }

    fn verify(&self, public: &PublicKey, bytes: &[u8], signature: &Signature) -> bool {
        VerifyingKey::from_bytes(&public.0)
            .is_ok_and(|key| key.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(&signature.0)).is_ok())
    }
}

/// SipHash-1-3 under a key that both sides know: catches mistakes and corruption, not adversaries.
///
/// For simulation only. The simulator charges nodes the cost of the real scheme (`costs.sign_ns`, `costs.verify_ns`).
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyedHash;

impl KeyedHash {
    fn hash(key: &[u8; 32], bytes: &[u8]) -> Signature {
        let word = |i: usize| key[i..i + 8].iter().rev().fold(0_u64, |acc, byte| acc << 8 | u64::from(*byte));
        let mut hasher = SipHasher13::new_with_keys(mix(word(0)) ^ word(16), mix(word(8)) ^ word(24));
        hasher.write(bytes);
        let mut signature = [0; 64];
        signature[..8].copy_from_slice(&hasher.finish().to_le_bytes());
        Signature(signature)
    }
}

impl Scheme for KeyedHash {
    fn public_key(&self, secret: &SecretKey) -> PublicKey {
        PublicKey(secret.0)
    }

    fn sign(&self, secret: &SecretKey, bytes: &[u8]) -> Signature {
        Self::hash(&secret.0, bytes)
    }

    fn verify(&self, public: &PublicKey, bytes: &[u8], signature: &Signature) -> bool {
        Self::hash(&public.0, bytes) == *signature
    }
}
