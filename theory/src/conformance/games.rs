//! T3, T10, T10b, T10c, T17: cheats and those who check them, round by round.

use super::draws::{Draws, Estimate, columns, happens, uniform};
use super::row::Check;
use crate::closed::deterrence::{self, Spoofer, Worker};
use engine::rng::Stream;

const WORKER: Worker = Worker { wage: 1.0, cost: 0.6, cost_faked: 0.05, stake: 5.0, discount: 0.99 };
/// Discounting after which an epoch counts for nothing.
const NOTHING: f64 = 1e-14;

/// Today's value of `profit` in every epoch from the next one on, epoch by epoch.
fn honest_future(profit: f64, discount: f64) -> f64 {
    let (mut value, mut weight) = (0.0, discount);
    while weight > NOTHING {
        value += weight * profit;
        weight *= discount;
    }
    value
}

/// What faking one epoch gains over honesty at each of two probabilities of being caught, with the same luck.
fn fakes_once(stream: &mut Stream, detection: [f64; 2], future: f64) -> [f64; 2] {
    let luck = uniform(stream);
    let honest = WORKER.wage - WORKER.cost + future;
    detection
        .map(|d| if luck < d { -WORKER.cost_faked - WORKER.stake } else { WORKER.wage - WORKER.cost_faked + future } - honest)
}

/// What faking until caught gains over honesty for ever.
fn fakes_for_ever(stream: &mut Stream, detection: [f64; 2], future: f64) -> [f64; 2] {
    let honest = WORKER.wage - WORKER.cost + future;
    let (mut gained, mut at_large, mut weight) = ([-honest; 2], [true; 2], 1.0);
    while weight > NOTHING && at_large.contains(&true) {
        let luck = uniform(stream);
        for ((gained, at_large), d) in gained.iter_mut().zip(&mut at_large).zip(detection) {
            if *at_large {
                *at_large = luck >= d;
                let paid = if *at_large { WORKER.wage } else { -WORKER.stake };
                *gained += weight * (paid - WORKER.cost_faked);
            }
        }
        weight *= WORKER.discount;
    }
    gained
}

/// Mean of `lives` pairs.
fn mean_of(lives: u32, mut one: impl FnMut() -> [f64; 2]) -> [f64; 2] {
    let sums = (0..lives).map(|_| one()).fold([0.0; 2], |sum, one| [sum[0] + one[0], sum[1] + one[1]]);
    sums.map(|sum| sum / f64::from(lives))
}

/// The gain is simulated on both sides of d*, and the detection at which it is zero read off the line between. Once: the gain is
/// a line. For ever it bends, so both sides are within a hundredth, where the bend costs 6·10⁻⁵ of d*.
pub(super) fn deterrence(draws: &Draws) -> Vec<Check> {
    let needed = WORKER.detection_needed();
    let (wide, close) = ([0.5 * needed, 1.5 * needed], [0.99 * needed, 1.01 * needed]);
    let future = honest_future(WORKER.wage - WORKER.cost, WORKER.discount);
    let once = draws.replicate(|stream| mean_of(20_000, || fakes_once(stream, wide, future)));
    let ever = draws.replicate(|stream| {
        // Other draws than those above.
        let mut stream = stream.skip_to(1 << 40);
        mean_of(1_000, || fakes_for_ever(&mut stream, close, future))
    });
    vec![
        Estimate::root(&once, wide[0], wide[1]).against("detection, one epoch faked", needed),
        Estimate::root(&ever, close[0], close[1]).against("detection, faked for ever", needed),
    ]
}

/// As T3's one epoch: claiming 150 times the power, then honest for ever if not caught.
pub(super) fn spoofing(draws: &Draws) -> Vec<Check> {
    const STAKE: f64 = 1_000.0;
    const DISCOUNT: f64 = 1_830.0 / 1_831.0;
    let table = Spoofer { factor: 150.0, honest_reward: 1.0, cost: 0.0, at_stake: 2_830.0 };
    let needed = table.detection_needed();
    let detection = [0.5 * needed, 1.5 * needed];
    let future = honest_future(table.honest_reward, DISCOUNT);
    let gains = draws.replicate(|stream| {
        mean_of(20_000, || {
            let luck = uniform(stream);
            let honest = table.honest_reward + future;
            detection.map(|d| {
                let paid = if luck < d { -STAKE } else { table.factor * table.honest_reward + future };
                paid - table.cost - honest
            })
        })
    });
    vec![Estimate::root(&gains, detection[0], detection[1]).against("detection, φ 150, S + V 2,830", needed)]
}

/// A cheat wins this if nobody looks, and loses that if somebody does.
const GAIN: f64 = 1.0;
const LOST: f64 = 4.0;
const CHECKERS: [u32; 3] = [1, 3, 10];

