//! Estimates with their standard errors, and how they are held against theory.

/// A mean of independent samples.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

impl Estimate {
    /// From samples that are independent of each other: one a seed, or one a worker.
    pub fn of(samples: &[f64]) -> Self {
        let n = samples.len() as f64;
        let mean = samples.iter().sum::<f64>() / n;
        let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
        Self { mean, error: (squares / (n - 1.0) / n).sqrt() }
    }

    /// The variance of independent samples of known mean. Its samples are squared distances from there.
    pub fn of_variance(samples: &[f64], mean: f64) -> Self {
        let squares: Vec<f64> = samples.iter().map(|sample| (sample - mean).powi(2)).collect();
        Self::of(&squares)
    }
}

/// Quantities held against theory; says all of them before it fails for one.
#[derive(Default)]
pub struct Comparison(Vec<String>);

impl Comparison {
    /// `what` is `theory` within 3 standard errors, and a standard error is at most `precision` of it.
    pub fn meets(&mut self, what: &str, theory: f64, simulated: Estimate, precision: f64) {
        let Estimate { mean, error } = simulated;
        let z = (mean - theory) / error;
        let line = format!("{what:<58} theory {theory:>12.6}  simulated {mean:>12.6} ± {error:.6}  z {z:+.2}");
        println!("{line}");
        let is_met = z.abs() <= 3.0 && error <= precision * theory.abs();
        self.0.extend((!is_met).then_some(line));
    }

    /// Fails if a quantity was not met.
    pub fn assert(&self) {
        assert!(self.0.is_empty(), "not met within 3 standard errors, or too vague:\n{}", self.0.join("\n"));
    }
}
