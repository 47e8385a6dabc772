//! The benchmark model that other tools are timed with: `bench/peers/economy/MODEL.md`, to the last bit.
//!
//! ```text
//!   weigh: draws, weights ─▶ rates ─▶ settle: rewards, sales, profit, who leaves ─▶ Market::close: pool, price, demand
//! ```
//!
//! Doubles throughout, since the peers compute in them; what is summed over agents is a whole number below 2⁵³ there and exact in
//! any order. The last group is filled up with agents of no weight, so that passes have no rest to deal with.

use core::array::from_fn;
use engine::rng::Stream;

/// Agents that a pass handles at once.
const LANES: usize = 4;
/// 2⁵²: adding and taking it off rounds a double from 0 to 2⁵¹ to the nearest whole number.
const BIG: f64 = 4_503_599_627_370_496.0;
/// Micro-tokens minted per agent and epoch.
const EMISSION: f64 = 1_458_508.0;

type Lanes = [f64; LANES];

/// What a run came to: token amounts in micro-tokens, price in dollars per token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// Price.
    pub price: f64,
    /// Tokens ever minted.
    pub minted: f64,
    /// Tokens ever burned.
    pub burned: f64,
    /// Tokens at the start, and minted, and not burned.
    pub supply: f64,
    /// Agents ever replaced.
    pub replaced: u64,
    /// Tokens that agents hold.
    pub tokens: f64,
    /// Sum of ages (epochs).
    pub ages: u64,
    /// What agents have earned less what they spent (micro-dollars); the model's vectors leave it out.
    pub cash: f64,
}

/// What a run of stock and flow came to; units as in [`End`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowEnd {
    /// Price.
    pub price: f64,
    /// Tokens ever minted.
    pub minted: f64,
    /// Tokens ever burned.
    pub burned: f64,
    /// Tokens at the start, and minted, and not burned.
    pub supply: f64,
    /// Nodes.
    pub nodes: f64,
}

/// A share from 0 to below 1.
#[inline(always)]
fn share(word: u64) -> f64 {
    f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0000) - 1.0
}

#[inline(always)]
fn rint(x: f64) -> f64 {
    (x + BIG) - BIG
}

/// The scalars of both forms.
#[derive(Clone, Debug)]
struct Market {
    draws: Stream,
    genesis: f64,
    demand0: f64,
    minted: f64,
    burned: f64,
    supply: f64,
    x: f64,
    y: f64,
    price: f64,
    demand: f64,
}

impl Market {
    fn new(agents: f64, seed: u64) -> Self {
        let (genesis, x, y, demand) = (4e9 * agents, 2e9 * agents, 1e9 * agents, 1.5e6 * agents);
        let (draws, price) = (Stream::new(seed, 0, 5), y / x);
        Self { draws, genesis, demand0: demand, minted: 0.0, burned: 0.0, supply: genesis, x, y, price, demand }
    }

    /// Lines 5 to 7 of an epoch.
    fn close(&mut self, t: u64, minted_now: f64, supplied: f64) {
        self.minted += minted_now;
        let d = 0.997 * supplied;
        let out = (self.y * d) / (self.x + d);
        (self.x, self.y) = (self.x + supplied, self.y - out);
        let paid = 0.15 * self.demand;
        let d = 0.997 * paid;
        let out = (self.x * d) / (self.y + d);
        (self.x, self.y) = (self.x - out, self.y + paid);
        self.burned += out;
        self.price = self.y / self.x;
        self.supply = (self.genesis + self.minted) - self.burned;
        let [f0, f1, f2, f3] = [0, 1, 2, 3].map(|draw| share(self.draws.at(4 * t + draw)));
        let e = (((f0 + f1) + f2) + f3) - 2.0;
        let back = self.demand0 + 0.98 * (self.demand - self.demand0);
        self.demand = (back + (0.05 * self.demand0) * (1.732_050_807_568_877_2 * e)).max(0.05 * self.demand0);
    }
}

