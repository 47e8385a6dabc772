//! T8, T8b, T15: spot-checks, votes and juries, result by result and seat by seat.

use super::draws::{Draws, Estimate, columns, happens};
use super::row::Check;
use crate::closed::voting;
use engine::rng::Stream;

/// One in five workers fakes a tenth of its results; one spot-check for ten results; 100 results each.
const SABOTEURS: f64 = 0.2;
const FAKE: f64 = 0.1;
const CHECKED: f64 = 0.1;
const RESULTS: u32 = 100;

/// Wrong results that one worker gets accepted, and all of them: none if a spot-check finds it.
fn accepted(stream: &mut Stream) -> [f64; 2] {
    if !happens(stream, SABOTEURS) {
        return [0.0, f64::from(RESULTS)];
    }
    let (mut wrong, mut found) = (0.0, false);
    for _ in 0..RESULTS {
        wrong += f64::from(u8::from(happens(stream, FAKE)));
        // A spot-check is a job like any other: he cannot tell, and fakes it as often.
        found |= happens(stream, CHECKED) && happens(stream, FAKE);
    }
    if found { [0.0; 2] } else { [wrong, f64::from(RESULTS)] }
}

pub(super) fn spot_checks(draws: &Draws) -> Vec<Check> {
    const WORKERS: u32 = 5_000;
    let pairs = draws
        .replicate(|stream| (0..WORKERS).map(|_| accepted(stream)).fold([0.0; 2], |sum, one| [sum[0] + one[0], sum[1] + one[1]]));
    let theory = voting::spot_check_error(SABOTEURS, FAKE, CHECKED, f64::from(RESULTS));
    vec![Estimate::ratio(&pairs).against("share of accepted results", theory)]
}

/// Whether the first `needed` equal votes are wrong ones, vote by vote.
fn wrong_first(stream: &mut Stream, needed: u64, wrong: f64) -> bool {
    let mut votes = [0_u64; 2];
    loop {
        let vote = usize::from(happens(stream, wrong));
        votes[vote] += 1;
        if votes[vote] == needed {
            return vote == 1;
        }
    }
}

pub(super) fn first_to_agree(draws: &Draws) -> Vec<Check> {
    const NEEDED: [u64; 3] = [2, 3, 4];
    const WRONG: f64 = 0.1;
    const RESULTS: u32 = 5_000;
    let shares = draws.replicate(|stream| {
        NEEDED.map(|needed| (0..RESULTS).filter(|_| wrong_first(stream, needed, WRONG)).count() as f64 / f64::from(RESULTS))
    });
    columns(&shares, NEEDED.map(|needed| (format!("M = {needed}, φ = 0.1"), voting::first_to_agree_wrong(needed, WRONG))))
}

/// Whether a jury drawn from the people, one after the other, has a bought majority.
fn captured(stream: &mut Stream, mut people: u64, mut bought: u64, seats: u64) -> bool {
    let before = bought;
    for _ in 0..seats {
        bought -= u64::from(stream.below(people) < bought);
        people -= 1;
    }
    2 * (before - bought) > seats
}

pub(super) fn jury(draws: &Draws) -> Vec<Check> {
    const SEATS: [u64; 4] = [3, 7, 21, 51];
    const PEOPLE: u64 = 1_000;
    const BOUGHT: u64 = 300;
    const JURIES: u32 = 5_000;
    let shares = draws.replicate(|stream| {
        SEATS.map(|seats| (0..JURIES).filter(|_| captured(stream, PEOPLE, BOUGHT, seats)).count() as f64 / f64::from(JURIES))
    });
    columns(&shares, SEATS.map(|seats| (format!("{seats} seats"), voting::jury_captured(PEOPLE, BOUGHT, seats))))
}
