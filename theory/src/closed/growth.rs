//! Curves of growth and of supply over time (T20, S6, S7, S8).

/// T20. Share of the market reached by time `t_years` (Bass 1969): (1 − e^(−(p+q)t)) / (1 + (q/p) e^(−(p+q)t)), in 0..1.
/// `innovation_per_year` (p) is above 0, `imitation_per_year` (q) at least 0.
#[must_use]
pub fn bass(innovation_per_year: f64, imitation_per_year: f64, t_years: f64) -> f64 {
    let left = libm::exp(-(innovation_per_year + imitation_per_year) * t_years);
    (1.0 - left) / (1.0 + imitation_per_year / innovation_per_year * left)
}

/// T20. The logistic curve 1/(1 + e^(−k(x − m))), in 0..=1.
#[must_use]
pub fn logistic(steepness: f64, middle: f64, x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-steepness * (x - middle)))
}

/// Its integral from `from` to `to`: (1/k) ln((1 + e^(k(to − m)))/(1 + e^(k(from − m)))).
#[must_use]
pub fn logistic_area(steepness: f64, middle: f64, from: f64, to: f64) -> f64 {
    let upper = |x: f64| {
        let power = steepness * (x - middle);
        power.max(0.0) + libm::log1p(libm::exp(-power.abs()))
    };
    (upper(to) - upper(from)) / steepness
}

/// T20, S6. What a schedule gives out in `epochs` epochs that starts with `first` and keeps `ratio` (not 1) from epoch to
/// epoch: T₀(1 − ρᵀ)/(1 − ρ).
#[must_use]
pub fn geometric_sum(first: f64, ratio: f64, epochs: f64) -> f64 {
    first * -libm::expm1(epochs * libm::log(ratio)) / (1.0 - ratio)
}

/// Share of a simple-minting pool that is out after `years` when it halves every `half_life_years` (Filecoin: 6):
/// 1 − 2^(−t/h).
#[must_use]
pub fn halving_share(years: f64, half_life_years: f64) -> f64 {
    -libm::expm1(-core::f64::consts::LN_2 * years / half_life_years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bass_by_hand() {
        assert!(bass(0.03, 0.38, 0.0).abs() < 1e-15);
        assert!((bass(0.5, 0.0, 2.0) - (1.0 - libm::exp(-1.0))).abs() < 1e-15, "no imitation: exponential");
        // Half of the market at ln(2 + q/p)/(p + q).
        assert!((bass(0.03, 0.38, libm::log(2.0 + 0.38 / 0.03) / 0.41) - 0.5).abs() < 1e-12);
        assert!((halving_share(6.0, 6.0) - 0.5).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn sums_and_areas_add_up(first in 0.1..10.0_f64, ratio in 0.5..0.999_f64, epochs in 1_u32..400) {
            let sum = (0..epochs).fold((0.0, first), |(sum, amount), _| (sum + amount, amount * ratio)).0;
            prop_assert!((geometric_sum(first, ratio, f64::from(epochs)) / sum - 1.0).abs() < 1e-10);
            let middle = f64::from(epochs);
            let parts = logistic_area(ratio, middle, 0.0, middle) + logistic_area(ratio, middle, middle, 3.0 * middle);
            prop_assert!((logistic_area(ratio, middle, 0.0, 3.0 * middle) / parts - 1.0).abs() < 1e-10);
        }
    }
}
