//! The report of a run by epochs, and its summary for the terminal.

use std::path::{Path, PathBuf};

use askama::Template;
use records::observe::Metric;
use records::observe::market::METRICS;

use super::card::Card;
use super::table::Table;
use super::{Page, Section, write_page};
use crate::figure::market_figures;
use crate::format::{NONE, count, duration, number, share};
use crate::{AnalysisError, MarketRun};

/// Writes `report.html` and `figures/*.svg` of a run by epochs into `out_dir`, which is created if need be; returns the path of the page.
///
/// # Errors
///
/// [`AnalysisError::Write`] when the folder or a file cannot be written.
pub fn write_market_report(run: &MarketRun, out_dir: &Path) -> Result<PathBuf, AnalysisError> {
    let figures = market_figures(run)?;
    let section = Section {
        label: &run.name(),
        facts: facts(run),
        warnings: warnings(run),
        cards: cards(run),
        tables: vec![metrics(run)],
        limits: run.summary.as_ref().map_or(&[], |summary| &summary.limits),
        scenario: &run.scenario_text,
    };
    let page = Page { title: run.name(), runs: vec![section], comparison: None, differences: None, figures: &figures };
    write_page(&page.render()?, &figures, out_dir)
}

/// A compact table of a run by epochs for the terminal.
#[must_use]
pub fn market_summary(run: &MarketRun) -> String {
    let mut text = crate::terminal_table(&metrics(run));
    for warning in warnings(run) {
        text += &format!("\n{warning}");
    }
    text
}

fn facts(run: &MarketRun) -> Vec<(&'static str, String)> {
    let mut facts = vec![("epochs", count(run.epoch.len() as u64))];
    if let Some(summary) = &run.summary {
        facts.insert(0, ("seed", summary.seed.to_string()));
        facts.push(("wall time", duration(summary.wall_s)));
        facts.push(("version", summary.version.clone()));
    }
    facts.push(("digest", run.digest.clone().unwrap_or("none: the run did not finish".to_owned())));
    facts.push(("folder", run.path.display().to_string()));
    facts
}

fn warnings(run: &MarketRun) -> Vec<String> {
    let violated = (residual(run).is_some_and(|residual| residual != 0.0))
        .then(|| "The supply identity is VIOLATED: books and rows differ, see residual_tokens and residual_usd.".to_owned());
    let unfinished = run.summary.is_none().then(|| "The run did not finish: this is what was written.".to_owned());
    violated.into_iter().chain(unfinished).collect()
}

/// What a metric came to; none before the end.
fn value(run: &MarketRun, metric: &str) -> Option<f64> {
    run.summary.as_ref()?.metrics.get(metric).copied()
}

/// What a full recount of tokens and dollars misses or finds too much; none before the end.
fn residual(run: &MarketRun) -> Option<f64> {
    Some(value(run, "residual_tokens")?.max(value(run, "residual_usd")?))
}

fn shown(metric: &str, value: Option<f64>) -> String {
    match value {
        None => NONE.to_owned(),
        Some(value) if metric.ends_with("_share") => share(value),
        Some(value) => number(value),
    }
}

fn cards(run: &MarketRun) -> Vec<Card> {
    let of = |metric: &str| shown(metric, value(run, metric));
    let card = |name, metric: &str, detail| Card { name, value: of(metric), detail, mood: "" };
    let exact = residual(run) == Some(0.0);
    vec![
        card("Nodes at the end", "nodes_end", format!("{} on average", of("nodes_mean"))),
        card("Demand served", "served_share", format!("{} of jobs wrong", of("wrong_share"))),
        card("Price at the end", "price_end_usd", "USD a token".to_owned()),
        card("Burned over minted", "sustainability_ratio", "worth in USD; 1: supply is neutral".to_owned()),
        card("Pay for jobs", "fee_share", "of income; the rest is tokens".to_owned()),
        card("Below their costs", "under_water_share", "of the nodes at the end".to_owned()),
        Card {
            name: "Supply identity",
            value: if exact { "exact" } else { NONE }.to_owned(),
            detail: "genesis + minted − burned = balances, by a full recount".to_owned(),
            mood: if exact { "good" } else { "bad" },
        },
    ]
}

fn metrics(run: &MarketRun) -> Table {
    let row = |metric: &Metric| [metric.name.to_owned(), shown(metric.name, value(run, metric.name)), metric.meaning.to_owned()];
    Table::new("What the run came to", ["metric", "value", "meaning"], METRICS.iter().map(row).collect(), "none")
}
