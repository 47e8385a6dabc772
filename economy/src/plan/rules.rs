//! Emission, split, vesting, burn: which of the engine's rules, and with what numbers.

use engine::Amount;
use engine::poai::SplitRule;
use engine::poai::schedule::Emission;
use records::scenario;

/// What an operator's share of T_E is proportional to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Split {
    /// A rule of the engine; power in thousandths of jobs an epoch, stake per such a unit.
    Rule(SplitRule),
    /// Jobs done and paid (Render).
    Jobs,
}

impl Split {
    /// Power × availability (the paper).
    pub const PROPORTIONAL: Self = Self::Rule(SplitRule::Proportional);
}

/// The rules of the token.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// T_E of each epoch.
    pub emission: Emission,
    /// Most tokens ever minted.
    pub emission_cap: Amount,
    /// Dollars paid for jobs, ever, at which adoption is full, for schedules that it gates; 0: always full. Ratio1: 5,000,000.
    pub adoption_volume_usd: f64,
    /// Who gets it.
    pub split: Split,
    /// Share of a reward that vests.
    pub vesting_share: f64,
    /// Epochs over which that comes free; 0: nothing vests. What is held back shrinks by 2/(this + 1) in every epoch, so that of
    /// steady rewards as much is held back, and for as long on average, as if each came free in equal parts.
    pub vesting_epochs: u32,
    /// Share of what customers pay that buys tokens to burn.
    pub burn_share: f64,
    /// Share of what customers pay that the node gets. What is left over goes to the treasury.
    pub node_share: f64,
}

impl Rules {
    /// The rules of `[economy]`, with the schedule that its name stands for.
    #[must_use]
    pub fn of(economy: &scenario::Economy, emission: Emission) -> Self {
        let rewards = &economy.rewards;
        Self {
            emission,
            emission_cap: Amount::tokens(economy.cap_tokens),
            adoption_volume_usd: economy.adoption_volume_usd,
            split: match rewards.split {
                scenario::Split::Proportional => Split::PROPORTIONAL,
                scenario::Split::SquareRoot => Split::Rule(SplitRule::SquareRoot),
                scenario::Split::Flat => Split::Rule(SplitRule::Flat),
                scenario::Split::Threshold => {
                    Split::Rule(SplitRule::Threshold { least_ppm: libm::round(rewards.threshold_share * 1e6) as u32 })
                }
                scenario::Split::PerLicence => Split::Rule(SplitRule::PerLicence),
                // Power is in thousandths of a job a day.
                scenario::Split::StakeCapped => Split::Rule(SplitRule::StakeCapped {
                    stake_per_power: Amount(libm::round(economy.stake.tokens_per_power * 1e15) as u128),
                }),
                scenario::Split::Jobs => Split::Jobs,
            },
            vesting_share: rewards.vesting_share,
            vesting_epochs: rewards.vesting_epochs,
            burn_share: economy.burn_share,
            node_share: (1.0 - economy.burn_share - economy.treasury_share).max(0.0),
        }
    }
}
