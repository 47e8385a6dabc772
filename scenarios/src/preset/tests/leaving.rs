//! Hours in which many leave, computed again from the polls and the sessions they come from; skipped where these are not.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Int64Type};
use flate2::read::GzDecoder;
use records::table::read_batches;
use world::law::Law;

use super::super::*;
use super::shared_data;

/// Longer gaps between polls are outages of the observer (s).
const OUTAGE_S: i64 = 28_800;

/// A mass join and leave that may be a fault of the collector (s).
const DOUBTFUL_S: (i64, i64) = (4_723_665, 4_757_046);

/// Polls joined to at least an hour.
struct Step {
    from_s: i64,
    until_s: i64,
    /// Share of those online at its beginning that left, per hour.
    share: f64,
}

impl Step {
    fn hours(&self) -> f64 {
        (self.until_s - self.from_s) as f64 / 3_600.0
    }
}

fn steps(file: &Path, with_doubtful: bool) -> Vec<Step> {
    let polls = csv::Reader::from_reader(GzDecoder::new(File::open(file).unwrap()));
    let polls: Vec<[i64; 4]> = polls.into_deserialize().collect::<Result<_, _>>().unwrap();
    let (mut steps, mut open) = (Vec::new(), None);
    for pair in polls.windows(2) {
        let ([before_s, online, ..], [now_s, _, _, left]) = (pair[0], pair[1]);
        let is_sound = with_doubtful || now_s <= DOUBTFUL_S.0 || before_s >= DOUBTFUL_S.1;
        if now_s - before_s > OUTAGE_S || !is_sound {
            open = None;
            continue;
        }
        let (from_s, of, gone) = open.unwrap_or((before_s, online, 0));
        let gone = gone + left;
        open = Some((from_s, of, gone)).filter(|_| now_s - from_s < 3_600);
        if open.is_none() {
            let hours = (now_s - from_s) as f64 / 3_600.0;
            steps.push(Step { from_s, until_s: now_s, share: gone as f64 / of as f64 / hours });
        }
    }
    steps
}

/// The least share that at least a part `p` of all hours stays at or below; `steps` in the order of their shares.
fn quantile_by_hours(steps: &[Step], p: f64) -> f64 {
    let all: f64 = steps.iter().map(Step::hours).sum();
    let mut below = 0.0;
    let found = steps.iter().find(|step| {
        below += step.hours();
        below >= p * all
    });
    found.or(steps.last()).unwrap().share
}

/// Hours away of those that left in `when` and came back within the window, in order, and how many did not.
fn away_h(file: &Path, when: &[(i64, i64)]) -> (Vec<f64>, usize) {
    let mut sessions: BTreeMap<i64, Vec<[i64; 4]>> = BTreeMap::new();
    for batch in read_batches(file).unwrap() {
        let column = |name: &str| {
            let column = arrow_cast::cast(&batch[name], &Int64Type::DATA_TYPE).unwrap();
            column.as_primitive::<Int64Type>().values().to_vec()
        };
        let [node, start, end, window, censored] = ["node", "start_s", "end_s", "window", "right_censored"].map(column);
        for at in 0..node.len() {
            sessions.entry(node[at]).or_default().push([start[at], end[at], window[at], censored[at]]);
        }
    }
    let (mut back, mut gone) = (Vec::new(), 0);
    for sessions in sessions.values_mut() {
        sessions.sort_unstable();
        for (at, [_, end_s, window, censored]) in sessions.iter().enumerate() {
            let is_of = when.iter().any(|(from_s, until_s)| (from_s..until_s).contains(&end_s));
            if *censored != 0 || !is_of {
                continue;
            }
            match sessions.get(at + 1).filter(|next| next[2] == *window) {
                Some(next) => back.push((next[0] - end_s) as f64 / 3_600.0),
                None => gone += 1,
            }
        }
    }
    back.sort_by(f64::total_cmp);
    (back, gone)
}

/// Equal in the six digits that the table has.
fn same(name: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= 5.1e-6 * expected.abs(), "{name}: the table has {found}, the data {expected}");
}

fn points(law: &Law) -> &[(f64, f64)] {
    let Law::Empirical(table) = law else { panic!("{law:?}") };
    // The ends stand twice.
    &table.points()[1..table.points().len() - 1]
}

#[test]
fn the_hours_in_which_tor_relays_leave_are_those_of_the_polls() {
    let Some(folder) = shared_data("the_hours_in_which_tor_relays_leave_are_those_of_the_polls") else { return };
    let polls = folder.join("churn/tor_counts.csv.gz");
    let mut steps_ = steps(&polls, false);
    steps_.sort_by(|a, b| a.share.total_cmp(&b.share));
    let preset = leaving("tor-2026").unwrap();
    let hours: f64 = steps_.iter().map(Step::hours).sum();
    same("hours", preset.hours, hours);
    let mean = |steps: &[Step]| {
        let hours: f64 = steps.iter().map(Step::hours).sum();
        steps.iter().map(|step| step.share * step.hours()).sum::<f64>() / hours
    };
    same("mean share", preset.share.observed_mean, mean(&steps_));
    for (share, p) in points(&preset.share.law) {
        same(&format!("share at {p}"), *share, quantile_by_hours(&steps_, *p));
    }
    let bound = quantile_by_hours(&steps_, 0.99);
    let worst = &steps_[steps_.partition_point(|step| step.share < bound)..];
    same("worst 1 %", preset.worst_percent_mean, mean(worst));

    let when: Vec<(i64, i64)> = worst.iter().map(|step| (step.from_s, step.until_s)).collect();
    let (back, gone) = away_h(&folder.join("churn/tor_sessions.parquet"), &when);
    same("gone", preset.gone_share, gone as f64 / (gone + back.len()) as f64);
    same("mean away", preset.away_h.observed_mean, back.iter().sum::<f64>() / back.len() as f64);
    for (hours, p) in points(&preset.away_h.law) {
        let place = p * (back.len() - 1) as f64;
        let (low, next) = (back[place as usize], back[(place as usize + 1).min(back.len() - 1)]);
        same(&format!("away at {p}"), *hours, low + (next - low) * place.fract());
    }

    // What the documentation of `faults.mass_leave` says.
    let law = &preset.share.law;
    let near = |found: f64, said: f64, half_digit: f64| assert!((found - said).abs() <= half_digit, "{found} is not {said}");
    near(law.quantile(0.5), 0.0028, 5e-5);
    near(law.quantile(0.99), 0.0126, 5e-5);
    near(preset.worst_percent_mean, 0.0184, 5e-5);
    near(law.quantile(1.0), 0.042, 5e-4);
    let doubtful = steps(&polls, true).iter().map(|step| step.share).fold(0.0, f64::max);
    near(doubtful, 0.244, 5e-4);
    near(preset.gone_share, 0.33, 5e-3);
    near(preset.away_h.law.quantile(0.5), 2.0, 0.05);
    near(preset.away_h.law.quantile(0.9), 9.0, 0.05);
    near(preset.hours, 5_599.0, 0.5);
}
