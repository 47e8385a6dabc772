//! `xpand run`.

use crate::args::RunArgs;
use analysis::{Run, terminal_summary, write_report};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use scenarios::scenario::split_override;
use scenarios::{prepare, shipped};
use sim::Progress;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs a scenario, prints its summary, writes its report.
pub fn run(args: &RunArgs) -> Result<()> {
    let mut overrides = args.set.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
    overrides.extend(args.seed.map(|seed| ("seed".to_owned(), seed.to_string())));
    let loaded = shipped::load(&args.scenario, &overrides)?;
    let scenario = &loaded.scenario;
    let name = if scenario.name.is_empty() { "run" } else { &scenario.name };
    let out = args.out.clone().unwrap_or_else(|| free_folder(name, scenario.seed));

    let plan = prepare(&loaded)?.plan;
    let bar = Bar::new(scenario.time.duration_s);
    let finished = sim::run(plan, &scenario.to_toml(), &out, |progress| bar.show(progress));
    bar.close();
    let finished = finished?;

    let run = Run::open(&finished.folder)?;
    crate::say(terminal_summary(&run))?;
    crate::say(format_args!("run     {}", finished.folder.display()))?;
    if !args.no_report {
        let report = write_report(&[run], &finished.folder).context("the run is complete, its report is not")?;
        crate::say(format_args!("report  {}", report.display()))?;
    }
    Ok(())
}

/// `runs/NAME-SEED`, with a number behind it if that is taken.
fn free_folder(name: &str, seed: u64) -> PathBuf {
    // The name is free text; a folder's must stay below `runs`.
    let plain = |letter: char| if letter.is_alphanumeric() || letter == '-' || letter == '_' { letter } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let first = Path::new("runs").join(format!("{name}-{seed}"));
    let numbered = (2_u32..).map(|n| Path::new("runs").join(format!("{name}-{seed}-{n}")));
    std::iter::once(first.clone()).chain(numbered).find(|folder| !folder.exists()).unwrap_or(first)
}

/// Simulated time, events per second and time left, on a terminal.
struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    fn new(duration_s: u64) -> Self {
        let bar = ProgressBar::new(duration_s);
        let style = ProgressStyle::with_template("{bar:32.cyan/dim} {percent:>3}%  {msg}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, started: Instant::now() }
    }

    fn show(&self, progress: Progress) {
        let rate = progress.events as f64 / self.started.elapsed().as_secs_f64().max(1e-3);
        self.bar.set_position(progress.now.as_secs());
        self.bar.set_message(format!("simulated {}  {:.2} M events/s", progress.now, rate / 1e6));
    }

    fn close(&self) {
        self.bar.finish_and_clear();
    }
}
