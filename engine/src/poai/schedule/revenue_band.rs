//! Within bounds of what requesters paid (Helium, HIP-149; economics.md S10). Needs a price.

use super::{Average, EpochFacts, Halving, Named, Needs, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// A base whose worth is kept between a floor and a ceiling, both in dollars per dollar paid.
///
/// What the floor adds to the base comes out of a reserve of tokens first, then out of what was burned lately: with the reserve
/// used up it adds no more than the average of burns. Where there is no price the base is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct RevenueBand {
    /// What would be minted without the band.
    pub base: Halving,
    /// Least worth per dollar paid (10⁻⁶; HIP-149: 0.5).
    pub floor_ppm: u32,
    /// Most worth per dollar paid (10⁻⁶; HIP-149: 3).
    pub ceiling_ppm: u32,
    /// Tokens left for the floor (HIP-149: 141 million at first).
    pub reserve: Amount,
    /// Average of the burns.
    pub burns: Average,
}

impl Schedule for RevenueBand {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let burns = self.burns.update(facts.burned);
        let base = self.base.tokens(facts);
        let worth = |share_ppm: u32| facts.tokens_for(Amount(facts.paid_micro_usd).parts_per_million(share_ppm).0);
        let (Some(least), Some(most)) = (worth(self.floor_ppm), worth(self.ceiling_ppm)) else { return base };
        let lacking = least.saturating_sub(base);
        let of_reserve = lacking.min(self.reserve);
        self.reserve = self.reserve.saturating_sub(of_reserve);
        let of_burns = lacking.saturating_sub(of_reserve).min(burns);
        base.min(most).saturating_add(of_reserve).saturating_add(of_burns)
    }
}

impl Named for RevenueBand {
    const NAME: &'static str = "revenue-band";
    const ABOUT: &'static str = "A base whose worth is kept within bounds of what requesters paid (Helium, HIP-149).";
    const NEEDS: Needs = Needs::Price;
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("first_tokens", Unit::Tokens, "Base of the first epoch."),
        Parameter::new("halving_epochs", Unit::Count, "Epochs after which the base halves; 0: never.").or("0"),
        Parameter::new("floor_share", Unit::Share, "Least worth per dollar paid.").or("0.5").within(0, 1_000_000_000),
        Parameter::new("ceiling_share", Unit::Share, "Most worth per dollar paid.").or("3").within(0, 1_000_000_000),
        Parameter::new("reserve_tokens", Unit::Tokens, "Tokens for the floor before burns are used.").or("0"),
        Parameter::new("average_epochs", Unit::Count, "Epochs over which burns are averaged.").or("7").within(1, 100_000),
    ];

    fn from_values(values: &Values) -> Self {
        Self {
            base: Halving { first: values.tokens("first_tokens"), halving_epochs: values.count("halving_epochs") },
            floor_ppm: values.count("floor_share"),
            ceiling_ppm: values.count("ceiling_share"),
            reserve: values.tokens("reserve_tokens"),
            burns: Average::over(values.count("average_epochs")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// HIP-149's example: 13,870 HNT a day, 91,000 GB a day at $0.10.
    fn tokens(schedule: &mut RevenueBand, price_nano_usd: u64, burned: u64) -> f64 {
        let facts = EpochFacts {
            burned: Amount::tokens(burned),
            paid_micro_usd: 9_100_000_000,
            price_nano_usd: Some(price_nano_usd),
            ..EpochFacts::default()
        };
        schedule.tokens(&facts).0 as f64 / 1e18
    }

    fn helium(reserve: u64) -> RevenueBand {
        let base = Halving { first: Amount::tokens(13_870), halving_epochs: 0 };
        let burns = Average::over(1);
        RevenueBand { base, floor_ppm: 500_000, ceiling_ppm: 3_000_000, reserve: Amount::tokens(reserve), burns }
    }

    #[test]
    fn the_floor_binds_below_33_cents_and_the_ceiling_above_1_97_dollars() {
        let rich = || helium(1_000_000);
        for cents_milli in [328_200, 500_000, 1_000_000, 1_968_200] {
            assert_eq!(tokens(&mut rich(), cents_milli * 1_000, 0), 13_870.0, "{cents_milli}");
        }
        assert!(tokens(&mut rich(), 327_900_000, 0) > 13_870.0);
        assert!(tokens(&mut rich(), 1_968_400_000, 0) < 13_870.0);
        assert_eq!(tokens(&mut rich(), 250_000_000, 0), 18_200.0, "0.5 · 9100 USD at 0.25 USD");
        assert_eq!(tokens(&mut rich(), 3_000_000_000, 0), 9_100.0, "3 · 9100 USD at 3 USD");
    }

    #[test]
    fn the_reserve_goes_first_then_burns() {
        // At 0.25 USD the floor lacks 4330 a day.
        let mut schedule = helium(5_000);
        assert_eq!(tokens(&mut schedule, 250_000_000, 100), 18_200.0);
        assert_eq!(schedule.reserve, Amount::tokens(670));
        assert_eq!(tokens(&mut schedule, 250_000_000, 100), 13_870.0 + 670.0 + 100.0);
        assert_eq!(tokens(&mut schedule, 250_000_000, 9_999), 18_200.0);
        let blind = EpochFacts { paid_micro_usd: 1, ..EpochFacts::default() };
        assert_eq!(schedule.tokens(&blind), Amount::tokens(13_870), "no price: the base");
    }
}
