//! Rows to write.

use records::run::{RunWriter, Summary};
use records::scenario::{JobPattern, Scenario};
use records::table::{EpochRow, JobRow, JobState, NodeRow, Outcome, Role, Stage, SupplyRow, TableError, TaskRow, TimelineRow};

pub const TOKEN: u128 = 1_000_000_000_000_000_000;

pub fn node(node: u32) -> NodeRow {
    NodeRow {
        node,
        role: Role::Worker,
        region: "EU_WEST".into(),
        class: "home-cpu".into(),
        device: "".into(),
        compute_gflops: 12.5 + f64::from(node),
        memory_gib: 8.0,
        gpu_memory_gib: 0.0,
        slots: 1,
        idle_w: 40.0,
        busy_w: 95.0,
        usd_per_kwh: 0.31,
        gco2e_per_kwh: 301.1,
    }
}

pub fn epoch(epoch: u32, node: u32) -> EpochRow {
    EpochRow {
        epoch,
        node,
        power_mgflops: -5,
        available_s: 21_000,
        up_s: 21_030,
        busy_s: 77.25,
        reward: 3 * TOKEN + u128::from(node),
        job_income: 0,
    }
}

pub fn supply(epoch: u32) -> SupplyRow {
    SupplyRow {
        epoch,
        time_ns: u64::from(epoch + 1) * 21_600_000_000_000,
        emission: 2000 * TOKEN,
        carried: 0,
        genesis: 3_000_000 * TOKEN,
        minted: 2000 * TOKEN,
        burned: TOKEN / 2,
        liquid: 3_001_999 * TOKEN,
        escrow: TOKEN / 2,
        pool: 0,
        balances: 3_001_999 * TOKEN + TOKEN / 2,
    }
}

pub fn job(number: u32) -> JobRow {
    JobRow {
        requester: 203,
        number,
        kind: "inference-batch".into(),
        pattern: JobPattern::ScatterGather,
        region: "EU_WEST".into(),
        tasks: 9,
        attempts: 10,
        work_gflop: 40_050.0,
        submitted_ns: 5,
        placed_ns: Some(7),
        running_ns: Some(9),
        verified_ns: None,
        reduced_ns: None,
        ended_ns: None,
        state: JobState::Running,
        reason: String::new(),
        outputs_wrong: 0,
        escrowed: TOKEN,
        paid: 0,
        burned: 0,
        refunded: 0,
    }
}

pub fn task(number: u32) -> TaskRow {
    TaskRow {
        requester: 203,
        number,
        task: 1,
        attempt: 0,
        node: 4,
        stage: Stage::Scatter,
        work_gflop: 5000.0,
        placed_ns: 7,
        started_ns: Some(9),
        ended_ns: None,
        outcome: Outcome::Unfinished,
    }
}

pub fn timeline(sample: u32) -> TimelineRow {
    TimelineRow {
        time_ns: u64::from(sample) * 300_000_000_000,
        online: 120,
        registered: 119,
        busy: 8,
        submitted: 0,
        escrowed: 0,
        placed: 0,
        running: 1,
        verified: 0,
        reduced: 0,
        settled: 0,
        failed: 0,
        refunded: 0,
        queued_tasks: 0,
        running_tasks: 8,
        messages: 10_000,
        bytes: 3_000_000,
        events: 20_000,
    }
}

pub fn summary() -> Summary {
    Summary {
        scenario: "sample".into(),
        seed: 1,
        digest: "00ff".into(),
        jobs: [("running".to_owned(), 20)].into(),
        ..Summary::default()
    }
}

/// A run of three epochs, each a boundary; not finished.
pub fn record(folder: &std::path::Path) -> Result<RunWriter, TableError> {
    let mut run = RunWriter::create(folder, &Scenario::default().to_toml())?;
    (0..20).try_for_each(|number| run.nodes.push(node(number)))?;
    for number in 0..3 {
        (0..20).try_for_each(|node| run.epochs.push(epoch(number, node)))?;
        run.supply.push(supply(number))?;
        run.jobs.push(job(number))?;
        run.tasks.push(task(number))?;
        run.timeline.push(timeline(number))?;
        run.flush()?;
    }
    run.jobs.push(job(3))?;
    Ok(run)
}
