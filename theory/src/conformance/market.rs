//! T1, T1b, T2: a pool between sellers and buyers, and jobs that are paid for only to be rewarded.

use super::draws::Draws;
use super::row::Check;
use crate::closed::{pool, shares};
use engine::Amount;
use engine::amm::{Market, MarketError};
use engine::id::NodeId;
use engine::poai;
use engine::wire::EpochEntry;

/// Two million on each side at a price of 1; operators sell 7,000 tokens an epoch, customers buy for 3,500 USD.
const START_TOKENS: f64 = 2e6;
const START_USD: f64 = 2e6;
const SOLD_TOKENS: f64 = 7_000.0;
const BOUGHT_USD: f64 = 3_500.0;
const FLOWS: pool::Flows = pool::Flows { product: START_TOKENS * START_USD, sold_tokens: SOLD_TOKENS, bought_usd: BOUGHT_USD };

/// Reserves of the pool, swap by swap.
#[derive(Clone, Copy)]
struct Pool {
    tokens: f64,
    usd: f64,
}

impl Pool {
    /// Tokens in, USD out, at a product that stays.
    fn sell(&mut self, tokens: f64) {
        let out = self.usd * tokens / (self.tokens + tokens);
        self.tokens += tokens;
        self.usd -= out;
    }

    /// USD in, tokens out.
    fn buy(&mut self, usd: f64) {
        let out = self.tokens * usd / (self.usd + usd);
        self.usd += usd;
        self.tokens -= out;
    }

    fn epoch(&mut self) {
        self.sell(SOLD_TOKENS);
        self.buy(BOUGHT_USD);
    }

    fn price(&self) -> f64 {
        self.usd / self.tokens
    }
}

/// A pool after `epochs` from `tokens` of the product.
fn run(tokens: f64, epochs: u32) -> Pool {
    let mut pool = Pool { tokens, usd: START_TOKENS * START_USD / tokens };
    (0..epochs).for_each(|_| pool.epoch());
    pool
}

/// The same flows through the engine's market, which keeps 0.3 % of what is paid in: its price (USD), and what theory says of
/// the product that its reserves have come to.
fn of_the_engine(epochs: u32) -> Result<(f64, f64), MarketError> {
    let mut market = Market::new(Amount::tokens(START_TOKENS as u64), (START_USD * 1e6) as u128)?;
    for _ in 0..epochs {
        market.sell(Amount::tokens(SOLD_TOKENS as u64))?;
        market.buy((BOUGHT_USD * 1e6) as u128)?;
    }
    let (tokens, usd) = (market.tokens().0 as f64 / Amount::TOKEN.0 as f64, market.micro_usd() as f64 / 1e6);
    Ok((usd / tokens, pool::Flows { product: tokens * usd, ..FLOWS }.price_at_rest_usd()))
}

/// 20,000 epochs are 99 relaxation times: nothing of the start is left. Tolerance: rounding of 40,000 swaps. In the engine's
/// market the fee widens the reserves all the while, and takes from both flows alike: its own share is fee·q/X, 8·10⁻⁶.
pub(super) fn rest(_: &Draws) -> Vec<Check> {
    let (price, theory) = of_the_engine(20_000).unwrap_or((f64::NAN, f64::NAN));
    vec![
        Check::within("price at rest (USD)", FLOWS.price_at_rest_usd(), run(START_TOKENS, 20_000).price(), 1e-9),
        Check::within("engine's market, fee 0.3 % (USD)", theory, price, 1e-5),
    ]
}

/// The decay of a disturbance of one in a million, over 400 epochs. The closed form is of first order: X*/(2q) + 1/4 + O(q/X*)
/// is the whole, so a quarter of an epoch is its own error.
pub(super) fn relaxation(_: &Draws) -> Vec<Check> {
    let rest = run(START_TOKENS, 20_000);
    let start = rest.tokens * (1.0 + 1e-6);
    let away = |epochs: u32| libm::log(run(start, epochs).price() / rest.price());
    let measured = 400.0 / libm::log(away(0) / away(400));
    vec![
        Check::within("epochs, first order", FLOWS.relaxation_epochs(), measured, 0.26),
        Check::within("epochs, 1/(2 ln(1 + q/X*))", FLOWS.relaxation_epochs_exact(), measured, 1e-3),
    ]
}

/// One cent of fake volume after another joins as long as the engine's split pays all of it together more than it burns.
fn washed_usd(burn_share: f64) -> f64 {
    const EMITTED: Amount = Amount::tokens(1_000);
    const PRICE_USD: f64 = 0.5;
    const HONEST_CENTS: i64 = 100_000;
    let volume = |node: u32, cents: i64| EpochEntry { node: NodeId(node), power_mgflops: cents, available_s: 1 };
    let mut cents = 0;
    loop {
        let entries = [volume(0, HONEST_CENTS), volume(1, cents + 1)];
        let washers = poai::split(EMITTED, &entries).last().copied().unwrap_or_default();
        let earned_usd = washers.0 as f64 / Amount::TOKEN.0 as f64 * PRICE_USD;
        if earned_usd <= burn_share * (cents + 1) as f64 / 100.0 {
            return cents as f64 / 100.0;
        }
        cents += 1;
    }
}

/// Tolerance: the cent by which volume grows.
pub(super) fn washing(_: &Draws) -> Vec<Check> {
    [0.15, 0.4, 0.5]
        .map(|burn| {
            let theory = shares::wash_volume_usd(1_000.0, 0.5, burn, 1_000.0);
            Check::within(format!("USD, burning {burn}"), theory, washed_usd(burn), 0.01 + 1e-9)
        })
        .to_vec()
}
