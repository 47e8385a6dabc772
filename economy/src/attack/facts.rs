//! What a strategy is told: the plain numbers of one epoch, seen by one operator with one machine.
//!
//! Every group has a default that switches its part off: no audit, no jury, no emission by volume. Money is in USD per epoch
//! unless the name says otherwise; shares are in 0..=1.

/// The epoch as an operator sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttackFacts {
    /// What is given out, and by which rule.
    pub emission: EmissionFacts,
    /// The operator itself.
    pub operator: OperatorFacts,
    /// How cheating is looked for, and what it costs when found.
    pub audit: AuditFacts,
    /// How much future there is.
    pub horizon: HorizonFacts,
    /// Challenges and those who decide them.
    pub jury: JuryFacts,
    /// Those who vote on availability and on who is paid.
    pub oracles: OracleFacts,
    /// Paid volume, and what is linked to it.
    pub volume: VolumeFacts,
    /// Through whom a node reaches the network.
    pub peers: PeerFacts,
}

/// What an epoch gives out, and by which rule.
#[derive(Clone, Debug, PartialEq)]
pub struct EmissionFacts {
    /// Price of a token (USD).
    pub token_price_usd: f64,
    /// T_E, tokens given out in the epoch.
    pub tokens_per_epoch: f64,
    /// Reward of one unit of weight (USD); a machine weighs capacity^`split_exponent` × paid availability.
    pub reward_usd_per_weight: f64,
    /// Sum of all weights of the epoch.
    pub network_weight: f64,
    /// Mean availability of the network.
    pub network_availability: f64,
    /// Exponent of capacity in the weight: 1 proportional, ½ square root, 0 flat per node (per licence).
    pub split_exponent: f64,
    /// Whether T_E is shared out over the weights; `false` where each licence is paid by a constant (Ratio1 ND).
    pub pooled: bool,
    /// Whether negative influence counts as zero in I_E (paper's formula read with the clamp).
    pub clamped: bool,
    /// Up-time from which a node is paid in full, and below which not at all; 0 pays in proportion (T18).
    pub uptime_threshold: f64,
}

impl Default for EmissionFacts {
    fn default() -> Self {
        Self {
            token_price_usd: 0.0,
            tokens_per_epoch: 0.0,
            reward_usd_per_weight: 0.0,
            network_weight: 0.0,
            network_availability: 1.0,
            split_exponent: 1.0,
            pooled: true,
            clamped: true,
            uptime_threshold: 0.0,
        }
    }
}

/// One operator with one machine; an operator of a fleet sets `capacity` to the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorFacts {
    /// Real capacity in units of weight, above 0.
    pub capacity: f64,
    /// True share of the epoch that it is up, above 0.
    pub availability: f64,
    /// Pay for jobs (USD per epoch), the node's share after the burn.
    pub fee_usd: f64,
    /// Fixed running cost of the machine (USD per epoch).
    pub opex_usd: f64,
    /// Cost of computing the epoch's jobs (USD per epoch): c of T3.
    pub work_usd: f64,
    /// Cost of making up their results instead (USD per epoch): c_f of T3.
    pub fake_work_usd: f64,
    /// Jobs per epoch; each is audited by itself.
    pub jobs_per_epoch: f64,
    /// Price of one licence spread over its epochs (USD per epoch).
    pub licence_usd: f64,
    /// Running cost of one more identity on the same machine, a container (USD per epoch).
    pub identity_usd: f64,
    /// Cost of backing a false claim of capacity (USD per epoch): c of T17.
    pub claim_usd: f64,
}

impl Default for OperatorFacts {
    fn default() -> Self {
        Self {
            capacity: 1.0,
            availability: 1.0,
            fee_usd: 0.0,
            opex_usd: 0.0,
            work_usd: 0.0,
            fake_work_usd: 0.0,
            jobs_per_epoch: 1.0,
            licence_usd: 0.0,
            identity_usd: 0.0,
            claim_usd: 0.0,
        }
    }
}

/// How cheating is looked for. All zero is the deployed system: nothing is checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditFacts {
    /// q: chance that a job is audited.
    pub audit_share: f64,
    /// s: chance that an audit catches a wrong result.
    pub sensitivity: f64,
    /// ε: chance that an audit finds fault with a right result.
    pub false_positive: f64,
    /// q_b: chance per epoch that a node is benchmarked again.
    pub benchmark_share: f64,
    /// σ_b: relative standard deviation of a benchmark. A claim within three of them cannot be told from noise.
    pub benchmark_noise: f64,
    /// Chance per epoch that heartbeats made up by another are noticed: signatures are checked.
    pub signature_check: f64,
    /// Chance per epoch that heartbeats dated back are noticed: the receiver's clock counts.
    pub clock_check: f64,
    /// Stake that stands behind the machine (USD).
    pub stake_usd: f64,
    /// S: what is taken of it when cheating is found (USD).
    pub slash_usd: f64,
    /// Rewards not vested yet, which are lost too when cheating is found (USD).
    pub unvested_usd: f64,
    /// Epochs for which rewards are withheld after that; infinite is a ban.
    pub withheld_epochs: f64,
}

/// How much future there is to lose.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizonFacts {
    /// Epochs until emission ends; infinite by default.
    pub epochs_left: f64,
    /// γ: what income one epoch later is worth now.
    pub discount_per_epoch: f64,
}

impl Default for HorizonFacts {
    fn default() -> Self {
        Self { epochs_left: f64::INFINITY, discount_per_epoch: 0.0 }
    }
}

