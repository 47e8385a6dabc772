//! Eclipse: holding the peers through which others are heard, so that their heartbeats go missing (E19).
//!
//! A node keeps m of N peers and sends each beat through one of them; a held peer drops it. The deployed estimator needs both
//! ends of a gap, so availability falls to (1 − x)² where a share x of the node's peers is held. Under a pool the reward of the
//! missing goes to the rest.

use super::chance::{hypergeometric, probability};
use super::conduct::Harm;
use super::{AttackFacts, Conduct, Entry, Income, Strategy, Threshold};

/// Holds `share` of the peers.
#[derive(Clone, Copy, Debug)]
pub struct Eclipse {
    /// Share of all peers held, rounded to whole peers.
    pub share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "eclipse",
    strength: "share of peers held",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(Eclipse { share: strength }),
};

impl Eclipse {
    fn held(self, facts: &AttackFacts) -> u32 {
        libm::round(self.share * f64::from(facts.peers.peers)) as u32
    }
}

impl Strategy for Eclipse {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let (peers, held) = (&facts.peers, self.held(facts));
        let lost = 1.0 - seen_availability(peers.peers, peers.degree, held);
        Conduct {
            extra_cost_usd: f64::from(held) * peers.peer_usd,
            harm: Harm { removed_weight_share: peers.victims_weight_share * lost, ..Harm::default() },
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let reward = |conduct: &Conduct| Income::of(facts, conduct).reward_usd;
        let added = reward(&self.conduct(facts)) - reward(&Conduct::HONEST);
        let worth = added / f64::from(self.held(facts).max(1));
        Threshold::at_least("E19", "cost of one peer (USD per epoch)", worth, facts.peers.peer_usd)
    }
}

/// Availability that the deployed estimator sees of a node that is always up and keeps `degree` of `peers`, of which `held` drop
/// its beats: E[(1 − J/m)²] over the hypergeometric J. 1 for a node without peers, which this cannot reach.
#[must_use]
pub fn seen_availability(peers: u32, degree: u32, held: u32) -> f64 {
    let degree = degree.min(peers);
    if degree == 0 {
        return 1.0;
    }
    let heard = |dropped: u32| 1.0 - f64::from(dropped) / f64::from(degree);
    let seen = |dropped: u32| hypergeometric(peers, held.min(peers), degree, dropped) * heard(dropped) * heard(dropped);
    probability((0..=degree).map(seen))
}

/// Chance that all peers of a node are held: it is then unseen.
#[must_use]
pub fn eclipsed_share(peers: u32, degree: u32, held: u32) -> f64 {
    hypergeometric(peers, held, degree, degree)
}
