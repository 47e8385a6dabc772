//! A node: one value, one entry point. Roles inside are boxed and absent until used.

mod identity;
mod output;
mod record;

pub use output::{EpochSettled, Event, JobClosed, Outbox, Output, Payout, TaskOutcome};
pub use record::{JobAdmitted, MemberRecord, Record, RecordKey, RecoverError, TaskRecord};

pub(crate) use identity::{Ctx, Identity};

use crate::amount::Amount;
use crate::availability::BeatRun;
use crate::config::{Local, Protocol, Shared};
use crate::id::{NodeId, RegionId, TaskId};
use crate::job::JobSpec;
use crate::requester::Requester;
use crate::sequencer::Sequencer;
use crate::time::Time;
use crate::transport::Topic;
use crate::validator::Validator;
use crate::wire::{Envelope, Message, PublicKey, Refusal, ReplayWindow, WIRE_VERSIONS, WorkResult};
use crate::worker::Worker;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use borsh::{BorshDeserialize, BorshSerialize};

/// What a driver tells a node.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Input {
    /// First input after [`Node::new`] or [`Node::recover`].
    Start,
    /// An envelope arrived.
    Deliver(Box<Envelope>),
    /// Work asked for by [`Output::Run`] is done.
    Finished {
        /// Which attempt.
        work: TaskId,
        /// What came out.
        result: WorkResult,
    },
    /// Work asked for by [`Output::Run`] cannot be done here: its inputs are not to be had, or it broke down.
    Failed {
        /// Which attempt.
        work: TaskId,
        /// Why, in words.
        reason: String,
    },
    /// The time of [`Node::next_wake`] has come.
    Wake,
    /// To a requester: submit this job and pay at most `budget`.
    Submit {
        /// What to compute.
        spec: Box<JobSpec>,
        /// The most to pay.
        budget: Amount,
    },
    /// To a validator under [`HeartbeatMode::Runs`](crate::config::HeartbeatMode::Runs): a stretch of a member's beats.
    Beats {
        /// Whose.
        node: NodeId,
        /// The stretch.
        run: BeatRun,
    },
    /// To a validator under [`HeartbeatMode::Runs`](crate::config::HeartbeatMode::Runs): from now on no beats come from this
    /// life of a member. Not persisted: after a crash of the validator the driver says it again.
    Silent {
        /// Whose.
        node: NodeId,
        /// Which life; a later one is not meant.
        incarnation: u64,
    },
}

/// One participant.
pub struct Node {
    shared: Arc<Shared>,
    identity: Box<Identity>,
    now: Time,
    /// One window for each sender and destination: senders number these apart.
    replay: BTreeMap<(NodeId, Topic), ReplayWindow>,
    worker: Option<Box<Worker>>,
    validator: Option<Box<Validator>>,
    requester: Option<Box<Requester>>,
    sequencer: Option<Box<Sequencer>>,
}

