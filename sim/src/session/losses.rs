//! Which heartbeats of a stretch are lost: one draw a stretch, in place of one a beat.

use engine::rng::{Stream, hits};

/// From this probability of a loss on (2⁻³²) beats are looked at one by one: that is quicker than a logarithm a loss.
const DENSE: u64 = 1 << 29;

/// Beats lost independently, each with the same probability.
#[derive(Clone, Copy, Debug)]
pub struct Losses {
    parts: u64,
    /// Logarithm of the probability that one arrives.
    log_kept: f64,
}

impl Losses {
    /// Losses with a probability of `parts` in 2³².
    pub fn new(parts: u64) -> Self {
        Self { parts, log_kept: libm::log1p(-(parts as f64) / 4_294_967_296.0) }
    }

    /// Whether none is ever lost.
    pub fn none(&self) -> bool {
        self.parts == 0
    }

    /// Offsets of the lost ones among `count` beats, ascending. Their number is binomial: the gaps between losses are geometric
    /// (Devroye, *Non-Uniform Random Variate Generation*, 1986, X.4.3).
    pub fn draw(&self, mut draws: Stream, count: u64) -> Vec<u64> {
        if self.none() {
            return Vec::new();
        }
        if self.parts >= DENSE {
            return (0..count).filter(|_| hits(draws.next(), self.parts)).collect();
        }
        let (mut lost, mut at) = (Vec::new(), 0_u64);
        loop {
            let uniform = ((draws.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
            at = at.saturating_add((libm::log(uniform) / self.log_kept) as u64);
            if at >= count {
                return lost;
            }
            lost.push(at);
            at += 1;
        }
    }
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
            let losses = Losses::new(parts);
            let one_by_one = |mut draws: Stream, count| (0..count).filter(|_| hits(draws.next(), parts)).collect();
            for (numbers, places) in
                [counted(stretches, count, |draws, count| losses.draw(draws, count)), counted(stretches, count, one_by_one)]
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

    #[test]
    fn nothing_and_everything() {
        assert_eq!(Losses::new(0).draw(Stream::new(1, 2, 3), 5), [0; 0]);
        assert_eq!(Losses::new(1 << 32).draw(Stream::new(1, 2, 3), 3), [0, 1, 2]);
        let rare = Losses::new(1);
        let lost: usize = (0..400).map(|stretch| rare.draw(Stream::new(1, stretch, 3), u64::from(u32::MAX)).len()).sum();
        assert!((lost as f64 - 400.0).abs() < 3.0 * 20.0, "one in 2³² beats, 400 times 2³² of them: {lost}");
    }
}