/// Agents that a pass handles together, a lane each.
#[derive(Clone, Debug, Default)]
struct Group {
    power: Lanes,
    cost: Lanes,
    /// 2 · quality − 1.
    sure: Lanes,
    /// 1 less that.
    unsure: Lanes,
    tokens: Lanes,
    cash: Lanes,
    ewma: Lanes,
    /// Epochs before its first.
    born: Lanes,
    weight: Lanes,
    /// Smoothed profit below which an agent leaves in this epoch; −∞ for those that chance keeps.
    floor: Lanes,
}

/// The model with agents.
#[derive(Clone, Debug)]
pub struct Benchmark {
    agents: u64,
    epoch: u64,
    births: [Stream; 3],
    up: Stream,
    market: Market,
    groups: Vec<Group>,
    /// Tokens that agents hold, from what was given and sold.
    held: f64,
    replaced: u64,
    /// Groups with an agent that leaves in this epoch, if it is old enough.
    leaving: Vec<usize>,
}

impl Benchmark {
    /// An economy with `agents` agents.
    #[must_use]
    pub fn new(agents: u32, seed: u64) -> Self {
        let mut new = Self {
            agents: agents.into(),
            epoch: 0,
            births: [2, 3, 4].map(|purpose| Stream::new(seed, 0, purpose)),
            up: Stream::new(seed, 0, 1),
            market: Market::new(agents.into(), seed),
            groups: vec![Group::default(); (agents as usize).div_ceil(LANES)],
            held: 0.0,
            replaced: 0,
            leaving: Vec::new(),
        };
        for agent in 0..agents as usize {
            new.bear(agent / LANES, agent % LANES, agent as u64);
        }
        new
    }

    /// A new agent, born with `k`.
    fn bear(&mut self, group: usize, lane: usize, k: u64) {
        let [f2, f3, f4] = self.births.map(|draws| share(draws.at(k)));
        let quality = 0.5 + 0.5 * f4;
        let group = &mut self.groups[group];
        group.power[lane] = 50.0 + rint(950.0 * (f2 * f2));
        group.cost[lane] = 150_000.0 + rint(1_850_000.0 * (f3 * f3));
        group.sure[lane] = 2.0 * quality - 1.0;
        group.unsure[lane] = 1.0 - group.sure[lane];
        (group.tokens[lane], group.cash[lane], group.ewma[lane]) = (0.0, 0.0, 0.0);
    }

    /// Lines 1 and 2 of an epoch: tells the sum of weights.
    fn weigh(&mut self) -> f64 {
        let (up, mut k, mut sums) = (self.up, self.epoch.wrapping_mul(self.agents), [0.0; LANES]);
        for group in &mut self.groups {
            let words: [u64; LANES] = from_fn(|lane| up.at(k.wrapping_add(lane as u64)));
            let (power, sure, unsure, cost) = (group.power, group.sure, group.unsure, group.cost);
            let weight: Lanes = from_fn(|i| power[i] * rint(255.0 * (sure[i] + unsure[i] * share(words[i]))));
            // (word & 2047) < 128.
            group.floor = from_fn(|i| if words[i] & 0x780 == 0 { -0.1 * cost[i] } else { f64::NEG_INFINITY });
            sums = from_fn(|i| sums[i] + weight[i]);
            group.weight = weight;
            k = k.wrapping_add(LANES as u64);
        }
        sums.iter().sum()
    }

