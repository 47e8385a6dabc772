//! The types of jobs and their prices.
//!
//! Source: `ratio1-sc` CspEscrow.sol (`getPriceForJobType`, `JOB_TYPE_*`): 39 types with a price; six more, 10 to 15, are no longer
//! sold.

/// A type of job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobType {
    /// Its number in the contract.
    pub id: u8,
    /// Its name in the contract.
    pub name: &'static str,
    /// Price (micro-USDC) of one node for one epoch.
    pub price: u64,
}

/// Types that can be bought, by number.
pub const JOB_TYPES: [JobType; 39] = [
    job(1, "ENTRY", 375_000),
    job(2, "LOW1", 750_000),
    job(3, "LOW2", 1_000_000),
    job(4, "MED1", 1_916_666),
    job(5, "MED2", 2_916_666),
    job(6, "HIGH1", 3_750_000),
    job(7, "HIGH2", 5_333_333),
    job(8, "ULTRA1", 8_333_333),
    job(9, "ULTRA2", 12_500_000),
    job(16, "N_ENTRY", 2_500_000),
    job(17, "N_MED1", 3_750_000),
    job(18, "N_MED2", 6_000_000),
    job(19, "N_HIGH", 9_000_000),
    job(20, "N_ULTRA", 13_333_333),
    job(21, "G_ENTRY_MED1", 3_116_666),
    job(22, "G_ENTRY_MED2", 4_116_666),
    job(23, "G_ENTRY_N_ENTRY", 3_700_000),
    job(24, "G_ENTRY_N_MED1", 4_950_000),
    job(25, "G_MED_MED2", 5_316_666),
    job(26, "G_MED_HIGH1", 6_150_000),
    job(27, "G_MED_HIGH2", 7_733_333),
    job(28, "G_MED_ULTRA1", 10_733_333),
    job(29, "G_MED_N_MED1", 6_150_000),
    job(30, "G_MED_N_MED2", 8_400_000),
    job(31, "G_MED_N_HIGH", 11_400_000),
    job(32, "G_HIGH_HIGH2", 10_133_333),
    job(33, "G_HIGH_ULTRA1", 13_133_333),
    job(34, "G_HIGH_ULTRA2", 17_300_000),
    job(35, "G_HIGH_N_MED2", 10_800_000),
    job(36, "G_HIGH_N_HIGH", 13_800_000),
    job(37, "G_HIGH_N_ULTRA", 18_133_333),
    job(38, "G_ULTRA_ULTRA1", 38_333_333),
    job(39, "G_ULTRA_ULTRA2", 42_500_000),
    job(40, "G_ULTRA_N_ULTRA", 43_333_333),
    job(50, "SERVICE_ENTRY", 450_000),
    job(51, "SERVICE_MED1", 2_300_000),
    job(52, "SERVICE_HIGH1", 4_500_000),
    job(53, "MICRO", 100_000),
    job(54, "LITE", 166_666),
];

const fn job(id: u8, name: &'static str, price: u64) -> JobType {
    JobType { id, name, price }
}

/// Why a type has no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// No longer sold.
    #[error("job type {0} is deprecated: 1 to 9, 16 to 40 and 50 to 54 are allowed")]
    Deprecated(u8),
    /// Never was.
    #[error("job type {0} is unknown: 1 to 9, 16 to 40 and 50 to 54 are allowed")]
    Unknown(u8),
}

/// The type numbered `id`.
///
/// # Errors
///
/// If it cannot be bought.
pub fn job_type(id: u8) -> Result<JobType, PriceError> {
    if (10..=15).contains(&id) {
        return Err(PriceError::Deprecated(id));
    }
    JOB_TYPES.into_iter().find(|job| job.id == id).ok_or(PriceError::Unknown(id))
}
