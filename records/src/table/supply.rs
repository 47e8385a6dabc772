//! Table `supply`: where the tokens are.

use super::row::row;

row! {
    /// The token supply after an epoch's settlement: `genesis + minted − burned = balances`.
    SupplyRow in "supply" {
        /// Number of the epoch, from 0.
        epoch: u32,
        /// Time of the settlement (ns since genesis).
        time_ns: u64,
        /// Emission of the epoch (10⁻¹⁸ token).
        emission: u128,
        /// Part of the emission that was not given out (10⁻¹⁸ token).
        carried: u128,
        /// Supply at genesis (10⁻¹⁸ token).
        genesis: u128,
        /// Minted since genesis (10⁻¹⁸ token).
        minted: u128,
        /// Burned since genesis (10⁻¹⁸ token).
        burned: u128,
        /// In the nodes' free balances (10⁻¹⁸ token).
        liquid: u128,
        /// Held for jobs (10⁻¹⁸ token).
        escrow: u128,
        /// Held for later epochs (10⁻¹⁸ token).
        pool: u128,
        /// Sum of all balances (10⁻¹⁸ token).
        balances: u128,
    }
}
