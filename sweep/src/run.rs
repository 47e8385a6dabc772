//! One run of a sweep or of a search, from the file to its row.
#![allow(clippy::disallowed_types, reason = "the row says how long the run took; nothing else here sees the wall clock")]

use crate::row::{Failure, Measured, Row};
use records::observe::mechanism::METRICS;
use records::run::{MarketWriter, RunWriter, Summary, write_mechanism};
use records::scenario::{Cloud, ScenarioError};
use scenarios::theory::mechanism::Mechanism;
use scenarios::{Loaded, Ready, economy, ready};
use sim::SimError;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;
use world::{Arrivals, Plan};

/// Where runs come from: the scenario of each point, the seed of each replicate.
pub(crate) trait Source: Sync {
    fn loaded(&self, point: usize) -> Result<Loaded, ScenarioError>;
    /// The same at every point.
    fn seed(&self, replicate: u32) -> u64;
}

/// Does replicate `replicate` of `point`; with `keep` it leaves a whole run folder there, replacing what a killed run left.
pub(crate) fn run(source: &dyn Source, point: usize, replicate: u32, keep: Option<&Path>) -> Row {
    let started = Instant::now();
    let seed = source.seed(replicate);
    // A defect in one run must not take the others with it.
    let result = catch_unwind(AssertUnwindSafe(|| simulate(source, point, seed, keep))).unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(lasting(format!("a defect in xpand, please report it: {}", told.unwrap_or("it panicked"))))
    });
    Row { point, replicate, seed, wall_s: started.elapsed().as_secs_f64(), result }
}

/// Folder of a kept run below that of the sweep.
pub(crate) fn kept(sweep: &Path, point: usize, replicate: u32) -> PathBuf {
    sweep.join("runs").join(format!("point-{point:05}-replicate-{replicate:05}"))
}

fn simulate(source: &dyn Source, point: usize, seed: u64, keep: Option<&Path>) -> Result<Measured, Failure> {
    let mut loaded = source.loaded(point).map_err(|error| lasting(told(&error)))?;
    loaded.scenario.seed = seed;
    // A trace or a device file that was there when the sweep was checked may be gone or come back.
    match (ready(&loaded).map_err(|error| passing(told(&error)))?, keep) {
        (Ready::Network(prepared), None) => measure(prepared.plan, &loaded.scenario.cloud, None)?.measured,
        (Ready::Network(prepared), Some(folder)) => simulate_into(folder, &loaded, prepared.plan),
        (Ready::Market(plan), keep) => trade(&plan, &loaded, keep),
        (Ready::Mechanism(mechanism), keep) => play(&mechanism, &loaded, keep),
    }
}

/// One mechanism by itself.
fn play(mechanism: &Mechanism, loaded: &Loaded, keep: Option<&Path>) -> Result<Measured, Failure> {
    let started = Instant::now();
    let played = mechanism.play(loaded.scenario.seed);
    let (digest, metrics) = (played.digest(), played.metrics());
    if let Some(folder) = keep {
        empty(folder)?;
        let named = METRICS.iter().zip(metrics).filter_map(|(metric, value)| Some((metric.name.to_owned(), value?)));
        let summary = Summary {
            scenario: loaded.scenario.name.clone(),
            seed: loaded.scenario.seed,
            wall_s: started.elapsed().as_secs_f64(),
            digest: format!("{digest:016x}"),
            metrics: named.collect(),
            ..Summary::default()
        };
        write_mechanism(folder, &loaded.scenario.to_toml(), &summary).map_err(|error| passing(told(&error)))?;
    }
    Ok(Measured { digest, metrics: metrics.to_vec() })
}

/// A run by epochs.
fn trade(plan: &economy::Plan, loaded: &Loaded, keep: Option<&Path>) -> Result<Measured, Failure> {
    let ended = match keep {
        None => economy::run_told(plan, &mut |_| ()).map_err(|error| lasting(told(&error)))?,
        Some(folder) => {
            empty(folder)?;
            let writer = MarketWriter::create(folder, &loaded.scenario.to_toml()).map_err(|error| passing(told(&error)))?;
            let named = Summary { scenario: loaded.scenario.name.clone(), ..Summary::default() };
            let started = Instant::now();
            let recorded = economy::run_recorded(plan, writer, named, &mut |_| (), &|| started.elapsed().as_secs_f64());
            recorded.map_err(|error| passing(told(&error)))?
        }
    };
    Ok(Measured { digest: ended.digest, metrics: ended.outcome.values() })
}

fn empty(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(passing(format!("{}: cannot remove what a killed run left: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}

fn simulate_into(folder: &Path, loaded: &Loaded, plan: Plan) -> Result<Measured, Failure> {
    empty(folder)?;
    let writer = RunWriter::create(folder, &loaded.scenario.to_toml()).map_err(|error| passing(told(&error)))?;
    let started = Instant::now();
    let Ended { measured, summary, writer } = measure(plan, &loaded.scenario.cloud, Some(writer))?;
    let summary = Summary { wall_s: started.elapsed().as_secs_f64(), ..summary };
    match writer.map(|writer| writer.finish(&summary)) {
        Some(Err(error)) => Err(passing(told(&error))),
        _ => measured,
    }
}

/// A simulation that came to its end.
struct Ended {
    measured: Result<Measured, Failure>,
    /// Empty without a writer.
    summary: Summary,
    writer: Option<RunWriter>,
}

fn measure(plan: Plan, cloud: &Cloud, writer: Option<RunWriter>) -> Result<Ended, Failure> {
    let counted = writer.is_some().then(|| plan.clone());
    let (simulated_s, jobs_come) = (plan.duration.as_secs_f64(), plan.workload.arrivals != Arrivals::None);
    let failed = |error: SimError| match error {
        error @ SimError::Table(_) => passing(told(&error)),
        error => lasting(told(&error)),
    };
    let (outcome, writer) = sim::simulate(plan, writer, |_| ()).map_err(failed)?;
    let totals = &outcome.totals;
    let measured = if jobs_come && totals.placements == 0 {
        let why = totals.why_nothing_placed();
        Err(lasting(format!("no job was placed: {} were submitted, and {why}", totals.submitted)))
    } else {
        let metrics = totals.metrics(simulated_s, &outcome.supply);
        Ok(Measured { digest: outcome.digest, metrics: totals.beside_cloud(metrics, cloud).values() })
    };
    let digest = format!("{:016x}", outcome.digest);
    let summary = counted.map(|plan| Summary { digest, ..plan.summary(totals, &outcome.supply) }).unwrap_or_default();
    Ok(Ended { measured, summary, writer })
}

fn lasting(message: String) -> Failure {
    Failure { message, lasting: true }
}

fn passing(message: String) -> Failure {
    Failure { message, lasting: false }
}

/// The error and its causes, without what an outer message already quotes.
pub(crate) fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = inner.source();
    }
    text
}
