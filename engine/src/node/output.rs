//! What a node asks of its driver.

use crate::amount::Amount;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobState, TaskSpec};
use crate::ledger::Supply;
use crate::node::Record;
use crate::schedule::WhyNot;
use crate::transport::Topic;
use crate::wire::{Assignment, Envelope, EpochEntry, JobStatus, Refusal, TaskOutput};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// One thing for the driver to do. Outputs of a step are carried out in order; `Persist` is on disk before a later `Send`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Output {
    /// Hand this to the transport; under [`Outbox::unsealed`](crate::Outbox::unsealed), to [`Node::hear`](crate::Node::hear) of
    /// every subscriber.
    Send(Box<Envelope>),
    /// Subscribe to this topic.
    Subscribe(Topic),
    /// Fetch the inputs, compute, and answer with [`Input::Finished`](crate::Input::Finished) or
    /// [`Input::Failed`](crate::Input::Failed).
    Run(Box<Assignment>),
    /// Stop this work; its result is no longer wanted.
    Abort(TaskId),
    /// Keep this for [`Node::recover`](crate::Node::recover).
    Persist(Box<Record>),
    /// Tell whoever watches.
    Report(Box<Event>),
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum TaskOutcome {
    /// Right and in time.
    Verified,
    /// No answer in time.
    TimedOut,
    /// Its worker fell silent.
    NodeLost,
    /// Its worker had no room.
    Rejected,
    /// The result was not what was asked for.
    WrongResult,
    /// Enough copies said otherwise.
    Outvoted,
    /// Its job was given up, or enough copies came back without it.
    Cancelled,
}

impl TaskOutcome {
    /// As records and reports print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::TimedOut => "timed-out",
            Self::NodeLost => "node-lost",
            Self::Rejected => "rejected",
            Self::WrongResult => "wrong-result",
            Self::Outvoted => "outvoted",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A payment for tasks of one job.
pub type Payout = (NodeId, Amount);

/// The end of a job, as its validator saw it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct JobClosed {
    /// Settled or refunded.
    pub state: JobState,
    /// Why it failed, in words; empty if it did not.
    pub reason: String,
    /// Locked for it.
    pub escrowed: Amount,
    /// Paid, by worker.
    pub payouts: Vec<Payout>,
    /// Burned.
    pub burned: Amount,
    /// Given back.
    pub refunded: Amount,
    /// What the final tasks left behind, if it settled.
    pub outputs: Vec<TaskOutput>,
}

/// An epoch as the sequencer settled it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct EpochSettled {
    /// Which.
    pub epoch: u32,
    /// T_E.
    pub emission: Amount,
    /// Left in the pool for the next epoch: all of it if no node had a positive influence, else nothing.
    pub carried: Amount,
    /// Measurements of each worker, by node id.
    pub entries: Vec<EpochEntry>,
    /// The reward for each of `entries`.
    pub rewards: Vec<Amount>,
    /// The audited supply right after.
    pub supply: Supply,
}

/// What a node reports to whoever watches it; never an input to any node.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Event {
    /// An envelope was refused.
    Refused(Refusal),
    /// A worker registered or was heard again.
    MemberUp(NodeId),
    /// A worker fell silent.
    MemberLost(NodeId),
    /// A worker failed again and again, and gets nothing for a while.
    MemberPaused(NodeId),
    /// A job was admitted or moved along its life cycle.
    JobState {
        /// Which.
        job: JobId,
        /// Where it is now.
        state: JobState,
    },
    /// A job reached its end.
    JobClosed {
        /// Which.
        job: JobId,
        /// How.
        closed: Box<JobClosed>,
    },
    /// A task waits for a node.
    TaskQueued(TaskId),
    /// A queued task was withdrawn because its job failed.
    TaskWithdrawn(TaskId),
    /// No node fits a task now.
    Unplaced {
        /// Which.
        task: TaskId,
        /// Why.
        why: WhyNot,
    },
    /// A task got a node.
    TaskPlaced {
        /// Which attempt.
        task: TaskId,
        /// Whose.
        node: NodeId,
        /// What.
        spec: TaskSpec,
    },
    /// Its worker accepted it.
    TaskStarted(TaskId),
    /// A copy came back; it ends when it is known what is right.
    TaskReturned(TaskId),
    /// An attempt ended.
    TaskEnded {
        /// Which attempt.
        task: TaskId,
        /// Whose.
        node: NodeId,
        /// How.
        outcome: TaskOutcome,
    },
    /// An epoch was settled.
    EpochSettled(Box<EpochSettled>),
    /// To the worker: this work could not be done here and was given back.
    WorkFailed {
        /// Which attempt.
        task: TaskId,
        /// Why, in words.
        reason: String,
    },
    /// To the requester: the job is over.
    JobOver(Box<JobStatus>),
    /// A job is not taken in here: its requester is told of another validator.
    JobReferred {
        /// Which.
        job: JobId,
        /// The other validator.
        to: NodeId,
    },
}
