//! What the contracts see of the chain: addresses, time, epochs, and what differs between the networks.
//!
//! Source: `ratio1-sc` Controller.sol (`startEpochTimestamp`, `epochDuration`), `scripts/deploys/00.Controller.ts`;
//! `ratio1_sdk` `const/evm_net.py` (per network).

use core::fmt;

/// An account of the chain, 20 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 20]);

impl Address {
    /// Nobody: what an unlinked deed is linked to.
    pub const ZERO: Self = Self([0; 20]);

    /// The address whose last 8 bytes are `number`, big-endian: 0xdEaD is `from_number(0xdead)`.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        let (low, mut bytes, mut place) = (number.to_be_bytes(), [0; 20], 0);
        while place < low.len() {
            bytes[12 + place] = low[place];
            place += 1;
        }
        Self(bytes)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where epochs begin and how long they last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochClock {
    /// Start of epoch 0, seconds of Unix time.
    pub genesis_s: u64,
    /// Length of an epoch, seconds, at least 1.
    pub epoch_s: u32,
}

impl EpochClock {
    /// The moment `time_s` (seconds of Unix time); `None` before genesis, where the contracts revert.
    #[must_use]
    pub fn at(self, time_s: u64) -> Option<Moment> {
        let since = time_s.checked_sub(self.genesis_s)?;
        Some(Moment { time_s, epoch: since / u64::from(self.epoch_s.max(1)) })
    }
}

/// The time of a block, with the epoch it falls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Seconds of Unix time.
    pub time_s: u64,
    /// Epoch, from 0.
    pub epoch: u64,
}

/// One of the three networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its epochs.
    pub clock: EpochClock,
    /// Availability of its own that an oracle needs to take part, percent of an epoch.
    pub supervisor_minimum_percent: u8,
    /// Participants must be more than this percentage of the oracles on chain.
    pub on_chain_percent: u8,
    /// Participants must be more than this percentage of the oracles online.
    pub online_percent: u8,
}

/// 2025-05-23 16:00:00 UTC.
const GENESIS_S: u64 = 1_748_016_000;

impl Network {
    /// The network with tokens of value.
    pub const MAINNET: Self = Self {
        clock: EpochClock { genesis_s: GENESIS_S, epoch_s: 86_400 },
        supervisor_minimum_percent: 90,
        on_chain_percent: 30,
        online_percent: 40,
    };
    /// The same epochs, easier thresholds.
    pub const TESTNET: Self = Self { supervisor_minimum_percent: 60, on_chain_percent: 15, online_percent: 20, ..Self::MAINNET };
    /// Epochs of four hours since 2026-05-01 16:00:00 UTC.
    pub const DEVNET: Self = Self { clock: EpochClock { genesis_s: 1_777_651_200, epoch_s: 14_400 }, ..Self::TESTNET };
}
