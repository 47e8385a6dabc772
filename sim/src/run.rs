//! From a plan to a run folder.
#![allow(clippy::disallowed_types, reason = "the summary says how long the run took; nothing else here sees the wall clock")]

use crate::error::RunError;
use crate::simulation::{Outcome, Progress, Simulation};
use records::run::{RunWriter, Summary};
use std::path::{Path, PathBuf};
use std::time::Instant;
use world::{Arrivals, Plan};

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// What it came to.
    pub summary: Summary,
}

/// Runs `plan`, made from the filled-in scenario `scenario_toml`, into the new or empty folder `out`.
///
/// # Errors
/// See [`RunError`]; whatever was written until then is readable.
pub fn run(plan: Plan, scenario_toml: &str, out: &Path, progress: impl FnMut(Progress)) -> Result<Finished, RunError> {
    let writer = RunWriter::create(out, scenario_toml)?;
    let started = Instant::now();
    let counted = plan.clone();
    let (outcome, writer) = Simulation::new(plan, Some(writer))?.run(progress)?;
    let (wall_s, digest) = (started.elapsed().as_secs_f64(), format!("{:016x}", outcome.digest));
    let summary = Summary { wall_s, digest, ..counted.summary(&outcome.totals, &outcome.supply) };
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
