//! `xpand find`.

use crate::find_args::FindArgs;
use crate::sweep::{Bar, FAILURES_TOLD, threads};
use analysis::search_figure;
use anyhow::{Context, Result, bail};
use scenarios::scenario::split_override;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use study::plain_search;
use sweep::find::{Found, Study, find as run_find};

/// Name of the figure in the folder of a search.
const FIGURE: &str = "find.svg";

/// Runs a search, or goes on with one; prints its thresholds and draws them.
pub fn find(args: &FindArgs) -> Result<()> {
    let study = Study::load(&args.file, &overrides(args)?)?;
    study.check()?;
    let search = study.search();
    if args.check {
        return crate::say(format_args!(
            "good: {} values of {} from {} to {}, at most {} runs",
            study.values(),
            search.key,
            search.from,
            search.to,
            study.runs_max()
        ));
    }
    let name = crate::run::plain(study.name());
    let out = args.out.clone().unwrap_or_else(|| Path::new("runs").join(format!("{name}-find")));
    let bar = Bar::new();
    let found = run_find(&study, &out, threads(args.threads), &|progress| bar.show(progress));
    bar.close();
    let found =
        found.with_context(|| format!("what has ended is kept; the same command goes on with it in {}", out.display()))?;
    crate::say(found.table())?;
    let figure = search_figure(&plain_search(&study, &found)).context("the search is complete, its figure is not")?;
    let path = out.join(FIGURE);
    fs::write(&path, figure.svg).with_context(|| format!("{}: cannot write the figure", path.display()))?;
    crate::say(format_args!("find    {}\nfigure  {}", out.display(), path.display()))?;
    verdict(&found)
}

/// What flags and `--set` change.
fn overrides(args: &FindArgs) -> Result<Vec<(String, String)>> {
    let mut all = args.set.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
    let mut set = |key: &str, value: Option<String>| all.extend(value.map(|value| (format!("find.{key}"), value)));
    let text = |value: &dyn Display| value.to_string();
    set("key", args.key.clone());
    set("from", args.from.as_ref().map(|value| text(value)));
    set("to", args.to.as_ref().map(|value| text(value)));
    set("scale", args.scale.clone());
    set("metric", args.metric.clone());
    set("crosses", args.crosses.as_ref().map(|value| text(value)));
    set("tolerance", args.tolerance.as_ref().map(|value| text(value)));
    set("crossing", args.crossing.clone());
    set("stop.half_width", args.half_width.as_ref().map(|value| text(value)));
    set("replicates", args.replicates.as_ref().map(|value| text(value)));
    Ok(all)
}

/// Refuses a search in which runs failed, or that found nothing.
fn verdict(found: &Found<'_>) -> Result<()> {
    let failures: Vec<_> = found.failures().collect();
    if failures.is_empty() {
        if found.thresholds().iter().all(|threshold| threshold.estimate.is_none()) {
            bail!("no threshold was found; the notes above say why");
        }
        return Ok(());
    }
    let one = |(point, row): &(String, &sweep::Row)| {
        format!("\n  {point}, replicate {}: {}", row.replicate, row.error().unwrap_or_default())
    };
    let told: String = failures.iter().take(FAILURES_TOLD).map(one).collect();
    let more = if failures.len() > FAILURES_TOLD { "\n  …" } else { "" };
    bail!(
        "{} of {} runs failed, and are left out; evaluations.parquet says which and why:{told}{more}",
        failures.len(),
        found.runs()
    )
}
