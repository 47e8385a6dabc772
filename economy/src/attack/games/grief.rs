//! False challenges of an honest node, case by case (E18).

use super::{Estimate, Game, happens, play};
use crate::attack::AttackFacts;

/// What one false challenge costs the challenger and the challenged (USD).
#[must_use]
pub fn challenge(seed: u64, rounds: u32, facts: &AttackFacts) -> (Estimate, Estimate) {
    let (jury, slash_usd) = (&facts.jury, facts.audit.slash_usd);
    let challenger = play(seed, Game::Grief, rounds, |stream| {
        if happens(stream, jury.error) { -jury.bounty_share * slash_usd } else { jury.challenge_deposit_usd }
    });
    let challenged =
        play(seed, Game::Grief, rounds, |stream| jury.defence_usd + if happens(stream, jury.error) { slash_usd } else { 0.0 });
    (challenger, challenged)
}

/// Chance that a jury of `size` decides wrongly if each of its jurors does with chance `error`, by itself: the ε of
/// [`JuryFacts::error`](crate::attack::JuryFacts::error).
#[must_use]
pub fn jury_error(seed: u64, rounds: u32, size: u32, error: f64) -> Estimate {
    play(seed, Game::Grief, rounds, |stream| {
        let wrong = (0..size).filter(|_| happens(stream, error)).count() as u32;
        f64::from(u8::from(wrong >= crate::attack::jury_collusion::majority(size)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::chance::binomial_tail;
    use crate::attack::griefing::{griefing_factor, victims_loss_usd};
    use crate::attack::{AuditFacts, JuryFacts};

    #[test]
    fn the_griefing_factor_is_what_the_cases_come_to() {
        let jury =
            JuryFacts { error: 0.05, bounty_share: 0.5, defence_usd: 1.0, challenge_deposit_usd: 10.0, ..JuryFacts::default() };
        let audit = AuditFacts { slash_usd: 100.0, ..AuditFacts::default() };
        let facts = AttackFacts { jury, audit, ..AttackFacts::default() };
        let (costs, loses) = challenge(8, 40_000, &facts);
        assert!(costs.z_score(0.95 * 10.0 - 2.5) < 3.0 && loses.z_score(victims_loss_usd(&facts)) < 3.0);
        // First order: relative errors add.
        let error = loses.standard_error / loses.mean + costs.standard_error / costs.mean;
        assert!((loses.mean / costs.mean / griefing_factor(&facts) - 1.0).abs() < 3.0 * error);
    }

    #[test]
    fn a_jury_errs_at_the_binomial_rate() {
        for (size, error) in [(1, 0.1), (5, 0.2), (7, 0.3)] {
            let (played, exact) = (jury_error(9, 40_000, size, error), binomial_tail(size, error, size / 2 + 1));
            assert!(played.z_score(exact) < 3.0, "{size}: {played:?} against {exact}");
        }
    }
}
