//! From a node's id to its row: open addressing, over rows that say whose they are. Never iterated, so its order shows nowhere.

use crate::id::NodeId;
use alloc::vec::Vec;

/// One entry: the number of a row.
pub type IndexSlot = u32;

const EMPTY: u32 = u32::MAX;

/// Which row each node has. The rows themselves say whose they are.
#[derive(Default)]
pub(super) struct Index {
    /// A power of two of them, at most three quarters taken; each node is at its place or, with no empty slot between, after it.
    slots: Vec<IndexSlot>,
    taken: usize,
}

impl Index {
    /// Where the search for `node` begins.
    pub fn slot(&self, node: NodeId) -> Option<&IndexSlot> {
        self.slots.get(place(node, self.slots.len()))
    }

    pub fn find(&self, node: NodeId, node_of: impl Fn(u32) -> NodeId) -> Option<u32> {
        let mut at = place(node, self.slots.len());
        loop {
            match *self.slots.get(at)? {
                EMPTY => return None,
                row if node_of(row) == node => return Some(row),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Gives `row` to a node that has none; `node_of` says whose a row is, this one too.
    pub fn insert(&mut self, row: u32, node_of: impl Fn(u32) -> NodeId) {
        if 4 * (self.taken + 1) > 3 * self.slots.len() {
            let larger = alloc::vec![EMPTY; (2 * self.slots.len()).max(8)];
            for row in core::mem::replace(&mut self.slots, larger).into_iter().filter(|row| *row != EMPTY) {
                self.put(node_of(row), row);
            }
        }
        self.put(node_of(row), row);
        self.taken += 1;
    }

    fn put(&mut self, node: NodeId, row: u32) {
        let mask = self.slots.len() - 1;
        let mut at = place(node, self.slots.len());
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = row;
    }
}

/// Where the search begins among so many slots: Fibonacci hashing, which lays ids that follow each other far apart.
fn place(node: NodeId, slots: usize) -> usize {
    let spread = u64::from(node.0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((u128::from(spread) * slots as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn every_node_has_the_row_it_was_given(
            nodes in proptest::collection::btree_set(prop_oneof![0_u32..300, any::<u32>(), Just(u32::MAX)], 0..200)
        ) {
            let (mut index, mut map) = (Index::default(), BTreeMap::new());
            let nodes: Vec<NodeId> = nodes.into_iter().rev().map(NodeId).collect();
            let node_of = |row: u32| nodes[row as usize];
            for (row, &node) in (0..).zip(&nodes) {
                prop_assert_eq!(index.find(node, node_of), None);
                index.insert(row, node_of);
                map.insert(node, row);
            }
            for (&node, &row) in &map {
                prop_assert_eq!(index.find(node, node_of), Some(row));
            }
            for other in (0..300).map(NodeId) {
                prop_assert_eq!(index.find(other, node_of), map.get(&other).copied());
            }
        }
    }
}
