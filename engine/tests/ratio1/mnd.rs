use crate::{NODE, ORACLE, OWNER, VALUES, at};
use engine::Amount;
use engine::ratio1::claim::{Claim, ClaimError};
use engine::ratio1::link::Registry;
use engine::ratio1::mnd::{AssignError, Book, CARRY_FACTOR, Deed, Payout, WALLETS, check_assignment, wallet_shares};
use engine::ratio1::token::{CAP, GENESIS_DEED, MASTER_DEEDS, MASTER_WALLET, NODE_DEEDS};
use proptest::prelude::*;

const WHOLE: u16 = u16::MAX;
const ASSIGNED: Amount = Amount::tokens(485_410);

/// A master deed of [`ASSIGNED`], linked and releasing from epoch 223 on.
fn deed() -> Deed {
    let mut deed = Deed::master(OWNER, ASSIGNED, 100);
    deed.link(NODE, at(200, 0), &mut Registry::default()).expect("first link");
    deed
}

/// Claims `values` for the epochs from 223 on, at `adoption` in each.
fn claimed(deed: &mut Deed, values: &[u8], adoption: &[u16]) -> Payout {
    let epochs: Vec<u64> = (223..).take(values.len()).collect();
    let ask = Claim { node: NODE, epochs: &epochs, values };
    let of = |epoch: u64| adoption[(epoch - 223) as usize % adoption.len()];
    deed.claim(OWNER, ask, ORACLE, 223 + values.len() as u64, of, CARRY_FACTOR).expect("as it should be")
}

#[test]
fn five_epochs_at_whole_adoption_give_the_contracts_vector() {
    let mut deed = deed();
    let payout = claimed(&mut deed, &VALUES, &[WHOLE]);
    assert_eq!(payout, Payout { adopted: Amount(106_362_840_848_417_488_913), ..Payout::default() });
    assert_eq!((deed.book.claimed, deed.link.last_claim_epoch, deed.last_oracle), (payout.adopted, 228, Some(ORACLE)));
}

#[test]
fn nine_hundred_epochs_release_exactly_what_is_assigned() {
    let mut deed = deed();
    assert_eq!(claimed(&mut deed, &[255; 900], &[WHOLE]).minted(), ASSIGNED);
    // The sum of all releases exceeds it by a little, which the last epoch is cut by.
    let sum: Amount = (223..1_123).map(|epoch| deed.release(epoch).unwrap()).sum();
    assert!(sum > ASSIGNED && sum.0 - ASSIGNED.0 < Amount::TOKEN.0, "{sum}");
    let spent = Claim { node: NODE, epochs: &[], values: &[] };
    assert_eq!(deed.claim(OWNER, spent, ORACLE, 2_000, |_| WHOLE, CARRY_FACTOR), Ok(Payout::default()));
}

#[test]
fn what_adoption_holds_back_is_carried_over_when_it_rises() {
    let mut whole = deed();
    let payout = claimed(&mut whole, &[255; 5], &[32_767, 32_767, 32_767, WHOLE, WHOLE]);
    assert_eq!(payout.adopted, Amount(167_907_223_981_726_173_780));
    assert_eq!(payout.carried, Amount(71_408_406_384_408_649_052));
    assert_eq!(whole.book, Book { claimed: Amount(239_315_630_366_134_822_832), withheld: Amount::ZERO });

    let mut book = Book::default();
    let rows: [(u128, u16, u128); 5] = [
        (47_348_425_447_123_706_916, 32_767, 0),
        (47_604_430_543_911_542_855, 32_767, 1),
        (47_861_777_566_161_430_391, 32_767, 1),
        (48_120_473_090_024_813_644, WHOLE, 48_120_473_090_024_813_644),
        (48_380_523_718_913_329_026, WHOLE, 23_287_933_294_383_835_406),
    ];
    for (epoch, (release, adoption, carried)) in (223..).zip(rows) {
        assert_eq!(whole.release(epoch), Ok(Amount(release)));
        assert_eq!(book.settle(ASSIGNED, Amount(release), 255, adoption, CARRY_FACTOR).carried, Amount(carried));
    }
    assert_eq!(book, whole.book);
}

#[test]
fn the_buffer_pays_at_availability_zero_too() {
    let mut deed = deed();
    let payout = claimed(&mut deed, &[255, 255, 0], &[0, 0, WHOLE]);
    assert_eq!((payout.adopted, payout.carried), (Amount::ZERO, Amount(47_861_777_566_161_430_391)));
    assert_eq!(deed.book, Book { claimed: Amount(94_952_855_991_035_249_771), withheld: Amount(47_091_078_424_873_819_380) });
    assert_eq!(payout.held, deed.book.claimed);
}

