//! `[market.attack.surroundings]`: what an attack meets besides audits and stakes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an attack meets besides audits and stakes: juries, oracles, relays, and what is lost when found out. What is the same for a
/// coalition as a whole (oracles, jurors, relays) is shared by all that follow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Surroundings {
    /// Epochs for which rewards are withheld from whoever is found out. Deployed: 0.
    #[schemars(range(min = 0, max = 1000000))]
    pub withheld_epochs: u32,
    /// Share of rewards not yet vested that is lost when found out (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unvested_lost_share: f64,
    /// Chance per epoch that heartbeats made up by others are noticed (0 to 1). Deployed: 0, no signature is checked.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub signature_check_share: f64,
    /// Chance per epoch that heartbeats dated back are noticed (0 to 1). Deployed: 0.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub clock_check_share: f64,
    /// Cost of making a result up over that of computing it (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fake_work_share: f64,
    /// Cost of backing a false claim of capacity (USD per day and operator).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub claim_usd_per_day: f64,
    /// Cost of one more node on the same machine, a container (USD per day). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub identity_usd_per_day: f64,
    /// Jurors there are (count).
    #[schemars(range(min = 0, max = 1000000))]
    pub jurors: u32,
    /// Share of the jurors held by the attackers beside what a strategy says (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub captured_share: f64,
    /// Jurors drawn for a case (count).
    #[schemars(range(min = 0, max = 1000000))]
    pub jury_size: u32,
    /// Appeals allowed (count); each doubles the jury.
    #[schemars(range(min = 0, max = 20))]
    pub appeals: u32,
    /// Chance that a jury of honest jurors decides wrongly (0 to below 1). An assumption.
    #[schemars(range(min = 0.0, max = 0.999))]
    pub jury_error_share: f64,
    /// What a juror in the majority earns on a case (USD). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub juror_pay_usd: f64,
    /// Deposit that a juror in the minority loses (USD).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub juror_deposit_usd: f64,
    /// Share of jurors who take a bribe that pays more than honesty (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub bribable_share: f64,
    /// Cost of holding one juror (USD per day). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub juror_usd_per_day: f64,
    /// Deposit of a challenger (USD). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub challenge_deposit_usd: f64,
    /// Share of a slash that goes to the challenger (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub bounty_share: f64,
    /// What answering a challenge costs the challenged, right or wrong (USD). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub defence_usd: f64,
    /// Oracles that vote on availability and on who is paid (count). An assumption.
    #[schemars(range(min = 0, max = 10000))]
    pub oracles: u32,
    /// Chance that an honest oracle takes part in the agreement of an epoch (0 to 1). An assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub participation_share: f64,
    /// Cost of holding one oracle: licence, capital, bribe (USD per day). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub oracle_usd_per_day: f64,
    /// Chance per epoch that the owner of the contracts removes a coalition of oracles (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub removal_share: f64,
    /// What an oracle is paid for its table (USD per day). Deployed: 0.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub dividend_usd_per_day: f64,
    /// Share of that pay which is lost per unit of error of the table.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub error_penalty: f64,
    /// Standard deviation of the change of a score in one epoch. An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub score_drift: f64,
    /// Age of a table when others can copy it (epochs).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub copy_delay_epochs: f64,
    /// Cost of measuring instead of copying (USD per day and oracle). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub evaluation_usd_per_day: f64,
    /// Relays or brokers that a node may choose from (count). An assumption.
    #[schemars(range(min = 0, max = 1000000))]
    pub peers: u32,
    /// Of them, those that a node keeps (count). An assumption.
    #[schemars(range(min = 0, max = 10000))]
    pub degree: u32,
    /// Cost of running one of them (USD per day). An assumption.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub peer_usd_per_day: f64,
    /// Share of the honest nodes whose peers are held (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub victims_share: f64,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            withheld_epochs: 0,
            unvested_lost_share: 1.0,
            signature_check_share: 0.0,
            clock_check_share: 0.0,
            fake_work_share: 0.0,
            claim_usd_per_day: 0.0,
            identity_usd_per_day: 0.02,
            jurors: 1000,
            captured_share: 0.0,
            jury_size: 7,
            appeals: 1,
            jury_error_share: 0.01,
            juror_pay_usd: 1.0,
            juror_deposit_usd: 0.0,
            bribable_share: 1.0,
            juror_usd_per_day: 1.0,
            challenge_deposit_usd: 10.0,
            bounty_share: 0.5,
            defence_usd: 1.0,
            oracles: 15,
            participation_share: 0.95,
            oracle_usd_per_day: 5.0,
            removal_share: 0.0,
            dividend_usd_per_day: 0.0,
            error_penalty: 0.0,
            score_drift: 0.01,
            copy_delay_epochs: 0.0,
            evaluation_usd_per_day: 0.1,
            peers: 8,
            degree: 2,
            peer_usd_per_day: 1.0,
            victims_share: 1.0,
        }
    }
}
