//! What nodes keep, and what becomes of them without the rest.

use super::{SECOND, World};
use engine::node::RecordKey;
use engine::{Input, Node, NodeId, Outbox, Record, Time};
use std::collections::BTreeMap;

impl World {
    /// Every node is put into bytes and comes back out of them.
    pub(super) fn save_and_load(&mut self) {
        for node in self.nodes.values_mut() {
            let (mut bytes, mut again) = (Vec::new(), Vec::new());
            node.save(&mut bytes);
            bytes.push(7);
            let mut rest = &bytes[..];
            *node = Node::load(self.shared.clone(), &mut rest).unwrap();
            assert_eq!(rest, [7], "what follows is left alone");
            node.save(&mut again);
            again.push(7);
            assert_eq!(again, bytes);
        }
    }

    /// The node forgets everything it did not persist, its work is lost, and it starts again at once, from only the last record
    /// under each key.
    pub fn crash(&mut self, at: Time, id: NodeId) {
        self.agenda.retain(|_, (node, input)| *node != id || matches!(input, Input::Deliver(_) | Input::Submit { .. }));
        let records = self.compacted(id);
        let node = Node::recover(self.shared.clone(), &self.locals[&id], records).unwrap();
        self.armed.remove(&id);
        self.nodes.insert(id, node);
        self.schedule(at, id, Input::Start);
    }

    /// What a store keeps that replaces records by key: the chain's in order, then the others in order of keys.
    pub fn compacted(&self, id: NodeId) -> Vec<Record> {
        let (mut chain, mut latest) = (Vec::new(), BTreeMap::new());
        for record in self.stores.get(&id).cloned().unwrap_or_default() {
            match record.key() {
                RecordKey::Chain => chain.push(record),
                key => drop(latest.insert(key, record)),
            }
        }
        chain.into_iter().chain(latest.into_values()).collect()
    }

    /// A node recovered from all of its records does the same as one recovered from the compacted ones.
    pub fn compacted_records_are_enough(&self) {
        for (id, local) in &self.locals {
            let first_outputs = |records: Vec<Record>| {
                let mut node = Node::recover(self.shared.clone(), local, records).unwrap();
                let mut out = Outbox::default();
                node.step(Time(9_000 * SECOND), Input::Start, &mut out);
                out.drain().collect::<Vec<_>>()
            };
            let all = self.stores.get(id).cloned().unwrap_or_default();
            assert_eq!(first_outputs(all), first_outputs(self.compacted(*id)), "{id}");
        }
    }
}
