//! A rate measured again and again until its median is known.

use std::time::{Duration, Instant};

use records::device::Figure;

/// Why a piece of work failed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One piece of work, the same each time it is called.
pub type Runner<'a> = Box<dyn FnMut() -> Result<(), Failure> + Send + 'a>;

/// When a figure is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Time to reach a steady state: clock speed, caches, pages; not measured.
    pub warm_up: Duration,
    /// Length of one repeat.
    pub burst: Duration,
    /// Time after which no further repeat begins, once there are [`REPEATS_MIN`].
    pub time: Duration,
    /// Half of the median's 95 % confidence interval, as a share of the median, that ends the measurement.
    pub spread: f64,
}

/// Fewer have no 95 % confidence interval of the median: 6 values enclose it with 96.9 %.
pub(super) const REPEATS_MIN: usize = 6;

/// A figure, and how well its median is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Known {
    pub figure: Figure,
    /// Half of the median's 95 % confidence interval, as a share of the median.
    pub spread: f64,
}

/// Work per second that `runners` do together, each on a thread of its own; one run counts as `work`.
pub(super) fn rate(
    limits: Limits,
    work: f64,
    runners: &mut [Runner<'_>],
    mut progress: impl FnMut(f64),
) -> Result<Known, Failure> {
    burst(runners, limits.warm_up)?;
    let started = Instant::now();
    let elapsed = || started.elapsed();
    repeat(limits, elapsed, &mut progress, || Ok(work * burst(runners, limits.burst)?))
}

/// Runs per second of all threads: each works for `length`, at least one run, and its rate counts by itself, so that a slow
/// thread does not make the others wait.
fn burst(runners: &mut [Runner<'_>], length: Duration) -> Result<f64, Failure> {
    let alone = |runner: &mut Runner<'_>| {
        let started = Instant::now();
        let mut runs = 0_u32;
        loop {
            runner()?;
            runs += 1;
            let elapsed = started.elapsed();
            if elapsed >= length && !elapsed.is_zero() {
                return Ok(f64::from(runs) / elapsed.as_secs_f64());
            }
        }
    };
    if let [only] = runners {
        return alone(only);
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = runners.iter_mut().map(|runner| scope.spawn(move || alone(runner))).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        // Every thread is joined before the first failure is told.
        ended.collect::<Vec<_>>().into_iter().sum()
    })
}

/// Draws samples until the median is known to `limits.spread` or the time is over.
fn repeat(
    limits: Limits,
    elapsed: impl Fn() -> Duration,
    progress: &mut impl FnMut(f64),
    mut sample: impl FnMut() -> Result<f64, Failure>,
) -> Result<Known, Failure> {
    let mut samples = Vec::new();
    loop {
        let value = sample()?;
        samples.insert(samples.partition_point(|other| *other < value), value);
        progress((elapsed().as_secs_f64() / limits.time.as_secs_f64()).min(1.0));
        if samples.len() < REPEATS_MIN {
            continue;
        }
        let known = known(&samples);
        if known.spread <= limits.spread || elapsed() >= limits.time {
            return Ok(known);
        }
    }
}

/// Median, range and the median's confidence interval of at least [`REPEATS_MIN`] values in ascending order.
///
/// The interval is that of order statistics, which asks nothing of the distribution: Hahn and Meeker, Statistical Intervals,
/// section 5.2, with the normal approximation of the binomial.
fn known(sorted: &[f64]) -> Known {
    let count = sorted.len();
    let median = f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]);
    let below = ((count as f64 - 1.96 * (count as f64).sqrt()) / 2.0).max(0.0) as usize;
    let spread = (sorted[count - 1 - below] - sorted[below]) / 2.0 / median;
    let repeats = u32::try_from(count).unwrap_or(u32::MAX);
    let [median, low, high] = [median, sorted[0], sorted[count - 1]].map(rounded);
    Known { figure: Figure { median, low, high, repeats }, spread }
}

/// Four digits that count; no measurement of this kind knows more.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const LIMITS: Limits =
        Limits { warm_up: Duration::ZERO, burst: Duration::from_millis(1), time: Duration::from_secs(2), spread: 0.02 };

    /// Measures `values`, one every 100 ms of a clock that only they move.
    fn measured(values: impl IntoIterator<Item = f64>) -> Known {
        let clock = Cell::new(Duration::ZERO);
        let mut values = values.into_iter();
        let sample = || {
            clock.set(clock.get() + Duration::from_millis(100));
            Ok(values.next().expect("asked for more than there is time for"))
        };
        repeat(LIMITS, || clock.get(), &mut |_| {}, sample).unwrap()
    }

    #[test]
    fn equal_values_end_at_the_least_number_of_repeats() {
        let known = measured([5.0; REPEATS_MIN]);
        assert_eq!(known, Known { figure: Figure { median: 5.0, low: 5.0, high: 5.0, repeats: 6 }, spread: 0.0 });
    }

    #[test]
    fn restless_values_end_with_the_time_and_say_how_well_the_median_is_known() {
        let known = measured((0..20).map(|n| if n % 2 == 0 { 90.0 } else { 110.0 }));
        assert_eq!(known.figure, Figure { median: 100.0, low: 90.0, high: 110.0, repeats: 20 });
        assert_eq!(known.spread, 0.1);
    }

    #[test]
    fn figures_have_four_digits() {
        assert_eq!([27.832_416_9, 0.000_123_456, 1_234_567.0, 0.0].map(rounded), [27.83, 0.000_123_5, 1_235_000.0, 0.0]);
    }

    #[test]
    fn one_disturbed_repeat_moves_the_range_and_not_the_median() {
        let known = measured([100.0, 100.0, 1.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0]);
        assert_eq!((known.figure.median, known.figure.low, known.figure.repeats), (100.0, 1.0, 8));
    }

    #[test]
    fn runs_of_all_threads_add_up() {
        let sleeper = || -> Runner<'static> {
            Box::new(|| {
                std::thread::sleep(Duration::from_millis(10));
                Ok(())
            })
        };
        let [one, four] = [1, 4].map(|threads| {
            let mut runners: Vec<_> = (0..threads).map(|_| sleeper()).collect();
            burst(&mut runners, Duration::from_millis(200)).unwrap()
        });
        // Asleep, threads do not compete: a loaded machine only makes each run longer.
        assert!(one <= 100.0 && four <= 400.0 && four > 1.5 * one, "{one} and {four} runs per second");
    }

    #[test]
    fn a_failure_ends_the_measurement() {
        let mut runners: Vec<Runner<'_>> = vec![Box::new(|| Ok(())), Box::new(|| Err("no such model".into()))];
        let failure = rate(LIMITS, 1.0, &mut runners, |_| {}).unwrap_err();
        assert_eq!(failure.to_string(), "no such model");
    }
}
