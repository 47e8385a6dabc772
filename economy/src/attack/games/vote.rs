//! The vote on who is paid, played proposal by proposal by the deployed rule (E16).
//!
//! The game behind the published rates: one job, no vote open. A coalition proposes one set of nodes, all others another. Oracles
//! propose once each, in an order drawn at random (or the coalition first). After each proposal, from n div 2 + 1 on, the set
//! with most proposals passes if it has n div 3 + 1; a tie goes to the set proposed first.

use super::{Estimate, Game, play};
use engine::ratio1::chain::{Address, Moment, Network};
use engine::ratio1::vote::{COOLDOWN_S, NodeVote, Outcome};

/// How often `held` of `oracles` get their set through, over `rounds` votes.
#[must_use]
pub fn capture(seed: u64, rounds: u32, oracles: u32, held: u32, first: bool) -> Estimate {
    play(seed, Game::Vote, rounds, |stream| {
        let mut order: Vec<bool> = (0..oracles).map(|oracle| oracle < held).collect();
        if !first {
            for last in (1..order.len()).rev() {
                let other = stream.below(last as u64 + 1) as usize;
                order.swap(last, other);
            }
        }
        f64::from(u8::from(winner(&order) == Some(true)))
    })
}

/// Whose set passes when proposals come in this `order` (`true` for the coalition's); `None` if neither does.
#[must_use]
pub fn winner(order: &[bool]) -> Option<bool> {
    let oracles: Vec<Address> = (1..).take(order.len()).map(Address::from_number).collect();
    let sets = [false, true].map(|mine| vec![Address::from_number(u64::MAX - u64::from(mine))]);
    let now = Network::MAINNET.clock.genesis_s + COOLDOWN_S;
    let mut vote = NodeVote::default();
    for (&oracle, &mine) in oracles.iter().zip(order) {
        let nodes = sets[usize::from(mine)].clone();
        if let Ok(Outcome::Passed { nodes, .. }) = vote.propose(oracle, nodes, &oracles, &[], Moment { time_s: now, epoch: 1 }) {
            return Some(nodes == sets[1]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::oracle_capture::{capture_share, identical_needed};

    #[test]
    fn single_votes_by_hand() {
        // Seven oracles: 4 proposals, 3 identical.
        assert_eq!(winner(&[true, true, true, false, false, false, false]), Some(true));
        assert_eq!(winner(&[true, false, true, false, true, false, false]), Some(true), "2 to 2 does not pass, 3 to 2 does");
        assert_eq!(winner(&[false, false, false, true, true, true, true]), Some(false));
        assert_eq!(winner(&[true, false]), Some(true), "a tie of two goes to the first");
        assert_eq!(winner(&[]), None);
    }

    #[test]
    fn the_random_order_table_is_the_race_to_a_third() {
        for oracles in [3, 4, 7, 9, 10, 15, 30] {
            for held in [identical_needed(oracles), oracles / 2, oracles * 2 / 3] {
                let exact = capture_share(oracles, held, false);
                let played = capture(u64::from(oracles), 10_000, oracles, held, false);
                assert!(played.z_score(exact) < 3.0, "{held} of {oracles}: {played:?} against {exact}");
            }
        }
    }

    #[test]
    fn a_third_and_one_who_propose_first_cannot_fail() {
        for oracles in 3..40 {
            let need = identical_needed(oracles);
            assert_eq!(capture(1, 1, oracles, need, true).mean, 1.0);
            assert_eq!(capture(1, 1, oracles, need - 1, true).mean, 0.0);
        }
    }
}
