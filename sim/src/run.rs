//! From a plan to a run folder.
#![allow(clippy::disallowed_types, reason = "the summary says how long the run took; nothing else here sees the wall clock")]

use crate::error::{RunError, SimError};
use crate::session::Session;
use crate::simulation::{Outcome, Progress, Simulation};
use engine::Time;
use engine::ledger::Supply;
use records::observe::Totals;
use records::run::{Recording, RunWriter, Summary};
use std::path::{Path, PathBuf};
use std::time::Instant;
use world::{Arrivals, Fidelity, Plan};

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
    run_recorded(plan, scenario_toml, out, Recording::default(), progress)
}

/// As [`run`], with a record of the run's own course.
///
/// # Errors
/// As [`run`].
pub fn run_recorded(
    plan: Plan,
    scenario_toml: &str,
    out: &Path,
    recording: Recording,
    progress: impl FnMut(Progress),
) -> Result<Finished, RunError> {
    let writer = RunWriter::create(out, scenario_toml)?;
    let started = Instant::now();
    let counted = Counted::of(&plan);
    let (outcome, writer) = match plan.fidelity {
        Fidelity::Message => Simulation::new(plan, Some(writer))?.record(recording)?.run(progress)?,
        Fidelity::Session => Session::new(plan, Some(writer), recording)?.run(progress)?,
    };
    close(&counted, &outcome, writer, out, started.elapsed().as_secs_f64())
}

/// What is needed of a plan once its run has ended: not its nodes, of which there may be a million.
pub(crate) struct Counted {
    plan: Plan,
    roles: Summary,
}

impl Counted {
    /// Of a plan that is going to run.
    pub fn of(plan: &Plan) -> Self {
        let roles = plan.summary(&Totals::default(), &Supply::default());
        Self { plan: Plan { nodes: Vec::new(), ..plan.clone() }, roles }
    }

    fn summary(&self, outcome: &Outcome) -> Summary {
        let Summary { workers, validators, requesters, .. } = self.roles;
        Summary { workers, validators, requesters, ..self.plan.summary(&outcome.totals, &outcome.supply) }
    }
}

/// Writes what a run came to, after `wall_s`.
pub(crate) fn close(
    counted: &Counted,
    outcome: &Outcome,
    writer: Option<RunWriter>,
    out: &Path,
    wall_s: f64,
) -> Result<Finished, RunError> {
    let digest = format!("{:016x}", outcome.digest);
    let summary = Summary { wall_s, digest, ..counted.summary(outcome) };
    if let Some(writer) = writer {
        writer.finish(&summary)?;
    }
    if counted.plan.workload.arrivals != Arrivals::None && outcome.totals.placements == 0 {
        let (submitted, folder) = (outcome.totals.submitted, out.display().to_string());
        return Err(RunError::NothingPlaced { submitted, why: why_nothing(&counted.plan, outcome), folder });
    }
    Ok(Finished { folder: out.to_owned(), summary })
}

/// As [`run_recorded`], up to and at `until_ns` (ns since genesis) only: the folder is that of a run that was stopped there. Returns
/// the digest.
///
/// # Errors
/// As [`run`], but for runs in which no job is placed.
pub fn run_until(
    plan: Plan,
    scenario_toml: &str,
    out: &Path,
    recording: Recording,
    until_ns: u64,
    progress: impl FnMut(Progress),
) -> Result<u64, RunError> {
    let writer = RunWriter::create(out, scenario_toml)?;
    let until = Time(until_ns).min(Time::ZERO + plan.duration);
    let digest = match plan.fidelity {
        Fidelity::Message => {
            let mut simulation = Simulation::new(plan, Some(writer))?.record(recording)?;
            simulation.run_until(until, progress)?;
            simulation.stop()?
        }
        Fidelity::Session => {
            let mut session = Session::new(plan, Some(writer), recording)?;
            session.run_until(until, progress)?;
            session.stop()?
        }
    };
    Ok(digest)
}

/// Refuses `asked` of a run without single messages.
pub(crate) fn message_only(plan: &Plan, asked: &'static str) -> Result<(), SimError> {
    if plan.fidelity == Fidelity::Message { Ok(()) } else { Err(SimError::MessageOnly(asked)) }
}

/// Runs `plan` at its fidelity and closes the books. Without a `writer` nothing is recorded but the counts.
///
/// # Errors
/// See [`SimError`]; whatever was written until then is readable.
pub fn simulate(
    plan: Plan,
    writer: Option<RunWriter>,
    progress: impl FnMut(Progress),
) -> Result<(Outcome, Option<RunWriter>), SimError> {
    match plan.fidelity {
        Fidelity::Message => Simulation::new(plan, writer)?.run(progress),
        Fidelity::Session => Session::new(plan, writer, Recording::default())?.run(progress),
    }
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
