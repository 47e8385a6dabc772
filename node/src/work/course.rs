//! A task as a program sees it, and how what is done of it is kept.

use engine::Span;
use engine::job::Stage;
use engine::units::MilliGflop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// What a program is given.
pub struct Task<'a> {
    /// Its role in the job.
    pub stage: Stage,
    /// Its own input.
    pub input: &'a [u8],
    /// Outputs of the tasks before it, in order of tasks.
    pub before: &'a [Vec<u8>],
    /// What an attempt before this one kept last, perhaps on another machine; empty if nothing. It comes unchecked.
    pub kept: &'a [u8],
    /// How it is going.
    pub course: &'a dyn Course,
}

/// How a task is going. A program that can be cut asks after each part whether a checkpoint is due.
pub trait Course: Sync {
    /// Whether nobody waits for it any more.
    fn is_stopped(&self) -> bool;

    /// Whether it is time to keep what is done.
    fn is_due(&self) -> bool;

    /// Keeps `state`, from which the program can go on; `done` of `of` parts are done.
    fn keep(&self, done: u64, of: u64, state: Vec<u8>);
}

/// How far an attempt is, and what it needs to go on.
pub(super) type Kept = (MilliGflop, Vec<u8>);

/// The course of one attempt.
pub(super) struct Attempt {
    pub stop: Arc<AtomicBool>,
    /// All of its work.
    pub work: MilliGflop,
    /// Computing time between checkpoints; zero: none.
    pub every: Span,
    pub last: Mutex<Instant>,
    /// With room for one: while a checkpoint waits to be given away, none is due.
    pub kept: mpsc::Sender<Kept>,
}

impl Course for Attempt {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn is_due(&self) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.every > Span::ZERO && self.kept.capacity() > 0 && last.elapsed() >= Duration::from_nanos(self.every.0)
    }

    fn keep(&self, done: u64, of: u64, state: Vec<u8>) {
        let work = u128::from(self.work.0) * u128::from(done) / u128::from(of.max(1));
        let done = MilliGflop(u64::try_from(work).unwrap_or(u64::MAX));
        // Of what is all done the output is given. Full: the next one says more.
        if done < self.work && self.kept.try_send((done, state)).is_ok() {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }
}
