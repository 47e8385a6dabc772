//! `xpand run` of one mechanism by itself, and the list of those there are.

use crate::args::RunArgs;
use anyhow::Result;
use comfy_table::{CellAlignment, Table, TableStyle};
use records::observe::mechanism::METRICS;
use records::run::{Summary, write_mechanism};
use scenarios::Scenario;
use std::path::Path;
use std::time::Instant;
use theory::mechanism::{Mechanism, Parameter, REGISTRY};

/// Plays it, prints what it came to, records that.
pub fn run(args: &RunArgs, scenario: &Scenario, mechanism: &Mechanism, out: &Path) -> Result<()> {
    crate::run::of_networks_only(args, "mechanism")?;
    let started = Instant::now();
    let played = mechanism.play(scenario.seed);
    let metrics: Vec<(&str, Option<f64>)> = METRICS.iter().map(|metric| metric.name).zip(played.metrics()).collect();
    let summary = Summary {
        scenario: scenario.name.clone(),
        seed: scenario.seed,
        wall_s: started.elapsed().as_secs_f64(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        digest: format!("{:016x}", played.digest()),
        metrics: metrics.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?))).collect(),
        ..Summary::default()
    };
    write_mechanism(out, &scenario.to_toml(), &summary)?;

    let entry = mechanism.entry();
    crate::say(format_args!("{}: {}", entry.name, entry.about))?;
    crate::say(format_args!("value: {}\n", entry.value))?;
    let given = mechanism.values().map(|(parameter, value)| (parameter.name, Some(value)));
    crate::say(table(metrics.into_iter().chain(given)))?;
    crate::say(format_args!("\ndigest  {}", summary.digest))?;
    crate::say(format_args!("run     {}", out.display()))
}

/// Names and numbers, a line each.
fn table<'a>(lines: impl Iterator<Item = (&'a str, Option<f64>)>) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    for (name, value) in lines {
        table.add_row([name.to_owned(), value.map_or_else(|| "none".to_owned(), |value| value.to_string())]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Lists all there are, with what their value is and what they take.
pub fn list() -> Result<()> {
    for entry in REGISTRY {
        crate::say(format_args!("{:<24} {}\n    value: {}", entry.name, entry.about, entry.value))?;
        for Parameter { name, about, default, least, most, whole } in entry.parameters {
            let kind = if *whole { "whole, " } else { "" };
            crate::say(format_args!("    {name:<22} {about} ({kind}{least} to {most}; default {default})"))?;
        }
    }
    Ok(())
}
