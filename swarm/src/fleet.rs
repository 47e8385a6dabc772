//! Many worlds, several at a time; what is told of them comes in the order of seeds.

use crate::run::Ended;
use rayon::ThreadPoolBuilder;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Which worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// First seed.
    pub first: u64,
    /// How many seeds.
    pub seeds: u64,
    /// Worlds at a time.
    pub threads: usize,
}

/// Why worlds were not run.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// The system gives no more threads.
    #[error("cannot start {threads} threads: {message}; ask for fewer")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// Why not.
        message: String,
    },
}

/// Worlds that have ended before one of an earlier seed has.
struct Row<F> {
    waiting: BTreeMap<u64, Ended>,
    /// Number of the next world to be told of.
    next: u64,
    told: F,
    stopped: bool,
}

impl<F: FnMut(Ended) -> ControlFlow<()>> Row<F> {
    fn put(&mut self, number: u64, ended: Ended) {
        self.waiting.insert(number, ended);
        while !self.stopped
            && let Some(ended) = self.waiting.remove(&self.next)
        {
            self.next += 1;
            self.stopped = (self.told)(ended).is_break();
        }
    }
}

/// Runs `world` for each seed and gives what it came to to `told`, in the order of seeds, until that says to stop; `ended` counts the
/// worlds that have ended, as they do.
///
/// # Errors
/// If the threads cannot be started.
pub fn fleet(
    options: Options,
    world: impl Fn(u64) -> Ended + Sync,
    told: impl FnMut(Ended) -> ControlFlow<()> + Send,
    ended: impl Fn(u64) + Sync,
) -> Result<(), FleetError> {
    let Options { first, seeds, threads } = options;
    let failed = |error: rayon::ThreadPoolBuildError| FleetError::Threads { threads, message: error.to_string() };
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(failed)?;
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let row = Mutex::new(Row { waiting: BTreeMap::new(), next: 0, told, stopped: false });
    pool.broadcast(|_| {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= seeds || lock(&row).stopped {
                return;
            }
            let came_to = world(first.saturating_add(number));
            lock(&row).put(number, came_to);
            ended(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    });
    Ok(())
}

/// What a thread that panicked left is whole: worlds are put one by one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
