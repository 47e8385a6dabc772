//! A node's whole state at any moment, for checkpoints: not what it persists but everything.

use super::{Node, Offices};
use crate::config::Shared;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Bytes that are not a saved node.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the saved node does not read: {0}")]
pub struct LoadError(String);

impl Node {
    /// Appends all of this node's state but what it shares with others; its secret key too. [`load`](Self::load) gives a node
    /// whose every later step is that of this one.
    pub fn save(&self, out: &mut Vec<u8>) {
        let Self { shared: _, identity, now, replay, worker, offices } = self;
        (identity, now, replay, worker, offices).serialize(out).expect("a Vec takes any length");
    }

    /// Reads what [`save`](Self::save) wrote, and moves `bytes` past it. The protocol must be the one it was saved under, and
    /// whoever stored the bytes must make sure that they are the same: only their form is checked.
    ///
    /// # Errors
    /// If `bytes` do not begin with a saved node.
    pub fn load(shared: Arc<Shared>, bytes: &mut &[u8]) -> Result<Self, LoadError> {
        let wrong = |error: borsh::io::Error| LoadError(error.to_string());
        let (identity, now, replay, worker, offices): (_, _, _, _, Option<Offices>) =
            BorshDeserialize::deserialize(bytes).map_err(wrong)?;
        Ok(Self { shared, identity, now, replay, worker, offices: offices.map(Box::new) })
    }
}
