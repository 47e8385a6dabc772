//! What holds for every schedule.

use super::*;
use crate::amount::Amount;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use proptest::prelude::*;

/// What a schedule gives out in its first epochs, with full adoption and every fact else at nothing.
pub(super) fn total(schedule: impl Into<Emission>, epochs: u32) -> Amount {
    total_under(Amount(u128::MAX), schedule, epochs)
}

/// The same under a cap.
pub(super) fn total_under(cap: Amount, schedule: impl Into<Emission>, epochs: u32) -> Amount {
    let mut schedule = schedule.into();
    (0..epochs).fold(Amount::ZERO, |minted, epoch| {
        let facts = EpochFacts { epoch, minted, cap, adoption: u16::MAX, ..EpochFacts::default() };
        minted.saturating_add(schedule.tokens(&facts))
    })
}

/// One of each kind, with tokens to give.
fn all() -> Vec<Emission> {
    let given = |name: &'static str| match name {
        "constant" => vec![("per_epoch_tokens", "5")],
        "halving" => vec![("first_tokens", "9"), ("halving_epochs", "3")],
        "geometric" => vec![("first_tokens", "9"), ("half_life_epochs", "3")],
        "sigmoid" | "linear" => vec![("total_tokens", "100"), ("length_epochs", "20"), ("gated", "1")],
        "baseline" => vec![("simple_tokens", "30"), ("baseline_tokens", "70"), ("power_first", "500")],
        "burn-and-mint" => vec![("first_tokens", "3")],
        "revenue-band" => vec![("first_tokens", "3"), ("reserve_tokens", "20")],
        "usd-target" => vec![("per_node_usd", "0.1"), ("per_epoch_max_tokens", "50"), ("vault_tokens", "120")],
        "bonding" => vec![("first_rate", "0.001"), ("step_rate", "0.0001")],
        "job-share" => vec![("per_usd_tokens", "2"), ("per_epoch_max_tokens", "30")],
        "node-deed" | "none" => vec![],
        name => panic!("a kind that no test knows: {name}"),
    };
    Emission::TABLE.iter().map(|entry| Emission::named(entry.name, &given(entry.name)).unwrap()).collect()
}

fn any_facts() -> impl Strategy<Value = EpochFacts> {
    let tokens = || (0..Amount::tokens(1_000_000).0).prop_map(Amount);
    let dollars = (0_u128..1_000_000_000, 0_u128..1_000_000_000, proptest::option::of(1_u64..10_000_000_000));
    let network = (0_u128..5_000, 0_u32..1_000, 0_u64..200_000, any::<u16>());
    (tokens(), tokens(), tokens(), dollars, network).prop_map(|(burned, circulating, staked, dollars, network)| {
        let (paid_micro_usd, fees_micro_usd, price_nano_usd) = dollars;
        let (power, nodes, available, adoption) = network;
        let facts =
            EpochFacts { burned, circulating, staked, paid_micro_usd, fees_micro_usd, price_nano_usd, ..Default::default() };
        EpochFacts { power, nodes, available, adoption, ..facts }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_schedule_goes_over_the_cap_and_each_goes_on_where_it_was_saved(
        epochs in proptest::collection::vec(any_facts(), 1..60), cap in 0..Amount::tokens(200).0
    ) {
        for mut schedule in all() {
            let mut minted = Amount::ZERO;
            for (epoch, facts) in (0..).zip(&epochs) {
                let facts = EpochFacts { epoch, minted, cap: Amount(cap), ..*facts };
                let mut loaded: Emission = borsh::from_slice(&borsh::to_vec(&schedule).unwrap()).unwrap();
                let tokens = schedule.tokens(&facts);
                prop_assert_eq!(loaded.tokens(&facts), tokens);
                let dollars = schedule.dollars();
                prop_assert_eq!(dollars.taken, dollars.buy_back + dollars.put_by);
                minted = minted.checked_add(tokens).unwrap();
                prop_assert!(minted.0 <= cap);
            }
        }
    }
}

#[test]
fn schedules_are_known_by_name() {
    let names: Vec<&str> = Emission::TABLE.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), 13);
    let wrong = Emission::named("halfing", &[]).unwrap_err().to_string();
    assert!(wrong.contains("`halfing`") && names.iter().all(|name| wrong.contains(name)), "{wrong}");
    let needs = |name: &str| Emission::TABLE.iter().find(|entry| entry.name == name).unwrap().needs;
    assert_eq!([needs("usd-target"), needs("job-share"), needs("bonding")], [Needs::Price, Needs::Dollars, Needs::Ledger]);
    for entry in Emission::TABLE {
        assert!(!entry.about.is_empty());
        for parameter in entry.parameters {
            let value = parameter.default.map(|text| parameter.unit.parse(text).unwrap());
            assert!(value.is_none_or(|value| (parameter.least..=parameter.most).contains(&value)), "{}", parameter.name);
        }
    }
}
