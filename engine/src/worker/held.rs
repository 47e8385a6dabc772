//! What a worker holds: tasks under way, and results on their way.

use super::Worker;
use crate::id::TaskId;
use crate::time::Time;
use crate::wire::{Assignment, WorkResult};
use borsh::{BorshDeserialize, BorshSerialize};
use thin_vec::ThinVec;

/// A task this worker owes something for.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Held {
    pub assignment: Assignment,
    pub result: Option<Delivery>,
}

/// A result on its way.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Delivery {
    pub result: WorkResult,
    pub resend_at: Time,
    pub tries: u32,
}

impl Worker {
    pub(super) fn position(&self, task: TaskId) -> Result<usize, usize> {
        self.tasks.binary_search_by_key(&task, |held| held.assignment.task)
    }

    pub(super) fn held(&mut self, task: TaskId) -> Option<&mut Held> {
        self.position(task).ok().map(|at| &mut self.tasks[at])
    }

    pub(super) fn hold(&mut self, assignment: Assignment) {
        let held = Held { assignment, result: None };
        match self.position(held.assignment.task) {
            Ok(at) => self.tasks[at] = held,
            Err(at) => {
                self.tasks.reserve_exact(1);
                self.tasks.insert(at, held);
            }
        }
    }

    pub(super) fn drop_held(&mut self, task: TaskId) -> Option<Held> {
        let held = self.tasks.remove(self.position(task).ok()?);
        if self.tasks.is_empty() {
            // An idle worker takes no room on the heap.
            self.tasks = ThinVec::new();
        }
        Some(held)
    }

    pub(super) fn running(&self) -> impl Iterator<Item = &Assignment> {
        self.tasks.iter().filter(|held| held.result.is_none()).map(|held| &held.assignment)
    }
}
