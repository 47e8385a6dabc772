//! A run by epochs with its digest, and written as a run folder.

use crate::outcome::{EpochRow, Outcome};
use crate::plan::Plan;
use crate::run::{RunError, run};
use engine::rng::mix;
use records::run::{MarketWriter, Summary};
use records::table::{MarketRow, TableError};

/// A run that came to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What it came to.
    pub outcome: Outcome,
    /// Digest over every row and every metric, bit by bit.
    pub digest: u64,
}

/// Why a run was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The run broke off.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A table or file could not be written.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Runs `plan`; `watch` is told of every epoch.
///
/// # Errors
/// See [`RunError`].
pub fn run_told(plan: &Plan, watch: &mut dyn FnMut(&EpochRow)) -> Result<Ended, RunError> {
    let mut digest = 0;
    let outcome = run(plan, &mut |row| {
        digest = fold(digest, row);
        watch(row);
    })?;
    let digest = outcome.values().into_iter().fold(digest, |digest, value| mix(digest ^ value.unwrap_or(f64::NAN).to_bits()));
    Ok(Ended { outcome, digest })
}

/// As [`run_told`], into `writer`; closes it with `summary`, completed by what the run came to and by `taken_s`, the seconds it took. An
/// error leaves what was written readable.
///
/// # Errors
/// See [`RecordError`].
pub fn run_recorded(
    plan: &Plan,
    mut writer: MarketWriter,
    summary: Summary,
    watch: &mut dyn FnMut(&EpochRow),
    taken_s: &dyn Fn() -> f64,
) -> Result<Ended, RecordError> {
    let mut failed = None;
    let ended = run_told(plan, &mut |row| {
        if failed.is_none() {
            failed = writer.market.push(table_row(row)).err();
        }
        watch(row);
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let values = records::observe::market::METRICS.iter().zip(ended.outcome.values());
    let metrics = values.filter_map(|(metric, value)| Some((metric.name.to_owned(), value?))).collect();
    let simulated_s = f64::from(plan.epochs) * plan.epoch_hours * 3600.0;
    let limits = LIMITS.map(str::to_owned).to_vec();
    let digest = format!("{:016x}", ended.digest);
    let summary = Summary { seed: plan.seed, simulated_s, wall_s: taken_s(), digest, metrics, limits, ..summary };
    writer.finish(&summary)?;
    Ok(ended)
}

/// What the model leaves out.
const LIMITS: [&str; 5] = [
    "A job is a number: no placement, network or transfer; waits are those of M/M/c queues, one for each class of machines.",
    "Operators see the last epochs, or with foresight the schedule, and nothing of what others are about to do.",
    "How prices form is the least certain part: compare price modes before believing a number that hangs on one.",
    "One attack at a time; mechanisms that an epoch does not show, as votes and juries, are played by themselves.",
    "Taxes, currencies, fees of the public chain and the time that its blocks take are left out.",
];

fn table_row(row: &EpochRow) -> MarketRow {
    MarketRow {
        epoch: row.epoch,
        nodes: row.nodes,
        entries: row.entries,
        exits: row.exits,
        under_water: row.under_water,
        capacity_jobs: row.capacity_jobs,
        demand_usd: row.demand_usd,
        served_usd: row.served_usd,
        jobs: row.jobs,
        wash_jobs: row.wash_jobs,
        utilisation_share: row.utilisation_share,
        wait_service_times: row.wait_service_times,
        quality_share: row.quality,
        price_usd: row.price_usd,
        minted_tokens: row.minted_tokens,
        burned_tokens: row.burned_tokens,
        circulating_tokens: row.circulating_tokens,
        staked_tokens: row.staked_tokens,
        income_usd: row.income_usd,
        fees_usd: row.fees_usd,
        attack_pool_share: row.attack_pool_share,
    }
}

/// Goes on with a digest over what an epoch shows.
fn fold(digest: u64, row: &EpochRow) -> u64 {
    let counts = [u64::from(row.nodes), u64::from(row.entries), u64::from(row.exits), row.jobs];
    let numbers = [row.demand_usd, row.served_usd, row.price_usd, row.circulating_tokens, row.staked_tokens, row.income_usd];
    counts.into_iter().chain(numbers.map(f64::to_bits)).fold(digest, |digest, word| mix(digest ^ word))
}
