//! Adoption: what a young network does not get yet, and gets later (Ratio1, `MNDContract.sol`; economics.md S4).

use super::{Parameter, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Full adoption.
const FULL: u128 = u16::MAX as u128;

/// A buffer that holds back the share of an emission that adoption does not cover, and lets it go as adoption grows.
///
/// With C what was assigned so far (given or held), S all there is and d the adoption: the buffer may hold C·(1 − d); what it
/// holds beyond that goes out, at most one epoch's full emission at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Gate {
    total: Amount,
    assigned: Amount,
    held: Amount,
}

impl Gate {
    /// The parameter that asks for one.
    pub(super) const PARAMETER: Parameter =
        Parameter::new("gated", Unit::Count, "1: held back while adoption is low; 0: not.").or("0").within(0, 1);

    /// A gate for an emission of `total` tokens.
    #[must_use]
    pub const fn new(total: Amount) -> Self {
        Self { total, assigned: Amount::ZERO, held: Amount::ZERO }
    }

    pub(super) fn from_values(values: &Values, total: Amount) -> Option<Self> {
        (values.get("gated") > 0).then(|| Self::new(total))
    }

    /// What it holds back.
    #[must_use]
    pub fn held(&self) -> Amount {
        self.held
    }

    /// What was given out or held back so far.
    #[must_use]
    pub fn assigned(&self) -> Amount {
        self.assigned
    }

    /// What goes out of an epoch's `due` tokens at an adoption of `adoption`/65535, with what is let go of what was held: at
    /// most `release_max`. The steps and their roundings are those of the contract.
    pub fn pass(&mut self, due: Amount, release_max: Amount, adoption: u16) -> Amount {
        let adoption = u128::from(adoption);
        let left = self.total.saturating_sub(self.assigned);
        let adopted = due.mul_div(adoption, FULL).0.min(left);
        let held = due.saturating_sub(adopted).min(left.saturating_sub(adopted));
        let may_hold = self.assigned.mul_div(FULL - adoption, FULL).0;
        let released = self.held.saturating_sub(may_hold).min(release_max);
        self.held = self.held.saturating_sub(released).saturating_add(held);
        self.assigned = self.assigned.saturating_add(adopted).saturating_add(held);
        adopted.saturating_add(released)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// R(x) of 485,410 R1 for x = 0 … 4 (deployed-system.md §3.4).
    const DUE: [u128; 5] = [
        47_348_425_447_123_706_916,
        47_604_430_543_911_542_855,
        47_861_777_566_161_430_391,
        48_120_473_090_024_813_644,
        48_380_523_718_913_329_026,
    ];

    #[test]
    fn adoption_that_doubles_lets_the_held_half_go() {
        let mut gate = Gate::new(Amount::tokens(485_410));
        let adoption = [32_767, 32_767, 32_767, 65_535, 65_535];
        let out: u128 = (0..5).map(|x| gate.pass(Amount(DUE[x]), Amount(DUE[x]), adoption[x]).0).sum();
        // Adopted 167907223981726173780, carried over 71408406384408649052.
        assert_eq!(out, 167_907_223_981_726_173_780 + 71_408_406_384_408_649_052);
        assert_eq!((gate.held(), gate.assigned()), (Amount::ZERO, Amount(239_315_630_366_134_822_832)));
    }

    #[test]
    fn what_was_held_goes_out_even_when_nothing_is_due() {
        let mut gate = Gate::new(Amount::tokens(485_410));
        let out = [(DUE[0], 0), (DUE[1], 0), (0, u16::MAX)];
        let out: u128 = (0..3).map(|x| gate.pass(Amount(out[x].0), Amount(DUE[x]), out[x].1).0).sum();
        assert_eq!(out, 47_861_777_566_161_430_391);
        assert_eq!((gate.held(), gate.assigned()), (Amount(47_091_078_424_873_819_380), Amount(94_952_855_991_035_249_771)));
    }

    proptest! {
        #[test]
        fn assigned_is_given_plus_held_and_never_above_all(
            total in 0_u128..100_000, epochs in proptest::collection::vec((0_u128..2_000, any::<u16>()), 1..100)
        ) {
            let (mut gate, mut given) = (Gate::new(Amount(total)), 0);
            for (due, adoption) in epochs {
                given += gate.pass(Amount(due), Amount(due), adoption).0;
                prop_assert_eq!(given + gate.held.0, gate.assigned.0);
                prop_assert!(gate.assigned <= gate.total);
            }
        }
    }
}
