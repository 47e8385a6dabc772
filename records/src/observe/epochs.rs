//! Tables `epochs` and `supply`: what validators measured beside what was true.

use super::Observer;
use crate::energy::JobsCounted;
use crate::table::{EpochRow, SupplyRow, TableError};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::node::EpochSettled;
use engine::{Amount, Time};
use std::collections::BTreeMap;

/// What was true of one node in one epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Truth {
    /// Time up (s, rounded).
    pub up_s: u32,
    /// Task-seconds run.
    pub busy_s: f64,
}

/// Epochs that have ended and are not settled.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Epochs {
    ended: BTreeMap<u32, (Vec<Truth>, Books)>,
    current: Books,
    nodes: usize,
}

/// What happened in one epoch by the time it ended.
#[derive(Default, BorshSerialize, BorshDeserialize)]
struct Books {
    income: Income,
    settled: JobsCounted,
}

/// Paid for jobs, by node. In a large network most are paid nothing in an epoch: its fastest nodes are chosen first.
type Income = BTreeMap<u32, Amount>;

impl Epochs {
    pub fn new(nodes: usize) -> Self {
        Self { ended: BTreeMap::new(), current: Books::default(), nodes }
    }

    /// Whether its columns are as long as a run of `nodes` has them.
    pub fn is_of(&self, nodes: usize) -> bool {
        let is_known = |books: &Books| books.income.last_key_value().is_none_or(|(node, _)| (*node as usize) < nodes);
        let ended = self.ended.values().all(|(truths, books)| truths.len() == nodes && is_known(books));
        ended && is_known(&self.current) && self.nodes == nodes
    }

    pub fn pay(&mut self, node: u32, amount: Amount) {
        if (node as usize) < self.nodes {
            let income = self.current.income.entry(node).or_default();
            *income = income.saturating_add(amount);
        }
    }

    /// A job settled.
    pub fn settle(&mut self, work_gflop: f64) {
        self.current.settled.add(work_gflop);
    }

    pub fn close(&mut self, epoch: u32, truths: Vec<Truth>) {
        self.ended.insert(epoch, (truths, std::mem::take(&mut self.current)));
    }
}

impl Observer {
    /// Writes the rows of a settled epoch, then everything buffered: a killed run is readable up to here.
    pub(super) fn write_epoch(&mut self, now: Time, settled: &EpochSettled) -> Result<(), TableError> {
        let (truths, books) = self.epochs.ended.remove(&settled.epoch).unwrap_or_default();
        let (mut any_worker, mut paid) = (false, books.income.iter().peekable());
        let mut measured = settled.entries.iter().zip(&settled.rewards).peekable();
        for (node, truth) in (0_u32..).zip(truths) {
            let found = measured.next_if(|(entry, _)| entry.node.0 == node);
            let job_income = paid.next_if(|(of, _)| **of == node).map_or(0, |(_, amount)| amount.0);
            if !self.totals.tally.worker[node as usize] || found.is_none() && truth.up_s == 0 && job_income == 0 {
                continue;
            }
            any_worker = true;
            let available_s = found.map_or(0, |(entry, _)| entry.available_s);
            let reward = found.map_or(0, |(_, reward)| reward.0);
            self.totals.tally.on_worker(node, available_s, truth, reward, job_income);
            let Some(writer) = &mut self.writer else { continue };
            writer.epochs.push(EpochRow {
                epoch: settled.epoch,
                node,
                power_mgflops: found.map_or(0, |(entry, _)| entry.power_mgflops),
                available_s,
                up_s: truth.up_s,
                busy_s: truth.busy_s,
                reward,
                job_income,
            })?;
        }
        self.totals.tally.on_settled(settled.epoch, now.0, any_worker, books.settled);
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let supply = &settled.supply;
        writer.supply.push(SupplyRow {
            epoch: settled.epoch,
            time_ns: now.0,
            emission: settled.emission.0,
            carried: settled.carried.0,
            genesis: supply.genesis.0,
            minted: supply.minted.0,
            burned: supply.burned.0,
            liquid: supply.liquid.0,
            escrow: supply.escrow.0,
            pool: supply.pool.0,
            balances: supply.balances.0,
        })?;
        writer.flush()
    }
}
