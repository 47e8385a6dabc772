//! So many tokens a node, less what was minted for nothing: an example of a schedule of one's own (docs/extending.md).

use crate::Amount;
use crate::poai::schedule::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use borsh::{BorshDeserialize, BorshSerialize};

/// T_E = `per_node` for each node, halved in every epoch after one in which requesters burned nothing.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct OnDemand {
    /// Tokens a node.
    pub per_node: Amount,
    /// Epochs in a row without a burn.
    pub idle_epochs: u32,
}

impl Schedule for OnDemand {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        self.idle_epochs = if facts.burned == Amount::ZERO { self.idle_epochs.saturating_add(1) } else { 0 };
        let halved = self.per_node.0.checked_shr(self.idle_epochs).unwrap_or(0);
        Amount(halved).times(facts.nodes.into())
    }
}

impl Named for OnDemand {
    const NAME: &'static str = "on-demand";
    const ABOUT: &'static str = "So many tokens a node, halved for every epoch in a row without a burn.";
    const PARAMETERS: &'static [Parameter] =
        &[Parameter::new("per_node_tokens", Unit::Tokens, "Tokens a node, in an epoch after a burn.").or("1.5")];

    fn from_values(values: &Values) -> Self {
        Self { per_node: values.tokens("per_node_tokens"), idle_epochs: 0 }
    }
}
