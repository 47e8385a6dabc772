//! So much per licence and epoch, by availability (Ratio1, `NDContract.sol`; economics.md S2).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// D·a/255 for a licence of availability a, D = ⌊M/L⌋, until all licences together had M each.
///
/// The contract rounds down per licence; this rounds down once, on the sum of their availabilities, which is less than a unit
/// of 10⁻¹⁸ token a licence more. With one licence it is the contract to the last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct NodeDeed {
    per_licence: Amount,
    epochs: u32,
    licences: u32,
    given: Amount,
}

impl NodeDeed {
    /// `per_licence` tokens for each of at most `licences`, over `epochs` of full availability.
    #[must_use]
    pub const fn new(per_licence: Amount, epochs: u32, licences: u32) -> Self {
        Self { per_licence, epochs, licences, given: Amount::ZERO }
    }

    /// Tokens of a licence that is there all the time, in an epoch.
    #[must_use]
    pub fn per_epoch(&self) -> Amount {
        Amount(self.per_licence.0.checked_div(self.epochs.into()).unwrap_or(0))
    }
}

impl Schedule for NodeDeed {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let all_there = 255 * u64::from(self.licences);
        let due = Amount(self.per_epoch().times(facts.available.min(all_there).into()).0 / 255);
        let tokens = due.min(self.per_licence.times(self.licences.into()).saturating_sub(self.given));
        self.given = self.given.saturating_add(tokens);
        tokens
    }
}

impl Named for NodeDeed {
    const NAME: &'static str = "node-deed";
    const ABOUT: &'static str = "So much per licence and epoch, by availability (Ratio1's node deed).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("licence_tokens", Unit::Tokens, "All tokens of one licence.").or("1575.188843457943925233"),
        Parameter::new("length_epochs", Unit::Count, "Epochs of full availability it takes.")
            .or("1080")
            .within(1, u32::MAX as u128),
        Parameter::new("licences", Unit::Count, "Most licences.").or("46224"),
    ];

    fn from_values(values: &Values) -> Self {
        Self::new(values.tokens("licence_tokens"), values.count("length_epochs"), values.count("licences"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::Emission;

    const PER_LICENCE: u128 = 1_575_188_843_457_943_925_233;

    fn given(licences: u32, availabilities: &[u64]) -> u128 {
        let mut schedule = NodeDeed::new(Amount(PER_LICENCE), 1_080, licences);
        availabilities.iter().map(|&available| schedule.tokens(&EpochFacts { available, ..EpochFacts::default() }).0).sum()
    }

    #[test]
    fn one_licence_is_the_contract_to_the_last_digit() {
        // deployed-system.md §3.3; the last is a test of the contract's own.
        assert_eq!(given(1, &[255]), 1_458_508_188_386_985_115);
        assert_eq!(given(1, &[128]), 732_113_914_170_721_940);
        assert_eq!(given(1, &[1]), 5_719_639_954_458_765);
        assert_eq!(given(1, &[250, 130, 178, 12, 0]), 3_260_194_774_041_496_137);
        assert_eq!(given(1, &[255; 1_080]), 1_575_188_843_457_943_924_200);
        assert_eq!(given(1, &[255; 1_081]), PER_LICENCE, "the dust of 1033 in a later epoch");
        assert_eq!(given(1, &[255; 2_000]), PER_LICENCE);
    }

    #[test]
    fn all_licences_get_the_bucket_and_no_more_than_there_are_count() {
        assert_eq!(given(46_224, &[255 * 46_224; 1_100]), PER_LICENCE * 46_224);
        assert_eq!(given(2, &[255 * 3]), 2 * 1_458_508_188_386_985_115);
        assert!(PER_LICENCE * 46_224 <= 72_811_529_100_000_000_000_000_000);
    }

    #[test]
    fn the_defaults_are_the_deployed_ones() {
        let deployed = NodeDeed::new(Amount(PER_LICENCE), 1_080, 46_224);
        assert_eq!(Emission::named("node-deed", &[]), Ok(Emission::NodeDeed(deployed)));
    }
}
