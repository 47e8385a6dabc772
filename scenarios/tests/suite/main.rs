//! Scenarios prepared and run: the shipped ones, traces, generated churn.

mod checkpoints;
mod column;
mod copies;
mod detector;
mod device;
mod discovery;
mod faults;
mod generated_churn;
mod heartbeats;
mod keys;
mod long_jobs;
mod modes;
mod pipelines;
mod session;
mod shipped;
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
