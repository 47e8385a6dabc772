//! What a run is seen to do: events of nodes and the driver's own books, written as tables.
//!
//! ```text
//!   what nodes report (Event) ─────────────┐
//!   what the driver knows: who takes part, ├─▶ Observer ─▶ rows of all tables, Totals
//!   jobs given, work begun, times up ──────┘
//! ```

mod epochs;
mod jobs;
pub mod market;
pub mod mechanism;
mod metrics;
mod saved;
mod tally;
mod waits;

use crate::run::{Recording, RunWriter};
use crate::table::{DigestRow, EventRow, NodeRow, TableError, TimelineRow};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::job::{JobSpec, JobState};
use engine::schedule::WhyNot;
use engine::wire::{Digest, Refusal};
use engine::{Amount, Event, JobId, TaskId, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

use epochs::Epochs;
pub use epochs::Truth;
use jobs::{Attempt, Job};
pub use metrics::{METRICS, Metric, Metrics, metrics_of};
pub use tally::Tally;

/// The metric of this name, of whatever fidelity.
#[must_use]
pub fn metric_named(name: &str) -> Option<&'static Metric> {
    METRICS.iter().chain(market::METRICS).chain(mechanism::METRICS).find(|metric| metric.name == name)
}

/// What a task leaves behind in a simulated world that was computed wrong.
pub const WRONG: Digest = Digest([0xbd; 32]);

/// What was sent of one kind of message, the data of tasks apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Control {
    /// Which kind.
    pub kind: String,
    /// Messages (count).
    pub messages: u64,
    /// Bytes (count).
    pub bytes: u64,
}

/// Counts over a whole run.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Totals {
    /// Events handled.
    pub events: u64,
    /// Messages sent.
    pub messages: u64,
    /// Bytes sent.
    pub bytes: u64,
    /// The same by kind of message; empty where none is played out.
    pub control: Vec<Control>,
    /// Jobs submitted by requesters.
    pub submitted: u64,
    /// Jobs that one validator referred to another.
    pub referred: u64,
    /// Workers that a validator gave up while they were up.
    pub false_suspicions: u64,
    /// Jobs by last state.
    #[borsh(deserialize_with = "saved::counts")]
    pub jobs: BTreeMap<&'static str, u64>,
    /// Tasks that got a node.
    pub placements: u64,
    /// What a task asked for last that no worker could take, and why.
    pub last_unplaced: Option<WhyNot>,
    /// Why the last job failed that did; empty if none did.
    pub last_failure: String,
    /// Epochs settled.
    pub epochs: u64,
    /// Faults of each kind.
    #[borsh(deserialize_with = "saved::counts")]
    pub faults: BTreeMap<&'static str, u64>,
    /// Envelopes refused, by reason.
    pub refused: BTreeMap<Refusal, u64>,
    /// Sums behind the metrics of the run.
    pub tally: Tally,
}

impl Totals {
    /// Everything that was sent in the whole run, by kind.
    pub fn count_control(&mut self, control: Vec<Control>) {
        self.messages = control.iter().map(|sent| sent.messages).sum();
        self.bytes = control.iter().map(|sent| sent.bytes).sum();
        self.control = control;
    }
}

/// Watches a run.
pub struct Observer {
    writer: Option<RunWriter>,
    regions: Vec<Arc<str>>,
    /// Place in `regions`, by node.
    region_of: Vec<u16>,
    /// Submitted and not yet known to a validator: kind, pattern and so on, by requester and number.
    jobs: BTreeMap<JobId, Job>,
    next_number: BTreeMap<u32, u32>,
    attempts: BTreeMap<TaskId, Attempt>,
    /// Since when each task waits for a worker.
    queued: BTreeMap<TaskId, Time>,
    /// Jobs now in each state, as validators see them; final and failed ones cumulate.
    states: [u32; JobState::ALL.len()],
    epochs: Epochs,
    registered: u32,
    busy: u32,
    running_tasks: u32,
    queued_tasks: u32,
    totals: Totals,
}

impl Observer {
    /// Watches a run of these nodes, whose ids are their places, and writes their rows. Without a `writer` nothing is recorded
    /// but the counts.
    ///
    /// # Errors
    /// If the rows cannot be written.
    pub fn new(nodes: Vec<NodeRow>, mut writer: Option<RunWriter>) -> Result<Self, TableError> {
        let (regions, region_of) = regions(&nodes);
        let totals = Totals { tally: Tally::new(&nodes), ..Totals::default() };
        let count = nodes.len();
        if let Some(writer) = &mut writer {
            nodes.into_iter().try_for_each(|node| writer.nodes.push(node))?;
            writer.nodes.flush()?;
        }
        Ok(Self {
            writer,
            regions,
            region_of,
            epochs: Epochs::new(count),
            jobs: BTreeMap::new(),
            next_number: BTreeMap::new(),
            attempts: BTreeMap::new(),
            queued: BTreeMap::new(),
            states: [0; JobState::ALL.len()],
            registered: 0,
            busy: 0,
            running_tasks: 0,
            queued_tasks: 0,
            totals,
        })
    }

    /// The counts so far.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Requester `requester`, one of the nodes, is given a job.
    pub fn on_submit(&mut self, requester: u32, kind: Arc<str>, spec: &JobSpec, price: Amount, now: Time) {
        let number = self.next_number.entry(requester).or_insert(0);
        let id = JobId { requester: engine::NodeId(requester), number: *number };
        *number += 1;
        self.jobs.insert(id, Job::new(kind, spec, price, now));
        self.totals.submitted += 1;
    }

