//! What every event of a host touches.

use crate::digest::Chain;
use crate::port::{Port, Ports};
use borsh::{BorshDeserialize, BorshSerialize};
use world::{NodePlan, Role, Spells};

/// No row that is known.
pub const UNKNOWN: u32 = u32::MAX;

/// What a host is, as far as every event of it must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Station {
    /// A worker.
    Worker,
    /// A validator or a requester that never goes down: its disk is never read.
    Office,
    /// One that does.
    MortalOffice,
}

impl Station {
    pub fn of(node: &NodePlan) -> Self {
        match (node.role, &*node.spells) {
            (Role::Worker, _) => Self::Worker,
            (_, Spells::Always) => Self::Office,
            _ => Self::MortalOffice,
        }
    }
}

/// The hot part of a host: one cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
#[repr(align(64))]
pub struct Hot {
    /// Digest of all that the node saw.
    pub chain: Chain,
    /// When the pending `Wake` comes (ns); [`Hot::NEVER`] without one.
    pub armed_ns: u64,
    /// When the machine next goes up or down (ns); [`Hot::NEVER`] if it does not.
    pub change_ns: u64,
    /// Its end of the network.
    pub port: Port,
    /// Counts the times it went down: what was under way before is stale.
    pub life: u32,
    /// Number of the next event that it sets off.
    sequence: u32,
    /// Its row at its region's validator; [`UNKNOWN`] before that was looked up.
    pub row: u32,
    station: Station,
    /// Whether it was ever up.
    pub was_up: bool,
    /// Whether genesis found it up, until it has started.
    pub up_at_genesis: bool,
    /// Whether the node was registered in this life.
    pub registered: bool,
}

impl Hot {
    /// Later than any event.
    pub const NEVER: u64 = u64::MAX;

    pub fn new(station: Station, port: Port) -> Self {
        Self {
            chain: Chain::default(),
            armed_ns: Self::NEVER,
            change_ns: Self::NEVER,
            port,
            life: 0,
            sequence: 0,
            row: UNKNOWN,
            station,
            was_up: false,
            up_at_genesis: false,
            registered: false,
        }
    }

    pub fn is_worker(&self) -> bool {
        self.station == Station::Worker
    }

    /// Whether what it persists is read again.
    pub fn reads_disk(&self) -> bool {
        self.station != Station::Office
    }

    /// The running number of the next event. Only its order counts, among events of one time and kind: it may wrap.
    pub fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }
}

impl Ports for Vec<Hot> {
    fn port(&self, node: u32) -> Option<&Port> {
        self.get(node as usize).map(|hot| &hot.port)
    }

    fn port_mut(&mut self, node: u32) -> Option<&mut Port> {
        self.get_mut(node as usize).map(|hot| &mut hot.port)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_host_is_hot_in_one_cache_line() {
        assert_eq!(size_of::<super::Hot>(), 64);
        assert_eq!(align_of::<super::Hot>(), 64);
    }
}
