//! From a node's id to its row: open addressing, one cache line for a look-up. Never iterated, so its order shows nowhere.

use crate::id::NodeId;
use alloc::vec::Vec;

/// One entry: a node and the number of its row.
pub type IndexSlot = (NodeId, u32);

const EMPTY: (NodeId, u32) = (NodeId(u32::MAX), u32::MAX);

/// Which row each node has.
#[derive(Default)]
pub(super) struct Index {
    /// A power of two of them, at most three quarters taken; each node is at its place or, with no empty slot between, after it.
    slots: Vec<(NodeId, u32)>,
    taken: usize,
}

impl Index {
    /// Where the search for `node` begins.
    pub fn slot(&self, node: NodeId) -> Option<&IndexSlot> {
        self.slots.get(place(node, self.slots.len()))
    }

    pub fn find(&self, node: NodeId) -> Option<u32> {
        let mut at = place(node, self.slots.len());
        loop {
            match *self.slots.get(at)? {
                EMPTY => return None,
                (of, row) if of == node => return Some(row),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Gives `node`, which has none, a row.
    pub fn insert(&mut self, node: NodeId, row: u32) {
        if 4 * (self.taken + 1) > 3 * self.slots.len() {
            let larger = alloc::vec![EMPTY; (2 * self.slots.len()).max(8)];
            for (node, row) in core::mem::replace(&mut self.slots, larger) {
                self.put(node, row);
            }
        }
        self.put(node, row);
        self.taken += 1;
    }

    fn put(&mut self, node: NodeId, row: u32) {
        if (node, row) == EMPTY {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut at = place(node, self.slots.len());
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = (node, row);
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
            for (row, node) in (0..).zip(nodes.into_iter().rev()) {
                prop_assert_eq!(index.find(NodeId(node)), None);
                index.insert(NodeId(node), row);
                map.insert(NodeId(node), row);
            }
            for (&node, &row) in &map {
                prop_assert_eq!(index.find(node), Some(row));
            }
            for other in (0..300).map(NodeId) {
                prop_assert_eq!(index.find(other), map.get(&other).copied());
            }
        }
    }
}
