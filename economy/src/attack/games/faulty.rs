//! Agreement on an epoch's availability, oracle by oracle, by the deployed rule (E17; deployed-system §2.3).
//!
//! An honest oracle takes part with a chance of its own (its up-time must reach 230 of 255) and publishes the table all honest ones
//! have. The attacker's stay silent, or publish a table that nobody else has, one each. No quorum, or no table with more than
//! half of those taking part, and the epoch is faulty: 255 for all.

use super::{Estimate, Game, happens, play};
use engine::ratio1::chain::Network;
use engine::ratio1::oracle::{Table, agree, quorum};

/// What the attacker's oracles do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tactic {
    /// Stay online and take no part.
    Silence,
    /// Take part with a table of their own.
    Dissent,
}

/// How often an epoch is faulty where the attacker has `held` of `oracles`, of which there are fewer than 255.
#[must_use]
pub fn fault(seed: u64, rounds: u32, oracles: u32, held: u32, participation: f64, tactic: Tactic) -> Estimate {
    let others = oracles - held.min(oracles);
    play(seed, Game::Faulty, rounds, |stream| {
        let honest = (0..others).filter(|_| happens(stream, participation)).count() as u32;
        let dissenting = if tactic == Tactic::Dissent { held } else { 0 };
        f64::from(u8::from(!agrees(oracles, honest, dissenting)))
    })
}

/// Whether an epoch is agreed on with `honest` equal tables and `dissenting` different ones, of `oracles` on chain and online, by the
/// rule of mainnet.
#[must_use]
pub fn agrees(oracles: u32, honest: u32, dissenting: u32) -> bool {
    let found = (honest + dissenting) as usize;
    let value = |participant: u32| if participant < honest { 255 } else { (participant - honest) as u8 + 1 };
    let tables: Vec<Table<u8>> = (0..honest + dissenting).map(|participant| Table::from([(0, value(participant))])).collect();
    quorum(found, oracles as usize, oracles as usize, &Network::MAINNET).is_ok() && agree(&tables).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::faulty_epoch::{dissent_share, fault_share};

    #[test]
    fn nine_oracles_by_hand() {
        // Deployed-system §2.3: of nine online at least four must take part, and three equal tables decide.
        assert!(agrees(9, 4, 0) && !agrees(9, 3, 0));
        assert!(agrees(9, 3, 1) && !agrees(9, 2, 2));
    }

    #[test]
    fn the_deployed_rule_is_the_one_that_the_closed_forms_count() {
        use crate::attack::faulty_epoch::quorum;
        for oracles in 3..40_u32 {
            for (honest, dissenting) in (0..=oracles).flat_map(|honest| (0..=oracles - honest).map(move |other| (honest, other)))
            {
                let counted = honest + dissenting >= quorum(oracles) && honest > dissenting;
                assert_eq!(agrees(oracles, honest, dissenting), counted, "{honest} and {dissenting} of {oracles}");
            }
        }
    }

    #[test]
    fn epochs_fail_at_the_binomial_rate() {
        for (oracles, held, participation) in [(9, 0, 0.5), (9, 3, 0.8), (9, 5, 0.95), (15, 6, 0.7), (30, 12, 0.9)] {
            let silent = fault(6, 20_000, oracles, held, participation, Tactic::Silence);
            let exact = fault_share(oracles, held, participation);
            assert!(silent.z_score(exact) < 3.0, "{held} of {oracles} silent: {silent:?} against {exact}");
            let dissent = fault(7, 20_000, oracles, held, participation, Tactic::Dissent);
            let exact = dissent_share(oracles, held, participation);
            assert!(dissent.z_score(exact) < 3.0, "{held} of {oracles} dissenting: {dissent:?} against {exact}");
        }
    }

    #[test]
    fn half_the_oracles_who_dissent_do_what_six_tenths_who_keep_silent_do() {
        assert_eq!(fault(1, 10, 10, 5, 1.0, Tactic::Dissent).mean, 1.0);
        assert_eq!(fault(1, 10, 10, 5, 1.0, Tactic::Silence).mean, 0.0);
        assert_eq!(fault(1, 10, 10, 6, 1.0, Tactic::Silence).mean, 1.0);
    }
}
