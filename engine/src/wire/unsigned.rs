//! What a signature covers.

use crate::id::NodeId;
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::Message;
use alloc::vec::Vec;
use borsh::BorshSerialize;
use core::hash::{Hash, Hasher};

/// An envelope without its signature, in one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned<'a> {
    /// Network id.
    pub network: u64,
    /// Wire format of the message.
    pub version: u8,
    /// Who signs.
    pub sender: NodeId,
    /// Where it goes.
    pub to: Topic,
    /// The sender's running number.
    pub sequence: u64,
    /// Not valid after this time (ns since genesis).
    pub expires: Time,
    /// What is said.
    pub message: &'a Message,
}

impl Unsigned<'_> {
    /// The bytes that a signature over bytes covers, written into `scratch`.
    pub fn bytes<'s>(&self, scratch: &'s mut Vec<u8>) -> &'s [u8] {
        scratch.clear();
        let fields = (self.network, self.version, self.sender, self.to, self.sequence, self.expires);
        fields.serialize(scratch).and_then(|()| self.message.serialize(scratch)).expect("a Vec takes any length");
        scratch
    }
}

impl Hash for Unsigned<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (kind, id) = match self.to {
            Topic::Node(node) => (0_u64, node.0),
            Topic::Region(region) => (1, u32::from(region.0)),
            Topic::Validators(region) => (2, u32::from(region.0)),
        };
        let pair = |a: u64, b: u64| u128::from(a) << 64 | u128::from(b);
        state.write_u128(pair(self.network, u64::from(self.version) << 32 | u64::from(self.sender.0)));
        state.write_u128(pair(kind << 32 | u64::from(id), self.sequence));
        state.write_u64(self.expires.0);
        self.message.hash(state);
    }
}
