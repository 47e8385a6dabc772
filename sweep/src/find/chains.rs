//! The runs of a search that are to be done: chains, each going on when its round has ended. Replicates that are bisected on their own
//! have a chain each; the mean of all has one.

use super::bisect::{self, Measured, Verdict};
use super::rule::Rule;
use super::study::{Place, Study};
use super::threshold::{Seen, Threshold};
use super::{each, mean, means};
use crate::hall::{Board, Progress};
use crate::row::Row;
use records::scenario::{Crossing, Search};
use std::collections::{BTreeMap, VecDeque};

/// All chains with what is known of them.
pub(crate) struct Chains<'a> {
    study: &'a Study,
    rule: Rule,
    /// Place of the metric among those of a row.
    metric: usize,
    /// By value of the second key.
    fronts: Vec<Front>,
    /// Runs to begin. A chain puts up its next round at the end, so that all go on at about the same pace.
    queue: VecDeque<(usize, u32)>,
    done: usize,
    failed: usize,
}

/// The chains of one threshold.
#[derive(Default)]
struct Front {
    /// By replicate, then by position.
    rows: BTreeMap<(u32, usize), Row>,
    /// Replicates that are needed as far as is known (count).
    replicates: u32,
    /// By chain: runs to begin or under way (count).
    open: Vec<usize>,
    /// By chain, of replicates on their own: how it ended.
    outcomes: Vec<Option<bisect::Outcome>>,
    /// Runs put up (count), with those that a resume found.
    asked: usize,
    threshold: Option<Threshold>,
}

impl<'a> Chains<'a> {
    /// The chains of a search; `found` are the rows that are there already. Those that it does not need are passed over.
    pub fn new(study: &'a Study, found: Vec<Row>) -> Self {
        let search = study.search();
        let metric = study.metrics().iter().position(|metric| metric.name == search.metric).unwrap_or(0);
        let fronts = std::iter::repeat_with(Front::default).take(study.frontier()).collect();
        let rule = Rule::of(search);
        let mut all = Self { study, rule, metric, fronts, queue: VecDeque::new(), done: 0, failed: 0 };
        for row in found {
            let Place { along, position } = study.place(row.point);
            if along < study.frontier() && row.replicate < search.replicates_max() {
                all.done += 1;
                all.failed += usize::from(row.result.is_err());
                all.fronts[along].asked += 1;
                all.fronts[along].rows.insert((row.replicate, position), row);
            }
        }
        (0..all.fronts.len()).for_each(|along| all.begin(along, all.rule.first()));
        all
    }

    /// Begins a round of so many replicates in all.
    fn begin(&mut self, along: usize, replicates: u32) {
        let front = &mut self.fronts[along];
        let before = std::mem::replace(&mut front.replicates, replicates);
        let chains = match self.study.search().crossing {
            Crossing::OfMean => 0..1,
            Crossing::OfEach => before as usize..replicates as usize,
        };
        front.open.resize(chains.end, 0);
        front.outcomes.resize(chains.end, None);
        // A chain that a resume finds at its end may end the round, and begin the next one.
        chains.for_each(|chain| self.go_on(along, chain));
    }

    /// Puts up what a chain needs next, or notes how it ended.
    fn go_on(&mut self, along: usize, chain: usize) {
        match self.study.search().crossing {
            Crossing::OfMean => self.mean_goes_on(along),
            Crossing::OfEach => self.replicate_goes_on(along, chain),
        }
    }

    fn replicate_goes_on(&mut self, along: usize, replicate: usize) {
        let (study, front) = (self.study, &mut self.fronts[along]);
        match bisect::verdict(study.ladder.last(), &front.measured(replicate as u32, self.metric), study.search().crosses) {
            Verdict::Needs(positions) => {
                self.put_up(along, replicate, positions.into_iter().map(|position| (position, replicate as u32)).collect());
            }
            Verdict::Ended(outcome) => {
                front.outcomes[replicate] = Some(outcome);
                let outcomes: Option<Vec<bisect::Outcome>> = front.outcomes.iter().copied().collect();
                let Some(outcomes) = outcomes else { return };
                let measured = (0..front.replicates).map(|replicate| front.measured(replicate, self.metric));
                let ended: Vec<(bisect::Outcome, Measured)> = outcomes.into_iter().zip(measured).collect();
                let (replicates, rising, estimate) = each::together(&study.ladder, &ended, study.search().confidence);
                self.round_ended(along, Seen::Each(replicates), rising, estimate);
            }
        }
    }

