//! The runs of a search that are to be done: one chain a replicate and value of the second key, each going on when its round has ended.

use super::bisect::{Measured, Outcome, Verdict, verdict};
use super::study::{Place, Study};
use crate::hall::{Board, Progress};
use crate::row::Row;
use std::collections::{BTreeMap, VecDeque};

/// All chains with what is known of them.
pub(crate) struct Chains<'a> {
    study: &'a Study,
    /// Place of the metric among those of a row.
    metric: usize,
    /// By value of the second key, then by replicate.
    chains: Vec<Chain>,
    /// Runs to begin. A chain puts up its next round at the end, so that all go on at about the same pace.
    queue: VecDeque<(usize, u32)>,
    progress: Progress,
}

#[derive(Default)]
struct Chain {
    /// By position.
    rows: BTreeMap<usize, Row>,
    /// Runs to begin or under way (count).
    open: usize,
    outcome: Option<Outcome>,
}

/// A chain at its end.
pub(crate) struct Ended {
    pub outcome: Outcome,
    pub measured: Measured,
    /// By position.
    pub rows: Vec<Row>,
}

impl<'a> Chains<'a> {
    /// The chains of a search; `found` are the rows that are there already. Those that it does not need are passed over.
    pub fn new(study: &'a Study, found: Vec<Row>) -> Self {
        let replicates = study.search().replicates as usize;
        let metric = study.metrics().iter().position(|metric| metric.name == study.search().metric).unwrap_or(0);
        let chains = std::iter::repeat_with(Chain::default).take(replicates * study.frontier()).collect();
        let progress = Progress { done: 0, failed: 0, known: study.runs_expected() };
        let mut all = Self { study, metric, chains, queue: VecDeque::new(), progress };
        for row in found {
            let Place { along, position } = study.place(row.point);
            if along < study.frontier() && (row.replicate as usize) < replicates {
                all.progress.done += 1;
                all.progress.failed += usize::from(row.result.is_err());
                all.chains[along * replicates + row.replicate as usize].rows.insert(position, row);
            }
        }
        (0..all.chains.len()).for_each(|chain| all.go_on(chain));
        all
    }

    /// Puts up the next round of a chain, or notes how it ended.
    fn go_on(&mut self, chain: usize) {
        let measured = self.measured(chain);
        match verdict(self.study.ladder.last(), &measured, self.study.search().crosses) {
            Verdict::Ended(outcome) => {
                self.chains[chain].outcome = Some(outcome);
                // What it took instead of what was reckoned with.
                self.progress.known = self.progress.known + measured.len() - self.study.ladder.runs_of_crossing();
            }
            Verdict::Needs(positions) => {
                let replicates = self.study.search().replicates as usize;
                let (along, replicate) = (chain / replicates, chain % replicates);
                self.chains[chain].open = positions.len();
                let point = |position| (self.study.point(Place { along, position }), replicate as u32);
                self.queue.extend(positions.into_iter().map(point));
            }
        }
    }

    fn measured(&self, chain: usize) -> Measured {
        self.chains[chain].rows.iter().map(|(position, row)| (*position, row.value(self.metric))).collect()
    }

    /// The chains that have ended, by value of the second key, then by replicate.
    pub fn ended(self) -> Vec<Vec<Ended>> {
        let measured: Vec<Measured> = (0..self.chains.len()).map(|chain| self.measured(chain)).collect();
        let ended = |(Chain { rows, outcome, .. }, measured)| {
            outcome.map(|outcome| Ended { outcome, measured, rows: rows.into_values().collect() })
        };
        let mut all = self.chains.into_iter().zip(measured).filter_map(ended);
        let replicates = self.study.search().replicates as usize;
        (0..self.study.frontier()).map(|_| all.by_ref().take(replicates).collect()).collect()
    }
}

impl Board for Chains<'_> {
    fn next(&mut self) -> Option<(usize, u32)> {
        self.queue.pop_front()
    }

    fn put(&mut self, row: Row, _: Option<u64>) {
        let Place { along, position } = self.study.place(row.point);
        let chain = along * self.study.search().replicates as usize + row.replicate as usize;
        self.progress.done += 1;
        self.progress.failed += usize::from(row.result.is_err());
        self.chains[chain].rows.insert(position, row);
        self.chains[chain].open -= 1;
        if self.chains[chain].open == 0 {
            self.go_on(chain);
        }
    }

    fn progress(&self) -> Progress {
        self.progress
    }
}
