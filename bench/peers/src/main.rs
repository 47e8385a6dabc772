//! The event kernel beside its peers: two workloads, the same trace on every kernel, one table.

mod kernels;
mod law;
mod machine;
mod measure;
mod model;
mod results;
mod table;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use kernels::Kernel;
use measure::Case;
use model::Workload;
use results::Results;
use std::path::Path;

const EXAMPLES: &str = "\
Examples:
  cargo run --release --manifest-path bench/peers/Cargo.toml
      all kernels, 10^3, 10^5 and 10^6 LPs, three rounds: about ten minutes on two cores
  cargo run --release --manifest-path bench/peers/Cargo.toml -- --quick
      one short round of 10^3 and 10^4 LPs, to see that all works; its times say little
  cargo run --release --manifest-path bench/peers/Cargo.toml -- --only calendar64 --only desque --lps 1000000
      two kernels, one size
  cargo run --release --manifest-path bench/peers/Cargo.toml -- --write
      all, and the table goes into bench/peers/RESULTS.md too";

/// Measures the event kernel and its peers: CPU time per event, events a second, bytes per LP.
#[derive(Debug, Parser)]
#[command(after_help = EXAMPLES)]
struct Args {
    /// A short round of small worlds, to see that all works.
    #[arg(long)]
    quick: bool,
    /// Measure this kernel only; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<Kernel>,
    /// Number of logical processes; may be given several times [default: 1000, 100000, 1000000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    lps: Vec<u32>,
    /// Rounds, of which the median is told [default: 3, with --quick 1].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: Option<u32>,
    /// Write the table to bench/peers/RESULTS.md.
    #[arg(long)]
    write: bool,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// One measurement, in this process.
    #[command(hide = true)]
    Child { kernel: Kernel, workload: Workload, lps: u32, warm: u64, events: u64 },
}

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(Task::Child { kernel, workload, lps, warm, events }) = args.task {
        println!("{}", kernel.run(&Case { workload, lps, warm, events })?.line());
        return Ok(());
    }
    let (kernels, left_out) = prepare(&args.only);
    let results = measure_all(&args, &kernels)?;
    let document = table::document(&results, &machine::describe(), &left_out);
    println!("{document}");
    if args.write {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md");
        std::fs::write(&file, document).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    results.check()
}

/// The kernels that can be measured, and why others cannot.
fn prepare(only: &[Kernel]) -> (Vec<Kernel>, Vec<String>) {
    let mut left_out = Vec::new();
    let wanted = Kernel::value_variants().iter().copied().filter(|kernel| only.is_empty() || only.contains(kernel));
    let kernels = wanted.filter(|kernel| match kernel.prepare() {
        Ok(()) => true,
        Err(error) => {
            eprintln!("{} is left out: {error:#}", kernel.name());
            left_out.push(format!("Left out: {} ({error:#})", kernel.title()));
            false
        }
    });
    (kernels.collect(), left_out)
}

fn measure_all(args: &Args, kernels: &[Kernel]) -> Result<Results> {
    let sizes: &[u32] = match (&args.lps[..], args.quick) {
        ([], true) => &[1_000, 10_000],
        ([], false) => &[1_000, 100_000, 1_000_000],
        (sizes, _) => sizes,
    };
    let mut results = Results::default();
    for round in 1..=args.rounds.unwrap_or(if args.quick { 1 } else { 3 }) {
        for lps in sizes.iter().flat_map(|&lps| std::iter::repeat_n(lps, repeats(lps, args.quick))) {
            for &workload in Workload::value_variants() {
                for &kernel in kernels {
                    let (warm, events) = kernel.events(lps, args.quick);
                    let case = Case { workload, lps, warm, events };
                    let outcome = measure::in_a_process(&kernel.name(), &case)?;
                    let ns = outcome.cpu_ns as f64 / events as f64;
                    eprintln!("{}", table::progress(round, workload, lps, kernel, ns));
                    results.add(kernel, case, outcome);
                }
            }
        }
    }
    for case in results.without_ours() {
        results.add_hash(Kernel::Calendar8, case, measure::in_a_process(&Kernel::Calendar8.name(), &case)?);
    }
    Ok(results)
}

/// Measurements of a case in a round. Those of small worlds take a tenth of a second, so that what else the machine does weighs
/// more in each.
fn repeats(lps: u32, quick: bool) -> usize {
    if lps < 10_000 && !quick { 3 } else { 1 }
}
