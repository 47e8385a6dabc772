use crate::{NODE, ORACLE, OWNER, VALUES, at};
use engine::Amount;
use engine::ratio1::claim::{Claim, ClaimError};
use engine::ratio1::link::{LinkError, Registry};
use engine::ratio1::nd::{DURATION_EPOCHS, LICENCES, Licence, PER_EPOCH, PER_LICENCE, reward};
use engine::ratio1::token::{CAP, GENESIS_DEED, MASTER_DEEDS, NODE_DEEDS, Token, TokenError};
use proptest::prelude::*;

/// A licence linked to [`NODE`] in `epoch`.
pub fn linked(epoch: u64) -> Licence {
    let mut licence = Licence::new(OWNER);
    licence.link(NODE, at(epoch, 0), &mut Registry::default()).expect("first link");
    licence
}

#[test]
fn buckets_sum_to_the_cap() {
    assert_eq!(CAP, Amount(161_803_398_000_000_000_000_000_000));
    assert_eq!(NODE_DEEDS, Amount(72_811_529_100_000_000_000_000_000));
    assert_eq!(MASTER_DEEDS, Amount(42_230_686_878_000_000_000_000_000));
    assert_eq!(GENESIS_DEED, Amount(46_761_182_022_000_000_000_000_000));
    assert_eq!([NODE_DEEDS, MASTER_DEEDS, GENESIS_DEED].into_iter().sum::<Amount>(), CAP);
    assert_eq!((PER_LICENCE, PER_EPOCH), (Amount(1_575_188_843_457_943_925_233), Amount(1_458_508_188_386_985_115)));
    assert!(PER_LICENCE.times(u128::from(LICENCES)) <= NODE_DEEDS, "all licences together stay in the bucket");
}

#[test]
fn rewards_are_those_of_the_vectors() {
    let rows: [(&[u8], u128); 4] = [
        (&[255], 1_458_508_188_386_985_115),
        (&[128], 732_113_914_170_721_940),
        (&[1], 5_719_639_954_458_765),
        (&VALUES, 3_260_194_774_041_496_137),
    ];
    for (values, expected) in rows {
        assert_eq!(reward(Amount::ZERO, values), Amount(expected), "{values:?}");
    }
}

#[test]
fn the_dust_of_a_full_life_is_paid_in_a_later_epoch() {
    let mut licence = linked(1);
    let epochs: Vec<u64> = (1..=u64::from(DURATION_EPOCHS)).collect();
    let ask = Claim { node: NODE, epochs: &epochs, values: &[255; DURATION_EPOCHS as usize] };
    assert_eq!(licence.claim(OWNER, ask, ORACLE, 1_081), Ok(Amount(1_575_188_843_457_943_924_200)));
    let next = Claim { node: NODE, epochs: &[1_081], values: &[255] };
    assert_eq!(licence.claim(OWNER, next, ORACLE, 1_082), Ok(Amount(1_033)));
    let after = Claim { node: NODE, epochs: &[], values: &[] };
    assert_eq!(licence.claim(OWNER, after, ORACLE, 1_083), Ok(Amount::ZERO), "spent: the form is no longer looked at");
    assert_eq!(licence.claimed, PER_LICENCE);
}

