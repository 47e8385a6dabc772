//! The power score P of a worker: benchmark × verified share − penalties. May go negative.

use borsh::{BorshDeserialize, BorshSerialize};

/// How failures cost; all nodes of a network share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PowerRule {
    /// Penalty for one failed task, as a share of the benchmark (10⁻⁶).
    pub penalty_ppm: u32,
    /// Epochs after which half of a penalty is forgiven; 0 keeps it for ever.
    pub half_life_epochs: u32,
}

/// What a validator knows of a worker's capacity.
///
/// The paper gives no formula beyond "power score, may be negative"; this one is ours (docs/concepts.md, "Epochs and rewards"): the benchmark, scaled by
/// the share of tasks that were verified (one success assumed before the first), less penalties that fade by half-lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PowerScore {
    /// Benchmarked speed over all slots (milli-GFLOP/s).
    pub benchmark_mgflops: i64,
    /// Tasks verified.
    pub verified: u32,
    /// Accepted tasks that timed out, were lost or came back wrong.
    pub failed: u32,
    /// Outstanding penalties (milli-GFLOP/s).
    pub penalty_mgflops: i64,
}

impl PowerScore {
    /// A task was verified.
    pub fn on_verified(&mut self) {
        self.verified = self.verified.saturating_add(1);
    }

    /// An accepted task failed.
    pub fn on_failed(&mut self, rule: PowerRule) {
        self.failed = self.failed.saturating_add(1);
        let penalty = i128::from(self.benchmark_mgflops) * i128::from(rule.penalty_ppm) / 1_000_000;
        self.penalty_mgflops = self.penalty_mgflops.saturating_add(i64::try_from(penalty).unwrap_or(i64::MAX));
    }

    /// An epoch ended: penalties fade by 2^(−1/h), in 32-bit fixed point so that every platform agrees.
    pub fn on_epoch(&mut self, rule: PowerRule) {
        if rule.half_life_epochs > 0 {
            let keep = decay_q32(rule.half_life_epochs);
            self.penalty_mgflops = ((i128::from(self.penalty_mgflops) * i128::from(keep)) >> 32) as i64;
        }
    }

    /// P (milli-GFLOP/s).
    #[must_use]
    pub fn score_mgflops(&self) -> i64 {
        let verified = i128::from(self.verified) + 1;
        let scaled = i128::from(self.benchmark_mgflops) * verified / (verified + i128::from(self.failed));
        i64::try_from(scaled).unwrap_or(i64::MAX).saturating_sub(self.penalty_mgflops)
    }
}

/// 2^(−1/half_life) in units of 2⁻³², by the portable `libm`.
fn decay_q32(half_life_epochs: u32) -> u64 {
    libm::floor(libm::exp2(32.0 - 1.0 / f64::from(half_life_epochs))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: PowerRule = PowerRule { penalty_ppm: 400_000, half_life_epochs: 2 };

    #[test]
    fn failures_drive_it_negative_and_time_forgives() {
        let mut power = PowerScore { benchmark_mgflops: 1_000, ..PowerScore::default() };
        assert_eq!(power.score_mgflops(), 1_000);
        for _ in 0..3 {
            power.on_failed(RULE);
        }
        assert_eq!(power.score_mgflops(), 1_000 / 4 - 1_200);
        power.on_epoch(RULE);
        power.on_epoch(RULE);
        assert!((599..=600).contains(&power.penalty_mgflops), "half after one half-life: {}", power.penalty_mgflops);
        power.on_verified();
        assert_eq!(power.score_mgflops(), 1_000 * 2 / 5 - power.penalty_mgflops);
    }
}
