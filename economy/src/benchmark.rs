//! The benchmark model of the specification (§5.1): what other tools were timed with, in this crate's manner.
//!
//! Seven numbers of the economy (minted, burned, pool of tokens and of dollars, price, demand, epoch) and rows with power, cost,
//! up time, balance, averaged profit and age. An epoch: rewards in proportion to power × up time, half of them sold to the
//! pool, 15 % of demand buys and burns, 85 % goes to nodes; whoever is at a loss for long is replaced. Tokens are integers, and
//! genesis + minted − burned = Σ balances is checked in every epoch.

use crate::random::normal;
use engine::Amount;
use engine::poai::Shares;
use engine::rng::Stream;

const TOKEN: u128 = 1_000_000_000_000_000_000;
/// Purpose of the draws of this module.
const DRAWS: u64 = 1_100;

/// The economy of the benchmark.
#[derive(Clone, Debug)]
pub struct Benchmark {
    seed: u64,
    epoch: u32,
    power: Vec<u32>,
    cost_usd: Vec<f32>,
    up: Vec<u16>,
    balance: Vec<u128>,
    profit_usd: Vec<f32>,
    age: Vec<u32>,
    weight: u64,
    pool: (u128, u128),
    minted: u128,
    burned: u128,
    held: u128,
    carried: u128,
    genesis: u128,
    log_demand: f64,
    /// Price of a token (USD).
    pub price_usd: f64,
    /// Rows replaced so far.
    pub replaced: u64,
}

impl Benchmark {
    /// An economy with `agents` rows.
    #[must_use]
    pub fn new(agents: u32, seed: u64) -> Self {
        let n = agents as usize;
        let pool = (4_000_000 * TOKEN, 2_000_000_000_000);
        let mut new = Self {
            seed,
            epoch: 0,
            power: vec![0; n],
            cost_usd: vec![0.0; n],
            up: vec![0; n],
            balance: vec![0; n],
            profit_usd: vec![0.0; n],
            age: vec![0; n],
            weight: 0,
            pool,
            minted: 0,
            burned: 0,
            held: 0,
            carried: 0,
            genesis: pool.0,
            log_demand: 0.0,
            price_usd: 0.5,
            replaced: 0,
        };
        let words = Stream::new(seed, 0, DRAWS);
        for place in 0..n {
            new.draw(place);
            new.up[place] = up(words.at(place as u64));
            new.weight += u64::from(new.power[place]) * u64::from(new.up[place]);
        }
        new
    }

    /// A new operator in the row at `place`.
    fn draw(&mut self, place: usize) {
        let draws = Stream::new(self.seed, place as u64, DRAWS + 1 + u64::from(self.epoch));
        self.power[place] = (1_000.0 * libm::exp(0.5 * normal(draws.at(0)))) as u32;
        self.cost_usd[place] = (0.4 * libm::exp(0.5 * normal(draws.at(1)))) as f32;
        self.profit_usd[place] = 0.0;
        self.age[place] = 0;
    }

    /// One epoch.
    ///
    /// # Panics
    /// If the books do not add up: a defect.
    pub fn step(&mut self) {
        let draws = Stream::new(self.seed, u64::from(self.epoch) + 1, DRAWS);
        let n = self.power.len();
        self.log_demand = 0.98 * self.log_demand + 0.05 * normal(draws.at(u64::MAX));
        let demand_usd = 2.5 * n as f64 * libm::exp(self.log_demand - 0.031);
        let emitted = 1_458 * TOKEN / 1_000 * n as u128;
        self.minted += emitted;
        let due = emitted + self.carried;
        let shares = Shares::new(Amount(due), u128::from(self.weight));
        let weight = (self.weight as f64).max(1.0);
        let usd_per_weight = ((due as f64 / TOKEN as f64 * self.price_usd + 0.85 * demand_usd) / weight) as f32;
        let (power, cost) = (&self.power[..n], &self.cost_usd[..n]);
        let (up_now, balance) = (&mut self.up[..n], &mut self.balance[..n]);
        let (profit, age) = (&mut self.profit_usd[..n], &mut self.age[..n]);
        let (mut given, mut sold, mut next_weight) = (0_u128, 0_u128, 0_u64);
        let mut failed = Vec::new();
        for i in 0..n {
            let weighs = u64::from(power[i]) * u64::from(up_now[i]);
            let reward = shares.of(weighs).0;
            let sells = reward >> 1;
            given += reward;
            sold += sells;
            balance[i] += reward - sells;
            let gain = weighs as i64 as f32 * usd_per_weight - cost[i];
            profit[i] += 0.05 * (gain - profit[i]);
            age[i] += 1;
            if profit[i] < 0.0 && age[i] > 60 {
                failed.push(i);
            }
            let next = up(draws.at(i as u64));
            up_now[i] = next;
            next_weight += u64::from(power[i]) * u64::from(next);
        }
        self.carried = due - given;
        self.held += given - sold;
        self.trade(sold, 0.15 * demand_usd);
        for place in failed {
            next_weight -= u64::from(self.power[place]) * u64::from(self.up[place]);
            self.draw(place);
            next_weight += u64::from(self.power[place]) * u64::from(self.up[place]);
            self.replaced += 1;
        }
        self.weight = next_weight;
        self.epoch += 1;
        assert_eq!(self.genesis + self.minted - self.burned, self.pool.0 + self.held + self.carried, "I1");
    }

    /// Nodes sell, the burn budget buys and burns: X·Y = k less 0.3 %.
    fn trade(&mut self, sold: u128, burn_usd: f64) {
        let out = |paid: u128, into: u128, from: u128| {
            let counted = paid * 997;
            Amount(from).mul_div(counted, into * 1_000 + counted).0.0
        };
        let usd = out(sold, self.pool.0, self.pool.1);
        self.pool = (self.pool.0 + sold, self.pool.1 - usd);
        let paid = (burn_usd * 1e6) as u128;
        let bought = out(paid, self.pool.1, self.pool.0);
        self.pool = (self.pool.0 - bought, self.pool.1 + paid);
        self.burned += bought;
        self.price_usd = self.pool.1 as f64 / 1e6 / (self.pool.0 as f64 / TOKEN as f64);
    }

    /// Runs `epochs` and counts every balance again; tells the price.
    ///
    /// # Panics
    /// If the books do not add up: a defect.
    pub fn run(&mut self, epochs: u32) -> f64 {
        for _ in 0..epochs {
            self.step();
        }
        assert_eq!(self.balance.iter().sum::<u128>(), self.held, "I1, row by row");
        self.price_usd
    }
}

/// Share of an epoch that a row is up, in 65,536ths: uniform from 0.9 to 1.
#[inline(always)]
fn up(word: u64) -> u16 {
    58_982 + (((word >> 32) * 6_554) >> 32) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_adds_up_and_depends_on_the_seed_alone() {
        let run = |seed| {
            let mut economy = Benchmark::new(300, seed);
            (economy.run(400), economy.replaced)
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1).0, run(2).0);
        assert!(run(1).1 > 0, "some give up");
        let mean = (0..10_000).map(|i| f64::from(up(Stream::new(1, 1, 1).at(i)))).sum::<f64>() / 10_000.0 / 65_536.0;
        assert!((mean - 0.95).abs() < 0.001, "{mean}");
    }
}
