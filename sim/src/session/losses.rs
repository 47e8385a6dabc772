//! Which heartbeats of a stretch are lost: one draw a stretch, in place of one a beat.
//!
//! What a validator makes of a stretch depends on its first and its last beat that come, on holes that are too long to count as
//! up, and on nothing else. Where such holes are rarer than [`HOLES_MAX`] only the ends are drawn, and how many are lost between.

use engine::availability::BeatRun;
use engine::rng::{Stream, hits};

/// From this probability of a loss on (2⁻³²) beats are looked at one by one: that is quicker than a logarithm a loss.
const DENSE: u64 = 1 << 29;

/// Holes that are too long to count as up, if they are rarer (per beat), are left out.
const HOLES_MAX: f64 = 1e-9;

/// Mean number of losses that is drawn at once: `exp` of it must not vanish.
const MEAN_MAX: f64 = 200.0;

/// Beats lost independently, each with the same probability.
#[derive(Clone, Copy, Debug)]
pub struct Losses {
    parts: u64,
    /// Probability that one is lost.
    lost: f64,
    /// Logarithm of the probability that one arrives.
    log_kept: f64,
    /// Whether holes that are too long to count as up are too rare to be looked for.
    whole: bool,
}

impl Losses {
    /// Losses with a probability of `parts` in 2³²; holes of up to `missed_max` beats count as up.
    pub fn new(parts: u64, missed_max: u32) -> Self {
        let lost = parts as f64 / 4_294_967_296.0;
        let hole = libm::pow(lost, f64::from(missed_max) + 1.0);
        Self { parts, lost, log_kept: libm::log1p(-lost), whole: hole <= HOLES_MAX }
    }

    /// The stretch of `count` beats from `first_slot` on as its validator sees it, and how many of them were lost. `open`: it goes
    /// on, and what is lost at its end is a hole that counts as up.
    pub fn run(&self, draws: Stream, first_slot: u64, count: u64, open: bool) -> (BeatRun, u64) {
        if self.parts == 0 {
            return (BeatRun { first_slot, count, lost: Vec::new() }, 0);
        }
        if self.whole {
            let (before, after, total) = self.ends(draws, count);
            let count = count - before - if open { 0 } else { after };
            return (BeatRun { first_slot: first_slot + before, count, lost: Vec::new() }, total);
        }
        let mut lost = self.places(draws, count);
        let total = lost.len() as u64;
        if open {
            let tail = (1..=count).zip(lost.iter().rev()).take_while(|(back, at)| **at == count - back).count();
            lost.truncate(lost.len() - tail);
        }
        (BeatRun { first_slot, count, lost }, total)
    }

    /// Of `count` beats: how many are lost before the first that comes and after the last, and in all. If none comes, all are lost
    /// before it.
    fn ends(&self, mut draws: Stream, count: u64) -> (u64, u64, u64) {
        let mut lost_of = |most: u64| (0..most).take_while(|_| hits(draws.next(), self.parts)).count() as u64;
        let before = lost_of(count);
        if before == count {
            return (count, 0, count);
        }
        let after = lost_of(count - before - 1);
        let between = (count - before - after).saturating_sub(2);
        (before, after, before + after + self.number(&mut draws, between))
    }

    /// How many of `count` beats are lost: binomial, by inversion (Devroye, *Non-Uniform Random Variate Generation*, 1986, X.4.2).
    fn number(&self, draws: &mut Stream, mut count: u64) -> u64 {
        let (odds, most) = (self.lost / (1.0 - self.lost), (MEAN_MAX / self.lost) as u64);
        let mut total = 0;
        while count > 0 {
            let n = count.min(most.max(1));
            count -= n;
            let (mut left, mut number) = (uniform(draws), 0);
            let mut share = libm::exp(n as f64 * self.log_kept);
            while left >= share && number < n {
                left -= share;
                share *= (n - number) as f64 / (number + 1) as f64 * odds;
                number += 1;
            }
            total += number;
        }
        total
    }

