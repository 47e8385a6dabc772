//! MODEL.md in Rust, line for line: columns of doubles, two passes over the agents an epoch.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// 2⁵²: adding and taking it off rounds a double from 0 to 2⁵¹ to the nearest integer.
const BIG: f64 = 4_503_599_627_370_496.0;

/// What a run of agents came to; token amounts in micro-tokens.
pub struct Outcome {
    pub price: f64,
    pub minted: f64,
    pub burned: f64,
    pub supply: f64,
    pub replaced: u64,
    pub tokens: f64,
    pub ages: u64,
}

/// What a run of stock and flow came to.
pub struct Flow {
    pub price: f64,
    pub minted: f64,
    pub burned: f64,
    pub supply: f64,
    pub nodes: f64,
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const fn key(seed: u64, purpose: u64) -> u64 {
    mix(mix(mix(seed.wrapping_add(GOLDEN))).wrapping_add(purpose.wrapping_mul(GOLDEN)))
}

const fn word(key: u64, k: u64) -> u64 {
    mix(key.wrapping_add(k.wrapping_add(1).wrapping_mul(GOLDEN)))
}

fn share(word: u64) -> f64 {
    f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0000) - 1.0
}

fn rint(x: f64) -> f64 {
    (x + BIG) - BIG
}

/// Power, cost and quality of the agent born with `k`.
fn birth(keys: &[u64; 6], k: u64) -> (f64, f64, f64) {
    let (f2, f3) = (share(word(keys[2], k)), share(word(keys[3], k)));
    let quality = 0.5 + 0.5 * share(word(keys[4], k));
    (50.0 + rint(950.0 * (f2 * f2)), 150_000.0 + rint(1_850_000.0 * (f3 * f3)), quality)
}

/// The scalars of both models.
struct Market {
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
    fn new(agents: f64) -> Self {
        let (genesis, x, y, demand) = (4e9 * agents, 2e9 * agents, 1e9 * agents, 1.5e6 * agents);
        Self { genesis, demand0: demand, minted: 0.0, burned: 0.0, supply: genesis, x, y, price: y / x, demand }
    }

    /// Lines 5 to 7 of an epoch.
    fn close(&mut self, key: u64, t: u64, minted_now: f64, supplied: f64) {
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
        let [f0, f1, f2, f3] = [0, 1, 2, 3].map(|j| share(word(key, 4 * t + j)));
        let e = (((f0 + f1) + f2) + f3) - 2.0;
        let back = self.demand0 + 0.98 * (self.demand - self.demand0);
        self.demand = (back + (0.05 * self.demand0) * (1.732_050_807_568_877_2 * e)).max(0.05 * self.demand0);
    }
}

/// Runs the model with agents.
pub fn agents(seed: u64, count: usize, epochs: u64) -> Outcome {
    let keys: [u64; 6] = std::array::from_fn(|purpose| key(seed, purpose as u64));
    let n = count as u64;
    let mut market = Market::new(n as f64);
    let emission = 1_458_508.0 * n as f64;
    let born: Vec<_> = (0..n).map(|k| birth(&keys, k)).collect();
    let mut power: Vec<f64> = born.iter().map(|one| one.0).collect();
    let mut cost: Vec<f64> = born.iter().map(|one| one.1).collect();
    let mut quality: Vec<f64> = born.iter().map(|one| one.2).collect();
    let (mut tokens, mut cash, mut ewma, mut age) = (vec![0.0; count], vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    let (mut weight, mut draw, mut replaced) = (vec![0.0; count], vec![0_u64; count], 0);
    for t in 0..epochs {
        let mut total = 0.0;
        for i in 0..count {
            draw[i] = word(keys[1], t * n + i as u64);
            let q2 = 2.0 * quality[i] - 1.0;
            weight[i] = power[i] * rint(255.0 * (q2 + (1.0 - q2) * share(draw[i])));
            total += weight[i];
        }
        let rate = |sum: f64| if total == 0.0 { 0.0 } else { sum / total };
        let (reward_rate, fee_rate, per_usd) = (rate(emission), rate(0.85 * market.demand), 1.0 / market.price);
        let (price, mut now, mut supplied) = (market.price, 0.0, 0.0);
        for i in 0..count {
            let reward = rint(reward_rate * weight[i]);
            let fees = fee_rate * weight[i];
            let held = tokens[i] + reward;
            let sold = rint(held.min(0.25 * reward + cost[i] * per_usd));
            tokens[i] = held - sold;
            cash[i] += (fees + sold * price) - cost[i];
            ewma[i] += 0.05 * (((fees + reward * price) - cost[i]) - ewma[i]);
            age[i] += 1.0;
            now += reward;
            supplied += sold;
            if (draw[i] & 2047) < 128 && ewma[i] < -0.1 * cost[i] && age[i] >= 30.0 {
                supplied += tokens[i];
                replaced += 1;
                (power[i], cost[i], quality[i]) = birth(&keys, n + t * n + i as u64);
                (tokens[i], cash[i], ewma[i], age[i]) = (0.0, 0.0, 0.0, 0.0);
            }
        }
        market.close(keys[5], t, now, supplied);
    }
    // Cash is state that nothing else reads: without this the compiler may leave it out.
    std::hint::black_box(&cash);
    let Market { price, minted, burned, supply, .. } = market;
    Outcome { price, minted, burned, supply, replaced, tokens: tokens.iter().sum(), ages: age.iter().sum::<f64>() as u64 }
}

/// Runs stock and flow.
pub fn stock_flow(seed: u64, epochs: u64) -> Flow {
    let (draws, mut market, mut nodes) = (key(seed, 5), Market::new(1000.0), 1000.0_f64);
    for t in 0..epochs {
        let income = 1_458_508.0 * market.price + (0.85 * market.demand) / nodes;
        let step = (income / 1_000_000.0 - 1.0).clamp(-1.0, 1.0);
        nodes = (nodes * (1.0 + 0.01 * step)).max(1.0);
        let now = 1_458_508.0 * nodes;
        market.close(draws, t, now, 0.7 * now);
    }
    let Market { price, minted, burned, supply, .. } = market;
    Flow { price, minted, burned, supply, nodes }
}