    /// Work began (+1) or ended on a host that was idle before or is idle after.
    pub fn on_work(&mut self, change: i64, idle: bool) {
        let tasks = i64::from(self.running_tasks) + change;
        self.running_tasks = u32::try_from(tasks).unwrap_or(0);
        if idle {
            self.busy = if change > 0 { self.busy + 1 } else { self.busy.saturating_sub(1) };
        }
    }

    /// A host went down.
    pub fn on_crash(&mut self) {
        *self.totals.faults.entry(saved::CRASHES).or_default() += 1;
    }

    /// A validator gave up a worker that was up.
    pub fn on_false_suspicion(&mut self) {
        self.totals.false_suspicions += 1;
    }

    /// A message reached a host that was down.
    pub fn on_unheard(&mut self) {
        *self.totals.faults.entry(saved::UNHEARD).or_default() += 1;
    }

    /// Second copies of messages that are not events were refused.
    pub fn on_replayed(&mut self, count: u64) {
        if count > 0 {
            *self.totals.refused.entry(Refusal::Replay).or_default() += count;
        }
    }

    /// A node reported something.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn on_event(&mut self, now: Time, event: Event) -> Result<(), TableError> {
        match event {
            Event::Refused(refusal) => *self.totals.refused.entry(refusal).or_default() += 1,
            Event::MemberUp(_) => self.registered += 1,
            Event::MemberLost(_) => self.registered = self.registered.saturating_sub(1),
            Event::MemberPaused(_) => *self.totals.faults.entry(saved::PAUSES).or_default() += 1,
            Event::JobState { job, state } => self.on_job_state(now, job, state),
            Event::JobClosed { job, closed } => self.on_job_closed(job, *closed)?,
            Event::JobReferred { .. } => self.totals.referred += 1,
            Event::TaskQueued(task) => self.on_queued(now, task),
            Event::TaskWithdrawn(task) => self.on_unqueued(now, task, false),
            Event::Unplaced { why, .. } => self.totals.last_unplaced = Some(why),
            Event::TaskPlaced { task, node, spec } => self.on_placed(now, task, node.0, spec),
            Event::TaskStarted(task) => self.on_started(now, task),
            Event::TaskReturned(task) => self.on_returned(now, task),
            Event::TaskEnded { task, outcome, .. } => self.on_ended(now, task, outcome)?,
            Event::EpochSettled(settled) => {
                self.totals.epochs += 1;
                self.write_epoch(now, &settled)?;
            }
            Event::WorkFailed { .. } | Event::JobOver(_) => {}
        }
        Ok(())
    }

    /// Writes one row of the timeline; `online` counts workers, the others messages, bytes and events so far.
    ///
    /// # Errors
    /// If the row cannot be written.
    pub fn sample(&mut self, now: Time, online: u32, [messages, bytes, events]: [u64; 3]) -> Result<(), TableError> {
        self.totals.tally.on_sample(tally::Sample { time_ns: now.0, online, messages, bytes });
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let [submitted, escrowed, placed, running, verified, reduced, settled, failed, refunded] = self.states;
        writer.timeline.push(TimelineRow {
            time_ns: now.0,
            online,
            registered: self.registered,
            busy: self.busy,
            submitted,
            escrowed,
            placed,
            running,
            verified,
            reduced,
            settled,
            failed,
            refunded,
            queued_tasks: self.queued_tasks,
            running_tasks: self.running_tasks,
            messages,
            bytes,
            events,
        })
    }

    /// Makes the tables that `recording` asks for; without a writer there are none.
    ///
    /// # Errors
    /// If they cannot be made.
    pub fn record(&mut self, recording: &Recording) -> Result<(), TableError> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.record(recording))
    }

    /// The run's digest, if it is recorded.
    ///
    /// # Errors
    /// If the row cannot be written.
    pub fn on_digest(&mut self, row: DigestRow) -> Result<(), TableError> {
        let table = self.writer.as_mut().and_then(|writer| writer.digests.as_mut());
        table.map_or(Ok(()), |table| table.push(row))
    }

    /// What a node sees, if it is recorded.
    ///
    /// # Errors
    /// If the row cannot be written.
    pub fn on_seen(&mut self, row: EventRow) -> Result<(), TableError> {
        let table = self.writer.as_mut().and_then(|writer| writer.events.as_mut());
        table.map_or(Ok(()), |table| table.push(row))
    }

    /// Closes the driver's books of an epoch: what was true of each node, in the order of ids.
    pub fn close_epoch(&mut self, epoch: u32, truths: Vec<Truth>) {
        self.epochs.close(epoch, truths);
    }

    /// Writes what has not ended, and gives the counts and the writer back.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn finish(mut self) -> Result<(Totals, Option<RunWriter>), TableError> {
        self.write_unfinished()?;
        Ok((self.totals, self.writer))
    }
}

/// The names of all regions, and the place of each node's among them.
fn regions(nodes: &[NodeRow]) -> (Vec<Arc<str>>, Vec<u16>) {
    let (mut names, mut place_of) = (Vec::new(), BTreeMap::new());
    let mut place = |name: &Arc<str>| {
        *place_of.entry(name.clone()).or_insert_with(|| {
            names.push(name.clone());
            u16::try_from(names.len() - 1).expect("regions have 16 bits")
        })
    };
    let region_of = nodes.iter().map(|node| place(&node.region)).collect();
    (names, region_of)
}
