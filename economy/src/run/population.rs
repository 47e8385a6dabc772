//! Who comes, who goes (step 9 of an epoch).

use super::{Economy, RunError};
use crate::attack::learning::switch_chance;
use crate::books::Tokens;
use crate::entry::pays;
use crate::plan::Learning;
use crate::random::{Purpose, parts, stream};
use crate::rows::{NEVER, words};
use engine::rng::hits;

impl Economy<'_> {
    /// Draws the up time in `epoch` of the row at `place`, which was not swept before it.
    pub(super) fn wake(&mut self, place: usize, epoch: u32) {
        let rows = &mut self.rows;
        let class = usize::from(rows.who[place].class);
        let up = self.up_tables.draw(class, words(self.plan.seed, epoch).at(u64::from(rows.who[place].id)));
        rows.who[place].up = up;
        self.earned.capacity[class] += rows.offers(place, &self.acts, epoch);
        self.earned.nodes[class] += 1;
        self.sums.0 += u64::from(rows.who[place].capacity_milli);
        self.sums.1 += u64::from(rows.purse[place].opex_micro);
    }

    /// Those that gave up leave, by chance; those with reasons of their own leave.
    pub(super) fn leave(&mut self) -> Result<u32, RunError> {
        let plan = self.plan;
        let epoch = self.summary.epochs;
        let (draws, chance) = (stream(plan.seed, u64::from(epoch), Purpose::Exit), parts(plan.entry.exit_share));
        let mut left = 0;
        let (mut liquid, mut bonded) = (0, 0);
        let leaving = std::mem::take(&mut self.earned.leaving);
        // From the last on, so that places before it hold.
        for place in leaving.iter().rev().map(|place| *place as usize) {
            let rows = &mut self.rows;
            let goes = epoch >= rows.purse[place].stays_until || hits(draws.at(u64::from(rows.who[place].id)), chance);
            if goes {
                let class = usize::from(rows.who[place].class);
                self.earned.capacity[class] -= rows.offers(place, &self.acts, epoch + 1);
                self.earned.nodes[class] -= 1;
                self.sums.0 -= u64::from(rows.who[place].capacity_milli);
                self.sums.1 -= u64::from(rows.purse[place].opex_micro);
                liquid += std::mem::take(&mut rows.purse[place].liquid);
                bonded += std::mem::take(&mut rows.staked[place]);
                self.tokens.transfer(Tokens::Locked, Tokens::Staked, rows.locked[place])?;
                self.summary.stays.push(rows.stay(place));
                bonded += std::mem::take(&mut rows.locked[place]);
                rows.leave(place);
                left += 1;
            }
        }
        self.earned.leaving = leaving;
        self.tokens.transfer(Tokens::Liquid, Tokens::Holders, liquid)?;
        self.tokens.transfer(Tokens::Staked, Tokens::Unbonding, bonded)?;
        self.unbonding.push_back(bonded);
        let free = self.unbonding.pop_front().unwrap_or(0);
        self.tokens.transfer(Tokens::Unbonding, Tokens::Holders, free)?;
        Ok(left)
    }

    /// Rows that are in change between honesty and the strategy of the attack.
    pub(super) fn learn(&mut self, epoch: u32) {
        let plan = self.plan;
        if plan.attack.learning == Learning::None || !self.attacking(epoch) {
            return;
        }
        let nodes = self.worked.nodes_of.map(f64::from);
        let (from, share) = match plan.attack.learning {
            Learning::None => return,
            // Who meets whom is chance; nobody meets those who are not there.
            Learning::Imitate if nodes[0] * nodes[1] == 0.0 => return,
            Learning::Imitate => {
                let mean = [self.earned.profit_usd[0] / nodes[0], self.earned.profit_usd[1] / nodes[1]];
                let from = usize::from(mean[0] >= mean[1]);
                let meets = nodes[1 - from] / (nodes[0] + nodes[1]);
                (from, meets * switch_chance(mean[from], mean[1 - from], plan.attack.learning_rate))
            }
            Learning::Respond => {
                let profit_usd = self.strategy.assess(&self.attack_facts(epoch)).profit_usd;
                (usize::from(profit_usd <= 0.0), plan.attack.learning_rate.min(1.0))
            }
        };
        let (draws, chance) = (stream(plan.seed, u64::from(epoch), Purpose::Learning), parts(share));
        for who in &mut self.rows.who[..self.rows.inside] {
            if usize::from(who.strategy & 1) == from && hits(draws.at(u64::from(who.id)), chance) {
                who.strategy ^= 1;
            }
        }
    }

    /// What the strategy of the attack brings more than honesty, for each job of capacity (USD per epoch).
    fn edge_usd(&self, epoch: u32) -> f64 {
        if !self.attacking(epoch) || self.outlook.capacity == 0.0 {
            return 0.0;
        }
        let facts = self.attack_facts(epoch);
        let profit_usd = self.strategy.assess(&facts).profit_usd / facts.operator.capacity;
        if self.plan.attack.best_response { profit_usd.max(0.0) } else { profit_usd }
    }

    /// Candidates whose lead time ends come in for the next epoch; others think about it.
    pub(super) fn enter(&mut self, epoch: u32) -> u32 {
        let plan = self.plan;
        let (draws, chance) = (stream(plan.seed, u64::from(epoch), Purpose::Attention), parts(plan.entry.attention_share));
        let (mut entered, edge_usd) = (0, self.edge_usd(epoch));
        let mut coming = Vec::new();
        for place in self.rows.inside..self.rows.len() {
            let thinks = self.rows.ready[place] == NEVER && hits(draws.at(u64::from(self.rows.who[place].id)), chance);
            if thinks && pays(&self.rows, place, plan, &self.outlook, &self.horizon, edge_usd) {
                self.rows.ready[place] = epoch + 1 + plan.entry.lead_epochs;
            }
            if self.rows.ready[place] == epoch + 1 {
                coming.push(place);
            }
        }
        // In order: a row that comes in changes places with one before all that follow.
        for place in coming {
            let to = self.rows.enter(place, epoch + 1, plan);
            self.wake(to, epoch + 1);
            entered += 1;
        }
        entered
    }
}
