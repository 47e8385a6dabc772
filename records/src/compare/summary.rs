//! What two runs came to, beside the digest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::scenario::KeyDifference;
use crate::run::Summary;

/// Figures of the summary that say how a run was made and called rather than what happened in it. Events are among them: whether
/// heartbeats are events does not change a run.
const ASIDE: [&str; 7] = ["scenario", "seed", "wall_s", "events", "digest", "version", "limits"];

/// The figures of two summaries that differ, by their dotted names.
#[must_use]
pub fn differing_figures(summaries: [&Summary; 2]) -> Vec<KeyDifference> {
    let [mut one, mut other] = summaries.map(|summary| {
        let mut figures = BTreeMap::new();
        flatten("", &serde_json::to_value(summary).unwrap_or_default(), &mut figures);
        figures
    });
    let names: Vec<String> =
        one.keys().chain(other.keys()).cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let pair = |key: String| KeyDifference { values: [one.remove(&key), other.remove(&key)], key };
    names.into_iter().map(pair).filter(|figure| figure.values[0] != figure.values[1]).collect()
}

fn flatten(name: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields.iter().filter(|(field, _)| !name.is_empty() || !ASIDE.contains(&field.as_str())) {
                flatten(&if name.is_empty() { field.clone() } else { format!("{name}.{field}") }, value, into);
            }
        }
        value => drop(into.insert(name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_compared_and_not_how_long_it_took() {
        let one = Summary { wall_s: 1.0, messages: 5, faults: [("lost".to_owned(), 1)].into(), ..Summary::default() };
        let other = Summary { wall_s: 2.0, events: 7, messages: 6, ..Summary::default() };
        let names: Vec<String> = differing_figures([&one, &other]).into_iter().map(|figure| figure.key).collect();
        assert_eq!(names, ["faults.lost", "messages"]);
        assert_eq!(differing_figures([&one, &Summary { seed: 9, ..one.clone() }]), []);
    }
}