    fn mean_goes_on(&mut self, along: usize) {
        let (study, front) = (self.study, &self.fronts[along]);
        let Search { crosses, confidence, .. } = *study.search();
        let runs: mean::Runs =
            front.rows.iter().map(|((replicate, position), row)| ((*position, *replicate), row.value(self.metric))).collect();
        match mean::outcome(study.ladder.last(), &runs, (crosses, confidence), (&self.rule, front.replicates)) {
            Err(needs) => self.put_up(along, 0, needs),
            Ok(outcome) => {
                let (means, rising, estimate) = means::together(&study.ladder, &runs, outcome, confidence);
                self.round_ended(along, Seen::Mean(means), rising, estimate);
            }
        }
    }

    /// All replicates of a round have ended: these were enough, or more begin.
    fn round_ended(&mut self, along: usize, seen: Seen, rising: Option<bool>, estimate: Option<super::Estimated>) {
        let replicates = self.fronts[along].replicates;
        match self.rule.after(replicates, estimate.as_ref(), &self.study.ladder) {
            Ok(more) => self.begin(along, more),
            Err(stopped) => {
                let value = self.study.along(along).cloned();
                self.fronts[along].threshold = Some(Threshold { along: value, rising, seen, estimate, replicates, stopped });
            }
        }
    }

    /// Puts up runs of a chain, by position and replicate.
    fn put_up(&mut self, along: usize, chain: usize, runs: Vec<(usize, u32)>) {
        self.fronts[along].open[chain] = runs.len();
        self.fronts[along].asked += runs.len();
        let point = |(position, replicate)| (self.study.point(Place { along, position }), replicate);
        self.queue.extend(runs.into_iter().map(point));
    }

    /// The thresholds, by value of the second key, and all rows.
    pub fn ended(self) -> (Vec<Threshold>, Vec<Row>) {
        let mut rows = Vec::new();
        let mut thresholds = Vec::new();
        for front in self.fronts {
            thresholds.extend(front.threshold);
            rows.extend(front.rows.into_values());
        }
        rows.sort_by_key(|row| (row.point, row.replicate));
        (thresholds, rows)
    }
}

impl Front {
    /// What a replicate measured, by position.
    fn measured(&self, replicate: u32, metric: usize) -> Measured {
        let rows = self.rows.range((replicate, 0)..=(replicate, usize::MAX));
        rows.map(|((_, position), row)| (*position, row.value(metric))).collect()
    }
}

impl Board for Chains<'_> {
    fn next(&mut self) -> Option<(usize, u32)> {
        self.queue.pop_front()
    }

    fn put(&mut self, row: Row, _: Option<u64>) {
        let Place { along, position } = self.study.place(row.point);
        self.done += 1;
        self.failed += usize::from(row.result.is_err());
        let chain = match self.study.search().crossing {
            Crossing::OfMean => 0,
            Crossing::OfEach => row.replicate as usize,
        };
        self.fronts[along].rows.insert((row.replicate, position), row);
        self.fronts[along].open[chain] -= 1;
        if self.fronts[along].open[chain] == 0 {
            self.go_on(along, chain);
        }
    }

    fn progress(&self) -> Progress {
        // What a threshold takes if all cross with the first round of replicates, until it is known to be more or fewer.
        let expected = self.study.ladder.runs_of_crossing() * self.rule.first() as usize;
        let known = |front: &Front| if front.threshold.is_some() { front.asked } else { front.asked.max(expected) };
        Progress { done: self.done, failed: self.failed, known: self.fronts.iter().map(known).sum() }
    }
}
