//! What comes, how it is placed and what it costs; and how long it may take to be over.

use super::dice::{Dice, Part};
use records::scenario::{
    Arrivals, JobKind, JobPattern, Locality, PipelineStage, PrivacyLevel, QueueFull, QueueSharing, Spares, StageKind,
    StageSpread, words_of,
};
use scenarios::scenario::Scenario;

const PATTERNS: [JobPattern; 4] = [JobPattern::ScatterGather, JobPattern::MapReduce, JobPattern::Pipeline, JobPattern::Training];

/// Rounds of training at most.
const ROUNDS: u32 = 3;

/// Copies of a task at most.
const COPIES: u32 = 4;

/// Pieces into which checkpoints cut the longest task, about.
const PIECES: u64 = 6;

/// Tasks that may wait when a job is admitted, at least, if it is not any number.
const QUEUE: u32 = 20;

/// Stages of a job of any of these patterns, at most: one waits for the other.
const STAGES: u64 = 2 * ROUNDS as u64;

/// Speed of a worker at least, as `world` draws it (GFLOP/s), all slots together.
const SLOWEST_GFLOPS: f64 = 0.1;

/// Time in which whatever was lost was sent again, with all but certainty (s): 24 of the longest pauses.
const RESENDS_S: u64 = 7_200;

/// Draws it; what is a word of the schema is added to `set`.
pub(super) fn draw(seed: u64, scenario: &mut Scenario, set: &mut Vec<(String, String)>) {
    workload(&mut Dice::new(seed, Part::Workload), scenario);
    demands(&mut Dice::new(seed, Part::Demands), scenario);
    let mut dice = Dice::new(seed, Part::Schedule);
    let schedule = &mut scenario.schedule;
    schedule.attempts_max = dice.count(1, 6);
    schedule.timeout_factor = 1.5 + 2.5 * dice.share();
    schedule.timeout_min_s = dice.between(10, 120);
    schedule.placement_timeout_s = dice.between(60, 900);
    schedule.accept_timeout_s = dice.between(5, 30);
    schedule.sharing = dice.one_of(&[QueueSharing::Fair, QueueSharing::Arrival]);
    schedule.queue_max = if dice.percent(30) { dice.count(QUEUE, 10 * QUEUE) } else { 0 };
    schedule.when_full = dice.one_of(&[QueueFull::Wait, QueueFull::Refuse]);
    schedule.breaker_failures = dice.count(0, 4);
    schedule.breaker_pause_s = dice.between(10, 600);
    set.push(("schedule.policy".to_owned(), dice.one_of(&words_of("schedule.policy")).to_owned()));

    let mut dice = Dice::new(seed, Part::Economy);
    let economy = &mut scenario.economy;
    economy.emission = dice.one_of(&["constant", "halving"]).to_owned();
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
    let kind = |number: u64| job_kind(dice, number);
    workload.jobs = (0..kinds).map(kind).collect();
}

/// Where tasks ask to run, and who says that it may see private data.
fn demands(dice: &mut Dice, scenario: &mut Scenario) {
    for kind in &mut scenario.workload.jobs {
        kind.locality = dice.one_of(&[Locality::Any, Locality::Near]);
        kind.privacy = if dice.percent(15) { PrivacyLevel::Trusted } else { PrivacyLevel::Open };
    }
    for class in &mut scenario.population.classes {
        class.trusted = dice.percent(50);
    }
    // Somebody is.
    if let Some(class) = scenario.population.classes.first_mut() {
        class.trusted = true;
    }
}

