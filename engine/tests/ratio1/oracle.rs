use engine::ratio1::Network;
use engine::ratio1::oracle::{
    History, NoAgreement, QuorumError, Table, agree, copied_answer, full_value, median, median_table, potentially_full_value,
    quorum,
};
use proptest::prelude::*;

fn tables(rows: &[&[(u32, u8)]]) -> Vec<Table<u32>> {
    rows.iter().map(|row| row.iter().copied().collect()).collect()
}

#[test]
fn thresholds_follow_from_the_supervisor_minimum() {
    assert_eq!((full_value(&Network::MAINNET), full_value(&Network::TESTNET), full_value(&Network::DEVNET)), (230, 153, 153));
    assert_eq!(potentially_full_value(&Network::MAINNET, 230), 205);
    assert_eq!(255 - potentially_full_value(&Network::MAINNET, 230), 50, "the margin of error that is only logged");
    assert_eq!(potentially_full_value(&Network::MAINNET, 255), 230);
    assert_eq!(potentially_full_value(&Network::MAINNET, 0), -25);
}

#[test]
fn medians_round_halves_to_even() {
    let cases: [(&[u8], u8); 7] = [
        (&[250, 251], 250),
        (&[249, 250], 250),
        (&[0, 255, 254, 255], 254),
        (&[0, 0, 255, 255], 128),
        (&[255, 0, 0], 0),
        (&[7], 7),
        (&[251, 252], 252),
    ];
    for (values, expected) in cases {
        assert_eq!(median(values), Some(expected), "{values:?}");
    }
    assert_eq!(median(&[]), None);
}

#[test]
fn who_does_not_list_a_node_says_zero() {
    let medians = median_table(&tables(&[&[(1, 255), (2, 200)], &[(1, 254)], &[(1, 255), (2, 100)]]));
    assert_eq!(medians, tables(&[&[(1, 255), (2, 100)]])[0]);
}

#[test]
fn quorum_is_strictly_more_than_both_shares() {
    let net = &Network::MAINNET;
    assert_eq!(quorum(4, 9, 9, net), Ok(()), "4 > 3.6");
    assert_eq!(quorum(3, 9, 9, net), Err(QuorumError::Online { found: 3, of: 9, percent: 40 }));
    assert_eq!(quorum(3, 9, 7, net), Ok(()), "3 > 2.8 and 3 > 2.7");
    assert_eq!(quorum(2, 9, 4, net), Err(QuorumError::OnChain { found: 2, of: 9, percent: 30 }));
    assert_eq!(quorum(3, 10, 5, net), Err(QuorumError::OnChain { found: 3, of: 10, percent: 30 }), "3 is not more than 3");
    assert_eq!(quorum(4, 10, 10, net), Err(QuorumError::Online { found: 4, of: 10, percent: 40 }), "4 is not more than 4");
    assert_eq!(quorum(2, 9, 9, &Network::TESTNET), Ok(()));
    assert_eq!(quorum(0, 0, 0, net), Err(QuorumError::OnChain { found: 0, of: 0, percent: 30 }));
    let text = quorum(3, 9, 9, net).unwrap_err().to_string();
    assert_eq!(text, "3 oracles took part: more than 40 % of the 9 online must");
}

#[test]
fn more_than_half_of_the_participants_decide() {
    // 9 oracles, 4 take part: 3 equal medians decide. 7 online, 3 take part: 2 decide.
    assert_eq!(agree(&tables(&[&[(1, 9)], &[(1, 9)], &[(1, 9)], &[(1, 0)]])).unwrap().values, tables(&[&[(1, 9)]])[0]);
    assert!(agree(&tables(&[&[(1, 9)], &[(1, 9)], &[(1, 8)], &[(1, 7)]])).is_err(), "2 of 4 are not more than half");
    assert_eq!(agree(&tables(&[&[(1, 9)], &[(1, 9)], &[(1, 8)]])).unwrap().values, tables(&[&[(1, 9)]])[0]);
}

