//! Who runs what: one board of open runs, and threads that take from it.

use crate::error::SweepError;
use crate::journal::Journal;
use crate::row::Row;
use crate::rule::Verdict;
use crate::run;
use crate::shard::Shard;
use crate::study::Study;
use rayon::ThreadPoolBuilder;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs that have ended, with those that were done before a resume.
    pub done: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Runs that are known to be needed; a stop rule may ask for more.
    pub known: usize,
}

/// Does all runs that a sweep still needs, and gives the rows of all, by point and replicate. `rows` holds those that are there
/// already; `keep` is the folder of the sweep if the runs' own folders are to stay.
pub(crate) fn run_all(
    study: &Study,
    shard: Shard,
    rows: Vec<Vec<Option<Row>>>,
    journal: Journal,
    keep: Option<&Path>,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Vec<Option<Row>>>, SweepError> {
    let failed = |error: rayon::ThreadPoolBuildError| SweepError::Threads { threads, message: error.to_string() };
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(failed)?;
    let points = (0..rows.len()).filter(|point| shard.holds(*point)).collect();
    let board = Board::new(study, rows, points);
    progress(board.progress);
    let hall = Hall { study, keep, progress, board: Mutex::new(board), ended: Condvar::new(), journal: Mutex::new(journal) };
    pool.broadcast(|_| hall.work());
    let board = hall.board.into_inner().unwrap_or_else(PoisonError::into_inner);
    board.broken.map_or(Ok(board.rows), Err)
}

/// What is done, under way and to do.
struct Board<'a> {
    study: &'a Study,
    rows: Vec<Vec<Option<Row>>>,
    /// Points that were not looked at yet.
    points: VecDeque<usize>,
    /// Runs to begin.
    queue: VecDeque<(usize, u32)>,
    /// Runs to begin or under way, by point.
    open: Vec<usize>,
    /// Runs under way.
    running: usize,
    progress: Progress,
    broken: Option<SweepError>,
}

impl<'a> Board<'a> {
    fn new(study: &'a Study, rows: Vec<Vec<Option<Row>>>, points: VecDeque<usize>) -> Self {
        let done = rows.iter().flatten().flatten();
        let (done, failed) = done.fold((0, 0), |(done, failed), row| (done + 1, failed + usize::from(row.result.is_err())));
        let needed = |point: &usize| match study.rule.verdict(&rows[*point]) {
            Verdict::Needs(replicates) | Verdict::Ended(replicates, _) => replicates,
        };
        let known = points.iter().map(needed).sum();
        let (open, progress) = (vec![0; rows.len()], Progress { done, failed, known });
        Self { study, rows, points, queue: VecDeque::new(), open, running: 0, progress, broken: None }
    }

    /// The next run to begin. Points are opened one by one, so that the queue stays short.
    fn next(&mut self) -> Option<(usize, u32)> {
        while self.queue.is_empty() {
            let point = self.points.pop_front()?;
            self.open_point(point);
        }
        self.queue.pop_front()
    }

    /// Puts up the runs that a point needs and does not have.
    fn open_point(&mut self, point: usize) {
        let Verdict::Needs(replicates) = self.study.rule.verdict(&self.rows[point]) else { return };
        let rows = &mut self.rows[point];
        if rows.len() < replicates {
            rows.resize(replicates, None);
        }
        let missing =
            (0_u32..).zip(&rows[..replicates]).filter(|(_, row)| row.is_none()).map(|(replicate, _)| (point, replicate));
        let before = self.queue.len();
        self.queue.extend(missing);
        self.open[point] = self.queue.len() - before;
    }

    fn put(&mut self, row: Row) {
        let point = row.point;
        self.progress.done += 1;
        self.progress.failed += usize::from(row.result.is_err());
        let place = row.replicate as usize;
        self.rows[point][place] = Some(row);
        self.open[point] -= 1;
        if self.open[point] == 0 {
            let before = self.rows[point].len();
            self.open_point(point);
            self.progress.known += self.rows[point].len() - before;
        }
    }
}

/// The board with what its threads share.
struct Hall<'a> {
    study: &'a Study,
    keep: Option<&'a Path>,
    progress: &'a (dyn Fn(Progress) + Sync),
    board: Mutex<Board<'a>>,
    /// A run ended.
    ended: Condvar,
    journal: Mutex<Journal>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hall<'_> {
    /// Takes runs from the board until none can come any more.
    fn work(&self) {
        let mut board = lock(&self.board);
        while board.broken.is_none() {
            let Some((point, replicate)) = board.next() else {
                if board.running == 0 {
                    break;
                }
                // A run under way may end a round and so open more.
                board = self.ended.wait(board).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            board.running += 1;
            drop(board);
            let folder = self.keep.map(|sweep| run::kept(sweep, point, replicate));
            let row = run::run(self.study, point, replicate, folder.as_deref());
            let recorded = lock(&self.journal).record(&row);
            board = lock(&self.board);
            board.running -= 1;
            match recorded {
                Ok(()) => board.put(row),
                Err(error) => board.broken = Some(error),
            }
            (self.progress)(board.progress);
            self.ended.notify_all();
        }
    }
}
