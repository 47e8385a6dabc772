//! Rules of other networks, as the engine has them, against numbers that were published (E24).

use super::{Entry, Parameter, Played};
use crate::conformance::rules::band_usd;
use engine::Amount;
use engine::poai::schedule::{Baseline, Bonding, Halving};
use engine::poai::{EpochFacts, Schedule};
use engine::ratio1::logistic;

/// Tokens of a schedule over its first `epochs` epochs, facts being what they are but for the epoch.
fn given_out(mut schedule: impl Schedule, epochs: u32, facts: EpochFacts) -> f64 {
    let sum: Amount = (0..epochs).map(|epoch| schedule.tokens(&EpochFacts { epoch, ..facts })).sum();
    sum.0 as f64 / Amount::TOKEN.0 as f64
}

pub(super) const LIVEPEER: Entry = Entry {
    name: "back-test-livepeer",
    about: "Livepeer's bonding schedule at 25.6 % a year, given to the 44 % that are staked; published: 58.2 %.",
    value: "yield of a staker in a year (%)",
    parameters: &[],
    play: |_, _| {
        const DAYS: u32 = 365;
        const SUPPLY: u64 = 1_000_000;
        let rate_ppb = 256_000_000 / u64::from(DAYS);
        let schedule = Bonding { rate_ppb, step_ppb: 0, floor_ppb: 0, ceiling_ppb: rate_ppb, target_ppm: 500_000 };
        let staked = Amount::tokens(SUPPLY).parts_per_million(440_000);
        let minted =
            given_out(schedule, DAYS, EpochFacts { circulating: Amount::tokens(SUPPLY), staked, ..EpochFacts::default() });
        Played::exact(100.0 * minted / (staked.0 as f64 / Amount::TOKEN.0 as f64), 58.2)
    },
};

pub(super) const HIP_20: Entry = Entry {
    name: "back-test-hip20",
    about: "Helium's halving every two years from 60 million a year on (HIP-20); published: 240 million besides what was there.",
    value: "tokens ever minted (millions)",
    parameters: &[],
    play: |_, _| {
        // Half-years, until the last unit.
        let schedule = Halving { first: Amount::tokens(30_000_000), halving_epochs: 4 };
        Played::exact(given_out(schedule, 1_000, EpochFacts::default()) / 1e6, 240.0)
    },
};

pub(super) const HIP_149_FLOOR: Entry = Entry {
    name: "back-test-hip149-floor",
    about: "Helium's revenue band (HIP-149) at 13,870 tokens and 9,100 USD a day: where its floor ceases to bind; published: 0.328.",
    value: "token price (USD)",
    parameters: &[],
    play: |_, _| Played::exact(band_usd()[0], 0.328),
};

pub(super) const HIP_149_CAP: Entry = Entry {
    name: "back-test-hip149-cap",
    about: "The same band: where its cap begins to bind; published: 1.968.",
    value: "token price (USD)",
    parameters: &[],
    play: |_, _| Played::exact(band_usd()[1], 1.968),
};

pub(super) const FILECOIN: Entry = Entry {
    name: "back-test-filecoin-half",
    about: "Filecoin's simple minting, 330 million with a half-life of six years; published: half of it after six years.",
    value: "share minted after six years of 365 days (0 to 1)",
    parameters: &[],
    play: |_, _| {
        const SIX_YEARS: u32 = 6 * 365;
        const SIMPLE: u64 = 330_000_000;
        let schedule = Baseline::new(Amount::tokens(SIMPLE), Amount::ZERO, SIX_YEARS, 1, 0);
        let minted = given_out(schedule, SIX_YEARS, EpochFacts { power: 1, ..EpochFacts::default() });
        Played::exact(minted / SIMPLE as f64, 0.5)
    },
};

pub(super) const MASTER_NODES: Entry = Entry {
    name: "back-test-mnd-sum",
    about: "Ratio1's release curve for master nodes, in its contract's integers; its divisor: 300.505239501691.",
    value: "sum of the curve over its 900 epochs",
    parameters: &[],
    play: |_, _| {
        let sum: i128 = (0..logistic::DURATION_EPOCHS).map(logistic::fraction).sum();
        Played::exact(sum as f64 / logistic::UNIT as f64, crate::closed::published::MASTER_NODE_CURVE_SUM)
    },
};

const PRICE: Parameter = Parameter::number("price_usd", "Price of a token (USD).", 1.0, [1e-3, 1e4]);

pub(super) const HELIUM_2022: Entry = Entry {
    name: "back-test-helium-2022",
    about: "Helium in June 2022: 6,500 USD of data a month against 2.5 million tokens a month; published: 0.0026 over the price.",
    value: "burned USD over minted USD",
    parameters: &[PRICE],
    play: |_, values| {
        const BURNED_MICRO_USD: u128 = 6_500_000_000;
        let price_usd = values.of(&PRICE);
        let price_nano_usd = Some(libm::round(price_usd * 1e9) as u64);
        let minted = EpochFacts { price_nano_usd, ..EpochFacts::default() }.micro_usd_of(Amount::tokens(2_500_000));
        Played::exact(BURNED_MICRO_USD as f64 / minted as f64, 0.0026 / price_usd)
    },
};