    /// Offsets of the lost ones among `count` beats, ascending: the gaps between losses are geometric (Devroye, X.4.3).
    fn places(&self, mut draws: Stream, count: u64) -> Vec<u64> {
        if self.parts >= DENSE {
            return (0..count).filter(|_| hits(draws.next(), self.parts)).collect();
        }
        let (mut lost, mut at) = (Vec::new(), 0_u64);
        loop {
            at = at.saturating_add((libm::log(uniform(&mut draws)) / self.log_kept) as u64);
            if at >= count {
                return lost;
            }
            lost.push(at);
            at += 1;
        }
    }
}

/// Between 0 and 1, neither of them.
fn uniform(draws: &mut Stream) -> f64 {
    ((draws.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use world::parts_in_2_32;

    /// Draws of `stretches` of `count` beats by `draw`: how many lost each number, and how often each place was lost.
    fn counted(stretches: u64, count: u64, draw: impl Fn(Stream, u64) -> Vec<u64>) -> (Vec<u64>, Vec<u64>) {
        let (mut numbers, mut places) = (vec![0; count as usize + 1], vec![0; count as usize]);
        for stretch in 0..stretches {
            let lost = draw(Stream::new(7, stretch, 1), count);
            assert!(lost.is_sorted_by(|a, b| a < b));
            numbers[lost.len()] += 1;
            lost.iter().for_each(|at| places[*at as usize] += 1);
        }
        (numbers, places)
    }

    /// Binomial probabilities of 0..=n losses.
    fn binomial(n: u64, p: f64) -> Vec<f64> {
        let first = (1.0 - p).powi(n as i32);
        let next = |last: &f64, k: u64| Some(last * (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p));
        let mut law = vec![first];
        for k in 0..n {
            law.extend(next(&law[k as usize], k));
        }
        law
    }

    /// Pearson's statistic over cells expected at least 10 times, and its degrees of freedom.
    fn chi_square(found: &[u64], expected: impl Iterator<Item = f64>) -> (f64, f64) {
        let cells = found.iter().zip(expected).filter(|(_, expected)| *expected >= 10.0);
        cells.fold((0.0, -1.0), |(sum, freedom), (found, expected)| {
            (sum + (*found as f64 - expected).powi(2) / expected, freedom + 1.0)
        })
    }

    #[test]
    fn numbers_and_places_have_the_law_of_a_draw_a_beat() {
        let (stretches, count) = (40_000, 60);
        for loss in [0.001, 0.05, 0.124, 0.126, 0.6] {
            let parts = parts_in_2_32(loss);
            let losses = Losses::new(parts, 3);
            let one_by_one = |mut draws: Stream, count| (0..count).filter(|_| hits(draws.next(), parts)).collect();
            for (numbers, places) in
                [counted(stretches, count, |draws, count| losses.places(draws, count)), counted(stretches, count, one_by_one)]
            {
                let law = binomial(count, loss);
                let (statistic, freedom) = chi_square(&numbers, law.iter().map(|share| share * stretches as f64));
                // Four standard deviations of chi-square.
                assert!(statistic < freedom + 4.0 * (2.0 * freedom).sqrt(), "{loss}: {statistic} of {freedom}");
                let (statistic, freedom) = chi_square(&places, (0..count).map(|_| loss * stretches as f64));
                assert!(statistic < freedom + 4.0 * (2.0 * freedom).sqrt(), "{loss}: {statistic} of {freedom}");
            }
        }
    }

    /// Losses of which only the ends and the number are drawn, whatever their rate.
    fn ends_only(loss: f64) -> Losses {
        Losses { whole: true, ..Losses::new(parts_in_2_32(loss), 3) }
    }

    #[test]
    fn numbers_and_ends_drawn_alone_have_the_law_of_a_draw_a_beat() {
        let (stretches, count) = (40_000, 60);
        for loss in [0.001, 0.05, 0.6] {
            let (losses, parts) = (ends_only(loss), parts_in_2_32(loss));
            let (mut numbers, mut before, mut after) = (vec![0; 61], vec![0; 61], vec![0; 61]);
            for stretch in 0..stretches {
                let (first, last, total) = losses.ends(Stream::new(8, stretch, 1), count);
                numbers[total as usize] += 1;
                before[first as usize] += 1;
                after[last as usize] += 1;
            }
            let p = parts as f64 / 4_294_967_296.0;
            // The first that comes after k losses; after the last one fewer are looked at, which shows where most are lost.
            let geometric = |k: i32| if k == 60 { p.powi(60) } else { p.powi(k) * (1.0 - p) };
            let laws = [
                (numbers, binomial(count, loss)),
                (before, (0..=60).map(geometric).collect()),
                (after, (0..=60).map(geometric).collect()),
            ];
            for (found, law) in laws {
                let (statistic, freedom) = chi_square(&found, law.iter().map(|share| share * stretches as f64));
                assert!(statistic < freedom.max(1.0) + 4.0 * (2.0 * freedom.max(1.0)).sqrt(), "{loss}: {statistic} of {freedom}");
            }
        }
    }

    #[test]
    fn many_losses_are_drawn_in_pieces() {
        let losses = ends_only(0.25);
        let (n, runs) = (100_000_u64, 400_u64);
        let sum: u64 = (0..runs).map(|run| losses.number(&mut Stream::new(9, run, 1), n)).sum();
        let (mean, variance) = (0.25 * (n * runs) as f64, 0.25 * 0.75 * (n * runs) as f64);
        assert!((sum as f64 - mean).abs() < 3.0 * variance.sqrt(), "{sum} of {mean}");
    }

    #[test]
    fn a_stretch_ends_at_its_last_beat_unless_it_goes_on() {
        let (mut early, mut late) = (0, 0);
        for loss in [0.6, 0.001] {
            for stretch in 0..2_000 {
                for losses in [Losses::new(parts_in_2_32(loss), 3), ends_only(loss)] {
                    let run = |open| losses.run(Stream::new(3, stretch, 1), 100, 20, open);
                    let ((closed, lost), (open, lost_open)) = (run(false), run(true));
                    assert_eq!(lost, lost_open);
                    let end = |run: &BeatRun| {
                        let tail = (1..=run.count).take_while(|back| run.lost.contains(&(run.count - back))).count() as u64;
                        run.first_slot + run.count - tail
                    };
                    if lost < 20 {
                        assert_eq!(end(&open), 120);
                        early += u32::from(end(&closed) < 120);
                        late += u32::from(end(&closed) == 120);
                    }
                }
            }
        }
        assert!(early > 1_000 && late > 1_000, "{early}, {late}");
    }

    #[test]
    fn nothing_and_everything() {
        let run = |parts, count| Losses::new(parts, 3).run(Stream::new(1, 2, 3), 7, count, false);
        assert_eq!(run(0, 5), (BeatRun { first_slot: 7, count: 5, lost: Vec::new() }, 0));
        assert_eq!(run(1 << 32, 3), (BeatRun { first_slot: 7, count: 3, lost: vec![0, 1, 2] }, 3));
        let rare = Losses::new(1, 3);
        for draw in [
            |losses: &Losses, draws| losses.places(draws, u64::from(u32::MAX)).len() as u64,
            |losses: &Losses, draws| losses.ends(draws, u64::from(u32::MAX)).2,
        ] {
            let lost: u64 = (0..400).map(|stretch| draw(&rare, Stream::new(1, stretch, 3))).sum();
            assert!((lost as f64 - 400.0).abs() < 3.0 * 20.0, "one in 2³² beats, 400 times 2³² of them: {lost}");
        }
    }
}