#[test]
fn a_node_that_half_or_fewer_list_is_dropped() {
    let agreement = agree(&tables(&[&[(1, 9), (2, 255)], &[(1, 9), (2, 255)], &[(1, 9)], &[(1, 9)]])).unwrap();
    assert_eq!((agreement.values, agreement.dropped), (tables(&[&[(1, 9)]])[0].clone(), vec![2]));
}

#[test]
fn one_split_node_fails_the_epoch_of_all() {
    let split = tables(&[&[(1, 9), (2, 1)], &[(1, 9), (2, 2)], &[(1, 9), (2, 3)], &[(1, 9)]]);
    assert_eq!(agree(&split), Err(NoAgreement::Split { node: 2, most: 1, listed: 3, tables: 4 }));
    assert_eq!(agree(&tables(&[&[(1, 0)], &[(1, 0)]])), Err(NoAgreement::Nothing { tables: 2 }), "agreed zeros are no agreement");
    assert_eq!(agree::<u32>(&[]), Err(NoAgreement::Nothing { tables: 0 }));
}

#[test]
fn an_answer_needs_more_than_half_of_the_responders() {
    assert_eq!(copied_answer(&["a"]), Some(&"a"), "1 of 1");
    assert_eq!(copied_answer(&["a", "a"]), Some(&"a"), "2 of 2");
    assert_eq!(copied_answer(&["a", "b"]), None);
    assert_eq!(copied_answer(&["b", "a", "a"]), Some(&"a"), "2 of 3");
    assert_eq!(copied_answer::<&str>(&[]), None);
}

#[test]
fn a_faulty_epoch_pays_everybody_in_full() {
    let mut history = History::new();
    history.meet("never heard in epoch 3");
    history.agree(2, Table::from([("worker", 200)]));
    history.mark_faulty(3);
    assert_eq!([1, 2, 3].map(|epoch| history.value(&"worker", epoch)), [Some(0), Some(200), Some(255)]);
    assert_eq!([2, 3].map(|epoch| history.value(&"never heard in epoch 3", epoch)), [Some(0), Some(255)]);
    assert_eq!(history.value(&"unknown", 3), None);
    history.agree(3, Table::from([("worker", 17)]));
    assert_eq!(history.value(&"worker", 3), Some(17), "an agreement that comes late counts");
}

proptest! {
    #[test]
    fn an_agreed_value_is_one_that_more_than_half_sent(
        rows in proptest::collection::vec(proptest::collection::btree_map(0_u32..4, 0_u8..4, 0..4), 1..8)
    ) {
        let sent = |node: u32, value: u8| rows.iter().filter(|row| row.get(&node) == Some(&value)).count();
        let listed = |node: u32| rows.iter().filter(|row| row.contains_key(&node)).count();
        match agree(&rows) {
            Ok(agreement) => {
                prop_assert!(agreement.values.iter().all(|(&node, &value)| value > 0 && sent(node, value) * 2 > rows.len()));
                prop_assert!(agreement.dropped.iter().all(|&node| listed(node) * 2 <= rows.len()));
                let settled = |node: u32| agreement.values.contains_key(&node) || agreement.dropped.contains(&node) || sent(node, 0) * 2 > rows.len();
                prop_assert!(rows.iter().flat_map(|row| row.keys()).all(|&node| settled(node)));
            }
            Err(NoAgreement::Split { node, most, listed: of, .. }) => {
                prop_assert!(of == listed(node) && of * 2 > rows.len());
                prop_assert!((0..4).all(|value| sent(node, value) <= most) && most * 2 <= rows.len());
            }
            Err(NoAgreement::Nothing { .. }) => {
                prop_assert!((0..4).all(|node| (1..4).all(|value| sent(node, value) * 2 <= rows.len())));
            }
        }
    }

    #[test]
    fn half_of_the_oracles_cannot_move_a_median_beyond_what_the_others_saw(
        honest in proptest::collection::vec(200_u8..=255, 2..6), forged in any::<u8>()
    ) {
        let mut values = honest.clone();
        values.extend(vec![forged; honest.len() - 1]);
        let found = median(&values).unwrap();
        prop_assert!((*honest.iter().min().unwrap()..=*honest.iter().max().unwrap()).contains(&found));
    }
}
