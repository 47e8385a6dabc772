//! Rules between the keys of `[growth]`.

use super::conflict::{refuse, told};
use super::error::ScenarioError;
use super::growth::GrowthModel;
use super::loader::Loaded;

/// Somebody must begin.
pub(super) fn check(loaded: &Loaded) -> Result<(), ScenarioError> {
    let growth = &loaded.scenario.growth;
    if growth.model == GrowthModel::None || growth.innovation_per_year > 0.0 || growth.at_genesis_share > 0.0 {
        return Ok(());
    }
    let innovation = told(loaded, "growth.innovation_per_year", growth.innovation_per_year);
    let share = told(loaded, "growth.at_genesis_share", growth.at_genesis_share);
    refuse(format!("{innovation} and {share}: one of them must be above 0, or nobody ever joins"))
}