/// Challenges and those who decide them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JuryFacts {
    /// N_j: jurors there are.
    pub jurors: u32,
    /// f: share of them that the attacker holds.
    pub captured_share: f64,
    /// k: jurors drawn for a case.
    pub jury_size: u32,
    /// Appeals allowed; each doubles the jury.
    pub appeals: u32,
    /// ε: chance that a jury of honest jurors decides wrongly.
    pub error: f64,
    /// p: what a juror in the majority earns on a case (USD).
    pub juror_pay_usd: f64,
    /// d: deposit a juror in the minority loses (USD).
    pub juror_deposit_usd: f64,
    /// Share of jurors who take a bribe that pays more than honesty.
    pub bribable_share: f64,
    /// Cost of holding one juror (USD per epoch).
    pub juror_usd: f64,
    /// D_c: deposit of a challenger (USD).
    pub challenge_deposit_usd: f64,
    /// ρ: share of a slash that goes to the challenger.
    pub bounty_share: f64,
    /// What answering a challenge costs the challenged, right or wrong (USD).
    pub defence_usd: f64,
}

/// Those who vote on availability and on who is paid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OracleFacts {
    /// n: oracles on chain.
    pub oracles: u32,
    /// Chance that an honest oracle takes part in an epoch's agreement.
    pub participation: f64,
    /// Job pay whose receivers one vote names (USD per epoch, network-wide).
    pub voted_pay_usd: f64,
    /// Cost of holding one oracle: licence, capital, bribe (USD per epoch).
    pub oracle_usd: f64,
    /// Chance per epoch that the owner of the contracts removes a coalition.
    pub removal_share: f64,
    /// D: dividend of an oracle (USD per epoch).
    pub dividend_usd: f64,
    /// k: share of the dividend lost per unit of error in the table.
    pub error_penalty: f64,
    /// σ: standard deviation of a score's change in one epoch.
    pub score_drift: f64,
    /// τ: age of a table when others can copy it (epochs).
    pub copy_delay_epochs: f64,
    /// C_e: cost of measuring instead of copying (USD per epoch).
    pub evaluation_usd: f64,
}

/// Paid volume, and what is linked to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeFacts {
    /// V_h: volume that others pay for (USD per epoch).
    pub honest_volume_usd: f64,
    /// E·p: value of the emission that is shared out by paid volume (USD per epoch).
    pub volume_reward_usd: f64,
    /// β: share of a job's pay that is burned.
    pub burn_share: f64,
    /// Adoption score now.
    pub adoption: f64,
    /// Volume at which the volume half of the adoption score is full (USD; Ratio1: 5,000,000).
    pub adoption_full_usd: f64,
    /// Tokens still to come to the attacker, which adoption holds back.
    pub gated_tokens: f64,
}

/// Through whom a node reaches the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeerFacts {
    /// Peers a node may choose from (relays, brokers).
    pub peers: u32,
    /// Peers a node keeps.
    pub degree: u32,
    /// Cost of running one peer (USD per epoch).
    pub peer_usd: f64,
    /// Share of the network's weight that belongs to the nodes under attack.
    pub victims_weight_share: f64,
}

impl AttackFacts {
    /// h: what an honest epoch leaves (USD): reward and fees, less running cost, work and licence.
    #[must_use]
    pub fn honest_profit_usd(&self) -> f64 {
        let own = &self.operator;
        super::Income::of(self, &super::Conduct::HONEST).total_usd() - own.opex_usd - own.work_usd - own.licence_usd
    }

    /// V: honest profit lost over the m epochs for which pay is withheld (USD): h·γ·(1 − γ^m)/(1 − γ) (T3, E26).
    ///
    /// Once emission has ended h is what fees alone leave. An operator at a loss loses nothing.
    #[must_use]
    pub fn future_usd(&self, withheld_epochs: f64) -> f64 {
        let paid = withheld_epochs.min(self.horizon.epochs_left);
        let reward = super::Income::of(self, &super::Conduct::HONEST).reward_usd;
        let (profit, after) = (self.honest_profit_usd().max(0.0), (self.honest_profit_usd() - reward).max(0.0));
        let until_end = self.annuity(paid);
        let lost = |usd: f64, epochs: f64| if usd > 0.0 { usd * epochs } else { 0.0 };
        lost(profit, until_end) + lost(after, self.annuity(withheld_epochs) - until_end)
    }

    /// γ + γ² + … over so many epochs.
    fn annuity(&self, epochs: f64) -> f64 {
        let gamma = self.horizon.discount_per_epoch;
        match gamma {
            _ if epochs <= 0.0 || gamma <= 0.0 => 0.0,
            _ if gamma >= 1.0 => epochs,
            _ => gamma * (1.0 - libm::pow(gamma, epochs)) / (1.0 - gamma),
        }
    }
}

impl VolumeFacts {
    /// What `wash_usd` of volume paid to oneself brings (USD): a share of the emission linked to volume, V_f/(V_h + V_f), and
    /// gated tokens released by adoption, of which volume makes up one half (Ratio1's AdoptionOracle).
    #[must_use]
    pub fn reward_usd(&self, token_price_usd: f64, wash_usd: f64) -> f64 {
        if wash_usd <= 0.0 {
            return 0.0;
        }
        let share = wash_usd / (self.honest_volume_usd + wash_usd);
        let full = 2.0 * self.adoption_full_usd;
        let adopted = if full > 0.0 { (wash_usd / full).min((1.0 - self.adoption).max(0.0)) } else { 0.0 };
        self.volume_reward_usd * share + token_price_usd * self.gated_tokens * adopted
    }
}
