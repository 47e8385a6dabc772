//! The life cycles of jobs and tasks as explicit state machines.
//!
//! ```text
//! job:   submitted → escrowed → placed → running → verified → reduced → settled
//!            └──────────┴─────────┴─────────┴──────────┴─────────┴──▶ failed → refunded
//! task:  waiting → ready → placed → running → (a copy: returned) → verified
//!           ▲─────────┴───────┴────────┴─────────────┘  (withdrawn, no answer, time-out, node lost, wrong result, outvoted)
//! ```

use crate::id::NodeId;
use crate::time::Time;
use crate::wire::Digest;
use borsh::{BorshDeserialize, BorshSerialize};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum JobState {
    /// Its validator knows it.
    Submitted,
    /// Its price is locked.
    Escrowed,
    /// Its first task has a node.
    Placed,
    /// A worker accepted a task.
    Running,
    /// All tasks but the final stage are verified.
    Verified,
    /// All tasks are verified.
    Reduced,
    /// Workers are paid. Final.
    Settled,
    /// Given up.
    Failed,
    /// What was not earned is back with the requester. Final.
    Refunded,
}

impl JobState {
    /// All states, in order.
    pub const ALL: [Self; 9] = [
        Self::Submitted,
        Self::Escrowed,
        Self::Placed,
        Self::Running,
        Self::Verified,
        Self::Reduced,
        Self::Settled,
        Self::Failed,
        Self::Refunded,
    ];

    /// Whether the life cycle has an edge from this state to `next`.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        use JobState::{Escrowed, Failed, Placed, Reduced, Refunded, Running, Settled, Submitted, Verified};
        matches!(
            (self, next),
            (Submitted, Escrowed)
                | (Escrowed, Placed)
                | (Placed, Running)
                | (Running, Verified)
                | (Verified, Reduced)
                | (Reduced, Settled)
                | (Failed, Refunded)
                | (Submitted | Escrowed | Placed | Running | Verified, Failed)
        )
    }

    /// Whether nothing comes after this state.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Refunded)
    }

    /// The state's name as records and reports print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Escrowed => "escrowed",
            Self::Placed => "placed",
            Self::Running => "running",
            Self::Verified => "verified",
            Self::Reduced => "reduced",
            Self::Settled => "settled",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
        }
    }
}

/// Where a task stands at its validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum TaskState {
    /// Tasks before it are not verified, or it is between attempts.
    Waiting,
    /// In the queue for a node.
    Ready {
        /// When its job is given up.
        deadline: Time,
    },
    /// Assigned, not yet accepted.
    Placed {
        /// To whom.
        node: NodeId,
        /// When it is given to another.
        deadline: Time,
    },
    /// Accepted.
    Running {
        /// By whom.
        node: NodeId,
        /// When it is given to another.
        deadline: Time,
    },
    /// A copy came back, and waits for what the others say.
    Returned {
        /// From whom.
        node: NodeId,
        /// What it left behind.
        output: Digest,
    },
    /// Done and right.
    Verified {
        /// Who earns its price.
        node: NodeId,
        /// What it left behind.
        output: Digest,
    },
}

impl TaskState {
    /// Whether the life cycle has an edge from this state to `next`.
    #[must_use]
    pub fn can_become(&self, next: &Self) -> bool {
        use TaskState::{Placed, Ready, Returned, Running, Verified, Waiting};
        match (self, next) {
            (Waiting, Ready { .. })
            | (Ready { .. }, Placed { .. })
            | (Ready { .. } | Placed { .. } | Running { .. } | Returned { .. }, Waiting) => true,
            (Placed { node: a, .. }, Running { node: b, .. } | Returned { node: b, .. } | Verified { node: b, .. })
            | (Running { node: a, .. }, Returned { node: b, .. } | Verified { node: b, .. }) => a == b,
            (Returned { node: a, output }, Verified { node: b, output: right }) => a == b && output == right,
            _ => false,
        }
    }

    /// Who has it, or computed it.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        match *self {
            Self::Placed { node, .. }
            | Self::Running { node, .. }
            | Self::Returned { node, .. }
            | Self::Verified { node, .. } => Some(node),
            Self::Waiting | Self::Ready { .. } => None,
        }
    }

    /// The node that has it now, and until when.
    #[must_use]
    pub fn holder(&self) -> Option<(NodeId, Time)> {
        match *self {
            Self::Placed { node, deadline } | Self::Running { node, deadline } => Some((node, deadline)),
            _ => None,
        }
    }
}
