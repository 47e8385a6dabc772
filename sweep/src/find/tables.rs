//! The Parquet tables of a search.

use super::each::Replicate;
use super::found::Found;
use super::means::Point;
use super::threshold::{Reach, Seen, Threshold};
use crate::estimate::Estimate;
use crate::row::Row;
use crate::tables::{column, measured};
use records::scenario::AxisKind;
use records::table::{Column, Sheet};
use toml::Value;

/// `evaluations.parquet`: a row a run, by the second key's value, value and replicate.
pub(super) fn evaluations(found: &Found<'_>) -> Sheet {
    let (study, rows) = (found.study, found.rows.iter().collect::<Vec<&Row>>());
    let search = study.search();
    let mut sheet = Sheet::default();
    if let Some(along) = &search.along {
        let value = |row: &&Row| study.along(study.place(row.point).along).cloned();
        sheet.push(&along.key, column(along.kind, rows.iter().map(value)));
    }
    let value = |row: &&Row| Some(study.ladder.toml(study.place(row.point).position));
    sheet.push(&search.key, column(search.kind, rows.iter().map(value)));
    sheet.push("replicate", Column::Count(rows.iter().map(|row| u64::from(row.replicate)).collect()));
    sheet.push("seed", Column::Count(rows.iter().map(|row| row.seed).collect()));
    measured(&mut sheet, study.metrics(), &rows);
    sheet
}

/// `thresholds.parquet`: a row a threshold.
pub(super) fn thresholds(found: &Found<'_>) -> Sheet {
    let all: Vec<&Threshold> = found.thresholds().iter().collect();
    let mut sheet = along(found, &all);
    let number = |value: &dyn Fn(&Threshold) -> Option<f64>| Column::Number(all.iter().map(|one| value(one)).collect());
    let text = |value: &dyn Fn(&Threshold) -> Option<&'static str>| {
        Column::Text(all.iter().map(|one| value(one).map(str::to_owned)).collect())
    };
    let seen = |reach: Option<Reach>| match reach {
        Some(Reach::At(value)) => Some(value),
        _ => None,
    };
    let end = |one: &Threshold, which: usize| seen(one.estimate.and_then(|estimate| Some(estimate.interval?[which])));
    sheet.push("method", text(&|one| one.estimate.map(|estimate| estimate.method.as_str())));
    sheet.push("threshold", number(&|one| seen(one.estimate.map(|estimate| estimate.value))));
    sheet.push("low", number(&|one| end(one, 0)));
    sheet.push("high", number(&|one| end(one, 1)));
    sheet.push("half_width", number(&|one| one.relative_half_width()));
    sheet.push("replicates", Column::Count(all.iter().map(|one| u64::from(one.replicates)).collect()));
    sheet.push("stopped", text(&|one| Some(one.stopped.as_str())));
    sheet.push("runs", Column::Count(all.iter().map(|one| one.runs() as u64).collect()));
    sheet
}

/// `means.parquet`: a row a value of both keys, with the mean of the metric there.
pub(super) fn means(found: &Found<'_>) -> Sheet {
    let points = |one: &Threshold| match &one.seen {
        Seen::Mean(means) => means.points.clone(),
        Seen::Each(_) => Vec::new(),
    };
    let rows: Vec<(&Threshold, Point)> =
        found.thresholds().iter().flat_map(|one| points(one).into_iter().map(move |point| (one, point))).collect();
    let mut sheet = along(found, &rows.iter().map(|(one, _)| *one).collect::<Vec<_>>());
    let search = found.study.search();
    let value = |(_, point): &(&Threshold, Point)| {
        Some(if search.kind == AxisKind::Integer { Value::Integer(point.value as i64) } else { Value::Float(point.value) })
    };
    sheet.push(&search.key, column(search.kind, rows.iter().map(value)));
    let number = |value: &dyn Fn(&Estimate) -> Option<f64>| {
        Column::Number(rows.iter().map(|(_, point)| point.estimate.as_ref().and_then(value)).collect())
    };
    sheet.push("runs", Column::Count(rows.iter().map(|(_, point)| point.runs as u64).collect()));
    sheet.push("n", Column::Count(rows.iter().map(|(_, point)| point.values.len() as u64).collect()));
    sheet.push("mean", number(&|estimate| Some(estimate.mean)));
    sheet.push("sd", number(&|estimate| estimate.sd));
    sheet.push("half_width", number(&|estimate| estimate.half_width));
    sheet
}

/// `crossings.parquet`: a row a replicate bisected on its own, by value of the second key.
pub(super) fn crossings(found: &Found<'_>) -> Sheet {
    let first = found.study.file.scenario.seed;
    let replicates = |one: &'_ Threshold| match &one.seen {
        Seen::Each(replicates) => replicates.clone(),
        Seen::Mean(_) => Vec::new(),
    };
    let rows: Vec<(&Threshold, Replicate)> =
        found.thresholds().iter().flat_map(|one| replicates(one).into_iter().map(move |replicate| (one, replicate))).collect();
    let mut sheet = along(found, &rows.iter().map(|(one, _)| *one).collect::<Vec<_>>());
    let number =
        |value: fn(&Replicate) -> Option<f64>| Column::Number(rows.iter().map(|(_, replicate)| value(replicate)).collect());
    let count = |value: &dyn Fn(&Replicate) -> u64| Column::Count(rows.iter().map(|(_, replicate)| value(replicate)).collect());
    sheet.push("replicate", count(&|replicate| u64::from(replicate.number)));
    sheet.push("seed", count(&|replicate| first + u64::from(replicate.number)));
    let state = |(_, replicate): &(&Threshold, Replicate)| Some(replicate.state.as_str().to_owned());
    sheet.push("state", Column::Text(rows.iter().map(state).collect()));
    sheet.push("crossing", number(|replicate| replicate.crossing));
    sheet.push("low", number(|replicate| replicate.bracket.map(|[low, _]| low)));
    sheet.push("high", number(|replicate| replicate.bracket.map(|[_, high]| high)));
    sheet.push("metric_at_least", number(|replicate| replicate.measured.first().map(|(_, metric)| *metric)));
    sheet.push("metric_at_greatest", number(|replicate| replicate.measured.last().map(|(_, metric)| *metric)));
    sheet.push("runs", count(&|replicate| replicate.runs as u64));
    sheet
}

/// A table that begins with the second key's value of each row, if there is one.
fn along(found: &Found<'_>, rows: &[&Threshold]) -> Sheet {
    let mut sheet = Sheet::default();
    if let Some(along) = &found.study.search().along {
        sheet.push(&along.key, column(along.kind, rows.iter().map(|one| one.along.clone())));
    }
    sheet
}
