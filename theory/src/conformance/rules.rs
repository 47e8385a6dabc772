//! T13, T16, T20: published arithmetic and curves by the engine's schedules, shares by its split.

use super::draws::Draws;
use super::row::Check;
use crate::closed::{growth, published, shares};
use engine::Amount;
use engine::id::NodeId;
use engine::poai::schedule::{Average, Geometric, Halving, RevenueBand};
use engine::poai::{self, EpochFacts, Schedule};
use engine::ratio1::logistic;
use engine::wire::EpochEntry;

/// Prices, on a grid of 10⁻⁴ USD, at which the engine's revenue band begins and ceases to give its base of 13,870 tokens a day,
/// with 91,000 GB a day paid at 0.10 USD: below them its floor binds, above them its cap.
pub(crate) fn band_usd() -> [f64; 2] {
    const BASE: Amount = Amount::tokens(13_870);
    let gives_base = |tick: u64| {
        let (base, burns) = (Halving { first: BASE, halving_epochs: 0 }, Average::over(1));
        let reserve = Amount::tokens(141_000_000);
        let mut band = RevenueBand { base, floor_ppm: 500_000, ceiling_ppm: 3_000_000, reserve, burns };
        let price_nano_usd = Some(tick * 100_000);
        band.tokens(&EpochFacts { paid_micro_usd: 9_100_000_000, price_nano_usd, ..EpochFacts::default() }) == BASE
    };
    let within: Vec<u64> = (1..30_000).filter(|tick| gives_base(*tick)).collect();
    [within.first(), within.last()].map(|tick| tick.map_or(f64::NAN, |tick| *tick as f64 * 1e-4))
}

/// What a staker of 100 earns in a year when `inflation` goes to the staked share alone, round by round on a fixed supply.
fn staker_earns(inflation: f64, staked_share: f64) -> f64 {
    const ROUNDS: u32 = 417;
    const SUPPLY: f64 = 1e6;
    let minted_each_round = SUPPLY * inflation / f64::from(ROUNDS);
    (0..ROUNDS).map(|_| minted_each_round * 100.0 / (SUPPLY * staked_share)).sum()
}

/// Tokens of a schedule of the engine's over its first `epochs` epochs.
fn given_out(mut schedule: impl Schedule, epochs: u32) -> f64 {
    let tokens = |epoch| schedule.tokens(&EpochFacts { epoch, ..EpochFacts::default() });
    (0..epochs).map(tokens).sum::<Amount>().0 as f64 / Amount::TOKEN.0 as f64
}

/// Sums and clamps of published rules. Tolerances: the grid of prices, the units that halvings round off, Euler and Maclaurin's rest.
pub(super) fn published(_: &Draws) -> Vec<Check> {
    let [floor, cap] = band_usd();
    let payout = |ratio| published::price_at_payout_ratio_usd(ratio, 9_100.0, 13_870.0);
    // Half-years, until the last unit: 60 M a year for the first two.
    let halving = Halving { first: Amount::tokens(30_000_000), halving_epochs: 4 };
    // The contract's curve, in its integers.
    let curve: i128 = (0..logistic::DURATION_EPOCHS).map(logistic::fraction).sum();
    let first = published::first_of_falling(300e6, 0.0102, 240.0);
    let paid = (0..240).fold((0.0, first), |(sum, month), _| (sum + month, month * (1.0 - 0.0102))).0;
    vec![
        Check::within("HIP-149 floor binds below (USD)", payout(0.5), floor, 1e-4),
        Check::within("HIP-149 cap binds above (USD)", payout(3.0), cap, 1e-4),
        Check::within("Livepeer yield (%)", 100.0 * published::staking_yield(0.256, 0.44), staker_earns(0.256, 0.44), 1e-9),
        Check::within("HIP-20 total (millions)", published::halving_total(120.0), given_out(halving, 1_000) / 1e6, 1e-9),
        Check::within("master nodes' curve sum", published::master_node_curve_sum(), curve as f64 / logistic::UNIT as f64, 1e-8),
        Check::within("io.net 240 months (millions)", 300.0, paid / 1e6, 1e-9),
        Check::within("io.net first month (millions, 8 %/12 of 500)", 500.0 * 0.08 / 12.0, first / 1e6, 0.02),
    ]
}

/// A share of the true power claims 150 times what it has; the engine's split pays. Tolerance: rounding to 10⁻¹⁸ token.
pub(super) fn spoofing(_: &Draws) -> Vec<Check> {
    const FACTOR: i64 = 150;
    const POWER: i64 = 1_000_000;
    [1_000, 10_000, 50_000]
        .map(|spoofers| {
            let claims = |node: u32, power_mgflops: i64| EpochEntry { node: NodeId(node), power_mgflops, available_s: 86_400 };
            let entries = [claims(0, POWER - spoofers), claims(1, spoofers * FACTOR)];
            let paid = poai::split(Amount::tokens(1_000), &entries);
            let share = paid.last().copied().unwrap_or_default().0 as f64 / Amount::tokens(1_000).0 as f64;
            let real = spoofers as f64 / POWER as f64;
            Check::within(format!("{} % of the power", 100.0 * real), shares::spoofed_share(real, FACTOR as f64), share, 1e-15)
        })
        .to_vec()
}

/// A rate of change followed from `start` over `time` in steps of `time`/1,000 (Runge and Kutta, fourth order).
fn followed(start: f64, time: f64, rate: impl Fn(f64) -> f64) -> f64 {
    let step = time / 1_000.0;
    (0..1_000).fold(start, |y, _| {
        let a = rate(y);
        let b = rate(y + step / 2.0 * a);
        let c = rate(y + step / 2.0 * b);
        let d = rate(y + step * c);
        y + step / 6.0 * (a + 2.0 * b + 2.0 * c + d)
    })
}

/// Adoption as its rate (p + qB)(1 − B) says, the logistic curve as k·y(1 − y), a geometric schedule epoch by epoch by the engine.
/// Tolerance: 10⁻⁹ of the method's step, and rounding.
pub(super) fn curves(_: &Draws) -> Vec<Check> {
    const P: f64 = 0.03;
    const Q: f64 = 0.38;
    let mut checks: Vec<Check> = [1.0, 5.0, 10.0]
        .map(|years| {
            let reached = followed(0.0, years, |b| (P + Q * b) * (1.0 - b));
            Check::within(format!("Bass after {years} years"), growth::bass(P, Q, years), reached, 1e-9)
        })
        .to_vec();
    let steepness = 5.0 / 900.0;
    let reached = followed(growth::logistic(steepness, 630.0, 0.0), 900.0, |y| steepness * y * (1.0 - y));
    checks.push(Check::within("logistic after 900 epochs", growth::logistic(steepness, 630.0, 900.0), reached, 1e-9));
    let ratio = libm::exp2(-1.0 / 365.0);
    let sum = given_out(Geometric::new(Amount::TOKEN, 365), 1_080);
    checks.push(Check::within("geometric, 1,080 epochs", growth::geometric_sum(1.0, ratio, 1_080.0), sum, 1e-9));
    checks
}