impl Node {
    /// A node that has never run. Its first input must be [`Input::Start`].
    #[must_use]
    pub fn new(shared: Arc<Shared>, local: &Local) -> Self {
        let roles = &local.roles;
        let sequencer = (shared.protocol.sequencer == local.id).then(|| Box::new(Sequencer::new(&shared.protocol)));
        Self {
            identity: Box::new(Identity::new(local)),
            now: Time::ZERO,
            replay: BTreeMap::new(),
            worker: roles.worker.map(|capability| Box::new(Worker::new(capability))),
            validator: roles.validator.then(|| Box::new(Validator::new())),
            requester: roles.requester.then(|| Box::new(Requester::new())),
            sequencer,
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
        if let Some(validator) = &mut node.validator {
            validator.rebuild(&node.shared.protocol);
        }
        Ok(node)
    }

    fn restore(&mut self, record: Record) -> Result<(), RecoverError> {
        let role = record.role();
        let missing = RecoverError::Role(role);
        match record {
            Record::Life { incarnation } => self.identity.restore(incarnation),
            Record::Accepted(_) | Record::Finished { .. } | Record::Forgot { .. } => {
                self.worker.as_mut().ok_or(missing)?.restore(record);
            }
            Record::Submitted(_) | Record::JobOver { .. } => self.requester.as_mut().ok_or(missing)?.restore(record),
            Record::Applied { .. } | Record::Settled { .. } => {
                self.sequencer.as_mut().ok_or(missing)?.restore(&self.shared.protocol, record)?;
            }
            _ => self.validator.as_mut().ok_or(missing)?.restore(record)?,
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
            Input::Deliver(envelope) => {
                if let Err(refusal) = self.admit(&envelope, out).and_then(|()| self.deliver(*envelope, out)) {
                    out.report(Event::Refused(refusal));
                }
            }
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
            Input::Submit { spec, budget } => {
                let (requester, mut ctx) = self.parts(out).requester();
                if let Some(requester) = requester {
                    requester.submit(*spec, budget, &mut ctx);
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

    /// When the node next wants [`Input::Wake`].
    #[must_use]
    pub fn next_wake(&self) -> Option<Time> {
        let times = [
            self.worker.as_ref().and_then(|role| role.next_wake()),
            self.validator.as_ref().and_then(|role| role.next_wake()),
            self.requester.as_ref().and_then(|role| role.next_wake()),
            self.sequencer.as_ref().and_then(|role| role.next_wake(&self.shared.protocol)),
        ];
        times.into_iter().flatten().min()
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

    /// This node's region.
    #[must_use]
    pub fn region(&self) -> RegionId {
        self.identity.region
    }

    /// The private chain's state, on the node that sequences it.
    #[must_use]
    pub fn sequencer(&self) -> Option<&Sequencer> {
        self.sequencer.as_deref()
    }

    /// The region's books, on a validator.
    #[must_use]
    pub fn validator(&self) -> Option<&Validator> {
        self.validator.as_deref()
    }

    fn start(&mut self, out: &mut Outbox) {
        let (id, region) = (self.identity.id, self.identity.region);
        out.subscribe(Topic::Node(id));
        out.subscribe(Topic::Region(region));
        if self.validator.is_some() {
            out.subscribe(Topic::Validators(region));
        }
        let mut parts = self.parts(out);
        parts.each(|worker, ctx| worker.start(ctx), |v, ctx| v.start(ctx), |r, ctx| r.start(ctx), |s, ctx| s.wake(ctx));
    }

    fn wake(&mut self, out: &mut Outbox) {
        let mut parts = self.parts(out);
        parts.each(|worker, ctx| worker.wake(ctx), |v, ctx| v.wake(ctx), |r, ctx| r.wake(ctx), |s, ctx| s.wake(ctx));
    }

    /// Checks everything about an envelope but its meaning.
    fn admit(&mut self, envelope: &Envelope, out: &mut Outbox) -> Result<(), Refusal> {
        if !WIRE_VERSIONS.contains(&envelope.version) {
            return Err(Refusal::Version);
        }
        let region = self.identity.region;
        let ours = match envelope.to {
            Topic::Node(node) => node == self.identity.id,
            Topic::Region(of) => of == region,
            Topic::Validators(of) => of == region && self.validator.is_some(),
        };
        if !ours {
            return Err(Refusal::Address);
        }
        if self.now > envelope.expires {
            return Err(Refusal::Expired);
        }
        let key = self.key_of(envelope).ok_or(Refusal::UnknownSender)?;
        let (network, scheme) = (self.shared.protocol.network, &*self.shared.scheme);
        if !envelope.is_signed_by(network, scheme, &key, &mut out.scratch) {
            return Err(Refusal::Signature);
        }
        if !self.replay.entry((envelope.sender, envelope.to)).or_default().admit(envelope.sequence) {
            return Err(Refusal::Replay);
        }
        Ok(())
    }

    /// The key that must have signed: the shared one of validators and of those with a first balance, else the one bound to
    /// the sender here; a first [`Message::Locate`] brings its own.
    fn key_of(&self, envelope: &Envelope) -> Option<PublicKey> {
        let Protocol { validators, genesis, .. } = &self.shared.protocol;
        let granted = genesis.get(&envelope.sender).map(|grant| &grant.key);
        if let Some(key) = validators.get(&envelope.sender).or(granted) {
            return Some(*key);
        }
        let bound = self.validator.as_ref().and_then(|validator| validator.key_of(envelope.sender));
        match envelope.message {
            Message::Locate { key } => bound.is_none_or(|bound| bound == key).then_some(key),
            _ => bound,
        }
    }

    fn deliver(&mut self, envelope: Envelope, out: &mut Outbox) -> Result<(), Refusal> {
        let from = envelope.sender;
        let from_validator = self.shared.protocol.validators.contains_key(&from);
        match envelope.message {
            Message::Located | Message::Announce => {
                if !from_validator {
                    return Err(Refusal::Role);
                }
                let mut parts = self.parts(out);
                parts.each(|w, ctx| w.on_located(from, ctx), |_, _| (), |r, ctx| r.on_located(from, ctx), |_, _| ());
                Ok(())
            }
            Message::Welcome { .. } | Message::Assign(_) | Message::DoneAck { .. } | Message::Cancel { .. } => {
                match self.parts(out).worker() {
                    (Some(worker), mut ctx) if from_validator => worker.on_message(from, envelope.message, &mut ctx),
                    _ => return Err(Refusal::Role),
                }
                Ok(())
            }
            Message::Status(status) => match self.parts(out).requester() {
                (Some(requester), mut ctx) if from_validator => {
                    requester.on_status(&status, &mut ctx);
                    Ok(())
                }
                _ => Err(Refusal::Role),
            },
            Message::Transact { number, answered_below, transaction } => match self.parts(out).sequencer() {
                (Some(sequencer), mut ctx) if from_validator => {
                    sequencer.on_transact(from, number, answered_below, *transaction, &mut ctx);
                    Ok(())
                }
                _ => Err(Refusal::Role),
            },
            message => match self.parts(out).validator() {
                (Some(validator), mut ctx) => {
                    validator.on_message(from, message, &mut ctx);
                    Ok(())
                }
                _ => Err(Refusal::Role),
            },
        }
    }

    fn parts<'a>(&'a mut self, out: &'a mut Outbox) -> Parts<'a> {
        let ctx = Ctx {
            now: self.now,
            protocol: &self.shared.protocol,
            scheme: &*self.shared.scheme,
            identity: &mut self.identity,
            out,
        };
        Parts {
            ctx,
            worker: self.worker.as_deref_mut(),
            validator: self.validator.as_deref_mut(),
            requester: self.requester.as_deref_mut(),
            sequencer: self.sequencer.as_deref_mut(),
        }
    }
}

/// A node's roles borrowed apart from what they act through.
struct Parts<'a> {
    ctx: Ctx<'a>,
    worker: Option<&'a mut Worker>,
    validator: Option<&'a mut Validator>,
    requester: Option<&'a mut Requester>,
    sequencer: Option<&'a mut Sequencer>,
}

impl<'a> Parts<'a> {
    fn worker(self) -> (Option<&'a mut Worker>, Ctx<'a>) {
        (self.worker, self.ctx)
    }

    fn validator(self) -> (Option<&'a mut Validator>, Ctx<'a>) {
        (self.validator, self.ctx)
    }

    fn requester(self) -> (Option<&'a mut Requester>, Ctx<'a>) {
        (self.requester, self.ctx)
    }

    fn sequencer(self) -> (Option<&'a mut Sequencer>, Ctx<'a>) {
        (self.sequencer, self.ctx)
    }

    fn each(
        &mut self,
        worker: impl FnOnce(&mut Worker, &mut Ctx<'a>),
        validator: impl FnOnce(&mut Validator, &mut Ctx<'a>),
        requester: impl FnOnce(&mut Requester, &mut Ctx<'a>),
        sequencer: impl FnOnce(&mut Sequencer, &mut Ctx<'a>),
    ) {
        if let Some(role) = &mut self.worker {
            worker(role, &mut self.ctx);
        }
        if let Some(role) = &mut self.validator {
            validator(role, &mut self.ctx);
        }
        if let Some(role) = &mut self.requester {
            requester(role, &mut self.ctx);
        }
        if let Some(role) = &mut self.sequencer {
            sequencer(role, &mut self.ctx);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_node_is_small() {
        assert!(core::mem::size_of::<super::Node>() <= 192, "{}", core::mem::size_of::<super::Node>());
    }
}
