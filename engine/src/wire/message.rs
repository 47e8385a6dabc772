//! Every message of the protocol. All handlers are idempotent: any message may arrive twice, late or out of order.

use crate::amount::Amount;
use crate::discovery::{Exchange, Known};
use crate::id::{JobId, NodeId, RegionId, TaskId};
use crate::job::{JobSpec, JobState, TaskSpec};
use crate::units::{MilliGflop, MilliGflops};
use crate::wire::{Digest, PublicKey};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// What a worker offers; advertised at registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Capability {
    /// Benchmarked dense f32 speed of one slot (milli-GFLOP/s).
    pub speed: MilliGflops,
    /// Memory for tasks (MiB).
    pub memory_mib: u32,
    /// GPU memory for tasks (MiB); 0 without a GPU.
    pub gpu_memory_mib: u32,
    /// Tasks it runs at once; 0 for a node that takes none (a supervisor of the deployed network).
    pub slots: u16,
}

/// A task handed to a worker.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Assignment {
    /// Which attempt.
    pub task: TaskId,
    /// What it takes.
    pub spec: TaskSpec,
    /// The job's manifest ([`JobSpec::manifest`]).
    pub manifest: Digest,
    /// Outputs of the tasks before this one, by task.
    pub inputs: Vec<TaskOutput>,
    /// Where to go on from.
    pub from: Checkpoint,
}

/// How far a task is, kept where its machine's end does not reach it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Checkpoint {
    /// Work done; 0 at the begin.
    pub done: MilliGflop,
    /// What is needed to go on; the engine carries it and does not read it.
    pub state: Digest,
}

/// What a verified task left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct TaskOutput {
    /// Which task of the job.
    pub task: u16,
    /// Its output.
    pub output: Digest,
}

/// What a worker says of a finished task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct WorkResult {
    /// The output.
    pub output: Digest,
    /// Size of the output (bytes), at most [`TaskSpec::output_bytes`].
    pub output_bytes: u64,
}

/// A job as submitted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Submission {
    /// Its id; the requester is the payer.
    pub job: JobId,
    /// What to compute.
    pub spec: JobSpec,
    /// The most that the requester pays.
    pub budget: Amount,
}

/// Where a job stands, as its validator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct JobStatus {
    /// Which job.
    pub job: JobId,
    /// Its state.
    pub state: JobState,
    /// Paid to workers so far.
    pub paid: Amount,
    /// Given back to the requester.
    pub refunded: Amount,
    /// Why it failed, in words; empty otherwise.
    pub reason: String,
    /// What the final tasks left behind, once the job is settled.
    pub outputs: Vec<TaskOutput>,
}

/// One node's line in a region's report of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct EpochEntry {
    /// The worker.
    pub node: NodeId,
    /// Power score P (milli-GFLOP/s); negative after penalties.
    pub power_mgflops: i64,
    /// Availability A (s of the epoch).
    pub available_s: u32,
}

/// A change of the private chain's state, put in order by the sequencer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub enum Transaction {
    /// Moves `amount` from the requester's account into the job's escrow.
    Lock {
        /// The job; its requester pays.
        job: JobId,
        /// The whole price.
        amount: Amount,
    },
    /// Pays workers out of a job's escrow, burns `burned`, gives the rest back to the requester.
    Close {
        /// The job.
        job: JobId,
        /// Who gets how much.
        payouts: Vec<(NodeId, Amount)>,
        /// The share destroyed.
        burned: Amount,
    },
    /// A region's measurements of an epoch.
    Report {
        /// Which epoch.
        epoch: u32,
        /// One line for each worker of the region that was available at all.
        entries: Arc<Vec<EpochEntry>>,
    },
}