#[test]
fn a_claim_is_refused_unless_it_fits() {
    let mut licence = linked(10);
    let before = licence;
    let (epochs, five) = ([10, 11, 12, 13, 14], VALUES);
    let ask = Claim { node: NODE, epochs: &epochs, values: &five };
    assert_eq!(licence.claim(NODE, ask, ORACLE, 15), Err(ClaimError::NotOwner { caller: NODE, owner: OWNER }));
    assert_eq!(
        licence.claim(OWNER, Claim { node: OWNER, ..ask }, ORACLE, 15),
        Err(ClaimError::WrongNode { found: OWNER, linked: NODE })
    );
    let short = Claim { values: &five[1..], ..ask };
    assert_eq!(licence.claim(OWNER, short, ORACLE, 15), Err(ClaimError::WrongNumber { epochs: 5, values: 4, expected: 5 }));
    assert_eq!(licence.claim(OWNER, ask, ORACLE, 16), Err(ClaimError::WrongNumber { epochs: 5, values: 5, expected: 6 }));
    let other_last = Claim { epochs: &[10, 11, 12, 13, 15], ..ask };
    assert_eq!(licence.claim(OWNER, other_last, ORACLE, 15), Err(ClaimError::WrongLastEpoch { found: 15, expected: 14 }));
    licence.banned = true;
    assert_eq!(licence.claim(OWNER, ask, ORACLE, 15), Err(ClaimError::Banned));
    licence.banned = false;
    assert_eq!(licence, before, "a refused call changes nothing");
    let disordered = Claim { epochs: &[99, 99, 99, 99, 14], ..ask };
    assert_eq!(licence.claim(OWNER, disordered, ORACLE, 15), Ok(Amount(3_260_194_774_041_496_137)), "only the last is looked at");
    assert_eq!((licence.link.last_claim_epoch, licence.last_oracle), (15, Some(ORACLE)));
    assert_eq!(licence.claim(OWNER, ask, ORACLE, 15), Ok(Amount::ZERO), "nothing is due twice");
}

#[test]
fn a_banned_licence_keeps_its_node() {
    let (mut licence, mut registry) = (linked(1), Registry::default());
    licence.banned = true;
    assert_eq!(licence.unlink(at(1, 0), &mut registry), Err(LinkError::Banned));
    assert_eq!(licence.link(ORACLE, at(9, 0), &mut registry), Err(LinkError::Banned));
    licence.banned = false;
    assert_eq!(licence.unlink(at(1, 0), &mut registry), Ok(()));
}

#[test]
fn the_cap_bounds_the_supply_and_not_what_was_minted() {
    let mut token = Token::default();
    token.mint(CAP).unwrap();
    assert_eq!(token.mint(Amount(1)), Err(TokenError::Cap { asked: Amount(1), allowed: Amount::ZERO }));
    assert_eq!(token.burn(CAP.saturating_add(Amount(1))), Err(TokenError::Supply { asked: Amount(CAP.0 + 1), allowed: CAP }));
    token.burn(Amount(5)).unwrap();
    assert_eq!(token.mint(Amount(5)), Ok(()), "what is burned can be minted again");
    assert_eq!((token.supply(), token.minted(), token.burned()), (CAP, Amount(CAP.0 + 5), Amount(5)));
}

proptest! {
    #[test]
    fn a_licence_never_mints_more_than_its_share(claims in proptest::collection::vec(proptest::collection::vec(128_u8..=255, 1..300), 1..12)) {
        let (mut licence, mut epoch, mut token) = (linked(1), 1, Token::default());
        for values in claims {
            let epochs: Vec<u64> = (epoch..).take(values.len()).collect();
            epoch += values.len() as u64;
            let minted = licence.claim(OWNER, Claim { node: NODE, epochs: &epochs, values: &values }, ORACLE, epoch).unwrap();
            let most: u128 = values.iter().map(|&value| PER_EPOCH.0 * u128::from(value) / 255).sum();
            prop_assert!(minted.0 <= most);
            token.mint(minted).unwrap();
        }
        prop_assert_eq!(token.minted(), licence.claimed);
        prop_assert!(licence.claimed <= PER_LICENCE);
    }

    #[test]
    fn supply_is_minted_less_burned_and_below_the_cap(calls in proptest::collection::vec((any::<bool>(), 0_u64..60_000_000), 1..40)) {
        let mut token = Token::default();
        for (mints, tokens) in calls {
            let before = token;
            let amount = Amount::tokens(tokens);
            let done = if mints { token.mint(amount) } else { token.burn(amount) };
            if done.is_err() {
                prop_assert_eq!(token, before);
                let allowed = if mints { CAP.saturating_sub(before.supply()) } else { before.supply() };
                prop_assert!(amount > allowed);
            }
            prop_assert_eq!(token.minted().checked_sub(token.burned()), Some(token.supply()));
            prop_assert!(token.supply() <= CAP);
        }
    }
}
