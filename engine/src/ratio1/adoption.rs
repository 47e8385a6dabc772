//! Adoption of the network, which gates what master deeds and the genesis deed release.
//!
//! Source: `ratio1-sc` AdoptionOracle.sol, thresholds from `scripts/configs/constants.ts`. The mean of two scores is capped, the
//! scores are not: 15,000 licences sold make it whole without a single job.

use alloc::vec::Vec;

/// Whole adoption.
pub const WHOLE: u16 = u16::MAX;
/// Licences sold that score whole.
pub const LICENCES_WHOLE: u64 = 7_500;
/// Volume of jobs that scores whole (micro-USDC): 5,000,000 USDC, burned share included.
pub const VOLUME_WHOLE: u128 = 5_000_000_000_000;

/// Adoption 0 to 65,535 of so many licences sold and so much volume of jobs (micro-USDC).
#[must_use]
pub fn adoption(licences: u64, volume: u128) -> u16 {
    let licences = u128::from(licences) * u128::from(WHOLE) / u128::from(LICENCES_WHOLE);
    let volume = volume.saturating_mul(u128::from(WHOLE)) / VOLUME_WHOLE;
    u16::try_from(licences.saturating_add(volume) / 2).unwrap_or(WHOLE)
}

/// Totals by epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptionOracle {
    licences: Vec<(u64, u64)>,
    volume: Vec<(u64, u128)>,
}

/// A record for an epoch before the last one recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("recorded for epoch {found}: {least} or later is allowed")]
pub struct EpochOrder {
    /// Epoch of the record.
    pub found: u64,
    /// Last epoch recorded.
    pub least: u64,
}

impl AdoptionOracle {
    /// So many licences were sold in `epoch`.
    ///
    /// # Errors
    ///
    /// If a later epoch was recorded before.
    pub fn record_sales(&mut self, epoch: u64, licences: u32) -> Result<(), EpochOrder> {
        record(&mut self.licences, epoch, u64::from(licences), u64::saturating_add)
    }

    /// Jobs of so much volume (micro-USDC, gross) were paid for `epoch`.
    ///
    /// # Errors
    ///
    /// If a later epoch was recorded before.
    pub fn record_volume(&mut self, epoch: u64, volume: u128) -> Result<(), EpochOrder> {
        record(&mut self.volume, epoch, volume, u128::saturating_add)
    }

    /// Adoption at the end of `epoch`, as it is known now: what is paid late for an epoch counts from then on only.
    #[must_use]
    pub fn at(&self, epoch: u64) -> u16 {
        adoption(total_at(&self.licences, epoch), total_at(&self.volume, epoch))
    }
}

fn record<T: Copy + Default + PartialEq>(
    totals: &mut Vec<(u64, T)>,
    epoch: u64,
    more: T,
    add: fn(T, T) -> T,
) -> Result<(), EpochOrder> {
    if more == T::default() {
        return Ok(());
    }
    match totals.last_mut() {
        Some(&mut (least, _)) if epoch < least => return Err(EpochOrder { found: epoch, least }),
        Some((last, total)) if *last == epoch => *total = add(*total, more),
        Some(&mut (_, total)) => totals.push((epoch, add(total, more))),
        None => totals.push((epoch, more)),
    }
    Ok(())
}

fn total_at<T: Copy + Default>(totals: &[(u64, T)], epoch: u64) -> T {
    let after = totals.partition_point(|&(recorded, _)| recorded <= epoch);
    after.checked_sub(1).map_or_else(T::default, |last| totals[last].1)
}
