//! The rules of the deployed system, against every vector that its own tests or an exact model of its code give.

mod adoption;
mod attacks;
mod availability;
mod claim;
mod escrow;
mod escrow_calls;
mod link;
mod logistic;
mod mnd;
mod nd;
mod oracle;
mod sale;
mod vote;

use engine::ratio1::{Address, Moment, Network};

/// 0x…dEaD, the node of the vectors.
const NODE: Address = Address::from_number(0xdead);
const OWNER: Address = Address::from_number(1);
const ORACLE: Address = Address::from_number(2);

/// The availabilities of the contracts' tests.
const VALUES: [u8; 5] = [250, 130, 178, 12, 0];

/// `seconds` into `epoch` of mainnet.
fn at(epoch: u64, seconds: u64) -> Moment {
    let clock = Network::MAINNET.clock;
    clock.at(clock.genesis_s + epoch * u64::from(clock.epoch_s) + seconds).expect("after genesis")
}
