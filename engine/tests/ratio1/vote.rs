use crate::{NODE, at};
use engine::ratio1::Address;
use engine::ratio1::vote::{NodeVote, Outcome, VoteError, equal_needed, proposals_needed};
use proptest::prelude::*;

const OTHER: Address = Address::from_number(0xbeef);

pub fn oracles(count: u64) -> Vec<Address> {
    (1..=count).map(Address::from_number).collect()
}

#[test]
fn thresholds_are_those_of_the_table() {
    for (oracles, proposals, equal) in [(1, 1, 1), (3, 2, 2), (4, 3, 2), (7, 4, 3), (9, 5, 4), (10, 6, 4)] {
        assert_eq!((proposals_needed(oracles), equal_needed(oracles)), (proposals, equal), "{oracles} oracles");
    }
}

#[test]
fn a_third_and_one_decide_once_half_and_one_spoke() {
    let (oracles, mut vote) = (oracles(9), NodeVote::default());
    let sets = [vec![NODE], vec![OTHER], vec![NODE], vec![NODE], vec![NODE]];
    let now = at(5, 0);
    for (count, (&oracle, nodes)) in (1..).zip(oracles.iter().zip(&sets[..4])) {
        assert_eq!(vote.propose(oracle, nodes.clone(), &oracles, &[], now), Ok(Outcome::Counted { proposals: count, equal: 0 }));
    }
    assert!(vote.is_open());
    let passed = Outcome::Passed { nodes: vec![NODE], changed: true };
    assert_eq!(vote.propose(oracles[4], vec![NODE], &oracles, &[], now), Ok(passed));
    assert!(!vote.is_open());
}

#[test]
fn the_order_of_nodes_makes_another_set_and_ties_go_to_the_first() {
    let (oracles, mut vote) = (oracles(4), NodeVote::default());
    let now = at(5, 0);
    vote.propose(oracles[0], vec![NODE, OTHER], &oracles, &[], now).unwrap();
    vote.propose(oracles[1], vec![OTHER, NODE], &oracles, &[], now).unwrap();
    let split = vote.propose(oracles[2], vec![], &oracles, &[NODE], now);
    assert_eq!(split, Ok(Outcome::Counted { proposals: 3, equal: 1 }));
    let mut tied = vote.clone();
    let last = tied.propose(oracles[3], vec![OTHER, NODE], &oracles, &[], now);
    assert_eq!(last, Ok(Outcome::Passed { nodes: vec![OTHER, NODE], changed: true }));

    // Five of ten on two sets in turn, and a sixth on a third: four are needed. Then a tie of four to four.
    let (ten, mut vote) = (self::oracles(10), NodeVote::default());
    let sets = [0, 1, 0, 1, 0, 2, 1, 1];
    let mut outcome = Ok(Outcome::Ignored);
    for (&oracle, set) in ten.iter().zip(sets) {
        outcome = vote.propose(oracle, vec![Address::from_number(set)], &ten, &[], now);
    }
    assert_eq!(outcome, Ok(Outcome::Passed { nodes: vec![Address::from_number(1)], changed: true }), "the first with four");
}

#[test]
fn proposals_are_refused_or_ignored() {
    let (oracles, mut vote) = (oracles(3), NodeVote::default());
    let now = at(5, 0);
    assert_eq!(vote.propose(NODE, vec![], &oracles, &[], now), Err(VoteError::NotAnOracle(NODE)));
    assert_eq!(vote.propose(oracles[0], vec![NODE], &oracles, &[NODE], now), Ok(Outcome::Ignored), "a late report");
    assert!(!vote.is_open());
    vote.propose(oracles[0], vec![OTHER], &oracles, &[NODE], now).unwrap();
    let repeated = VoteError::Repeated { oracle: oracles[0], epoch: 5 };
    assert_eq!(vote.propose(oracles[0], vec![NODE], &oracles, &[NODE], now), Err(repeated));
    let counted = vote.propose(oracles[1], vec![NODE], &oracles, &[NODE], now);
    assert_eq!(counted, Ok(Outcome::Counted { proposals: 2, equal: 1 }), "while a vote is open the current set counts too");
    let kept = vote.propose(oracles[2], vec![NODE], &oracles, &[NODE], now);
    assert_eq!(kept, Ok(Outcome::Passed { nodes: vec![NODE], changed: false }));
    assert_eq!(vote.propose(oracles[0], vec![OTHER], &oracles, &[NODE], at(5, 299)), Err(VoteError::Cooldown { found_s: 299 }));
    assert_eq!(vote.propose(oracles[0], vec![NODE], &oracles, &[NODE], at(5, 299)), Ok(Outcome::Ignored));
    assert!(vote.propose(oracles[0], vec![OTHER], &oracles, &[NODE], at(5, 300)).is_ok(), "cleared by the consensus");
}

#[test]
fn proposals_lapse_with_their_epoch_and_the_vote_stays_open() {
    let (oracles, mut vote) = (oracles(3), NodeVote::default());
    vote.propose(oracles[0], vec![NODE], &oracles, &[], at(5, 0)).unwrap();
    let next = vote.propose(oracles[1], vec![NODE], &oracles, &[], at(6, 0));
    assert_eq!(next, Ok(Outcome::Counted { proposals: 1, equal: 0 }));
    assert!(vote.is_open());
}

proptest! {
    #[test]
    fn what_passes_was_proposed_by_enough(count in 1_u64..12, choices in proptest::collection::vec((0_u64..12, 0_u64..3), 1..30)) {
        let (oracles, mut vote) = (oracles(count), NodeVote::default());
        let mut proposed: Vec<(u64, u64)> = Vec::new();
        for (oracle, set) in choices {
            let who = Address::from_number(oracle);
            match vote.propose(who, vec![Address::from_number(set)], &oracles, &[], at(9, 0)) {
                Ok(Outcome::Passed { nodes, changed }) => {
                    proposed.push((oracle, set));
                    let equal = proposed.iter().filter(|&&(_, set)| nodes == [Address::from_number(set)]).count();
                    prop_assert!(changed && equal >= equal_needed(oracles.len()) && proposed.len() >= proposals_needed(oracles.len()));
                    break;
                }
                Ok(Outcome::Counted { proposals, .. }) => {
                    proposed.push((oracle, set));
                    prop_assert_eq!(proposals, proposed.len());
                    let most = (0..3).map(|set| proposed.iter().filter(|&&(_, of)| of == set).count()).max().unwrap_or(0);
                    prop_assert!(proposals < proposals_needed(oracles.len()) || most < equal_needed(oracles.len()));
                }
                Ok(Outcome::Ignored) => prop_assert!(false, "no set is empty as the current one is"),
                Err(VoteError::NotAnOracle(_)) => prop_assert!(oracle == 0 || oracle > count),
                Err(VoteError::Repeated { .. }) => prop_assert!(proposed.iter().any(|&(before, _)| before == oracle)),
                Err(VoteError::Cooldown { .. }) => prop_assert!(false, "no consensus yet"),
            }
        }
    }
}