    /// Line 4 of an epoch: tells what was given and what came to the pool.
    fn settle(&mut self, total: f64) -> (f64, f64) {
        let rate = |sum: f64| if total == 0.0 { 0.0 } else { sum / total };
        let reward_rate = rate(EMISSION * self.agents as f64);
        let fee_rate = rate(0.85 * self.market.demand);
        let (price, per_usd) = (self.market.price, 1.0 / self.market.price);
        let (mut given, mut sales) = ([0.0; LANES], [0.0; LANES]);
        let mut leaving = std::mem::take(&mut self.leaving);
        for (number, group) in self.groups.iter_mut().enumerate() {
            let Group { weight, cost, floor, tokens, cash, ewma, .. } = group.clone();
            let reward: Lanes = from_fn(|i| rint(reward_rate * weight[i]));
            let fees: Lanes = from_fn(|i| fee_rate * weight[i]);
            let held: Lanes = from_fn(|i| tokens[i] + reward[i]);
            let wished: Lanes = from_fn(|i| 0.25 * reward[i] + cost[i] * per_usd);
            let sold: Lanes = from_fn(|i| rint(if held[i] < wished[i] { held[i] } else { wished[i] }));
            let profit: Lanes = from_fn(|i| (fees[i] + reward[i] * price) - cost[i]);
            let ewma: Lanes = from_fn(|i| ewma[i] + 0.05 * (profit[i] - ewma[i]));
            group.tokens = from_fn(|i| held[i] - sold[i]);
            group.cash = from_fn(|i| cash[i] + ((fees[i] + sold[i] * price) - cost[i]));
            group.ewma = ewma;
            given = from_fn(|i| given[i] + reward[i]);
            sales = from_fn(|i| sales[i] + sold[i]);
            if (0..LANES).fold(false, |any, i| any | (ewma[i] < floor[i])) {
                leaving.push(number);
            }
        }
        let dumped: f64 = leaving.drain(..).map(|group| self.replace(group)).sum();
        self.leaving = leaving;
        (given.iter().sum(), sales.iter().sum::<f64>() + dumped)
    }

    /// Agents of a group leave who are old enough: tells what they sell.
    fn replace(&mut self, number: usize) -> f64 {
        let mut dumped = 0.0;
        for lane in 0..LANES {
            let group = &mut self.groups[number];
            if group.ewma[lane] < group.floor[lane] && (self.epoch + 1) as f64 - group.born[lane] >= 30.0 {
                group.born[lane] = (self.epoch + 1) as f64;
                dumped += group.tokens[lane];
                self.bear(number, lane, self.agents + self.epoch * self.agents + (number * LANES + lane) as u64);
                self.replaced += 1;
            }
        }
        dumped
    }

    /// One epoch.
    ///
    /// # Panics
    /// If more is sold than there is: a defect.
    pub fn step(&mut self) {
        let total = self.weigh();
        let (given, supplied) = self.settle(total);
        self.held = (self.held + given) - supplied;
        assert!(self.held >= 0.0, "{supplied} sold, {} too many", -self.held);
        self.market.close(self.epoch, given, supplied);
        self.epoch += 1;
    }

    /// Runs `epochs` and counts every balance again; tells the price.
    ///
    /// # Panics
    /// If tokens given, sold and held do not add up: a defect.
    pub fn run(&mut self, epochs: u32) -> f64 {
        for _ in 0..epochs {
            self.step();
        }
        self.end().price
    }

    /// What it came to.
    ///
    /// # Panics
    /// If tokens given, sold and held do not add up: a defect.
    #[must_use]
    pub fn end(&self) -> End {
        let sum = |column: fn(&Group) -> &Lanes| self.groups.iter().flat_map(column).sum::<f64>();
        let Market { price, minted, burned, supply, .. } = self.market;
        let tokens = sum(|group| &group.tokens);
        assert_eq!(tokens, self.held, "tokens held");
        let ages = self.agents * self.epoch - sum(|group| &group.born) as u64;
        End { price, minted, burned, supply, replaced: self.replaced, tokens, ages, cash: sum(|group| &group.cash) }
    }
}

/// The model without agents, over `epochs`.
#[must_use]
pub fn flow(seed: u64, epochs: u32) -> FlowEnd {
    let (mut market, mut nodes) = (Market::new(1_000.0, seed), 1_000.0_f64);
    for t in 0..u64::from(epochs) {
        let income = EMISSION * market.price + (0.85 * market.demand) / nodes;
        let step = (income / 1_000_000.0 - 1.0).clamp(-1.0, 1.0);
        nodes = (nodes * (1.0 + 0.01 * step)).max(1.0);
        let now = EMISSION * nodes;
        market.close(t, now, 0.7 * now);
    }
    let Market { price, minted, burned, supply, .. } = market;
    FlowEnd { price, minted, burned, supply, nodes }
}
