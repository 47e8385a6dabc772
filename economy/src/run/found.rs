//! What those lose who were found out (step 6 of an epoch).

use super::{Economy, RunError};
use crate::books::Tokens;
use crate::market::TOKEN;
use engine::Amount;

impl Economy<'_> {
    /// Takes from rows that were found out.
    pub(super) fn slash(&mut self, epoch: u32) -> Result<(), RunError> {
        let share = self.plan.audit.slash_share;
        for place in &self.worked.found {
            let (place, rows) = (*place as usize, &mut self.rows);
            let taken = Amount(rows.staked[place]).parts_per_million((share * 1e6) as u32).0;
            rows.staked[place] -= taken;
            rows.penalty[place] += self.plan.power.penalty_share as f32;
            let which = usize::from(rows.who[place].strategy & 1);
            rows.barred_until[place] = (epoch + 1).saturating_add(self.acts[which].withheld_epochs);
            self.tokens.transfer(Tokens::Staked, Tokens::Slashed, taken)?;
            let usd = taken as f64 / TOKEN * self.market.price_usd;
            self.summary.found(which, taken as f64 / TOKEN, usd);
        }
        Ok(())
    }
}
