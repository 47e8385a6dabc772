//! What a task leaves behind in a world that computes nothing: right or wrong.

use crate::conduct::Conduct;
use crate::plan::Plan;
use crate::streams::{Purpose, stream};
use engine::wire::{Digest, TaskOutput};
use engine::{NodeId, TaskId};
use records::observe::WRONG;

impl Plan {
    /// What `worker` gives for an attempt that reads `inputs`: of a wrong one nothing right comes. All wrong results are alike.
    ///
    /// # Panics
    /// If the plan has no node `worker`.
    #[must_use]
    pub fn output(&self, worker: NodeId, attempt: TaskId, inputs: &[TaskOutput]) -> Digest {
        let lies = self.nodes[worker.0 as usize].conduct != Conduct::Honest;
        if lies || inputs.iter().any(|input| input.output == WRONG) {
            return WRONG;
        }
        if self.wrong_parts == 0 {
            return Digest::NONE;
        }
        let draw = stream(self.seed, worker.0.into(), Purpose::Result).at(attempt.digest());
        if draw >> 32 < self.wrong_parts { WRONG } else { Digest::NONE }
    }
}
