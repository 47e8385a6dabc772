//! The points of a sweep on the terminal.

use crate::estimate::Estimate;
use crate::results::{Point, Results};
use crate::rule::Stopped;
use crate::tables::text;
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use records::scenario::Fidelity;

/// Points shown (count); the files hold all.
pub(crate) const POINTS_SHOWN: usize = 40;
/// What a reader asks first; the metric of the stop rule goes before.
const METRICS_SHOWN: [&str; 4] = ["success_share", "completion_p50_s", "completion_p95_s", "utilisation_share"];
/// The same of runs by epochs, and of mechanisms.
const MARKET_SHOWN: [&str; 4] = ["nodes_end", "served_share", "sustainability_ratio", "under_water_share"];
const MECHANISM_SHOWN: [&str; 4] = ["value", "standard_error", "theory", "z_score"];
/// Stands for a value that is not there.
pub(crate) const NONE: &str = "–";

pub(crate) fn table(results: &Results<'_>) -> String {
    let stop = results.study.file.sweep.stop.as_ref();
    let mut shown: Vec<&str> = stop.iter().map(|stop| stop.metric.as_str()).collect();
    let usual = match results.study.file.scenario.fidelity {
        Fidelity::Message | Fidelity::Session => METRICS_SHOWN,
        Fidelity::Epoch => MARKET_SHOWN,
        Fidelity::Mechanism => MECHANISM_SHOWN,
    };
    shown.extend(usual.into_iter().filter(|name| stop.is_none_or(|stop| stop.metric != *name)));
    shown.truncate(usual.len());
    let metrics: Vec<usize> = shown.iter().filter_map(|name| results.study.metric(name)).collect();
    let confidence = results.confidence();

    let mut text = format!("means with {} % confidence intervals\n", confidence * 100.0);
    let all: Vec<&Point> = results.points.iter().collect();
    let told = |estimate: Option<Estimate>| estimate.map_or(NONE.to_owned(), in_words);
    text += &rows(results, "runs", &shown, &all, |point, at| told(results.told.estimates[point][metrics[at]]));
    if let Some(base) = results.base() {
        let others: Vec<&Point> = results.others().collect();
        text += &format!("\n\ndifferences from point {}, run by run of equal seed; ", base.number);
        text += &match others.len() {
            1 => "p: how probable as much is by chance\n".to_owned(),
            many => format!("p: how probable as much is by chance in {many} comparisons (Holm)\n"),
        };
        text += &rows(results, "pairs", &shown, &others, |point, at| {
            let p = results.told.tests[metrics[at]][point].map(|p| format!(", p {}", chance(p))).unwrap_or_default();
            told(results.told.differences[point][metrics[at]]) + &p
        });
    }
    if results.points.len() > POINTS_SHOWN {
        text += &format!("\n… {} points in all; the files hold every one", results.points.len());
    }
    for (stopped, words) in [
        (Stopped::Maximum, "stopped at the maximum of replicates, and the interval is still wider than asked for"),
        (Stopped::NoValue, "stopped: no run gave a value of the metric"),
    ] {
        let points: Vec<String> =
            results.points.iter().filter(|point| point.stopped == stopped).map(|point| point.number.to_string()).collect();
        if !points.is_empty() {
            text += &format!("\n{words}: point {}", points.join(", "));
        }
    }
    text
}

/// A line a point; `counted` says what its replicates are counted as, `words` is asked by place among `points` and `shown`.
fn rows(
    results: &Results<'_>,
    counted: &str,
    shown: &[&str],
    points: &[&Point],
    words: impl Fn(usize, usize) -> String,
) -> String {
    let base = results.base().filter(|_| counted == "pairs");
    let all = &results.study.points;
    let fixed = ["point".to_owned()].into_iter().chain(all.keys.iter().cloned()).chain([counted.to_owned()]);
    let header = fixed.chain(shown.iter().map(|name| (*name).to_owned())).collect();
    let row = |(place, point): (usize, &&Point)| {
        let runs = base.map_or(point.runs.len(), |base| point.runs.len().min(base.runs.len()));
        let runs = match point.failed() {
            0 => runs.to_string(),
            failed => format!("{runs} ({failed} failed)"),
        };
        let values = all.values[point.number].iter().map(text);
        let fixed = [point.number.to_string()].into_iter().chain(values).chain([runs]);
        fixed.chain((0..shown.len()).map(|at| words(place, at))).collect()
    };
    plain_table(header, points.iter().take(POINTS_SHOWN).enumerate().map(row))
}

/// Lines with a rule below the first, everything at the right.
pub(crate) fn plain_table(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_content_arrangement(ContentArrangement::Disabled); // a name cut in two is no name
    table.set_header(header.into_iter().map(right));
    rows.for_each(|row| {
        table.add_row(row.into_iter().map(right));
    });
    table.to_string()
}

/// `mean ± half-width`, the half-width with two significant digits and the mean with as many places.
fn in_words(estimate: Estimate) -> String {
    let two_digits = |size: f64| if size > 0.0 { 1 - libm::floor(libm::log10(size)) as i32 } else { 0 };
    let places = |size: f64| two_digits(size).clamp(0, 12) as usize;
    match estimate.half_width {
        Some(half_width) if half_width > 0.0 => {
            let places = places(half_width);
            format!("{:.places$} ± {half_width:.places$}", estimate.mean)
        }
        Some(_) => format!("{} ± 0", short(estimate.mean)),
        None => short(estimate.mean),
    }
}

/// A probability with two significant digits, but not below a thousandth.
fn chance(p: f64) -> String {
    match p {
        0.0..0.001 => "< 0.001".to_owned(),
        0.001..0.01 => format!("{p:.4}"),
        0.01..0.1 => format!("{p:.3}"),
        _ => format!("{p:.2}"),
    }
}

/// About four significant digits.
fn short(value: f64) -> String {
    let places = if value == 0.0 { 0 } else { (3 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 12) as usize };
    let text = format!("{value:.places$}");
    if places > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_has_as_many_places_as_its_half_width() {
        let told = |mean: f64, half_width: Option<f64>| in_words(Estimate { n: 2, mean, sd: None, half_width });
        assert_eq!(told(29.876, Some(1.234)), "29.9 ± 1.2");
        assert_eq!(told(0.987_654, Some(0.001_234)), "0.9877 ± 0.0012");
        assert_eq!(told(123_456.7, Some(321.0)), "123457 ± 321");
        assert_eq!(told(1.0, Some(0.0)), "1 ± 0");
        assert_eq!(told(0.25, None), "0.25");
        assert_eq!(
            [0.0, 0.0004, 0.0012, 0.0345, 0.5, 1.0].map(chance),
            ["< 0.001", "< 0.001", "0.0012", "0.035", "0.50", "1.00"]
        );
    }
}
