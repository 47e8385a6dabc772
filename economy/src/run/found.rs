//! What those lose who were found out, and what measurements find (step 6 of an epoch).

use super::{Economy, RunError};
use crate::books::Tokens;
use crate::market::TOKEN;
use crate::random::{Purpose, stream};
use crate::rows::MEASURED;
use engine::Amount;

impl Economy<'_> {
    /// Takes from rows that were found out.
    pub(super) fn slash(&mut self, epoch: u32) -> Result<(), RunError> {
        self.worked.lost_usd = [0.0; 2];
        for found in 0..self.worked.found.len() {
            let (place, rows) = (self.worked.found[found] as usize, &mut self.rows);
            let which = usize::from(rows.who[place].strategy & 1);
            let acts = self.acts[which];
            let slashed = Amount(rows.staked[place]).parts_per_million(acts.slash_ppm).0;
            let unvested = Amount(rows.locked[place]).parts_per_million(acts.unvested_ppm).0;
            rows.staked[place] -= slashed;
            rows.locked[place] -= unvested;
            rows.penalty[place] += self.plan.power.penalty_share as f32;
            rows.barred_until[place] = (epoch + 1).saturating_add(acts.withheld_epochs);
            self.tokens.transfer(Tokens::Staked, Tokens::Slashed, slashed)?;
            self.tokens.transfer(Tokens::Locked, Tokens::Slashed, unvested)?;
            let tokens = (slashed + unvested) as f64 / TOKEN;
            let usd = tokens * self.market.price_usd;
            rows.purse[place].net_usd -= usd as f32;
            self.worked.lost_usd[which] += usd;
            self.summary.found(which, tokens, usd);
            if self.plan.power.benchmarked && acts.overclaims() {
                self.measure(place, epoch);
            }
        }
        Ok(())
    }

    /// Measures the rows whose turn it is.
    pub(super) fn measure_all(&mut self, epoch: u32) {
        // Who claims more than noise can hide is found out by the measurement, with the same chance: `slash` measures it.
        let by_slash = self.acts.map(|acts| acts.overclaims() && acts.found_share > 0.0);
        for turn in 0..self.worked.measured.len() {
            let place = self.worked.measured[turn] as usize;
            if !by_slash[usize::from(self.rows.who[place].strategy & 1)] {
                self.measure(place, epoch);
            }
        }
    }

    /// From the next epoch on, the power score of the row at `place` is what was found, off by chance.
    fn measure(&mut self, place: usize, epoch: u32) {
        let draws = stream(self.plan.seed, u64::from(epoch), Purpose::Measurement);
        let who = &mut self.rows.who[place];
        let off = 1.0 + self.plan.power.benchmark_sigma as f32 * self.poisson.normal(draws.at(u64::from(who.id)));
        who.power_milli = (who.capacity_milli as f32 * off.max(0.0) + 0.5) as u32;
        // Whoever claims nothing yet may still do so.
        if self.acts[usize::from(who.strategy & 1)].overclaims() {
            who.strategy |= MEASURED;
        }
    }
}
