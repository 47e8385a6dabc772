//! Juries drawn, bought and appealed against (T15, E16).

use super::{Estimate, Game, drawn, happens, play};
use crate::attack::JuryFacts;
use crate::attack::bribery::needed_offer_usd;
use crate::attack::jury_collusion::{last_jury, majority};

/// How often a wrong verdict stands where `held` jurors of those in `jury` vote wrongly on purpose.
///
/// Whoever loses appeals while that is allowed, and each appeal draws twice as many jurors anew from all of them, so the verdict
/// goes back and forth; the last one stands.
#[must_use]
pub fn capture(seed: u64, rounds: u32, jury: &JuryFacts, held: u32) -> Estimate {
    play(seed, Game::Jury, rounds, |stream| {
        let mut size = jury.jury_size.min(jury.jurors);
        let mut wrong = drawn(stream, jury.jurors, held, size) >= majority(size);
        for _ in 0..jury.appeals {
            size = (2 * size).min(jury.jurors);
            wrong = drawn(stream, jury.jurors, held, size) >= majority(size);
        }
        debug_assert_eq!(size, last_jury(jury));
        f64::from(u8::from(wrong))
    })
}

/// One p + ε attack, juror by juror: whether it wins, and what the briber pays (USD).
///
/// A juror follows if open to bribes and promised at least p + d; what is promised falls due if the briber loses.
#[must_use]
pub fn bribe(seed: u64, rounds: u32, jury: &JuryFacts, offer_usd: f64) -> (Estimate, Estimate) {
    let followers = |stream: &mut engine::rng::Stream| {
        let open = (0..jury.jury_size).filter(|_| happens(stream, jury.bribable_share)).count();
        if offer_usd >= needed_offer_usd(jury) { open } else { 0 }
    };
    let need = majority(jury.jury_size) as usize;
    let wins = play(seed, Game::Jury, rounds, |stream| f64::from(u8::from(followers(stream) >= need)));
    let pays = play(seed, Game::Jury, rounds, |stream| match followers(stream) {
        won if won >= need => 0.0,
        lost => lost as f64 * offer_usd,
    });
    (wins, pays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::bribery::outcome;
    use crate::attack::jury_collusion::capture_share;

    #[test]
    fn juries_fall_at_the_hypergeometric_rate_with_and_without_appeals() {
        for (jury_size, appeals) in [(3, 0), (7, 0), (21, 0), (7, 1), (3, 2)] {
            let jury = JuryFacts { jurors: 1_000, jury_size, appeals, ..JuryFacts::default() };
            let exact = capture_share(1_000, 300, last_jury(&jury));
            let played = capture(u64::from(jury_size), 40_000, &jury, 300);
            assert!(played.z_score(exact) < 3.0, "{jury:?}: {played:?} against {exact}");
        }
    }

    #[test]
    fn bribes_win_and_cost_what_the_binomial_says() {
        for (share, offer) in [(0.4, 5.0), (0.6, 6.0), (1.0, 5.0), (0.9, 4.0)] {
            let jury = JuryFacts {
                jury_size: 5,
                juror_pay_usd: 1.0,
                juror_deposit_usd: 4.0,
                bribable_share: share,
                ..JuryFacts::default()
            };
            let ((wins, pays), exact) = (bribe(5, 40_000, &jury, offer), outcome(&jury, offer));
            assert!(wins.z_score(exact.0) < 3.0 && pays.z_score(exact.1) < 3.0, "{share} {offer}: {wins:?} {pays:?} {exact:?}");
        }
    }
}