/// The checkers move together: a little up after a cheat that paid, down after one that was found. They rest where cheating
/// neither wins nor loses. Counted after 2,000 rounds.
fn found_by_learners(stream: &mut Stream, checkers: u32) -> f64 {
    const ROUNDS: (u32, u32) = (2_000, 22_000);
    const STEP: f64 = 0.002;
    let (mut checks, mut found) = (0.5, 0_u32);
    for round in 0..ROUNDS.1 {
        let looked = (0..checkers).fold(false, |looked, _| happens(stream, checks) || looked);
        checks = f64::clamp(checks + STEP / f64::from(checkers) * if looked { -LOST } else { GAIN }, 0.0, 1.0);
        found += u32::from(looked && round >= ROUNDS.0);
    }
    f64::from(found) / f64::from(ROUNDS.1 - ROUNDS.0)
}

/// The rate at which a cheat's mean payment over all patterns of who looks is zero, by bisection.
fn indifferent_rate(checkers: u32) -> f64 {
    let payment = |rate: f64| -> f64 {
        (0..1_u32 << checkers)
            .map(|pattern| {
                let looking = pattern.count_ones();
                let probability = (0..checkers).fold(1.0, |p, i| p * if pattern >> i & 1 == 1 { rate } else { 1.0 - rate });
                probability * if looking > 0 { -LOST } else { GAIN }
            })
            .sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if payment(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

pub(super) fn checkers(draws: &Draws) -> Vec<Check> {
    let theory = deterrence::found_share(GAIN, LOST);
    let found = draws.replicate(|stream| CHECKERS.map(|n| found_by_learners(stream, n)));
    let mut checks = columns(&found, CHECKERS.map(|n| (format!("found by {n}, learning"), theory)));
    checks.extend(CHECKERS.map(|n| {
        let each = deterrence::check_share(GAIN, LOST, f64::from(n));
        Check::within(format!("each of {n} checks"), each, indifferent_rate(n), 1e-12)
    }));
    checks
}

/// Each answers best what the other has done so far. What is left of the start and of the cycles after t rounds falls as
/// t^(−½); after 10⁷ rounds a hundredth of the share is allowed for it.
pub(super) fn fictitious_play(_: &Draws) -> Vec<Check> {
    const COST: f64 = 1.0;
    const REWARD: f64 = 50.0;
    const LOSS: f64 = 10.0;
    const ROUNDS: u32 = 10_000_000;
    let (mut cheated, mut checked) = (0.5, 0.5);
    for round in 1..=ROUNDS {
        let rounds = f64::from(round);
        let cheats = GAIN * (rounds - checked) > LOST * checked;
        // Checking: −C, and R where there was a cheat; else −L where there was one.
        let checks = -COST * rounds + REWARD * cheated > -LOSS * cheated;
        cheated += f64::from(u8::from(cheats));
        checked += f64::from(u8::from(checks));
    }
    let share = |count: f64| count / (f64::from(ROUNDS) + 1.0);
    let (cheat, check) = (deterrence::cheat_share(COST, REWARD, LOSS), deterrence::found_share(GAIN, LOST));
    vec![
        Check::within("share of epochs cheated", cheat, share(cheated), 0.01 * cheat),
        Check::within("share of epochs checked", check, share(checked), 0.01 * check),
    ]
}

/// In integers, over every cycle of 100 rounds in which `challenged` come with an attention challenge and `cheated` (0 to 100)
/// are cheated: the smallest deposit at which checking earns more than not checking, however much is cheated.
fn smallest_deposit(challenged: i64, cost: i64) -> i64 {
    const ROUNDS: i64 = 100;
    const REWARD: i64 = 50;
    const LOSS: i64 = 10;
    let dominates = |deposit: i64| {
        (0..=ROUNDS).all(|cheated| {
            let checking = REWARD * cheated - cost * ROUNDS;
            let not = -LOSS * cheated - deposit * challenged;
            checking > not
        })
    };
    (0..).find(|deposit| dominates(*deposit)).unwrap_or(i64::MAX)
}

pub(super) fn attention(_: &Draws) -> Vec<Check> {
    [(1, 1), (2, 1), (7, 3), (50, 9)]
        .map(|(challenged, cost)| {
            let share = challenged as f64 / 100.0;
            let theory = (0..).find(|deposit| deterrence::checking_dominates(share, f64::from(*deposit), cost as f64));
            let what = format!("smallest deposit, P_a {share}, C {cost}");
            Check::within(what, theory.map_or(f64::NAN, f64::from), smallest_deposit(challenged, cost) as f64, 0.0)
        })
        .to_vec()
}
