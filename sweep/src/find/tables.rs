//! The Parquet tables of a search.

use super::found::Found;
use super::threshold::{Replicate, Threshold};
use crate::row::Row;
use crate::tables::{column, measured};
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

/// `thresholds.parquet`: a row a replicate and value of the second key.
pub(super) fn thresholds(found: &Found<'_>) -> Sheet {
    let first = found.study.file.scenario.seed;
    let all = found.thresholds().iter();
    let rows: Vec<(&Threshold, &Replicate)> =
        all.flat_map(|threshold| threshold.replicates.iter().map(move |replicate| (threshold, replicate))).collect();
    let number =
        |value: fn(&Replicate) -> Option<f64>| Column::Number(rows.iter().map(|(_, replicate)| value(replicate)).collect());
    let count = |value: &dyn Fn(&Replicate) -> u64| Column::Count(rows.iter().map(|(_, replicate)| value(replicate)).collect());
    let mut sheet = Sheet::default();
    if let Some(along) = &found.study.search().along {
        let values = rows.iter().map(|(threshold, _)| threshold.along.clone());
        sheet.push(&along.key, column(along.kind, values.map(|value: Option<Value>| value)));
    }
    sheet.push("replicate", count(&|replicate| u64::from(replicate.number)));
    sheet.push("seed", count(&|replicate| first + u64::from(replicate.number)));
    let state = |(_, replicate): &(&Threshold, &Replicate)| Some(replicate.state.as_str().to_owned());
    sheet.push("state", Column::Text(rows.iter().map(state).collect()));
    sheet.push("crossing", number(|replicate| replicate.crossing));
    sheet.push("low", number(|replicate| replicate.bracket.map(|[low, _]| low)));
    sheet.push("high", number(|replicate| replicate.bracket.map(|[_, high]| high)));
    sheet.push("metric_at_least", number(|replicate| replicate.measured.first().map(|(_, metric)| *metric)));
    sheet.push("metric_at_greatest", number(|replicate| replicate.measured.last().map(|(_, metric)| *metric)));
    sheet.push("runs", count(&|replicate| replicate.runs as u64));
    sheet
}
