//! All outcomes, and what they say: medians, hashes, who is faster.

use crate::kernels::Kernel;
use crate::measure::{Case, Outcome};
use crate::model::Workload;
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};

/// The outcomes of all rounds.
#[derive(Debug, Default)]
pub struct Results {
    cells: BTreeMap<(Workload, u32, Kernel), Vec<(Case, Outcome)>>,
    /// Hashes by workload, LPs and number of events, each with the kernels that gave it.
    hashes: BTreeMap<(Workload, u32, u64), BTreeMap<u64, BTreeSet<Kernel>>>,
}

/// A cell of the table.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Median of the CPU time of an event (ns).
    pub ns: f64,
    /// Least of the rounds (ns).
    pub ns_min: f64,
    /// Memory for each LP (bytes), the median of the rounds.
    pub bytes: Option<u64>,
}

impl Results {
    /// Adds the outcome of a round.
    pub fn add(&mut self, kernel: Kernel, case: Case, outcome: Outcome) {
        self.cells.entry((case.workload, case.lps, kernel)).or_default().push((case, outcome));
        self.add_hash(kernel, case, outcome);
    }

    /// Adds only the hash of an outcome.
    pub fn add_hash(&mut self, kernel: Kernel, case: Case, outcome: Outcome) {
        if let Some(hash) = outcome.hash {
            let hashes = self.hashes.entry((case.workload, case.lps, case.warm + case.events)).or_default();
            hashes.entry(hash).or_default().insert(kernel);
        }
    }

    /// Cases with a hash that none of this project's kernels has run.
    pub fn without_ours(&self) -> Vec<Case> {
        let lonely = self.hashes.iter().filter(|(_, hashes)| !hashes.values().flatten().any(|kernel| kernel.is_ours()));
        lonely.map(|(&(workload, lps, events), _)| Case { workload, lps, warm: 1, events: events - 1 }).collect()
    }

    /// What was measured.
    pub fn workloads(&self) -> BTreeSet<Workload> {
        self.cells.keys().map(|key| key.0).collect()
    }

    /// Numbers of LPs that were measured.
    pub fn sizes(&self) -> BTreeSet<u32> {
        self.cells.keys().map(|key| key.1).collect()
    }

    /// Kernels that were measured.
    pub fn kernels(&self) -> BTreeSet<Kernel> {
        self.cells.keys().map(|key| key.2).collect()
    }

    /// Median and least over the rounds.
    pub fn cell(&self, workload: Workload, lps: u32, kernel: Kernel) -> Option<Cell> {
        let rounds = self.cells.get(&(workload, lps, kernel))?;
        let mut ns: Vec<f64> = rounds.iter().map(|(case, outcome)| outcome.cpu_ns as f64 / case.events as f64).collect();
        ns.sort_by(f64::total_cmp);
        let mut bytes: Vec<u64> = rounds.iter().filter_map(|(_, outcome)| outcome.bytes).collect();
        bytes.sort_unstable();
        let bytes = bytes.get(bytes.len() / 2).map(|bytes| bytes / u64::from(lps));
        Some(Cell { ns: ns[ns.len() / 2], ns_min: ns[0], bytes })
    }

    /// The hash of each case and who agrees on it, one line each.
    pub fn hash_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for ((workload, lps, events), hashes) in &self.hashes {
            for (hash, kernels) in hashes {
                let names: Vec<String> = kernels.iter().map(|kernel| kernel.name()).collect();
                lines.push(format!("{workload}, {lps} LPs, {events} events: `{hash:016x}` {}", names.join(", ")));
            }
        }
        lines
    }

    /// # Errors
    /// If kernels disagree about a case.
    pub fn check(&self) -> Result<()> {
        let split = self.hashes.iter().find(|(_, hashes)| hashes.len() > 1);
        if let Some(((workload, lps, events), hashes)) = split {
            bail!("kernels disagree about {workload}, {lps} LPs, {events} events: {hashes:x?}");
        }
        Ok(())
    }
}
