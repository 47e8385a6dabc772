//! `xpand swarm`.

use crate::args::SwarmArgs;
use anyhow::{Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::ops::ControlFlow;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use swarm::{Ended, Options, Tally, draw, fleet, run};

/// Runs random worlds, one for each seed; fails unless all of them ran, nothing was violated and every fault happened.
pub fn swarm(args: &SwarmArgs) -> Result<()> {
    if let Some(seed) = args.seed {
        return if args.show { show(seed) } else { one(seed) };
    }
    let cores = available_parallelism().map_or(1, |cores| cores.get());
    let threads = args.threads.map_or(cores, |threads| threads as usize);
    let options = Options { first: args.first, seeds: args.seeds, threads };
    let (bar, mut tally, mut said) = (Bar::new(args.seeds), Tally::default(), Ok(()));
    let told = |ended: Ended| {
        tally.add(&ended);
        said = ended.failure().map_or(Ok(()), |failure| bar.bar.suspend(|| crate::say(failure)));
        if said.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let result = fleet(options, run, told, |done| bar.show(done));
    bar.close();
    result?;
    said?;
    close(&tally, args.seeds)
}

/// The scenario of a world, to be run, changed and looked into with all else that there is.
fn show(seed: u64) -> Result<()> {
    crate::say(draw(seed)?.loaded.scenario.to_toml().trim_end())
}

/// One world, with what it came to.
fn one(seed: u64) -> Result<()> {
    let ended = run(seed);
    if let Some(failure) = ended.failure() {
        crate::say(failure)?;
    }
    crate::say(format_args!("nodes    {}\nuntil    {}\nevents   {}", ended.nodes, ended.until, ended.events))?;
    crate::say(format_args!("jobs     {} settled, {} refunded", ended.settled, ended.refunded))?;
    for (name, count) in ended.faults.iter().filter(|(_, count)| **count > 0) {
        crate::say(format_args!("fault    {count} {name}"))?;
    }
    crate::say(format_args!("digest   {:016x}", ended.digest))?;
    match ended.violations_count {
        0 => crate::say("good: nothing was violated"),
        1 => bail!("one violation in the world of seed {seed}; `xpand swarm --seed {seed} --show` prints its scenario"),
        count => bail!("{count} violations in the world of seed {seed}; `xpand swarm --seed {seed} --show` prints its scenario"),
    }
}

/// What all worlds came to.
fn close(tally: &Tally, seeds: u64) -> Result<()> {
    crate::say(tally.table())?;
    let Tally { worlds, failed, settled, refunded, events, .. } = tally;
    crate::say(format_args!("{worlds} worlds, {failed} failed; {settled} jobs settled, {refunded} refunded; {events} events"))?;
    if *worlds < seeds {
        bail!("{worlds} of {seeds} worlds were run");
    }
    if let Some(first) = tally.first_failed {
        bail!("{failed} of {worlds} worlds failed; repeat the first with: xpand swarm --seed {first}");
    }
    let missing: Vec<&str> = tally.missing().map(|kind| kind.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("never happened in {worlds} worlds: {}; ask for more worlds with --seeds", missing.join(", "))
}

/// Worlds done, their rate and the time left, on a terminal.
struct Bar {
    bar: ProgressBar,
    started: Instant,
    worlds: u64,
}

impl Bar {
    fn new(worlds: u64) -> Self {
        let bar = ProgressBar::new(worlds);
        let style = ProgressStyle::with_template("{bar:32.cyan/dim} {pos}/{len} worlds  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, started: Instant::now(), worlds }
    }

    fn show(&self, done: u64) {
        let taken_s = self.started.elapsed().as_secs_f64();
        let left_s = taken_s / done.max(1) as f64 * self.worlds.saturating_sub(done) as f64;
        let left = HumanDuration(Duration::from_secs_f64(left_s));
        self.bar.set_position(done);
        self.bar.set_message(format!("{:.1} worlds/s  {left:#} left", done as f64 / taken_s.max(1e-3)));
    }

    fn close(&self) {
        self.bar.finish_and_clear();
    }
}
