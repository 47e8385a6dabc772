//! Scenarios prepared and run: the shipped ones, traces, generated churn.

mod arrivals;
mod checkpoints;
mod column;
mod copies;
mod cost_aware;
mod demands;
mod detector;
mod device;
mod discovery;
mod faults;
mod generated_churn;
mod growth;
mod heartbeats;
mod keys;
mod long_jobs;
mod modes;
mod owners;
mod pipelines;
mod session;
mod shipped;
mod sybils;
mod tor_replay;
mod trace;

use scenarios::{Loaded, prepare};
use sim::Finished;
use std::path::Path;

/// Runs a scenario into `folder/run`.
fn run(loaded: &Loaded, folder: &Path) -> Finished {
    let plan = prepare(loaded).unwrap().plan;
    sim::run(plan, &loaded.scenario.to_toml(), &folder.join("run"), |_| {}).unwrap()
}
