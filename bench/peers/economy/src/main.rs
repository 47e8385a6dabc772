//! One measurement of MODEL.md in Rust in a process of its own: `xpand-peers-economy AGENTS|flow EPOCHS RUNS`.
//!
//! Prints a line of JSON, as `child.py` does for the peers: CPU and wall time, peak memory, and what each run came to.

use anyhow::{Context, Result, bail};
use cpu_time::ProcessTime;
use economy::benchmark::{Benchmark, flow};
use std::time::Instant;

/// A short case is repeated until it has taken this much CPU time, and the mean is told.
const LEAST_S: f64 = 0.2;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, epochs, runs] = &arguments[..] else { bail!("three arguments are wanted: AGENTS or flow, EPOCHS, RUNS") };
    let agents = match size.as_str() {
        "flow" => None,
        count => Some(count.parse::<u32>().with_context(|| format!("`{count}` is neither a number of agents nor `flow`"))?),
    };
    let epochs: u32 = epochs.parse().context("EPOCHS is no number")?;
    let runs: u64 = runs.parse().context("RUNS is no number")?;
    // As for the peers: what is set up once is not timed.
    run(1, agents.map(|count| count.min(10)), 2);
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let (mut repeats, mut outcomes) = (0.0, Vec::new());
    while repeats == 0.0 || cpu.elapsed().as_secs_f64() < LEAST_S {
        outcomes = (1..=runs).map(|seed| run(seed, agents, epochs)).collect();
        repeats += 1.0;
    }
    let (wall_s, cpu_s) = (wall.elapsed().as_secs_f64() / repeats, cpu.elapsed().as_secs_f64() / repeats);
    let (rss_bytes, outcomes) = (peak_bytes()?, outcomes.join(", "));
    println!("{{\"wall_s\": {wall_s}, \"cpu_s\": {cpu_s}, \"rss_bytes\": {rss_bytes}, \"outcomes\": [{outcomes}]}}");
    Ok(())
}

/// What one run came to, as JSON: numbers in full, so that they can be compared to the last digit.
fn run(seed: u64, agents: Option<u32>, epochs: u32) -> String {
    match agents {
        Some(count) => {
            let mut economy = Benchmark::new(count, seed);
            economy.run(epochs);
            let end = economy.end();
            let (price, minted, burned, supply) = (end.price, end.minted, end.burned, end.supply);
            format!("[{price:?}, {minted:?}, {burned:?}, {supply:?}, {}, {:?}, {}]", end.replaced, end.tokens, end.ages)
        }
        None => {
            let end = flow(seed, epochs);
            format!("[{:?}, {:?}, {:?}, {:?}, {:?}]", end.price, end.minted, end.burned, end.supply, end.nodes)
        }
    }
}

/// The most memory that this process has held.
fn peak_bytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("this system tells no peak memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM in /proc/self/status")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().context("VmHWM is no number")?;
    Ok(kib * 1024)
}
