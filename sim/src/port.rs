//! The nodes' ends of the network, kept by whoever has the nodes.

use borsh::{BorshDeserialize, BorshSerialize};

/// A node's end of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Port {
    /// Until when the latency to `peer` stays what it is (ns).
    pub(crate) until_ns: u64,
    /// Latency to `peer`, to which the node sent last (ns): a worker talks to one validator.
    pub(crate) latency_ns: u32,
    pub(crate) peer: u32,
    /// Copies that it sent, and as many more for their repeats.
    pub(crate) copies: u32,
    /// Where it is: row of the network's tables.
    pub(crate) site: u16,
}

impl Port {
    /// Of a node at `site` that has not sent anything.
    #[must_use]
    pub fn new(site: u16) -> Self {
        Self { until_ns: 0, latency_ns: 0, peer: 0, copies: 0, site }
    }
}

/// All nodes' ends, by id.
pub trait Ports {
    /// That of a node; `None` if there is no such node.
    fn port(&self, node: u32) -> Option<&Port>;

    /// The same, to change it.
    fn port_mut(&mut self, node: u32) -> Option<&mut Port>;
}

impl Ports for Vec<Port> {
    fn port(&self, node: u32) -> Option<&Port> {
        self.get(node as usize)
    }

    fn port_mut(&mut self, node: u32) -> Option<&mut Port> {
        self.get_mut(node as usize)
    }
}
