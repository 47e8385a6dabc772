//! From a plan to a run folder.

use crate::error::RunError;
use crate::prepare::prepare;
use records::run::{RunWriter, Summary, SupplySummary};
use records::scenario::Loaded;
use records::table::token_decimal;
use sim::world::Arrivals;
use sim::{Outcome, Plan, Progress, Role, Simulation};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// What it came to.
    pub summary: Summary,
}

/// Runs `loaded` into the new or empty folder `out`.
///
/// # Errors
/// See [`RunError`]; whatever was written until then is readable.
pub fn run(loaded: &Loaded, out: &Path, progress: impl FnMut(Progress)) -> Result<Finished, RunError> {
    let plan = prepare(loaded)?.plan;
    let writer = RunWriter::create(out, &loaded.scenario.to_toml())?;
    let started = Instant::now();
    let counted = plan.clone();
    let (outcome, writer) = Simulation::new(plan, Some(writer))?.run(progress)?;
    let summary = summary(&counted, &outcome, started.elapsed().as_secs_f64());
    if let Some(writer) = writer {
        writer.finish(&summary)?;
    }
    if counted.workload.arrivals != Arrivals::None && outcome.totals.placements == 0 {
        let (submitted, folder) = (outcome.totals.submitted, out.display().to_string());
        return Err(RunError::NothingPlaced { submitted, why: why_nothing(&counted, &outcome), folder });
    }
    Ok(Finished { folder: out.to_owned(), summary })
}

/// Why no task got a node, in words.
fn why_nothing(plan: &Plan, outcome: &Outcome) -> String {
    match &outcome.totals.last_unplaced {
        Some(why) => why.to_string(),
        None if !outcome.totals.last_failure.is_empty() => outcome.totals.last_failure.clone(),
        None if outcome.totals.submitted > 0 => "none reached a validator in time".to_owned(),
        None => format!(
            "jobs arrive in the first {} s only (time.duration_s less workload.stop_before_end_s), {} s apart on average",
            plan.workload.until.as_secs(),
            plan.workload.mean_gap_s
        ),
    }
}

fn summary(plan: &Plan, outcome: &Outcome, wall_s: f64) -> Summary {
    let (totals, supply) = (&outcome.totals, &outcome.supply);
    let named = |(name, count): (&&'static str, &u64)| ((*name).to_owned(), *count);
    Summary {
        scenario: plan.name.clone(),
        seed: plan.seed,
        simulated_s: plan.duration.as_secs_f64(),
        wall_s,
        events: totals.events,
        messages: totals.messages,
        bytes: totals.bytes,
        digest: format!("{:016x}", outcome.digest),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        workers: plan.count(Role::Worker),
        validators: plan.count(Role::Validator),
        requesters: plan.count(Role::Requester),
        jobs: totals.jobs.iter().map(named).collect(),
        supply: SupplySummary {
            genesis: token_decimal(supply.genesis.0),
            minted: token_decimal(supply.minted.0),
            burned: token_decimal(supply.burned.0),
            balances: token_decimal(supply.balances.0),
            liquid: token_decimal(supply.liquid.0),
            escrow: token_decimal(supply.escrow.0),
            pool: token_decimal(supply.pool.0),
        },
        limits: plan.limits.clone(),
        faults: totals.faults.iter().map(named).collect(),
        refused: totals.refused.iter().map(|(reason, count)| (reason.to_string(), *count)).collect(),
    }
}
