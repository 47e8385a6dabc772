//! Who may see what a task works on.

use borsh::{BorshDeserialize, BorshSerialize};

/// Who may run a task, and so see its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Privacy {
    /// Any worker.
    #[default]
    Open,
    /// Workers that say that they are trusted ([`Capability::trusted`](crate::wire::Capability::trusted)).
    Trusted,
}
