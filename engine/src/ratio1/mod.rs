//! The rules of the deployed descendant of the paper's system (Ratio1), bit for bit, in integers.
//!
//! Read in its public code (`ratio1-sc` at c1bc3c1, `naeural_core` at 50a83db, `edge_node` at cdd016c) and held against the
//! vectors of its own tests. Nothing here is used by the protocol of this crate: it is the system to compare with, and to
//! attack (`docs/deployed-rules.md`).
//!
//! ```text
//!   heartbeats ─▶ availability ─▶ oracle ─▶ claim ─▶ nd, mnd ─▶ token
//!                  seconds, u8    medians   digest    │  ▲
//!                                                    link │ adoption ◀── licences sold (sale), job volume (escrow)
//!   job ─▶ prices ─▶ escrow ◀── vote (who is paid)
//! ```
//!
//! A call that a contract would revert is an `Err` that leaves the state as it was. What a contract leaves to others is left
//! out: swaps on the exchange, transfers of deeds, recovery of a signer from a signature.

pub mod adoption;
pub mod availability;
pub mod chain;
pub mod claim;
pub mod escrow;
pub mod link;
pub mod logistic;
pub mod mnd;
pub mod nd;
pub mod oracle;
pub mod prices;
pub mod sale;
pub mod token;
pub mod vote;

pub use chain::{Address, EpochClock, Moment, Network};
