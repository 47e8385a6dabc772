//! The plan as the records of a run tell it, whoever drives it.

use crate::plan::{NodePlan, Plan, Role};
use engine::ledger::Supply;
use records::observe::Totals;
use records::run::{ControlSummary, Summary, SupplySummary, WaitSummary};
use records::table::{self, NodeRow, token_decimal};
use std::sync::Arc;

impl Plan {
    /// Rows of the table `nodes`, in the order of ids.
    ///
    /// # Panics
    /// If a node lives in a region that the plan does not name.
    #[must_use]
    pub fn node_rows(&self) -> Vec<NodeRow> {
        let regions: Vec<Arc<str>> = self.regions.iter().map(|name| Arc::from(name.as_str())).collect();
        let row = |(id, node): (u32, &NodePlan)| NodeRow {
            node: id,
            role: match node.role {
                Role::Validator => table::Role::Validator,
                Role::Requester => table::Role::Requester,
                Role::Worker => table::Role::Worker,
            },
            region: regions[usize::from(node.region)].clone(),
            class: node.device.class.clone(),
            device: node.device.model.clone(),
            compute_gflops: node.compute_gflops,
            memory_gib: node.device.memory_gib,
            gpu_memory_gib: node.device.gpu_memory_gib,
            slots: u32::from(node.device.slots),
            idle_w: node.device.idle_w,
            busy_w: node.device.busy_w,
            usd_per_kwh: node.device.usd_per_kwh,
            gco2e_per_kwh: node.device.gco2e_per_kwh,
        };
        (0..).zip(&self.nodes).map(row).collect()
    }

    /// What a run of the whole plan came to. The driver adds `wall_s` and `digest`.
    #[must_use]
    pub fn summary(&self, totals: &Totals, supply: &Supply) -> Summary {
        let named = |(name, count): (&&'static str, &u64)| ((*name).to_owned(), *count);
        Summary {
            scenario: self.name.clone(),
            seed: self.seed,
            simulated_s: self.duration.as_secs_f64(),
            events: totals.events,
            messages: totals.messages,
            bytes: totals.bytes,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            workers: self.count(Role::Worker),
            validators: self.count(Role::Validator),
            requesters: self.count(Role::Requester),
            referred: totals.referred,
            false_suspicions: totals.false_suspicions,
            jobs: totals.jobs.iter().map(named).collect(),
            control: totals
                .control
                .iter()
                .map(|sent| (sent.kind.clone(), ControlSummary { messages: sent.messages, bytes: sent.bytes }))
                .collect(),
            waits: totals
                .waits()
                .map(|(name, count, [p50_ms, p99_ms])| (name.to_owned(), WaitSummary { count, p50_ms, p99_ms }))
                .collect(),
            supply: SupplySummary {
                genesis: token_decimal(supply.genesis.0),
                minted: token_decimal(supply.minted.0),
                burned: token_decimal(supply.burned.0),
                balances: token_decimal(supply.balances.0),
                liquid: token_decimal(supply.liquid.0),
                escrow: token_decimal(supply.escrow.0),
                pool: token_decimal(supply.pool.0),
            },
            signs: totals.signs().map(|sign| sign.to_string()).collect(),
            limits: self.limits.clone(),
            faults: totals.faults.iter().map(named).collect(),
            refused: totals.refused.iter().map(|(reason, count)| (reason.to_string(), *count)).collect(),
            ..Summary::default()
        }
    }
}
