//! A score that is copied late (T19).

/// T19. Mean distance between a random walk and itself `delay_epochs` ago, σ√(2τ/π), in the unit of `sigma` (its standard
/// deviation an epoch): the mean of |N(0, σ²τ)|.
#[must_use]
pub fn stale_error(sigma: f64, delay_epochs: f64) -> f64 {
    sigma * libm::sqrt(2.0 * delay_epochs / core::f64::consts::PI)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_mean_of_a_folded_normal() {
        crate::closed::assert_printed(super::stale_error(1.0, 1.0), "0.797885");
        crate::closed::assert_printed(super::stale_error(0.5, 16.0), "1.595769");
    }
}
