//! `xpand resume`.

use crate::args::ResumeArgs;
use crate::run::{Bar, tell};
use anyhow::{Context, Result};
use scenarios::{prepare, shipped};
use sim::Interrupted;

/// Goes on with a run that was killed.
pub fn resume(args: &ResumeArgs) -> Result<()> {
    let Some(run) = Interrupted::open(&args.run)? else {
        let folder = args.run.display();
        return crate::say(format_args!("{folder}: the run has ended, nothing is to be done; `xpand report {folder}` shows it"));
    };
    let scenario = args.run.join("scenario.toml");
    let name = scenario.to_str().with_context(|| format!("{}: the path is no Unicode text", scenario.display()))?;
    let loaded = shipped::load(name, &[])?;
    crate::pages::large_for(loaded.scenario.population.workers);
    for damage in run.damage() {
        eprintln!("warning: {damage}; an older checkpoint is used");
    }
    eprintln!("resumed at {} of simulated time", run.at());
    let plan = prepare(&loaded)?.plan;
    let bar = Bar::from(loaded.scenario.time.duration_s, run.at().as_secs(), run.events());
    let finished = run.resume(plan, |progress| bar.show(progress));
    bar.close();
    tell(&finished?, args.no_report)
}
