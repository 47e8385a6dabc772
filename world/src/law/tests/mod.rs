//! The laws against their own closed forms, at fixed seeds and with errors known beforehand.

mod draws;
mod ranges;
mod stationary;
mod tables;

use core::convert::Infallible;

use rand_core::TryRng;

use super::{Empirical, Law};

/// Steele, Lea and Flood's SplitMix64: enough for tests, and no part of a run.
pub(super) struct SplitMix(pub u64);

impl TryRng for SplitMix {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// One of each law, and two where a parameter changes the algorithm (shapes below and above 1).
pub(super) fn laws() -> Vec<Law> {
    vec![
        Law::Exponential { mean: 2.29 },
        Law::Weibull { shape: 0.64, scale: 10.86 },
        Law::Weibull { shape: 1.7, scale: 3.0 },
        Law::Lognormal { mu: 0.19, sigma: 0.5 },
        Law::Gamma { shape: 0.41, scale: 162.19 },
        Law::Gamma { shape: 3.2, scale: 0.7 },
        Law::Hyperexponential { probabilities: vec![0.465245, 0.310394, 0.224361], means: vec![7.66482, 188.051, 800.023] },
        Law::Empirical(Empirical::new(0.0, &[(0.1, 0.551), (1.0, 0.772), (8.0, 0.917), (24.0, 0.944)], 48.0).unwrap()),
    ]
}
