//! Machines that leave in the middle of a job, votes on results, heartbeats that are lost, hours that are not paid (E19).

use super::sample::{indicator, mean, rounds};
use super::{Entry, Parameter, Played, Values};
use crate::closed::uptime::{overpay, uncut_share};
use crate::closed::voting::first_to_agree_wrong;
use engine::poai::{Claim, SplitRule};
use engine::ratio1::availability::available_us;
use engine::rng::Stream;
use world::law::{Law, Renewal};
use world::{Spells, SpellsState};

const ROUNDS: Parameter = Parameter::rounds(20_000.0);

const SHAPE: Parameter =
    Parameter::number("shape", "Shape of the Weibull law of sessions; below 1: heavy tails.", 0.5, [0.2, 10.0]);
const MEAN_HOURS: Parameter = Parameter::number("mean_hours", "Mean length of a session (hours).", 12.0, [1e-2, 1e5]);
const JOB_HOURS: Parameter = Parameter::number("job_hours", "Length of a job (hours).", 10.0, [1e-2, 1e5]);
const HOUR_S: f64 = 3_600.0;

/// Scale of the law of sessions (hours).
fn scale_hours(values: &Values) -> f64 {
    let shape = values.of(&SHAPE);
    values.of(&MEAN_HOURS) / Law::Weibull { shape, scale: 1.0 }.mean()
}

/// How much longer machines stay up (hours) that are found up at a random moment, by the world's own spells.
fn stays_hours(seed: u64, values: &Values) -> impl Iterator<Item = f64> {
    let up = Law::Weibull { shape: values.of(&SHAPE), scale: scale_hours(values) * HOUR_S };
    // Hardly ever down: the machines that are found down are left out.
    let down = Law::Exponential { mean: values.of(&MEAN_HOURS) * HOUR_S / 100.0 };
    let spells = Spells::Renewal(Renewal { up, down });
    (0..values.count(&ROUNDS)).filter_map(move |node| match SpellsState::start(&spells, seed, node) {
        (_, true, Some(end)) => Some(end.0 as f64 / 1e9 / HOUR_S),
        _ => None,
    })
}

pub(super) const SESSION_CUT: Entry = Entry {
    name: "session-cut",
    about: "Jobs start at a random moment on machines that are up, whose sessions follow a Weibull law.",
    value: "share of jobs that the end of a session cuts (0 to 1)",
    parameters: &[SHAPE, MEAN_HOURS, JOB_HOURS, ROUNDS],
    play: |seed, values| {
        let job = values.of(&JOB_HOURS);
        let cut = mean(stays_hours(seed, values).map(|stays| indicator(stays <= job)));
        Played::sampled(cut, 1.0 - uncut_share(values.of(&SHAPE), scale_hours(values), job))
    },
};

const CHECKPOINT: Parameter =
    Parameter::number("checkpoint_hours", "Time between checkpoints of a job (hours); 0: none.", 0.0, [0.0, 1e5]);
/// Checkpoints of a job at most.
const CHECKPOINTS_MOST: f64 = 10_000.0;

/// Time between the states that a job can go on from (hours).
fn kept_every(values: &Values) -> f64 {
    let (job, between) = (values.of(&JOB_HOURS), values.of(&CHECKPOINT));
    if between > 0.0 { between.max(job / CHECKPOINTS_MOST).min(job) } else { job }
}

pub(super) const SESSION_LOSS: Entry = Entry {
    name: "session-loss",
    about: "The same jobs, which keep their state at checkpoints (10,000 of a job at most): what a cut throws away.",
    value: "work thrown away per job started (hours)",
    parameters: &[SHAPE, MEAN_HOURS, JOB_HOURS, CHECKPOINT, ROUNDS],
    play: |seed, values| {
        let (job, between) = (values.of(&JOB_HOURS), kept_every(values));
        let lost = |stays: f64| if stays <= job { stays - libm::floor(stays / between) * between } else { 0.0 };
        Played::sampled(mean(stays_hours(seed, values).map(lost)), lost_hours(values, job, between))
    },
};

