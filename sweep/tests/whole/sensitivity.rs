//! The designs that tell what each key contributes.

use crate::desk::{Desk, RANGES};
use sweep::Index;

#[test]
fn a_design_has_the_points_that_it_says() {
    let desk = Desk::new();
    let points = |text: &str| desk.study(&format!("[sweep]\n{text}\n{RANGES}")).points().values.len();
    assert_eq!(points("design = \"morris\"\ntrajectories = 7"), 7 * 3);
    assert_eq!(points("design = \"sobol\"\nsamples = 16"), 16 * 6);
    assert_eq!(points("design = \"sobol\"\nsamples = 16\nsecond_order = false"), 16 * 4);
}

fn names(indices: &[Index], metric: &str) -> Vec<(&'static str, String)> {
    let of_metric = indices.iter().filter(|index| index.metric == metric);
    of_metric.map(|index| (index.name, index.key.rsplit('.').next().unwrap_or_default().to_owned())).collect()
}

#[test]
fn morris_tells_which_keys_move_what() {
    let desk = Desk::new();
    let asked = "sensitivity_metrics = [\"minted_tokens\", \"nodes_mean\"]";
    let study = desk.study(&format!("[sweep]\ndesign = \"morris\"\ntrajectories = 6\nreplicates = 2\n{asked}\n{RANGES}"));
    let results = desk.run(&study, "out", 2);
    assert_eq!(results.runs(), 6 * 3 * 2);
    let both = |name| [(name, "active_share".to_owned()), (name, "emission_tokens".to_owned())];
    assert_eq!(names(results.indices(), "minted_tokens"), [both("mu"), both("mu_star"), both("sigma")].concat());
    let of = |metric: &str, name: &str, key: &str| {
        let found =
            results.indices().iter().find(|index| index.metric == metric && index.name == name && index.key.ends_with(key));
        found.unwrap().estimate
    };
    // What is minted follows the emission and nothing else; more nodes at the start are more nodes after ten days.
    assert!(of("minted_tokens", "mu", "emission_tokens")[0] > 1000.0);
    assert!(of("minted_tokens", "mu_star", "active_share")[0] < 0.1 * of("minted_tokens", "mu_star", "emission_tokens")[0]);
    assert!(of("nodes_mean", "mu", "active_share")[0] > 0.0);
    let [estimate, low, high] = of("nodes_mean", "mu_star", "active_share");
    assert!(low <= estimate && estimate <= high, "{low} {estimate} {high}");
    let summary: serde_json::Value = serde_json::from_slice(&desk.left("out")["summary.json"]).unwrap();
    let told = summary["sensitivity"].as_array().unwrap();
    assert_eq!(told.len(), results.indices().len());
    let one = told.iter().find(|one| one["metric"] == "nodes_mean" && one["index"] == "mu_star").unwrap();
    assert!(
        one["key"].as_str().unwrap().ends_with("active_share") && one["estimate"] == estimate && one["high"] == high,
        "{one}"
    );
    let table = results.table();
    assert!(table.starts_with("sensitivity, with 95 % bootstrap intervals") && table.contains("mu_star"), "{table}");
}

#[test]
fn sobol_tells_shares_of_the_variance() {
    let desk = Desk::new();
    let asked = "sensitivity_metrics = [\"minted_tokens\"]\nsamples = 32\nreplicates = 1";
    let study = desk.study(&format!("[sweep]\ndesign = \"sobol\"\n{asked}\n{RANGES}"));
    let results = desk.run(&study, "out", 2);
    assert_eq!(results.runs(), 32 * 6);
    let both = |name| [(name, "active_share".to_owned()), (name, "emission_tokens".to_owned())];
    let second = vec![("second", "active_share".to_owned())];
    assert_eq!(names(results.indices(), "minted_tokens"), [both("first").to_vec(), both("total").to_vec(), second].concat());
    let total = |key: &str| {
        let found = results.indices().iter().find(|index| index.name == "total" && index.key.ends_with(key));
        found.unwrap().estimate[0]
    };
    assert!(
        total("emission_tokens") > 0.8 && total("active_share") < 0.1,
        "{} {}",
        total("emission_tokens"),
        total("active_share")
    );
    let pair = results.indices().iter().find(|index| index.name == "second").unwrap();
    assert_eq!(pair.with.as_deref(), Some("economy.emission_tokens"));
}

#[test]
fn a_metric_without_values_has_no_index_and_takes_none_from_others() {
    let desk = Desk::new();
    for design in ["morris\"\ntrajectories = 3", "sobol\"\nsamples = 4"] {
        let asked = "sensitivity_metrics = [\"attack_profit_usd_per_day\", \"minted_tokens\"]\nreplicates = 1";
        let study = desk.study(&format!("[sweep]\ndesign = \"{design}\n{asked}\n{RANGES}"));
        let out = &design[..5];
        let results = desk.run(&study, out, 2);
        assert!(results.cells().all(|cell| cell.unwrap().values("attack_profit_usd_per_day") == [None]));
        assert!(names(results.indices(), "attack_profit_usd_per_day").is_empty());
        assert!(!names(results.indices(), "minted_tokens").is_empty());
        assert!(desk.left(out).contains_key("sensitivity.parquet") && !desk.left(out).contains_key("points.parquet"));
    }
}
