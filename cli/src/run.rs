//! `xpand run`.

use crate::args::RunArgs;
use crate::span::told_ns;
use analysis::{Run, terminal_summary, write_report};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use records::compare::Chain;
use records::run::{Recording, RunFolder};
use scenarios::scenario::split_override;
use scenarios::{Ready, ready, shipped};
use sim::{Finished, Progress, Span};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs a scenario, prints its summary, writes its report.
pub fn run(args: &RunArgs) -> Result<()> {
    let mut overrides = args.set.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
    overrides.extend(args.exact_heartbeats.then(|| ("heartbeat.exact".to_owned(), "true".to_owned())));
    overrides.extend(args.seed.map(|seed| ("seed".to_owned(), seed.to_string())));
    let loaded = shipped::load(&args.scenario, &overrides)?;
    let scenario = &loaded.scenario;
    crate::pages::large_for(scenario.population.workers);
    let name = if scenario.name.is_empty() { "run" } else { &scenario.name };
    let out = args.out.clone().unwrap_or_else(|| free_folder(name, scenario.seed));

    let plan = match ready(&loaded)? {
        Ready::Network(prepared) => prepared.plan,
        Ready::Market(plan) => return crate::market::run(args, scenario, &plan, &out),
        Ready::Mechanism(mechanism) => return crate::mechanism::run(args, scenario, &mechanism, &out),
    };
    let (bar, scenario_toml) = (Bar::new(scenario.time.duration_s), scenario.to_toml());
    let recording = Recording { digest_every_ns: args.digest_every, events_ns: args.events };
    let show = |progress| bar.show(progress);
    let finished = match args.checkpoint_every.map(Span) {
        Some(every) => sim::run_with_checkpoints(plan, &scenario_toml, &out, recording, every, show),
        None => sim::run_recorded(plan, &scenario_toml, &out, recording, show),
    };
    bar.close();
    tell(&finished?, args.no_report)
}

/// Refuses what runs of this fidelity, which have no messages, do not know.
pub fn of_networks_only(args: &RunArgs, fidelity: &str) -> Result<()> {
    let asked = [
        ("--exact-heartbeats", args.exact_heartbeats),
        ("--digest-every", args.digest_every.is_some()),
        ("--events", args.events.is_some()),
        ("--checkpoint-every", args.checkpoint_every.is_some()),
    ];
    match asked.into_iter().find(|(_, given)| *given) {
        Some((flag, _)) => bail!("{flag} is of runs by messages and sessions; this scenario has fidelity = \"{fidelity}\""),
        None => Ok(()),
    }
}

/// Prints the summary of a run that has ended, and writes its report.
pub fn tell(finished: &Finished, no_report: bool) -> Result<()> {
    let run = Run::open(&finished.folder)?;
    crate::say(terminal_summary(&run))?;
    for tick in Chain::recorded(&RunFolder::open(&finished.folder)?)?.ticks {
        crate::say(format_args!("digest  {}  {}", told_ns(tick.time_ns), tick.digest))?;
    }
    crate::say(format_args!("run     {}", finished.folder.display()))?;
    if !no_report {
        let report = write_report(&[run], &finished.folder).context("the run is complete, its report is not")?;
        crate::say(format_args!("report  {}", report.display()))?;
    }
    Ok(())
}

/// `runs/NAME-SEED`, with a number behind it if that is taken.
fn free_folder(name: &str, seed: u64) -> PathBuf {
    let name = plain(name);
    let first = Path::new("runs").join(format!("{name}-{seed}"));
    let numbered = (2_u32..).map(|n| Path::new("runs").join(format!("{name}-{seed}-{n}")));
    std::iter::once(first.clone()).chain(numbered).find(|folder| !folder.exists()).unwrap_or(first)
}

/// The name of a scenario as that of a folder: it is free text, and the folder must stay below `runs`.
pub fn plain(name: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() || letter == '-' || letter == '_' { letter } else { '-' };
    name.chars().map(plain).collect()
}

/// Simulated time, events per second and time left, on a terminal.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    /// Events that were handled before.
    before: u64,
}

impl Bar {
    pub fn new(duration_s: u64) -> Self {
        Self::from(duration_s, 0, 0)
    }

    /// Of a run that goes on at `at_s`, after so many events.
    pub fn from(duration_s: u64, at_s: u64, before: u64) -> Self {
        let bar = ProgressBar::new(duration_s);
        let style = ProgressStyle::with_template("{bar:32.cyan/dim} {percent:>3}%  {msg}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_position(at_s);
        bar.reset_eta();
        Self { bar, started: Instant::now(), before }
    }

    pub fn show(&self, progress: Progress) {
        let rate = (progress.events - self.before) as f64 / self.started.elapsed().as_secs_f64().max(1e-3);
        self.bar.set_position(progress.now.as_secs());
        self.bar.set_message(format!("simulated {}  {:.2} M events/s", progress.now, rate / 1e6));
    }

    pub fn close(&self) {
        self.bar.finish_and_clear();
    }
}
