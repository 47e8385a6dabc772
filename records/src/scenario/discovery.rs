//! `[discovery]`: how validators learn of other regions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Gossip of what each region has, and jobs that go where there is what they ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Discovery {
    /// Time between two rounds in which a validator compares what it knows of all regions with others (s); 0: none does, and no job
    /// is referred. With it, a job that no worker of its requester's region can ever do goes to the region with most room for it, if
    /// any has machines that suit; not while the requester's region has no workers at all.
    #[schemars(range(min = 0, max = 86_400))]
    pub gossip_period_s: u64,
    /// Validators that each of them asks in a round, drawn by lot (count).
    #[schemars(range(min = 1, max = 1000))]
    pub gossip_fanout: u32,
    /// A job that the workers of its region have no room for now, while another region has, waits so long for room and is then
    /// referred to that region (s); 0: it is queued at home.
    #[schemars(range(min = 0, max = 31_536_000))]
    pub refer_after_s: u64,
    /// Validators that a node knows when it starts, drawn by lot (count): it asks one after the other who serves its region, which they
    /// know by gossip. 0: its question reaches whoever serves the region.
    #[schemars(range(min = 0, max = 1000))]
    pub seeds: u32,
}

impl Default for Discovery {
    fn default() -> Self {
        Self { gossip_period_s: 0, gossip_fanout: 2, refer_after_s: 0, seeds: 0 }
    }
}
