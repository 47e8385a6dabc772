//! Machines that come and go (T7, T7b, T7c, T18).

use statrs::function::gamma::gamma_ur;
use world::law::{Law, Renewal};

/// T7. Share of time up in the long run, E(U)/(E(U) + E(D)), in 0..=1.
#[must_use]
pub fn availability(laws: &Renewal) -> f64 {
    laws.up.mean() / (laws.up.mean() + laws.down.mean())
}

/// T7b. Standard deviation of the share of time up over `horizon` (unit of the laws), for horizons of many spells:
/// √((σ_U²μ_D² + σ_D²μ_U²)/(μ³H)) with μ = μ_U + μ_D (Takács 1957). The next term is smaller by a factor of 1/H.
#[must_use]
pub fn availability_sd(laws: &Renewal, horizon: f64) -> f64 {
    let variance = |law: &Law| law.second_moment() - law.mean() * law.mean();
    let (up, down) = (laws.up.mean(), laws.down.mean());
    let cycle = up + down;
    libm::sqrt((variance(&laws.up) * down * down + variance(&laws.down) * up * up) / (cycle * cycle * cycle * horizon))
}

/// T7c. Probability that a machine found up stays up for another `length` when its spells up are Weibull of `shape` and
/// `scale` (unit of `length`): Γ(1/k, (L/λ)^k)/Γ(1/k).
#[must_use]
pub fn uncut_share(shape: f64, scale: f64, length: f64) -> f64 {
    gamma_ur(1.0 / shape, libm::pow(length / scale, shape))
}

/// T18. Pay for each hour up over that of a proportional rule, where a whole epoch is paid to whoever is up for at least
/// `threshold` (in (0, 1]) of it and everybody is up for just that long: 1/θ.
#[must_use]
pub fn overpay(threshold: f64) -> f64 {
    1.0 / threshold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    #[test]
    fn the_tables_machines() {
        let weibull = |shape, scale| Law::Weibull { shape, scale };
        let laws = Renewal { up: weibull(0.5, 6.0), down: weibull(0.8, 1.0) };
        assert_printed(availability(&laws), "0.913729");
        assert_printed(availability_sd(&laws, 20_000.0), "0.005185");
        assert_printed(uncut_share(0.5, 6.0, 10.0), "0.6300");
        // Shape 1 has no memory.
        assert!((uncut_share(1.0, 2.0, 3.0) - libm::exp(-1.5)).abs() < 1e-12);
        assert_printed(overpay(0.5), "2");
    }
}
