//! Expected completion with checkpoints under exponential failures: Daly's model, and where ours differs.
//!
//! J. T. Daly, *A higher order estimate of the optimum checkpoint interval for restart dumps*, FGCS 22(3), 2006: work W in
//! pieces of τ, a dump of δ after each, restarts of R that may fail too, mean time M to a failure:
//! T = M e^(R/M) (e^((τ+δ)/M) − 1) W/τ.
//!
//! Ours, exactly: a piece is computed (τ), then sent (δ); after a loss it takes the time D until the job is placed again, and R to
//! fetch input and checkpoint. A failure costs D beside what Daly has, so that (M + D) stands for the first M. What differs at the
//! ends: the first piece fetches the input alone, at first and after each loss; the last is as long as is left, and gives the
//! output (o) instead of a checkpoint. Of n pieces:
//!
//! ```text
//!   T = G + (M + D) [ e^((F+τ+δ)/M) − 1  +  (n − 2) e^(R/M) (e^((τ+δ)/M) − 1)  +  e^(R/M) (e^((last+o)/M) − 1) ]
//! ```
//!
//! D is the silence S until a loss is noticed and the delay G by machines that are gone and not yet missed, to which jobs are given
//! too: of members that seem up they are E[S] / (M + E[S]), each costs the rest of its own silence, and after it the next one is
//! drawn: G = E[S²] / (2 M). Failures are exponential, so that it does not matter which machine is chosen; machines that went come
//! back after an hour, long after they were missed. Standard errors from seeds.

use crate::estimate::{Comparison, Estimate};
use crate::setup::{Setup, seconds, task};
use world::law::{Law, Renewal};
use world::{Fidelity, Spells};

/// Mean time to a failure (s).
const MEAN_S: f64 = 14_400.0;
/// Computing time of a job (s).
const WORK_S: f64 = 28_800.0;
/// Links of 1 MiB/s.
const RATE_BPS: u64 = 8 * 1_048_576;
/// Input, checkpoint and output (MiB: seconds on these links).
const INPUT_MIB: f64 = 30.0;
const CHECKPOINT_MIB: f64 = 120.0;
const OUTPUT_MIB: f64 = 10.0;
/// Period of heartbeats, and the silence after which a machine is missed (s).
const PERIOD_S: f64 = 30.0;
const SILENCE_S: f64 = 135.0;

/// First and second moment of the time from a loss to its notice (s, s²). At fidelity `session` silence counts from the loss; with
/// messages from the last heartbeat, which came r before: r is what exceeds whole periods of an exponential time.
fn silence(fidelity: Fidelity) -> (f64, f64) {
    match fidelity {
        Fidelity::Session => (SILENCE_S, SILENCE_S * SILENCE_S),
        Fidelity::Message => {
            let odds = 1.0 / libm::expm1(PERIOD_S / MEAN_S);
            let (r, r_squared) = (MEAN_S - PERIOD_S * odds, 2.0 * MEAN_S * MEAN_S - odds * PERIOD_S * (PERIOD_S + 2.0 * MEAN_S));
            (SILENCE_S - r, SILENCE_S * SILENCE_S - 2.0 * SILENCE_S * r + r_squared)
        }
    }
}

/// Expected completion of a job with a checkpoint after every `tau` of computing (s).
fn expected(fidelity: Fidelity, tau: f64) -> f64 {
    let (notice, notice_squared) = silence(fidelity);
    let ghosts = notice_squared / (2.0 * MEAN_S);
    let pieces = (WORK_S / tau).ceil();
    let (last, restart) = (WORK_S - (pieces - 1.0) * tau, libm::exp((INPUT_MIB + CHECKPOINT_MIB) / MEAN_S));
    let lost = |length: f64| libm::expm1(length / MEAN_S);
    let legs = if pieces < 2.0 {
        lost(INPUT_MIB + WORK_S + OUTPUT_MIB)
    } else {
        let first = lost(INPUT_MIB + tau + CHECKPOINT_MIB);
        first + (pieces - 2.0) * restart * lost(tau + CHECKPOINT_MIB) + restart * lost(last + OUTPUT_MIB)
    };
    ghosts + (MEAN_S + notice + ghosts) * legs
}

