//! What comes, how it is placed and what it costs; and how long it may take to be over.

use super::dice::{Dice, Part};
use records::scenario::{Arrivals, Emission, JobKind, JobPattern, words_of};
use scenarios::scenario::Scenario;

const PATTERNS: [JobPattern; 2] = [JobPattern::ScatterGather, JobPattern::MapReduce];

/// Stages of a job of any of these patterns, at most: one waits for the other.
const STAGES: u64 = 2;

/// Speed of a worker at least, as `world` draws it (GFLOP/s), all slots together.
const SLOWEST_GFLOPS: f64 = 0.1;

/// Time in which whatever was lost was sent again, with all but certainty (s): 24 of the longest pauses.
const RESENDS_S: u64 = 7_200;

/// Draws it; what is a word of the schema is added to `set`.
pub(super) fn draw(seed: u64, scenario: &mut Scenario, set: &mut Vec<(String, String)>) {
    workload(&mut Dice::new(seed, Part::Workload), scenario);
    let mut dice = Dice::new(seed, Part::Schedule);
    let schedule = &mut scenario.schedule;
    schedule.attempts_max = dice.count(1, 6);
    schedule.timeout_factor = 1.5 + 2.5 * dice.share();
    schedule.timeout_min_s = dice.between(10, 120);
    schedule.placement_timeout_s = dice.between(60, 900);
    schedule.accept_timeout_s = dice.between(5, 30);
    set.push(("schedule.policy".to_owned(), dice.one_of(&words_of("schedule.policy")).to_owned()));

    let mut dice = Dice::new(seed, Part::Economy);
    let economy = &mut scenario.economy;
    economy.emission = dice.one_of(&[Emission::Constant, Emission::Halving]);
    economy.halving_epochs = dice.count(1, 4);
    economy.price_microtokens_per_tflop = dice.one_of(&[0, 1_000, 1_000_000, 1_000_000_000]);
    // Some requesters run out of funds.
    economy.requester_funds_tokens = if dice.percent(10) { 1 } else { 1_000_000 };
    economy.burn_share = dice.one_of(&[0.0, 0.15, 1.0]);
    economy.penalty_share = dice.one_of(&[0.0, 0.05, 0.5]);
    economy.penalty_half_life_epochs = dice.count(1, 4);
}

fn workload(dice: &mut Dice, scenario: &mut Scenario) {
    let workload = &mut scenario.workload;
    workload.arrivals = dice.one_of(&[Arrivals::Poisson, Arrivals::Periodic]);
    workload.jobs_per_hour = libm::round(dice.log(12.0, 600.0));
    let kinds = dice.between(1, 3);
    let kind = |number: u64| JobKind {
        name: format!("kind-{number}"),
        pattern: dice.one_of(&PATTERNS),
        tasks: dice.count(1, 8),
        reducers: dice.count(1, 3),
        gflop: dice.log(0.1, 300.0),
        gather_gflop: dice.log(0.1, 30.0),
        input_mib: dice.one_of(&[0.0, 0.1, 8.0]),
        output_mib: dice.one_of(&[0.0, 0.1, 1.0]),
        memory_gib: dice.one_of(&[0.5, 0.5, 2.0, 2.0, 16.0]),
        gpu_memory_gib: if dice.percent(10) { 4.0 } else { 0.0 },
        ..JobKind::default()
    };
    workload.jobs = (0..kinds).map(kind).collect();
}

/// Time after which every job that was submitted before it is over, if nothing strikes but churn and steady loss (s): each stage may
/// wait for a node, and run out of time, as often as a task may be tried.
pub(super) fn tail_s(scenario: &Scenario) -> u64 {
    let schedule = &scenario.schedule;
    let slots = scenario.population.classes.iter().map(|class| class.slots).max().unwrap_or(1);
    let run_s = |kind: &JobKind| {
        let transfers_s = (kind.input_mib + kind.output_mib) * 8.0 * 1.048_576 / 5.0;
        kind.gflop.max(kind.gather_gflop) * f64::from(slots) / SLOWEST_GFLOPS + transfers_s
    };
    let longest_s = scenario.workload.jobs.iter().map(run_s).fold(0.0, f64::max) * schedule.timeout_factor;
    let attempt_s = schedule.placement_timeout_s + schedule.accept_timeout_s + schedule.timeout_min_s + longest_s as u64 + 1;
    STAGES * u64::from(schedule.attempts_max) * attempt_s + RESENDS_S
}
