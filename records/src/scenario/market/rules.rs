//! Rules between the keys of `[market]`.

use std::collections::BTreeSet;

use super::super::conflict::{refuse, told};
use super::super::error::ScenarioError;
use super::super::fidelity::Fidelity;
use super::super::loader::Loaded;
use super::{DemandCurve, PriceMode};

/// Checks them; only a run by epochs reads the section.
pub(in super::super) fn check(loaded: &Loaded) -> Result<(), ScenarioError> {
    if loaded.scenario.fidelity != Fidelity::Epoch {
        return Ok(());
    }
    let (time, market) = (&loaded.scenario.time, &loaded.scenario.market);
    if !time.duration_s.is_multiple_of(time.epoch_s) {
        return refuse(format!(
            "{} must be a multiple of {}",
            told(loaded, "time.duration_s", time.duration_s),
            told(loaded, "time.epoch_s", time.epoch_s)
        ));
    }
    let economy = &loaded.scenario.economy;
    if economy.burn_share + economy.treasury_share > 1.0 {
        return refuse(format!(
            "{} and {} must be at most 1 together",
            told(loaded, "economy.burn_share", economy.burn_share),
            told(loaded, "economy.treasury_share", economy.treasury_share)
        ));
    }
    classes(loaded)?;
    let (least, most) = (market.operators.patience_epochs_min, market.operators.patience_epochs_max);
    if least > most {
        return refuse(format!(
            "{} must be at most {}",
            told(loaded, "market.operators.patience_epochs_min", least),
            told(loaded, "market.operators.patience_epochs_max", most)
        ));
    }
    if market.demand.curve == DemandCurve::Trace {
        trace(loaded, "market.demand.trace", &market.demand.trace, 0.0)?;
    }
    if market.price.mode == PriceMode::Trace {
        trace(loaded, "market.price.trace_usd", &market.price.trace_usd, 1e-6)?;
    }
    Ok(())
}

fn classes(loaded: &Loaded) -> Result<(), ScenarioError> {
    let classes = &loaded.scenario.market.operators.classes;
    if !(1..=16).contains(&classes.len()) {
        let found = format_args!("{} classes", classes.len());
        return refuse(format!("{}: 1 to 16 are allowed", told(loaded, "market.operators.classes", found)));
    }
    let mut seen = BTreeSet::new();
    for (number, class) in classes.iter().enumerate() {
        let key = format!("market.operators.classes.{number}.name");
        if class.name.is_empty() || !seen.insert(&class.name) {
            return refuse(format!(
                "{}: each class needs a name of its own",
                told(loaded, &key, format_args!("{:?}", class.name))
            ));
        }
    }
    Ok(())
}

/// A trace has values, none of them below `least`.
fn trace(loaded: &Loaded, key: &str, values: &[f64], least: f64) -> Result<(), ScenarioError> {
    if values.is_empty() {
        return refuse(format!("{} has no value", told(loaded, key, "[]")));
    }
    match values.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value >= least)) {
        Some((at, value)) => refuse(format!("{}: value {at} must be a number of at least {least}", told(loaded, key, value))),
        None => Ok(()),
    }
}