/// Why the chain refused a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize, thiserror::Error)]
pub enum TransactionError {
    /// The requester has less than the price.
    #[error("the requester's balance is below the price")]
    InsufficientFunds,
    /// No escrow under that job for that validator, or it exists already.
    #[error("no such escrow, or it is not this validator's")]
    Escrow,
    /// Payouts and burn exceed what was locked, or a payout goes to the requester.
    #[error("the payouts do not fit the escrow")]
    Payouts,
    /// The epoch was settled before this report came, or has not ended.
    #[error("the epoch is settled already or has not ended")]
    Epoch,
}

/// A message of the protocol; the arrows name who sends it to whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub enum Message {
    /// Anyone → validators of a region: who serves me? Binds `key` to the sender (first come).
    Locate {
        /// The sender's key.
        key: PublicKey,
    },
    /// Validator → the node that asked.
    Located,
    /// Validator → its region, at start: I serve here.
    Announce,
    /// Worker → validator: take me as a member.
    Register {
        /// Grows with each start of the worker.
        incarnation: u64,
        /// What it offers.
        capability: Capability,
    },
    /// Validator → worker: registered; `tasks` are the attempts placed on it when this was sent.
    Welcome {
        /// The incarnation that is registered.
        incarnation: u64,
        /// What it is to run. The worker asks about all else that it holds.
        tasks: Vec<TaskId>,
    },
    /// Worker → validator, once a period: I am up.
    Heartbeat {
        /// The sender's incarnation.
        incarnation: u64,
    },
    /// Worker → validator, once an inventory period: what I hold (anti-entropy). Two that differ in the same way from the
    /// validator's books make it send [`Message::Welcome`] again.
    Inventory {
        /// The sender's incarnation.
        incarnation: u64,
        /// Sum over the attempts it holds and has no result of, as [`TaskId::digest`](crate::TaskId::digest).
        digest: u64,
    },
    /// Validator → worker: run this.
    Assign(Box<Assignment>),
    /// Worker → validator: running.
    Accept {
        /// The attempt.
        task: TaskId,
    },
    /// Worker → validator: no room, or it cannot be run here.
    Reject {
        /// The attempt.
        task: TaskId,
    },
    /// Worker → validator, again until acknowledged.
    Done {
        /// The attempt.
        task: TaskId,
        /// What came out.
        result: WorkResult,
    },
    /// Worker → validator: a checkpoint is kept. One that is lost costs the work since the one before, if the worker is lost too.
    Progress {
        /// The attempt.
        task: TaskId,
        /// How far it is.
        checkpoint: Checkpoint,
    },
    /// Validator → worker: result received, forget it.
    DoneAck {
        /// The attempt.
        task: TaskId,
    },
    /// Validator → worker: stop this attempt.
    Cancel {
        /// The attempt.
        task: TaskId,
    },
    /// Requester → validator, again until the job has ended.
    Submit(Box<Submission>),
    /// Validator → requester.
    Status(Box<JobStatus>),
    /// Validator → sequencer, again until answered.
    Transact {
        /// The validator's running number of this transaction.
        number: u64,
        /// All numbers below this one are answered: the sequencer may forget them.
        answered_below: u64,
        /// The change.
        transaction: Box<Transaction>,
    },
    /// Sequencer → validator.
    Receipt {
        /// Which transaction.
        number: u64,
        /// Applied, or why not.
        outcome: Result<(), TransactionError>,
    },
    /// Validator → some validators, once a round of gossip: how far each region is known here.
    Gossip(Vec<Known>),
    /// Validator → validator: what the other lacks, and what is lacking here.
    Exchange(Box<Exchange>),
    /// Validator → requester: this job is not taken in here, ask that validator.
    Refer {
        /// Which.
        job: JobId,
        /// The other validator.
        to: NodeId,
    },
    /// Requester → validator it was referred to, again until the job has ended.
    SubmitReferred(Box<Submission>),
    /// Anyone → a validator that it knows: who serves this region?
    Seek {
        /// The sender's key.
        key: PublicKey,
        /// The sender's region.
        region: RegionId,
    },
    /// Validator → the node that asked.
    Serves {
        /// The region.
        region: RegionId,
        /// Its validator.
        validator: NodeId,
    },
}
