//! Keys of two scenarios that have other values.

use std::collections::BTreeMap;

/// A key with its value in each of two scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDifference {
    /// Dotted key; elements of lists by their place.
    pub key: String,
    /// Values as TOML; `None` where the key is absent.
    pub values: [Option<String>; 2],
}

/// The keys that differ, in alphabetical order. The texts are filled-in scenarios as run folders hold them.
///
/// # Errors
/// Which of the two texts (0 or 1) is not TOML, and the parser's words.
pub fn differing_keys(scenarios: [&str; 2]) -> Result<Vec<KeyDifference>, (usize, String)> {
    let mut values = [BTreeMap::new(), BTreeMap::new()];
    for (place, (text, values)) in scenarios.into_iter().zip(&mut values).enumerate() {
        let table = text.parse::<toml::Table>().map_err(|error| (place, error.to_string()))?;
        flatten("", &toml::Value::Table(table), values);
    }
    let [mut one, mut other] = values;
    one.retain(|key, value| other.get(key) != Some(&*value) || other.remove(key).is_none());
    let mut keys: Vec<String> = one.keys().chain(other.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    Ok(keys.into_iter().map(|key| KeyDifference { values: [one.remove(&key), other.remove(&key)], key }).collect())
}

fn flatten(key: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(name, value)| flatten(&below(name), value, into)),
        toml::Value::Array(list) if list.iter().any(toml::Value::is_table) => {
            list.iter().enumerate().for_each(|(place, value)| flatten(&below(&place.to_string()), value, into));
        }
        value => drop(into.insert(key.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_other_values_are_named_with_both() {
        let one = "seed = 1\n[a]\nb = [1, 2]\nsame = true\n[[jobs]]\nn = 1\n[[jobs]]\nn = 2";
        let other = "seed = 1\n[a]\nb = [1, 3]\nsame = true\nnew = 'x'\n[[jobs]]\nn = 1";
        let told: Vec<String> = differing_keys([one, other])
            .unwrap()
            .into_iter()
            .map(|KeyDifference { key, values: [a, b] }| format!("{key}: {} {}", a.unwrap_or_default(), b.unwrap_or_default()))
            .collect();
        assert_eq!(told, ["a.b: [1, 2] [1, 3]", "a.new:  \"x\"", "jobs.1.n: 2 "]);
        assert_eq!(differing_keys([one, one]), Ok(vec![]));
        assert_eq!(differing_keys([one, "seed ="]).unwrap_err().0, 1);
    }
}
