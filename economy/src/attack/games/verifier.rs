//! The verifier's dilemma: who checks the checkers' work when nobody cheats (T10, E14).
//!
//! n checkers each check with the same chance. A cheat that any of them sees costs the cheater S; unseen it brings G. In
//! equilibrium the cheater is indifferent, so the chance of being seen is G/(G + S) for every n: more checkers each check less.

use super::{Estimate, Game, happens, play};
use crate::attack::learning::Inspection;

/// Chance with which each of `checkers` checks in the symmetric equilibrium: 1 − (S/(G + S))^(1/n) (T10).
#[must_use]
pub fn check_share(game: &Inspection, checkers: u32) -> f64 {
    let unseen = game.slash_usd / (game.gain_usd + game.slash_usd);
    1.0 - libm::pow(unseen, 1.0 / f64::from(checkers))
}

/// How often a cheat is seen by one of `checkers` at least, each of whom checks with chance `check`.
#[must_use]
pub fn detection(seed: u64, rounds: u32, checkers: u32, check: f64) -> Estimate {
    play(seed, Game::Verifier, rounds, |stream| {
        let checks = (0..checkers).filter(|_| happens(stream, check)).count();
        f64::from(u8::from(checks > 0))
    })
}

/// Ways to make checking pay although hardly anybody cheats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lure {
    /// None: only real cheats bring a checker anything.
    None,
    /// With this chance a checker must show that it has checked, or pays this penalty (USD) (Felten; T10c).
    Attention {
        /// P_a: chance of being asked.
        share: f64,
        /// A: penalty of one who did not check (USD).
        penalty_usd: f64,
    },
    /// With this chance the result is wrong on purpose, and whoever checks wins a jackpot (USD) (TrueBit).
    ForcedError {
        /// Chance that the result is wrong on purpose.
        share: f64,
        /// Jackpot, shared by all who find it (USD).
        jackpot_usd: f64,
    },
}

impl Lure {
    /// What checking brings more than not checking when nobody cheats, for the only checker (USD): checking is dominant iff this is
    /// above 0. For attention challenges P_a·A − C (T10c).
    #[must_use]
    pub fn worth_usd(self, check_usd: f64) -> f64 {
        match self {
            Self::None => -check_usd,
            Self::Attention { share, penalty_usd } => share * penalty_usd - check_usd,
            Self::ForcedError { share, jackpot_usd } => share * jackpot_usd - check_usd,
        }
    }
}

/// What one checker's check is worth more than its absence, round by round, while each of `others` checks with chance `check` and
/// nobody cheats (USD).
#[must_use]
pub fn lured(seed: u64, rounds: u32, lure: Lure, check_usd: f64, others: u32, check: f64) -> Estimate {
    play(seed, Game::Verifier, rounds, |stream| {
        let bonus = match lure {
            Lure::None => 0.0,
            Lure::Attention { share, penalty_usd } => f64::from(u8::from(happens(stream, share))) * penalty_usd,
            Lure::ForcedError { share, jackpot_usd } if happens(stream, share) => {
                let finders = (0..others).filter(|_| happens(stream, check)).count() + 1;
                jackpot_usd / finders as f64
            }
            Lure::ForcedError { .. } => 0.0,
        };
        bonus - check_usd
    })
}

/// Share of a jackpot that a checker expects who shares it with all of `others` who check: (1 − (1 − y)^n)/(n·y), with n = others +
/// 1 and y = `check`.
#[must_use]
pub fn jackpot_part(others: u32, check: f64) -> f64 {
    let all = f64::from(others + 1);
    if check > 0.0 { (1.0 - libm::pow(1.0 - check, all)) / (all * check) } else { 1.0 }
}

/// How often cheating happens under `lure` when both sides keep adjusting: X* = C/(R + L) without one, 0 where checking is
/// dominant (T10b, T10c), played out by fictitious play over `rounds` rounds.
#[must_use]
pub fn cheat_share(game: &Inspection, lure: Lure, rounds: u32) -> f64 {
    let left_usd = -lure.worth_usd(game.check_usd);
    Inspection { check_usd: left_usd, ..*game }.fictitious_play(rounds).0
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAME: Inspection = Inspection { check_usd: 1.0, reward_usd: 20.0, loss_usd: 40.0, gain_usd: 1.0, slash_usd: 4.0 };

    #[test]
    fn more_checkers_do_not_see_more() {
        for checkers in [1, 3, 10] {
            let played = detection(u64::from(checkers), 40_000, checkers, check_share(&GAME, checkers));
            assert!(played.z_score(0.2) < 3.0, "{checkers}: {played:?}");
        }
    }

    #[test]
    fn attention_challenges_make_checking_dominant_exactly_above_its_cost() {
        for (share, penalty_usd) in [(0.1, 9.0), (0.1, 11.0), (0.5, 2.5)] {
            let lure = Lure::Attention { share, penalty_usd };
            let played = lured(3, 40_000, lure, 1.0, 4, 0.3);
            assert!(played.z_score(share * penalty_usd - 1.0) < 3.0, "{played:?}");
            let cheats = cheat_share(&GAME, lure, 200_000);
            assert_eq!(cheats < 1e-4, share * penalty_usd > 1.0, "{lure:?}: {cheats}");
        }
        let unlured = cheat_share(&GAME, Lure::None, 1_000_000);
        assert!((unlured / GAME.cheat_share() - 1.0).abs() < 0.02, "{unlured}");
        assert_eq!(lured(3, 10, Lure::None, 1.0, 4, 0.3).mean, -1.0);
    }

    #[test]
    fn a_forced_error_pays_its_finders_their_part_of_the_jackpot() {
        let lure = Lure::ForcedError { share: 0.2, jackpot_usd: 50.0 };
        for others in [0, 1, 5] {
            let exact = 0.2 * 50.0 * jackpot_part(others, 0.3) - 1.0;
            let played = lured(4, 40_000, lure, 1.0, others, 0.3);
            assert!(played.z_score(exact) < 3.0, "{others}: {played:?} against {exact}");
        }
        assert_eq!(lure.worth_usd(1.0), 9.0);
    }
}