#[test]
fn a_long_claim_of_mixed_epochs_is_that_of_an_exact_model() {
    // 1,500 epochs, of which the assigned amount ends some: the contract's arithmetic in integers of any size (Python).
    let values: Vec<u8> = (0..1_500_u32).map(|epoch| ((epoch * 37 + 200) % 256) as u8).collect();
    let adoption: Vec<u16> = (0..1_500_u32).map(|epoch| ((epoch * 7_919 + 11) % 65_536) as u16).collect();
    let (adopted, held) = (Amount(983_016_164_855_458_600_693_665), Amount(1_016_983_835_144_541_399_318_680));
    let rows = [
        (255, 833_911_363_133_832_992_417_337, 183_072_472_010_708_406_901_343),
        (40, 316_141_399_778_240_739_859_308, 700_842_435_366_300_659_459_372),
    ];
    for (factor, carried, withheld) in rows {
        let assigned = Amount(2_000_000_000_000_000_000_012_345);
        let mut deed = Deed { assigned, ..deed() };
        let epochs: Vec<u64> = (223..1_723).collect();
        let ask = Claim { node: NODE, epochs: &epochs, values: &values };
        let payout = deed.claim(OWNER, ask, ORACLE, 1_723, |epoch| adoption[(epoch - 223) as usize], factor).unwrap();
        assert_eq!(payout, Payout { adopted, carried: Amount(carried), held });
        assert_eq!(deed.book, Book { claimed: assigned, withheld: Amount(withheld) });
    }
}

#[test]
fn the_genesis_deed_pays_five_wallets() {
    let mut genesis = Deed::genesis(OWNER);
    assert_eq!((genesis.assigned, genesis.release(77)), (GENESIS_DEED, Ok(Amount(128_112_827_457_534_246_575_342))));
    genesis.link(NODE, at(1, 0), &mut Registry::default()).unwrap();
    let ask = Claim { node: NODE, epochs: &[1, 2, 3, 4, 5], values: &VALUES };
    let payout = genesis.claim(OWNER, ask, ORACLE, 6, |_| WHOLE, CARRY_FACTOR).unwrap();
    let expected = [
        76_489_386_831_087_123_287_670,
        39_633_587_186_156_712_328_766,
        21_592_286_660_666_301_369_862,
        99_083_967_965_391_780_821_916,
        49_570_620_967_656_986_301_369,
    ];
    assert_eq!(wallet_shares(payout.minted()), expected.map(Amount));
    assert_eq!(WALLETS.iter().map(|(_, share)| share).sum::<u16>(), 10_000);
}

#[test]
fn the_genesis_deed_may_claim_beyond_its_365_epochs() {
    let (mut book, release) = (Book::default(), Amount(GENESIS_DEED.0 / 365));
    for _ in 0..2 * 365 {
        book.settle(GENESIS_DEED, release, 127, WHOLE, CARRY_FACTOR);
    }
    assert!(book.claimed < GENESIS_DEED, "at half availability it is not spent in twice the time");
    for _ in 0..10 {
        book.settle(GENESIS_DEED, release, 127, WHOLE, CARRY_FACTOR);
    }
    assert_eq!(book.claimed, GENESIS_DEED);
}

#[test]
fn claims_are_refused_unless_they_fit() {
    let mut deed = deed();
    let before = deed;
    let ask = Claim { node: NODE, epochs: &[223, 224], values: &[1, 2] };
    let mut claim = |caller, ask, current| deed.claim(caller, ask, ORACLE, current, |_| WHOLE, CARRY_FACTOR);
    assert_eq!(claim(NODE, ask, 225), Err(ClaimError::NotOwner { caller: NODE, owner: OWNER }));
    let other = Claim { node: OWNER, ..ask };
    assert_eq!(claim(OWNER, other, 225), Err(ClaimError::WrongNode { found: OWNER, linked: NODE }));
    assert_eq!(claim(OWNER, ask, 226), Err(ClaimError::WrongNumber { epochs: 2, values: 2, expected: 3 }));
    let short = Claim { values: &[1], ..ask };
    assert_eq!(claim(OWNER, short, 225), Err(ClaimError::WrongNumber { epochs: 2, values: 1, expected: 2 }));
    let late = Claim { epochs: &[223, 225], ..ask };
    assert_eq!(claim(OWNER, late, 225), Err(ClaimError::WrongLastEpoch { found: 225, expected: 224 }));
    let early = Claim { epochs: &[222, 224], ..ask };
    assert_eq!(claim(OWNER, early, 225), Err(ClaimError::BeforeFirst { found: 222, first: 223 }));
    assert_eq!(deed, before, "a refused call changes nothing");
    let long = Claim { values: &[255, 255, 9], ..ask };
    let payout = deed.claim(OWNER, long, ORACLE, 225, |_| WHOLE, CARRY_FACTOR).unwrap();
    assert_eq!(payout.adopted.0, deed.release(223).unwrap().0 + deed.release(224).unwrap().0, "a value too many is passed over");
}

