//! The report: one HTML file that opens offline, and each figure as an SVG file beside it.

mod card;
mod energy;
mod market;
mod study;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use crate::figure::{Figure, Study, draw, studies};
use crate::format::{NONE, duration};
use crate::headline::warnings;
use crate::{AnalysisError, Run};
use card::{Card, cards};
use table::{comparison, differences, tables};

pub use market::{market_summary, write_market_report};
pub use study::write_study;
pub use table::Table;

/// What `templates/report.html` fills in.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: String,
    runs: Vec<Section<'a>>,
    comparison: Option<Table>,
    differences: Option<Table>,
    figures: &'a [Figure],
}

/// What the page says of one run.
struct Section<'a> {
    label: &'a str,
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    cards: Vec<Card>,
    tables: Vec<Table>,
    limits: &'a [String],
    scenario: &'a str,
}

/// Writes `report.html` and `figures/*.svg` into `out_dir`, which is created if need be; returns the path of the page.
///
/// With several runs the page compares them: a table side by side, the scenario keys in which they differ, and figures
/// with all runs in them.
///
/// # Errors
///
/// [`AnalysisError::NoRun`] without runs, [`AnalysisError::Write`] when the folder or a file cannot be written.
pub fn write_report(runs: &[Run], out_dir: &Path) -> Result<PathBuf, AnalysisError> {
    let studies = studies(runs);
    let figures = draw(&studies)?;
    let page = Page {
        title: title(runs),
        runs: studies.iter().map(section).collect(),
        comparison: (studies.len() > 1).then(|| comparison(&studies)),
        differences: (studies.len() > 1).then(|| differences(&studies)),
        figures: &figures,
    };
    write_page(&page.render()?, &figures, out_dir)
}

/// Writes a page and its figures; returns the path of the page.
fn write_page(html: &str, figures: &[Figure], out_dir: &Path) -> Result<PathBuf, AnalysisError> {
    let folder = out_dir.join("figures");
    fs::create_dir_all(&folder).map_err(|cause| AnalysisError::Write { path: folder.clone(), cause })?;
    for figure in figures {
        write(&folder.join(format!("{}.svg", figure.name)), &figure.svg)?;
    }
    let path = out_dir.join("report.html");
    write(&path, html)?;
    Ok(path)
}

fn write(path: &Path, text: &str) -> Result<(), AnalysisError> {
    fs::write(path, text).map_err(|cause| AnalysisError::Write { path: path.to_owned(), cause })
}

fn title(runs: &[Run]) -> String {
    match runs {
        [run] => run.name(),
        _ => format!("{} runs side by side", runs.len()),
    }
}

fn section<'a>(study: &'a Study<'_>) -> Section<'a> {
    let (run, measures) = (study.run, &study.measures);
    Section {
        label: &study.label,
        facts: facts(run),
        warnings: warnings(run, measures),
        cards: cards(run, measures),
        tables: tables(study),
        limits: run.summary.as_ref().map_or(&[], |summary| &summary.limits),
        scenario: &run.scenario_text,
    }
}

/// What identifies the run: enough to repeat it.
fn facts(run: &Run) -> Vec<(&'static str, String)> {
    let mut facts =
        vec![("seed", run.seed().map_or(NONE.to_owned(), |seed| seed.to_string())), ("simulated", duration(run.span_s()))];
    if let Some(summary) = &run.summary {
        facts.push(("wall time", duration(summary.wall_s)));
        facts.push(("version", summary.version.clone()));
    }
    facts.push(("digest", run.digest.clone().unwrap_or("none: the run did not finish".to_owned())));
    facts.push(("folder", run.path.display().to_string()));
    facts
}
