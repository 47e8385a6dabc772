//! What was expected of a part beside what was found, and whether the two agree.

use crate::file::{CheckEntry, PartEntry};
use crate::words::Words;
use analysis::ReportTable;
use minijinja::{Environment, Value};

/// The verdicts of a table of checks.
const AGREES: &str = "as expected";
const DIFFERS: &str = "not as expected";

/// The checks of these parts as one table; `None` where there are none.
///
/// # Errors
/// A template that does not fit the runs, with the part and the check.
pub fn table<'a>(parts: impl Iterator<Item = &'a PartEntry>, words: &Words) -> Result<Option<ReportTable>, (String, String)> {
    let mut rows = Vec::new();
    for part in parts {
        for check in &part.checks {
            let row =
                row(part, check, words).map_err(|message| (format!("part `{}`, check `{}`", part.id, check.what), message))?;
            rows.push(row);
        }
    }
    let differ = rows.iter().filter(|row| row[5] == DIFFERS).count();
    let told = match differ {
        0 => "All are as expected.".to_owned(),
        _ => format!("{differ} of {} are not as expected.", rows.len()),
    };
    Ok((!rows.is_empty()).then(|| ReportTable {
        title: "Expected and found".to_owned(),
        header: ["", "what", "found (95 % interval)", "expected", "from", "verdict"].map(str::to_owned).to_vec(),
        rows,
        empty: "",
        notes: vec![told],
    }))
}

fn row(part: &PartEntry, check: &CheckEntry, words: &Words) -> Result<Vec<String>, String> {
    let fill = |template: &str| words.fill(template).map(|paragraphs| paragraphs.join(" "));
    let verdict = match fill(&check.holds)?.as_str() {
        "true" | "True" => AGREES,
        "false" | "False" => DIFFERS,
        other => return Err(format!("holds gives `{other}`, and must give true or false")),
    };
    let cells = [&part.title, &fill(&check.what)?, &fill(&check.found)?, &fill(&check.expected)?, &check.source];
    Ok(cells.into_iter().cloned().chain([verdict.to_owned()]).collect())
}

/// What templates ask of an estimate, or of a plain number.
pub fn functions(environment: &mut Environment<'static>) {
    environment.add_function("within", |value: &Value, low: f64, high: f64| within(value, low, high));
    environment.add_function("near", |value: &Value, expected: f64, share: f64| {
        let about = expected.abs() * share;
        within(value, expected - about, expected + about)
    });
}

/// Whether an estimate lies between `low` and `high` as far as its interval can tell: whether some of the interval does.
fn within(value: &Value, low: f64, high: f64) -> bool {
    let number = |name: &str| value.get_attr(name).ok().and_then(|part| f64::try_from(part).ok());
    if let Ok(plain) = f64::try_from(value.clone()) {
        return (low..=high).contains(&plain);
    }
    let Some(mean) = number("mean") else { return false };
    let (from, to) = (number("low").unwrap_or(mean), number("high").unwrap_or(mean));
    from <= high && to >= low
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn an_estimate_agrees_where_its_interval_reaches() {
        let estimate = context! { mean => 2.0, low => 1.5, high => 2.5 };
        assert!(within(&estimate, 2.4, 3.0) && within(&estimate, 0.0, 1.5) && !within(&estimate, 2.6, 3.0));
        assert!(within(&Value::from(2.0), 2.0, 2.0) && !within(&Value::from(2.0), 2.1, 3.0));
        assert!(within(&context! { mean => 1.0 }, 0.9, 1.1), "without an interval the mean alone counts");
        assert!(!within(&Value::from(()), 0.0, 1.0), "nothing was found");
    }
}
