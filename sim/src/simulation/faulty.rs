//! Faults at set times, as far as the whole simulation has to do with them: what they ask of it, and how often they happened.

use super::Simulation;
use crate::error::SimError;
use crate::host::Station;
use borsh::{BorshDeserialize, BorshSerialize};
use engine::ledger::Supply;
use engine::{Node, Time};
use std::collections::BTreeMap;
use world::{Plan, Role};

/// How often nodes other than workers went down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Crashes {
    pub sequencer: u64,
    pub validators: u64,
    pub requesters: u64,
}

/// Whether beats must be events: what becomes of one is no function of its number alone, or who vouches for it may forget.
pub(super) fn needs_each_beat(plan: &Plan) -> bool {
    let mut offices = plan.nodes.iter().take_while(|node| node.role != Role::Worker);
    !plan.faults.disturbances.is_empty() || offices.any(|node| Station::of(node) == Station::MortalOffice)
}

impl Simulation {
    pub(super) fn count_crash(&mut self, id: u32) {
        match self.plan.nodes[id as usize].role {
            Role::Worker => self.observer.on_crash(),
            Role::Validator if id == 0 => self.crashes.sequencer += 1,
            Role::Validator => self.crashes.validators += 1,
            Role::Requester => self.crashes.requesters += 1,
        }
    }

    /// What trouble does to the copies of what a node has just sent, which is a heartbeat or not.
    #[cold]
    #[inline(never)]
    pub(super) fn strike(&mut self, id: u32, beat: bool) {
        let (hot, from) = (&self.hosts.hot, (id, self.hosts.hot[id as usize].port.site));
        self.troubles.strike(self.now, from, beat, &mut self.deliveries, |node| hot[node as usize].port.site);
    }

    /// When work ends that would end at `end` without trouble, and be computed by `done` if its data took no time.
    #[cold]
    #[inline(never)]
    pub(super) fn struck_work_end(&self, from: u16, to: u16, done: Time, end: Time) -> Time {
        done + self.troubles.transfer(self.now, end.since(done), from, to)
    }

    /// How often each fault happened so far, by name; of those at set times, only which did.
    #[must_use]
    pub fn faults(&self) -> BTreeMap<&'static str, u64> {
        let mut faults = self.observer.totals().faults.clone();
        faults.insert("messages-lost", self.network.lost);
        faults.insert("messages-duplicated", self.network.duplicated);
        let (struck, crashes) = (self.troubles.struck, self.crashes);
        let counts = [
            ("workers-restarted", self.plan.faults.restarts),
            ("workers-left", self.plan.faults.leaves),
            ("sybils-joined", self.plan.faults.sybils),
            ("sequencer-crashes", crashes.sequencer),
            ("validator-crashes", crashes.validators),
            ("requester-crashes", crashes.requesters),
            ("messages-cut-off", struck.cut),
            ("messages-slowed", struck.slowed),
            ("messages-lost-in-bursts", struck.lost),
            ("messages-repeated-in-bursts", struck.repeated),
            ("messages-held-up", struck.held_up),
        ];
        faults.extend(counts.into_iter().filter(|(_, count)| *count > 0));
        faults
    }

    /// A full recount of the ledger; of a sequencer that is down, as it will come back.
    ///
    /// # Errors
    /// The invariant that is broken.
    pub fn audit(&self) -> Result<Supply, SimError> {
        match self.hosts.nodes.first() {
            Some(Some(node)) => node.sequencer().map_or(Ok(Supply::default()), |chain| Ok(chain.audit()?)),
            Some(None) => self.recovered(0)?.sequencer().map_or(Ok(Supply::default()), |chain| Ok(chain.audit()?)),
            None => Ok(Supply::default()),
        }
    }

    /// A node that ran before, from its disk.
    pub(super) fn recovered(&self, id: u32) -> Result<Node, SimError> {
        let (records, local) = (self.hosts.disks.records(id), self.plan.local(id));
        Node::recover(self.shared.clone(), &local, records).map_err(|error| SimError::Recover { node: id, error })
    }
}
