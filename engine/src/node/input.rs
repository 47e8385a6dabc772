//! What a driver tells a node.

use crate::amount::Amount;
use crate::availability::BeatRun;
use crate::id::{NodeId, TaskId};
use crate::job::JobSpec;
use crate::time::Time;
use crate::wire::{Checkpoint, Envelope, WorkResult};
use alloc::boxed::Box;
use alloc::string::String;
use borsh::{BorshDeserialize, BorshSerialize};

/// What a driver tells a node.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Input {
    /// First input after [`Node::new`](crate::Node::new) or [`Node::recover`](crate::Node::recover).
    Start,
    /// An envelope arrived.
    Deliver(Box<Envelope>),
    /// Work asked for by [`Output::Run`](crate::Output::Run) is done.
    Finished {
        /// Which attempt.
        work: TaskId,
        /// What came out.
        result: WorkResult,
    },
    /// Work asked for by [`Output::Run`](crate::Output::Run) cannot be done here: its inputs are not to be had, or it broke down.
    Failed {
        /// Which attempt.
        work: TaskId,
        /// Why, in words.
        reason: String,
    },
    /// Work asked for by [`Output::Run`](crate::Output::Run) has come this far, and what it needs to go on is kept.
    Checkpointed {
        /// Which attempt.
        work: TaskId,
        /// How far.
        checkpoint: Checkpoint,
    },
    /// The time of [`Node::next_wake`](crate::Node::next_wake) has come.
    Wake,
    /// To a requester: submit this job and pay at most `budget`.
    Submit {
        /// What to compute.
        spec: Box<JobSpec>,
        /// The most to pay.
        budget: Amount,
    },
    /// To a worker under [`HeartbeatMode::Vouched`](crate::config::HeartbeatMode::Vouched): send the beat that is due now.
    Beat,
    /// To a validator under [`HeartbeatMode::Vouched`](crate::config::HeartbeatMode::Vouched): beats of this life of a member
    /// have come or will come so that it is not silent for too long before the last of them, at `until`.
    Heard {
        /// Whose.
        node: NodeId,
        /// Which life.
        incarnation: u64,
        /// When the last beat before a silence arrives.
        until: Time,
    },
    /// To a validator, unless each beat is a message: slots in which a member's beats arrived.
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
