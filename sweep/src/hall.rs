//! Threads that take runs from one board, and a journal that each result goes to before the next run begins.

use crate::error::SweepError;
use crate::journal::Journal;
use crate::row::Row;
use rayon::ThreadPoolBuilder;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How far a sweep or a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs that have ended, with those that were done before a resume.
    pub done: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Runs that are known to be needed; results may ask for more, or for fewer.
    pub known: usize,
}

/// Which runs are to be done, as the results of others decide. The answers must not depend on the order in which rows come.
pub(crate) trait Board: Send {
    /// The next run to begin, by point and replicate; none is given out twice.
    fn next(&mut self) -> Option<(usize, u32)>;
    /// The row of a run that was given out, and where its line in the journal begins (B); a failure that is not recorded has none.
    fn put(&mut self, row: Row, line: Option<u64>);
    fn progress(&self) -> Progress;
}

/// Does all runs of `board` by `run`, on so many threads; gives the board back with what came of them in it.
pub(crate) fn work_off<B: Board>(
    board: B,
    journal: Journal,
    threads: usize,
    run: &(dyn Fn(usize, u32) -> Row + Sync),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<B, SweepError> {
    let failed = |error: rayon::ThreadPoolBuildError| SweepError::Threads { threads, message: error.to_string() };
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(failed)?;
    progress(board.progress());
    let state = Mutex::new(State { board, running: 0, broken: None });
    let hall = Hall { run, progress, state, ended: Condvar::new(), journal: Mutex::new(journal) };
    pool.broadcast(|_| hall.work());
    let State { board, broken, .. } = hall.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    broken.map_or(Ok(board), Err)
}

struct State<B> {
    board: B,
    /// Runs under way.
    running: usize,
    broken: Option<SweepError>,
}

/// The board with what its threads share.
struct Hall<'a, B> {
    run: &'a (dyn Fn(usize, u32) -> Row + Sync),
    progress: &'a (dyn Fn(Progress) + Sync),
    state: Mutex<State<B>>,
    /// A run ended.
    ended: Condvar,
    journal: Mutex<Journal>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Board> Hall<'_, B> {
    /// Takes runs from the board until none can come any more.
    fn work(&self) {
        let mut state = lock(&self.state);
        while state.broken.is_none() {
            let Some((point, replicate)) = state.board.next() else {
                if state.running == 0 {
                    break;
                }
                // A run under way may end a round and so open more.
                state = self.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.running += 1;
            drop(state);
            let row = (self.run)(point, replicate);
            let recorded = lock(&self.journal).record(&row);
            state = lock(&self.state);
            state.running -= 1;
            match recorded {
                Ok(line) => state.board.put(row, line),
                Err(error) => state.broken = Some(error),
            }
            (self.progress)(state.board.progress());
            self.ended.notify_all();
        }
    }
}
