//! When cheating does not pay, and when checking does (T3, T10, T10b, T10c, T17, E13, E17, E18, E26).

/// What an operator wins by honest work and loses when it is caught; amounts in one unit of value per job or epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worker {
    /// Payment of one epoch's work.
    pub wage: f64,
    /// Cost of doing the work.
    pub cost: f64,
    /// Cost of faking it.
    pub cost_faked: f64,
    /// Stake that is lost when caught.
    pub stake: f64,
    /// Weight of the next epoch against this one, in 0..1.
    pub discount: f64,
}

impl Worker {
    /// V = hγ/(1−γ): today's value of all later honest profits h = wage − cost.
    #[must_use]
    pub fn future_value(&self) -> f64 {
        (self.wage - self.cost) * self.discount / (1.0 - self.discount)
    }

    /// T3. Probability of being caught above which honesty pays, d* = (c − c_f)/(w + S + V), in 0..=1. It is the same for one
    /// faked epoch and for faking until caught.
    #[must_use]
    pub fn detection_needed(&self) -> f64 {
        (self.cost - self.cost_faked) / (self.wage + self.stake + self.future_value())
    }

    /// E26. V with only `epochs_left` epochs to come: hγ(1 − γ^left)/(1 − γ). As it falls, d* rises.
    #[must_use]
    pub fn future_value_of(&self, epochs_left: f64) -> f64 {
        self.future_value() * (1.0 - libm::pow(self.discount, epochs_left))
    }
}

/// Work claimed to be `factor` times what is there (T17); amounts per epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spoofer {
    /// φ: claimed over true power, above 1.
    pub factor: f64,
    /// Honest reward of the true power (u·k).
    pub honest_reward: f64,
    /// Cost of keeping up the claim.
    pub cost: f64,
    /// Stake and future honest rewards that are lost when caught (S + V).
    pub at_stake: f64,
}

impl Spoofer {
    /// T17. Probability of being caught above which spoofing does not pay: ((φ−1)uk − c)/(φuk + S + V).
    #[must_use]
    pub fn detection_needed(&self) -> f64 {
        let gain = (self.factor - 1.0) * self.honest_reward - self.cost;
        gain / (self.factor * self.honest_reward + self.at_stake)
    }

    /// The S + V at which being caught with probability `detection`, in (0, 1], is enough.
    #[must_use]
    pub fn at_stake_needed(&self, detection: f64) -> f64 {
        ((self.factor - 1.0) * self.honest_reward - self.cost) / detection - self.factor * self.honest_reward
    }
}

/// T10. Probability that a cheat is found by `n` symmetric checkers at their equilibrium: G/(G+S), however many they are.
/// The cheat wins `gain` if nobody looks and loses `stake` if somebody does.
#[must_use]
pub fn found_share(gain: f64, stake: f64) -> f64 {
    gain / (gain + stake)
}

/// T10. Probability with which each of `checkers` (at least 1) checks at that equilibrium: 1 − (S/(G+S))^(1/n).
#[must_use]
pub fn check_share(gain: f64, stake: f64, checkers: f64) -> f64 {
    1.0 - libm::pow(stake / (gain + stake), 1.0 / checkers)
}

/// T10b. Share of cheated epochs at the mixed equilibrium, X* = C/(R+L): checking costs C, finds a reward R and saves a loss L
/// (Felten, "Cheater checking: how attention challenges solve the verifier's dilemma", 2019).
#[must_use]
pub fn cheat_share(check_cost: f64, reward: f64, loss: f64) -> f64 {
    check_cost / (reward + loss)
}

/// T10c. Whether attention challenges make checking pay whatever the other side does: P_a·A > C. A challenge comes with
/// probability `challenge_share`, and who has not checked loses `deposit` (Felten 2019).
#[must_use]
pub fn checking_dominates(challenge_share: f64, deposit: f64, check_cost: f64) -> bool {
    challenge_share * deposit > check_cost
}

/// E17. Epochs by which published scores must lag for copying them not to pay: τ* = (π/2)(C/(kσD))². Scores move by
/// `score_drift` (σ) an epoch, an evaluation costs `cost`, and copying loses `dividend_per_error` (D·k) per unit of error.
#[must_use]
pub fn copy_delay_epochs(cost: f64, dividend_per_error: f64, score_drift: f64) -> f64 {
    let ratio = cost / (dividend_per_error * score_drift);
    core::f64::consts::FRAC_PI_2 * ratio * ratio
}

/// E18. Griefing factor: what the victim of a false challenge loses for each unit its author loses, L/((1−ε)D − ερS). `error`
/// is the share of juries that decide wrongly, `bounty` the share ρ of the slash paid to the challenger.
#[must_use]
pub fn griefing_factor(loss: f64, deposit: f64, error: f64, bounty: f64, slash: f64) -> f64 {
    loss / ((1.0 - error) * deposit - error * bounty * slash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    const WORKER: Worker = Worker { wage: 1.0, cost: 0.6, cost_faked: 0.05, stake: 5.0, discount: 0.99 };

    #[test]
    fn detection_of_the_table_and_of_its_experiment() {
        assert_printed(WORKER.detection_needed(), "0.012061");
        for (stake, needed) in [(0.0, ["0.55", "0.120", "0.0135", "0.0041"]), (20.0, ["0.026", "0.022", "0.009", "0.0036"])] {
            for (discount, printed) in [0.0, 0.9, 0.99, 0.997].into_iter().zip(needed) {
                assert_printed(Worker { stake, discount, ..WORKER }.detection_needed(), printed);
            }
        }
    }

    #[test]
    fn the_future_fades_as_the_end_nears() {
        assert!((WORKER.future_value_of(1.0) - 0.4 * 0.99).abs() < 1e-12);
        assert!((WORKER.future_value_of(1e5) - WORKER.future_value()).abs() < 1e-12);
    }

    #[test]
    fn spoofing_needs_2830_epochs_at_stake() {
        let spoofer = Spoofer { factor: 150.0, honest_reward: 1.0, cost: 0.0, at_stake: 2_830.0 };
        assert_printed(spoofer.at_stake_needed(0.05), "2830");
        assert_printed(spoofer.detection_needed(), "0.0500000000");
    }

    #[test]
    fn more_checkers_find_no_more() {
        assert_printed(found_share(1.0, 4.0), "0.2");
        for checkers in [1.0, 3.0, 10.0] {
            let missed = libm::pow(1.0 - check_share(1.0, 4.0, checkers), checkers);
            assert_printed(1.0 - missed, "0.2000000000");
        }
        assert_printed(cheat_share(1.0, 50.0, 10.0), "0.016667");
        assert!(checking_dominates(0.02, 51.0, 1.0) && !checking_dominates(0.02, 49.0, 1.0));
    }

    #[test]
    fn delay_and_griefing_by_hand() {
        assert!((copy_delay_epochs(2.0, 1.0, 1.0) - 2.0 * core::f64::consts::PI).abs() < 1e-12);
        assert!((griefing_factor(9.0, 10.0, 0.1, 0.5, 0.0) - 1.0).abs() < 1e-12);
    }
}
