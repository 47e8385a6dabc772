//! Games of chance for the mechanisms that an epoch does not show: votes, juries, verifiers, tables, peers.
//!
//! Each plays the mechanism move by move, round after round on a stream of its own, and gives mean and standard error. Its closed
//! form stands with the strategy that uses it, and a test holds the one against the other within three standard errors.

pub mod eclipse;
pub mod faulty;
pub mod grief;
pub mod jury;
pub mod stale;
pub mod verifier;
pub mod vote;

use engine::rng::Stream;

/// What many rounds of a game came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean over the rounds.
    pub mean: f64,
    /// Standard error of the mean; 0 if all rounds came out alike.
    pub standard_error: f64,
    /// Rounds played.
    pub rounds: u32,
}

impl Estimate {
    /// Distance to `expected` in standard errors; 0 where both agree to 10⁻¹², infinite where no spread explains a difference.
    #[must_use]
    pub fn z_score(&self, expected: f64) -> f64 {
        let gap = (self.mean - expected).abs();
        if gap <= 1e-12 * expected.abs().max(1.0) { 0.0 } else { gap / self.standard_error }
    }
}

/// Which game a stream belongs to. Far from the purposes of `world::streams`, which share the seed.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
enum Game {
    Vote = 0x6A3E_0001,
    Jury,
    Verifier,
    Stale,
    Faulty,
    Grief,
    Eclipse,
}

/// Plays `rounds` rounds, each on its own stream under `seed`: more rounds leave the first ones as they were.
fn play(seed: u64, game: Game, rounds: u32, mut round: impl FnMut(&mut Stream) -> f64) -> Estimate {
    // Welford: stable for means far from 0.
    let (mut mean, mut squares) = (0.0, 0.0);
    for i in 0..rounds {
        let value = round(&mut Stream::new(seed, u64::from(i), game as u64));
        let gap = value - mean;
        mean += gap / f64::from(i + 1);
        squares += gap * (value - mean);
    }
    let variance = squares / f64::from(rounds.max(2) - 1);
    Estimate { mean, standard_error: libm::sqrt(variance / f64::from(rounds.max(1))), rounds }
}

/// A uniform number in [0, 1).
fn uniform(stream: &mut Stream) -> f64 {
    (stream.next() >> 11) as f64 / 9_007_199_254_740_992.0
}

/// Whether something of this chance happens.
fn happens(stream: &mut Stream, chance: f64) -> bool {
    uniform(stream) < chance
}

/// How many of `draws` taken without replacement from `all` are among the `marked`: one by one, as from an urn.
fn drawn(stream: &mut Stream, all: u32, marked: u32, draws: u32) -> u32 {
    let (mut left, mut hits) = (all, 0);
    for _ in 0..draws.min(all) {
        if stream.below(u64::from(left)) < u64::from(marked - hits) {
            hits += 1;
        }
        left -= 1;
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_rounds_leave_the_first_ones_as_they_were() {
        let values = |rounds| {
            let mut seen = Vec::new();
            let estimate = play(1, Game::Vote, rounds, |stream| {
                seen.push(stream.next());
                uniform(stream)
            });
            (seen, estimate)
        };
        let ((short, _), (long, estimate)) = (values(100), values(20_000));
        assert_eq!(short, long[..100]);
        assert!(estimate.z_score(0.5) < 3.0, "{estimate:?}");
        assert!((estimate.standard_error - libm::sqrt(1.0 / 12.0 / 20_000.0)).abs() < 1e-4);
    }

    #[test]
    fn rounds_that_are_all_alike_have_no_error() {
        let estimate = play(1, Game::Vote, 9, |_| 0.25);
        assert_eq!((estimate.mean, estimate.standard_error, estimate.z_score(0.25)), (0.25, 0.0, 0.0));
        assert_eq!(estimate.z_score(0.3), f64::INFINITY);
    }
}
