//! One mechanism by itself: `[mechanism]` as what the crate `theory` plays.

use super::Keys;
use crate::error::{PrepareError, Problem};
use records::scenario::Loaded;
use theory::mechanism::{Mechanism, named};

/// The mechanism of a scenario with `fidelity = "mechanism"`.
///
/// # Errors
/// A name or a parameter that there is not, or a value outside its range, with the key and where it was set.
pub fn prepare_mechanism(loaded: &Loaded) -> Result<Mechanism, PrepareError> {
    let asked = &loaded.scenario.mechanism;
    let given = asked.parameters.iter().map(|(name, value)| (name.as_str(), *value));
    named(&asked.name, given).map_err(|error| {
        let key = match error.parameter() {
            Some(parameter) => format!("mechanism.parameters.{parameter}"),
            None => "mechanism.name".to_owned(),
        };
        Keys(loaded).wrong(&key)(Problem::Value(error.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::scenario::Scenario;

    fn prepared(text: &str) -> Result<Mechanism, PrepareError> {
        let loaded = Scenario::parse("vote.toml", &format!("fidelity = \"mechanism\"\n[mechanism]\n{text}"), &[]).unwrap();
        prepare_mechanism(&loaded)
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let told = |text| prepared(text).unwrap_err().to_string();
        let name = told("name = \"vote-captur\"");
        assert!(name.starts_with("vote.toml:3") && name.contains("mechanism.name") && name.contains("`vote-capture`"), "{name}");
        let range = told("name = \"vote-capture\"\n[mechanism.parameters]\noracles = 300\n");
        assert!(range.starts_with("vote.toml:5") && range.contains("mechanism.parameters.oracles"), "{range}");
        assert!(range.ends_with("oracles = 300 is not allowed; allowed: 1 to 254"), "{range}");
        assert!(told("").contains("mechanism.name: there is no mechanism ``"));
    }

    #[test]
    fn what_is_given_replaces_defaults() {
        let mechanism =
            prepared("name = \"vote-capture\"\n[mechanism.parameters]\noracles = 7\nfirst = 1\nrounds = 10\n").unwrap();
        assert_eq!(mechanism.entry().name, "vote-capture");
        let values: Vec<f64> = mechanism.values().map(|(_, value)| value).collect();
        assert_eq!(values, [7.0, 0.0, 0.0, 1.0, 10.0]);
        assert_eq!(mechanism.play(1).metrics(), [Some(1.0), Some(0.0), Some(1.0), None]);
    }
}
