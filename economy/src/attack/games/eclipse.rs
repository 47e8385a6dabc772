//! Heartbeats sent through peers of which some are held, beat by beat (E19; deployed-system §2.2).

use super::{Estimate, Game, drawn, play};
use engine::ratio1::availability::available_us;

/// Heartbeats of an epoch: one every 10 s of 86,400.
const BEATS: u32 = 8_640;
const PERIOD_US: u64 = 10_000_000;

/// Availability that the deployed estimator sees of a node that is always up, draws `degree` of `peers` and sends each beat through
/// one of them; the `held` drop theirs. One round is one node over `beats` beats.
///
/// Counted is the time between beats 5 to 15 s apart, over the time there was.
#[must_use]
pub fn seen(seed: u64, rounds: u32, peers: u32, degree: u32, held: u32, beats: u32) -> Estimate {
    let (degree, beats) = (degree.min(peers), beats.clamp(2, BEATS));
    play(seed, Game::Eclipse, rounds, |stream| {
        let bad = u64::from(drawn(stream, peers, held.min(peers), degree));
        let heard = (0..beats).filter(|_| stream.below(u64::from(degree)) >= bad).map(|beat| u64::from(beat) * PERIOD_US);
        available_us(heard) as f64 / (u64::from(beats - 1) * PERIOD_US) as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack::eclipse::{eclipsed_share, seen_availability};

    #[test]
    fn each_beat_lost_costs_two_gaps() {
        for (peers, degree, held) in [(20, 20, 1), (20, 20, 5), (20, 4, 5), (50, 3, 10)] {
            let (played, exact) = (seen(10, 2_000, peers, degree, held, 400), seen_availability(peers, degree, held));
            assert!(played.z_score(exact) < 3.0, "{held} of {peers}: {played:?} against {exact}");
        }
    }

    #[test]
    fn a_node_whose_peers_are_all_held_is_unseen() {
        assert_eq!(seen(1, 20, 10, 3, 10, 50).mean, 0.0);
        assert_eq!(seen(1, 20, 10, 3, 0, 50).mean, 1.0);
        assert!((eclipsed_share(10, 3, 4) - 4.0 / 120.0).abs() < 1e-12);
    }
}
