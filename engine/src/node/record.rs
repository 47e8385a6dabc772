//! What a node persists: small records, each replacing the one before it under the same key.

use crate::availability::Availability;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobState, SpecError, TaskState};
use crate::poai::PowerScore;
use crate::schedule::LifeTable;
use crate::time::Time;
use crate::wire::{Assignment, Capability, Checkpoint, PublicKey, Submission, Transaction, WorkResult};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// A validator's lasting knowledge of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct MemberRecord {
    /// Who.
    pub node: NodeId,
    /// What it advertised.
    pub capability: Capability,
    /// Its latest incarnation.
    pub incarnation: u64,
    /// Whether it counts as up.
    pub online: bool,
    /// Its power score.
    pub power: PowerScore,
    /// Since when it has been up (s since genesis), if it is.
    pub up_since_s: u32,
}

/// A job as its validator admitted it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct JobAdmitted {
    /// What was submitted.
    pub submission: Submission,
    /// When.
    pub at: Time,
}

/// A task as its validator last left it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct TaskRecord {
    /// Its state.
    pub state: TaskState,
    /// Placements so far.
    pub attempts: u16,
    /// Attempts that failed since it last came any further.
    pub failures: u16,
    /// How far it is.
    pub checkpoint: Checkpoint,
    /// Workers that failed it.
    pub tried: Vec<NodeId>,
}

/// One durable fact.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Record {
    /// Any node: it has sent something in this life.
    Life {
        /// The life's number, from 0.
        incarnation: u64,
    },
    /// Worker: it accepted this.
    Accepted(Assignment),
    /// Worker: it has this result to deliver.
    Finished {
        /// Which attempt.
        task: TaskId,
        /// What came out.
        result: WorkResult,
    },
    /// Worker: nothing is owed for this any more.
    Forgot {
        /// Which attempt.
        task: TaskId,
    },
    /// Requester: it submitted this.
    Submitted(Submission),
    /// Requester: the job has ended.
    JobOver {
        /// Which.
        job: JobId,
    },
    /// Validator: a key is bound to an id.
    Key {
        /// Whose.
        node: NodeId,
        /// Which key.
        key: PublicKey,
    },
    /// Validator: a member.
    Member(MemberRecord),
    /// Validator: a member's beats so far.
    Beats {
        /// Whose.
        node: NodeId,
        /// The count.
        availability: Availability,
    },
    /// Validator: a job was admitted.
    Job(JobAdmitted),
    /// Validator: where the job stands.
    JobState {
        /// Which.
        job: JobId,
        /// Its state.
        state: JobState,
        /// Why it failed; empty if it did not.
        reason: String,
        /// Whether its price was locked.
        escrowed: bool,
    },
    /// Validator: where a task stands.
    Task {
        /// Which job.
        job: JobId,
        /// Which task of it.
        task: u16,
        /// Where it stands.
        record: TaskRecord,
    },
    /// Validator: how long members have stayed up, if placement asks for it.
    Lives(Box<LifeTable>),
    /// Validator: a transaction waits for its receipt.
    Transaction {
        /// Its number.
        number: u64,
        /// The change asked for.
        transaction: Transaction,
    },
    /// Validator: that transaction was answered.
    Answered {
        /// Its number.
        number: u64,
    },
    /// Validator: all epochs below this are reported.
    Reported {
        /// First epoch not reported.
        next_epoch: u32,
    },
    /// Sequencer: a transaction of the chain, in order.
    Applied {
        /// Whose.
        validator: NodeId,
        /// Its number there.
        number: u64,
        /// When.
        at: Time,
        /// The change.
        transaction: Transaction,
    },
    /// Sequencer: an epoch was settled at this point of the chain.
    Settled {
        /// Which.
        epoch: u32,
    },
    /// Validator: a job is not taken in here, but there.
    Referred {
        /// Which.
        job: JobId,
        /// The other validator.
        to: NodeId,
    },
}

/// What a record is about: a later record with the same key replaces an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum RecordKey {
    /// The number of the latest life.
    Life,
    /// A binding of a key.
    Key(NodeId),
    /// A member.
    Member(NodeId),
    /// A member's beats.
    Beats(NodeId),
    /// A submission at its requester.
    Submission(JobId),
    /// A job at its validator.
    Job(JobId),
    /// Its state; sorts after the job itself.
    JobState(JobId),
    /// A task; sorts after its job.
    Task(JobId, u16),
    /// An attempt at its worker.
    Attempt(TaskId),
    /// The result of an attempt; sorts after all attempts.
    Result(TaskId),
    /// How long members have stayed up.
    Lives,
    /// The count of reported epochs.
    Reported,
    /// A pending transaction.
    Transaction(u64),
    /// A step of the chain, which is never replaced; its order is that of writing.
    Chain,
    /// Where a job was sent.
    Referral(JobId),
}

impl Record {
    /// What this record is about. [`RecordKey::Chain`] records must all be kept, in order; of the others only the last one
    /// under each key need be, and they may be replayed in order of keys.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Life { .. } => RecordKey::Life,
            Self::Accepted(Assignment { task, .. }) | Self::Forgot { task } => RecordKey::Attempt(*task),
            Self::Finished { task, .. } => RecordKey::Result(*task),
            Self::Submitted(Submission { job, .. }) | Self::JobOver { job } => RecordKey::Submission(*job),
            Self::Key { node, .. } => RecordKey::Key(*node),
            Self::Member(member) => RecordKey::Member(member.node),
            Self::Beats { node, .. } => RecordKey::Beats(*node),
            Self::Job(admitted) => RecordKey::Job(admitted.submission.job),
            Self::JobState { job, .. } => RecordKey::JobState(*job),
            Self::Task { job, task, .. } => RecordKey::Task(*job, *task),
            Self::Transaction { number, .. } | Self::Answered { number } => RecordKey::Transaction(*number),
            Self::Lives(_) => RecordKey::Lives,
            Self::Reported { .. } => RecordKey::Reported,
            Self::Referred { job, .. } => RecordKey::Referral(*job),
            Self::Applied { .. } | Self::Settled { .. } => RecordKey::Chain,
        }
    }

    /// If this record is the end of what was kept under some keys, itself included: which. A store may then drop them all.
    #[must_use]
    pub fn ends(&self) -> Option<[RecordKey; 2]> {
        match *self {
            Self::Forgot { task } => Some([RecordKey::Attempt(task), RecordKey::Result(task)]),
            _ => None,
        }
    }

    /// The role that wrote it.
    pub(crate) fn role(&self) -> &'static str {
        match self {
            Self::Life { .. } => "node",
            Self::Accepted(_) | Self::Finished { .. } | Self::Forgot { .. } => "worker",
            Self::Submitted(_) | Self::JobOver { .. } => "requester",
            Self::Applied { .. } | Self::Settled { .. } => "sequencer",
            _ => "validator",
        }
    }
}

/// Records that cannot be this node's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoverError {
    /// A record of a role the node does not have.
    #[error("a record of a {0}, which this node is not: do the data and the configuration belong together?")]
    Role(&'static str),
    /// A record about a job that was never admitted.
    #[error("a record about job {0}, which was never admitted: records are missing")]
    Job(JobId),
    /// A job that could never have been admitted.
    #[error("job {0} cannot have been admitted: {1}")]
    Spec(JobId, SpecError),
    /// More running tasks than the configured capacity holds.
    #[error("task {0} was running and does not fit the configured capacity: was the configuration changed while it ran?")]
    Capacity(TaskId),
    /// A chain step that does not apply.
    #[error("the chain does not apply: {0}")]
    Chain(&'static str),
}
