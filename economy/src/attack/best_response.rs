//! The choice of an operator that knows some attacks: honesty, or the one that it believes pays most.

use super::{AttackFacts, Entry, Strategy};

/// How an operator sees its risk, as multiples of what is true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    /// Detection believed over detection true; the product counts up to 1.
    pub detection_factor: f64,
    /// Slash believed over slash true (S).
    pub slash_factor: f64,
    /// Future believed over future true (V).
    pub future_factor: f64,
}

impl Default for Belief {
    /// Sees it as it is.
    fn default() -> Self {
        Self { detection_factor: 1.0, slash_factor: 1.0, future_factor: 1.0 }
    }
}

impl Belief {
    /// What `strategy` is believed to bring over honesty (USD per epoch, V discounted in it).
    #[must_use]
    pub fn profit_usd(&self, strategy: &dyn Strategy, facts: &AttackFacts) -> f64 {
        let (conduct, truth) = (strategy.conduct(facts), strategy.assess(facts));
        let detection = (truth.detection_share * self.detection_factor).min(1.0);
        if detection <= 0.0 {
            return truth.gain_usd - truth.cost_usd;
        }
        let (slash, future) = (conduct.loss.slash_usd, facts.future_usd(conduct.loss.withheld_epochs));
        let at_once = truth.loss_usd - slash - future;
        let loss = at_once + self.slash_factor * slash + self.future_factor * future;
        truth.gain_usd - truth.cost_usd - detection * loss
    }
}

/// What an operator decides on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Name of the strategy; `honest` if nothing pays.
    pub name: &'static str,
    /// Its strength; 0 for `honest`.
    pub strength: f64,
    /// What it is believed to bring over honesty (USD per epoch).
    pub profit_usd: f64,
}

/// Points of the first look over the strengths, spread evenly and by powers.
const LOOKS: u32 = 64;
/// Steps of golden section around the best of them: the bracket shrinks by 0.618 each.
const STEPS: u32 = 60;

/// The strength of one strategy that is believed to pay most.
///
/// A look at evenly and at geometrically spread strengths, then golden section between the neighbours of the best: exact where
/// profit has one top there, and never worse than the best point looked at. The least strength wins a tie.
#[must_use]
pub fn strongest(facts: &AttackFacts, belief: &Belief, entry: &Entry) -> Choice {
    let Entry { least, most, .. } = *entry;
    let profit = |strength: f64| belief.profit_usd((entry.build)(strength).as_ref(), facts);
    let part = |i: u32| f64::from(i) / f64::from(LOOKS);
    // Down to 10⁻⁹ of the range, so that a range that spans orders of magnitude hides no top.
    let powers = (0..=LOOKS).map(|i| least + (most - least) * libm::exp10(9.0 * (part(i) - 1.0)));
    let mut looks: Vec<f64> = (0..=LOOKS).map(|i| least + (most - least) * part(i)).chain(powers).collect();
    looks.sort_by(f64::total_cmp);
    let mut best = (0, f64::NEG_INFINITY);
    for (at, &strength) in looks.iter().enumerate() {
        let found = profit(strength);
        if found > best.1 {
            best = (at, found);
        }
    }
    let (mut low, mut high) = (looks[best.0.saturating_sub(1)], looks[(best.0 + 1).min(looks.len() - 1)]);
    let mut top = (looks[best.0], best.1);
    let golden = (libm::sqrt(5.0) - 1.0) / 2.0;
    for _ in 0..STEPS {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        let (at_left, at_right) = (profit(left), profit(right));
        for (strength, found) in [(left, at_left), (right, at_right)] {
            if found > top.1 {
                top = (strength, found);
            }
        }
        if at_left >= at_right { high = right } else { low = left }
    }
    Choice { name: entry.name, strength: top.0, profit_usd: top.1 }
}

/// What an operator does that knows the strategies `known`: the one at the strength believed to pay most, if it pays at all.
///
/// Profit compares an epoch of cheating with the loss of the discounted future, so the answer is that for cheating for ever too
/// (T3). Ties go to honesty, then to the strategy named first.
#[must_use]
pub fn best_response(facts: &AttackFacts, belief: &Belief, known: &[Entry]) -> Choice {
    let mut best = Choice { name: "honest", strength: 0.0, profit_usd: 0.0 };
    for entry in known {
        let choice = strongest(facts, belief, entry);
        if choice.profit_usd > best.profit_usd {
            best = choice;
        }
    }
    best
}
