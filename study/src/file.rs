//! `study.toml`: what is asked, what is run, and how the answer is told.

use schemars::JsonSchema;
use serde::Deserialize;

/// A study as its file tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// What is studied.
    pub title: String,
    /// What it is for; paragraphs apart by an empty line.
    #[serde(default)]
    pub about: String,
    /// Sweeps and searches.
    pub runs: Vec<RunEntry>,
    /// Questions, each with its answer.
    pub parts: Vec<PartEntry>,
    /// Where things break.
    #[serde(default)]
    pub thresholds: Vec<ThresholdEntry>,
    /// What all of it leaves out.
    #[serde(default)]
    pub limits: Vec<String>,
}

/// A sweep or a search.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunEntry {
    /// Its name in the other sections, and that of its folder.
    pub name: String,
    /// Its file, beside `study.toml`: one with `[sweep]` or `[find]`.
    pub file: String,
    /// What `--quick` changes, each as `key=value`.
    #[serde(default)]
    pub quick: Vec<String>,
    /// A key that must be given on the command line, such as `churn.trace`; without it the run is left out. Empty: none.
    #[serde(default)]
    pub needs: String,
}

/// A question with its answer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// Its name in links.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// The answer: a template whose numbers come from the runs; paragraphs apart by an empty line.
    pub finding: String,
    /// What it leaves out.
    #[serde(default)]
    pub limits: Vec<String>,
    /// What was expected, beside what was found.
    #[serde(default)]
    pub checks: Vec<CheckEntry>,
    /// Figures.
    #[serde(default)]
    pub figures: Vec<FigureEntry>,
}

/// Something that was expected, by a closed form or by what others found.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckEntry {
    /// What is looked at: a template.
    pub what: String,
    /// What was found, with its interval: a template.
    pub found: String,
    /// What was expected: a template.
    pub expected: String,
    /// Where that comes from.
    pub source: String,
    /// Whether they agree: a template that gives `true` or `false`, such as `{{ within(…, 0.9, 1.1) }}`.
    pub holds: String,
}

/// A figure of one run. Of a search it shows the search, of a sweep the panels.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureEntry {
    /// The run.
    pub run: String,
    /// Says what is shown.
    #[serde(default)]
    pub title: String,
    /// What to see.
    #[serde(default)]
    pub caption: String,
    /// Key along the horizontal axis, a number. Empty: each point that differs in other keys than `by` is a row.
    #[serde(default)]
    pub x: String,
    /// Title of that axis, with the unit.
    #[serde(default)]
    pub x_title: String,
    /// Whether that axis is logarithmic.
    #[serde(default)]
    pub x_log: bool,
    /// What stands along that axis for each of the key's values, in ascending order; empty: these.
    #[serde(default)]
    pub x_values: Vec<f64>,
    /// Whether that axis shows shares (0 to 1).
    #[serde(default)]
    pub x_share: bool,
    /// Names of the rows, in the order of the points.
    #[serde(default)]
    pub rows: Vec<String>,
    /// Keys whose values are the series. Empty: one series.
    #[serde(default)]
    pub by: Vec<String>,
    /// Names of the series, in the order of the points.
    #[serde(default)]
    pub series: Vec<String>,
    /// What is measured.
    #[serde(default)]
    pub panels: Vec<PanelEntry>,
}

/// A metric to draw.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelEntry {
    /// The metric, one of those of sweeps.
    pub metric: String,
    /// What it is called, with the unit.
    pub title: String,
    /// Whether its axis is logarithmic.
    #[serde(default)]
    pub log: bool,
}

/// A row of the table of thresholds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThresholdEntry {
    /// What is searched for.
    pub what: String,
    /// The bound that is crossed there, in words.
    pub bound: String,
    /// The value with its interval: a template.
    pub value: String,
    /// What to compare it with: a template. Empty: nothing.
    #[serde(default)]
    pub beside: String,
}