#[test]
fn nothing_is_released_before_the_first_epoch() {
    let mut deed = deed();
    let ask = Claim { node: ORACLE, epochs: &[], values: &[] };
    assert_eq!(deed.claim(OWNER, ask, ORACLE, 222, |_| WHOLE, CARRY_FACTOR), Ok(Payout::default()), "no form is looked at");
    assert_eq!([Deed::master(OWNER, ASSIGNED, 0), Deed::master(OWNER, ASSIGNED, 300)].map(|deed| deed.first_epoch), [223, 300]);
}

#[test]
fn assignments_keep_to_the_limits() {
    let (two_percent, one) = (Amount(3_236_067_960_000_000_000_000_000), Amount(1));
    assert_eq!(MASTER_WALLET, two_percent);
    let over = Amount(two_percent.0 + 1);
    assert_eq!(check_assignment(two_percent, Amount::ZERO, Amount::ZERO, 1), Ok(()));
    assert_eq!(check_assignment(Amount::ZERO, Amount::ZERO, Amount::ZERO, 1), Err(AssignError::Deed { found: Amount::ZERO }));
    assert_eq!(check_assignment(over, Amount::ZERO, Amount::ZERO, 1), Err(AssignError::Deed { found: over }));
    assert_eq!(check_assignment(one, two_percent, Amount::ZERO, 1), Err(AssignError::Wallet { found: over }));
    let full = Amount(MASTER_DEEDS.0 + 1);
    assert_eq!(check_assignment(one, Amount::ZERO, MASTER_DEEDS, 1), Err(AssignError::Bucket { found: full }));
    assert_eq!(check_assignment(one, Amount::ZERO, Amount::ZERO, 500), Err(AssignError::Deeds { found: 500 }));
    // All that deeds can mint: the bucket of the licences, and what master deeds and the genesis deed are assigned.
    assert_eq!([NODE_DEEDS, MASTER_DEEDS, GENESIS_DEED].into_iter().sum::<Amount>(), CAP);
}

proptest! {
    #[test]
    fn what_is_claimed_is_adopted_or_held_and_never_exceeds_what_is_assigned(
        assigned in 1_u128..4_000_000,
        epochs in proptest::collection::vec((any::<u8>(), prop_oneof![Just(0), Just(WHOLE), any::<u16>()], any::<u8>()), 1..1_200)
    ) {
        let assigned = Amount(assigned * 1_000_000_007 * 1_000_000_009);
        let deed = Deed::master(OWNER, assigned, 223);
        let (mut book, mut adopted, mut carried, mut held) = (Book::default(), 0, 0, 0);
        for (epoch, (value, adoption, factor)) in (223..).zip(epochs) {
            let payout = book.settle(assigned, deed.release(epoch).unwrap(), value, adoption, factor);
            adopted += payout.adopted.0;
            carried += payout.carried.0;
            held += payout.held.0;
            prop_assert_eq!(book.claimed.0, adopted + held);
            prop_assert_eq!(book.withheld.0, held - carried);
            prop_assert!(adopted + carried <= book.claimed.0 && book.claimed <= assigned);
        }
    }

    #[test]
    fn claiming_at_once_or_in_parts_is_the_same(
        values in proptest::collection::vec(any::<u8>(), 2..60), adoption in proptest::collection::vec(any::<u16>(), 1..60), cut in 1_usize..60
    ) {
        let cut = cut.min(values.len() - 1);
        let (mut once, mut parts) = (deed(), deed());
        let minted = claimed(&mut once, &values, &adoption).minted();
        let first = claimed(&mut parts, &values[..cut], &adoption).minted();
        let epochs: Vec<u64> = (223 + cut as u64..).take(values.len() - cut).collect();
        let ask = Claim { node: NODE, epochs: &epochs, values: &values[cut..] };
        let of = |epoch: u64| adoption[(epoch - 223) as usize % adoption.len()];
        let second = parts.claim(OWNER, ask, ORACLE, 223 + values.len() as u64, of, CARRY_FACTOR).unwrap().minted();
        prop_assert_eq!(first.0 + second.0, minted.0);
        prop_assert_eq!(once, parts);
    }
}
