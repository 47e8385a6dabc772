//! The reference is complete and comes from the code.

use std::path::Path;

use records::scenario::{Scenario, reference_markdown, words_of};

/// Dotted keys of the default scenario, list elements without their number.
fn keys(prefix: &str, value: &toml::Value, found: &mut Vec<String>) {
    let toml::Value::Table(table) = value else { return };
    for (name, child) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match child {
            toml::Value::Table(_) => keys(&key, child, found),
            toml::Value::Array(list) => {
                found.push(key.clone());
                list.iter().for_each(|element| keys(&key, element, found));
            }
            _ => found.push(key),
        }
    }
}

#[test]
fn every_key_has_a_row_with_type_default_and_description() {
    let text = reference_markdown();
    let table = Scenario::default().to_toml().parse().expect("our own TOML");
    let mut found = vec!["extends".to_owned()];
    keys("", &toml::Value::Table(table), &mut found);
    found.extend(["design", "replicates", "samples", "seed", "confidence", "axes", "points"].map(|key| format!("sweep.{key}")));
    let designed = ["trajectories", "levels", "second_order", "sensitivity_metrics", "base"];
    found.extend(designed.map(|key| format!("sweep.{key}")));
    found.extend(["key", "values", "min", "max", "scale"].map(|key| format!("sweep.axes.{key}")));
    let stop = ["metric", "half_width", "confidence", "replicates_min", "replicates_max", "batch"];
    found.extend(stop.map(|key| format!("sweep.stop.{key}")));
    for (list, keys) in [
        ("partition", &["length_s"][..]),
        ("mass_restart", &["over_s", "share", "down_s"]),
        ("mass_leave", &["preset", "quantile"]),
        ("crash", &["length_s", "who"]),
        ("slow_links", &["length_s", "factor"]),
        ("loss", &["length_s", "loss", "duplicate", "reorder_ms"]),
        ("sybil_wave", &["length_s", "over_s", "nodes", "share", "class", "behaviour"]),
    ] {
        found.extend(["at_s", "regions"].iter().chain(keys).map(|key| format!("faults.{list}.{key}")));
    }
    found.extend(["name", "every_s", "bytes", "bytes_per_worker"].map(|key| format!("network.broadcast.{key}")));
    let stage = serde_json::to_value(records::scenario::PipelineStage::default()).unwrap();
    found.extend(stage.as_object().unwrap().keys().map(|key| format!("workload.jobs.stages.{key}")));
    let find = ["key", "from", "to", "scale", "metric", "crosses", "tolerance", "crossing", "replicates", "confidence"];
    found.extend(find.map(|key| format!("find.{key}")));
    found.extend(["half_width", "replicates_min", "replicates_max", "batch"].map(|key| format!("find.stop.{key}")));
    found.extend(["key", "values", "from", "to", "steps", "scale"].map(|key| format!("find.along.{key}")));
    found.extend(["what", "epoch", "factor", "epochs"].map(|key| format!("market.demand.shocks.{key}")));
    found.extend(["epoch", "tokens", "sold_share"].map(|key| format!("market.price.unlocks.{key}")));
    found.extend(["economy.schedule", "mechanism.parameters"].map(str::to_owned));
    for key in &found {
        let start = format!("| `{key}` |");
        let row = text.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row for {key}"));
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 5, "{row}");
        assert!(!cells[1].is_empty() && cells[4].len() > 10, "{row}");
    }
    let rows = text.lines().filter(|line| line.starts_with("| `")).count();
    found.sort();
    found.dedup();
    assert_eq!(rows, found.len(), "and no row for anything else");
}

#[test]
fn the_words_of_a_key_are_those_of_its_row() {
    assert_eq!(words_of("churn.model"), ["none", "preset", "trace"]);
    assert_eq!(words_of("faults.crash.0.who"), ["validator", "requester", "sequencer"]);
    for key in ["time.epoch_s", "name", "churn", "no.such.key", ""] {
        assert!(words_of(key).is_empty(), "{key}");
    }
}

#[test]
fn rows_tell_default_range_and_words() {
    let text = reference_markdown();
    assert!(text.contains("| `time.epoch_s` | integer | `21600` | 10 to 3153600000 | Length of an epoch"));
    assert!(text.contains("| `churn.model` | string | `\"preset\"` | `none`, `preset`, `trace` | The process that"));
    assert!(text.contains("<br>`trace`: Recorded on/off intervals are replayed"));
    assert!(text.contains("| `population.region_weights` | list of numbers | `[]` | each 0 to 1e9 |"));
    assert!(text.contains("| `extends` | string | `\"\"` |"));
    assert!(text.contains("2 entries: inference-batch, feature-extraction"));
    assert!(text.contains("## `[[workload.jobs]]`"));
    assert!(text.contains("## `[sweep.stop]`"));
    assert!(text.contains("## `[find.along]`"));
    assert!(text.contains("## `[find.stop]`"));
    assert!(text.contains("| `sweep.axes.key` | string | required |"));
    assert!(text.contains("| `sweep.axes.min` | number | none | -1e18 to 1e18 |"));
}

#[test]
fn every_number_has_a_finite_range() {
    for line in reference_markdown().lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split(" | ").collect();
        if cells[1] == "integer" || cells[1] == "number" {
            let bounds: Vec<f64> = cells[3].split(" to ").filter_map(|bound| bound.parse().ok()).collect();
            assert!(bounds.len() == 2 && bounds.iter().all(|bound| bound.abs() < 1e19), "{line}");
        }
    }
}

/// `cargo xtask golden` rewrites the file; the change is then reviewed as the new truth.
#[test]
fn the_reference_in_docs_is_the_one_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/scenario.md");
    let now = reference_markdown();
    if std::env::var_os("XPAND_GOLDEN").is_some_and(|word| word == "write") {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == now, "docs/scenario.md is not what the code says: run `cargo xtask golden` and review the change");
}

#[test]
fn every_metric_is_told_with_its_unit() {
    let text = reference_markdown();
    for metric in records::observe::METRICS {
        assert!(text.contains(&format!("| {} | {} |", metric.name, metric.meaning)));
        assert!(metric.meaning.contains('('), "{} has no unit", metric.name);
    }
}
