//! No emission: nodes live on fees (economics.md S14).

use super::{EpochFacts, Named, Parameter, Schedule, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Nothing, ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct None;

impl Schedule for None {
    fn tokens(&mut self, _: &EpochFacts) -> Amount {
        Amount::ZERO
    }

    fn ends(&self) -> Option<u32> {
        Some(0)
    }
}

impl Named for None {
    const NAME: &'static str = "none";
    const ABOUT: &'static str = "Nothing is minted: nodes live on what requesters pay.";
    const PARAMETERS: &'static [Parameter] = &[];

    fn from_values(_: &Values) -> Self {
        Self
    }
}
