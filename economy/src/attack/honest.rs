//! The honest operator.

use super::{AttackFacts, Conduct, Strategy};

/// Does what the protocol asks.
#[derive(Clone, Copy, Debug)]
pub struct Honest;

impl Strategy for Honest {
    fn name(&self) -> &'static str {
        "honest"
    }

    fn conduct(&self, _facts: &AttackFacts) -> Conduct {
        Conduct::HONEST
    }
}
