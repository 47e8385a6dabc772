//! Who takes what of a pool that is split in proportion: washers, spoofers, negative scores (T2, T16, E15, E21).

/// T2. Fake volume at which a washed dollar earns as much as it burns: V_f = E·p/β − V_h (USD an epoch), 0 where washing
/// never pays. `emitted_tokens` are split in proportion to paid volume, of which `burn_share` is lost to whoever pays himself.
#[must_use]
pub fn wash_volume_usd(emitted_tokens: f64, price_usd: f64, burn_share: f64, honest_usd: f64) -> f64 {
    (emitted_tokens * price_usd / burn_share - honest_usd).max(0.0)
}

/// T2. Whether washing never pays: what honest volume burns is worth at least what is emitted.
#[must_use]
pub fn washing_deterred(emitted_tokens: f64, price_usd: f64, burn_share: f64, honest_usd: f64) -> bool {
    burn_share * honest_usd >= emitted_tokens * price_usd
}

/// E15. Share of the volume that is honest at the washers' equilibrium, βV_h/(E·p), at most 1.
#[must_use]
pub fn honest_share(emitted_tokens: f64, price_usd: f64, burn_share: f64, honest_usd: f64) -> f64 {
    (burn_share * honest_usd / (emitted_tokens * price_usd)).min(1.0)
}

/// T16. Share of the pool that goes to a share `real` (0..=1) of the true power which claims `factor` times what it has:
/// φs/(1 + (φ−1)s).
#[must_use]
pub fn spoofed_share(real: f64, factor: f64) -> f64 {
    factor * real / (1.0 + (factor - 1.0) * real)
}

/// E21. Tokens minted over tokens meant when shares are taken of the plain sum of influences, negative ones included:
/// Σ max(0, I)/Σ I. Grows without bound as the sum nears 0; 1 when the sum is clamped too.
#[must_use]
pub fn unclamped_mint_ratio(influences: &[f64]) -> f64 {
    influences.iter().map(|influence| influence.max(0.0)).sum::<f64>() / influences.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    #[test]
    fn wash_volume_of_the_table() {
        assert_printed(wash_volume_usd(1_000.0, 0.5, 0.15, 1_000.0), "2333.3");
        assert_printed(honest_share(1_000.0, 0.5, 0.15, 1_000.0), "0.30");
        assert!(washing_deterred(1_000.0, 0.5, 0.5, 1_000.0) && !washing_deterred(1_000.0, 0.5, 0.49, 1_000.0));
        assert!(wash_volume_usd(1_000.0, 0.5, 0.6, 1_000.0).abs() < f64::EPSILON);
    }

    #[test]
    fn spoofed_shares_of_the_table() {
        for (real, printed) in [(0.001, "13.1"), (0.01, "60.2"), (0.05, "88.8")] {
            assert_printed(100.0 * spoofed_share(real, 150.0), printed);
        }
    }

    #[test]
    fn negative_scores_mint_half_as_much_again() {
        assert_printed(300.0 * unclamped_mint_ratio(&[10.0, 5.0, -5.0]), "450");
        assert!(unclamped_mint_ratio(&[10.0, -9.999]) > 9_000.0);
    }
}
