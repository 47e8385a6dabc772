//! An observer's state at any moment, for checkpoints.

use super::{Observer, Tally, Totals};
use crate::run::{Marks, RunWriter};
use crate::table::{NodeRow, TableError};
use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::job::JobState;
use std::collections::BTreeMap;

/// Machines that went down.
pub(super) const CRASHES: &str = "worker-crashes";

/// Workers that got nothing for a while.
pub(super) const PAUSES: &str = "workers-paused-after-failures";

/// Inputs to machines that were down.
pub(super) const UNHEARD: &str = "inputs-to-hosts-that-were-down";

impl Observer {
    /// Appends all of its state but the rows that are buffered: [`mark`](Self::mark) writes these first.
    ///
    /// # Errors
    /// If `out` takes no more.
    pub fn save(&self, out: &mut impl Write) -> Result<()> {
        // A new field is to be saved too, or to be listed as one that is made anew.
        let Self {
            writer: _,
            regions: _,
            region_of: _,
            jobs,
            next_number,
            attempts,
            queued,
            states,
            epochs,
            registered,
            busy,
            running_tasks,
            queued_tasks,
            totals,
        } = self;
        (jobs, next_number, attempts, queued, states, epochs).serialize(out)?;
        (registered, busy, running_tasks, queued_tasks, totals).serialize(out)
    }

    /// Reads what [`save`](Self::save) wrote in a run of these nodes. It records nothing until it is told
    /// [where](Self::record_into).
    ///
    /// # Errors
    /// If `from` does not begin with a saved observer of so many nodes.
    pub fn load(nodes: Vec<NodeRow>, from: &mut impl Read) -> Result<Self> {
        let count = nodes.len();
        let new = Self::new(nodes, None).map_err(|error| wrong(&error.to_string()))?;
        let (jobs, next_number, attempts, queued, states, epochs) = BorshDeserialize::deserialize_reader(from)?;
        let (registered, busy, running_tasks, queued_tasks, totals) = BorshDeserialize::deserialize_reader(from)?;
        let loaded = Self {
            jobs,
            next_number,
            attempts,
            queued,
            states,
            epochs,
            registered,
            busy,
            running_tasks,
            queued_tasks,
            totals,
            ..new
        };
        let known = |id: u32| (id as usize) < count;
        let jobs_known = loaded.jobs.keys().all(|id| known(id.requester.0));
        match jobs_known && loaded.epochs.is_of(count) && loaded.totals.tally.is_of(count) {
            true => Ok(loaded),
            false => Err(wrong("it watched other nodes")),
        }
    }

    /// Writes the rows that are buffered; how far the tables are written then. `None` if nothing is recorded.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn mark(&mut self) -> std::result::Result<Option<Marks>, TableError> {
        self.writer.as_mut().map(RunWriter::mark).transpose()
    }

    /// From now on rows go to `writer`, which has all that came before.
    pub fn record_into(&mut self, writer: RunWriter) {
        self.writer = Some(writer);
    }
}

impl Totals {
    /// The names that counts go by while a run is under way.
    fn names() -> impl Iterator<Item = &'static str> {
        JobState::ALL.into_iter().map(JobState::name).chain([CRASHES, PAUSES, UNHEARD])
    }
}

impl Tally {
    /// Whether its columns are as long as a run of `nodes` has them.
    fn is_of(&self, nodes: usize) -> bool {
        let lengths = [self.worker.len(), self.slots.len(), self.available_s.len(), self.up_s.len(), self.busy_s.len()];
        let known = self.power.iter().all(|power| (*power as usize) < self.powers.len());
        let paid = self.job_income.last_key_value().is_none_or(|(node, _)| (*node as usize) < nodes);
        known && paid && lengths.into_iter().chain([self.reward.len(), self.power.len()]).all(|length| length == nodes)
    }
}

/// Counts by name.
pub(super) fn counts(from: &mut impl Read) -> Result<BTreeMap<&'static str, u64>> {
    let counts = BTreeMap::<String, u64>::deserialize_reader(from)?;
    let named = |(name, count): (String, u64)| {
        let known = Totals::names().find(|known| *known == name);
        known.map(|known| (known, count)).ok_or_else(|| wrong(&format!("it counts {name}, which this version does not")))
    };
    counts.into_iter().map(named).collect()
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
