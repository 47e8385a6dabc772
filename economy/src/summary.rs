//! What is kept of a run while it goes, and the metrics at its end.

use crate::band::{overshoot, time_to_band};
use crate::market::TOKEN;
use crate::measures::{inflation_of_emission, quantile};
use crate::outcome::{EpochRow, Outcome};
use crate::plan::Plan;
use crate::rows::Stay;
use crate::run::Economy;
use crate::sweep::{Earned, Worked};
use crate::{Tokens, market};

/// Sums and series.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    /// Epochs done.
    pub(crate) epochs: u32,
    /// Minted so far (10⁻¹⁸ token).
    pub(crate) minted: u128,
    /// Paid for jobs so far, also by nodes to themselves (USD).
    pub(crate) paid_usd: f64,
    /// Paid by customers in the last epoch (USD).
    pub(crate) last_honest_usd: f64,
    /// Nodes of each epoch.
    pub(crate) nodes: Vec<u32>,
    /// Income of a node in each epoch (USD).
    pub(crate) income_per_node: Vec<f64>,
    year: u32,
    price: [f64; 4],
    capacity: f64,
    demand_usd: f64,
    jobs: f64,
    wanted: f64,
    served: f64,
    wait: f64,
    late: f64,
    wrong: f64,
    burned_usd: f64,
    emitted_usd: f64,
    burned: f64,
    income_usd: f64,
    fees_usd: f64,
    /// Of each epoch: burned and emitted (USD), minted less burned and circulating at the end (token).
    supply: Vec<[f64; 4]>,
    entries: u64,
    exits: u64,
    attack: Sides,
    found_of: [u64; 2],
    slashed: f64,
    slashed_honest_usd: f64,
    verification_usd: f64,
    security: f64,
    residual_tokens: u128,
    residual_usd: u128,
    agent_epochs: u64,
    under_water: u32,
    /// Of rows that left.
    pub(crate) stays: Vec<Stay>,
}

/// Honest and attacking rows over the epochs of the attack.
#[derive(Clone, Debug, Default)]
struct Sides {
    epochs: f64,
    profit_usd: [f64; 2],
    node_epochs: [f64; 2],
    pool_share: f64,
}

impl Summary {
    pub(crate) fn new(plan: &Plan) -> Self {
        let year = (plan.epochs_per_year() + 0.5) as u32;
        Self { year: year.max(1), price: [0.0, f64::INFINITY, 0.0, 0.0], ..Self::default() }
    }

    /// What service came to: jobs wanted and served, mean wait, share late.
    pub(crate) fn serve(&mut self, wanted: f64, served: f64, wait: f64, late: f64) {
        self.wanted += wanted;
        self.served += served;
        self.wait += wait * served;
        self.late += late * served;
    }

    /// A row of a strategy was found out and lost so much.
    pub(crate) fn found(&mut self, which: usize, tokens: f64, usd: f64) {
        self.found_of[which] += 1;
        self.slashed += tokens;
        self.slashed_honest_usd += if which == 0 { usd } else { 0.0 };
    }

    /// A count differed from the books by so much.
    pub(crate) fn residual(&mut self, identity: &str, off: u128) {
        let kept = if identity.starts_with("I5") { &mut self.residual_usd } else { &mut self.residual_tokens };
        *kept = (*kept).max(off);
    }

    /// An epoch is over.
    #[allow(clippy::too_many_arguments, reason = "one epoch's sums from where they are kept")]
    pub(crate) fn add(
        &mut self,
        row: &EpochRow,
        worked: &Worked,
        earned: &Earned,
        attackers: u32,
        wrong_of: [f64; 2],
        verification_usd: f64,
        attacking: bool,
    ) {
        self.epochs += 1;
        self.nodes.push(row.nodes);
        self.agent_epochs += u64::from(row.nodes);
        self.income_per_node.push(row.income_usd / f64::from(row.nodes.max(1)));
        let price = row.price_usd;
        let [sum, least, top, fall] = self.price;
        let top = top.max(price);
        self.price = [sum + price, least.min(price), top, fall.max(1.0 - price / top)];
        self.capacity += row.capacity_jobs;
        self.demand_usd += row.demand_usd;
        self.paid_usd += row.paid_usd;
        self.last_honest_usd = row.served_usd;
        let customers: u64 = worked.jobs_of.iter().sum();
        self.jobs += customers as f64;
        self.wrong += worked.jobs_of[0] as f64 * wrong_of[0] + worked.jobs_of[1] as f64 * wrong_of[1];
        let (burned_usd, emitted_usd) = (row.burned_tokens * price, row.minted_tokens * price);
        self.burned_usd += burned_usd;
        self.emitted_usd += emitted_usd;
        self.burned += row.burned_tokens;
        self.income_usd += row.income_usd;
        self.fees_usd += row.fees_usd;
        let kept = [burned_usd, emitted_usd, row.minted_tokens - row.burned_tokens, row.circulating_tokens];
        self.supply.push(kept);
        self.entries += u64::from(row.entries);
        self.exits += u64::from(row.exits);
        self.verification_usd += verification_usd;
        self.security += row.staked_tokens * price / row.income_usd.max(1e-9);
        self.under_water = row.under_water;
        if attacking || attackers == 0 {
            self.attack.epochs += 1.0;
            for side in 0..2 {
                self.attack.profit_usd[side] += earned.profit_usd[side];
            }
            self.attack.node_epochs[1] += f64::from(attackers);
            self.attack.node_epochs[0] += f64::from(row.nodes - attackers);
            self.attack.pool_share += row.attack_pool_share;
        }
    }
}

