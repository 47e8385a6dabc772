//! The emission schedule that a scenario names, with its parameters.

use super::Keys;
use crate::error::{PrepareError, Problem};
use records::scenario::nearest;
use world::engine::poai::Emission;
use world::engine::poai::schedule::{Needs, Parameter, ParameterError};

/// The schedule `economy.emission`, and what it cannot do without, with the parameters of its table below `economy.schedule`. Where that is silent, `economy.emission_tokens` and
/// `economy.halving_epochs` stand for the tokens of the first epoch and for the epochs of a halving.
pub(super) fn of(at: &Keys<'_>) -> Result<(Emission, Needs), PrepareError> {
    let economy = &at.0.scenario.economy;
    let name = economy.emission.as_str();
    let Some(entry) = Emission::TABLE.iter().find(|entry| entry.name == name) else {
        let known: Vec<&str> = Emission::TABLE.iter().map(|entry| entry.name).collect();
        let meant = nearest(name, known.iter().copied()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let message = format!("there is no emission schedule `{name}`{meant} There are: {}", known.join(", "));
        return Err(at.wrong("economy.emission")(Problem::Value(message)));
    };
    let table = economy.schedule.get(name);
    let usual = |parameter: &Parameter| match parameter.name {
        _ if parameter.default.is_some() => None,
        "first_tokens" | "per_epoch_tokens" => Some(economy.emission_tokens.to_string()),
        "halving_epochs" | "half_life_epochs" => Some(economy.halving_epochs.to_string()),
        _ => None,
    };
    let set = table.into_iter().flatten().map(|(key, value)| {
        let decimals = entry.parameters.iter().find(|known| known.name == key).map(|known| known.unit.decimals());
        (key.as_str(), decimal(*value, decimals.unwrap_or(0)))
    });
    let mut given: Vec<(&str, String)> = set.collect();
    for parameter in entry.parameters {
        if let (None, Some(value)) = (table.and_then(|table| table.get(parameter.name)), usual(parameter)) {
            given.push((parameter.name, value));
        }
    }
    let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = Emission::named(name, &given).map(|emission| (emission, entry.needs));
    made.map_err(|error| {
        let key = match &error {
            ParameterError::Unknown { found, .. } => format!("economy.schedule.{name}.{found}"),
            ParameterError::Missing { name: key, .. } | ParameterError::Value { name: key, .. } => {
                format!("economy.schedule.{name}.{key}")
            }
            ParameterError::Schedule { .. } => "economy.emission".to_owned(),
        };
        at.wrong(&key)(Problem::Value(error.to_string()))
    })
}

/// A number as decimal text with so many digits after the point at most; a sweep's values have more.
fn decimal(value: f64, decimals: u32) -> String {
    let text = format!("{value:.*}", decimals as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_text_with_the_digits_that_a_unit_has() {
        assert_eq!([decimal(1.5, 6), decimal(0.1 + 0.2, 6), decimal(3.0, 0), decimal(1e-7, 9)], ["1.5", "0.3", "3", "0.0000001"]);
    }
}
