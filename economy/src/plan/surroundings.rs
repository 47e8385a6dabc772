//! What an attack meets in its surroundings besides audits and stakes: juries, oracles, relays, and what is lost when found out.

/// What an attack meets besides [`Audit`](super::Audit), [`Power`](super::Power) and [`Stake`](super::Stake). The loop tells it to the
/// strategy; what is the same for a coalition as a whole (oracles, jurors, relays) is shared by all that follow it.
///
/// The defaults are the deployed system where it has such a thing, and assumptions elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// Epochs for which rewards are withheld from whoever is found out. Deployed: 0.
    pub withheld_epochs: u32,
    /// Share of rewards not yet vested that is lost when found out (0 to 1).
    pub unvested_lost_share: f64,
    /// Chance per epoch that heartbeats made up by others are noticed (0 to 1). Deployed: 0, no signature is checked.
    pub signature_check_share: f64,
    /// Chance per epoch that heartbeats dated back are noticed (0 to 1). Deployed: 0.
    pub clock_check_share: f64,
    /// Cost of making a result up over that of computing it (0 to 1).
    pub fake_work_share: f64,
    /// Cost of backing a false claim of capacity (USD per day and operator).
    pub claim_usd_per_day: f64,
    /// Cost of one more node on the same machine, a container (USD per day). An assumption.
    pub identity_usd_per_day: f64,
    /// Jurors there are (count).
    pub jurors: u32,
    /// Share of the jurors held by the attackers beside what a strategy says (0 to 1).
    pub captured_share: f64,
    /// Jurors drawn for a case (count).
    pub jury_size: u32,
    /// Appeals allowed (count); each doubles the jury.
    pub appeals: u32,
    /// Chance that a jury of honest jurors decides wrongly (0 to below 1). An assumption.
    pub jury_error_share: f64,
    /// What a juror in the majority earns on a case (USD). An assumption.
    pub juror_pay_usd: f64,
    /// Deposit that a juror in the minority loses (USD).
    pub juror_deposit_usd: f64,
    /// Share of jurors who take a bribe that pays more than honesty (0 to 1).
    pub bribable_share: f64,
    /// Cost of holding one juror (USD per day). An assumption.
    pub juror_usd_per_day: f64,
    /// Deposit of a challenger (USD). An assumption.
    pub challenge_deposit_usd: f64,
    /// Share of a slash that goes to the challenger (0 to 1).
    pub bounty_share: f64,
    /// What answering a challenge costs the challenged, right or wrong (USD). An assumption.
    pub defence_usd: f64,
    /// Oracles that vote on availability and on who is paid (count). An assumption.
    pub oracles: u32,
    /// Chance that an honest oracle takes part in the agreement of an epoch (0 to 1). An assumption.
    pub participation_share: f64,
    /// Cost of holding one oracle: licence, capital, bribe (USD per day). An assumption.
    pub oracle_usd_per_day: f64,
    /// Chance per epoch that the owner of the contracts removes a coalition of oracles (0 to 1).
    pub removal_share: f64,
    /// What an oracle is paid for its table (USD per day). Deployed: 0.
    pub dividend_usd_per_day: f64,
    /// Share of that pay which is lost per unit of error of the table.
    pub error_penalty: f64,
    /// Standard deviation of the change of a score in one epoch. An assumption.
    pub score_drift: f64,
    /// Age of a table when others can copy it (epochs).
    pub copy_delay_epochs: f64,
    /// Cost of measuring instead of copying (USD per day and oracle). An assumption.
    pub evaluation_usd_per_day: f64,
    /// Relays or brokers that a node may choose from (count). An assumption.
    pub peers: u32,
    /// Of them, those that a node keeps (count). An assumption.
    pub degree: u32,
    /// Cost of running one of them (USD per day). An assumption.
    pub peer_usd_per_day: f64,
    /// Share of the honest nodes whose peers are held (0 to 1).
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

impl Surroundings {
    /// Its numbers with name, value and largest allowed value; all have to be 0 or more.
    pub(super) fn ranges(&self) -> [(&'static str, f64, f64); 32] {
        [
            ("attack.surroundings.withheld_epochs", self.withheld_epochs.into(), 1e6),
            ("attack.surroundings.unvested_lost_share", self.unvested_lost_share, 1.0),
            ("attack.surroundings.signature_check_share", self.signature_check_share, 1.0),
            ("attack.surroundings.clock_check_share", self.clock_check_share, 1.0),
            ("attack.surroundings.fake_work_share", self.fake_work_share, 1.0),
            ("attack.surroundings.claim_usd_per_day", self.claim_usd_per_day, 1e9),
            ("attack.surroundings.identity_usd_per_day", self.identity_usd_per_day, 1e9),
            ("attack.surroundings.jurors", self.jurors.into(), 1e6),
            ("attack.surroundings.captured_share", self.captured_share, 1.0),
            ("attack.surroundings.jury_size", self.jury_size.into(), 1e6),
            ("attack.surroundings.appeals", self.appeals.into(), 20.0),
            ("attack.surroundings.jury_error_share", self.jury_error_share, 0.999),
            ("attack.surroundings.juror_pay_usd", self.juror_pay_usd, 1e9),
            ("attack.surroundings.juror_deposit_usd", self.juror_deposit_usd, 1e9),
            ("attack.surroundings.bribable_share", self.bribable_share, 1.0),
            ("attack.surroundings.juror_usd_per_day", self.juror_usd_per_day, 1e9),
            ("attack.surroundings.challenge_deposit_usd", self.challenge_deposit_usd, 1e9),
            ("attack.surroundings.bounty_share", self.bounty_share, 1.0),
            ("attack.surroundings.defence_usd", self.defence_usd, 1e9),
            ("attack.surroundings.oracles", self.oracles.into(), 1e4),
            ("attack.surroundings.participation_share", self.participation_share, 1.0),
            ("attack.surroundings.oracle_usd_per_day", self.oracle_usd_per_day, 1e9),
            ("attack.surroundings.removal_share", self.removal_share, 1.0),
            ("attack.surroundings.dividend_usd_per_day", self.dividend_usd_per_day, 1e9),
            ("attack.surroundings.error_penalty", self.error_penalty, 1e9),
            ("attack.surroundings.score_drift", self.score_drift, 1e9),
            ("attack.surroundings.copy_delay_epochs", self.copy_delay_epochs, 1e6),
            ("attack.surroundings.evaluation_usd_per_day", self.evaluation_usd_per_day, 1e9),
            ("attack.surroundings.peers", self.peers.into(), 1e6),
            ("attack.surroundings.degree", self.degree.into(), 1e4),
            ("attack.surroundings.peer_usd_per_day", self.peer_usd_per_day, 1e9),
            ("attack.surroundings.victims_share", self.victims_share, 1.0),
        ]
    }
}