impl Economy<'_> {
    /// The metrics.
    pub(crate) fn outcome(&self) -> Outcome {
        let (plan, sums, rows) = (self.plan, &self.summary, &self.rows);
        let epochs = f64::from(sums.epochs.max(1));
        let ratio = |a: f64, b: f64| (b > 0.0).then(|| a / b);
        let mut nodes = sums.nodes.clone();
        nodes.sort_unstable();
        let mean = sums.agent_epochs as f64 / epochs;
        let squares: f64 = nodes.iter().map(|nodes| (f64::from(*nodes) - mean).powi(2)).sum();
        let inside = rows.inside;
        let year = &sums.supply[sums.supply.len().saturating_sub(sums.year as usize)..];
        let over_year = |of: usize| year.iter().map(|row| row[of]).sum::<f64>();
        let ago = year.first().map_or(0.0, |row| row[3] - row[2]);
        let [price_sum, price_min, _, drawdown] = sums.price;
        let days = plan.days_per_epoch();
        let attackers = (0..inside).filter(|place| rows.who[*place].strategy & 1 == 1).count();
        let per_day = |side: usize| ratio(sums.attack.profit_usd[side] / days, sums.attack.node_epochs[side]);
        let band = self.fee_band();
        let useful = (1.0 - sums.late / sums.served.max(1e-9)) * (1.0 - sums.wrong / sums.jobs.max(1.0));
        let mut outcome = Outcome {
            nodes_end: Some(inside as f64),
            nodes_mean: Some(mean),
            nodes_p5: quantile(&nodes, 0.05).map(f64::from),
            nodes_p50: quantile(&nodes, 0.5).map(f64::from),
            nodes_p95: quantile(&nodes, 0.95).map(f64::from),
            nodes_sd: Some(libm::sqrt(squares / epochs)),
            fee_band_low_nodes: Some(band[0]),
            fee_band_high_nodes: Some(band[1]),
            time_to_fee_band_epochs: time_to_band(&sums.nodes, band),
            overshoot_share: overshoot(&sums.nodes, inside as f64),
            survived: Some(f64::from(u8::from(inside >= plan.operators.survival_nodes as usize))),
            capacity_mean_jobs_per_day: Some(sums.capacity / epochs / days),
            demand_mean_usd_per_day: Some(sums.demand_usd / epochs / days),
            served_share: ratio(sums.served, sums.wanted),
            utilisation_share: ratio(sums.served, sums.capacity),
            wait_mean_service_times: ratio(sums.wait, sums.served),
            late_share: ratio(sums.late, sums.served),
            wrong_share: ratio(sums.wrong, sums.jobs),
            price_end_usd: Some(self.market.price_usd),
            price_mean_usd: Some(price_sum / epochs),
            price_min_usd: Some(price_min),
            drawdown_share: Some(drawdown),
            circulating_tokens: Some(market::circulating(&self.tokens) as f64 / TOKEN),
            inflation_per_year: ratio(over_year(2) * f64::from(sums.year) / (year.len().max(1) as f64), ago),
            emission_inflation_per_year: inflation_of_emission(&sums.supply, plan.epochs_per_year()),
            minted_tokens: Some(sums.minted as f64 / TOKEN),
            burned_tokens: Some(sums.burned),
            staked_tokens: Some(self.tokens.of(Tokens::Staked) as f64 / TOKEN),
            sustainability_ratio: ratio(sums.burned_usd, sums.emitted_usd),
            sustainability_ratio_last_year: ratio(over_year(0), over_year(1)),
            fee_share: ratio(sums.fees_usd, sums.income_usd),
            income_usd_per_node_day: ratio(sums.income_usd / days, sums.agent_epochs as f64),
            under_water_share: ratio(f64::from(sums.under_water), f64::from(*sums.nodes.last().unwrap_or(&0))),
            entries: Some(sums.entries as f64),
            exits: Some(sums.exits as f64),
            attackers_end: Some(attackers as f64),
            attack_profit_usd_per_day: per_day(1),
            attack_gain_usd_per_day: per_day(1).zip(per_day(0)).map(|(attacker, honest)| attacker - honest),
            honest_profit_usd_per_day: per_day(0),
            attack_pool_share: ratio(sums.attack.pool_share, sums.attack.epochs),
            found_attackers: Some(sums.found_of[1] as f64),
            found_honest: Some(sums.found_of[0] as f64),
            slashed_tokens: Some(sums.slashed),
            slashed_honest_usd: Some(sums.slashed_honest_usd),
            verification_usd: Some(sums.verification_usd),
            security_ratio: Some(sums.security / epochs),
            user_cost_to_cloud: ratio(plan.demand.price_to_cloud, useful),
            withheld_dust_tokens: Some(self.tokens.of(Tokens::Epoch) as f64 / TOKEN),
            residual_tokens: Some(sums.residual_tokens as f64),
            residual_usd: Some(sums.residual_usd as f64),
            agent_epochs: Some(sums.agent_epochs as f64),
            ..Outcome::default()
        };
        self.spread(&mut outcome);
        self.returns(&mut outcome);
        self.shock(&mut outcome);
        outcome
    }
}
