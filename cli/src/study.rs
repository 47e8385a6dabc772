//! `xpand study`.

use crate::study_args::StudyArgs;
use crate::sweep::{FAILURES_TOLD, threads};
use anyhow::{Context, Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use scenarios::scenario::split_override;
use std::path::Path;
use std::time::Instant;
use study::{Options, Report, Source, Step, Study};

/// Runs a study, or goes on with one; writes its report and prints where it breaks.
pub fn study(args: &StudyArgs) -> Result<()> {
    let started = Instant::now();
    let with = args.with.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
    let kind = if args.quick { "quick" } else { "study" };
    let plain = crate::run::plain(&args.study);
    let out = args.out.clone().unwrap_or_else(|| Path::new("runs").join(format!("{plain}-{kind}")));
    let source = Source::find(&args.study, &out.join("files"))?;
    let study = Study::load(source, Options { quick: args.quick, with, only: args.only.clone() })?;
    if args.check {
        return plan(&study);
    }
    let bar = Bar::new();
    let ended = study.run(&out, threads(args.threads), &|step| bar.show(step));
    bar.bar.finish_and_clear();
    let ended =
        ended.with_context(|| format!("what has ended is kept; the same command goes on with it in {}", out.display()))?;
    let report = Report::of(&ended)?;
    let path = report.write(&out)?;
    report.tables().try_for_each(crate::say)?;
    let (findings, taken) = (out.join("findings.md"), HumanDuration(started.elapsed()));
    crate::say(format_args!("report   {}\nfindings {}\ntook     {taken}", path.display(), findings.display()))?;
    if ended.failures.is_empty() {
        return Ok(());
    }
    let told = ended.failures.iter().take(FAILURES_TOLD).map(|one| format!("\n  {one}")).collect::<String>();
    bail!("{} runs failed and are left out of the means:{told}", ended.failures.len())
}

/// What would be run.
fn plan(study: &Study) -> Result<()> {
    let mut all = 0;
    for (name, runs) in study.plan() {
        match runs {
            Ok(runs) => crate::say(format_args!("{name}: {runs} runs"))?,
            Err(why) => crate::say(format_args!("{name}: left out, {why}"))?,
        }
        all += runs.unwrap_or(0);
    }
    crate::say(format_args!("good: {}, about {all} runs", study.title()))
}

/// The run under way, how far it is, and how many come after it.
struct Bar {
    bar: ProgressBar,
}

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{prefix} {bar:32.cyan/dim} {pos}/{len} runs  {elapsed}  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    fn show(&self, step: Step<'_>) {
        let failed = step.progress.failed;
        self.bar.set_prefix(format!("{:2}/{} {:<22}", step.number, step.of, step.run));
        self.bar.set_length(step.progress.known as u64);
        self.bar.set_position(step.progress.done as u64);
        self.bar.set_message(if failed > 0 { format!("{failed} failed") } else { String::new() });
    }
}
