//! Heartbeats sent through peers of which some are held, beat by beat (E19; deployed-system §2.2).

use super::{Estimate, Game, drawn, play};

/// Heartbeats of an epoch, one every 10 s of 86,400.
const BEATS: u32 = 8_640;

/// Availability that the deployed estimator sees of a node that is always up, draws `degree` of `peers` and sends each beat through
/// one of them; the `held` drop theirs. One round is one node over `beats` beats.
///
/// Counted is the time between two beats at most 15 s apart, over the time there was.
#[must_use]
pub fn seen(seed: u64, rounds: u32, peers: u32, degree: u32, held: u32, beats: u32) -> Estimate {
    let (degree, beats) = (degree.min(peers), beats.clamp(2, BEATS));
    play(seed, Game::Eclipse, rounds, |stream| {
        let bad = u64::from(drawn(stream, peers, held.min(peers), degree));
        let mut heard_last = None;
        let mut counted_s = 0_u32;
        for time_s in (0..beats).map(|beat| 10 * beat) {
            if stream.below(u64::from(degree)) >= bad {
                counted_s += heard_last.map(|last| time_s - last).filter(|gap| (5..=15).contains(gap)).unwrap_or(0);
                heard_last = Some(time_s);
            }
        }
        f64::from(counted_s) / f64::from(10 * (beats - 1))
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