/// Daly's higher-order optimum of the computing time between dumps (2006, eq. 37; s).
fn daly_optimum() -> f64 {
    let ratio = CHECKPOINT_MIB / (2.0 * MEAN_S);
    (2.0 * CHECKPOINT_MIB * MEAN_S).sqrt() * (1.0 + ratio.sqrt() / 3.0 + ratio / 9.0) - CHECKPOINT_MIB
}

/// Mean completion (s), a sample a seed.
fn completion(fidelity: Fidelity, tau: f64, seeds: std::ops::Range<u64>) -> Estimate {
    let mut work = task(Law::Constant { value: WORK_S });
    (work.input_mib, work.checkpoint_mib, work.output_mib) = (INPUT_MIB, CHECKPOINT_MIB, OUTPUT_MIB);
    work.checkpoint_every = world::engine::Span::from_millis((tau * 1_000.0) as u64);
    let setup = Setup {
        fidelity,
        workers: 250,
        spells: Spells::Renewal(Renewal { up: Law::Exponential { mean: MEAN_S }, down: Law::Constant { value: 3_600.0 } }),
        gap_s: 600.0,
        jobs: vec![work],
        rate_bps: RATE_BPS,
        epoch_s: 86_400,
        until_s: 2 * 86_400,
        duration_s: 10 * 86_400,
        ..Setup::default()
    };
    let protocol = setup.plan(0).protocol;
    assert_eq!((protocol.heartbeat_period.as_secs_f64(), protocol.silence_max().as_secs_f64()), (PERIOD_S, SILENCE_S));
    let of_seed = |seed| {
        let jobs = setup.run(seed).jobs;
        let (submitted, reduced) = (jobs.integers("submitted_ns"), jobs.integers("reduced_ns"));
        let took = submitted.iter().zip(&reduced).map(|(from, to)| seconds(to.unwrap() - from.unwrap()));
        took.sum::<f64>() / submitted.len() as f64
    };
    Estimate::of(&seeds.map(of_seed).collect::<Vec<_>>())
}

#[test]
fn completion_is_as_computed_and_dalys_interval_is_best_within_a_percent() {
    let daly = daly_optimum();
    let mut comparison = Comparison::default();
    let mut simulated = Vec::new();
    for factor in [0.25, 0.5, 0.707, 1.0, 1.414, 2.0, 4.0] {
        let tau = (daly * factor).round();
        let found = completion(Fidelity::Session, tau, 1..25);
        comparison.meets(&format!("checkpoint every {tau} s: completion (s)"), expected(Fidelity::Session, tau), found, 0.005);
        simulated.push((factor, found.mean));
    }
    comparison.assert();
    // The closed form, which the simulator has met, on a grid of 10 s; and the simulator on its own, with common random numbers.
    let at_daly = expected(Fidelity::Session, daly.round());
    let grid = (10..1_440).map(|tens| f64::from(tens) * 10.0);
    let (best, tau) = grid.map(|tau| (expected(Fidelity::Session, tau), tau)).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    println!(
        "Daly's optimum {daly:.0} s: {at_daly:.0} s; best on a grid {tau} s: {best:.0} s; {:+.3} %",
        100.0 * (at_daly / best - 1.0)
    );
    assert!(at_daly <= 1.01 * best, "{at_daly}, {best}");
    let of = |asked: f64| simulated.iter().find(|(factor, _)| *factor == asked).unwrap().1;
    assert!(simulated.iter().all(|(_, mean)| of(1.0) <= 1.01 * mean), "{simulated:?}");
    assert!(of(0.25) > 1.02 * of(1.0) && of(4.0) > 1.02 * of(1.0), "any interval would do: {simulated:?}");
}

#[test]
fn messages_take_as_long() {
    let tau = daly_optimum().round();
    let mut comparison = Comparison::default();
    let found = completion(Fidelity::Message, tau, 101..125);
    comparison.meets(&format!("messages, every {tau} s: completion (s)"), expected(Fidelity::Message, tau), found, 0.005);
    comparison.assert();
}
