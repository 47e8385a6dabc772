//! What a strategy does in an epoch, as multipliers on what an honest operator does.

use super::AttackFacts;

/// What an operator does in one epoch. [`Conduct::HONEST`] is the identity.
///
/// The epoch loop applies it to every operator of the strategy: availability claimed is
/// `max(claimed_availability_floor, min(true, presence_cap))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conduct {
    /// Capacity claimed over capacity held (φ of T16); honest 1.
    pub claimed_capacity_factor: f64,
    /// Capacity held over that of an honest machine; honest 1.
    pub real_capacity_factor: f64,
    /// Least availability that is claimed; honest 0.
    pub claimed_availability_floor: f64,
    /// Largest share of the epoch in which the machine is really up; honest 1.
    pub presence_cap: f64,
    /// Identities (licences) on one machine; honest 1.
    pub identities_per_machine: u32,
    /// Share of jobs really computed; honest 1.
    pub computed_share: f64,
    /// Volume paid to oneself (USD); honest 0.
    pub wash_volume_usd: f64,
    /// Share of the fixed running cost really borne; honest 1.
    pub opex_factor: f64,
    /// Income or saving that the other fields do not show, such as job pay taken from others (USD); honest 0.
    pub extra_gain_usd: f64,
    /// Cost that the other fields do not show (USD); honest 0.
    pub extra_cost_usd: f64,
    /// Chance that this epoch's cheating is found; honest 0. False findings against the honest are the loop's own.
    pub detection_share: f64,
    /// What is lost then, besides the epoch's reward and fees.
    pub loss: Loss,
    /// What is done to others.
    pub harm: Harm,
}

/// What an operator loses when found out, besides the reward and fees of that epoch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loss {
    /// Stake and unvested rewards taken (USD).
    pub slash_usd: f64,
    /// Epochs for which rewards are withheld afterwards; infinite is a ban.
    pub withheld_epochs: f64,
}

impl Loss {
    /// The loss that `facts` set for whoever is found out.
    #[must_use]
    pub fn by(facts: &AttackFacts) -> Self {
        let audit = &facts.audit;
        Self { slash_usd: audit.slash_usd + audit.unvested_usd, withheld_epochs: audit.withheld_epochs }
    }
}

/// What the strategy, as a whole, does to the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Harm {
    /// Share of the network's weight that vanishes from the split.
    pub removed_weight_share: f64,
    /// Chance that the epoch has no consensus, so that every node counts as fully available.
    pub faulty_epoch_share: f64,
    /// What honest nodes lose to false challenges, or to pay that goes to others (USD per epoch).
    pub victims_loss_usd: f64,
}

impl Conduct {
    /// What an honest operator does.
    pub const HONEST: Self = Self {
        claimed_capacity_factor: 1.0,
        real_capacity_factor: 1.0,
        claimed_availability_floor: 0.0,
        presence_cap: 1.0,
        identities_per_machine: 1,
        computed_share: 1.0,
        wash_volume_usd: 0.0,
        opex_factor: 1.0,
        extra_gain_usd: 0.0,
        extra_cost_usd: 0.0,
        detection_share: 0.0,
        loss: Loss { slash_usd: 0.0, withheld_epochs: 0.0 },
        harm: Harm { removed_weight_share: 0.0, faulty_epoch_share: 0.0, victims_loss_usd: 0.0 },
    };

    /// Share of the epoch in which a machine that could be up for `availability` is up.
    #[must_use]
    pub fn presence(&self, availability: f64) -> f64 {
        availability.min(self.presence_cap)
    }

    /// Availability that a machine claims which could be up for `availability`.
    #[must_use]
    pub fn claimed_availability(&self, availability: f64) -> f64 {
        self.presence(availability).max(self.claimed_availability_floor)
    }
}

impl Default for Conduct {
    fn default() -> Self {
        Self::HONEST
    }
}
