//! A node: one value, one entry point. The worker is inline, there are many of them; other roles are boxed together.

mod admit;
mod identity;
mod input;
mod outbox;
mod output;
mod parts;
mod record;
mod save;

pub use input::Input;
pub use outbox::Outbox;
pub use output::{EpochSettled, Event, JobClosed, Output, Payout, TaskOutcome};
pub use record::{JobAdmitted, MemberRecord, Record, RecordKey, RecoverError, TaskRecord};
pub use save::LoadError;

pub(crate) use identity::{Ctx, Identity};

use crate::config::{Local, Shared};
use crate::few::Few;
use crate::id::{NodeId, RegionId};
use crate::requester::Requester;
use crate::sequencer::Sequencer;
use crate::time::Time;
use crate::transport::Topic;
use crate::validator::Validator;
use crate::wire::{Channel, ReplayWindow};
use crate::worker::Worker;
use alloc::boxed::Box;
use alloc::sync::Arc;
use borsh::{BorshDeserialize, BorshSerialize};

/// One participant. What a worker's wake touches comes first, in three cache lines: in a large simulation every wake finds the
/// caches cold.
#[repr(C, align(64))]
pub struct Node {
    now: Time,
    shared: Arc<Shared>,
    offices: Option<Box<Offices>>,
    identity: Identity,
    worker: Option<Worker>,
    /// What each sender has said, which for a worker is its validator; a validator keeps most of it with its members.
    replay: Few<(NodeId, Channel), ReplayWindow, 1>,
}

/// The roles that few nodes have.
#[derive(BorshSerialize, BorshDeserialize)]
struct Offices {
    validator: Option<Validator>,
    requester: Option<Requester>,
    sequencer: Option<Sequencer>,
}

impl Node {
    /// A node that has never run. Its first input must be [`Input::Start`].
    #[must_use]
    pub fn new(shared: Arc<Shared>, local: &Local) -> Self {
        let roles = &local.roles;
        let is_sequencer = shared.protocol.sequencer == local.id;
        let offices = (roles.validator || roles.requester || is_sequencer).then(|| {
            Box::new(Offices {
                validator: roles.validator.then(Validator::new),
                requester: roles.requester.then(Requester::new),
                sequencer: is_sequencer.then(|| Sequencer::new(&shared.protocol)),
            })
        });
        Self {
            identity: Identity::new(local),
            now: Time::ZERO,
            replay: Few::new(),
            worker: roles.worker.map(Worker::new),
            offices,
            shared,
        }
    }

    /// Rebuilds a node from what it persisted: all records in order, or only the last one under each [`Record::key`].
    ///
    /// A crash after any step, then this, equals no crash, up to repeated messages.
    ///
    /// # Errors
    /// If a record belongs to a role that this node does not have, or contradicts an earlier one.
    pub fn recover(shared: Arc<Shared>, local: &Local, records: impl IntoIterator<Item = Record>) -> Result<Self, RecoverError> {
        let mut node = Self::new(shared, local);
        for record in records {
            node.restore(record)?;
        }
        if let Some(worker) = &mut node.worker {
            worker.rebuild()?;
        }
        if let Some(validator) = node.offices.as_mut().and_then(|offices| offices.validator.as_mut()) {
            validator.rebuild(&node.shared.protocol);
        }
        Ok(node)
    }

    fn restore(&mut self, record: Record) -> Result<(), RecoverError> {
        let role = record.role();
        let missing = RecoverError::Role(role);
        let offices = self.offices.as_deref_mut();
        match record {
            Record::Life { incarnation } => self.identity.restore(incarnation),
            Record::Accepted(_) | Record::Finished { .. } | Record::Forgot { .. } => {
                self.worker.as_mut().ok_or(missing)?.restore(record);
            }
            Record::Submitted(_) | Record::JobOver { .. } => {
                offices.and_then(|offices| offices.requester.as_mut()).ok_or(missing)?.restore(record);
            }
            Record::Applied { .. } | Record::Settled { .. } => {
                let sequencer = offices.and_then(|offices| offices.sequencer.as_mut());
                sequencer.ok_or(missing)?.restore(&self.shared.protocol, record)?;
            }
            _ => {
                let validator = offices.and_then(|offices| offices.validator.as_mut());
                validator.ok_or(missing)?.restore(record, &self.shared.protocol)?;
            }
        }
        Ok(())
    }

