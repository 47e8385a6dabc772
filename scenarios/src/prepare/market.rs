//! The economy of a run by epochs: `[market]` and `[economy]` as a plan.

use super::{Keys, emission};
use crate::error::{PrepareError, Problem};
use economy::Plan;
use economy::attack::{self, StrengthError};
use records::scenario::Loaded;

/// The strategy of those who do not attack.
const HONEST: &str = "honest";

/// The plan of a scenario with `fidelity = "epoch"`.
///
/// # Errors
/// A name of a schedule or strategy that there is not, or numbers that do not fit each other, with the key and where it was set.
pub fn prepare_market(loaded: &Loaded) -> Result<Plan, PrepareError> {
    let (at, scenario) = (Keys(loaded), &loaded.scenario);
    let dishonest = &scenario.market.attack;
    if dishonest.strategy != HONEST
        && let Err(error) = attack::strategy(&dishonest.strategy, dishonest.strength)
    {
        let key = match error {
            StrengthError::Unknown { .. } => "market.attack.strategy",
            StrengthError::Outside { .. } => "market.attack.strength",
        };
        return Err(at.wrong(key)(Problem::Value(error.to_string())));
    }
    let plan = Plan::of(scenario, emission::of(&at)?.0);
    plan.check().map_err(|error| at.wrong("market")(Problem::Value(error.to_string())))?;
    Ok(plan)
}
