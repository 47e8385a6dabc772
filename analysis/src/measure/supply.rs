//! The supply identity, checked exactly.

use crate::run::Supply;

/// What the supply table says about the identity genesis + minted − burned = balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyVerdict {
    /// It holds to the last unit in every recorded epoch.
    Holds {
        /// Number of epochs checked.
        epochs: usize,
    },
    /// It fails.
    Violated {
        /// First epoch at fault.
        epoch: u32,
        /// genesis + minted − burned − balances there \[10⁻¹⁸ token\].
        residual: i128,
        /// Number of epochs at fault.
        epochs: usize,
    },
    /// No epoch was recorded.
    Unchecked,
}

/// Checks genesis + minted − burned = balances in integers, epoch by epoch.
pub fn supply_verdict(supply: &Supply) -> SupplyVerdict {
    let faults: Vec<(u32, i128)> = (0..supply.epoch.len())
        .map(|row| (supply.epoch[row], residual(supply, row)))
        .filter(|&(_, residual)| residual != 0)
        .collect();
    match faults.first() {
        Some(&(epoch, residual)) => SupplyVerdict::Violated { epoch, residual, epochs: faults.len() },
        None if supply.epoch.is_empty() => SupplyVerdict::Unchecked,
        None => SupplyVerdict::Holds { epochs: supply.epoch.len() },
    }
}

/// A saturated sum exceeds any Decimal(38), so an overflow still shows as a residual.
fn residual(supply: &Supply, row: usize) -> i128 {
    supply.genesis[row].saturating_add(supply.minted[row]).saturating_sub(supply.burned[row]).saturating_sub(supply.balances[row])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supply(balances: [i128; 2]) -> Supply {
        Supply {
            epoch: vec![0, 1],
            genesis: vec![1_000_000_000_000_000_000_000; 2],
            minted: vec![500, 900],
            burned: vec![0, 100],
            balances: balances.to_vec(),
            ..Supply::default()
        }
    }

    #[test]
    fn the_identity_is_exact_to_one_unit() {
        let whole = [1_000_000_000_000_000_000_500, 1_000_000_000_000_000_000_800];
        assert_eq!(supply_verdict(&supply(whole)), SupplyVerdict::Holds { epochs: 2 });
        assert_eq!(
            supply_verdict(&supply([whole[0], whole[1] - 1])),
            SupplyVerdict::Violated { epoch: 1, residual: 1, epochs: 1 }
        );
        assert_eq!(supply_verdict(&Supply::default()), SupplyVerdict::Unchecked);
    }
}
