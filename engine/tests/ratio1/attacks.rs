//! What the rules allow and should not: each test is an attack that works, or the one defence that holds.

use crate::escrow::started;
use crate::vote::oracles;
use crate::{NODE, ORACLE, OWNER, at};
use engine::Amount;
use engine::ratio1::availability::{Admission, EpochBeats};
use engine::ratio1::claim::{Claim, check_signers};
use engine::ratio1::escrow::{Escrow, EscrowError, Request, allocate_all};
use engine::ratio1::link::Registry;
use engine::ratio1::mnd::{CARRY_FACTOR, Deed};
use engine::ratio1::oracle::{Filed, NotParticipating, Table, agree, copied_answer, median_table, quorum, signatures_counted};
use engine::ratio1::vote::{NodeVote, Outcome};
use engine::ratio1::{Address, Network};
use std::collections::BTreeSet;

#[test]
fn a_day_forged_in_its_last_minute_counts_in_full() {
    let mut beats = EpochBeats::new(Network::MAINNET.clock, 5);
    let start_us = at(5, 0).time_s * 1_000_000;
    // 8,640 messages at once, dated over the whole day: neither who sent them nor when they came is looked at.
    for beat in 0..8_640 {
        assert_eq!(beats.admit(start_us + beat * 10_000_000), Admission::Counted);
    }
    assert_eq!(beats.value(), 255);
}

#[test]
fn one_signature_under_three_names_passes_for_three() {
    let participants = BTreeSet::from(["a", "b", "c", "d"]);
    let filed = ["a", "b", "c", "d"].map(|name| Filed { name, signer: "a" });
    let counted = signatures_counted(&filed, &participants).unwrap();
    assert_eq!(counted, 4);
    assert_eq!(quorum(counted, 9, 9, &Network::MAINNET), Ok(()));
    let signers = filed.iter().map(|filed| filed.signer).collect::<BTreeSet<_>>().len();
    assert!(quorum(signers, 9, 9, &Network::MAINNET).is_err(), "counted by signer it would fail");
    assert_eq!(signatures_counted(&[Filed { name: "x", signer: "a" }], &participants), Err(NotParticipating("x")));
    // The contract recovers signers, and refuses the second of the same.
    assert!(check_signers(&[ORACLE, ORACLE], &BTreeSet::from([ORACLE]), 2).is_err());
}

#[test]
fn a_made_up_node_needs_more_than_half_of_the_participants() {
    let honest = Table::from([("worker", 250)]);
    let forged = Table::from([("worker", 250), ("made up", 255)]);
    let half = agree(&[honest.clone(), forged.clone(), honest.clone(), forged.clone()]).unwrap();
    assert_eq!((half.values, half.dropped), (honest.clone(), vec!["made up"]));
    let three_of_five = agree(&[forged.clone(), forged.clone(), forged, honest.clone(), honest]).unwrap();
    assert_eq!(three_of_five.values.get("made up"), Some(&255));
}

#[test]
fn two_of_nine_oracles_decide_when_few_take_part() {
    // 7 of 9 are online, 3 take part, 2 of them lie alike.
    assert_eq!(quorum(3, 9, 7, &Network::MAINNET), Ok(()));
    let (lie, truth) = (Table::from([("worker", 0), ("friend", 255)]), Table::from([("worker", 255), ("friend", 0)]));
    let median = median_table(&[lie.clone(), lie.clone(), truth]);
    assert_eq!(median, lie);
    let agreed = agree(&[median.clone(), median.clone(), median]).unwrap();
    assert_eq!(agreed.values, Table::from([("friend", 255)]));
}

#[test]
fn different_tables_to_different_oracles_make_the_epoch_faulty() {
    // The honest saw 100 and 200; the third tells one of them 0 and the other 255, so that their medians differ.
    let (low, high) = (Table::from([("worker", 100)]), Table::from([("worker", 200)]));
    let first = median_table(&[low.clone(), high.clone(), Table::from([("worker", 0)])]);
    let second = median_table(&[low, high, Table::from([("worker", 255)])]);
    let third = Table::from([("worker", 17)]);
    assert!(agree(&[first, second, third]).is_err(), "and a faulty epoch pays 255 to all");
}

#[test]
fn one_responder_writes_the_history_and_one_differing_epoch_voids_it() {
    let forged = vec![("epoch 7", 255)];
    assert_eq!(copied_answer(std::slice::from_ref(&forged)), Some(&forged));
    let long: Vec<(u64, u8)> = (1..=300).map(|epoch| (epoch, 200)).collect();
    let mut other = long.clone();
    other[0].1 = 201;
    assert_eq!(copied_answer(&[long, other]), None, "all 300 epochs become faulty for one unit in one");
}

