//! Tables of the report: the first column names the row, the others are numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::figure::Study;
use crate::format::{NONE, count, duration, number, or_none, share, tokens, tokens_exact};
use crate::headline::{change, headlines};
use crate::measure::{CLASS_UNKNOWN, completion_s_by_kind, quantile, reasons};
use crate::run::Tasks;
use records::run::{ControlSummary, Summary};

use super::energy::per_job;

/// A table of a report, ready to show.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it shows, with units.
    pub title: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows; each as long as the header.
    pub rows: Vec<Vec<String>>,
    /// Shown instead of a table without rows.
    pub empty: &'static str,
    /// What a reader must know of the numbers, below the table.
    pub notes: Vec<String>,
}

impl Table {
    /// True when the table needs the whole width of the page.
    pub fn wide(&self) -> bool {
        self.header.len() > 3
    }

    pub(super) fn new<const N: usize>(title: &str, header: [&str; N], rows: Vec<[String; N]>, empty: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            header: header.map(str::to_owned).to_vec(),
            rows: rows.into_iter().map(Vec::from).collect(),
            empty,
            notes: Vec::new(),
        }
    }
}

/// Headline measures of several runs side by side; with two, how the second differs.
pub(super) fn comparison(studies: &[Study<'_>]) -> Table {
    let columns: Vec<_> = studies.iter().map(|study| headlines(study.run, &study.measures)).collect();
    let mut header = vec![String::new()];
    header.extend(studies.iter().map(|study| study.label.clone()));
    if studies.len() == 2 {
        header.push("relative change".to_owned());
    }
    let rows = (0..columns[0].len()).map(|row| {
        let mut cells = vec![columns[0][row].name.to_owned()];
        cells.extend(columns.iter().map(|column| column[row].short()));
        if let [first, second] = columns.as_slice() {
            cells.push(change(&first[row], &second[row]));
        }
        cells
    });
    Table { title: "Measures".to_owned(), rows: rows.collect(), header, empty: "", notes: Vec::new() }
}

/// Scenario keys whose values differ between the runs.
pub(super) fn differences(studies: &[Study<'_>]) -> Table {
    let keys: BTreeSet<&String> = studies.iter().flat_map(|study| study.run.scenario.keys()).collect();
    let mut header = vec!["key".to_owned()];
    header.extend(studies.iter().map(|study| study.label.clone()));
    let values = |key: &String| -> Vec<Option<&String>> { studies.iter().map(|study| study.run.scenario.get(key)).collect() };
    let rows =
        keys.into_iter().map(|key| (key, values(key))).filter(|(_, values)| values.iter().any(|value| value != &values[0])).map(
            |(key, values)| {
                let shown = values.into_iter().map(|value| value.map_or(NONE.to_owned(), Clone::clone));
                [key.clone()].into_iter().chain(shown).collect()
            },
        );
    Table {
        title: "Scenario keys that differ".to_owned(),
        rows: rows.collect(),
        header,
        empty: "The filled-in scenarios are equal.",
        notes: Vec::new(),
    }
}

/// Tables of one run.
pub(super) fn tables(study: &Study<'_>) -> Vec<Table> {
    let mut tables = vec![by_class(study), per_job(study), by_kind(study), by_outcome(&study.run.tasks), by_reason(study)];
    if let Some(summary) = &study.run.summary {
        tables.push(counts("Injected faults", "kind", &summary.faults, "No fault was injected."));
        tables.push(counts("Requests refused", "reason", &summary.refused, "No request was refused."));
    }
    tables.extend(study.run.summary.as_ref().map(waits));
    tables.extend(study.run.summary.as_ref().map(control));
    tables.push(supply(study));
    tables
}

fn by_class(study: &Study<'_>) -> Table {
    let (run, measures) = (study.run, &study.measures);
    let mut workers: BTreeMap<&str, u64> = BTreeMap::new();
    for row in run.nodes.workers() {
        *workers.entry(run.nodes.class.get(row)).or_insert(0) += 1;
    }
    for class in measures.load_by_class.keys() {
        workers.entry(class).or_insert(0);
    }
    let mut earned: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
    for node in &measures.rewards {
        let class = run.nodes.row(node.node).map_or(CLASS_UNKNOWN, |row| run.nodes.class.get(row));
        let (reward, income) = earned.entry(class).or_default();
        *reward = reward.saturating_add(node.reward);
        *income = income.saturating_add(node.job_income);
    }
    let rows = workers.into_iter().map(|(class, n)| {
        let load = measures.load_by_class.get(class).copied().unwrap_or_default();
        let energy = measures.energy_by_class.get(class).copied().unwrap_or_default();
        let (reward, income) = earned.get(class).copied().unwrap_or_default();
        [
            class.to_owned(),
            count(n),
            number(load.slot_s / 3_600.0),
            or_none(load.utilisation(), share),
            number(energy.full.kwh),
            number(energy.full.usd),
            tokens(reward),
            tokens(income),
        ]
    });
    Table::new(
        "Device classes",
        [
            "class",
            "workers",
            "slot-hours up",
            "utilisation",
            "energy [kWh]",
            "electricity [USD]",
            "reward [tokens]",
            "job income [tokens]",
        ],
        rows.collect(),
        "No worker was recorded.",
    )
}

fn by_kind(study: &Study<'_>) -> Table {
    let jobs = &study.run.jobs;
    let mut ended: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for row in 0..jobs.kind.len() {
        let [recorded, settled, tasks] = ended.entry(jobs.kind.get(row)).or_default();
        *recorded += 1;
        *settled += u64::from(jobs.state.get(row) == "settled");
        *tasks += u64::from(jobs.tasks[row]);
    }
    let times = completion_s_by_kind(jobs);
    let rows = ended.into_iter().map(|(kind, [recorded, settled, tasks])| {
        let times_s = times.get(kind).map_or(&[][..], Vec::as_slice);
        let mean_s = (!times_s.is_empty()).then(|| times_s.iter().sum::<f64>() / times_s.len() as f64);
        [
            kind.to_owned(),
            count(recorded),
            count(tasks),
            count(settled),
            or_none(quantile(times_s, 0.5), duration),
            or_none(quantile(times_s, 0.95), duration),
            or_none(mean_s, duration),
        ]
    });
    Table::new(
        "Jobs by kind, with completion times of the settled ones",
        ["kind", "jobs recorded", "tasks", "settled", "median", "95th percentile", "mean"],
        rows.collect(),
        "No job was recorded.",
    )
}

fn by_outcome(tasks: &Tasks) -> Table {
    let total = tasks.attempts.max(1) as f64;
    let rows = tasks.by_outcome.iter().map(|(outcome, &n)| [outcome.clone(), count(n), share(n as f64 / total)]);
    Table::new("Attempts at tasks", ["outcome", "attempts", "share"], rows.collect(), "No task was placed.")
}

fn by_reason(study: &Study<'_>) -> Table {
    let rows = reasons(&study.run.jobs).into_iter().map(|(reason, n)| [reason, count(n)]);
    Table::new("Why jobs did not settle", ["reason", "jobs"], rows.collect(), "No job ended without settling.")
}

fn control(summary: &Summary) -> Table {
    let all = summary.control.values().map(|sent| sent.bytes).sum::<u64>().max(1) as f64;
    let row = |(kind, sent): (&String, &ControlSummary)| {
        let kb_per_s = sent.bytes as f64 / 1e3 / summary.simulated_s.max(f64::MIN_POSITIVE);
        [kind.clone(), count(sent.messages), number(kb_per_s), share(sent.bytes as f64 / all)]
    };
    let header = ["kind", "messages", "traffic [kB/s]", "share"];
    Table::new("Control traffic", header, summary.control.iter().map(row).collect(), "No message was played out.")
}

fn waits(summary: &Summary) -> Table {
    let in_s = |ms: f64| duration(ms / 1e3);
    let rows = summary.waits.iter().map(|(what, wait)| [what.clone(), count(wait.count), in_s(wait.p50_ms), in_s(wait.p99_ms)]);
    let empty = "Nothing was waited for.";
    Table::new(
        "Waiting: from a worker's start, a job's submission, a task's being ready",
        ["until", "times", "median", "99th percentile"],
        rows.collect(),
        empty,
    )
}

/// The last settled epoch's accounts to the last unit.
fn supply(study: &Study<'_>) -> Table {
    let supply = &study.run.supply;
    let last = supply.epoch.len().checked_sub(1);
    let rows = last.map_or_else(Vec::new, |row| {
        [
            ("genesis", &supply.genesis),
            ("minted", &supply.minted),
            ("burned", &supply.burned),
            ("balances", &supply.balances),
            ("of which liquid", &supply.liquid),
            ("of which in escrow", &supply.escrow),
            ("of which in the pool", &supply.pool),
        ]
        .map(|(name, amounts)| [name.to_owned(), tokens_exact(amounts[row])])
        .to_vec()
    });
    Table::new("Token supply after the last settled epoch", ["account", "tokens"], rows, "No epoch was settled.")
}

fn counts(title: &str, key: &str, counts: &BTreeMap<String, u64>, empty: &'static str) -> Table {
    let rows = counts.iter().map(|(name, &n)| [name.clone(), count(n)]);
    Table::new(title, [key, "count"], rows.collect(), empty)
}
