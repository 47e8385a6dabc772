//! What a node's share of an epoch goes by: rules from what is known of it to an integer weight.

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// What is known of a node in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Its power score; nothing for it if negative.
    pub power: i64,
    /// Time it was there, in any unit that is the same for all.
    pub available: u32,
    /// Licences it holds.
    pub licences: u32,
    /// Tokens it staked.
    pub stake: Amount,
}

/// How an epoch's tokens are shared. Weights of a sum above 2⁶³ make [`Shares`](super::Shares) slow: keep power below 2⁶³ by
/// the number of nodes times their availability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum SplitRule {
    /// The paper's: max(0, P) · A. Splitting a node in two gains nothing.
    #[default]
    Proportional,
    /// √max(0, P) · A, in steps of 1/256: m nodes of a machine gain √m.
    SquareRoot,
    /// The same for every node that was there at all and has power.
    Flat,
    /// max(0, P) for who was there long enough, whatever more; nothing for others (Helium: 12 of 24 hours).
    Threshold {
        /// Least time there, as a share of the epoch (10⁻⁶).
        least_ppm: u32,
    },
    /// Licences · A (Ratio1).
    PerLicence,
    /// Power counts as far as it is staked for.
    StakeCapped {
        /// Tokens to be staked per unit of power; 0: no limit.
        stake_per_power: Amount,
    },
}

impl SplitRule {
    /// The weight of a claim in an epoch of length `epoch`, in the unit of [`Claim::available`]; at most 2⁶⁴ − 1.
    #[inline]
    #[must_use]
    pub fn weight(self, claim: &Claim, epoch: u32) -> u64 {
        let power = claim.power.max(0).unsigned_abs();
        let available = u64::from(claim.available.min(epoch));
        match self {
            Self::Proportional => power.saturating_mul(available),
            Self::SquareRoot => root_256(power).saturating_mul(available),
            Self::Flat => u64::from(power > 0 && available > 0),
            Self::Threshold { least_ppm } => {
                let is_enough = available * 1_000_000 >= u64::from(epoch) * u64::from(least_ppm);
                if is_enough && available > 0 { power } else { 0 }
            }
            Self::PerLicence => u64::from(claim.licences).saturating_mul(available),
            Self::StakeCapped { stake_per_power } => {
                let staked_for = claim.stake.0.checked_div(stake_per_power.0).unwrap_or(u128::MAX);
                power.min(u64::try_from(staked_for).unwrap_or(u64::MAX)).saturating_mul(available)
            }
        }
    }
}

/// ⌊256·√power⌋.
fn root_256(power: u64) -> u64 {
    match power.checked_mul(1 << 16) {
        Some(scaled) => scaled.isqrt(),
        None => (u128::from(power) << 16).isqrt() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::Shares;
    use proptest::prelude::*;

    const DAY: u32 = 86_400;
    const NODE: Claim = Claim { power: 10_000, available: DAY / 2, licences: 3, stake: Amount::tokens(70) };

    #[test]
    fn rules_on_one_node() {
        let of = |rule: SplitRule| rule.weight(&NODE, DAY);
        assert_eq!(of(SplitRule::Proportional), 10_000 * 43_200);
        assert_eq!(of(SplitRule::SquareRoot), 256 * 100 * 43_200);
        assert_eq!(of(SplitRule::Flat), 1);
        assert_eq!([500_000, 500_001].map(|least_ppm| of(SplitRule::Threshold { least_ppm })), [10_000, 0]);
        assert_eq!(of(SplitRule::PerLicence), 3 * 43_200);
        let capped = |per| of(SplitRule::StakeCapped { stake_per_power: Amount(per) });
        assert_eq!([0, Amount::TOKEN.0 / 1_000, Amount::TOKEN.0 / 100].map(capped), [10_000, 10_000, 7_000].map(|p| p * 43_200));
        let wrong = Claim { power: -5, available: u32::MAX, ..NODE };
        assert_eq!(
            [SplitRule::Proportional, SplitRule::SquareRoot, SplitRule::Flat].map(|rule| rule.weight(&wrong, DAY)),
            [0; 3]
        );
        assert_eq!(SplitRule::PerLicence.weight(&wrong, DAY), 3 * 86_400, "no more than the epoch");
        let huge = Claim { power: i64::MAX, available: DAY, ..NODE };
        assert_eq!(SplitRule::SquareRoot.weight(&huge, 1), (u128::from(i64::MAX.unsigned_abs()) << 16).isqrt() as u64);
        assert_eq!(SplitRule::Proportional.weight(&huge, DAY), u64::MAX, "saturates");
    }

    #[test]
    fn a_threshold_pays_for_the_least_time_as_for_all() {
        // T18: best response is to be there the least time; what an hour there earns is 1/θ as much.
        let rule = SplitRule::Threshold { least_ppm: 250_000 };
        let weight = |available| rule.weight(&Claim { available, ..NODE }, DAY);
        assert_eq!([weight(DAY), weight(DAY / 4), weight(DAY / 4 - 1)], [10_000, 10_000, 0]);
    }

    proptest! {
        #[test]
        fn splitting_a_machine_gains_nothing_by_proportion_and_the_root_of_parts_by_root(
            power in 1_000_000_i64..1_000_000_000, parts in 1_u32..30, others in 1_u64..1 << 40
        ) {
            let (whole, part) = (Claim { power, ..NODE }, Claim { power: power / i64::from(parts), ..NODE });
            let of = |rule: SplitRule, claim: &Claim, count: u64| {
                let weight = rule.weight(claim, DAY);
                Shares::new(Amount::TOKEN, u128::from(weight * count + others)).of(weight).0 * u128::from(count)
            };
            prop_assert!(of(SplitRule::Proportional, &part, parts.into()) <= of(SplitRule::Proportional, &whole, 1));
            let gain = SplitRule::SquareRoot.weight(&part, DAY) as f64 * f64::from(parts)
                / SplitRule::SquareRoot.weight(&whole, DAY) as f64;
            prop_assert!((gain / libm::sqrt(parts.into()) - 1.0).abs() < 1e-4, "{gain}");
        }
    }
}