    /// Applies one input at `now` (ns since genesis) and appends outputs in order.
    ///
    /// A `now` before the last one counts as the last one. An early or repeated `Wake` changes nothing. Never panics on
    /// any sequence of inputs; envelopes that are not right are refused and reported.
    pub fn step(&mut self, now: Time, input: Input, out: &mut Outbox) {
        self.now = self.now.max(now);
        match input {
            Input::Deliver(envelope) => self.open(envelope, out),
            Input::Start => self.start(out),
            Input::Wake => self.wake(out),
            Input::Finished { work, result } => {
                let (worker, mut ctx) = self.parts(out).worker();
                if let Some(worker) = worker {
                    worker.on_finished(work, result, &mut ctx);
                }
            }
            Input::Failed { work, reason } => {
                let (worker, mut ctx) = self.parts(out).worker();
                if let Some(worker) = worker {
                    worker.on_failed(work, reason, &mut ctx);
                }
            }
            Input::Checkpointed { work, checkpoint } => {
                let (worker, mut ctx) = self.parts(out).worker();
                if let Some(worker) = worker {
                    worker.on_checkpointed(work, checkpoint, &mut ctx);
                }
            }
            Input::Submit { spec, budget } => {
                let (requester, mut ctx) = self.parts(out).requester();
                if let Some(requester) = requester {
                    requester.submit(*spec, budget, &mut ctx);
                }
            }
            Input::Beat => {
                let (worker, mut ctx) = self.parts(out).worker();
                if let Some(worker) = worker {
                    worker.beat(&mut ctx);
                }
            }
            Input::Heard { node, incarnation, until } => {
                if let Some(validator) = self.validator_mut() {
                    validator.on_heard(node, incarnation, until);
                }
            }
            Input::Beats { node, run } => {
                let (validator, mut ctx) = self.parts(out).validator();
                if let Some(validator) = validator {
                    validator.on_beats(node, &run, &mut ctx);
                }
            }
            Input::Silent { node, incarnation } => {
                let (validator, mut ctx) = self.parts(out).validator();
                if let Some(validator) = validator {
                    validator.on_silent(node, incarnation, &mut ctx);
                }
            }
        }
    }

    /// Makes room on a validator for so many nodes to hear, `with_envelopes` or without ([`hear`](Self::hear)): for a driver that
    /// knows their number. Does nothing on other nodes.
    pub fn reserve_peers(&mut self, peers: usize, with_envelopes: bool) {
        if let Some(validator) = self.validator_mut() {
            validator.reserve(peers, with_envelopes);
        }
    }

    /// When the node next wants [`Input::Wake`].
    #[must_use]
    pub fn next_wake(&self) -> Option<Time> {
        let worker = self.worker.as_ref().map_or(Time::MAX, Worker::next_wake);
        let others = self.offices.as_ref().map_or(Time::MAX, |offices| {
            let validator = offices.validator.as_ref().map_or(Time::MAX, |role| role.next_wake());
            let requester = offices.requester.as_ref().map_or(Time::MAX, |role| role.next_wake());
            let sequencer = offices.sequencer.as_ref().map_or(Time::MAX, |role| role.next_wake(&self.shared.protocol));
            validator.min(requester).min(sequencer)
        });
        Some(worker.min(others)).filter(|at| *at < Time::MAX)
    }

    /// This node's id.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.identity.id
    }

    /// The number of this node's life; grows with each start that follows a send.
    #[must_use]
    pub fn incarnation(&self) -> u64 {
        self.identity.incarnation
    }

    /// When a worker sent its first heartbeat in this life, or is to; `None` before.
    #[must_use]
    pub fn beats_since(&self) -> Option<Time> {
        self.worker.as_ref().and_then(|worker| worker.beats_since())
    }

    /// Whether this is a worker that its validator has welcomed.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        self.worker.as_ref().is_some_and(Worker::is_registered)
    }

    /// This node's region.
    #[must_use]
    pub fn region(&self) -> RegionId {
        self.identity.region
    }

    /// The private chain's state, on the node that sequences it.
    #[must_use]
    pub fn sequencer(&self) -> Option<&Sequencer> {
        self.offices.as_ref()?.sequencer.as_ref()
    }

    /// The region's books, on a validator.
    #[must_use]
    pub fn validator(&self) -> Option<&Validator> {
        self.offices.as_ref()?.validator.as_ref()
    }

    fn validator_mut(&mut self) -> Option<&mut Validator> {
        self.offices.as_mut()?.validator.as_mut()
    }

    fn start(&mut self, out: &mut Outbox) {
        let (id, region) = (self.identity.id, self.identity.region);
        out.subscribe(Topic::Node(id));
        out.subscribe(Topic::Region(region));
        if self.validator().is_some() {
            out.subscribe(Topic::Validators(region));
        }
        let mut parts = self.parts(out);
        parts.each(|worker, ctx| worker.start(ctx), |v, ctx| v.start(ctx), |r, ctx| r.start(ctx), |s, ctx| s.wake(ctx));
    }

    fn wake(&mut self, out: &mut Outbox) {
        let mut parts = self.parts(out);
        parts.each(|worker, ctx| worker.wake(ctx), |v, ctx| v.wake(ctx), |r, ctx| r.wake(ctx), |s, ctx| s.wake(ctx));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_worker_is_small() {
        // All of an idle worker: nothing of it is on the heap.
        assert_eq!(size_of::<super::Node>(), 256);
    }
}
