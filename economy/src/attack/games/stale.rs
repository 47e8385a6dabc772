//! A stale copy of a score that moves as a random walk (T19, E17).

use super::{Estimate, Game, play, uniform};
use world::law::normal_quantile;

/// How far a score has moved since the copy was taken `delay_epochs` ago, with normal steps of `drift` an epoch.
#[must_use]
pub fn copy_error(seed: u64, rounds: u32, drift: f64, delay_epochs: u32) -> Estimate {
    play(seed, Game::Stale, rounds, |stream| {
        // Half a cell in from either end, where the quantile is infinite.
        let half_cell = 1.0 / 18_014_398_509_481_984.0;
        (0..delay_epochs).map(|_| drift * normal_quantile(uniform(stream) + half_cell)).sum::<f64>().abs()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::oracle_copying::stale_error;

    #[test]
    fn the_error_grows_with_the_root_of_the_delay() {
        for delay in [0, 1, 4, 25] {
            let (played, exact) = (copy_error(2, 20_000, 0.03, delay), stale_error(0.03, f64::from(delay)));
            assert!(played.z_score(exact) < 3.0, "{delay}: {played:?} against {exact}");
        }
    }
}
