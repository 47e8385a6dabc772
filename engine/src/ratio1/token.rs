//! The token: its cap, and how the cap is cut into the three kinds of deeds.
//!
//! Source: `ratio1-sc` R1.sol (OpenZeppelin `ERC20Capped`) and Controller.sol. Tokens come into being by claims of deeds alone.
//! The cap bounds the *supply*, so what is burned may be minted again; that the deeds together never mint more than the cap is
//! due to their own limits.

use crate::amount::Amount;

/// Most tokens there may be: 161,803,398.
pub const CAP: Amount = Amount::tokens(161_803_398);
/// For node deeds: 45 % of the cap.
pub const NODE_DEEDS: Amount = share_of_cap(4500);
/// For master node deeds, the genesis deed aside: 26.1 % of the cap.
pub const MASTER_DEEDS: Amount = share_of_cap(2610);
/// For the genesis deed: 28.9 % of the cap.
pub const GENESIS_DEED: Amount = share_of_cap(2890);
/// Most that all master deeds of one wallet may be assigned: 2 % of the cap.
pub const MASTER_WALLET: Amount = share_of_cap(200);

const fn share_of_cap(basis_points: u128) -> Amount {
    Amount(CAP.0 * basis_points / 10_000)
}

/// The supply of the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Token {
    minted: Amount,
    burned: Amount,
}

/// Why tokens are not minted or burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// More than the cap.
    #[error("minting {asked} would exceed the cap of {CAP}: {allowed} are allowed")]
    Cap {
        /// To be minted.
        asked: Amount,
        /// What the cap leaves.
        allowed: Amount,
    },
    /// More than there is.
    #[error("burning {asked}: {allowed} are there")]
    Supply {
        /// To be burned.
        asked: Amount,
        /// The supply.
        allowed: Amount,
    },
}

impl Token {
    /// Minted since the beginning.
    #[must_use]
    pub fn minted(&self) -> Amount {
        self.minted
    }

    /// Burned since the beginning.
    #[must_use]
    pub fn burned(&self) -> Amount {
        self.burned
    }

    /// In existence.
    #[must_use]
    pub fn supply(&self) -> Amount {
        self.minted.saturating_sub(self.burned)
    }

    /// Brings `amount` into being.
    ///
    /// # Errors
    ///
    /// If the supply would exceed [`CAP`].
    pub fn mint(&mut self, amount: Amount) -> Result<(), TokenError> {
        let allowed = CAP.saturating_sub(self.supply());
        if amount > allowed {
            return Err(TokenError::Cap { asked: amount, allowed });
        }
        self.minted = self.minted.saturating_add(amount);
        Ok(())
    }

    /// Takes `amount` out of existence.
    ///
    /// # Errors
    ///
    /// If there is less.
    pub fn burn(&mut self, amount: Amount) -> Result<(), TokenError> {
        let allowed = self.supply();
        if amount > allowed {
            return Err(TokenError::Supply { asked: amount, allowed });
        }
        self.burned = self.burned.saturating_add(amount);
        Ok(())
    }
}