fn job_kind(dice: &mut Dice, number: u64) -> JobKind {
    let pattern = dice.one_of(&PATTERNS);
    let gflop = dice.log(0.1, 300.0);
    let copies = if dice.percent(30) { dice.count(2, COPIES) } else { 1 };
    let mut kind = JobKind {
        name: format!("kind-{number}"),
        pattern,
        tasks: dice.count(1, 8),
        reducers: dice.count(1, 3),
        rounds: dice.count(1, ROUNDS),
        gflop,
        copies,
        agree: dice.count(1, copies),
        spares: dice.one_of(&[Spares::AtOnce, Spares::Late, Spares::Differ]),
        late_factor: dice.log(0.5, 3.0),
        due_s: if dice.percent(20) { dice.between(300, 3_600) } else { 0 },
        checkpoint_every_s: if dice.percent(30) { 1 + (gflop / 10.0) as u64 / PIECES } else { 0 },
        checkpoint_mib: dice.one_of(&[0.0, 0.1, 8.0]),
        gather_gflop: dice.log(0.1, 30.0),
        input_mib: dice.one_of(&[0.0, 0.1, 8.0]),
        output_mib: dice.one_of(&[0.0, 0.1, 1.0]),
        memory_gib: dice.one_of(&[0.5, 0.5, 2.0, 2.0, 16.0]),
        gpu_memory_gib: if dice.percent(10) { 4.0 } else { 0.0 },
        ..JobKind::default()
    };
    if pattern == JobPattern::Pipeline {
        kind.stages = pipeline(dice, &kind);
    }
    kind
}

/// Data is taken in, computed on, and served or brought together, in tasks as the kind's.
fn pipeline(dice: &mut Dice, kind: &JobKind) -> Vec<PipelineStage> {
    let mut stage = |name: &str, kinds: &[StageKind], after: &[&str]| PipelineStage {
        name: name.to_owned(),
        kind: dice.one_of(kinds),
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        spread: dice.one_of(&[StageSpread::All, StageSpread::Each, StageSpread::Share]),
        tasks: dice.count(1, 4),
        gflop: kind.gflop,
        serve_s: dice.between(1, 300),
        input_mib: kind.input_mib,
        output_mib: kind.output_mib,
        memory_gib: kind.memory_gib,
        gpu_memory_gib: kind.gpu_memory_gib,
        checkpoint_every_s: kind.checkpoint_every_s,
        checkpoint_mib: kind.checkpoint_mib,
        copies: kind.copies,
        agree: kind.agree,
        spares: kind.spares,
        late_factor: kind.late_factor,
        ..PipelineStage::default()
    };
    let first = stage("capture", &[StageKind::Capture], &[]);
    let middle = stage("compute", &[StageKind::Process], &["capture"]);
    let last = stage("end", &[StageKind::Serve, StageKind::Reduce], &["compute", "capture"]);
    vec![last, first, middle]
}

/// Time after which every job that was submitted before it is over, if nothing strikes but churn and steady loss (s): each stage may
/// wait for a node, and run out of time, as often as a task may be tried.
pub(super) fn tail_s(scenario: &Scenario) -> u64 {
    let schedule = &scenario.schedule;
    let slots = scenario.population.classes.iter().map(|class| class.slots).max().unwrap_or(1);
    let run_s = |kind: &JobKind| {
        let checkpoints_mib = kind.checkpoint_mib * 1e3;
        let transfers_s = (kind.input_mib + kind.output_mib * 32.0 + checkpoints_mib) * 8.0 * 1.048_576 / 5.0;
        300.0 + kind.gflop.max(kind.gather_gflop) * f64::from(slots) / SLOWEST_GFLOPS + transfers_s
    };
    let longest_s = scenario.workload.jobs.iter().map(run_s).fold(0.0, f64::max) * schedule.timeout_factor;
    let attempt_s = schedule.placement_timeout_s + schedule.accept_timeout_s + schedule.timeout_min_s + longest_s as u64 + 1;
    // Jobs that are not admitted come again until the queue has room: so many times, in the worst case one after the other.
    let jobs = (scenario.workload.jobs_per_hour * 1.5) as u64 + 10;
    let admissions = if schedule.queue_max > 0 { 1 + 3 * jobs / u64::from(schedule.queue_max) } else { 1 };
    // Copies that differ are asked again one after the other; a task that gets further may fail as often again.
    let tries = STAGES * u64::from(schedule.attempts_max) * u64::from(COPIES) * PIECES;
    tries * attempt_s * admissions + scenario.discovery.refer_after_s + RESENDS_S
}
