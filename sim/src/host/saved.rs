//! All hosts' state at any moment, for checkpoints.

use super::{Books, Disks, Hosts, Hot};
use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::{Node, Shared};
use std::sync::Arc;

impl Hosts {
    /// Appends every column; nodes one after the other, each behind its length: 0 for a machine that is down.
    pub fn save(&self, out: &mut impl Write) -> Result<()> {
        let Self { hot, nodes, books, spells, running, disks } = self;
        (hot, books, spells, running, disks).serialize(out)?;
        let mut bytes = Vec::new();
        for node in nodes {
            bytes.clear();
            if let Some(node) = node {
                node.save(&mut bytes);
            }
            bytes.serialize(out)?;
        }
        Ok(())
    }

    /// Reads what [`save`](Self::save) wrote in a world of `count` hosts.
    pub fn load(shared: &Arc<Shared>, count: u32, from: &mut impl Read) -> Result<Self> {
        let (hot, books, spells, running, disks): (Vec<Hot>, Vec<Books>, Vec<u32>, _, Disks) =
            BorshDeserialize::deserialize_reader(from)?;
        if [hot.len(), books.len(), spells.len(), disks.len()] != [count as usize; 4] {
            return Err(Error::new(ErrorKind::InvalidData, "it is of other nodes"));
        }
        let nodes = (0..count).map(|_| load_node(shared, from)).collect::<Result<_>>()?;
        Ok(Self { hot, nodes, books, spells, running, disks })
    }
}

fn load_node(shared: &Arc<Shared>, from: &mut impl Read) -> Result<Option<Node>> {
    let bytes = Vec::<u8>::deserialize_reader(from)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut rest = &*bytes;
    let node = Node::load(shared.clone(), &mut rest).map_err(|error| Error::new(ErrorKind::InvalidData, error.to_string()))?;
    if rest.is_empty() { Ok(Some(node)) } else { Err(Error::new(ErrorKind::InvalidData, "a node is longer than it should be")) }
}