#[test]
fn a_third_of_the_oracles_who_come_first_decide_who_is_paid() {
    let (oracles, mut vote) = (oracles(9), NodeVote::default());
    let colluders = 4;
    for &oracle in &oracles[..colluders] {
        vote.propose(oracle, vec![NODE], &oracles, &[], at(5, 0)).unwrap();
    }
    let honest = vote.propose(oracles[colluders], vec![ORACLE], &oracles, &[], at(5, 1));
    assert_eq!(honest, Ok(Outcome::Passed { nodes: vec![NODE], changed: true }), "the first honest vote lets them pass");
}

#[test]
fn a_newcomer_is_paid_for_days_that_it_did_not_serve() {
    let mut escrow = started(1, 1, 30);
    let newcomer = Address::from_number(77);
    escrow.set_nodes(1, vec![newcomer], at(120, 0)).unwrap();
    allocate_all(std::slice::from_mut(&mut escrow), at(121, 0)).unwrap();
    assert_eq!(escrow.node_balances().collect::<Vec<_>>(), [(newcomer, 21 * 318_750)]);
}

#[test]
fn one_job_with_a_node_too_many_stops_the_pay_of_all() {
    let mut escrows = [started(1, 1, 30), Escrow::new(NODE)];
    escrows[1].create(NODE, 2, Request { job_type: 53, last_execution_epoch: 130, nodes: 1 }, at(100, 0)).unwrap();
    escrows[1].set_nodes(2, vec![NODE, ORACLE], at(100, 0)).unwrap();
    assert!(allocate_all(&mut escrows, at(115, 0)).is_ok(), "as long as the balance lasts");
    let unfunded = EscrowError::Unfunded { job: 2, owed: 2 * 100_000, balance: 0 };
    assert_eq!(allocate_all(&mut escrows, at(116, 0)), Err(unfunded));
    assert_eq!(allocate_all(&mut escrows[..1], at(116, 0)).map(|paid| paid.volume()), Ok(375_000), "without it all is well");
    let text = unfunded.to_string();
    assert_eq!(text, "job 2 owes 200000 micro-USDC and holds 0: nothing is allocated, to no job");
}

#[test]
fn a_node_named_twice_is_paid_twice() {
    let mut escrow = Escrow::new(OWNER);
    escrow.create(OWNER, 1, Request { job_type: 1, last_execution_epoch: 130, nodes: 2 }, at(100, 0)).unwrap();
    escrow.set_nodes(1, vec![NODE, NODE], at(100, 0)).unwrap();
    allocate_all(std::slice::from_mut(&mut escrow), at(101, 0)).unwrap();
    assert_eq!(escrow.node_balances().collect::<Vec<_>>(), [(NODE, 2 * 318_750)]);
}

#[test]
fn an_oracle_can_have_a_master_deed_paid_by_its_best_epoch() {
    let claim = |epochs: &[u64]| {
        let mut deed = Deed::master(OWNER, Amount::tokens(100_000), 0);
        deed.link(NODE, at(222, 0), &mut Registry::default()).unwrap();
        let values = vec![255; epochs.len()];
        deed.claim(OWNER, Claim { node: NODE, epochs, values: &values }, ORACLE, 1_123, |_| u16::MAX, CARRY_FACTOR)
            .unwrap()
            .minted()
    };
    let (honest, mut repeated): (Vec<u64>, _) = ((223..1_123).collect(), vec![1_122; 900]);
    repeated[0] = 223;
    // Only the last epoch is looked at: each of the list may be the one that pays most. The assigned amount still holds.
    assert_eq!(claim(&honest), Amount::tokens(100_000));
    assert_eq!(claim(&repeated), Amount::tokens(100_000));
    let early = |epochs: &[u64]| {
        let mut deed = Deed::master(OWNER, Amount::tokens(100_000), 0);
        deed.link(NODE, at(222, 0), &mut Registry::default()).unwrap();
        let values = vec![255; epochs.len()];
        let ask = Claim { node: NODE, epochs, values: &values };
        deed.claim(OWNER, ask, ORACLE, 323, |_| u16::MAX, CARRY_FACTOR).unwrap().minted()
    };
    let (in_order, mut far): (Vec<u64>, _) = ((223..323).collect(), vec![9_999; 100]);
    far[99] = 322;
    assert!(early(&far).0 > 20 * early(&in_order).0, "a hundred epochs pay as the plateau does: {}", early(&far));
}

#[test]
fn one_claim_serves_deeds_of_either_kind() {
    // What is signed names node, epochs and values alone. Whichever contract the node is linked in accepts it: here a node deed
    // on one chain and a master deed on another.
    let (mut licence, mut deed) = (crate::nd::linked(223), Deed::master(OWNER, Amount::tokens(1), 0));
    deed.link(NODE, at(223, 0), &mut Registry::default()).unwrap();
    let ask = Claim { node: NODE, epochs: &[223], values: &[255] };
    assert!(licence.claim(OWNER, ask, ORACLE, 224).unwrap() > Amount::ZERO);
    assert!(deed.claim(OWNER, ask, ORACLE, 224, |_| u16::MAX, CARRY_FACTOR).unwrap().minted() > Amount::ZERO);
}
