//! What a threshold search found, as figures and findings take it.

use crate::book::along_of;
use analysis::search::{Search, Threshold};
use scenarios::scenario::Scale;
use sweep::find::{Found, Reach, Study};

/// The plain form of `found`. What was not seen because it lies beyond the range is infinite.
#[must_use]
pub fn plain_search(study: &Study, found: &Found<'_>) -> Search {
    let search = study.search();
    Search {
        key: search.key.clone(),
        range: (search.from, search.to),
        log: search.scale == Scale::Log,
        metric: search.metric.clone(),
        bound: search.crosses,
        confidence: search.confidence,
        along: search.along.as_ref().map(|along| (along.key.clone(), along.scale == Scale::Log)),
        thresholds: found.thresholds().iter().map(plain_threshold).collect(),
    }
}

fn plain_threshold(threshold: &sweep::find::Threshold) -> Threshold {
    let end = |reach: Reach| match reach {
        Reach::BelowFrom => f64::NEG_INFINITY,
        Reach::At(value) => value,
        Reach::AboveTo => f64::INFINITY,
    };
    Threshold {
        along: threshold.along.as_ref().map(along_of),
        rising: threshold.rising,
        value: threshold.estimate.map(|estimate| end(estimate.value)).filter(|value| value.is_finite()),
        interval: threshold.estimate.and_then(|estimate| estimate.interval).map(|[low, high]| (end(low), end(high))),
        crossings: threshold.crossings(),
        runs: threshold.measured(),
    }
}