/// E(T − last checkpoint; T ≤ job) for the rest T of a session, whose density is P(session > t)/mean: over each interval by
/// Simpson's rule, in t = u⁴ where the density is steep.
fn lost_hours(values: &Values, job: f64, between: f64) -> f64 {
    const STEPS: u32 = 200;
    let (shape, scale, mean) = (values.of(&SHAPE), scale_hours(values), values.of(&MEAN_HOURS));
    let density = |t: f64| libm::exp(-libm::pow(t / scale, shape)) / mean;
    let over = |from: f64, to: f64| {
        let (low, high) = (libm::pow(from, 0.25), libm::pow(to, 0.25));
        let step = (high - low) / f64::from(STEPS);
        let at = |i: u32| {
            let u = low + step * f64::from(i);
            let t = u * u * u * u;
            (t - from) * density(t) * 4.0 * u * u * u
        };
        let weighed = |i: u32| at(i) * if i == 0 || i == STEPS { 1.0 } else { 2.0 + 2.0 * f64::from(i % 2) };
        (0..=STEPS).map(weighed).sum::<f64>() * step / 3.0
    };
    let intervals = libm::ceil(job / between - 1e-9) as u32;
    (0..intervals).map(|i| over(f64::from(i) * between, (f64::from(i + 1) * between).min(job))).sum()
}

const NEEDED: Parameter = Parameter::count(
    "votes_needed",
    "Equal results that decide (count); of 2M − 1 copies one result always has M.",
    2.0,
    [1.0, 50.0],
);
const WRONG: Parameter =
    Parameter::number("wrong_share", "Chance that a copy is wrong; all wrong ones agree.", 0.1, [1e-6, 0.999]);

pub(super) const QUORUM_WRONG: Entry = Entry {
    name: "quorum-wrong",
    about: "A job is computed again and again until so many results are equal.",
    value: "share of jobs decided wrongly (0 to 1)",
    parameters: &[NEEDED, WRONG, ROUNDS],
    play: |seed, values| {
        let (needed, wrong) = (values.count(&NEEDED), values.of(&WRONG));
        let decided = |stream: &mut Stream| {
            let mut votes = [0, 0];
            loop {
                let vote = usize::from(happens(stream, wrong));
                votes[vote] += 1;
                if votes[vote] == needed {
                    return indicator(vote == 1);
                }
            }
        };
        let played = rounds(seed, b"quorum-w", values.count(&ROUNDS), decided);
        Played::sampled(played, first_to_agree_wrong(u64::from(needed), wrong))
    },
};

fn happens(stream: &mut Stream, chance: f64) -> bool {
    ((stream.next() >> 11) as f64) < chance * 9_007_199_254_740_992.0
}

const LOST: Parameter = Parameter::share("lost_share", "Chance that a heartbeat is lost, each by itself.", 0.05);
const NODE_EPOCHS: Parameter = Parameter::rounds(500.0);

pub(super) const HEARTBEAT_LOSS: Entry = Entry {
    name: "heartbeat-loss",
    about: "A node that is always up sends a heartbeat each 10 s for an epoch, and the deployed estimator hears those that arrive.",
    value: "availability seen (0 to 1)",
    parameters: &[LOST, NODE_EPOCHS],
    play: |seed, values| {
        const BEATS: u64 = 8_640;
        const PERIOD_US: u64 = 10_000_000;
        let lost = values.of(&LOST);
        let seen = rounds(seed, b"heartbea", values.count(&NODE_EPOCHS), |stream| {
            let heard = (0..BEATS).filter(|_| !happens(stream, lost)).map(|beat| beat * PERIOD_US);
            available_us(heard) as f64 / ((BEATS - 1) * PERIOD_US) as f64
        });
        Played::sampled(seen, (1.0 - lost) * (1.0 - lost))
    },
};

const THRESHOLD: Parameter =
    Parameter::number("threshold_share", "Share of an epoch from which it is paid whole.", 0.5, [1e-3, 1.0]);

pub(super) const THRESHOLD_OVERPAY: Entry = Entry {
    name: "threshold-overpay",
    about: "An epoch is paid whole from a threshold of uptime on, by the engine's rule; a machine stays for what pays best.",
    value: "pay for each hour up over that of a rule in proportion",
    parameters: &[THRESHOLD],
    play: |_, values| {
        const EPOCH_S: u32 = 86_400;
        const PAY: u64 = 1_000_000_000;
        let threshold = values.of(&THRESHOLD);
        let rule = SplitRule::Threshold { least_ppm: libm::round(threshold * 1e6) as u32 };
        // A second up costs one unit: next to nothing, but the best reply to equal pay is the shorter stay.
        let left = |up: u32| {
            let claim = Claim { power: PAY as i64, available: up, ..Claim::default() };
            rule.weight(&claim, EPOCH_S) as i64 - i64::from(up)
        };
        let best = (0..=EPOCH_S).max_by_key(|up| left(*up)).unwrap_or(EPOCH_S);
        Played::exact(f64::from(EPOCH_S) / f64::from(best), overpay(threshold))
    },
};
