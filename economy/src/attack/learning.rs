//! How a population changes its strategies: by imitation, by best response, by fictitious play. Fixed points are known (§3).

/// One step of imitation: each operator meets one other and takes over its strategy with chance `rate` × payoff gap, where that
/// is better. In expectation this is the replicator dynamic in discrete time.
///
/// Shares sum to 1 before and after. `rate` (1/USD) times the largest gap must be at most 1; larger counts as 1.
///
/// # Panics
/// If there are not as many payoffs as shares.
#[must_use]
pub fn imitate(shares: &[f64], payoffs_usd: &[f64], rate: f64) -> Vec<f64> {
    assert_eq!(shares.len(), payoffs_usd.len(), "one payoff for each strategy");
    let switch = |from: usize, to: usize| {
        let chance = (rate * (payoffs_usd[to] - payoffs_usd[from])).clamp(0.0, 1.0);
        shares[from] * shares[to] * chance
    };
    let all = 0..shares.len();
    all.clone().map(|i| shares[i] + all.clone().map(|j| switch(j, i) - switch(i, j)).sum::<f64>()).collect()
}

/// Chance that one operator that met another switches to its strategy; see [`imitate`].
#[must_use]
pub fn switch_chance(own_usd: f64, other_usd: f64, rate: f64) -> f64 {
    (rate * (other_usd - own_usd)).clamp(0.0, 1.0)
}

/// One step of myopic best response: a share `rate` of the population moves to the strategy that pays most now. Of equals, the
/// first, so put honesty there.
///
/// # Panics
/// If there are not as many payoffs as shares.
#[must_use]
pub fn respond(shares: &[f64], payoffs_usd: &[f64], rate: f64) -> Vec<f64> {
    assert_eq!(shares.len(), payoffs_usd.len(), "one payoff for each strategy");
    let mut best = 0;
    for (i, payoff) in payoffs_usd.iter().enumerate() {
        if *payoff > payoffs_usd[best] {
            best = i;
        }
    }
    let target = |i: usize| f64::from(u8::from(i == best));
    shares.iter().enumerate().map(|(i, share)| share + rate * (target(i) - share)).collect()
}

/// A quantity that moves with the profit of one unit more: `quantity + rate × profit`, at least 0. Free entry of wash volume
/// comes to rest at V_f = E·p/β − V_h (T2).
#[must_use]
pub fn adjust(quantity: f64, marginal_profit_usd: f64, rate: f64) -> f64 {
    (quantity + rate * marginal_profit_usd).max(0.0)
}

/// The inspection game: a worker that may cheat, a verifier that may check (T10b).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inspection {
    /// C: cost of a check (USD).
    pub check_usd: f64,
    /// R: what a check that finds cheating brings the verifier (USD).
    pub reward_usd: f64,
    /// L: what cheating that goes unseen costs the verifier (USD).
    pub loss_usd: f64,
    /// G: what cheating unseen brings the worker (USD).
    pub gain_usd: f64,
    /// S: what cheating seen costs the worker (USD).
    pub slash_usd: f64,
}

impl Inspection {
    /// X* = C/(R + L): how often the worker cheats in equilibrium (Felten; T10b).
    #[must_use]
    pub fn cheat_share(&self) -> f64 {
        self.check_usd / (self.reward_usd + self.loss_usd)
    }

    /// G/(G + S): how often the verifier checks in equilibrium (T10).
    #[must_use]
    pub fn check_share(&self) -> f64 {
        self.gain_usd / (self.gain_usd + self.slash_usd)
    }

    /// Fictitious play: each side answers what the other did on average so far. Gives the shares of rounds with cheating and with
    /// a check, which go to [`Self::cheat_share`] and [`Self::check_share`].
    #[must_use]
    pub fn fictitious_play(&self, rounds: u32) -> (f64, f64) {
        let (mut cheats, mut checks) = (0.0, 0.0);
        for round in 0..rounds {
            let past = f64::from(round.max(1));
            let (cheated, checked) = (cheats / past, checks / past);
            let cheat = self.gain_usd * (1.0 - checked) > self.slash_usd * checked;
            let check = cheated * (self.reward_usd + self.loss_usd) > self.check_usd;
            cheats += f64::from(u8::from(cheat));
            checks += f64::from(u8::from(check));
        }
        (cheats / f64::from(rounds), checks / f64::from(rounds))
    }
}
