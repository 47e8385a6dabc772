//! `xpand sweep`.

use crate::args::SweepArgs;
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use scenarios::scenario::split_override;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use sweep::{Options, Progress, Results, Shard, Study, merge, open_shards, open_study, sweep as run_sweep};

/// Failed runs told one by one.
pub const FAILURES_TOLD: usize = 5;

/// Runs a sweep, goes on with one, or merges its shards; prints its points.
pub fn sweep(args: &SweepArgs) -> Result<()> {
    if !args.merge.is_empty() {
        let study = open_shards(&args.merge)?;
        let out = args.out.clone().unwrap_or_else(|| default_folder(&study, Shard::WHOLE));
        return show(&merge(&study, &args.merge, &out)?, &out);
    }
    let threads = threads(args.threads);
    let (study, out, options) = match (&args.resume, &args.file) {
        (Some(folder), _) => {
            let (study, options) = open_study(folder)?;
            (study, folder.clone(), Options { threads, ..options })
        }
        (None, Some(file)) => {
            let overrides = args.set.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
            let study = Study::load(file, &overrides)?;
            let out = args.out.clone().unwrap_or_else(|| default_folder(&study, args.shard));
            (study, out, Options { threads, keep_runs: args.keep_runs, shard: args.shard })
        }
        (None, None) => bail!("which sweep? Give its file, or the folder of one to --resume or --merge"),
    };
    study.check()?;
    if args.check {
        return plan(&study);
    }
    let bar = Bar::new();
    let results = run_sweep(&study, &out, options, &|progress| bar.show(progress));
    bar.close();
    let results =
        results.with_context(|| format!("what has ended is kept; go on with `xpand sweep --resume {}`", out.display()))?;
    show(&results, &out)
}

/// Runs at once: as many as were asked for, or one a core.
pub fn threads(asked: Option<u32>) -> usize {
    asked.map_or_else(|| available_parallelism().map_or(1, |cores| cores.get()), |threads| threads as usize)
}

/// `runs/NAME-sweep`, one folder for every time that it is run: the second time goes on with the first.
fn default_folder(study: &Study, shard: Shard) -> PathBuf {
    let name = crate::run::plain(study.name());
    let part = if shard == Shard::WHOLE { String::new() } else { format!("-{}of{}", shard.number, shard.of) };
    Path::new("runs").join(format!("{name}-sweep{part}"))
}

/// What would be run.
fn plan(study: &Study) -> Result<()> {
    let points = study.points();
    for point in 0..points.values.len() {
        crate::say(format_args!("point {point}: {}", points.told(point)))?;
    }
    let (points, replicates) = (points.values.len(), study.replicates_max());
    crate::say(format_args!(
        "good: {points} points, at most {replicates} replicates each, at most {} runs",
        points * replicates as usize
    ))
}

/// Prints the points and names what failed.
fn show(results: &Results<'_>, out: &Path) -> Result<()> {
    crate::say(results.table())?;
    crate::say(format_args!("sweep   {}", out.display()))?;
    let failed = results.failures().count();
    if failed == 0 {
        return Ok(());
    }
    let one =
        |row: &sweep::Row| format!("\n  point {} replicate {}: {}", row.point, row.replicate, row.error().unwrap_or_default());
    let told: String = results.failures().take(FAILURES_TOLD).map(one).collect();
    let more = if failed > FAILURES_TOLD { "\n  …" } else { "" };
    bail!(
        "{failed} of {} runs failed; the others are complete, and results.parquet says which and why:{told}{more}",
        results.runs()
    )
}

/// Runs done, their rate and the time left, on a terminal.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    /// Runs that were done before this process began.
    before: std::sync::OnceLock<usize>,
}

impl Bar {
    pub fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:32.cyan/dim} {pos}/{len} runs  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, started: Instant::now(), before: std::sync::OnceLock::new() }
    }

    pub fn show(&self, progress: Progress) {
        let done = progress.done - self.before.get_or_init(|| progress.done);
        let taken_s = self.started.elapsed().as_secs_f64();
        self.bar.set_length(progress.known as u64);
        self.bar.set_position(progress.done as u64);
        let failed = if progress.failed > 0 { format!("  {} failed", progress.failed) } else { String::new() };
        if done > 0 {
            let left_s = taken_s / done as f64 * progress.known.saturating_sub(progress.done) as f64;
            let left = indicatif::HumanDuration(Duration::from_secs_f64(left_s));
            self.bar.set_message(format!("{:.2} runs/s  {left:#} left{failed}", done as f64 / taken_s));
        }
    }

    pub fn close(&self) {
        self.bar.finish_and_clear();
    }
}
