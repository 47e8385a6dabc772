//! Work, speed and size as integers: one milli-GFLOP is one MFLOP, so `work / speed` is seconds.

use crate::time::Span;
use borsh::{BorshDeserialize, BorshSerialize};

/// An amount of work (milli-GFLOP = 10⁶ floating-point operations).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct MilliGflop(pub u64);

/// A speed (milli-GFLOP/s).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct MilliGflops(pub u64);

impl MilliGflops {
    /// Work done in `span`, rounded down, but never none: what is cut into pieces ends.
    #[must_use]
    pub fn over(self, span: Span) -> MilliGflop {
        let work = u128::from(self.0) * u128::from(span.0) / u128::from(Span::SECOND.0);
        MilliGflop(u64::try_from(work).unwrap_or(u64::MAX).max(1))
    }
}

impl MilliGflop {
    /// Time this work takes at `speed`, rounded up; a speed of 0 never ends ([`Span`] maximum).
    #[must_use]
    pub fn at(self, speed: MilliGflops) -> Span {
        if speed.0 == 0 {
            return Span(u64::MAX);
        }
        if let Some(ns) = self.0.checked_mul(Span::SECOND.0) {
            return Span(ns.div_ceil(speed.0));
        }
        let ns = (u128::from(self.0) * u128::from(Span::SECOND.0)).div_ceil(u128::from(speed.0));
        Span(u64::try_from(ns).unwrap_or(u64::MAX))
    }
}

/// Time that `bytes` take at `bits_per_s`, rounded up; a rate of 0 never ends.
#[must_use]
pub fn transfer_span(bytes: u64, bits_per_s: u64) -> Span {
    if bytes == 0 {
        return Span::ZERO;
    }
    if bits_per_s == 0 {
        return Span(u64::MAX);
    }
    if let Some(ns) = bytes.checked_mul(8 * Span::SECOND.0) {
        return Span(ns.div_ceil(bits_per_s));
    }
    let ns = (u128::from(bytes) * 8 * u128::from(Span::SECOND.0)).div_ceil(u128::from(bits_per_s));
    Span(u64::try_from(ns).unwrap_or(u64::MAX))
}
