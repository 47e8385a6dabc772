//! Both worlds side by side, for people.

use crate::both::Both;
use crate::case::Case;
use crate::equal::name;
use crate::load::{Load, task_seconds, work_done};
use crate::world::World;
use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use records::table::token_decimal;
use std::fmt::Write;

/// The tables of one scenario.
pub fn side_by_side(case: &Case, both: &Both) -> String {
    let mut text = String::new();
    let attempts = |world: &World| (world.attempts.len(), world.attempts.iter().filter(|attempt| !attempt.is_verified()).count());
    let [(simulated, simulated_lost), (real, real_lost)] = [&both.simulated, &both.real].map(attempts);
    let supply = &both.real.summary.supply;
    let _ = writeln!(
        text,
        "\nscenario {}: {} jobs, {} workers, real nodes over {:?}\n\n{}\n",
        case.name,
        both.simulated.jobs.len(),
        both.simulated.workers.len(),
        case.wire,
        times(case, both),
    );
    let _ = writeln!(text, "attempts  simulated {simulated} ({simulated_lost} of them in vain), real {real} ({real_lost})");
    let _ = writeln!(text, "tokens    minted {}, burned {} (real)", supply.minted, supply.burned);
    let _ = writeln!(text, "\n{}", loads(case, both));
    text
}

fn times(case: &Case, both: &Both) -> Table {
    let mut table = table(&["scenario", "job", "kind", "end", "paid", "simulated s", "real s", "gap s", "gap %"], 4);
    let mut gaps = Vec::new();
    for (key, job) in &both.simulated.jobs {
        let real = both.real.jobs.get(key);
        let real_s = real.and_then(|job| job.took_s);
        let gap_s = real_s.zip(job.took_s).map(|(real_s, simulated_s)| real_s - simulated_s);
        let share = gap_s.zip(job.took_s).map(|(gap_s, simulated_s)| 100.0 * gap_s / simulated_s);
        gaps.extend(gap_s.zip(share));
        let figure = |value: Option<f64>, digits: usize| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}"));
        let paid = real.map_or_else(|| "–".to_owned(), |job| token_decimal(job.amounts[1]));
        let state = real.map_or("–", |job| job.state.as_str());
        let numbers = [paid, figure(job.took_s, 2), figure(real_s, 2), signed(gap_s, 2), signed(share, 0)];
        table.add_row(cells([case.name, &name(*key), &job.kind, state], numbers));
    }
    if let Some((gap_s, share)) = median(&gaps) {
        let numbers = [String::new(), String::new(), String::new(), signed(Some(gap_s), 2), signed(Some(share), 0)];
        table.add_row(cells([case.name, "median", "", ""], numbers));
    }
    table
}

/// The medians of gaps and of shares, each by itself.
fn median(gaps: &[(f64, f64)]) -> Option<(f64, f64)> {
    let of = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let (low, high) = (values.get((values.len().checked_sub(1)?) / 2)?, values.get(values.len() / 2)?);
        Some((low + high) / 2.0)
    };
    of(gaps.iter().map(|gap| gap.0).collect()).zip(of(gaps.iter().map(|gap| gap.1).collect()))
}

fn signed(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:+.digits$}"))
}

fn loads(case: &Case, both: &Both) -> Table {
    let head = ["scenario", "load", "sum sim.", "sum real", "Jain sim.", "Jain real", "max/mean sim.", "max/mean real"];
    let mut table = table(&head, 2);
    let mut row = |what: &str, of: fn(&World) -> Load| {
        let (a, b) = (of(&both.simulated), of(&both.real));
        let pairs = [(a.total, b.total, 1), (a.jain, b.jain, 3), (a.max_over_mean, b.max_over_mean, 2)];
        let numbers: Vec<String> =
            pairs.iter().flat_map(|(a, b, digits)| [a, b].map(|value| format!("{value:.*}", *digits))).collect();
        table.add_row(cells([case.name, what], numbers));
    };
    row("task-seconds", task_seconds);
    row("work done, GFLOP", work_done);
    table
}

/// The first `texts` columns are texts, the others numbers.
fn table(head: &[&str], texts: usize) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_header(head.iter().enumerate().map(|(column, text)| {
        Cell::new(text).set_alignment(if column < texts { CellAlignment::Left } else { CellAlignment::Right })
    }));
    table
}

fn cells<'a>(texts: impl IntoIterator<Item = &'a str>, numbers: impl IntoIterator<Item = String>) -> Vec<Cell> {
    let numbers = numbers.into_iter().map(|text| Cell::new(text).set_alignment(CellAlignment::Right));
    texts.into_iter().map(Cell::new).chain(numbers).collect()
}
