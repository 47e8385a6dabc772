//! How many bytes borsh takes, without writing them: it is asked for every message sent.

use crate::transport::Topic;
use crate::wire::{Assignment, Message, Submission};

const ID: usize = 4;
const REGION: usize = 2;
const TAG: usize = 1;
const COUNT: usize = 4;
const WORD: usize = 8;
const DIGEST: usize = 32;
const JOB: usize = ID + 4;
const TASK: usize = JOB + 2 + 2;
const CAPABILITY: usize = WORD + 4 + 4 + 2;
const TASK_SPEC: usize = TAG + 3 * WORD + 4 + 4 + 2 * WORD + REPLICA;
const REPLICA: usize = 3 + 2;
const CHECKPOINT: usize = WORD + DIGEST;
const TASK_OUTPUT: usize = 2 + DIGEST;
const EDGE: usize = 2 + 2;

impl Topic {
    pub(super) fn encoded_len(&self) -> usize {
        match self {
            Self::Node(_) => TAG + ID,
            Self::Region(_) | Self::Validators(_) => TAG + 2,
        }
    }
}

impl Message {
    pub(super) fn encoded_len(&self) -> usize {
        let content = match self {
            Self::Locate { .. } => DIGEST,
            Self::Located | Self::Announce => 0,
            Self::Register { .. } => WORD + CAPABILITY,
            Self::Welcome { tasks, .. } => WORD + COUNT + TASK * tasks.len(),
            Self::Heartbeat { .. } => WORD,
            Self::Inventory { .. } => WORD + WORD,
            Self::Assign(assignment) => assignment.encoded_len(),
            Self::Accept { .. } | Self::Reject { .. } | Self::DoneAck { .. } | Self::Cancel { .. } => TASK,
            Self::Done { .. } => TASK + DIGEST + WORD,
            Self::Progress { .. } => TASK + CHECKPOINT,
            Self::Submit(submission) | Self::SubmitReferred(submission) => submission.encoded_len(),
            Self::Refer { .. } => JOB + ID,
            Self::Seek { .. } => DIGEST + REGION,
            Self::Serves { .. } => REGION + ID,
            // Rare, or long.
            Self::Status(_) | Self::Transact { .. } | Self::Gossip(_) | Self::Exchange(_) => {
                return borsh::object_length(self).expect("it is shorter than 4 GiB");
            }
            Self::Receipt { outcome, .. } => WORD + TAG + usize::from(outcome.is_err()),
        };
        TAG + content
    }
}

impl Assignment {
    fn encoded_len(&self) -> usize {
        TASK + TASK_SPEC + DIGEST + COUNT + TASK_OUTPUT * self.inputs.len() + CHECKPOINT
    }
}

impl Submission {
    fn encoded_len(&self) -> usize {
        let (tasks, edges) = (COUNT + TASK_SPEC * self.spec.tasks.len(), COUNT + EDGE * self.spec.edges.len());
        JOB + TAG + tasks + edges + DIGEST + WORD + size_of::<u128>()
    }
}
