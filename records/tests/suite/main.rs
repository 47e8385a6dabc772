//! Scenarios in, run records out: the crate as its users see it.

mod checkpoint;
mod damage;
mod device;
mod find;
mod pipelines;
mod reference;
mod run_folder;
mod sample;
mod scenario_conflicts;
mod scenario_errors;
mod scenario_faults;
mod scenario_layers;
mod scenario_properties;
mod sweep;
mod tables;
