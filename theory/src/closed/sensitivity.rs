//! Sobol' indices that are known exactly (T14).

use core::f64::consts::PI;

/// Parameters of Ishigami's function sin x₁ + a sin² x₂ + b x₃⁴ sin x₁, every x uniform in −π..π.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ishigami {
    /// Weight of the second input.
    pub a: f64,
    /// Weight of the interaction of the first and the third.
    pub b: f64,
}

/// The usual ones: a = 7, b = 0.1 (Saltelli et al., "Global sensitivity analysis: the primer", 2008).
pub const USUAL: Ishigami = Ishigami { a: 7.0, b: 0.1 };

impl Ishigami {
    /// The function.
    #[must_use]
    pub fn value(&self, [x1, x2, x3]: [f64; 3]) -> f64 {
        let second = libm::sin(x2);
        libm::sin(x1) * (1.0 + self.b * x3 * x3 * x3 * x3) + self.a * second * second
    }

    /// T14. First-order indices of the three inputs, and their total ones (Ishigami and Homma 1990).
    #[must_use]
    pub fn indices(&self) -> ([f64; 3], [f64; 3]) {
        let (fourth, eighth) = (PI * PI * PI * PI, PI * PI * PI * PI * PI * PI * PI * PI);
        let first = 0.5 * (1.0 + self.b * fourth / 5.0) * (1.0 + self.b * fourth / 5.0);
        let second = self.a * self.a / 8.0;
        let both = self.b * self.b * eighth * 8.0 / 225.0;
        let all = first + second + both;
        ([first / all, second / all, 0.0], [(first + both) / all, second / all, both / all])
    }

    /// Variance of the function.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let fourth = PI * PI * PI * PI;
        self.a * self.a / 8.0 + self.b * fourth / 5.0 + self.b * self.b * fourth * fourth / 18.0 + 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    #[test]
    fn the_tables_indices() {
        let (first, total) = USUAL.indices();
        for (index, printed) in first.iter().chain(&total).zip(["0.3139", "0.4424", "0.0000", "0.5576", "0.4424", "0.2437"]) {
            assert_printed(*index, printed);
        }
        let (fourth, b) = (PI * PI * PI * PI, 0.1);
        let parts =
            0.5 * (1.0 + b * fourth / 5.0) * (1.0 + b * fourth / 5.0) + 49.0 / 8.0 + b * b * fourth * fourth * 8.0 / 225.0;
        assert!((USUAL.variance() / parts - 1.0).abs() < 1e-12);
    }
}
